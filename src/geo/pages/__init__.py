"""A view on paper and on slides.

Comes in: joined events and a view.
Goes out: PNG, SVG, PDF, PPTX, the same bytes for the same input.

Others may use:

- ``chart_page``: ``corridor_words``
- ``charts``: ``BAR``, ``VAGUE``, ``afghan``, ``distance_chart``, ``segment_heat_map``,
  ``segments_over_time``, ``zone_timeline``
- ``output``: ``write_page``, ``write_pdf``
- ``page``: ``Page``, ``letter_fault``
- ``slides``: ``write_slides``
- ``snapshot``: ``COMPARING``, ``KINDS``, ``KIND_LABELS``, ``WORDED``, ``draw_page``, ``snapshot``
"""
