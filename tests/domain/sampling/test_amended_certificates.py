"""Losses that were taken back or corrected, and authorities that left: all three checkers agree.

The tool, the verifier in Python and the page for a browser share no code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.sampling.certificate import (
    Occasion,
    Since,
    certificate_json,
    make_certificate,
    parse_certificate,
)
from inspect_tool.domain.sampling.draw import AmendedLoss, Loss, WithdrawnList
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from tests.domain.sampling.browser import browse, needs_node
from tests.domain.sampling.forged_certificates import (
    FRAME,
    SEED,
    WHOLE,
    Stranger,
    forge,
    holds,
    reseal,
)

JULY = "2026-07-{:02d}T09:00:00+00:00"


def amended_certificate() -> dict[str, Any]:
    """The first loss was taken back, the second corrected, the third lost again; BRA left."""
    draw = draw_stratified(FRAME, {"ASH/0": (3, 3), "BRA/0": (2, 1)}, draw_id="d-3", seed=SEED)
    first, second, third = (unit.place for unit in draw.units[:3])
    made = make_certificate(
        draw,
        occasion=Occasion(
            seeded_at="2026-07-02T10:00:00+00:00", committed_at="2026-07-01T10:00:00+00:00"
        ),
        since=Since(
            losses=[
                Loss(*second, "file_not_available", JULY.format(4)),
                Loss(*third, "wrong_age", JULY.format(9)),
            ],
            amended_losses=[
                AmendedLoss(
                    *first, "not_open", JULY.format(3), JULY.format(5), "", "a typing error"
                ),
                AmendedLoss(
                    *second, "not_open", JULY.format(4), JULY.format(6), "file_not_available", "x"
                ),
                AmendedLoss(*third, "not_open", JULY.format(5), JULY.format(7), "", "found"),
            ],
            withdrawn=[WithdrawnList("BRA", "2026-07-08", JULY.format(8), "another inspection")],
        ),
    )
    record: dict[str, Any] = json.loads(certificate_json(made))
    return record


AMENDED = amended_certificate()


@pytest.fixture
def stranger(tmp_path: Path) -> Stranger:
    return Stranger(tmp_path)


def test_everybody_finds_that_it_holds_and_says_what_was_changed(stranger: Stranger) -> None:
    assert holds(AMENDED, FRAME)
    result = stranger.verify(AMENDED, stranger.frame)
    assert result.returncode == 0, result.stdout
    assert "losses taken back or corrected (3) lead to those that stand" in result.stdout
    assert "authorities that left (1) had units" in result.stdout


def test_no_case_of_an_authority_that_left_is_active() -> None:
    assert {one["list_id"] for one in AMENDED["active"]} == {"ASH"}
    assert {one["list_id"] for one in AMENDED["units"]} == {"ASH", "BRA"}


def test_it_reads_as_it_was_written() -> None:
    parsed = parse_certificate(json.dumps(AMENDED))
    assert json.loads(certificate_json(parsed)) == AMENDED
    assert not {"amended_losses", "withdrawn"} & WHOLE.keys()


def keep_a_loss_that_was_taken_back(record: dict[str, Any]) -> None:
    first = record["amended_losses"][0]
    record["losses"].insert(
        0, {name: first[name] for name in ("list_id", "unit_id", "reason", "at")}
    )


def hide_a_correction(record: dict[str, Any]) -> None:
    record["losses"][0]["reason"] = "wrong_age"


def forget_a_corrected_loss(record: dict[str, Any]) -> None:
    del record["losses"][0]


def lose_again_before_it_was_taken_back(record: dict[str, Any]) -> None:
    record["losses"][1]["at"] = JULY.format(6)


def turn_the_changes(record: dict[str, Any]) -> None:
    record["amended_losses"].reverse()


def take_back_before_the_loss(record: dict[str, Any]) -> None:
    record["amended_losses"][0]["at"] = JULY.format(30)


def take_back_what_nobody_drew(record: dict[str, Any]) -> None:
    record["amended_losses"][0]["unit_id"] = "ash99"


def take_back_at_no_time(record: dict[str, Any]) -> None:
    record["amended_losses"][0]["changed_at"] = ""


def let_nobody_leave(record: dict[str, Any]) -> None:
    del record["withdrawn"]


def let_a_stranger_leave(record: dict[str, Any]) -> None:
    record["withdrawn"].append({**record["withdrawn"][0], "list_id": "ZZZ"})


def let_it_leave_twice(record: dict[str, Any]) -> None:
    record["withdrawn"].append(record["withdrawn"][0])


def read_a_case_of_who_left(record: dict[str, Any]) -> None:
    unit = next(one for one in record["units"] if one["list_id"] == "BRA")
    record["active"].append({name: unit[name] for name in ("list_id", "unit_id")})


FORGERIES: list[Callable[[dict[str, Any]], None]] = [
    keep_a_loss_that_was_taken_back,
    hide_a_correction,
    forget_a_corrected_loss,
    lose_again_before_it_was_taken_back,
    turn_the_changes,
    take_back_before_the_loss,
    take_back_what_nobody_drew,
    take_back_at_no_time,
    let_nobody_leave,
    let_a_stranger_leave,
    let_it_leave_twice,
    read_a_case_of_who_left,
]


@pytest.mark.parametrize("change", FORGERIES)
def test_a_forgery_is_noticed_by_the_tool_and_the_verifier(
    change: Callable[[dict[str, Any]], None], stranger: Stranger
) -> None:
    forged = forge(change, of=AMENDED)
    assert not holds(forged, FRAME)
    result = stranger.verify(forged, stranger.frame)
    assert result.returncode == 1
    assert "FAILS" in result.stdout


@needs_node
@pytest.mark.proof(part=4)
@pytest.mark.parametrize("change", FORGERIES)
def test_a_forgery_is_noticed_by_the_page(
    change: Callable[[dict[str, Any]], None], stranger: Stranger
) -> None:
    assert browse(stranger, forge(change, of=AMENDED), "own").returncode == 1


@needs_node
def test_the_page_finds_that_it_holds_with_the_head_of_the_audit_trail(
    stranger: Stranger,
) -> None:
    with_head = reseal({**AMENDED, "audit_head": f"7:{'0' * 64}"})
    for record in (AMENDED, with_head):
        result = browse(stranger, record, "own")
        assert result.returncode == 0, result.stdout
    assert "losses taken back or corrected (3) lead to those that stand" in result.stdout
