"""The order of disagreements in the workbook, which are alike, and what a digest covers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.moderation.workbook import (
    ModerationIdentity,
    ModerationRow,
    ModerationSeal,
    ReaderSaid,
    numbers_alike,
    ordered,
)
from inspect_tool.domain.records.records import ItemKind

ROW = ModerationRow(
    "ASH-001", ItemKind.QUESTION, "B", "Was it so?", ReaderSaid("Yes"), ReaderSaid("No")
)
IDENTITY = ModerationIdentity("review", "pack", "2013-11-04", "le")
SEAL = ModerationSeal(b"key", "pack")


def test_what_a_sentence_hangs_on_comes_first_then_measures_then_judgements() -> None:
    judgement = replace(ROW, kind=ItemKind.JUDGEMENT, item_id="Z")
    measured = replace(ROW, at_stake=("drift",))
    stated = replace(ROW, item_id="Y", at_stake=("drift",), sentences=("Many drift.",))
    other = replace(ROW, case_ref="ASH-002")
    found = ordered([other, ROW, judgement, measured, stated])
    assert found == (stated, measured, judgement, ROW, other)


def test_two_of_the_same_question_and_answers_are_alike_and_one_is_not() -> None:
    other = replace(ROW, case_ref="ASH-002", first=ReaderSaid("Yes", "seen"))
    alone = replace(ROW, case_ref="ASH-003", second=ReaderSaid("Not known"))
    assert numbers_alike([ROW, other, alone]) == {ROW.alike_by: 1}


@pytest.mark.parametrize(
    ("seal", "where", "said"),
    [
        (ModerationSeal(b"other", "pack"), ["ASH-001"], ["yes"]),
        (ModerationSeal(b"key", "other"), ["ASH-001"], ["yes"]),
        (SEAL, ["ASH-002"], ["yes"]),
        (SEAL, ["ASH-001"], ["no"]),
    ],
)
def test_a_row_of_another_key_issue_place_or_answer_has_another_digest(
    seal: ModerationSeal, where: list[str], said: list[str]
) -> None:
    assert SEAL.row_check(["ASH-001"], ["yes"]) == SEAL.row_check(["ASH-001"], ["yes"])
    assert seal.row_check(where, said) != SEAL.row_check(["ASH-001"], ["yes"])


def test_the_signature_covers_whose_workbook_it_is() -> None:
    other = replace(IDENTITY, issued_to="wr")
    assert SEAL.identity_check(IDENTITY) != SEAL.identity_check(other)
