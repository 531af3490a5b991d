"""How far two readers agree on the options of a question and on a number, and where it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures.agreement import AgreementCounts, SameNumber, TwoReads
from inspect_tool.domain.figures.agreement_of_answers import (
    agreement_on_medians,
    agreement_on_options,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.frequencies import frequencies
from inspect_tool.domain.figures.medians import medians
from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.records import Answer, RecordFacts
from inspect_tool.domain.report.agreement import (
    EXPLAINED,
    agreement_on_median,
    option_agreement,
    option_cells,
)
from inspect_tool.domain.report.question_tables import (
    estimated_values,
    median_table,
    question_table,
)
from inspect_tool.services.figures.second_reads import agreement_as_json, agreement_from_json
from tests.domain.figures.test_questions_counted import figures_of
from tests.kinds_of_question import KINDS, a_case, several

FORMS, DAYS = "NEG.1.a", "NEG.1.b"


def read(ref: str, *forms: str, days: int | None = None, said: bool = True) -> RecordFacts:
    answers: dict[str, Chosen | int | Answer] = {}
    if said:
        answers[FORMS] = several(*forms)
    if days is not None:
        answers[DAYS] = days
    return a_case(ref, dict(answers))


PAIRS = [
    (read("ASH-001", "medical", days=3), read("ASH-001", "medical", "physical", days=3)),
    (read("ASH-002", "medical", days=5), read("ASH-002", days=6)),
    (read("ASH-003", days=8), read("ASH-003")),
    (read("ASH-004", "physical"), read("ASH-004", said=False)),
]


def test_each_option_is_counted_over_the_cases_that_both_answered() -> None:
    found = agreement_on_options(KINDS, PAIRS)
    assert FORMS in found
    assert "NEG.2.e" not in found  # in rows, which two readers need not have alike
    assert found[FORMS]["medical"] == TwoReads(both=1, first_only=1, neither=1, one_alone=1)
    assert found[FORMS]["physical"] == TwoReads(second_only=1, neither=2, one_alone=1)
    assert {reads.base for reads in found[FORMS].values()} == {3}


def test_a_number_is_the_same_or_another_where_both_have_one() -> None:
    found = agreement_on_medians(KINDS, PAIRS)
    assert found["days_to_visit"] == SameNumber(same=1, other=1, one_alone=1)
    assert found["months_to_help"] == SameNumber()
    assert "age_of_children" not in found  # of rows


@pytest.mark.parametrize(
    ("reads", "sentence"),
    [
        (SameNumber(), "No case was read twice that both readers' records give a number for."),
        (SameNumber(same=1), "Two readers found the same number in 1 of 1 case."),
        (
            SameNumber(same=9, other=3, one_alone=2),
            "Two readers found the same number in 9 of 12 cases; in 2 more only one reader's "
            "record has a number.",
        ),
    ],
)
def test_it_is_said_in_a_sentence(reads: SameNumber, sentence: str) -> None:
    assert reads.sentence == sentence


def shown(agreement: AgreementCounts | None) -> SnapshotFigures:
    return replace(figures_of([first for first, _ in PAIRS]), agreement=agreement)


READ_TWICE = AgreementCounts(
    4, {}, agreement_on_options(KINDS, PAIRS), agreement_on_medians(KINDS, PAIRS)
)


def test_a_table_of_options_has_it_beside_each() -> None:
    figures = shown(READ_TWICE)
    found, method = frequencies(figures, FORMS), EstimationOptions()
    values = estimated_values(figures, found.asked, found.groups[0].counts, method)
    table = question_table(figures, found, values, method, has_refs=True)
    assert [one.heading for one in table.columns][-3:-1] == ["Two readers agreed", "AC1"]
    cells = {row.header: row.cells[-3:-1] for row in table.rows}
    words = {value.key: value.words for value in found.asked.known}
    assert cells[words["medical"]] == ("2 of 3", "[u]")
    assert EXPLAINED in table.note
    full = {"medical": TwoReads(both=10, first_only=1, neither=1)}
    enough = shown(replace(READ_TWICE, options={FORMS: full}))
    assert option_cells(enough, FORMS, "medical") == ("11 of 12", "0.89")
    assert option_cells(enough, FORMS, "physical") == ("[u]", "[u]")
    assert option_agreement(enough, FORMS, "physical") is None


@pytest.mark.parametrize("agreement", [None, AgreementCounts(0, {}), AgreementCounts(4, {})])
def test_where_nothing_is_kept_tables_stay_as_they_are(agreement: AgreementCounts | None) -> None:
    figures = shown(agreement)
    found, method = frequencies(figures, FORMS), EstimationOptions()
    values = estimated_values(figures, found.asked, found.groups[0].counts, method)
    table = question_table(figures, found, values, method)
    assert "AC1" not in [one.heading for one in table.columns]
    assert EXPLAINED not in table.note
    assert option_agreement(figures, FORMS, "medical") is None
    assert agreement_on_median(figures, "days_to_visit") is None
    note = median_table(figures, medians(figures, "days_to_visit"), by=None).note
    assert "Two readers" not in note


def test_a_median_has_it_in_a_sentence() -> None:
    figures = shown(READ_TWICE)
    note = median_table(figures, medians(figures, "days_to_visit"), by=None).note
    assert "Two readers found the same number in 1 of 2 cases" in note


def test_a_snapshot_gives_back_what_it_kept() -> None:
    assert agreement_from_json(agreement_as_json(READ_TWICE)) == READ_TWICE


def test_a_snapshot_from_before_has_neither() -> None:
    assert agreement_as_json(AgreementCounts(2, {})) == {"read_twice": {"cases": 2, "measures": {}}}
    found = agreement_from_json({"read_twice": {"cases": 2, "measures": {}}})
    assert found == AgreementCounts(2, {})
