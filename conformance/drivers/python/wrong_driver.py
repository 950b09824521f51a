"""A client program that is wrong in several places, each a mistake that somebody could make.

livepeer-conformance client -- python conformance/drivers/python/wrong_driver.py
"""

import json
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from livepeer_conformance.fixtures.functions import recompute

Args = dict[str, Any]
Outcome = dict[str, Any]


def exchanged_parties(upgrade: str, function: str, args: Args) -> Outcome:
    """Recipient and sender in the wrong order."""
    return recompute(function, upgrade, {**args, "recipient": args["sender"], "sender": args["recipient"]})


def probability_of_2_256(upgrade: str, function: str, args: Args) -> Outcome:
    """Certainty is 2^256 instead of 2^256 - 1."""
    probability = Fraction(int(args["winProb"]), 2**256)
    value = {"expectedValue": str(int(args["faceValue"]) * probability), "winProbability": str(probability)}
    return {"status": "ok", "value": value}


def padded_absence(upgrade: str, function: str, args: Args) -> Outcome:
    """64 zeros where nothing must stand."""
    right = recompute(function, upgrade, args)
    return {"status": "ok", "value": "0x" + "00" * 64} if right.get("value") == "0x" else right


def rounded_down(upgrade: str, function: str, args: Args) -> Outcome:
    """One ticket too few where something is left over."""
    right = recompute(function, upgrade, args)
    wanted, worth = Fraction(args.get("fee", 0)) - Fraction(args["balance"]), Fraction(args["ticketValue"])
    if right["value"]["tickets"] in ("0", "1") or wanted % worth == 0:
        return right
    tickets = int(right["value"]["tickets"]) - 1
    return {"status": "ok", "value": {"tickets": str(tickets), "credit": str(tickets * worth)}}


def checks_in_another_order(upgrade: str, function: str, args: Args) -> Outcome:
    """v is looked at before s."""
    right = recompute(function, upgrade, args)
    if right.get("reason") == "SIGNATURE_HIGH_S" and args["signature"][-2:] not in ("1b", "1c"):
        return {"status": "rejected", "reason": "SIGNATURE_V"}
    return right


def accepted_anyway(upgrade: str, function: str, args: Args) -> Outcome:
    """A rendition too few is no error."""
    right = recompute(function, upgrade, args)
    return {"status": "ok", "value": True} if right.get("reason") == "RESULT_COUNT_MISMATCH" else right


FAULTS: Final[dict[str, Callable[[str, str, Args], Outcome]]] = {
    "ticket_message": exchanged_parties,
    "expected_value": probability_of_2_256,
    "aux_data": padded_absence,
    "staged_tickets": rounded_down,
    "message_signer": checks_in_another_order,
    "complete_result": accepted_anyway,
}
"""Functions between nodes and what is wrong with them; all others are right."""


def main() -> None:
    """Answer line by line until the input ends."""
    for line in sys.stdin.buffer:
        question = json.loads(line)
        if "hello" in question:
            functions = {"offchain": question["hello"]["functions"].get("offchain", [])}
            about = {"client": "a wrong one", "capabilities": ["pipelining", "reasons"]}
            answer = {"hello": {"protocol": "client-v1", "functions": functions, **about}}
        else:
            function, upgrade, args = question["function"], question["upgrade"], question["args"]
            wrong = FAULTS.get(function)
            outcome = wrong(upgrade, function, args) if wrong else recompute(function, upgrade, args)
            answer = {"id": question["id"], **outcome}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
