"""What is checked in a review plan beyond its shape, all in one pass.

Errors (`REFUSED`) make the plan impossible to carry out as written. Warnings (`NOTED`) are what a
lead would want to know before the seed exists; all that concerns the team is one, since the team
can be completed until the cases are allocated, which then refuses what is impossible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from inspect_tool.domain.checks.framework_answers import (
    EVERY_CASE,
    answers_of_field,
    check_comparison,
)
from inspect_tool.domain.checks.framework_index import FrameworkIndex, comparisons_at
from inspect_tool.domain.checks.lists import check_lists
from inspect_tool.domain.checks.local_standards import check_local_standards
from inspect_tool.domain.checks.plan_sample import check_sample
from inspect_tool.domain.checks.team import check_team
from inspect_tool.domain.claims.scale_names import SHIPPED_SCALES
from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.frame.fields import fields_of
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.language.conditions import Condition
from inspect_tool.domain.language.faults import (
    DocumentPath,
    Fault,
    choose_from,
    did_you_mean,
    listed,
)
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.records.repeats import REPEAT_INCIDENTS
from inspect_tool.errors import Severity


def check_plan(
    plan: ReviewPlan,
    *,
    wording: Collection[str] = SHIPPED_SCALES,
    unread: frozenset[str] = frozenset(),
    known: frozenset[str] = frozenset(),
) -> tuple[Fault, ...]:
    """Everything that is wrong with a plan, or may be wrong.

    Args:
        wording: Names of the wording scales that exist.
        unread: Top-level keys that could not be read; what depends on them is not checked.
        known: Ids and names in the parts that could not be read.
    """
    faults = [
        *_check_ids(plan),
        *_check_chances(plan),
        *check_local_standards(plan, known),
        *_check_reporting(plan, wording),
    ]
    of_lists = tuple(check_lists(plan.lists))
    faults += of_lists
    # Nothing is said about case types and fields of lists that are wrong themselves.
    if "lists" not in unread and not any(fault.is_error for fault in of_lists):
        faults += _check_case_types(plan)
        faults += _check_population(plan, known, fields_of(plan.declared))
    if not unread & {"authorities", "sample"}:
        faults += check_sample(plan)
    if not unread & {"authorities", "team"}:
        faults += check_team(plan, known)
    return tuple(faults)


def _check_ids(plan: ReviewPlan) -> Iterator[Fault]:
    codes = [authority.code for authority in plan.authorities]
    yield from _twice("authority code", codes, ("authorities",), "code")
    yield from _twice(
        "authority", [authority.name for authority in plan.authorities], ("authorities",), "name"
    )
    yield from _twice("member id", [member.id for member in plan.team], ("team",), "id")
    yield from _twice("field", plan.population.keep, ("population", "keep"))
    yield from _twice("case type", plan.case_types, ("case_types",))


def _twice(
    noun: str, names: Sequence[str], around: DocumentPath, key: str | None = None
) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield Fault(
                path=(*around, place) if key is None else (*around, place, key),
                kind="duplicate-id",
                message=f"The {noun} {name} is listed twice",
                remedy="Keep one of the two, or give the second one its own.",
                value=name,
            )
        seen.add(name)


def _check_chances(plan: ReviewPlan) -> Iterator[Fault]:
    """Authorities that were drawn beside others that were not."""
    without = [
        authority.code for authority in plan.authorities if authority.inclusion_probability is None
    ]
    if 0 < len(without) < len(plan.authorities):
        yield Fault(
            path=("authorities",),
            kind="partly-drawn",
            severity=Severity.NOTED,
            message=f"{len(without)} of {len(plan.authorities)} authorities have no inclusion "
            "probability, so figures describe the children of these authorities and no others",
            remedy=f"Give one to {listed(without)}, or remove them all.",
        )


def _check_case_types(plan: ReviewPlan) -> Iterator[Fault]:
    order = list(plan.lists.declared.case_types)
    strange = [case_type for case_type in plan.case_types if case_type not in order]
    for case_type in strange:
        yield Fault(
            path=("case_types", plan.case_types.index(case_type)),
            kind="unknown-case-type",
            message=f"There is no case type {case_type}{did_you_mean(case_type, order)}",
            remedy=choose_from(case_type, order),
            value=case_type,
        )
    in_order = [case_type for case_type in order if case_type in plan.case_types]
    ranks = [order.index(case_type) for case_type in plan.case_types if case_type in order]
    if ranks != sorted(ranks):
        yield Fault(
            path=("case_types",),
            kind="case-type-order",
            severity=Severity.NOTED,
            message="The case types are not in order from the least to the most acute, and a "
            "child on two lists counts under the later one",
            remedy=f"Write {', '.join(in_order)}.",
        )
    if not plan.case_types:
        yield Fault(
            path=("case_types",),
            kind="no-case-types",
            message="The plan has no case types, so no list would be read",
            remedy=f"Name at least one of {listed(order, joint='or')}.",
        )
    lists = plan.declared
    units = {
        one.whose for one in lists.lists.values() if lists.types_of(one) & set(plan.case_types)
    }
    if len(units) > 1:
        yield Fault(
            path=("case_types",),
            kind="different-units",
            message="The case types are of different units, whose identifiers could be the same: "
            + listed(sorted(unit or "the lists' own" for unit in units)),
            remedy="Draw from them in reviews of their own.",
        )


def _check_population(
    plan: ReviewPlan, known: frozenset[str], fields: Mapping[str, FrameField]
) -> Iterator[Fault]:
    population = plan.population
    for place, name in enumerate(population.keep):
        if name not in fields:
            path = ("population", "keep", place)
            yield _unknown_field(path, f"The plan keeps the field {name}", name, fields)
    kept: set[str] = {*population.keep, *EVERY_CASE, *known}
    if population.eligible is not None:
        start = "Eligibility depends on"
        yield from _check_rule(population.eligible, ("population", "eligible"), start, kept, fields)
    for name, rule in population.fields.items():
        place_of_rule = ("population", "fields", name)
        if name in {*fields, *EVERY_CASE}:
            yield Fault(
                path=place_of_rule,
                kind="field-already-there",
                message=f"The plan derives {name}, which is already a field of the frame",
                remedy="Give the derived field another name.",
                value=name,
            )
        yield from _check_rule(rule, place_of_rule, f"The field {name} depends on", kept, fields)


def _unknown_field(
    path: DocumentPath, start: str, name: str, fields: Mapping[str, FrameField]
) -> Fault:
    return Fault(
        path=path,
        kind="unknown-field",
        message=f"{start}, which the frame does not have{did_you_mean(name, fields)}",
        remedy=choose_from(name, fields),
        value=name,
    )


def _check_rule(
    rule: Condition,
    path: DocumentPath,
    start: str,
    kept: Collection[str],
    fields: Mapping[str, FrameField],
) -> Iterator[Fault]:
    """A rule of the plan: it can only ask about fields that the plan keeps."""
    for comparison, place in comparisons_at(rule, path):
        if comparison.field is None:
            yield Fault(
                path=place,
                kind="not-a-field",
                message=f"{start} the {comparison.subject_kind} {comparison.subject}, but before "
                "the draw there are only fields",
                remedy="Use a field that the plan keeps.",
                value=comparison.subject,
            )
        elif comparison.field not in {*fields, *EVERY_CASE, *kept}:
            yield _unknown_field(
                (*place, "field"), f"{start} the field {comparison.field}", comparison.field, fields
            )
        elif comparison.field not in kept:
            yield Fault(
                path=(*place, "field"),
                kind="field-not-kept",
                message=f"{start} the field {comparison.field}, which the plan does not keep",
                remedy=f"Add {comparison.field} to `population.keep`.",
                value=comparison.field,
            )
        else:
            answers = answers_of_field(comparison.field, frozenset(), fields)
            yield from check_comparison(comparison, place, f"{start} {comparison.field}", answers)


def _check_reporting(plan: ReviewPlan, wording: Collection[str]) -> Iterator[Fault]:
    reporting = plan.reporting
    if reporting.wording not in wording:
        yield Fault(
            path=("reporting", "wording"),
            kind="unknown-wording",
            message=f"The wording scale {reporting.wording} does not exist"
            f"{did_you_mean(reporting.wording, sorted(wording))}",
            remedy=f"The scales are {listed(sorted(wording))}; your own go into `wording/` "
            "beside the plan.",
            value=reporting.wording,
        )
    if reporting.smallest_count == 1:
        yield Fault(
            path=("reporting", "smallest_count"),
            kind="no-suppression",
            severity=Severity.NOTED,
            message="With a smallest count of 1 nothing is suppressed in the public edition",
            remedy="5 holds back counts of 1 to 4, as the statistics of children in need do.",
            value="1",
        )
    if reporting.published is not None and reporting.published < plan.dates.fieldwork[1]:
        yield Fault(
            path=("reporting", "published"),
            kind="published-early",
            severity=Severity.NOTED,
            message="The report is dated before fieldwork ends",
            remedy="Check `reporting.published` and `dates.fieldwork`.",
            value=str(reporting.published),
        )


def check_together(plan: ReviewPlan, framework: Framework) -> tuple[Fault, ...]:
    """What a framework asks of the frame but the plan does not give; paths are the plan's."""
    index = FrameworkIndex(framework)
    given = {*plan.population.keep, *plan.population.fields, *EVERY_CASE}
    if framework.repeat_incidents is not None:
        given.add(REPEAT_INCIDENTS)
    wanted = {
        comparison.field: f"{placed.owner} {placed.verb} the field {comparison.field}"
        for placed in reversed(index.conditions)
        if placed.subject is SubjectKind.CASE and placed.is_live
        for comparison, _ in placed.comparisons()
        if comparison.field is not None and comparison.field not in given
    }
    return (
        *_not_given(wanted),
        *_not_kept(index, plan),
        *_not_listed(framework, plan),
        *_not_measured(framework, plan),
    )


