"""The unit, zones and nearest border of each event, and how sure.

Comes in: valid events and units.
Goes out: the same rows with their places, none lost.

Others may use:

- ``borders``: ``describe_borders``
- ``join``: ``among``, ``finest``, ``in_units``, ``join``, ``match_events``, ``NEAREST_KM``
- ``laid``: ``REACH_KM``
- ``probability``: ``Chances``, ``chances_around``, ``forget``, ``probabilities``, ``rounded``
- ``report``: ``add_join_reports``, ``conflict_counts``, ``conflict_words``, ``join_report``,
  ``JoinReport``
- ``streamed``: ``read_joined``
"""
