"""What can be wrong with a video, or with the run of ffmpeg that reads or makes one."""

from enum import StrEnum


class Verdict(StrEnum):
    """Why there is no result. None of them is ever a pass."""

    EMPTY = "empty"
    """No bytes at all."""
    WRONG_CONTAINER = "wrong-container"
    """Not in the container that is asked for, or in none that is read here."""
    NO_VIDEO = "no-video"
    """A container without a picture in it, such as one with sound alone."""
    TOO_LARGE = "too-large"
    """More pixels, frames, bytes or memory than is allowed; found before anything is decoded where the file says so."""
    TRUNCATED = "truncated"
    """It ends in the middle, or has fewer frames than it must have."""
    UNDECODABLE = "undecodable"
    """The decoder finds an error in it."""
    TIMEOUT = "timeout"
    """The run took more wall time or CPU time than it may."""
    KILLED = "killed"
    """A signal ended the run that was not sent from here: it crashed, or somebody killed it."""
    GARBAGE = "garbage"
    """The run ended well and its result is not there, or is not what was asked for."""
    FAILED = "failed"
    """ffmpeg ended with an error, and nothing is wrong with the video that it read: an error of the run."""


class FfmpegFailed(Exception):
    """There is no result. ``verdict`` is the word for it; the message says more, such as ffmpeg's first words."""

    def __init__(self, verdict: Verdict, said: str) -> None:
        super().__init__(f"{verdict}: {said}" if said else str(verdict))
        self.verdict = verdict
        self.said = said
