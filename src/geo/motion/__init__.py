"""A view's way through time as a moving picture.

Comes in: joined events, a view, a step.
Goes out: GIF, WebP or MP4, the same bytes for the same input.

Apart from :mod:`geo.pages`, whose page each picture is: a page is drawn once, these share a ground.

Others may use:

- ``animate``: ``MOVES``, ``STEPS``, ``animate``
- ``files``: ``ffmpeg``
"""
