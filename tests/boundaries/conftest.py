"""Made units in place of the shipped ones, for tests of what is imported among them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.boundaries.importing import layer as layer_module

ISO3 = {"AAA": "AFG", "BBB": "TJK"}


@pytest.fixture
def grid(grid_units, monkeypatch) -> gpd.GeoDataFrame:
    """Eight square districts in place of the shipped ones: AFG 60-62 E, TJK 62-64 E."""
    units = grid_units()
    units["iso3"] = units["iso3"].map(ISO3)
    for column in ("unit_id", "parent_id", "iso_3166_2"):
        units[column] = (
            units[column].replace(ISO3).str.replace("A-", "AF-").str.replace("B-", "TJ-")
        )
    units.geometry = shapely.segmentize(np.asarray(units.geometry), 0.1)
    units["aliases"] = [np.array([]) for _ in range(len(units))]
    monkeypatch.setattr(layer_module, "read_units", lambda **_: units)
    return units
