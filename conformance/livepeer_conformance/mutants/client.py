"""A client program that answers with the spec, after one of its rules between nodes was changed if a mutant is named.

livepeer-conformance client -- python -m livepeer_conformance.mutants.client [MUTANT]
"""

import json
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import Any

from livepeer_conformance.mutants.catalogue import Mutant, between_nodes


class _Changed(SourceFileLoader):
    """Loads a module from changed source."""

    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> Any:
        """The changed source, compiled; no cache is read or written."""
        source = self._mutant.apply(self.get_source(fullname) or "")
        return compile(source, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    """Finds the module with the spot before anybody else does."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = "livepeer_spec." + mutant.file.removesuffix(".py").replace("/", ".")

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """The module as it usually is found, with another loader."""
        found = PathFinder.find_spec(fullname, path) if fullname == self._name else None
        if found is not None and found.origin is not None:
            found.loader = _Changed(fullname, found.origin, self._mutant)
        return found


def main() -> None:
    """Answer line by line until the input ends."""
    name = " with ".join(["the spec", *sys.argv[1:]])
    sys.meta_path[:0] = [_Finder(between_nodes()[mutant]) for mutant in sys.argv[1:]]
    from livepeer_conformance.fixtures.functions import recompute

    for line in sys.stdin.buffer:
        question = json.loads(line)
        if "hello" in question:
            functions = question["hello"]["functions"]
            about = {"client": name, "capabilities": ["pipelining", "reasons"]}
            answer = {"hello": {"protocol": "client-v1", "functions": functions, **about}}
        else:
            answer = {"id": question["id"]} | recompute(question["function"], question["upgrade"], question["args"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
