"""Names, passwords and tokens: taken from the environment or the system's keyring, kept nowhere.

They go into the header or the body of a request, never into an address, and a :class:`Secret` does
not show itself: not in a message, a log or a traceback.
"""

from dataclasses import dataclass

import keyring
from keyring.errors import KeyringError

from borderwatch_fetch.errors import Refused
from geo.settings import fetch_credential


class Secret:
    """A text that only :meth:`reveal` hands out.

    >>> Secret("abc"), str(Secret("abc"))
    (Secret('...'), "Secret('...')")
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret('...')"

    def __reduce__(self) -> str:
        raise TypeError("A secret is written nowhere.")

    def reveal(self) -> str:
        """Return the text, to be sent at once."""
        return self._text


@dataclass(frozen=True)
class Account:
    """A name and its password."""

    name: Secret
    password: Secret


def acled_account() -> Account:
    """Return the myACLED account.

    Raises
    ------
    Refused
        When there is none; the message says where to put it.
    """
    name, password = fetch_credential("ACLED_USER"), fetch_credential("ACLED_PASSWORD")
    if name and password:
        return Account(Secret(name), Secret(password))
    found = _of_keyring("acled", name or None)
    if found is None:
        raise Refused(
            "No account of ACLED was found. Put its name and password into the keyring of this "
            "system: run `keyring set borderwatch-acled NAME`, where NAME is the e-mail address of "
            "the account, and set BORDERWATCH_ACLED_USER to the same NAME where the keyring does "
            "not tell it; or set BORDERWATCH_ACLED_USER and BORDERWATCH_ACLED_PASSWORD."
        )
    return found


def token(source: str, title: str, variable: str) -> Secret:
    """Return what a source asks for beside an account: a token, or the identifier of an app.

    Parameters
    ----------
    source : str
        Key of the source: the keyring knows it as ``borderwatch-`` and this.
    variable : str
        Of the environment, without ``BORDERWATCH_``.

    Raises
    ------
    Refused
        When there is none; the message says where to put it.
    """
    if text := fetch_credential(variable):
        return Secret(text)
    found = _of_keyring(source, "token")
    if found is None:
        raise Refused(
            f"No token of {title} was found. Put it into the keyring of this system: run "
            f"`keyring set borderwatch-{source} token`; or set BORDERWATCH_{variable}."
        )
    return found.password


def _of_keyring(source: str, name: str | None) -> Account | None:
    try:
        held = keyring.get_credential(f"borderwatch-{source}", name)
    except (KeyringError, OSError):
        # No keyring on this system, or it is locked: the message says what else there is.
        return None
    if held is None or not held.password:
        return None
    return Account(Secret(held.username or name or ""), Secret(held.password))
