"""From the lists of a return to the frame: one unit for each child."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat

from inspect_tool.domain.frame.alike import AlikeIdentifiers
from inspect_tool.domain.frame.checks import (
    bad_identifiers,
    contradictions,
    problem_of,
    several_open,
)
from inspect_tool.domain.frame.children import ChildrenOnLists
from inspect_tool.domain.frame.fields import fields_of
from inspect_tool.domain.frame.periods import ENDED, NOT_STARTED
from inspect_tool.domain.frame.rules import (
    AUTHORITY,
    FieldsOfChildren,
    PlannedFields,
    UnknownFrameFieldError,
)
from inspect_tool.domain.frame.units import Eligibility, Exclusion, Frame, ReturnedList, Unit
from inspect_tool.domain.frame.wanted import WantedLists, columns_of
from inspect_tool.domain.language.canonical import canon
from inspect_tool.domain.language.conditions import Truth, comparisons
from inspect_tool.domain.language.identity import NO_ANSWERS, AlikeAnswers
from inspect_tool.domain.language.positions import picked
from inspect_tool.domain.plan.plan import Authority, ReviewPlan
from inspect_tool.errors import Problem, Severity

ELIGIBILITY: Mapping[Truth, Eligibility] = {
    True: Eligibility.ELIGIBLE,
    False: Eligibility.NOT_ELIGIBLE,
    None: Eligibility.NOT_KNOWN,
}


def build_frame(
    lists: Sequence[ReturnedList],
    *,
    plan: ReviewPlan,
    authority: Authority,
    token: Callable[[str], str],
    answers: AlikeAnswers = NO_ANSWERS,
) -> Frame:
    """Make the frame of an authority from the lists of its return.

    A child is on the frame in the most acute case type of the plan that is open at the frame's
    date; others are counted by reason. Who is outside the limits of age of the lists is left out.
    Where the plan's rule cannot be decided the eligibility is not known, and is reported.

    Args:
        lists: In any order, as are their rows; the frame does not depend on it.
        token: Turns a local id, in canonical form, into the token of a unit.
        answers: What was said about identifiers that look alike.

    Raises:
        UnknownFrameFieldError: The plan uses a field that does not exist.
    """
    planned = PlannedFields(plan.population, authority.code, fields_of(plan.declared))
    alike = AlikeIdentifiers(
        lists, declared=plan.declared, authority=authority.code, token=token, answers=answers
    )
    children = _children(lists, plan, token, alike.same)
    excluded = _exclusions(children)
    on_frame = [child for child in range(len(children.local_ids)) if child not in excluded]
    by_token = sorted(zip(map(token, picked(children.local_ids, on_frame)), on_frame, strict=True))
    tokens = {child: unit_id for unit_id, child in by_token}
    fields = planned.of(children)
    problems = (
        *bad_identifiers(children),
        *contradictions(children),
        *several_open(children),
        *alike.questions(children, frozenset(tokens)),
        *_not_known(children, fields, tokens),
    )
    return Frame(
        authority=authority.code,
        units=_units(plan, authority, children, fields, tokens),
        problems=tuple(sorted(problems)),
        exclusions=dict(sorted(Counter(excluded.values()).items())),
        local_ids=dict(zip(tokens.values(), picked(children.local_ids, tokens), strict=True)),
    )


def _children(
    lists: Sequence[ReturnedList],
    plan: ReviewPlan,
    token: Callable[[str], str],
    same: Mapping[str, str],
) -> ChildrenOnLists:
    return ChildrenOnLists(
        lists,
        frame_date=plan.dates.frame,
        declared=plan.declared,
        case_types=plan.case_types,
        # No local id in canonical form holds a bar, so no child can have the token of a family.
        family_token=lambda family: token(f"family|{canon(family)}"),
        same=same,
    )


def _exclusions(children: ChildrenOnLists) -> dict[int, str]:
    """Why children are not on the frame; where several reasons hold, the last one below."""
    lists = children.declared.lists
    outside = _outside_ages(children)
    without = {child for child, number in enumerate(children.case_list) if not number}
    excluded: dict[int, str] = {
        **dict.fromkeys(without, Exclusion.NO_CASE),
        **dict.fromkeys(without & children.with_period(NOT_STARTED), Exclusion.NOT_STARTED),
        **dict.fromkeys(without & children.with_period(ENDED), Exclusion.CLOSED),
        **dict.fromkeys(without & children.with_open_entry, Exclusion.OTHER_CASE_TYPE),
        **dict.fromkeys(without & children.with_unknown_type, Exclusion.UNKNOWN_CASE_TYPE),
    }
    return excluded | {
        child: reason
        for child, reason in outside.items()
        if children.case_list[child] and not lists[children.case_list[child]].any_age
    }


def _outside_ages(children: ChildrenOnLists) -> dict[int, str]:
    """The children who are outside the limits of age, and why."""
    ages = children.declared.ages
    if not ages.is_limited:
        return {}
    reasons = {
        age: ages.reason(age)
        for age in set(children.age)
        if age is not None and ages.leaves_out(age)
    }
    if not reasons:
        return {}
    return {child: reasons[age] for child, age in enumerate(children.age) if age in reasons}


def _units(
    plan: ReviewPlan,
    authority: Authority,
    children: ChildrenOnLists,
    fields: FieldsOfChildren,
    tokens: Mapping[int, str],
) -> tuple[Unit, ...]:
    """The units of the children who have a token, in the order of `tokens`."""
    strata = {
        case_type: "/".join(
            authority.code if level == "authority" else case_type for level in plan.sample.strata
        )
        for case_type in plan.case_types
    }
    case_types, names = picked(children.case_types, tokens), tuple(fields.kept)
    kept = [picked(values, tokens) for values in fields.kept.values()]
    # In the order of the fields of `Unit`.
    columns = (
        repeat(authority.code),
        tokens.values(),
        case_types,
        map(strata.__getitem__, case_types),
        map(dict, map(zip, repeat(names), zip(*kept, strict=True) if kept else repeat(()))),
        picked(_eligibility(children, fields), tokens),
    )
    return tuple(map(Unit._make, zip(*columns)))  # noqa: B905 - what is repeated has no end


def _eligibility(children: ChildrenOnLists, fields: FieldsOfChildren) -> Sequence[Eligibility]:
    """Whoever is not eligible in any case needs no end of help to be known."""
    found = list(map(ELIGIBILITY.__getitem__, fields.eligible))
    for child in children.doubtful:
        if fields.eligible[child] is not False:
            found[child] = Eligibility.NOT_KNOWN
    return found


def _not_known(
    children: ChildrenOnLists, fields: FieldsOfChildren, on_frame: Iterable[int]
) -> Iterator[Problem]:
    """The children for whom the plan's rule, or the limits of age, cannot be decided."""
    doubtful = children.doubtful
    if None in fields.eligible:
        doubtful |= {child for child, holds in enumerate(fields.eligible) if holds is None}
    for child in on_frame if doubtful else ():
        missing = _missing(children, fields, child) if child in doubtful else []
        if not missing:
            continue
        words = " and ".join(missing)
        entries = children.lists[children.case_list[child]]
        yield problem_of(
            entries.place(entries.current[child]),
            kind="eligibility-not-known",
            severity=Severity.NOTED,
            message="It is not known whether this child can be drawn, because of what is missing: "
            f"{words}.",
            remedy="Ask the authority for the value; until then the child cannot be drawn.",
        )


