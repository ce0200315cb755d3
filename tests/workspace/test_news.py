"""What is new since an earlier version, event by event, and by country and border."""

import pandas as pd
import pytest

from geo.errors import UnknownName
from geo.workspace.news import news_counts, news_words

AT = {
    # A town on the Tajik border, and one far from any.
    "border": {"lon": 70.80, "lat": 38.44, "country": "AFG", "geo_precision": "town"},
    "inland": {"lon": 67.2, "lat": 34.5, "country": "AFG", "geo_precision": "town"},
}


@pytest.fixture
def kept(workspace, make_events):
    first = make_events(
        {"event_id": "stays", **AT["inland"]},
        {"event_id": "changes", "fatalities_best": 3, **AT["border"]},
        {"event_id": "goes", "restricted": True, **AT["inland"]},
    )
    second = make_events(
        {"event_id": "stays", **AT["inland"]},
        {"event_id": "changes", "fatalities_best": 5, **AT["border"]},
        {"event_id": "comes", **AT["border"]},
    )
    workspace.keep("mine", first, origin="a test")
    workspace.keep("mine", second, origin="a test")
    return workspace


def test_every_event_is_told_with_its_place(kept):
    news = kept.news("mine")
    assert news_words(news) == "1 new, 1 changed, 1 withdrawn"
    assert news[["change", "event_id"]].to_numpy().tolist() == [
        ["new", "comes"],
        ["changed", "changes"],
        ["withdrawn", "goes"],
    ]
    assert news["country"].tolist() == ["Afghanistan"] * 3
    assert news["border"].fillna("").tolist() == ["AFG-TJK", "AFG-TJK", ""]
    assert news["what_changed"].fillna("").tolist() == ["", "fatalities_best: 3 → 5", ""]
    assert news["restricted"].tolist() == [False, False, True]
    counts = news_counts(news).set_index("border")
    assert counts.loc["AFG-TJK", ["new", "changed", "withdrawn"]].tolist() == [1, 1, 0]
    assert counts.loc["", ["new", "changed", "withdrawn"]].tolist() == [0, 0, 1]


def test_without_another_version_nothing_is_new(kept, make_events):
    assert kept.news("mine", since=2).empty
    kept.keep("single", make_events(**AT["inland"]), origin="a test")
    assert kept.news("single").empty
    assert news_counts(kept.news("single")).empty
    with pytest.raises(UnknownName, match="no version 9"):
        kept.news("mine", since=9)


def test_restricted_news_are_not_written(kept, tmp_path):
    from click.testing import CliRunner

    from geo.cli.main import main

    def run(*words):
        here = ("--workspace", str(kept.folder))
        return CliRunner().invoke(main, ["workspace", "news", "mine", *words, *here])

    printed = run()
    assert "1 new, 1 changed, 1 withdrawn" in printed.stderr
    assert "Afghanistan,AFG-TJK,1,1,0" in printed.stdout
    for ending, read in ((".csv", pd.read_csv), (".xlsx", pd.read_excel)):
        done = run("-o", str(tmp_path / f"news{ending}"))
        assert "Left out, since restricted: made 1 event." in done.stderr
        assert read(tmp_path / f"news{ending}")["event_id"].tolist() == ["comes", "changes"]
    run("-o", str(tmp_path / "all.csv"), "--include", "made")
    assert "goes" in (tmp_path / "all.csv").read_text("utf-8")
