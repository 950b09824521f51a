"""Measurements that the command ``livepeer-conformance bench`` makes."""
