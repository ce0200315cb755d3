"""What the files of each known source look like, and what their codes mean.

A room of its own, as a layout is read here once and knows nothing of files, mappings or reports.

Comes in: rows of a source as text, under its own columns.
Goes out: the same rows in our columns.

Others may use:

- ``acled``: ``ACLED``, ``ACLED_MONTHS``, ``ACLED_WEEKS``, ``OLDER_ACLED``
- ``codes``: ``codes_of``, ``country``, ``read_codes``
- ``gdelt``: ``GDELT``, ``GDELT_1``
- ``gtd``: ``GTD``
- ``idmc``: ``IDMC``
- ``insecurity_insight``: ``INSECURITY_INSIGHT``
- ``source``: ``Cells``, ``Layout``, ``spelled``
- ``ucdp``: ``SLIM_UCDP``, ``UCDP``
"""
