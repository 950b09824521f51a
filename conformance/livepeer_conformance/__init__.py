"""Conformance suite: runs any implementation of the protocol against the executable spec."""

__version__ = "0.1.0"
