"""What was asked of the invented returns, and what came of it, all authorities together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sample_data.generate import national, values
from sample_data.generate.calendar_days import add_working_days, months_between
from sample_data.generate.histories import Assessment, Enquiry, History
from sample_data.generate.population import Population

TWO_YEARS = 24
HEAD = ("figure", "asked", "came", "source")
DFE = "DfE, Children in need, year ending 31 March 2013"
DFE_2014 = "DfE, Children in need, year ending 31 March 2014"


@dataclass(frozen=True)
class Share:
    """One figure that the generator aims at.

    Args:
        asked: The national figure, as a share or for each child protection plan.
    """

    figure: str
    asked: float
    came: float
    source: str = DFE


def shares(populations: Sequence[Population]) -> tuple[Share, ...]:
    """The figures, in the order of a child's way through the lists."""
    histories = [one for population in populations for one in population.histories]
    return (*_volumes(histories), *_timing(histories), *_plans(histories))


def _volumes(histories: Sequence[History]) -> tuple[Share, ...]:
    plans = sum(one.has_open_plan for one in histories)
    in_need = [one.need for one in histories if one.need is not None and one.need.closed is None]
    conferences = [row for one in histories for row in one.enquiries if row.conference]
    rows = {
        "referrals": (sum(len(one.referrals) for one in histories), national.REFERRALS),
        "section 47 enquiries": (sum(len(one.enquiries) for one in histories), national.ENQUIRIES),
        "initial conferences": (len(conferences), national.CONFERENCES),
    }
    volumes = [
        Share(f"{name} in six months, for each plan", asked, count / plans)
        for name, (count, asked) in rows.items()
    ]
    return (
        *volumes,
        Share("children in need, for each plan", national.CHILDREN_IN_NEED, len(in_need) / plans),
        Share(
            "children in need for two years or more",
            national.NEED_OPEN_TWO_YEARS,
            _share(months_between(one.started) >= TWO_YEARS for one in in_need),
        ),
        Share(
            "children in need because of abuse or neglect",
            national.NEED_ABUSE_OR_NEGLECT,
            _share(one.primary_need == values.ABUSE_OR_NEGLECT for one in in_need),
        ),
    )


def _timing(histories: Sequence[History]) -> tuple[Share, ...]:
    referrals = [row for one in histories for row in one.referrals]
    conferences = [row for one in histories for row in one.enquiries if row.conference]
    singles = [row for one in histories for row in one.assessments if row.authorised is not None]
    return (
        Share(
            "referrals within 12 months of another",
            national.RE_REFERRALS,
            _share(one.in_twelve_months > 0 for one in referrals),
        ),
        Share(
            "conferences within 15 working days",
            national.CONFERENCES_IN_TIME,
            _share(map(_is_conference_in_time, conferences)),
        ),
        Share(
            "finished assessments within 45 working days",
            national.ASSESSED_IN_45_DAYS,
            _share(map(_is_assessed_in_time, singles)),
            DFE_2014,
        ),
    )


def _plans(histories: Sequence[History]) -> tuple[Share, ...]:
    plans = [one.plan for one in histories if one.plan is not None]
    current = [one for one in plans if one.ended is None]
    return (
        Share(
            "plans whose latest category is neglect",
            national.NEGLECT_PLANS,
            _share(one.latest_category == values.NEGLECT for one in current),
        ),
        Share(
            "plans that are a second or later one",
            national.SECOND_OR_LATER_PLAN,
            _share(one.previous_plans > 0 for one in current),
        ),
        Share(
            "plans open for two years or more",
            national.PLANS_OPEN_TWO_YEARS,
            _share(months_between(one.started) >= TWO_YEARS for one in current),
        ),
        Share(
            "plans that ended after two years or more",
            national.PLANS_ENDED_AFTER_TWO_YEARS,
            _share(
                months_between(one.started, one.ended) >= TWO_YEARS for one in plans if one.ended
            ),
        ),
    )


def _is_conference_in_time(enquiry: Enquiry) -> bool:
    return enquiry.conference is not None and enquiry.conference <= add_working_days(
        enquiry.strategy, 15
    )


def _is_assessed_in_time(assessment: Assessment) -> bool:
    return assessment.authorised is not None and assessment.authorised <= add_working_days(
        assessment.started, 45
    )


def _share(answers: Iterable[bool]) -> float:
    given = list(answers)
    return sum(given) / len(given)
