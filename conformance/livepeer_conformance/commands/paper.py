"""``livepeer-conformance requirements --transactions``: the whitepaper's transaction types in the variants of alpha."""

from rich.console import Console

from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_spec import whitepaper
from livepeer_spec.versions import VARIANTS, rule_set


def show(console: Console) -> ExitCode:
    """Show what stands for each transaction type of the paper."""
    for row in whitepaper.transactions():
        plain(console, row.name)
        for variant in VARIANTS["alpha"]:
            names = row.of(rule_set("alpha", variant))
            plain(console, f"    {variant}: {', '.join(names) or f'none; {row.reason}'}")
    return ExitCode.CONFORMANT
