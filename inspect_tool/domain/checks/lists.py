"""What is checked in the lists that a plan declares."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from inspect_tool.domain.language.faults import DocumentPath, Fault, choose_from, did_you_mean
from inspect_tool.domain.lists.columns import STANDARD_CODES, ColumnKind, Meaning
from inspect_tool.domain.lists.heading_patterns import HeadingPatternError, check_pattern
from inspect_tool.domain.lists.shipped import SHIPPED, shipped_lists, whole
from inspect_tool.domain.plan.lists import ColumnOfList, ListOfPlan, PlanLists

# What a column must hold that means something.
_KINDS: Mapping[Meaning, tuple[ColumnKind, ...]] = {
    Meaning.OPENED: (ColumnKind.DATE,),
    Meaning.CLOSED: (ColumnKind.DATE,),
    Meaning.DATED: (ColumnKind.DATE,),
    Meaning.BORN: (ColumnKind.DATE,),
    Meaning.AGE: (ColumnKind.AGE,),
    Meaning.FAMILY: (ColumnKind.IDENTIFIER,),
    Meaning.CASE_TYPE: (ColumnKind.CHOICE,),
    Meaning.STATUS: (ColumnKind.CHOICE,),
}
# Of one case on several lists, so that one heading says it on all of them.
_ONE_HEADING = (Meaning.BORN, Meaning.AGE, Meaning.FAMILY)
# Fields that lists give without saying so.
_USUAL = frozenset({"age", "sibling_group", "case_type", "months_open"})


def check_lists(lists: PlanLists) -> Iterator[Fault]:
    """Everything that is wrong with the lists of a plan; paths begin with `lists`."""
    if lists.extends and lists.extends not in SHIPPED:
        yield Fault(
            path=("lists",),
            kind="unknown-lists",
            message=f"There are no lists called {lists.extends}"
            f"{did_you_mean(lists.extends, SHIPPED)}",
            remedy=choose_from(lists.extends, SHIPPED),
            value=lists.extends,
        )
        return
    base: Mapping[str, Any] = shipped_lists(lists.extends) if lists.extends else {}
    found = tuple(_check_each(lists, base))
    yield from found
    if not any(fault.is_error for fault in found):
        yield from _check_together(lists)


def _check_each(lists: PlanLists, base: Mapping[str, Any]) -> Iterator[Fault]:
    if not lists.lists and not lists.extends:
        yield _fault(("lists",), "no-lists", "The plan declares no list",
                     "Declare one under `lists.lists`, or name what comes with the tool in "
                     "`extends`.")  # fmt: skip
    codes = {*STANDARD_CODES, *(base.get("codes") or {}), *lists.codes}
    titles = [one.title for one in lists.lists]
    for place, one in enumerate(lists.lists):
        path: DocumentPath = ("lists", "lists", place)
        if titles.index(one.title) < place:
            yield _fault((*path, "title"), "duplicate-id", f"The list “{one.title}” is declared "
                         "twice", "Give the second one its own title.")  # fmt: skip
        is_added = any(theirs["title"] == one.title for theirs in base.get("lists") or ())
        if not is_added and not one.id:
            yield _fault(path, "no-identifier", f"The list “{one.title}” does not say which column "
                         "is the identifier", "Add `id: HEADING`.")  # fmt: skip
        yield from _check_columns(one, path, codes)


def _check_columns(one: ListOfPlan, path: DocumentPath, codes: Collection[str]) -> Iterator[Fault]:
    names = [column.name for column in one.columns]
    for place, column in enumerate(one.columns):
        here: DocumentPath = (*path, "columns", place)
        if names.index(column.name) < place:
            yield _fault((*here, "name"), "duplicate-id", f"“{column.name}” is declared twice on "
                         f"“{one.title}”", "Leave out one of the two.")  # fmt: skip
        if column.codes and column.codes not in codes:
            yield _fault((*here, "codes"), "unknown-codes", f"“{column.name}” has the codes "
                         f"{column.codes}, which are not declared"
                         f"{did_you_mean(column.codes, codes)}",
                         "Declare them under `lists.codes`.")  # fmt: skip
        if column.means is not None and column.type not in _KINDS[column.means]:
            wanted = " or ".join(kind.value for kind in _KINDS[column.means])
            yield _fault((*here, "type"), "wrong-type", f"“{column.name}” means "
                         f"{column.means.value} and is {column.type.value}",
                         f"Write `type: {wanted}`.")  # fmt: skip
        if column.pattern:
            yield from _check_pattern(column, here)
        needs_codes = column.means in {Meaning.CASE_TYPE, Meaning.STATUS}
        if needs_codes and not column.codes:
            yield _fault(here, "no-codes", f"“{column.name}” means {column.means} and has no codes",
                         "Add `codes: NAME`, declared under `lists.codes`.")  # fmt: skip
    meanings = [column.means for column in one.columns if column.means is not None]
    for meaning in Meaning:
        if meanings.count(meaning) > 1:
            yield _fault(path, "meaning-twice", f"Two columns of “{one.title}” mean "
                         f"{meaning.value}", "Say it of one of them.")  # fmt: skip


def _check_pattern(column: ColumnOfList, here: DocumentPath) -> Iterator[Fault]:
    try:
        check_pattern(column.pattern)
    except HeadingPatternError as error:
        yield _fault(
            (*here, "pattern"),
            "heading-pattern",
            f"The pattern of “{column.name}” {error}",
            "Repeat single characters or classes alone, as in `^ref(?:erence)? ?(?:no)?$` or "
            "`^case [a-z ]*id$`, with one or two * or + in all; or leave it out and name the "
            "headings under `also`.",
        )


def _check_together(lists: PlanLists) -> Iterator[Fault]:
    """What only shows when the lists are put together with what they extend."""
    declared = lists.declared
    if not declared.case_lists:
        yield _fault(("lists",), "no-list-of-cases", "No list says who is a case",
                     "Give a list a `case_type`, or a column `means: case_type`.")  # fmt: skip
    for one in declared.lists.values():
        for case_type in sorted(declared.types_of(one) - declared.case_types.keys()):
            yield _fault(("lists", "case_types"), "unknown-case-type", f"“{one.title}” gives the "
                         f"case type {case_type}, which is not among `case_types`",
                         "Add it, in its place: the most acute last.")  # fmt: skip
    for meaning in _ONE_HEADING:
        headings = {one.named(meaning) for one in declared.lists.values()} - {""}
        if len(headings) > 1:
            yield _fault(("lists", "lists"), "different-headings", f"{_quoted(sorted(headings))} "
                         f"mean {meaning.value} on different lists",
                         "Give them one heading, and the others under `also`.")  # fmt: skip
    if declared.ages.is_limited and not (
        declared.heading(Meaning.BORN) or declared.heading(Meaning.AGE)
    ):
        yield _fault(("lists", "ages"), "no-ages", "There are limits of age and no column says how "
                     "old anybody is", "Declare a column that means `born` or `age`.")  # fmt: skip
    yield from _check_fields(lists)


def _check_fields(lists: PlanLists) -> Iterator[Fault]:
    whole_lists = whole(lists.plain)
    taken = {*_USUAL, *(one["name"] for one in whole_lists.get("fields") or ())}
    for place, one in enumerate(lists.lists):
        for row, column in enumerate(one.columns):
            if column.field is None:
                continue
            if column.field in taken:
                yield _fault(("lists", "lists", place, "columns", row, "field"), "duplicate-id",
                             f"There is a field {column.field} already",
                             "Give it another name.")  # fmt: skip
            taken.add(column.field)


def _quoted(names: Sequence[str]) -> str:
    return " and ".join(f"“{name}”" for name in names)


def _fault(path: DocumentPath, kind: str, message: str, remedy: str) -> Fault:
    return Fault(path=path, kind=kind, message=message, remedy=remedy)
