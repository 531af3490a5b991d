"""A review of visits speaks of visits on the screen, in its workbooks and in its errors."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.interfaces.command_line import run

FIXED = re.compile(r"(?<![-./“`])\bcases?\b(?![-/.]\w)", re.IGNORECASE)
# What stands in quotation marks or names a command is not put into other words; nor is a heading
# of a form that comes back.
KEPT = re.compile(
    r"“[^”]*”|`[^`]*`|Case that it is about|Case file|[Ww]orst (?:to best|and best) case"
    r"|case numbers of the authority|^case\|.*",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def review(sampled_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small review, whose plan calls a case a visit."""
    folder = Path(shutil.copytree(sampled_once, tmp_path_factory.mktemp("words") / "review"))
    plan = folder / "review.yaml"
    plan.write_text(plan.read_text() + "\nwords: {case: visit, cases: visits}\n")
    return folder


def others(text: str, review: Path) -> list[str]:
    """Lines that speak of cases, in words that nobody of the review wrote."""
    written = (review / "framework.yaml").read_text().casefold()
    found = []
    for line in KEPT.sub("", text).splitlines():
        if FIXED.search(line) and " ".join(line.split()).strip(" │|").casefold() not in written:
            found.append(line)
    return found


def test_status_says_visit(review: Path) -> None:
    outcome = run("--review", review, "status")
    assert "visits read" in outcome.out
    assert others(outcome.out + outcome.err, review) == []


COMMANDS = (
    "plan check", "framework check", "framework tasks", "sample show", "sample plan",
    "sample plan --by case_type", "sample verify", "assign show", "case list",
    "case show ASH-002", "case check ASH-002", "case facts ASH-002", "case queries",
    "case conflicts", "case referrals", "case stray ASH-002", "findings flow", "findings response",
    "findings table drift --by authority --extremes --cases", "findings matrix",
    "findings table drift --weights authority", "findings cross drift unallocated",
    "findings variation", "findings clocks", "findings working drift",
    "findings compare drift --by authority ASH BRO", "findings table Q1",
    "moderate queue", "moderate agreement", "moderate checks", "snapshot list",
    "claim check", "guard check", "voice heard", "voice quotes", "authority says",
    "case show ASH-999", "claim explain drift[type=nothing]", "findings table drift --by shoes",
    "case answer ASH-999 Q1 yes", "sample lose ASH-999 --reason closed",
    "assign hand-over ef xx", "case submit ASH-002", "snapshot take second",
)  # fmt: skip


@pytest.mark.proof(part=8)
@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_says_visit(review: Path, words: str) -> None:
    outcome = run("--review", review, *words.split())
    assert "No such command" not in outcome.err
    assert others(outcome.out + outcome.err, review) == []


def shown_in(book: openpyxl.Workbook) -> Iterator[str]:
    """The texts of the cells that people see."""
    for sheet in book:
        if sheet.sheet_state != "visible":
            continue
        hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.column_letter not in hidden:
                    yield cell.value


TABLES = ("cases", "flow", "losses", "variation", "drift", "clocks")
FIGURES = ("matrix", "flow", "variation", "drift")
NARRATIVE = "# What we saw {#saw}\n\nVisits were read.\n\n" + "\n\n".join(
    [*(f"{{{{ table:{one} }}}}" for one in TABLES), *(f"{{{{ figure:{one} }}}}" for one in FIGURES)]
)


def test_workbooks_say_visit(review: Path, tmp_path: Path, *, whole: bool) -> None:
    people = ("ef", "ab") if whole else ("ef",)
    for person in people:
        done = run("--review", review, "case", "export", "--inspector", person, "-o", tmp_path)
        assert done.code == 0, done
    if whole:
        (review / "narrative").mkdir(exist_ok=True)
        (review / "narrative" / "01-what-we-saw.md").write_text(NARRATIVE)
        built = run("--review", review, "report", "build")
        assert built.code == 0, built
    books = [*tmp_path.glob("**/*.xlsx"), *review.glob("reports/*.xlsx")]
    assert len(books) > (2 if whole else 0)
    for book in books:
        text = "\n".join(shown_in(openpyxl.load_workbook(book)))
        assert others(text, review) == [], book.name
