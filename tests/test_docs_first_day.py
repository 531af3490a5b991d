"""The pages of a lead's first day: whoever follows them sees what they show."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.interfaces.command_line import run
from tests.page_commands import ROOT, follow, words

pytestmark = pytest.mark.journeys

HOW_TOS = ROOT / "docs" / "how-tos"
RETURNS = ROOT / "sample_data" / "returns"


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_plan_a_review_leads_from_an_empty_folder_to_a_committed_sample(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_folder / "returns").mkdir()
    for name in ("ASH-annex-a-2013-09-30.xlsx", "PET-annex-a-2013-09-30.ods"):
        shutil.copy(RETURNS / name, "returns")
    shutil.copytree(RETURNS / "TAR-annex-a-2013-09-30", "returns/TAR-annex-a-2013-09-30")
    codes: dict[str, list[int]] = {}
    for done in follow(HOW_TOS / "plan-a-review.md", monkeypatch, file="review.yaml"):
        codes.setdefault(done.command, []).append(done.code)
        assert words(done.said) == words(done.shown), done.command
    assert codes["inspect-tool plan check"] == [1, 0]
    assert codes["inspect-tool --as ab sample commit"] == [3]
    assert codes["inspect-tool --as lw sample commit -o commitment.json"] == [0]
    assert run("status", "--json").json()["stage"] == "committed"


@pytest.mark.usefixtures("empty_folder")
def test_write_a_framework_ends_with_one_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    page = HOW_TOS / "write-a-framework.md"
    checks = []
    for done in follow(page, monkeypatch, file="framework.yaml"):
        if done.command == "inspect-tool framework check":
            checks.append(done.code)
        assert words(done.said) == words(done.shown), done.command
    # The one that fails is the step on a hidden question, which the page shows on purpose.
    assert checks == [0, 1, 0, 0]
    written = run("framework", "show", "--json").json()
    criterion = written["domains"][0]["criteria"][0]
    assert criterion["questions"][1]["show_if"]
    assert len(criterion["judgement"]["calculated"]) == 3
    assert set(written["measures"]) == {"offered", "listened_to", "changed_nothing"}


@pytest.mark.usefixtures("empty_folder")
def test_every_kind_of_question_is_written_as_its_page_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = HOW_TOS / "kinds-of-question.md"
    for done in follow(page, monkeypatch, file="framework.yaml"):
        assert done.code == 0, done
        assert words(done.said) == words(done.shown), done.command
    written = run("framework", "show", "--json").json()
    criteria = written["domains"][0]["criteria"]
    asked = [question for criterion in criteria for question in criterion["questions"]]
    kinds = {question["type"] for question in asked}
    assert kinds == {"several", "number", "date", "text", "group", "choice"}
    assert set(written["medians"]) == {"days_to_visit", "months_to_help", "age_of_children"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "text: Was an interview offered?",
            "text: Home, school or away?",
            "has the words school or away?, where a key is wanted",
        ),
        (
            'show_if: {question: MIS.1.a, in: [partly, "yes"]}',
            "show_if: MIS.1.a is yes",
            "where a mapping of keys to values is wanted",
        ),
        (
            'count: {question: MIS.1.a, is: "yes"}',
            "count: {question: MIS.1, is: good}",
            "counts MIS.1 as a question, but MIS.1 is a criterion",
        ),
        ("then: good", "then: bad", "would be judged bad, which is not on its scale"),
    ],
)
def test_the_usual_faults_are_said_as_the_page_says(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    page = HOW_TOS / "write-a-framework.md"
    assert f"| {said} |" in page.read_text(encoding="utf-8")
    for _ in follow(page, monkeypatch, file="framework.yaml"):
        pass
    framework = empty_folder / "missing-2027" / "framework.yaml"
    text = framework.read_text(encoding="utf-8")
    assert old in text
    framework.write_text(text.replace(old, new), encoding="utf-8")
    done = run("framework", "check")
    assert done.code == 1
    assert said in done.err
