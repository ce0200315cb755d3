"""What is written on pages: nothing too small to read, nothing over something else."""

from dataclasses import replace
from itertools import pairwise

import pytest
from matplotlib.text import Text

import geo
from geo.drawing.paper import PAPERS
from geo.pages.snapshot import KINDS, draw_page
from geo.pages.titles import default_title

VIEW = geo.View(
    segments=("AFG-TJK",), layers=(*geo.View().layers, "graticule", "corridors", "local_labels")
)
LEAST = {"16:9": 9, "A4": 7, "A3": 7, "Letter": 7}


@pytest.fixture(scope="module")
def pages(joined):
    """A page of each kind on a slide and on paper, each drawn once."""
    return {
        (kind, paper): draw_page(joined, VIEW, kind=kind, paper=paper, marking="INTERNAL")
        for kind in KINDS
        for paper in ("16:9", "A4")
    }


def written(page):
    return [text for text in page.figure.findobj(Text) if text.get_text() and text.get_visible()]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_asks_for_type_that_can_be_read(paper):
    assert PAPERS[paper].tiny >= LEAST[paper]


@pytest.mark.parametrize("paper", ["16:9", "A4"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_written_smaller_than_a_paper_allows(pages, kind, paper):
    page = pages[kind, paper]
    sizes = {text.get_text(): text.get_fontsize() for text in written(page)}
    small = {words: size for words, size in sizes.items() if size < LEAST[paper] - 0.01}
    assert not small
    if page.legend:
        assert page.legend_size >= LEAST[paper]
    if page.table is not None:
        assert page.table.attrs["size"] >= LEAST[paper]


@pytest.mark.parametrize("paper", ["16:9", "A4"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_footer_is_clear_of_what_stands_over_it(pages, kind, paper):
    page = pages[kind, paper]
    renderer = page.figure.canvas.get_renderer()
    begins = " ".join(page.footer)[:20]
    inches = page.figure.dpi
    texts = [(text, text.get_window_extent(renderer)) for text in written(page)]
    foot = next(box for text, box in texts if text.get_text().startswith(begins))
    lines = [box for text, box in texts if abs(box.x0 - foot.x0) < 1 and box.y1 <= foot.y1 + 1]
    assert len(lines) <= 4
    bottom = page.paper.body_box()[1] * inches
    assert foot.y1 <= bottom - 0.05 * inches
    assert min(box.y0 for box in lines) >= page.paper.margin * inches
    over = [box for text, box in texts if box.y0 > foot.y1 + 1]
    assert min(box.y0 for box in over) > foot.y1 + 0.05 * inches


def test_a_footer_names_fewer_sources_rather_than_lose_a_licence(pages):
    for page in pages.values():
        words = " ".join(page.footer)
        for licence in ("Public Domain", "ODbL 1.0", "CC BY-SA 3.0", "CC BY 3.0 IGO"):
            assert licence in words
        drawn = " ".join(text.get_text() for text in written(page))
        assert "CC BY 3.0 IGO" in drawn


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_without_a_title_gets_one_from_its_view(pages, kind):
    page = pages[kind, "16:9"]
    assert page.title == default_title(kind, VIEW)
    assert len(page.title) > 8
    assert page.title in [text.get_text() for text in written(page)]


def test_a_title_says_where_and_when():
    view = geo.View(window=("2021-06-01", "2021-06-01"), extent=(69.0, 36.0, 75.0, 39.0))
    says = default_title("map", view)
    assert says.startswith("Events in parts of Tajikistan, ")
    assert says.endswith(", 1 Jun 2021")
    assert default_title("map", replace(view, measure="fatalities")).startswith("Deaths")


def test_a_timeline_shows_the_zones_that_have_room(pages):
    page = pages["zones", "16:9"]
    renderer = page.figure.canvas.get_renderer()
    axes = page.figure.subfigs[0].axes[0]
    boxes = sorted(
        (label.get_window_extent(renderer) for label in axes.get_yticklabels()),
        key=lambda box: box.y0,
    )
    assert len(boxes) > 10
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))
    assert f"{len(boxes)} of {len(geo.read_zones())} zones" in page.subtitle


def test_the_frame_of_a_map_of_more_than_the_inset_stays_on_it(joined):
    wide = geo.View(extent=(30.0, 15.0, 110.0, 60.0), layers=("countries",))
    page = draw_page(joined, wide)
    inset = page.figure.axes[-1]
    frame = inset.patches[-1].get_path().vertices
    left, right = inset.get_xlim()
    bottom, top = inset.get_ylim()
    assert frame[:, 0].min() > left
    assert frame[:, 0].max() < right
    assert frame[:, 1].min() > bottom
    assert frame[:, 1].max() < top


def test_counts_have_the_colours_of_their_legend_under_zones_corridors_and_areas(joined):
    """What covers much ground is drawn before the counts."""
    axes = draw_page(joined, replace(VIEW, extent="AF-BDS")).figure.axes[0]
    order = [patch.get_facecolor() for patch in axes.patches]
    solid = [at for at, colour in enumerate(order) if colour[3] == 1]
    tints = [at for at, colour in enumerate(order) if 0 < colour[3] < 0.2]
    assert tints
    assert solid
    counts = [at for at in solid if at > max(tints)]
    assert counts
