"""Nodes of the protocol between nodes: they speak the real wire, pay with real tickets, and transcode real segments.

A broadcaster asks orchestrators for quotes, chooses one and sends it segments with tickets; the orchestrator has them
transcoded by the members of its pool, and hands winning tickets to its redeemer. All of them run in one event loop or
in several, and find each other by their addresses alone. They decide nothing themselves: every rule is in
:mod:`livepeer_spec.offchain`.

- :mod:`~livepeer_reference.streaming.broadcaster`, :mod:`~livepeer_reference.streaming.orchestrator`,
  :mod:`~livepeer_reference.streaming.transcoder`, :mod:`~livepeer_reference.streaming.redeemer`: who takes part
- :mod:`~livepeer_reference.streaming.accounts`, :mod:`~livepeer_reference.streaming.pool`: parts of an orchestrator
- :mod:`~livepeer_reference.streaming.net` with ``net.proto``, :mod:`~livepeer_reference.streaming.protofile`,
  :mod:`~livepeer_reference.streaming.reading`: messages, and the values in them
- :mod:`~livepeer_reference.streaming.listener`, :mod:`~livepeer_reference.streaming.client`,
  :mod:`~livepeer_reference.streaming.tls`: connections
- :mod:`~livepeer_reference.streaming.video`: renditions
- :mod:`~livepeer_reference.streaming.chain`: what they need of a chain

They need the extra ``nodes`` of this package.

Source: Livepeer Streamflow Paper; the client's packages ``pm``, ``core``, ``discovery`` and ``server``.
"""
