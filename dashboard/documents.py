"""Documents and event columns by content: what a page publishes, the browser can fetch.

The page's script and the server run in one process; the address of a document is its hash, so
that the browser may keep it.
"""

import hashlib
from collections import OrderedDict
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

PREFIX = "/borderwatch"
KEPT = 12

_documents: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
_wanted_first: dict[str, str] = {}
_lock = Lock()


def publish(content: bytes, media_type: str, *, wanted_first: bool = False) -> str:
    """Keep a document and return its address; the oldest of many are forgotten.

    One of each media type may be ``wanted_first``: the first page asks for it at once.
    """
    name = hashlib.sha256(content).hexdigest()[:32]
    with _lock:
        _documents[name] = (content, media_type)
        _documents.move_to_end(name)
        while len(_documents) > KEPT:
            _documents.popitem(last=False)
        if wanted_first:
            _wanted_first[media_type] = f"{PREFIX}/{name}"
    return f"{PREFIX}/{name}"


def renew(address: str) -> None:
    """Count a document as the newest: what is on show is not forgotten."""
    name = address.rsplit("/", 1)[1]
    with _lock:
        if name in _documents:
            _documents.move_to_end(name)


def wanted_first() -> list[str]:
    """Return the addresses that the app's first page asks for at once."""
    return list(_wanted_first.values())


async def serve_document(request: Request) -> Response:
    """Answer with a document; opened by itself it runs as isolated as in its frame."""
    found = _documents.get(request.path_params["name"])
    if found is None:
        return Response("This document is gone; reload the page.", status_code=404)
    headers = {
        "Cache-Control": "private, max-age=86400, immutable",
        "Content-Security-Policy": "sandbox allow-scripts allow-popups",
        "X-Content-Type-Options": "nosniff",
        # The browser runs on this machine: packing a million events takes longer than sending them.
        "Content-Encoding": "identity",
    }
    return Response(found[0], media_type=found[1], headers=headers)
