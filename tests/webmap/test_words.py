"""Script and library say the same: sentences, classes and quick ranges, made in one place."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import geo
from geo import vocabulary
from geo.analysis.compare import compare_view
from geo.analysis.compare_words import short_words, summary_words, told
from geo.phrases import compose, filled
from geo.tolls import Toll, event_tolls
from geo.view.classes import (
    all_breaks,
    breaks,
    change_classes,
    class_labels,
    reached,
    unit_classes,
    unit_counts,
)
from geo.view.quick_ranges import quick_ranges
from geo.view.select import in_time_order
from geo.view.view import COMPARED, COUNT_LEVELS, MEASURES
from geo.webmap.change import change_settings, compared_settings
from geo.webmap.document import view_settings
from geo.webmap.event_columns import event_columns
from tests.containers import unpack

SENTENCES = """
  return asked.views.map((view) => {
    bw.model.setFilters(view);
    const all = view.window[0] === bw.model.ground.all_dates[0];
    const [from, to] = all ? [bw.model.dataFirst, bw.model.dataLast] : view.window.map(bw.day);
    bw.model.setWindow(from, to);
    return bw.model.sentence();
  });
"""


def some_views(joined, count, seed=5):
    """Views with random windows and filters, as many as asked for."""
    random = np.random.default_rng(seed)
    first, last = joined["date_start"].min(), joined["date_start"].max()
    span = (last - first).days
    actors = joined["actor_1"].dropna().unique()

    def some(words, most=3):
        size = random.integers(0, most + 1) if random.random() < 0.4 else 0
        return tuple(random.permutation(list(words))[:size].tolist())

    def window():
        if random.random() < 0.1:
            return geo.View().window
        start = random.integers(-200, span + 200)
        length = 0 if random.random() < 0.2 else random.integers(0, span)
        days = (first + pd.Timedelta(days=int(day)) for day in (start, start + length))
        return tuple(day.date() for day in days)

    return [
        geo.View(
            window=window(),
            event_types=some(kind.key for kind in vocabulary.EVENT_TYPES),
            actors=some(actors),
            countries=some(vocabulary.COUNTRY_LABELS),
            geo_precisions=some(vocabulary.GEO_PRECISIONS),
            verified=some(vocabulary.VERIFIED),
            datasets=some(["borderwatch"], 1),
            groups=some(["Taliban", "NRF"]),
            inside_zones=some(["Taliban", "NRF", "IS-K"]),
            hidden_types=some(kind.key for kind in vocabulary.EVENT_TYPES),
            alone=str(random.choice(["", "", "ZN023", "ZN026"])),
            once=bool(random.integers(2)),
            measure=str(random.choice(list(MEASURES))),
        )
        for _ in range(count)
    ]


def test_both_say_the_same_of_random_views(in_script, files, joined):
    twins = joined.head(60).assign(dataset="theirs", event_id="x" + joined["event_id"])
    both = geo.combine([joined, twins])
    for events in (joined, geo.show_once(both, geo.duplicates(both))):
        views = some_views(joined, 300)
        settings = [view_settings(view) for view in views]
        says = in_script(SENTENCES, views=settings, **files(events))
        assert says == [geo.describe(events, view) for view in views]
        assert len(set(says)) > 200
        assert any(text.startswith("No events") for text in says)


def for_many(joined):
    """Return events that stand for several or, some, for none; many known to a month only."""
    random = np.random.default_rng(7)
    counts = pd.array(random.integers(0, 40, len(joined)), dtype="Int32")
    coarse = random.random(len(joined)) < 0.3
    start = joined["date_start"]
    precision = joined["date_precision"].astype("str").mask(coarse, "month")
    return joined.assign(
        event_count=counts,
        date_precision=precision.astype("category"),
        date_end=joined["date_end"].mask(coarse, start + pd.Timedelta(days=30)),
    )


def test_both_say_the_same_of_rows_for_many(in_script, files, joined):
    rows = for_many(joined)
    views = some_views(rows, 150)
    settings = [view_settings(view) for view in views]
    says = in_script(SENTENCES, views=settings, **files(rows))
    assert says == [geo.describe(rows, view) for view in views]
    assert any(" rows from " in text for text in says)
    assert any("may belong after" in text for text in says)


def test_the_script_counts_by_unit_as_the_library(in_script, files, joined):
    rows = for_many(joined)
    lines = (
        """return ["events_n", "fatal_n", "known_n"].map((name) => Array.from(bw.model[name]));"""
    )
    found = dict(
        zip(("events", "fatalities", "known"), in_script(lines, **files(rows)), strict=True)
    )
    position = {unit: at for at, unit in enumerate(geo.read_units()["unit_id"])}
    counts = unit_counts(rows, "district")
    assert counts["events"].sum() > 1_000
    for name, numbers in found.items():
        assert [numbers[position[unit]] for unit in counts.index] == counts[name].tolist()


@pytest.mark.parametrize(
    ("lengths", "most", "days"),
    [
        ([(0, 31, 47), (31, 28, 12)], 47, 31),
        ([(0, 31, 47)], 47, 31),
        ([(31, 28, 40), (59, 31, 47), (90, 30, 3), (3000, 31, 8)], 47, 31),
        ([(0, 365, 47), (365, 365, 12)], 47, 365),
        ([(0, 7, 42), (7, 7, 12), (14, 7, 3), (60, 1, 9)], 42, 7),
        ([(0, 1, 5), (1, 1, 9), (9, 1, 1)], 9, 1),
    ],
)
def test_no_bin_of_the_histogram_is_shorter_than_what_rows_are_known_to(
    in_script, files, joined, lengths, most, days
):
    """A month's 47 events are never 47 in one day."""
    start = pd.Timestamp("2021-01-01")
    first = [start + pd.Timedelta(days=at) for at, *_ in lengths]
    rows = joined.head(len(lengths)).assign(
        date_start=pd.Series(first).astype("datetime64[us]").array,
        date_end=[
            day + pd.Timedelta(days=length - 1)
            for day, (_, length, _) in zip(first, lengths, strict=True)
        ],
        event_count=pd.array([n for *_, n in lengths], dtype="Int32"),
    )
    lines = """const bar = new bw.Histogram(null, bw.model); bar.count();
        return [Math.max(...bar.bins), bar.days];"""
    assert in_script(lines, **files(rows)) == [most, days]


