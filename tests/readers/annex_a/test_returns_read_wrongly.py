"""Small inputs that were read wrongly without a word, each with the right value.

`tests/data/returns/README.md` says what each is, where it comes from and what was made of it.
Numbers are those of its table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from inspect_tool.errors import UnreadableFileError
from tests.read_returns import (
    FILES,
    base,
    differences,
    listed_beyond_base,
    read_return_to_frame,
    right_children,
)

NO_CHILD = {"note-row"}
BOTH = "too many"
CARE = {
    "case_type", "care_start", "latest_review", "legal_status", "category_of_need",
    "placements_12m", "placement_start", "last_visit", "months_open", "long_term",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One input.

    Args:
        listed: Kinds of problems that it has to have, beyond those of the base.
        differs: What may differ from the right children, by child; nothing else may.
        refused: It is refused: as a file, or as a return.
    """

    number: int
    file: str
    listed: set[str] = field(default_factory=set)
    differs: dict[str, Any] = field(default_factory=dict)
    refused: bool = False


CASES = [
    *(
        Case(number, f"foot-{name}.xlsx", kinds)
        for number, name, kinds in [
            (1, "none-note", NO_CHILD), (2, "nil", NO_CHILD), (3, "rows-affected", NO_CHILD),
            (4, "repeated-heading", {"repeated-headings"}), (5, "footer-date", NO_CHILD),
            (6, "total2", NO_CHILD), (7, "group-heading", NO_CHILD),
            (8, "mandatory-row", NO_CHILD), (10, "completion", NO_CHILD),
            (11, "footer-page", NO_CHILD), (12, "underline", NO_CHILD),
            (13, "datatype-row", NO_CHILD), (14, "confidential", NO_CHILD),
        ]
    ),
    Case(9, "s-two-blocks.xlsx", {"note-row", "repeated-headings"}),
    *(
        Case(number, f"id-{name}.xlsx", {"identifier-formatting"}, {"1001002": CARE})
        for number, name in [(15, "float-text"), (19, "eqquote"), (22, "thousands"),
                             (24, "apostrophe")]
    ),
    *(
        Case(number, f"id-{name}.xlsx", {"alike-identifiers"}, ids)
        for number, name, ids in [
            (16, "leadzero-both", {f"100100{n}": "missing" for n in range(1, 8)}
             | {"0001002": BOTH, "0001003": BOTH} | {f"100{n}": BOTH for n in (1, 2, 4, 5, 6, 7)}),
            (17, "case", {"1001002": "missing", "ab1002": BOTH, "AB1002": BOTH}),
            (18, "space-inside", {"1001002": "missing", "AB 1002": BOTH, "AB1002": BOTH}),
            (23, "endash", {"1001002": "missing", "AB-1002": BOTH, "AB–1002": BOTH}),
            (25, "plus", {"+1001002": BOTH}),
            (28, "trailing-dot", {"1001002.": BOTH}),
        ]
    ),
    Case(20, "csv-ids-float", {"identifier-formatting"}),
    Case(21, "csv-eq-quoted"),
    Case(26, "id-bool.xlsx", {"not-an-identifier"}),
    Case(27, "csv-single-quotes", {"identifier-formatting"}),
    Case(29, "csv-open-quote-last", refused=True),
    Case(30, "csv-open-quote-team", refused=True),
    Case(31, "csv-us-dates", {"other-date-order"}),
    Case(32, "d-halfswap.xlsx", {"exchanged-dates"},
         {"1001004": "missing", "1001005": "missing"}
         | {f"100200{n}": BOTH for n in range(8)}),
    Case(33, "d7-us-ampm.xlsx", {"other-date-order"}),
    Case(34, "d7-us-ampm-z.xlsx", {"undecided-date-order"},
         {"1001005": {"plan_start", "months_open"}}),
    Case(35, "x-f-nocache-end.xlsx", {"formula-without-value"}, {"1001004": {"elig"}}),
    Case(36, "x-f-nocache-dob.xlsx", {"formula-without-value"}),
    Case(37, "x-f-nocache-end8.xlsx", {"formula-without-value"}, {"1001006": {"elig"}}),
    Case(38, "x-f-nocache-need.xlsx", {"formula-without-value"}, {"1001002": {"primary_need"}}),
    Case(39, "o-src-err.ods", {"excel-error"}, {"1001002": {"primary_need"}, "1001004": {"elig"}}),
    Case(40, "x-err-date2.xlsx", {"excel-error"}, {"1001004": {"elig"}}),
    Case(41, "x-err-prefix.xlsx", {"excel-error"}, {"1001002": {"primary_need"}}),
    Case(42, "x-err-attr-order.xlsx", {"excel-error"}, {"1001002": {"primary_need"}}),
    Case(43, "c-st-not_closed.xlsx", {"unknown-code"}, {"1001002": {"case_status"}}),
    Case(44, "c-need-Other_than_N1.xlsx", {"unknown-code"}, {"1001002": {"primary_need"}}),
    Case(45, "c-abuse-nonneg.xlsx", {"unknown-code"}, {"1001004": {"category_of_abuse"}}),
    Case(46, "c-abuse-noneg.xlsx", {"unknown-code"}, {"1001004": {"category_of_abuse"}}),
    Case(47, "c-need-notabuse.xlsx", {"unknown-code"}, {"1001002": {"primary_need"}}),
    Case(48, "c-st-re_opened.xlsx", {"unknown-code"}, {"1001002": {"case_status"}}),
    Case(49, "c-leg-E1.xlsx", {"unknown-code"}, {"1001006": {"legal_status"}}),
    Case(50, "c-abuse-fallback.xlsx", {"unknown-code"}, {"1001004": {"category_of_abuse"}}),
    Case(51, "ev-before-birth.xlsx", {"before-birth"},
         {"1001006": {"care_start", "months_open"}}),
    Case(52, "ev-cp-before-birth.xlsx", {"before-birth"},
         {"1001004": {"plan_start", "months_open"}}),
    Case(53, "s-6months.xlsx", {"not-a-list"}),
    Case(54, "sheetjs.xlsx"),
    Case(55, "x-backslash.xlsx"),
    Case(56, "s-pivot.xlsx", {"not-a-list"}),
    Case(57, "x-wbname.xlsx"),
    Case(58, "s-old-copy.xlsx", {"several-places"}, {"1001050": BOTH}),
    Case(59, "h-dup-dob-blank-first.xlsx", {"heading-twice"}),
    Case(60, "h-id-ChildID.xlsx"),
    Case(61, "h-id-PersonID.xlsx"),
    Case(62, "all-empty.xlsx", {"no-children"}, refused=True),
]  # fmt: skip


