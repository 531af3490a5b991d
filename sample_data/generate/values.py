"""The code lists of Annex A, with weights, as the invented returns use them.

Source of the codes: Ofsted, child-level data for Annex A. The weights are invented, apart from
the shares that `national.py` names.
"""

from __future__ import annotations

from sample_data.generate.chance import Weighted

YES, NO, UNKNOWN = "a) Yes", "b) No", "c) Unknown"
MALE, FEMALE, NOT_STATED = "a) Male", "b) Female", "c) Not stated/recorded (or unborn)"
NEGLECT, PHYSICAL, SEXUAL, EMOTIONAL, MULTIPLE = (
    "a) Neglect",
    "b) Physical abuse",
    "c) Sexual abuse",
    "d) Emotional abuse",
    "e) Multiple/not recommended",
)
ABUSE_OR_NEGLECT = "N1 - Abuse or neglect"

_SHIRE_ETHNICITY = (
    ("a) WBRI", 86), ("b) WIRI", 0.4), ("c) WIRT", 0.3), ("d) WOTH", 3), ("e) WROM", 0.6),
    ("f) MWBC", 2), ("g) MWBA", 0.8), ("h) MWAS", 1.2), ("i) MOTH", 1.5), ("j) AIND", 0.5),
    ("k) APKN", 1), ("l) ABAN", 0.4), ("m) AOTH", 0.5), ("n) BCRB", 0.4), ("o) BAFR", 1),
    ("p) BOTH", 0.3), ("q) CHNE", 0.2), ("r) OOTH", 0.7), ("t) NOBT", 1.5), ("u) UNKNOWN", 0.7),
)  # fmt: skip
_CITY_ETHNICITY = (
    ("a) WBRI", 44), ("b) WIRI", 1), ("c) WIRT", 0.5), ("d) WOTH", 8), ("e) WROM", 1),
    ("f) MWBC", 6), ("g) MWBA", 2.5), ("h) MWAS", 2), ("i) MOTH", 3.5), ("j) AIND", 2),
    ("k) APKN", 6), ("l) ABAN", 4), ("m) AOTH", 2.5), ("n) BCRB", 4.5), ("o) BAFR", 7),
    ("p) BOTH", 2), ("q) CHNE", 0.4), ("r) OOTH", 2), ("t) NOBT", 1), ("u) UNKNOWN", 0.6),
)  # fmt: skip
ETHNICITY = {
    "shire": Weighted.of(_SHIRE_ETHNICITY),
    "city": Weighted.of(_CITY_ETHNICITY),
}

SOURCES = Weighted.of(
    (
        ("a) 1A: Individual", 9), ("b) 1B: Individual", 3), ("c) 1C: Individual", 1),
        ("d) 1D: Individual", 2), ("e) 2A: Schools", 15), ("f) 2B: Education services", 3),
        ("g) 3A: Health services", 2), ("h) 3B: Health services", 5),
        ("i) 3C: Health services", 1), ("j) 3D: Health services", 3),
        ("k) 3E: Health services", 3), ("l) 3F: Health services", 3), ("m) 4: Housing", 3),
        ("n) 5A: LA services", 6), ("o) 5B: LA services", 5), ("p) 5C: LA services", 3),
        ("q) 6: Police", 24), ("r) 7: Other legal agency", 4), ("s) 8: Other", 3),
        ("t) 9: Anonymous", 3), ("u) 10: Unknown", 1),
    )
)  # fmt: skip

OTHER_NEEDS = Weighted.of(
    (
        ("N2 - Child's disability", 22), ("N3 - Parental disability or illness", 7),
        ("N4 - Family in acute stress", 17), ("N5 - Family dysfunction", 33),
        ("N6 - Socially unacceptable behaviour", 5), ("N7 - Low income", 1),
        ("N8 - Absent parenting", 6), ("N9 - Cases other than children in need", 5),
        ("N0 - Not stated", 4),
    )
)  # fmt: skip
OTHER_ABUSE = Weighted.of(((PHYSICAL, 11), (SEXUAL, 5), (EMOTIONAL, 31), (MULTIPLE, 11)))

CLOSURES = Weighted.of(
    (
        ("RC7 - Services ceased for any other reason, including child no longer in need", 57),
        ("RC8 - Case closed after assessment, no further action", 34),
        ("RC9 - Case closed after assessment, referred to early help", 4),
        ("RC5 - Transferred to services of another local authority", 3),
        ("RC6 - Transferred to adult social care services", 1),
        ("RC3 - Child arrangements order", 1),
    )
)
STEP_DOWN = "RC9 - Case closed after assessment, referred to early help"

CARE_ORDERS = Weighted.of((("C1: ICO", 16), ("C2: FCO", 48), ("V2: Single period under S20", 22),
                           ("E1: Placement order", 13), ("L2: EPO", 1)))  # fmt: skip
