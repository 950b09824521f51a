"""Spec and target side by side: actions become calls, and both get the same ones."""
