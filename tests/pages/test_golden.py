"""Six pages beside the pictures of them that a person has looked at.

A page that is meant to look otherwise gets a new picture: run this file with the environment
variable BORDERWATCH_GOLDEN=write, and look at the pictures before you commit them.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import geo
from tests.pages.test_snapshot import BADAKHSHAN, VIEWS

FOLDER = Path(__file__).with_name("golden")
DPI = 45
MOST_UNLIKE = 0.004
"""Share of pixels that may differ visibly: a new release of a library moves a letter."""


def unlike(one: Path, other: Path) -> float:
    """The share of pixels in which two pictures differ by a quarter of the scale."""
    first, second = (
        np.asarray(Image.open(path).convert("RGB"), dtype=int) for path in (one, other)
    )
    assert first.shape == second.shape
    return float((np.abs(first - second).max(axis=2) > 64).mean())


@pytest.mark.parametrize("name", VIEWS)
def test_the_page_looks_as_it_did(joined, tmp_path, name):
    golden = FOLDER / f"{name}.png"
    if os.environ.get("BORDERWATCH_GOLDEN") == "write":
        geo.snapshot(joined, VIEWS[name], golden, dpi=DPI, marking="GOLDEN")
    drawn = geo.snapshot(joined, VIEWS[name], tmp_path / "now.png", dpi=DPI, marking="GOLDEN")
    assert unlike(golden, drawn) <= MOST_UNLIKE


def test_a_page_that_lacks_a_layer_looks_otherwise(joined, tmp_path):
    layers = tuple(layer for layer in BADAKHSHAN.layers if layer != "zones")
    view = geo.View(**{**vars(BADAKHSHAN), "layers": layers})
    drawn = geo.snapshot(joined, view, tmp_path / "now.png", dpi=DPI, marking="GOLDEN")
    assert unlike(FOLDER / "badakhshan.png", drawn) > 4 * MOST_UNLIKE
