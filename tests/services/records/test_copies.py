"""Copies of one issued workbook: no word of any of them vanishes, whatever the order."""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path

import pytest

from inspect_tool.domain.records.records import ItemPlace, Reader
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.domain.workbook.differences import Outcome
from inspect_tool.services.records import conflicts, history
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.conflicts import Settlement
from inspect_tool.services.records.revisions import RecordBook
from inspect_tool.services.review.in_force import settle_in_force
from inspect_tool.services.sampling import samples
from inspect_tool.services.workbooks.intake import Intake
from inspect_tool.services.workbooks.returned import ReturnedView, TakeOptions
from inspect_tool.services.workbooks.take_back import read_workbooks
from inspect_tool.store import queries
from inspect_tool.store.queries import InForce
from inspect_tool.workspace import Workspace
from tests.case_workbook_factory import in_full
from tests.small_review import check_database, take_workbooks
from tests.stages import (
    ABSENCE,
    ANSWER,
    ANSWERS,
    NOTE,
    Stages,
    cells,
    copy_of,
    fill,
    issued,
    reader_of,
)

pytestmark = pytest.mark.journeys

CASE, ITEM, OTHER = "ASH-001", "HARM.1.a", "HARM.1.b"


def copy(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


@pytest.fixture
def path(assigned: Workspace, tmp_path: Path) -> Path:
    """A workbook as it was issued, with nothing answered."""
    return issued(assigned, tmp_path / "out", reader_of(assigned, CASE))


def answer(workspace: Workspace, note: str) -> None:
    with workspace.work() as work:
        given = Given("yes", None, note, reason="a test")
        answer_item(work, workspace.review, ref=CASE, item_id=ITEM, given=given)


@pytest.fixture
def answered(recorded: Workspace, tmp_path: Path) -> Path:
    """A workbook that was issued with a recorded answer and a note."""
    answer(recorded, "Seen weekly.")
    return issued(recorded, tmp_path / "out", reader_of(recorded, CASE))


def take(
    workspace: Workspace, path: Path, *, dry_run: bool = False, options: TakeOptions | None = None
) -> ReturnedView:
    (taken,) = take_workbooks(workspace, [path], dry_run=dry_run, options=options)
    return taken


def stands(workspace: Workspace, item: str = ITEM) -> tuple[str, str, bool]:
    """Answer, note, and whether answers crossed."""
    with workspace.reading() as work:
        items = history.show_subject(work, workspace.review, CASE)
    one = next(one for one in items if one.item_id == item and one.reader is Reader.FIRST)
    return one.words, one.note, one.in_conflict


def sides(workspace: Workspace) -> dict[str, set[tuple[str, str]]]:
    with workspace.reading() as work:
        crossed = conflicts.list_conflicts(work, workspace.review)
    return {one.item_id: {(side.words, side.note) for side in one.sides} for one in crossed}


def outcomes(taken: ReturnedView) -> dict[str, Outcome]:
    return {one.item: one.outcome for one in taken.differences if one.subject == CASE}


def test_a_later_copy_takes_no_note_of_an_earlier_one_out_of_force(
    assigned: Workspace, path: Path
) -> None:
    monday = cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."})
    tuesday = cells(copy(path, "tue.xlsx"), OTHER, {ANSWER: "No", NOTE: "Seen on Tuesday."})
    take(assigned, monday)
    taken = take(assigned, tuesday)
    assert (taken.conflicts, taken.problems) == ((), ())
    assert outcomes(taken) == {ITEM: Outcome.AS_ISSUED, OTHER: Outcome.TAKEN}
    assert stands(assigned) == ("Yes", "Seen on Monday.", False)
    assert stands(assigned, OTHER) == ("No", "Seen on Tuesday.", False)


def test_what_two_copies_say_differently_crosses(assigned: Workspace, path: Path) -> None:
    monday = cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."})
    tuesday = cells(copy(path, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: "Not seen."})
    take(assigned, monday)
    taken = take(assigned, tuesday)
    assert taken.conflicts == (f"{CASE} {ITEM}",)
    assert sides(assigned) == {ITEM: {("Yes", "Seen on Monday."), ("No", "Not seen.")}}


def test_two_copies_in_one_command_cross_like_those_of_two(assigned: Workspace, path: Path) -> None:
    monday = cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."})
    tuesday = cells(copy(path, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: "Not seen."})
    read = in_full(read_workbooks(assigned.review, [monday, tuesday], keys=assigned.keys))
    with assigned.work() as work:
        intake = Intake(work, assigned.review, TakeOptions())
        first, second = (intake.take(one, file="copy.xlsx") for one in read)
    assert (first.conflicts, second.conflicts) == ((), (f"{CASE} {ITEM}",))
    assert sides(assigned) == {ITEM: {("Yes", "Seen on Monday."), ("No", "Not seen.")}}


def test_a_copy_that_goes_on_from_another_holds_where_a_person_says_so(
    assigned: Workspace, path: Path
) -> None:
    monday = cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."})
    tuesday = cells(copy(path, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: "Not seen."})
    take(assigned, monday)
    take(assigned, tuesday)
    taken = take(assigned, tuesday, options=TakeOptions(goes_on=True))
    assert (taken.conflicts, outcomes(taken)) == ((), {ITEM: Outcome.IN_PLACE})
    assert stands(assigned) == ("No", "Not seen.", False)
    # Whatever is taken in again afterwards changes nothing.
    assert take(assigned, monday).conflicts == ()
    assert stands(assigned) == ("No", "Not seen.", False)


def test_either_of_two_copies_can_be_the_one_that_goes_on(stages: Stages, tmp_path: Path) -> None:
    """Whichever of them happens to be in force while they cross."""
    first = copy_of(stages["assigned"], tmp_path / "first")
    path = issued(first, tmp_path / "out", reader_of(first, CASE))
    monday = cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."})
    tuesday = cells(copy(path, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: "Not seen."})
    for name, later, end in (
        ("a", tuesday, ("No", "Not seen.", False)),
        ("b", monday, ("Yes", "Seen on Monday.", False)),
    ):
        shutil.copytree(first.folder, tmp_path / name / "review")
        workspace = copy_of(tmp_path / name / "review", tmp_path / f"copy {name}")
        take(workspace, monday)
        take(workspace, tuesday)
        taken = take(workspace, later, options=TakeOptions(goes_on=True))
        assert (taken.conflicts, outcomes(taken)) == ((), {ITEM: Outcome.IN_PLACE})
        assert stands(workspace) == end


def test_notes_that_grow_from_day_to_day_do_not_cross(assigned: Workspace, path: Path) -> None:
    monday = cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."})
    words = "Seen on Monday.\nSeen again on Tuesday."
    tuesday = cells(copy(monday, "tue.xlsx"), ITEM, {NOTE: words})
    for order in ((monday, tuesday), (tuesday, monday)):
        for file in order:
            assert take(assigned, file).conflicts == ()
        assert stands(assigned) == ("Yes", words, False)


def test_copies_come_to_the_same_in_any_order_and_however_often(
    stages: Stages, tmp_path: Path, whole: bool
) -> None:
    first = copy_of(stages["assigned"], tmp_path / "first")
    path = issued(first, tmp_path / "out", reader_of(first, CASE))
    files = [
        cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen."}),
        cells(copy(path, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: "Not seen."}),
        cells(copy(path, "wed.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen. With the manager."}),
    ]
    ends = []
    orders = list(permutations(files))
    for number, order in enumerate(orders if whole else (orders[0], orders[-1])):
        folder = tmp_path / str(number)
        shutil.copytree(first.folder, folder / "review")
        workspace = copy_of(folder / "review", folder / "copy")
        for file in (*order, order[0]):
            take(workspace, file)
        ends.append((stands(workspace), sides(workspace)))
    assert all(end == ends[0] for end in ends)
    assert ends[0][1] == {ITEM: {("No", "Not seen."), ("Yes", "Seen. With the manager.")}}


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("typed", "stood", "emptied"),
    [
        ({ANSWER: None, NOTE: None}, ("Yes", "Seen weekly."), ("", "")),
        ({NOTE: None}, ("Yes", "Seen weekly."), ("Yes", "")),
        ({ANSWER: None}, ("Yes", "Seen weekly."), ("", "Seen weekly.")),
        ({ANSWER: "No", NOTE: None}, ("No", "Seen weekly."), ("No", "")),
        (
            {ANSWER: None, ABSENCE: "Not recorded", NOTE: None},
            ("Not recorded", "Seen weekly."),
            ("Not recorded", ""),
        ),
    ],
)
def test_what_came_back_empty_stands_until_somebody_says_that_it_is_meant(
    recorded: Workspace,
    answered: Path,
    typed: dict[int, object],
    stood: tuple[str, str],
    emptied: tuple[str, str],
) -> None:
    cells(answered, ITEM, typed)
    taken = take(recorded, answered)
    assert taken.emptied == (f"{CASE} {ITEM}",)
    assert [one.kind for one in taken.problems] == ["emptied"]
    assert "--empty" in taken.problems[0].remedy
    assert outcomes(taken) == {ITEM: Outcome.KEPT}
    assert stands(recorded)[:2] == stood
    taken = take(recorded, answered, options=TakeOptions(empties=True, goes_on=True))
    assert (taken.problems, outcomes(taken)) == ((), {ITEM: Outcome.EMPTIED})
    assert stands(recorded) == (*emptied, False)


