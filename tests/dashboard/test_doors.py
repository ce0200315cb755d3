"""The running app from outside: whom it answers, and that it asks nobody anything."""

import http.client
import json
import re
import socket
import subprocess
import sys
import time

import pytest

from geo.settings import ROOT

WATCH = """
import json, os, sys
_log = open(os.environ["ASKED"], "a", buffering=1)
_ASKS = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")

def _watch(event, arguments):
    if event in _ASKS:
        address = arguments[0] if event.startswith("socket.get") else arguments[1]
        _log.write(json.dumps([event, str(address)]) + "\\n")

sys.addaudithook(_watch)
import socket
socket.getaddrinfo("localhost", 80)
"""
"""What a child process writes down of every name it looks up and every address it asks."""
HERE = re.compile(r"localhost|\('127\.0\.0\.1|\('::1|None|/")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The port of the running app, and a function that reads what it asked other machines."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "sitecustomize.py").write_text(WATCH)
    asked = folder / "asked"
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    path = f"{folder}:{ROOT / 'src'}:{ROOT}"
    environment = {"PYTHONPATH": path, "ASKED": str(asked), "PATH": "", "HOME": str(folder)}
    command = [sys.executable, "-m", "dashboard", "--headless", "--port", str(port)]
    output = (folder / "output").open("w")
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    for _ in range(240):
        try:
            if answer(port, "/_stcore/health").status == 200:
                break
        except OSError:
            assert server.poll() is None, (folder / "output").read_text()
        time.sleep(0.25)

    def elsewhere():
        lines = [json.loads(line) for line in asked.read_text().splitlines()]
        assert lines, "the watch is on"
        return [line for line in lines if not HERE.search(line[1])]

    yield port, elsewhere
    server.terminate()
    server.wait(timeout=20)
    output.close()


def answer(port, path, method="GET", **headers):
    connection = http.client.HTTPConnection("localhost", port, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Host": f"localhost:{port}", **headers})
    response = connection.getresponse()
    response.body = response.read().decode("utf-8", "replace")
    connection.close()
    return response


def socket_status(port, host=None, **headers):
    """Return the status of the answer to a browser's wish for the app's socket."""
    headers = {
        "Host": host or f"localhost:{port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "c3ludGhldGljIGtleSAwMQ==",
        "Sec-WebSocket-Protocol": "streamlit",
        **headers,
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    wish = "\r\n".join(["GET /_stcore/stream HTTP/1.1", *lines, "", ""])
    with socket.create_connection(("localhost", port), timeout=20) as line:
        line.sendall(wish.encode())
        return int(line.recv(200).split(b" ")[1])


PATHS = ["/", "/data", "/_stcore/health", "/_stcore/host-config", "/borderwatch/none", "/static/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    ["example.org", "example.org:80", "localhost.example.org", "10.0.0.1", "user@localhost", "a b"],
)
def test_another_name_for_this_machine_gets_nothing(app, path, host):
    refused = answer(app[0], path, Host=host)
    assert refused.status == 403
    assert "Open it under the name localhost" in refused.body
    assert socket_status(app[0], host, Origin=f"http://{host}") == 403


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_this_machine_is_answered_by_each_of_its_names_and_on_any_port(app, name):
    for host in (name, f"{name}:{app[0]}", f"{name}:9000"):
        assert answer(app[0], "/", Host=host).status == 200
        assert socket_status(app[0], host, Origin=f"http://{host.lower()}") == 101


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://localhost", "http://example.org", "null", "file://"]
)
def test_a_page_of_another_origin_opens_no_socket_and_reads_nothing(app, origin):
    port, elsewhere = app
    assert socket_status(port, Origin=origin) == 403
    for path in PATHS:
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            refused = answer(port, path, method, Origin=origin)
            assert refused.status == 403
            assert refused.getheader("Access-Control-Allow-Origin") is None
    # Streamlit would ask an outside address for its own, to compare it with the origin's.
    assert elsewhere() == []


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_what_another_page_loads_into_itself_is_refused(app, site):
    def status(method="GET", **headers):
        return answer(app[0], "/", method, Sec_Fetch_Site=site, **headers).status

    assert status(Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="image") == 403
    assert status(Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe") == 403
    assert status("POST", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document") == 403
    assert status(Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document") == 200


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_may_be_framed(app, path):
    for headers in ({}, {"Host": "example.org"}):
        given = answer(app[0], path, **headers)
        assert given.getheader("X-Frame-Options") == "DENY"
        assert "frame-ancestors 'none'" in given.getheader("Content-Security-Policy")


def test_its_own_page_opens_the_socket(app):
    port, elsewhere = app
    assert socket_status(port, Origin=f"http://localhost:{port}") == 101
    assert elsewhere() == []
