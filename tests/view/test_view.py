"""The view: one description of what is shown, the same in widgets, URL, file and export."""

import datetime as dt
from dataclasses import FrozenInstanceError, replace
from urllib.parse import parse_qsl, urlencode

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import geo
from geo.errors import UnknownName, ViewFault
from geo.phrases import long_date
from geo.schema import LEVELS
from geo.view.area import Area
from geo.view.extent import check_places
from geo.view.layers import LAYERS
from geo.view.select import select
from geo.view.sentence import describe, filter_words
from geo.view.view import ALL_DATES, MEASURES, REGION, View
from geo.vocabulary import COUNTRY_LABELS, EVENT_TYPES, GEO_PRECISIONS, VERIFIED

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
WINDOWS = st.tuples(DATES, DATES).map(lambda pair: tuple(sorted(pair)))
ODD = (
    "~",
    "a~b",
    "~a",
    "50%",
    "A & B",
    "a=b",
    "a;b",
    "a+b c",
    "#1",
    "طالبان",
    "\u200f؟",
    "é",
    "'\"",
)
TEXTS = st.one_of(st.sampled_from(ODD), st.text(min_size=1, max_size=12))
CHOSEN = {
    "event_types": [kind.key for kind in EVENT_TYPES],
    "hidden_types": [kind.key for kind in EVENT_TYPES],
    "countries": list(COUNTRY_LABELS),
    "geo_precisions": list(GEO_PRECISIONS),
    "verified": list(VERIFIED),
    "layers": list(LAYERS),
}


def some(words):
    return st.lists(st.sampled_from(words), unique=True, max_size=4).map(tuple)


@st.composite
def boxes(draw, numbers=st.integers):
    west, east = sorted(draw(st.lists(numbers(-180, 180), min_size=2, max_size=2, unique=True)))
    south, north = sorted(draw(st.lists(numbers(-90, 90), min_size=2, max_size=2, unique=True)))
    return float(west), float(south), float(east), float(north)


@st.composite
def areas(draw, texts=TEXTS):
    """A circle or some units, of any name."""
    words = st.one_of(st.just(""), texts)
    longitude, latitude = draw(st.floats(-180, 180)), draw(st.floats(-80, 80))
    circle = Area.circle(longitude, latitude, draw(st.floats(0.1, 1000)))
    units = Area.units(draw(st.lists(st.sampled_from(["AF17", "AF-KAB", "AF1702"]), min_size=1)))
    return replace(draw(st.sampled_from([circle, units])), name=draw(words), source=draw(words))


@st.composite
def views(draw, texts=TEXTS, numbers=st.integers):
    words = st.lists(texts, unique=True, max_size=4).map(tuple)
    return View(
        window=draw(st.one_of(st.just(ALL_DATES), WINDOWS)),
        extent=draw(
            st.one_of(
                st.sampled_from(["AF-BDS", "AFG-TJK", "ZN023", "17698898B757957454065"]),
                boxes(numbers),
            )
        ),
        actors=draw(words),
        datasets=draw(words),
        groups=draw(words),
        inside_zones=draw(words),
        alone=draw(st.one_of(st.just(""), texts)),
        segments=draw(some(["AFG-TJK", "AFG-PAK", "TJK-UZB"])),
        measure=draw(st.sampled_from(list(MEASURES))),
        count_level=draw(st.sampled_from(["province", "district"])),
        corridor_km=draw(numbers(5, 200)),
        title=draw(st.one_of(st.just(""), texts)),
        area=draw(st.one_of(st.none(), areas(texts))),
        once=draw(st.booleans()),
        **{name: draw(some(known)) for name, known in CHOSEN.items()},
    )


def through_url(view):
    """Send a view through an address; on the way blank values may get lost."""
    return View.from_query(dict(parse_qsl(urlencode(view.to_query()))))


PLAIN = st.text("abcdefgh xyzABC0123456789-_.,éطالبان%&=+#", min_size=1, max_size=12)


@settings(max_examples=60)
@given(views(texts=PLAIN))
def test_a_url_carries_a_view(view):
    again, notes = through_url(view)
    assert again == view
    assert notes == []


@settings(max_examples=50)
@given(st.lists(TEXTS, unique=True, min_size=1, max_size=4).map(tuple))
@example(("a~b",))
@example(("~",))
@example(("a", "b"))
@example(("A & B", "50%", "طالبان"))
def test_a_url_carries_actors_of_any_spelling(actors):
    assert through_url(View(actors=actors)) == (View(actors=actors), [])


