"""Events as KML: each with its days, for the time slider of Google Earth, in its family's colour.

Written here and not by GDAL: its KML drivers give points no shared styles through pyogrio.
"""

from collections.abc import Iterator, Mapping
from html import escape

import pandas as pd

from geo.files.writing import batches
from geo.palette import FAMILY_COLOURS
from geo.text import web_links, xml_text
from geo.tolls import Toll, event_tolls
from geo.vocabulary import EVENT_TYPES, FAMILIES, GEO_PRECISIONS, VERIFIED

ICON = "https://maps.google.com/mapfiles/kml/shapes/placemark_circle.png"
"""A white disc, which the family's colour tints. Google Earth fetches it as it does the globe;
other programs draw their own mark."""
_TYPES = {kind.key: kind for kind in EVENT_TYPES}


def kml_lines(events: pd.DataFrame, about: str) -> Iterator[str]:
    """Yield the lines of one KML document; ``about`` is the text that describes it.

    Parameters
    ----------
    events : DataFrame
        Plain columns of events with ``longitude`` and ``latitude``, degrees EPSG:4326. All go
        into typed fields; an unknown cell is left out.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
    yield f"<Document><name>Borderwatch</name><description>{escape(about)}</description>\n"
    yield from _styles()
    yield from _schema(events)
    yield "<Folder><name>events</name>\n"
    for batch in batches(events):
        yield from _placemarks(batch)
    yield "</Folder></Document></kml>\n"


def _styles() -> Iterator[str]:
    for family in FAMILIES:
        red, green, blue = (FAMILY_COLOURS[family.key][at : at + 2] for at in (1, 3, 5))
        yield (
            f'<Style id="{family.key}"><IconStyle><color>ff{blue}{green}{red}</color>'
            f"<scale>0.8</scale><Icon><href>{ICON}</href></Icon></IconStyle>"
            "<LabelStyle><scale>0.7</scale></LabelStyle></Style>\n"
        )


def _schema(events: pd.DataFrame) -> Iterator[str]:
    yield '<Schema name="event" id="event">\n'
    for name, column in events.items():
        yield f'<SimpleField name="{name}" type="{_kind(column)}"/>\n'
    yield "</Schema>\n"


def _kind(column: pd.Series) -> str:
    """Return the type of a field; KML knows no dates, they are ISO text."""
    types = pd.api.types
    if types.is_bool_dtype(column):
        return "bool"
    if types.is_integer_dtype(column):
        return "int"
    return "double" if types.is_float_dtype(column) else "string"


def _placemarks(events: pd.DataFrame) -> Iterator[str]:
    cells = {str(name): _spelled(column) for name, column in events.items()}
    links = web_links(xml_text(events["source_url"].astype("str"))).fillna("").tolist()
    rows = zip(*cells.values(), strict=True)
    for values, toll, link in zip(rows, event_tolls(events), links, strict=True):
        event = {
            name: value for name, value in zip(cells, values, strict=True) if value is not None
        }
        kind = _TYPES[event["event_type"]]
        fields = "".join(
            f'<SimpleData name="{name}">{escape(value)}</SimpleData>'
            for name, value in event.items()
        )
        balloon = escape(_balloon(event, toll, link))
        yield (
            f"<Placemark><name>{escape(event.get('place', kind.label))}</name>"
            f'<Snippet maxLines="0"/><description>{balloon}</description>'
            f"{_time(event)}<styleUrl>#{kind.family}</styleUrl>"
            f'<ExtendedData><SchemaData schemaUrl="#event">{fields}</SchemaData></ExtendedData>'
            f"<Point><coordinates>{event['longitude']},{event['latitude']}</coordinates></Point>"
            "</Placemark>\n"
        )


def _spelled(column: pd.Series) -> list[str | None]:
    """Return cells as text, null where unknown; numbers at full length."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_bool_dtype(column):
        column = column.map({True: "1", False: "0"})
    elif not pd.api.types.is_numeric_dtype(column):
        column = xml_text(column.astype("str"))
    known = column.notna()
    return [str(cell) if there else None for cell, there in zip(column, known, strict=True)]


def _time(event: Mapping[str, str]) -> str:
    """Return one day as a moment and more days as a span: a date without a time is a whole day."""
    first, last = event["date_start"], event["date_end"]
    if first == last:
        return f"<TimeStamp><when>{first}</when></TimeStamp>"
    return f"<TimeSpan><begin>{first}</begin><end>{last}</end></TimeSpan>"


def _balloon(event: Mapping[str, str], toll: Toll, link: str) -> str:
    """Return what a click shows. Google Earth reads it as HTML: all text of the data is escaped."""
    days = " to ".join(dict.fromkeys([event["date_start"], event["date_end"]]))
    several = "" if event["event_count"] == "1" else f", {event['event_count']} events in one row"
    known = GEO_PRECISIONS[event["geo_precision"]].lower()
    names = ("source_publisher", "source_title", "source_date")
    source = escape(", ".join(event[name] for name in names if name in event))
    source = f'<a href="{escape(link)}">{source}</a>' if link else source
    paragraphs = [
        escape(f"{_TYPES[event['event_type']].label}{several}, {days}; {toll}; known to: {known}"),
        *(escape(f"Claimed by {event[name]}") for name in ("claimed_by",) if name in event),
        *(escape(event[name]) for name in ("summary", "note") if name in event),
        f"Source: {source}. {VERIFIED[event['verified']]}.",
    ]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
