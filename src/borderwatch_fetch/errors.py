"""Why a fetch ended without what was asked for; every message is written for the user."""

from geo.errors import BorderwatchError


class FetchFault(BorderwatchError):
    """A source could not be asked, or did not answer as it should. What was fetched is kept."""


class NoNetwork(FetchFault):
    """The source's server cannot be reached at all."""


class Refused(FetchFault):
    """The source does not let this account, or anyone without one, have what was asked for.

    ``status`` is what it answered with: 401 where it does not know who asks; 0 where nobody asked.
    """

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class NotThere(FetchFault):
    """The source has nothing under the address that was asked."""
