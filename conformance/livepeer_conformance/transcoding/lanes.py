"""The lanes: ways to transcode or decode a segment, on the CPU or on a device, and the settings of each.

A lane that uses a device names the device's format or encoder, so that ffmpeg fails where the device cannot do it, and
does not quietly decode on the CPU instead. One lane leaves the choice to ffmpeg on purpose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from livepeer_reference.nodes.ffmpeg import BIT_EXACT

GROUP: Final = 50
"""Pictures from one key frame to the next: a segment."""
_EXACT_SCALE: Final = "scale={width}:{height}:flags=bicubic+accurate_rnd+bitexact"
_SCALE: Final = "scale={width}:{height}"
_RATE: Final = ("-b:v", "{rate}", "-minrate", "{rate}", "-maxrate", "{rate}", "-bufsize", "{rate}")
_TO_DEVICE: Final = "scale={{width}}:{{height}},format={format},hwupload"
_CUDA: Final = ("-hwaccel", "cuda", "-hwaccel_output_format", "cuda")


@dataclass(frozen=True)
class Setting:
    """How a lane's encoder is set.

    Attributes:
        filters: what is done to the decoded pictures.
        arguments: of the encoder; ``{threads}`` stands for a number of threads, ``{rate}`` for bits a second.
        threads: how many as long as nothing else is asked for; none for as many as the encoder likes.
    """

    filters: str
    arguments: tuple[str, ...]
    threads: int | None = None


@dataclass(frozen=True)
class Lane:
    """A way to transcode, or, without an encoder, to decode.

    Attributes:
        name: unique.
        kind: what does the work: ``cpu``, ``nvenc``, ``nvdec``, ``hybrid``, ``vulkan``, ``vaapi``, ``qsv``, ``auto``.
        codec: of the source for a lane that decodes, else of the rendition.
        encoder: its name in ffmpeg.
        settings: by name. ``exact`` keeps all that makes results differ out of it; ``constant`` is a constant quality
            on a device; ``production`` holds the bit rate with as many threads as there are, as clients do.
        container: of the rendition.
        before: arguments before the input.
        hwaccel: what the build must know to decode on a device.
        all_threads: what stands for as many threads as the encoder likes.
        group: pictures from one key frame to the next.
        masks: arguments and environment that keep the encoder from using parts of the CPU, by name.
    """

    name: str
    kind: str
    codec: str
    encoder: str | None
    settings: Mapping[str, Setting]
    container: str = "matroska"
    before: tuple[str, ...] = ()
    hwaccel: str | None = None
    all_threads: str = "0"
    group: int = GROUP
    masks: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = field(default_factory=dict)

    @property
    def is_device(self) -> bool:
        """Whether a device is to do some of the work."""
        return self.kind != "cpu"

    def command(
        self, setting: str, source: str, output: str, size: tuple[int, int], rate: int, threads: int | None = None
    ) -> list[str]:
        """ffmpeg's arguments; ``threads`` is 0 for as many as the encoder likes, and none for those of the setting."""
        chosen = self.settings[setting]
        count = threads if threads is not None else chosen.threads
        words = {
            "width": size[0], "height": size[1], "rate": rate, "threads": str(count) if count else self.all_threads,
        }  # fmt: skip
        decoder = ("-threads", "1") if setting == "exact" else ()
        filters = ("-vf", chosen.filters.format(**words)) if chosen.filters else ()
        if self.encoder is None:
            # What was decoded is listed, picture by picture.
            tail: tuple[str, ...] = ("-fps_mode", "passthrough", "-f", "framemd5", output)
        else:
            arguments = (word.format(**words) for word in chosen.arguments)
            tail = ("-c:v", self.encoder, *arguments, "-g", str(self.group), *BIT_EXACT, "-f", self.container, output)
        return [*self.before, *decoder, "-i", source, "-an", *filters, *tail]


def _x264(*arguments: str) -> tuple[str, ...]:
    return ("-preset", "medium", *arguments, "-bf", "3", "-forced-idr", "1", "-threads", "{threads}")


_X264_EXACT: Final = (*_x264("-crf", "23"), "-bsf:v", "filter_units=remove_types=6")
_NO_FLAGS: Final = (("-cpuflags", "0"), dict[str, str]())


def _cpu(name: str, codec: str, encoder: str, exact: Sequence[str], production: Sequence[str], **more: object) -> Lane:
    """A lane on the CPU."""
    settings = {"exact": Setting(_EXACT_SCALE, tuple(exact), 1)}
    if production:
        settings["production"] = Setting(_SCALE, tuple(production))
    else:
        settings["threads"] = Setting(_EXACT_SCALE, tuple(exact))
    return Lane(name, "cpu", codec, encoder, settings, **more)  # type: ignore[arg-type]


