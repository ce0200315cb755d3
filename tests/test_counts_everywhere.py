"""What a summary counts is the same wherever it is told: sentence, analysis, map, page, file."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

import geo
from geo.event_counts import number_of_events
from geo.export.export import to_csv
from geo.pages.snapshot import draw_page
from geo.view.classes import unit_counts
from tests.containers import held

WEEKS = """\
WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,DISORDER_TYPE,ID
2021-08-07,Asia,Afghanistan,Kunduz,Battles,Armed clash,42,117,Political violence,9
2021-08-14,Asia,Afghanistan,Kunduz,Battles,Armed clash,12,30,Political violence,9
"""
MONTHS = """\
Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities
Afghanistan,Kunduz,Kunduz,AFG,AF1901,AF19,January,2021,42,117
Afghanistan,Kunduz,Imam Sahib,AFG,AF1905,AF19,January,2021,5,9
Afghanistan,Kunduz,Kunduz,AFG,AF1901,AF19,February,2021,0,0
"""
JANUARY = ("2021-01-01", "2021-01-31")


def read(folder, text):
    path = folder / "counts.csv"
    path.write_text(text, "utf-8")
    return geo.import_events(path)[0]


@pytest.fixture(scope="module")
def weeks(tmp_path_factory, units, zones):
    return geo.join(read(tmp_path_factory.mktemp("weeks"), WEEKS), units, zones)


@pytest.fixture(scope="module")
def months(tmp_path_factory, units, zones):
    return geo.join(read(tmp_path_factory.mktemp("months"), MONTHS), units, zones)


def words_of(slides):
    frames = [
        frame
        for shape in Presentation(slides).slides[0].shapes
        for frame in (
            [shape.text_frame]
            if shape.has_text_frame
            else [cell.text_frame for row in shape.table.rows for cell in row.cells]
            if shape.has_table
            else []
        )
    ]
    return "\n".join(frame.text for frame in frames)


CASES = [
    ("weeks", geo.View(title="Weeks", extent="AF-KDZ"), "AF-KDZ", 54, 147, 2),
    ("months", geo.View(title="A month", extent="AF-KDZ", window=JANUARY), "AF-KDZ", 47, 126, 2),
]


@pytest.fixture(params=CASES, ids=[case[0] for case in CASES])
def case(request):
    name, *expected = request.param
    return request.getfixturevalue(name), *expected


def test_analysis_counts_the_events_of_rows(case, zones):
    joined, view, unit, events, deaths, _ = case
    shown = geo.select(joined, view)
    year = geo.unit_activity(shown, unit, freq="year")
    assert (year["events"].sum(), year["fatalities"].sum()) == (events, deaths)
    assert unit_counts(shown, "province").loc[unit, ["events", "fatalities"]].tolist() == [
        events,
        deaths,
    ]
    found = geo.profile(joined, zones, view, unit)
    assert (found.event_count, found.toll.best) == (events, deaths)
    assert found.by_type.sum() == found.by_source.sum() == events


def test_a_comparison_counts_the_events_of_rows(weeks, months):
    first, second = ("2021-08-07", "2021-08-13"), ("2021-08-14", "2021-08-20")
    (row,) = geo.compare(weeks, first, second, by="province").query("area != 'none'").itertuples()
    assert (row.events_a, row.events_b, row.fatalities_a, row.fatalities_b) == (42, 12, 117, 30)
    change = geo.compare(months, JANUARY, ("2021-02-01", "2021-02-28"), by="district")
    assert change[["events_a", "events_b"]].sum().tolist() == [47, 0]


def test_a_week_that_a_window_cuts_is_coarse(weeks):
    first, second = ("2021-08-07", "2021-08-13"), ("2021-08-14", "2021-08-15")
    (row,) = geo.compare(weeks, first, second, by="province").query("area != 'none'").itertuples()
    assert (row.events_a, row.events_b, row.coarse_dates_b) == (42, 0, 12)
    cut = geo.View(window=("2021-08-01", "2021-08-16"))
    assert "; 12 with coarse dates may belong after 16 August 2021." in geo.describe(weeks, cut)
    late = geo.View(window=("2021-08-10", "2021-08-20"))
    assert "; 42 more with coarse dates may belong here." in geo.describe(weeks, late)


def test_the_sentence_tells_events_and_rows(case):
    joined, view, _, events, _, rows = case
    assert geo.describe(joined, view).startswith(f"{events} events in {rows} rows from ")


def test_the_join_report_counts_events(months):
    report = geo.join_report(months)
    assert (report.events, report.rows, report.methods["by_code"]) == (47, 3, 47)
    assert str(report).startswith("47 events in 3 rows: 0 within, ")


def test_the_map_document_holds_the_counts(case):
    joined, view, _, events, *_ = case
    _, columns = held(geo.webmap(geo.select(joined, view), view).html, "bw-events")
    assert columns["count"].sum() == events


def test_single_events_carry_no_column_of_counts(joined):
    _, columns = held(geo.webmap(joined.head(20)).html, "bw-events")
    assert "count" not in columns


@pytest.mark.parametrize("kind", ["map", "events"])
def test_a_slide_tells_events_and_deaths(case, tmp_path, kind):
    joined, view, _, events, deaths, rows = case
    text = words_of(geo.snapshot(joined, view, tmp_path / "page.pptx", kind=kind))
    assert f"{events} events in {rows} rows" in text
    assert kind == "events" or f"{deaths} deaths" in text
    assert f"restricted: counts.csv {events} events" in text or f"counts {events} events" in text


def test_open_rows_of_a_table_show_their_counts(weeks):
    page = draw_page(weeks.assign(restricted=False), geo.View(extent="AF-KDZ"), kind="events")
    assert page.table["Events"].tolist() == ["12", "42"]
    dates = page.table["Date"].str.replace("\n", " ").tolist()
    assert dates == ["14 Aug 2021 – 20 Aug 2021", "7 Aug 2021 – 13 Aug 2021"]


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".parquet", ".gpkg"])
def test_files_hold_the_counts(weeks, tmp_path, ending):
    path = tmp_path / f"weeks{ending}"
    report = geo.write_events(weeks, path, include=["counts"])
    assert (report.events, report.rows) == (54, 2)
    assert str(report).endswith("54 events in 2 rows.")
    again, _ = geo.import_events(path)
    assert again["event_count"].tolist() == [42, 12]


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".parquet", ".gpkg"])
def test_files_of_a_month_hold_its_counts_and_a_reported_zero(months, tmp_path, ending):
    january = geo.select(months, geo.View(window=JANUARY))
    report = geo.write_events(january, tmp_path / f"january{ending}", include=["counts"])
    assert (report.events, report.rows) == (47, 2)
    path = geo.write_events(months, tmp_path / f"months{ending}", include=["counts"]).path
    again, _ = geo.import_events(path)
    assert sorted(again["event_count"]) == [0, 5, 42]


def test_a_workbook_holds_the_counts(weeks, tmp_path):
    path = geo.write_events(weeks, tmp_path / "weeks.xlsx", include=["counts"]).path
    sheets = pd.read_excel(path, sheet_name=None, engine="openpyxl")
    assert sheets["Events"]["event_count"].tolist() == [42, 12]
    assert "54 in 2 rows" in sheets["Sources and licences"]["Events"].tolist()


def test_kml_says_how_many(weeks, tmp_path):
    path = geo.write_events(weeks, tmp_path / "weeks.kml", include=["counts"]).path
    text = path.read_text("utf-8")
    assert '<SimpleData name="event_count">42</SimpleData>' in text
    assert "Armed clash, 42 events in one row, 2021-08-07 to 2021-08-13" in text


def test_what_stays_back_is_counted_in_events(weeks, tmp_path):
    report = geo.write_events(weeks, tmp_path / "weeks.geojson")
    assert report.withheld == {"counts": 54}
    about = json.loads((tmp_path / "weeks.geojson").read_text("utf-8"))["about"]
    assert about["withheld"] == {"counts": 54}


def test_rows_for_many_are_linked_to_nothing(make_events, grid_units):
    same = {"actor_1": "Taliban", "actor_2": "Afghan army", "fatalities_best": 3}
    rows = [{**same, "dataset": name, "event_count": n} for name, n in (("a", 1), ("b", 2))]
    joined = geo.join(make_events(*rows), grid_units())
    assert len(geo.duplicates(joined)) == 0
    single = joined.assign(event_count=pd.array([1, 1], dtype="Int32"))
    assert len(geo.duplicates(single)) == 1


# One file, as single events and as counts


DISTRICTS = ("AF1901", "AF1905", "AF1903", "AF1701")
MONTH_NAMES = ("January", "February", "March")
HEADER = "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities\n"


@settings(max_examples=3)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(DISTRICTS),
            st.integers(1, 3),
            st.integers(1, 28),
            st.integers(0, 9),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_single_events_and_their_counts_by_month_say_the_same(
    events, units, zones, tmp_path_factory, rows
):
    folder = tmp_path_factory.mktemp("both")
    coded = units.set_index("ocha_pcode").loc[list(DISTRICTS)]
    inside = coded.geometry.representative_point()
    single = events.iloc[[0] * len(rows)].assign(
        event_id=[f"e{number}" for number in range(len(rows))],
        date_start=pd.to_datetime([f"2021-{month:02}-{day:02}" for _, month, day, _ in rows]),
        date_precision="day",
        geo_precision="exact",
        country="AFG",
        fatalities_best=[toll for *_, toll in rows],
    )
    single["date_end"] = single["date_start"]
    single = single.set_geometry(inside.loc[[code for code, *_ in rows]].values, crs=events.crs)
    (folder / "single.csv").write_text(to_csv(single), "utf-8")
    table = pd.DataFrame(rows, columns=["code", "month", "day", "toll"])
    summed = table.groupby(["code", "month"], as_index=False)["toll"].agg(["size", "sum"])
    lines = [
        f"Afghanistan,,,AFG,{row.code},{row.code[:4]},{MONTH_NAMES[row.month - 1]},2021,"
        f"{row.size_},{row.sum_}\n"
        for row in summed.rename(columns={"size": "size_", "sum": "sum_"}).itertuples()
    ]
    (folder / "months.csv").write_text(HEADER + "".join(lines), "utf-8")
    one, other = (
        geo.join(geo.import_events(folder / name)[0], units, zones)
        for name in ("single.csv", "months.csv")
    )
    assert number_of_events(one) == number_of_events(other) == len(rows)
    columns = ["period", "events", "fatalities"]
    for unit_id in coded["unit_id"]:
        both = [
            geo.unit_activity(joined, unit_id, window=("2021-01-01", "2021-03-31"))[columns]
            for joined in (one, other)
        ]
        pd.testing.assert_frame_equal(*both)
    pd.testing.assert_frame_equal(
        *(unit_counts(joined, "district").sort_index() for joined in (one, other)),
        check_dtype=False,
        check_index_type=False,
        check_categorical=False,
    )
