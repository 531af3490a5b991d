"""The official columns of Annex A, and what this tool does with each.

Source: `annex_a_columns.csv` beside this module holds every list, position, heading, type and
whether it may be blank, in the specification of 2024, and whether the specification of 2022 has
it. The facts were read from the public specifications `Annex_A_schema.yml` (2024) and
`la-agg.yml` (2022) of SocialFinanceDigitalLabs' liia-tools-pipeline and liia-tools. Only List 9
differs between the two.

This module and those it imports are loaded in the child process that reads untrusted files, so
they import the standard library alone.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

CHILD_ID = "Child Unique ID"
ADOPTER_ID = "Individual adopter identifier"
FAMILY_ID = "Family identifier"
BIRTH = "Date of Birth"
AGE = "Age of Child (Years)"
POSTCODE = "Placement postcode"

# Their values can tell who somebody is, so no message ever repeats them.
IDENTIFYING_COLUMNS = frozenset(
    {
        CHILD_ID,
        ADOPTER_ID,
        FAMILY_ID,
        BIRTH,
        POSTCODE,
        "Allocated Worker",
        "Allocated Personal Advisor",
    }
)

LIST_TITLES: Mapping[int, str] = {
    1: "Contacts",
    2: "Early help",
    3: "Referrals",
    4: "Assessments",
    5: "Section 47 enquiries and initial child protection conferences",
    6: "Children in need",
    7: "Child protection",
    8: "Children in care",
    9: "Leaving care",
    10: "Adoption",
    11: "Adopters",
}
# The lists that say who gets help; a child on none of them is on no frame.
CASE_LISTS = (2, 6, 7, 8)
ADULT_LISTS = frozenset({9, 11})  # people of 18 and over belong there

# Without these a list cannot say who was helped and when; the return is refused.
NEEDED_COLUMNS: Mapping[int, tuple[str, ...]] = {
    1: (CHILD_ID, "Date of Contact"),
    2: (CHILD_ID, "Assessment start date"),
    3: (CHILD_ID, "Date of referral"),
    4: (CHILD_ID, "Continuous Assessment Start Date"),
    5: (CHILD_ID, "Strategy discussion initiating Section 47 Enquiry Start Date"),
    6: (CHILD_ID, "CIN Start Date", "CIN Closure Date"),
    7: (
        CHILD_ID,
        "Child Protection Plan Start Date",
        "Latest Category of Abuse",
        "Child Protection Plan End Date",
    ),
    8: (CHILD_ID, "Date Started to be Looked After", "Date Ceased to be Looked After"),
    9: (CHILD_ID,),
    10: (CHILD_ID, "Date of Decision that Child Should be Placed for Adoption"),
    11: (ADOPTER_ID, "Date enquiry received"),
}

# What makes two rows of a list the same entry. Source: reference la-agg.yml, de-duplication keys.
KEY_COLUMNS: Mapping[int, tuple[str, ...]] = {
    1: (CHILD_ID, "Date of Contact", "Contact Source"),
    2: (CHILD_ID, "Assessment start date"),
    3: (CHILD_ID, "Date of referral", "Referral Source"),
    4: (CHILD_ID, "Continuous Assessment Start Date"),
    5: (CHILD_ID, "Strategy discussion initiating Section 47 Enquiry Start Date"),
    6: (CHILD_ID, "CIN Start Date"),
    7: (CHILD_ID, "Child Protection Plan Start Date"),
    8: (
        CHILD_ID,
        "Date Started to be Looked After",
        "Start date of current legal status",
        "Child's Legal Status",
        "Start Date of Most Recent Placement",
        "Placement Type",
        "Placement Provider",
        POSTCODE,
    ),
    9: (CHILD_ID,),
    10: (CHILD_ID, "Date of Decision that Child Should be Placed for Adoption"),
    11: (ADOPTER_ID, "Date enquiry received"),
}

# Pairs of dates, the first of which cannot be after the second.
ORDERED_DATES: Mapping[int, tuple[tuple[str, str], ...]] = {
    2: (("Assessment start date", "Assessment completion date"),),
    4: (("Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"),),
    5: (
        (
            "Strategy discussion initiating Section 47 Enquiry Start Date",
            "Date of Initial Child Protection Conference",
        ),
    ),
    6: (("CIN Start Date", "CIN Closure Date"), ("CIN Start Date", "Date Child Was Last Seen")),
    7: (
        ("Child Protection Plan Start Date", "Child Protection Plan End Date"),
        ("Child Protection Plan Start Date", "Date of the Last Statutory Visit"),
        ("Child Protection Plan Start Date", "Date of latest review conference"),
    ),
    8: (
        ("Date Started to be Looked After", "Date Ceased to be Looked After"),
        ("Date Started to be Looked After", "Date of Last Social Work Visit"),
        ("Date Started to be Looked After", "Date of Latest Statutory Review"),
        ("Start Date of Most Recent Placement", "Date Ceased to be Looked After"),
    ),
    11: (
        ("Date Stage 1 started", "Date Stage 1 ended"),
        ("Date Stage 2 started", "Date Stage 2 ended"),
    ),
}


class ColumnKind(StrEnum):
    """How the cells of a column are read."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    DATE = "date"
    WHOLE_NUMBER = "whole number"
    AGE = "age"
    CHOICE = "choice"
    POSTCODE = "postcode"


