"""The lists that a review draws from, as its plan declares them: `lists` in `review.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.lists.columns import ColumnKind, Meaning
from inspect_tool.domain.lists.declared import DeclaredLists, declared_lists
from inspect_tool.domain.lists.shipped import ANNEX_A, annex_a, whole

NAME = r"^[a-z][a-z0-9_]{0,39}$"
FieldName = Annotated[str, Field(pattern=NAME)]


class AgesOfLists(Document):
    """Who is left out by age, in completed years at the date of the frame."""

    under: int | None = Field(default=None, ge=1, le=150)
    at_least: int = Field(default=0, ge=0, le=150)
    oldest: int = Field(default=120, ge=1, le=150, description="A greater age is a typing error.")


class CaseTypeOfLists(Document):
    """A kind of case; the most acute one stands last."""

    value: FieldName
    words: str = Field(default="", description="How a report says it.")


class CodeOfLists(Document):
    """A value, and how authorities write it."""

    value: str | bool | None
    words: tuple[str, ...] = ()
    letter: str = ""
    code: str = ""


class CodesOfLists(Document):
    """The values of a column.

    Args:
        several: The value where a cell names several.
    """

    values: tuple[CodeOfLists, ...] = Field(min_length=1)
    several: str = ""


class ColumnOfList(Document):
    """A column, by the heading that authorities are asked for.

    Args:
        blank: Whether it may be blank; everything but the identifier may, unless this says no.
        needed: Without it the list is refused.
        also: Other headings that mean it.
        identifies: Messages never repeat its values.
        field: Name under which the frame keeps it; without it the column is looked at only.
        words, definition: How reports and forms name the field, and what it says.
        take: Of several entries the one that is open, or the latest.
    """

    name: str = Field(min_length=1)
    type: ColumnKind
    means: Meaning | None = None
    codes: str = ""
    blank: bool | None = None
    needed: bool | None = None
    expected: bool | None = None
    identifies: bool | None = None
    also: tuple[str, ...] = ()
    pattern: str = ""
    field: FieldName | None = None
    words: str = ""
    definition: str = ""
    take: Literal["current", "latest"] | None = None


class ListOfPlan(Document):
    """One list.

    Args:
        sheets: Names of the sheet or file, * for anything; where the headings do not say it.
        id: Heading of the column that says whose row it is.
        case_type: What everybody on the list is; else a column means it.
        any_age: The limits of age do not hold on it.
        same_entry: Columns that, with the identifier, make two rows the same entry.
        in_order: Pairs of dates, the first of which cannot be after the second.
    """

    title: str = Field(min_length=1)
    sheets: tuple[str, ...] = ()
    id: str = ""
    whose: str = ""
    case_type: str = ""
    any_age: bool | None = None
    after_birth: bool | None = None
    same_entry: tuple[str, ...] = ()
    in_order: tuple[tuple[str, str], ...] = ()
    columns: tuple[ColumnOfList, ...] = ()


class PlanLists(Document):
    """The lists of a review.

    Args:
        extends: A declaration that comes with the tool, which this one adds to.
        title: How messages call the lists together.
        earliest: Nothing happened before; an earlier date is a typing error.
    """

    extends: str = ""
    title: str = ""
    ages: AgesOfLists | None = None
    earliest: date | None = None
    case_types: tuple[CaseTypeOfLists, ...] = ()
    codes: dict[FieldName, CodesOfLists] = {}
    lists: tuple[ListOfPlan, ...] = ()

    @cached_property
    def plain(self) -> Mapping[str, Any]:
        """As the process that reads returns is told; see `domain.lists.declared`."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @cached_property
    def declared(self) -> DeclaredLists:
        """The lists with what they extend.

        Raises:
            KeyError: They extend something that there is not.
        """
        if self.plain == {"extends": ANNEX_A}:
            return annex_a()
        return declared_lists(whole(self.plain))


def _named(value: Any) -> Any:  # whatever the document has there
    """`lists: annex-a-all` says all: the name of a declaration that comes with the tool."""
    return {"extends": value} if isinstance(value, str) else value


AnyLists = Annotated[PlanLists, BeforeValidator(_named)]
ANNEX_A_LISTS = PlanLists(extends=ANNEX_A)
