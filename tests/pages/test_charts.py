"""Figures for print: what they hold, that they come out whole and the same each time."""

import re
from itertools import pairwise

import pandas as pd
import pytest

import geo
from geo.drawing.style import save_figure
from geo.errors import BorderwatchError, FileFault
from geo.pages import charts
from geo.pages.chart_rows import activity_rows, afghan, highest_bar
from geo.pages.snapshot import draw_page
from geo.tolls import Toll


@pytest.fixture(scope="module")
def quarters(joined):
    return geo.border_activity(joined, freq="quarter")


@pytest.fixture(scope="module")
def all_figures(joined, quarters):
    zones = geo.read_zones()
    return {
        "over time": lambda: charts.segments_over_time(quarters, title="Over time", note="Source"),
        "heat map": lambda: charts.segment_heat_map(quarters),
        "distance": lambda: charts.distance_chart(geo.distance_profile(joined, "AFG-TJK")),
        "zones": lambda: charts.zone_timeline(zones, geo.zone_activity(joined, zones)),
    }


NAMES = ("over time", "heat map", "distance", "zones")


@pytest.mark.parametrize(
    ("name", "kind"), [*((name, "svg") for name in NAMES), ("distance", "png"), ("zones", "pdf")]
)
def test_the_same_figure_gives_the_same_bytes(all_figures, tmp_path, name, kind):
    files = [
        save_figure(all_figures[name](), tmp_path / f"{number}.{kind}", dpi=60) for number in (1, 2)
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_small_multiples_share_one_scale_and_count_what_the_table_counts(quarters):
    figure = charts.segments_over_time(quarters)
    names = afghan(quarters)
    assert [axes.get_title(loc="left").split(":")[0] for axes in figure.axes] == names
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    for axes, name in zip(figure.axes, names, strict=True):
        rows = quarters[quarters["area"] == name]
        heights = [bar.get_height() for bar in axes.patches]
        vague = rows["cannot_tell"].sum() + rows["coarse_dates"].sum()
        assert sum(heights) == rows["events"].sum() + vague


def test_deaths_are_bars_with_the_span_of_what_sources_give(quarters):
    figure = charts.segments_over_time(quarters, measure="fatalities")
    rows = activity_rows(quarters, "fatalities")
    panels = zip(rows["area"].unique(), figure.axes, strict=False)
    for (area, axes), drawn in zip(panels, rows.groupby("area", sort=False), strict=True):
        assert area == drawn[0]
        deaths = drawn[1]
        heights = [bar.get_height() for bar in axes.patches]
        assert sum(heights) == deaths["sure"].sum()
        assert (deaths["least"] <= deaths["sure"]).all()
        assert (deaths["sure"] <= deaths["most"]).all()
        spans = [line[:, 1].tolist() for line in axes.collections[0].get_segments()]
        off = deaths[deaths["most"] > deaths["least"]]
        assert spans == off[["least", "most"]].to_numpy().tolist()
    assert figure.axes[0].get_ylabel() == "deaths"
    headings = rows.drop_duplicates("area").set_index("area")["heading"]
    of_pakistan = quarters[quarters["area"] == "AFG-PAK"]
    assert headings["AFG-PAK"] == f"AFG-PAK: {Toll.together(of_pakistan)}"


def test_heat_map_colours_every_count(quarters):
    mesh = charts.segment_heat_map(quarters).axes[0].collections[0]
    names = afghan(quarters)
    assert mesh.get_array().sum() == quarters[quarters["area"].isin(names)]["events"].sum()


def test_a_panels_heading_counts_all_that_its_bars_hold(joined):
    rows = geo.border_activity(joined, segment="AFG-TJK", freq="year")
    some = rows.assign(events=0, cannot_tell=0, coarse_dates=0)
    for sure, vague, says in (
        (5, 4, "AFG-TJK: 5 events, 4 more known too coarsely"),
        (1, 1, "AFG-TJK: 1 event, 1 more known too coarsely"),
        (1, 0, "AFG-TJK: 1 event"),
    ):
        some.loc[0, ["events", "cannot_tell"]] = sure, vague
        axes = charts.segments_over_time(some).axes[0]
        assert axes.get_title(loc="left") == says


def test_the_rows_of_a_heat_map_name_what_its_colours_leave_out(quarters):
    axes = charts.segment_heat_map(quarters).axes[0]
    for label in axes.get_yticklabels():
        name, words = label.get_text().split("\n")
        rows = quarters[quarters["area"] == name]
        vague = rows["cannot_tell"].sum() + rows["coarse_dates"].sum()
        coarse = f" + {vague} coarse" if vague else ""
        assert words == f"{rows['events'].sum()}{coarse}"


@pytest.mark.parametrize("paper", ["16:9", "A4"])
@pytest.mark.parametrize("segments", [(), ("AFG-TJK",), tuple(geo.read_borders()["segment"])])
def test_the_names_of_a_heat_maps_rows_do_not_overlap(joined, paper, segments):
    page = draw_page(joined, geo.View(segments=segments), kind="heat_map", paper=paper)
    axes = page.figure.subfigs[0].axes[0]
    renderer = page.figure.canvas.get_renderer()
    boxes = [label.get_window_extent(renderer) for label in axes.get_yticklabels()]
    assert len(boxes) == (len(segments) or 6)
    assert all(above.y0 >= below.y1 for above, below in pairwise(boxes))


def test_distance_chart_names_both_sides(joined):
    figure = charts.distance_chart(geo.distance_profile(joined, "AFG-PAK"))
    words = " ".join(text.get_text() for text in figure.axes[0].texts)
    assert "← AFG" in words
    assert "PAK →" in words


def test_text_of_an_svg_stays_text(all_figures, tmp_path):
    path = save_figure(all_figures["over time"](), tmp_path / "figure.svg")
    assert re.search(r"<text[^>]*>.*AFG-TJK", path.read_text("utf-8"))


def test_text_of_the_data_is_never_markup_in_an_svg(joined, tmp_path):
    zones = geo.read_zones().head(1).assign(name="<script>alert(1)</script> $x^2$")
    activity = geo.zone_activity(joined, zones)
    path = save_figure(charts.zone_timeline(zones, activity), tmp_path / "z.svg")
    assert "<script>" not in path.read_text("utf-8")


def test_one_area_alone_is_drawn(joined):
    rows = geo.border_activity(joined, around="Torkham", within_km=20, freq="year")
    assert len(charts.segments_over_time(rows).axes) == 1


def test_an_empty_activity_is_drawn(quarters):
    none = quarters.assign(events=0, cannot_tell=0, coarse_dates=0)
    assert charts.segment_heat_map(none).axes
    assert charts.segments_over_time(none).axes


def test_zones_without_events_are_drawn():
    zones = geo.read_zones()
    nothing = pd.DataFrame(
        {"zone_id": [], "period": pd.to_datetime([]), "events": [], "claimed": [], "middle": []}
    )
    assert charts.zone_timeline(zones, nothing).axes


def test_unknown_ending_and_unwritable_folder(all_figures, tmp_path):
    figure = all_figures["distance"]()
    with pytest.raises(BorderwatchError, match=r"\.png, \.svg or \.pdf"):
        save_figure(figure, tmp_path / "figure.gif")
    with pytest.raises(FileFault, match="cannot be written"):
        save_figure(figure, tmp_path / "no folder" / "figure.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["over_time", "distance"])
def test_a_chart_without_events_counts_to_one(joined, kind):
    view = geo.View(window=("2021-01-01", "2021-06-30"), segments=("AFG-CHN",))
    page = draw_page(joined, view, kind=kind)
    assert "No events in this chart" in page.subtitle
    assert {axes.get_ylim() for axes in page.figure.subfigs[0].axes} == {(0.0, 1.0)}


def test_all_panels_share_a_scale_that_holds_the_tallest_bar(quarters):
    figure = charts.segments_over_time(quarters)
    most = max(patch.get_height() + patch.get_y() for axes in figure.axes for patch in axes.patches)
    assert most > 1
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert figure.axes[0].get_ylim()[1] >= most


def test_charts_of_two_windows_can_share_one_scale(joined):
    profile = geo.distance_profile(joined, "AFG-PAK")
    quiet = profile.assign(events=0, cannot_tell=0, coarse_dates=0)
    most = highest_bar([profile, quiet])
    tops = [
        charts.distance_chart(rows, most=most).axes[0].get_ylim()[1] for rows in (profile, quiet)
    ]
    assert tops[0] == pytest.approx(tops[1], rel=0.01)
    assert tops[1] >= most
