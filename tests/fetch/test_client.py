"""How a server is asked: hosts, redirects, pace, bounds; and that no secret is written anywhere."""

import gzip
import logging
import pickle
import socket
from dataclasses import replace

import pytest
from click.testing import CliRunner

from borderwatch_fetch import credentials, sources
from borderwatch_fetch.client import Client
from borderwatch_fetch.credentials import Secret
from borderwatch_fetch.errors import FetchFault, NoNetwork, Refused
from geo.cli.main import main
from tests.fetch.stand_in import CUT, NAME, PASSWORD, SECRETS, acled_row


@pytest.fixture
def source(stand_in):
    """The stand-in as a source of small answers."""
    return replace(sources.source_of("gdelt"), most_bytes=1_000, requests=3)


@pytest.fixture
def client(source, waits):
    return Client(source, sleep=waits.append)


def test_an_answer_that_is_too_large_is_not_read(client, source, stand_in):
    stand_in.files["/large"] = b"x" * 1_001
    with pytest.raises(FetchFault, match="more than 0 MB at once"):
        client.get(f"{source.base}/large")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("https://example.org/x", "another host"),
        ("//example.org/x", "another host"),
        ("/loop", "in a circle"),
    ],
)
def test_redirects_stay_among_the_hosts(client, source, stand_in, target, words):
    stand_in.files["/loop"] = (302, {"Location": target}, b"")
    with pytest.raises(FetchFault, match=words):
        client.get(f"{source.base}/loop")


def test_an_address_with_a_name_or_without_encryption_is_not_asked(source):
    with pytest.raises(FetchFault, match="another host"):
        source.require_own(source.base.replace("://", "://name:word@"))
    plain = replace(source, base="https://example.org")
    with pytest.raises(FetchFault, match="without encryption"):
        plain.require_own("http://example.org/x")


def test_a_setting_names_another_server_only_with_encryption(monkeypatch):
    monkeypatch.setenv("BORDERWATCH_FETCH_SERVERS", "acled=http://mirror.example.org")
    with pytest.raises(FetchFault, match="not encrypted"):
        sources.source_of("acled")
    monkeypatch.setenv("BORDERWATCH_FETCH_SERVERS", "acled=https://mirror.example.org/")
    assert sources.source_of("acled").base == "https://mirror.example.org"


def test_a_redirect_takes_no_credentials_along(client, source, stand_in):
    stand_in.files |= {"/from": (302, {"Location": "/to"}, b""), "/to": b"there"}
    assert client.get(f"{source.base}/from", headers={"x-token": "abc"}) == b"there"
    assert [one.headers.get("x-token") for one in stand_in.asked] == ["abc", None]


def test_no_more_requests_go_out_in_a_time_than_are_allowed(source, stand_in):
    stand_in.files["/x"] = b"x"
    times, waits = iter([0, 1, 2, 10, 60, 61, 62]), []
    client = Client(source, sleep=waits.append, clock=lambda: next(times, 100))
    for _ in range(4):
        client._keep_the_pace()
    assert waits == [50]


def test_no_network_is_said_at_once(source, waits, unused_port):
    offline = replace(source, base=f"http://127.0.0.1:{unused_port}")
    with pytest.raises(NoNetwork, match="GDELT cannot be reached"):
        Client(offline, sleep=waits.append).get(f"{offline.base}/x")
    assert waits == [1]


@pytest.fixture
def unused_port(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_long_wait_is_left_to_the_user(client, source, stand_in):
    stand_in.faults.append((429, {"Retry-After": "7200"}))
    with pytest.raises(FetchFault, match="asks to wait 120 minutes"):
        client.get(f"{source.base}/x")


def test_credentials_come_from_the_keyring_too(monkeypatch, account):
    held = type("Held", (), {"username": NAME, "password": PASSWORD})
    monkeypatch.delenv("BORDERWATCH_ACLED_PASSWORD")
    monkeypatch.setattr("keyring.get_credential", lambda service, name: held)
    assert credentials.acled_account().password.reveal() == PASSWORD
    monkeypatch.setattr("keyring.get_credential", lambda service, name: None)
    with pytest.raises(Refused, match="keyring set borderwatch-acled NAME"):
        credentials.acled_account()


def test_a_secret_shows_and_writes_itself_nowhere():
    secret = Secret("abc")
    assert "abc" not in f"{secret} {secret!r} {[secret]}"
    with pytest.raises(TypeError, match="written nowhere"):
        pickle.dumps(secret)


@pytest.mark.parametrize(
    ("faults", "code"),
    [([], 0), ([None, CUT, (429, {"Retry-After": "0"})], 0), ([403], 1), ([401, 401, 401], 1)],
)
def test_no_secret_is_printed_logged_or_written(
    stand_in, tmp_path, monkeypatch, caplog, faults, code
):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    caplog.set_level(logging.DEBUG)
    stand_in.acled = [acled_row(number) for number in range(5)]
    stand_in.faults.extend(faults)
    words = ["fetch", "acled", "--country", "AFG", "--from", "2024-01-01"]
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", f"{tmp_path}")
    files = ["-o", f"{tmp_path / 'o.csv'}", "--changes", "-"]
    done = CliRunner().invoke(main, [*words, *files])
    assert done.exit_code == code, done.output
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for path in tmp_path.rglob("*.gz"):
        written += gzip.decompress(path.read_bytes())
    addresses = " ".join(f"{one.path} {one.query}" for one in stand_in.asked)
    seen = f"{done.output} {caplog.text} {addresses} {done.exception!r}"
    for secret in SECRETS:
        assert secret not in seen, secret
        assert secret.encode() not in written, secret
    assert "POST /oauth/token" in caplog.text


def test_without_the_packages_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setattr("geo.cli.fetching.find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["fetch", "gdelt", "--country", "AFG", "--from", "2024-01-01"])
    assert done.exit_code == 1
    assert "pip install keyring requests" in done.output
