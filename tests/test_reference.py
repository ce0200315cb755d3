"""The reference of the public names: every parameter described, with its default; examples run."""

import dataclasses
import inspect
import re
import sys

import pytest

import geo

CLASSES = [name for name in geo.__all__ if inspect.isclass(getattr(geo, name))]
FUNCTIONS = [name for name in geo.__all__ if name not in CLASSES]
WITH_FIELDS = [name for name in CLASSES if dataclasses.is_dataclass(getattr(geo, name))]


def sections(name: str) -> dict[str, str]:
    """Return the sections of a name's docstring by their titles; the first has none."""
    text = inspect.getdoc(getattr(geo, name)) or ""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}$", text, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def described(name: str) -> dict[str, tuple[str, str]]:
    """Return kind and words of each described parameter; several may share their description."""
    entries = re.split(r"^(?=\S)", sections(name).get("Parameters", ""), flags=re.MULTILINE)
    told = {}
    for entry in filter(str.strip, entries):
        head, _, words = entry.partition("\n")
        names, _, kind = head.partition(" : ")
        told |= {one.strip(): (kind.strip(), words.strip()) for one in names.split(",")}
    return told


def defaults(name: str) -> dict[str, object]:
    """Return the parameters of a function, or the fields of a class, with their defaults."""
    parameters = inspect.signature(getattr(geo, name)).parameters.values()
    made = getattr(getattr(geo, name), "__dataclass_fields__", {})
    fresh = {
        key: field.default_factory()
        for key, field in made.items()
        if field.default_factory is not dataclasses.MISSING
    }
    return {one.name: fresh.get(one.name, one.default) for one in parameters}


def test_there_is_a_reference_to_test():
    assert {"join", "select", "write_events"} <= set(FUNCTIONS)
    assert {"View", "Mapping", "Recognised"} <= set(WITH_FIELDS)
    assert described("join")["nearest_km"][0] == "float, default 5.0"


@pytest.mark.parametrize("name", [*FUNCTIONS, *WITH_FIELDS])
def test_every_parameter_is_described_and_no_other(name):
    told = described(name)
    if name == "View":
        # Fields that are described together stand beside each other there.
        assert set(told) == set(defaults(name))
    else:
        assert list(told) == list(defaults(name))
    for parameter, (kind, words) in told.items():
        assert kind, f"{parameter} has no type"
        assert len(words.split()) >= 3, f"{parameter} is not described"


@pytest.mark.parametrize("name", [*FUNCTIONS, *WITH_FIELDS])
def test_every_default_is_the_one_that_holds(name):
    home = vars(sys.modules[getattr(geo, name).__module__])
    told = described(name)
    for parameter, default in defaults(name).items():
        kind, words = told[parameter]
        stated = re.search(r"default (.+)$", kind)
        if default is inspect.Parameter.empty:
            assert not stated, parameter
            assert "optional" not in kind, parameter
        elif stated:
            assert eval(stated[1], home) == default, parameter
        else:
            assert "by default" in words, parameter


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_function_returns_is_described(name):
    kind, _, words = sections(name)["Returns"].strip().partition("\n")
    assert kind
    assert len(words.split()) >= 3


@pytest.mark.parametrize("name", geo.__all__)
def test_every_public_name_has_an_example(name):
    """That it runs is what ``--doctest-modules`` sees to."""
    assert ">>> " in sections(name)["Examples"]
    assert name in sections(name)["Examples"]


@pytest.mark.parametrize("name", geo.__all__)
def test_what_is_to_be_seen_also_is_there(name):
    for line in sections(name).get("See Also", "").strip().splitlines():
        if line and not line.startswith(" "):
            assert hasattr(geo, line.partition(" : ")[0].removeprefix("geo."))


def test_the_errors_that_are_said_to_be_raised_are_errors_of_ours():
    known = {cls.__name__ for cls in geo.BorderwatchError.__subclasses__()} | {"BorderwatchError"}
    for name in FUNCTIONS:
        raised = re.findall(r"^(\w[\w, ]*)$", sections(name).get("Raises", ""), re.MULTILINE)
        assert {error.strip() for line in raised for error in line.split(",")} <= known, name
