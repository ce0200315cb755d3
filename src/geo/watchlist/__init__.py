"""What to look at: units whose last weeks stand out, what may come next, and hot spots.

Comes in: joined events.
Goes out: a list of units with alarms that are calibrated over the whole list.

Others may use:

- ``watch``: ``data_days``, ``watch``
- ``watch_view``: ``WatchList``, ``watch_view``, ``watched_weeks``
- ``watch_words``: ``list_words``
"""
