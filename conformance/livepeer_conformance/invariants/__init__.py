"""Invariants of the protocol, checked on spec and target alike, and the known situations in which a deployed rule breaks one."""
