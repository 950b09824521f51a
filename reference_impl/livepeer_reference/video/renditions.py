"""What is made of each clip: honest renditions, and tampers, each a recipe for ffmpeg.

A recipe changes the decoded pictures or the sound, then scales and encodes them. Tampers are encoded as well as an
honest rendition of the same size is, so that nothing but the tamper gives them away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from livepeer_reference.video.corpus import EXACT, HEIGHT, WIDTH, Clip

HONEST: Final = "honest"
STARVED: Final = "starved"
"""Of honest renditions, those of 30 kb/s and less: nobody can tell what they show."""

GEOMETRY: Final = "geometry"
OVERLAY: Final = "overlay"
COLOUR: Final = "colour"
BLUR: Final = "blur and noise"
TIME: Final = "time"
CONTENT: Final = "other content"
AUDIO: Final = "audio"
CONTAINER: Final = "timestamps and file"
KINDS: Final = (GEOMETRY, OVERLAY, COLOUR, BLUR, TIME, CONTENT, AUDIO, CONTAINER)

Size = tuple[int, int]
P144: Final = (256, 144)
P240: Final = (426, 240)
P360: Final = (640, 360)
P480: Final = (854, 480)

X264: Final = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", "50")
GOOD: Final = ("-c:v", "libx264", "-preset", "superfast", "-bf", "0", "-g", "50", "-crf", "24")
COPY: Final = ("-c:a", "copy")
AAC: Final = ("-c:a", "aac", "-b:a", "64k")


@dataclass(frozen=True)
class Recipe:
    """How a rendition is made.

    In its filters stand ``{r}`` for frames a second, ``{n}`` for frames and ``{h}`` for half of them, ``{f}`` for 0.2
    seconds of them, and ``[other]`` for the pictures of another clip of the same half, as large.

    Attributes:
        name: what it is called, unique.
        kind: ``HONEST``, ``STARVED``, or a kind of tamper.
        video: filters from the source's pictures to those that are scaled and encoded.
        size: width and height.
        encoder: of the pictures.
        audio: how the sound is made: arguments; none at all where it is left out.
        rate: frames a second that were asked for; those of the source where it is None.
        suffix: of the file, which tells its container.
        area: share of the picture that a logo covers, in percent; 0 where there is none.
        damage: what is done to the file when it is made: ``truncated`` or ``flipped``.
        sounds_of_other: whether the sound is that of the other clip.
    """

    name: str
    kind: str
    video: str = "null"
    size: Size = P240
    encoder: tuple[str, ...] = GOOD
    audio: tuple[str, ...] = COPY
    rate: int | None = None
    suffix: str = "ts"
    area: float = 0.0
    damage: str = ""
    sounds_of_other: bool = False

    @property
    def is_tamper(self) -> bool:
        """Whether it must be refused."""
        return self.kind not in (HONEST, STARVED)

    def suits(self, clip: Clip) -> bool:
        """Whether it makes something of a clip. In one that shows a still picture nobody can tamper with time."""
        return self.kind != TIME or not clip.is_still


def _bitrate(kilobits: int, size: Size, kind: str = HONEST) -> Recipe:
    encoder = (*X264, "-b:v", f"{kilobits}k")
    return Recipe(f"x264 {size[1]}p at {kilobits} kb/s", kind, size=size, encoder=encoder)


_X265: Final = (
    "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "pools=none:frame-threads=1:log-level=none:info=0",
)  # fmt: skip
_VP9: Final = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "0")


def _rate(rate: int) -> Recipe:
    return Recipe(f"{rate} frames a second", HONEST, f"fps={rate}", rate=rate)


HONEST_RECIPES: Final = (
    Recipe("x264 144p", HONEST, size=P144),
    Recipe("x264 240p", HONEST),
    Recipe("x264 360p", HONEST, size=P360),
    Recipe("x264 480p", HONEST, size=P480),
    Recipe("x264 coarse", HONEST, encoder=(*X264, "-crf", "35")),
    Recipe("x264 medium", HONEST, encoder=("-c:v", "libx264", "-preset", "medium", "-bf", "3", "-crf", "23")),
    Recipe("x264 ultrafast", HONEST, encoder=("-c:v", "libx264", "-preset", "ultrafast", "-crf", "26")),
    _bitrate(800, P360),
    _bitrate(400, P240),
    _bitrate(200, P240),
    _bitrate(100, P144),
    Recipe("x265", HONEST, encoder=(*_X265, "-crf", "28")),
    Recipe("x265 at 200 kb/s", HONEST, encoder=(*_X265, "-b:v", "200k")),
    Recipe("VP9", HONEST, encoder=(*_VP9, "-b:v", "0", "-crf", "36"), audio=("-c:a", "libopus", "-b:a", "64k"),
           suffix="mkv"),
    Recipe("VP9 at 200 kb/s", HONEST, encoder=(*_VP9, "-b:v", "200k"), suffix="mkv"),
    Recipe("sound encoded again", HONEST, audio=AAC),
    Recipe("nearest neighbours", HONEST, f"scale={P240[0]}:{P240[1]}:flags=neighbor+accurate_rnd+bitexact"),
    _rate(15),
    _rate(24),
    _rate(50),
    _rate(60),
    _bitrate(30, P240, STARVED),
    _bitrate(15, P144, STARVED),
)  # fmt: skip


def _tamper(kind: str, name: str, video: str = "null", **other: object) -> Recipe:
    return Recipe(name, kind, video, **other)  # type: ignore[arg-type]


def _logo(area: float) -> Recipe:
    """A logo in the upper right corner that covers so many percent of the picture: a frame with a block in it."""
    width = round(WIDTH * (area / 100) ** 0.5 / 2) * 2
    height = round(HEIGHT * (area / 100) ** 0.5 / 2) * 2
    left, top = WIDTH - width - min(24, (WIDTH - width) // 2), min(16, (HEIGHT - height) // 2)
    inner = (left + width // 4, top + height // 4, width // 2, height // 2)
    video = (
        f"drawbox=x={left}:y={top}:w={width}:h={height}:color=white:t=fill,"
        f"drawbox=x={inner[0]}:y={inner[1]}:w={inner[2]}:h={inner[3]}:color=0xc02040:t=fill"
    )
    return Recipe(f"logo of {area:g} %", OVERLAY, video, area=area)


def _caption() -> str:
    """Two lines of strokes, like a caption."""
    strokes = [
        f"drawbox=x={150 + 10 * number}:y={290 + 24 * line}"
        f":w={3 + 3 * (number % 3 == 1)}:h={14 - 5 * (number % 4 == 2)}:color=white:t=fill"
        for line in (0, 1)
        for number in range(34)
        if (number + line) % 6
    ]
    return ",".join(strokes)


def _geometry() -> Iterator[Recipe]:
    scaled = f"scale={WIDTH}:{HEIGHT}:{EXACT}"

    def cropped(percent: int) -> str:
        share = f"{1 - percent / 100:.2f}"
        return f"crop=trunc(iw*{share}/2)*2:trunc(ih*{share}/2)*2,{scaled}"

    for name, video in (
        ("turned by 180 degrees", "hflip,vflip"),
        ("left and right exchanged", "hflip"),
        ("upside down", "vflip"),
        ("turned by 90 degrees", f"transpose=1,{scaled}"),
        ("turned by 5 degrees", "rotate=5*PI/180:bilinear=0"),
        ("turned by 2 degrees", "rotate=2*PI/180:bilinear=0"),
        ("5 % cut off", cropped(5)),
        ("10 % cut off", cropped(10)),
        ("25 % cut off", cropped(25)),
        ("bars above and below", f"scale={WIDTH}:270:{EXACT},pad={WIDTH}:{HEIGHT}:0:44"),
        ("bars left and right", f"scale=480:{HEIGHT}:{EXACT},pad={WIDTH}:{HEIGHT}:80:0"),
        ("stretched by 15 %", f"crop=trunc(iw*0.85/2)*2:ih,{scaled}"),
        ("12 pixels to the side", f"crop=iw-12:ih:12:0,pad={WIDTH}:{HEIGHT}:0:0"),
    ):
        yield _tamper(GEOMETRY, name, video)


def _overlays() -> Iterator[Recipe]:
    yield from map(_logo, (0.25, 0.5, 1, 2, 4, 9, 25))
    for name, video in (
        ("caption", _caption()),
        ("banner of 15 %", "drawbox=x=0:y=306:w=iw:h=54:color=0x103070:t=fill"),
        ("thin ticker", "drawbox=x=0:y=346:w=iw:h=14:color=0xe0c000:t=fill"),
        ("half-clear box of 20 %", "drawbox=x=340:y=190:w=280:h=164:color=white@0.35:t=fill"),
        (
            "own picture in the picture",
            f"split[b][p];[p]scale=160:90:{EXACT}[s];[b][s]overlay=460:250",
        ),
    ):
        yield _tamper(OVERLAY, name, video)


def _colours() -> Iterator[Recipe]:
    for name, video in (
        ("gray", "hue=s=0"),
        ("hue turned by 60 degrees", "hue=h=60"),
        ("colours exchanged", "swapuv"),
        ("half the colour", "hue=s=0.5"),
        ("negative", "negate"),
        ("brighter", "eq=brightness=0.08"),
        ("darker", "eq=brightness=-0.08"),
        ("more contrast", "eq=contrast=1.3"),
        ("other gamma", "eq=gamma=1.4"),
        ("eight levels", "lutyuv=y='bitand(val,224)+16':u='bitand(val,224)+16':v='bitand(val,224)+16'"),
        ("sepia", "colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131"),
    ):
        yield _tamper(COLOUR, name, video)


def _blurs() -> Iterator[Recipe]:
    for name, video in (
        ("blurred by 2 pixels", "gblur=sigma=2"),
        ("blurred by 4 pixels", "gblur=sigma=4"),
        ("blurred by 8 pixels", "gblur=sigma=8"),
        ("from 64 times 36 pixels", f"scale=64:36:{EXACT}"),
        ("from 128 times 72 pixels", f"scale=128:72:{EXACT}"),
        ("blocks of 20 pixels", "pixelize=w=20:h=20"),
        ("noise", "noise=alls=40:allf=t:all_seed=77"),
        ("sharpened", "unsharp=7:7:2.5"),
    ):
        yield _tamper(BLUR, name, video)


def _times() -> Iterator[Recipe]:
    anew = "setpts=N/{r}/TB"
    for name, video in (
        ("backward", "reverse"),
        (
            "halves exchanged",
            f"split[a][b];[a]trim=start_frame={{h}},{anew}[x];[b]trim=end_frame={{h}},{anew}[y];[x][y]concat,{anew}",
        ),
        ("frames shuffled in tens", "shuffleframes=9 3 7 1 5 0 8 2 6 4"),
        ("second half missing", "trim=end_frame={h}"),
        ("first half missing", f"trim=start_frame={{h}},{anew}"),
        ("last 0.2 seconds missing", "trim=end_frame={n}-{f}"),
        ("half as fast", f"setpts=2*PTS,fps={{r}},trim=end_frame={{n}},{anew}"),
        ("twice as fast, twice", f"select='not(mod(n,2))',{anew},loop=loop=1:size={{h}}:start=0,{anew}"),
        ("a tenth faster", f"setpts=PTS/1.1,fps={{r}},tpad=stop_mode=clone:stop={{f}},trim=end_frame={{n}},{anew}"),
        ("one still picture", f"trim=end_frame=1,loop=loop={{n}}-1:size=1:start=0,{anew}"),
        ("second half still", "trim=end_frame={h},tpad=stop_mode=clone:stop={h}"),
        ("0.4 seconds still", "select='not(between(n,20,29))',fps={r}"),
        ("0.4 seconds missing", "select='not(between(n,20,29))'"),
        ("every second frame missing", "select='not(mod(n,2))'"),
        ("every second frame twice", "select='not(mod(n,2))',fps={r}"),
        ("0.2 seconds late", f"tpad=start_mode=clone:start={{f}},trim=end_frame={{n}},{anew}"),
        ("first half twice", f"trim=end_frame={{h}},loop=loop=1:size={{h}}:start=0,{anew}"),
        ("one black frame", "drawbox=color=black:t=fill:enable='eq(n,25)'"),
        ("ten black frames", "drawbox=color=black:t=fill:enable='between(n,20,29)'"),
    ):
        yield _tamper(TIME, name, video)


def _contents() -> Iterator[Recipe]:
    for name, video in (
        ("other clip", "null[own];[own][other]overlay"),
        ("other clip in the second half", "null[own];[own][other]overlay=enable='gte(n,{h})'"),
        ("other clip for 0.4 seconds", "null[own];[own][other]overlay=enable='between(n,20,29)'"),
        ("other clip for one frame", "null[own];[own][other]overlay=enable='eq(n,25)'"),
        (
            "other clip in a quarter",
            f"null[own];[other]scale=320:180:{EXACT}[s];[own][s]overlay=300:160",
        ),
        ("other clip shines through", "null[own];[own][other]blend=all_expr='A*0.75+B*0.25'"),
    ):
        yield _tamper(CONTENT, name, video)


def _sounds() -> Iterator[Recipe]:
    yield Recipe("no sound", AUDIO, audio=())
    yield Recipe("sound of another clip", AUDIO, sounds_of_other=True)
    for name, filters in (
        ("silence", "volume=0"),
        ("sound backward", "areverse"),
        ("sound a tenth as loud", "volume=0.1"),
        ("sound 0.3 seconds late", "adelay=300:all=1,atrim=end=2"),
        ("sound a third higher", "asetrate=60000,aresample=48000,atempo=0.8"),
        (
            "beep of 0.4 seconds",
            "volume=0:enable='between(t,0.8,1.2)',aeval='val(0)+0.4*sin(2*PI*1000*t)*between(t,0.8,1.2)',aformat=channel_layouts=mono",
        ),
    ):
        yield Recipe(name, AUDIO, audio=("-af", filters, *AAC))


def _containers() -> Iterator[Recipe]:
    yield _tamper(CONTAINER, "times unsteady", "settb=1/90000,setpts='N/{r}/TB+mod(N,2)*0.7/{r}/TB'")
    yield _tamper(CONTAINER, "a tenth slower", "settb=1/90000,setpts=1.1*PTS")
    yield _tamper(CONTAINER, "0.5 seconds of nothing", "settb=1/90000,setpts='PTS+gte(N,{h})*0.5/TB'")
    yield _tamper(CONTAINER, "smaller than asked for", size=P144)
    yield _tamper(CONTAINER, "narrower than asked for", size=(320, 240))
    yield _tamper(CONTAINER, "file cut off", damage="truncated")
    yield _tamper(CONTAINER, "bits flipped", damage="flipped")


TAMPERS: Final = (
    *_geometry(), *_overlays(), *_colours(), *_blurs(), *_times(), *_contents(), *_sounds(), *_containers()
)  # fmt: skip
RECIPES: Final = (*HONEST_RECIPES, *TAMPERS)
