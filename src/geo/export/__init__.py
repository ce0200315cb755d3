"""Events in the formats that other programs read.

Comes in: joined events that may be handed on.
Goes out: files, whole or not at all.

Others may use:

- ``convert``: ``import_file``, ``with_conflicts``
- ``export``: ``CSV_ENCODING``, ``ExportReport``, ``FORMATS``, ``table_csv``, ``to_csv``,
  ``write_events``
- ``xlsx``: ``write_workbook``
"""