def _device(
    kind: str, codec: str, encoder: str, constant: Sequence[str], production: Sequence[str], **more: object
) -> Lane:
    """A lane whose device encodes."""
    name = f"{kind}-{codec}"
    upload = _SCALE if kind == "nvenc" else _TO_DEVICE.format(format="yuv422p10" if codec == "prores" else "nv12")
    settings = {"constant": Setting(upload, tuple(constant))}
    if production:
        settings["production"] = Setting(upload, (*_RATE, *production))
    before = () if kind == "nvenc" else ("-init_hw_device", f"{kind}=device", "-filter_hw_device", "device")
    return Lane(name, kind, codec, encoder, settings, before=before, **more)  # type: ignore[arg-type]


def _decoding(
    name: str, kind: str, codec: str, before: tuple[str, ...], filters: str, hwaccel: str | None = None
) -> Lane:
    return Lane(name, kind, codec, None, {"decode": Setting(filters, ())}, before=before, hwaccel=hwaccel)


_NVENC: Final = ("-preset", "p4", "-bf", "0", "-forced-idr", "1")
_DECODED: Final = ("h264", "hevc", "vp9")

LANES: Final = {
    lane.name: lane
    for lane in (
        _cpu(
            "x264", "h264", "libx264", _X264_EXACT, _x264(*_RATE), container="mpegts",
            masks={"no SIMD in filters": _NO_FLAGS,
                   "x264 up to AVX2": (("-x264-params", "asm=avx2"), {}),
                   "x264 up to SSSE3": (("-x264-params", "asm=ssse3"), {}),
                   "x264 without SIMD": (("-x264-params", "asm=0"), {})},
        ),
        _cpu(
            "x265", "hevc", "libx265",
            ("-preset", "fast", "-crf", "28", "-x265-params", "log-level=none:pools={threads}:frame-threads=1"),
            (*_RATE, "-preset", "fast", "-x265-params", "log-level=none:pools={threads}"), all_threads="*",
            masks={"no SIMD in filters": _NO_FLAGS},
        ),
        _cpu(
            "vp9", "vp9", "libvpx-vp9",
            ("-deadline", "good", "-cpu-used", "5", "-crf", "33", "-b:v", "0", "-row-mt", "0", "-threads", "{threads}"),
            (*_RATE, "-deadline", "realtime", "-cpu-used", "7", "-row-mt", "1", "-threads", "{threads}"),
            masks={"no SIMD in filters": _NO_FLAGS, "libvpx without SIMD": ((), {"VPX_SIMD_CAPS": "0"})},
        ),
        _cpu(
            "svt-av1", "av1", "libsvtav1", ("-preset", "8", "-crf", "35", "-svtav1-params", "lp={threads}"),
            ("-b:v", "{rate}", "-preset", "8", "-svtav1-params", "lp={threads}"),
            masks={"no SIMD in filters": _NO_FLAGS},
        ),
        _cpu(
            "ffv1", "ffv1", "ffv1", ("-level", "3", "-slices", "4", "-threads", "{threads}"), (), group=1,
            masks={"no SIMD at all": _NO_FLAGS},
        ),
        *(_decoding(f"decode-{codec}", "cpu", codec, (), "") for codec in _DECODED),
        _decoding("decode-auto", "auto", "h264", ("-hwaccel", "auto"), "format=yuv420p"),
        *(
            _decoding(f"nvdec-{codec}", "nvdec", codec, _CUDA, "hwdownload,format=nv12,format=yuv420p", "cuda")
            for codec in _DECODED
        ),
        Lane(
            "nvdec-x264", "hybrid", "h264", "libx264",
            {"exact": Setting("scale_cuda={width}:{height},hwdownload,format=nv12,format=yuv420p", _X264_EXACT, 1)},
            container="mpegts", before=_CUDA, hwaccel="cuda",
        ),
        *(
            _device("nvenc", codec, f"{codec}_nvenc", (*_NVENC, "-rc", "constqp", "-qp", "28"), (*_NVENC, "-rc", "cbr"))
            for codec in ("h264", "hevc")
        ),
        _device(
            "nvenc", "av1", "av1_nvenc", (*_NVENC[:2], "-rc", "constqp", "-qp", "120"), (*_NVENC[:2], "-rc", "cbr"),
        ),
        *(_device("vulkan", codec, f"{codec}_vulkan", ("-qp", "28"), ()) for codec in ("h264", "hevc")),
        _device("vulkan", "av1", "av1_vulkan", ("-qp", "120"), ()),
        _device("vulkan", "ffv1", "ffv1_vulkan", ("-level", "4", "-strict", "experimental"), (), group=1),
        _device("vulkan", "prores", "prores_ks_vulkan", (), (), group=1),
        *(_device("vaapi", codec, f"{codec}_vaapi", ("-qp", "28"), ("-bf", "0")) for codec in ("h264", "hevc")),
        *(_device("qsv", codec, f"{codec}_qsv", ("-q", "28"), ("-bf", "0")) for codec in ("h264", "hevc", "av1")),
    )
}  # fmt: skip
"""All lanes, by name."""
