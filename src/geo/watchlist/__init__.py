"""What to look at: units whose last weeks stand out, and what may come next.

Comes in: joined events.
Goes out: a list of units with alarms that are calibrated over the whole list.

Others may use:

- ``watch``: ``watch``
- ``watch_words``: ``list_words``
"""
