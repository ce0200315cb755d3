"""Where each fact comes from: the sources, licences, versions and hashes that ship."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from geo.paths import shipped


@dataclass(frozen=True)
class Source:
    """One source of shipped data, as listed in ``geodata/sources.toml``."""

    key: str
    title: str
    publisher: str
    covers: str
    licence: str
    version: str
    date: str
    sha256: str
    url: str
    note: str


@lru_cache(maxsize=1)
def read_sources() -> tuple[Source, ...]:
    """Return every shipped source in the order of the file.

    >>> read_sources()[0].licence
    'Public Domain'
    """
    entries = tomllib.loads(shipped("sources.toml").read_text("utf-8"))["source"]
    return tuple(Source(**entry) for entry in entries)
