"""Who may begin an interview or a focus group, and where."""

from __future__ import annotations

from dataclasses import replace

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.people import Actor, Role
from inspect_tool.services.records.interviews import ToBeHeard, to_be_heard
from inspect_tool.workspace import Workspace
from tests.hearing import hearing_framework


def test_an_inspector_begins_what_the_framework_asks_where_no_conflict_bars(
    recorded: Workspace,
) -> None:
    review = replace(recorded.review, framework=hearing_framework())
    inspector = Actor("ab", "A. B.", frozenset({Role.INSPECTOR}), frozenset({"BRO"}))
    found = to_be_heard(review, inspector)
    assert [code for code, _ in found.authorities] == ["ASH"]
    assert {kind for kind, _ in found.kinds} == {SubjectKind.INTERVIEW, SubjectKind.FOCUS_GROUP}
    assert to_be_heard(recorded.review, inspector).kinds == ()
    lead = Actor("le", "L. E.", frozenset({Role.LEAD}))
    assert to_be_heard(review, lead) == ToBeHeard((), ())
