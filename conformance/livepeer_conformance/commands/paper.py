"""``livepeer-conformance requirements``, paper by paper: what stands for what the papers list."""

from rich.console import Console

from livepeer_conformance.commands import running
from livepeer_conformance.commands.matrix import vector_checks
from livepeer_conformance.commands.running import Selection
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_spec import streamflow_paper, whitepaper
from livepeer_spec.versions import VARIANTS, rule_set


def show(console: Console) -> ExitCode:
    """Show what stands for each transaction type of the whitepaper, in the variants of alpha."""
    for row in whitepaper.transactions():
        plain(console, row.name)
        for variant in VARIANTS["alpha"]:
            names = row.of(rule_set("alpha", variant))
            plain(console, f"    {variant}: {', '.join(names) or f'none; {row.reason}'}")
    return ExitCode.CONFORMANT


def show_streamflow(console: Console) -> ExitCode:
    """Show the requirements and the number of checks for each row of the Streamflow paper, or why there are none."""
    checks = [*running.collect(["streamflow"], Selection()).every, *vector_checks()]
    section = ""
    for row in streamflow_paper.rows():
        if row.section != section:
            section = row.section
            plain(console, f"\n{section}")
        plain(console, f"  {row.statement}")
        covering = {check.id for check in checks if set(check.requirements) & set(row.requirements)}
        if row.requirements:
            word = "check" if len(covering) == 1 else "checks"
            plain(console, f"      {', '.join(row.requirements)}: {len(covering)} {word}")
        for remark in filter(None, (row.note, row.reason)):
            plain(console, f"      {remark}")
    return ExitCode.CONFORMANT