def test_a_blank_in_a_workbook_that_goes_on_takes_nothing_of_its_copies_back(
    recorded: Workspace, answered: Path
) -> None:
    monday = cells(copy(answered, "mon.xlsx"), ITEM, {NOTE: "Seen weekly. Alone on Monday."})
    tuesday = cells(copy(answered, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: None})
    take(recorded, monday)
    taken = take(recorded, tuesday, options=TakeOptions(goes_on=True))
    assert (taken.conflicts, taken.emptied) == ((), (f"{CASE} {ITEM}",))
    assert stands(recorded) == ("No", "Seen weekly. Alone on Monday.", False)


def test_a_dry_run_shows_each_difference_as_issued_as_recorded_and_as_given(
    recorded: Workspace, answered: Path
) -> None:
    answer(recorded, "Seen daily.")
    cells(answered, ITEM, {ANSWER: "No"})
    taken = take(recorded, answered, dry_run=True)
    (one,) = taken.differences
    assert (one.issued, one.recorded, one.given) == (
        "Yes: Seen weekly.",
        "Yes: Seen daily.",
        "No: Seen weekly.",
    )
    assert one.outcome is Outcome.CROSSED
    assert stands(recorded) == ("Yes", "Seen daily.", False)


def test_a_note_that_is_not_given_is_kept_and_emptied_only_by_its_word(
    recorded: Workspace, answered: Path
) -> None:
    def given(value: str, **options: object) -> tuple[str, str, bool]:
        with recorded.work() as work:
            answer_item(
                work,
                recorded.review,
                ref=CASE,
                item_id=ITEM,
                given=Given(value, reason="a test", **options),  # type: ignore[arg-type]
            )
        return stands(recorded)

    assert answered.exists()
    assert given("no") == ("No", "Seen weekly.", False)
    assert given("-") == ("", "Seen weekly.", False)
    assert given("", absence="not_recorded") == ("Not recorded", "Seen weekly.", False)
    assert given("yes", empties_note=True) == ("Yes", "", False)


