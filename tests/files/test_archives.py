"""Archives and XML from strangers: unpacked or parsed only when they can do no harm."""

import contextlib
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FileFault
from geo.files import archives
from geo.files.archives import inspect_archive, open_archive, refuse_entities


def zipped(path: Path, files: dict[str, str | bytes], **settings) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **settings) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def with_entry(path: Path, **changes) -> Path:
    """An archive of one file whose directory entry is changed."""
    entry = zipfile.ZipInfo("a.csv")
    for name, value in changes.items():
        setattr(entry, name, value)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "target")
    return path


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_and_folders_come_out_and_are_gone_afterwards(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"one.csv": "1", "layers/two.shp": b"\0\1"})
    with open_archive(packed) as folder:
        assert everything_in(folder) == ["layers/two.shp", "one.csv"]
        assert (folder / "layers" / "two.shp").read_bytes() == b"\0\1"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_the_folder_is_gone_after_an_error_too(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"one.csv": "1"})
    with pytest.raises(RuntimeError, match="made"), open_archive(packed) as folder:
        raise RuntimeError("made")
    assert not folder.exists()


def test_notes_of_a_mac_are_left_out(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"one.shp": "1", "__MACOSX/._one.shp": "2"})
    with open_archive(packed) as folder:
        assert everything_in(folder) == ["one.shp"]


def test_an_archive_inside_stays_packed(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"one.csv": "1"})
    packed = zipped(tmp_path / "a.zip", {"inner.zip": inner.read_bytes()})
    with open_archive(packed) as folder:
        assert everything_in(folder) == ["inner.zip"]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("../out.csv", "leads outside"),
        ("a/../../out.csv", "leads outside"),
        ("a\\..\\..\\out.csv", "leads outside"),
        ("/etc/out.csv", "absolute path"),
        ("\\out.csv", "absolute path"),
        ("C:\\out.csv", "absolute path"),
        ("C:out.csv", "absolute path"),
        ("//host/share/out.csv", "absolute path"),
    ],
)
def test_paths_that_lead_outside_are_refused_and_nothing_is_written(tmp_path, name, fault):
    packed = zipped(tmp_path / "a.zip", {name: "1"})
    before = everything_in(tmp_path)
    with pytest.raises(FileFault, match=f"{fault}.*Nothing was unpacked"), open_archive(packed):
        pass
    assert everything_in(tmp_path) == before


def test_links_are_refused(tmp_path):
    packed = with_entry(tmp_path / "a.zip", external_attr=(stat.S_IFLNK | 0o777) << 16)
    with pytest.raises(FileFault, match="is a link"):
        inspect_archive(packed)


def test_a_password_is_said(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"a.csv": "1"})
    content = bytearray(packed.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    packed.write_bytes(content)
    with pytest.raises(FileFault, match="needs a password"):
        inspect_archive(packed)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.csv", "a.csv"), ("a.csv", "A.CSV")])
def test_one_name_twice_is_refused(tmp_path, names):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in names:
            archive.writestr(name, "1")
    with pytest.raises(FileFault, match="two files of the same name"):
        inspect_archive(tmp_path / "a.zip")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"a.csv": bytes(archives._HARMLESS_BYTES + 1)})
    assert packed.stat().st_size < 20_000
    with pytest.raises(FileFault, match=r"times its size, as a zip bomb does"):
        inspect_archive(packed)


def test_a_small_file_may_be_packed_tightly(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"a.csv": bytes(1_000_000)})
    assert len(inspect_archive(packed)) == 1


def test_a_declared_size_of_10_gigabytes_is_refused(tmp_path):
    packed = zipped(tmp_path / "a.xlsx", {f"{number}.xml": "1" for number in range(3)})
    content = bytearray(packed.read_bytes())
    at = 0
    while (at := content.find(b"PK\x01\x02", at) + 1) > 0:
        content[at + 23 : at + 27] = (3_500_000_000).to_bytes(4, "little")
    packed.write_bytes(content)
    with pytest.raises(FileFault, match=r"would unpack to 10\.5 GB; at most 4\.3"):
        inspect_archive(packed)


