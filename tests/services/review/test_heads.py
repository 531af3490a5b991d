"""What was printed or published shows that the end of the audit trail was cut off."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inspect_tool.domain.audit import Head, parse_heads
from inspect_tool.services.overview.database_check import Outside, check_database
from inspect_tool.services.review.heads import (
    OF_THE_DRAW,
    NoHeadError,
    NoHeadInFileError,
    head_of,
    read_heads,
    write_head,
)
from inspect_tool.services.sampling import certificates
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.small_review import make_review, open_review

KEY = bytes(32)
DIGEST = "ab" * 32


def head(workspace: Workspace, **about: frozenset[str]) -> Head:
    with workspace.reading() as work:
        found = head_of(work, workspace.keys, **about)
    assert found is not None
    return found


def faults(workspace: Workspace, *heads: Head) -> tuple[str, ...]:
    with workspace.reading() as work:
        outside = Outside.of(workspace.database, keys=workspace.keys, heads=heads)
        return check_database(work, outside).faults


def test_a_head_is_found_again_in_whatever_it_was_printed_in() -> None:
    signed = Head(41, DIGEST).signed(KEY)
    text = f"Head of the audit trail, to keep elsewhere: {signed}\n{{'x': '7:{DIGEST}'}}"
    assert parse_heads(text) == (Head(7, DIGEST), signed)
    assert signed.is_signed_with(KEY)
    assert not signed.is_signed_with(b"\1" * 32)
    assert not Head(42, DIGEST, signed.signature).is_signed_with(KEY)


@pytest.mark.parametrize(
    "text", ["", "41:abc", f"41:{DIGEST}a", f"x41:{DIGEST}", f"41:{DIGEST[:-1]}"]
)
def test_what_only_looks_like_a_head_is_none(text: str) -> None:
    assert parse_heads(text) == ()


def test_a_head_of_before_still_holds_after_more_was_done(drawn: Workspace) -> None:
    before = head(drawn)
    with drawn.work() as work:
        work.audit("test.write")
    after = head(drawn)
    assert after.entries == before.entries + 1
    assert faults(drawn, before, after) == ()


def test_a_cut_end_shows_against_a_head_that_was_printed(drawn: Workspace) -> None:
    printed = head(drawn)
    drawn.database.close()
    with closing(sqlite3.connect(drawn.folder / "review.db")) as database, database:
        for verb in ("update", "delete"):
            database.execute(f"drop trigger audit_entry_no_{verb}")
        database.execute(
            "delete from audit_entry where stream = 'seals' and sequence = ?", [printed.entries]
        )
    found = faults(open_review(drawn.folder), printed)
    assert any("does not hold the head" in fault for fault in found)


def test_a_head_of_another_review_or_a_forged_one_shows(drawn: Workspace) -> None:
    mine = head(drawn)
    forged = Head(mine.entries, mine.digest).signed(b"\1" * 32)
    assert any("was not signed with this review's key" in fault for fault in faults(drawn, forged))
    assert any("does not hold" in fault for fault in faults(drawn, Head(1, DIGEST)))


def test_the_certificate_carries_the_head_of_the_draw_and_changes_only_with_it(
    drawn: Workspace,
) -> None:
    def certified() -> str:
        with drawn.reading() as work:
            return certificates.certificate_of(work, keys=drawn.keys).audit_head

    before = certified()
    assert before == str(head(drawn, about=OF_THE_DRAW))
    with drawn.work() as work:
        work.audit("test.write")
    assert certified() == before
    assert faults(drawn, *parse_heads(before)) == ()


def test_before_anything_was_recorded_there_is_no_head(tmp_path: Path) -> None:
    workspace = open_review(make_review(tmp_path / "review"))
    with workspace.reading() as work, pytest.raises(NoHeadError):
        write_head(work, workspace.keys, None)


def test_a_file_without_a_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    with pytest.raises(NoHeadInFileError, match=r"notes\.txt holds no head"):
        read_heads([tmp_path / "notes.txt"])


def test_heads_are_printed_kept_and_compared_on_the_command_line(
    drawn: Workspace, tmp_path: Path
) -> None:
    kept = tmp_path / "heads.txt"
    drawn.database.close()
    said = run("--review", str(drawn.folder), "db", "heads", "-o", str(kept))
    assert said.code == 0
    assert said.out == kept.read_text()
    checked = run("--review", str(drawn.folder), "--json", "db", "check", "--heads", str(kept))
    assert (checked.code, json.loads(checked.out)["faults"]) == (0, [])
    kept.write_text(f"3:{DIGEST}")
    refused = run("--review", str(drawn.folder), "db", "check", "--heads", str(kept))
    assert refused.code == 1
    assert "does not hold the head 3:abababababab" in refused.out
