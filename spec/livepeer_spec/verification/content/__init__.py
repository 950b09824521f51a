"""The rule ``content``: whether a rendition shows, and sounds like, all of its source and nothing else.

It is for full verification, where both videos are there and are decoded
(:mod:`~livepeer_spec.verification.content.observation` is what is kept of them), and the source is the broadcaster's
own. So it is not symmetric: the source is right, and what was asked for is known.

The rule (:mod:`~livepeer_spec.verification.content.rule`) asks one thing after the other, the plain ones first: the
size and the frame rate that were asked for, the length, a frame for each time, then what ``aligned`` asks of the
fingerprints, then brightness and colours of 32 times 32 boxes, pictures that are repeated, and the sound. It names the
first one that is not as it must be, how far off it is, and what is allowed.

Source: "Verification Roadmap", Full Verification, which leaves open how a rendition is compared with its source.
"""
