"""Work that is mapped over parts, summed in a tree, and exchanged between parts.

Every task is a function of its arguments alone, and writes a part by a name of its own: so what a
killed worker had done or begun is done again elsewhere, and the answer stays the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import getitem
from typing import Any, TypeVar

import distributed
from distributed.scheduler import KilledWorker

from geo.errors import BorderwatchError

_BRANCHES = 16
"""So many partial results are added up by one task."""

Progress = Callable[[float], object]
T = TypeVar("T")
_as_completed: Callable[[list[Any]], Iterable[Any]] = distributed.as_completed


class Crew:
    """The workers of a Dask client."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def begin(self, work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        """Start a function on each item; return what will be its results."""
        futures: list[Any] = self._client.map(work, items, pure=False)
        return futures

    def map(self, work: Callable[[Any], T], items: Sequence[Any]) -> list[T]:
        """Return what a function makes of each item, in their order."""
        return self._gathered(self.begin(work, items))

    def wait(self, futures: list[Any], progress: Progress | None = None) -> None:
        """Return once there are all results, where they are; raise what any of them raised."""
        with _lost_is_said():
            for done, future in enumerate(_as_completed(futures), start=1):
                if future.status == "error":
                    future.result()
                if progress is not None:
                    progress(done / len(futures))

    def added(
        self, futures: list[Any], add: Callable[[list[T]], T], progress: Progress | None = None
    ) -> T | None:
        """Return partial results added up, neighbours first: in the order of their parts.

        Parts that held nothing gave none.
        """
        level = futures
        while len(level) > 1 or level is futures:
            level = [
                self._client.submit(_added, add, level[at : at + _BRANCHES], pure=False)
                for at in range(0, len(level), _BRANCHES)
            ]
        self.wait(futures, progress)
        total: list[T | None] = self._gathered(level)
        return total[0]

    def _gathered(self, futures: list[Any]) -> list[Any]:
        with _lost_is_said():
            results: list[Any] = self._client.gather(futures)
            return results

    def item(self, futures: list[Any], at: int) -> list[Any]:
        """Return one item of each result that is a tuple or list."""
        return [self._client.submit(getitem, future, at, pure=False) for future in futures]

    def exchanged(
        self, lots: list[Any], buckets: int, work: Callable[[list[Any]], Any]
    ) -> list[Any]:
        """Return what a function makes of each bucket: what every lot has in it, in their order.

        Parameters
        ----------
        lots : list of future
            Each a list of as many items as there are buckets, or nothing.
        """
        # Lots are laid together first: each pair of a group of them and a bucket is a task.
        groups = [
            self._client.submit(_side_by_side, buckets, lots[at : at + _BRANCHES], pure=False)
            for at in range(0, len(lots), _BRANCHES)
        ]
        columns = [self.item(groups, bucket) for bucket in range(buckets)]
        work_on = [self._client.submit(_on_all, work, column, pure=False) for column in columns]
        return self._gathered(work_on)


def _side_by_side(buckets: int, lots: list[Any]) -> list[list[Any]]:
    """Return for each bucket what each lot has in it, nothing of a lot that is none."""
    return [[None if lot is None else lot[bucket] for lot in lots] for bucket in range(buckets)]


def _on_all(work: Callable[[list[Any]], T], groups: list[list[Any]]) -> T:
    return work([item for group in groups for item in group])


def number_of_buckets(parts: int) -> int:
    """Return into how many buckets rows of so many parts are sorted to be exchanged.

    >>> number_of_buckets(1), number_of_buckets(4), number_of_buckets(1000)
    (1, 2, 63)
    """
    return min(parts, max(2, -(-parts // _BRANCHES)))


def _added(add: Callable[[list[T]], T], partial: list[T | None]) -> T | None:
    """Add up partial results, but for parts that held nothing."""
    some = [one for one in partial if one is not None]
    return add(some) if some else None


@contextmanager
def _lost_is_said() -> Iterator[None]:
    try:
        yield
    except KilledWorker as error:
        raise BorderwatchError(
            "A part of the data ended several workers, one after the other, as a rule for want of "
            "memory. Give each worker more (2 GB do for files that can be cut), or cut large "
            "files that Borderwatch cannot cut, such as zipped ones, into several."
        ) from error
