"""The document's control of time: steps by the calendar, typed dates, what play shows."""

import calendar
import datetime as dt

import pytest

from geo.webmap.ground_columns import ground_columns

DAY_0 = dt.date(1970, 1, 1)


def number(day):
    return (dt.date.fromisoformat(day) - DAY_0).days


def iso(days):
    return str(DAY_0 + dt.timedelta(days=days))


def months_later(day, months):
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return day.replace(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_steps_follow_the_calendar(in_script, unit):
    days = [dt.date(2011, 1, 1) + dt.timedelta(days=17 * k) for k in range(260)]
    starts = [(day - DAY_0).days for day in days]
    lines = """return asked.starts.flatMap((day) => [-13, -1, 1, 14]
        .map((times) => bw.stepped(day, asked.unit, times)));"""
    steps = {"day": None, "week": None, "month": 1, "year": 12}
    expected = []
    for day in days:
        for times in (-13, -1, 1, 14):
            if steps[unit]:
                later = months_later(day, times * steps[unit])
            else:
                later = day + dt.timedelta(days=times * {"day": 1, "week": 7}[unit])
            expected.append((later - DAY_0).days)
    assert in_script(lines, starts=starts, unit=unit) == expected


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_play_tells_a_day_once_a_whole_step_has_passed(in_script, unit):
    start = number("2019-01-31")
    lines = """return asked.passed.map((days) => bw.lastStep(asked.start, asked.start + days,
        asked.unit));"""
    passed = [0, 0.4, 1, 6.99, 7, 27.9, 28, 59, 364.5, 365, 731, 1500.2]
    told = in_script(lines, start=start, passed=passed, unit=unit)
    for days, day in zip(passed, told, strict=True):
        following = in_script(
            "return bw.lastStep(asked.start, 1e5, asked.unit);", start=start, unit=unit
        )
        assert start <= day <= start + days
        assert following > day
    assert told == sorted(told)
    months = {"month": [start, start, start, start, start, start, number("2019-02-28")]}
    assert unit not in months or told[:7] == months[unit]


@pytest.mark.parametrize(
    ("mode", "first", "last"),
    [
        ("move", ("2021-06-01", "2021-08-15"), ("2025-10-17", "2025-12-31")),
        ("grow", ("2021-06-01", "2021-06-01"), ("2021-06-01", "2021-08-15")),
        ("through", ("2021-06-01", "2021-06-30"), ("2021-08-15", "2021-08-15")),
    ],
)
def test_what_play_shows_first_and_last(in_script, mode, first, last):
    lines = """const plan = bw.plan(asked.mode, asked.window, asked.data, "month");
        return [plan.at(0), plan.at(plan.days), plan.start];"""
    window = [number("2021-06-01"), number("2021-08-15")]
    data = [number("2010-01-01"), number("2025-12-31")]
    begin, end, start = in_script(lines, mode=mode, window=window, data=data)
    assert (tuple(map(iso, begin)), tuple(map(iso, end))) == (first, last)
    assert iso(start) == "2021-06-01"


def test_a_window_at_the_end_is_played_from_the_beginning(in_script):
    lines = "return bw.plan('move', [90, 100], [0, 100], 'day').at(0);"
    assert in_script(lines) == [0, 10]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 Aug 2021", "2021-08-15"),
        (" 15 august 2021 ", "2021-08-15"),
        ("2021-8-5", "2021-08-05"),
        ("29 Feb 2024", "2024-02-29"),
        ("29 Feb 2023", None),
        ("2021-13-01", None),
        ("15.08.2021", None),
        ("August", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(in_script, tmp_path, joined, text, day):
    (tmp_path / "ground").write_bytes(ground_columns())
    lines = "return bw.readDate(asked.text);"
    found = in_script(
        f"bw.words = read(asked.words).words; {lines}", words=str(tmp_path / "ground"), text=text
    )
    assert (None if found is None else iso(found)) == day


def test_whole_months_are_known(in_script):
    lines = "return asked.windows.map(([from, to]) => bw.wholeMonths(from, to));"
    windows = [
        ("2021-02-01", "2021-02-28"),
        ("2021-02-01", "2021-03-31"),
        ("2021-02-02", "2021-02-28"),
    ]
    days = [[number(first), number(last)] for first, last in windows]
    assert in_script(lines, windows=days) == [True, True, False]
