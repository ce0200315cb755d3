"""Frames built in a notebook: brought into the schema, or refused with what is wrong named."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import geo
from geo.errors import CrsMismatch, SchemaFault
from geo.schema import EVENT_COLUMNS, EVENTS, REQUIRED_EVENT_COLUMNS, validate

KABUL = dt.timezone(dt.timedelta(hours=4, minutes=30))


@pytest.fixture(scope="module")
def made(make_events):
    return make_events(
        {"place": "One", "fatalities_best": 3, "actor_1": "A group", "country": "AFG"},
        {"lon": 62.5, "date_start": "2021-09-01", "date_end": "2021-09-30"},
        {"lat": 35.5, "event_type": "protest", "restricted": True, "injured": 0},
    )


def objects(column):
    return column.astype(object).where(column.notna(), None)


def words(column):
    return column.astype("str").astype(object)


CHANGES = {
    "objects": objects,
    "words": words,
    "text": lambda column: column.astype("str"),
    "categories": lambda column: column.astype("str").astype("category"),
}


HOWS = st.lists(
    st.sampled_from([None, *CHANGES]),
    min_size=len(EVENT_COLUMNS) - 1,
    max_size=len(EVENT_COLUMNS) - 1,
)
LABELS = st.lists(st.integers() | st.text(max_size=2), min_size=3, max_size=3)


@settings(max_examples=6)
@given(HOWS, LABELS, st.randoms())
def test_columns_of_any_type_come_out_as_they_should_be(made, hows, labels, random):
    """Whatever each column is held in, the events are the same, on the index that came in."""
    changes = {name: how for name, how in zip(EVENT_COLUMNS, hows, strict=False) if how}
    frame = made.assign(**{name: CHANGES[how](made[name]) for name, how in changes.items()})
    order = random.sample(list(frame.columns), len(frame.columns))
    events = geo.as_events(frame[order].set_axis(pd.Index(labels, dtype=object)))
    assert events.index.tolist() == labels
    assert_frame_equal(events.reset_index(drop=True)[EVENT_COLUMNS], geo.as_events(made))


DAYS = {
    "text": ["2021-08-15"],
    "days": [dt.date(2021, 8, 15)],
    "moments of a zone": [dt.datetime(2021, 8, 15, 1, 30, tzinfo=KABUL)],
    "moments": pd.to_datetime(["2021-08-15 23:59"]).astype("datetime64[ns]"),
    "a column of a zone": pd.to_datetime(["2021-08-15 01:30"]).tz_localize("Asia/Kabul"),
    "a stamp and its zone": [pd.Timestamp("2021-08-15 01:30", tz="Asia/Kabul")],
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_a_day_is_the_one_that_its_own_clock_shows(made, days):
    """In Greenwich each moment of the zone falls on the day before."""
    frame = made.head(1).drop(columns="date_end").assign(date_start=days)
    events = geo.as_events(frame)
    assert events["date_start"].tolist() == [pd.Timestamp("2021-08-15")]
    assert events["date_end"].tolist() == [pd.Timestamp("2021-08-15")]


def test_what_a_file_may_lack_a_frame_may_lack_and_other_columns_stay(made):
    few = pd.DataFrame(made[list(REQUIRED_EVENT_COLUMNS)]).astype(object)
    few = few.assign(
        longitude=[60.5, 62.5, 60.5], latitude=["34.5", "34.5", "35.5"], mine=[1, 2, 3]
    )
    events = geo.as_events(few, dataset="notebook")
    validate(EVENTS, events[EVENT_COLUMNS], "made")
    assert events.geometry.geom_equals(made.geometry).all()
    assert events["dataset"].unique().tolist() == ["notebook"]
    assert events.columns.tolist() == [*EVENT_COLUMNS, "mine"]


def test_no_rows_are_valid_events(made):
    validate(EVENTS, geo.as_events(made.head(0)), "none")


def test_faulty_rows_are_all_named_by_their_labels(made):
    frame = made.set_axis(pd.Index(["a", "b", "c"])).astype({"date_start": object})
    frame.loc["b", "date_start"] = "spring"
    frame["fatalities_best"] = [3, 1.5, -2]
    with pytest.raises(SchemaFault, match="2 of 3 rows cannot be events") as fault:
        geo.as_events(frame)
    lines = str(fault.value).splitlines()
    assert "'spring' is not a date" in lines[1]
    assert [line.split(":")[0] for line in lines[1:]] == ["  row 'b'", "  row 'c'"]


# What is no frame of events, at every door

WINDOWS = (("2021-08-01", "2021-08-31"), ("2021-09-01", "2021-09-30"))
VIEW = geo.View()
DOORS = {
    "join": lambda frame, here: geo.join(frame, here.units),
    "write_events": lambda frame, here: geo.write_events(frame, here.folder / "x.csv"),
    "combine": lambda frame, here: geo.combine([frame]),
    "revisions": lambda frame, here: geo.revisions(here.joined, frame),
    "duplicates": lambda frame, here: geo.duplicates(frame),
    "show_once": lambda frame, here: geo.show_once(frame, geo.duplicates(here.joined)),
    "border_activity": lambda frame, here: geo.border_activity(frame, segment="AFG-TJK"),
    "unit_activity": lambda frame, here: geo.unit_activity(frame, "AF-BDS"),
    "compare": lambda frame, here: geo.compare(
        by="district", a=WINDOWS[0], b=WINDOWS[1], joined=frame
    ),
    "distance_profile": lambda frame, here: geo.distance_profile(frame, "AFG-TJK"),
    "profile": lambda frame, here: geo.profile(frame, here.zones, VIEW, "AF-BDS"),
    "zone_activity": lambda frame, here: geo.zone_activity(frame, here.zones),
    "select": lambda frame, here: geo.select(frame, VIEW),
    "describe": lambda frame, here: geo.describe(frame, VIEW),
    "webmap": lambda frame, here: geo.webmap(frame, VIEW),
    "snapshot": lambda frame, here: geo.snapshot(frame, VIEW, here.folder / "x.png"),
    "as_events": lambda frame, here: geo.as_events(frame),
}


@pytest.fixture(scope="module")
def here(tmp_path_factory, joined, units, zones):
    """Where the doors stand: valid frames to hand in beside the one that is not."""
    folder = tmp_path_factory.mktemp("out")
    return type("Here", (), {"folder": folder, "joined": joined, "units": units, "zones": zones})


NO_EVENTS = {
    "nothing": lambda frame: None,
    "a list of rows": lambda frame: [{"event_id": "a"}],
    "one row": lambda frame: frame.iloc[0],
    "twice": lambda frame: pd.concat([frame, frame[["place"]]], axis=1),
    "an array": lambda frame: np.zeros((2, 2)),
}


@pytest.mark.parametrize("change", NO_EVENTS.values(), ids=NO_EVENTS)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_what_is_no_frame_is_refused_at_every_door(here, door, change):
    with pytest.raises(SchemaFault, match=r"must be a GeoDataFrame, not|columns twice: place"):
        door(change(here.joined.head(3)), here)


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("system", [3857, None])
def test_another_coordinate_system_is_refused_at_every_door(here, door, system):
    few = here.joined.head(3)
    frame = few.to_crs(system) if system else few.set_crs(None, allow_override=True)
    with pytest.raises(CrsMismatch, match="EPSG:4326"):
        door(frame, here)


@pytest.mark.parametrize("door", [*DOORS][:-1])
def test_days_of_another_type_are_refused_at_every_door(here, door):
    few = here.joined.head(3)
    for days in (few["date_start"].astype("str"), few["date_start"].dt.tz_localize("Asia/Kabul")):
        with pytest.raises(SchemaFault, match=r"date_start is .*geo\.as_events"):
            DOORS[door](few.assign(date_start=days), here)


@pytest.mark.parametrize(
    ("door", "lacks"),
    [("join", "country"), ("duplicates", "province_id"), ("compare", "district_id")],
)
def test_columns_that_a_function_misses_are_named(here, door, lacks):
    with pytest.raises(SchemaFault, match=rf"geo\.{door} cannot use .*missing: {lacks}"):
        DOORS[door](here.joined.drop(columns=lacks), here)


def test_objects_where_words_should_be_are_named(here):
    frame = gpd.GeoDataFrame(here.joined.astype({"country": object}))
    with pytest.raises(SchemaFault, match="objects of any type: country"):
        geo.join(frame, here.units)


def test_a_fault_of_something_else_is_not_laid_upon_the_frame(here):
    with pytest.raises(TypeError, match="unexpected keyword"):
        geo.select(here.joined, VIEW, colour="red")


def test_the_labels_of_rows_change_no_result(here):
    """Whether labels are mixed or stand twice, each row gets what is its own."""
    few = here.joined.head(60)
    labels = pd.Index(["a", 7, "a"] * 20, dtype=object)
    events = few[EVENT_COLUMNS]
    plain, mixed = (geo.join(frame, here.units) for frame in (events, events.set_axis(labels)))
    assert mixed.index.tolist() == labels.tolist()
    assert_frame_equal(mixed.reset_index(drop=True), plain.reset_index(drop=True))
    for act in (
        lambda frame: geo.compare(frame, *SPANS, by="province"),
        lambda frame: geo.unit_activity(frame, "AF-BDS"),
        lambda frame: geo.zone_activity(frame, here.zones),
    ):
        assert_frame_equal(act(few.set_axis(labels)), act(few))
    chosen = geo.select(few.set_axis(labels), geo.View(event_types=("attack",)))
    expected = geo.select(few, geo.View(event_types=("attack",)))
    assert chosen["event_id"].tolist() == expected["event_id"].tolist()


SPANS = (("2011-01-01", "2012-12-31"), ("2013-01-01", "2014-12-31"))
