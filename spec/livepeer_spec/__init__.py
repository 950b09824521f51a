"""Executable specification of the Livepeer protocol.

Every rule of the protocol is a short function over plain data; nothing here imports an EVM, a network
library or a contract. Read :mod:`livepeer_spec.upgrades` for what each upgrade of the protocol consists of.
"""

__version__ = "0.1.0"
