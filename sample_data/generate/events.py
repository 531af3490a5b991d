"""The events of the six months: referrals, assessments, enquiries and contacts."""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.generate import national, values
from sample_data.generate.authorities import Authority
from sample_data.generate.calendar_days import (
    FRAME_DATE,
    WINDOW_START,
    add_working_days,
    back_working_days,
    working_day_from,
)
from sample_data.generate.chance import Chance, Weighted
from sample_data.generate.histories import (
    Assessment,
    Contact,
    Enquiry,
    History,
    Need,
    Plan,
    Referral,
    Status,
    is_in_window,
)
from sample_data.generate.involvement import assessed_after, strategy_before

REFERRALS_BEFORE = Weighted.of(((1, 76), (2, 18), (3, 6)))
INITIAL_ASSESSMENT_DAYS = 10  # until the single assessment comes
RECENT_DAYS = 14  # enquiries as young as that may have no decision yet


class Events:
    """Adds the events of the six months to histories of one authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._chance = Chance(authority.code, "events")

    def open_with(self, family: list[History]) -> None:
        """The referral and the assessment with which a family's episodes began."""
        source = self._chance.pick(values.SOURCES)
        before = self._referrals_before()
        earlier = self._chance.whole(20, 330)
        taken: dict[date, date] = {}
        for history in family:
            if history.need is None or not is_in_window(history.need.started):
                continue
            start = history.need.started
            self._refer(history, start, source, before)
            if before:
                day = start - timedelta(days=earlier)
                self._refer(history, day, source, before - 1, nfa=True)
            authorised = taken.setdefault(start, self._authorised(start))
            self._assess(history, start, authorised)
            self._enquire_for_plan(history)

    def _referrals_before(self) -> int:
        if not self._chance.happens(national.RE_REFERRALS):
            return 0
        return self._chance.pick(REFERRALS_BEFORE)

    def _refer(
        self, history: History, day: date, source: str, before: int, *, nfa: bool = False
    ) -> None:
        received = working_day_from(day)
        if is_in_window(received):
            history.referrals.append(Referral(received, source, nfa, before))

    def _authorised(self, start: date) -> date:
        changed = self._authority.single_assessment_from
        if changed is not None and start < changed:
            in_time = self._chance.happens(0.76)
            taken = self._chance.whole(3, 10) if in_time else self._chance.whole(11, 25)
            return add_working_days(start, taken)
        return assessed_after(start, self._chance)

    def _assess(self, history: History, start: date, authorised: date) -> None:
        need = history.need
        if need is None:
            return
        is_open = need.status is Status.ASSESSMENT or authorised > FRAME_DATE
        ended = None if is_open else authorised
        if ended is not None and need.closed is not None:
            ended = min(ended, need.closed)
        supported = need.status is not Status.CLOSED or "RC8" not in (need.closure or "")
        seen = self._chance.happens(0.93)
        history.assessments.append(Assessment(start, ended, seen, supported))

    def reassess(self, histories: list[History], wanted: int) -> None:
        """Later assessments of children who were already in need, until there are so many."""
        count = sum(len(one.assessments) for one in histories)
        candidates = [one for one in histories if _was_in_need_before(one)]
        for history in self._chance.shuffled(candidates):
            if count >= wanted or history.need is None:
                return
            until = history.need.closed or FRAME_DATE
            start = working_day_from(self._chance.day(WINDOW_START, until))
            if start < until:
                authorised: date | None = self._authorised(start)
                if authorised is not None and authorised > until:
                    authorised = history.need.closed
                seen = self._chance.happens(0.95)
                history.assessments.append(Assessment(start, authorised, seen, True))
                count += 1

    def _enquire_for_plan(self, history: History) -> None:
        if history.plan is not None:
            self.enquire_before(history, history.plan)

    def enquire_before(self, history: History, plan: Plan) -> None:
        """The section 47 enquiry and the conference that led to a plan."""
        if history.enquiries or not is_in_window(plan.started):
            return
        strategy = strategy_before(plan.started, self._chance)
        if is_in_window(strategy):
            times = 2 if self._chance.happens(0.06) else 1
            history.enquiries.append(Enquiry(strategy, plan.started, False, True, times))

    def conference_without_plan(self, history: History, need: Need) -> bool:
        """A conference that did not lead to a plan; False when there is no room for one."""
        until = need.closed or FRAME_DATE
        day = self._chance.day(max(WINDOW_START, need.started) + timedelta(days=30), until)
        conference = working_day_from(day)
        strategy = strategy_before(conference, self._chance)
        if conference > until or strategy < max(need.started, WINDOW_START):
            return False
        history.enquiries.append(Enquiry(strategy, conference, False, False))
        return True

    def enquiry_without_conference(self, history: History, need: Need) -> None:
        """An enquiry that ended without a conference, or that is still open."""
        until = need.closed or FRAME_DATE
        first = working_day_from(max(WINDOW_START, need.started))
        strategy = working_day_from(self._chance.day(first, until))
        strategy = strategy if strategy <= until else back_working_days(until, 0)
        is_open = (FRAME_DATE - strategy).days < RECENT_DAYS and need.closed is None
        unnecessary = None if is_open else True
        times = 2 if self._chance.happens(0.08) else 1
        history.enquiries.append(Enquiry(strategy, None, unnecessary, None, times))

    def refer_only(self, history: History, source: str, day: date) -> None:
        """A referral that led to nothing more."""
        self._refer(history, day, source, self._referrals_before(), nfa=True)

    def contact(self, histories: list[History], wanted: int) -> None:
        """Contacts: one for each referral, and more that led to none."""
        for history in histories:
            for referral in history.referrals:
                made = back_working_days(referral.received, int(self._chance.happens(0.4)))
                made = max(made, WINDOW_START)
                history.contacts.append(Contact(made, referral.source))
        count = sum(len(one.contacts) for one in histories)
        for history in self._chance.shuffled(histories):
            if count >= wanted:
                return
            made = self._chance.day(WINDOW_START, FRAME_DATE)
            if made > history.child.born:
                history.contacts.append(Contact(made, self._chance.pick(values.SOURCES)))
                count += 1


def _was_in_need_before(history: History) -> bool:
    need = history.need
    return need is not None and need.started < WINDOW_START and need.is_listed
