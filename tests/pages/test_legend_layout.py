"""Where entries of a legend stand: all that have room, none over another, in columns too."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

import geo
from geo.drawing.legend import Entry
from geo.drawing.legend_layout import draw_legend
from geo.drawing.style import in_style
from geo.pages.snapshot import draw_page


def entries(number, words="a zone, presence"):
    return [Entry(Patch(), f"{words} {at}", "▢", "#000000") for at in range(number)]


def laid_out(boxes, groups):
    with in_style():
        figure = Figure(figsize=(8, 6))
        FigureCanvasAgg(figure)
        return draw_legend(figure, boxes, groups, 10, 9)


def told(placed):
    return [entry.words for _, groups in placed for _, some in groups for entry in some]


def test_a_crowded_slide_lists_every_zone(joined):
    page = draw_page(joined, geo.View(extent="AF-BDS"))
    words = told(page.legend)
    assert not any(word.startswith("and ") for word in words)
    assert sum(", " in word and "confidence" not in word for word in words) > 8
    assert page.legend_size >= 9


def test_a_group_goes_on_in_the_next_column_before_any_entry_is_left_out():
    boxes = [(0.2, 3.0, 2.0, 2.0), (2.4, 3.0, 2.0, 2.0)]
    placed, size = laid_out(boxes, [("Zones as claimed by their sources", entries(18))])
    assert told(placed) == [entry.words for entry in entries(18)]
    assert size == 9
    assert len({box[0] for box, _ in placed}) == 2


def test_what_finds_no_room_is_said_to_be_more():
    heading = "Zones as claimed by their sources"
    placed, _ = laid_out([(0.2, 3.0, 2.0, 1.0)], [(heading, entries(18))])
    words = told(placed)
    assert words[-1] == f"and {18 - len(words) + 1} more"


@pytest.mark.parametrize("number", [3, 7, 15])
def test_parts_of_a_legend_do_not_lie_over_each_other(number):
    groups = [("Events", entries(number, "type")), ("Zones", entries(4))]
    placed, _ = laid_out([(0.2, 1.0, 3.8, 4.0)], groups)
    for at, ((left, bottom, width, height), _) in enumerate(placed):
        for (x, y, wide, tall), _ in placed[at + 1 :]:
            apart = x >= left + width - 1e-6 or left >= x + wide - 1e-6
            assert apart or y >= bottom + height - 1e-6 or bottom >= y + tall - 1e-6
