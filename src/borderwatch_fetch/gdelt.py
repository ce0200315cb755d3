"""GDELT 2.0: a file for each quarter of an hour, of which only rows of some countries are taken.

A file is asked for once. GDELT changes none, and withdraws none.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from borderwatch_fetch.batch import Asking, Batch, Row
from borderwatch_fetch.errors import FetchFault, NotThere
from geo.errors import BorderwatchError
from geo.sources.codes import codes_of
from geo.sources.gdelt import GDELT

_TITLE = "GDELT"
_STEP = timedelta(minutes=15)
_BEGINNING = datetime(2015, 2, 18, 22, 30, tzinfo=UTC)
"""The moment of the first file."""
_MOMENT = "%Y%m%d%H%M%S"
_MOST_BYTES = 256 << 20


def ask_gdelt(asking: Asking) -> Batch:
    """Keep the files since the last one that was fetched, and return what they bring.

    Raises
    ------
    FetchFault
        When GDELT cannot be asked; files that came are kept.
    """
    moments = _moments(asking)
    for moment in moments:
        name = _name(moment)
        body = asking.pages.page(name)
        if body is None:
            body = _file(asking, moment)
            _lines(body)
            asking.pages.keep(name, body)
        asking.told.page(len(_lines(body)), of=len(moments))
    state = dict(asking.state)
    if moments:
        state["until"] = moments[-1].strftime(_MOMENT)
    return Batch(
        source=GDELT.key,
        columns=GDELT.header,
        rows=partial(_rows, asking, [_name(moment) for moment in moments]),
        key="globaleventid",
        whole=False,
        state=state,
    )


def _moments(asking: Asking) -> list[datetime]:
    """Return the moments of the files that are wanted and were not fetched yet."""
    wanted, until = asking.wanted, asking.state.get("until")
    first = datetime(wanted.first.year, wanted.first.month, wanted.first.day, tzinfo=UTC)
    # The file of a moment holds what was found in the quarter of an hour before.
    moment = max(first + _STEP, _BEGINNING)
    if until:
        moment = _read_moment(until) + _STEP
    last = _latest(asking)
    if wanted.last is not None:
        day = datetime(wanted.last.year, wanted.last.month, wanted.last.day, tzinfo=UTC)
        last = min(last, day + timedelta(days=1))
    count = max(0, (last - moment) // _STEP + 1)
    return [moment + number * _STEP for number in range(count)]


def _latest(asking: Asking) -> datetime:
    """Return the moment of the newest file."""
    text = asking.client.get(f"{asking.client.source.base}/lastupdate.txt").decode(
        "utf-8", "replace"
    )
    match = re.search(r"/(\d{14})\.export\.CSV\.zip", text)
    if match is None:
        raise FetchFault("GDELT does not say which file is its newest.")
    return _read_moment(match[1])


def _read_moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        raise FetchFault("GDELT names a file of no moment.") from None


def _name(moment: datetime) -> str:
    return f"{moment:%Y%m%d}/{moment.strftime(_MOMENT)}"


def _file(asking: Asking, moment: datetime) -> bytes:
    """Return the file of a moment; empty where GDELT has none, as now and then it does not."""
    url = f"{asking.client.source.base}/{moment.strftime(_MOMENT)}.export.CSV.zip"
    try:
        return asking.client.get(url)
    except NotThere:
        return b""


def _lines(body: bytes) -> list[str]:
    """Return the lines of a file.

    Raises
    ------
    FetchFault
        When it is no archive of one table, or unpacks to too much.
    """
    if not body:
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (entry,) = archive.infolist()
            with archive.open(entry) as file:
                content = file.read(_MOST_BYTES + 1)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        raise FetchFault("GDELT's file is no archive of one table.") from None
    if len(content) > _MOST_BYTES:
        raise FetchFault("GDELT's file unpacks to more than can be right.")
    # Other marks of an end of line are part of a name.
    return [line for line in content.decode("utf-8", "replace").split("\n") if line]


def _rows(asking: Asking, names: list[str]) -> Iterator[Row]:
    """Yield the rows that lie in the countries, on the days that are wanted."""
    codes = {code for iso3 in asking.wanted.countries for code in _codes(iso3)}
    country, day = (GDELT.header.index(name) for name in ("actiongeo_countrycode", "sqldate"))
    for name in names:
        for cells in csv.reader(_lines(asking.pages.page(name) or b""), delimiter="\t", quoting=3):
            if len(cells) != len(GDELT.header) or cells[country] not in codes:
                continue
            if asking.wanted.holds(f"{cells[day][:4]}-{cells[day][4:6]}-{cells[day][6:8]}"):
                yield dict(zip(GDELT.header, cells, strict=True))


def _codes(iso3: str) -> list[str]:
    """Return a country's codes after FIPS 10-4."""
    codes = [code.upper() for code in codes_of(iso3, "fips")]
    if not codes:
        raise BorderwatchError(f"GDELT's code of {iso3} is not known.")
    return codes
