"""Where the shipped facts come from."""

import hashlib
import re

import pandas as pd

import geo
from geo.boundaries.build import WHEEL_SHA256
from geo.gazetteer.places import read_places
from geo.settings import EVENTS, GEODATA


def by_key():
    return {source.key: source for source in geo.read_sources()}


def test_every_source_names_title_publisher_licence_and_use():
    for source in geo.read_sources():
        for text in (source.key, source.title, source.publisher, source.licence, source.covers):
            assert text.strip(), source.key


def test_keys_are_unique():
    assert len(by_key()) == len(geo.read_sources())


def test_hashes_are_those_of_the_shipped_files():
    sources = by_key()
    for key, path in (
        ("borderwatch", EVENTS),
        ("borderwatch-zones", GEODATA / "zones.csv"),
        ("borderwatch-crossings", GEODATA / "crossings.csv"),
        ("geonames", GEODATA / "populated_places.csv"),
        ("noaa-globe", GEODATA / "relief.webp"),
        ("gshhg", GEODATA / "waters.parquet"),
    ):
        assert path.name in sources[key].covers
        assert sources[key].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_boundary_hashes_are_those_of_the_pinned_wheel():
    layers = [source for key, source in by_key().items() if key.startswith("geoboundaries-")]
    assert len(layers) == 8
    assert {source.sha256 for source in layers} == {WHEEL_SHA256}


def test_a_hash_is_a_sha256_and_an_address_an_address():
    for source in geo.read_sources():
        assert re.fullmatch(r"([0-9a-f]{64})?", source.sha256), source.key
        assert re.fullmatch(r"(https://\S+)?", source.url), source.key


def test_the_vintage_of_a_layer_is_the_date_of_its_source(units):
    sources = by_key()
    assert all(
        str(unit.vintage) == sources[unit.source].date
        for unit in units.drop_duplicates("source").itertuples()
    )


def test_every_key_in_the_data_resolves(units, events):
    keys = set(by_key())
    assert set(units["source"]) <= keys
    assert set(events["dataset"]) <= keys
    assert set(read_places()["source"]) <= keys
    for name in ("actor_names", "actors", "aliases", "letters", "names", "boundary_layers"):
        table = pd.read_csv(GEODATA / "tables" / f"{name}.csv")
        assert set(table["source"]) <= keys, name


def test_the_notes_count_what_ships(events, zones):
    sources = by_key()
    assert f"{len(events)} events" in sources["borderwatch"].covers
    assert f"{len(zones)} dated claims" in sources["borderwatch-zones"].covers
    counts = events["verified"].value_counts()
    for word in (f"{counts['page']} rows", f"{counts['document']} come", f"{counts['memory']} are"):
        assert word in sources["borderwatch"].note
