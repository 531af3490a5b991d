"""The draw of the sample review, made with the tool's own tickets.

The seed, the salts and the signing key are not secret and follow from rules that were written
down before anything was drawn. Nobody chose a seed for what it draws: the rule is in
`SEED_RULE`, and the attributes that the report needs are given to the units that it drew.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.allocation.methods import allocate_plan
from inspect_tool.domain.assignment.caseloads import balance_caseloads
from inspect_tool.domain.assignment.second_reads import (
    FirstRead,
    choose_second_reads,
    second_reads_key,
)
from inspect_tool.domain.assignment.types import CaseToAssign
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.sampling.draw import Draw, Loss, Ticketed
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.sampling import active_sample
from sample_data.generate import values
from sample_data.generate.calendar_days import FRAME_DATE, months_between
from sample_data.generate.histories import History, Status
from sample_data.generate.population import Population

REVIEW_ID = "neglect-sample"
DRAW_ID = f"{REVIEW_ID}-1"  # the name that the tool gives the first draw of a review
SEED_PHRASE = "inspect-tool sample review"
SEED_DIGITS = 24
SEED_RULE = (
    f"the first {SEED_DIGITS} decimal digits of the SHA-256 of the phrase '{SEED_PHRASE}', read "
    "as one whole number; written down before the frame was made"
)
OLDEST_ELIGIBLE = 10
LONG_TERM_MONTHS = 12
# The last case drawn as a child in need in each of these authorities could not be used.
LOSSES = (
    ("FOS", "file_not_available", "The paper file was with the court and not back in time."),
    ("IRK", "moved_away", "Responsibility had passed to another authority in September 2013."),
    ("WEA", "not_the_theme", "On reading, the need was the child's disability; no neglect."),
)


def public_seed() -> str:
    """The seed, by its written-down rule."""
    number = int(hashlib.sha256(SEED_PHRASE.encode()).hexdigest(), 16)
    return str(number)[:SEED_DIGITS]


def list_salt(code: str) -> str:
    """The salt of an authority's list: 32 bytes in hex, shipped, and so not secret."""
    return hashlib.sha256(f"{SEED_PHRASE}, list salt of {code}, not secret".encode()).hexdigest()


def signing_key() -> str:
    """The review's signing key: 32 bytes in hex, shipped, and so not secret."""
    return hashlib.sha256(f"{SEED_PHRASE}, signing key, not secret".encode()).hexdigest()


def token(code: str, local_id: str) -> str:
    """What stands for a child on the frame: 32 hex digits of HMAC-SHA-256(salt, local id)."""
    salt = bytes.fromhex(list_salt(code))
    return hmac.new(salt, local_id.encode(), hashlib.sha256).hexdigest()[:32]


def case_type_of(history: History) -> str | None:
    """The most acute kind of help on the frame's date; None for a child who gets none."""
    if history.is_in_care:
        return "in_care"
    if history.has_open_plan:
        return "child_protection"
    if history.need is not None and history.need.closed is None:
        return "child_in_need"
    return "early_help" if history.early_help else None


def is_eligible(history: History) -> bool:
    """Whether the plan's rule lets the child be drawn (the same rule stands in review.yaml)."""
    case_type = case_type_of(history)
    if case_type is None or history.child.age > OLDEST_ELIGIBLE:
        return False
    if case_type == "in_care":
        return history.care is not None and history.care.need == values.ABUSE_OR_NEGLECT
    if case_type == "child_protection":
        return history.plan is not None and history.plan.latest_category == values.NEGLECT
    if case_type == "child_in_need":
        need = history.need
        is_plan = need is not None and need.status is Status.NEED_PLAN
        return is_plan and need is not None and need.primary_need == values.ABUSE_OR_NEGLECT
    return True


def months_open(history: History) -> int:
    """Whole months since the earliest start among what is open on the frame's date."""
    starts = [one.started for one in history.early_help]
    if history.need is not None and history.need.closed is None:
        starts.append(history.need.started)
    if history.plan is not None and history.plan.ended is None:
        starts.append(history.plan.started)
    if history.care is not None and history.care.ended is None:
        starts.append(history.care.started)
    return max(0, months_between(min(starts), FRAME_DATE))


@dataclass(frozen=True)
class DrawnCase:
    """A case that is read: who it is, and what it is called."""

    case_ref: str
    authority: str
    case_type: str
    unit_id: str
    history: History

    @property
    def months_open(self) -> int:
        """Whole months since the child's help began."""
        return months_open(self.history)

    @property
    def is_long_term(self) -> bool:
        """Whether the child's help began a year or longer before the frame's date."""
        return self.months_open >= LONG_TERM_MONTHS


