"""Steps and holdings as text and as plain data."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

from livepeer_conformance.plays.holdings import Holding, Holdings, shown, unit
from livepeer_conformance.plays.play import Told


def lines(told: Told, number: int) -> Iterator[str]:
    """A step as lines of text; a title counts for none."""
    if told.is_title:
        yield f"\n{told.text}"
        return
    yield f"{number:>4}  {told.text}" + (f"  [rejected, {told.rejected}]" if told.rejected else "")
    for name, field, before, after in told.changes:
        yield f"        {name:<8} {field:<10} {shown(field, before)} -> {shown(field, after)}"


def table(before: Holdings, after: Holdings) -> Iterator[str]:
    """What everybody held at the beginning and at the end, exactly."""
    for name, holding in before.items():
        for field in fields(holding):
            first, last = getattr(holding, field.name), getattr(after[name], field.name)
            if first or last:
                change = f"  ({last - first:+,})" if last != first else ""
                yield f"  {name:<8} {field.name:<10} {first:>30,} {last:>30,} {unit(field.name)}{change}"


def plain_step(told: Told) -> dict[str, Any]:
    """A step as plain data; amounts are decimal text."""
    changes = [
        {"who": name, "what": field, "unit": unit(field), "before": str(before), "after": str(after)}
        for name, field, before, after in told.changes
    ]
    return {
        "text": told.text,
        "block": told.block,
        "gas": told.gas if told.block is not None else None,
        "rejected": told.rejected or None,
        "changes": changes,
    }


def plain_holdings(all_: Holdings) -> dict[str, dict[str, str]]:
    """Holdings as plain data; amounts are decimal text, in LPTU and wei."""
    return {name: _plain_holding(holding) for name, holding in all_.items()}


def _plain_holding(holding: Holding) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(holding).items()}
