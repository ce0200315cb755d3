"""Which units, borders, zones and crossings there are, and which of them covers a point.

Comes in: shipped or imported layers.
Goes out: valid frames, EPSG:4326; the build and the import of layers stand here too.

Others may use:

- ``build``: ``build``
- ``crossings``: ``find_crossing``, ``read_crossings``
- ``crosswalk``: ``crosswalk``, ``share_counts``
- ``importing.layer``: ``import_boundaries``, ``ImportReport``
- ``importing.producers``: ``NAMEABLE``, ``guessed_columns``
- ``locate``: ``Indices``, ``locate``
- ``middles``: ``middles_at``
- ``nearest``: ``nearest_shape``
- ``units``: ``boundaries_path``, ``DISCLAIMER``, ``imported_boundaries``, ``read_borders``,
  ``read_units``
- ``zones``: ``claimed_last``, ``claimed_on``, ``read_zones``, ``unclaimed_units``,
  ``uncounted_words``
"""
