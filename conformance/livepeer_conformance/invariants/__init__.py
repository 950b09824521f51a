"""Invariants of the protocol, and the known situations in which a deployed rule breaks one."""