PROCEEDINGS = Weighted.of((("C1: ICO", 62), ("V2: Single period under S20", 30), ("L2: EPO", 8)))
REMAND = "J1: Remanded to LA or youth detention"
PERMANENCE = {
    "C1: ICO": Weighted.of((("a) Return to family", 45), ("b) Adoption", 25), ("c) SGO/CAO", 30))),
    "C2: FCO": Weighted.of((("f) Long-term fostering", 80), ("c) SGO/CAO", 10),
                            ("e) Long-term residential placement", 10))),
    "E1: Placement order": Weighted.of((("b) Adoption", 1),)),
    "other": Weighted.of((("a) Return to family", 55), ("f) Long-term fostering", 25),
                          ("d) Supported living in the community", 12), ("g) Other", 8))),
}  # fmt: skip
PLACEMENTS = Weighted.of(
    (
        ("c) U3: Foster placement - relative - not FFA", 11),
        ("d) U4: Foster placement - long term", 22),
        ("f) U6: Foster placement - not FFA", 42),
        ("i) A5: Placed for adoption - order - foster", 1),
        ("j) A6: Placed for adoption - order - not foster", 4),
        ("k) P1: Placed with parents", 6),
        ("p) K2: Children's Homes", 8),
        ("n) H5: Residential accommodation", 4),
        ("s) R3: Family Centre or Mother and Baby Unit", 1),
        ("u) S1: Residential school", 1),
    )
)
PLACED_WITH_PARENTS = "k) P1: Placed with parents"
PROVIDERS = Weighted.of((("b) PR1: Own provision", 63), ("c) PR2: Other LA provision", 3),
                         ("e) PR4: Private provision", 28),
                         ("f) PR5: Voluntary/third sector", 6)))  # fmt: skip
PARENTS_AS_PROVIDER = "a) PR0: Parents/Parental responsibility"
CEASED = Weighted.of(
    (
        ("e) E4A: Returned home to live with parents or relatives - part of planning", 34),
        ("f) E4B: Returned home to live with parents or relatives - not part of planning", 8),
        ("b) E12: Adopted - consent dispensed", 11), ("h) E41: Residence order granted", 6),
        ("k) E47: Special Guardianship Orders - relative/friend", 9),
        ("m) E5: Moved into independent living - supported", 10),
        ("t) E8: Care ceased for any other reason", 22),
    )
)  # fmt: skip

ELIGIBILITY = Weighted.of((("b) Former relevant child", 78), ("a) Relevant child", 9),
                           ("c) Qualifying care leaver", 13)))  # fmt: skip
IN_TOUCH = Weighted.of(((YES, 88), (NO, 8), ("d) Refu", 2), ("e) NREQ", 2)))
ACCOMMODATION = Weighted.of(
    (
        ("B: Parents/relatives", 15), ("D: Semi-independent, transitional accommodation", 20),
        ("E: Supported lodgings", 10), ("U: Independent living", 35), ("X: In custody", 4),
        ("T: Foyers and similar supported accommodation", 6), ("Z: With former foster carers", 8),
        ("R: Residence not known", 2),
    )
)  # fmt: skip
SUITABILITY = Weighted.of((("a) Suitable", 90), ("b) Unsuitable", 10)))
ACTIVITY = Weighted.of(
    (
        ("F2: Full time in education other than higher", 27),
        ("F1: Full time in higher education", 7),
        ("F3: Full time in training or employment", 20),
        ("P3: Part time in training or employment", 6),
        ("G4: Not in education, employment or training - illness or disability", 8),
        ("G5: Not in education, employment or training - other", 24),
        ("G6: Not in education, employment or training - pregnancy or parenting", 8),
    )
)
NO_LONGER_FOR_ADOPTION = Weighted.of((("RD3 - Prospective adopters could not be found", 60),
                                      ("RD1 - The child’s needs changed subsequent to the decision",
                                       40)))  # fmt: skip
LEFT_ADOPTION = Weighted.of(
    (
        ("1 - Adopter withdrew from process", 70),
        ("2 - Process put on hold", 25),
        ("3 - Application refused", 5),
    )
)

EARLY_HELP_ORGANISATIONS = Weighted.of(
    (("School", 34), ("Health visiting service", 21), ("Children's centre", 24),
     ("Family support team", 16), ("Voluntary organisation", 5))
)  # fmt: skip
TEAMS = {
    "front door": ("Referral and Assessment 1", "Referral and Assessment 2"),
    "plans": ("Safeguarding North", "Safeguarding South", "Family Support and Protection"),
    "care": ("Children in Care 1", "Children in Care 2"),
    "leaving": ("Leaving Care",),
}
# Workers are invented: an initial and the name of a tree.
TREES = (
    "Alder", "Aspen", "Beech", "Birch", "Cedar", "Cypress", "Elder", "Fir", "Hawthorn",
    "Hazel", "Holly", "Hornbeam", "Juniper", "Larch", "Laurel", "Linden", "Maple", "Myrtle",
    "Oak", "Pine", "Poplar", "Rowan", "Spruce", "Sycamore", "Walnut", "Willow", "Yew",
)  # fmt: skip
