"""Write the events of a view for others to use: each row with its source."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.errors import FileFault
from geo.paths import write_whole

FORMATS = {
    ".geojson": "GeoJSON",
    ".gpkg": "GPKG",
    ".parquet": "GeoParquet",
    ".csv": "CSV",
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table(joined: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return events without geometry, dates as ISO text, with ``longitude`` and ``latitude``."""
    frame = pd.DataFrame(joined.drop(columns="geometry"))
    for column in ("date_start", "date_end"):
        frame[column] = frame[column].dt.strftime("%Y-%m-%d")
    return frame.assign(longitude=joined.geometry.x, latitude=joined.geometry.y)


def to_csv(joined: gpd.GeoDataFrame) -> str:
    """Return events as CSV.

    Text that a spreadsheet would run as a formula gets a leading apostrophe.

    Examples
    --------
    >>> import geo
    >>> to_csv(geo.read_events().head(1))[:30]
    'event_id,date_start,date_end,d'
    """
    return table_csv(table(joined))


def table_csv(frame: pd.DataFrame) -> str:
    r"""Return any table as CSV, with text defused as in :func:`to_csv`, numbers at full length.

    >>> table_csv(pd.DataFrame({"name": ["=1+1", "Kunduz"]}))
    "name\n'=1+1\nKunduz\n"
    """
    frame = frame.copy()
    for column in frame.select_dtypes(["str", "object", "category"]).columns:
        text = frame[column].astype("str")
        risky = text.str.startswith(_FORMULA_STARTS, na=False)
        frame[column] = text.where(~risky, "'" + text)
    return frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")


def to_geojson(joined: gpd.GeoDataFrame) -> str:
    """Return events as a GeoJSON FeatureCollection, dates as ISO text, unknown numbers null."""
    frame = gpd.GeoDataFrame(table(joined), geometry=joined.geometry, crs=joined.crs)
    return str(frame.drop(columns=["longitude", "latitude"]).to_json(drop_id=True))


def web_links(addresses: pd.Series) -> pd.Series:
    """Return addresses that a page may link to; null where one is not http or https.

    >>> web_links(pd.Series(["https://example.org", "javascript:alert(1)"])).isna().tolist()
    [False, True]
    """
    return addresses.where(addresses.str.match("(?i)https?://", na=False))


def write_events(joined: gpd.GeoDataFrame, path: str | Path) -> Path:
    """Write events as GeoJSON, GeoPackage, GeoParquet or CSV, by the name's ending.

    Raises
    ------
    FileFault
        For another ending, or when the file cannot be written.
    """
    path = Path(path)
    if path.suffix not in FORMATS:
        raise FileFault(f"{path.name} ends in none of {', '.join(FORMATS)}.")
    with write_whole(path) as part:
        if path.suffix == ".csv":
            part.write_text(to_csv(joined), "utf-8")
        elif path.suffix == ".geojson":
            part.write_text(to_geojson(joined), "utf-8")
        elif path.suffix == ".parquet":
            joined.to_parquet(part)
        else:
            joined.to_file(part, driver=FORMATS[path.suffix], layer="events")
    return path
