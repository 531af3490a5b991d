"""From recorded reads to figures of agreement, in reviews small enough to reckon by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.agreement.table import Coefficient
from inspect_tool.domain.moderation.agreement import AgreementBy
from inspect_tool.domain.records.records import Answer, Reader
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UsageError
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.agreement import (
    AgreementView,
    agreement_by,
    agreement_of,
    show_agreement,
)
from inspect_tool.services.sampling import samples
from inspect_tool.workspace import Workspace
from tests.factories import a_plan
from tests.made_once import MadeOnce
from tests.read_twice import make_review_to_read_twice, read_twice, readers_of, record
from tests.small_review import open_review
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

PLAN = a_plan()
TEAM = [one.model_dump(mode="json") for one in PLAN.team]
WRITER = {"id": "wr", "name": "W. R.", "roles": ["writer"]}


def make_drawn(base: Path) -> None:
    make_review_to_read_twice(base, team=[*TEAM, WRITER])


@pytest.fixture
def review(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    return copy_of(made_once.folder("agreement", make_drawn) / "review", tmp_path)


def shown(
    workspace: Workspace, by: AgreementBy = AgreementBy.CRITERION, *, questions: bool = False
) -> AgreementView:
    with workspace.reading() as work:
        return show_agreement(work, workspace.review, by=by, questions=questions)


def test_nothing_read_twice_gives_no_figures_and_says_how_many_are_waited_for(
    review: Workspace,
) -> None:
    for by in AgreementBy:
        view = shown(review, by)
        assert (view.second_reads, view.cases, view.rows, view.overall) == (8, 0, (), ())


def test_one_case_has_a_share_and_no_interval_of_kappa(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "good"})
    (row,) = shown(review).rows
    assert (row.agreed, row.judged_twice) == (1, 1)
    share, kappa = row.coefficient(Coefficient.PERCENT), row.coefficient(Coefficient.COHEN)
    assert share.value == 1
    assert kappa.value is None
    assert "same single judgement" in (kappa.reason or "")


def test_figures_from_five_cases_by_hand(review: Workspace) -> None:
    for ref, first, second in (
        ("ASH-001", "good", "good"),
        ("ASH-002", "good", "good"),
        ("ASH-003", "good", "inadequate"),
        ("BRO-001", "inadequate", "inadequate"),
        ("BRO-002", "good", Answer(absence="not_applicable", note="no home visit was due")),
    ):
        read_twice(review, ref, {"HARM.1": first}, {"HARM.1": second})
    view = shown(review)
    (row,) = view.rows
    assert (view.cases, row.judged_twice, row.judged_once, row.not_judged) == (5, 4, 1, 0)
    assert (row.agreed, row.item_id) == (3, "HARM.1")
    # Of the four that both judged, first readers say good in 3, second readers in 2: chance
    # gives 3/4 * 2/4 + 1/4 * 2/4 = 1/2.
    assert row.coefficient(Coefficient.COHEN).value == pytest.approx((0.75 - 0.5) / 0.5)
    # Eight judgements, five of them good; one pair of four differs.
    alpha = 1 - (2 / 8) / (2 * 5 * 3 / (8 * 7))
    assert row.coefficient(Coefficient.ALPHA_NOMINAL).value == pytest.approx(alpha)
    # Gwet counts the fifth case in how often a judgement is used: good (1+1+.5+0+1) / 5 = .7.
    chance = (0.7 * 0.3 + 0.3 * 0.7) / 3
    ac1 = (0.75 - chance) / (1 - chance)
    assert row.coefficient(Coefficient.GWET).value == pytest.approx(ac1)


def test_questions_from_lists_are_shown_when_asked_for(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1.a": "yes"}, {"HARM.1.a": "no"})
    read_twice(review, "BRO-001", {}, {"HARM.1.a": Answer(absence="not_recorded")})
    rows = {one.item_id: one for one in shown(review, questions=True).rows}
    assert list(rows) == ["HARM.1", "HARM.1.a", "HARM.1.b"]
    # "No record" counts as no, so the second case agrees.
    assert (rows["HARM.1.a"].agreed, rows["HARM.1.a"].judged_twice) == (1, 2)
    assert [one.item_id for one in shown(review).rows] == ["HARM.1"]


def test_an_unfinished_second_read_is_left_out_and_cannot_be_told_from(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "good"})
    record(review, "BRO-001", Reader.FIRST, {"HARM.1": "good"})
    before = {by: shown(review, by, questions=True) for by in AgreementBy}
    # All is answered but one question, and differently.
    record(review, "BRO-001", Reader.SECOND, {"HARM.1": "inadequate", "HARM.1.b": ""})
    assert {by: shown(review, by, questions=True) for by in AgreementBy} == before
    record(review, "BRO-001", Reader.SECOND, {"HARM.1": "inadequate"})
    assert shown(review).rows[0].agreed == 1
    assert shown(review).rows[0].judged_twice == 2


def test_a_second_read_without_a_first_is_left_out(review: Workspace) -> None:
    record(review, "BRO-001", Reader.SECOND, {})
    assert shown(review).cases == 0


def test_what_was_settled_does_not_enter(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    before = shown(review)
    with review.work() as work:
        decisions.decide(
            work, review.review, case_ref="ASH-001", item_id="HARM.1", value="good", why="both read"
        )
    assert shown(review) == before
    assert before.rows[0].agreed == 0


def test_a_case_that_was_lost_meanwhile_is_left_out(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    with review.work() as work:
        samples.lose(
            work,
            case_ref="ASH-001",
            reason=LossReason.NOT_THE_THEME,
            note="the file is about another matter",
            after_reading=True,
        )
    assert (shown(review).cases, shown(review).second_reads) == (0, 7)


def test_each_inspector_is_compared_with_the_others_in_the_order_of_the_plan(
    review: Workspace,
) -> None:
    readers = readers_of(review)
    for ref, who in readers.items():
        # `ab` alone is stricter than the others.
        first, second = (
            "inadequate" if who[one] == "ab" else "good" for one in (Reader.FIRST, Reader.SECOND)
        )
        read_twice(review, ref, {"HARM.1": first}, {"HARM.1": second})
    rows = {one.group: one for one in shown(review, AgreementBy.INSPECTOR).rows}
    assert list(rows) == ["ab", "cd", "ef"]
    of_ab = sum("ab" in who.values() for who in readers.values())
    assert (rows["ab"].agreed, rows["ab"].judged_twice) == (0, of_ab)
    for name in ("cd", "ef"):
        own = [who for who in readers.values() if name in who.values()]
        without = sum("ab" not in who.values() for who in own)
        assert (rows[name].agreed, rows[name].judged_twice) == (without, len(own))


def test_a_reader_whom_the_plan_no_longer_names_comes_last(review: Workspace) -> None:
    for ref in readers_of(review):
        read_twice(review, ref, {}, {})
    review.database.close()
    plan = review.folder / "review.yaml"
    text = plan.read_text(encoding="utf-8").replace("id: ab\n", "id: zz\n")
    plan.write_text(text, encoding="utf-8")
    again = open_review(review.folder, later=True)
    groups = [one.group for one in shown(again, AgreementBy.INSPECTOR).rows]
    assert groups == ["cd", "ef", "ab"]


def test_months_are_those_in_which_the_second_read_was_finished(review: Workspace) -> None:
    def at(day: datetime) -> Workspace:
        return replace(open_review(review.folder), clock=lambda: day)

    november, december = (at(datetime(2013, month, 5, 9, tzinfo=UTC)) for month in (11, 12))
    read_twice(november, "ASH-001", {}, {})
    read_twice(november, "ASH-002", {}, {})
    record(november, "BRO-001", Reader.FIRST, {})
    record(december, "BRO-001", Reader.SECOND, {"HARM.1": "inadequate"})
    rows = shown(review, AgreementBy.MONTH).rows
    assert [(one.group, one.agreed, one.judged_twice) for one in rows] == [
        ("2013-11", 2, 2),
        ("2013-12", 0, 1),
    ]


def test_only_a_lead_sees_agreement_and_a_report_writer_never_by_inspector(
    review: Workspace,
) -> None:
    read_twice(review, "ASH-001", {}, {"HARM.1": "inadequate"})
    inspector, writer = (open_review(review.folder, person=one) for one in ("ab", "wr"))
    for workspace in (inspector, writer):
        with workspace.reading() as work, pytest.raises(NotYourRoleError, match="role of lead"):
            show_agreement(work, workspace.review, by=AgreementBy.INSPECTOR)
    with inspector.reading() as work, pytest.raises(NotYourRoleError):
        agreement_of(work, inspector.review)
    with writer.reading() as work:
        view = agreement_of(work, writer.review, level=0.9)
    assert (view.by, view.level) == (AgreementBy.CRITERION, 0.9)
    assert view.rows[0].agreed == 0
    assert {one.group for one in (*view.rows, *view.overall)} == {""}


def test_a_level_that_is_no_share_or_a_breakdown_that_does_not_exist_is_refused(
    review: Workspace,
) -> None:
    with review.reading() as work, pytest.raises(UsageError, match=r"Write \.95"):
        show_agreement(work, review.review, by=AgreementBy.MONTH, level=95)
    with pytest.raises(UsageError, match="one of criterion, inspector, month"):
        agreement_by("team")
    assert agreement_by("month") is AgreementBy.MONTH
