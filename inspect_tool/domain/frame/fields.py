"""The fields that a plan may keep of each child: what they say, and where they come from.

A field is computed from the rows that a child has on the lists, as they stood at the date of the
frame. A value that is not recorded is None: not known. Which fields there are is declared with the
lists; how one is computed is its `take`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from inspect_tool.domain.frame.field import Compute, FieldKind, FieldSource, FrameField
from inspect_tool.domain.lists.columns import ListColumn, Meaning
from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.domain.plan.words import ReportWords

_At = tuple[FieldSource, ...]


CASE_TYPE: Final = "case_type"


def _age(_: _At) -> Compute:
    return lambda children: children.age


def _unborn(_: _At) -> Compute:
    return lambda children: children.unborn()


def _family(_: _At) -> Compute:
    return lambda children: children.family_token()


def _case_type(_: _At) -> Compute:
    return lambda children: children.case_type()


def _months_open(_: _At) -> Compute:
    return lambda children: children.months_open()


def _first_known(at: _At) -> Compute:
    return lambda children: children.first_known(at[0].column)


def _current(at: _At) -> Compute:
    return lambda children: children.current_value(at[0].list_number, at[0].column)


def _latest(at: _At) -> Compute:
    return lambda children: children.latest_value(at[0].list_number, at[0].column)


def _first_latest(at: _At) -> Compute:
    columns = [(source.list_number, source.column) for source in at]
    return lambda children: children.first_latest(*columns)


def _latest_date(at: _At) -> Compute:
    columns = [(source.list_number, source.column) for source in at]
    return lambda children: children.latest_date(columns)


def _repeated(at: _At) -> Compute:
    count, day = at
    return lambda children: children.repeated(count.list_number, count.column, day.column)


# How a field is computed, by what a declaration calls it.
TAKES: Mapping[str, Callable[[_At], Compute]] = {
    "age": _age,
    "unborn": _unborn,
    "family": _family,
    "case_type": _case_type,
    "months_open": _months_open,
    "first_known": _first_known,
    "current": _current,
    "latest": _latest,
    "first_latest": _first_latest,
    "latest_date": _latest_date,
    "repeated": _repeated,
}


def fields_of(lists: DeclaredLists) -> Mapping[str, FrameField]:
    """The fields of the frame that lists give, by name, in the order of their declaration."""
    if lists is annex_a():
        return FIELDS
    return _made(lists)


def label_of(field: FrameField, words: ReportWords) -> str:
    """How a form names a field: the tool's own name of the case type in the words of the review."""
    return words.said(field.words) if field.name == CASE_TYPE else field.words


def _made(lists: DeclaredLists) -> dict[str, FrameField]:
    declared = (*_usual(lists), *lists.fields)
    found = [(one, tuple(_sources(lists, one))) for one in declared]
    # A field of lists that are not read is none.
    return {one["name"]: _field_of(lists, one, sources) for one, sources in found if sources}


# What lists of one's own give without saying so, where a column means it.
_USUAL: tuple[tuple[tuple[Meaning, ...], Mapping[str, str]], ...] = (
    ((Meaning.BORN, Meaning.AGE), {"name": "age", "words": "Age", "kind": "int", "take": "age",
     "definition": "Completed years at the frame's date."}),
    ((Meaning.FAMILY,), {"name": "sibling_group", "words": "Group", "kind": "choice",
     "take": "family",
     "definition": "Token of those that belong together, by the authority's identifier of them."}),
    ((), {"name": CASE_TYPE, "words": "Case type", "kind": "choice", "take": "case_type",
     "definition": "What kind of case it is at the frame's date; of several the most acute."}),
    ((Meaning.OPENED,), {"name": "months_open", "words": "Months open", "kind": "int",
     "take": "months_open", "definition": "Whole months from the earliest start among the open "
     "entries to the frame's date."}),
)  # fmt: skip


def _usual(lists: DeclaredLists) -> Iterator[Mapping[str, Any]]:
    """The usual fields that a declaration does not name itself, where its columns give them."""
    named = {one["name"] for one in lists.fields}
    for meanings, field in _USUAL:
        is_given = not meanings or any(lists.heading(meaning) for meaning in meanings)
        if field["name"] not in named and is_given:
            yield field


def _field_of(lists: DeclaredLists, declared: Mapping[str, Any], sources: _At) -> FrameField:
    take = declared["take"]
    column = lists.lists[sources[0].list_number].by_name[sources[0].column]
    kind = FieldKind(declared["kind"])
    choices: tuple[str, ...] = ()
    if take == "case_type":
        choices = tuple(lists.case_types)
    elif kind is FieldKind.CHOICE and column.codes is not None:
        choices = tuple(str(code.value) for code in column.codes.codes)
    return FrameField(
        declared["name"],
        declared["words"],
        kind,
        sources,
        declared["definition"],
        TAKES[take](sources),
        choices,
        _official_words(column) if declared.get("with_words") else (),
    )


def _official_words(column: ListColumn) -> tuple[tuple[str, str], ...]:
    codes = column.codes.codes if column.codes is not None else ()
    return tuple((code.code, code.words[0]) for code in codes if code.code)


def _sources(lists: DeclaredLists, declared: Mapping[str, Any]) -> Iterable[FieldSource]:
    """The columns that a field comes from; none of a list that is not read."""
    means = {
        "age": (Meaning.BORN, Meaning.AGE),
        "unborn": (Meaning.BORN,),
        "family": (Meaning.FAMILY,),
    }.get(declared["take"])
    if means is not None:
        return _meant(lists, lists.person_lists, means)
    if declared["take"] in {"case_type", "months_open"}:
        return period_sources(lists)
    if "every" in declared:
        name = declared["every"]
        return [
            FieldSource(number, name)
            for number in lists.person_lists
            if name in lists.lists[number].by_name
        ]
    return [FieldSource(number, name) for number, name in declared["at"] if number in lists.lists]


def _meant(
    lists: DeclaredLists, numbers: Iterable[int], meanings: Iterable[Meaning]
) -> list[FieldSource]:
    return [
        FieldSource(number, name)
        for meaning in meanings
        for number in numbers
        if (name := lists.lists[number].named(meaning))
    ]


def period_sources(lists: DeclaredLists) -> list[FieldSource]:
    """The columns that say which case somebody is, when it began and when it ended."""
    meanings = (Meaning.CASE_TYPE, Meaning.OPENED, Meaning.CLOSED)
    return [
        FieldSource(number, name)
        for number in lists.case_lists
        for meaning in meanings
        if (name := lists.lists[number].named(meaning))
    ]


FIELDS: Mapping[str, FrameField] = _made(annex_a())
