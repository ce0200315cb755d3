"""Layers of strangers, format by format: nothing in them is run, fetched, followed or believed.

Comes in: the path of one file, of a format that its content has shown.
Goes out: features, with which of them cannot be read; what unpacks beyond all measure is refused.

Others may use:

- ``features``: ``MOST_COLUMNS``, ``Features``, ``require_few``
- ``geojson``: ``read_json``
- ``geopackage``: ``read_first``, ``read_geopackage``
- ``kml``: ``read_kml``
- ``page_heads``: ``AS_WRITTEN``, ``PREFIXES``, ``Page``, ``pages``
- ``shapefile``: ``read_shapefile``
- ``shapes``: ``from_wkb``
"""
