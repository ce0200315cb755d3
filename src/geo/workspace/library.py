"""The datasets of a workspace and their versions, as they are listed and read."""

import geopandas as gpd
import pandas as pd

from geo.errors import UnknownName
from geo.events.reading import import_events
from geo.workspace.catalogue import reading
from geo.workspace.keeping import VERSION_ROWS
from geo.workspace.news import news_between
from geo.workspace.texts import Texts
from geo.workspace.version import Version, version_of

DATASET_COLUMNS = {
    "name": "str",
    "versions": "int64",
    "rows": "int64",
    "events": "int64",
    "restricted": "int64",
    "first_day": "datetime64[us]",
    "last_day": "datetime64[us]",
    "origin": "str",
    "fetched": "datetime64[us, UTC]",
    "file": "str",
    "in_use": "bool",
}
"""Of :meth:`Library.datasets`."""
_DATASETS = f"""
SELECT *, max(number) AS versions FROM ({VERSION_ROWS}) GROUP BY name ORDER BY name
"""


class Library(Texts):
    """What can be asked of a workspace without changing it."""

    def datasets(self) -> pd.DataFrame:
        """Return one row for each dataset, by name, with what its newest version holds.

        Returns
        -------
        DataFrame
            ``name``, ``versions`` (how many), and of the newest ``rows``, ``events``,
            ``restricted`` (events that may not be handed on), ``first_day``, ``last_day``,
            ``origin``, ``fetched`` (UTC), ``file`` (name of the download, empty where none was
            kept) and ``in_use`` (whether the app shows it when it is opened).
        """
        with reading(self.folder) as catalogue:
            rows = [] if catalogue is None else [dict(row) for row in catalogue.execute(_DATASETS)]
        return pd.DataFrame(rows, columns=list(DATASET_COLUMNS)).astype(DATASET_COLUMNS)

    def newest(self) -> list[Version]:
        """Return the newest version of each dataset, by name."""
        with reading(self.folder) as catalogue:
            rows = [] if catalogue is None else catalogue.execute(_DATASETS).fetchall()
        return [version_of(row, self.folder) for row in rows]

    def versions(self, name: str) -> list[Version]:
        """Return all versions of a dataset, the oldest first.

        Raises
        ------
        UnknownName
            When no dataset has this name; the message lists those there are.
        """
        question = f"{VERSION_ROWS} WHERE name = ? ORDER BY number"
        with reading(self.folder) as catalogue:
            rows = [] if catalogue is None else catalogue.execute(question, [name]).fetchall()
        if not rows:
            raise self.unknown(name)
        return [version_of(row, self.folder) for row in rows]

    def version(self, name: str, number: int | None = None) -> Version:
        """Return one version of a dataset, the newest where no number is given.

        Raises
        ------
        UnknownName
            When there is no such dataset or version.
        """
        versions = self.versions(name)
        for version in reversed(versions):
            if number in (None, version.number):
                return version
        numbers = ", ".join(str(version.number) for version in versions)
        raise UnknownName(f"{name} has no version {number}. Known: {numbers}.")

    def events(self, name: str, version: int | None = None) -> gpd.GeoDataFrame:
        """Return the events of a version, by default the newest, as they were kept.

        Raises
        ------
        UnknownName
            When there is no such dataset or version.
        FileFault
            When its file is gone or damaged.
        """
        return import_events(self.version(name, version).path)[0]

    def news(self, name: str, since: int | None = None) -> pd.DataFrame:
        """Return what is new in a dataset since an earlier version, by default the one before.

        Parameters
        ----------
        since : int, optional
            Number of the version that the newest is set against.

        Returns
        -------
        DataFrame
            Of :func:`geo.workspace.news.news_between`; none new where there is one version only.

        Raises
        ------
        UnknownName
            When there is no such dataset or version.
        """
        newest = self.version(name)
        before = max(newest.number - 1, 1) if since is None else since
        return news_between(self.events(name, before), self.events(name))

    def unknown(self, name: str) -> UnknownName:
        """Return the error for a dataset that is not there."""
        names = ", ".join(self.datasets()["name"]) or "none"
        return UnknownName(
            f"The workspace {self.folder} has no dataset {name!r}. It has: {names}. "
            "`borderwatch workspace keep FILE` adds one."
        )
