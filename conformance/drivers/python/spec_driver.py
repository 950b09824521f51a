"""A client program that answers with the spec itself: what a driver has to do, in Python.

livepeer-conformance client -- python conformance/drivers/python/spec_driver.py
"""

import json
import sys
from typing import Any

from livepeer_conformance.fixtures.functions import recompute


def greeting(hello: dict[str, Any]) -> dict[str, Any]:
    """It has everything that it is offered."""
    return {
        "protocol": "client-v1",
        "client": "the spec in Python",
        "functions": hello["functions"],
        "capabilities": ["pipelining", "reasons"],
    }


def main() -> None:
    """Answer line by line until the input ends."""
    for line in sys.stdin.buffer:
        question = json.loads(line)
        if "hello" in question:
            answer = {"hello": greeting(question["hello"])}
        else:
            outcome = recompute(question["function"], question["upgrade"], question["args"])
            answer = {"id": question["id"], **outcome}
        sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
