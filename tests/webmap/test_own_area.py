"""Areas of one's own in script and library: the same events, words, units and texts."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

import geo
from geo.view.area import Area
from geo.view.area_ground import SLIVER, area_geometry, area_steps
from geo.view.lying import lying
from geo.webmap.document import view_settings
from geo.webmap.own_area import area_settings
from tests.webmap.test_words import SENTENCES, for_many, some_views

GEOD = Geod(ellps="WGS84")


def some_areas(joined, count, seed=11):
    """Circles, polygons, some of them with corners on events, and units together."""
    random = np.random.default_rng(seed)
    spots = shapely.get_coordinates(joined.geometry.to_numpy())
    units = geo.read_units(countries=["AFG", "TJK"])["unit_id"].to_numpy()
    areas = []
    for number in range(count):
        lon, lat = spots[random.integers(len(spots))]
        kind = number % 4
        if kind == 0:
            areas.append(Area.circle(lon, lat, random.uniform(2, 400), name=f"{number} km"))
        elif kind == 1:
            areas.append(Area.units(random.choice(units, random.integers(1, 9), replace=False)))
        elif kind == 2:
            places = random.uniform((61, 30), (74, 39), (random.integers(3, 12), 2))
            areas.append(Area.polygon(places.tolist()))
        else:
            hull = shapely.convex_hull(shapely.MultiPoint(random.choice(spots, 6)))
            hole = shapely.buffer(shapely.Point(lon, lat), 0.4)
            if shapely.area(hull) > 0.01:
                areas.append(Area.of(shapely.difference(hull, hole), "With a hole", "hole.kml"))
    return areas


def test_both_count_and_say_the_same_of_areas(in_script, files, joined):
    for events in (joined, for_many(joined)):
        areas = some_areas(events, 60)
        plain = some_views(events, len(areas), seed=3)
        views = [
            geo.View.from_query({**view.to_query(), "area": area.text})[0]
            for view, area in zip(plain, areas, strict=True)
        ]
        views += [geo.View(area=area) for area in areas]
        assert all(view.area for view in views)
        settings = [view_settings(view) for view in views]
        says = in_script(SENTENCES, views=settings, **files(events))
        assert says == [geo.describe(events, view) for view in views]
        assert sum("may lie inside" in text for text in says) > 20


def test_the_edge_lies_inside_in_the_script_too(in_script):
    ring = [[0, 0, 10, 0, 10, 10, 0, 10], [4, 4, 6, 4, 6, 6, 4, 6]]
    spots = [[0, 0], [5, 0], [10, 3], [5, 5], [4, 5], [6, 6], [2, 2], [11, 0], [-1, 0], [5, 10]]
    told = in_script(
        "return asked.spots.map(([x, y]) => bw.covers(asked.ring, x, y));", ring=ring, spots=spots
    )
    ground = shapely.Polygon(
        [(0, 0), (10, 0), (10, 10), (0, 10)], [[(4, 4), (6, 4), (6, 6), (4, 6)]]
    )
    assert told == [bool(shapely.covers(ground, shapely.Point(spot))) for spot in spots]


DRAWN = """
  return asked.drawn.map((drawn) => {
    const members = drawn.codes && drawn.codes.map((code) => bw.model.unitIndex.get(code));
    return bw.drawnArea(bw.model, { ...drawn, members });
  });
"""


def slivers(area):
    """Units of which so little lies inside or outside that an edge may pass for the same."""
    shapes = np.asarray(geo.read_units().geometry)
    ground = area_geometry(area)
    common, own = shapely.area(shapely.intersection(shapes, ground)), shapely.area(shapes)
    shares = (common / np.minimum(own, ground.area), 1 - common / own)
    near = [np.abs(share - SLIVER) < SLIVER / 3 for share in shares]
    return set(np.flatnonzero(near[0] | near[1]).tolist())


def test_what_is_drawn_is_the_area_that_the_library_reads(in_script, files, joined):
    random = np.random.default_rng(4)
    places = [random.uniform((66, 33), (73, 38), (3, 2)).round(5).tolist() for _ in range(12)]
    drawn = [{"kind": "polygon", "places": three, "name": ""} for three in places]
    drawn += [
        {"kind": "circle", "places": [[69.17, 34.53]], "km": km, "name": name}
        for km, name in ((50, "a~b"), (7.25, ""), (350.5, "Kābul 100%"))
    ]
    codes = geo.read_units(countries=["AFG"], level="district")["unit_id"]
    for number in (1, 3, 5):
        chosen = codes.iloc[random.integers(0, len(codes), number)].tolist()
        drawn.append({"kind": "units", "codes": chosen, "name": ""})
    made = in_script(DRAWN, drawn=drawn, **files(joined))
    for told in made:
        area = Area.parse(told["text"])
        wanted = area_settings(area)
        for status in ("inside", "cut"):
            assert set(told[status]) ^ set(wanted[status]) <= slivers(area), told["text"]
        if area.kind == "circle":
            off = np.abs(np.array(told["rings"][0]) - wanted["rings"][0])
            assert off.max() <= 1
        elif area.kind == "polygon":
            ring = shapely.Polygon(np.array(told["rings"][0]).reshape(-1, 2))
            assert shapely.equals(ring, area_steps(area))
        if area.kind != "units":
            assert (told["name"], told["words"]) == (wanted["name"], wanted["words"])
        else:
            assert sorted(told["members"]) == wanted["members"]


@pytest.mark.parametrize("metres", [100, 5e4, 1e6])
def test_one_comes_where_the_ellipsoid_leads(in_script, metres):
    random = np.random.default_rng(8)
    places = random.uniform((-170, -70), (170, 70), (50, 2))
    azimuths = random.uniform(0, 360, 50)
    told = np.array(
        in_script(
            "return asked.places.map((at, k) => bw.goneFrom(at, asked.azimuths[k], asked.metres));",
            places=places.tolist(),
            azimuths=azimuths.tolist(),
            metres=metres,
        )
    )
    lon, lat, _ = GEOD.fwd(*places.T, azimuths, np.full(50, metres))
    east = (told[:, 0] - lon + 180) % 360 - 180
    assert np.abs(east).max() < 1e-8
    assert np.abs(told[:, 1] - lat).max() < 1e-8


def test_an_area_of_units_is_sent_without_their_edges(joined):
    settings = area_settings(Area.units(["AF-BDS"]))
    assert "rings" not in settings
    assert len(settings["inside"]) == 1 + len(
        geo.read_units(level="district").query("parent_id == 'AF-BDS'")
    )
    assert area_settings(None) is None
    assert lying(joined, Area.units(["AF-BDS"])).inside.sum() == 33
