"""A workspace: what is kept from one session to the next, and how it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.errors import UnknownName
from geo.events.mapping import Mapping
from geo.files.scratch import OwnedFolder
from geo.settings import workspace_folder
from geo.workspace import items
from geo.workspace.catalogue import cannot_write, make_folder, reading, writing
from geo.workspace.exchange import bring_in, pack, unpack
from geo.workspace.keeping import (
    PART,
    VERSION_ROWS,
    check_name,
    discard,
    newest_row,
    put,
    settle,
    stage,
    tidy,
    unsettle,
)
from geo.workspace.library import Library
from geo.workspace.version import Version, version_of

_IN_ORDER = f"{VERSION_ROWS} ORDER BY name, number"


def open_workspace(folder: str | Path | None = None) -> "Workspace":
    """Return the workspace in a folder; what killed processes left half-way there is removed.

    Parameters
    ----------
    folder : str or Path, optional
        Where it lies; by default where the environment variable BORDERWATCH_WORKSPACE says, else
        ``~/.borderwatch``. It need not be there: what is kept first makes it.

    Returns
    -------
    Workspace
        It may be asked from several threads, and several processes may have it open.

    Raises
    ------
    FileFault
        When the folder cannot be read, its catalogue is damaged, or a newer Borderwatch wrote it.

    Examples
    --------
    >>> import geo, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workspace = geo.open_workspace(folder)
    ...     kept = workspace.keep("mine", geo.read_events(), origin="the shipped file")
    ...     print(kept)
    ...     again = workspace.keep("mine", geo.read_events(), origin="the shipped file")
    ...     again.new, len(workspace.events("mine")), workspace.datasets()["name"].tolist()
    mine, version 1: 431 events, 2 April 2010 to 17 April 2026; from the shipped file.
    (False, 431, ['mine'])
    """
    place = workspace_folder() if folder is None else Path(folder).expanduser().resolve()
    with reading(place):
        # A catalogue that cannot be used is told at once, not when something is lost.
        pass
    tidy(place)
    return Workspace(place)


class Workspace(Library):
    """Datasets with all their versions, and texts by kind and name, in one folder.

    Of :func:`open_workspace`. Whatever it writes is there whole or not at all, also when the
    process is killed. Restricted rows stay marked as such; credentials are never kept.

    Parameters
    ----------
    folder : Path
        Where it lies.
    """

    def keep(
        self,
        name: str,
        frame: gpd.GeoDataFrame | Path,
        *,
        file: str | Path | None = None,
        origin: str,
        fetched: datetime | None = None,
        mapping: Mapping | None = None,
        restricted: bool | None = None,
    ) -> Version:
        """Keep events as the newest version of a dataset.

        Parameters
        ----------
        name : str
            The dataset's, up to 100 letters; a new one is begun where it is not known.
        frame : GeoDataFrame or Path
            Valid events, columns of ``geo.schema.EVENTS``, EPSG:4326; or a file of them, which
            may be of any size where :func:`geo.export.convert.import_file` wrote it as Parquet.
        file : str or Path, optional
            The download that they were read from: a copy is kept beside them.
        origin : str
            From where it came, in words or as an address. Of an address, names, passwords and
            keys are left out.
        fetched : datetime, optional
            When it came from there, in UTC where no zone is said; by default now.
        mapping : Mapping, optional
            How it was read.
        restricted : bool, optional
            Whether the rows may not be handed on, instead of what they say.

        Returns
        -------
        Version
            What was kept; or, with ``new`` false, the newest version where download and events
            are the same to the byte.

        Raises
        ------
        FileFault
            When the folder cannot be written, or the file cannot be read. Nothing was kept then.
        SchemaFault, CrsMismatch
            For what is no valid frame, or has no rows, and for an empty origin.
        UnknownName
            For what cannot be a name.
        """
        check_name(name)
        with self.staging() as place:
            staged = stage(
                place,
                frame,
                file=None if file is None else Path(file),
                origin=origin,
                fetched=fetched,
                mapping=mapping,
                restricted=restricted,
            )
            with writing(self.folder) as catalogue:
                version = put(catalogue, self.folder, name, staged)
        settle(version.folder)
        return version

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Yield a private folder on the same disk, to write what is put in place later."""
        make_folder(self.folder)
        try:
            place = OwnedFolder(self.folder, PART)
        except OSError as error:
            raise cannot_write(self.folder, error.strerror or str(error)) from error
        with place as folder:
            yield folder

    def rename(self, old: str, new: str) -> None:
        """Give a dataset another name; its rows keep the name of a dataset that they state.

        Raises
        ------
        UnknownName
            When no dataset is called ``old``, one is called ``new``, or nothing can be.
        FileFault
            When the folder cannot be written.
        """
        check_name(new)
        with self._changing(old) as catalogue:
            if newest_row(catalogue, new) is not None:
                raise UnknownName(f"A dataset is called {new!r} already. Choose another name.")
            catalogue.execute("UPDATE datasets SET name = ? WHERE name = ?", [new, old])

    def use(self, name: str, *, in_use: bool) -> None:
        """Say whether the app shows a dataset when it is opened; at first it does.

        Raises
        ------
        UnknownName
            When no dataset has this name.
        FileFault
            When the folder cannot be written.
        """
        with self._changing(name) as catalogue:
            catalogue.execute("UPDATE datasets SET in_use = ? WHERE name = ?", [in_use, name])

    def remove(self, name: str) -> None:
        """Remove a dataset with all its versions and downloads.

        Raises
        ------
        UnknownName
            When no dataset has this name.
        FileFault
            When the folder cannot be written.
        """
        with self._changing(name) as catalogue:
            rows = catalogue.execute(f"{VERSION_ROWS} WHERE name = ?", [name]).fetchall()
            folders = [version_of(row, self.folder).folder for row in rows]
            for folder in folders:
                unsettle(folder)
            catalogue.execute("DELETE FROM datasets WHERE name = ?", [name])
        for folder in folders:
            discard(folder)

    @contextmanager
    def _changing(self, name: str) -> Iterator[Any]:
        """Yield the catalogue to change a dataset that it has."""
        # Where there is none, no folder is made for it.
        self.versions(name)
        with writing(self.folder) as catalogue:
            if newest_row(catalogue, name) is None:
                raise UnknownName(f"The dataset {name!r} was removed in the meantime.")
            yield catalogue

    def export(self, file: str | Path, *, restricted: bool = False) -> Path:
        """Write all of the workspace as one zip file, to be taken in on another machine.

        Parameters
        ----------
        file : str or Path
            Written whole or not at all.
        restricted : bool, default False
            Whether versions with restricted rows go along, marked as they are: for a machine of
            one's own, not for others.

        Raises
        ------
        FileFault
            When the file cannot be written, or one of a version is gone.
        """
        with reading(self.folder) as catalogue:
            rows = [] if catalogue is None else catalogue.execute(_IN_ORDER).fetchall()
            texts = items.every(catalogue)
        versions = [version_of(row, self.folder) for row in rows]
        chosen = [version for version in versions if restricted or not version.restricted]
        return pack(Path(file), chosen, texts, self.folder)

    def take_in(self, file: str | Path) -> list[str]:
        """Add what another workspace exported; all of it, or nothing where anything is wrong.

        It is read like any stranger's file, every row of it. What is here already is left as it
        is; what has a name that is taken comes in under another.

        Returns
        -------
        list of str
            What became of each thing, in words.

        Raises
        ------
        FileFault
            Not such a file, damaged, unsafe, too large, or the folder cannot be written.
        """
        with self.staging() as place:
            incoming = unpack(Path(file), place)
            with writing(self.folder) as catalogue:
                said, versions = bring_in(catalogue, self.folder, incoming)
        for version in versions:
            settle(version.folder)
        return said