@settings(max_examples=50)
@given(boxes(st.floats), st.floats(5, 200))
@example((69.123456, 34.000001, 70.0, 35.0), 12.5)
@example((1e-7, 0.0, 1.0, 1.0), 50.0)
def test_a_url_carries_numbers_unrounded(box, corridor_km):
    view = View(extent=box, corridor_km=corridor_km)
    assert through_url(view) == (view, [])


@settings(max_examples=60)
@given(views(numbers=st.floats))
def test_toml_carries_a_view(view):
    assert View.from_toml(view.to_toml()) == view


def test_only_what_differs_from_the_default_is_spelled():
    assert View().to_query() == {}
    assert View().to_toml() == ""
    assert set(View(title="A", corridor_km=20).to_query()) == {"title", "corridor_km"}


def test_no_layer_at_all_is_not_the_default():
    view = View(layers=())
    assert through_url(view) == (view, [])
    assert View.from_toml(view.to_toml()) == view


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("window", "2021-02-01~2021-01-01"),
        ("window", "2021-02-01"),
        ("window", ""),
        ("window", "soon~later"),
        ("window", "2021-02-30~2021-03-01"),
        ("window", "2021-01-01~2021-02-01~2021-03-01"),
        ("extent", "71~30~70~31"),
        ("extent", "70~31~71~30"),
        ("extent", "70~30~71~91"),
        ("extent", "70~30~71"),
        ("extent", "nan~30~71~31"),
        ("extent", ""),
        ("layers", "events~nonsense"),
        ("event_types", "picnic"),
        ("countries", "AFG~USA"),
        ("geo_precisions", "street"),
        ("verified", "rumour"),
        ("measure", "sums"),
        ("count_level", "country"),
        ("corridor_km", "4"),
        ("corridor_km", "201"),
        ("corridor_km", "-20"),
        ("corridor_km", "wide"),
        ("corridor_km", "nan"),
        ("corridor_km", "inf"),
        ("once", "sometimes"),
        ("once", ""),
        ("corridor_km", ""),
    ],
)
def test_a_bad_url_value_falls_back_with_a_note(name, text):
    view, notes = View.from_query({name: text, "title": "kept"})
    assert view == View(title="kept")
    assert len(notes) == 1
    assert name in notes[0]
    assert repr(text) in notes[0]


def test_every_bad_url_value_has_its_note():
    view, notes = View.from_query({"layers": "x", "measure": "y", "corridor_km": "20"})
    assert view == View(corridor_km=20)
    assert [note.split("=")[0].split()[-1] for note in notes] == ["layers", "measure"]


def test_other_url_keys_are_left_alone():
    assert View.from_query({"page": "map", "embed": "true"}) == (View(), [])


# What a view refuses


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ({"window": ("2021-02-01", "2021-01-31")}, "2021-01-31, before .*2021-02-01; swap them"),
        ({"window": ("soon", "later")}, "not two dates; write 2021-06-01 and 2021-08-15"),
        ({"window": ("2021-01-01",)}, "not two dates; write"),
        ({"window": "2021-01-01"}, "not two dates; write"),
        ({"window": None}, "not two dates; write"),
        ({"extent": (70, 30, 69, 31)}, "west < east"),
        ({"extent": (70, 31, 71, 30)}, "south < north"),
        ({"extent": (70, 30, 70, 31)}, "west < east"),
        ({"extent": (-181, 30, 71, 31)}, "in degrees"),
        ({"extent": (float("nan"), 30, 71, 31)}, "in degrees"),
        ({"extent": (70, 30, 71)}, "neither a name nor four numbers"),
        ({"extent": None}, "neither a name nor four numbers"),
        ({"layers": ("events", "nonsense")}, "layers knows no 'nonsense'. Known: countries, "),
        ({"event_types": ("picnic",)}, "Known: armed_clash, "),
        ({"countries": ("USA",)}, "Known: AFG, "),
        ({"geo_precisions": ("street",)}, "Known: exact, "),
        ({"verified": ("rumour",)}, "Known: page, "),
        ({"measure": "sums"}, "Known: events, fatalities"),
        ({"count_level": "country"}, "Known: province, district"),
        ({"once": "sometimes"}, "once is 'sometimes'; write True or False"),
        ({"corridor_km": 4}, "corridor_km is 4; give 5 to 200 kilometres"),
        ({"corridor_km": 201}, "corridor_km is 201; give 5 to 200 kilometres"),
        ({"corridor_km": float("nan")}, "give 5 to 200 kilometres"),
    ],
)
def test_a_view_that_cannot_be_is_refused_with_the_remedy(fields, remedy):
    with pytest.raises(ViewFault, match=remedy):
        View(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"corridor_km": "wide"},
        {"corridor_km": None},
        {"layers": None},
        {"layers": 5},
        {"layers": ({"events": 1},)},
        {"measure": ["events"]},
        {"actors": "Taliban"},
        {"actors": (1, 2)},
        {"title": 5},
        {"once": 1},
        {"once": None},
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_refused_too(fields):
    """A briefing's TOML may hold any kind of value; a word must not be read as its letters."""
    with pytest.raises(ViewFault):
        View(**fields)


