"""A calibration round from start to end: blind until it is over, and never counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import (
    BlindReadError,
    NotYourCaseError,
    NotYourRoleError,
)
from inspect_tool.domain.moderation.agreement import AgreementBy
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.moderation import calibration, recorders
from inspect_tool.services.moderation.agreement import show_agreement
from inspect_tool.services.moderation.calibration import (
    BadTrainingCaseError,
    CalibrationView,
    NobodyToCalibrateError,
    NoRoundError,
    RoundOverError,
    RoundRunningError,
)
from inspect_tool.services.moderation.calibration_forms import (
    BadFormError,
    FormTaken,
    NotInRoundError,
    take_form,
    write_form,
)
from inspect_tool.services.records import record_list, records
from inspect_tool.services.records.identifiers import StillIdentifiesError
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.read_twice import read_twice, readers_of
from tests.services.access.shared_review import change_team
from tests.small_review import check_database, open_review
from tests.stages import by, copy_of

pytestmark = pytest.mark.journeys


@pytest.fixture
def review(to_read_twice_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(to_read_twice_once, tmp_path)


def start(workspace: Workspace, *cases: str) -> CalibrationView:
    with workspace.work() as work:
        return calibration.start(work, workspace.review, cases or ("T1", "T2"))


def show(workspace: Workspace) -> CalibrationView:
    with workspace.reading() as work:
        return calibration.show(work, workspace.review)


def take(
    workspace: Workspace, *rows: str, inspector: str | None = None, name: str = "form.csv"
) -> FormTaken:
    path = workspace.folder.parent / name
    path.write_text("\n".join(("case,criterion,judgement,note", *rows)), encoding="utf-8")
    with workspace.work() as work:
        return take_form(work, workspace.review, path, inspector=inspector)


def take_all(workspace: Workspace, value: str = "good", *, but: str = "") -> list[str]:
    """Every reader judges both cases alike, but one."""
    readers = [one.id for one in workspace.review.plan.inspectors() if one.id != but]
    for reader in readers:
        take(by(workspace, reader), f"T1,HARM.1,{value},", "T2,HARM.1,Inadequate,")
    return readers


def test_nothing_is_shown_before_all_are_in_and_all_of_it_after(review: Workspace) -> None:
    assert start(review).rows == ()
    readers = [one.id for one in review.review.plan.inspectors()]
    last = readers[-1]
    take_all(review, but=last)
    running = show(review)
    assert (running.is_over, running.rows) == (False, ())
    assert running.progress == {**dict.fromkeys(readers, 2), last: 0}
    assert show(by(review, "ab")).progress == {"ab": 2}
    assert take(by(review, last), "T1,HARM.1,outstanding,", "T2,HARM.1,inadequate,").is_over
    over = show(by(review, last))
    (row,) = over.rows
    assert (row.readers, row.compared, row.unanimous) == (len(readers), 2, 1)
    assert over.progress == dict.fromkeys(readers, 2)
    assert dict(row.spread[0].values) == {"good": len(readers) - 1, "outstanding": 1}


def test_once_it_is_over_nobody_judges_any_more(review: Workspace) -> None:
    start(review)
    readers = take_all(review)
    with pytest.raises(RoundOverError):
        take(by(review, readers[0]), "T1,HARM.1,inadequate,")
    with review.work() as work, pytest.raises(RoundOverError):
        write_form(work, review.review, review.folder / "late.csv")
    with review.work() as work, pytest.raises(RoundOverError):
        calibration.close(work, review.review, why="late")
    assert start(review, "T3").number == 2
    assert show(review).progress == dict.fromkeys(readers, 0)


def test_a_lead_closes_it_without_those_who_are_not_in(review: Workspace) -> None:
    start(review)
    last = [one.id for one in review.review.plan.inspectors()][-1]
    readers = take_all(review, but=last)
    take(by(review, last), "T1,HARM.1,outstanding,")
    with review.work() as work:
        with pytest.raises(StillIdentifiesError):
            calibration.close(work, review.review, why="Mrs Tinderwell is ill")
        view = calibration.close(work, review.review, why="one is ill")
    assert (view.is_over, view.closed) == (True, "one is ill")
    (row,) = view.rows
    assert row.readers == len(readers)
    assert dict(row.spread[0].values) == {"good": len(readers)}
    with pytest.raises(RoundOverError):
        take(by(review, last), "T2,HARM.1,good,")


def test_nothing_of_it_is_counted_or_listed(review: Workspace) -> None:
    first, second = list(readers_of(review))[:2]
    read_twice(review, first, {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    read_twice(review, second, {}, {})

    def counted() -> tuple[object, ...]:
        with review.reading() as work:
            return (
                records.list_records(work, review.review),
                record_list.list_lines(work, review.review),
                show_agreement(work, review.review, by=AgreementBy.CRITERION),
                recorders.check_recorders(work, review.review),
                snapshots._as_it_stands(
                    work,
                    review.review,
                    records.list_records(work, review.review),
                    (),
                    name="",
                )[0].digest,
            )

    before = counted()
    start(review)
    take_all(review)
    assert counted() == before
    check_database(review)


def test_a_form_goes_out_empty_and_comes_back_in_parts(review: Workspace) -> None:
    start(review)
    path = review.folder / "form.csv"
    with review.work() as work:
        assert write_form(work, review.review, path) == 2
    text = path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "case,criterion,title,possible,judgement,note"
    assert "Inadequate; Requires improvement; Good; Outstanding; Not applicable" in text
    with review.work() as work, pytest.raises(FileIsThereError):
        write_form(work, review.review, path)
    reader = by(review, "ab")
    with reader.work() as work:
        assert take_form(work, reader.review, path).given == 0
    assert take(reader, "T1,HARM.1,good,the plan says so").taken == 1
    assert take(reader, "T1,HARM.1,good,the plan says so").given == 1
    taken = take(reader, "T1,HARM.1,inadequate,", "T2,HARM.1,not applicable,no home visit")
    assert (taken.taken, taken.given, taken.asked) == (2, 2, 2)


def test_a_criterion_that_is_recorded_without_a_judgement_is_in_no_form(review: Workspace) -> None:
    start(review)
    framework = review.review.framework
    first, *others = framework.domains
    unjudged = first.criteria[0].model_copy(update={"id": "FACTS.1", "judgement": None})
    domain = first.model_copy(update={"criteria": (*first.criteria, unjudged)})
    wider = framework.model_copy(update={"domains": (domain, *others)})
    path = review.folder / "form.csv"
    with review.work() as work:
        assert write_form(work, replace(review.review, framework=wider), path) == 2
    assert "FACTS.1" not in path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("T9,HARM.1,good,", "No training case is called so"),
        ("T1,HARM.9,good,", "No criterion of the round is called so"),
        ("T1,HARM.1,splendid,", "The judgement is none of: Inadequate"),
        ("T1,HARM.1,,seen", "The judgement is none of: Inadequate"),
        ("T1,HARM.1,good,Mrs Tinderwell saw it", "may identify somebody"),
    ],
)
def test_a_row_that_cannot_be_taken_takes_the_others_with_it(
    review: Workspace, row: str, said: str
) -> None:
    start(review)
    with pytest.raises(BadFormError) as caught:
        take(by(review, "ab"), "T2,HARM.1,good,", row)
    (problem,) = caught.value.problems
    assert (problem.row, said in problem.message) == (3, True)
    assert show(by(review, "ab")).progress == {"ab": 0}


def test_two_bad_rows_are_told_together(review: Workspace) -> None:
    start(review)
    with pytest.raises(BadFormError, match="2 problems"):
        take(by(review, "ab"), "T1,HARM.1,splendid,", "T9,HARM.1,good,")


def test_what_is_no_form_is_refused(review: Workspace) -> None:
    start(review)
    path = review.folder / "other.csv"
    for text in ("", "a,b\n1,2\n", 'case,criterion,judgement\n"T1,x\n'):
        path.write_text(text, encoding="utf-8")
        with review.work() as work, pytest.raises(UnreadableFileError):
            take_form(work, review.review, path, inspector="ab")
    with review.work() as work, pytest.raises(UnreadableFileError, match="cannot be opened"):
        take_form(work, review.review, review.folder / "none.csv", inspector="ab")


def test_a_lead_who_judges_takes_no_form_of_others_before_the_own_is_in(
    review: Workspace,
) -> None:
    change_team(review.folder, "ab", roles=["inspector", "lead"])
    keeper = open_review(review.folder)
    start(keeper)
    lead = by(keeper, "ab")
    with pytest.raises(BlindReadError, match="has not finished"):
        take(lead, "T1,HARM.1,good,", inspector="cd")
    take(lead, "T1,HARM.1,good,", "T2,HARM.1,good,")
    assert take(lead, "T1,HARM.1,good,", inspector="cd").given == 1


def test_who_may_and_what_there_must_be(review: Workspace) -> None:
    with pytest.raises(NoRoundError):
        show(review)
    with pytest.raises(NotYourRoleError):
        start(by(review, "ab"))
    start(review)
    with pytest.raises(RoundRunningError):
        start(review)
    with pytest.raises(NotYourCaseError):
        take(by(review, "ab"), "T1,HARM.1,good,", inspector="cd")
    with pytest.raises(NotInRoundError):
        take(review, "T1,HARM.1,good,", inspector="nobody")


@pytest.mark.parametrize(
    "cases", [("ASH-001",), ("",), ("T 1",), ("T1", "t1"), ("1T",), ("A" * 13,)]
)
def test_a_training_case_has_a_name_that_no_case_has(
    review: Workspace, cases: tuple[str, ...]
) -> None:
    with pytest.raises(BadTrainingCaseError), review.work() as work:
        calibration.start(work, review.review, cases)


@pytest.mark.parametrize(("number", "fits"), [(0, False), (1, True), (50, True), (51, False)])
def test_there_are_one_to_fifty_training_cases(
    review: Workspace, number: int, *, fits: bool
) -> None:
    names = [f"T{one}" for one in range(number)]
    with review.work() as work:
        if fits:
            assert len(calibration.start(work, review.review, names).cases) == number
        else:
            with pytest.raises(UsageError, match="1 to 50"):
                calibration.start(work, review.review, names)


def test_criteria_are_chosen_by_name(review: Workspace) -> None:
    with review.work() as work, pytest.raises(UsageError, match=r"not judged by TIM\.9"):
        calibration.start(work, review.review, ["T1"], criteria=["TIM.9"])
    with review.work() as work:
        calibration.start(work, review.review, ["T1"], criteria=["HARM.1"])
    assert show(review).asked == 1


def test_one_inspector_has_nobody_to_agree_with(review: Workspace) -> None:
    alone = review.review.plan.model_copy(update={"team": review.review.plan.team[:1]})
    with review.work() as work, pytest.raises(NobodyToCalibrateError):
        calibration.start(work, replace(review.review, plan=alone), ["T1"])