@dataclass(frozen=True)
class SampleDraw:
    """The draw, its losses and the cases that are read in the end."""

    draw: Draw
    losses: tuple[tuple[str, str, str], ...]  # case reference, reason, note
    cases: tuple[DrawnCase, ...]
    ranked: frozenset[tuple[str, str]]  # every unit that was drawn or is a reserve


def draw_sample(populations: Sequence[Population], plan: ReviewPlan) -> SampleDraw:
    """Draw the sample review's cases from the populations."""
    histories = {
        (population.authority.code, token(population.authority.code, one.child.local_id)): one
        for population in populations
        for one in population.histories
        if is_eligible(one)
    }
    units = [
        FrameUnit(code, unit_id, f"{code}/{case_type_of(history)}")
        for (code, unit_id), history in histories.items()
    ]
    draw = draw_stratified(units, _sizes(units, plan), draw_id=DRAW_ID, seed=public_seed())
    refs = _case_refs(draw)
    lost = [(_last_drawn(draw, code), reason, note) for code, reason, note in LOSSES]
    active = active_sample(draw, [Loss(one.list_id, one.unit_id, why) for one, why, _ in lost])
    cases = [_case(one, refs, histories) for one in active]
    return SampleDraw(
        draw=draw,
        losses=tuple((refs[one.place], reason, note) for one, reason, note in lost),
        cases=tuple(sorted(cases, key=lambda case: case.case_ref)),
        ranked=frozenset(one.place for one in draw.units),
    )


def _sizes(units: Sequence[FrameUnit], plan: ReviewPlan) -> dict[str, tuple[int, int]]:
    population = Counter(unit.stratum for unit in units)
    sizes = allocate_plan(dict(sorted(population.items())), sample=plan.sample)
    reserves = plan.sample.reserves
    return {
        stratum: (drawn, min(math.ceil(drawn * reserves), population[stratum] - drawn))
        for stratum, drawn in sizes.items()
    }


def _case_refs(draw: Draw) -> dict[tuple[str, str], str]:
    """References as the tool gives them: by authority, drawn cases first, by ticket."""
    refs: dict[tuple[str, str], str] = {}
    numbers: Counter[str] = Counter()
    for unit in sorted(draw.units, key=lambda one: (one.role != "sample", one.ticket)):
        numbers[unit.list_id] += 1
        refs[unit.place] = f"{unit.list_id}-{numbers[unit.list_id]:03d}"
    return refs


def _last_drawn(draw: Draw, code: str) -> Ticketed:
    stratum = f"{code}/child_in_need"
    drawn = [one for one in draw.units if one.stratum == stratum and one.role == "sample"]
    return max(drawn, key=lambda one: one.rank)


def _case(
    unit: Ticketed,
    refs: Mapping[tuple[str, str], str],
    histories: Mapping[tuple[str, str], History],
) -> DrawnCase:
    history = histories[unit.list_id, unit.unit_id]
    case_type = unit.stratum.partition("/")[2]
    return DrawnCase(refs[unit.place], unit.list_id, case_type, unit.unit_id, history)


def second_reads(sample: SampleDraw, plan: ReviewPlan) -> tuple[DrawnCase, ...]:
    """The cases that are read twice, chosen as the tool chooses them."""
    chosen = choose_second_reads(
        _first_reads(sample, plan),
        share=plan.second_reads.share,
        strata=plan.second_reads.strata,
        key=second_reads_key(DRAW_ID, public_seed()),
    )
    refs = {one.case_ref for one in chosen}
    return tuple(case for case in sample.cases if case.case_ref in refs)


def _first_reads(sample: SampleDraw, plan: ReviewPlan) -> list[FirstRead]:
    """Who reads each case first, shared out as the tool does it."""
    cases = {
        case.case_ref: CaseToAssign(case.authority, case.case_ref, case.history.child.family_id)
        for case in sample.cases
    }
    duties = balance_caseloads(
        list(cases.values()),
        inspectors=[one.id for one in plan.inspectors()],
        not_for={one.id: one.not_for for one in plan.team},
    )
    units = {case.case_ref: case.unit_id for case in sample.cases}
    return [
        FirstRead(
            authority=duty.authority,
            case_ref=duty.case_ref,
            unit_id=units[duty.case_ref],
            first_reader=duty.inspector,
            sibling_group=cases[duty.case_ref].sibling_group,
        )
        for duty in duties
    ]
