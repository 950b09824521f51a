"""Conformance suite: runs any implementation of the protocol against the executable spec."""
