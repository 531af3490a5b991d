"""Sentences over a review with another framework: measures by their titles alone, and medians."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.domain.report.claim_phrases import claim_phrases
from inspect_tool.readers.documents.framework import load_framework
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.readers.narrative.markdown import parse_narrative
from tests.factories import a_record
from tests.figures_factory import figures_of_cases
from tests.kinds_of_question import several

ROOT = Path(__file__).parents[3]
SENTENCES = ROOT / "tests" / "data" / "claims" / "another_framework.csv"
SCALE = load_wording(ROOT / "templates" / "wording" / "ofsted-2014.yaml")
# Cases with medical neglect, and days until the first visit: the medians are 12, 21 and 8.
CASES: Mapping[str, tuple[int, list[int]]] = {
    "AAA": (10, [5, 8, 9, 10, 12, 12, 12, 14, 15, 20] * 2),
    "AAB": (5, [10, 20, 21, 25, 30] * 4),
    "AAC": (12, [3, 6, 8, 8, 9] * 4),
}
NOT_UNDERSTOOD = {"M03", "M11"}


@cache
def the_figures() -> SnapshotFigures:
    """60 cases of three authorities under the framework with every kind of question."""
    path = ROOT / "tests" / "data" / "kinds" / "framework.yaml"
    framework = load_framework(path, with_proofs=False).framework
    assert framework is not None
    records = [
        a_record(
            f"{code}-{at:03}",
            framework=framework,
            answers={
                "NEG.1.a": Answer(
                    several(*(("medical", "physical") if at < medical else ("physical",)))
                ),
                "NEG.1.b": Answer(number),
            },
            fields={"case_type": "in_care" if at % 2 else "child_in_need"},
        )
        for code, (medical, days) in CASES.items()
        for at, number in enumerate(days)
    ]
    made = figures_of_cases(records, authorities=3)
    return replace(made, review=replace(made.review, framework=framework))


def kinds_of(sentence: str, figures: SnapshotFigures | None = None) -> set[str]:
    """What is found against a sentence; nothing where it is accepted."""
    document = parse_narrative(f"# T\n\n{sentence}\n", file="t.md")
    _, problems = check_narrative(figures or the_figures(), SCALE, [document])
    return {one.kind for one in (*document.problems, *problems, *document.unchecked)}


def test_sentences_over_another_framework_get_their_verdicts() -> None:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    accepted = {row["id"] for row in rows if not kinds_of(row["sentence"])}
    assert accepted == {row["id"] for row in rows if row["truth"] == "true"} - NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("The median ranged from [8 to 21 days](claim:days_to_visit?across=authorities) across authorities until the first visit.", set()),
        ("The median varied from [8 days to 21 days](claim:days_to_visit?across=authorities) across the areas until the first visit.", {"claim-not-understood"}),
        ("The median ranged from [8 to 20 days](claim:days_to_visit?across=authorities) across authorities until the first visit.", {"false-claim"}),
        ("The median until the first visit was [8 to 21 days](claim:days_to_visit?across=authorities).", {"claim-not-understood"}),
        ("The first visit ranged until [8 to 21 days](claim:days_to_visit?across=authorities) across authorities.", {"claim-not-understood"}),
        ("In no authority the median ranged from [8 to 21 days](claim:days_to_visit?across=authorities) until the first visit.", {"claim-not-understood"}),
        ("The share of cases with medical neglect ranged from [25% to 60%](claim:medical?across=authorities) across authorities.", set()),
        ("Medical neglect ranged from [25–60%](claim:medical?across=authorities) of cases across authorities.", set()),
        ("Medical neglect ranged from [25% to 60%](claim:medical?across=authorities) of plans across authorities.", {"false-claim"}),
        ("The share of cases with medical neglect ranged from [25% to 61%](claim:medical?across=authorities) across authorities.", {"false-claim"}),
        ("In each authority there was medical neglect in [at least a quarter](claim:medical?across=authorities) of cases.", set()),
        ("In each authority there was medical neglect in [at least a third](claim:medical?across=authorities) of cases.", {"false-claim"}),
        ("In no authority was there medical neglect in [more than 12](claim:medical?across=authorities) cases.", set()),
        ("In no authority was there medical neglect in [more than five](claim:medical?across=authorities) cases.", {"false-claim"}),
        ("The median was [about 10 days](claim:days_to_visit) until the first visit.", set()),
        ("The median was [nearly 11 days](claim:days_to_visit) until the first visit.", set()),
        ("The median was [just over 10 days](claim:days_to_visit) until the first visit.", {"false-claim"}),
        ("The median was [at most 10 days](claim:days_to_visit) until the first visit.", set()),
    ],
)  # fmt: skip
def test_ranges_over_authorities_are_of_counts_shares_and_medians(
    sentence: str, kinds: set[str]
) -> None:
    assert kinds_of(sentence) == kinds


def with_few_in_one() -> SnapshotFigures:
    """The same with nine cases in the authority that has the lowest median."""
    figures = the_figures()
    kept = [one for one in figures.records if not one.subject.ref.startswith("AAC")]
    few = [one for one in figures.records if one.subject.ref.startswith("AAC")][:9]
    return replace(figures, records=(*kept, *few))


def test_a_range_needs_enough_cases_in_each_authority() -> None:
    for sentence in (
        "The median ranged from [8 to 21 days](claim:days_to_visit?across=authorities) across authorities until the first visit.",
        "In each authority there was medical neglect in [25% to 100%](claim:medical?across=authorities) of cases.",
        "In each authority there was medical neglect in [at least 20%](claim:medical?across=authorities) of cases.",
    ):  # fmt: skip
        assert kinds_of(sentence, with_few_in_one()) == {"unsafe-claim"}, sentence


def test_what_may_be_said_of_medians_over_authorities() -> None:
    reference = parse_claim_reference("days_to_visit?across=authorities")
    counted = count_for(the_figures(), reference)
    assert claim_phrases(counted, SCALE, percentages_from=20) == ("from 8 to 21 days",)
    empty = replace(the_figures(), records=())
    assert claim_phrases(count_for(empty, reference), SCALE, percentages_from=20) == ()
    assert kinds_of(
        "The median ranged from [8 to 21 days](claim:days_to_visit?across=authorities) across authorities until the first visit.", empty,
    ) == {"false-claim"}  # fmt: skip


def test_an_estimate_is_only_of_cases_that_a_measure_counts() -> None:
    for reference in ("medical?in=children_seen&of=children", "medical?in=nothing&of=children"):
        with pytest.raises(ClaimReferenceError, match="no measure of cases"):
            count_for(the_figures(), parse_claim_reference(reference))
