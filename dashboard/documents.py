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
_lock = Lock()


def publish(content: bytes, media_type: str) -> str:
    """Keep a document and return its address; the oldest of many are forgotten."""
    name = hashlib.sha256(content).hexdigest()[:32]
    with _lock:
        _documents[name] = (content, media_type)
        _documents.move_to_end(name)
        while len(_documents) > KEPT:
            _documents.popitem(last=False)
    return f"{PREFIX}/{name}"


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
