"""The value lists of Annex A: official letters, codes and words, and how they get spelled.

What a cell is turned into is the `value` of its `Code`: a short word (`neglect`), the official
code where people know it as such (`N1`, `C2`), or yes, no and unknown as True, False and None.

How a spelling is recognised is in `recognition`.

Sources: value lists `data-map.yml` (liia-tools) and `Annex_A_schema.yml` (liia-tools-pipeline,
2024); the CIN census codes for categories of abuse and disabilities.
"""

from __future__ import annotations

from collections.abc import Mapping

from inspect_tool.domain.annex_a.recognition import Code, CodeList, CodeValue


def _code(value: CodeValue, letter: str, code: str, *words: str) -> Code:
    return Code(value, letter, code, words)


GENDER = CodeList(
    "gender",
    (
        _code("male", "a", "", "Male", "M", "Boy", "1", "1 - Male"),
        _code("female", "b", "", "Female", "F", "Girl", "2", "2 - Female"),
        _code(
            "not_stated", "c", "", "Not stated/recorded", "Not stated/recorded (or unborn)",
            "Not stated", "Not recorded", "Not known", "Unknown", "U", "Unborn", "Unborn/Unknown",
            "Not recorded/Unborn", "Not specified", "Unspecified", "Gender unspecified",
            "Withheld", "0", "9", "0 - Not known", "0 - Not recorded", "0 - Not stated",
        ),
        _code(
            "neither", "d", "", "Neither", "Non-binary", "Nonbinary", "Transgender",
            "Unable to classify", "Indeterminate", "Indeterminate gender",
        ),
    ),
)  # fmt: skip

YES_NO = CodeList(
    "yes or no",
    (
        _code(True, "a", "", "Yes", "Y", "True", "1", "1 - Yes"),
        _code(False, "b", "", "No", "N", "False", "0", "0 - No"),
        _code(None, "c", "", "Unknown", "U", "Not known", "Not recorded", "Not stated"),
    ),
)

SEEN = CodeList(
    "yes or no",
    (
        _code(True, "a", "", *YES_NO.codes[0].words, "Seen", "Seen alone", "Child seen",
              "Child seen alone"),
        _code(False, "b", "", *YES_NO.codes[1].words, "Not seen", "Not seen alone",
              "Child not seen", "Child not seen alone"),
        YES_NO.codes[2],
    ),
)  # fmt: skip

NO_FURTHER_ACTION = CodeList(
    "yes or no",
    (
        _code(True, "a", "", *YES_NO.codes[0].words, "NFA", "No further action"),
        _code(False, "b", "", *YES_NO.codes[1].words, "FA", "Further action"),
        YES_NO.codes[2],
    ),
)

DISABILITY = CodeList(
    "yes or no",
    (
        _code(
            True, "a", "", *YES_NO.codes[0].words, "Disabled", "Disability", "AUT", "Autism",
            "BEH", "Behaviour", "COMM", "Communication", "CON", "Consciousness", "DDA", "HAND",
            "Hand function", "HEAR", "Hearing", "INC", "Incontinence", "LD", "Learning",
            "Learning disability", "MOB", "Mobility", "PC", "Personal care", "VIS", "Vision",
        ),
        _code(False, "b", "", *YES_NO.codes[1].words, "None", "No disability", "Not disabled"),
        _code(None, "c", "", *YES_NO.codes[2].words, "NOBT", "Not obtained", "REFU", "Refused"),
    ),
)  # fmt: skip

ABUSE = CodeList(
    "category of abuse",
    (
        _code("neglect", "a", "NEG", "Neglect"),
        _code("physical_abuse", "b", "PHY", "Physical abuse", "Physical"),
        _code("sexual_abuse", "c", "SAB", "Sexual abuse", "Sexual"),
        _code("emotional_abuse", "d", "EMO", "Emotional abuse", "Emotional"),
        _code(
            "multiple", "e", "MUL", "Multiple/not recommended", "Multiple", "Not recommended",
            "Multiple categories",
        ),
    ),
    several="multiple",
)  # fmt: skip

PRIMARY_NEED = CodeList(
    "primary need",
    (
        _code("N1", "a", "N1", "Abuse or neglect", "Abuse and neglect", "Abuse/neglect"),
        _code("N2", "b", "N2", "Child's disability", "Child's disability or illness",
              "Disability or illness"),
        _code("N3", "c", "N3", "Parental disability or illness", "Parents illness or disability",
              "Parental illness or disability", "Parental illness/disability",
              "Parent illness or disability"),
        _code("N4", "d", "N4", "Family in acute stress"),
        _code("N5", "e", "N5", "Family dysfunction"),
        _code("N6", "f", "N6", "Socially unacceptable behaviour"),
        _code("N7", "g", "N7", "Low income"),
        _code("N8", "h", "N8", "Absent parenting"),
        _code("N9", "i", "N9", "Cases other than children in need",
              "Cases other than child in need"),
        _code("N0", "j", "N0", "Not stated", "Not recorded"),
    ),
)  # fmt: skip

