"""Sheets of paper: sizes in inches, type in points, and where map and panel stand.

Nothing is written smaller than a sheet's ``tiny``: 9 points on slides, which are read from afar,
and 7 on paper.
"""

from dataclasses import dataclass

from geo.errors import UnknownName

LINE = 1.28
"""Height of a line by its type size, with the room to the next one."""
FOOT_LINES = 4
"""Lines of a footer."""
CLEAR = 0.1
"""Inches between the frame of a map and the footer under it."""
Box = tuple[float, float, float, float]
"""Left, bottom, width, height in inches."""


@dataclass(frozen=True)
class Paper:
    """A sheet: its size in inches, its margin, and its four sizes of type in points.

    ``tiny`` is the least of them. ``note`` is the height that the user's own text takes between
    title block and body.
    """

    width: float
    height: float
    title: float
    text: float
    small: float
    tiny: float
    margin: float = 0.3
    note: float = 0.0

    @property
    def head(self) -> float:
        """Height of the title block, inches: a line of title, two of subtitle."""
        return (1.28 * self.title + 2.7 * self.text) / 72

    @property
    def foot(self) -> float:
        """Height of the footer, inches: four lines, and what keeps them clear of the frame."""
        return FOOT_LINES * LINE * self.tiny / 72 + CLEAR

    @property
    def strip(self) -> float:
        """Height of a handling marking, inches."""
        return 0.9 * self.small / 72

    def body_box(self) -> Box:
        """Return all that is left between title block, or the user's own text, and footer."""
        left, bottom, _, height = self.map_box()
        return left, bottom, self.width - 2 * self.margin, height

    def note_box(self) -> Box:
        """Return where the user's own text stands: under the title block."""
        left, _, width, _ = self.body_box()
        top = self.height - self.margin - self.strip - self.head
        return left, top - self.note + CLEAR, width, self.note - CLEAR

    def map_box(self) -> Box:
        """Return where the map stands: two thirds of the sheet, at the left."""
        bottom = self.margin + self.strip + self.foot
        top = self.margin + self.strip + self.head + self.note
        return self.margin, bottom, self.width * 0.68 - self.margin, self.height - bottom - top

    def panel_box(self) -> Box:
        """Return where legend, inset and key figures stand: at the right."""
        _, bottom, _, height = self.map_box()
        left = self.width * 0.68 + 0.2
        return left, bottom, self.width - self.margin - left, height


PAPERS = {
    "16:9": Paper(13.333, 7.5, title=20, text=12, small=10, tiny=9),
    "A4": Paper(11.693, 8.268, title=18, text=11, small=8.5, tiny=7),
    "A3": Paper(16.535, 11.693, title=24, text=14, small=11, tiny=8.5),
    "Letter": Paper(11.0, 8.5, title=18, text=11, small=8.5, tiny=7),
}
"""Sheets by name, all lying on their long side."""


def paper_of(name: str) -> Paper:
    """Return a sheet by its name.

    Raises
    ------
    UnknownName

    Examples
    --------
    >>> paper_of("A4").width
    11.693
    """
    if name not in PAPERS:
        raise UnknownName(f"No paper is called {name!r}. Known: {', '.join(PAPERS)}.")
    return PAPERS[name]
