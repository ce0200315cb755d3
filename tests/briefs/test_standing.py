"""Numbers of an older pack that no longer hold are named, and no others."""

import json

import pytest

import geo
from geo.briefs.standing import no_longer_holds
from geo.errors import FileFault

SPEC = """
title = "A"
dpi = 40
formats = []
data = ["csv"]
[[figure]]
kind = "map"
extent = "AF-BDS"
window = ["2021-06-01", "2021-08-15"]
[[figure]]
kind = "events"
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs")
    (folder / "spec.toml").write_text(SPEC)
    return geo.make_brief(folder / "spec.toml", folder / "pack").folder


def test_what_holds_is_not_named(pack, joined):
    assert no_longer_holds(pack, joined).empty


def test_what_holds_no_longer_is_named(pack, joined):
    figures = json.loads((pack / "manifest.json").read_text("utf-8"))["figures"]
    (summer, was), (every, _) = figures.items()
    window = joined["date_start"].between("2021-06-01", "2021-08-15")
    here = joined[window & joined["province_id"].eq("AF-BDS")]
    fewer = joined.drop(index=here.index[:2])
    found = no_longer_holds(pack / "manifest.json", fewer).set_index(["figure", "number"])
    assert found.loc[(summer, "rows")].tolist() == [str(was["rows"]), str(was["rows"] - 2)]
    assert found.loc[(every, "events of borderwatch"), "now"] == str(431 - 2)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"figures": {"a": 1}, "pack": {"paper": 1}}'])
def test_what_is_no_manifest_is_a_message(tmp_path, joined, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(FileFault, match="no manifest of a pack"):
        no_longer_holds(tmp_path, joined)
    with pytest.raises(FileFault, match="cannot be read"):
        no_longer_holds(tmp_path / "none", joined)
