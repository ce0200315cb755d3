"""Rows in the project's columns into a valid frame of events, losing none in silence."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import rules, schema
from geo.cells.empty import says_nothing
from geo.cells.parsed import YEARS, days, no_day, whole_numbers
from geo.compact import Places, numbered
from geo.errors import SchemaFault
from geo.events.report import ReadReport, Remark, no_faults, remark
from geo.files.table import Table, as_table
from geo.gazetteer.default_points import default_points
from geo.points import coordinate_faults, coordinates
from geo.text import INVISIBLE
from geo.vocabulary import COUNTRY_LABELS

CATEGORIES = (
    "date_precision",
    "country",
    "geo_precision",
    "located_by",
    "event_type",
    "original_type",
    "side_1_type",
    "side_2_type",
    "verified",
    "dataset",
    "source_format",
    "licence",
)
SIDES = ("side_1_type", "side_2_type")
"""Here *unknown* is a word of ours."""
_COUNTS = ("fatalities_best", "fatalities_low", "fatalities_high", "injured")
SHIPPED_GROUND = (44.0, 23.5, 97.0, 49.5)
"""West, south, east and north of the eight countries, of China Xinjiang alone, in degrees."""
_REMEDIES = {"event_count": "write how many events the row stands for"}
_TYPED = ("date_start", "date_end", "data_as_of", "restricted")
_YES_OR_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def accept(
    frame: pd.DataFrame, *, dataset: str = "unnamed", name: str = "table"
) -> tuple[gpd.GeoDataFrame, ReadReport]:
    """Return the valid rows of a frame as events, and the report on every row.

    Parameters
    ----------
    frame : DataFrame
        Any order of columns; a point geometry, or ``longitude`` and ``latitude`` in degrees.
    dataset : str
        What ``dataset`` is where the frame does not say.
    """
    return accept_table(as_table(frame, name), dataset, name)


def accept_table(table: Table, dataset: str, name: str) -> tuple[gpd.GeoDataFrame, ReadReport]:
    """Return the valid rows of a file's table as events, and the report on every row."""
    _require_columns(table, name)
    frame, notes = _clean_text(table.rows)
    unparsed = _parse(frame, dataset)
    misplaced = coordinate_faults(table.longitude, table.latitude)
    misplaced = table.problem.where(table.problem != "", misplaced)
    spots = Places(np.column_stack([table.longitude, table.latitude]).astype(float))
    events = gpd.GeoDataFrame(frame, geometry=spots)
    faults = pd.concat(
        [
            unparsed,
            _as_faults(misplaced[misplaced != ""], ""),
            rules.faults(schema.EVENTS, events),
        ],
        ignore_index=True,
    )
    whole = faults[faults["row"].isna()]
    if len(whole):
        reasons = "; ".join(whole["column"] + ": " + whole["reason"])
        remedy = "Convert the columns as docs/data.md says."
        raise SchemaFault(f"{name} cannot be used: {reasons}. {remedy}")
    set_aside = _gather(faults, events)
    accepted = _without(events, set_aside["row"]).reset_index(drop=True)
    report = ReadReport(name, len(events), len(accepted), set_aside, notes)
    return accepted, counted(report, accepted)


def counted(report: ReadReport, accepted: gpd.GeoDataFrame) -> ReadReport:
    """Return a report with what is counted of the accepted rows."""
    lonlat = coordinates(accepted)
    lon, lat = lonlat.T
    west, south, east, north = SHIPPED_GROUND
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    turned = (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
    # What states a country elsewhere lies where it says.
    abroad = accepted["country"].notna() & ~accepted["country"].isin(list(COUNTRY_LABELS))
    turned &= ~abroad.to_numpy(bool)
    return replace(
        report,
        accepted=len(accepted),
        by_name=int((accepted["located_by"] == "name").sum()),
        swapped=int((turned & ~inside).sum()),
        by_code=int((accepted["located_by"] == "code").sum()),
        defaults=default_points(accepted, lonlat),
    )


def _without(events: gpd.GeoDataFrame, rows: pd.Series) -> gpd.GeoDataFrame:
    """Return events without some rows, and without words that only those rows held."""
    if rows.empty:
        return events
    kept = events.drop(index=rows.tolist())
    for column in CATEGORIES:
        kept[column] = kept[column].cat.remove_unused_categories()
    return kept


def _require_columns(table: Table, name: str) -> None:
    missing = [c for c in schema.REQUIRED_EVENT_COLUMNS if c not in table.rows]
    missing += table.lacks
    if missing:
        present = ", ".join(str(c) for c in table.rows.columns if not str(c).startswith("\0"))
        raise SchemaFault(
            f"{name} lacks the columns {', '.join(missing)}. It has: {present}. Rename or add "
            "columns; docs/data.md says what each holds."
        )


def _clean_text(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Remark]]:
    """Trim text, make empty cells null, take out invisible marks; say what was taken out."""
    columns: dict[str, pd.Series] = {}
    notes: list[Remark] = []
    for name in schema.EVENT_COLUMNS[:-1]:
        if name not in table:
            columns[name] = numbered(pd.Series(None, index=table.index, dtype="str"))
        elif name in (*_COUNTS, "event_count") or (name in _TYPED and _is_typed(table[name])):
            columns[name] = table[name]
        else:
            clean, marked = clean_column(table[name], keep_words=name in SIDES)
            columns[name] = numbered(clean)
            notes += remark(f"{name}: invisible control or direction marks are taken out", marked)
    return pd.DataFrame(columns, index=table.index), notes


