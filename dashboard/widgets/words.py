"""Text of files and of errors in places where Streamlit reads Markdown.

Such text reaches the page through :func:`plain` or :func:`link` only, or by ``st.text`` and
tables, which show it as it stands.
"""

import re
from string import punctuation
from urllib.parse import quote

_SIGNS = re.compile(f"[{re.escape(punctuation)}]")
"""What a backslash takes its meaning from (CommonMark, section 2.4)."""
_MADE_LATER = re.compile(
    r"""
      :(?=[\w+/-]+[:/])                               # :smile:, :material/home:, https://
    | (?<!\w)w(?=ww\.)                                # www.example.org
    | @(?=[\w-]+\.)                                   # name@example.org
    | (?<!\S)[<>~-](?=(?:->?|[>=])(?!\S))             # ->, <-, <->, --, >=, <=, ~=
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Signs that Streamlit's page turns into icons, links and arrows after backslashes were read."""
_WORD_JOINER = "\u2060"
"""Keeps them apart; it has no width and no meaning."""


def plain(text: object) -> str:
    r"""Return text so that Markdown shows it as it stands: no link, no picture, no mark-up.

    Lines stay lines, without their indent.

    >>> plain("![x](http://example.org)") == "\\!\\[x\\]\\(http\\:\u2060\\/\\/example\\.org\\)"
    True
    >>> plain("Kunduz"), plain("one\n    two")
    ('Kunduz', 'one  \ntwo')
    """
    lines = filter(None, map(str.strip, str(text).splitlines()))
    return "  \n".join(_SIGNS.sub(r"\\\g<0>", _kept_apart(line)) for line in lines)


def _kept_apart(line: str) -> str:
    return _MADE_LATER.sub(rf"\g<0>{_WORD_JOINER}", line)


def link(words: str, address: str) -> str:
    """Return a link to an address of :func:`geo.text.web_links`.

    >>> link("a source", "https://example.org/(a) b?c=1&d=2")
    '[a source](https://example.org/%28a%29%20b?c=1&amp;d=2)'
    """
    target = quote(address, safe="%:/?#[]@!&+,;=~").replace("&", "&amp;")
    return f"[{plain(words)}]({target})"
