"""geoBoundaries: the newest boundaries of a country as one file, and what is stated of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from borderwatch_fetch.batch import content_of
from borderwatch_fetch.client import Client
from borderwatch_fetch.errors import FetchFault, NotThere
from borderwatch_fetch.pages import Pages
from borderwatch_fetch.sources import source_of
from geo.boundaries.importing.layer import ImportReport, import_boundaries
from geo.errors import UnknownName
from geo.files.writing import write_whole
from geo.vocabulary import COUNTRY_LABELS

_TITLE = "geoBoundaries"
LEVELS = {"province": "ADM1", "district": "ADM2"}
_TOLD = ("boundaryID", "buildDate", "gjDownloadURL")
"""What tells one edition from another."""
_STATED = ("boundaryLicense", "boundaryYearRepresented")


@dataclass(frozen=True)
class FetchedBoundaries:
    """What a fetch of boundaries brought.

    Parameters
    ----------
    name : str
        What ``read_units(boundaries=...)`` knows them by.
    licence, year : str
        As geoBoundaries states them.
    report : ImportReport, optional
        What became of every unit; none where there is no newer edition than the one imported.
    """

    name: str
    licence: str
    year: str
    report: ImportReport | None

    def __str__(self) -> str:
        """Return it as lines of text."""
        stated = f"{self.name}: boundaries of {self.year}, {self.licence}"
        if self.report is None:
            return f"{stated}; nothing newer than what was imported before."
        return f"{stated}.\n{self.report}"


def fetch_boundaries(
    country: str,
    level: str,
    *,
    folder: Path,
    name: str = "",
    again: bool = False,
    tell: Callable[[str], object] = lambda words: None,
    **waiting: Any,
) -> FetchedBoundaries:
    """Fetch the boundaries of a country where there is a newer edition, and import them.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3 of one of the eight countries.
    level : {"district", "province"}
        Which units.
    folder : path
        Where the file is kept as it came, and what is stated of it.
    name : str, default ""
        What to call them; by default ``geoboundaries``, country and level.
    again : bool, default False
        Import them also where there is no newer edition.
    tell : callable, optional
        Called with a sentence on each step.
    waiting
        ``sleep`` and ``clock`` of :class:`borderwatch_fetch.client.Client`.

    Raises
    ------
    FetchFault
        When geoBoundaries cannot be asked, or answers what it should not.
    FileFault, SchemaFault
        When the file is none of boundaries.
    UnknownName
        For another country or level.
    """
    if country not in COUNTRY_LABELS or level not in LEVELS:
        known = f"Known: {', '.join(COUNTRY_LABELS)}; {', '.join(LEVELS)}."
        raise UnknownName(f"There are no boundaries for {country}, {level}. {known}")
    name = name or f"geoboundaries-{country}-{level}"
    client = Client(source_of("boundaries"), tell=tell, **waiting)
    pages = Pages(folder)
    with pages.held():
        about = _about(client, country, level)
        path = folder / f"geoBoundaries-{country}-{LEVELS[level]}.geojson"
        told = {"name": name, **{key: about[key] for key in _TOLD}}
        licence, year = (
            _text(about, key) for key in ("boundaryLicense", "boundaryYearRepresented")
        )
        if pages.state() == told and path.exists() and not again:
            return FetchedBoundaries(name, licence, year, None)
        tell(f"{_TITLE}: fetching {path.name}")
        body = client.get(about["gjDownloadURL"])
        for target, content in (
            (path, body),
            (path.with_name(f"{path.stem}-metaData.json"), json.dumps(about).encode()),
        ):
            with write_whole(target) as part:
                part.write_bytes(content)
        tell(f"{_TITLE}: importing")
        report = import_boundaries([path], name, level=level, country=country)
        pages.save(told)
    return FetchedBoundaries(name, licence, year, report)


def _about(client: Client, country: str, level: str) -> dict[str, Any]:
    """Return what geoBoundaries states of the boundaries of a country."""
    try:
        about = content_of(client.get(f"{client.source.base}/{country}/{LEVELS[level]}/"), _TITLE)
    except NotThere:
        raise FetchFault(f"geoBoundaries has no {level}s of {country}.") from None
    if not all(isinstance(about.get(key), str) for key in _TOLD):
        raise FetchFault("geoBoundaries does not state which file holds the boundaries.")
    return about


def _text(about: dict[str, Any], key: str) -> str:
    """Return what is stated, on one line and not longer than one; *not stated* where nothing is."""
    words = "".join(c for c in str(about.get(key) or "") if c.isprintable())[:100].strip()
    return words or f"{key} not stated"
