"""HDX HAPI: ACLED's counts of political violence by month and district, with p-codes.

It does not say what it changed since a moment, so the few pages of a country are asked for whole
each time. Of its kinds of events the one is taken that the library's monthly counts hold: *civilian
targeting* is counted in *political violence* already, and *demonstrations* is another count.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from borderwatch_fetch.batch import Asking, Batch, Row, Wanted, of_pages, rows_of
from borderwatch_fetch.credentials import token
from borderwatch_fetch.errors import Refused
from geo.sources.acled import ACLED_MONTHS

_TITLE = "HDX HAPI"
_PATH = "/coordination-context/conflict-events"
_HEADER = "X-HDX-HAPI-APP-IDENTIFIER"
_LEVEL = "2"
_TAKEN = {
    "country": "location_name",
    "iso3": "location_code",
    "admin1": "admin1_name",
    "admin2": "admin2_name",
    "admin1_pcode": "admin1_code",
    "admin2_pcode": "admin2_code",
    "events": "events",
    "fatalities": "fatalities",
}
"""Columns of the monthly counts, and HAPI's names of them."""


def ask_hdx(asking: Asking) -> Batch:
    """Keep all pages of the countries that are wanted, and return what they bring.

    Raises
    ------
    FetchFault
        When HDX cannot be asked, or refuses; pages that came are kept.
    """
    number = asking.run()["number"]
    folder = f"run-{number:04}"
    for iso3 in asking.wanted.countries:
        asking.numbered(f"{folder}/{iso3}", partial(_page, asking, iso3), _rows)
    names = [n for iso3 in asking.wanted.countries for n in asking.pages.names(f"{folder}/{iso3}-")]
    return Batch(
        source=ACLED_MONTHS.key,
        columns=["year", "month", *_TAKEN],
        rows=partial(_counts, asking, names),
        key="",
        whole=True,
        state={"runs": number},
    )


def _page(asking: Asking, iso3: str, number: int) -> bytes:
    limit = asking.client.source.page
    params = {
        "location_code": iso3,
        "admin_level": _LEVEL,
        "output_format": "json",
        "limit": str(limit),
        "offset": str((number - 1) * limit),
    }
    secret = token("hdx", _TITLE, "HDX_APP_IDENTIFIER")
    url = asking.client.source.base + _PATH
    try:
        return asking.client.get(url, params, {_HEADER: secret.reveal()})
    except Refused:
        raise Refused(
            "HDX HAPI does not accept the identifier of the app. Make one at "
            "https://hapi.humdata.org/docs (encode_app_identifier), and put it into the keyring: "
            "`keyring set borderwatch-hdx token`."
        ) from None


def _rows(body: bytes) -> list[Row]:
    return rows_of(body, "data", _TITLE)


def _counts(asking: Asking, names: list[str]) -> Iterator[Row]:
    """Yield the counts of whole months that are wanted, under the names of monthly counts."""
    for row in of_pages(asking.pages, names, _rows):
        month = str(row.get("reference_period_start") or "")[:10]
        if row.get("event_type") == "political_violence" and _wanted(month, asking.wanted):
            taken = {ours: row.get(theirs) for ours, theirs in _TAKEN.items()}
            yield {"year": month[:4], "month": month[5:7], **taken}


def _wanted(month: str, wanted: Wanted) -> bool:
    """Return whether a month begins within the days that are wanted, or holds the first of them."""
    try:
        first = date.fromisoformat(month)
    except ValueError:
        # The library's import says what is wrong with the row.
        return True
    opening = wanted.first.replace(day=1)
    return opening <= first and (wanted.last is None or first <= wanted.last)
