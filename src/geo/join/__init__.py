"""The unit, zones and nearest border of each event, and how sure.

Comes in: valid events and units.
Goes out: the same rows with their places, none lost.

Others may use:

- ``borders``: ``describe_borders``
- ``join``: ``among``, ``finest``, ``join``, ``match_events``
- ``laid``: ``REACH_KM``
- ``probability``: ``Chances``, ``chances_around``, ``probabilities``, ``rounded``
- ``report``: ``conflict_counts``, ``conflict_words``, ``join_report``
- ``streamed``: ``read_joined``
"""
