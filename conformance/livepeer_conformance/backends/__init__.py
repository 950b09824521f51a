"""Where contracts run: one protocol, ``base.Backend``, and the EVMs behind it."""
