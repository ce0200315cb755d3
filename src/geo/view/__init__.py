"""What is shown: the view, its selection, its extent, its classes, its sentence.

Comes in: joined events and a :class:`geo.View`.
Goes out: the events shown, and words and classes of them.

Others may use:

- ``area``: ``Area``, ``KINDS``
- ``area_file``: ``read_area``
- ``area_ground``: ``AREA_WORDS``, ``CORNERS``, ``CUT``, ``INSIDE``, ``NAMED``, ``OUTSIDE``,
  ``SLIVER``, ``area_box``, ``area_geometry``, ``area_name``, ``area_steps``, ``area_words``,
  ``check_area``, ``inside_words``, ``unit_ids``, ``unit_status``
- ``classes``: ``UNCHANGED``, ``UNKNOWN``, ``all_breaks``, ``breaks``, ``change_classes``,
  ``change_labels``, ``class_labels``, ``unit_classes``
- ``extent``: ``border_segments``, ``check_places``, ``check_segments``, ``inside``,
  ``place_words``, ``resolve``, ``whole_words``
- ``layers``: ``LAYERS``
- ``lying``: ``lying``
- ``own_data``: ``own_datasets``, ``own_words``
- ``quick_ranges``: ``quick_ranges``
- ``select``: ``groups_of_zones``, ``in_time_order``, ``may_match``, ``select``
- ``sentence``: ``SENTENCE``, ``WINDOW``, ``describe``, ``describe_rows``, ``filter_words``,
  ``select_some``
- ``spelled``: ``spelled``
- ``view``: ``ALL_DATES``, ``Box``, ``COMPARED``, ``COUNT_LEVELS``, ``MEASURES``, ``REGION``,
  ``SIDES``, ``View``, ``Window``, ``YEAR_AFTER_TAKEOVER``, ``YEAR_BEFORE_TAKEOVER``,
  ``as_number``, ``as_window``
"""
