"""Certificates: their form, and that everything that is changed shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.sampling.certificate import (
    Certificate,
    CertificateFormError,
    Occasion,
    Since,
    certificate_digest,
    certificate_json,
    make_certificate,
    parse_certificate,
)
from inspect_tool.domain.sampling.certificate_check import verify_certificate
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.sampling import purposive_unit
from tests.domain.sampling.forged_certificates import (
    FRAME,
    GROWN,
    GROWN_PATHS,
    PATHS,
    SEED,
    WHOLE,
    Stranger,
    add_more_than_there_are,
    add_no_case,
    add_nothing,
    add_to_a_stratum_that_is_not_there,
    certificate,
    changed,
    commit_too_late,
    drop_a_loss,
    empty_a_unit,
    extend_at_no_time,
    extend_before_the_seed,
    forge,
    grown_certificate,
    hide_a_stratum,
    holds,
    leave_no_first_draw,
    lose_somebody_else,
    make_the_sample_larger,
    mix_the_kinds_of_time,
    pad_a_unit,
    pick_a_case_of_the_first_draw,
    pick_somebody_without_a_rank,
    pick_twice,
    promise_too_much,
    rank_a_purposive_unit,
    repeat_a_unit,
    reseal,
    say_that_there_is_nothing,
    swap_ranks,
    take_a_short_seed,
    tell_no_time,
    turn_the_extensions,
    turn_the_picked,
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
        ('{"a": 1, "a": 2}', "a field appears twice"),
        ("{}", "the whole has no `active`"),
        (json.dumps({**WHOLE, "note": ""}), "the whole has an unknown field"),
        (json.dumps({**WHOLE, "units": {}}), "`units` is not a list"),
        (json.dumps({**WHOLE, "key": 7}), "`key` is not text"),
        (json.dumps({**WHOLE, "seed_source": "\ud800"}), "`seed_source` is not text"),
        (json.dumps({**WHOLE, "active": [7]}), "an entry of `active` is not an object"),
        (json.dumps(changed(("strata", 0, "N_h"), True)), "`N_h` is not a whole number"),
        (json.dumps(changed(("strata", 0, "n_h"), -1)), "`n_h` is not a whole number"),
        (json.dumps(changed(("units", 0, "rank"), 1.0)), "`rank` is not a whole number"),
        (json.dumps(changed(("units", 0, "role"), "spare")), "a `role` is none of"),
        (json.dumps({**WHOLE, "extensions": {}}), "`extensions` is not a list"),
        (json.dumps({**GROWN, "extensions": [7]}), "an entry of `extensions` is not an object"),
        (json.dumps(changed(("extensions", 0, "added"), [], of=GROWN)), "`added` is not an object"),
        (
            json.dumps(changed(("extensions", 0, "added"), {"\ud800": 1}, of=GROWN)),
            "`added` is not an object",
        ),
        (
            json.dumps(changed(("extensions", 0, "added", "ASH/0"), 1.5, of=GROWN)),
            "`ASH/0` is not a whole number",
        ),
        (json.dumps({**GROWN, "picked": [{"list_id": "ASH"}]}), "`picked` has no `unit_id`"),
    ],
)
def test_what_is_not_in_the_form_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(CertificateFormError, match=words):
        parse_certificate(text)


# ------------------------------------------------------------------ what came later


def test_a_certificate_of_a_draw_that_grew_says_so_and_holds(stranger: Stranger) -> None:
    made = grown_certificate()
    assert set(GROWN) == {*WHOLE, "extensions", "picked"}
    assert GROWN["extensions"][0] == {
        "at": "2026-07-03T09:00:00+00:00",
        "added": {"ASH/0": 1},
        "why": "more precision",
    }
    assert parse_certificate(certificate_json(made)) == made
    assert verify_certificate(made) == []
    assert verify_certificate(made, FRAME) == []
    result = stranger.verify(GROWN, stranger.frame)
    assert result.returncode == 0
    assert "extensions by 2 cases leave a first draw of 2" in result.stdout
    assert "units picked by hand (2) were no cases of the first draw" in result.stdout


def test_that_a_purposive_case_was_lost_changes_nothing_in_the_sample() -> None:
    made = grown_certificate()
    lost = {one.unit_id for one in made.losses}
    assert {one.unit_id for one in made.purposive} <= lost
    without = replace(made, losses=())
    assert made.active == without.active


@pytest.mark.parametrize("path", GROWN_PATHS, ids=lambda path: "-".join(map(str, path)))
def test_any_one_changed_value_of_what_came_later_makes_it_fail(path: tuple[Any, ...]) -> None:
    assert not holds(changed(path, of=GROWN))


@pytest.mark.proof(part=6)
@pytest.mark.parametrize("path", GROWN_PATHS, ids=lambda path: "-".join(map(str, path)))
def test_a_stranger_notices_any_one_changed_value_of_what_came_later(
    path: tuple[Any, ...], stranger: Stranger
) -> None:
    assert stranger.verify(changed(path, of=GROWN)).returncode == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (add_nothing, "empty-extension"),
        (add_no_case, "empty-extension"),
        (add_more_than_there_are, "too-large-extension"),
        (add_to_a_stratum_that_is_not_there, "too-large-extension"),
        (leave_no_first_draw, "too-large-extension"),
        (turn_the_extensions, "extension-time"),
        (extend_before_the_seed, "extension-time"),
        (extend_at_no_time, "extension-time"),
        (pick_a_case_of_the_first_draw, "wrong-picked"),
        (pick_somebody_without_a_rank, "wrong-picked"),
        (turn_the_picked, "wrong-picked"),
        (pick_twice, "wrong-picked"),
    ],
)
def test_each_kind_of_forgery_of_what_came_later_is_named(
    change: Callable[[dict[str, Any]], None], kind: str, stranger: Stranger
) -> None:
    forged = forge(change, of=GROWN)
    problems = verify_certificate(parse_certificate(json.dumps(forged)))
    assert [problem.kind for problem in problems] == [kind]
    assert stranger.verify(forged).returncode == 1


def test_an_empty_list_of_extensions_is_left_out_and_not_written(stranger: Stranger) -> None:
    forged = forge(say_that_there_is_nothing)
    assert not holds(forged)
    assert stranger.verify(forged).returncode == 1


def test_extensions_of_a_draw_without_a_time_are_only_compared_with_each_other() -> None:
    made = grown_certificate()
    draw, since = made.draw, Since(extensions=made.extensions)
    assert verify_certificate(make_certificate(draw, occasion=Occasion(), since=since)) == []


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


with_each_repeatable = pytest.mark.parametrize(
    "path",
    [path for path in PATHS if path[-1] not in CANNOT_BE_REPEATED and path != ("digest",)],
    ids=lambda path: "-".join(map(str, path)),
)


@with_each_repeatable
def test_a_forged_digest_does_not_help_with_anything_that_can_be_repeated(
    path: tuple[Any, ...],
) -> None:
    assert not holds(changed(path, resealed=True), FRAME)


@pytest.mark.proof(part=12)
@with_each_repeatable
def test_a_forged_digest_does_not_help_with_a_stranger(
    path: tuple[Any, ...], stranger: Stranger
) -> None:
    assert stranger.verify(changed(path, resealed=True), stranger.frame).returncode == 1


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
        since = Since(purposive=[purposive_unit(draw, unit)])
        made = make_certificate(draw, occasion=Occasion(), since=since)
        assert verify_certificate(made) == []
        assert [one.kind for one in verify_certificate(made, FRAME)] == ["stray-purposive"]
        assert stranger.verify(certificate_json(made), stranger.frame).returncode == 1