def test_without_any_event_both_say_what_to_do(in_script, files, joined):
    none = joined.head(0)
    says = in_script(SENTENCES, views=[view_settings(geo.View())], **files(none))
    assert says == [geo.describe(none, geo.View())]


def test_both_fill_templates_alike(in_script, files, joined):
    templates = ["{a}", "{a event}", "{b}: {a country}, {c}", "{c restricted_event}"]
    values = [
        {"a": a, "b": b, "c": c}
        for a in (0, 1, 2, 999, 1000, 12_345_678)
        for b in ("", "{a}", "$& $1 \\1", "<b>")
        for c in (1, 2021)
    ]
    lines = """return asked.values.map((v) => [asked.templates.map((t) => bw.filled(t, v)),
        bw.compose(asked.templates, v)]);"""
    says = in_script(lines, values=values, templates=templates, **files(joined))
    assert says == [[[filled(t, v) for t in templates], compose(templates, v)] for v in values]


def test_both_tell_deaths_alike(in_script, files, joined):
    random = np.random.default_rng(8)
    groups = [random.permutation(len(joined))[:size].tolist() for size in (1, 2, 3, 5, 40) * 8]
    lines = """return [[...Array(bw.model.size).keys()].map((i) => bw.model.tollOf(i)),
        asked.groups.map((g) => bw.model.tollOfAll(g))];"""
    alone, together = in_script(lines, groups=groups, **files(joined))
    in_time = in_time_order(joined)
    assert alone == [str(toll) for toll in event_tolls(in_time)]
    assert together == [str(Toll.of(in_time.iloc[group])) for group in groups]
    assert any(words.startswith("at least") for words in together)


EDGES = [(1, 2, 5, 10, 25), (1, 100, 250, 500, 1000), vocabulary.CHANGE_BREAKS]


@pytest.mark.parametrize("edges", EDGES)
def test_a_number_on_a_break_belongs_to_the_upper_class_on_both_sides(in_script, edges):
    values = [0.0, *(v for e in edges for v in (np.nextafter(e, 0), e, np.nextafter(e, 2e9))), 1e9]
    lines = "return asked.values.map((v) => bw.reached(v, asked.edges));"
    says = in_script(lines, values=values, edges=edges)
    assert says == reached(values, edges).tolist()
    assert [reached([e], edges)[0] for e in edges] == [1, 2, 3, 4, 5][: len(edges)]


CHANGES = """
  const { Change } = bw, model = { units: bw.model.units, ground: bw.model.ground };
  const change = Object.assign(Object.create(Change.prototype), { model, legend() {} });
  change.take(asked.comparison);
  const side = (from, to) => ({ model: { from: bw.day(from), to: bw.day(to) },
    options: { embedded: asked.embedded } });
  const [af, at, bf, bt] = asked.shown;
  const view = { hidden_types: asked.hidden || [], alone: asked.alone || "",
    area: { text: asked.area ?? asked.comparison.area } };
  Object.assign(change, { a: side(af, at), b: side(bf, bt), view });
  const { ground, units } = bw.model, { by } = asked.comparison;
  const ids = { segment: ground.segments, area: ["own"] }[by] || units.id;
  const colours = [...(change.holds() ? change.places : [])]
    .map(([i, { k, line }]) => [ids[i], k, line]);
  return [colours, change.sentence(change.holds())];
"""


