"""Situations from which scenarios of jobs start, and amounts that they have in common."""

from livepeer_conformance.suites.scenario import ETH, LPT, PPM, Scenario

OPTIONS = "a7ac137a49d54ea9"
"""Two profiles."""
PRICE = 10
"""The job's price for a segment in a profile, in wei."""
DEPOSIT = ETH
STAKE = 1000 * LPT
LAST = 15
"""The last segment of the usual claim, of which sixteen segments are; some are chosen and some are not."""
FEES = (LAST + 1) * 2 * PRICE
RECEIPTS = "receipts"


def transcoders(s: Scenario, *names: str) -> None:
    """Given these are active transcoders of equal stake, who keep 10 % of rewards and half of the fees."""
    s.initialized()
    for name in names or ("alice",):
        s.bonded(name, STAKE, name)
        s.tx(name, "transcoder", PPM // 10, PPM // 2, 1)
    s.next_round()


def created_job(s: Scenario, broadcaster: str = "dave", deposit: int = DEPOSIT, price: int = PRICE) -> None:
    """Given a broadcaster with a deposit asks for a stream to be transcoded for 1,000 blocks."""
    s.tx(broadcaster, "deposit", value=deposit)
    s.tx(broadcaster, "job", "stream", OPTIONS, price, s.block + 1_000)


def claimed(s: Scenario, *names: str) -> int:
    """Given alice, or who is elected among more, claimed the usual segments of job 0; gives the claim's block."""
    transcoders(s, *names)
    created_job(s)
    s.tx("elected:0" if names else "alice", "claim_work", 0, (0, LAST), RECEIPTS)
    return s.block - 1


def go_to(s: Scenario, block: int) -> None:
    """Let the next transaction be in ``block``."""
    s.advance_blocks(block - s.block)


def over(s: Scenario, block: int) -> None:
    """Let the claim made in ``block`` be one that cannot be slashed for missed verification any more."""
    go_to(s, block + s.parameters.verification_period + s.parameters.verification_slashing_period)
