"""Two tabs, two people: in whichever order they type and save, no saved word is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.records.records import ItemKind, ItemPlace, Reader
from inspect_tool.services.records.answering import Given
from inspect_tool.services.records.revisions import RecordBook, Saved, answer_of
from inspect_tool.services.records.saving import (
    ForeignFormError,
    FromForm,
    TypedItem,
    save_typed,
    undo,
)
from inspect_tool.services.records.sheet import open_sheet
from inspect_tool.workspace import Workspace
from tests.examples import one_in
from tests.made_once import MadeOnce
from tests.services.access.shared_review import CASES, make_shared_review
from tests.small_review import START, open_review

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

ITEM = (ItemKind.QUESTION, "HARM.1.b")
PLACE = ItemPlace(CASES.own, Reader.FIRST.value, *(str(part) for part in ITEM))


class Step(NamedTuple):
    """What happens in one of three tabs: it is opened, or saved with other words or the same."""

    tab: int
    opens: bool
    types: bool


STEPS = st.lists(
    st.builds(Step, st.integers(0, 2), st.booleans(), st.booleans()), min_size=2, max_size=9
)


@pytest.fixture(scope="module")
def inspector(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = made_once.folder("shared", make_shared_review)
    folder = tmp_path_factory.mktemp("tabs") / "review"
    workspace = open_review(Path(shutil.copytree(made / "review", folder)), person="ef")
    yield workspace
    workspace.database.close()


class Tab:
    """A page with one question, as it was opened last."""

    def __init__(self, work: UnitOfWork, workspace: Workspace, number: int) -> None:
        self.work, self.workspace, self.number = work, workspace, number
        self.opened = 0
        self.words = ""
        self.open()

    def open(self) -> None:
        self.opened += 1
        sheet = open_sheet(self.work, self.workspace.review, CASES.own)
        standing = sheet.in_force.get(ITEM)
        self.expected = "" if standing is None else standing.revision
        self.saw = "" if standing is None else standing.answer.note

    @property
    def form(self) -> FromForm:
        return FromForm(f"{self.number:08}{self.opened:08}", self.expected)

    def save(self, words: str) -> Saved:
        self.words = words
        typed = TypedItem("HARM.1.b", Given("yes", None, words), self.form)
        (outcome,) = save_typed(self.work, self.workspace.review, ref=CASES.own, typed=[typed])
        assert outcome.saved is not None
        return outcome.saved


@given(STEPS)
@one_in(4)
def test_every_word_that_was_saved_is_shown_or_was_seen_by_whoever_went_on(
    inspector: Workspace, steps: list[Step]
) -> None:
    with inspector.database.reading(inspector.actor, START) as work:
        tabs = [Tab(work, inspector, number) for number in range(3)]
        saved: dict[str, set[str]] = {}  # words, with the words that they were typed over
        for number, step in enumerate(steps):
            tab = tabs[step.tab]
            if step.opens:
                tab.open()
                continue
            words = f"word{number}" if step.types or not tab.words else tab.words
            over = {tab.saw, tab.words} - {words}
            tab.save(words)
            saved.setdefault(words, set()).update(over)
        book = RecordBook(work, inspector.review, "ASH", CASES.own)
        history = {answer_of(row).note for row in book.said(PLACE)}
        shown = {answer_of(row).note for row in book.sides(PLACE)}
        shown.add(answer_of(book.standing[PLACE]).note)
        assert saved.keys() <= history
        seen = {one for over in saved.values() for one in over}
        assert saved.keys() - seen <= shown


def test_the_same_form_twice_is_saved_once(inspector: Workspace) -> None:
    with inspector.database.reading(inspector.actor, START) as work:
        tab = Tab(work, inspector, 1)
        before = len(RecordBook(work, inspector.review, "ASH", CASES.own).said(PLACE))
        assert [tab.save("once"), tab.save("once")] == [Saved.CHANGED, Saved.UNCHANGED]
        after = len(RecordBook(work, inspector.review, "ASH", CASES.own).said(PLACE))
        assert after == before + 1


def test_a_form_about_another_answer_is_refused(inspector: Workspace) -> None:
    with inspector.database.reading(inspector.actor, START) as work:
        tab = Tab(work, inspector, 1)
        sheet = open_sheet(work, inspector.review, CASES.own)
        tab.expected = sheet.in_force[ItemKind.QUESTION, "HARM.1.a"].revision
        with pytest.raises(ForeignFormError):
            tab.save("of another question")
        for token in ("short", "x" * 65, "not-a-token-at-all!"):
            with pytest.raises(ForeignFormError):
                FromForm(token)


def test_undo_of_a_first_answer_takes_it_back_and_again_brings_it(inspector: Workspace) -> None:
    with inspector.database.reading(inspector.actor, START) as work:
        tab = Tab(work, inspector, 1)
        tab.save("a slip")
        for number, expected in enumerate((tab.saw, "a slip")):
            tab.open()
            form = FromForm(f"{number:016}", tab.expected)
            undo(work, inspector.review, ref=CASES.own, item=ITEM, form=form)
            book = RecordBook(work, inspector.review, "ASH", CASES.own)
            assert answer_of(book.standing[PLACE]).note == expected


def test_whoever_types_on_after_a_crossing_leaves_the_other_answer_beside_it(
    inspector: Workspace,
) -> None:
    with inspector.database.reading(inspector.actor, START) as work:
        one, other = Tab(work, inspector, 1), Tab(work, inspector, 2)
        assert one.save("of the one") is Saved.CHANGED
        for words in ("of the", "of the other", "of the other, and on"):
            assert other.save(words) is Saved.CONFLICT
        book = RecordBook(work, inspector.review, "ASH", CASES.own)
        sides = {answer_of(row).note for row in book.sides(PLACE)}
        assert sides == {"of the one", "of the other, and on"}
