"""What may be handed on, and who is credited.

Comes in: joined events.
Goes out: the same without what is restricted, and the credits of data and ground.

Others may use:

- ``credits``: ``boundary_credits``, ``data_reach``, ``dataset_credits``, ``event_sources``,
  ``read_sources``, ``layer_credits``
- ``withholding``: ``aggregate_words``, ``PREFIX``, ``public``, ``released``, ``require_named``,
  ``require_restricted``, ``restricted_counts``, ``withheld_words``
"""
