"""Which room may know which, how large it is, and what no file may hold."""

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pandas as pd
import pytest

import geo
from geo.settings import EVENTS, GEODATA, ROOT

FOLDER = Path(geo.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
LONGEST = 320
ROOMS = (
    "ground",
    "formats",
    "cells",
    "files",
    "boundaries",
    "terrain",
    "gazetteer",
    "sources",
    "events",
    "join",
    "view",
    "analysis",
    "watchlist",
    "release",
    "export",
    "webmap",
    "drawing",
    "pages",
    "motion",
    "briefs",
    "workspace",
    "cluster",
    "cli",
)
"""From the top down: each room may know only those before it."""
MOST_MODULES, MOST_LINES = 20, 3_000
FETCHING = sorted(FOLDER.with_name("borderwatch_fetch").rglob("*.py"))
"""The package beside the library that knows the network."""
BIDI_CONTROLS = {
    chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def name_of(path: Path) -> str:
    """Return a module's name below ``geo``, such as ``sources.acled``; a package's is its own."""
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


OWN = {name_of(path) for path in MODULES} - {""}


def known_to(path: Path) -> set[str]:
    """Return the project's own modules that a file imports, but for itself and its package."""
    known = {name.removeprefix("geo.") for name in imports(path) if name.startswith("geo.")}
    packages = {name.rpartition(".")[0] for name in known & OWN}
    return (known & OWN) - packages - {name_of(path)}


def imports(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = "geo." * bool(node.level) + (node.module or "")
            names |= {start.rstrip("."), *(f"{start.rstrip('.')}.{a.name}" for a in node.names)}
    return names


def test_the_library_does_not_know_the_app():
    for path in MODULES:
        known = {name.split(".")[0] for name in imports(path)}
        assert not known & {"streamlit", "dashboard"}, path.name


def test_the_library_needs_no_network_client():
    for path in MODULES:
        known = {name.split(".")[0] for name in imports(path)}
        assert not known & {"requests", "httpx", "urllib3", "aiohttp"}, path.name


def test_the_network_is_known_beside_the_library_and_asked_from_one_module():
    doors = {path.stem for path in MODULES if "borderwatch_fetch" in tops(path)}
    assert doors == {"fetching", "weekly"}
    clients = {path.stem for path in FETCHING if "requests" in tops(path)}
    assert clients == {"client"}
    assert all("dashboard" not in tops(path) for path in FETCHING)


def tops(path: Path) -> set[str]:
    """Return the packages that a file imports, without what lies in them."""
    return {name.partition(".")[0] for name in imports(path)}


def room_of(name: str) -> str:
    """Return the room of a module; what lies in no folder is ground."""
    top = name.partition(".")[0]
    return top if (FOLDER / top).is_dir() else "ground"


def test_imports_point_one_way():
    graph = {name_of(path): known_to(path) for path in MODULES if name_of(path)}
    assert graph["join.join"] >= {"join.borders", "boundaries.locate"}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"modules import each other: {' -> '.join(error.args[1])}")


def test_a_room_knows_only_those_above_it():
    back = {
        f"{name_of(path)} imports {known}"
        for path in MODULES
        if name_of(path)
        for known in known_to(path)
        if ROOMS.index(room_of(known)) > ROOMS.index(room_of(name_of(path)))
    }
    assert back == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_no_larger_than_a_reader_can_hold(room):
    modules = [path for path in MODULES if name_of(path) and room_of(name_of(path)) == room]
    modules = [path for path in modules if path.name != "__init__.py"]
    assert 0 < len(modules) <= MOST_MODULES
    assert sum(path.read_text("utf-8").count("\n") for path in modules) <= MOST_LINES


def used_by_others() -> dict[str, set[str]]:
    """Return, by room, ``module.name`` of all that is taken from elsewhere."""
    taken: dict[str, set[str]] = {room: set() for room in ROOMS}
    app = sorted((ROOT / "dashboard").rglob("*.py"))
    for path in [*MODULES, *FETCHING, *app]:
        room = room_of(name_of(path)) if path in MODULES and name_of(path) else ""
        for used in names_taken(path):
            if room_of(used) != room and used not in OWN and used.rpartition(".")[0] in OWN:
                taken[room_of(used)].add(used)
    return taken


def names_taken(path: Path) -> set[str]:
    """Return ``module.name`` of what a file imports of the library, also through its modules."""
    tree = ast.parse(path.read_text("utf-8"))
    names, modules = set(), {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("geo.")
            and not node.level
        ):
            for alias in node.names:
                full = f"{node.module}.{alias.name}".removeprefix("geo.")
                names.add(full)
                if full in OWN:
                    modules[alias.asname or alias.name] = full
    names |= {
        f"{modules[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
    }
    return names


@pytest.mark.parametrize("room", ROOMS[1:])
def test_a_room_lists_what_others_may_use(room):
    text = " ".join(
        ast.get_docstring(ast.parse((FOLDER / room / "__init__.py").read_text())).split()
    )
    listed = {
        f"{room}.{module}.{name}"
        for module, names in re.findall(r"- ``([\w.]+)``: ((?:``\w+``,? ?)+)", text)
        for name in re.findall(r"\w+", names)
    }
    assert listed == used_by_others()[room]


def test_modules_import_modules_not_the_whole_package():
    """What ``geo`` offers at its top stands above all modules but the command line."""
    tops = {name.split(".")[0] for name in OWN}
    for path in MODULES:
        if name_of(path) and room_of(name_of(path)) != "cli":
            used = {name.split(".")[1] for name in imports(path) if name.startswith("geo.")}
            assert used <= tops, path.name


@pytest.mark.parametrize("path", [*MODULES, *FETCHING], ids=lambda path: path.stem)
def test_modules_stay_short(path):
    lines = path.read_text("utf-8").count("\n")
    assert lines < LONGEST


@pytest.mark.parametrize("path", [*MODULES, *FETCHING], ids=lambda path: path.stem)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_what_the_package_offers_is_there_and_has_its_type():
    assert all(hasattr(geo, name) for name in geo.__all__)
    assert set(geo.__all__) <= set(dir(geo))
    typed = names_taken(FOLDER / "__init__.py") - {"doors.takes_events"}
    assert typed == {f"{home}.{name}".removeprefix("geo.") for name, home in geo.HOMES.items()}
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = geo.no_such_name


def test_a_function_with_the_name_of_a_room_is_what_the_package_offers():
    code = "import geo.join.join, geo.webmap.document; print(callable(geo.join), geo.webmap)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("True <function webmap")


def test_help_loads_nothing_that_takes_long():
    code = (
        "import sys; from geo.cli.main import main; main(['--help'], standalone_mode=False); "
        "print(sorted({'numpy', 'pandas', 'matplotlib', 'streamlit'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def texts_of(path: Path) -> str:
    if path.suffix != ".parquet":
        return path.read_text("utf-8")
    table = pd.read_parquet(path).drop(columns="geometry", errors="ignore")
    return "\n".join(
        str(value)
        for column in table
        for cell in table[column]
        for value in (cell if hasattr(cell, "tolist") else [cell])
    )


@pytest.mark.parametrize(
    "path",
    [EVENTS, *sorted(p for p in GEODATA.rglob("*") if p.is_file() and p.suffix != ".webp")],
    ids=lambda path: path.name,
)
def test_data_hold_no_marks_that_turn_the_direction_of_text(path):
    found = {
        f"U+{ord(mark):04X}: {line!r}"
        for line in texts_of(path).splitlines()
        for mark in BIDI_CONTROLS & set(line)
    }
    assert found == set()
