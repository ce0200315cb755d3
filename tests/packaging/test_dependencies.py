"""What the project asks for is what it imports."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.installation import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
OPTIONAL = {"atheris", "no distribution of atheris"}
"""What ``make fuzz`` takes where it is installed."""
OWN = {"geo", "borderwatch_fetch", "dashboard", "benchmarks", "tests", "browser"}
"""The project's own packages; ``browser`` is one of the tests'."""


def declared(*groups):
    """Return the distributions that the project asks for, alone or with these extras."""
    extras = PROJECT["optional-dependencies"]
    words = [*PROJECT["dependencies"], *(word for group in groups for word in extras[group])]
    return {re.match(r"[\w.-]+", word)[0].lower() for word in words}


def imported(*folders):
    """Return the distributions of other people that the modules in these folders import."""
    modules = set()
    for path in (path for folder in folders for path in (CHECKOUT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add(node.module.partition(".")[0])
    own = OWN | {path.stem for path in (CHECKOUT / "tests").rglob("*.py")}
    providers = packages_distributions()
    return {
        re.sub(r"[-_.]+", "-", distribution).lower()
        for module in modules - own - set(sys.stdlib_module_names)
        for distribution in providers.get(module, [f"no distribution of {module}"])
    }


def test_the_library_and_the_app_import_what_is_declared_and_no_more():
    assert imported("src", "dashboard") == declared("cluster", "fetch")


@pytest.mark.parametrize(("folder", "extra"), [("tests", "dev"), ("benchmarks", "bench")])
def test_tests_and_benchmarks_import_only_what_is_declared(folder, extra):
    assert imported(folder) - OPTIONAL <= declared("dev", extra)
