"""What the text of a cell means: numbers, days, places, or nothing; in the region's languages.

Comes in: one cell or one column of text.
Goes out: values, with what is unclear or was changed; nothing of files or events.

Others may use:

- ``clock``: ``TIME_ZONES``, ``is_time_zone``, ``local_days``
- ``coordinates``: ``AXES``, ``LOST_POINT``, ``axis``
- ``date_order``: ``in_order``, ``numbers_only``, ``order_of_all``, ``other_order``,
  ``turned_words``
- ``dates``: ``CALENDARS``, ``DAY_NUMBERS``, ``ORDERS``, ``Rules``, ``of_parts``,
  ``precision_of``, ``spans``
- ``empty``: ``empty_words``, ``says_nothing``, ``without_empty_words``
- ``located``: ``COORDINATES``, ``GRID``, ``PAIRS``, ``located``
- ``pairs``: ``places``
- ``parsed``: ``YEARS``, ``days``, ``no_day``, ``whole_numbers``
- ``values``: ``count_span``, ``end_of_week``, ``distinctly``, ``plain_count``, ``western``,
  ``written_counts``
"""
