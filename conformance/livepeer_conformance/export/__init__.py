"""Traces in the form of other tools."""

from livepeer_conformance.export.foundry import Creation, CreationRecorder, foundry_test

__all__ = ["Creation", "CreationRecorder", "foundry_test"]
