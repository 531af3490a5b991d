"""From the lists of a return to the frame: one unit for each child."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from inspect_tool.domain.frame.alike import AlikeIdentifiers
from inspect_tool.domain.frame.checks import bad_identifiers, contradictions, problem_of
from inspect_tool.domain.frame.children import ChildrenOnLists
from inspect_tool.domain.frame.field import FieldSource
from inspect_tool.domain.frame.fields import ALWAYS_NEEDED, FIELDS
from inspect_tool.domain.frame.periods import (
    CASE_TYPE_OF_LIST,
    ENDED,
    ENTRY_DATES,
    LIST_OF_CASE_TYPE,
    NOT_STARTED,
)
from inspect_tool.domain.frame.rules import (
    AUTHORITY,
    FieldsOfChildren,
    PlannedFields,
    UnknownFrameFieldError,
)
from inspect_tool.domain.frame.units import Eligibility, Exclusion, Frame, ReturnedList, Unit
from inspect_tool.domain.language.canonical import canon
from inspect_tool.domain.language.conditions import Truth, comparisons
from inspect_tool.domain.language.identity import NO_ANSWERS, AlikeAnswers
from inspect_tool.domain.plan.plan import Authority, ReviewPlan
from inspect_tool.errors import Problem, Severity

ADULT_AGE = 18
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
    date; others are counted by reason. People of 18 and over are left out, whatever list they are
    on. Where the plan's rule cannot be decided the eligibility is not known, and is reported.

    Args:
        lists: In any order, as are their rows; the frame does not depend on it.
        token: Turns a local id, in canonical form, into the token of a unit.
        answers: What was said about identifiers that look alike.

    Raises:
        UnknownFrameFieldError: The plan uses a field that does not exist.
    """
    planned = PlannedFields(plan.population, authority.code)
    alike = AlikeIdentifiers(lists, authority=authority.code, token=token, answers=answers)
    children = ChildrenOnLists(
        lists,
        frame_date=plan.dates.frame,
        case_lists=list(map(LIST_OF_CASE_TYPE.__getitem__, plan.case_types)),
        # No local id in canonical form holds a bar, so no child can have the token of a family.
        family_token=lambda family: token(f"family|{canon(family)}"),
        same=alike.same,
    )
    excluded = _exclusions(children)
    own = enumerate(children.local_ids)
    tokens = {child: token(local_id) for child, local_id in own if child not in excluded}
    fields = planned.of(children)
    local_ids = {unit_id: children.local_ids[child] for child, unit_id in tokens.items()}
    problems = (
        *bad_identifiers(children),
        *contradictions(children),
        *alike.questions(children, frozenset(tokens)),
        *_not_known(children, fields, tokens),
    )
    return Frame(
        authority=authority.code,
        units=_units(plan, authority, children, fields, tokens),
        problems=tuple(sorted(problems)),
        exclusions=dict(sorted(Counter(reason.value for reason in excluded.values()).items())),
        local_ids={unit_id: local_ids[unit_id] for unit_id in sorted(local_ids)},
    )


def _exclusions(children: ChildrenOnLists) -> dict[int, Exclusion]:
    """Why children are not on the frame; where several reasons hold, the last one below."""
    reasons = {
        **dict.fromkeys(range(len(children.local_ids)), Exclusion.NO_CASE),
        **dict.fromkeys(children.with_period(NOT_STARTED), Exclusion.NOT_STARTED),
        **dict.fromkeys(children.with_period(ENDED), Exclusion.CLOSED),
        **dict.fromkeys(children.with_open_entry, Exclusion.OTHER_CASE_TYPE),
    }
    adults = {
        child for child, age in enumerate(children.age) if age is not None and age >= ADULT_AGE
    }
    return {
        child: Exclusion.ADULT if list_number else reasons[child]
        for child, list_number in enumerate(children.case_list)
        if not list_number or child in adults
    }


def _units(
    plan: ReviewPlan,
    authority: Authority,
    children: ChildrenOnLists,
    fields: FieldsOfChildren,
    tokens: Mapping[int, str],
) -> tuple[Unit, ...]:
    """The units of the children who have a token, sorted by it."""
    strata = {
        LIST_OF_CASE_TYPE[case_type]: "/".join(
            authority.code if level == "authority" else case_type.value
            for level in plan.sample.strata
        )
        for case_type in plan.case_types
    }
    case_list, eligible, names = children.case_list, fields.eligible, tuple(fields.kept)
    kept = list(zip(*fields.kept.values(), strict=True)) or [()] * len(case_list)
    unknown = children.with_unknown_end
    units = [
        Unit(
            list_id=authority.code,
            unit_id=unit_id,
            case_type=CASE_TYPE_OF_LIST[case_list[child]],
            stratum=strata[case_list[child]],
            fields=dict(zip(names, kept[child], strict=True)),
            eligibility=_eligibility(eligible[child], is_unknown=child in unknown),
        )
        for child, unit_id in tokens.items()
    ]
    return tuple(sorted(units, key=attrgetter("unit_id")))


def _eligibility(holds: Truth, *, is_unknown: bool) -> Eligibility:
    """Whoever is not eligible in any case needs no end of help to be known."""
    return Eligibility.NOT_KNOWN if is_unknown and holds is not False else ELIGIBILITY[holds]


def _not_known(
    children: ChildrenOnLists, fields: FieldsOfChildren, on_frame: Iterable[int]
) -> Iterator[Problem]:
    """The children for whom the plan's rule cannot be decided."""
    for child in on_frame:
        missing = [FIELDS[name].words if name in FIELDS else name for name in fields.missing(child)]
        if child in children.with_unknown_end and fields.eligible[child] is not False:
            missing.append("whether the help has ended")
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


def needed_columns(plan: ReviewPlan) -> frozenset[tuple[int, str]]:
    """The columns of the lists that the frame of a plan can use: what a reader may keep.

    Raises:
        UnknownFrameFieldError: The plan uses a field that does not exist.
    """
    names = set(plan.population.keep)
    for condition in (plan.population.eligible, *plan.population.fields.values()):
        if condition is not None:
            names |= {
                comparison.subject for comparison in comparisons(condition) if comparison.field
            }
    columns = set(ALWAYS_NEEDED)
    for name in names - plan.population.fields.keys():
        for source in _sources_of(name):
            columns.add((source.list_number, source.column))
            if source.list_number in ENTRY_DATES:
                columns.add((source.list_number, ENTRY_DATES[source.list_number]))
    return frozenset(columns)


def _sources_of(name: str) -> tuple[FieldSource, ...]:
    if name == AUTHORITY:
        return ()
    if name not in FIELDS:
        raise UnknownFrameFieldError(name)
    return FIELDS[name].sources