def _not_measured(framework: Framework, plan: ReviewPlan) -> Iterator[Fault]:
    """A measure that the plan's rule for an extension goes by, and the framework does not have."""
    rule = plan.sample.extension
    if rule is not None and rule.measure and rule.measure not in framework.measures:
        yield Fault(
            path=("sample", "extension", "measure"),
            kind="unknown-measure",
            message=f"The extension goes by {rule.measure}, which is no measure of the framework"
            f"{did_you_mean(rule.measure, sorted(framework.measures))}",
            remedy="Name one of `measures` in framework.yaml.",
            value=rule.measure,
        )


def _not_given(wanted: dict[str, str]) -> Iterator[Fault]:
    for name, start in wanted.items():
        yield Fault(
            path=("population",),
            kind="field-not-given",
            message=f"{start}, which the plan neither keeps nor derives",
            remedy=f"Add {name} to `population.keep`, or a rule for it to `population.fields`.",
            value=name,
        )


def _not_kept(index: FrameworkIndex, plan: ReviewPlan) -> Iterator[Fault]:
    missing = Counter(
        placed.question.prefill
        for placed in index.placed_questions
        if placed.question.prefill and placed.question.prefill not in plan.population.keep
    )
    for name in missing:
        ids = [
            placed.question.id
            for placed in index.placed_questions
            if placed.question.prefill == name
        ]
        yield Fault(
            path=("population", "keep"),
            kind="prefill-not-kept",
            severity=Severity.NOTED,
            message=f"{listed(ids)} could be filled in from {name}, which the plan does not keep",
            remedy=f"Add {name} to `population.keep`, or let inspectors fill it in.",
            value=name,
        )


def _not_listed(framework: Framework, plan: ReviewPlan) -> Iterator[Fault]:
    """Fields that the rule of repeat incidents counts and the plan does not keep."""
    rule = framework.repeat_incidents
    for name in () if rule is None else rule.lists:
        if name not in plan.population.keep:
            yield Fault(
                path=("population", "keep"),
                kind="repeats-not-kept",
                severity=Severity.NOTED,
                message=f"Repeat incidents are counted by {name}, which the plan does not keep, "
                "so that it is not known of any case",
                remedy=f"Add {name} to `population.keep`.",
                value=name,
            )
