"""Alpha: the first tokens, and how they are given out."""
