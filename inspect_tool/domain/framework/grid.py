"""A framework as sheets of texts, for authors who work in a spreadsheet, and back without loss.

Each field of the model has a column of its name, so that a field that is added to the model is in
the workbook too. What is at its default is left blank, as in YAML. A list of words has one on each
line of its cell; conditions and other structures are YAML in one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, get_args, get_origin

import yaml
from pydantic.fields import FieldInfo

from inspect_tool.domain.framework.framework import (
    Absence,
    Change,
    Criterion,
    Domain,
    Framework,
    Guidance,
    Judgement,
    Measure,
    Question,
    Rule,
    Scale,
)
from inspect_tool.domain.language.conditions import Document

Content = dict[str, Any]
Grid = Mapping[str, Sequence[Sequence[str]]]

WHOLE, SCALES, ABSENCES, MEASURES = "Framework", "Scales", "Absences", "Measures"
DOMAINS, CRITERIA, QUESTIONS, RULES, CHANGES = (
    "Domains", "Criteria", "Questions", "Rules", "Changes",
)  # fmt: skip
SHEETS = (WHOLE, SCALES, ABSENCES, DOMAINS, CRITERIA, QUESTIONS, RULES, MEASURES, CHANGES)
KEYED = {SCALES: "scales", ABSENCES: "absences", MEASURES: "measures"}
ELSEWHERE = {"scales", "absences", "domains", "measures", "changes"}
LONGEST_CELL = 32_767  # characters, what Excel allows


class _Kind(Enum):
    """How a field stands in a cell."""

    TEXT = "text"
    TRUTH = "yes or no"
    LINES = "one on each line"
    YAML = "YAML"


class GridFault(NamedTuple):
    """Something in a sheet that is no part of a framework."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class GridReading:
    """What sheets say.

    Args:
        content: As it would be read from YAML; it may still have faults as a framework.
    """

    content: Content
    faults: tuple[GridFault, ...]


def _kind(field: FieldInfo) -> _Kind:
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return _Kind.TEXT
    if get_origin(annotation) is UnionType:  # a field that may be left out
        annotation = next(one for one in get_args(annotation) if one is not NoneType)
    if annotation is bool:
        return _Kind.TRUTH
    if _is_words(annotation):
        return _Kind.TEXT
    if get_origin(annotation) is tuple and _is_words(get_args(annotation)[0]):
        return _Kind.LINES
    return _Kind.YAML


def _is_words(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, str)


def _columns(model: type[Document], *left_out: str) -> dict[str, _Kind]:
    """The columns of a model by the names that people write, with how each stands in a cell."""
    return {
        field.alias or name: _kind(field)
        for name, field in model.model_fields.items()
        if name not in left_out
    }


WHOLE_FIELDS = _columns(Framework, *ELSEWHERE)
DOMAIN_COLUMNS = _columns(Domain, "criteria")
CRITERION_COLUMNS = _columns(Criterion, "questions", "guidance", "judgement")
GUIDANCE_COLUMNS = _columns(Guidance)
JUDGEMENT_COLUMNS = _columns(Judgement, "calculated")
QUESTION_COLUMNS = _columns(Question)
RULE_COLUMNS = _columns(Rule)
CHANGE_COLUMNS = _columns(Change)
EMPTY_GUIDANCE = "guidance"  # holds {} where a criterion has guidance that says nothing
CRITERION_HEADINGS = {
    **CRITERION_COLUMNS,
    EMPTY_GUIDANCE: _Kind.YAML,
    **{f"guidance.{name}": kind for name, kind in GUIDANCE_COLUMNS.items()},
    **{f"judgement.{name}": kind for name, kind in JUDGEMENT_COLUMNS.items()},
}
HEADINGS: Mapping[str, Mapping[str, _Kind]] = {
    SCALES: {"scale": _Kind.TEXT, **_columns(Scale)},
    ABSENCES: {"absence": _Kind.TEXT, **_columns(Absence)},
    DOMAINS: DOMAIN_COLUMNS,
    CRITERIA: {"domain": _Kind.TEXT, **CRITERION_HEADINGS},
    QUESTIONS: {"criterion": _Kind.TEXT, **QUESTION_COLUMNS},
    RULES: {"criterion": _Kind.TEXT, **RULE_COLUMNS},
    MEASURES: {"measure": _Kind.TEXT, **_columns(Measure)},
    CHANGES: CHANGE_COLUMNS,
}


