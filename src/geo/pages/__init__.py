"""A view on paper and on slides.

Comes in: joined events and a view.
Goes out: PNG, SVG, PDF, PPTX, the same bytes for the same input.

Others may use:

- ``chart_rows``: ``AXES``, ``DISTANCE``, ``DOTS``, ``EVENTS``, ``EXPECTED``, ``EXPECTED_WORDS``,
  ``HEAT_COLOURS``, ``SPANS``, ``SURE``, ``TIMELINE``, ``VAGUE_PLACE``, ``VAGUE_SIDE``,
  ``ZONES_TITLE``, ``activity_rows``, ``activity_title``, ``afghan``, ``corridor_words``,
  ``distance_rows``, ``distance_title``, ``highest_bar``, ``sides``, ``takeover_side``,
  ``takeover_within``, ``timeline``, ``vague_in``, ``zone_totals``
- ``charts``: ``distance_chart``, ``segment_heat_map``, ``segments_over_time``, ``zone_timeline``
- ``deck``: ``as_deck``
- ``output``: ``write_page``, ``write_pdf``
- ``page``: ``Page``, ``blank_page``, ``key_figures``, ``letter_fault``, ``write_lines``
- ``slides``: ``write_slides``
- ``snapshot``: ``BY_UNIT``, ``COMPARING``, ``KINDS``, ``KIND_LABELS``, ``WORDED``, ``draw_page``,
  ``snapshot``
- ``map_page``: ``draw_panel``, ``letter_map``, ``map_axes``, ``numbers_box``, ``on_map``,
  ``sheet_at``, ``undrawn_words``, ``unnumbered_words``
- ``titles``: ``default_title``
"""
