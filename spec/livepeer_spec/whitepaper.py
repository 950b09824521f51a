"""The whitepaper's two tables as data: its transaction types, and its parameters.

Source: Livepeer whitepaper, "Livepeer协议事务类型" (transaction types) and "Livepeer协议参数引用" (parameters).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from livepeer_spec.versions import variant_of


@dataclass(frozen=True, slots=True)
class PaperTransaction:
    """One of the paper's transaction types.

    Attributes:
        name: as the paper writes it.
        standing: by variant, the spec's transactions that stand for it.
        reason: why there is none, where there is none.
    """

    name: str
    standing: dict[str, tuple[str, ...]]
    reason: str

    def of(self, rules: str) -> tuple[str, ...]:
        """The transactions that stand for it in a rule set of alpha."""
        variant = variant_of(rules)
        return self.standing[variant if variant in self.standing else "deployed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperParameter:
    """A row of the paper's parameter table.

    Attributes:
        name, about, paper: as the paper has it, what it is, and the value that the paper gives.
        parameter, unit: the presets' parameter, and what it counts; empty where no rule reads it.
        value, deployed: in that unit, the paper's value and the deployed one; None where there is none.
        choice, note: what the paper leaves open, and what else is to be said.
    """

    name: str
    about: str
    paper: str
    parameter: str = ""
    unit: str = ""
    value: int | None = None
    deployed: int | None = None
    choice: str = ""
    note: str = ""


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((files("livepeer_spec") / file).read_text(encoding="utf-8"))[table]
    return rows


@cache
def transactions() -> tuple[PaperTransaction, ...]:
    """The paper's transaction types in its order."""
    return tuple(
        PaperTransaction(
            row["name"],
            {key: tuple(names) for key, names in row.items() if key not in ("name", "reason")},
            row.get("reason", ""),
        )
        for row in _rows("whitepaper_transactions.toml", "type")
    )


@cache
def parameters() -> tuple[PaperParameter, ...]:
    """The rows of the paper's parameter table in its order."""
    return tuple(PaperParameter(**row) for row in _rows("parameters/whitepaper_table.toml", "row"))


def parameter_table() -> str:
    """The parameter table in Markdown, as ``docs/whitepaper.md`` has it."""
    lines = ["| parameter | what | paper | unit | paper's value | deployed value |", "|---|---|---|---|---|---|"]
    for row in parameters():
        value = "none" if row.value is None else str(row.value)
        remark = row.choice and f" (left open: {row.choice})"
        deployed = "none" if row.deployed is None else str(row.deployed)
        lines.append(
            f"| {row.name} | {row.about} | {row.paper} | {row.unit or row.note} | {value}{remark} | {deployed} |"
        )
    return "\n".join(lines) + "\n"
