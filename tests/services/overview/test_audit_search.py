"""The audit trail searched by who, what, which record and when, and what of it is not for whom."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.people import Actor, Role
from inspect_tool.services.overview.audit_search import AuditFound, AuditWanted, search_audit
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.services.access.shared_review import CASES, make_shared_review
from tests.small_review import START, open_review

LEAD = Actor("le", "L. E.", frozenset({Role.LEAD}), frozenset())


@pytest.fixture
def review(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    made = made_once.folder("shared", make_shared_review)
    return open_review(Path(shutil.copytree(made / "review", tmp_path / "review")), later=True)


def search(review: Workspace, actor: Actor, wanted: AuditWanted) -> AuditFound:
    with review.database.reading(actor, START) as work:
        return search_audit(work, review.review, wanted)


def test_entries_are_found_by_record_action_and_day(review: Workspace) -> None:
    every = search(review, LEAD, AuditWanted())
    assert every.lines
    assert {line.action for line in every.lines} <= set(every.actions)
    of_case = search(review, LEAD, AuditWanted(ref=CASES.own.lower()))
    assert of_case.lines
    assert all(CASES.own in line.refs for line in of_case.lines)
    (action, *_) = of_case.actions
    assert {one.action for one in search(review, LEAD, AuditWanted(action=action)).lines} == {
        action
    }
    last = every.lines[0].at.date()
    assert search(review, LEAD, AuditWanted(since=last + timedelta(days=1))).lines == ()
    assert search(review, LEAD, AuditWanted(until=last)).lines == every.lines
    assert search(review, LEAD, AuditWanted(person="nobody")).lines == ()


def test_conflicts_and_blindness_hold_in_the_audit_trail(review: Workspace) -> None:
    conflicted = replace(LEAD, not_for=frozenset({"BRO"}))
    assert "BRO" not in {line.where for line in search(review, conflicted, AuditWanted()).lines}
    assert search(review, conflicted, AuditWanted(ref=CASES.conflicted)).lines == ()
    # ab reads it a second time and has not finished.
    second = Actor("ab", "A. B.", frozenset({Role.INSPECTOR, Role.LEAD}), frozenset())
    told = search(review, second, AuditWanted(ref=CASES.second)).lines
    assert {line.person for line in told} <= {"ab"}
    assert search(review, LEAD, AuditWanted(ref=CASES.second)).lines


def test_the_audit_trail_is_for_leads(review: Workspace) -> None:
    writer = Actor("wr", "W. R.", frozenset({Role.WRITER}), frozenset())
    with pytest.raises(NotYourRoleError):
        search(review, writer, AuditWanted())
