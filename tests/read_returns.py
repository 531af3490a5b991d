"""Reads a return with the plan of the study's cases, down to the children of the frame."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from inspect_tool.domain.frame.build import build_frame, wanted_of
from inspect_tool.domain.language.identity import NO_ANSWERS, AlikeAnswers
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a import child, return_files
from inspect_tool.readers.annex_a.return_files import Headings
from inspect_tool.readers.spreadsheet.guard import ReadLimits

CASES = Path(__file__).parent / "data" / "returns"
FILES = CASES / "files"
Facts = dict[str, Any]


@cache
def plan() -> ReviewPlan:
    """The plan of the cases: two authorities, every field kept that they use."""
    return ReviewPlan.model_validate(
        yaml.safe_load((CASES / "review_plan.yaml").read_text(encoding="utf-8"))
    )


@dataclass(frozen=True)
class ReadReturn:
    """What a return became.

    Args:
        children: Facts of each child on the frame, by the authority's own identifier.
    """

    children: dict[str, Facts]
    problems: tuple[Problem, ...]

    @property
    def kinds(self) -> set[str]:
        """The kinds of problems, without the codes of questions."""
        return {problem.kind.partition("/")[0] for problem in self.problems}

    @property
    def is_refused(self) -> bool:
        """Whether the return as a whole cannot be taken."""
        return any(problem.severity is Severity.REFUSED for problem in self.problems)


def read_return_to_frame(
    *paths: Path, answers: AlikeAnswers = NO_ANSWERS, headings: Headings | None = None
) -> ReadReturn:
    """Read files in this process, for speed, and build the frame with identifiers as tokens."""
    limits = ReadLimits()
    files = tuple(return_files.files_of(paths))
    request = return_files.request_for(
        files,
        frame_date=plan().dates.frame,
        wanted=wanted_of(plan()),
        limits=limits,
        headings=headings,
    )
    sent = (json.loads(json.dumps(message)) for message in child.answers(request, limits))
    described = tuple(map(return_files.describe_file, files))
    contents = return_files.contents_of(
        sent, described, name=return_files.name_of(files), lists=plan().declared
    )
    frame = build_frame(
        contents.lists,
        plan=plan(),
        authority=plan().authorities[0],
        token=lambda text: text,
        answers=answers,
    )
    children = {
        unit.unit_id: {
            "case_type": unit.case_type,
            "elig": unit.eligibility.value,
            **{name: _as_json(value) for name, value in unit.fields.items()},
        }
        for unit in frame.units
    }
    return ReadReturn(children, tuple(sorted((*contents.problems, *frame.problems))))


def _as_json(value: Any) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


@cache
def base() -> ReadReturn:
    """The return without a fault that every case was made from."""
    return read_return_to_frame(FILES / "base.xlsx")


@cache
def right_children() -> dict[str, Facts]:
    """The right facts of the seven children, as the study gives them."""
    found: dict[str, Facts] = json.loads((FILES / "base_units.json").read_text(encoding="utf-8"))
    return found


def listed_beyond_base(found: ReadReturn) -> set[str]:
    """Kinds of problems that a return has and the one without a fault has not."""

    def places(read: ReadReturn) -> set[tuple[str, int, str, str]]:
        return {(p.sheet, p.row, p.column, p.kind.partition("/")[0]) for p in read.problems}

    return {kind for *_, kind in places(found) - places(base())}


def differences(children: dict[str, Facts]) -> dict[str, Any]:
    """What differs from the right children: by child the names of facts, or that it is not one."""
    right = right_children()
    found: dict[str, Any] = {
        own_id: "missing" if own_id in right else "too many"
        for own_id in right.keys() ^ children.keys()
    }
    for own_id in right.keys() & children.keys():
        names = {name for name in right[own_id] if right[own_id][name] != children[own_id][name]}
        if names:
            found[own_id] = names
    return found
