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


def boundary_credits() -> str:
    """Return one line that credits the boundaries and names: source, vintage, licence."""
    licences: dict[str, list[str]] = {}
    for source in read_sources():
        if source.key.startswith("geoboundaries"):
            iso3 = source.key[-3:].upper()
            licences.setdefault(source.licence, []).append(f"{iso3} {source.date}")
    held = "; ".join(f"{', '.join(who)}: {licence}" for licence, who in licences.items())
    boundaries = f"Boundaries: geoBoundaries (Runfola et al. 2020), simplified; {held}."
    return f"{boundaries} P-codes and Dari names: OCHA COD-AB, CC BY-IGO."
