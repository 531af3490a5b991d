"""From the rows of a return to the frame: one unit for each child."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from inspect_tool.domain.conditions import Condition, Scalar, Truth, comparisons, evaluate
from inspect_tool.domain.frame_checks import contradictions, problem_of
from inspect_tool.domain.frame_child import (
    CHILD_ID,
    ENTRY_DATES,
    LIST_OF_CASE_TYPE,
    ChildOnLists,
)
from inspect_tool.domain.frame_field import Compute
from inspect_tool.domain.frame_fields import ALWAYS_NEEDED, FIELDS, FieldSource
from inspect_tool.domain.frame_units import Eligibility, Exclusion, Frame, ListRow, Unit
from inspect_tool.domain.plan import Authority, ReviewPlan
from inspect_tool.domain.sampling_tickets import InvalidFieldError, canon
from inspect_tool.errors import CheckFailedError, Problem, Severity

ADULT_AGE = 18
AUTHORITY = "authority"  # a plan may ask for it like for a field; no list gives it


class UnknownFrameFieldError(CheckFailedError):
    """The plan asks for a field that no list gives."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The plan uses the field {name}, which no list gives and the plan does not derive. "
            f"The fields are: {', '.join(FIELDS)}."
        )


def build_frame(
    rows: Iterable[ListRow],
    *,
    plan: ReviewPlan,
    authority: Authority,
    token: Callable[[str], str],
) -> Frame:
    """Make the frame of an authority from the rows of its return.

    A child is on the frame in the most acute case type of the plan that is open at the frame's
    date. Children who are not are counted by reason. People of 18 and over are left out, whatever
    list they are on. A child for whom the plan's rule cannot be decided is on the frame with an
    eligibility that is not known, and is reported.

    Args:
        rows: In any order; the frame does not depend on it.
        token: Turns a local id, in canonical form, into the token of a unit.

    Raises:
        UnknownFrameFieldError: The plan uses a field that does not exist.
    """
    maker = _UnitMaker(plan, authority, token)
    children, problems = _children(rows)
    units: list[Unit] = []
    exclusions: Counter[str] = Counter()
    local_ids: dict[str, str] = {}
    for local_id, own_rows in children.items():
        child = maker.child(own_rows)
        if child.current:
            problems += contradictions(child)
        reason = _exclusion(child)
        if reason is not None:
            exclusions[reason.value] += 1
            continue
        unit, missing = maker.unit(child, local_id)
        if missing:
            problems.append(_not_known(child, missing))
        units.append(unit)
        local_ids[unit.unit_id] = local_id
    return Frame(
        authority=authority.code,
        units=tuple(sorted(units, key=attrgetter("unit_id"))),
        problems=tuple(sorted(problems)),
        exclusions=dict(sorted(exclusions.items())),
        local_ids={one: local_ids[one] for one in sorted(local_ids)},
    )


def _children(
    rows: Iterable[ListRow],
) -> tuple[dict[str, list[ListRow]], list[Problem]]:
    """The rows of each child, by local id in canonical form."""
    children: dict[str, list[ListRow]] = {}
    # The same lists by the identifiers as they were returned: one look-up for nearly every row.
    returned: dict[Scalar | None, list[ListRow]] = {None: []}
    problems: list[Problem] = []
    for row in rows:
        local_id = row.values.get(CHILD_ID)
        own_rows = returned.get(local_id)
        if own_rows is None:
            try:
                own_rows = children.setdefault(canon(str(local_id)), [])
            except InvalidFieldError as error:
                problems.append(_bad_identifier(row, error))
                continue
            returned[local_id] = own_rows
        own_rows.append(row)
    return children, problems


def needed_columns(plan: ReviewPlan) -> frozenset[tuple[int, str]]:
    """The columns of the lists that the frame of a plan can use: what a reader may keep.

    Raises:
        UnknownFrameFieldError: The plan uses a field that does not exist.
    """
    names = set(plan.population.keep)
    for condition in (plan.population.eligible, *plan.population.fields.values()):
        if condition is not None:
            names |= {one.subject for one in comparisons(condition) if one.field}
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


def _exclusion(child: ChildOnLists) -> Exclusion | None:
    if not child.current:
        if child.ended:
            return Exclusion.CLOSED
        return Exclusion.NOT_STARTED if child.not_started else Exclusion.NO_CASE
    if not child.case_lists:
        return Exclusion.OTHER_CASE_TYPE
    age = child.age()
    return Exclusion.ADULT if age is not None and age >= ADULT_AGE else None


