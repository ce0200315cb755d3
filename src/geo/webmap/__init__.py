"""A view as one map document.

Comes in: joined events and a view.
Goes out: one HTML document that asks no host for anything.

Others may use:

- ``change``: ``change_settings``
- ``document``: ``COMPARISON``, ``INTERACTIVE``, ``SINGLE``, ``comparison_map``,
  ``frame_document``, ``view_settings``, ``webmap``
- ``event_columns``: ``event_columns``
"""
