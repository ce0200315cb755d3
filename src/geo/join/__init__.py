"""The unit, zones and nearest border of each event, and how sure.

Comes in: valid events and units.
Goes out: the same rows with their places, none lost.

Others may use:

- ``borders``: ``describe_borders``
- ``join``: ``among``, ``join``
- ``laid``: ``REACH_KM``
- ``probability``: ``Chances``, ``chances_around``, ``probabilities``, ``rounded``
- ``report``: ``join_report``
- ``streamed``: ``read_joined``
"""
