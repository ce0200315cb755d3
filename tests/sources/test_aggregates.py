"""Rows that count many events: ACLED's weeks, its months by district, and tables of counts."""

import pandas as pd
import pytest

import geo
from geo.event_counts import number_of_events
from geo.export.export import to_csv
from geo.gazetteer.pcodes import locate_pcodes

WEEKS = """\
WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,POPULATION_EXPOSURE,\
DISORDER_TYPE,ID,CENTROID_LATITUDE,CENTROID_LONGITUDE
2021-08-07,Asia,Afghanistan,Kunduz,Battles,Armed clash,42,117,,Political violence,9,36.7,68.9
2021-08-14,Asia,Afghanistan,Kunduz,Battles,Armed clash,12,30,,Political violence,9,36.7,68.9
"""
MONTHS = """\
Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities
Afghanistan,Kunduz,Kunduz,AFG,AF1901,AF19,January,2021,42,117
Afghanistan,Kunduz,Imam Sahib,AFG,AF1905,AF19,January,2021,5,9
Afghanistan,Kunduz,Kunduz,AFG,AF1901,AF19,February,2021,0,0
"""


def imported(tmp_path, text, **options):
    path = tmp_path / "counts.csv"
    path.write_text(text, "utf-8")
    return geo.import_events(path, **options)


def days(events):
    spans = events[["date_start", "date_end"]].apply(lambda day: day.dt.strftime("%Y-%m-%d"))
    return list(spans.itertuples(index=False, name=None))


def test_weeks_of_a_province(tmp_path, units):
    events, report = imported(tmp_path, WEEKS)
    assert (report.accepted, report.by_name) == (2, 2)
    assert (number_of_events(events), events["fatalities_best"].sum()) == (54, 147)
    assert days(events) == [("2021-08-07", "2021-08-13"), ("2021-08-14", "2021-08-20")]
    assert events["event_type"].unique().tolist() == ["armed_clash"]
    for column, word in {
        "date_precision": "week",
        "geo_precision": "province",
        "located_by": "name",
        "licence": "ACLED Terms of Use: no redistribution",
        "restricted": True,
    }.items():
        assert events[column].unique().tolist() == [word]
    joined = geo.join(events, units)
    assert joined["province_id"].unique().tolist() == ["AF-KDZ"]
    assert joined["district_id"].isna().all()
    # Not where the file puts the middle of the province.
    assert not ((joined.geometry.x == 68.9) & (joined.geometry.y == 36.7)).any()


def test_months_of_a_district_lie_where_their_p_codes_say(tmp_path, units):
    events, report = imported(tmp_path, MONTHS)
    assert (report.accepted, report.by_code, report.by_name) == (3, 3, 0)
    assert "3 had no coordinates and were placed by the codes of their units" in str(report)
    assert events["event_count"].tolist() == [42, 5, 0]
    assert days(events) == [("2021-01-01", "2021-01-31")] * 2 + [("2021-02-01", "2021-02-28")]
    for column, word in {
        "date_precision": "month",
        "geo_precision": "district",
        "located_by": "code",
        "event_type": "political_violence",
        "restricted": True,
    }.items():
        assert events[column].unique().tolist() == [word]
    joined = geo.join(events, units)
    assert joined["district"].tolist() == ["Kunduz", "Imam Sahib", "Kunduz"]
    assert joined["match_method"].unique().tolist() == ["by_code"]


def test_a_code_of_the_older_numbering_gives_way_to_the_names(tmp_path, units):
    """In it Kunduz is AF17, which OCHA gave to Badakhshan."""
    old = MONTHS.replace("AF19", "AF17")
    events, report = imported(tmp_path, old)
    assert (report.by_code, report.by_name) == (0, 3)
    assert "p-codes that were not used: 'AF1701' is Fayzabad in OCHA COD-AB, not 'Kunduz'" in str(
        report
    )
    assert geo.join(events, units)["district"].tolist() == ["Kunduz", "Imam Sahib", "Kunduz"]


@pytest.mark.parametrize(
    ("pcode", "admin1", "admin2", "level"),
    [
        ("AF1901", "Kunduz", "Kunduz", "district"),
        ("af1901", None, None, "district"),
        ("AF1901", "Qunduz", "Konduz", "district"),
        ("AF1901", "Kunduz", "a name that nobody knows", "district"),
        ("AF19", "Kunduz", None, "province"),
        ("AF1901", "Badakhshan", None, None),
        ("AF1701", "Kunduz", "Kunduz", None),
        ("AF9999", "Kunduz", "Kunduz", None),
    ],
)
def test_a_code_counts_unless_the_names_mean_another_unit(pcode, admin1, admin2, level):
    row = pd.DataFrame({"pcode": [pcode], "admin1": [admin1], "admin2": [admin2]}, index=[7])
    located = locate_pcodes(row)
    assert located.index.tolist() == [7]
    assert located["geo_precision"].notna().tolist() == [level is not None]
    assert located["longitude"].notna().tolist() == [level is not None]
    assert level is None or located["geo_precision"].tolist() == [level]


