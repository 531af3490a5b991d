"""Checks of the recorders over a review: for leads, without what they may not see."""

from __future__ import annotations

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.services.moderation import recorders
from inspect_tool.workspace import Workspace
from tests.stages import by


def check(workspace: Workspace) -> recorders.RecordersView:
    with workspace.reading() as work:
        return recorders.check_recorders(work, workspace.review)


def test_every_begun_record_is_looked_at(recorded: Workspace) -> None:
    found = check(recorded)

    assert found.records == sum(row.records for row in found.completeness) > 0
    assert found.left_out == 0
    assert sum(week.records for week in found.weeks) == found.records
    assert {one.inspector for one in found.effects} <= {row.inspector for row in found.completeness}


def test_it_is_for_leads_alone(recorded: Workspace) -> None:
    with pytest.raises(NotYourRoleError):
        check(by(recorded, "ab"))
