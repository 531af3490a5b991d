"""Lists 9, 10 and 11: care leavers, adoption and adopters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from sample_data.generate import national, values
from sample_data.generate.calendar_days import FRAME_DATE, age_in_years
from sample_data.generate.chance import Chance
from sample_data.generate.children import Child
from sample_data.generate.population import Population
from sample_data.generate.spreadsheets import Cell

Dated: TypeAlias = list[tuple[date, dict[str, Cell]]]

ADOPTION_STEPS = (
    "Date of Placement Order",
    "Date of Matching Child and Prospective Adopters",
    "Date Placed for Adoption",
    "Date of Adoption Order",
)
ADOPTER_STEPS = (
    "Date Stage 1 started",
    "Date Stage 1 ended",
    "Date Stage 2 started",
    "Date Stage 2 ended",
    "Date application submitted",
    "Date application approved",
    "Date adopter matched with child(ren)",
    "Date child/children placed with adopter(s)",
)


class LaterLists:
    """Makes the last three lists of one authority."""

    def __init__(self, population: Population) -> None:
        self._population = population
        self._authority = population.authority
        self._chance = Chance(population.authority.code, "later lists")

    def rows(self) -> dict[int, Dated]:
        """The rows of the three lists with the dates by which they are sorted."""
        return {9: self._leavers(), 10: self._adoptions(), 11: self._adopters()}

    def _leavers(self) -> Dated:
        count = round(self._authority.plans * national.CARE_LEAVERS)
        rows = [self._leaver(number) for number in range(1, count + 1)]
        return sorted(rows, key=lambda one: (one[0], str(one[1]["Child Unique ID"])))

    def _leaver(self, number: int) -> tuple[date, dict[str, Cell]]:
        born = FRAME_DATE - timedelta(days=self._chance.whole(16 * 366, 20 * 365))
        contact = FRAME_DATE - timedelta(days=self._chance.whole(1, 75))
        review = FRAME_DATE - timedelta(days=self._chance.whole(5, 180))
        tree = self._chance.one_of(values.TREES)
        in_touch = self._chance.pick(values.IN_TOUCH)
        return born, {
            "Child Unique ID": f"LC{self._authority.code}{number:04d}",
            "Gender": values.MALE if self._chance.happens(0.56) else values.FEMALE,
            "Ethnicity": self._chance.pick(values.ETHNICITY["shire"]),
            "Date of Birth": born,
            "Age of Child (Years)": age_in_years(born),
            "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)": (
                values.YES if self._chance.happens(0.05) else values.NO
            ),
            "Does the Child have a Disability": (
                values.YES if self._chance.happens(0.1) else values.NO
            ),
            "Allocated Team": values.TEAMS["leaving"][0],
            "Allocated Worker": f"B {tree}",
            "Allocated Personal Advisor": f"P {self._chance.one_of(values.TREES)}",
            "Eligibility Category": self._chance.pick(values.ELIGIBILITY),
            "Latest Pathway Plan Review Date": review,
            "LA in Touch": in_touch,
            "Latest Date of Contact": contact if in_touch == values.YES else None,
            "Type of Accommodation": self._chance.pick(values.ACCOMMODATION),
            "Suitability of Accommodation": self._chance.pick(values.SUITABILITY),
            "Activity Status": self._chance.pick(values.ACTIVITY),
        }

    def _adoptions(self) -> Dated:
        """Children in care under nine, as many as there are adoption cases."""
        wanted = max(1, round(self._authority.plans * national.ADOPTION_CASES))
        young = [
            one
            for one in self._population.histories
            if one.is_in_care and one.care is not None and 0 <= one.child.age < 9
        ]
        chosen = self._chance.shuffled(young)[:wanted]
        rows = [self._adoption(one.child, one.care.started) for one in chosen if one.care]
        return sorted(rows, key=lambda one: (one[0], str(one[1]["Child Unique ID"])))

    def _adoption(self, child: Child, entered: date) -> tuple[date, dict[str, Cell]]:
        first = max(entered, FRAME_DATE - timedelta(days=360))
        decided = self._chance.day(first, FRAME_DATE)
        row: dict[str, Cell] = {
            "Child Unique ID": child.local_id,
            "Family identifier": child.family_id,
            "Gender": child.gender,
            "Ethnicity": child.ethnicity,
            "Date of Birth": child.born,
            "Age of Child (Years)": child.age,
            "Does the Child have a Disability": values.YES if child.disabled else values.NO,
            "Date the Child Entered Care": entered,
            "Date of Decision that Child Should be Placed for Adoption": decided,
        }
        row.update(self._steps(decided, ADOPTION_STEPS, 0.62))
        if row[ADOPTION_STEPS[0]] is None and self._chance.happens(0.15):
            reversal = "Date of Decision that Child Should No Longer be Placed for Adoption"
            row[reversal] = self._chance.day(decided, FRAME_DATE)
            reason = self._chance.pick(values.NO_LONGER_FOR_ADOPTION)
            row["Reason Why Child No Longer Placed for Adoption"] = reason
        return decided, row

    def _steps(self, start: date, names: tuple[str, ...], go_on: float) -> dict[str, Cell]:
        """Dates of steps that follow each other, as far as they have got."""
        steps: dict[str, Cell] = dict.fromkeys(names)
        day = start
        for name in names:
            day += timedelta(days=self._chance.whole(10, 90))
            if day > FRAME_DATE or not self._chance.happens(go_on):
                break
            steps[name] = day
        return steps

    def _adopters(self) -> Dated:
        count = max(2, round(self._authority.plans * national.ADOPTERS))
        rows = [self._adopter(number) for number in range(1, count + 1)]
        return sorted(rows, key=lambda one: (one[0], str(one[1]["Individual adopter identifier"])))

    def _adopter(self, number: int) -> tuple[date, dict[str, Cell]]:
        enquired = FRAME_DATE - timedelta(days=self._chance.whole(10, 700))
        row: dict[str, Cell] = {
            "Individual adopter identifier": f"AD{self._authority.code}{number:04d}",
            "Family identifier": f"AF{(number + 1) // 2:04d}",
            "Gender": values.FEMALE if number % 2 else values.MALE,
            "Ethnicity": self._chance.pick(values.ETHNICITY["shire"]),
            "Disability": values.YES if self._chance.happens(0.04) else values.NO,
            "Is the (prospective) adopter fostering for adoption?": (
                values.YES if self._chance.happens(0.05) else values.NO
            ),
            "Date enquiry received": enquired,
            **self._steps(enquired, ADOPTER_STEPS, 0.86),
        }
        if row[ADOPTER_STEPS[-1]] is not None:
            row["No. of children placed"] = 2 if self._chance.happens(0.2) else 1
        elif self._chance.happens(0.1):
            row["Date of leaving adoption process"] = self._chance.day(enquired, FRAME_DATE)
            row["Reason for leaving adoption process"] = self._chance.pick(values.LEFT_ADOPTION)
        return enquired, row
