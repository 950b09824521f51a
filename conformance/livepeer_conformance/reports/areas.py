"""The areas of requirements, in words."""

from typing import Final

AREAS: Final = {
    "CTRL": "Controller",
    "PROX": "managers and proxies",
    "LPT": "token",
    "MINT": "Minter",
    "RND": "rounds",
    "POOL": "pool and election",
    "BOND": "bonding",
    "EARN": "earnings",
    "SLSH": "slashing",
    "TICK": "tickets",
    "RSRV": "reserve",
    "FUND": "funding",
    "REG": "service registry",
    "SNAP": "snapshots",
    "POLL": "polls",
    "GOV": "Governor",
    "DISP": "disputes",
    "COUN": "council",
    "PEN": "penalties on stake",
    "VOTE": "vote of holders",
    "COURT": "court of jurors",
    "ESC": "escalation game",
    "REX": "re-execution of exact transcoding",
    "PROOF": "arbitrator by proof",
    "FAULT": "fault-based verification",
    "WLPT": "whitepaper: token",
    "WROUND": "whitepaper: rounds",
    "WELEC": "whitepaper: active set",
    "WBOND": "whitepaper: bonding",
    "WCAND": "whitepaper: candidates",
    "WEARN": "whitepaper: earnings",
    "WMINT": "whitepaper: new tokens",
    "WJOB": "whitepaper: jobs",
    "WASSIGN": "whitepaper: assignment",
    "WCLAIM": "whitepaper: claims",
    "WVERIF": "whitepaper: verification",
    "WDIST": "whitepaper: fees and withdrawals",
    "WSLSH": "whitepaper: slashing",
    "WGOV": "whitepaper: governance",
    "WINV": "whitepaper: invariants",
    "PAY": "micropayments",
    "SEG": "segments and results",
    "NEG": "negotiation",
    "SEL": "selection and sessions",
    "CNT": "content of renditions",
    "FPR": "fingerprints of video",
    "FAST": "fast verification",
    "FULL": "full verification",
    "EVID": "evidence",
    "REVIEW": "review of what is flagged",
    "ERR": "error model",
    "INV": "invariants",
    "AINV": "invariants of alpha",
    "ALPT": "token of alpha",
    "AMINT": "Minter of alpha",
    "ARND": "rounds of alpha",
    "AELEC": "election of alpha",
    "ABOND": "bonding of alpha",
    "AEARN": "earnings of alpha",
    "ASLSH": "slashing of alpha",
    "JOB": "jobs",
    "CLAIM": "claims",
    "VERIF": "verification",
    "FAUC": "faucet",
    "GENES": "genesis",
    "MINE": "MerkleMine",
    "VEST": "vesting and time locks",
}
"""Title of each area, in the order of reports."""


def title(area: str) -> str:
    """An area's title; the area itself where it has none."""
    return AREAS.get(area, area)


def in_order(areas: set[str]) -> list[str]:
    """Areas in the order of reports, those without a title last."""
    return [area for area in AREAS if area in areas] + sorted(areas - AREAS.keys())