@pytest.mark.parametrize("corridor_km", [5, 200, 50.5])
def test_corridors_may_be_as_wide_as_stated(corridor_km):
    assert View(corridor_km=corridor_km).corridor_km == corridor_km


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("window = ", "not TOML"),
        ("nonsense = 1", "A view has no nonsense. Known: window, extent"),
        ("corridor_km = 4", "give 5 to 200"),
        ("corridor_km = 'wide'", "corridor_km"),
        ("layers = 'events'", "layers"),
        ("measure = ['events']", "measure"),
        ("actors = 'Taliban'", "actors"),
        ("window = 2021", "not two dates"),
    ],
)
def test_a_bad_toml_is_refused(text, says):
    with pytest.raises(ViewFault, match=says):
        View.from_toml(text)


def test_toml_dates_may_be_dates_or_text():
    view = View(window=("2021-06-01", "2021-08-15"))
    assert View.from_toml("window = [2021-06-01, 2021-08-15]") == view
    assert View.from_toml('window = ["2021-06-01", "2021-08-15"]') == view


def test_a_view_turns_text_and_lists_into_one_form():
    view = View(window=["2021-06-01", pd.Timestamp("2021-08-15")], layers=["events"])
    assert view == View(window=(dt.date(2021, 6, 1), dt.date(2021, 8, 15)), layers=("events",))
    assert hash(view) == hash(replace(view))


def test_a_view_does_not_change():
    with pytest.raises(FrozenInstanceError):
        View().title = "new"


# select


@pytest.fixture
def made(make_events, grid_units):
    """Three joined events that differ in every field."""
    events = make_events(
        {"date_start": "2021-08-15"},
        {
            "date_start": "2021-08-17",
            "date_end": "2021-08-20",
            "date_precision": "week",
            "event_type": "bombing",
            "geo_precision": "province",
            "verified": "memory",
            "dataset": "other",
            "actor_1": "Group A",
            "actor_2": "Group B",
        },
        {
            "date_start": "2021-08-16",
            "event_type": "protest",
            "geo_precision": "town",
            "verified": "document",
            "dataset": "third",
            "actor_1": "Group C",
            "actor_2": "Group A",
        },
    )
    joined = geo.join(events, grid_units())
    # The Taliban's, the NRF's with the Taliban's, and one that does not ship.
    zone_ids = pd.Series(["ZN026", "ZN031; ZN032", "mine"], dtype="str")
    return joined.assign(country_id=pd.Categorical(["AFG", "PAK", "TJK"]), zone_ids=zone_ids)


def shown(made, **fields):
    return select(made, View(**fields))["event_id"].tolist()


