"""Puts histories onto the eleven lists of Annex A, as an authority would return them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from sample_data.generate import values
from sample_data.generate.authorities import Authority
from sample_data.generate.calendar_days import FRAME_DATE
from sample_data.generate.chance import Chance, Weighted
from sample_data.generate.children import Child
from sample_data.generate.columns import FAMILY_IDENTIFIER, LISTS_WITH_FAMILY_IDENTIFIER
from sample_data.generate.histories import Care, History
from sample_data.generate.leaving_lists import LaterLists
from sample_data.generate.population import Population
from sample_data.generate.spreadsheets import Cell

Values: TypeAlias = dict[str, Cell]
TEAM, WORKER = "Allocated Team", "Allocated Worker"
ID, BORN, AGE, DISABILITY = (
    "Child Unique ID",
    "Date of Birth",
    "Age of Child (Years)",
    "Does the Child have a Disability",
)
# Outside every real postcode area: ZZ is not assigned.
POSTCODE_DISTRICTS = tuple(f"ZZ{number}" for number in range(1, 20))
SMALL_NUMBERS = Weighted.of(((0, 88), (1, 7), (2, 3), (4, 2)))
PLACEMENT_NUMBERS = Weighted.of(((1, 70), (2, 19), (3, 8), (4, 3)))


@dataclass
class Row:
    """One row of a list, before it is written.

    Args:
        history: Whose row it is; None for care leavers and adopters.
        day: The date by which the authority's system sorts the list.
    """

    history: History | None
    day: date
    values: Values


Lists: TypeAlias = dict[int, list[Row]]


def yes_or_no(answer: bool | None) -> str | None:
    """The code of a yes-or-no column; None stays blank."""
    return None if answer is None else values.YES if answer else values.NO


class ListWriter:
    """Makes the rows of one authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._chance = Chance(authority.code, "lists")

    def lists(self, population: Population) -> Lists:
        """All eleven lists, each sorted by its date and the child's id."""
        makers: dict[int, Callable[[History], list[Row]]] = {
            1: self._contacts,
            2: self._early_help,
            3: self._referrals,
            4: self._assessments,
            5: self._enquiries,
            6: self._need,
            7: self._protection,
            8: self._care,
        }
        lists: Lists = {
            number: sorted(
                (row for history in population.histories for row in make(history)),
                key=lambda row: (row.day, str(row.values[ID])),
            )
            for number, make in makers.items()
        }
        later = LaterLists(population)
        for number, rows in later.rows().items():
            lists[number] = [Row(None, day, row) for day, row in rows]
        return lists

    def _about(self, child: Child, *, disability: bool = True) -> Values:
        about: Values = {
            ID: child.local_id,
            "Gender": child.gender,
            "Ethnicity": child.ethnicity,
            BORN: child.born,  # the expected date of an unborn child
            AGE: None if child.is_unborn else child.age,
        }
        if disability:
            about[DISABILITY] = yes_or_no(child.disabled)
        return about

    def _staff(self, kind: str) -> Values:
        worker = f"{chr(65 + self._chance.whole(0, 22))} {self._chance.one_of(values.TREES)}"
        return {TEAM: self._chance.one_of(values.TEAMS[kind]), WORKER: worker}

    def _row(self, number: int, history: History, day: date, row: Values) -> Row:
        if number in LISTS_WITH_FAMILY_IDENTIFIER:
            row[FAMILY_IDENTIFIER] = history.child.family_id
        return Row(history, day, row)

    def _contacts(self, history: History) -> list[Row]:
        about = self._about(history.child, disability=False)
        return [
            self._row(
                1,
                history,
                contact.made,
                {**about, "Date of Contact": contact.made, "Contact Source": contact.source},
            )
            for contact in history.contacts
        ]

    def _early_help(self, history: History) -> list[Row]:
        return [
            self._row(
                2,
                history,
                helped.started,
                {
                    **self._about(history.child, disability=False),
                    "Assessment start date": helped.started,
                    "Assessment completion date": helped.completed,
                    "Organisation completing assessment": helped.organisation,
                },
            )
            for helped in history.early_help
        ]

    def _referrals(self, history: History) -> list[Row]:
        return [
            self._row(
                3,
                history,
                referral.received,
                {
                    **self._about(history.child, disability=False),
                    "Date of referral": referral.received,
                    "Referral Source": referral.source,
                    "Referral NFA?": yes_or_no(referral.no_further_action),
                    "Number of Referrals in Last 12 Months": referral.in_twelve_months,
                    **self._staff("front door"),
                },
            )
            for referral in history.referrals
        ]

    def _assessments(self, history: History) -> list[Row]:
        supported = "Was the child assessed as requiring LA children's social care support?"
        return [
            self._row(
                4,
                history,
                assessment.started,
                {
                    **self._about(history.child),
                    "Continuous Assessment Start Date": assessment.started,
                    "Child Seen During Continuous Assessment": yes_or_no(assessment.child_seen),
                    "Continuous Assessment Date of Authorisation": assessment.authorised,
                    supported: yes_or_no(assessment.needs_support)
                    if assessment.authorised
                    else None,
                    **self._staff("front door"),
                },
            )
            for assessment in history.assessments
        ]

    def _enquiries(self, history: History) -> list[Row]:
        start = "Strategy discussion initiating Section 47 Enquiry Start Date"
        unnecessary = "Was an Initial Child Protection Conference deemed unnecessary?"
        led = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
        return [
            self._row(
                5,
                history,
                enquiry.strategy,
                {
                    **self._about(history.child),
                    start: enquiry.strategy,
                    unnecessary: yes_or_no(enquiry.conference_unnecessary),
                    "Date of Initial Child Protection Conference": enquiry.conference,
                    led: yes_or_no(enquiry.led_to_plan),
                    "Number of Section 47 Enquiries in the last 12 months": enquiry.enquiries,
                    "Number of ICPCs in the last 12 months": int(enquiry.conference is not None),
                    **self._staff("front door"),
                },
            )
            for enquiry in history.enquiries
        ]

    def _need(self, history: History) -> list[Row]:
        need = history.need
        if need is None or not need.is_listed:
            return []
        row = {
            **self._about(history.child),
            "CIN Start Date": need.started,
            "Primary Need Code": need.primary_need,
            "Date Child Was Last Seen": need.last_seen,
            "CIN Closure Date": need.closed,
            "Reason for Closure": need.closure,
            "Case Status": str(need.status),
            **self._staff("plans"),
        }
        return [self._row(6, history, need.started, row)]

    def _protection(self, history: History) -> list[Row]:
        plan = history.plan
        if plan is None:
            return []
        order = (
            "Subject to Emergency Protection Order or Protected Under Police Powers "
            "in Last Six Months (Y/N)"
        )
        row = {
            **self._about(history.child),
            "Child Protection Plan Start Date": plan.started,
            "Initial Category of Abuse": plan.initial_category,
            "Latest Category of Abuse": plan.latest_category,
            "Date of the Last Statutory Visit": plan.last_visit,
            "Was the Child Seen Alone?": plan.seen_alone,
            "Date of latest review conference": plan.last_review,
            "Child Protection Plan End Date": plan.ended,
            order: yes_or_no(plan.emergency_order),
            "Number of Previous Child Protection Plans": plan.previous_plans,
            **self._staff("plans"),
        }
        return [self._row(7, history, plan.started, row)]

    def _care(self, history: History) -> list[Row]:
        care = history.care
        if care is None:
            return []
        about = self._about(history.child)
        disability = about.pop(DISABILITY)
        again = (
            "Is this a second or subsequent period of being a Looked After Child "
            "within the last 12 months (Y/N)"
        )
        row: Values = {
            **about,
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": values.NO,
            DISABILITY: disability,
            "Date Started to be Looked After": care.started,
            "Child's Category of Need": care.need,
            again: yes_or_no(care.again_in_twelve_months),
            "Start date of current legal status": care.legal_status_since,
            "Child's Legal Status": care.legal_status,
            **self._care_checks(care),
            **self._placement(history.child, care),
            **self._staff("care"),
        }
        return [self._row(8, history, care.started, row)]

    def _care_checks(self, care: Care) -> Values:
        until = care.ended or FRAME_DATE
        permanence = values.PERMANENCE.get(care.legal_status, values.PERMANENCE["other"])

        def within(days: int) -> date | None:
            """A day of the last `days`, if care had begun by then."""
            day = until - timedelta(days=self._chance.whole(0, days))
            return day if day > care.started else None

        return {
            "Date of Latest Statutory Review": within(180),
            "Date of Last Social Work Visit": within(45),
            "What is the permanence plan for this child?": self._chance.pick(permanence),
            "Date of Last IRO Visit / Contact to the Child": within(150),
            "Date of Last Health Assessment": within(360),
            "Date of Last Dental Check": within(360),
            "Number of Placements in the Last 12 months": self._chance.pick(PLACEMENT_NUMBERS),
            "Date Ceased to be Looked After": care.ended,
            "Reason Ceased to be Looked After": care.ceased,
        }

    def _placement(self, child: Child, care: Care) -> Values:
        at_home = care.placement == values.PLACED_WITH_PARENTS
        provider = values.PARENTS_AS_PROVIDER if at_home else self._chance.pick(values.PROVIDERS)
        is_near = self._chance.happens(0.62)
        missing = self._chance.pick(SMALL_NUMBERS) if child.age >= 11 else 0
        offered = self._chance.happens(0.75) if missing else None
        accepted = self._chance.happens(0.5) if offered else None
        is_home = "K2" in care.placement
        return {
            "Start Date of Most Recent Placement": care.placement_since,
            "Placement Type": care.placement,
            "Placement Provider": provider,
            "Placement postcode": self._postcode(),
            "URN of Placement": f"SC9{self._chance.whole(10000, 99999)}" if is_home else None,
            "Placement Location": "a) In" if is_near else "b) Out",
            "LA of Placement": self._authority.name if is_near else "Another authority",
            "Number of Episodes the Child has been 'Missing' from their Placement "
            "in the last 12 months": missing,
            "Number of Episodes the Child has been 'Absent' from their Placement "
            "in the last 12 months": self._chance.pick(SMALL_NUMBERS) if child.age >= 11 else 0,
            "Was the child offered a Return Interview after their last missing episode (Y/N)?": (
                yes_or_no(offered)
            ),
            "Did the child accept a Return Interview after their last missing episode (Y/N)?": (
                yes_or_no(accepted)
            ),
        }

    def _postcode(self) -> str:
        district = self._chance.one_of(POSTCODE_DISTRICTS)
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        ending = self._chance.one_of(letters) + self._chance.one_of(letters)
        return f"{district} {self._chance.whole(1, 9)}{ending}"
