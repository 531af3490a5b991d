"""The figures of a snapshot made by hand: many authorities, as many cases as a test needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import AuthorityFlow
from tests.factories import a_framework, a_plan, a_record


def case_of(authority: str, number: int, *, is_left: bool) -> RecordFacts:
    """A long-term case, left too long or not."""
    return a_record(
        f"{authority}-{number:03}",
        answers={"HARM.1.a": "yes" if is_left else "no", "HARM.1.b": "no"},
        judgements={"HARM.1": "inadequate" if is_left else "good"},
        fields={"long_term": True, "case_type": "in_care"},
    )


def cases_of(authority: str, left: int, base: int) -> list[RecordFacts]:
    """So many long-term cases of an authority, the first of them left too long."""
    return [case_of(authority, number, is_left=number <= left) for number in range(1, base + 1)]


def figures_of_cases(
    records: Sequence[RecordFacts], *, authorities: int = 2, **reporting: Any
) -> SnapshotFigures:
    """A snapshot of these records, without a sample to estimate from.

    Args:
        reporting: What the plan says of reporting, such as `percentages_from`.
    """
    codes = [authority_code(place) for place in range(authorities)]
    plan = a_plan(
        authorities=[{"code": code, "name": f"Authority {code}"} for code in codes],
        reporting=reporting,
    )
    return SnapshotFigures(
        review=Review(plan, a_framework(), "", ""),
        name="final",
        digest="",
        taken_at=datetime(2014, 1, 6, tzinfo=UTC),
        draw_id="",
        records=tuple(records),
        flows=(),
        total=AuthorityFlow("all", 0, 0, 0, {}, 0, 0, 0, 0, 0, 0, 0),
    )


def authority_code(place: int) -> str:
    """AAA, AAB, …: the code of an authority that has only its place."""
    letters = [place // 26**power % 26 for power in (2, 1, 0)]
    return "".join(chr(ord("A") + letter) for letter in letters)
