"""Every kind of question on a page: typed there, it is the answer that a command would give."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.domain.clocks.clock import Clock, ClockResult
from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.language.values import OTHER
from inspect_tool.services.records.answering import Given, typed_answer
from inspect_tool.services.records.clock_words import clock_reason, clock_sentence
from inspect_tool.services.records.sheet import open_sheet
from inspect_tool.services.records.sheet_items import SheetItem
from inspect_tool.services.records.sheet_section import NoSuchSectionError, section_of
from inspect_tool.services.sampling import samples
from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, pages_for
from tests.kinds_review import TYPED, WITHOUT, make_kinds_review
from tests.made_once import MadeOnce
from tests.small_review import open_review

pytestmark = pytest.mark.journeys


@pytest.fixture
def kinds(made_once: MadeOnce, tmp_path: Path) -> Iterator[Workspace]:
    made = made_once.folder("kinds-assigned", lambda base: make_kinds_review(base / "review"))
    folder = Path(shutil.copytree(made / "review", tmp_path / "review"))
    workspace = open_review(folder, later=True)
    yield workspace
    workspace.database.close()


def items(pages: Pages, ref: str) -> dict[str, SheetItem]:
    workspace = pages.site.acting_as("keeper")
    with workspace.reading() as work:
        sheet = open_sheet(work, workspace.review, ref)
        found = [section_of(sheet, name.id) for name in sheet.sections()]
    return {item.item_id: item for part in found for item in part.items}


def fill(form: dict[str, list[str]], item: SheetItem, typed: str) -> None:
    """Type an answer into its fields."""
    name = item.item_id
    if item.form.type is QuestionType.SEVERAL:
        options, _, other = typed.partition(":")
        words = {one.words.casefold(): one.value for one in item.form.choices}
        picked = [words.get(one.strip(), one.strip()) for one in options.split(";")]
        form[f"v.{name}"] = [f"={one}" for one in picked]
        form[f"o.{name}"] = [other.strip()]
        assert (OTHER in picked) == bool(other)
    elif item.form.type in (QuestionType.CHOICE, QuestionType.GROUP):
        form[f"v.{name}"] = [f"={typed}"]
    else:
        form[f"t.{name}"] = [typed]


@pytest.mark.parametrize("answers", [TYPED, WITHOUT])
def test_what_is_typed_on_the_pages_is_what_a_command_would_keep(
    kinds: Workspace, answers: dict[str, str]
) -> None:
    pages = pages_for(kinds)
    with kinds.reading() as work:
        ref = samples.show(work).active[0].case_ref
    left = dict(answers)
    for _ in range(3):  # a row of a group is there once the one before it is
        for section in ("NEG.1", "NEG.2"):
            at = f"/records/{ref}/{section}"
            form = form_of(pages.client.get(at).text, at)
            there = items(pages, ref)
            for name in [one for one in left if one in form["i"]]:
                fill(form, there[name], left.pop(name))
            answer = pages.client.post(at, data=form, headers=FROM_HERE)
            assert answer.status_code == 303, answer.text
    assert left == {}
    there = items(pages, ref)
    for name, typed in answers.items():
        item = there[name]
        assert item.answer == typed_answer(item.form, name, Given(typed)), name
        assert item.words, name


def test_a_group_shows_the_rows_that_are_filled_in_and_the_next(kinds: Workspace) -> None:
    pages = pages_for(kinds)
    with kinds.reading() as work:
        ref = samples.show(work).active[0].case_ref
    at = f"/records/{ref}/NEG.2"
    for rows in (1, 2):
        page = pages.client.get(at).text
        form = form_of(page, at)
        last = f"NEG.2.b@{rows}"
        assert last in form["i"]
        assert f"NEG.2.b@{rows + 1}" not in form["i"]
        form[f"t.{last}"] = ["4"]
        pages.client.post(at, data=form, headers=FROM_HERE)


def test_an_answer_takes_the_place_of_why_there_was_none(kinds: Workspace) -> None:
    pages = pages_for(kinds)
    with kinds.reading() as work:
        ref = samples.show(work).active[0].case_ref
    there = items(pages, ref)
    tried = {}
    for name, item in there.items():
        if item.form.absences and item.form.type in (QuestionType.TEXT, QuestionType.NUMBER):
            tried[item.form.type] = name
    assert tried
    for name in tried.values():
        at = f"/records/{ref}/{name.rpartition('.')[0]}"
        form = form_of(pages.client.get(at).text, at)
        form |= {"i": [name], f"v.{name}": [f"!{there[name].form.absences[0].value}"]}
        form[f"n.{name}"] = ["why"]
        assert pages.client.post(at, data=form, headers=FROM_HERE).status_code == 303
        page = pages.client.get(at).text
        assert f'name="v.{name}" type="radio" value="~"' in page
        form = form_of(page, at)
        form |= {"i": [name], f"v.{name}": ["~"], f"t.{name}": ["4"]}
        assert pages.client.post(at, data=form, headers=FROM_HERE).status_code == 303
        assert items(pages, ref)[name].typed == "4"


def test_words_typed_at_what_is_not_asked_any_more_are_shown_again(kinds: Workspace) -> None:
    pages = pages_for(kinds)
    with kinds.reading() as work:
        ref = samples.show(work).active[0].case_ref
    at = f"/records/{ref}/NEG.2"
    form = form_of(pages.client.get(at).text, at)
    # As where another tab emptied the rows before it meanwhile.
    form |= {"i": ["NEG.2.b@3"], "t.NEG.2.b@3": ["many"], "n.NEG.2.b@3": ["by the letter"]}
    answer = pages.client.post(at, data=form, headers=FROM_HERE)
    assert answer.status_code == 422
    assert ">\nmany</textarea>" in answer.text
    assert ">\nby the letter</textarea>" in answer.text


def test_a_part_that_a_record_does_not_have_is_no_page(kinds: Workspace) -> None:
    pages = pages_for(kinds)
    with kinds.reading() as work:
        ref = samples.show(work).active[0].case_ref
        sheet = open_sheet(work, kinds.review, ref)
        with pytest.raises(NoSuchSectionError):
            section_of(sheet, "NEG.9")
        assert sheet.section_of("NEG.2.b@1") == "NEG.2"
        assert sheet.section_of("REFER.back") == "REFER"
        order = [name.id for name in sheet.sections()]
        assert order[-1] == "REFER"
        # From the last one on it goes round.
        assert sheet.next_unanswered("REFER") == sheet.next_unanswered()
    assert pages.client.get(f"/records/{ref}/NEG.9").status_code == 404


def test_a_clock_says_what_it_found_and_why() -> None:
    clock = Clock(ClockResult.NOT_ASSESSABLE, reason="A date is missing.")
    assert clock_sentence(clock) == "Cannot be assessed"
    assert clock_reason(clock) == "A date is missing"
