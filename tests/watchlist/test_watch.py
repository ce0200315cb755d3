"""The watch list of a frame of events: what counts where, what is told, what is refused."""

import numpy as np
import pandas as pd
import pytest

import geo
from geo.event_counts import number_of_events
from geo.gazetteer.places import read_populated_places
from geo.watchlist.watch_words import list_words

UNTIL = "2021-08-15"


@pytest.fixture(scope="module")
def risen(in_districts):
    """Three districts over 57 weeks; the first had 40 events in the last three."""
    counts = np.tile([[1], [1], [0]], (1, 57))
    counts[0, -3:] = [12, 14, 14]
    counts[2, 10] = 2
    return in_districts(counts)


def test_where_more_happened_than_usual_stands_first_and_is_an_alarm(risen):
    listed = geo.watch(risen)
    first = listed.iloc[0]
    assert listed["alarm"].tolist() == [True, False, False]
    assert (first["events"], first["usual"], first["alarm_weeks"]) == (41, 4, 3)
    assert listed["events"].tolist() == [41, 4, 0]
    assert listed.attrs["window"] == (pd.Timestamp("2021-07-19").date(), pd.Timestamp(UNTIL).date())
    assert first["words"].startswith(
        f"In {first['name']} district 41 events were recorded in the 4 weeks to 15 August 2021, "
        "where 4 are usual (10 times; 95% interval "
    )
    assert first["words"].endswith(
        "): an alarm, for 3 weeks now. In the same weeks a year before there were 4."
    )
    assert list_words(listed, "district", listed.attrs["window"]) == (
        "In the 4 weeks to 15 August 2021 1 of 3 districts stands out from what is usual there."
    )


def test_the_events_behind_a_row_are_its_own_the_latest_first(risen):
    first = geo.watch(risen).iloc[0]
    behind = risen.set_index("event_id").loc[list(first["event_ids"])]
    assert len(behind) == first["events"]
    assert behind["date_start"].is_monotonic_decreasing
    assert behind["district_id"].unique().tolist() == [first["area"]]
    assert (behind["date_start"] >= "2021-07-19").all()


def test_what_is_known_too_coarsely_is_counted_apart(risen):
    days = risen["date_start"] >= "2021-07-19"
    month = days & (risen["district_id"] == risen["district_id"].iloc[0])
    coarse = risen.assign(
        date_precision=risen["date_precision"].astype("object").mask(month, "month"),
        date_end=risen["date_end"].mask(month, risen["date_end"] + pd.Timedelta(days=20)),
    )
    row = geo.watch(coarse, until=UNTIL).set_index("area").loc[risen["district_id"].iloc[0]]
    assert (row["events"], row["coarse_dates"], row["alarm"]) == (0, 41, False)
    assert "Not counted, for they are known too coarsely: 41." in row["words"]


def test_a_week_known_as_such_counts_in_its_week(risen):
    weekly = risen.assign(
        date_precision="week", date_end=risen["date_start"] + pd.Timedelta(days=6)
    )
    assert geo.watch(weekly)["events"].tolist() == geo.watch(risen)["events"].tolist()


def test_a_row_counts_as_many_events_as_it_stands_for(risen, in_districts):
    rows = risen.groupby(["district_id", "date_start"], observed=True)["event_id"].transform("size")
    once = ~risen.duplicated(["district_id", "date_start"])
    summed = risen[once].assign(event_count=rows[once].astype("Int32"))
    left, right = geo.watch(summed), geo.watch(risen)
    same = ["area", "events", "usual", "dispersion", "p_list", "alarm", "unknown_tolls"]
    pd.testing.assert_frame_equal(left[same], right[same])


@pytest.mark.parametrize("by", ["district", "province"])
def test_no_event_of_the_last_weeks_is_lost_in_silence(joined, by):
    listed = geo.watch(joined, by=by, until=UNTIL, weeks=26)
    first, last = (np.datetime64(day) for day in listed.attrs["window"])
    recent = joined[joined["date_start"].between(first, last)]
    told = listed[["events", "cannot_tell", "coarse_dates"]].to_numpy().sum()
    lost = number_of_events(recent) - told
    notes = [note for note in listed.attrs["notes"] if note.startswith("In no row")]
    assert lost == sum(int(note.split()[3]) for note in notes)


