"""The table of who may see and do what."""

from __future__ import annotations

from itertools import combinations

import pytest

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import (
    AccessRefusedError,
    BlindReadError,
    ConflictHoldsError,
    NoKeeperError,
    NotYourCaseError,
    NotYourRoleError,
    OwnDecisionError,
)
from inspect_tool.domain.access.rules import RULES, Thing, can, check_can
from inspect_tool.domain.people import KEEPER, Actor, Role

ASH = frozenset({"ASH"})
SETS_OF_ROLES = [
    frozenset(some) for number in (1, 2, 3) for some in combinations(tuple(Role), number)
]


def person(*roles: Role, not_for: frozenset[str] = frozenset()) -> Actor:
    return Actor("ab", "A. B.", frozenset(roles), not_for)


INSPECTOR, LEAD, WRITER = (person(role) for role in Role)


def test_every_action_has_a_rule_and_every_rule_somebody() -> None:
    assert set(RULES) == set(Action)
    assert all(rule.roles or rule.own for rule in RULES.values())


def test_only_a_lead_leads() -> None:
    check_can(LEAD, Action.DRAW_SAMPLE)
    for actor in (INSPECTOR, WRITER):
        with pytest.raises(NotYourRoleError, match="cannot draw the sample: that needs the role"):
            check_can(actor, Action.DRAW_SAMPLE)


def test_leads_and_report_writers_report() -> None:
    check_can(LEAD, Action.BUILD_REPORT)
    check_can(WRITER, Action.BUILD_REPORT)
    with pytest.raises(NotYourRoleError, match="needs the role of report writer"):
        check_can(INSPECTOR, Action.BUILD_REPORT)


def test_an_inspector_records_for_the_own_caseload_and_a_lead_for_any() -> None:
    own, others = Thing("ASH-001", ASH, owner="ab"), Thing("ASH-001", ASH, owner="cd")
    check_can(INSPECTOR, Action.RECORD, own)
    check_can(LEAD, Action.RECORD, others)
    with pytest.raises(NotYourCaseError, match="ASH-001 is not in the caseload of ab"):
        check_can(INSPECTOR, Action.RECORD, others)
    with pytest.raises(NotYourRoleError, match="Ask an inspector"):
        check_can(WRITER, Action.RECORD, own)


@pytest.mark.parametrize("roles", SETS_OF_ROLES, ids=lambda roles: "-".join(sorted(roles)))
def test_a_conflict_of_interest_holds_whatever_the_roles(roles: frozenset[Role]) -> None:
    actor, without = person(*roles, not_for=ASH), Actor("ab", "A. B.", roles)
    free = Thing("BRO-001", frozenset({"BRO"}), owner="ab")
    for action in (one for one in Action if RULES[one].names_cases):
        assert can(actor, action, Thing("ASH-001", ASH, owner="ab")) is not None, action
        may = can(without, action, free) is None
        assert (can(actor, action, free) is None) == may, action


def test_a_conflict_of_interest_is_said_with_a_way_out() -> None:
    actor = person(Role.LEAD, not_for=frozenset({"ASH", "BRO"}))
    with pytest.raises(ConflictHoldsError, match=r"with ASH \(.*Ask a lead without one\.$"):
        check_can(actor, Action.LOSE_CASE, Thing("ASH-001", ASH))
    writer = person(Role.WRITER, not_for=ASH)
    with pytest.raises(ConflictHoldsError, match="Ask a lead or a report writer without one"):
        check_can(writer, Action.WRITE_COUNTED_CASES, Thing(authorities=ASH))


@pytest.mark.parametrize("roles", SETS_OF_ROLES, ids=lambda roles: "-".join(sorted(roles)))
def test_blindness_is_of_the_person_whatever_the_roles(roles: frozenset[Role]) -> None:
    first_read = Thing("ASH-001", ASH, owner="cd", unseen=frozenset({"ASH-001"}))
    shown = [one for one in Action if RULES[one].shows_reads]
    assert [one for one in shown if can(person(*roles), one, first_read) is None] == []


def test_blindness_is_said_with_a_way_out() -> None:
    thing = Thing("ASH-001", ASH, owner="cd", unseen=frozenset({"ASH-002", "ASH-001"}))
    with pytest.raises(BlindReadError) as caught:
        check_can(LEAD, Action.ISSUE_WORKBOOK, thing)
    assert caught.value.message == (
        "ab and another inspector read ASH-001, ASH-002, each without seeing the other's answers, "
        "so ab cannot export case workbooks before both reads of each are in. Complete the own "
        "read first, or ask a lead who does not read it."
    )


def test_who_read_a_case_does_not_settle_it() -> None:
    with pytest.raises(OwnDecisionError, match="ab read ASH-001, so somebody else must settle it"):
        check_can(LEAD, Action.DECIDE, Thing("ASH-001", ASH, is_read_by_actor=True))
    check_can(LEAD, Action.DECIDE, Thing("ASH-001", ASH))


def test_the_keeper_does_everything_where_there_is_one() -> None:
    thing = Thing("ASH-001", ASH, owner="cd", unseen=frozenset({"ASH-001"}), is_read_by_actor=True)
    for action in Action:
        assert can(KEEPER, action, thing) is None, action
        assert isinstance(can(KEEPER, action, thing, has_keeper=False), NoKeeperError), action


def test_people_with_a_name_need_no_keeper() -> None:
    assert can(LEAD, Action.DRAW_SAMPLE, has_keeper=False) is None


@pytest.mark.parametrize("action", Action)
def test_a_refusal_is_a_sentence_that_says_what_was_tried_and_what_to_do(action: Action) -> None:
    thing = Thing("ASH-001", ASH, owner="cd", unseen=frozenset({"ASH-001"}), is_read_by_actor=True)
    for roles in SETS_OF_ROLES:
        refusal = can(person(*roles, not_for=ASH), action, thing)
        if refusal is None:
            continue
        assert isinstance(refusal, AccessRefusedError)
        assert refusal.exit_code == 3
        assert "sk a" in refusal.message or "See `assign show`" in refusal.message
        assert action.value in refusal.message or "caseload" in refusal.message
