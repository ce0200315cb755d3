"""Recognise whose boundaries a layer holds, and read its columns as ours.

Which columns give a producer away, and what they hold, are rows of
``geodata/tables/boundary_producers.csv`` and ``boundary_columns.csv``; ``{n}`` in them stands
for the administrative level, as in ``ADM2_PCODE``.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import SchemaFault
from geo.files.layers import Layer
from geo.settings import shipped

FIELDS = (
    "unit_id",
    "name",
    "name_local",
    "aliases",
    "iso3",
    "iso2",
    "parent_id",
    "parent_name",
    "iso_3166_2",
    "ocha_pcode",
    "vintage",
)
NAMEABLE = {
    "name": "names of the units",
    "unit_id": "codes of the units",
    "parent_id": "codes or names of the provinces above them",
    "name_local": "names in the local script",
}
"""Fields of which the user may name the column, and what it holds."""
_NONE: Mapping[str, str] = MappingProxyType({})
_BLANKS = ("", "na", "n/a", "-99", "<null>")
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Producer:
    """Who made a layer, as its columns tell.

    ``signs`` are the columns that all must be there; ``depth`` is the column that tells how far
    below the country a unit stands, ``=1`` where all stand one below, ``{n}`` where the names of
    the columns tell, empty where nothing does; ``country_depth`` is its value for a country.
    """

    key: str
    title: str
    signs: tuple[str, ...]
    depth: str
    country_depth: int
    licence: str


def describe_layer(
    layer: Layer, columns: Mapping[str, str] = _NONE
) -> tuple[Producer, pd.DataFrame]:
    """Return whose layer it is, and its rows with our columns.

    Parameters
    ----------
    layer : Layer
    columns : mapping of str to str, default {}
        For some of :data:`NAMEABLE`, the column that the user names; where the layer has it, it
        comes before those of the producer.

    Returns
    -------
    Producer
    DataFrame
        Same index as the layer's; :data:`FIELDS` as text without control characters, null where
        nothing is said (``aliases`` as lists), and ``depth``, 1 for the first level below the
        country, null where the layer does not say.

    Raises
    ------
    SchemaFault
        When no producer is recognised and no column holds names.
    """
    cells = _with_tags(layer.frame)
    named = {field: name.lower() for field, name in columns.items() if name.lower() in cells}
    there = tuple(str(name) for name in cells.columns)
    producer, depth = producer_of(there, layer.name, named="name" in named)
    wanted = _columns()
    wanted = wanted[wanted["producer"] == producer.key]
    rows = pd.DataFrame(index=cells.index)
    for field in FIELDS:
        patterns = wanted.loc[wanted["field"] == field, "column"]
        names = [name for name in (p.replace("{n}", str(depth)) for p in patterns) if name in cells]
        if field in named:
            # A parent that the user names is the only one.
            names = [named[field]]
        elif field == "parent_name" and "parent_id" in named:
            names = []
        texts = [_texts(cells[name]) for name in names]
        rows[field] = _listed(texts, cells.index) if field == "aliases" else _first(texts, cells)
    rows["depth"] = _depths(producer, cells, depth)
    return producer, rows


def guessed_columns(layer: Layer) -> dict[str, str]:
    """Return for fields of :data:`NAMEABLE` the column of the layer that is read by itself.

    Empty where no producer is recognised.
    """
    there = tuple(str(name) for name in _with_tags(layer.frame).columns)
    try:
        producer, depth = producer_of(there, layer.name)
    except SchemaFault:
        return {}
    table = _columns()
    table = table[(table["producer"] == producer.key) & table["field"].isin(list(NAMEABLE))]
    columns = table["column"].str.replace("{n}", str(depth))
    known = columns.isin(there)
    first = table.assign(column=columns)[known].drop_duplicates("field")
    return dict(zip(first["field"], first["column"], strict=True))


def producer_of(
    columns: tuple[str, ...], name: str, *, named: bool = False
) -> tuple[Producer, int]:
    """Return the first producer all of whose signs are there, and the deepest level named.

    Where the user has named the column of names, a layer of nobody known is a plain one: other
    columns do not tell its level.

    >>> producer_of(("adm0_pcode", "adm1_pcode", "adm2_pcode", "adm2_en"), "a layer")[1]
    2
    """
    for producer in _producers():
        levels = [n for n in range(6) if _has(producer, columns, n)]
        if named and producer.key == "plain":
            return producer, 0
        if levels:
            return producer, levels[-1]
    if not columns:
        raise SchemaFault(
            f"{name}: its features have no properties, so nothing names its units. Export it "
            "again with its table of attributes, or give each feature a property `name`."
        )
    raise SchemaFault(
        f"{name} has no column that names its units. Columns: {', '.join(columns)}. Say "
        "which one does: --name-column NAME, in Python columns={'name': ...}."
    )


def _has(producer: Producer, columns: tuple[str, ...], level: int) -> bool:
    return all(sign.replace("{n}", str(level)) in columns for sign in producer.signs)


@lru_cache(maxsize=1)
def _producers() -> tuple[Producer, ...]:
    table = pd.read_csv(shipped("tables/boundary_producers.csv"), dtype=str, keep_default_na=False)
    return tuple(
        Producer(
            key=row["producer"],
            title=row["title"],
            signs=tuple(row["signs"].split()),
            depth=row["depth"],
            country_depth=int(row["country_depth"]),
            licence=row["licence"],
        )
        for row in table.to_dict("records")
    )


@lru_cache(maxsize=1)
def _columns() -> pd.DataFrame:
    return pd.read_csv(shipped("tables/boundary_columns.csv"), dtype=str, keep_default_na=False)


def _with_tags(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the cells of a layer, with the tags that OpenStreetMap packs into one column."""
    cells = pd.DataFrame(frame.drop(columns="geometry"))
    for column, read in (("tags", _json), ("all_tags", _json), ("other_tags", _hstore)):
        if column in cells:
            rows = [{k.lower(): v for k, v in read(cell).items()} for cell in cells[column]]
            tags = pd.DataFrame(rows, index=cells.index)
            cells = cells.join(tags.loc[:, ~tags.columns.isin(cells.columns)])
    return cells


