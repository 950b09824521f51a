"""The protocol between nodes: what broadcasters and orchestrators say to each other, and how they decide.

A broadcaster finds orchestrators (:mod:`~livepeer_spec.offchain.service`, :mod:`~livepeer_spec.offchain.negotiation`),
chooses among them (:mod:`~livepeer_spec.offchain.selection`), and sends segments of video
(:mod:`~livepeer_spec.offchain.segments`), each with lottery tickets (:mod:`~livepeer_spec.offchain.tickets`) under
parameters that the orchestrator chose (:mod:`~livepeer_spec.offchain.ticket_params`). The orchestrator accepts the
tickets (:mod:`~livepeer_spec.offchain.receiving`), credits their expected value
(:mod:`~livepeer_spec.offchain.accounting`), transcodes, signs what it made (:mod:`~livepeer_spec.offchain.results`),
and redeems what won on the chain (:mod:`~livepeer_spec.offchain.redemption`).

Nothing here is part of a contract: on the chain a wrong hash means a ticket that nobody pays, and all the rest is
between the nodes. The rules are pure functions; a state, where there is one, is a small record that the caller keeps.
Amounts of wei and prices that need not be whole are exact fractions.

When two renditions are of the same video is in :mod:`livepeer_spec.verification.fingerprint`.

Where existing clients are known to do something other than intended, the rule here is the intended one, and
:mod:`~livepeer_spec.offchain.quirks` has what they do.

Source: Livepeer Streamflow Paper; Livepeer whitepaper; the client's packages ``pm``, ``core`` and ``server``.
"""
