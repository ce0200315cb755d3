"""Who may ask the app: pages of its own, on this machine, and no page of another.

A browser lends its user's reach to every page that it shows. Three ways lead from a stranger's page
to this machine, and each is shut for every route, Streamlit's own ones too:

1. A name of the stranger's that resolves to this machine: the Host header is not one of ours.
2. A request or socket from a page of another origin, also one of another port here: the headers
   Origin and Sec-Fetch-Site say so.
3. A frame around the app: X-Frame-Options and frame-ancestors forbid it.

A link to the app from anywhere opens it, as a page of its own.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES: Final = ("localhost", "127.0.0.1", "::1")
"""What this machine calls itself; the port may be another one, as behind a tunnel."""

_POLICY_VIOLATION = 1008
"""The code of RFC 6455, section 7.4.1, for a socket that is refused."""


class Doors:
    """Middleware that lets in what comes from the app's own pages, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a socket, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not (refusal := why_refused(scope)):
            await self.app(scope, receive, _unframed(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": refusal})
        else:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, _unframed(send))


def why_refused(scope: Scope) -> str:
    """Return why a request or a socket is refused; empty where it is not.

    >>> def asked(**headers):
    ...     pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    ...     return why_refused({"type": "http", "method": "GET", "headers": pairs})
    >>> asked(host="localhost:8501"), asked(host="example.org:8501")[:45]
    ('', 'The app answers on this machine only. Open it')
    >>> asked(host="localhost:8501", origin="http://localhost:3000")
    'The app answers its own pages only.'
    """
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if _name_of(f"//{host}") not in NAMES:
        return "The app answers on this machine only. Open it under the name localhost."
    origin = headers.get("origin")
    own = origin is None or origin.lower() == f"http://{host.lower()}"
    beside = headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    if own and (beside or _opens_a_page(scope, headers)):
        return ""
    return "The app answers its own pages only."


def _name_of(address: str) -> str:
    """Return the host of an address in small letters; empty where it cannot be one."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    plain = parts.username is None and not (parts.path or parts.query or parts.fragment)
    return (parts.hostname or "").rstrip(".") if plain else ""


def _opens_a_page(scope: Scope, headers: Headers) -> bool:
    """Return whether a user follows a link: the page that holds it learns nothing."""
    navigates = headers.get("sec-fetch-mode") == "navigate"
    whole = headers.get("sec-fetch-dest") == "document"
    return navigates and whole and scope.get("method") == "GET"


def _unframed(send: Send) -> Send:
    """Return a way to answer that forbids every page to frame the answer."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Frame-Options"] = "DENY"
            # Beside a policy that the answer has already: both hold.
            headers.append("Content-Security-Policy", "frame-ancestors 'none'")
        await send(message)

    return answer
