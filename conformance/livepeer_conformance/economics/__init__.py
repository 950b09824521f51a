"""The Streamflow paper's claims about incentives as tables and a plot, computed by ``livepeer_spec.economics``."""
