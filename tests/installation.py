"""Builds the wheel and installs it on another path, where nothing of the checkout may be read."""

import os
import site
import subprocess
import sys
import venv
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geo

CHECKOUT = Path(geo.__file__).resolve().parents[2]
DEPENDENCIES = Path(site.getsitepackages()[0]).resolve()
GUARD = f"""
import os, sys

CHECKOUT, DEPENDENCIES = {str(CHECKOUT) + os.sep!r}, {str(DEPENDENCIES) + os.sep!r}


def refuse(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.chdir") and arguments[0]:
        if isinstance(arguments[0], (str, bytes, os.PathLike)):
            path = os.path.realpath(os.fsdecode(arguments[0])) + os.sep
            if path.startswith(CHECKOUT) and not path.startswith(DEPENDENCIES):
                sys.stderr.write(f"{{event}} in the checkout: {{path}}\\n")
                sys.stderr.flush()
                os._exit(97)


sys.addaudithook(refuse)
"""
"""Ends a process that looks into the checkout, at once, so that no handler of errors hides it."""


@dataclass(frozen=True)
class Installation:
    """A virtual environment with the wheel, the wheel itself and a folder to work in."""

    environment: Path
    wheel: Path
    folder: Path

    @property
    def version(self) -> str:
        return self.wheel.name.split("-")[1]

    @property
    def variables(self) -> dict[str, str]:
        """The variables of this process, without what leads to the checkout or to a user's data."""
        ours = ("PYTHON", "BORDERWATCH_", "COV_", "COVERAGE_", "PYTEST_", "STREAMLIT_", "MPL")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
        return kept | {"HOME": str(self.folder / "home")}

    def program(self, name: str) -> str:
        return str(self.environment / "bin" / name)

    def run(self, *words: object, program: str = "borderwatch") -> subprocess.CompletedProcess:
        """Run a program of the environment in the folder; its failure is an error."""
        done = subprocess.run(
            [self.program(program), *map(str, words)],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout[-1000:]}{done.stderr[-3000:]}"
        return done

    def python(self, script: str) -> str:
        """Run a script in the environment; return what it printed."""
        return self.run("-c", script, program="python").stdout

    @contextmanager
    def serving(self, *words: object):
        """Start ``borderwatch serve`` with these words; end it with the block."""
        server = subprocess.Popen(
            [self.program("borderwatch"), "serve", *map(str, words)],
            cwd=self.folder,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            yield server
        finally:
            server.terminate()
            server.wait(timeout=20)


def build(source: Path, out: Path) -> list[Path]:
    """Build both distributions with the backend that is installed; the wheel from the other one."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return sorted(out.iterdir())


def install(wheel: Path, folder: Path) -> Installation:
    """Install a wheel into a new environment, which takes the dependencies from this one."""
    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    # Before this environment's packages are seen: else pip would find Borderwatch installed.
    pip = [sys.executable, "-m", "pip", "--python", python]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], check=True)
    packages = next((environment / "lib").glob("python*/site-packages"))
    # A folder that a .pth file names is searched, but the .pth files in it are not followed: the
    # editable installation of the checkout stays out.
    (packages / "dependencies.pth").write_text(f"{DEPENDENCIES}\n", "utf-8")
    (packages / "guard.py").write_text(GUARD, "utf-8")
    (packages / "guard.pth").write_text("import guard\n", "utf-8")
    work = folder / "work"
    (work / "home").mkdir(parents=True)
    return Installation(environment, wheel, work)
