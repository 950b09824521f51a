"""The Streamflow paper's rows against the registry of requirements."""

from collections import Counter

from livepeer_spec import requirements, streamflow_paper
from livepeer_spec.requirements import OFFCHAIN

SECTIONS = {
    "Proposta do Protocolo Streamflow": 6,
    "Orquestradores e Transcodificadores": 5,
    "Relaxamento no Limite de Transcodificadores e Segurança Garantida por Stakes": 5,
    "Registro de Serviços": 7,
    "Negociação de Jobs Offchain": 12,
    "Micropagamentos Probabilísticos (PM)": 7,
    "Verificação On Chain Baseada em Faltas": 6,
    "Appendix A: Probabilistic Micropayments Workflow": 19,
}
"""The sections of the proposal, and Appendix A, with the number of statements that each has."""


def test_every_section_has_its_rows() -> None:
    """Given the paper's proposal and its appendix, then each section is there in order, with all of its statements."""
    found = Counter(row.section.split(", step ")[0] for row in streamflow_paper.rows())
    assert list(found.items()) == list(SECTIONS.items())


def test_steps_of_the_negotiation_are_all_there() -> None:
    """Given the seven steps of the negotiation, two of which have a part of their own, then each has a row."""
    steps = [row.section.split(", step ")[1] for row in streamflow_paper.rows() if ", step " in row.section]
    assert steps == ["1", "2", "2.1", "3", "3.1", "4", "5", "6", "7"]


def test_each_row_has_requirements_or_a_reason() -> None:
    """Given a row, then it names requirements of Streamflow or between nodes, or else says why there are none."""
    known = requirements.load()
    for row in streamflow_paper.rows():
        assert bool(row.requirements) != bool(row.reason), row.statement
        assert len(set(row.requirements)) == len(row.requirements)
        for id_ in row.requirements:
            assert any(requirements.applies(known[id_], scope) for scope in ("streamflow", OFFCHAIN)), id_
