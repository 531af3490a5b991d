"""What a column of a declared list is, and how its cells are read.

This module and those it imports are loaded in the child process that reads untrusted files, so
they import the standard library alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.lists.recognition import Code, CodeList

# The identifier of a row's unit, under whatever heading a list has it.
IDENTIFIER = "Child Unique ID"


class ColumnKind(StrEnum):
    """How the cells of a column are read."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    DATE = "date"
    WHOLE_NUMBER = "whole_number"
    AGE = "age"
    CHOICE = "choice"
    YES_NO = "yes_no"
    POSTCODE = "postcode"


class Meaning(StrEnum):
    """What a column says of a case beyond its own value."""

    OPENED = "opened"  # the case began on this day
    CLOSED = "closed"  # … and ended on this one
    DATED = "dated"  # which of several entries is the latest, on a list that is not of cases
    BORN = "born"
    AGE = "age"
    FAMILY = "family"  # units with the same value belong together
    CASE_TYPE = "case_type"
    STATUS = "status"  # an entry whose status is `closed` has ended


@dataclass(frozen=True)
class ListColumn:
    """One column of a list, as it is declared.

    Args:
        list_number: Number of the list that it belongs to.
        is_needed: Without it the list cannot be used.
        is_expected: It is reported where it is missing.
        identifies: Its values can tell who somebody is, so no message ever repeats them.
        pattern: Regular expression that a heading fits which means this column, in plain words.
        also: Other headings that mean it.
    """

    list_number: int
    position: int
    name: str
    kind: ColumnKind
    may_be_blank: bool = True
    is_needed: bool = False
    is_expected: bool = True
    identifies: bool = False
    codes: CodeList | None = None
    means: Meaning | None = None
    pattern: str = ""
    also: tuple[str, ...] = ()

    @property
    def is_birth(self) -> bool:
        """Whether it is the date of birth."""
        return self.means is Meaning.BORN


# What every declaration has, unless it says otherwise.
STANDARD_CODES: Mapping[str, Mapping[str, object]] = {
    "yes_no": {
        "values": [
            {"value": True, "letter": "a", "words": ["Yes", "Y", "True", "1", "1 - Yes"]},
            {"value": False, "letter": "b", "words": ["No", "N", "False", "0", "0 - No"]},
            {"value": None, "letter": "c", "words": ["Unknown", "U", "Not known", "Not recorded"]},
        ]
    }
}


def code_lists_of(declared: Mapping[str, Mapping[str, object]]) -> dict[str, CodeList]:
    """The value lists of a declaration, by name."""
    return {name: _code_list(name, part) for name, part in declared.items()}


def _code_list(name: str, declared: Mapping[str, object]) -> CodeList:
    values: list[dict[str, object]] = declared["values"]  # type: ignore[assignment]
    several = declared.get("several")
    return CodeList(
        name.replace("_", " "),
        tuple(
            Code(
                value=one["value"],  # type: ignore[arg-type]
                letter=str(one.get("letter") or ""),
                code=str(one.get("code") or ""),
                words=_words_of(one),
            )
            for one in values
        ),
        several=str(several) if several else None,
    )


def _words_of(declared: Mapping[str, object]) -> tuple[str, ...]:
    words: list[str] = list(declared.get("words") or ())  # type: ignore[call-overload]
    # A value that was declared without spellings is spelt as itself.
    return tuple(words) or (str(declared["value"]).replace("_", " "),)


def is_yes_or_no(codes: CodeList) -> bool:
    """Whether a list says yes or no and nothing else."""
    return codes.codes[0].value is True
