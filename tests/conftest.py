"""Frames that many tests read, and factories of small hand-made ones."""

import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, settings

import geo
from geo import schema
from geo.files.scratch import scratch_folder
from geo.settings import EVENTS, ROOT, choose_workspace
from tests import installation

settings.register_profile(
    "borderwatch",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("borderwatch")

WORKSPACE = scratch_folder("tests")
"""The user's own folder is none of the tests' business: they, and what they start, have this."""
choose_workspace(WORKSPACE.path)

ONE_EVENT: dict[str, Any] = {
    "date_start": "2021-08-15",
    "date_end": None,
    "date_precision": "day",
    "country": "AAA",
    "geo_precision": "exact",
    "event_type": "attack",
    "event_count": 1,
    "source_publisher": "A newspaper",
    "verified": "page",
    "dataset": "made",
    "restricted": False,
    "located_by": "coordinates",
    "lon": 60.5,
    "lat": 34.5,
}
COUNTS = ("fatalities_best", "fatalities_low", "fatalities_high", "injured")
CATEGORIES = (
    "date_precision",
    "country",
    "geo_precision",
    "event_type",
    "side_1_type",
    "side_2_type",
    "verified",
    "dataset",
)


@pytest.fixture(scope="session")
def units() -> gpd.GeoDataFrame:
    return geo.read_units()


@pytest.fixture(scope="session")
def districts(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Shipped districts in the order in which they claim a point on a shared edge."""
    return units[units["level"] == "district"].sort_values("unit_id", ignore_index=True)


@pytest.fixture(scope="session")
def zones() -> gpd.GeoDataFrame:
    return geo.read_zones()


@pytest.fixture(scope="session")
def borders() -> gpd.GeoDataFrame:
    return geo.read_borders()


@pytest.fixture(scope="session")
def events() -> gpd.GeoDataFrame:
    return geo.read_events()


@pytest.fixture(scope="session")
def joined(
    events: gpd.GeoDataFrame, units: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    return geo.join(events, units, zones)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of sample data beside the checkout; most users do not have it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the folder of sample data {folder} is not there")
    return folder


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> installation.Installation:
    """The wheel, built and installed on another path, beside a copy of the shipped events."""
    built = installation.build(installation.CHECKOUT, tmp_path_factory.mktemp("dist"))
    wheel = next(path for path in built if path.suffix == ".whl")
    installed = installation.install(wheel, tmp_path_factory.mktemp("elsewhere"))
    shutil.copy(EVENTS, installed.folder / "events.geojson")
    return installed


@pytest.fixture(scope="session")
def make_events() -> Callable[..., gpd.GeoDataFrame]:
    """Return a builder of valid events: one dictionary of what differs for each row."""

    def build(*rows: dict[str, Any], **common: Any) -> gpd.GeoDataFrame:
        records = [
            {**ONE_EVENT, "event_id": f"e{number}", **common, **row}
            for number, row in enumerate(rows or ({},), start=1)
        ]
        table = pd.DataFrame(records).reindex(columns=[*schema.EVENT_COLUMNS[:-1], "lon", "lat"])
        table["date_end"] = table["date_end"].fillna(table["date_start"])
        for column in schema.EVENT_COLUMNS[:-1]:
            if column in ("date_start", "date_end", "data_as_of"):
                table[column] = pd.to_datetime(table[column]).astype("datetime64[us]")
            elif column == "restricted":
                table[column] = table[column].astype(bool)
            elif column in (*COUNTS, "event_count"):
                table[column] = pd.to_numeric(table[column]).astype("Int32")
            else:
                kind = "category" if column in CATEGORIES else "str"
                table[column] = table[column].astype("str").astype(kind)
        spots = gpd.points_from_xy(table.pop("lon"), table.pop("lat"))
        return gpd.GeoDataFrame(table, geometry=spots, crs=schema.CRS)

    return build


@pytest.fixture(scope="session")
def grid_units() -> Callable[..., gpd.GeoDataFrame]:
    """Return a builder of square districts of one degree, from 60 E 34 N.

    Country AAA holds the columns 60-61 E (province A-0) and 61-62 E (A-1), country BBB 62-63 E
    (B-2) and 63-64 E (B-3); each province has two districts, ``d<column>-0`` in the south and
    ``d<column>-1`` in the north. The frame lists the last ``unit_id`` first.
    """

    def build(drop: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
        rows = []
        for column in range(4):
            iso3 = "AAA" if column < 2 else "BBB"
            province = f"{iso3[0]}-{column}"
            for row in range(2):
                box = shapely.box(60 + column, 34 + row, 61 + column, 35 + row)
                rows.append((f"d{column}-{row}", "district", iso3, province, box))
        kept = [row for row in rows if row[0] not in drop]
        for level, at, parent in (("province", 3, 2), ("country", 2, None)):
            for key in sorted({row[at] for row in kept}):
                parts = [row for row in kept if row[at] == key]
                outline = shapely.union_all([row[4] for row in parts])
                owner = None if parent is None else parts[0][parent]
                rows.append((key, level, parts[0][2], owner, outline))
        rows = [row for row in rows if row[0] not in drop]
        ids, levels, iso3, parents, shapes = zip(*sorted(rows, reverse=True), strict=True)
        return gpd.GeoDataFrame(
            {
                "unit_id": ids,
                "level": levels,
                "iso3": iso3,
                "name": [f"Name of {unit}" for unit in ids],
                "name_local": pd.Series([None] * len(ids), dtype="str"),
                "aliases": pd.Series([[] for _ in ids], dtype="object"),
                "parent_id": pd.Series(parents, dtype="str"),
                "iso_3166_2": [
                    parent if level == "district" else unit
                    for unit, level, parent in zip(ids, levels, parents, strict=True)
                ],
                "ocha_pcode": pd.Series([None] * len(ids), dtype="str"),
                "source": "made",
                "licence": "none",
                "vintage": np.full(len(ids), 2020, dtype="int16"),
                "area_km2": 1.0,
            },
            geometry=[
                shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
                for shape in shapes
            ],
            crs=schema.CRS,
        )

    made = lru_cache(build)
    return lambda drop=(): made(drop).copy()