def _missing(children: ChildrenOnLists, fields: FieldsOfChildren, child: int) -> list[str]:
    """What has to be known before anybody can say whether a child can be drawn."""
    known = fields_of(children.declared)
    names = fields.missing(child)
    missing = [known[name].words if name in known else name for name in names]
    if fields.eligible[child] is False:
        return missing
    if child in children.with_unknown_age and "age" not in names:
        missing.append("the age, of which the lists have a limit")
    if child in children.with_unknown_type:
        missing.append("the case type of another open entry")
    if child in children.with_unknown_end:
        ended = "the help" if children.declared.is_numbered else "the case"
        missing.append(f"whether {ended} has ended")
    return missing


def wanted_of(plan: ReviewPlan) -> WantedLists:
    """What a reader may keep of a return: the columns that the frame of a plan can use.

    Raises:
        UnknownFrameFieldError: The plan uses a field that does not exist.
    """
    names = set(plan.population.keep)
    for condition in (plan.population.eligible, *plan.population.fields.values()):
        if condition is not None:
            names |= {
                comparison.subject for comparison in comparisons(condition) if comparison.field
            }
    fields = fields_of(plan.declared)
    asked = names - plan.population.fields.keys() - {AUTHORITY}
    for name in sorted(asked - fields.keys()):
        raise UnknownFrameFieldError(name, fields)
    return WantedLists(
        plain=plan.lists.plain,
        case_types=plan.case_types,
        lists=plan.declared,
        columns=columns_of(plan.declared, (fields[name] for name in sorted(asked))),
    )
