"""Colours stand in one file, and every key of the data has its colour, shape and line."""

import re
from pathlib import Path

import pytest

import geo
from geo import palette, vocabulary
from geo.boundaries.zones import read_zones
from geo.settings import ROOT
from geo.webmap.document import frame_document
from geo.webmap.ground_columns import COLOURS

COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\brgba?\(\s*\d|\bhsla?\(", re.I)
FILES = [
    path
    for folder in (Path(geo.__file__).parent, ROOT / "dashboard")
    for ending in ("py", "js", "css", "html")
    for path in sorted(folder.rglob(f"*.{ending}"))
    if path != Path(palette.__file__)
]
ALLOWED = {
    "dashboard/server/style.css": "one edge of a picture, in a sheet that the server hands out",
    "dashboard/server/downloads.py": "fallbacks where Streamlit sets no variable of its theme",
}


def spelled(path):
    return COLOUR.findall(path.read_text("utf-8"))


def test_the_pattern_finds_colours_and_no_anchors():
    for text in ("#fff", "#0072B2", "color:#1f1c19;", "rgba(255,255,255,.9)", "RGB( 1 2 3)"):
        assert COLOUR.search(text), text
    for text in (
        'href="#top"',
        "h1 #### x",
        "var(--ink) 9%",
        "#{name}",
        "rgb(colour)",
    ):
        assert not COLOUR.search(text), text
    assert spelled(Path(palette.__file__))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_file_spells_a_colour(path):
    name = str(path.relative_to(ROOT))
    assert bool(spelled(path)) == (name in ALLOWED), (name, spelled(path))


def test_every_key_of_the_data_has_its_look():
    assert set(palette.FAMILY_COLOURS) == {family.key for family in vocabulary.FAMILIES}
    assert set(palette.SHAPES) == {kind.key for kind in vocabulary.EVENT_TYPES}
    assert set(palette.HATCH_ANGLES) == set(vocabulary.STATUSES)
    assert set(palette.OUTLINES) == set(vocabulary.CONFIDENCES)
    assert len(palette.COUNT_SCALE) == 5
    assert len(palette.CHANGE_SCALE) == len(vocabulary.CHANGE_BREAKS) + 1


def test_types_of_one_family_differ_in_shape():
    looks = {(palette.TYPE_COLOURS[key], shape) for key, shape in palette.SHAPES.items()}
    assert len(looks) == len(palette.SHAPES)


def test_groups_with_a_colour_ship_and_no_two_share_it():
    groups = palette.GROUP_COLOURS
    assert set(groups) <= set(read_zones()["group"])
    assert len({palette.group_colour(group) for group in groups}) == len(groups)
    assert palette.group_colour("nobody") not in palette.GROUP_COLOURS.values()


def test_the_style_sheet_uses_variables_that_the_document_sets():
    page = frame_document()
    used = set(re.findall(r"var\(--(\w+)\)", page))
    assert used
    assert used <= {*COLOURS, "sheet", "pen"}
    assert set(palette.DARK) <= set(COLOURS)
    assert all(f"--{name}: {colour};" in page for name, colour in COLOURS.items())