def test_the_default_view_shows_all_in_time_order(made):
    assert shown(made) == ["e1", "e3", "e2"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"event_types": ("bombing",)}, ["e2"]),
        ({"event_types": ("bombing", "protest")}, ["e3", "e2"]),
        ({"countries": ("AFG",)}, ["e1"]),
        ({"geo_precisions": ("town", "exact")}, ["e1", "e3"]),
        ({"verified": ("memory",)}, ["e2"]),
        ({"datasets": ("third",)}, ["e3"]),
        ({"actors": ("Group A",)}, ["e3", "e2"]),
        ({"actors": ("Group B",)}, ["e2"]),
        ({"actors": ("Group",)}, []),
        ({"groups": ("NRF",)}, ["e1", "e3", "e2"]),
        ({"inside_zones": ("NRF",)}, ["e2"]),
        ({"inside_zones": ("Taliban",)}, ["e1", "e2"]),
        ({"inside_zones": ("Taliban",), "groups": ("NRF",)}, ["e1", "e2"]),
        ({"inside_zones": ("NRF", "TTP"), "verified": ("page",)}, []),
        ({"hidden_types": ("bombing", "protest")}, ["e1"]),
        ({"hidden_types": ("bombing",), "event_types": ("bombing",)}, []),
        ({"alone": "ZN031"}, ["e2"]),
        ({"alone": "ZN026", "inside_zones": ("NRF",)}, []),
        ({"actors": ("Group A",), "verified": ("document",)}, ["e3"]),
        ({"actors": ("Group B",), "verified": ("document",)}, []),
        ({"window": ("2021-08-15", "2021-08-15")}, ["e1"]),
        ({"window": ("2021-08-16", "2021-08-17")}, ["e3", "e2"]),
        ({"window": ("2021-08-18", "2021-08-20")}, []),
        ({"window": ("2021-08-14", "2021-08-14")}, []),
    ],
    ids=str,
)
def test_each_filter_shows_what_it_says(made, fields, expected):
    assert shown(made, **fields) == expected


@settings(max_examples=30)
@given(st.dates(dt.date(2010, 1, 1), dt.date(2026, 1, 1)))
def test_neighbouring_windows_share_no_event_and_lose_none(joined, day):
    before = select(joined, View(window=(ALL_DATES[0], day - dt.timedelta(days=1))))
    after = select(joined, View(window=(day, ALL_DATES[1])))
    assert sorted([*before["event_id"], *after["event_id"]]) == sorted(joined["event_id"])


def test_select_keeps_index_and_columns(made):
    chosen = select(made, View(event_types=("bombing",)))
    assert chosen.index.tolist() == [1]
    assert list(chosen.columns) == list(made.columns)
    assert chosen.crs == made.crs


# describe


def test_the_sentence_on_all_events(joined):
    text = describe(joined, View())
    assert text.startswith("431 events from 2 April 2010 to 17 April 2026 in 8 countries, ")
    assert "1 dataset" in text
    assert "36 known to the province or country only" in text
    assert text.endswith(".")


def test_the_sentence_on_one_day(joined):
    text = describe(joined, View(window=("2021-08-15", "2021-08-15")))
    count = int((joined["date_start"] == "2021-08-15").sum())
    assert text.startswith(f"{count} events on 15 August 2021 in 2 countries, 1 dataset")


def test_the_sentence_on_one_event(made):
    text = describe(made, View(window=("2021-08-15", "2021-08-15")))
    assert text.startswith("1 event on 15 August 2021 in 1 country, 1 dataset")


def test_the_sentence_on_an_empty_window(joined):
    text = describe(joined, View(window=("1995-01-01", "1995-12-31")))
    assert text == (
        "No events from 1 January 1995 to 31 December 1995. "
        "The data run from 2 April 2010 to 17 April 2026."
    )


def test_the_sentence_on_filters_that_leave_nothing(joined):
    text = describe(joined, View(actors=("nobody",)))
    assert text.startswith("No events ")
    assert "1900" not in text
    assert "2199" not in text


def test_the_sentence_on_no_data_at_all(joined):
    text = describe(joined.iloc[:0], View())
    assert text.startswith("No events")
    assert "nan" not in text.lower()
    assert "nat" not in text.lower()


def test_the_sentence_counts_events_outside_the_eight_countries(joined):
    outside = joined[joined["match_method"] == "none"]
    assert describe(outside, View()).startswith("2 events ")
    assert "0 countries" not in describe(outside, View())


def test_the_sentence_counts_what_is_unverified(made):
    assert "1 unverified" in describe(made, View())
    assert "unverified" not in describe(made, View(verified=("page",)))


def test_the_sentence_says_when_coarse_dates_may_belong(made):
    """The event of the week from 17 August may have happened on the 19th."""
    assert "1 more with coarse dates may belong here" in describe(
        pd.concat([made, made.iloc[[0]].assign(date_start=pd.Timestamp("2021-08-19"))]),
        View(window=("2021-08-19", "2021-08-19")),
    )
    assert "coarse dates" not in describe(made, View(window=("2021-08-15", "2021-08-17")))


