"""The way that is compared with: a Streamlit script that rebuilds a folium map at each step."""

import datetime as dt
import os

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

import geo
from benchmarks.synthetic import FIRST, LAST

COLOURS = ("#f1eee7", "#fff3c7", "#fed98e", "#fe9929", "#d95f0e", "#8c2d04")
LIMITS = (0, 1, 2, 5, 10, 25)


@st.cache_data
def read() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the events with their district, and the Afghan districts; read and joined once."""
    events = gpd.read_parquet(os.environ["BENCHMARK_EVENTS"])
    districts = geo.read_units(countries=["AFG"], level="district")[["unit_id", "name", "geometry"]]
    return gpd.sjoin(events, districts, predicate="within", how="left"), districts


def build(shown: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, stamp: str) -> folium.Map:
    """Return the map: districts coloured by count, one circle for each event, and the date."""
    counts = shown["unit_id"].value_counts()

    def style(feature: dict) -> dict:
        count = counts.get(feature["properties"]["unit_id"], 0)
        colour = next(c for c, n in zip(COLOURS[::-1], LIMITS[::-1], strict=True) if count >= n)
        return {"fillColor": colour, "fillOpacity": 0.8, "color": "#6e695f", "weight": 0.5}

    drawn = folium.Map(location=[34.5, 66.0], zoom_start=6, tiles=None)
    folium.GeoJson(districts, style_function=style).add_to(drawn)
    for place in shown.geometry:
        folium.CircleMarker([place.y, place.x], radius=4, weight=1, fill=True).add_to(drawn)
    icon = folium.DivIcon(html=f'<span class="benchmark-stamp">{stamp}</span>')
    folium.Marker([38.5, 60.0], icon=icon).add_to(drawn)
    return drawn


def main() -> None:
    """Show the slider and the map."""
    events, districts = read()
    first, last = dt.date.fromisoformat(FIRST), dt.date.fromisoformat(LAST)
    start = st.slider("From", first, last, first)
    shown = events[events["date_start"].dt.date >= start]
    st_folium(build(shown, districts, start.isoformat()), width=900, returned_objects=[])


main()
