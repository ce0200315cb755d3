"""The ground under the events: relief, rivers, lakes and seas.

Comes in: elevation and water lines of two packages, when they are built; the shipped files after.
Goes out: a shaded relief in Mercator's projection, and waters as a frame, EPSG:4326.

Others may use:

- ``build``: ``build_terrain``
- ``relief``: ``RELIEF_BOX``, ``read_relief``, ``relief_file``, ``shade_at``
- ``waters``: ``read_waters``
"""
