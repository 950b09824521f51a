"""What the suite speaks about: actors, actions, traces, observations and verdicts, all plain data."""
