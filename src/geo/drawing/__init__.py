"""How a map is drawn on paper: projection, layers, names, legend, scale.

Comes in: joined events, a view, a sheet.
Goes out: drawn axes and entries of legends; a page .

Apart from :mod:`geo.pages`, since map and page together are more than a reader can hold.

Others may use:

- ``label_placement``: ``draw_names``, ``draw_numbers``, ``name_area``
- ``legend``: ``AREA``, ``Entry``, ``Group``, ``legend_groups``, ``line_entry``, ``patch_entry``
- ``legend_layout``: ``draw_legend``
- ``drawn``: ``Drawn``
- ``map_layers``: ``draw_below``, ``draw_coarse``, ``draw_counts``, ``draw_ground``,
  ``draw_layers``, ``draw_lines``, ``draw_outlines``, ``draw_terrain``, ``shapes_on``
- ``own_area``: ``area_on``, ``draw_own_area``
- ``paper``: ``Box``, ``CLEAR``, ``FOOT_LINES``, ``LINE``, ``PAPERS``, ``Paper``, ``paper_of``
- ``projection``: ``Sheet``
- ``scale_and_north``: ``axes_at``, ``draw_graticule``, ``draw_inset``, ``draw_scale``
- ``strokes``: ``fill``, ``outline``
- ``style``: ``FORMATS``, ``forget_pixels``, ``in_style``, ``save_figure``, ``settle``
- ``type``: ``LATIN``, ``cut``, ``family``, ``is_right_to_left``, ``missing``, ``width_of``,
  ``wrap``
- ``zone_shapes``: ``zones_on``
- ``marks``: ``draw_events``
"""
