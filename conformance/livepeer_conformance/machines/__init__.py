"""Generated traces: swarm configurations, proposals that look at the spec's state, the driver and what it reached."""
