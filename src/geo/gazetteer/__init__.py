"""What a name means.

Comes in: a name in any spelling, script or code.
Goes out: units, places, crossings, zones, and how alike their names are.

Others may use:

- ``actors``: ``actor_name``, ``with_parts``
- ``anything``: ``find_anything``
- ``build``: ``build_places``
- ``default_points``: ``DefaultPoints``, ``default_point_words``, ``default_points``
- ``geocode``: ``locate_names``
- ``names``: ``build_names``
- ``pcodes``: ``locate_pcodes``
- ``places``: ``read_places``, ``read_populated_places``
- ``search``: ``find_places``
- ``unit_names``: ``units_named``
"""
