"""UCDP, HDX HAPI, GDELT and geoBoundaries against their stand-in."""

import io
import json
import zipfile
from datetime import date

import pytest

from borderwatch_fetch import sources
from borderwatch_fetch.boundaries import fetch_boundaries
from borderwatch_fetch.errors import FetchFault, Refused
from geo.boundaries.importing.rows import Stated, read_rows
from geo.errors import UnknownName
from geo.sources.gdelt import HEADER

COUNTS = "/coordination-context/conflict-events"


def event(number, *, best=3, day="2024-03-01"):
    """Return an invented event as UCDP's JSON has it."""
    return {
        "id": number,
        "relid": f"SYN-{number}",
        "year": 2024,
        "type_of_violence": 1,
        "conflict_name": "Synthetic: conflict",
        "side_a": "Government of Synthetic",
        "side_b": "Synthetic group",
        "gwnoa": "700",
        "gwnob": None,
        "where_prec": 1,
        "where_coordinates": "Synthetic town",
        "adm_1": "Badakhshan province",
        "adm_2": "Fayzabad district",
        "latitude": 37.1166,
        "longitude": 70.58,
        "country": "Afghanistan",
        "country_id": 700,
        "date_prec": 1,
        "date_start": f"{day}T00:00:00",
        "date_end": f"{day}T00:00:00",
        "best": best,
        "high": best + 2,
        "low": best,
    }


@pytest.fixture
def ucdp(stand_in):
    """Two editions, in pages of two rows."""
    stand_in.most_rows = 2
    stand_in.editions = {
        "25.1": [event(number) for number in range(1, 6)],
        "26.1": [event(1), event(2, best=8), *(event(number) for number in range(4, 9))],
    }
    return stand_in


def test_an_edition_of_ucdp_is_fetched_page_by_page_and_not_again(fetch, ucdp):
    fetched = fetch("ucdp")
    assert str(fetched) == "ucdp-AFG: 5 events, fetched for the first time."
    assert ucdp.pages("/gedevents/25.1") == [0, 1, 2]
    assert {one.query["Country"] for one in ucdp.asked} == {"700"}
    assert fetched.events["licence"].unique().tolist() == ["CC BY 4.0"]
    assert not fetched.events["restricted"].any()
    ucdp.asked.clear()
    words = "ucdp-AFG: 0 new, 0 changed, 0 withdrawn; it holds 5 events now."
    assert str(fetch("ucdp")) == words
    assert ucdp.asked == []


def test_a_newer_edition_tells_what_it_changed_and_withdrew(fetch, ucdp):
    fetch("ucdp")
    fetched = fetch("ucdp", versions=("26.1",))
    words = "ucdp-AFG: 3 new, 1 changed, 1 withdrawn; it holds 7 events now."
    assert str(fetched) == words


def test_editions_together_take_an_event_from_the_later_one(fetch, ucdp):
    fetched = fetch("ucdp", versions=("25.1", "26.1"))
    deaths = fetched.events.set_index("event_id")["fatalities_best"]
    assert (len(deaths), deaths["ucdp-2"], deaths["ucdp-3"]) == (8, 8, 3)
    # The next time they need not be named.
    words = "ucdp-AFG: 0 new, 0 changed, 0 withdrawn; it holds 8 events now."
    assert str(fetch("ucdp")) == words


def test_a_cut_edition_goes_on_where_it_was(fetch, ucdp):
    ucdp.faults.extend([None, *[503] * 6])
    with pytest.raises(FetchFault, match="503, 6 times"):
        fetch("ucdp")
    ucdp.asked.clear()
    assert len(fetch("ucdp").events) == 5
    assert ucdp.pages("/gedevents/25.1") == [1, 2]


def test_a_next_page_on_another_host_is_not_followed(fetch, ucdp, monkeypatch):
    monkeypatch.setattr(ucdp, "base", "http://elsewhere.example.org")
    with pytest.raises(FetchFault, match="leads to another host"):
        fetch("ucdp")


