"""The one table of servers: where each source is asked, how often, and in what portions."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from borderwatch_fetch.errors import FetchFault
from geo.settings import fetch_servers


@dataclass(frozen=True)
class Source:
    """A source and its manners.

    Parameters
    ----------
    key : str
        As the command names it.
    title : str
        As people name it.
    base : str
        Scheme, host and the beginning of the path of every address that is built here.
    also : tuple of str
        Further hosts that answers may lead to; any other is refused.
    page : int
        Rows that are asked for at once.
    requests, seconds : int, float
        The most requests in so many seconds.
    most_bytes : int
        The most bytes of one answer, unpacked.
    """

    key: str
    title: str
    base: str
    also: tuple[str, ...] = ()
    page: int = 5_000
    requests: int = 60
    seconds: float = 60.0
    most_bytes: int = 64 << 20

    @property
    def host(self) -> str:
        """Host, and port where one is written, of the addresses that are built here."""
        return urlsplit(self.base).netloc

    def require_own(self, url: str) -> str:
        """Return an address that an answer named, or raise where it leads elsewhere.

        Raises
        ------
        FetchFault
            When the address is of another host, holds a name and password, or is not encrypted.
        """
        parts = urlsplit(url)
        if parts.netloc not in (self.host, *self.also):
            shown = parts.hostname or "no host"
            raise FetchFault(
                f"{self.title} leads to another host ({shown[:100]!r}), which was not followed. "
                "Where the source has moved, name its new host in BORDERWATCH_FETCH_SERVERS."
            )
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
            raise FetchFault(f"{self.title} leads to an address without encryption; not followed.")
        return url


_GITHUB = ("github.com", "raw.githubusercontent.com", "media.githubusercontent.com")
SOURCES: Mapping[str, Source] = {
    source.key: source
    for source in (
        Source("acled", "ACLED", "https://acleddata.com"),
        Source("ucdp", "UCDP", "https://ucdpapi.pcr.uu.se/api", page=1_000),
        # Its terms ask for at most one request a second, and at most 10,000 entries in one.
        Source(
            "hdx",
            "HDX HAPI",
            "https://hapi.humdata.org/api/v2",
            page=10_000,
            requests=1,
            seconds=1.0,
        ),
        # The bucket behind data.gdeltproject.org, which itself has no encrypted address.
        Source("gdelt", "GDELT", "https://storage.googleapis.com/data.gdeltproject.org/gdeltv2"),
        Source(
            "boundaries",
            "geoBoundaries",
            "https://www.geoboundaries.org/api/current/gbOpen",
            also=_GITHUB,
            most_bytes=512 << 20,
        ),
    )
}
"""By their keys. What the page of a source says of speed and portions is kept to."""


def source_of(key: str) -> Source:
    """Return a source, at the server that the setting names or at its own.

    Raises
    ------
    FetchFault
        When the setting names an address that is not encrypted and not of this machine.
    """
    source = SOURCES[key]
    base = fetch_servers().get(key)
    if base is None:
        return source
    if urlsplit(base).scheme != "https" and not is_loopback(base):
        raise FetchFault(
            f"BORDERWATCH_FETCH_SERVERS names an address for {key} that is not encrypted. Name one "
            "that begins with https://; http:// is only for this machine."
        )
    return replace(source, base=base.rstrip("/"), also=())


def is_loopback(url: str) -> bool:
    """Return whether an address is of this machine.

    >>> is_loopback("http://127.0.0.1:8000/x"), is_loopback("http://example.org")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
