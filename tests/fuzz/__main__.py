"""Fuzz every target for some seconds: ``python -m tests.fuzz --seconds 60 [TARGET]...``.

Atheris drives where it is installed, as it sees which code an input reaches; else hypothesis
mutates the seeds. Inputs that end in anything but a result or an error of ours are put into the
folder ``.fuzz`` (``BORDERWATCH_FINDS``); then the exit code is 1.
"""

import argparse
import hashlib
import os
import random
import subprocess
import sys
import time
import traceback
from contextlib import nullcontext

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.mutation import mutated

try:
    import atheris  # type: ignore[import-not-found]
except ImportError:
    atheris = None
# Atheris sees what was imported under its eyes: the library, not what that is built on.
with atheris.instrument_imports(include=["geo"]) if atheris else nullcontext():
    from tests.fuzz.targets import FINDS, TARGETS, Target

SLOW = 10.0
"""Seconds of the processor in which any input of the size of these must have ended."""


def main() -> int:
    """Fuzz, and say how often each target was run and what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="; ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=600, help="Of all targets together.")
    asked = parser.parse_args()
    names = asked.targets or [*TARGETS]
    if not set(names) <= set(TARGETS):
        parser.error(f"targets are {'; '.join(TARGETS)}")
    if len(names) == 1:
        return _fuzz(names[0], asked.seconds)
    # A process of its own for each: what ends one target ends no other.
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", f"{asked.seconds / len(names)}"]
    codes = [subprocess.run([*command, name], check=False).returncode for name in names]
    found = sum(map(bool, codes))
    print(f"{found} of {len(names)} targets with finds" + f", in {FINDS}" * bool(found))
    return int(found > 0)


def _fuzz(name: str, seconds: float) -> int:
    if atheris:
        _by_atheris(name, seconds)
    return _by_hypothesis(name, seconds)


def _by_hypothesis(name: str, seconds: float) -> int:
    target, end = TARGETS[name], time.monotonic() + seconds
    runs, finds = 0, 0

    @settings(
        max_examples=200,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutated(target.seeds()))
    def once(data: bytes) -> None:
        nonlocal runs, finds
        if time.monotonic() < end:
            runs += 1
            finds += _is_find(name, target, data)

    while time.monotonic() < end:
        seed(random.getrandbits(64))(once)()
    print(f"{name}: {runs:,} runs, {finds} finds", flush=True)
    return int(finds > 0)


def _is_find(name: str, target: Target, data: bytes) -> bool:
    """Run a target; keep and show an input that ends badly."""
    begin = _seconds()
    try:
        target.run(data)
    # Whatever comes out here is what is looked for.
    except Exception:
        _keep(name, data, traceback.format_exc())
        return True
    if _seconds() - begin > SLOW:
        _keep(name, data, f"it took longer than {SLOW:g} seconds")
        return True
    return False


def _seconds() -> float:
    """Return what this process and those it started took of the processor: others may take more."""
    return sum(os.times()[:4])


def _keep(name: str, data: bytes, why: str) -> None:
    FINDS.mkdir(exist_ok=True)
    key = hashlib.sha256(data).hexdigest()[:12]
    path = FINDS / f"{name.replace(' ', '-')}-{key}"
    path.write_bytes(data)
    path.with_name(path.name + ".txt").write_text(why, "utf-8")
    print(f"{name}: a find, {path}: {why.strip().splitlines()[-1][:200]}", flush=True)


def _by_atheris(name: str, seconds: float) -> None:
    target = TARGETS[name]
    corpus = FINDS / "corpus" / name.replace(" ", "-")
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)

    def once(data: bytes) -> None:
        if _is_find(name, target, data):
            raise RuntimeError(name)

    options = [f"-max_total_time={seconds:.0f}", f"-timeout={2 * SLOW:.0f}", "-rss_limit_mb=2048"]
    prefix = f"-artifact_prefix={FINDS / name.replace(' ', '-')}-"
    atheris.Setup([name, *options, prefix, str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
