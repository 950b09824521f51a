"""Video from somebody who may want to harm: ffmpeg under limits, and a word for whatever goes wrong.

- :mod:`~livepeer_reference.video.verdicts`: the words
- :mod:`~livepeer_reference.video.builds`: which ffmpeg there is
- :mod:`~livepeer_reference.video.running`: one run of it, without a shell, under limits of time, memory and size
- :mod:`~livepeer_reference.video.examining`: whether a video is whole, and its fingerprint
- :mod:`~livepeer_reference.video.observing`: what a verifier sees and hears of it

What rules are measured on:

- :mod:`~livepeer_reference.video.corpus`: the clips
- :mod:`~livepeer_reference.video.renditions`: honest renditions of them and tampers, as recipes
- :mod:`~livepeer_reference.video.making`: making both
"""