def _is_typed(column: pd.Series) -> bool:
    """Return whether a column holds dates or truth values, not text."""
    types = pd.api.types
    return types.is_datetime64_any_dtype(column) or types.is_bool_dtype(column)


def clean_column(raw: pd.Series, *, keep_words: bool) -> tuple[pd.Series, pd.Index]:
    """Clean each distinct text once: columns repeat themselves. Return the marked rows too.

    Words for nothing become null, unless they are to be kept.
    """
    codes, distinct = pd.factorize(raw.astype("str"))
    text = pd.Series(distinct, dtype="str")
    marked = text.str.contains(INVISIBLE, regex=True).to_numpy(bool)
    if marked.any():
        text = text.str.replace(INVISIBLE, "", regex=True)
    text = text.str.strip()
    nothing = text == "" if keep_words else says_nothing(text)
    clean = text.mask(nothing).array.take(codes, allow_fill=True)
    # Null cells have code -1, which picks the appended False.
    return pd.Series(clean, index=raw.index), raw.index[np.append(marked, [False])[codes]]


def _parse(frame: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Parse dates and counts in place, fill what may be missing, return what did not parse."""
    if frame["date_end"].dtype != frame["date_start"].dtype:
        frame["date_end"] = frame["date_end"].astype(object)
    frame["date_end"] = frame["date_end"].fillna(frame["date_start"])
    once = (frame["date_end"] == frame["date_start"]).fillna(value=False)
    first, last, as_of = (
        _parse_dates(frame, column) for column in ("date_start", "date_end", "data_as_of")
    )
    # What is wrong with the one date of a row is said once.
    faults = [first, last[~last["row"].isin(frame.index[once])], as_of]
    faults += [_parse_counts(frame, column) for column in (*_COUNTS, "event_count")]
    # A row stands for one event where it does not say; a fault sets its row aside.
    frame["event_count"] = frame["event_count"].fillna(1)
    faults.append(_parse_restricted(frame))
    frame["dataset"] = frame["dataset"].fillna(dataset)
    frame["verified"] = frame["verified"].fillna("document")
    frame["located_by"] = frame["located_by"].fillna("coordinates")
    for column in CATEGORIES:
        frame[column] = frame[column].astype("category")
    return pd.concat(faults, ignore_index=True)


def _parse_dates(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Take the day as it is written: a time and its zone must not move it to the next one."""
    if pd.api.types.is_datetime64_any_dtype(frame[column]):
        moments = frame[column].dt.tz_localize(None)
        far = moments.notna() & ~moments.dt.year.between(*YEARS)
        frame[column] = moments.mask(far).dt.normalize().astype("datetime64[us]")
        return _as_faults(no_day(moments[far].astype("str"), far[far]), column)
    return _each_once(frame, column, frame[column].astype("str").str.strip(), days)


def _each_once(
    frame: pd.DataFrame,
    column: str,
    raw: pd.Series,
    parse: Callable[[pd.Series], tuple[pd.Series, pd.Series]],
) -> pd.DataFrame:
    """Parse each distinct cell of a column once, in place; return what did not parse."""
    codes, distinct = pd.factorize(raw)
    parsed, reasons = parse(pd.Series(distinct))
    taken = parsed.array.take(codes, allow_fill=True)
    frame[column] = pd.Series(taken, index=frame.index)
    bad = np.flatnonzero(np.isin(codes, reasons.index))
    return _as_faults(reasons.reindex(codes[bad]).set_axis(frame.index[bad]), column)


def _parse_counts(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    raw = frame[column]
    if not pd.api.types.is_numeric_dtype(raw) or pd.api.types.is_bool_dtype(raw):
        raw = raw.astype("str").str.strip()
    return _each_once(frame, column, raw, partial(whole_numbers, remedy=_REMEDIES.get(column)))


def _parse_restricted(frame: pd.DataFrame) -> pd.DataFrame:
    """Read yes and no; what is neither is a fault, and counts as restricted until mended.

    Where a row does not say, its licence does: without one it may not be handed on.
    """
    raw = frame["restricted"]
    if raw.dtype == bool:
        return _as_faults(pd.Series(dtype="str"), "restricted")
    text = raw.astype("str").str.casefold()
    bad = text.notna() & ~text.isin(list(_YES_OR_NO))
    unsaid = text.isna()
    frame["restricted"] = text.map(_YES_OR_NO).mask(unsaid, frame["licence"].isna()).mask(bad, True)
    frame["restricted"] = frame["restricted"].astype(bool)
    return _as_faults(raw[bad].astype("str").map(repr) + " is neither yes nor no", "restricted")


def _as_faults(reasons: pd.Series, column: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"row": reasons.index, "column": column, "value": "", "reason": reasons.to_numpy()}
    )


def _gather(faults: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """One line for each row set aside, with all its reasons."""
    if faults.empty:
        return no_faults()
    # A date that did not parse is null afterwards: say the first reason only.
    faults = faults.drop_duplicates(["row", "column"])
    shown = faults["value"].map(repr).where(faults["reason"].str.startswith("is not one of"), "")
    text = faults["column"] + " " + (shown + " ").str.lstrip() + faults["reason"]
    faults = faults.assign(text=text.str.strip())
    rows = faults.groupby("row", sort=True).agg(
        column=("column", ", ".join), value=("value", "; ".join), reason=("text", "; ".join)
    )
    rows.insert(0, "event_id", events["event_id"].reindex(rows.index).fillna("no id"))
    return rows.reset_index().astype({"row": int})
