"""Shrinking a trace that fails to a small one that fails in the same way.

The target runs again for every try, so it serves generated traces, users' files and foreign fuzzers alike. What comes
out is canonical where it can be: the same defect found twice mostly gives the same steps.
"""

from livepeer_conformance.shrink.failing import Fails, Failure, failing_on
from livepeer_conformance.shrink.shrinker import Budget, shrink

__all__ = ["Budget", "Fails", "Failure", "failing_on", "shrink"]
