"""How a file of events is read: told from all of it, or, for a part, from what the whole told."""

from dataclasses import dataclass, replace
from datetime import date

from geo.events.mapping import Mapping
from geo.events.recognise import (
    Understood,
    date_order_of,
    require_mapped,
    require_order,
    said_of,
    said_of_header,
    understand,
)
from geo.files.table import Opened


@dataclass(frozen=True)
class Overrides:
    """What the user says of every row, instead of what the source says; empty where nothing."""

    dataset: str = ""
    licence: str = ""
    restricted: bool | None = None
    data_as_of: date | None = None
    calendar: str = ""
    time_zone: str = ""


NO_OVERRIDES = Overrides()


@dataclass(frozen=True)
class Reading:
    """How a file is read: its source, which of day and month comes first, what a reader is told."""

    understood: Understood
    order: str
    notes: list[str]


@dataclass(frozen=True)
class PartOf:
    """What is known of the whole that a file is a part of; the part need not tell it.

    ``source``, ``mapping`` and ``order`` are those of its :class:`Reading`, ``dataset`` is its
    name, and ``earlier`` are the ids of this part that earlier parts hold too.
    """

    source: str
    mapping: Mapping | None
    order: str
    dataset: str
    earlier: tuple[str, ...] = ()


def look_at(opened: Opened, source: str, mapping: Mapping | None, overrides: Overrides) -> Reading:
    """Return how an open file is read, told from all of it where its head does not do.

    Raises
    ------
    SchemaFault
        When the file is not of the source that is named, or does not fit the mapping.
    """
    understood = understand(opened, source, mapping)
    if understood.mapping and (overrides.calendar or overrides.time_zone):
        stated = replace(
            understood.mapping,
            calendar=overrides.calendar or understood.mapping.calendar,
            time_zone=overrides.time_zone or understood.mapping.time_zone,
        )
        understood = understand(opened, source, stated)
    require_mapped(opened, understood.mapping)
    order, doubts = date_order_of(opened, understood.source)
    if mapping is not None:
        doubts += require_order(opened, mapping)
    of_header = said_of_header(opened, understood.source)
    said = [*opened.mended, *of_header, *said_of(understood.mapping), *doubts]
    return Reading(understood, order, said)