def test_crossed_notes_can_be_settled_with_the_words_of_both(
    assigned: Workspace, path: Path
) -> None:
    take(assigned, cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."}))
    take(assigned, cells(copy(path, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: "Not seen."}))
    with assigned.reading() as work:
        (one,) = conflicts.list_conflicts(work, assigned.review)
    number = next(side.number for side in one.sides if side.words == "No")
    with assigned.work() as work:
        conflicts.settle(
            work,
            assigned.review,
            ref=CASE,
            item_id=ITEM,
            choice=Settlement(number, joins_notes=True),
        )
    assert stands(assigned) == ("No", "Not seen.\nSeen on Monday.", False)


def test_the_workbook_of_a_lost_case_prints_one_line_for_it(
    assigned: Workspace, path: Path
) -> None:
    fill(path, ANSWERS)
    with assigned.work() as work:
        samples.lose(work, case_ref=CASE, reason=LossReason.NOT_OPEN)
    (problem,) = take(assigned, path).problems
    assert (problem.kind, problem.sheet) == ("not-their-case", CASE)
    assert "3 answers are kept as stray notes" in problem.message


def test_an_upgrade_shows_of_crossed_answers_what_every_copy_shows(
    assigned: Workspace, path: Path
) -> None:
    take(assigned, cells(copy(path, "mon.xlsx"), ITEM, {ANSWER: "Yes", NOTE: "Seen on Monday."}))
    take(assigned, cells(copy(path, "tue.xlsx"), ITEM, {ANSWER: "No", NOTE: "Not seen."}))

    def shown() -> InForce:
        with assigned.reading() as work:
            rows = queries.current_of_authority(work, "ASH", CASE)
        return next(row for row in rows if row.item_id == ITEM)

    by_the_rule = shown()
    place = ItemPlace(*by_the_rule[:-1])
    with assigned.work() as work:
        book = RecordBook(work, assigned.review, "ASH", CASE)
        (other,) = {row.id for row in book.said(place)} - {by_the_rule.revision_id}
        queries.put_in_force(work, "ASH", {place: other})
    assert shown().revision_id == other

    with assigned.work() as work:
        assert settle_in_force(work) == 1
    assert shown() == by_the_rule
    with assigned.work() as work:
        assert settle_in_force(work) == 0
    assert check_database(assigned).faults == ()