CASE_STATUS = CodeList(
    "case status",
    (
        _code("looked_after", "a", "", "Looked after child", "Child looked after", "Looked after",
              "LAC", "CLA", "Child in care"),
        _code("child_protection_plan", "b", "", "Child Protection plan", "Child protection", "CP",
              "CPP", "CP plan"),
        _code("child_in_need_plan", "c", "", "Child in need plan", "Child in need", "CIN",
              "CIN plan"),
        _code("open_assessment", "d", "", "Open assessment", "Assessment"),
        _code("closed", "e", "", "Closed episode", "Closed", "Closed case"),
    ),
)  # fmt: skip

CLOSURE = CodeList(
    "reason for closure",
    (
        _code("RC1", "a", "RC1", "Adopted"),
        _code("RC2", "b", "RC2", "Died"),
        _code("RC3", "c", "RC3", "Child arrangements order", "Residence order"),
        _code("RC4", "d", "RC4", "Special guardianship order"),
        _code("RC5", "e", "RC5", "Transferred to services of another local authority"),
        _code("RC6", "f", "RC6", "Transferred to adult social care services"),
        _code("RC7", "g", "RC7",
              "Services ceased for any other reason, including child no longer in need",
              "Services ceased for any other reason", "Child no longer in need"),
        _code("RC8", "h", "RC8", "Case closed after assessment, no further action"),
        _code("RC9", "i", "RC9", "Case closed after assessment, referred to early help"),
    ),
)  # fmt: skip

LEGAL_STATUS = CodeList(
    "legal status",
    (
        _code("C1", "", "C1", "ICO", "Interim care order"),
        _code("C2", "", "C2", "FCO", "Full care order", "Care order"),
        _code("D1", "", "D1", "Freeing order", "Freeing order granted"),
        _code("E1", "", "E1", "Placement order", "Placement order granted"),
        _code("V2", "", "V2", "Single period under S20",
              "Single period of accommodation under section 20",
              "S20", "Section 20"),
        _code("V3", "", "V3", "Short term breaks, episodes recorded"),
        _code("V4", "", "V4", "Short term breaks, agreements recorded"),
        _code("L1", "", "L1", "Police protection LA accommodation", "Police protection"),
        _code("L2", "", "L2", "EPO", "Emergency protection order"),
        _code("L3", "", "L3", "Child assessment order LA accommodation",
              "Child assessment order"),
        _code("J1", "", "J1", "Remanded to LA or youth detention", "Remanded to LA",
              "Youth detention"),
        _code("J2", "", "J2", "LA accommodation under PACE", "PACE"),
        _code("J3", "", "J3", "Youth rehabilitation order"),
    ),
)  # fmt: skip

PERMANENCE = CodeList(
    "permanence plan",
    (
        _code("return_to_family", "a", "", "Return to family", "Return home", "Rehabilitation"),
        _code("adoption", "b", "", "Adoption"),
        _code("sgo_or_cao", "c", "", "SGO/CAO", "SGO", "CAO", "Special guardianship order",
              "Special guardianship", "Child arrangements order"),
        _code("supported_living", "d", "", "Supported living in the community",
              "Supported living"),
        _code("residential", "e", "", "Long-term residential placement", "Residential"),
        _code("long_term_fostering", "f", "", "Long-term fostering", "Fostering"),
        _code("other", "g", "", "Other"),
    ),
)  # fmt: skip

# Columns that are not kept: only the letter and the code are compared. `s)` means REFU and
# `t)` for NOBT; returns use `s)` for both.
_ETHNIC_CODES = (
    "WBRI", "WIRI", "WIRT", "WOTH", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN",
    "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT", "UNKNOWN",
)  # fmt: skip
ETHNICITY = CodeList(
    "ethnicity",
    tuple(
        _code(code, letter, code, code)
        for letter, code in zip("abcdefghijklmnopqrstu", _ETHNIC_CODES, strict=True)
    ),
)

_CODE_LISTS: Mapping[str, CodeList] = {
    "Gender": GENDER,
    "Ethnicity": ETHNICITY,
    "Does the Child have a Disability": DISABILITY,
    "Disability": DISABILITY,
    "Referral NFA?": NO_FURTHER_ACTION,
    "Child Seen During Continuous Assessment": SEEN,
    "Was the Child Seen Alone?": SEEN,
    "Primary Need Code": PRIMARY_NEED,
    "Child's Category of Need": PRIMARY_NEED,
    "Case Status": CASE_STATUS,
    "Reason for Closure": CLOSURE,
    "Initial Category of Abuse": ABUSE,
    "Latest Category of Abuse": ABUSE,
    "Child's Legal Status": LEGAL_STATUS,
    "What is the permanence plan for this child?": PERMANENCE,
    "Was the child assessed as requiring LA children's social care support?": YES_NO,
    "Was an Initial Child Protection Conference deemed unnecessary?": YES_NO,
    "Did the Initial Child Protection Conference Result in a Child Protection Plan": YES_NO,
    "Is the (prospective) adopter fostering for adoption?": YES_NO,
}


def code_list_of(column: str) -> CodeList | None:
    """The value list of a column, or None when its values are not looked at."""
    code_list = _CODE_LISTS.get(column)
    if code_list is None and "(Y/N)" in column:
        return YES_NO
    return code_list


def is_yes_or_no(codes: CodeList) -> bool:
    """Whether a list says yes or no and nothing else."""
    return codes.codes[0].value is True
