"""Letters out with their forms, and what comes back in them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import page
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from inspect_tool.domain.report.comment_form import CHECK, FIRST_ROW, ROWS
from inspect_tool.errors import InspectToolError, UsageError
from inspect_tool.readers.case_workbook.comments import NotACommentFormError
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.overview.notices import notices
from inspect_tool.services.publication.comments import (
    CommentAnswer,
    CommentView,
    TakenComments,
    UnknownCommentError,
    answer_comment,
    list_comments,
    take_comments,
)
from inspect_tool.services.publication.letters import (
    LetterOptions,
    NoFolderNamedError,
    NothingCountedError,
    WrittenLetters,
    write_letters,
)
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.small_review import check_database, open_review
from tests.stages import copy_of

pytestmark = pytest.mark.journeys


def written(workspace: Workspace, folder: Path, *, authority: str = "", formats: str = "html",
            ) -> WrittenLetters:  # fmt: skip
    options = LetterOptions.parse(folder, formats=formats, authority=authority)
    return write_letters(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        options=options,
        keys=workspace.keys,
    )


@pytest.fixture(scope="session")
def sent(made_once: MadeOnce, sampled_once: Path) -> Path:
    """A review with recommendations whose letters were sent, and the letters beside it."""

    def make(base: Path) -> None:
        workspace = copy_of(sampled_once, base)
        workspace.place.narrative.mkdir(exist_ok=True)
        (workspace.place.narrative / "recommendations.md").write_text(
            "# R\n\n## Local authorities should\n\n- plan ahead\n", encoding="utf-8"
        )
        written(workspace, base / "letters")
        workspace.database.close()

    return made_once.folder("letters-sent", make)


@pytest.fixture
def review(sent: Path, tmp_path: Path) -> Workspace:
    return copy_of(sent / "review", tmp_path)


def form_of(sent: Path, tmp_path: Path, cells: Mapping[str, str], sheet: str = ROWS) -> Path:
    """The form of ASH with something typed in it."""
    path = tmp_path / "form.xlsx"
    if not path.exists():
        shutil.copy(sent / "letters" / "small-letter-ASH-form.xlsx", path)
    workbook = openpyxl.load_workbook(path)
    if sheet not in workbook.sheetnames:
        workbook.create_sheet(sheet)
    for place, words in cells.items():
        workbook[sheet][place] = words
    workbook.save(path)
    return path


def take(workspace: Workspace, path: Path) -> TakenComments:
    return take_comments(workspace.work, workspace.review, path, keys=workspace.keys)


def listed(workspace: Workspace, *, is_all: bool = False) -> tuple[CommentView, ...]:
    with workspace.reading() as work:
        return list_comments(work, workspace.review, is_all=is_all)


def answer(workspace: Workspace, number: int, *given: str, code: str = "ash") -> CommentView:
    with workspace.work() as work:
        return answer_comment(work, workspace.review, code, number, answer=CommentAnswer(*given))


def test_each_authority_inspected_gets_a_letter_and_a_form(sent: Path) -> None:
    names = sorted(path.name for path in (sent / "letters").iterdir())
    assert names == [
        "small-letter-ASH-form.xlsx",
        "small-letter-ASH.html",
        "small-letter-BRO-form.xlsx",
        "small-letter-BRO.html",
    ]
    letter = (sent / "letters" / "small-letter-ASH.html").read_text(encoding="utf-8")
    assert "Local authorities should plan ahead." in letter
    assert "not for publication" in letter
    assert "BRO" not in letter
    assert "ASH-0" not in letter


def test_one_letter_is_written_and_never_over_another(review: Workspace, tmp_path: Path) -> None:
    made = written(review, tmp_path / "one", authority="bro")
    assert made.authorities == ("BRO",)
    assert len(made.paths) == 2
    with pytest.raises(FileIsThereError):
        written(review, tmp_path / "one", authority="bro")


def test_a_letter_passes_every_rule_of_pdf_ua_1(review: Workspace, tmp_path: Path) -> None:
    (path, _) = written(review, tmp_path / "pdf", authority="ASH", formats="pdf").paths
    found = page.validate_pdf_bytes(path.read_bytes(), profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []


@pytest.mark.parametrize(
    ("authority", "formats", "error"),
    [
        ("XXX", "html", UnknownAuthorityError),
        ("ASH", "docx", UsageError),
        ("ASH", "", UsageError),
    ],
)
def test_wrong_words_are_told(
    review: Workspace, tmp_path: Path, authority: str, formats: str, error: type[InspectToolError]
) -> None:
    with pytest.raises(error):
        written(review, tmp_path / "none", authority=authority, formats=formats)
    assert not (tmp_path / "none").exists()


def test_an_authority_without_a_counted_case_gets_no_letter() -> None:
    assert "any authority" in NothingCountedError("").message


def test_comments_are_taken_wherever_they_were_typed(
    sent: Path, review: Workspace, tmp_path: Path
) -> None:
    path = form_of(
        sent, tmp_path,
        {"C4": "We had six.", "D4": "Six", "E4": "Our list", "B5": "Other words", "J6": "And here",
         "C20": "About no statement of it", "A2": "Above all"},
    )  # fmt: skip
    path = form_of(sent, tmp_path, {"B3": "A sheet of ours"}, "Ours")
    path = form_of(sent, tmp_path, {"C9": "On the first sheet"}, "Start")
    workbook = openpyxl.load_workbook(path)
    workbook[ROWS]["C6"].comment = Comment("A note on a cell", "x")
    workbook[ROWS]["A1"].comment = Comment("A note on the title", "x")
    workbook[ROWS]["B6"].font = Font(strike=True)
    header = workbook[ROWS].oddHeader
    assert header is not None
    header.center.text = "At the head"
    workbook.save(path)
    taken = take(review, path)
    assert (taken.authority, taken.taken, taken.problems) == ("ASH", 11, ())
    found = {one.said: one for one in listed(review)}
    assert found["We had six."].should_say == "Six"
    assert found["We had six."].seen_in == "Our list"
    assert found["We had six."].statement == "cases"
    assert found["We had six."].words.startswith("Cases examined in")
    assert found["The statement was changed to: Other words"].statement == "criterion:HARM.1"
    struck = "Struck through: the whole cell is struck through"
    for words in ("And here", "A note on a cell", struck):
        assert found[words].statement
    for words in ("About no statement of it", "Above all", "A sheet of ours", "On the first sheet",
                  "A note on the title", "At the head"):  # fmt: skip
        assert not found[words].statement
    again = take(review, path)
    assert (again.taken, again.unchanged) == (0, 11)
    more = take(review, form_of(sent, tmp_path, {"C4": "We had seven."}))
    assert (more.taken, more.unchanged) == (1, 10)
    assert len(listed(review)) == 12
    assert check_database(review).faults == ()


def test_a_row_that_was_tampered_with_and_a_formula_are_told_with_their_place(
    sent: Path, review: Workspace, tmp_path: Path
) -> None:
    check = f"{chr(ord('A') + CHECK - 1)}{FIRST_ROW}"
    path = form_of(sent, tmp_path, {check: "x", "C4": "Wrong", "C5": "=1+1", "C6": "Right"})
    taken = take(review, path)
    assert taken.taken == 1
    assert [one.sheet for one in taken.problems] == [f"{ROWS}, row 4", f"{ROWS} C5"]
    damaged = form_of(sent, tmp_path, {"C4": None})  # type: ignore[dict-item]
    assert len(take(review, damaged).problems) == 1


def test_a_form_of_another_review_or_key_is_refused(
    sent: Path, review: Workspace, tmp_path: Path
) -> None:
    path = form_of(sent, tmp_path, {"C1": "BRO"}, "inspect_accuracy")
    with pytest.raises(NotACommentFormError):
        take(review, path)
    plain = tmp_path / "plain.xlsx"
    openpyxl.Workbook().save(plain)
    with pytest.raises(NotACommentFormError):
        take(review, plain)
    text = tmp_path / "form.csv"
    text.write_text("a,b\n")
    with pytest.raises(NotACommentFormError):
        take(review, text)
    assert listed(review, is_all=True) == ()


def test_a_comment_is_open_until_it_is_answered(
    sent: Path, review: Workspace, tmp_path: Path
) -> None:
    taken = take(review, form_of(sent, tmp_path, {"C4": "By Mrs Okonjo.", "C5": "Wrong"}))
    assert taken.identifiers == 1
    assert noticed(review) == ["2 comments on facts to be answered: see `report comments`."]
    assert "Okonjo" not in listed(review)[0].said
    answer(review, 2, "not accepted", "the file shows it")
    assert [one.number for one in listed(review)] == [1]
    answer(review, 1, "accepted", "so it is", "5 of the 6 cases")
    answer(review, 2, "accepted", "seen again", "4 of the 6 cases")
    assert listed(review) == ()
    assert noticed(review) == []
    every = listed(review, is_all=True)
    assert [len(one.answers) for one in every] == [1, 2]
    assert every[1].answers[-1].wording == "4 of the 6 cases"
    assert every[1].words
    assert check_database(review).faults == ()


def noticed(review: Workspace) -> list[str]:
    """What `status` says of comments."""
    with review.reading() as work:
        return [one for one in notices(work, review.review, (), ()) if "on facts" in one]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (("perhaps", "so"), BadAnswerError),
        (("accepted", " "), BadAnswerError),
        (("accepted", "so"), BadAnswerError),
        (("not accepted", "so", "other"), BadAnswerError),
    ],
)
def test_an_answer_has_a_decision_a_reason_and_a_wording(
    sent: Path, review: Workspace, tmp_path: Path, given: tuple[str, ...],
    error: type[InspectToolError],
) -> None:  # fmt: skip
    take(review, form_of(sent, tmp_path, {"C4": "Wrong"}))
    with pytest.raises(error):
        answer(review, 1, *given)
    with pytest.raises(UnknownCommentError):
        answer(review, 2, "accepted", "so", "other")
    with pytest.raises(UnknownAuthorityError):
        answer(review, 1, "accepted", "so", "other", code="XXX")
    with review.reading() as work, pytest.raises(UnknownAuthorityError):
        list_comments(work, review.review, authority="xxx")
    assert len(listed(review)) == 1
    assert open_review(review.folder)


def test_internal_letters_go_to_no_folder_of_their_own(review: Workspace) -> None:
    with pytest.raises(NoFolderNamedError, match="--output"):
        write_letters(
            review.reading, review.work, review.review, place=review.place,
            options=LetterOptions.parse(None, formats="html"), keys=review.keys,
        )  # fmt: skip
