"""How a value of a view is spelt in an address."""

from typing import Any

from geo.view.area import Area


def spelled(value: Any) -> str:
    """Return a value of a view as flat text, the items of a list between ``~``.

    >>> spelled(("attack", "a~b")), spelled(()), spelled(50.0)
    ('attack~a%7Eb', '~', '50.0')
    """
    if isinstance(value, tuple):
        items = [repr(item) if isinstance(item, float) else _escaped(str(item)) for item in value]
        return "~".join(items) if items else "~"
    if isinstance(value, Area):
        return value.text
    return repr(value) if isinstance(value, float) else str(value)


def _escaped(item: str) -> str:
    """Keep the sign between items out of an item."""
    return item.replace("%", "%25").replace("~", "%7E")
