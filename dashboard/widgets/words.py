"""Text of the data in places where Streamlit reads Markdown."""


def plain(text: object) -> str:
    """Return text so that Markdown shows it as it stands: no link, no picture, no mark-up."""
    return "".join("\\" + c if c in "\\`*_{}[]()<>#+-.!|~$:&" else c for c in str(text))
