"""The errors of points and lines, and the tables that they stand in."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo import accuracy
from geo.accuracy import line_error_km, line_reach_km, point_error_km, point_errors_km
from geo.errors import SchemaFault
from geo.settings import GEODATA
from geo.vocabulary import COUNTRY_LABELS, GEO_PRECISIONS

TABLES = ("point_errors", "boundary_errors")
GEOD = Geod(ellps="WGS84")


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Let the module read tables of a folder of its own; return one to change, and its path."""
    for name in TABLES:
        (tmp_path / f"{name}.csv").write_bytes((GEODATA / "tables" / f"{name}.csv").read_bytes())
    monkeypatch.setattr(accuracy, "shipped", lambda name: tmp_path / name.removeprefix("tables/"))
    read = (accuracy._point_errors, accuracy._errors_of, accuracy._line_errors)
    for cached in read:
        cached.cache_clear()
    yield lambda name: tmp_path / f"{name}.csv"
    for cached in read:
        cached.cache_clear()


def test_coarser_precisions_err_farther():
    errors = point_error_km(pd.Series(list(GEO_PRECISIONS))).tolist()
    assert errors == sorted(errors)
    assert len(set(errors)) == len(errors)
    assert errors[0] > 0


@pytest.mark.parametrize("dtype", ["str", "category", "object"])
def test_errors_keep_the_order_of_the_events(dtype):
    precision = pd.Series(["town", None, "exact", "town"], dtype=dtype, index=[3, 1, 2, 0])
    errors = point_error_km(precision)
    known = point_errors_km()
    assert errors.tolist() == [known["town"], np.inf, known["exact"], known["town"]]


def test_no_events_have_no_errors():
    assert point_error_km(pd.Series([], dtype="str")).shape == (0,)


@pytest.mark.parametrize("source_format", ["acled", "ucdp"])
def test_places_from_the_media_err_as_a_district_does(source_format):
    """80% within 50 km, where errors are normal in both directions (Rayleigh's distribution)."""
    ours = point_errors_km(source_format)
    for precision in ("exact", "town", "district"):
        assert 1 - np.exp(-((50 / ours[precision]) ** 2) / 2) == pytest.approx(0.8, abs=0.005)
    assert ours["province"] == point_errors_km()["province"]


def test_a_format_of_which_nothing_is_known_errs_as_any():
    assert point_errors_km("gtd") == point_errors_km()


def test_every_shipped_layer_has_its_error():
    errors = {layer: line_error_km(layer) for layer in COUNTRY_LABELS}
    assert all(0 < errors[layer] < line_reach_km(layer) for layer in errors)
    assert errors["AFG"] == min(errors.values())


def test_afghan_segments_err_as_afghanistan_does_and_others_as_the_worse_layer():
    assert line_error_km("AFG-TKM") == line_error_km("AFG")
    assert line_error_km("IRN-TKM") == max(line_error_km("IRN"), line_error_km("TKM"))
    worst = max(line_error_km(layer) for layer in COUNTRY_LABELS)
    assert line_error_km("AAA-BBB") == worst


@pytest.mark.parametrize("layer", COUNTRY_LABELS)
def test_the_spacing_of_the_table_is_that_of_the_shipped_districts(layer):
    units = gpd.read_parquet(GEODATA / f"{layer}.parquet")
    shapes = np.asarray(units.geometry[units["level"] == "district"])
    vertices, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(shapes)), return_index=True
    )
    edge = ring[1:] == ring[:-1]
    metres = np.asarray(GEOD.inv(*vertices[:-1][edge].T, *vertices[1:][edge].T)[2])
    assert line_reach_km(layer) == pytest.approx(metres.mean() / 1e3, abs=0.01)


@pytest.mark.parametrize("name", TABLES)
def test_every_figure_has_its_reason_and_source(name):
    rows = pd.read_csv(GEODATA / "tables" / f"{name}.csv", keep_default_na=False)
    assert (rows["reason"].str.len() > 10).all()
    assert (rows["source"].str.len() > 5).all()


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("point_errors", "town,,5", "town,,five", "point_error_km: is missing"),
        ("point_errors", "town,,5", "town,,-5", "row 1, point_error_km: is not above 0 km"),
        ("point_errors", "town,,5", "village,,5", "row 1, geo_precision"),
        ("point_errors", "town,,5", "town,gtd,5", "no row for town"),
        ("boundary_errors", "PAK,", "AFG,", "iso3"),
        ("boundary_errors", "0.45,", "0,", "line_error_km: is not above 0 km"),
    ],
)
def test_a_table_with_a_fault_is_refused_with_its_row(table, name, old, new, message):
    path = table(name)
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(SchemaFault, match=message):
        point_errors_km() if name == "point_errors" else line_error_km("AFG")
