"""Import of a large file in ACLED's layout: time, processor time and peak memory."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc

from benchmarks.command import finished
from benchmarks.results import Measure
from benchmarks.run import Run

SEED = 19970101
TARGET_SECONDS = 60.0
TARGET_MB = 1500.0
CHUNK = 100_000
COLUMNS = (
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
)
KINDS = (
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Air/drone strike"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("Violence against civilians", "Attack"),
    ("Protests", "Peaceful protest"),
    ("Strategic developments", "Arrests"),
)
SIDES = ("State forces", "Rebel group", "Political militia", "Civilians")
WORDS = ("synthetic", "event", "for", "measuring", "speed", "it", "did", "not", "happen", "near")


def measure(run: Run) -> list[Measure]:
    """Return what ``borderwatch import`` takes for twice as many rows as the largest run."""
    count = 2 * run.largest
    path = write_acled(count, run.folder)
    run.say(f"import: {count:,} rows, {path.stat().st_size / 1e9:.2f} GB")
    seconds, busy, peak_mb = finished("import", path, "-o", run.folder / "imported.parquet")
    name = f"Import, {count:,} rows in ACLED's layout"
    return [
        Measure(name, seconds, target=TARGET_SECONDS),
        Measure(f"{name}: processor time", busy),
        Measure(f"{name}: peak memory", peak_mb, unit="MB", target=TARGET_MB),
    ]


def write_acled(count: int, folder: Path) -> Path:
    """Write invented rows in the columns of ACLED, about 500 bytes each, and return the path."""
    path = folder / f"acled-{count}.csv"
    random = np.random.default_rng([SEED, count])
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    with pc.CSVWriter(path, schema) as file:
        for first in range(0, count, CHUNK):
            rows = _rows(random, first, min(CHUNK, count - first))
            file.write_table(pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
    return path


def _rows(random: np.random.Generator, first: int, count: int) -> pd.DataFrame:
    day = np.datetime64("2010-01-01") + random.integers(0, 5_800, count)
    days = pd.Series(day.astype("datetime64[us]"))
    kinds = np.array(KINDS, dtype=object)[random.integers(0, len(KINDS), count)]
    cells = {
        "event_id_cnty": [f"AFG{number}" for number in range(first, first + count)],
        "event_date": days.dt.strftime("%d %B %Y"),
        "year": days.dt.strftime("%Y"),
        "time_precision": _pick(random, ("1", "1", "1", "2", "3"), count),
        "disorder_type": "Political violence",
        "event_type": kinds[:, 0],
        "sub_event_type": kinds[:, 1],
        "actor1": _pick(random, [f"Synthetic group {n} (Nowhere)" for n in range(300)], count),
        "inter1": _pick(random, SIDES, count),
        "actor2": _pick(random, [f"Synthetic side {n} (Nowhere)" for n in range(300)], count),
        "inter2": _pick(random, SIDES, count),
        "iso": "4",
        "region": "Caucasus and Central Asia",
        "country": "Afghanistan",
        "admin1": _pick(random, [f"Synthetic province {n}" for n in range(34)], count),
        "admin2": _pick(random, [f"Synthetic district {n}" for n in range(400)], count),
        "location": _pick(random, [f"Synthetic place {n}" for n in range(5_000)], count),
        "latitude": np.round(random.uniform(29.5, 38.4, count), 4).astype(str),
        "longitude": np.round(random.uniform(60.6, 74.8, count), 4).astype(str),
        "geo_precision": _pick(random, ("1", "1", "2", "3"), count),
        "source": "Synthetic source",
        "source_scale": "National",
        "notes": _notes(random, count),
        "fatalities": random.geometric(0.5, count).astype(str),
        "timestamp": "1747700000",
    }
    return pd.DataFrame(cells).reindex(columns=list(COLUMNS), fill_value="").astype("str")


def _notes(random: np.random.Generator, count: int) -> pd.Series:
    """Return sentences of about 120 letters, no two the same."""
    sentences = [
        " ".join(WORDS[at] for at in random.integers(0, len(WORDS), 20)) for _ in range(1_000)
    ]
    numbers = pd.Series(random.integers(0, 10**9, count)).astype(str)
    return "Synthetic, " + pd.Series(_pick(random, sentences, count)) + ", " + numbers


def _pick(
    random: np.random.Generator, words: tuple[str, ...] | list[str], count: int
) -> np.ndarray:
    return np.array(words, dtype=object)[random.integers(0, len(words), count)]
