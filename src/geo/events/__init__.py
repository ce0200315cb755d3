"""Any table as valid events, with a report.

Comes in: tables of :mod:`geo.files`.
Goes out: a valid events frame, chunk by chunk, and what became of each row.

Others may use:

- ``datasets``: ``as_events``, ``combine``, ``require_single_ids``
- ``guess``: ``distinct_texts``
- ``look``: ``look_at``, ``NO_OVERRIDES``, ``Overrides``, ``PartOf``
- ``mapping``: ``Mapping``, ``PLACED``
- ``own_files``: ``own_batches``, ``write_geoparquet``
- ``reading``: ``Recognised``, ``columns_together``, ``complete``, ``import_events``,
  ``read_events``, ``recognise``, ``together``
- ``recognise``: ``OWN``, ``SOURCES``, ``wanted_sheet``
- ``report``: ``in_a_row``, ``ReadReport``, ``Remark``, ``total``
- ``stream``: ``stream_events``
- ``validate``: ``CATEGORIES``
"""
