"""ACLED: pages of events by country, those it withdrew, and the token that both need.

After the first fetch only rows are asked for that ACLED has put in or changed since, and the ids
that it has withdrawn since.
"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from borderwatch_fetch.batch import Asking, Batch, Row, content_of, of_pages, rows_in
from borderwatch_fetch.client import Client
from borderwatch_fetch.credentials import Account, Secret, acled_account
from borderwatch_fetch.errors import FetchFault, Refused
from geo.sources.acled import ACLED
from geo.vocabulary import COUNTRY_LABELS

_TITLE = "ACLED"
_OVERLAP = timedelta(days=2)
"""Asked for again each time: a row may come to be seen some time after the moment that it bears."""
_TERMS = (
    "ACLED does not let this account have the rows (403). Open acleddata.com, log in, accept the "
    "terms of use and fill in the whole profile; an account may also be allowed aggregates only."
)


class _Login:
    """A myACLED account and the token that it was given, which is in memory alone."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._account: Account = acled_account()
        self._access: Secret | None = None
        self._refresh: Secret | None = None

    def get(self, path: str, params: dict[str, str]) -> bytes:
        """Return an answer; a token that has ended is renewed once."""
        url = self._client.source.base + path
        if self._access is None:
            self._by_password()
        try:
            return self._client.get(url, params, self._headers())
        except Refused as refused:
            if refused.status != 401:
                raise Refused(_TERMS, refused.status) from None
        self._renew()
        try:
            return self._client.get(url, params, self._headers())
        except Refused as refused:
            raise Refused(_TERMS, refused.status) from None

    def _headers(self) -> dict[str, str]:
        token = "" if self._access is None else self._access.reveal()
        return {"Authorization": f"Bearer {token}"}

    def _renew(self) -> None:
        if self._refresh is not None:
            form = {"grant_type": "refresh_token", "refresh_token": self._refresh.reveal()}
            try:
                self._take(form)
            except FetchFault:
                # It has ended too.
                self._refresh = None
            else:
                return
        self._by_password()

    def _by_password(self) -> None:
        name, password = self._account.name.reveal(), self._account.password.reveal()
        form = {"grant_type": "password", "username": name, "password": password}
        try:
            self._take(form)
        except Refused:
            raise Refused(
                "ACLED does not accept the name and password of the account. Check them: "
                "`keyring set borderwatch-acled NAME` puts a new password into the keyring."
            ) from None

    def _take(self, form: dict[str, str]) -> None:
        url = f"{self._client.source.base}/oauth/token"
        content = content_of(
            self._client.post(url, {**form, "client_id": "acled"}), "ACLED's log-in"
        )
        access, refresh = content.get("access_token"), content.get("refresh_token")
        if not isinstance(access, str) or not access.isascii() or not access.isprintable():
            raise FetchFault("ACLED's log-in answers without a token.")
        self._access = Secret(access)
        self._refresh = Secret(refresh) if isinstance(refresh, str) else None


def ask_acled(asking: Asking, today: date) -> Batch:
    """Keep all pages that ACLED has for what is wanted, and return what they bring.

    Raises
    ------
    FetchFault
        When ACLED cannot be asked, or refuses; pages that came are kept.
    """
    login = _Login(asking.client)
    # Days of other time zones may be ahead of ours.
    last = asking.wanted.last or today + timedelta(days=1)
    asked: dict[str, Any] = {"last": f"{last}", "since": asking.state.get("since")}
    run = asking.run(**asked)
    _keep_pages(asking, login, run)
    if _moved(asking, run):
        asking.told.tell("ACLED withdrew rows meanwhile; all pages are asked for again")
        run = asking.run(anew=True, **asked)
        _keep_pages(asking, login, run)
    folder, since = _folder(run), run["since"]
    names = [n for c in asking.wanted.countries for n in asking.pages.names(f"{folder}/{c}-")]
    return Batch(
        source=ACLED.key,
        columns=sorted(ACLED.wanted),
        rows=partial(of_pages, asking.pages, names, _rows),
        key="event_id_cnty",
        whole=since is None,
        withdrawn=_withdrawn(asking, folder, names),
        state={
            "runs": run["number"],
            "since": int((_began(asking, run) - _OVERLAP).timestamp()),
        },
    )


def _folder(run: dict[str, Any]) -> str:
    return f"run-{run['number']:04}"


def _keep_pages(asking: Asking, login: _Login, run: dict[str, Any]) -> None:
    """Keep the pages of each country, and then those of what was withdrawn."""
    wanted, folder, since = asking.wanted, _folder(run), run["since"]
    days = {"event_date": f"{wanted.first}|{run['last']}", "event_date_where": "BETWEEN"}
    common = {"_format": "json", "limit": str(asking.client.source.page)}
    for iso3 in wanted.countries:
        filters = {"country": COUNTRY_LABELS[iso3], "country_where": "=", **days}
        if since is not None:
            filters["timestamp"] = str(since)
        ask = partial(_page, login, "/api/acled/read", {**common, **filters})
        asking.numbered(f"{folder}/{iso3}", ask, _rows)
    from_then = int(_began(asking, run).timestamp()) if since is None else since
    filters = {"deleted_timestamp": str(from_then)}
    ask = partial(_page, login, "/api/deleted/read", {**common, **filters})
    asking.numbered(f"{folder}/deleted", ask, _rows)


def _moved(asking: Asking, run: dict[str, Any]) -> bool:
    """Return whether rows were withdrawn since the first page was asked for.

    Those behind them have moved, maybe from a page that was still to come to one that was there.
    """
    began = _began(asking, run).timestamp()
    return any(moment > began for moment in _deleted(asking, _folder(run)).values())


def _began(asking: Asking, run: dict[str, Any]) -> datetime:
    """Return when the fetch began by ACLED's clock, where that is behind ours."""
    ours = datetime.fromisoformat(run["began"])
    return min(ours, asking.client.first_moment or ours)


def _page(login: _Login, path: str, filters: dict[str, str], number: int) -> bytes:
    return login.get(path, {**filters, "page": str(number)})


def _rows(body: bytes) -> list[Row]:
    """Return the rows of a page; what ACLED says inside an answer that looks well counts too."""
    content = content_of(body, _TITLE)
    if content.get("status") in (401, 403):
        raise Refused(_TERMS, 403)
    return rows_in(content, "data", _TITLE)


def _withdrawn(asking: Asking, folder: str, names: list[str]) -> frozenset[str]:
    """Return what was withdrawn after it was last put in, by the moments that ACLED gives."""
    deleted = _deleted(asking, folder)
    if deleted:
        for row in of_pages(asking.pages, names, _rows):
            event = str(row.get("event_id_cnty"))
            if event in deleted and _moment(row.get("timestamp")) > deleted[event]:
                del deleted[event]
    return frozenset(f"acled-{event}" for event in deleted)


def _deleted(asking: Asking, folder: str) -> dict[str, int]:
    """Return when each event was withdrawn, in seconds since 1970."""
    return {
        str(row.get("event_id_cnty")): _moment(row.get("deleted_timestamp"))
        for row in of_pages(asking.pages, asking.pages.names(f"{folder}/deleted-"), _rows)
    }


def _moment(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() else 0
