"""KML, read to its end by a parser that knows no entities: one document, and nothing it points to.

Google's KML Reference 2.2: placemarks with typed or plain data, a moment or a span, and a shape.
"""

from pathlib import Path
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces

import defusedxml.sax
import numpy as np
import shapely
from defusedxml import DefusedXmlException

from geo.errors import FileFault
from geo.formats.features import WGS84, Budget, Features, cells_of, features
from geo.formats.shapes import attempt, collection, pairs, polygon

_NAMESPACES = ("http://www.opengis.net/kml/", "http://earth.google.com/kml/")
MOST_ELEMENTS = 8_000_000
_FEW_ELEMENTS, _LEAST_ELEMENT = 400_000, 16
"""Elements that any file may have, and the bytes that each has on average where there are more."""
_DEEPEST = 60
_TIMES = {"when": "timestamp", "begin": "begin", "end": "end"}
_PLAIN = {"name": "Name", "description": "description", **_TIMES}
_KINDS = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString"}


def read_kml(path: Path) -> list[Features]:
    """Return the placemarks of all folders of a KML file as one layer.

    Raises
    ------
    FileFault
        When it is no KML from its first sign to its last, declares a document type, or holds no
        placemarks.
    """
    placemarks = _Placemarks(path.name, path.stat().st_size)
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(placemarks)
    try:
        with path.open("rb") as file:
            parser.parse(file)
    except DefusedXmlException as error:
        raise FileFault(
            f"{path.name} declares a document type (DOCTYPE) or entities, which map files do not "
            "need and bombs are made of. It was not read; export it again without."
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise FileFault(
            f"{path.name} cannot be read as KML: it is truncated or broken, or more than one "
            f"document. Export it again, as UTF-8. The reader said: {str(error)[:200]}"
        ) from error
    return [_layer(placemarks, path.name)]


def _layer(placemarks: "_Placemarks", name: str) -> Features:
    if not placemarks.rows:
        raise FileFault(f"{name} holds no placemarks. Export the folder that holds them.")
    shapes = np.full(len(placemarks.shapes), None, dtype=object)
    shapes[:] = placemarks.shapes
    cells = cells_of(placemarks.rows, placemarks.budget, name)
    for edge in ("begin", "end"):
        # A placemark has either a moment or a span.
        if "timestamp" in cells:
            cells[edge] = cells["timestamp"].where(
                cells["timestamp"].notna(), cells.get(edge, np.nan)
            )
    return features("", cells, shapes, np.array(placemarks.unread, dtype=bool), WGS84)


class _Placemarks(ContentHandler):
    """Gathers the rows and shapes of placemarks while the parser goes by."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []
        self.shapes: list[Any] = []
        self.unread: list[bool] = []
        self.budget = Budget(name, "Export fewer placemarks.")
        self._name, self._elements = name, 0
        self._most_elements = min(MOST_ELEMENTS, max(_FEW_ELEMENTS, size // _LEAST_ELEMENT))
        self._above: list[str] = []
        self._row: dict[str, Any] | None = None
        self._field = ""
        self._words: list[str] = []
        self._open: list[_Part] = []

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        namespace, element = name
        if not self._above:
            _require_kml(namespace, element, self._name)
        self._elements += 1
        if self._elements > self._most_elements or len(self._above) > _DEEPEST:
            raise FileFault(
                f"{self._name} has more than {self._most_elements:,} elements, or elements more "
                f"than {_DEEPEST} deep, which no map of its size has. Export fewer placemarks."
            )
        self._above.append(element)
        self._words = []
        if element == "Placemark":
            self._row, self._open = {}, [_Part("all")]
        elif self._row is not None:
            self._start_within(element, attrs)

    def _start_within(self, element: str, attrs: Any) -> None:
        if element in ("Data", "SimpleData"):
            self._field = attrs.get((None, "name"), "")
        elif element in _KINDS or element in ("Polygon", "MultiGeometry"):
            self._open.append(_Part(element))
        elif element in ("Track", "MultiTrack", "Model"):
            self._open[-1].unread = True

    def characters(self, content: str) -> None:
        if self._row is not None:
            self._words.append(content)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        element = self._above.pop()
        if self._row is None:
            return
        if element == "Placemark":
            self._close()
        elif element == "coordinates" and len(self._open) > 1:
            self._open[-1].coordinates = "".join(self._words)
        elif element in _KINDS or element in ("Polygon", "MultiGeometry"):
            part = self._open.pop()
            shape, unread = attempt(part.shape)
            self._open[-1].take(part, shape, unread)
        else:
            self._take_cell(element)
        self._words = []

    def _take_cell(self, element: str) -> None:
        above = self._above[-1]
        text = "".join(self._words).strip()
        if element == "SimpleData" or (element == "value" and above == "Data"):
            self._put(self._field, text)
        elif element in _PLAIN and above in ("Placemark", "TimeStamp", "TimeSpan"):
            self._put(_PLAIN[element], text)

    def _put(self, column: str, text: str) -> None:
        if column and text and self._row is not None:
            self._row.setdefault(column, text)

    def _close(self) -> None:
        self.budget.take((self._row or {}).values())
        whole = self._open[0]
        self.rows.append(self._row or {})
        self.shapes.append(whole.parts[0] if whole.parts else None)
        self.unread.append(whole.unread)
        self._row = None


def _require_kml(namespace: str | None, element: str, name: str) -> None:
    if element == "kml" and (namespace or "").startswith(_NAMESPACES):
        return
    if element.lower() == "html":
        raise FileFault(
            f"{name} is a web page but not KML. Download the data file itself: a page to log in "
            "on may have been saved instead."
        )
    raise FileFault(
        f"{name} is XML, but no KML, whatever its name says: its first element is "
        f"{element[:60]!r}, not kml of the KML namespace. Export it as KML."
    )


class _Part:
    """A geometry whose element is still open."""

    def __init__(self, kind: str) -> None:
        self.kind, self.coordinates = kind, ""
        self.parts: list[Any] = []
        self.rings: list[Any] = []
        self.unread = False

    def take(self, part: "_Part", shape: Any, unread: bool) -> None:
        """Take in a geometry that has ended within this one."""
        self.unread |= unread or part.unread
        if self.kind == "Polygon":
            self.rings.append(shape)
        elif shape is not None:
            self.parts.append(shape)

    def shape(self) -> Any:
        """Return the geometry; fails where it is none."""
        if self.kind == "Polygon":
            return polygon([np.asarray(ring.coords) for ring in self.rings])
        if self.kind == "MultiGeometry":
            return _together(self.parts)
        spots = pairs([spot.split(",") for spot in self.coordinates.split()])
        return shapely.Point(spots[0]) if self.kind == "Point" else shapely.LineString(spots)


def _together(parts: list[Any]) -> Any:
    """Return parts of one kind as a Multi-shape of it."""
    kinds = {part.geom_type for part in parts}
    numbers = {"Point": 4, "LineString": 5, "Polygon": 6}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return collection(numbers.get(kind, 7), parts)
