"""The whole invented population of one authority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sample_data.generate import national, values
from sample_data.generate.authorities import Authority
from sample_data.generate.calendar_days import FRAME_DATE, WINDOW_START
from sample_data.generate.chance import Chance
from sample_data.generate.children import Child, Families, give_ids
from sample_data.generate.events import Events
from sample_data.generate.histories import History, Need, Status
from sample_data.generate.involvement import Involvement, close_episode

# Of children on a plan, the share that is in care as well; of families on a plan, the share that
# has another child in need only.
ON_BOTH = 0.03
MIXED_FAMILIES = 0.12
EARLY_HELP_AND_NEED = 0.02


@dataclass
class Population:
    """One authority's children and what happened to them."""

    authority: Authority
    histories: list[History] = field(default_factory=list)

    @property
    def children(self) -> list[Child]:
        """Every child, in the order in which they were made."""
        return [one.child for one in self.histories]


def make_population(authority: Authority) -> Population:
    """The population of an authority, with exactly its numbers of plans and neglect plans."""
    return _Maker(authority).make()


class _Maker:
    """Builds a population in the order of the most acute help first."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._chance = Chance(authority.code, "population")
        self._families = Families(authority)
        self._involvement = Involvement(authority.code)
        self._events = Events(authority)
        self._histories: list[History] = []

    def make(self) -> Population:
        """The whole population, with ids."""
        self._make_open_plans()
        self._make_the_rest()
        self._mix_families()
        self._overlap()
        self._add_events()
        give_ids(self._authority, [one.child for one in self._histories])
        return Population(self._authority, self._histories)

    def _scaled(self, for_a_plan: float) -> int:
        return max(2, round(self._authority.plans * for_a_plan))

    def _make_open_plans(self) -> None:
        neglect_left = self._authority.neglect_plans
        others_left = self._authority.plans - neglect_left
        while neglect_left or others_left:
            # Neglect runs in whole families, so a family has one category as far as it goes.
            is_neglect = self._chance.happens(neglect_left / (neglect_left + others_left))
            left = neglect_left if is_neglect else others_left
            family = self._families.next_family("protection", left)
            made = self._involvement.protection(
                family, neglect=len(family) if is_neglect else 0, ended=False
            )
            neglect_left -= len(family) if is_neglect else 0
            others_left -= 0 if is_neglect else len(family)
            self._take(made)

    def _take(self, family: list[History]) -> None:
        self._events.open_with(family)
        for history in family:
            if history.plan is not None:
                self._events.enquire_before(history, history.plan)
        self._histories += family

    def _make_the_rest(self) -> None:
        def ended_plan(family: list[Child]) -> list[History]:
            """Plans that ended in the last half-year, with what came after them."""
            neglect = len(family) if self._chance.happens(national.NEGLECT_PLANS) else 0
            made = self._involvement.protection(family, neglect=neglect, ended=True)
            return [self._after_plan(one) for one in made]

        in_care = round(self._authority.plans * (national.IN_CARE - ON_BOTH))
        makers: list[tuple[str, int, Callable[[list[Child]], list[History]]]] = [
            ("protection", self._scaled(national.PLANS_ENDED_IN_HALF_A_YEAR), ended_plan),
            ("care", in_care, lambda family: self._involvement.care(family, ended=False)),
            ("care", self._scaled(national.LEFT_CARE_IN_HALF_A_YEAR), self._left_care),
            ("need", self._scaled(national.NEED_PLANS), self._involvement.need),
            ("assessment", self._scaled(national.OPEN_ASSESSMENTS), self._involvement.assessment),
            ("need", self._scaled(national.NEED_CLOSED_IN_HALF_A_YEAR), self._closed),
            ("early help", self._scaled(national.EARLY_HELP_OPEN), self._helped(is_open=True)),
            (
                "early help",
                self._scaled(national.EARLY_HELP_COMPLETED),
                self._helped(is_open=False),
            ),
        ]
        for kind, children, maker in makers:
            for family in self._families.families(kind, children):
                self._take(maker(family))

    def _helped(self, *, is_open: bool) -> Callable[[list[Child]], list[History]]:
        return lambda family: self._involvement.early_help(family, is_open=is_open)

    def _closed(self, family: list[Child]) -> list[History]:
        made = self._involvement.closed_need(family)
        for history in made:
            self._involvement.step_down(history)
        return made

    def _left_care(self, family: list[Child]) -> list[History]:
        made = self._involvement.care(family, ended=True)
        for history in made:
            if history.care is not None and history.care.ended is not None:
                close_episode(history, history.care.ended, _closure_after(history.care.ceased))
        return made

    def _after_plan(self, history: History) -> History:
        """What comes after a plan: help as a child in need, or the end."""
        if history.need is None or history.plan is None or history.plan.ended is None:
            return history
        if self._chance.happens(0.7):
            history.need.status = Status.NEED_PLAN
        else:
            close_episode(history, history.plan.ended, values.CLOSURES.options[0])
        return history

    def _mix_families(self) -> None:
        """Let some children in need be brothers and sisters of children on a plan."""
        on_plans = [one for one in self._histories if one.has_open_plan]
        families = sorted({one.child.family for one in on_plans})
        wanted = [family for family in families if self._chance.happens(MIXED_FAMILIES)]
        first = {one.child.family: one.child for one in reversed(on_plans)}
        alone = [one for one in self._histories if _is_need_only(one)]
        for family, history in zip(wanted, self._chance.shuffled(alone), strict=False):
            history.child.family = family
            history.child.ethnicity = first[family].ethnicity

    def _overlap(self) -> None:
        """Put some children on two lists at once."""
        for history in self._histories:
            if history.has_open_plan and self._chance.happens(ON_BOTH):
                self._take_into_care(history)
            elif _is_need_only(history) and self._chance.happens(EARLY_HELP_AND_NEED):
                history.early_help += self._involvement.early_help([history.child], is_open=True)[
                    0
                ].early_help

    def _take_into_care(self, history: History) -> None:
        if history.plan is None or history.need is None or history.child.is_unborn:
            return
        made = self._involvement.care([history.child], ended=False)[0]
        if made.care is None:
            return
        first = max(history.plan.started, history.child.born)
        made.care.started = self._chance.day(
            max(first, FRAME_DATE - timedelta(days=120)), FRAME_DATE
        )
        made.care.legal_status = self._chance.pick(values.PROCEEDINGS)
        made.care.legal_status_since = made.care.placement_since = made.care.started
        made.care.need = history.need.primary_need
        history.care = made.care
        history.need.status = Status.LOOKED_AFTER

    def _add_events(self) -> None:
        self._add_enquiries()
        self._refer_others()
        referrals = sum(len(one.referrals) for one in self._histories)
        self._events.reassess(self._histories, round(referrals * 0.86))
        self._events.contact(self._histories, round(referrals * national.CONTACTS_FOR_A_REFERRAL))

    def _add_enquiries(self) -> None:
        wanted = self._scaled(national.ENQUIRIES)
        conferences = self._scaled(national.CONFERENCES)
        rows = [row for one in self._histories for row in one.enquiries]
        held, count = sum(row.conference is not None for row in rows), len(rows)
        candidates = [one for one in self._histories if _may_be_enquired_into(one)]
        for history in self._chance.shuffled(candidates):
            if count >= wanted or not isinstance(history.need, Need):
                return
            if held < conferences and self._events.conference_without_plan(history, history.need):
                held += 1
            else:
                self._events.enquiry_without_conference(history, history.need)
            count += 1

    def _refer_others(self) -> None:
        """Referrals with no further action, until there are as many as nationally."""
        wanted = self._scaled(national.REFERRALS)
        missing = wanted - sum(len(one.referrals) for one in self._histories)
        for family in self._families.families("assessment", missing):
            source = self._chance.pick(values.SOURCES)
            day = self._chance.day(WINDOW_START, FRAME_DATE - timedelta(days=3))
            histories = [History(child) for child in family]
            for history in histories:
                self._events.refer_only(history, source, day)
            self._histories += histories


def _is_need_only(history: History) -> bool:
    need = history.need
    return (
        need is not None
        and need.status is Status.NEED_PLAN
        and history.plan is None
        and not history.early_help
        and not history.child.is_unborn
    )


def _may_be_enquired_into(history: History) -> bool:
    need = history.need
    if need is None or not need.is_listed or history.enquiries:
        return False
    recent = FRAME_DATE - timedelta(days=10)
    is_young = need.started <= recent and (need.closed is None or need.closed > WINDOW_START)
    return is_young and need.primary_need == values.ABUSE_OR_NEGLECT


def _closure_after(ceased: str | None) -> str:
    if ceased is not None and "Adopted" in ceased:
        return "RC1 - Adopted"
    return values.CLOSURES.options[0]
