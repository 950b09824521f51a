"""The tables as a document: ``livepeer-conformance economics --markdown`` writes docs/economics.md."""

from collections.abc import Iterator, Sequence

from livepeer_conformance.economics.tables import Table

_HEAD = """\
# Incentives in the Streamflow paper, with numbers

The paper argues that stake follows fees until a unit of it earns the same everywhere, compares ways to let more
orchestrators work, and leaves public transcoder pools and video on demand open. Nothing of this is a rule that a node
could break, so that it has no requirements: [`livepeer_spec.economics`](../spec/livepeer_spec/economics) computes what
follows from rules, and each table says whether the numbers bear the paper out.

    livepeer-conformance economics

shows the tables, with `--json` as data, and exits with 1 when one does not bear its claim out. This document is what it
writes with `--markdown`, and the plot is what it draws with `--plot docs/economics.svg`, which needs the extra `plots`.

![The largest fee ratio to the smallest, by round, from 20 random starts](economics.svg)
"""


def write(tables: Sequence[Table]) -> Iterator[str]:
    """The lines of the document."""
    yield _HEAD.rstrip("\n")
    for table in tables:
        yield f"\n## {table.name}\n\n{table.claim} (Streamflow paper, {table.section})\n"
        yield "| " + " | ".join(table.columns) + " |"
        yield "|---" + "|--:" * (len(table.columns) - 1) + "|"
        for row in table.rows:
            yield "| " + " | ".join(row) + " |"
        yield f"\nThe numbers {'bear' if table.holds else 'DO NOT BEAR'} this out."
