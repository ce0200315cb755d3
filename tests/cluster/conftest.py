"""A cluster of two local workers, processes of one thread each, which nobody else can reach."""

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def client():
    distributed = pytest.importorskip("distributed", reason="Dask distributed is not installed")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def table(tmp_path_factory, events):
    """A CSV file of events whose cells hold ends of lines and quotes, with faults in some rows.

    Ids repeat within a stretch of rows and across the file; one row has no date.
    """
    count = 700
    places = events.sample(60, random_state=1)
    rows = places.sample(count, replace=True, random_state=1).reset_index(drop=True)
    random = np.random.default_rng(2)
    table = pd.DataFrame(rows.drop(columns="geometry")).assign(
        longitude=rows.geometry.x, latitude=rows.geometry.y, event_count=1
    )
    table["event_id"] = [f"e{number}" for number in range(count)]
    table.loc[count - 5, "event_id"] = "e3"
    table.loc[count - 4, "event_id"] = f"e{count - 6}"
    table["date_start"] = table["date_end"] = pd.Timestamp("2019-01-01") + pd.to_timedelta(
        random.integers(0, 900, count), unit="D"
    )
    table["date_precision"] = "day"
    table.loc[7, "date_start"] = pd.NaT
    table["summary"] = 'A line,\nanother "line"\r\n,and one more'
    path = tmp_path_factory.mktemp("table") / "mine.csv"
    table.to_csv(path, index=False, date_format="%Y-%m-%d")
    return path


@pytest.fixture(scope="session")
def cluster(client):
    """The client's cluster, which cuts files into small parts."""
    from geo.cluster.cluster import Cluster

    return Cluster(client, part_bytes=100_000)