# --- out ----------------------------------------------------------------------------------------


def framework_grid(framework: Framework) -> dict[str, list[list[str]]]:
    """The sheets of a framework: a heading, then a row for each thing."""
    content: Content = _plain(framework.model_dump(by_alias=True, exclude_defaults=True))
    rows: dict[str, list[Content]] = {sheet: list(_rows_of(sheet, content)) for sheet in SHEETS[1:]}
    whole = [
        [name, _written(content[name], kind)]
        for name, kind in WHOLE_FIELDS.items()
        if name in content
    ]
    grid = {WHOLE: [["Field", "Value"], *whole]}
    for sheet, listed in rows.items():
        headings = HEADINGS[sheet]
        grid[sheet] = [
            list(headings),
            *([_cell(row, name, kind) for name, kind in headings.items()] for row in listed),
        ]
    return grid


def _cell(row: Content, name: str, kind: _Kind) -> str:
    return _written(row[name], kind) if name in row else ""


def _plain(value: Any) -> Any:
    """Values as YAML holds them: enumerations as their words, tuples as lists; dates stay dates."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _rows_of(sheet: str, content: Content) -> Iterator[Content]:
    if sheet in KEYED:
        part = KEYED[sheet]
        first = next(iter(HEADINGS[sheet]))
        for name, one in content.get(part, {}).items():
            yield {first: name, **one}
    elif sheet == CHANGES:
        yield from content.get("changes", [])
    else:
        for domain in content["domains"]:
            yield from _rows_in(sheet, domain)


def _rows_in(sheet: str, domain: Content) -> Iterator[Content]:
    if sheet == DOMAINS:
        yield domain
    for criterion in domain["criteria"]:
        if sheet == CRITERIA:
            yield {"domain": domain["id"], **_flat(criterion)}
        elif sheet == QUESTIONS:
            for question in criterion.get("questions", []):
                yield {"criterion": criterion["id"], **question}
        elif sheet == RULES:
            for rule in criterion.get("judgement", {}).get("calculated", []):
                yield {"criterion": criterion["id"], **rule}


def _flat(criterion: Content) -> Content:
    flat = dict(criterion)
    if criterion.get("guidance"):
        del flat["guidance"]
    for part in ("guidance", "judgement"):
        flat |= {f"{part}.{name}": one for name, one in criterion.get(part, {}).items()}
    return flat


def _written(value: Any, kind: _Kind) -> str:
    if kind is _Kind.TEXT and isinstance(value, str):
        return _written_text(value)
    if kind is _Kind.TRUTH and isinstance(value, bool):
        return "yes" if value else "no"
    if kind is _Kind.LINES and value and all(map(_is_a_line, value)):
        return "\n".join(value)
    return _yaml(value)


def _written_text(value: str) -> str:
    """A text as it is; in quotation marks where a cell would change it or it looks like YAML."""
    is_plain = value == value.strip() and value[:1] not in ("", '"', "[", "{")
    return value if is_plain and "\r" not in value else json.dumps(value)


def _is_a_line(value: object) -> bool:
    return isinstance(value, str) and "\n" not in value and value == _written_text(value)


def _yaml(value: Any) -> str:
    written: str = yaml.safe_dump(
        value, default_flow_style=True, width=10**9, allow_unicode=True, sort_keys=False
    )
    return written.removesuffix("\n").removesuffix("\n...")


# --- in -----------------------------------------------------------------------------------------


def read_grid(grid: Grid) -> GridReading:
    """The content of a framework in the sheets of a workbook, as it would be read from YAML.

    Args:
        grid: Rows of texts by the name of the sheet; the first row of each is the heading.
    """
    reading = _SheetsToRead(grid)
    content = reading.whole()
    for sheet, part in KEYED.items():
        rows = reading.rows(sheet)
        first = next(iter(HEADINGS[sheet]))
        if rows or part == "scales":
            content[part] = {str(row.pop(first, "")): row for row in rows}
    content["domains"] = reading.domains()
    changes = reading.rows(CHANGES)
    return GridReading(content | ({"changes": changes} if changes else {}), tuple(reading.faults))


class _SheetsToRead:
    """Sheets while they are read."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.faults: list[GridFault] = [
            GridFault(sheet, 0, "", "", f"There is no sheet {sheet}.")
            for sheet in SHEETS
            if sheet not in grid
        ]

    def whole(self) -> Content:
        """The fields of the framework itself."""
        found: Content = {}
        for number, row in enumerate(self.grid.get(WHOLE, [])[1:], start=2):
            name, text = (*row, "", "")[:2]
            if name.strip() in WHOLE_FIELDS:
                self._take(found, (WHOLE, number, name.strip()), text, WHOLE_FIELDS[name.strip()])
            elif name.strip() or text.strip():
                says = f"A framework has no field {name}."
                self.faults.append(GridFault(WHOLE, number, "Field", name, says))
        return found

    def rows(self, sheet: str) -> list[Content]:
        """The rows of a sheet that are not blank, each by its headings."""
        headings, listed = HEADINGS[sheet], self.grid.get(sheet, [])
        names = [name.strip() for name in listed[0]] if listed else []
        for place, name in enumerate(names):
            if name not in headings and (name or any(row[place : place + 1] for row in listed[1:])):
                says = f"{sheet} has no column {name or 'without a name'}."
                self.faults.append(GridFault(sheet, 1, name, name, says))
        found = []
        for number, row in enumerate(listed[1:], start=2):
            content: Content = {}
            for name, text in zip(names, row, strict=False):
                if name in headings:
                    self._take(content, (sheet, number, name), text, headings[name])
            if content:
                found.append(content)
        return found

    def _take(self, content: Content, where: tuple[str, int, str], text: str, kind: _Kind) -> None:
        if not text.strip():
            return
        try:
            content[where[2]] = _read(text, kind)
        except ValueError as error:
            self.faults.append(GridFault(*where, text, str(error)))

    def domains(self) -> list[Content]:
        """Domains with their criteria, those with their questions and rules."""
        domains = self.rows(DOMAINS)
        criteria = [self._unflat(row) for row in self.rows(CRITERIA)]
        by_domain = self._under(CRITERIA, "domain", criteria, domains)
        questions = self._under(QUESTIONS, "criterion", self.rows(QUESTIONS), criteria)
        rules = self._under(RULES, "criterion", self.rows(RULES), criteria)
        for criterion in criteria:
            own = str(criterion.get("id", ""))
            if questions[own]:
                criterion["questions"] = questions[own]
            if rules[own]:
                criterion.setdefault("judgement", {})["calculated"] = rules[own]
        return [{**domain, "criteria": by_domain[str(domain.get("id", ""))]} for domain in domains]

    def _unflat(self, row: Content) -> Content:
        content = {name: one for name, one in row.items() if "." not in name}
        for part in ("guidance", "judgement"):
            own = {
                name.removeprefix(f"{part}."): one
                for name, one in row.items()
                if name.startswith(f"{part}.")
            }
            if own:
                content[part] = own
        return content

    def _under(
        self, sheet: str, column: str, rows: Sequence[Content], holders: Sequence[Content]
    ) -> dict[str, list[Content]]:
        """Rows by the id of what they belong to."""
        found: dict[str, list[Content]] = {str(holder.get("id", "")): [] for holder in holders}
        for number, row in enumerate(rows, start=2):
            name = str(row.pop(column, ""))
            if name in found:
                found[name].append(row)
            else:
                says = f"There is no {column} {name}." if name else f"It says no {column}."
                self.faults.append(GridFault(sheet, number, column, name, says))
        return found


def _read(text: str, kind: _Kind) -> Any:
    """What a cell says.

    Raises:
        ValueError: It is none of what its column takes.
    """
    if kind is _Kind.TEXT:
        return _read_text(text)
    if kind is _Kind.TRUTH and text.strip().casefold() in ("yes", "no", "true", "false"):
        return text.strip().casefold() in ("yes", "true")
    if kind is _Kind.LINES and text.lstrip()[:1] != "[":
        return [line.strip() for line in text.split("\n") if line.strip()]
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise ValueError(f"This is not {kind.value}, as it stands in framework.yaml.") from None


def _read_text(text: str) -> str:
    if not (text.startswith('"') and text.endswith('"') and len(text) > 1):
        return text
    try:
        read = json.loads(text)
    except ValueError:
        return text
    return read if isinstance(read, str) else text
