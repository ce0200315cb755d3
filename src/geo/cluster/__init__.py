"""The same work over many machines: our own functions over the parts of a dataset, on Dask.

Comes in: files or folders of any size, here or on a store that pyarrow's file systems know.
Goes out: folders of GeoParquet with counts beside them, and the tables of one machine.

Others may use:

- ``connection``: ``connected``, ``on_cluster``
"""
