"""Import boundary files: read, recognise, name, fit among the shipped units, store as one file."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from geo.boundaries.importing.fit import fit_units
from geo.boundaries.importing.rows import BoundaryRows, Stated, read_rows
from geo.boundaries.units import boundaries_path, read_units
from geo.errors import FileFault
from geo.files.writing import write_whole
from geo.settings import SHIPPED
from geo.text import clean_name, is_latin, other_spellings

Step = Callable[[str], None]
_LISTED = 7


@dataclass(frozen=True)
class ImportReport:
    """What became of every row: ``rows = accepted + len(set_aside)``.

    ``set_aside`` has columns ``file``, ``row`` (from 1), ``name`` and ``reason``.
    """

    path: Path
    rows: int
    accepted: int
    set_aside: pd.DataFrame
    notes: tuple[str, ...]

    def __str__(self) -> str:
        """Return the report as lines of text."""
        lines = [
            f"{self.rows:,} rows read, {self.accepted:,} units, {len(self.set_aside):,} set aside."
        ]
        lines += [f"  {note}" for note in self.notes]
        for reason, part in self.set_aside.groupby("reason", sort=False):
            lines.append(f"  {len(part):,} x {reason}: {_named_rows(part)}")
        return "\n".join([*lines, f"Stored as {self.path}."])


def import_boundaries(
    paths: Sequence[str | Path],
    name: str,
    *,
    level: str | None = None,
    country: str | None = None,
    licence: str | None = None,
    vintage: int | None = None,
    columns: Mapping[str, str] | None = None,
    step: Step = lambda _: None,
) -> ImportReport:
    """Import boundary files under a name, for ``read_units(boundaries=name)``.

    Parameters
    ----------
    paths : sequence of path
        GeoJSON, TopoJSON, shapefile, GeoPackage, KML, or zip archives of them; provinces and
        districts may come in several files.
    name : str
        Letters, digits, ``-`` and ``_``; or the path of a ``.parquet`` file.
    level : {"district", "province"}, optional
        Of all units, where the files do not tell; by default none is stated.
    country : str, optional
        ISO3, of the units that do not state theirs; by default the country they lie in.
    licence : str, optional
        Licence of the boundaries; by default what the files tell.
    vintage : int, optional
        Year of the boundaries; by default what the files tell.
    columns : mapping of str to str, optional
        Which column of the files holds ``name``, ``unit_id`` (a code), ``parent_id`` (the code or
        name of the province above) or ``name_local``, capitals or not; by default those that the
        layout of a known producer has.
    step : callable, optional
        Told one sentence before each step; by default nobody is told.

    Returns
    -------
    ImportReport
        Where the units are stored, and what became of every row.

    Raises
    ------
    FileFault
        A file that cannot be used, or holds no unit; licence or vintage that nobody tells.
    SchemaFault, CrsMismatch, UnknownName
        As :func:`geo.boundaries.importing.rows.read_rows`.

    See Also
    --------
    geo.read_units : Reads what was imported.
    geo.crosswalk : Which of the units are which of the shipped ones.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = read_units(countries=["TJK"], level="province")[["name", "geometry"]]
    ...     made.to_file(Path(folder) / "made.geojson")
    ...     report = import_boundaries(
    ...         [Path(folder) / "made.geojson"],
    ...         str(Path(folder) / "made.parquet"),
    ...         level="province",
    ...         country="TJK",
    ...         licence="as shipped",
    ...         vintage=2020,
    ...     )
    >>> report.rows == report.accepted == len(made)
    True
    """
    target = boundaries_path(name)
    shipped = read_units(boundaries=SHIPPED)
    step("reading the files")
    stated = Stated(level, country, licence, vintage, columns or {})
    districts = shipped[shipped["level"] == "district"]
    read = read_rows([Path(path) for path in paths], stated, districts)
    accepted = read.units[read.units["problem"] == ""]
    if accepted.empty:
        reasons = "; ".join(sorted(set(read.units["problem"])))
        raise FileFault(f"No row of {', '.join(map(str, paths))} can become a unit: {reasons}.")
    named, renamed = _with_names(accepted)
    step(f"fitting {len(named):,} units among the shipped ones")
    fitted = fit_units(named, shipped)
    problems = read.units["problem"].mask(read.units["problem"] == "", fitted.set_aside)
    aside = read.units.assign(reason=problems.fillna(""))[problems.fillna("") != ""]
    report = ImportReport(
        path=target,
        rows=len(read.units),
        accepted=len(read.units) - len(aside),
        set_aside=aside[["file", "row", "name", "reason"]].reset_index(drop=True),
        notes=(*read.notes, *_mended(read), *renamed, *fitted.notes),
    )
    step("writing")
    _write(fitted.units, report)
    return report


def _named_rows(part: pd.DataFrame) -> str:
    """Name the first of some rows set aside, with their rows and files."""
    shown = part.head(_LISTED)
    labels = pd.Series(
        [
            f"{name} (row {row})" if isinstance(name, str) else f"row {row}"
            for name, row in zip(shown["name"], shown["row"], strict=True)
        ],
        index=shown.index,
    )
    texts = [
        f"{', '.join(words)} of {file}" for file, words in labels.groupby(shown["file"], sort=False)
    ]
    return "; ".join(texts) + (", ..." if len(part) > _LISTED else "")


def _mended(read: BoundaryRows) -> list[str]:
    units = read.units
    bent, specks = int(units["mended"].sum()), int(units["specks"].sum())
    notes = [f"{bent:,} invalid shapes were mended (rings that cross themselves)"] if bent else []
    if specks:
        names = _some(units, units["specks"] > 0)
        words = "parts without an area (points, lines, rings of two points) were dropped"
        notes.append(f"{specks:,} {words}{names}")
    return notes


def _with_names(accepted: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Give each unit an id, a clean name, a local name and its other spellings."""
    frame = accepted.copy()
    number = frame["iso3"] + "-" + frame["level"] + "-" + frame["row"].astype(str)
    without_id = frame["unit_id"].isna()
    frame["unit_id"] = frame["unit_id"].fillna(number)
    raw = frame["name"]
    nameless = raw.isna()
    cleaned = raw.fillna("").map(clean_name)
    nameless |= cleaned == ""
    frame["name"] = cleaned.mask(nameless, "Unnamed unit " + frame["unit_id"])
    local = frame["name_local"].fillna("").map(clean_name)
    local = local.mask((local == "") & ~frame["name"].map(is_latin), frame["name"])
    frame["name_local"] = local.mask((local == "") | local.map(is_latin), None)
    frame["aliases"] = _other_names(frame, raw, local)
    changed = (cleaned != raw) & ~nameless
    twice = frame["name"].duplicated(keep=False) & ~nameless
    counts = {
        "have no name and are called by their id": nameless,
        "have no id and are numbered": without_id,
        "names were mended (white space, capitals, letters of another script)": changed,
        "share their name with another; their ids keep them apart": twice,
    }
    notes = [f"{int(rows.sum()):,} {words}{_some(frame, rows)}" for words, rows in counts.items()]
    return frame, [note for note in notes if not note.startswith("0 ")]


