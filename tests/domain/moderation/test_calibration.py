"""A calibration round: who is in, when it is over, and agreement of any number of readers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.agreement.table import Coefficient
from inspect_tool.domain.moderation.agreement import AgreementItem
from inspect_tool.domain.moderation.calibration import (
    CalibrationJudgement,
    CalibrationRound,
    CalibrationRow,
    calibration_agreement,
)
from inspect_tool.domain.records.records import ItemKind

# Twelve cases and four readers, `.` for none: the data `cac.raw4raters` of Gwet's R package irrCAC,
# and the coefficients that its vignette "Calculating Chance-corrected Agreement Coefficients" has.
GWETS = [
    "11.1",
    "2232",
    "3333",
    "3333",
    "2222",
    "1234",
    "4444",
    "1121",
    "2222",
    ".555",
    "..11",
    "..3.",
]
PUBLISHED = {
    Coefficient.PERCENT: 0.81818,
    Coefficient.GWET: 0.77544,
    Coefficient.ALPHA_NOMINAL: 0.74342,
}


def item(steps: str = "12345", *, item_id: str = "HARM.1") -> AgreementItem:
    return AgreementItem(
        kind=ItemKind.JUDGEMENT,
        item_id=item_id,
        title="Safe",
        scale="quality",
        steps=tuple(steps),
        is_ordered=True,
    )


def a_round(*cases: str, missing: bool = False) -> CalibrationRound:
    """A letter for each reader of each case; a dot for a reason why there is none."""
    names = tuple(f"T{number}" for number, _ in enumerate(cases, start=1))
    readers = tuple("abcdefgh"[: len(cases[0])])
    judged = tuple(
        CalibrationJudgement(reader, name, "HARM.1", None if value == "." else value)
        for name, case in zip(names, cases, strict=True)
        for reader, value in zip(readers, case, strict=True)
    )
    return CalibrationRound(1, names, readers, ("HARM.1",), judged[:-1] if missing else judged)


def only(round_: CalibrationRound) -> CalibrationRow:
    (row,) = calibration_agreement(round_, [item(), item(item_id="TIM.1")])
    return row


def test_agreement_of_several_readers_is_the_published_one() -> None:
    row = only(a_round(*GWETS))
    found = {one.coefficient: one.value for one in row.coefficients}
    for coefficient, value in PUBLISHED.items():
        assert found[coefficient] == pytest.approx(value, abs=5e-6)
    assert (row.readers, row.compared) == (4, 11)


def test_a_round_is_over_once_the_last_judgement_is_in() -> None:
    assert not a_round("11", "12", missing=True).is_over
    assert a_round("11", "12", missing=True).complete == ("a",)
    assert a_round("11", "12").is_over
    assert a_round("1.", "12").is_over  # a reason for none is in as well


def test_a_closed_round_is_of_those_who_judged_everything() -> None:
    closed = replace(a_round("112", "122", missing=True), closed="one is ill")
    assert closed.is_over
    assert closed.complete == ("a", "b")
    row = only(closed)
    assert (row.readers, row.compared, row.unanimous) == (2, 2, 1)


def test_a_round_that_one_or_nobody_finished_has_no_figures() -> None:
    one = replace(a_round("11", "12", missing=True), closed="a test")
    nobody = replace(one, judgements=())
    for round_, readers in ((one, 1), (nobody, 0)):
        row = only(round_)
        assert (row.readers, row.compared, row.unanimous) == (readers, 0, 0)
        assert [coefficient.value for coefficient in row.coefficients] == [None] * 5


def test_the_spread_names_no_reader() -> None:
    row = only(a_round("112", "33."))
    first, second = row.spread
    assert (dict(first.values), first.without, first.is_unanimous) == ({"1": 2, "2": 1}, 0, False)
    assert (dict(second.values), second.without, second.is_unanimous) == ({"3": 2}, 1, True)
    assert not only(a_round("1.")).spread[0].is_unanimous
