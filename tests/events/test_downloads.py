"""Downloads of each source in their whole layout, made here with invented rows.

They stand in for the sources' own files, which are not handed on: every column that a download
has, a row of HXL tags where HDX adds one, no header where the source writes none.
"""

from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import geo
from geo.analysis.duplicates import LEAST_SCORE, duplicates
from geo.errors import SchemaFault
from geo.events.reading import import_events, read_events, recognise
from tests.sources.test_sources import ACLED, GDELT, GTD, INSECURITY, UCDP, save

ROWS = 40
UNPLACED = 5
"""Every fifth row has neither coordinates nor the name of a place."""
HEALTH_COUNTS = (
    "Number of Attacks on Health Facilities Reporting Destruction",
    "Number of Attacks on Health Facilities Reporting Damaged",
    "Forceful Entry into Health Facility",
    "Occupation of Health Facility",
    "Health Transportation Destroyed",
    "Health Transportation Damaged",
    "Health Transportation Stolen/Hijacked",
    "Looting/Theft/Robbery/Burglary of Health Supplies",
    "Access Denied or Obstructed",
    "Health Workers Threatened",
    "Health Workers Assaulted",
    "Health Workers Sexually Assaulted",
)
HXL = {
    "date_start": "#date+start",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "country": "#country+name",
    "iso3": "#country+code",
    "best": "#affected+killed",
    "Date": "#date",
    "Latitude": "#lat",
    "Longitude": "#long",
    "Country": "#country +name",
    "Health Workers Killed": "#affected +healthworker +killed",
}


def numbered(row: dict[str, str], id_column: str, **blank: str) -> list[dict[str, str]]:
    """Return rows with ids of their own; every fifth without what ``blank`` empties."""
    ids = [row[id_column].rstrip("0123456789") + str(1000 + n) for n in range(ROWS)]
    rows = [row | {id_column: key} for key in ids]
    return [one | (blank if n % UNPLACED == 0 else {}) for n, one in enumerate(rows)]


def without(row: dict[str, str], *columns: str) -> dict[str, str]:
    """Return the empty cells of some columns, which must be there."""
    assert set(columns) <= set(row)
    return dict.fromkeys(columns, "")


