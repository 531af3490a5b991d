"""Changes of the team are in the audit trail and in `status`, and so is what the keeper did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_tool.domain.access.team import kept_team, team_changes
from inspect_tool.domain.people import Role
from inspect_tool.domain.plan.plan import Member
from inspect_tool.services.overview import copies
from inspect_tool.services.overview.keeper import OF_THE_TOOL, acts_of_keeper
from inspect_tool.services.overview.status import Status, status_of
from inspect_tool.services.review import team
from inspect_tool.services.sampling import samples, whole_draw
from inspect_tool.services.sampling.known_cases import KnownCases
from inspect_tool.store import audit_queries, queries
from inspect_tool.workspace import Workspace
from tests.services.access.shared_review import CASES, change_team
from tests.small_review import make_return, make_review, open_review, take_return
from tests.stages import by

pytestmark = pytest.mark.journeys


def status(workspace: Workspace) -> Status:
    with workspace.reading() as work:
        return status_of(work, workspace.review)


def entries(workspace: Workspace) -> list[tuple[str, str]]:
    with workspace.database.reading(workspace.actor, workspace.clock()) as work:
        found = audit_queries.entries_of_actions(work, team.ACTIONS)
        return [(entry.actor, entry.action) for entry in found]


def test_the_first_team_is_noted_with_the_first_thing_that_is_done(tmp_path: Path) -> None:
    workspace = open_review(make_review(tmp_path / "review"))
    assert status(workspace).keeper is None
    assert entries(workspace) == []
    take_return(workspace, [make_return(tmp_path, "ASH")])
    assert entries(workspace) == [("keeper", team.FIRST_USE)]
    take_return(workspace, [make_return(tmp_path, "BRO")])
    assert entries(workspace) == [("keeper", team.FIRST_USE)]


def test_a_review_without_a_team_notes_none(tmp_path: Path) -> None:
    workspace = open_review(make_review(tmp_path / "review", team=[]))
    take_return(workspace, [make_return(tmp_path, "ASH")])
    assert entries(workspace) == []
    found = status(workspace)
    assert (found.keeper, found.team_changes) == (None, ())


def test_the_audit_trail_names_ids_and_roles_and_no_names(keeper: Workspace) -> None:
    change_team(keeper.folder, "cd", roles=["inspector", "lead"], name="Somebody Else")
    with by(keeper, "le").work():
        pass
    with keeper.reading() as work:
        written = [json.dumps(entry.details) for entry in queries.audit_entries(work)]
    told = [text for text in written if '"cd": {"roles"' in text]
    assert len(told) == 2
    assert '"cd": {"roles": ["inspector", "lead"], "not_for": []}' in told[1]
    assert not [text for text in written if "Somebody" in text or "C. D." in text]


def test_giving_oneself_a_role_is_noted_when_one_only_looks(keeper: Workspace) -> None:
    change_team(keeper.folder, "cd", roles=["inspector", "lead"])
    found = status(by(keeper, "cd"))
    (change,) = found.team_changes
    assert (change.first_used_by, change.gave_themselves) == ("cd", True)
    assert change.people[0].gained == (Role.LEAD,)
    assert change.words == (
        "The team was changed in mid-review, first used on 31 October 2013 by cd, who got more by "
        "it: cd has now the role of lead."
    )
    change_team(keeper.folder, "cd", roles=["inspector"])
    assert [one.gave_themselves for one in status(by(keeper, "le")).team_changes] == [True, False]
    assert entries(keeper)[1:] == [("cd", team.CHANGE), ("le", team.CHANGE)]


@pytest.mark.every_run
def test_losing_a_conflict_of_interest_is_getting_more(keeper: Workspace) -> None:
    change_team(keeper.folder, "le", not_for=["BRO"])
    assert not status(by(keeper, "le")).team_changes[0].gave_themselves
    change_team(keeper.folder, "le", not_for=[])
    latest = status(by(keeper, "le")).team_changes[-1]
    assert latest.gave_themselves
    assert "le has no longer a conflict of interest with BRO" in latest.words


def test_looking_at_an_unchanged_team_writes_nothing(keeper: Workspace) -> None:
    before = entries(keeper)
    status(by(keeper, "le"))
    with keeper.work():
        pass
    assert entries(keeper) == before


def member(name: str, *roles: str, not_for: tuple[str, ...] = ()) -> Member:
    return Member(id=name, name=name, roles=roles, not_for=not_for)


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ([], [member("ab", "lead")], ["ab has now the role of lead"]),
        ([member("ab", "lead", not_for=("ASH",))], [], ["ab has no longer the role of lead"]),
        (
            [member("ab", "lead")],
            [member("ab", "inspector", "writer", not_for=("ASH",))],
            [
                "ab has now the role of inspector and report writer, has no longer the role of "
                "lead, has now a conflict of interest with ASH"
            ],
        ),
        ([member("ab", "lead", "writer")], [member("ab", "writer", "lead")], []),
    ],
)
def test_what_changed_is_said(before: list[Member], after: list[Member], words: list[str]) -> None:
    changes = team_changes(kept_team(before), kept_team(after))
    assert [change.words for change in changes] == words


def test_what_the_keeper_did_is_counted_since_there_is_a_team(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review", team=[])
    take_return(open_review(folder), [make_return(tmp_path, "ASH")])
    with_team = open_review(make_review(folder), later=True)
    take_return(with_team, [make_return(tmp_path, "BRO")])
    found = status(with_team).keeper
    assert found is not None
    assert [(one.action, one.number) for one in found.latest] == [("frame.import", 1)]
    lead = by(with_team, "ef")
    with lead.work() as work:
        samples.commit(work, lead.review)
    assert status(with_team).keeper == found
    with with_team.work() as work:
        samples.withdraw(work)
    found = status(with_team).keeper
    assert found is not None
    assert found.words == (
        "Without a name, the keeper of the folder acted 2 times since the plan has a team; the "
        "latest: draw.withdraw (1), frame.import (1)."
    )


def test_a_keeper_who_left_it_to_people_with_names_did_nothing(tmp_path: Path) -> None:
    lead = open_review(make_review(tmp_path / "review"), person="ef")
    take_return(lead, [make_return(tmp_path, "ASH")])
    assert entries(lead) == [("ef", team.FIRST_USE)]
    assert status(lead).keeper is None


def test_the_latest_kinds_of_acts_come_first_whatever_the_stream(keeper: Workspace) -> None:
    with keeper.reading() as work:
        found = acts_of_keeper(work)
        acts = [
            entry.action
            for entry in queries.audit_entries(work)
            if entry.stream != "seals" and entry.action not in OF_THE_TOOL
        ]
    assert found is not None
    latest = [one.action for one in found.latest]
    assert latest[:5] == [
        "voice.asked",
        "case.export",
        "release.seal",
        "report.build",
        "snapshot.take",
    ]
    assert len(latest) == 5
    assert found.number == len(acts) > sum(one.number for one in found.latest)


def test_a_lead_with_a_conflict_of_interest_copies_nothing(keeper: Workspace) -> None:
    change_team(keeper.folder, "le", not_for=["BRO"])
    lead = by(keeper, "le")
    with lead.reading() as work:
        with pytest.raises(Exception, match="cannot make a backup there"):
            copies.check_may_copy(work, lead.review)
        known = KnownCases.of(work)
        cases = whole_draw.whole_draw(work).cases
        shown = samples.show(work)
    assert {case.authority for case in cases if known.has(case)} == {"ASH"}
    assert shown.not_shown == sum(case.authority == "BRO" for case in cases) > 0
    assert CASES.conflicted not in {case.case_ref for case in shown.cases}
