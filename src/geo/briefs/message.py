"""A short message that goes with a pack: what is new, what to look at, which pages there are."""

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from geo.errors import PageFault
from geo.files.writing import write_whole

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
"""What Markdown could take for more than a letter."""
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    '<body style="font-family: sans-serif; max-width: 42em; margin: 1em auto; line-height: 1.4">\n'
    "{marking}<h1>{title}</h1>\n{parts}{marking}</body>\n</html>\n"
)
_PART = Markup("<h2>{heading}</h2>\n<ul>\n{lines}</ul>\n")


@dataclass(frozen=True)
class Message:
    r"""A message in parts, each a heading and sentences; the handling marking stands at both ends.

    Texts of data show as they stand, whatever signs they hold.

    Examples
    --------
    >>> message = Message("Week 48", "INTERNAL", (("What is new", ("*3* new",)),))
    >>> print(message.markdown)
    **INTERNAL**
    <BLANKLINE>
    # Week 48
    <BLANKLINE>
    ## What is new
    <BLANKLINE>
    - \*3\* new
    <BLANKLINE>
    **INTERNAL**
    <BLANKLINE>
    """

    title: str
    marking: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def markdown(self) -> str:
        """The message as Markdown."""
        marking = [f"**{_plain(self.marking)}**"] if self.marking else []
        blocks = [*marking, f"# {_plain(self.title)}"]
        for heading, lines in self.parts:
            blocks += [f"## {_plain(heading)}", "\n".join(f"- {_plain(line)}" for line in lines)]
        return "\n\n".join([*blocks, *marking]) + "\n"

    @property
    def html(self) -> str:
        """The message as a page without a script, a picture or a link."""
        marking = Markup("<p><strong>{}</strong></p>\n").format(self.marking)
        return _PAGE.format(
            title=self.title,
            marking=marking if self.marking else "",
            parts=Markup("").join(
                _PART.format(
                    heading=heading,
                    lines=Markup("").join(
                        Markup("<li>{}</li>\n").format(escape(line)) for line in lines
                    ),
                )
                for heading, lines in self.parts
            ),
        )


def write_message(message: Message, path: Path) -> Path:
    """Write a message as Markdown, and as HTML beside it; return the path of the latter.

    Raises
    ------
    PageFault
        When the name does not end in ``.md``.
    FileFault
        When it cannot be written.
    """
    if path.suffix != ".md":
        raise PageFault(f"{path} names no message. End it in .md; the HTML is written beside it.")
    page = path.with_suffix(".html")
    for target, text in ((path, message.markdown), (page, message.html)):
        with write_whole(target) as part:
            part.write_text(text, "utf-8")
    return page


def _plain(text: str) -> str:
    """Return text on one line that Markdown shows as it stands."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
