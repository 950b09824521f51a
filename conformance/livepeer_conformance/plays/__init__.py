"""Plays: sequences of real transactions that are told step by step, with what everybody holds before and after.

Every transaction runs on a target in lockstep with the spec; a target that does something else ends the play as it ends
a scenario.
"""
