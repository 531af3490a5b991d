"""Agreement from two readers' records: by item, inspector and month, by hand and by property."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.agreement.coefficients import agreement_on
from inspect_tool.domain.agreement.pooled import NO_SPREAD, pooled_agreement
from inspect_tool.domain.agreement.table import Coefficient, JudgementTable
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.moderation.agreement import (
    NO_MET,
    SHOWN,
    AgreementRow,
    ReadPair,
    agreement_by_inspector,
    agreement_by_item,
    agreement_by_month,
    agreement_items,
    agreement_overall,
)
from inspect_tool.domain.records.records import Answer, ItemKind
from tests.factories import a_framework, a_record

VALUES = {"i": "inadequate", "r": "requires_improvement", "g": "good", "o": "outstanding"}
STEPS = "irgo"


def case(*rows: str) -> JudgementTable:
    """A case: a string of two letters for each item, `.` where a reader did not judge it."""
    cells = tuple(tuple(None if one == "." else one for one in row) for row in rows)
    return JudgementTable(cases=cells, scale=tuple(STEPS), is_ordered=True)


# --- several items of the same cases


def test_the_share_of_all_pairs_with_cases_as_observations_by_hand() -> None:
    # Agreed: 2 of 2, 1 of 2, 1 of 1 pairs in three cases: 4 of 5. Without each case in turn:
    # 2/3, 3/3 and 3/4, mean 29/36; squares 25/1296 + 49/1296 + 4/1296 = 78/1296; times 2/3.
    found = pooled_agreement([case("gg", "ii"), case("gi", "gg"), case("rr", "r.")], SHOWN[0])
    assert (found.value, found.n) == (0.8, 5)
    assert found.se == pytest.approx(math.sqrt(2 / 3 * 78 / 1296), abs=1e-12)
    assert found.lo is not None
    assert found.hi is not None
    assert found.lo < 0.8 < found.hi


@pytest.mark.parametrize("coefficient", SHOWN)
def test_with_one_item_a_case_the_values_are_those_of_the_item(coefficient: Coefficient) -> None:
    rows = ["ii", "rr", "ir", "gg", "gr", "ii", "ri", "gg"]
    whole = agreement_on(case(*rows), coefficient)
    found = pooled_agreement([case(row) for row in rows], coefficient)
    assert found.value == pytest.approx(whole.value, abs=1e-12)
    assert found.n == whole.n == 8
    if coefficient in (Coefficient.PERCENT, Coefficient.ALPHA_ORDINAL):
        assert found.se == pytest.approx(whole.se, abs=1e-12)


def test_the_more_judgements_of_a_case_hang_together_the_wider_the_interval() -> None:
    def agreed(number: int) -> JudgementTable:
        return case(*["gg", "ii", "rr"][:number], *["gi", "ig", "gr"][number:])

    together, mixed = (
        pooled_agreement([agreed(number) for number in numbers], Coefficient.PERCENT)
        for numbers in ((3, 3, 3, 3, 0, 0), (3, 3, 2, 2, 1, 1))
    )
    assert together.value == mixed.value == pytest.approx(2 / 3)
    assert together.lo is not None
    assert mixed.lo is not None
    assert together.lo < mixed.lo


def test_one_case_has_figures_and_no_interval() -> None:
    for coefficient in SHOWN:
        found = pooled_agreement([case("gg", "ii", "gi")], coefficient)
        assert found.value is not None
        assert (found.lo, found.hi) == (None, None)
        assert "One case alone" in (found.reason or "")


def test_cases_without_a_pair_are_left_out_and_none_at_all_have_no_figure() -> None:
    one = pooled_agreement([case("gg", "ii"), case("g.", "..")], Coefficient.GWET)
    assert "One case alone" in (one.reason or "")
    none = pooled_agreement([case("g.", ".i")], Coefficient.PERCENT)
    assert (none.value, none.reason) == (None, "No case was judged by two readers.")


def test_full_agreement_is_one_and_its_share_as_uncertain_as_the_cases_are_few() -> None:
    cases = [case("gg", "ii", "rr", "oo")] * 3
    share = pooled_agreement(cases, Coefficient.PERCENT)
    # Clopper and Pearson's limit of 3 of 3 cases, not of 12 of 12 judgements.
    assert share.lo == pytest.approx(0.025 ** (1 / 3), abs=1e-9)
    assert share.hi == 1
    for coefficient in SHOWN[1:]:
        found = pooled_agreement(cases, coefficient)
        assert (found.value, found.se, found.lo) == (1.0, 0.0, None)
        assert "no standard error" in (found.reason or "")


def test_one_judgement_throughout_has_a_share_and_gwets_figures_and_no_kappa_or_alpha() -> None:
    cases = [case("gg"), case("gg"), case("gg")]
    values = {one: pooled_agreement(cases, one).value for one in SHOWN}
    speak = {Coefficient.PERCENT, Coefficient.GWET, Coefficient.GWET_WEIGHTED}
    assert {one for one, value in values.items() if value is not None} == speak
    kappa = pooled_agreement(cases, Coefficient.COHEN)
    assert "the same single judgement" in (kappa.reason or "")


def test_where_leaving_out_a_case_leaves_one_judgement_there_is_no_interval() -> None:
    found = pooled_agreement([case("gg"), case("gg"), case("ii")], Coefficient.ALPHA_NOMINAL)
    assert found.value == 1
    found = pooled_agreement([case("gg"), case("gg"), case("gi")], Coefficient.ALPHA_NOMINAL)
    assert found.value is not None
    assert "Without one of the cases" in (found.reason or "")


def test_cases_that_all_agree_to_the_same_extent_show_no_spread() -> None:
    cases = [case("gg", "gi")] * 3
    kappa = pooled_agreement(cases, Coefficient.GWET)
    assert (kappa.lo, kappa.reason) == (None, NO_SPREAD)
    share = pooled_agreement(cases, Coefficient.PERCENT)
    # As uncertain as a share of one half of three cases.
    assert share.value == 0.5
    assert share.lo is not None
    assert share.lo < 0.13


PAIRS = st.lists(
    st.lists(st.text(STEPS, min_size=2, max_size=2), min_size=1, max_size=4),
    min_size=2,
    max_size=8,
)


@given(PAIRS, st.sampled_from(SHOWN))
def test_pooled_values_are_those_of_all_pairs_in_one_table(
    rows: list[list[str]], coefficient: Coefficient
) -> None:
    found = pooled_agreement([case(*one) for one in rows], coefficient)
    whole = agreement_on(case(*(row for one in rows for row in one)), coefficient)
    assert (found.value is None) == (whole.value is None)
    if found.value is not None:
        assert found.value == pytest.approx(whole.value, abs=1e-9)
        if found.lo is not None and found.hi is not None:
            assert found.lo - 1e-9 <= found.value <= found.hi + 1e-9


# --- from records


def framework() -> Framework:
    """Judgements on two criteria; a question with an order of answers, one without."""
    questions = [
        {"id": "HARM.1.a", "type": "choice", "scale": "yes_no", "text": "Left too long?"},
        {"id": "HARM.1.b", "type": "choice", "scale": "referrer", "text": "Who referred?"},
        {"id": "HARM.1.c", "type": "text", "text": "What happened?"},
    ]
    criteria: list[dict[str, Any]] = [
        {"id": "HARM.1", "title": "Protected", "questions": questions, "judgement": quality()},
        {"id": "HARM.2", "title": "Heard", "judgement": quality()},
        {"id": "HARM.3", "title": "A heading only"},
    ]
    scales = a_framework().model_dump(by_alias=True)["scales"]
    return a_framework(
        scales={**scales, "referrer": {"values": ["health", "school", "police"]}},
        absences={
            "not_applicable": {"counts": False, "reason": "required"},
            "not_recorded": {"counts": True, "as": "no"},
        },
        domains=[{"id": "HARM", "title": "Protection", "criteria": criteria}],
    )


def quality() -> dict[str, str]:
    return {"scale": "quality"}


def pair(
    ref: str,
    judged: str,
    *,
    by: str = "ab cd",
    month: str = "2013-11",
    first: dict[str, Answer | str] | None = None,
    second: dict[str, Answer | str] | None = None,
) -> ReadPair:
    """Two reads: `gg ir` is good and good on the first criterion, then what differs."""
    reads = []
    for place, answers in enumerate((first, second)):
        judgements = {
            f"HARM.{number}": VALUES[word[place]]
            for number, word in enumerate(judged.split(), start=1)
            if word[place] != "."
        }
        reads.append(a_record(ref, framework=framework(), judgements=judgements, answers=answers))
    first_reader, second_reader = by.split()
    return ReadPair(
        first=reads[0],
        second=reads[1],
        first_reader=first_reader,
        second_reader=second_reader,
        month=month,
    )


JUDGEMENTS = agreement_items(framework(), questions=False)
EVERYTHING = agreement_items(framework(), questions=True)


def base(row: AgreementRow) -> tuple[int, int, int, int, int]:
    return row.cases, row.judged_twice, row.agreed, row.judged_once, row.not_judged


def test_judgements_come_first_then_questions_from_lists_and_never_words() -> None:
    assert [one.item_id for one in JUDGEMENTS] == ["HARM.1", "HARM.2"]
    assert [one.item_id for one in EVERYTHING] == ["HARM.1", "HARM.2", "HARM.1.a", "HARM.1.b"]
    assert [one.is_ordered for one in EVERYTHING] == [True, True, True, False]


def test_figures_of_a_criterion_by_hand() -> None:
    # First and second reader: gg gg gi ii. Agreed 3 of 4. Shares: good 3/4 and 1/2, so chance
    # gives 3/8 + 1/8 = 1/2 and kappa (3/4 - 1/2) / (1/2) = 1/2.
    pairs = [pair("ASH-001", "gg"), pair("ASH-002", "gg"), pair("ASH-003", "gi"),
             pair("ASH-004", "ii")]  # fmt: skip
    row, other = agreement_by_item(JUDGEMENTS, pairs, level=0.95)
    assert base(row) == (4, 4, 3, 0, 0)
    assert row.coefficient(Coefficient.PERCENT).value == 0.75
    assert row.coefficient(Coefficient.COHEN).value == pytest.approx(0.5)
    # Of four values: mean use 5/8 and 3/8, so Gwet's chance is (2 * 15/64) / 3 = 5/32.
    assert row.coefficient(Coefficient.GWET).value == pytest.approx((3 / 4 - 5 / 32) / (27 / 32))
    # Eight judgements, five and three; one pair of four differs: 1 - (2/8) / (2 * 15 / 56).
    assert row.coefficient(Coefficient.ALPHA_NOMINAL).value == pytest.approx(1 - 0.25 * 56 / 30)
    assert base(other) == (0, 0, 0, 0, 4)
    assert {one.reason for one in other.coefficients} == {"No case was judged by two readers."}


def test_a_judgement_of_one_reader_alone_is_left_out_and_said() -> None:
    pairs = [pair("ASH-001", "gg gg"), pair("ASH-002", "g. gi"), pair("ASH-003", ".i ..")]
    one, two = agreement_by_item(JUDGEMENTS, pairs, level=0.95)
    assert base(one) == (1, 1, 1, 2, 0)
    assert base(two) == (2, 2, 1, 0, 1)
    (overall,) = agreement_overall(JUDGEMENTS, pairs, level=0.95)
    assert base(overall) == (2, 3, 2, 2, 1)


def test_an_absence_that_counts_is_its_value_and_any_other_is_no_answer() -> None:
    absent: dict[str, Answer | str] = {"HARM.1.a": Answer(absence="not_recorded")}
    pairs = [
        pair("ASH-001", "gg", first=absent, second={"HARM.1.a": "no"}),
        pair("ASH-002", "gg", first=absent, second={"HARM.1.a": "yes"}),
        pair("ASH-003", "gg", first=absent,
             second={"HARM.1.a": Answer(absence="not_applicable", note="why")}),
    ]  # fmt: skip
    row = agreement_by_item(EVERYTHING, pairs, level=0.95)[2]
    assert (row.item_id, row.kind) == ("HARM.1.a", ItemKind.QUESTION)
    assert base(row) == (2, 2, 1, 1, 0)


def test_a_value_that_the_scale_no_longer_has_is_no_judgement() -> None:
    strange: dict[str, Answer | str] = {"HARM.1.a": "maybe"}
    row = agreement_by_item(
        EVERYTHING, [pair("ASH-001", "gg", first=strange, second=strange)], level=0.95
    )[2]
    assert base(row) == (0, 0, 0, 0, 1)


def test_answers_without_an_order_have_no_near_misses() -> None:
    said: dict[str, Answer | str] = {"HARM.1.b": "school"}
    other: dict[str, Answer | str] = {"HARM.1.b": "police"}
    pairs = [
        pair("ASH-001", "gg", first=said, second=said),
        pair("ASH-002", "gg", first=other, second=said),
        pair("ASH-003", "gg", first=other, second=other),
    ]
    for row in (
        agreement_by_item(EVERYTHING, pairs, level=0.95)[3],
        agreement_overall(EVERYTHING, pairs, level=0.95)[2],
    ):
        assert row.scale == "referrer"
        without = {one.coefficient for one in row.coefficients if one.reason == NO_MET}
        assert without == {
            Coefficient.LINEAR,
            Coefficient.QUADRATIC,
            Coefficient.GWET_WEIGHTED,
            Coefficient.ALPHA_ORDINAL,
        }
        assert row.coefficient(Coefficient.COHEN).value == pytest.approx(0.4)


def test_judgements_and_answers_of_each_scale_are_taken_together() -> None:
    said: dict[str, Answer | str] = {"HARM.1.a": "no", "HARM.1.b": "police"}
    pairs = [pair("ASH-001", "gg gi", first=said, second=said)]
    rows = agreement_overall(EVERYTHING, pairs, level=0.95)
    assert [(one.kind, one.scale, one.judged_twice) for one in rows] == [
        (ItemKind.JUDGEMENT, "quality", 2),
        (ItemKind.QUESTION, "yes_no", 1),
        (ItemKind.QUESTION, "referrer", 1),
    ]
    assert [one.title for one in rows][:2] == [
        "Judgements on the scale quality",
        "Answers on the scale yes_no",
    ]


def test_an_inspector_is_compared_with_whoever_read_the_same_cases() -> None:
    pairs = [
        pair("ASH-001", "gi gg", by="ab cd"),
        pair("ASH-002", "gg gg", by="ef ab"),
        pair("ASH-003", "rr rr", by="cd ef"),
    ]
    rows = agreement_by_inspector(JUDGEMENTS, pairs, ["ab", "cd", "ef", "gh"], level=0.95)
    assert [(one.group, one.agreed, one.judged_twice, one.cases) for one in rows] == [
        ("ab", 3, 4, 2),
        ("cd", 3, 4, 2),
        ("ef", 4, 4, 2),
    ]


def test_the_inspectors_own_judgement_is_the_first_whichever_reader_they_were() -> None:
    reads = pair("ASH-001", "gi", by="ab cd")
    assert [one.judgement("HARM.1") for one in reads.seen_by("ab")] == ["good", "inadequate"]
    assert [one.judgement("HARM.1") for one in reads.seen_by("cd")] == ["inadequate", "good"]


def test_months_are_in_order_with_their_own_cases() -> None:
    pairs = [
        pair("ASH-001", "gg", month="2013-12"),
        pair("ASH-002", "gi", month="2013-11"),
        pair("ASH-003", "gg", month="2013-12"),
    ]
    rows = agreement_by_month(JUDGEMENTS, pairs, level=0.95)
    assert [(one.group, one.agreed, one.judged_twice) for one in rows] == [
        ("2013-11", 0, 1),
        ("2013-12", 2, 2),
    ]


def test_without_pairs_nothing_is_taken_together() -> None:
    assert agreement_overall(JUDGEMENTS, [], level=0.95) == ()
    assert agreement_by_inspector(JUDGEMENTS, [], ["ab"], level=0.95) == ()
    assert agreement_by_month(JUDGEMENTS, [], level=0.95) == ()
