"""What is written is read again by other readers with equal content."""

import json

import geopandas as gpd
import pandas as pd
import pytest

import geo
from geo.errors import FileFault
from geo.export import to_csv, to_geojson, write_events


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet", "csv"])
def test_written_events_are_valid_events_again(joined, tmp_path, ending):
    path = write_events(joined, tmp_path / f"out.{ending}")
    events, report = geo.load_events(path)
    assert len(report.set_aside) == 0
    assert events["event_id"].tolist() == joined["event_id"].tolist()
    assert events["fatalities_best"].equals(joined["fatalities_best"].reset_index(drop=True))
    assert events.geometry.geom_equals_exact(joined.geometry.reset_index(drop=True), 1e-9).all()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_formulas_are_defused(joined, text):
    frame = joined.head(1).assign(summary=text)
    cell = pd.read_csv(pd.io.common.StringIO(to_csv(frame)), dtype=str)["summary"][0]
    assert cell.startswith("'")


def test_numbers_are_not_defused(joined):
    frame = joined.head(1).assign(match_distance_km=-1.5)
    assert ",-1.5," in to_csv(frame)


def test_geojson_keeps_unknown_numbers_null(joined):
    unknown = joined[joined["fatalities_best"].isna()].head(1)
    properties = json.loads(to_geojson(unknown))["features"][0]["properties"]
    assert properties["fatalities_best"] is None
    assert properties["date_start"] == str(unknown["date_start"].iloc[0].date())


def test_geopackage_opens_in_gdal(joined, tmp_path):
    write_events(joined, tmp_path / "out.gpkg")
    assert len(gpd.read_file(tmp_path / "out.gpkg", layer="events")) == len(joined)


def test_unknown_ending_and_folder_are_refused(joined, tmp_path):
    with pytest.raises(FileFault, match="ends in none of"):
        write_events(joined, tmp_path / "out.doc")
    with pytest.raises(FileFault, match="cannot be written"):
        write_events(joined, tmp_path / "no" / "out.csv")
