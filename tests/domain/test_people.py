"""Who may do what."""

from __future__ import annotations

import pytest

from inspect_tool.domain.people import (
    KEEPER,
    Actor,
    NotYourCaseError,
    NotYourRoleError,
    Role,
    check_can_lead,
    check_can_record,
    check_can_report,
)

INSPECTOR = Actor("ab", "A. B.", frozenset({Role.INSPECTOR}))
LEAD = Actor("ef", "E. F.", frozenset({Role.LEAD}))
WRITER = Actor("rw", "R. W.", frozenset({Role.WRITER}))


def test_only_a_lead_leads() -> None:
    check_can_lead(LEAD, "draw")
    check_can_lead(KEEPER, "draw")
    for actor in (INSPECTOR, WRITER):
        with pytest.raises(NotYourRoleError, match="cannot draw: that needs the role of lead"):
            check_can_lead(actor, "draw")


def test_leads_and_report_writers_report() -> None:
    check_can_report(LEAD, "build the report")
    check_can_report(WRITER, "build the report")
    with pytest.raises(NotYourRoleError, match="needs the role of report writer"):
        check_can_report(INSPECTOR, "build the report")


def test_an_inspector_records_for_the_own_caseload_and_a_lead_for_any() -> None:
    check_can_record(INSPECTOR, reader="ab", case_ref="ASH-001")
    check_can_record(LEAD, reader="ab", case_ref="ASH-001")
    with pytest.raises(NotYourCaseError, match="ASH-001 is not in the caseload of ab"):
        check_can_record(INSPECTOR, reader="cd", case_ref="ASH-001")
    with pytest.raises(NotYourRoleError):
        check_can_record(WRITER, reader="rw", case_ref="ASH-001")