@pytest.mark.parametrize(
    ("first", "last", "precision", "belongs"),
    [
        ("2021-08-01", "2021-08-31", "month", True),
        ("2021-08-02", "2021-08-18", "week", False),
        ("2021-08-02", "2021-08-19", "week", True),
        ("2021-08-18", "2021-08-19", "week", True),
        ("2021-08-18", "2021-08-19", "day", False),
        ("2021-08-19", "2021-08-25", "week", False),
        ("2021-08-20", "2021-08-25", "week", False),
    ],
    ids=[
        "around",
        "ends the day before",
        "ends on the first day",
        "begins the day before",
        "known to the day",
        "begins on the first day",
        "begins in the window",
    ],
)
def test_what_may_belong_reaches_the_first_day_of_the_window(
    make_events, grid_units, first, last, precision, belongs
):
    """What begins on the first day or later is shown, and counted with what is shown."""
    coarse = {"date_start": first, "date_end": last, "date_precision": precision}
    joined = geo.join(make_events(coarse, {"date_start": "2021-08-20"}), grid_units())
    text = describe(joined, View(window=("2021-08-19", "2021-08-25")))
    assert ("1 more with coarse dates may belong here" in text) == belongs
    shown_too = first >= "2021-08-19"
    assert text.startswith("2 events" if shown_too else "1 event ")


def test_what_the_filters_hide_does_not_belong(make_events, grid_units):
    coarse = {"date_start": "2021-08-01", "date_end": "2021-08-31", "date_precision": "month"}
    rows = ({**coarse, "event_type": "bombing"}, {"date_start": "2021-08-20"})
    joined = geo.join(make_events(*rows), grid_units())
    window = ("2021-08-19", "2021-08-25")
    assert "may belong" in describe(joined, View(window=window))
    assert "may belong" not in describe(joined, View(window=window, event_types=("attack",)))


def test_only_the_filter_by_zones_is_told_as_one():
    assert filter_words(View(groups=("IS-K",))) == ""
    words = filter_words(View(inside_zones=("IS-K", "NRF"), groups=("Taliban",)))
    assert words == (
        "Filtered: inside zones of IS-K, NRF. Ground for which no claim was collected counts as "
        "outside."
    )


def test_what_the_legend_hides_and_a_zone_shown_alone_are_told():
    assert filter_words(View(hidden_types=("protest", "attack"))) == (
        "Hidden in the legend: attack, protest."
    )
    others = tuple(kind.key for kind in EVENT_TYPES if kind.key != "air_strike")
    assert filter_words(View(hidden_types=others)) == "Shown alone: air strike."
    all_types = tuple(kind.key for kind in EVENT_TYPES)
    assert filter_words(View(hidden_types=all_types)) == "The legend hides every type."
    words = filter_words(View(alone="ZN023", once=True))
    assert words.startswith("Filtered: likely duplicates once. Shown alone: the zone Five Darwaz")
    with pytest.raises(UnknownName, match="No zone has the id 'ZN999'"):
        check_places(View(alone="ZN999"))


def test_the_sentence_counts_what_states_another_place(made):
    assert "state" not in describe(made, View())
    levels = pd.Categorical([None, "district", None], categories=list(LEVELS))
    told = describe(made.assign(conflict=levels), View())
    assert "; 1 on another unit's ground than they state" in told


@pytest.mark.parametrize("field", ["groups", "inside_zones"])
def test_a_group_without_zones_is_refused_with_those_that_have_some(field):
    with pytest.raises(UnknownName, match=r"No zones are of a group 'Talban'\. Known: .*Taliban"):
        check_places(View(**{field: ("Talban",)}))
    check_places(View(**{field: ("TIP/ETIM, IMU and Jamaat Ansarullah",)}))


def test_long_dates():
    assert long_date(dt.date(2021, 8, 5)) == "5 August 2021"
    assert long_date(pd.Timestamp("2021-12-31")) == "31 December 2021"


def test_the_region_holds_afghanistan(units):
    west, south, east, north = units.set_index("unit_id").geometry["AFG"].bounds
    assert REGION[0] < west
    assert REGION[1] < south
    assert east < REGION[2]
    assert north < REGION[3]


@pytest.mark.parametrize("spelled", ["67.5,34.6,75.1,38.8", "67.5~34.6~75.1~38.8"])
def test_an_address_takes_a_box_with_commas_too(spelled):
    view, notes = View.from_query({"extent": spelled})
    assert view.extent == (67.5, 34.6, 75.1, 38.8)
    assert notes == []
