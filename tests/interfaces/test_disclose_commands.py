"""`disclose check`: what in a report could identify a child, told before anything is published."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from inspect_tool.domain.disclosure.attack import AttackFailedError
from inspect_tool.services.publication import disclosure
from inspect_tool.store import audit_queries
from inspect_tool.store.disclosure_queries import disclosure_decisions
from tests.interfaces.command_line import Outcome, run
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

SUMMARY = "# Executive summary\n\nThere was drift in [{} of 13 cases](claim:drift).\n\n"
TABLE = "{{{{ table: drift by=case_type }}}}\n"


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sampled_once, tmp_path / "review"))


def write(review: Path, text: str) -> None:
    shutil.rmtree(review / "narrative", ignore_errors=True)
    (review / "narrative").mkdir()
    (review / "narrative" / "executive-summary.md").write_text(text, encoding="utf-8")


def told(review: Path, *words: str, code: int = 0) -> Outcome:
    outcome = run("--review", review, *words)
    assert outcome.code == code, outcome
    return outcome


def open_items(review: Path) -> list[dict[str, Any]]:
    outcome = run("--review", review, "--json", "disclose", "check")
    return [one for one in outcome.json()["items"] if one["decided"] is None]


def test_small_counts_are_listed_with_place_reason_and_what_is_left_open(review: Path) -> None:
    write(review, SUMMARY.format(6) + TABLE.format())
    assert "table-drift-case_type" in told(review, "disclose", "check", code=1).out
    listed = told(review, "disclose", "check", "--all", code=1).out
    assert "Left open" in listed
    assert "Attacked: " in listed
    found = told(review, "--json", "disclose", "check", code=1).json()
    assert not found["is_clear"]
    assert not found["is_settled"]
    assert found["smallest_count"] == 5
    counts = {
        (one["group"], one["part"]): one
        for one in found["findings"]["found"]
        if one["what"] == "Drift"
    }
    assert counts, found["findings"]["found"]
    for one in counts.values():
        assert one["where"]
        assert one["why"]
        assert one["lowest"] <= one["count"] <= (one["highest"] or one["count"])
        assert "leave out what states it" in one["options"]


def test_what_the_solver_does_not_decide_is_not_published(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(review, SUMMARY.format(6) + TABLE.format())

    def give_up(*_: object) -> NoReturn:
        raise AttackFailedError

    monkeypatch.setattr(disclosure, "_KEPT", SimpleNamespace(of=give_up))
    assert "solver gave up" in told(review, "disclose", "check", code=3).err
    assert "solver gave up" in told(review, "report", "build", "--edition", "public", code=3).err
    assert not (review / "reports" / "small-public.html").exists()


def test_a_narrative_that_does_not_hold_is_refused_first(review: Path) -> None:
    write(review, SUMMARY.format(7))
    assert "does not hold" in told(review, "disclose", "check", code=1).err


def test_a_public_edition_is_built_once_all_is_decided_and_not_before(review: Path) -> None:
    write(review, SUMMARY.format(6) + TABLE.format())
    build = ("report", "build", "--edition", "public", "--format", "html,xlsx")
    assert "`disclose decide`" in told(review, *build, code=3).err
    decide = ("disclose", "decide")
    why = ("--why", "seen by the lead")
    told(review, *decide, "nothing", "--do", "publish", *why, code=2)
    told(review, *decide, "chapters", "--do", "destroy", *why, code=2)
    told(review, *decide, "executive-summary", "--do", "leave-out", *why, code=3)
    told(review, *decide, "chapters", "--do", "publish", "--why", " ", code=2)
    told(review, *decide, "chapters", "--do", "reword", *why, code=2)
    told(review, *decide, "chapters", "--do", "publish", *why)
    while left := open_items(review):
        one = left[0]
        how = ("--words", "some cases") if one["kind"] == "claim" else ()
        told(review, *decide, one["ref"], "--do", one["choices"][0], *why, *how)
    assert "All is settled" in told(review, "disclose", "check").out
    told(review, *build)
    page = (review / "reports" / "small-public.html").read_text(encoding="utf-8")
    assert "Public edition" in page
    assert not re.search(r"\b(?:ASH|BRO)-[\dI]", page)
    assert not (review / "reports" / "small.html").exists()
    write(review, SUMMARY.format(6) + TABLE.format() + "\nMore was found.\n")
    assert "changed since" in told(review, "disclose", "check", code=1).out


def test_a_draft_is_not_published(review: Path) -> None:
    write(review, SUMMARY.format(6))
    build = ("report", "build", "--edition", "public", "--draft")
    assert "draft" in told(review, *build, code=2).err


@pytest.mark.every_run
def test_a_decision_names_who_and_why_and_is_in_the_audit_trail(
    sampled_once: Path, tmp_path: Path
) -> None:
    workspace = copy_of(sampled_once, tmp_path)
    write(workspace.folder, SUMMARY.format(6))
    decided = disclosure.DisclosureDecided(("chapters",), "publish", "read by two")
    with workspace.work() as work:
        disclosure.decide(work, workspace.review, decided, place=workspace.place)
    with workspace.reading() as work:
        (row,) = disclosure_decisions(work)
        found = (row.ref, row.choice, row.why)
        entries = audit_queries.entries_of_action(work, "disclosure.decide")
        actions = [entry.action for entry in entries]
    assert found == ("executive-summary", "publish", "read by two")
    assert actions == ["disclosure.decide"]
