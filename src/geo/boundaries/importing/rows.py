"""Rows of boundary files as units to be: level, country and shape, or the reason against it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries.coverage import flat_parts, multipolygons
from geo.boundaries.importing.producers import FIELDS, NAMEABLE, Producer, describe_layer
from geo.boundaries.locate import locate
from geo.errors import CrsMismatch, FileFault, SchemaFault, UnknownName
from geo.files.layers import Layer, read_layers
from geo.settings import shipped
from geo.vocabulary import COUNTRY_LABELS

EIGHT_COUNTRIES = (40, 0, 140, 60)
"""Longitudes and latitudes (west, south, east, north) within which the eight countries lie, all
of China among them: what lies beyond cannot be fitted among them."""
_YEAR = r"((?:19|20)\d\d)"


@dataclass(frozen=True)
class Stated:
    """What the user says of the files, where they do not say it: see ``borderwatch --help``."""

    level: str | None = None
    country: str | None = None
    licence: str | None = None
    vintage: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BoundaryRows:
    """Every row of some boundary files, in the order of the files.

    ``units`` has the columns of :data:`geo.boundaries.importing.producers.FIELDS` and ``file``,
    ``row``, ``level``, ``source``, ``licence``, ``problem`` (empty where the row becomes a unit),
    ``mended``, ``specks`` (parts without an area that were dropped) and EPSG:4326 MultiPolygons.
    """

    units: gpd.GeoDataFrame
    notes: tuple[str, ...]


def read_rows(
    paths: Sequence[Path], stated: Stated, shipped_districts: gpd.GeoDataFrame
) -> BoundaryRows:
    """Return the rows of boundary files with what they are.

    Parameters
    ----------
    paths : sequence of Path
        Files of :func:`geo.files.layers.read_layers`.
    stated : Stated
        What the user says of them.
    shipped_districts : GeoDataFrame
        Where units lie that do not state their country.

    Raises
    ------
    FileFault
        A file that cannot be used, or without licence or vintage when none is stated.
    SchemaFault
        A layer that names no units, or does not tell their level when none is stated; a stated
        column that no layer has.
    CrsMismatch
        A layer outside the eight countries altogether.
    UnknownName
        A stated country that is none of the eight.
    """
    if stated.country not in (None, *COUNTRY_LABELS):
        raise UnknownName(
            f"{stated.country} is none of the eight countries: {', '.join(COUNTRY_LABELS)}."
        )
    parts, notes = [], []
    layers = [layer for path in paths for layer in read_layers(path)]
    _require_columns(layers, stated.columns)
    described, skipped = _described(layers, stated.columns)
    notes += skipped
    for layer, producer, told in described:
        notes.append(f"{layer.name}: {len(told):,} rows, {producer.title}")
        notes += [f"{layer.name}: {note}" for note in layer.notes]
        shapes = _shapes(layer.frame)
        inside = _inside(shapes, shipped_districts, layer.name)
        rows = told.assign(file=layer.name, row=told.index, **shapes)
        rows["level"] = _levels(rows, producer, stated, layer.name)
        rows["iso3"] = _countries(rows, stated, inside)
        parts.append(_credited(rows, producer, layer, stated))
    units = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326)
    texts = [*(name for name in FIELDS if name not in ("aliases", "vintage")), "level"]
    # A column that is null throughout would turn into numbers.
    units[texts] = units[texts].astype(object).where(units[texts].notna(), None)
    return BoundaryRows(_with_problems(units), tuple(notes))


def _require_columns(layers: list[Layer], columns: Mapping[str, str]) -> None:
    """Raise :class:`SchemaFault` for columns that the user names and no layer has."""
    unknown = sorted(set(columns) - set(NAMEABLE))
    if unknown:
        raise SchemaFault(
            f"No column can be named for {', '.join(unknown)}. Known: {', '.join(NAMEABLE)}."
        )
    there = dict.fromkeys(
        str(name) for layer in layers for name in layer.frame.columns if name != "geometry"
    )
    missing = [name for name in columns.values() if name.lower() not in there]
    if missing:
        raise SchemaFault(
            f"No layer has a column {', '.join(missing)}. Columns: {', '.join(there) or 'none'}."
        )


def _described(
    layers: list[Layer], columns: Mapping[str, str]
) -> tuple[list[tuple[Layer, Producer, pd.DataFrame]], list[str]]:
    """Return the layers that name their units, and notes on those beside them that do not."""
    described, nameless = [], []
    for layer in layers:
        try:
            described.append((layer, *describe_layer(layer, columns)))
        except SchemaFault as fault:
            nameless.append(fault)
    if not described:
        raise nameless[0]
    return described, [f"left out: {fault}" for fault in nameless]


def _shapes(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return valid MultiPolygons, which were mended, and what is wrong with the others.

    ``specks`` counts the parts of each that have no area and were dropped.
    """
    raw = np.asarray(frame.geometry)
    kind = shapely.get_type_id(raw)
    bounds = shapely.bounds(raw)
    faults = {
        "has no geometry, or one that cannot be read": kind == -1,
        "has an empty geometry": shapely.is_empty(raw),
        "is a point or a line, not an area": ~np.isin(kind, (3, 6, 7)),
        "has coordinates that are no numbers": ~np.isfinite(bounds).all(axis=1),
        "lies outside the world: no longitude and latitude": (
            np.abs(bounds) > (180, 90, 180, 90)
        ).any(axis=1),
    }
    problem = np.select(list(faults.values()), list(faults), "")
    usable = problem == ""
    whole = raw.copy()
    whole[~usable] = None
    drawn, specks = _without_specks(whole)
    bent = ~shapely.is_valid(drawn) & ~shapely.is_missing(drawn)
    valid = drawn.copy()
    valid[bent] = shapely.make_valid(drawn[bent], method="structure", keep_collapsed=False)
    areas = multipolygons(valid)
    problem = np.where(usable & shapely.is_empty(areas), "has no area", problem)
    specks[problem != ""] = 0
    return pd.DataFrame(
        {"geometry": areas, "problem": problem, "mended": bent, "specks": specks},
        index=frame.index,
    )