def test_the_base_is_read_as_the_study_says() -> None:
    assert differences(base().children) == {}
    assert len(right_children()) == 7


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.file}")
def test_what_is_read_is_what_was_meant(case: Case) -> None:
    if case.refused and case.file.startswith("csv-"):
        with pytest.raises(UnreadableFileError, match="line 2"):
            read_return_to_frame(FILES / case.file)
        return
    found = read_return_to_frame(FILES / case.file)
    assert found.is_refused is case.refused
    listed = listed_beyond_base(found)
    assert case.listed <= listed
    if not case.refused:
        differs = differences(found.children)
        for child, names in differs.items():
            allowed = case.differs.get(child, "nothing")
            assert names == allowed or (isinstance(names, set) and names <= set(allowed)), child
    # Nothing differs without a word.
    assert listed or not case.differs
    for problem in found.problems:
        assert not any(child in f"{problem.message}{problem.value}" for child in right_children())


def test_every_case_of_the_study_but_those_of_case_workbooks_is_here() -> None:
    named = {case.file for case in CASES}
    kept = {path.name for path in FILES.iterdir()} - {"base.xlsx", "base_units.json"}
    assert {name for name in kept - named if not name.startswith("case-")} == set()
    assert [case.number for case in sorted(CASES, key=lambda case: case.number)] == [*range(1, 63)]


@pytest.mark.parametrize("file", ["x-f-nocache-end.xlsx", "x-err-date2.xlsx"])
def test_an_end_that_cannot_be_read_is_neither_open_nor_ended(file: str) -> None:
    children = read_return_to_frame(FILES / file).children
    assert children["1001004"]["elig"] == "not_known"
