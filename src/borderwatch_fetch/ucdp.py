"""UCDP: pages of its editions, each of which it publishes once and does not change again.

So an edition that was fetched whole, for the same countries and days, is not asked for again. What
an older edition held and the newer one lacks was withdrawn.
"""

import re
from functools import partial
from urllib.parse import parse_qs, urlsplit

from borderwatch_fetch.batch import Asking, Batch, Row, content_of, of_pages, rows_in, rows_of
from borderwatch_fetch.credentials import Secret, token
from borderwatch_fetch.errors import FetchFault, NotThere, Refused
from geo.errors import BorderwatchError, UnknownName
from geo.sources.codes import codes_of
from geo.sources.ucdp import UCDP

_TITLE, _MEMBER = "UCDP", "Result"
_HEADER = "x-ucdp-access-token"
EDITIONS = ("25.1",)
"""Where no other is named. Candidate events of a month have three numbers, such as 26.0.1."""


def ask_ucdp(asking: Asking) -> Batch:
    """Keep all pages of the editions that are wanted, and return what they bring.

    Raises
    ------
    FetchFault
        When UCDP cannot be asked, or refuses; pages that came are kept.
    """
    versions = asking.wanted.versions or EDITIONS
    for version in versions:
        if not re.fullmatch(r"\d{1,3}(\.\d{1,3}){1,3}", version):
            raise UnknownName(f"{version[:20]!r} is no edition of UCDP, such as 25.1 or 26.0.1.")
    ended: list[str] = list(asking.state.get("ended", []))
    for version in versions:
        if version not in ended:
            _edition(asking, version, token("ucdp", _TITLE, "UCDP_TOKEN"))
            ended.append(version)
            asking.pages.save({**asking.state, "ended": ended})
    # A later edition's row is read first, so it is the one that stays.
    names = [n for version in reversed(versions) for n in asking.pages.names(f"{version}/page-")]
    return Batch(
        source=UCDP.key,
        columns=sorted(UCDP.wanted),
        rows=partial(of_pages, asking.pages, names, _rows),
        key="id",
        whole=True,
        state={"ended": ended},
    )


def _edition(asking: Asking, version: str, secret: Secret) -> None:
    """Keep the pages of an edition; each names the next."""
    client, wanted = asking.client, asking.wanted
    url = f"{client.source.base}/gedevents/{version}"
    params = {
        "pagesize": str(client.source.page),
        "Country": ",".join(_number(iso3) for iso3 in wanted.countries),
        "StartDate": wanted.first.isoformat(),
    }
    if wanted.last is not None:
        params["EndDate"] = wanted.last.isoformat()
    number, following = 0, ""
    while number == 0 or following:
        name = f"{version}/page-{number:05}"
        body = asking.pages.page(name)
        if body is None:
            asked = params | ({"page": following} if following else {})
            body = _get(asking, url, asked, secret, version)
            # What cannot be read is not kept, so that it is asked for again.
            content = content_of(body, _TITLE)
            rows = rows_in(content, _MEMBER, _TITLE)
            asking.pages.keep(name, body)
        else:
            content = content_of(body, _TITLE)
            rows = rows_in(content, _MEMBER, _TITLE)
        total = content.get("TotalPages")
        asking.told.page(len(rows), of=total if isinstance(total, int) else None)
        following = _next(asking, content.get("NextPageUrl"))
        number += 1


def _get(asking: Asking, url: str, params: dict[str, str], secret: Secret, version: str) -> bytes:
    try:
        return asking.client.get(url, params, {_HEADER: secret.reveal()})
    except NotThere:
        raise FetchFault(
            f"UCDP has no edition {version}. Name one that it has with --version; "
            "https://ucdp.uu.se/apidocs/ lists them."
        ) from None
    except Refused:
        raise Refused(
            "UCDP does not accept the token. Ask UCDP for a new one (https://ucdp.uu.se/apidocs/), "
            "and put it into the keyring: `keyring set borderwatch-ucdp token`."
        ) from None


def _next(asking: Asking, address: object) -> str:
    """Return the number of the next page from its address; empty where there is none."""
    if not isinstance(address, str) or not address:
        return ""
    asking.client.source.require_own(address)
    numbers = parse_qs(urlsplit(address).query).get("page", [])
    if len(numbers) != 1 or not numbers[0].isdecimal():
        raise FetchFault("UCDP names a next page without its number.")
    return numbers[0]


def _rows(body: bytes) -> list[Row]:
    return rows_of(body, _MEMBER, _TITLE)


def _number(iso3: str) -> str:
    """Return a country's number after Gleditsch and Ward."""
    numbers = codes_of(iso3, "gw")
    if not numbers:
        raise BorderwatchError(f"UCDP's number of {iso3} is not known.")
    return ",".join(numbers)
