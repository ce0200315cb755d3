"""The texts of a workspace, each of a kind and under a name; views among them."""

from pathlib import Path

import pandas as pd

from geo.view.view import View
from geo.workspace import items
from geo.workspace.catalogue import reading, writing
from geo.workspace.keeping import check_name


class Texts:
    """What is kept as text in the folder of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save_view(self, name: str, view: View, datasets: tuple[str, ...] = ()) -> None:
        """Keep a view under a name; one of the same name is replaced.

        Parameters
        ----------
        datasets : tuple of str, default ()
            Names of datasets in the workspace that the view is of.

        Raises
        ------
        UnknownName
            For what cannot be a name.
        FileFault
            When the folder cannot be written.
        """
        self.save("view", name, items.view_text(view, datasets))

    def views(self) -> list[str]:
        """Return the names of the views that are kept."""
        return list(self.saved("view")["name"])

    def view(self, name: str) -> View:
        """Return a view that was kept.

        Raises
        ------
        UnknownName
            When no view has this name.
        ViewFault
            When it cannot be used with these boundaries or this version of Borderwatch.
        """
        return items.view_of(self.text("view", name))[0]

    def view_datasets(self, name: str) -> tuple[str, ...]:
        """Return the names of the datasets that a kept view is of."""
        return items.view_of(self.text("view", name))[1]

    def remove_view(self, name: str) -> None:
        """Remove a view; :class:`UnknownName` when none has this name."""
        self.forget("view", name)

    def save(self, kind: str, name: str, text: str) -> None:
        """Keep a text of a kind of :data:`geo.workspace.items.KINDS` under a name.

        One of the same kind and name is replaced. Mappings and brief specs are TOML, areas the
        text of :class:`geo.Area`, boundaries a name of imported ones, notes any text.

        Raises
        ------
        UnknownName
            For an unknown kind, and for what cannot be a name.
        SchemaFault, FileFault, ViewFault
            For a text that is none of its kind, or is too long.
        FileFault
            When the folder cannot be written.
        """
        check_name(name)
        items.check(kind, text)
        with writing(self.folder) as catalogue:
            items.put(catalogue, kind, name, text)

    def saved(self, kind: str) -> pd.DataFrame:
        """Return ``name`` and ``changed`` (UTC) of what is kept of a kind, by name."""
        items.check_kind(kind)
        with reading(self.folder) as catalogue:
            return items.listed(catalogue, kind)

    def text(self, kind: str, name: str) -> str:
        """Return what is kept of a kind under a name; :class:`UnknownName` where nothing is."""
        items.check_kind(kind)
        with reading(self.folder) as catalogue:
            return items.text(catalogue, kind, name)

    def forget(self, kind: str, name: str) -> None:
        """Remove what is kept of a kind under a name; :class:`UnknownName` where nothing is."""
        self.text(kind, name)
        with writing(self.folder) as catalogue:
            items.remove(catalogue, kind, name)
