"""An area of one's own: a polygon, a circle around a place, or units put together.

An area is a name, where it comes from, and its shape as a text, so that a view can hold it, an
address can carry it, and two areas of one shape are the same:

- ``circle:69.17,34.53,50``: longitude, latitude and kilometres;
- ``units:AF1702,AF1703``: codes of units, such as p-codes;
- ``polygon:…``: one polygon or several, their places in steps (:mod:`geo.view.area_text`).

Which ground that is says :mod:`geo.view.area_ground`, which events lie on it
:mod:`geo.view.lying`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import numpy as np
import shapely

from geo.errors import ViewFault
from geo.text import INVISIBLE
from geo.view.area_text import STEPS, read_polygons, spell_polygons

MOST_VERTICES = 500
"""Of a polygon, so that an address can carry it: some 3,000 signs."""
MOST_UNITS = 200
CIRCLE_KM = (0.1, 1000.0)
_LONGEST_TEXT = 8_000
_LONGEST_NAME = 80
_CODE = re.compile(r"[\w-]{1,40}")
_FORMS = "circle:LON,LAT,KM, units:CODE,CODE,… or polygon:…"


@dataclass(frozen=True)
class Area:
    """An area of one's own, EPSG:4326.

    Parameters
    ----------
    shape : str
        Text of the module's three kinds. Degrees are rounded to 0.00001, kilometres to metres.
        A polygon that crosses itself is mended.
    name : str, default ""
        As a reader shall know it; without one it is called by its shape.
    source : str, default ""
        The file that it was read from; empty for what was drawn by hand.

    Raises
    ------
    ViewFault
        For a shape of no such kind, that encloses nothing, or with more than
        :data:`MOST_VERTICES` vertices.

    See Also
    --------
    geo.read_area : From a file.

    Examples
    --------
    >>> Area("circle:69.1700001,34.53,50", name="Around Kabul").shape
    'circle:69.17,34.53,50'
    >>> Area.parse(Area.polygon([(70, 37), (71, 37), (71, 38)]).text).kind
    'polygon'
    """

    shape: str
    name: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Bring shape and words into the one form that they have in an address."""
        for field in ("shape", "name", "source"):
            if not isinstance(getattr(self, field), str):
                raise ViewFault(f"The area's {field} {getattr(self, field)!r:.60} is not text.")
        kind, _, rest = self.shape.partition(":")
        if kind not in _READERS:
            raise ViewFault(f"No area is spelled {self.shape!r:.60}. Write {_FORMS}.")
        set_field = object.__setattr__
        set_field(self, "shape", f"{kind}:{_READERS[kind](rest)}")
        for field in ("name", "source"):
            set_field(self, field, _one_line(getattr(self, field)))

    @classmethod
    def polygon(cls, places: Iterable[Sequence[float]], name: str = "") -> "Area":
        """Return the area inside a line around these places, longitude and latitude each."""
        return cls.of(shapely.Polygon(list(places)), name)

    @classmethod
    def circle(cls, longitude: float, latitude: float, km: float, name: str = "") -> "Area":
        """Return the area at most so many kilometres from a place."""
        return cls(f"circle:{float(longitude)!r},{float(latitude)!r},{float(km)!r}", name)

    @classmethod
    def units(cls, codes: Iterable[str], name: str = "") -> "Area":
        """Return some units together, by unit id, ISO 3166-2 or p-code."""
        return cls(f"units:{','.join(codes)}", name)

    @classmethod
    def of(cls, ground: Any, name: str = "", source: str = "") -> "Area":
        """Return the area that a shapely geometry of polygons in degrees covers."""
        return cls(f"polygon:{_polygons_text(_in_steps(ground))}", name, source)

    @classmethod
    def parse(cls, text: str) -> "Area":
        """Return the area that a text spells; see :attr:`text`."""
        if len(text) > _LONGEST_TEXT:
            raise ViewFault(
                f"The area takes {len(text):,} signs, more than an address carries. Give it fewer "
                "points, or as a file."
            )
        shape, *words = (unquote(part) for part in text.split("~"))
        if len(words) > 2:
            raise ViewFault(f"The area has {len(words)} words; write SHAPE~NAME~SOURCE.")
        return cls(shape, *words)

    @property
    def kind(self) -> str:
        """One of circle, units and polygon."""
        return self.shape.partition(":")[0]

    @property
    def text(self) -> str:
        """The area as a view's address and TOML spell it: shape, name and source."""
        parts = [self.shape, self.name, self.source]
        return "~".join(map(_escaped, parts)).rstrip("~")

    def codes(self) -> tuple[str, ...]:
        """Return the codes of an area of units; none for another."""
        return tuple(self.shape.partition(":")[2].split(",")) if self.kind == "units" else ()

    def circle_of(self) -> tuple[float, float, float]:
        """Return longitude, latitude and kilometres of a circle."""
        longitude, latitude, km = map(float, self.shape.partition(":")[2].split(","))
        return longitude, latitude, km


