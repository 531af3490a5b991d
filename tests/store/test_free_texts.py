"""A column that a person types words into cannot come without the guard of identifiers."""

from __future__ import annotations

import ast
from pathlib import Path

from sqlalchemy import JSON, String

import inspect_tool.services
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.services.records.identifiers import GUARDED
from inspect_tool.services.records.said_beside import ABOUT_ANSWERS
from inspect_tool.store.free_texts import NOT_TYPED, OF_RECORDS, TYPED, WHY
from inspect_tool.store.schema import whole_schema

SERVICES = Path(inspect_tool.services.__file__).parent
# Reasons in the details of audit entries under other names: a code, never words.
CODES = {("case.lose", "reason"), ("case.loss-corrected", "reason")}


def columns() -> set[tuple[str, str]]:
    return {
        (table.name, column.name)
        for table in whole_schema().sorted_tables
        for column in table.columns
        if isinstance(getattr(column.type, "impl", column.type), String | JSON)
    }


def test_every_column_of_text_is_guarded_or_named_as_one_that_nobody_types_into() -> None:
    typed = [one.key for one in TYPED]
    others = {(table, column) for table, names in NOT_TYPED.items() for column in names}
    assert columns() == {*typed, *OF_RECORDS, *others}
    assert len(typed) + len(OF_RECORDS) + len(others) == len(columns())


WITHOUT_WORDS = {ItemKind.MARK, ItemKind.CODING}  # a mark, and ids of themes


def test_every_kind_of_revision_is_read_by_one_of_the_two_guards() -> None:
    # A word that may identify somebody is refused in a form of training and in its reason.
    assert {*GUARDED, *ABOUT_ANSWERS, ItemKind.CALIBRATION, *WITHOUT_WORDS} == set(ItemKind)
    assert not GUARDED & set(ABOUT_ANSWERS)


def test_words_in_the_audit_trail_are_called_why() -> None:
    found = set()
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "audit":
                action = ast.literal_eval(node.args[0]) if _is_text(node.args[0]) else ""
                found |= {(action, str(one.arg)) for one in node.keywords}
    names = {name for _, name in found}
    assert WHY in names
    words = {"because", "comment", "note", "reason", "remark", "source", "text", "words"}
    told = {one for one in found if one[1] in words}
    # A place of a text, the name of a stray note, a salted digest, and where a seed comes from,
    # which the table of draws holds too.
    told -= {("", "text"), ("", "words"), ("case.stray", "note"), ("draw.seed", "source")}
    assert told == CODES


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)
