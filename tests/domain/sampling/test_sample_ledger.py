"""The ledger of a sample: who is known, who is missing, and who is in no estimate."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from inspect_tool.domain.sampling.flow import RankedUnit
from inspect_tool.domain.sampling.ledger import (
    LedgerAuthority,
    LedgerStratum,
    LedgerUnit,
    SampleLedger,
    Standing,
    UnitRole,
    ledger_units,
    response_of,
    responses,
)
from inspect_tool.domain.sampling.losses import LossKind, LossReason


def ranked(number: int, lost: dict[int, str] | None = None) -> list[RankedUnit]:
    return [
        RankedUnit("S", f"ASH-{rank:03d}", rank, (lost or {}).get(rank, ""))
        for rank in range(1, number + 1)
    ]


def units_of(
    units: list[RankedUnit], size: int, counted: frozenset[str] | None = None
) -> tuple[LedgerUnit, ...]:
    refs = frozenset(one.case_ref for one in units)
    return ledger_units("ASH", units, {"S": size}, counted=refs if counted is None else counted)


def test_units_up_to_the_last_one_in_use_are_in_the_ledger_and_no_other() -> None:
    found = units_of(ranked(6, {1: "not_open"}), 3)
    assert [one.rank for one in found] == [1, 2, 3, 4]
    assert [one.role for one in found] == [UnitRole.SAMPLE] * 3 + [UnitRole.REPLACEMENT]
    assert [one.standing for one in found] == [Standing.LOST] + [Standing.COUNTED] * 3


def test_without_reserves_left_every_one_was_called_upon() -> None:
    found = units_of(ranked(3, {1: "not_open", 3: "file_not_available"}), 2)
    assert [(one.rank, one.is_known) for one in found] == [(1, True), (2, True), (3, False)]


@pytest.mark.parametrize("reason", LossReason)
def test_a_unit_out_of_scope_is_known_and_one_not_available_is_not(reason: LossReason) -> None:
    lost = units_of(ranked(2, {1: reason.value}), 1)[0]
    assert lost.kind is reason.kind
    assert lost.is_known == (reason.kind is LossKind.OUT_OF_SCOPE)


def test_a_case_without_a_complete_record_is_not_known_yet() -> None:
    first, second = units_of(ranked(2), 2, frozenset({"ASH-001"}))
    assert (first.standing, first.is_known) == (Standing.COUNTED, True)
    assert (second.standing, second.is_known) == (Standing.NOT_READ, False)


def test_a_lost_case_is_lost_although_it_was_read() -> None:
    (lost, _) = units_of(ranked(2, {1: "moved_away"}), 1)
    assert lost.standing is Standing.LOST


@pytest.mark.parametrize("lost", ["", "moved_away", "file_not_available"])
def test_a_purposive_case_is_in_the_ledger_and_never_known(lost: str) -> None:
    picked = RankedUnit("S", "ASH-009", 0, lost)
    found = units_of([*ranked(2), picked], 2)
    assert found[0].role is UnitRole.PURPOSIVE
    assert not found[0].is_known
    assert response_of("ASH", found).reached == 2


def test_a_case_of_a_stratum_without_a_size_is_a_replacement_at_most() -> None:
    assert ledger_units("ASH", ranked(2), {}, counted=frozenset()) == ()


def ledger(
    units: tuple[LedgerUnit, ...] = (), chances: tuple[Fraction | None, ...] = (None, None)
) -> SampleLedger:
    return SampleLedger(
        draw_id="d",
        authorities=tuple(
            LedgerAuthority(code, chance)
            for code, chance in zip(("ASH", "BRO"), chances, strict=True)
        ),
        strata=(
            LedgerStratum("ASH", "S", 20, 3),
            LedgerStratum("ASH", "T", 7, 0),
            LedgerStratum("BRO", "U", 0, 0),
        ),
        units=units,
    )


def test_a_stratum_of_which_nothing_is_known_is_named() -> None:
    unread = units_of(ranked(3), 3, frozenset())
    assert [one.stratum for one in ledger(unread).unseen_strata] == ["S", "T"]
    assert [one.stratum for one in ledger(units_of(ranked(3), 3)).unseen_strata] == ["T"]


def test_authorities_were_drawn_only_if_each_has_its_chance() -> None:
    half = Fraction(1, 2)
    assert ledger(chances=(half, half)).authorities_were_drawn
    assert not ledger(chances=(half, None)).authorities_were_drawn


def test_the_response_rate_counts_units_out_of_scope_as_answers() -> None:
    lost = {1: "not_open", 2: "file_not_available", 3: "active_proceedings", 4: "not_open"}
    units = units_of(ranked(9, lost), 4, frozenset({"ASH-005", "ASH-006"}))
    ash, bro, everywhere = responses(ledger(units))
    assert (ash.reached, ash.counted, ash.not_read, ash.known) == (8, 2, 2, 4)
    assert ash.out_of_scope == {"not_open": 2}
    assert ash.not_available == {"active_proceedings": 1, "file_not_available": 1}
    assert ash.rate == Fraction(4, 8)
    assert (bro.authority, bro.reached, bro.rate) == ("BRO", 0, None)
    assert (everywhere.authority, everywhere.reached) == ("", 8)


def test_an_authority_that_left_answers_for_none_of_its_units() -> None:
    """Whatever was found of single ones before: one out of scope is no answer either."""
    units = [
        replace(one, is_withdrawn=True)
        for one in (*ranked(4, {1: "not_open"}), RankedUnit("S", "ASH-009", 0))
    ]
    found = units_of(units, 2)
    assert [(one.rank, one.standing, one.reason) for one in found] == [
        (0, Standing.LOST, "authority_withdrew"),
        (1, Standing.LOST, "authority_withdrew"),
        (2, Standing.LOST, "authority_withdrew"),
        (3, Standing.LOST, "authority_withdrew"),
    ]
    assert not [one for one in found if one.is_known]
    response = response_of("ASH", found)
    assert (response.reached, response.known, response.not_available) == (
        3,
        0,
        {"authority_withdrew": 3},
    )
