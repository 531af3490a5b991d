"""Certificates: their form, and that everything that is changed shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.certificate import (
    Certificate,
    CertificateFormError,
    Occasion,
    certificate_digest,
    certificate_json,
    make_certificate,
    parse_certificate,
)
from inspect_tool.domain.certificate_check import verify_certificate
from inspect_tool.domain.sampling import FrameUnit, draw_stratified, purposive_unit
from tests.domain.forged_certificates import (
    FRAME,
    PATHS,
    SEED,
    WHOLE,
    Stranger,
    certificate,
    changed,
    commit_too_late,
    drop_a_loss,
    empty_a_unit,
    forge,
    hide_a_stratum,
    holds,
    lose_somebody_else,
    make_the_sample_larger,
    mix_the_kinds_of_time,
    pad_a_unit,
    promise_too_much,
    rank_a_purposive_unit,
    repeat_a_unit,
    reseal,
    swap_ranks,
    take_a_short_seed,
    tell_no_time,
    turn_the_purposive_units,
    turn_the_strata,
)


@pytest.fixture
def stranger(tmp_path: Path) -> Stranger:
    return Stranger(tmp_path)


# ------------------------------------------------------------------ form


def test_a_certificate_is_json_with_sorted_keys_and_the_promised_fields() -> None:
    text = certificate_json(certificate())
    assert list(WHOLE) == sorted(WHOLE)
    assert set(WHOLE) == {
        "spec",
        "draw_id",
        "public_seed",
        "seed_source",
        "seeded_at",
        "committed_at",
        "key",
        "frame_digest",
        "plan_digest",
        "strata",
        "units",
        "losses",
        "active",
        "tool_version",
        "digest",
    }
    assert list(WHOLE["strata"][0]) == ["N_h", "n_h", "reserves", "stratum"]
    assert list(WHOLE["units"][0]) == ["list_id", "rank", "role", "stratum", "ticket", "unit_id"]
    assert list(WHOLE["losses"][0]) == ["at", "list_id", "reason", "unit_id"]
    assert list(WHOLE["active"][0]) == ["list_id", "unit_id"]
    assert text.endswith("}\n")


def test_what_is_written_can_be_read_again() -> None:
    assert parse_certificate(certificate_json(certificate())) == certificate()


def test_its_digest_covers_the_canonical_json_of_the_rest() -> None:
    assert reseal(WHOLE)["digest"] == WHOLE["digest"] == certificate_digest(certificate())


def test_active_cases_are_the_first_available_ones_and_purposive_ones_are_not_among_them() -> None:
    made = certificate()
    assert len(made.active) == 5
    assert made.losses[0].unit_id not in {one.unit_id for one in made.active}
    assert [unit.unit_id for unit in made.purposive] == ["bra01", "bra03"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "the whole is not an object"),
        ('{"a": 1, "a": 2}', "a field stands there twice"),
        ("{}", "the whole has no `active`"),
        (json.dumps({**WHOLE, "note": ""}), "the whole has an unknown field"),
        (json.dumps({**WHOLE, "units": {}}), "`units` is not a list"),
        (json.dumps({**WHOLE, "key": 7}), "`key` is not a text"),
        (json.dumps({**WHOLE, "seed_source": "\ud800"}), "`seed_source` is not a text"),
        (json.dumps({**WHOLE, "active": [7]}), "an entry of `active` is not an object"),
        (json.dumps(changed(("strata", 0, "N_h"), True)), "`N_h` is not a whole number"),
        (json.dumps(changed(("strata", 0, "n_h"), -1)), "`n_h` is not a whole number"),
        (json.dumps(changed(("units", 0, "rank"), 1.0)), "`rank` is not a whole number"),
        (json.dumps(changed(("units", 0, "role"), "spare")), "a `role` is none of"),
    ],
)
def test_what_is_not_in_the_form_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(CertificateFormError, match=words):
        parse_certificate(text)


# ------------------------------------------------------------------ verification by the tool


def test_an_untouched_certificate_holds_with_and_without_the_frame() -> None:
    assert verify_certificate(certificate()) == []
    assert verify_certificate(certificate(), FRAME) == []
    assert verify_certificate(certificate(), iter(FRAME[::-1])) == []


def test_times_may_be_left_out() -> None:
    draw = certificate().draw
    assert verify_certificate(make_certificate(draw, occasion=Occasion()), FRAME) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: "-".join(map(str, path)))
def test_any_one_changed_value_makes_it_fail(path: tuple[Any, ...]) -> None:
    assert not holds(changed(path))


# A forger who makes the digest fit again can still lie about what nobody can repeat.
CANNOT_BE_REPEATED = {"committed_at", "seed_source", "plan_digest", "tool_version", "reason", "at"}


@pytest.mark.parametrize(
    "path",
    [path for path in PATHS if path[-1] not in CANNOT_BE_REPEATED and path != ("digest",)],
    ids=lambda path: "-".join(map(str, path)),
)
def test_a_forged_digest_does_not_help_with_anything_that_can_be_repeated(
    path: tuple[Any, ...], stranger: Stranger
) -> None:
    forged = changed(path, resealed=True)
    assert not holds(forged, FRAME)
    assert stranger.verify(forged, stranger.frame).returncode == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (swap_ranks, "wrong-order"),
        (drop_a_loss, "wrong-active"),
        (lose_somebody_else, "unknown-loss"),
        (rank_a_purposive_unit, "ranked-purposive"),
        (repeat_a_unit, "unit-twice"),
        (promise_too_much, "more-than-all"),
        (turn_the_strata, "strata-order"),
        (turn_the_purposive_units, "units-order"),
        (make_the_sample_larger, "wrong-role"),
        (commit_too_late, "late-commitment"),
        (tell_no_time, "bad-time"),
        (mix_the_kinds_of_time, "bad-time"),
        (take_a_short_seed, "bad-seed"),
        (empty_a_unit, "wrong-ticket"),
        (pad_a_unit, "wrong-ticket"),
        (hide_a_stratum, "unknown-stratum"),
    ],
)
def test_each_kind_of_forgery_is_named_without_the_frame(
    change: Callable[[dict[str, Any]], None], kind: str, stranger: Stranger
) -> None:
    forged = forge(change)
    problems = verify_certificate(parse_certificate(json.dumps(forged)), file="x.json")
    assert kind in {problem.kind for problem in problems}
    assert {problem.file for problem in problems} == {"x.json"}
    assert stranger.verify(forged).returncode == 1


def redraw(frame: list[FrameUnit], **sizes: tuple[int, int]) -> Certificate:
    """A certificate that is sound in itself, of a draw from another frame."""
    wanted = sizes or {"ASH/0": (2, 2)}
    return make_certificate(
        draw_stratified(frame, wanted, draw_id="d", seed=SEED), occasion=Occasion()
    )


FIRST = redraw(FRAME).units[0].unit_id
WITHOUT_FIRST = [unit for unit in FRAME if unit.unit_id != FIRST]


@pytest.mark.parametrize(
    ("made", "kinds"),
    [
        (redraw(WITHOUT_FIRST), {"other-frame", "other-sizes", "other-draw"}),
        (redraw([*FRAME, FrameUnit("ASH", "new", "ASH/1")]), {"other-frame", "other-sizes"}),
        (redraw([replace(unit, size=1) for unit in FRAME]), {"other-frame"}),
        (redraw([FrameUnit("C", "1", "C")], C=(1, 0)), {"no-such-draw"}),
    ],
)
def test_another_frame_is_noticed(made: Certificate, kinds: set[str]) -> None:
    assert verify_certificate(made) == []
    assert {problem.kind for problem in verify_certificate(made, FRAME)} == kinds


def test_a_purposive_unit_must_be_on_the_frame_in_its_stratum(stranger: Stranger) -> None:
    draw = certificate().draw
    for unit in (FrameUnit("ASH", "nobody", "ASH/0"), replace(FRAME[-1], stratum="BRA/0")):
        made = make_certificate(draw, occasion=Occasion(), purposive=[purposive_unit(draw, unit)])
        assert verify_certificate(made) == []
        assert [one.kind for one in verify_certificate(made, FRAME)] == ["stray-purposive"]
        assert stranger.verify(certificate_json(made), stranger.frame).returncode == 1
