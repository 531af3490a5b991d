"""Two rounds: what means the same is compared, and the rest is named with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.change import SameDrawError
from inspect_tool.domain.figures.rounds import ComparedRounds, _estimated, compare_rounds
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.percentages import TOO_FEW
from inspect_tool.domain.report.rounds_tables import _points, rounds_content, rounds_table
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication.rounds import write_rounds
from inspect_tool.workspace import Workspace
from tests.small_review import START
from tests.stages import copy_of


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


@pytest.fixture
def earlier(review: Workspace) -> SnapshotFigures:
    with review.reading() as work:
        return snapshots.figures(work, review.review, None)


def drawn_anew(figures: SnapshotFigures) -> SnapshotFigures:
    assert figures.ledger is not None
    return replace(figures, ledger=replace(figures.ledger, draw_id="another"))


def under(figures: SnapshotFigures, framework: Framework) -> SnapshotFigures:
    return replace(figures, review=replace(figures.review, framework=framework))


def compared(earlier: SnapshotFigures, later: SnapshotFigures) -> ComparedRounds:
    return compare_rounds(earlier, later, options=EstimationOptions())


def test_the_same_twice_changed_by_nothing(earlier: SnapshotFigures) -> None:
    found = compared(earlier, drawn_anew(earlier))
    assert {one.key for one in found.measures} == set(earlier.review.framework.measures)
    assert found.not_compared == ()
    (drift,) = (one for one in found.measures if one.key == "drift")
    assert drift.change == 0
    assert drift.lo is not None
    assert drift.hi is not None
    assert drift.lo < 0 < drift.hi
    assert drift.earlier == drift.later
    with pytest.raises(SameDrawError):
        compared(earlier, earlier)


def test_what_does_not_mean_the_same_is_named_and_not_compared(earlier: SnapshotFigures) -> None:
    framework = earlier.review.framework
    drift = framework.measures["drift"]
    otherwise = drift.model_copy(update={"count": Comparison(question="HARM.1.a", answered=True)})
    added = {**framework.measures, "drift": otherwise, "more": drift}
    later = under(drawn_anew(earlier), framework.model_copy(update={"measures": added}))
    reasons = {one.key: one.why for one in compared(earlier, later).not_compared}
    assert reasons == {"drift": "it is counted otherwise", "more": "only in the later round"}
    back = {one.key: one.why for one in compared(later, earlier_again(earlier)).not_compared}
    assert back["more"] == "only in the earlier round"


def earlier_again(figures: SnapshotFigures) -> SnapshotFigures:
    assert figures.ledger is not None
    return replace(figures, ledger=replace(figures.ledger, draw_id="a third"))


def test_a_question_or_a_field_that_means_something_else_takes_its_measures_along(
    earlier: SnapshotFigures,
) -> None:
    scales = dict(earlier.review.framework.scales)
    domains = earlier.review.framework.domains
    asked = [
        question
        for domain in domains
        for criterion in domain.criteria
        for question in criterion.questions
        if question.id == "HARM.1.b"
    ]
    assert asked
    changed = (
        domains[0]
        .criteria[0]
        .model_copy(
            update={
                "questions": tuple(
                    one.model_copy(update={"text": f"{one.text} At any time, in any place?"})
                    for one in domains[0].criteria[0].questions
                )
            }
        )
    )
    first = domains[0].model_copy(update={"criteria": (changed, *domains[0].criteria[1:])})
    framework = earlier.review.framework.model_copy(
        update={"domains": (first, *domains[1:]), "scales": scales}
    )
    found = compared(earlier, under(drawn_anew(earlier), framework))
    assert "drift" in {one.key for one in found.not_compared}
    assert "asked otherwise" in found.not_compared[0].why


def test_other_children_and_derived_fields_are_told(earlier: SnapshotFigures) -> None:
    plan = earlier.review.plan
    condition = Comparison(field="age", lte=10)
    measure = earlier.review.framework.measures["drift"].model_copy(
        update={"of": Comparison.model_validate({"field": "young", "is": True})}
    )
    framework = earlier.review.framework.model_copy(update={"measures": {"drift": measure}})
    population = plan.population.model_copy(
        update={"eligible": condition, "fields": {"young": condition}}
    )
    later = under(drawn_anew(earlier), framework)
    later = replace(
        later,
        review=replace(later.review, plan=plan.model_copy(update={"population": population})),
    )
    found = compared(under(earlier, framework), later)
    assert [one.why for one in found.not_compared] == ["the plan derives young otherwise"]
    assert any("eligible" in note for note in found.notes)


def test_what_is_not_drawn_stands_without_an_interval_and_all_goes_into_files(
    review: Workspace, earlier: SnapshotFigures, tmp_path: Path
) -> None:
    framework = earlier.review.framework
    drift = framework.measures["drift"]
    nobody = drift.model_copy(update={"subject": "interview"})
    figures = under(
        earlier, framework.model_copy(update={"measures": {"drift": drift, "heard": nobody}})
    )
    more = {"drift": drift, "heard": nobody, "more": drift}
    later = under(drawn_anew(earlier), framework.model_copy(update={"measures": more}))
    found = compared(figures, later)
    (heard,) = (one for one in found.measures if one.key == "heard")
    assert heard.change is None
    assert heard.why_not
    assert len(rounds_content(later, found, on=START.date()).chapters[0].blocks) == 2
    with review.work() as work:
        path = write_rounds(work, later, found, path=tmp_path / "rounds.csv")
    assert path.read_text(encoding="utf-8").endswith("not compared: only in the later round\n")


def test_what_nothing_was_drawn_for_has_counts_and_no_estimate(earlier: SnapshotFigures) -> None:
    later = drawn_anew(earlier)
    found = compared(earlier, later)
    (chapter,) = rounds_content(later, found, on=date(2014, 3, 1)).chapters
    without = _estimated(replace(earlier, ledger=None), "drift", EstimationOptions())
    assert without.estimate is None
    assert without.no_estimate
    assert len(chapter.blocks) == 1


@pytest.mark.parametrize(
    ("value", "words"), [(0.0312, "+3.1"), (-0.2, "−20.0"), (0.0001, "0.0"), (None, "")]
)
def test_a_change_is_said_in_points_with_its_sign(value: float | None, words: str) -> None:
    assert _points(value) == words


@pytest.mark.parametrize(("percentages_from", "is_shown"), [(1, True), (1000, False)])
def test_a_base_too_small_has_counts_and_no_percentage(
    earlier: SnapshotFigures, percentages_from: int, *, is_shown: bool
) -> None:
    plan = earlier.review.plan
    reporting = plan.reporting.model_copy(update={"percentages_from": percentages_from})
    review = replace(earlier.review, plan=plan.model_copy(update={"reporting": reporting}))
    later = replace(drawn_anew(earlier), review=review)
    table = rounds_table(later, compared(earlier, later))
    (drift,) = (row for row in table.rows if row.header == "Drift")
    assert (TOO_FEW in drift.cells) is not is_shown
    assert (f"{TOO_FEW} = " in table.note) is not is_shown
    assert ("0.0" in drift.cells) is is_shown
