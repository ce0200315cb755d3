"""One source's server, asked politely: not too often, not for ever, never past its own hosts.

A request that fails for the moment (the connection is cut, 429, 5xx) is repeated after a wait that
doubles, or that the server names in ``Retry-After``. Redirects stay among the source's hosts and go
without credentials to any but the first. An answer is read up to a number of bytes, in a bounded
time. Messages name the source and what it answered, never an address, a header or a body.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import requests

from borderwatch_fetch.errors import FetchFault, NoNetwork, NotThere, Refused
from borderwatch_fetch.sources import Source, is_loopback

_TRIES = 6
_TRIES_WITHOUT_NETWORK = 2
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0
_TO_CONNECT, _BETWEEN_BYTES, _FOR_ALL = 15.0, 60.0, 600.0
"""Seconds until a connection stands, between two pieces of an answer, and for all of it."""
_PIECE = 1 << 16
_MOST_REDIRECTS = 5
_AGAIN = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _Later(Exception):
    """A request failed for the moment."""

    def __init__(self, why: str, wait: float | None = None, *, connected: bool = True) -> None:
        super().__init__(why)
        self.why, self.wait, self.connected = why, wait, connected


class Client:
    """Asks the server of one source.

    Parameters
    ----------
    source : Source
        Which, how often, and how much it may answer.
    most : int, default 400
        The most requests of all, repeated ones too.
    tell : callable, optional
        Called with a sentence where one has to wait.
    sleep, clock : callable, optional
        Wait for some seconds; tell a time in seconds.

    Attributes
    ----------
    first_moment : datetime, optional
        When the server first answered, by its own clock; none before that.
    """

    def __init__(
        self,
        source: Source,
        *,
        most: int = 400,
        tell: Callable[[str], object] = lambda words: None,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.source = source
        self._left = self._most = most
        self._tell, self._sleep, self._clock = tell, sleep, clock
        self._asked: deque[float] = deque(maxlen=source.requests)
        self._answered = False
        self.first_moment: datetime | None = None
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "borderwatch (event fetcher)"

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return what the server answers to a question.

        Parameters
        ----------
        url : str
            An address of the source; others are refused.
        params : mapping, optional
            What goes into the address, and so nothing secret.
        headers : mapping, optional
            What goes beside it, to the source's first host alone.

        Raises
        ------
        NoNetwork
            When it cannot be reached.
        Refused
            On 401 and 403.
        NotThere
            On 404.
        FetchFault
            When it fails again and again, leads elsewhere, or answers too much.
        """
        return self._persistently("GET", url, params=params, headers=headers)

    def post(self, url: str, form: Mapping[str, str]) -> bytes:
        """Return what the server answers to a form; raises as :meth:`get`."""
        return self._persistently("POST", url, data=form)

    def _persistently(self, method: str, url: str, **what: Any) -> bytes:
        wait = _FIRST_WAIT
        for attempt in range(1, _TRIES + 1):
            try:
                return self._follow(method, url, **what)
            except _Later as failed:
                offline = not failed.connected and not self._answered
                if attempt == (_TRIES_WITHOUT_NETWORK if offline else _TRIES):
                    raise self._given_up(failed, offline=offline) from None
                pause = wait if failed.wait is None else failed.wait
                if pause > _LONGEST_WAIT:
                    raise FetchFault(
                        f"{self.source.title} asks to wait {pause / 60:,.0f} minutes. Run the same "
                        "again then: what was fetched is kept."
                    ) from None
                self._tell(f"{failed.why}; asked again in {pause:.0f} s")
                self._sleep(pause)
                wait = min(2 * wait, _LONGEST_WAIT)
        raise AssertionError("unreachable")

    def _given_up(self, failed: _Later, *, offline: bool) -> FetchFault:
        title = self.source.title
        if offline:
            return NoNetwork(
                f"{title} cannot be reached. Is there a network? What was fetched before is kept, "
                "and everything but fetching works without one."
            )
        return FetchFault(
            f"{title}: {failed.why}, {_TRIES} times in a row. Run the same again later: what was "
            "fetched is kept."
        )

    def _follow(self, method: str, url: str, **what: Any) -> bytes:
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._ask(method, self.source.require_own(url), **what)
            with response:
                if method != "GET" or response.status_code not in _REDIRECTS:
                    return self._answer(response)
                url = urljoin(url, response.headers.get("Location", ""))
            # The new address holds its own questions, and has no business with our credentials.
            what = {}
        raise FetchFault(f"{self.source.title} leads in a circle; not followed.")

    def _ask(self, method: str, url: str, **what: Any) -> requests.Response:
        self._keep_the_pace()
        # Proxies of the environment hold for other machines.
        self._session.trust_env = not is_loopback(url)
        try:
            return self._session.request(
                method,
                url,
                **what,
                # Ours, and not what a .netrc file would add.
                auth=_nothing_added,
                allow_redirects=False,
                stream=True,
                timeout=(_TO_CONNECT, _BETWEEN_BYTES),
            )
        except requests.exceptions.SSLError:
            raise FetchFault(
                f"{self.source.title} does not prove who it is (its certificate is not valid here)."
            ) from None
        except (requests.ConnectTimeout, requests.exceptions.ProxyError):
            raise _Later("it cannot be reached", connected=False) from None
        except requests.ConnectionError as error:
            raise _Later("the connection failed", connected=_was_cut(error)) from None
        except requests.Timeout:
            raise _Later("it does not answer in time") from None
        except requests.RequestException:
            raise FetchFault(f"{self.source.title} cannot be asked this.") from None

    def _keep_the_pace(self) -> None:
        """Wait until the time has passed that so many requests may take at least."""
        if not self._left:
            raise FetchFault(
                f"{self.source.title} was asked {self._most:,} times, which is the limit of one "
                "call. Run the same again to go on from here, or allow more with --most-pages."
            )
        self._left -= 1
        if len(self._asked) == self._asked.maxlen:
            pause = self._asked[0] + self.source.seconds - self._clock()
            if pause > 0:
                self._sleep(pause)
        self._asked.append(self._clock())

    def _answer(self, response: requests.Response) -> bytes:
        title, status = self.source.title, response.status_code
        self._answered = True
        if status in _AGAIN:
            busy = "it asks for fewer requests" if status == 429 else f"it answers with {status}"
            raise _Later(busy, _retry_after(response.headers.get("Retry-After", "")))
        if status in (401, 403):
            raise Refused(f"{title} refuses this request ({status}).", status)
        if status in (404, 410):
            raise NotThere(f"{title} has nothing there ({status}).")
        if status != 200:
            raise FetchFault(f"{title} answers with {status}, which was not expected.")
        moment = _moment(response.headers.get("Date", ""))
        self.first_moment = self.first_moment or moment
        return self._body(response)

    def _body(self, response: requests.Response) -> bytes:
        most, title = self.source.most_bytes, self.source.title
        length = response.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > most:
            raise self._too_large()
        ends = self._clock() + _FOR_ALL
        body = bytearray()
        try:
            for piece in response.iter_content(_PIECE):
                body += piece
                if len(body) > most:
                    raise self._too_large()
                if self._clock() > ends:
                    raise FetchFault(f"{title} takes more than {_FOR_ALL / 60:.0f} minutes.")
        except requests.RequestException:
            raise _Later("the connection was cut") from None
        return bytes(body)

    def _too_large(self) -> FetchFault:
        most = self.source.most_bytes / 1e6
        return FetchFault(
            f"{self.source.title} answers with more than {most:,.0f} MB at once; not read. Ask for "
            "fewer countries or days."
        )


def _nothing_added(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _was_cut(error: requests.ConnectionError) -> bool:
    """Return whether a connection stood, and was cut; else none could be made."""
    return "NewConnectionError" not in repr(error) and "NameResolution" not in repr(error)


def _retry_after(text: str) -> float | None:
    """Return the seconds that a server asks for: as a number, or until a moment.

    >>> _retry_after("120"), _retry_after("soon"), _retry_after("")
    (120.0, None, None)
    """
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (_aware(moment) - datetime.now(UTC)).total_seconds())


def _moment(text: str) -> datetime:
    """Return a server's time; this machine's where it tells none."""
    try:
        return _aware(parsedate_to_datetime(text))
    except ValueError:
        return datetime.now(UTC)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
