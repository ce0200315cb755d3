"""One name for each actor: at import, in the shipped events, in filters."""

import pandas as pd
import pytest

import geo
from geo.gazetteer.actors import actor_name, with_parts
from geo.settings import GEODATA
from geo.view.select import select
from geo.webmap.document import view_settings

TABLE = pd.read_csv(GEODATA / "tables" / "actors.csv", dtype="str", keep_default_na=False)
KINDS = {"state", "state_force", "armed_group", "person", "joint", "suspected"} | {
    "civilian",
    "unknown",
}


def spellings() -> pd.DataFrame:
    rows = [
        (row.name, spelling)
        for row in TABLE.itertuples(index=False)
        for spelling in (row.name, *filter(None, row.aliases.split("; ")))
    ]
    return pd.DataFrame(rows, columns=["name", "spelling"])


def test_a_spelling_means_one_actor():
    folded = spellings()["spelling"].str.casefold()
    assert folded.is_unique, folded[folded.duplicated()].tolist()
    assert (spellings()["spelling"].map(actor_name) == spellings()["name"]).all()


def test_every_row_says_what_it_is_and_why():
    assert set(TABLE["kind"]) <= KINDS
    assert (TABLE["reason"] != "").all()
    parents = {name for cell in TABLE["parent"] for name in cell.split("; ") if name}
    assert parents <= set(TABLE["name"])


def test_no_actor_belongs_to_itself():
    for row in TABLE.itertuples(index=False):
        parts = with_parts([row.name])
        assert not set(parts) & set(row.parent.split("; ")), row.name


def test_the_shipped_events_name_each_actor_as_the_table_does(events):
    sides = pd.concat([events["actor_1"], events["actor_2"]]).dropna()
    assert (sides.map(actor_name) == sides).all()
    claims = {name for cell in events["claimed_by"].dropna() for name in cell.split("; ")}
    assert claims <= set(TABLE["name"])
    # What is claimed or only suspected is said by a column and by the table, not in brackets.
    brackets = set(sides[sides.str.contains(r"\(")])
    assert brackets <= {*TABLE["name"], "unidentified aircraft (Tajik or Russian, both denied)"}


@pytest.mark.parametrize("name", ["IS-K", "ISKP", "islamic state khorasan"])
def test_a_filter_finds_all_events_of_an_actor(joined, name):
    shown = select(joined, geo.View(actors=(name,)))
    sides = joined["actor_1"].fillna("") + "|" + joined["actor_2"].fillna("")
    # Two claims stand beside: of supporters who may be anyone's, and of IS itself.
    of_it = sides.str.contains("IS-K") | sides.str.contains("self-proclaimed IS")
    assert set(shown["event_id"]) == set(joined.loc[of_it, "event_id"])
    assert len(shown) > 34


def test_the_parent_finds_the_branch_and_the_branch_not_the_parent(joined):
    branch = set(select(joined, geo.View(actors=("IS-K",)))["event_id"])
    parent = set(select(joined, geo.View(actors=("Islamic State",)))["event_id"])
    assert branch < parent
    assert "bw-0044" in parent - branch  # Mosul


def test_the_map_document_filters_by_the_same_actors():
    assert set(view_settings(geo.View(actors=("TTP",)))["actors"]) == set(with_parts(["TTP"]))
    assert list(view_settings(geo.View())["actors"]) == []


def test_an_import_writes_the_name_and_keeps_the_original(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,"
        "longitude,latitude,actor_1,actor_2\n"
        "a,2020-01-01,day,town,attack,A newspaper,69,35,TALEBAN,Group A\n"
        "b,2020-01-01,day,town,attack,A newspaper,69,35,IS-K,Pakistan armed forces\n"
        "c,2020-01-01,day,town,attack,A newspaper,69,35,,Taliban and Group B\n"
    )
    events = geo.read_events(path).set_index("event_id")
    assert events["actor_1"].fillna("").tolist() == ["Taliban", "IS-K", ""]
    assert events["actor_2"].tolist() == ["Group A", "Pakistan Army", "Taliban and Group B"]
    assert events["original_actor_1"].fillna("").tolist() == ["TALEBAN", "", ""]
    assert events["original_actor_2"].fillna("").tolist() == ["", "Pakistan armed forces", ""]


def test_an_export_read_again_keeps_the_original(tmp_path):
    first = tmp_path / "first.csv"
    first.write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,"
        "longitude,latitude,actor_1,licence\n"
        "a,2020-01-01,day,town,attack,A newspaper,69,35,Taleban,CC0\n"
    )
    again = tmp_path / "again.geojson"
    geo.write_events(geo.read_events(first), again)
    event = geo.read_events(again).iloc[0]
    assert (event["actor_1"], event["original_actor_1"]) == ("Taliban", "Taleban")