@dataclass(frozen=True)
class OfficialColumn:
    """One column of a list, as the specification has it.

    Args:
        is_needed: Without it the list cannot be used.
        is_in_2022: The specification of 2022 has it too.
    """

    list_number: int
    position: int
    name: str
    kind: ColumnKind
    may_be_blank: bool
    is_needed: bool
    is_in_2022: bool

    @property
    def identifies(self) -> bool:
        """Whether its values can tell who somebody is."""
        return self.name in IDENTIFYING_COLUMNS


@cache
def official_columns() -> Mapping[int, tuple[OfficialColumn, ...]]:
    """Every official column by list, in the specification's order."""
    table = files("inspect_tool.domain.annex_a") / "annex_a_columns.csv"
    lists: dict[int, list[OfficialColumn]] = {}
    with table.open("r", encoding="utf-8") as file:
        for record in csv.DictReader(file):
            column = _column_of(record)
            lists.setdefault(column.list_number, []).append(column)
    for number, columns in lists.items():
        if all(column.name != FAMILY_ID for column in columns):
            columns.append(_family_column(number, len(columns) + 1))
    return {number: tuple(columns) for number, columns in sorted(lists.items())}


def _column_of(record: Mapping[str, str]) -> OfficialColumn:
    number = int(record["list"].removeprefix("List "))
    name = record["column"]
    return OfficialColumn(
        list_number=number,
        position=int(record["pos"]),
        name=name,
        kind=_kind_of(name, record["type_2024"]),
        # Blank in the specification itself means that nobody allowed it.
        may_be_blank=record["can_be_blank_2024"] == "True",
        is_needed=name in NEEDED_COLUMNS[number],
        is_in_2022=record["in_2022_spec"] == "yes",
    )


def _kind_of(name: str, official_type: str) -> ColumnKind:
    if name in {CHILD_ID, ADOPTER_ID, FAMILY_ID}:
        return ColumnKind.IDENTIFIER
    if name == AGE:
        return ColumnKind.AGE
    if name == POSTCODE:
        return ColumnKind.POSTCODE
    kinds = {
        "date": ColumnKind.DATE,
        "numeric": ColumnKind.WHOLE_NUMBER,
        "category": ColumnKind.CHOICE,
    }
    return kinds.get(official_type.partition(":")[0], ColumnKind.TEXT)


def _family_column(list_number: int, position: int) -> OfficialColumn:
    # Not official outside Lists 10 and 11, but welcome everywhere: it keeps siblings together.
    return OfficialColumn(
        list_number=list_number,
        position=position,
        name=FAMILY_ID,
        kind=ColumnKind.IDENTIFIER,
        may_be_blank=True,
        is_needed=False,
        is_in_2022=False,
    )
