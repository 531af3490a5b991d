"""What is checked in the plan's team: conflicts of interest, and whether the work can be done.

Who reads a case must not settle what its readers differ on, and whoever has a conflict of interest
must neither read nor lead there (`domain/access/rules.py`). Some teams leave nobody for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.language.faults import Fault, did_you_mean, listed
from inspect_tool.domain.people import KEEPER_ID, Role
from inspect_tool.domain.percentages import as_chosen
from inspect_tool.domain.plan.plan import Member, ReviewPlan
from inspect_tool.errors import Severity

LEADS_BESIDE_A_PAIR = 3  # of three leads who read, one reads neither of a pair


def check_team(plan: ReviewPlan, known: frozenset[str]) -> Iterator[Fault]:
    """Every fault of the team.

    Args:
        known: Codes in the parts of the plan that could not be read.
    """
    yield from _check_team(plan, known)
    yield from _check_conflicts(plan)
    yield from _check_leads(plan)
    yield from _check_who_settles(plan)


def _check_team(plan: ReviewPlan, known: frozenset[str]) -> Iterator[Fault]:
    codes = {authority.code for authority in plan.authorities} | known
    for place, member in enumerate(plan.team):
        if member.id == KEEPER_ID:
            yield Fault(
                path=("team", place, "id"),
                kind="reserved-id",
                message=f"A person is called {KEEPER_ID}, which the audit trail calls whoever acts "
                "without a name",
                remedy="Choose another id.",
                value=KEEPER_ID,
            )
        for row, code in enumerate(member.not_for):
            if code not in codes:
                yield Fault(
                    path=("team", place, "not_for", row),
                    kind="unknown-authority",
                    message=f"{member.id} is not for {code}, which is not among the authorities"
                    f"{did_you_mean(code, sorted(codes))}",
                    remedy="Correct the code, or add the authority.",
                    value=code,
                )
    for role, what in ((Role.LEAD, "lead"), (Role.INSPECTOR, "inspector")):
        if plan.team and not any(role in member.roles for member in plan.team):
            yield Fault(
                path=("team",),
                kind=f"no-{what}",
                severity=Severity.NOTED,
                message=f"Nobody in the team has the role {what}",
                remedy=f"Give somebody the role {what}.",
            )


def _check_conflicts(plan: ReviewPlan) -> Iterator[Fault]:
    """Authorities that conflicts of interest leave without an inspector, or without a second."""
    inspectors = plan.inspectors()
    wants_second = plan.second_reads.share > 0
    if len(inspectors) == 1 and wants_second:
        yield Fault(
            path=("second_reads",),
            kind="no-second-reader",
            severity=Severity.NOTED,
            message=f"{as_chosen(plan.second_reads.share)} of the cases are to be read twice, but "
            "the team has one inspector",
            remedy="Add an inspector, or set `second_reads: {share: 0}`.",
        )
    for place, authority in enumerate(plan.authorities):
        free = [inspector.id for inspector in inspectors if authority.code not in inspector.not_for]
        if inspectors and not free:
            yield Fault(
                path=("authorities", place),
                kind="nobody-may-inspect",
                severity=Severity.NOTED,
                message=f"Nobody may inspect {authority.code}: every inspector has a conflict "
                "of interest",
                remedy="Add an inspector who is free to go there.",
                value=authority.code,
            )
        elif wants_second and len(free) == 1 and len(inspectors) > 1:
            yield Fault(
                path=("authorities", place),
                kind="no-second-reader",
                severity=Severity.NOTED,
                message=f"Only {free[0]} may inspect {authority.code}, so none of its cases can "
                "be read twice",
                remedy="Add an inspector who is free to go there.",
                value=authority.code,
            )


def _leads(plan: ReviewPlan) -> tuple[Member, ...]:
    return tuple(member for member in plan.team if Role.LEAD in member.roles)


def _free_leads(plan: ReviewPlan, code: str) -> list[Member]:
    return [lead for lead in _leads(plan) if code not in lead.not_for]


def _check_leads(plan: ReviewPlan) -> Iterator[Fault]:
    """Who must not lead where, and where that leaves nobody."""
    for place, member in enumerate(plan.team):
        codes = [authority.code for authority in plan.authorities]
        barred = [code for code in codes if code in member.not_for]
        if Role.LEAD not in member.roles or not barred:
            continue
        alone = [code for code in barred if not _free_leads(plan, code)]
        others = f"; nobody else leads at {listed(alone)}" if alone else ""
        yield Fault(
            path=("team", place, "not_for"),
            kind="nobody-may-lead" if alone else "must-not-lead",
            severity=Severity.NOTED,
            message=f"{member.id} must not lead at {listed(barred)}, having a conflict of interest "
            f"there: not see, move, lose or settle its cases, nor take its return{others}",
            remedy="Give somebody without a conflict there the role lead."
            if alone
            else "Nothing, if another lead does what is to be done there.",
            value=", ".join(barred),
        )


def _check_who_settles(plan: ReviewPlan) -> Iterator[Fault]:
    """Authorities where every lead may be one of a case's two readers."""
    if not plan.second_reads.share or len(plan.inspectors()) < 2:
        return
    short = {}
    for authority in plan.authorities:
        free = _free_leads(plan, authority.code)
        readers = [lead.id for lead in free if Role.INSPECTOR in lead.roles]
        if readers and len(readers) == len(free) < LEADS_BESIDE_A_PAIR:
            short[authority.code] = readers
    if not short:
        return
    leads = sorted({lead for readers in short.values() for lead in readers})
    do = "leads and reads" if len(leads) == 1 else "lead and read"
    where = "" if len(short) == len(plan.authorities) else f" at {listed(sorted(short))}"
    yield Fault(
        path=("team",),
        kind="lead-reads-pairs",
        severity=Severity.NOTED,
        message=f"{listed(leads)} {do} cases{where}, and no other lead is there: "
        "what the readers of such a case differ on may be settled by nobody, and its other read is "
        "not shown before both are in",
        remedy="Give the role lead to somebody who does not read there.",
        value=", ".join(leads),
    )
