"""The Streamflow paper's proposal as data: what it says, and which requirements say it exactly.

Source: Livepeer Streamflow Paper, "Proposta do Protocolo Streamflow" with its sections, and "Appendix A: Probabilistic
Micropayments Workflow". Sections are named as the published translation has them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A statement of the paper.

    Attributes:
        section: where it is, and the step where steps are numbered.
        statement: in our words.
        requirements: ids of those that say it exactly.
        note: what was built otherwise, where something was.
        reason: why there is no requirement, where there is none.
    """

    section: str
    statement: str
    requirements: tuple[str, ...] = ()
    note: str = ""
    reason: str = ""


@cache
def rows() -> tuple[PaperRow, ...]:
    """The statements in the paper's order."""
    text = (files("livepeer_spec") / "streamflow_rows.toml").read_text(encoding="utf-8")
    return tuple(
        PaperRow(**{**row, "requirements": tuple(row.get("requirements", ()))}) for row in tomllib.loads(text)["row"]
    )
