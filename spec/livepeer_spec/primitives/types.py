"""Units of the protocol as type names.

They document signatures and cost nothing at run time: a ``Lptu`` is an ``int``, an ``Address`` is ``bytes``.
"""

from typing import Final, TypeAlias

Lptu: TypeAlias = int
"""An amount of Livepeer token in its smallest unit, 10^-18 LPT."""
Wei: TypeAlias = int
"""An amount of ether in its smallest unit, 10^-18 ETH."""
Round: TypeAlias = int
"""A round number; rounds count from 0."""
BlockNumber: TypeAlias = int
"""A block number as the EVM's NUMBER opcode gives it (on Arbitrum the estimate of the L1 block)."""
Timestamp: TypeAlias = int
"""Seconds since 1970, as the EVM's TIMESTAMP opcode gives it."""
Address: TypeAlias = bytes
"""An account, 20 bytes."""
Hash32: TypeAlias = bytes
"""A 32-byte word that is no number: a keccak digest, a block hash, a contract id."""
Ppm: TypeAlias = int
"""A fraction in parts per million."""
Ppb: TypeAlias = int
"""A fraction in parts per billion."""
Precise: TypeAlias = int
"""A fraction or factor in parts of 10^27."""

NULL_ADDRESS: Final[Address] = bytes(20)
NULL_HASH: Final[Hash32] = bytes(32)
