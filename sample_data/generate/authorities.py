"""The 11 fictional authorities: one for each region of England and two more.

No council of England has any of these names. The numbers of child protection plans for neglect
are set on the quartiles of the real figures of 31 March 2013 (60, 99 and 148; from 16 to 467).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspect_tool.domain.clocks.local import LocalTerms


class FileFormat(StrEnum):
    """What kind of file an authority returns."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"  # a folder, one file a list


class IdStyle(StrEnum):
    """What an authority's own child ids look like."""

    SEVEN_DIGITS = "seven digits"
    SIX_DIGITS = "six digits"
    LEADING_ZEROS = "eight digits with leading zeros, kept as text"
    LETTER_AND_DIGITS = "a letter and six digits"
    SLASHED = "three letters, a slash and five digits"


@dataclass(frozen=True)
class Authority:
    """One fictional authority.

    Args:
        plans: Children on a child protection plan on the date of the frame.
        neglect_plans: Those of them whose latest category is neglect.
        strength: From 0 (weak) to 1 (strong): how good the invented practice is.
    """

    code: str
    name: str
    region: str
    type: str
    neglect_plans: int
    plans: int
    id_style: IdStyle
    file_format: FileFormat
    strength: float
    single_assessment_from: date | None = None

    @property
    def file_name(self) -> str:
        """Name of the file, or of the folder, that the authority returns."""
        stem = f"{self.code}-annex-a-2013-09-30"
        return stem if self.file_format is FileFormat.CSV else f"{stem}.{self.file_format}"


_X, _O, _C = FileFormat.XLSX, FileFormat.ODS, FileFormat.CSV
_7, _6, _0 = IdStyle.SEVEN_DIGITS, IdStyle.SIX_DIGITS, IdStyle.LEADING_ZEROS
_L, _S = IdStyle.LETTER_AND_DIGITS, IdStyle.SLASHED
_NE, _NW, _YH = "North East", "North West", "Yorkshire and The Humber"
_EM, _WM, _EE = "East Midlands", "West Midlands", "East of England"
_SE, _SW, _LO = "South East", "South West", "London"

AUTHORITIES = (
    Authority("ASH", "Ashmere", _NE, "unitary", 72, 121, _7, _X, 0.55, date(2013, 9, 1)),
    Authority("CRE", "Cressbourne", _WM, "metropolitan", 128, 300, _6, _X, 0.35),
    Authority("FEN", "Fenwater", _EE, "unitary", 58, 150, _L, _O, 0.75),
    Authority("FOS", "Fosseshire", _EM, "shire county", 297, 700, _7, _X, 0.45),
    Authority("IRK", "Irkdale", _NW, "metropolitan", 212, 455, _0, _X, 0.25),
    Authority("KEL", "Kelderby", _YH, "metropolitan", 150, 380, _7, _X, 0.50),
    Authority("MAR", "Marlgate", _LO, "London borough", 95, 310, _6, _X, 0.65),
    Authority("PET", "Petherwick", _SW, "unitary", 18, 39, _S, _O, 0.80),
    Authority("QUE", "Queensbrook", _LO, "London borough", 110, 345, _7, _X, 0.85),
    Authority("TAR", "Tarnmouth", _SW, "unitary", 46, 120, _6, _C, 0.30),
    Authority("WEA", "Wealdshire", _SE, "shire county", 425, 970, _L, _X, 0.50),
)

TERMS = {
    one.code: LocalTerms(single_assessment_from=one.single_assessment_from) for one in AUTHORITIES
}
