"""What each worker stands on: the same boundaries as here, sent to it once."""

import hashlib
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

from geo.boundaries.units import boundaries_path
from geo.errors import FileFault
from geo.files.scratch import OwnedFolder, scratch_folder
from geo.settings import GEODATA, SHIPPED, choose_boundaries, chosen_boundaries


class Ground(WorkerPlugin):
    """Lets a worker use the boundaries that are chosen here; the scheduler tells new ones too.

    Shipped ones are not sent: the worker has its own, and what it has must be the same. Imported
    ones travel with it, as the file that they are.
    """

    name = "borderwatch-ground"

    def __init__(self) -> None:
        self.boundaries = chosen_boundaries()
        self._shipped = _digest()
        self._content = b""
        if self.boundaries != SHIPPED:
            self._content = boundaries_path(self.boundaries).read_bytes()
        self._folder: OwnedFolder | None = None
        self._before = ""

    def setup(self, worker: Any) -> None:
        """Take the boundaries; raise where the worker holds other data than they were made with."""
        if _digest() != self._shipped:
            raise FileFault(
                f"The worker {worker.address} holds other shipped data than this machine. Install "
                "the same version of Borderwatch on every machine of the cluster."
            )
        name = self.boundaries
        if self._content:
            self._folder = scratch_folder("boundaries")
            path = self._folder.path / f"{Path(name).stem}.parquet"
            path.write_bytes(self._content)
            name = str(path)
        self._before = choose_boundaries(name)

    def teardown(self, worker: Any) -> None:
        """Use what was chosen before."""
        choose_boundaries(self._before)
        if self._folder is not None:
            self._folder.close()


def _digest() -> str:
    """Return a hash of all shipped data that a join reads."""
    total = hashlib.sha256()
    for path in sorted(GEODATA.rglob("*")):
        if path.suffix in (".parquet", ".csv"):
            total.update(path.relative_to(GEODATA).as_posix().encode() + path.read_bytes())
    return total.hexdigest()
