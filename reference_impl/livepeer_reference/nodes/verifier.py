"""The solver, which stands in for Truebit: does the work on a challenged segment again, and tells the chain the result.

Source: Livepeer whitepaper, "Verification of Work"; deployed LivepeerVerifier.__callback.
"""

from typing import Any

from livepeer_reference.nodes import segments
from livepeer_reference.nodes.chain import Chain
from livepeer_reference.nodes.store import Store
from livepeer_reference.nodes.transcoder import transcoded_data_hash
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.receipts import commit_hash
from livepeer_spec.primitives.types import Address, Hash32


class Solver:
    """A node that verifies segments; the Verifier contract listens to its address only."""

    def __init__(self, address: Address, chain: Chain, store: Store) -> None:
        self.address = address
        self._chain = chain
        self._store = store

    def solve(self, request: Any) -> Hash32:
        """What a request's segment and its renditions must hash to: fetched from the store and transcoded again.

        Raises ``MissingContent`` when the segment cannot be had.
        """
        data = self._store.get(bytes.fromhex(request.data_storage_hash))
        profiles = segments.profiles_of(request.transcoding_options)
        renditions = [segments.transcode(data, profile) for profile in profiles]
        return commit_hash(keccak(data), transcoded_data_hash(renditions))

    def answer(self, request: Any) -> bool:
        """Solve a request, call back with the result, and return whether the transcoder had the same."""
        result = self.solve(request)
        self._chain.send(self.address, "callback", request.request_id, result)
        return bool(result == commit_hash(request.data_hash, request.transcoded_data_hash))
