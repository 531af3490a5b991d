"""What stands around a pack: its working copy, its number, its files, its clock."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspect_tool.domain.packs.manifest import parse_return
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.services.packs import flags
from inspect_tool.services.packs.accepted import row_of
from inspect_tool.services.packs.files import take_files
from inspect_tool.services.packs.giving_back import give_back
from inspect_tool.services.packs.intake import IN
from inspect_tool.services.packs.issue import issued_packs
from inspect_tool.services.packs.opening import NotOpenError, OtherPackError
from inspect_tool.services.packs.returned import read_return
from inspect_tool.services.records.joining import JoiningBook
from inspect_tool.services.records.revisions import place_of
from inspect_tool.store import audit_queries
from tests.held import evidence_held
from tests.services.packs.conftest import Taken
from tests.services.packs.test_attacks_on_packs import (
    answers_in,
    held_in,
    named,
    new_one,
    signing_key,
    with_answers,
)
from tests.taken_along import open_, pack_of, take, work_in_at

pytestmark = pytest.mark.journeys


def test_there_is_nothing_to_give_back_of_a_pack_that_is_not_open(tmp_path: Path) -> None:
    with pytest.raises(NotOpenError):
        give_back(tmp_path / "ab.pack", tmp_path / "back.pack", work_in_at(timedelta()))  # type: ignore[arg-type]


def test_a_pack_is_not_opened_over_the_working_copy_of_another(
    taken: Taken, tmp_path: Path
) -> None:
    office = taken.review(tmp_path)
    pack_of(office, tmp_path / "ab.pack")
    with office.reading() as work:
        numbers = sorted(pack.number for pack in issued_packs(work).values())
    assert numbers == [1, 2]
    shutil.copytree(taken.pack.with_name("ab.pack.open"), tmp_path / "ab.pack.open")
    with pytest.raises(OtherPackError):
        open_(tmp_path / "ab.pack")


def test_an_older_issue_and_a_clock_that_is_ahead_are_told_and_taken(
    taken: Taken, tmp_path: Path
) -> None:
    office = taken.review(tmp_path)
    pack_of(office, tmp_path / "newer.pack")
    one = new_one(taken)
    ahead = replace(one, recorded_at=one.recorded_at + timedelta(days=365))
    views = take(office, with_answers(taken, [ahead], tmp_path / "ahead.pack"))
    kinds = {problem.kind for view in views for problem in view.problems}
    assert kinds == {"older-issue", "clock-ahead"}
    assert sum(view.changed for view in views) == 1
    with office.reading() as work:
        assert len(audit_queries.entries_of_action(work, IN)) == 1
    told = flags.clock_ahead("x", one.recorded_at + timedelta(hours=2), one.recorded_at)
    assert "2.0 hours" in told.message


def test_files_of_evidence_are_kept_by_what_they_are(taken: Taken, tmp_path: Path) -> None:
    office, content = taken.review(tmp_path), b"Minutes of a meeting.\n"
    returned = read_return(taken.back, signing_key(taken.office))
    digest, other = hashlib.sha256(content).hexdigest(), "0f" * 32
    one = new_one(taken)
    pieces = [
        replace(
            one,
            item_kind=ItemKind.EVIDENCE,
            value=Evidence(about="HARM.1", file=name, file_kind="text", file_size=22).answer.value,
        )
        for name in (digest, other)
    ]
    came = replace(returned, evidence={digest: content, other: b"\x00not what it is called"})
    with office.work() as work:
        problems = take_files(work, office.place.evidence, came, pieces)
        problems += take_files(work, office.place.evidence, returned, pieces[1:])
    assert [problem.kind for problem in problems] == ["evidence-not-kept"] * 2
    assert evidence_held(office) == {digest}
    assert parse_return(held_in(taken).manifest).files


def test_revisions_are_joined_to_the_same_end_in_any_order(taken: Taken, tmp_path: Path) -> None:
    office = taken.review(tmp_path)
    first = new_one(taken)
    second = named(replace(first, note="and again", parents=(first.id,), origin="x"), office)
    ends = []
    for rows in ([first, second], [second, first]):
        with office.reading() as work:
            book = JoiningBook(work, office.review, first.authority)
            parents = {one.id: one.parents for one in rows}
            joined = book.join([row_of(one) for one in rows], parents)
            place = place_of(row_of(first))
            ends.append((book.standing[place].id, joined))
    assert ends[0] == ends[1]
    assert ends[0][0] == second.id
    assert answers_in(taken)
