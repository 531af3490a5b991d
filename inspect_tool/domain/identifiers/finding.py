"""A place in a text that may identify somebody; it never holds the words themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What a place looks like, as the end of the sentence "this may be …"."""

    NHS_NUMBER = "an NHS number"
    UPN = "a pupil number"
    BIRTH = "a date of birth"
    POSTCODE = "a postcode"
    ADDRESS = "an address"
    TELEPHONE = "a telephone number"
    E_MAIL = "an e-mail address"
    HANDLE = "the name of an account"
    PLATE = "a number plate"
    NAME = "a name"

    @property
    def say(self) -> str:
        """What to say instead."""
        return _SAY[self]

    @property
    def blot(self) -> str:
        """What takes its place where words are shown that nobody has looked at."""
        return f"[{self.value}]"


_SAY = {
    IdentifierKind.NHS_NUMBER: "“the health record”",
    IdentifierKind.UPN: "“the school's record”",
    IdentifierKind.BIRTH: "an age, such as “aged 5”",
    IdentifierKind.POSTCODE: "“the home”, or “another town”",
    IdentifierKind.ADDRESS: "“the home”, or “the grandmother's home”",
    IdentifierKind.TELEPHONE: "“by telephone”",
    IdentifierKind.E_MAIL: "“by e-mail”",
    IdentifierKind.HANDLE: "“an account of the child's”",
    IdentifierKind.PLATE: "“a car”",
    IdentifierKind.NAME: "a role, such as “the mother” or “the first social worker”",
}


@dataclass(frozen=True, order=True)
class Finding:
    """Characters of a text that may identify somebody.

    Args:
        start: Of the first character, counted from 0.
        end: One past the last.
        role: The role that the text itself gives them, such as “mother”; empty where none is near.
    """

    start: int
    end: int
    kind: IdentifierKind
    role: str = ""

    @property
    def say(self) -> str:
        """What to say instead."""
        is_named = self.role and self.kind is IdentifierKind.NAME
        return f"“the {self.role}”" if is_named else self.kind.say

    @property
    def place(self) -> str:
        """Where it is, counted from 1."""
        return f"characters {self.start + 1} to {self.end}"

    @property
    def words(self) -> str:
        """A sentence that tells the place and never what is there."""
        return f"{self.place} may be {self.kind.value}. Say {self.say} instead."
