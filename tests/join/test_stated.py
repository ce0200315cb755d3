"""An event that states another province or district than it lies in is flagged, and only such."""

from itertools import product

import pandas as pd
import pytest

import geo
from geo.accuracy import line_reach_km, point_errors_km
from geo.export.convert import import_file
from geo.geodesy import GEODESIC
from geo.join import stated
from geo.join.join import join
from geo.join.report import join_report

LASHKAR_GAH = {"lon": 64.36, "lat": 31.593, "country": "AFG"}
"""In the district Lashkar Gah, Helmand; 77 km from Sangin, 120 km from Kandahar province's city."""


@pytest.fixture(scope="session")
def conflict_of(make_events, units):
    """Join events in Lashkar Gah that state what is given; return the level of each."""

    def levels(*rows, **common):
        events = make_events(*({**LASHKAR_GAH, **row} for row in rows), **common)
        return join(events, units)["conflict"].astype("object").tolist()

    return levels


def test_another_province_or_district_is_flagged_by_the_coarsest_level(conflict_of):
    told = conflict_of(
        {"admin1": "Helmand", "admin2": "Lashkar Gah"},
        {"admin1": "Helmand", "admin2": "Sangin"},
        {"admin1": "Herat", "admin2": "Lashkar Gah"},
        {"admin1": "Herat", "admin2": "Guzara"},
        {"admin2": "Sangin"},
        {"country": "TJK", "admin1": "Herat"},
        {"country": None, "admin1": "Herat"},
    )
    flagged = ["district", "province", "province", "district", "country", "province"]
    assert pd.isna(told[0])
    assert told[1:] == flagged


@pytest.mark.parametrize(
    "names",
    [
        {"admin1": "Hilmand"},
        {"admin1": "Helmand province"},
        {"admin1": "هلمند"},
        {"admin1": "Гильменд"},
        {"admin1": "AF-HEL"},
        {"admin2": "Lashkargah"},
        {"admin2": "Lashkar Gah district"},
        {"admin1": "No name of any place"},
        {"admin2": "No name of any place"},
        {"admin1": None, "admin2": None},
    ],
    ids=str,
)
def test_no_spelling_and_no_unknown_name_is_a_conflict(conflict_of, names):
    assert pd.isna(conflict_of(names)).all()


def test_what_was_placed_by_its_names_lies_where_they_say(conflict_of):
    row = {"admin1": "Herat", "admin2": "Guzara"}
    assert conflict_of(row) == ["province"]
    assert pd.isna(conflict_of(row, located_by="name")).all()


@pytest.mark.parametrize("precision", ["exact", "town", "district"])
@pytest.mark.parametrize("level", ["province", "district"])
def test_a_neighbour_within_the_errors_is_no_conflict(
    make_events, grid_units, monkeypatch, precision, level
):
    """Beside the line at 61 E: what counts is how far the stated unit lies from the point."""
    monkeypatch.setattr(stated, "units_named", lambda name, wanted, _: (name,) * (wanted == level))
    reach = line_reach_km("AAA") + point_errors_km()[precision]
    spots = [GEODESIC.fwd(61, 34.5, 90, km * 1000)[:2] for km in (reach - 0.1, reach + 0.1)]
    names = {"province": {"admin1": "A-0"}, "district": {"admin2": "d0-0"}}[level]
    events = make_events(
        *({"lon": x, "lat": y} for x, y in spots), geo_precision=precision, **names
    )
    near, far = join(events, grid_units())["conflict"]
    assert pd.isna(near)
    assert far == level


def test_places_taken_from_the_media_may_lie_farther_off(make_events, grid_units, monkeypatch):
    """UCDP's places err by 28 km, so 20 km beside the stated province are no conflict."""
    monkeypatch.setattr(stated, "units_named", lambda name, *_: (name,))
    spot = dict(zip(("lon", "lat"), GEODESIC.fwd(61, 34.5, 90, 20_000)[:2], strict=True))
    events = make_events(
        {**spot, "source_format": "ucdp"}, {**spot, "source_format": "table"}, admin1="A-0"
    )
    assert join(events, grid_units())["conflict"].astype("str").fillna("none").tolist() == [
        "none",
        "province",
    ]


def test_the_note_names_both_units_and_the_report_counts(make_events, units):
    rows = [{"admin1": "Herat"}, {"admin2": "Sangin"}, {"admin1": "Helmand"}, {"country": "TJK"}]
    joined = join(make_events(*({**LASHKAR_GAH, **row} for row in rows)), units)
    herat, sangin, *_ = joined["match_note"]
    assert herat.startswith("states the province Herat but its point lies in Helmand, farther")
    assert sangin.startswith("states the district Sangin but its point lies in Lashkar Gah, f")
    report = join_report(joined)
    assert report.conflicts == {"country": 1, "province": 1, "district": 1}
    assert (
        "1 state another country, 1 another province, 1 another district than their point lies in"
        in str(report)
    )


def test_each_event_is_judged_by_itself(conflict_of):
    names = ["Helmand", "Herat", "Farah", "Sangin", "Guzara", "Nonsense", None]
    rows = [{"admin1": one, "admin2": other} for one, other in product(names, names)]
    levels = [str(level) for level in conflict_of(*rows)]
    assert [str(level) for level in conflict_of(*reversed(rows))] == levels[::-1]
    assert len(set(levels)) == 3


def test_of_the_shipped_events_none_contradicts_itself(joined):
    assert joined["conflict"].isna().all()


def test_the_import_counts_what_contradicts_itself(make_events, tmp_path):
    rows = [{"admin1": "Herat"}, {"admin1": "Helmand"}, {"admin2": "Sangin"}]
    path = tmp_path / "mine.csv"
    geo.write_events(make_events(*({**LASHKAR_GAH, **row} for row in rows)), path)
    report = import_file(path, tmp_path / "out.parquet")
    words = "1 state another province, 1 another district than their point lies in"
    assert [line for line in report.remarks if line.startswith(words)]
    geo.write_events(make_events({**LASHKAR_GAH, "admin1": "Helmand"}), path)
    report = import_file(path, tmp_path / "out.parquet")
    assert not [line for line in report.remarks if "than their point" in line]


def test_real_events_with_a_centroid_for_a_place_are_flagged(shared, units):
    case = shared / "cases" / "09_centroid"
    mapping = geo.Mapping.from_toml(case.with_suffix(".toml"))
    events, report = geo.import_events(case.with_suffix(".csv"), mapping=mapping)
    assert join(events, units)["conflict"].tolist() == ["district"] * 3
    assert sum("3 events lie on one point" in line for line in report.remarks) == 1
