"""Countries, provinces, districts and border segments: the shipped ones, or imported ones.

Which of them every part of the program reads is one setting, the environment variable
``BORDERWATCH_BOUNDARIES``: the name of imported boundaries or the path of their file. The option
``--boundaries`` sets it, and the app takes it over.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.boundaries.coverage import segments
from geo.errors import FileFault, UnknownName
from geo.schema import CRS, LEVELS, UNITS, validate
from geo.settings import SHIPPED, chosen_boundaries, shipped, workspace_folder
from geo.vocabulary import COUNTRY_LABELS

DISCLAIMER = (
    "The boundaries are simplified and do not imply endorsement or acceptance of any claim. "
    "Lines may lie several kilometres off; districts follow the vintage stated for each country."
)


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def read_units(
    *,
    countries: Sequence[str] | None = None,
    level: str | None = None,
    boundaries: str | None = None,
) -> gpd.GeoDataFrame:
    """Return units: countries, provinces and districts, EPSG:4326.

    Parameters
    ----------
    countries : sequence of str, optional
        ISO 3166-1 alpha-3 codes; by default all eight.
    level : {"country", "province", "district"}, optional
        One level only; by default all three.
    boundaries : str, optional
        Name of imported boundaries, or path of their file; by default those that the setting
        names, ``"shipped"`` where it names none.

    Returns
    -------
    GeoDataFrame
        Columns of :data:`geo.schema.UNITS`. Districts form a valid coverage (no overlaps, no
        gaps); provinces and countries are their unions. Imported provinces may have no districts.

    Raises
    ------
    UnknownName
        For a country or a level that does not ship, or boundaries that were not imported.

    Examples
    --------
    >>> provinces = read_units(countries=["AFG"], level="province")
    >>> len(provinces)
    34
    """
    wanted = list(countries or COUNTRY_LABELS)
    unknown = sorted(set(wanted) - set(COUNTRY_LABELS))
    if unknown:
        raise UnknownName(
            f"No boundaries ship for {', '.join(unknown)}. Known: {', '.join(COUNTRY_LABELS)}."
        )
    if level not in (None, *LEVELS):
        raise UnknownName(f"No level is called {level!r}. Known: {', '.join(LEVELS)}.")
    name = boundaries or chosen_boundaries()
    units = _all_units(name, workspace_folder() if name != SHIPPED else None)
    chosen = units["iso3"].isin(wanted)
    if level is not None:
        chosen &= units["level"] == level
    return units[chosen].reset_index(drop=True)


def boundaries_path(name: str) -> Path:
    """Return where boundaries of a name are stored; a path of a ``.parquet`` file is itself.

    Raises
    ------
    UnknownName
        When the name is neither.
    """
    if name.endswith(".parquet"):
        return Path(name)
    if name == SHIPPED or not _NAME.fullmatch(name):
        raise UnknownName(
            f"Boundaries cannot be called {name!r}. Use letters, digits, - and _, or give the path "
            "of a .parquet file."
        )
    return workspace_folder() / "boundaries" / f"{name}.parquet"


def imported_boundaries() -> list[str]:
    """Return the names of the boundaries that were imported."""
    return sorted(path.stem for path in (workspace_folder() / "boundaries").glob("*.parquet"))


@lru_cache(maxsize=4)
def _all_units(boundaries: str, _workspace: Path | None) -> gpd.GeoDataFrame:
    """Return all units of boundaries, which are known by their name in a workspace."""
    if boundaries != SHIPPED:
        return _read_imported(boundaries)
    # As one table: geopandas would look the coordinate system up twice for each of eight files.
    parts = [pq.read_table(shipped(f"{iso3}.parquet")) for iso3 in COUNTRY_LABELS]
    rows = pa.concat_tables(part.replace_schema_metadata() for part in parts).to_pandas()
    shapes = shapely.from_wkb(rows.pop("geometry").to_numpy())
    return validate(UNITS, gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS), "geodata")


def _read_imported(name: str) -> gpd.GeoDataFrame:
    path = boundaries_path(name)
    if not path.exists():
        names = ", ".join([SHIPPED, *imported_boundaries()])
        raise UnknownName(
            f"No boundaries {name!r} were imported ({path} is not there). Known: {names}. "
            "`borderwatch boundaries import` adds some."
        )
    try:
        units = gpd.read_parquet(path)
    except (ValueError, OSError) as error:
        raise FileFault(
            f"{path} holds no boundaries that can be read. Import them again. The reader said: "
            f"{str(error)[:200]}"
        ) from error
    return validate(UNITS, units, str(path))


def read_borders(*, boundaries: str | None = None) -> gpd.GeoDataFrame:
    """Return the border segments: the lines that two countries share.

    Parameters
    ----------
    boundaries : str, optional
        What :func:`read_units` takes; by default what the setting names.

    Returns
    -------
    GeoDataFrame
        ``segment`` (``"AFG-TJK"``: Afghanistan is named first, other pairs follow the alphabet),
        ``length_km`` and MultiLineStrings, EPSG:4326.

    Raises
    ------
    UnknownName
        For boundaries that were not imported.

    Examples
    --------
    >>> borders = read_borders()
    >>> list(borders["segment"][:6])
    ['AFG-CHN', 'AFG-IRN', 'AFG-PAK', 'AFG-TJK', 'AFG-TKM', 'AFG-UZB']
    """
    return _borders(boundaries or chosen_boundaries()).copy()


@lru_cache(maxsize=4)
def _borders(boundaries: str) -> gpd.GeoDataFrame:
    if boundaries == SHIPPED:
        return gpd.read_parquet(shipped("borders.parquet"))
    return segments(read_units(level="country", boundaries=boundaries))
