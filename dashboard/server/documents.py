"""Documents and event columns by content, and files that are made when they are asked for.

The page's script and the server run in one process; the address of a document is its hash, so
that the browser may keep it.
"""

import asyncio
import hashlib
import logging
import mimetypes
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import BorderwatchError

PREFIX = "/borderwatch"
KEPT, OFFERED, MADE = 12, 2_000, 3
"""How many documents, offers of files, and files are kept; the oldest go."""

_offers: OrderedDict[str, tuple[Callable[[], bytes], str]] = OrderedDict()
_made: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
_documents: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
_wanted_first: dict[str, str] = {}
_lock = Lock()


def publish(content: bytes, media_type: str, *, wanted_first: bool = False) -> str:
    """Keep a document and return its address; the oldest of many are forgotten.

    One of each media type may be ``wanted_first``: the first page asks for it at once.
    """
    name = hashlib.sha256(content).hexdigest()[:32]
    with _lock:
        _keep(_documents, name, (content, media_type), KEPT)
        if wanted_first:
            _wanted_first[media_type] = f"{PREFIX}/{name}"
    return f"{PREFIX}/{name}"


def _keep(store: OrderedDict[str, Any], name: str, held: Any, most: int) -> None:
    store[name] = held
    store.move_to_end(name)
    while len(store) > most:
        store.popitem(last=False)


def offer(make: Callable[[], bytes], file: str, key: str) -> str:
    """Keep how a file is made, the latest way for each key, and return where it is made."""
    token = hashlib.sha256(key.encode()).hexdigest()[:32]
    with _lock:
        _keep(_offers, token, (make, file), OFFERED)
    return f"{PREFIX}/file/{token}"


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


async def make_file(request: Request) -> JSONResponse:
    """Make a file that was offered, and answer where it lies, or what hinders it."""
    token = request.path_params["token"]
    with _lock:
        found = _offers.get(token)
    if found is None:
        return JSONResponse({"error": "This page is out of date; reload it."}, status_code=404)
    make, file = found
    try:
        content = await asyncio.to_thread(make)
    except BorderwatchError as error:
        return JSONResponse({"error": str(error)}, status_code=409)
    except Exception:
        logging.getLogger(__name__).exception("%s could not be made", file)
        said = f"{file} could not be made. What went wrong stands in the terminal of the app."
        return JSONResponse({"error": said}, status_code=500)
    with _lock:
        _keep(_made, token, (content, file), MADE)
    return JSONResponse({"address": f"{PREFIX}/file/{token}"})


async def serve_file(request: Request) -> Response:
    """Answer with a file that was made."""
    with _lock:
        found = _made.get(request.path_params["token"])
    if found is None:
        return Response("This file is gone; press the button again.", status_code=404)
    content, file = found
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    return Response(content, media_type=kind, headers=headers)


def routes() -> list[Route]:
    """Return where documents and files stand."""
    return [
        Route(f"{PREFIX}/file/{{token}}", make_file, methods=["POST"]),
        Route(f"{PREFIX}/file/{{token}}", serve_file),
        Route(f"{PREFIX}/{{name}}", serve_document),
    ]
