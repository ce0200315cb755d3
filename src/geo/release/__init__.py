"""What may be handed on, and who is credited.

Comes in: joined events.
Goes out: the same without what is restricted, and the credits of data and ground.

Others may use:

- ``credits``: ``boundary_credits``, ``data_reach``, ``dataset_credits``, ``event_sources``,
  ``read_sources``, ``layer_credits``
- ``withholding``: ``PREFIX``, ``aggregate_words``, ``public``, ``released``,
  ``require_restricted``, ``restricted_counts``, ``withheld_words``
"""
