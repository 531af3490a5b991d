"""The lists that a review draws from: their columns, what their dates mean, who is on them.

A declaration is data: `annex_a.json` beside this module, or what a plan has under `lists`. This
module is loaded in the child process that reads untrusted files, so it imports the standard
library alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from inspect_tool.domain.lists.columns import (
    STANDARD_CODES,
    ColumnKind,
    ListColumn,
    Meaning,
    code_lists_of,
    is_yes_or_no,
)
from inspect_tool.domain.lists.recognition import CodeList
from inspect_tool.domain.lists.wildcards import wildcard


@dataclass(frozen=True)
class AgeLimits:
    """Who is left out by age, in completed years at the date of the frame.

    Args:
        under: Nobody of this age or over is on the frame; None for no limit.
        at_least: Nobody younger is.
        oldest: A greater age is a typing error.
    """

    under: int | None = None
    at_least: int = 0
    oldest: int = 120

    @property
    def is_limited(self) -> bool:
        """Whether anybody is left out by age."""
        return self.under is not None or self.at_least > 0

    def leaves_out(self, age: int | None) -> bool:
        """Whether somebody of that age is left out; nobody whose age is not known."""
        if age is None:
            return False
        return age < self.at_least or (self.under is not None and age >= self.under)

    def reason(self, age: int) -> str:
        """Why somebody of that age is left out, as a report says it."""
        if age < self.at_least:
            return f"under {self.at_least} at the frame date"
        return f"{self.under} or over at the frame date"


@dataclass(frozen=True)
class StatusNeed:
    """A list on which somebody must have an open entry whose status says so."""

    list_number: int
    words: str


@dataclass(frozen=True)
class CaseList:
    """One list.

    Args:
        label: How messages name it: `List 6`, or its title.
        topic: Regular expression that tells the list by the name of its sheet or file.
        id_name: Heading of the column that says whose row it is.
        whose: What its rows are about where that is not the unit of the other lists.
        case_type: What its entries make somebody; empty where a column says it, or nothing does.
        same_entry: Columns that, with the identifier, make two rows the same entry.
        in_order: Pairs of dates, the first of which cannot be after the second.
        any_age: The limits of age do not hold on it.
        after_birth: Nothing on it can happen before birth.
        status_needs: By status the list on which there must be an open entry too.
    """

    number: int
    label: str
    title: str
    topic: str
    id_name: str
    columns: tuple[ListColumn, ...]
    whose: str = ""
    case_type: str = ""
    same_entry: tuple[str, ...] = ()
    in_order: tuple[tuple[str, str], ...] = ()
    any_age: bool = False
    after_birth: bool = False
    status_needs: Mapping[str, StatusNeed] = field(default_factory=dict)

    @cached_property
    def _by_meaning(self) -> Mapping[Meaning, str]:
        return {column.means: column.name for column in self.columns if column.means is not None}

    def named(self, meaning: Meaning) -> str:
        """Heading of the column with a meaning; empty where the list has none."""
        return self._by_meaning.get(meaning, "")

    @property
    def dated_by(self) -> str:
        """Heading of the day that says which of several entries is the latest; may be empty."""
        return self.named(Meaning.OPENED) or self.named(Meaning.DATED)

    @property
    def is_of_cases(self) -> bool:
        """Whether being on it can make somebody a case."""
        return bool(self.case_type or self.named(Meaning.CASE_TYPE))

    @cached_property
    def by_name(self) -> Mapping[str, ListColumn]:
        """The columns by heading."""
        return {column.name: column for column in self.columns}

    @property
    def words(self) -> str:
        """How a message says which list it is: `List 6 (Children in need)`."""
        return self.label if self.label == self.title else f"{self.label} ({self.title})"


@dataclass(frozen=True)
class DeclaredLists:
    """All lists of a declaration.

    Args:
        title: How messages call them together: `Annex A`.
        case_types: Words of each case type, the most acute last.
        order: Numbers of the lists; whose word counts first where they differ.
        earliest: Nothing happened before; an earlier date is a typing error.
        fields: The fields of the frame as they are declared; see `domain.frame.declared_fields`.
    """

    name: str
    title: str
    ages: AgeLimits
    earliest: date
    case_types: Mapping[str, str]
    order: tuple[int, ...]
    lists: Mapping[int, CaseList]
    fields: tuple[Mapping[str, Any], ...]

    @cached_property
    def case_lists(self) -> tuple[int, ...]:
        """The lists that say who is a case; whoever is on none of them is on no frame."""
        return tuple(number for number, one in self.lists.items() if one.is_of_cases)

    @cached_property
    def person_lists(self) -> tuple[int, ...]:
        """The lists that say something about those on the frame: all but those of others."""
        return tuple(
            number for number, one in self.lists.items() if not one.any_age or one.is_of_cases
        )

    @cached_property
    def is_numbered(self) -> bool:
        """Whether the lists are known by numbers, as those of Annex A are."""
        return any(one.label != one.title for one in self.lists.values())

    def heading(self, meaning: Meaning) -> str:
        """The heading of what is the same on all lists, such as the date of birth; may be empty."""
        return next((found for one in self.lists.values() if (found := one.named(meaning))), "")

    def columns(self, number: int) -> tuple[ListColumn, ...]:
        """The columns of a list, in their order; none where there is no such list."""
        found = self.lists.get(number)
        return found.columns if found else ()

    def of_case_types(self, case_types: Iterable[str]) -> DeclaredLists:
        """Without the lists of other units than those of the case types.

        The adopters of a return have identifiers of their own, which could be a child's as well.
        """
        wanted = set(case_types)
        units = {one.whose for one in self.lists.values() if self.types_of(one) & wanted}
        if not units or units == {one.whose for one in self.lists.values()}:
            return self
        lists = {number: one for number, one in self.lists.items() if one.whose in units}
        return replace(
            self, lists=lists, order=tuple(number for number in self.order if number in lists)
        )

    def types_of(self, one: CaseList) -> set[str]:
        """The case types that a list can give."""
        column = one.named(Meaning.CASE_TYPE)
        codes = one.by_name[column].codes if column else None
        return {str(code.value) for code in codes.codes} if codes else {one.case_type} - {""}


def declared_lists(plain: Mapping[str, Any]) -> DeclaredLists:
    """A declaration from its plain form, which was checked before.

    Args:
        plain: As `annex_a.json` has it, or a plan's `lists` without what is not written there.
    """
    codes = code_lists_of({**STANDARD_CODES, **(plain.get("codes") or {})})
    lists = {
        number: _list_of(one, number, codes)
        for number, one in enumerate(plain.get("lists") or (), start=1)
    }
    case_types = {one["value"]: one.get("words") or _in_words(one["value"])
                  for one in plain.get("case_types") or ()}  # fmt: skip
    ages = plain.get("ages")
    return DeclaredLists(
        name=plain.get("name") or "",
        title=plain.get("title") or "the plan's lists",
        ages=AgeLimits(**ages) if ages else AgeLimits(),
        earliest=date.fromisoformat(plain.get("earliest") or "1900-03-01"),
        case_types=case_types,
        order=tuple(plain.get("order") or lists),
        lists=lists,
        fields=(*(plain.get("fields") or ()), *_own_fields(plain, lists)),
    )


def _own_fields(
    plain: Mapping[str, Any], lists: Mapping[int, CaseList]
) -> Iterable[Mapping[str, Any]]:
    """The fields that columns say they are kept as."""
    for number, one in enumerate(plain.get("lists") or (), start=1):
        for column in one.get("columns") or ():
            if column.get("field"):
                declared = lists[number]
                usual = "current" if declared.is_of_cases else "latest"
                yield {
                    "name": column["field"],
                    "words": column.get("words") or column["name"],
                    "kind": _kind_of_field(declared.by_name[column["name"]]),
                    "definition": column.get("definition")
                    or f"“{column['name']}” as the authority returned it.",
                    "take": column.get("take") or usual,
                    "at": [[number, column["name"]]],
                }


def _kind_of_field(column: ListColumn) -> str:
    if column.kind is ColumnKind.DATE:
        return "date"
    if column.kind in {ColumnKind.WHOLE_NUMBER, ColumnKind.AGE}:
        return "int"
    if column.codes is None:
        return "text"
    return "bool" if is_yes_or_no(column.codes) else "choice"


def _in_words(name: str) -> str:
    return name.replace("_", " ")


def _list_of(plain: Mapping[str, Any], number: int, codes: Mapping[str, CodeList]) -> CaseList:
    title = plain["title"]
    is_numbered = "number" in plain
    return CaseList(
        number=number,
        label=f"List {number}" if is_numbered else title,
        title=title,
        topic=plain.get("topic") or _pattern_of(plain.get("sheets") or ()),
        id_name=plain["id"],
        columns=tuple(_columns_of(plain, number, codes)),
        whose=plain.get("whose") or "",
        case_type=plain.get("case_type") or "",
        same_entry=tuple(plain.get("same_entry") or _entry_of(plain)),
        in_order=tuple((a, b) for a, b in plain.get("in_order") or _order_of(plain)),
        any_age=bool(plain.get("any_age")),
        after_birth=bool(plain.get("after_birth")),
        status_needs={
            status: StatusNeed(need["list"], need["words"])
            for status, need in (plain.get("status_needs") or {}).items()
        },
    )


def _pattern_of(sheets: Sequence[str]) -> str:
    """Names of sheets with * for anything, as one regular expression over plain words."""
    import re

    plain = (re.sub(r"[^a-z0-9*]+", " ", name.casefold()).strip() for name in sheets)
    parts = (wildcard(name, anything=".") for name in plain if name)
    return "|".join(f"^{part}$" for part in parts)


def _with_meaning(plain: Mapping[str, Any], *meanings: str) -> list[str]:
    columns = plain.get("columns") or ()
    return [one["name"] for name in meanings for one in columns if one.get("means") == name]


def _entry_of(plain: Mapping[str, Any]) -> list[str]:
    """Of a list that does not say it, two rows are the same entry that began on the same day."""
    return _with_meaning(plain, "opened", "dated")


def _order_of(plain: Mapping[str, Any]) -> list[tuple[str, str]]:
    dates = _with_meaning(plain, "opened", "closed")
    return [(dates[0], dates[1])] if len(dates) == 2 else []


# Without them nobody can say who was a case, and when.
_ALWAYS_NEEDED = frozenset({Meaning.OPENED, Meaning.CLOSED, Meaning.CASE_TYPE})


def _columns_of(
    plain: Mapping[str, Any], number: int, codes: Mapping[str, CodeList]
) -> Iterable[ListColumn]:
    declared = plain.get("columns") or ()
    if all(one["name"] != plain["id"] for one in declared):
        declared = [{"name": plain["id"], "type": "identifier"}, *declared]
    for position, one in enumerate(declared, start=1):
        kind = ColumnKind(one["type"])
        is_id = one["name"] == plain["id"]
        means = Meaning(one["means"]) if one.get("means") else None
        is_own = "number" not in plain
        yield ListColumn(
            list_number=number,
            position=position,
            name=one["name"],
            kind=ColumnKind.CHOICE if kind is ColumnKind.YES_NO else kind,
            may_be_blank=one.get("blank", not is_id),
            is_needed=one.get("needed", is_id or (is_own and means in _ALWAYS_NEEDED)),
            is_expected=one.get("expected", True),
            identifies=one.get("identifies", is_id or means in {Meaning.BORN, Meaning.FAMILY}),
            codes=codes.get(one.get("codes") or ("yes_no" if kind is ColumnKind.YES_NO else "")),
            means=means,
            pattern=one.get("pattern") or "",
            also=tuple(one.get("also") or ()),
        )