def steps_of(shape: str) -> Any:
    """Return a polygon's shape as a shapely geometry in steps (:data:`geo.view.area_text.STEP`)."""
    return _geometry(read_polygons(shape.partition(":")[2]))


def polygons_only(ground: Any) -> Any:
    """Return the polygons of a valid geometry in steps as one, without lines and points."""
    parts = shapely.get_parts(shapely.get_parts(ground))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.union_all(areas, grid_size=1)


def _escaped(part: str) -> str:
    """Keep the sign between parts out of a part."""
    return part.replace("%", "%25").replace("~", "%7E")


def _one_line(words: str) -> str:
    """Return words without what no eye sees, no longer than a legend holds."""
    seen = " ".join(re.sub(INVISIBLE, " ", words).split())
    return seen if len(seen) <= _LONGEST_NAME else f"{seen[: _LONGEST_NAME - 1].rstrip()}…"


def _in_steps(ground: Any) -> Any:
    """Return a geometry in degrees as one in steps, which may not be valid."""
    places = shapely.get_coordinates(ground)
    if not (np.isfinite(places).all() and (np.abs(places) <= (180, 90)).all()):
        raise ViewFault("The area has places that are no degrees of longitude and latitude.")
    return shapely.transform(ground, lambda degrees: np.rint(degrees * STEPS))


def _read_polygon(text: str) -> str:
    ground = _geometry(read_polygons(text))
    edges = np.abs(shapely.get_coordinates(ground))
    if (edges > (180 * STEPS, 90 * STEPS)).any():
        raise ViewFault("The area has places that are no degrees of longitude and latitude.")
    return _polygons_text(ground)


def _geometry(polygons: list[list[Any]]) -> Any:
    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _polygons_text(ground: Any) -> str:
    """Return polygons in steps as text, mended, in the one order that they can have."""
    if not shapely.is_valid(ground):
        ground = shapely.make_valid(ground, method="structure", keep_collapsed=False)
    ground = polygons_only(shapely.set_precision(ground, 1))
    if ground.is_empty:
        raise ViewFault("The area encloses nothing. Give three places or more, not on one line.")
    vertices = shapely.get_num_coordinates(ground)
    if vertices > MOST_VERTICES:
        raise ViewFault(
            f"The area has {vertices:,} vertices, more than {MOST_VERTICES}. Draw fewer points, or "
            "give it as a file, which is thinned."
        )
    polygons = [
        [_places(ring) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in shapely.get_parts(shapely.normalize(ground))
    ]
    return spell_polygons(polygons)


def _places(ring: Any) -> list[tuple[int, int]]:
    """Return the places of a closed ring in steps, the first not again at the end."""
    return [(int(x), int(y)) for x, y in shapely.get_coordinates(ring)[:-1]]


def _read_circle(text: str) -> str:
    try:
        longitude, latitude, km = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ViewFault(
            f"The circle {text!r:.60} is not longitude, latitude and kilometres, such as "
            "circle:69.17,34.53,50."
        ) from error
    if not (-180 <= longitude <= 180 and -85 <= latitude <= 85):
        raise ViewFault(
            f"The middle of the circle, {longitude:g},{latitude:g}, is no longitude from -180 to "
            "180 and latitude from -85 to 85."
        )
    least, most = CIRCLE_KM
    if not least <= km <= most:
        raise ViewFault(f"The circle's radius is {km:g} km; give {least:g} to {most:g}.")
    return ",".join(
        _short(value, digits) for value, digits in ((longitude, 5), (latitude, 5), (km, 3))
    )


def _short(value: float, digits: int) -> str:
    """Return a number without zeros at its end.

    >>> _short(50.0, 3), _short(-0.000001, 5)
    ('50', '0')
    """
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _read_units(text: str) -> str:
    codes = sorted({code.strip() for code in text.split(",")} - {""})
    odd = [code for code in codes if not _CODE.fullmatch(code)]
    if odd or not codes:
        raise ViewFault(
            f"{', '.join(map(repr, odd))[:80] or 'Nothing'} is no code of a unit. Write "
            "units:AF1702,AF1703; `borderwatch places NAME` finds codes."
        )
    if len(codes) > MOST_UNITS:
        raise ViewFault(f"The area has {len(codes)} units; give at most {MOST_UNITS}.")
    return ",".join(codes)


_READERS = {"circle": _read_circle, "units": _read_units, "polygon": _read_polygon}
KINDS = tuple(_READERS)
"""Of areas: the words that their shapes begin with."""
