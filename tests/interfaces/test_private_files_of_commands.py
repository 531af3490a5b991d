"""What a command leaves is for its owner alone, and it writes nowhere but where it was told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspect_tool.services.assignment import caseloads
from tests.interfaces.tell_what_is_written import tell_what_is_written
from tests.small_review import open_review
from tests.stages import copy_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")


def open_to_others(folder: Path) -> list[str]:
    paths = [folder, *sorted(folder.rglob("*"))]
    return [str(one.relative_to(folder)) for one in paths if one.stat().st_mode & 0o077]


def test_a_new_review_is_for_its_owner_alone(tmp_path: Path) -> None:
    done = tell_what_is_written("new", tmp_path / "review", out=tmp_path / "told.txt")
    assert done.returncode == 0
    assert (tmp_path / "review" / "narrative").is_dir()
    assert open_to_others(tmp_path / "review") == []


def test_what_commands_leave_is_for_its_owner_alone_and_where_they_were_told(
    shown_once: Path, tmp_path: Path
) -> None:
    review = copy_of(shown_once, tmp_path).folder
    (review / "narrative").mkdir()
    (review / "narrative" / "methodology.md").write_text("# Methodology\n\nFiles were read.\n")
    workspace = open_review(review)
    with workspace.reading() as work:
        inspector = next(one.inspector for one in caseloads.show(work, workspace.review))
    workspace.database.close()
    out = tmp_path / "out"
    commands: tuple[tuple[str | Path, ...], ...] = (
        ("case", "export", "--inspector", inspector, "-o", out / "workbooks"),
        # For the PDF, WeasyPrint copies fonts to a folder of its own and looks for libraries.
        ("report", "build", "--format", "xlsx,html", "-o", out / "reports"),
        ("sample", "certificate", "-o", out / "certificate.json"),
        ("db", "backup", "-o", out / "backup.db"),
        ("db", "heads", "-o", out / "heads.txt"),
    )
    for number, words in enumerate(commands):
        told = tmp_path / f"told-{number}.txt"
        assert tell_what_is_written("--review", review, *words, out=told).returncode == 0
        written = told.read_text(encoding="utf-8").splitlines()
        elsewhere = [one for one in written if not one.startswith((str(out), str(review)))]
        assert [one for one in elsewhere if one != os.devnull] == [], words
    assert len(list(out.rglob("*"))) > 10
    assert open_to_others(out) == []
    assert open_to_others(review / "keys") == []


def test_a_database_that_was_open_to_others_no_longer_is(shown_once: Path, tmp_path: Path) -> None:
    review = copy_of(shown_once, tmp_path).folder
    (review / "review.db").chmod(0o644)
    tell_what_is_written("--review", review, "status", out=tmp_path / "told.txt")
    assert (review / "review.db").stat().st_mode & 0o777 == 0o600
