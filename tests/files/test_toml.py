"""Every TOML that the tool reads: what is wrong is said with file, key and remedy."""

import datetime as dt

import pytest

from geo.briefs.spec import read_spec
from geo.errors import BorderwatchError, FileFault, SchemaFault, ViewFault
from geo.events.mapping import Mapping
from geo.files.toml import read_toml, unknown_keys, wrong_kind
from geo.release.credits import sources_of
from geo.settings import GEODATA
from geo.view.view import View

READERS = {"mapping": Mapping.from_toml, "spec": read_spec, "sources": sources_of}
BROKEN = {
    "cut off": b"title = ",
    "the same key twice": b"a = 1\na = 2",
    "brackets": b"a = " + b"[" * 20_000,
    "tables": b"a = " + b"{b=" * 20_000,
    "digits": b"a = " + b"9" * 20_000,
    "no UTF-8": b'title = "\xff"',
    "a sign of order": "\ufefftitle".encode("utf-16"),
    "nothing but noughts": b"\0" * 100,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_toml_is_said_with_the_file(tmp_path, read, content):
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(FileFault, match=r"mine\.toml is not (TOML|UTF-8)"):
        read(path)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("name", ["none.toml", "a\0b.toml", "."])
def test_what_is_no_file_is_said(tmp_path, read, name):
    with pytest.raises(FileFault, match="cannot be read"):
        read(tmp_path / name)


@pytest.mark.parametrize(
    "text", [text for text in BROKEN.values() if b"\xff" not in text and b"\0" not in text]
)
def test_a_view_that_is_no_toml_is_said(text):
    with pytest.raises(ViewFault, match="not TOML"):
        View.from_toml(text.decode())


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        ("mapping", '[colums]\nplace = "x"', r"mine\.toml .*\n  A mapping has no colums \(columns"),
        ("mapping", "[columns]\nplace = 5", r"mine\.toml .*\n  place of columns is 5, a whole num"),
        ("mapping", "[types]\nraid = true", r"mine\.toml .*\n  raid of types is True, true or fal"),
        ("mapping", "date_order = 1", r"mine\.toml .*\n  date_order is 1, a whole number; give te"),
        ("mapping", '[columns]\nplce = "x"', r"mine\.toml: .* no column of ours is called plce"),
        ("spec", '[[figure]]\nsubtitel = "x"', r"mine\.toml .*\n  figure 1: .* subtitel \(subtitl"),
        ("spec", "title = 1979-05-27\n[[figure]]", r"title is datetime.date\(.*a date; give text"),
        ("spec", "dpi = true\n[[figure]]", r"mine\.toml .*\n  dpi is True; give a whole number"),
        ("spec", "[[figure]]\ncorridor_km = true", r"figure 1: corridor_km is True; give a number"),
        (
            "spec",
            f"[[figure]]\ncorridor_km = 1{'0' * 999}",
            r"figure 1: corridor_km is 10+; give a",
        ),
        ("spec", f"[[figure]]\nextent = [1{'0' * 999}, 1, 2, 3]", "figure 1: The extent .* four"),
        ("sources", "[sources]", r"mine\.toml .*\n  The file has no sources \(source is meant"),
        (
            "sources",
            "source = [5]",
            r"mine\.toml .*\n  entry 1: it is 5, a whole number; give a ta",
        ),
        ("sources", "[[source]]\nkey = 5", r"(?s)entry 1: it has no title.*entry 1: key is 5"),
        ("sources", "[[source]]\nlicense = 'x'", r"entry 1: a source has no license \(licence is"),
    ],
)
def test_unknown_keys_and_wrong_types_are_said(tmp_path, read, text, says):
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BorderwatchError, match=says):
        READERS[read](path)


def test_all_faults_of_a_mapping_come_at_once(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('other = 1\ndate_order = 2\ntypes = "x"\n[columns]\nplace = []\n', "utf-8")
    with pytest.raises(SchemaFault) as fault:
        Mapping.from_toml(path)
    starts = ["A mapping has no other", "date_order is 2", "place of columns is []", "types is 'x'"]
    lines = str(fault.value).splitlines()[1:]
    assert [line.strip()[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts


def test_fixed_values_may_be_numbers_dates_and_truths(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[fixed]\ninjured = 3\nrestricted = true\ndate_start = 2021-08-15\n", "utf-8")
    mapping = Mapping.from_toml(path)
    assert mapping.fixed == {"injured": "3", "restricted": "True", "date_start": "2021-08-15"}


def test_the_shipped_sources_are_whole():
    assert len(sources_of(GEODATA / "sources.toml")) > 10
    assert read_toml(GEODATA / "sources.toml", "").keys() == {"source"}


def test_no_key_of_a_stranger_reaches_the_screen_raw_or_whole():
    line = unknown_keys("It", {"\x1b[31mred": 1, "k" * 9_000: 2}, ["a"])[0]
    assert "\x1b" not in line
    assert len(line) < 200
    assert len(wrong_kind("k", "x" * 9_000, int)) < 200


@pytest.mark.parametrize(
    ("value", "kinds", "right"),
    [
        (1, (float,), True),
        (True, (int,), False),
        (dt.datetime(2021, 8, 15, tzinfo=dt.UTC), (dt.date,), False),
        (dt.date(2021, 8, 15), (str, dt.date), True),
        (None, (str,), False),
    ],
)
def test_kinds_of_python_that_hold_others_are_told_apart(value, kinds, right):
    assert (wrong_kind("k", value, *kinds) == "") == right