def test_areas_and_groups_and_borders_are_watched(joined):
    kabul, province = geo.Area.circle(69.17, 34.53, 50), geo.Area.units(["AF-KAB"])
    areas = geo.watch(joined, by="area", areas=[kabul, province], until=UNTIL)
    units = geo.watch(joined, by="province", until=UNTIL).set_index("area")
    inside = areas.set_index("area").loc["units:AF-KAB"]
    assert inside["events"] == units.loc["AF-KAB", "events"] > 0
    assert len(areas) == 2
    groups = geo.watch(joined, by="group", until=UNTIL).set_index("area")
    window = ("2021-07-19", UNTIL)
    named = (joined[["actor_1", "actor_2"]] == "Taliban").any(axis=1)
    recent = joined[named & joined["date_start"].between(*map(pd.Timestamp, window))]
    row = groups.loc["Taliban"]
    assert row["events"] + row["coarse_dates"] == len(recent) > 0
    segments = geo.watch(joined, by="segment", until=UNTIL, within_km=25)
    assert "AFG-TJK" in segments["area"].tolist()


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"by": "village"}, geo.BorderwatchError, "Known: district, province"),
        ({"by": "area"}, geo.BorderwatchError, "no area to watch"),
        ({"weeks": 0}, geo.BorderwatchError, "give 1 to 26"),
        ({"false_alarms": 0}, geo.BorderwatchError, "between 0 and 1"),
        ({"until": "2009-01-01"}, geo.BorderwatchError, "the data begin on"),
        ({"until": "soon"}, geo.BorderwatchError, "soon"),
    ],
)
def test_what_cannot_be_watched_says_what_can(joined, options, error, words):
    with pytest.raises(error, match=words):
        geo.watch(joined, **options)


def test_months_alone_are_refused(risen):
    with pytest.raises(geo.BorderwatchError, match="known to a day or week"):
        geo.watch(risen.assign(date_precision="month"))


def test_weeks_beyond_the_data_are_noted(joined):
    until = (joined["date_end"].max() + pd.Timedelta(days=30)).date()
    notes = geo.watch(joined, by="province", until=until).attrs["notes"]
    assert any("beyond the data" in note for note in notes)


def test_people_are_those_of_the_towns_near_events_known_to_their_place(joined):
    listed = geo.watch(joined, by="province", until=UNTIL).set_index("area")
    towns = read_populated_places()
    kabul = towns.loc[towns["name"] == "Kabul", "population"].max()
    assert listed.loc["AF-KAB", "people_at_least"] >= kabul
    vague = joined.assign(geo_precision=pd.Categorical(["district"] * len(joined)))
    assert geo.watch(vague, by="province", until=UNTIL)["people_at_least"].isna().all()


def test_a_forecast_stands_only_where_past_ones_were_better(in_districts):
    random = np.random.default_rng(74)
    steady = np.full((1, 60), 3)
    counts = np.concatenate([random.poisson(2, (3, 60)), steady])
    listed = geo.watch(in_districts(counts))
    shown = listed["forecast"].notna()
    assert 0 < shown.sum() < len(shown)
    assert shown.tolist() == (listed["score"] < listed["score_as_last"]).tolist()
    assert listed.loc[shown, "words"].str.contains("may be expected").all()
    assert not listed.loc[~shown, "words"].str.contains("may be expected").any()
    assert any("were better" in note for note in listed.attrs["notes"])


def test_on_the_attacks_of_pakistan_forecasts_beat_as_last_time(shared):
    events = geo.read_events(shared / "data" / "events" / "ucdp_hdx_pakistan.csv")
    joined = geo.join(events, geo.read_units())
    listed = geo.watch(joined, until="2014-06-30")
    assert listed["score"].mean() < 0.75 * listed["score_as_last"].mean()
    # The army's offensive in North Waziristan began on 15 June 2014.
    assert listed.loc[listed["alarm"], "name"].tolist() == ["Miran Shah"]
    assert listed.loc[listed["name"] == "Mir Ali", "hot_spot"].tolist() == ["steady"]


def test_where_nothing_happens_the_list_is_empty_and_no_fault(risen):
    nowhere = geo.Area.circle(60.0, 44.0, 5)
    listed = geo.watch(risen, by="area", areas=[nowhere])
    assert listed.empty
    assert list_words(listed, "area", listed.attrs["window"]) == (
        "In the 4 weeks to 15 August 2021, and in what is usual before, no event was recorded."
    )


def test_some_events_are_watched_on_the_days_of_all(risen):
    some = risen[risen["district_id"] == risen["district_id"].iloc[0]]
    quiet = some[some["date_start"] < "2021-07-01"]
    whole = ("2020-07-01", UNTIL)
    assert geo.watch(quiet).attrs["window"][1] < pd.Timestamp(UNTIL).date()
    listed = geo.watch(quiet, data=whole)
    assert listed.attrs["window"][1] == pd.Timestamp(UNTIL).date()
    assert listed["events"].tolist() == [0]
    assert geo.watch(quiet[:0], data=whole).empty