def test_an_edition_that_is_not_there_and_a_token_that_is_not_known_are_said(
    fetch, ucdp, monkeypatch
):
    with pytest.raises(FetchFault, match=r"no edition 31\.1"):
        fetch("ucdp", versions=("31.1",), name="later")
    with pytest.raises(UnknownName, match="no edition of UCDP"):
        fetch("ucdp", versions=("../users",), name="another")
    monkeypatch.setenv("BORDERWATCH_UCDP_TOKEN", "another")
    with pytest.raises(Refused, match="does not accept the token"):
        fetch("ucdp")


def count(district, month, events, kind="political_violence"):
    """Return an invented count as HDX HAPI has it."""
    return {
        "location_code": "AFG",
        "location_name": "Afghanistan",
        "admin1_code": "AF19",
        "admin1_name": "Kunduz",
        "admin2_code": district,
        "admin2_name": "Kunduz" if district == "AF1901" else "Imam Sahib",
        "admin_level": 2,
        "event_type": kind,
        "events": events,
        "fatalities": 1,
        "reference_period_start": f"{month}-01T00:00:00",
        "reference_period_end": f"{month}-28T23:59:59",
    }


def test_counts_of_hdx_are_read_by_month_and_district(fetch, stand_in):
    stand_in.counts = [
        count("AF1901", "2023-12", 40),
        count("AF1901", "2024-01", 42),
        count("AF1901", "2024-01", 30, "civilian_targeting"),
        count("AF1905", "2024-01", 5),
    ]
    fetched = fetch("hdx")
    assert fetched.events["event_count"].tolist() == [42, 5]
    assert fetched.events["restricted"].all()
    assert fetched.events["date_precision"].unique().tolist() == ["month"]
    stand_in.counts[3]["events"] = 6
    stand_in.counts.append(count("AF1905", "2024-02", 7))
    assert str(fetch("hdx")).startswith("hdx-AFG: 1 new, 1 changed, 0 withdrawn")


def test_a_source_that_holds_nothing_any_more_empties_no_dataset(fetch, stand_in):
    stand_in.counts = [count("AF1901", "2024-01", 42)]
    fetch("hdx")
    stand_in.counts = []
    with pytest.raises(FetchFault, match="nothing any more of what it held"):
        fetch("hdx")


def line(number, country="AF", day="20240301"):
    """Return an invented row of a file of GDELT."""
    cells = dict.fromkeys(HEADER, "")
    cells |= {
        "globaleventid": str(number),
        "sqldate": day,
        "eventcode": "190",
        "eventbasecode": "190",
        "eventrootcode": "19",
        "quadclass": "4",
        "actiongeo_type": "4",
        "actiongeo_fullname": "Faizabad, Badakhshan, Afghanistan",
        "actiongeo_countrycode": country,
        "actiongeo_lat": "37.1166",
        "actiongeo_long": "70.58",
        "dateadded": f"{day}001500",
        "sourceurl": "https://example.org/synthetic",
    }
    return "\t".join(cells.values())


def packed(*lines):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("export.CSV", "\n".join(lines) + "\n")
    return target.getvalue()


@pytest.fixture
def gdelt(stand_in):
    """Three files, of which one is missing."""
    stand_in.files = {
        "/lastupdate.txt": b"1 2 http://data.example.org/gdeltv2/20240301004500.export.CSV.zip\n",
        "/20240301001500.export.CSV.zip": packed(line(1), line(2, "TI"), line(3, day="20230301")),
        "/20240301004500.export.CSV.zip": packed(line(4), "a broken line"),
    }
    return stand_in


