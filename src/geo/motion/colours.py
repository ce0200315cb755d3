"""Pictures in the 255 colours that a GIF has beside what is clear: those of the legend exactly.

Most colours of a map are shades of relief, of which one or another nearby will do. A colour of the
legend has a place of its own, so that it is the same on map and legend as on the page.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MOST = 255
"""Colours, but for the one that stands for what did not change."""
_SIGNS = 72
"""Of them at most so many of the legend, beside those that its signs have by name."""
_BRIGHT = 16
"""Between the most and the least of red, green and blue: less is a grey, such as of letters."""
_GREYS = 9
"""From black to white, for letters."""
_FINER = 4
"""Rounds in which the colours of the samples are moved to the middle of those they stand for."""
_ALL = 1 << 24
_AT_ONCE = 1 << 14

Colours = NDArray[np.int64]
Rgb = tuple[int, int, int]


class Palette:
    """The colours of a moving picture, and pictures in them."""

    def __init__(
        self, named: Iterable[Rgb], legend: Image.Image, samples: Sequence[Image.Image]
    ) -> None:
        """Choose the colours.

        Parameters
        ----------
        named : iterable of Rgb
            Colours that are to be exact.
        legend : Image
            A picture whose hues are to be exact too, those that fill most of it first.
        samples : sequence of Image
            Pictures of one size whose colours the rest is to come near to.
        """
        greys = [(round(at), round(at), round(at)) for at in np.linspace(0, 255, _GREYS)]
        exact = list(dict.fromkeys([*named, *greys, *_hues(legend)[:_SIGNS]]))
        rest = _side_by_side(samples).quantize(
            MOST - len(exact), Image.Quantize.MEDIANCUT, kmeans=_FINER
        )
        more = np.array(rest.getpalette(), dtype=np.int64).reshape(-1, 3)
        self.colours = np.vstack([np.array(exact, dtype=np.int64), more])[:MOST]
        self._nearest = np.full(_ALL, -1, dtype=np.int16)

    def applied(self, picture: Image.Image) -> Image.Image:
        """Return a picture in these colours, each of its own in the one that is nearest."""
        red, green, blue = np.asarray(picture.convert("RGB"), dtype=np.int64).transpose(2, 0, 1)
        packed = (red << 16) | (green << 8) | blue
        unseen = np.unique(packed[self._nearest[packed] < 0])
        for start in range(0, len(unseen), _AT_ONCE):
            some = unseen[start : start + _AT_ONCE]
            self._nearest[some] = self._find(some)
        image = Image.fromarray(self._nearest[packed].astype(np.uint8))
        image.putpalette(self.colours.astype(np.uint8).tobytes())
        return image

    def _find(self, packed: Colours) -> Colours:
        """Return the number of the nearest colour; the first of those that are as near."""
        parts = np.column_stack([packed >> 16, (packed >> 8) & 255, packed & 255])
        # |a - b|² without the part that is the same for all colours.
        far = (self.colours**2).sum(axis=1) - 2 * parts @ self.colours.T
        nearest: Colours = far.argmin(axis=1)
        return nearest


def _hues(picture: Image.Image) -> list[Rgb]:
    """Return the colours of a picture that are no greys, those that fill most of it first."""
    counts: Any = picture.convert("RGB").getcolors(_ALL)
    hues = [(count, rgb) for count, rgb in counts if max(rgb) - min(rgb) >= _BRIGHT]
    return [rgb for _, rgb in sorted(hues, key=lambda hue: (-hue[0], hue[1]))]


def _side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return pictures of one size in one."""
    width, height = pictures[0].size
    together = Image.new("RGB", (width, height * len(pictures)))
    for number, picture in enumerate(pictures):
        together.paste(picture, (0, number * height))
    return together