class _UnitMaker:
    """Makes units by one plan for one authority; keeps what it found out about the plan."""

    def __init__(self, plan: ReviewPlan, authority: Authority, token: Callable[[str], str]) -> None:
        self._frame_date = plan.dates.frame
        self._case_lists = [LIST_OF_CASE_TYPE[one] for one in plan.case_types]
        self._authority = authority.code
        self._token = token
        population = plan.population
        self._derived = {name: _Rule(condition) for name, condition in population.fields.items()}
        self._eligible = _Rule(population.eligible) if population.eligible is not None else None
        rules = [*self._derived.values(), *([self._eligible] if self._eligible else [])]
        asked = dict.fromkeys((*population.keep, *(n for rule in rules for n in rule.names)))
        self._computed = tuple(
            (name, self._field_named(name)) for name in asked if name not in self._derived
        )
        self._kept = (*population.keep, *self._derived)
        self._keeps_all = self._kept == (*(name for name, _ in self._computed), *self._derived)
        self._strata = {
            LIST_OF_CASE_TYPE[case_type]: "/".join(
                self._authority if level == "authority" else case_type.value
                for level in plan.sample.strata
            )
            for case_type in plan.case_types
        }

    def _field_named(self, name: str) -> Compute:
        if name == AUTHORITY:
            return lambda _: self._authority
        if name not in FIELDS:
            raise UnknownFrameFieldError(name)
        return FIELDS[name].compute

    def child(self, rows: Sequence[ListRow]) -> ChildOnLists:
        """The child whose rows these are."""
        return ChildOnLists(
            rows,
            frame_date=self._frame_date,
            case_lists=self._case_lists,
            family_token=self._family_token,
        )

    def _family_token(self, family: str) -> str:
        # No local id in canonical form holds a bar, so no child can have the token of a family.
        return self._token(f"family|{canon(family)}")

    def unit(self, child: ChildOnLists, local_id: str) -> tuple[Unit, tuple[str, ...]]:
        """The unit, and the fields whose absence leaves its eligibility open."""
        values: dict[str, Scalar | None] = {
            name: compute(child) for name, compute in self._computed
        }
        for name, rule in self._derived.items():
            values[name] = rule.holds(values)
        eligible = self._eligible.holds(values) if self._eligible is not None else True
        unit = Unit(
            list_id=self._authority,
            unit_id=self._token(local_id),
            case_type=child.case_type,
            stratum=self._strata[child.case_lists[-1]],
            fields=values if self._keeps_all else {name: values[name] for name in self._kept},
            eligibility=_ELIGIBILITY[eligible],
        )
        if eligible is not None or self._eligible is None:
            return unit, ()
        return unit, tuple(name for name in self._eligible.names if values[name] is None)


_ELIGIBILITY: Mapping[Truth, Eligibility] = {
    True: Eligibility.ELIGIBLE,
    False: Eligibility.NOT_ELIGIBLE,
    None: Eligibility.NOT_KNOWN,
}


class _Rule:
    """A condition over fields, decided once for each combination of their values."""

    def __init__(self, condition: Condition) -> None:
        self._condition = condition
        self.names = tuple(
            dict.fromkeys(one.subject for one in comparisons(condition) if one.field)
        )
        self._values_asked: Callable[[Mapping[str, Scalar | None]], object] = (
            itemgetter(*self.names) if self.names else len
        )
        self._known: dict[object, Truth] = {}

    def holds(self, values: Mapping[str, Scalar | None]) -> Truth:
        """Whether the condition holds for a child with these values."""
        # A field is of one kind, so that True and 1 never stand for the same field.
        key = self._values_asked(values)
        if key not in self._known:
            self._known[key] = evaluate(self._condition, FrameFacts(values))
        return self._known[key]


@dataclass(frozen=True)
class FrameFacts:
    """What a condition of the plan may ask about a child: fields, and nothing recorded yet."""

    values: Mapping[str, Scalar | None]

    def field(self, name: str) -> Scalar | None:
        """Value of a field, or None when it is not known."""
        return self.values.get(name)

    def answer(self, question_id: str) -> Scalar | None:  # noqa: ARG002
        """Nothing: no case was read yet."""
        return None

    def is_answered(self, question_id: str) -> Truth:  # noqa: ARG002
        """Not known: no case was read yet."""
        return None

    def judgement(self, criterion_id: str) -> str | None:  # noqa: ARG002
        """Nothing: no case was read yet."""
        return None

    def is_met(self, criterion_id: str) -> Truth:  # noqa: ARG002
        """Not known: no case was read yet."""
        return None


def _not_known(child: ChildOnLists, missing: Sequence[str]) -> Problem:
    words = " and ".join(FIELDS[name].words if name in FIELDS else name for name in missing)
    row = child.current_row(child.case_lists[-1]) or child.rows[0]
    return problem_of(
        row,
        kind="eligibility-not-known",
        severity=Severity.NOTED,
        message="Whether this child can be drawn is not known, because of what is missing: "
        f"{words}.",
        remedy="Ask the authority for the value; until then the child cannot be drawn.",
    )


def _bad_identifier(row: ListRow, error: InvalidFieldError) -> Problem:
    return problem_of(
        row,
        kind="bad-identifier",
        severity=Severity.DROPPED,
        column=CHILD_ID,
        message=f"The identifier {error.reason}.",
        remedy="Correct it and send the return again.",
    )
