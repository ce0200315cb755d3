"""Mutation of sound inputs: a few edits anywhere, of bytes and of words that hurt readers."""

from dataclasses import dataclass

from hypothesis import strategies as st

WORDS = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b'"',
    b"\n",
    b"\r",
    b",",
    b"[" * 40,
    b"{" * 40,
    b"<a>",
    b"</",
    b"&#0;",
    b"]]>",
    b"nan",
    b"-inf",
    b"1e999",
    b"9" * 40,
    b"-1",
    b"null",
    b"true",
    b"{}",
    b"[]",
    b"\xd9\xa1\xd9\xa2",
    b"\xe2\x80\xae",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"%00~%7E",
    b"0001-01-01",
    b"9999-12-31T23:59:60Z",
)
MOST_EDITS = 8


@dataclass(frozen=True)
class Edit:
    """Cut some bytes at a place, and put others there; ``place`` and ``share`` run to 1."""

    place: float
    share: float
    put: bytes
    again: bool

    def made_in(self, data: bytes) -> bytes:
        """Return the data with this edit."""
        start = int(self.place * len(data))
        # Most edits are small: the cube of a share is.
        end = start + int(self.share**3 * (len(data) - start))
        cut = data[start:end]
        return data[:start] + (cut + cut if self.again else self.put) + data[end:]


EDITS = st.lists(
    st.builds(
        Edit,
        place=st.floats(0, 1),
        share=st.floats(0, 1),
        put=st.sampled_from(WORDS) | st.binary(max_size=8),
        again=st.booleans(),
    ),
    max_size=MOST_EDITS,
)


def mutated(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """Return mutations of sound inputs."""
    return st.builds(_mutate, st.sampled_from(seeds), EDITS)


def _mutate(data: bytes, edits: list[Edit]) -> bytes:
    for edit in edits:
        data = edit.made_in(data)
    return data