def _other_names(frame: gpd.GeoDataFrame, raw: pd.Series, local: pd.Series) -> list[list[str]]:
    """Return each unit's aliases, its name as it was written and its local name, if others."""
    names = zip(frame["name"], frame["aliases"], raw, local.replace("", None), strict=True)
    return [
        other_spellings(name, [*aliases, *(one for one in (was, spoken) if isinstance(one, str))])
        for name, aliases, was, spoken in names
    ]


def _some(frame: gpd.GeoDataFrame, rows: pd.Series) -> str:
    some = frame[rows]
    names = list(
        dict.fromkeys(some["name"].astype(object).fillna("row " + some["row"].astype(str)))
    )
    return f": {', '.join(names[:_LISTED])}" + (", ..." if len(names) > _LISTED else "")


def _write(units: gpd.GeoDataFrame, report: ImportReport) -> None:
    """Write the units as GeoParquet with the report among its metadata."""
    try:
        report.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileFault(f"{report.path.parent} cannot be made: {error.strerror}.") from error
    with write_whole(report.path) as part:
        units.to_parquet(part, compression="zstd", index=False, write_covering_bbox=False)
        table = pq.read_table(part)
        told = json.dumps({"report": str(report)}, ensure_ascii=False).encode()
        pq.write_table(
            table.replace_schema_metadata({**(table.schema.metadata or {}), b"borderwatch": told}),
            part,
            compression="zstd",
        )
