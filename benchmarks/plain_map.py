"""The map as a notebook draws it: `python -m benchmarks.plain_map events.geojson geodata out.png`.

Districts and events by GeoPandas: no names, legend, scale, marking or sources, nothing checked and
nothing joined.
"""

import sys
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import pandas as pd

WINDOW = ("2021-06-01", "2021-08-15")
COUNTRIES = ("AFG", "TJK", "PAK", "CHN")


def draw(events: str, geodata: str, output: str) -> None:
    """Draw Badakhshan in the summer of 2021 at 150 dots to an inch."""
    mpl.use("Agg")
    units = pd.concat(gpd.read_parquet(Path(geodata) / f"{iso3}.parquet") for iso3 in COUNTRIES)
    districts = units[units["level"] == "district"]
    points = gpd.read_file(events)
    points = points[points["date_start"].between(*WINDOW)]
    axes = districts.plot(figsize=(13.33, 7.5), facecolor="none", edgecolor="grey")
    points.plot(ax=axes, column="event_type", markersize=12)
    west, south, east, north = districts[districts["parent_id"] == "AF-BDS"].total_bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.figure.savefig(output, dpi=150)


if __name__ == "__main__":
    draw(*sys.argv[1:])
