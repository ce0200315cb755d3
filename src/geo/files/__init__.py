"""Files of strangers as plain tables and layers, safely; and files written whole.

Comes in: a path.
Goes out: rows of text with what is wrong with each, layers of shapes; nothing of events.

Others may use:

- ``archives``: ``BESIDE_A_SHAPEFILE``, ``extract``, ``inspect_archive``, ``TABLES``
- ``folder``: ``part_files``
- ``header``: ``nameless_words``, ``numbered_words``
- ``layers``: ``ARCHIVES``, ``FORMATS``, ``Layer``, ``read_layers``
- ``layout``: ``above_rows``, ``HEAD``
- ``open``: ``is_delimited``, ``open_table``, ``PARQUET``
- ``parquet``: ``as_rows``, ``spelt``
- ``parquet_bounds``: ``require_room``
- ``scratch``: ``lock_file``, ``OwnedFolder``, ``scratch_folder``, ``sweep``
- ``sealed``: ``sealed_batches``, ``write_sealed``
- ``table``: ``ALL_ALIKE``, ``Header``, ``Opened``, ``Table``, ``Wanted``, ``as_table``,
  ``as_text``, ``numbered``
- ``toml``: ``parse_toml``, ``read_toml``, ``unknown_keys``, ``wrong_kind``
- ``writing``: ``BEGINNING``, ``batches``, ``harmless_name``, ``nullable``,
  ``write_folder_whole``, ``write_whole``, ``write_zip``
"""
