"""Forms as they are filled in: their cells by the answers given, and their expressions run.

The expressions are run by lxml, with the few functions that forms add to XPath 1.0 written here
anew; a day is a number of eight figures, in which days are in order.
Source: https://docs.getodk.org/form-operators-functions/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lxml import etree

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType, SubjectKind
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.framework.xlsform import XlsForm
from inspect_tool.domain.framework.xlsform_names import columns_of, name_of
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.records import Answer, rows_in


@dataclass
class FilledForm:
    """What one submission says.

    Args:
        cells: By the name of the question.
        rows: Of each repeat, by its name.
    """

    cells: dict[str, str]
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def filled_form(
    framework: Framework, answers: Mapping[str, Answer], kind: SubjectKind = SubjectKind.CASE
) -> FilledForm:
    """The cells of a form in which somebody gives these answers."""
    form = FilledForm({})
    for question in framework.questions(kind):
        name = name_of(question.id)
        form.cells |= _cells(question, answers.get(question.id, Answer()))
        numbers = rows_in(question, answers) if question.rows is not None else ()
        if numbers:
            form.cells |= {name: "rows", f"{name}_count": str(len(numbers))}
            form.rows[f"{name}_rows"] = [
                {
                    heading: cell
                    for inner in question.questions
                    for heading, cell in _cells(
                        inner, answers.get(row_item(inner.id, number), Answer())
                    ).items()
                }
                for number in numbers
            ]
    return form


def _cells(question: Question, answer: Answer) -> dict[str, str]:
    name, value = name_of(question.id), answer.value
    found = dict.fromkeys(columns_of(question), "")
    found.pop(f"{name}_rows", None)
    found[f"{name}_note"] = answer.note
    is_listed = question.type in (QuestionType.CHOICE, QuestionType.GROUP)
    found[name if is_listed else f"{name}_absence"] = answer.absence or ""
    if isinstance(value, Chosen) and question.type is QuestionType.TEXT:
        return {**found, name: value.words, f"{name}_themes": " ".join(value.codes)}
    if isinstance(value, Chosen):
        codes = " ".join(value.codes) or "none"
        return {**found, name: codes, f"{name}_other": value.words}
    if isinstance(value, RoughDate):
        month = "" if value.month is None else f"{value.month:02}"
        part = "month" if month else "year"
        parts = {f"{name}_known": part, f"{name}_year": str(value.year), f"{name}_month": month}
        return {**found, **parts}
    if isinstance(value, date):
        known = {f"{name}_known": "day"} if question.precision else {}
        return {**found, **known, name: value.isoformat()}
    return found if value is None else {**found, name: str(value)}


def holds(expression: str, form: XlsForm, filled: FilledForm) -> bool:
    """Whether an expression of a form is true of what was filled in."""
    root = _instance(form, filled)
    return bool(_run(re.sub(r"\$\{(\w+)\}", r"/data/\1", expression), root))


def _instance(form: XlsForm, filled: FilledForm) -> Any:
    """The form's own document, with what it calculates."""
    root = etree.Element("data")
    for name, cell in filled.cells.items():
        etree.SubElement(root, name).text = _number_of_day(cell)
    for name, rows in filled.rows.items():
        for row in rows:
            element = etree.SubElement(root, name)
            for inner, cell in row.items():
                etree.SubElement(element, inner).text = _number_of_day(cell)
    for calculated in _calculated(form):
        for element in root.iter(calculated.name):
            relative = re.sub(r"\$\{(\w+)\}", r"./\1", calculated.calculation)
            element.text = _text(_run(relative, element.getparent()))
    return root


def _calculated(form: XlsForm) -> Iterator[Any]:
    return (row for row in form.survey if row.type == "calculate" and row.name.startswith("NEG"))


def _run(expression: str, element: Any) -> Any:
    functions = {
        (None, name): function
        for name, function in {
            "selected": lambda _, nodes, code: code in _said(nodes).split(),
            "count-selected": lambda _, nodes: float(len(_said(nodes).split())),
            "if": lambda _, test, left, right: left if _is_true(test) else right,
            "date": lambda _, day: float(_number_of_day(day)),
            "format-date": lambda _, nodes, form: _said(nodes),  # noqa: ARG005
        }.items()
    }
    return etree.XPath(expression, extensions=functions)(element)


def _said(nodes: Any) -> str:
    if isinstance(nodes, str):
        return nodes
    return (nodes[0].text or "") if nodes else ""


def _is_true(test: Any) -> bool:
    return bool(test)


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def _number_of_day(cell: str) -> str:
    return cell.replace("-", "") if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else cell


def rows_of(filled: Sequence[FilledForm], name: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of one repeat in some submissions, each with the place of its submission, from 0."""
    return [(place, row) for place, form in enumerate(filled) for row in form.rows.get(name, [])]