def test_a_directory_that_understates_a_size_gives_no_more_than_it_states(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"a.csv": b"1" * 1000})
    content = bytearray(packed.read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    packed.write_bytes(content)
    with pytest.raises(FileFault, match="not a whole zip archive"), open_archive(packed):
        pass


def test_too_many_entries_are_refused(tmp_path):
    files = {f"{number}.csv": "" for number in range(archives.MOST_ENTRIES + 1)}
    packed = zipped(tmp_path / "a.zip", files)
    with pytest.raises(FileFault, match=r"holds 1,001 files; at most 1,000"):
        inspect_archive(packed)


def test_a_swarm_of_entries_is_not_even_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_MOST_SIGNATURES", 20)
    packed = zipped(tmp_path / "a.zip", {f"{number}.csv": "" for number in range(20)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("was loaded"))
    with pytest.raises(FileFault, match="more than 20 entries"):
        inspect_archive(packed)


@pytest.mark.parametrize("keep", [0, 10, 60, -5])
def test_a_truncated_archive_is_said_to_be_one(tmp_path, keep):
    packed = zipped(tmp_path / "a.zip", {"a.csv": "some text " * 50})
    packed.write_bytes(packed.read_bytes()[:keep])
    with pytest.raises(FileFault, match=r"not a whole zip archive.*Download it again"):
        inspect_archive(packed)


def test_a_damaged_entry_is_said(tmp_path):
    packed = zipped(tmp_path / "a.zip", {"a.csv": "some text " * 50})
    content = bytearray(packed.read_bytes())
    content[40] ^= 0xFF
    packed.write_bytes(content)
    with pytest.raises(FileFault, match="not a whole zip archive"), open_archive(packed):
        pass


@settings(max_examples=200)
@given(data=st.data())
def test_whatever_byte_is_damaged_only_a_message_comes_out(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    packed = zipped(folder / "a.zip", {"a.csv": "some text " * 20, "b/c.csv": "more"})
    content = bytearray(packed.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    packed.write_bytes(content)
    with contextlib.suppress(FileFault), open_archive(packed) as unpacked:
        assert len(everything_in(unpacked)) <= 2
    assert everything_in(folder) == ["a.zip"]


def test_an_empty_archive_and_a_missing_one_are_said(tmp_path):
    with pytest.raises(FileFault, match="holds no files"):
        inspect_archive(zipped(tmp_path / "a.zip", {}))
    with pytest.raises(FileFault, match="cannot be unpacked: No such file"):
        inspect_archive(tmp_path / "b.zip")


LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<kml><Placemark><name>&b;</name></Placemark></kml>"""
OUTSIDE = """<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>"""
PLAIN_TYPE = """<!-- a comment first --><!DOCTYPE kml SYSTEM "http://a.example/kml.dtd"><kml/>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, PLAIN_TYPE])
def test_entities_are_refused_in_any_encoding(tmp_path, text, encoding):
    path = tmp_path / "a.kml"
    path.write_text(text.replace('"1.0"', f'"1.0" encoding="{encoding[:6]}"'), encoding)
    with pytest.raises(FileFault, match="declares a document type"):
        refuse_entities(path)


def test_words_that_only_look_like_a_document_type_pass(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text("<kml><description><![CDATA[<!DOCTYPE html>]]></description></kml>", "utf-8")
    assert refuse_entities(path) == "kml"


@pytest.mark.parametrize("content", [b"", b"no xml", b"PK\x03\x04", b"<?xml version='1.0'?>"])
def test_what_does_not_begin_as_xml_is_refused(tmp_path, content):
    path = tmp_path / "a.kml"
    path.write_bytes(content)
    with pytest.raises(FileFault, match="does not begin as XML"):
        refuse_entities(path)
