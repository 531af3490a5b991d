"""A column of tokens such as this tool makes, as one run of bytes instead of a text each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from inspect_tool.domain.language.identity import length_of_unlike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class UnlikeTokens(Sequence[str]):
    """Tokens of one length of which no two can be alike: see `length_of_unlike`.

    Args:
        length: Characters of each, at least 1.
        joined: All of them, one after the other.
    """

    length: int
    joined: bytes | bytearray

    def as_array(self) -> NDArray[np.bytes_]:
        """The tokens as bytes; none ends with a NUL, which numpy would leave out."""
        import numpy as np

        return np.frombuffer(self.joined, dtype=f"S{self.length}")

    def __len__(self) -> int:
        return len(self.joined) // self.length

    def __iter__(self) -> Iterator[str]:
        text, length = self.joined.decode(), self.length
        return (text[start : start + length] for start in range(0, len(text), length))

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> UnlikeTokens: ...

    def __getitem__(self, place: int | slice) -> str | UnlikeTokens:
        if isinstance(place, slice):
            return UnlikeTokens(self.length, self.as_array()[place].tobytes())
        start = range(0, len(self.joined), self.length)[place]
        return self.joined[start : start + self.length].decode()


class TokenColumn:
    """Takes a column of tokens: as bytes for as long as they are `UnlikeTokens`, else as texts."""

    def __init__(self) -> None:
        self._length = 0
        # One run of bytes that grows: pieces to be joined would take twice the memory.
        self._joined = bytearray()
        self._others: list[str] = []

    def add(self, texts: Sequence[str]) -> None:
        """The tokens of the next rows."""
        length = 0 if self._others else length_of_unlike(texts) or 0
        self._length = self._length or length
        if length and length == self._length:
            self._joined += "".join(texts).encode()
            return
        if self._joined:
            self._others += UnlikeTokens(self._length, self._joined)
            self._joined = bytearray()
        self._others += texts

    def texts(self) -> Sequence[str]:
        """The whole column."""
        return UnlikeTokens(self._length, self._joined) if self._joined else self._others
