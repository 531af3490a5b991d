"""The sampling frame: units, strata, eligibility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.conditions import Scalar
from inspect_tool.domain.plan import CaseType


class Eligibility(StrEnum):
    """Whether a unit of the frame can be drawn."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NOT_KNOWN = "not_known"  # a value that the rule needs is missing: an unknown is not a no


@dataclass(frozen=True)
class ListRow:
    """One row of an Annex A list, with its values by the official column names.

    Args:
        list_number: 1 to 11.
        values: Text, whole numbers and dates; a column that is blank or unreadable is None.
    """

    list_number: int
    file: str
    sheet: str
    row: int
    values: Mapping[str, Scalar | None]


@dataclass(frozen=True)
class Unit:
    """One child on the frame, known by a token only.

    Args:
        list_id: Code of the authority.
        unit_id: Token, the first 32 hex digits of HMAC-SHA-256(list salt, local id).
        fields: The fields that the plan keeps or derives; None means not known.
    """

    list_id: str
    unit_id: str
    case_type: CaseType
    stratum: str
    fields: Mapping[str, Scalar | None]
    eligibility: Eligibility
