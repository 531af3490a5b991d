"""Two snapshots side by side: what is counted otherwise, and which sentences change with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.content.narrative import NarrativeClaim, NarrativeDocument
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.report.snapshot_changes import (
    RecountedMeasure,
    SnapshotChanges,
    snapshot_changes,
)
from inspect_tool.readers.documents.wording import load_wording
from tests.figures_factory import cases_of, figures_of_cases

SCALE = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
TRUE, FALSE, UNREAD = Verdict.TRUE, Verdict.FALSE, Verdict.NOT_UNDERSTOOD


def claim(number: int, text: str, reference: str) -> NarrativeClaim:
    return NarrativeClaim(
        f"c{number}", text, reference, line=number, column=1, after=" were left too long."
    )


DOCUMENT = NarrativeDocument(
    file="a.md", title="A", id="a", is_numbered=None, is_annex=False, is_on_new_page=None,
    blocks=(), problems=(),
    claims=(
        claim(1, "24 of the 50 cases", "left_too_long"),
        claim(2, "Fewer than half of the cases", "left_too_long"),
        claim(3, "Most of the cases", "no_such_measure"),
    ),
)  # fmt: skip


def named(figures: SnapshotFigures, name: str) -> SnapshotFigures:
    return replace(figures, name=name)


BEFORE = named(figures_of_cases(cases_of("AAA", 24, 50)), "before")


def changes_to(left: int, base: int) -> SnapshotChanges:
    after = named(figures_of_cases(cases_of("AAA", left, base)), "after")
    return snapshot_changes(BEFORE, after, SCALE, [DOCUMENT])


def test_nothing_differs_between_a_snapshot_and_itself() -> None:
    found = changes_to(24, 50)
    assert (found.came, found.left, found.answered_otherwise) == (0, 0, 0)
    assert (found.measures, found.sentences, found.claims) == ((), (), 3)


def test_sentences_that_no_longer_hold_come_first_and_others_with_their_numbers() -> None:
    found = changes_to(23, 50)
    assert found.answered_otherwise == 1
    assert [one for one in found.measures if one.measure == "left_too_long"] == [
        RecountedMeasure("left_too_long", "Left too long", "24 of 50", "23 of 50")
    ]
    told = [(one.place, one.earlier, one.later, one.has_new_verdict) for one in found.sentences]
    assert told == [
        ("a.md:1", "24 of 50", "23 of 50", True),
        ("a.md:2", "24 of 50", "23 of 50", False),
    ]
    assert found.sentences[0].earlier_verdict is TRUE
    assert found.sentences[0].later_verdict is FALSE


def test_records_that_came_and_went_are_told() -> None:
    more = changes_to(24, 51)
    assert (more.came, more.left, more.answered_otherwise) == (1, 0, 0)
    fewer = changes_to(24, 48)
    assert (fewer.came, fewer.left) == (0, 2)


def test_a_measure_that_only_one_of_them_has_is_told() -> None:
    review = BEFORE.review
    measures = dict(review.framework.measures)
    measures["new"] = measures["left_too_long"].model_copy(update={"title": "New"})
    framework = review.framework.model_copy(update={"measures": measures})
    after = replace(BEFORE, review=replace(review, framework=framework), name="after")
    new = RecountedMeasure("new", "New", "", "24 of 50")
    assert snapshot_changes(BEFORE, after, SCALE, []).measures == (new,)
    gone = snapshot_changes(after, named(BEFORE, "later"), SCALE, []).measures
    assert gone == (RecountedMeasure("new", "New", "24 of 50", ""),)


def test_a_fact_that_was_put_right_is_an_answer_otherwise() -> None:
    first, *others = BEFORE.records
    again = replace(first, fields={**first.fields, "months_open": 99})
    answered = replace(first, answers={**first.answers, "X.1": Answer("yes")})
    for changed in (again, answered):
        after = replace(BEFORE, records=(changed, *others), name="after")
        assert snapshot_changes(BEFORE, after, SCALE, [DOCUMENT]).answered_otherwise == 1
