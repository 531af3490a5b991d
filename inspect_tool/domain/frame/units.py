"""The rows of authorities' lists, and the units of the frame that are made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.errors import Problem


class Eligibility(StrEnum):
    """Whether a unit of the frame can be drawn."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NOT_KNOWN = "not_known"  # a value that the rule needs is missing: an unknown is not a no


class Exclusion(StrEnum):
    """Why a child on a list is not a unit of the frame; the value is how a report says it."""

    CLOSED = "closed before the frame date"
    NOT_STARTED = "started after the frame date"
    NO_CASE = "on no list of cases"  # a contact, referral or assessment alone
    OTHER_CASE_TYPE = "a case type that the plan leaves out"
    UNKNOWN_CASE_TYPE = "its case type is not known"


@dataclass(frozen=True)
class ReturnedList:
    """The rows of one list in one file or sheet, as columns.

    Args:
        list_number: As it is declared, from 1.
        rows: Row of each entry, as the spreadsheet counts it.
        columns: Text, whole numbers and dates of the entries, by the declared heading; what is
            blank or unreadable is None.
        unreadable: By column the rows where something stands that cannot be read: not known,
            which is not the same as blank.
    """

    list_number: int
    file: str
    sheet: str
    rows: Sequence[int]
    columns: Mapping[str, Sequence[Scalar | None]]
    unreadable: Mapping[str, frozenset[int]] = field(default_factory=dict)


class Unit(NamedTuple):
    """One child on the frame, known by a token only.

    A tuple with names, because a return makes tens of thousands of them: they come from columns of
    values in a quarter of the time that frozen dataclasses take.

    Args:
        list_id: Code of the authority.
        unit_id: Token, the first 32 hex digits of HMAC-SHA-256(list salt, local id).
        fields: The fields that the plan keeps or derives; None means not known.
    """

    list_id: str
    unit_id: str
    case_type: str
    stratum: str
    fields: Mapping[str, Scalar | None]
    eligibility: Eligibility


@dataclass(frozen=True)
class Frame:
    """The frame of one authority.

    Args:
        authority: Its code.
        units: Sorted by token.
        exclusions: How many children on the lists are not units, by reason in words.
        local_ids: The authority's own id of each unit, by token; for the key file only.
    """

    authority: str
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]
    exclusions: Mapping[str, int]
    local_ids: Mapping[str, str]