@pytest.mark.parametrize("by", COMPARED)
def test_the_map_of_change_shows_what_the_library_compares(in_script, files, joined, by):
    area = "circle:69.17,34.53,60~Kabul" if by == "area" else None
    view = geo.View(compared_by=by, area=area)
    change = compare_view(joined, view)
    comparison = change_settings(change, view)
    asked = {"comparison": comparison, "embedded": False, **files(joined)}
    colours, sentence = in_script(CHANGES, shown=comparison["windows"], **asked)
    places = told(change)
    assert [area for area, *_ in colours] == places["area"].tolist()
    assert [number for _, number, _ in colours] == change_classes(places).tolist()
    assert [line for *_, line in colours] == short_words(places, (view.window_a, view.window_b))
    assert sentence == summary_words(change, view)
    # Of other windows or events than those compared nothing is coloured, and the map says so.
    moved = {"shown": [*comparison["windows"][:3], "2022-08-13"]}
    others = {"hidden": ["protest"]}, {"alone": "ZN023"}, {"area": "circle:69,34,9"}
    for change in (moved, *({"shown": comparison["windows"], **other} for other in others)):
        colours, sentence = in_script(CHANGES, **change, **asked)
        assert colours == []
    assert sentence.startswith(
        "Other dates or events are shown. What changed was compared from A, 15 Aug"
    )


def test_windows_that_cannot_be_compared_say_why_on_the_map(joined):
    view = geo.View(window_a=("2020-01-01", "2021-06-30"), window_b=("2021-01-01", "2021-12-31"))
    settings = compared_settings(joined, view)
    assert settings["areas"] == settings["classes"] == settings["lines"] == []
    assert "End the earlier one by 2020-12-31" in settings["sentence"]


def test_breaks_and_labels_come_with_the_events(joined):
    meta, _ = unpack(event_columns(joined, texts=False))
    for level in COUNT_LEVELS:
        for measure in MEASURES:
            edges = all_breaks(joined)[level][measure]
            sent = meta["classes"][level][measure]
            assert sent == {"breaks": list(edges), "labels": class_labels(edges)}
            assert (
                edges
                == unit_classes(joined, joined, geo.View(measure=measure, count_level=level))[1]
            )


def test_units_have_the_same_class_on_both_sides(in_script, files, joined):
    views = [
        geo.View(measure=measure, count_level=level, window=window)
        for measure in MEASURES
        for level in COUNT_LEVELS
        for window in (geo.View().window, ("2021-06-01", "2021-08-15"))
    ]
    lines = """
      return asked.views.map((view) => {
        bw.model.setFilters(view);
        const all = view.window[0] === bw.model.ground.all_dates[0];
        const [from, to] = all ? [bw.model.dataFirst, bw.model.dataLast] : view.window.map(bw.day);
        bw.model.setWindow(from, to);
        const level = { province: 1, district: 2 }[view.count_level];
        const ids = bw.model.units.id, { level: levels } = bw.model.units;
        return Object.fromEntries(ids.map((id, u) => [id, bw.model.classOf(u, view), levels[u]])
          .filter(([, k, l]) => k >= 0 && l === level).map(([id, k]) => [id, k]));
      });
    """
    says = in_script(lines, views=[view_settings(view) for view in views], **files(joined))
    for view, classes in zip(views, says, strict=True):
        assert classes == unit_classes(joined, geo.select(joined, view), view)[0].to_dict()


def test_labels_of_classes():
    assert class_labels(breaks(pd.Series([1, 2]))) == ["1", "2–4", "5–9", "10–24", "25 or more"]


def test_quick_ranges_travel_with_the_events(joined):
    meta, _ = unpack(event_columns(joined, texts=False))
    dates = joined["date_start"]
    ranges = quick_ranges(dates.min().date(), dates.max().date())
    day = dt.date(1970, 1, 1)
    sent = {
        name: tuple(day + dt.timedelta(days=number) for number in pair)
        for name, *pair in meta["ranges"]
    }
    assert sent == ranges
    assert next(iter(ranges)) == "All dates"
    assert unpack(event_columns(joined.head(0), texts=False))[0]["ranges"] == []


def test_ranges_that_touch_no_event_are_not_offered():
    names = list(quick_ranges(dt.date(2023, 5, 1), dt.date(2024, 6, 1)))
    assert names[-2:] == ["2024", "2023"]
    assert not any("offensive" in name for name in names)
