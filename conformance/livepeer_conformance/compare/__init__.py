"""Comparing what a target did with what the spec says, and explaining the first difference."""
