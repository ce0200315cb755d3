"""A server of this machine that answers as the sources' own are documented to, faults and all."""

import json
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NAME, PASSWORD = "analyst@example.org", "s3cret-PASSWORD-of-nobody"
UCDP_TOKEN, HDX_IDENTIFIER = "s3cret-UCDP-token-of-nobody", "s3cret-HDX-identifier-of-nobody"
SECRETS = (PASSWORD, UCDP_TOKEN, HDX_IDENTIFIER, "access-", "refresh-", NAME)
"""Nothing of these may be written or printed."""
CUT = "cut"
"""In the place of a status: the connection ends within the answer."""


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict
    headers: dict
    form: dict


@dataclass
class StandIn:
    """What the servers hold, what they were asked, and how they fail.

    ``faults`` are taken one by one, each by the next request for data: a status, or :data:`CUT`,
    with further headers; None answers well. A token is good for ``token_lasts`` requests.
    """

    acled: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    editions: dict = field(default_factory=dict)
    counts: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    faults: deque = field(default_factory=deque)
    asked: list = field(default_factory=list)
    token_lasts: int = 1_000_000
    refresh_is_good: bool = True
    terms_accepted: bool = True
    most_rows: int = 1_000_000
    base: str = ""
    _tokens: dict = field(default_factory=dict)
    _given: int = 0

    def paths(self, part=""):
        """Return the paths of the requests that hold some text, in their order."""
        return [one.path for one in self.asked if part in one.path]

    def pages(self, path, number="page"):
        """Return the numbers of the pages that were asked for."""
        return [int(one.query.get(number, 0)) for one in self.asked if one.path == path]

    def answer(self, asked):
        """Return status, headers and body."""
        if asked.path == "/oauth/token":
            return self._token(asked.form)
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            status, headers = fault if isinstance(fault, tuple) else (fault, {})
            return status, headers, b'{"data": ["this body is cut'
        for path, answer in self._answers().items():
            if asked.path.startswith(path):
                return answer(asked)
        return 404, {}, b"nothing here"

    def _answers(self):
        return {
            "/api/acled/read": lambda asked: self._of_acled(asked, self._chosen(asked.query)),
            "/api/deleted/read": lambda asked: self._of_acled(asked, self._gone(asked.query)),
            "/gedevents/": self._of_ucdp,
            "/coordination-context/conflict-events": self._of_hdx,
            "/": self._of_files,
        }

    def _token(self, form):
        good = form.get("client_id") == "acled" and (
            (
                (form.get("grant_type") == "password")
                and (form.get("username"), form.get("password")) == (NAME, PASSWORD)
            )
            or (
                (form.get("grant_type") == "refresh_token")
                and self.refresh_is_good
                and form.get("refresh_token", "").startswith("refresh-")
            )
        )
        if not good:
            return 401, {}, b'{"error": "invalid_grant"}'
        self._given += 1
        access = f"access-{self._given}"
        self._tokens[access] = self.token_lasts
        return _json({"access_token": access, "refresh_token": f"refresh-{self._given}"})

    def _of_acled(self, asked, rows):
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self._tokens.get(token, 0) < 1:
            return 401, {}, b"{}"
        self._tokens[token] -= 1
        if not self.terms_accepted:
            return 403, {}, b"{}"
        limit, page = (int(asked.query[key]) for key in ("limit", "page"))
        size = min(limit, self.most_rows)
        shown = rows[(page - 1) * size : page * size]
        return _json({"status": 200, "count": len(shown), "last_update": 1, "data": shown})

    def _chosen(self, query):
        first, last = query["event_date"].split("|")
        rows = [
            row
            for row in self.acled
            if row["country"] == query["country"]
            and first <= row["event_date"] <= last
            and row["timestamp"] >= int(query.get("timestamp", 0))
        ]
        return sorted(rows, key=lambda row: row["event_date"], reverse=True)

    def _gone(self, query):
        since = int(query["deleted_timestamp"])
        return [row for row in self.deleted if row["deleted_timestamp"] >= since]

    def _of_ucdp(self, asked):
        if asked.headers.get("x-ucdp-access-token") != UCDP_TOKEN:
            return 401, {}, b"{}"
        edition = asked.path.rpartition("/")[2]
        if edition not in self.editions:
            return 404, {}, b"{}"
        numbers = asked.query["Country"].split(",")
        rows = [
            row
            for row in self.editions[edition]
            if str(row["country_id"]) in numbers and row["date_start"] >= asked.query["StartDate"]
        ]
        size, page = int(asked.query["pagesize"]), int(asked.query.get("page", 0))
        size = min(size, self.most_rows)
        pages = -(-len(rows) // size)
        following = f"{self.base}/gedevents/{edition}?pagesize={size}&page={page + 1}"
        return _json(
            {
                "TotalCount": len(rows),
                "TotalPages": pages,
                "PreviousPageUrl": "",
                "NextPageUrl": following if page + 1 < pages else "",
                "Result": rows[page * size : (page + 1) * size],
            }
        )

    def _of_hdx(self, asked):
        if asked.headers.get("x-hdx-hapi-app-identifier") != HDX_IDENTIFIER:
            return 403, {}, b"{}"
        start = int(asked.query["offset"])
        rows = [row for row in self.counts if row["location_code"] == asked.query["location_code"]]
        return _json({"data": rows[start : start + int(asked.query["limit"])]})

    def _of_files(self, asked):
        if asked.path not in self.files:
            return 404, {}, b"nothing here"
        held = self.files[asked.path]
        return held if isinstance(held, tuple) else (200, {}, held)


def _json(content):
    return 200, {"Content-Type": "application/json"}, json.dumps(content).encode()


@contextmanager
def serving(stand_in):
    """Yield the address at which a stand-in answers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            form = _flat(parse_qs(self.rfile.read(length).decode()))
            parts = urlsplit(self.path)
            headers = {name.lower(): text for name, text in self.headers.items()}
            asked = Asked(self.command, parts.path, _flat(parse_qs(parts.query)), headers, form)
            stand_in.asked.append(asked)
            status, more, body = stand_in.answer(asked)
            self.send_response(200 if status == CUT else status)
            for name, text in more.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(body) + 100 * (status == CUT)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = status == CUT

        do_GET = do_POST = _answer

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    stand_in.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stand_in.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _flat(query):
    return {name: values[0] for name, values in query.items()}


def acled_row(number, *, country="Afghanistan", day="2024-03-01", stamp=1_700_000_000, **cells):
    """Return an invented event as ACLED's JSON has it."""
    return {
        "event_id_cnty": f"{country[:3].upper()}{number}",
        "event_date": day,
        "year": int(day[:4]),
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Synthetic group A",
        "inter1": "Rebel group",
        "actor2": "Synthetic group B",
        "inter2": "State forces",
        "iso": 4,
        "country": country,
        "admin1": "Badakhshan",
        "admin2": "Faizabad",
        "location": "Synthetic town",
        "latitude": "37.1166",
        "longitude": "70.58",
        "geo_precision": "1",
        "source": "Synthetic source",
        "notes": f"An invented event, number {number}.",
        "fatalities": "2",
        "tags": "",
        "timestamp": stamp,
        **cells,
    }
