"""Several pages, data and a manifest as one pack.

Comes in: a spec in TOML.
Goes out: a folder that can be handed over as it is.

Others may use:

- ``message``: ``Message``, ``write_message``
- ``pack``: ``brief_zip``, ``count_steps``, ``make_brief``, ``MANIFEST``, ``read_and_join``,
  ``write_brief``
- ``spec``: ``BriefSpec``, ``figure_table``, ``read_spec``, ``spec_toml``
- ``standing``: ``no_longer_holds``
"""