def tagged(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows under a row of HXL tags, as HDX publishes them."""
    return [{column: HXL.get(column, "") for column in rows[0]}, *rows]


def download(key: str, folder: Path) -> Path:
    """Write the file of a source as its download comes."""
    if key == "acled":
        places = without(ACLED, "latitude", "longitude", "location", "admin1", "admin2")
        return save(folder / "export.csv", *numbered(ACLED, "event_id_cnty", **places))
    spots = ("latitude", "longitude")
    if key in ("ucdp", "ucdp-hdx"):
        places = without(UCDP, *spots, "where_coordinates", "adm_1", "adm_2")
        rows = numbered(UCDP, "id", **places)
        if key == "ucdp":
            assert len(UCDP) == 49
            return save(folder / "ged.csv", *rows)
        return save(folder / "hdx.csv", *tagged([row | {"iso3": "AFG"} for row in rows]))
    if key == "gtd":
        places = without(GTD, *spots, "city", "provstate", "location")
        return save(folder / "gtd.csv", *numbered(GTD, "eventid", **places))
    if key == "gdelt":
        assert len(GDELT) == 61
        cells = without(GDELT, "actiongeo_lat", "actiongeo_long", "actiongeo_fullname")
        rows = numbered(GDELT, "globaleventid", **cells)
        return save(folder / "20210816.export.CSV", *rows, sep="\t", header=False)
    whole = INSECURITY | dict.fromkeys(HEALTH_COUNTS, "0")
    rows = numbered(whole, "SiND Event ID", **without(whole, "Latitude", "Longitude", "Admin 1"))
    return save(folder / "health.csv", *tagged(rows))


DOWNLOADS = ("acled", "ucdp", "ucdp-hdx", "gtd", "gdelt", "insecurity")
TOLLS = {"acled": 3, "ucdp": 10, "ucdp-hdx": 10, "gtd": 2}
"""Dead in each row, of sources that count all of an event's."""


@pytest.mark.parametrize("key", DOWNLOADS)
def test_a_download_goes_in_and_its_counts_reconcile(tmp_path, key):
    path = download(key, tmp_path)
    assert recognise(path).source == key.removesuffix("-hdx")
    events, report = import_events(path)
    unplaced = [n + 1 for n in range(ROWS) if n % UNPLACED == 0]
    assert (report.rows_read, report.accepted) == (ROWS, ROWS - len(unplaced))
    assert report.set_aside["row"].tolist() == unplaced
    assert report.set_aside["reason"].str.startswith("has no coordinates").all()
    assert events["event_id"].is_unique
    assert events["located_by"].unique().tolist() == ["coordinates"]
    assert events[["source_publisher", "licence", "original_type"]].notna().all(axis=None)
    assert ("HXL" in str(report)) == (key in ("ucdp-hdx", "insecurity"))
    toll = events["fatalities_best"]
    assert toll.isna().all() if key not in TOLLS else toll.sum() == TOLLS[key] * len(events)


@pytest.mark.parametrize("key", DOWNLOADS)
def test_a_download_is_the_same_whatever_the_order_of_its_rows(tmp_path, key):
    path = download(key, tmp_path)
    events = import_events(path)[0]
    first, *rest = path.read_text("utf-8").splitlines(keepends=True)
    if key == "gdelt":
        turned = [*reversed([first, *rest])]
    elif key == "acled":
        # Its notes hold a line break: two lines make a row.
        turned = [first, *(line for n in range(len(rest) - 2, -1, -2) for line in rest[n : n + 2])]
    else:
        tags = 1 if key in ("ucdp-hdx", "insecurity") else 0
        turned = [first, *rest[:tags], *reversed(rest[tags:])]
    path.write_text("".join(turned), "utf-8")
    again = import_events(path)[0].sort_values("event_id", ignore_index=True)
    assert_frame_equal(again, events.sort_values("event_id", ignore_index=True))


def test_the_dead_and_the_rows_without_a_province_stay_as_they_came(tmp_path):
    tolls = {"best": "7", "low": "0", "high": "9"}
    rows = [UCDP | {"id": str(n), "adm_1": "", **tolls} for n in range(3)]
    rows += [UCDP | {"id": str(n), "best": "0", "low": "0", "high": "2"} for n in range(3, 5)]
    path = save(tmp_path / "hdx.csv", *tagged([row | {"iso3": "PAK"} for row in rows]))
    events = import_events(path)[0]
    assert events["fatalities_best"].tolist() == [7, 7, 7, 0, 0]
    assert events["fatalities_low"].tolist() == [0] * 5
    assert events["fatalities_high"].tolist() == [9, 9, 9, 2, 2]
    assert events["admin1"].isna().tolist() == [True] * 3 + [False] * 2
    assert events["country"].unique().tolist() == ["PAK"]


def test_events_in_ucdps_words_meet_those_they_were_made_of(tmp_path):
    """Each of ours, half a kilometre off in UCDP's columns, is linked to its own and no other."""
    ours = read_events()
    ours = ours[(ours["date_precision"] == "day") & ours["geo_precision"].isin(["exact", "town"])]
    ours = ours[ours["actor_1"].notna()].drop_duplicates("date_start").iloc[::12]
    assert len(ours) > 10
    rows = [
        UCDP
        | {
            "id": str(number),
            "side_a": str(event.actor_1),
            "side_b": "Civilians" if pd.isna(event.actor_2) else str(event.actor_2),
            "where_prec": "2",
            "where_coordinates": str(event.place),
            "longitude": str(event.geometry.x + 0.005),
            "latitude": str(event.geometry.y),
            "date_prec": "1",
            "date_start": str(event.date_start),
            "date_end": str(event.date_start),
            "best": "1" if pd.isna(event.fatalities_best) else str(event.fatalities_best),
        }
        for number, event in enumerate(ours.itertuples())
    ]
    theirs, report = import_events(save(tmp_path / "made.csv", *rows), dataset="made of ours")
    assert report.accepted == len(ours)
    links = duplicates(geo.join(geo.combine([ours, theirs]), geo.read_units()))
    made_of = dict(zip(ours["event_id"], [f"ucdp-{n}" for n in range(len(ours))], strict=True))
    assert dict(zip(links["event_a"], links["event_b"], strict=True)) == made_of
    assert links["score"].ge(LEAST_SCORE).all()
    assert links["distance_km"].between(0.4, 0.6).all()


def test_a_download_of_boundaries_is_refused_as_events(tmp_path):
    cells = {"shapeName": "Made", "shapeISO": "", "shapeID": "1", "shapeGroup": "AFG"}
    district = geo.read_units(countries=["AFG"], level="district").iloc[[0]][["geometry"]]
    path = tmp_path / "geoBoundaries-AFG-ADM2.geojson"
    district.assign(**cells, shapeType="ADM2").to_file(path, driver="GeoJSON")
    with pytest.raises(SchemaFault, match="lacks the columns"):
        import_events(path)