def test_a_revised_count_keeps_its_rows_id(tmp_path):
    before, _ = imported(tmp_path, MONTHS)
    after, _ = imported(tmp_path, MONTHS.replace("2021,42,117", "2021,44,117"))
    found = geo.revisions(before, after)
    assert found[["change", "column", "before", "after"]].to_numpy().tolist() == [
        ["changed", "event_count", "42", "44"]
    ]


@pytest.mark.parametrize("month", ["01", "1", "January", "Jan"])
def test_months_may_be_numbers_or_names(tmp_path, month):
    events, _ = imported(tmp_path, MONTHS.replace("January", month))
    assert days(events)[0] == ("2021-01-01", "2021-01-31")


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        (
            "",
            "event_count 'nothing' is not a whole number; write how many events the row stands for",
        ),
        ("some", "event_count 'some' is not a whole number; write how many events"),
        ("-3", "event_count is negative; write how many events the row stands for"),
    ],
)
def test_a_row_without_a_count_is_set_aside(tmp_path, count, reason):
    events, report = imported(tmp_path, MONTHS.replace("2021,5,9", f"2021,{count},9"))
    assert number_of_events(events) == 42
    assert report.set_aside["row"].tolist() == [2]
    assert report.set_aside["reason"].iloc[0].startswith(reason)


def test_any_table_may_count_events(tmp_path, units):
    text = (
        "Week starting,Province,District,Kind,Number of events,Killed,Lat,Long\n"
        '2021-08-07,Kunduz,Imam Sahib,Armed clash,"1,042",3,36.7,68.9\n'
        "2021-08-14,Kunduz,Imam Sahib,Armed clash,0,0,36.7,68.9\n"
    )
    mapping = geo.recognise(write(tmp_path, text)).mapping
    assert mapping.columns["event_count"] == "Number of events"
    events, report = imported(tmp_path, text)
    assert events["event_count"].tolist() == [1042, 0]
    assert days(events)[0] == ("2021-08-07", "2021-08-13")
    assert events["date_precision"].unique().tolist() == ["week"]
    # A row of many events lies in its unit, whatever middle the table gives.
    assert "Long, Lat: not read; a row that counts events lies in its unit" in str(report)
    assert geo.join(events, units)["district"].unique().tolist() == ["Imam Sahib"]


STRIKES = """strikes,date,village,province,total_low,geo_lat,geo_lon,Source,Source
1,6/19/2004,Place A,South Waziristan,7,32.307446,69.56543,Paper one,Paper two
3,10/30/2006,Place B,Bajaur,80,34.841988,71.49765,Paper one,
"""


def test_a_column_may_count_events_of_the_type_that_it_is_called(tmp_path):
    recognised = geo.recognise(write(tmp_path, STRIKES))
    assert "columns of the same name are numbered: Source (2)" in recognised.notes
    events, report = imported(tmp_path, STRIKES)
    assert events["event_count"].tolist() == [1, 3]
    assert events["event_type"].unique().tolist() == ["air_strike"]
    assert days(events) == [("2004-06-19", "2004-06-19"), ("2006-10-30", "2006-10-30")]
    # One row is one place: its point is that of its strikes, no middle of a unit.
    assert events.geometry.x.tolist() == [69.56543, 71.49765]
    assert "strikes is taken to count events of the type air_strike" in str(report)


@pytest.mark.parametrize("names", ["strikes,clashes", "strikes,event type", "bases"])
def test_of_two_types_or_none_nothing_is_guessed(tmp_path, names):
    cells = "2,1" if "," in names else "2"
    text = f"{names},date,village,lat,lon\n{cells},2021-08-01,Kunduz,36.7,68.9\n"
    mapping = geo.recognise(write(tmp_path, text)).mapping
    assert "event_count" not in mapping.columns
    assert "event_type" not in mapping.fixed


def write(tmp_path, text):
    path = tmp_path / "counts.csv"
    path.write_text(text, "utf-8")
    return path


def test_in_our_own_columns_a_row_is_one_event_where_it_does_not_say(tmp_path):
    own = geo.read_events().head(3)
    path = tmp_path / "own.csv"
    path.write_text(to_csv(own).replace(",event_count,", ",was_count,"), "utf-8")
    events, _ = geo.import_events(path)
    assert events["event_count"].tolist() == [1, 1, 1]
    assert events["event_count"].dtype == "Int32"


@pytest.mark.parametrize(
    ("name", "month", "events", "deaths"),
    [
        ("acled_weekly_aggregated.csv", None, 54, 147),
        ("hdx_acled_aggregated.csv", "2021-01-01", 47, 126),
    ],
)
def test_the_samples_count_right(shared, name, month, events, deaths):
    path = shared / "cases" / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    rows, report = geo.import_events(path)
    rows = rows if month is None else rows[rows["date_start"] == month]
    assert report.set_aside.empty
    assert (number_of_events(rows), rows["fatalities_best"].sum()) == (events, deaths)
