"""Which files are the narrative, and which are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.publication.narratives import (
    NoNarrativeError,
    read_narrative,
    sentences_by_measure,
)
from inspect_tool.services.review.folder import OutsideFolderError
from inspect_tool.workspace import Workspace
from tests.small_review import make_review, open_review

WORDS = "# Methodology\n\nFiles were read.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_review(make_review(tmp_path / "review"))


@pytest.fixture
def narrative(workspace: Workspace) -> Path:
    folder = workspace.folder / "narrative"
    folder.mkdir()
    return folder


def test_a_folder_without_a_narrative_is_named(workspace: Workspace, narrative: Path) -> None:
    (narrative / "notes.txt").write_text(WORDS)
    with pytest.raises(NoNarrativeError, match=r"narrative has no \.md file"):
        read_narrative(workspace.review, narrative)


def test_one_file_is_a_narrative(workspace: Workspace, narrative: Path) -> None:
    (narrative / "methodology.md").write_text(WORDS)
    assert len(read_narrative(workspace.review, narrative)) == 1


def test_a_file_that_leads_out_of_the_review_is_not_read(
    workspace: Workspace, narrative: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.md").write_text(WORDS)
    (narrative / "methodology.md").symlink_to(tmp_path / "elsewhere.md")
    with pytest.raises(OutsideFolderError):
        read_narrative(workspace.review, narrative)


def test_a_file_that_is_no_text_is_named(workspace: Workspace, narrative: Path) -> None:
    (narrative / "methodology.md").write_bytes(b"# Caf\xe9\n")
    with pytest.raises(UnreadableFileError, match=r"methodology\.md is not UTF-8"):
        read_narrative(workspace.review, narrative)


def test_a_faulty_file_stops_the_others(workspace: Workspace, narrative: Path) -> None:
    (narrative / "methodology.md").write_text(WORDS)
    (narrative / "introduction.md").write_text("# Introduction\n\n<script>x</script>\n")
    with pytest.raises(NarrativeFaultyError):
        read_narrative(workspace.review, narrative)


def test_sentences_end_with_their_block_and_say_nothing_of_links(
    workspace: Workspace, narrative: Path
) -> None:
    (narrative / "harm.md").write_text(
        "# Harm\n\n{{ figure:flow }}\n\n## Drift\n\n"
        "Drift was **seen** in [most](claim:drift) cases, [twice](detail:x).[^a] It\n"
        "lasted. “It [did](claim:drift).” So.\n\n- In [two](claim:drift?in=long) of these\n"
        "- In [all](claim:long)\n\n[^a]: A note.\n"
    )
    assert sentences_by_measure(workspace.place) == {
        "drift": ("Drift was seen in most cases, twice.", "“It did.”", "In two of these"),
        "long": ("In two of these", "In all"),
    }
