"""What the events say: windows, rates, change points, profiles, duplicates, revisions.

Comes in: joined events.
Goes out: tables of numbers with how sure they are, pure and small.

Others may use:

- ``activity``: ``add_activities``, ``border_activity``, ``NO_EVENTS``, ``unit_activity``
- ``border_words``: ``border_words``
- ``change_points``: ``change_points``
- ``compare``: ``CANNOT_TELL_BURSTS``, ``compare``, ``compare_view``, ``compared``
- ``compare_counts``: ``added``, ``count_windows``, ``OWN``
- ``compare_words``: ``Asked``, ``EVIDENT``, ``place_words``, ``short_words``, ``summary_words``,
  ``times``, ``told``, ``where_words``
- ``corridors``: ``corridors``
- ``dispersion``: ``FEWEST``, ``dispersion``, ``drawn_together``
- ``distances``: ``beside``, ``distance_profile``
- ``duplicates``: ``alike_pairs``, ``duplicates``, ``links_of``, ``LOOKED_AT``
- ``likely``: ``LIKELY``, ``likely_cells``
- ``profile``: ``AreaProfile``, ``Place``, ``Profile``, ``area_profile``, ``profile``
- ``rates``: ``false_discovery``, ``rate_ratio``
- ``revisions``: ``add_revisions``, ``CHANGES``, ``REVISION_COLUMNS``, ``revision_words``,
  ``revisions``
- ``show_once``: ``show_once``
- ``windows``: ``days_in``, ``read_window``, ``valid_window``, ``window_in_words``
- ``zone_activity``: ``in_units``, ``zone_activity``
"""
