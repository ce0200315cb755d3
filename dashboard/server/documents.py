"""Documents and event columns by content, and files that are made when they are asked for.

The page's script and the server run in one process; the address of a document is its hash, so
that the browser may keep it. What a session's page shows and offers lies on the session's shelf:
as long as it does, the server hands it out; with the session, or once the page shows something
else, it is gone, and nothing else keeps it in memory.
"""

import asyncio
import hashlib
import logging
import mimetypes
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import quote
from weakref import WeakValueDictionary

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import BorderwatchError

PREFIX = "/borderwatch"
MADE = 3
"""How many files that were made wait to be fetched; the oldest go."""


@dataclass(frozen=True, eq=False)
class Document:
    """What a page fetches; its name is the hash of its content."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, eq=False)
class _Offer:
    make: Callable[[], bytes]
    file: str


# Each entry lives as long as a shelf, or a cache of the app, holds what it names.
_documents: WeakValueDictionary[str, Document] = WeakValueDictionary()
_offers: WeakValueDictionary[str, _Offer] = WeakValueDictionary()
_made: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
_wanted_first: dict[str, Document] = {}
_lock = Lock()


def publish(content: bytes, media_type: str, *, wanted_first: bool = False) -> Document:
    """Return content as a document, which is handed out while anything holds it.

    One of each media type may be ``wanted_first``: the first page asks for it at once, before
    there is a session, so that the server itself holds it.
    """
    name = hashlib.sha256(content).hexdigest()[:32]
    with _lock:
        # The same content is held once, however many sessions show it.
        document = _documents.setdefault(name, Document(name, content, media_type))
        if wanted_first:
            _wanted_first[media_type] = document
    return document


@dataclass
class Shelf:
    """What the page of one session shows, by place, and what it offers, by button."""

    secret: str = field(default_factory=secrets.token_hex)
    documents: dict[str, Document] = field(default_factory=dict)
    offers: dict[str, _Offer] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)

    def show(self, place: str, document: Document) -> str:
        """Hold a document instead of what stood in its place; return its address."""
        with _lock:
            # It may have been left to go since it was published.
            _documents[document.name] = document
            self.documents[place] = document
        return f"{PREFIX}/{document.name}"

    def offer(self, make: Callable[[], bytes], file: str, key: str) -> str:
        """Hold how a button's file is made, the latest way, and return where it is made."""
        token = hashlib.sha256(f"{self.secret} {key}".encode()).hexdigest()[:32]
        with _lock:
            _offers[token] = self.offers[token] = _Offer(make, file)
            self.offered.add(token)
        return f"{PREFIX}/file/{token}"

    def keep_only_this_run(self) -> None:
        """Let go of what earlier runs offered and this one, which is done, does not."""
        with _lock:
            self.offers = {token: self.offers[token] for token in self.offered}
            self.offered = set()


def shelf() -> Shelf:
    """Return the shelf of the session whose page runs."""
    held: Shelf = st.session_state.setdefault("shelf", Shelf())
    return held


def wanted_first() -> list[str]:
    """Return the addresses that the app's first page asks for at once."""
    return [f"{PREFIX}/{document.name}" for document in _wanted_first.values()]


async def serve_document(request: Request) -> Response:
    """Answer with a document; opened by itself it runs as isolated as in its frame."""
    document = _documents.get(request.path_params["name"])
    if document is None:
        return Response("This document is gone; reload the page.", status_code=404)
    headers = {
        "Cache-Control": "private, max-age=86400, immutable",
        "Content-Security-Policy": "sandbox allow-scripts allow-popups",
        "X-Content-Type-Options": "nosniff",
        # The browser runs on this machine: packing a million events takes longer than sending them.
        "Content-Encoding": "identity",
    }
    return Response(document.content, media_type=document.media_type, headers=headers)


async def make_file(request: Request) -> JSONResponse:
    """Make a file that was offered, and answer where it lies, or what hinders it."""
    token = request.path_params["token"]
    offer = _offers.get(token)
    if offer is None:
        return JSONResponse({"error": "This page is out of date; reload it."}, status_code=404)
    file = offer.file
    try:
        content = await asyncio.to_thread(offer.make)
    except BorderwatchError as error:
        return JSONResponse({"error": str(error)}, status_code=409)
    except Exception:
        logging.getLogger(__name__).exception("%s could not be made", file)
        said = f"{file} could not be made. What went wrong stands in the terminal of the app."
        return JSONResponse({"error": said}, status_code=500)
    with _lock:
        _made.pop(token, None)
        _made[token] = content, file
        while len(_made) > MADE:
            _made.popitem(last=False)
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
