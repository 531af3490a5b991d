"""A new review goes into a folder of its own, and into no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspect_tool.errors import UsageError
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.services.framework.texts import framework_in
from inspect_tool.services.review.documents import (
    FolderInUseError,
    check_framework,
    check_plan_file,
    load_review,
    start_review,
)
from inspect_tool.workspace import shipped_folder

STARTED = {"framework.yaml", "narrative", "reports", "review.yaml"}


@pytest.mark.parametrize("is_there", [False, True])
def test_a_review_starts_in_a_new_folder_and_in_an_empty_one(
    tmp_path: Path, is_there: bool
) -> None:
    folder = tmp_path / "above" / "review"
    if is_there:
        folder.mkdir(parents=True)
    start_review(folder, templates=shipped_folder("templates"))
    assert {path.name for path in folder.iterdir()} == STARTED


def test_a_folder_with_one_thing_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FolderInUseError, match="Nothing was changed"):
        start_review(tmp_path, templates=shipped_folder("templates"))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_framework_that_does_not_come_with_the_tool_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no framework called other\. There are: .*neglect"):
        start_review(tmp_path / "review", templates=shipped_folder("templates"), framework="other")
    assert not (tmp_path / "review").exists()


@pytest.mark.parametrize("lists", ["plain", "annex-a-all"])
def test_a_review_of_other_lists_starts_without_a_fault(tmp_path: Path, lists: str) -> None:
    folder = tmp_path / "review"
    start_review(folder, templates=shipped_folder("templates"), lists=lists)
    assert check_plan_file(folder / "review.yaml").problems == ()
    review = load_review(folder)
    assert check_framework(folder / "framework.yaml", plan=review.plan).problems == ()
    page = (folder / "narrative" / "methodology.md").read_text(encoding="utf-8")
    assert f"the {review.plan.words.children}" in page


@pytest.mark.parametrize("lists", ["", "plain", "annex-a-all"])
def test_what_a_new_narrative_says_already_states_no_quantity(tmp_path: Path, lists: str) -> None:
    folder = tmp_path / "review"
    start_review(folder, templates=shipped_folder("templates"), lists=lists or None)
    own = load_review(folder).plan.words.own
    for file in (folder / "narrative").glob("*.md"):
        # What is still to be written names quantities as examples.
        text = re.sub(r"\{\{ write.*?\}\}", "", file.read_text("utf-8"), flags=re.DOTALL)
        document = parse_narrative(text, file=file.name, own=own)
        assert [problem.message for problem in document.unchecked] == []


def test_beside_a_faulty_plan_nothing_is_said_of_fields(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    start_review(folder, templates=shipped_folder("templates"), lists="plain")
    plan = folder / "review.yaml"
    plan.write_text(plan.read_text("utf-8").replace("keep: [setting,", "keep: [setting, age,"))
    (problem,) = check_framework(folder / "framework.yaml").problems
    assert (problem.file, problem.kind) == ("review.yaml", "plan-faulty")


def test_lists_that_there_are_not_start_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There are: annex-a-all, plain"):
        start_review(tmp_path / "a", templates=shipped_folder("templates"), lists="annex-b")
    assert not (tmp_path / "a").exists()


def test_a_framework_may_ask_for_the_fields_of_the_plan_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    start_review(folder, templates=shipped_folder("templates"), lists="plain")
    file = folder / "framework.yaml"
    assert check_framework(file).framework is not None
    alone = tmp_path / "framework.yaml"
    alone.write_bytes(file.read_bytes())
    assert check_framework(alone).framework is None
    assert framework_in(alone, load_review(folder)).framework == "settings"
