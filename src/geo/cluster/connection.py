"""How a cluster is reached: one that runs, or one started here for a command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.errors import BorderwatchError
from geo.files.scratch import scratch_folder

if TYPE_CHECKING:
    from geo.cluster.cluster import Cluster

LOCAL = "local"
_WAIT = "30s"


def on_cluster(client: Any) -> "Cluster":
    """Return the library's work on the workers of a Dask cluster, for data of any size.

    Each worker needs the same version of Borderwatch, and reaches the data by the same path or
    address. The boundaries chosen here are used on all of them.

    Parameters
    ----------
    client : distributed.Client
        Connected to a scheduler, and not asynchronous.

    Returns
    -------
    Cluster
        Its methods ``import_events``, ``join``, ``counts``, ``border_activity``, ``compare``,
        ``duplicates`` and ``revisions`` take places of datasets where the functions of those names
        take frames, and give the same numbers. :class:`geo.cluster.cluster.Cluster` says what a
        dataset may be.

    Raises
    ------
    BorderwatchError
        Where Dask is not installed, or for what is no such client.

    See Also
    --------
    geo.read_joined : For files that one machine can hold.

    Examples
    --------
    >>> import distributed, geo, tempfile
    >>> with distributed.Client(processes=False, n_workers=1, dashboard_address=None) as client:
    ...     cluster = geo.on_cluster(client)
    ...     years, report = cluster.border_activity(geo.settings.EVENTS, freq="year")
    >>> report.accepted
    431
    """
    distributed = _distributed()
    if not isinstance(client, distributed.Client) or client.asynchronous:
        raise BorderwatchError(
            "geo.on_cluster takes a distributed.Client that is not asynchronous, such as "
            'distributed.Client("tcp://scheduler:8786").'
        )
    from geo.cluster.cluster import Cluster

    return Cluster(client)


@contextmanager
def connected(address: str) -> Iterator["Cluster"]:
    """Yield the work on the cluster at an address.

    Parameters
    ----------
    address : str
        Of a scheduler, such as ``tcp://10.0.0.1:8786``; ``local`` starts a worker for each
        processor of this machine, which nobody else can reach, and ends them afterwards.

    Raises
    ------
    BorderwatchError
        Where Dask is not installed, or nobody answers.
    """
    distributed = _distributed()
    if address != LOCAL:
        try:
            client = distributed.Client(address, timeout=_WAIT)
        except (OSError, ValueError) as error:
            raise BorderwatchError(
                f"No Dask scheduler answers at {address} ({str(error)[:200]}). Start one with "
                "`dask scheduler`, or give `local`."
            ) from error
        with client:
            yield on_cluster(client)
        return
    with (
        scratch_folder("cluster") as folder,
        distributed.LocalCluster(
            n_workers=os.cpu_count(),
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            local_directory=str(folder),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield on_cluster(client)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise BorderwatchError(
            "Work on a cluster needs Dask. Install it beside Borderwatch: pip install distributed"
        ) from error
    return distributed
