"""How large a run is, and where its files lie."""

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.synthetic import write_synthetic


@dataclass(frozen=True)
class Run:
    """A run of the benchmarks: numbers of events, repetitions, folder of the synthetic files."""

    folder: Path
    quick: bool = False

    @property
    def counts(self) -> tuple[int, ...]:
        """Numbers of events at which the slider is stepped."""
        return (10, 2_000, 100_000) if self.quick else (10, 2_000, 100_000, 1_000_000)

    @property
    def largest(self) -> int:
        """Number of events of the parts that try the limits."""
        return self.counts[-1]

    @property
    def largest_on_cluster(self) -> int:
        """Number of events that a cluster counts."""
        return 1_000_000 if self.quick else 20_000_000

    @property
    def repetitions(self) -> int:
        """How many steps a median is of."""
        return 3 if self.quick else 10

    @property
    def repetitions_long(self) -> int:
        """How many runs of a slow thing a median is of."""
        return 3 if self.quick else 5

    def events(self, count: int) -> Path:
        """Return the file of as many synthetic events."""
        return write_synthetic(count, self.folder)

    def say(self, words: str) -> None:
        """Tell on standard error what is measured now."""
        print(words, file=sys.stderr, flush=True)
