"""Any table as valid events, with a report.

Comes in: tables of :mod:`geo.files`.
Goes out: a valid events frame, chunk by chunk, and what became of each row.

Others may use:

- ``datasets``: ``as_events``, ``combine``
- ``mapping``: ``Mapping``, ``PLACED``
- ``own_files``: ``write_geoparquet``
- ``reading``: ``Recognised``, ``columns_together``, ``complete``, ``import_events``,
  ``read_events``, ``recognise``, ``together``
- ``recognise``: ``OWN``, ``SOURCES``
- ``report``: ``ReadReport``, ``Remark``, ``total``
- ``stream``: ``Overrides``, ``stream_events``
"""