def test_files_of_gdelt_are_asked_for_once(fetch, gdelt):
    fetched = fetch("gdelt", first=date(2024, 3, 1))
    assert sorted(fetched.events["event_id"]) == ["gdelt-1", "gdelt-4"]
    gdelt.asked.clear()
    gdelt.files |= {
        "/lastupdate.txt": b"1 2 http://data.example.org/gdeltv2/20240301010000.export.CSV.zip\n",
        "/20240301010000.export.CSV.zip": packed(line(5)),
    }
    words = "gdelt-AFG: 1 new, 0 changed, 0 withdrawn; it holds 3 events now."
    assert str(fetch("gdelt", first=None)) == words
    assert gdelt.paths() == ["/lastupdate.txt", "/20240301010000.export.CSV.zip"]


def test_a_file_of_gdelt_that_is_no_archive_is_not_kept(fetch, gdelt):
    good = gdelt.files["/20240301004500.export.CSV.zip"]
    gdelt.files["/20240301004500.export.CSV.zip"] = b"<html>busy</html>"
    with pytest.raises(FetchFault, match="no archive of one table"):
        fetch("gdelt", first=date(2024, 3, 1))
    gdelt.files["/20240301004500.export.CSV.zip"] = good
    assert len(fetch("gdelt", first=date(2024, 3, 1)).events) == 2


@pytest.fixture
def districts(stand_in, units):
    """Two districts as geoBoundaries gives them, behind a redirect of the same host."""
    two = units[(units["level"] == "district") & (units["iso3"] == "TJK")].head(2)
    features = [
        {
            "type": "Feature",
            "properties": {
                "shapeName": name,
                "shapeISO": "",
                "shapeID": f"s{name}",
                "shapeGroup": "TJK",
                "shapeType": "ADM2",
            },
            "geometry": json.loads(json.dumps(shape.__geo_interface__)),
        }
        for name, shape in zip(two["name"], two.geometry, strict=True)
    ]
    stand_in.files = {
        "/TJK/ADM2/": json.dumps(
            {
                "boundaryID": "TJK-ADM2-1",
                "boundaryLicense": "Open Data Commons Open Database License 1.0",
                "boundaryYearRepresented": "2017",
                "buildDate": "Dec 12, 2023",
                "gjDownloadURL": f"{stand_in.base}/raw/file.geojson",
            }
        ).encode(),
        "/raw/file.geojson": (302, {"Location": "/lfs/file.geojson"}, b""),
        "/lfs/file.geojson": json.dumps(
            {"type": "FeatureCollection", "features": features}
        ).encode(),
    }
    return stand_in


@pytest.fixture
def read_as_units(monkeypatch, units):
    """Read the files that are fetched as they are imported; fitting them takes long, and is not
    what is asked here."""
    shipped = units[units["level"] == "district"]

    def read(paths, name, *, level, country):
        return read_rows(paths, Stated(level, country, None, None, {}), shipped).units

    monkeypatch.setattr("borderwatch_fetch.boundaries.import_boundaries", read)


def test_boundaries_are_fetched_imported_and_not_fetched_again(
    districts, read_as_units, tmp_path, waits
):
    fetched = fetch_boundaries("TJK", "district", folder=tmp_path, sleep=waits.append)
    units = fetched.report
    assert (units["problem"] == "").tolist() == [True, True]
    assert units["licence"].unique().tolist() == ["Open Data Commons Open Database License 1.0"]
    assert units["vintage"].unique().tolist() == [2017]
    districts.asked.clear()
    again = fetch_boundaries("TJK", "district", folder=tmp_path, sleep=waits.append)
    assert "nothing newer than what was imported before" in str(again)
    assert districts.paths() == ["/TJK/ADM2/"]


def test_boundaries_on_another_host_are_not_fetched(districts, tmp_path):
    districts.files["/raw/file.geojson"] = (302, {"Location": "https://example.org/x"}, b"")
    with pytest.raises(FetchFault, match=r"another host \('example.org'\)"):
        fetch_boundaries("TJK", "district", folder=tmp_path)
    assert not list(tmp_path.glob("*.geojson"))


def test_the_servers_are_encrypted():
    assert all(source.base.startswith("https://") for source in sources.SOURCES.values())
