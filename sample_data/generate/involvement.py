"""Gives children their histories: who is on a plan, in care, in need, and since when."""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.generate import durations, national, values
from sample_data.generate.calendar_days import (
    FRAME_DATE,
    WINDOW_START,
    add_working_days,
    back_working_days,
    working_day_from,
)
from sample_data.generate.chance import Chance
from sample_data.generate.children import Child
from sample_data.generate.histories import Care, EarlyHelp, History, Need, Plan, Status
from sample_data.generate.histories import not_before_birth as born_by

UNBORN_WEEKS = 16  # help before birth starts at most so many weeks before
LAST_END = FRAME_DATE - timedelta(days=1)  # what ends on the frame's date is still open
NEXT_REVIEW_DAYS = 182


def _ago(days: int, *, before: date = FRAME_DATE) -> date:
    return before - timedelta(days=days)


class Involvement:
    """Makes the histories of one authority's families, kind by kind."""

    def __init__(self, code: str) -> None:
        self._chance = Chance(code, "involvement")

    def protection(self, family: list[Child], *, neglect: int, ended: bool) -> list[History]:
        """Histories of a family whose children are, or were, on a child protection plan.

        Args:
            neglect: The first so many have neglect as their latest category.
        """
        length = durations.days(
            self._chance, durations.PLAN_LENGTH if ended else durations.PLAN_OPEN
        )
        end = self._chance.day(WINDOW_START, LAST_END) if ended else FRAME_DATE
        lead = durations.days(self._chance, durations.BEFORE_PLAN)
        other = self._chance.pick(values.OTHER_ABUSE)
        histories = []
        for place, child in enumerate(family):
            category = values.NEGLECT if place < neglect else other
            start = working_day_from(_ago(length, before=end))
            history = History(child)
            history.plan = self._plan(child, start, category, end if ended else None)
            history.need = self._need_before(child, history.plan.started, lead)
            histories.append(history)
        return histories

    def _plan(self, child: Child, start: date, category: str, end: date | None) -> Plan:
        start = born_by(child, start, weeks_before=UNBORN_WEEKS)
        start = min(working_day_from(start), end or FRAME_DATE)
        initial = category if self._chance.happens(0.86) else values.EMOTIONAL
        until = end or FRAME_DATE
        visit = _ago(durations.days(self._chance, durations.LAST_VISIT), before=until)
        return Plan(
            started=start,
            initial_category=initial,
            latest_category=category,
            last_visit=visit if visit > start else None,
            seen_alone=self._seen_alone(child) if visit > start else None,
            last_review=self._last_review(start, until),
            emergency_order=self._chance.happens(0.03),
            previous_plans=self._previous_plans(),
            ended=end,
        )

    def _seen_alone(self, child: Child) -> str:
        alone = 0.72 if child.age >= 4 else 0.2
        return values.YES if self._chance.happens(alone) else values.NO

    def _previous_plans(self) -> int:
        if not self._chance.happens(national.SECOND_OR_LATER_PLAN):
            return 0
        return 2 if self._chance.happens(0.15) else 1

    def _last_review(self, start: date, until: date) -> date | None:
        """First within three months, later ones within six, as often in time as nationally."""
        in_time = self._chance.happens(national.REVIEWED_IN_TIME)
        gap = self._chance.whole(60, 90) if in_time else self._chance.whole(95, 130)
        review = start + timedelta(days=gap)
        if working_day_from(review) > until:
            return None
        while review + timedelta(days=NEXT_REVIEW_DAYS) <= until:
            review += timedelta(days=self._chance.whole(150, 181))
        return min(working_day_from(review), until)

    def _need_before(self, child: Child, start: date, lead: int) -> Need:
        need_start = born_by(child, _ago(lead, before=start), weeks_before=UNBORN_WEEKS + 4)
        return self._need(min(need_start, start), Status.PROTECTION, neglect=0.87)

    def _need(self, start: date, status: Status, *, neglect: float) -> Need:
        is_neglect = self._chance.happens(neglect)
        need = values.ABUSE_OR_NEGLECT if is_neglect else self._chance.pick(values.OTHER_NEEDS)
        seen = _ago(durations.days(self._chance, durations.LAST_SEEN))
        return Need(start, need, status, seen if seen >= start else None)

    def care(self, family: list[Child], *, ended: bool) -> list[History]:
        """Histories of a family whose children are, or were, in care."""
        length = durations.days(
            self._chance, durations.CARE_LENGTH if ended else durations.CARE_OPEN
        )
        end = self._chance.day(WINDOW_START, LAST_END) if ended else FRAME_DATE
        lead = durations.days(self._chance, durations.BEFORE_CARE)
        histories = []
        for child in family:
            history = History(child)
            start = min(born_by(child, _ago(length, before=end)), end)
            history.care = self._care(start, end if ended else None)
            need_start = born_by(child, _ago(lead, before=start), weeks_before=UNBORN_WEEKS)
            history.need = self._need(min(need_start, start), Status.LOOKED_AFTER, neglect=0)
            history.need.primary_need = history.care.need
            histories.append(history)
        return histories

    def _care(self, start: date, end: date | None) -> Care:
        until = end or FRAME_DATE
        is_abuse = self._chance.happens(0.64)
        need = values.ABUSE_OR_NEGLECT if is_abuse else self._chance.pick(values.OTHER_NEEDS)
        is_recent = (until - start).days < 300
        orders = values.PROCEEDINGS if is_recent else values.CARE_ORDERS
        order = self._chance.pick(orders)
        placement = self._chance.pick(values.PLACEMENTS)
        return Care(
            started=start,
            need=need,
            legal_status=order,
            legal_status_since=self._chance.day(start, min(until, start + timedelta(days=250))),
            placement=placement,
            placement_since=self._chance.day(max(start, _ago(900, before=until)), until),
            ended=end,
            ceased=self._chance.pick(values.CEASED) if end else None,
            again_in_twelve_months=self._chance.happens(0.02),
        )

    def need(self, family: list[Child]) -> list[History]:
        """Histories of a family with a child in need plan."""
        open_for = durations.days(self._chance, durations.NEED_PLAN_OPEN)
        return [self._in_need(child, _ago(open_for), Status.NEED_PLAN, 0.33) for child in family]

    def assessment(self, family: list[Child]) -> list[History]:
        """Histories of a family that is being assessed on the frame's date."""
        open_for = durations.days(self._chance, durations.ASSESSMENT_OPEN)
        start = working_day_from(_ago(open_for))
        return [self._in_need(child, start, Status.ASSESSMENT, 0.37) for child in family]

    def _in_need(self, child: Child, start: date, status: Status, neglect: float) -> History:
        history = History(child)
        start = working_day_from(born_by(child, start, weeks_before=UNBORN_WEEKS))
        history.need = self._need(min(start, FRAME_DATE), status, neglect=neglect)
        return history

    def closed_need(self, family: list[Child]) -> list[History]:
        """Histories of a family whose case was closed in the six months."""
        end = self._chance.day(WINDOW_START, LAST_END)
        length = durations.days(self._chance, durations.NEED_LENGTH)
        closure = self._chance.pick(values.CLOSURES)
        histories = [
            self._in_need(child, _ago(length, before=end), Status.CLOSED, 0.35) for child in family
        ]
        for history in histories:
            close_episode(history, end, closure)
        return histories

    def early_help(self, family: list[Child], *, is_open: bool) -> list[History]:
        """Histories of a family with early help."""
        open_for = durations.days(self._chance, durations.EARLY_HELP_OPEN)
        organisation = self._chance.pick(values.EARLY_HELP_ORGANISATIONS)
        completed = None if is_open else self._chance.day(WINDOW_START, LAST_END)
        took = durations.days(self._chance, durations.EARLY_HELP_ASSESSED_IN)
        begun = _ago(open_for) if completed is None else _ago(took, before=completed)
        histories = []
        for child in family:
            start = min(working_day_from(born_by(child, begun)), completed or FRAME_DATE)
            helped = EarlyHelp(start, completed, organisation)
            histories.append(History(child, early_help=[helped]))
        return histories

    def step_down(self, history: History) -> None:
        """Early help after a case was closed with that reason."""
        need = history.need
        if need is None or need.closed is None or need.closure != values.STEP_DOWN:
            return
        organisation = self._chance.pick(values.EARLY_HELP_ORGANISATIONS)
        history.early_help.append(EarlyHelp(need.closed, None, organisation))


def close_episode(history: History, end: date, closure: str) -> None:
    """Close an episode of need on a day, not before it began."""
    if history.need is None:
        return
    history.need.closed = max(end, history.need.started)
    history.need.closure = closure
    history.need.status = Status.CLOSED
    seen = history.need.last_seen
    if seen is not None and seen > history.need.closed:
        history.need.last_seen = history.need.closed


def strategy_before(conference: date, chance: Chance) -> date:
    """The strategy discussion before a conference, in time as often as nationally."""
    in_time = chance.happens(national.CONFERENCES_IN_TIME)
    stretches = durations.CONFERENCE_IN_TIME if in_time else durations.CONFERENCE_LATE
    return back_working_days(conference, durations.days(chance, stretches))


def assessed_after(start: date, chance: Chance) -> date:
    """The day on which an assessment that started on a day was authorised."""
    taken = durations.days(chance, durations.ASSESSMENT_WORKING_DAYS)
    return add_working_days(start, taken)