def _without_specks(raw: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Return collections as their areas, and how many parts without an area each shape had."""
    parts, row = flat_parts(raw)
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    # Of a ring that crosses itself the signed area may be none, of its hull it is some.
    areas &= shapely.area(shapely.convex_hull(parts)) > 0
    specks = np.bincount(row[~areas & ~shapely.is_empty(parts)], minlength=len(raw))
    collected = shapely.get_type_id(raw) == shapely.GeometryType.GEOMETRYCOLLECTION
    drawn = raw.copy()
    for at in np.flatnonzero(collected | (specks > 0)):
        drawn[at] = shapely.MultiPolygon(list(parts[areas & (row == at)]))
    return drawn, specks


def _inside(shapes: pd.DataFrame, districts: gpd.GeoDataFrame, name: str) -> pd.Series:
    """Return the country that each unit lies in by a point inside it, null outside the eight."""
    areas = np.asarray(shapes["geometry"])
    spots = shapely.get_coordinates(shapely.point_on_surface(areas[~shapely.is_empty(areas)]))
    # The position of -1, no district, is the last: no country.
    homes = np.array([*districts["iso3"], None], dtype=object)
    grounds = np.asarray(districts.geometry)
    positions = locate(spots, grounds)
    if len(positions) and (positions < 0).all():
        swapped = (locate(np.ascontiguousarray(spots[:, ::-1]), grounds) >= 0).any()
        raise CrsMismatch(
            f"{name}: no unit lies in the eight countries"
            + (", but with longitude and latitude swapped they do. " if swapped else ". ")
            + "Check its coordinate system and export it in EPSG:4326, longitude first."
        )
    inside = pd.Series(None, index=shapes.index, dtype=object)
    inside[~shapely.is_empty(areas)] = homes[positions]
    return inside


def _levels(rows: pd.DataFrame, producer: Producer, stated: Stated, name: str) -> pd.Series:
    """Return province, district, country, or null where a row does not say."""
    if stated.level:
        return pd.Series(stated.level, index=rows.index)
    if producer.depth == "":
        raise SchemaFault(
            f"{name} does not tell the level of its units. Say --level province or --level "
            "district."
        )
    levels = pd.Series("district", index=rows.index, dtype=object)
    levels[rows["depth"] == 1] = "province"
    levels[rows["depth"] < 1] = "country"
    return levels.mask(rows["depth"].isna(), None)


def _countries(rows: pd.DataFrame, stated: Stated, inside: pd.Series) -> pd.Series:
    """Return the country a row states, else the one the user states, else the one it lies in."""
    table = pd.read_csv(shipped("tables/countries.csv"), dtype=str, keep_default_na=False)
    by_two = table.set_index("iso2")["iso3"]
    two = rows["iso2"].where(rows["iso2"].str.len() != 2, rows["iso2"].map(by_two))
    of_row = rows["iso3"].fillna(two).str.upper()
    return of_row.fillna(stated.country) if stated.country else of_row.fillna(inside)


def _credited(rows: pd.DataFrame, producer: Producer, layer: Layer, stated: Stated) -> pd.DataFrame:
    """Give each row source, licence and vintage, or ask for them."""
    told = layer.metadata
    licence = stated.licence or told.get("boundaryLicense") or producer.licence
    if not licence:
        raise FileFault(
            f"{layer.name} does not say its licence. Look it up where you got the file and say "
            '--licence "...", or put its metaData.json beside it.'
        )
    years = rows["vintage"].str.extract(_YEAR)[0].astype("Float64")
    # What stands beside a layer fills the gaps; what the user states holds for every row.
    # Beside a download it has one name, in the answer of geoBoundaries' server the other.
    year = told.get("boundaryYear") or told.get("boundaryYearRepresented")
    beside = re.search(_YEAR, str(year or ""))
    years = years.fillna(float(beside[1])) if beside else years
    years = years.mask(pd.Series(bool(stated.vintage), index=years.index), stated.vintage)
    if years[rows["problem"] == ""].isna().any():
        raise FileFault(
            f"{layer.name} does not say of which year its boundaries are. Say --vintage YEAR."
        )
    by = told.get("boundarySource")
    source = f"{producer.title}: {layer.name}" + (f" ({by})" if by else "")
    return rows.assign(source=source, licence=str(licence), vintage=years)


def _with_problems(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Say of each row with a shape why it cannot be a province or a district."""
    reasons = pd.Series("", index=units.index)
    depths = units["depth"].where(units["problem"].eq("") & units["level"].eq("district"))
    deeper = depths > depths.groupby(units["iso3"]).transform("min")
    reasons[deeper] = "lies deeper than the districts of the same import"
    strange = ~units["iso3"].isin(list(COUNTRY_LABELS))
    reasons[strange] = "belongs to " + units["iso3"].fillna("") + ", none of the eight countries"
    reasons[units["iso3"].isna()] = "lies outside the eight countries; say --country if it does not"
    west, south, east, north = EIGHT_COUNTRIES
    bounds = units.bounds
    beyond = (bounds["minx"] < west) | (bounds["maxx"] > east)
    beyond |= (bounds["miny"] < south) | (bounds["maxy"] > north)
    reasons[beyond] = f"lies beyond {west} to {east} E and {south} to {north} N"
    reasons[units["level"] == "country"] = "is a whole country; its outline follows from its units"
    reasons[units["level"].isna()] = "does not say its level"
    return units.assign(problem=units["problem"].mask(units["problem"] == "", reasons))
