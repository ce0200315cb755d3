"""A stand-in for all sources, and the account that it knows; nothing waits."""

from datetime import date

import pytest

from borderwatch_fetch.fetch import fetch_events
from geo import open_workspace
from tests.fetch.stand_in import HDX_IDENTIFIER, NAME, PASSWORD, UCDP_TOKEN, StandIn, serving

SOURCES = ("acled", "ucdp", "hdx", "gdelt", "boundaries")


@pytest.fixture
def account(monkeypatch):
    """Put the credentials into the environment; the keyring of the machine is not asked."""
    monkeypatch.setattr("keyring.get_credential", lambda service, name: None)
    monkeypatch.setenv("BORDERWATCH_ACLED_USER", NAME)
    monkeypatch.setenv("BORDERWATCH_ACLED_PASSWORD", PASSWORD)
    monkeypatch.setenv("BORDERWATCH_UCDP_TOKEN", UCDP_TOKEN)
    monkeypatch.setenv("BORDERWATCH_HDX_APP_IDENTIFIER", HDX_IDENTIFIER)


@pytest.fixture
def stand_in(account, monkeypatch):
    """A stand-in that all sources are asked at."""
    stand_in = StandIn()
    with serving(stand_in) as base:
        servers = " ".join(f"{source}={base}" for source in SOURCES)
        monkeypatch.setenv("BORDERWATCH_FETCH_SERVERS", servers)
        yield stand_in


@pytest.fixture
def waits():
    """The seconds that were waited, which took none."""
    return []


@pytest.fixture
def told():
    """What was told of the way."""
    return []


@pytest.fixture
def fetch(tmp_path, waits, told):
    """Fetch into a workspace of this test's; nothing waits."""

    def fetch(source, countries=("AFG",), first=date(2024, 1, 1), **how):
        how = {
            "workspace": open_workspace(tmp_path),
            "sleep": waits.append,
            "tell": told.append,
            **how,
        }
        return fetch_events(source, countries, first, **how)

    return fetch
