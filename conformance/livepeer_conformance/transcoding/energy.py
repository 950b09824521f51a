"""Energy, where the machine tells it: the counters of the CPU's packages, and that of an NVIDIA device."""

from pathlib import Path
from typing import Any, Final

_RAPL: Final = Path("/sys/class/powercap")


class Meter:
    """The energy since it was made. ``source`` says what is counted, or why nothing is."""

    def __init__(self, uses_nvidia: bool, rapl: Path = _RAPL) -> None:
        self._counters = sorted(rapl.glob("intel-rapl:?/energy_uj"))
        self._device: Any = None
        self.source = "intel-rapl" if self._counters else "no intel-rapl counters"
        if uses_nvidia:
            self._open_device()
        self._start = self._read()

    def joules(self) -> float | None:
        """Joules since the start; none when they cannot be read or a counter began anew."""
        end = self._read()
        if self._start is None or end is None or end < self._start:
            return None
        return round(end - self._start, 3)

    def _open_device(self) -> None:
        try:
            import pynvml

            pynvml.nvmlInit()
            self._device = pynvml.nvmlDeviceGetHandleByIndex(0)
        except ImportError:
            self.source += ", device not counted: package nvidia-ml-py is not installed"
        except Exception as error:  # The package has errors of its own for each driver.
            self.source += f", device not counted: {error}"
        else:
            self.source = "nvml" if not self._counters else "intel-rapl and nvml"

    def _read(self) -> float | None:
        try:
            total = sum(int(counter.read_text()) for counter in self._counters) / 1e6
        except (OSError, ValueError) as error:
            self._counters, self.source = [], f"intel-rapl cannot be read: {type(error).__name__}"
            total = 0.0
        if self._device is not None:
            import pynvml

            total += pynvml.nvmlDeviceGetTotalEnergyConsumption(self._device) / 1e3
        return total if self._counters or self._device is not None else None
