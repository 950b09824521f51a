"""The suites: one behaviour a function, in Given / When / Then.

Each test takes a :class:`~livepeer_conformance.suites.scenario.Scenario` and runs once for every upgrade in which its
requirements hold.
"""
