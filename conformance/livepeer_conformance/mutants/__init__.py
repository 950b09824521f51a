"""Known-bad implementations: the reference contracts with one spot changed, which the suite must refuse."""
