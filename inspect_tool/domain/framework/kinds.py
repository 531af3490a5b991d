"""What the richer kinds of question are written with: lists of options, and rows of a group."""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field, model_validator

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.values import NONE, OTHER

ROW_SIGN: Final = "@"  # FAM.2.a@3 is the question FAM.2.a in the third row of its group

_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")


class OptionList(Document):
    """Options of which several can hold at once, with their words.

    Args:
        options: Words by code, in the order in which they are shown and counted.
        none: Words for "none of these"; empty where that is no answer.
        other: Words for "something else", which takes words of its own; empty where there is none.
    """

    options: dict[str, str] = Field(min_length=2)
    none: str = ""
    other: str = ""

    @model_validator(mode="after")
    def _check_options(self) -> OptionList:
        taken = [code for code in (OTHER, NONE) if code in self.options]
        if taken:
            raise ValueError(f"write `{taken[0]}` beside `options`, with its words, not among them")
        odd = [code for code in self.options if not _CODE.fullmatch(code)]
        if odd:
            raise ValueError(
                f"the code {odd[0]} is not of small letters, digits and underscores, a letter first"
            )
        words = [*self.options.values(), self.none, self.other]
        if any(";" in each or ":" in each or "\n" in each for each in words):
            raise ValueError("the words of an option have no semicolon, colon or line break")
        meant: dict[str, str] = {}
        for code, each in {**self.options, OTHER: self.other, NONE: self.none}.items():
            for typed in (code, each):
                if meant.setdefault(folded_words(typed), code) != code and typed:
                    raise ValueError(f"“{typed}” would stand for two of the options")
        if not all(folded_words(each) for each in self.options.values()):
            raise ValueError("each option has words")
        return self

    @property
    def words(self) -> dict[str, str]:
        """Every option with its words, "something else" last."""
        return {**self.options, **({OTHER: self.other} if self.other else {})}


def folded_words(words: object) -> str:
    """Words without case, and without the spaces and marks that typing adds or loses."""
    return re.sub(r"[\s_\-–—.,;:'’\"]+", " ", str(words)).strip().casefold()


class GroupRows(Document):
    """The rows of a repeating group.

    Args:
        noun: What one row is about: child, plan, incident.
        most: How many rows there can be.
        shown: How many blank rows a case workbook has beside those that are filled in.
        none: Words for a group without rows.
        key: Questions of the rows that say together which child, plan or incident a row is about,
            so that the rows of two reads can be set against each other.
    """

    noun: str = Field(min_length=1)
    most: int = Field(default=10, ge=1, le=40)
    shown: int = Field(default=3, ge=1, le=40)
    none: str = "None"
    key: tuple[str, ...] = ()


def row_item(question_id: str, row: int) -> str:
    """The id of a question in one row of its group, from 1."""
    return f"{question_id}{ROW_SIGN}{row}"


def question_of_item(item_id: str) -> str:
    """The question of an item's id, without the row."""
    return item_id.partition(ROW_SIGN)[0]


def row_of_item(item_id: str) -> int | None:
    """The row of an item's id; None where it is no question of a row."""
    number = item_id.partition(ROW_SIGN)[2]
    return int(number) if re.fullmatch(r"[1-9]\d{0,2}", number) else None