def _json(cell: Any) -> dict[str, Any]:
    try:
        tags = cell if isinstance(cell, dict) else json.loads(cell)
    except (TypeError, ValueError, RecursionError):
        return {}
    return tags if isinstance(tags, dict) else {}


def _hstore(cell: Any) -> dict[str, str]:
    return dict(_HSTORE.findall(cell)) if isinstance(cell, str) else {}


def _texts(column: pd.Series) -> pd.Series:
    """Return cells as text without control characters, null where they say nothing."""
    return pd.Series([_cell_text(cell) for cell in column], index=column.index, dtype=object)


def _cell_text(cell: Any) -> str | None:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and not np.isfinite(cell)):
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    kept = "".join(c if unicodedata.category(c) != "Cc" else " " for c in str(cell)).strip()
    return None if kept.casefold() in _BLANKS else kept


def _first(texts: list[pd.Series], cells: pd.DataFrame) -> pd.Series:
    """Return the first text that is there in each row."""
    text = pd.Series(None, index=cells.index, dtype=object)
    for column in texts:
        text = text.where(text.notna(), column)
    return text


def _listed(texts: list[pd.Series], index: pd.Index) -> pd.Series:
    lists: list[list[str]] = [[] for _ in index]
    for column in texts:
        for names, text in zip(lists, column, strict=True):
            names.extend(word.strip() for word in re.split(r"[|;]", text or ""))
    return pd.Series(lists, index=index, dtype=object)


def _depths(producer: Producer, cells: pd.DataFrame, depth: int) -> pd.Series:
    if producer.depth == "":
        return pd.Series(np.nan, index=cells.index)
    if producer.depth == "{n}":
        return pd.Series(float(depth), index=cells.index)
    if producer.depth.startswith("="):
        return pd.Series(float(producer.depth[1:]), index=cells.index)
    digits = cells[producer.depth].astype(str).str.extract(r"(\d+)")[0]
    return pd.to_numeric(digits, errors="coerce") - producer.country_depth
