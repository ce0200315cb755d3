"""A library of the user's own, in one folder: datasets with every download, views, notes, specs.

Comes in: valid events with the file that they came from; texts by kind and name.
Goes out: the same, in the next session and in another process; all of it as one file.

What is on disk: ``catalogue.sqlite`` says what there is; ``versions/`` holds a folder for each
version of a dataset, with its events, its mapping and the file it came from; ``boundaries/`` the
imported boundaries. A version's folder is filled under another name, forced to the disk, and put
in place inside the transaction that writes its row: so both are there, or neither.

Others may use:

- ``items``: ``KINDS``
- ``news``: ``news_between``, ``news_counts``, ``news_words``
- ``version``: ``Version``
- ``workspace``: ``open_workspace``, ``Workspace``
"""
