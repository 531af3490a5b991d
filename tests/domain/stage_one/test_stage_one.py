"""Stage one: the choice of authorities against an independent program, and its certificate."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

import csv
import io
import json
import math
import runpy
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.plan.authority_choices import AuthorityChoices
from inspect_tool.domain.sampling.by_size import SizeRole, inclusion_probabilities
from inspect_tool.domain.sampling.by_size_chances import largest_deviation, pareto_chances
from inspect_tool.domain.sampling.hashed_frame import DuplicateUnitError
from inspect_tool.domain.stage_one.certificate import (
    COMMITTED,
    NOT_COMMITTED,
    Commitment,
    Decision,
    NotAStageOneFileError,
    SeedOccasion,
    StageOneCertificate,
    as_json,
    content_digest,
    make_commitment,
    make_stage_one_certificate,
    parse_commitment,
    parse_stage_one_certificate,
    stage_one_json,
)
from inspect_tool.domain.stage_one.check import is_before, verify_stage_one
from inspect_tool.domain.stage_one.choice import (
    ImpossibleChoiceError,
    ListedAuthority,
    StageOneDraw,
    check_choices,
    draw_authorities,
    list_digest,
)

SEED = "83920175563810294857"
VERIFIER = Path(__file__).parents[3] / "templates" / "verifier" / "verify_authorities.py"
PROGRAM: dict[str, Any] = runpy.run_path(str(VERIFIER))


def authorities(**sizes: Sequence[int | None]) -> list[ListedAuthority]:
    """Authorities of each stratum, named by their stratum and place; None is a suppressed size."""
    return [
        ListedAuthority(
            code=f"{stratum.upper()}{place:02d}",
            name=f"{stratum} {place}",
            stratum=stratum,
            size=size,
            symbol="c" if size is None else "",
        )
        for stratum, own in sizes.items()
        for place, size in enumerate(own)
    ]


LISTED = authorities(
    north=[120, 60, 20, 35], east=[30, 30, 90], west=[10, 0, 15, None], south=[400, 8, 9, 11]
)


def choose(
    listed: Sequence[ListedAuthority], size: int, *, seed: str = SEED, **options: Any
) -> StageOneDraw:
    replaced = options.pop("replaced", None)
    choices = AuthorityChoices(size=size, **options)
    return draw_authorities(listed, choices, seed=seed, replaced=replaced)


def codes(draw: StageOneDraw) -> list[str]:
    return [one.authority.code for one in draw.chosen]


def faults(listed: Sequence[ListedAuthority], size: int, **options: Any) -> dict[str, str]:
    """Each fault's place and message."""
    with pytest.raises(ImpossibleChoiceError) as caught:
        choose(listed, size, **options)
    return {".".join(map(str, one.path)): one.message for one in caught.value.faults}


# --- the choice -----------------------------------------------------------------------------------


def by_the_program(
    listed: Sequence[ListedAuthority], draw: StageOneDraw
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What the standalone verifier, which shares no code with the tool, chooses from the list."""
    made = {
        "key": draw.key,
        "method": "pareto",
        "equal": draw.choices.equal,
        "size": draw.choices.size,
        "minimum_per_stratum": draw.choices.minimum_per_stratum,
        "authorities": [{"code": code, "reason": why} for code, why in draw.replaced.items()],
    }
    rows: tuple[list[dict[str, Any]], dict[str, int]] = PROGRAM["choose"](
        made, [(one.code, one.name, one.stratum, one.size, []) for one in listed]
    )
    return rows


regions = st.dictionaries(
    st.sampled_from(["north", "east", "west"]),
    st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any),
    min_size=1,
)


@given(regions, st.data())
def test_the_choice_is_that_of_the_independent_program(
    sizes: dict[str, list[int]], data: st.DataObject
) -> None:
    listed = authorities(**sizes)
    is_equal = data.draw(st.booleans())
    able = sum(size > 0 or is_equal for own in sizes.values() for size in own)
    size = data.draw(st.integers(len(sizes), max(able, len(sizes))))
    if is_equal:
        listed = [replace(one, size=None) for one in listed]
    minimum = data.draw(st.integers(0, 1))
    draw = choose(listed, min(size, able), equal=is_equal, minimum_per_stratum=minimum)
    rows, wanted = by_the_program(listed, draw)
    certificate = as_json(make_stage_one_certificate(draw, occasion=SeedOccasion()))
    assert certificate["authorities"] == rows
    assert {one.stratum: one.drawn for one in draw.strata} == wanted
    assert len(draw.chosen) == draw.choices.size


@given(st.permutations(LISTED))
def test_the_order_of_the_list_does_not_matter(listed: list[ListedAuthority]) -> None:
    assert choose(listed, 6) == choose(LISTED, 6)


def test_another_name_changes_nothing_and_another_code_only_its_own_ticket() -> None:
    before = {one.authority.code: one.ticket for one in choose(LISTED, 6).authorities}
    renamed = [replace(one, name=f"{one.name} again") for one in LISTED]
    assert codes(choose(renamed, 6)) == codes(choose(LISTED, 6))
    assert list_digest(renamed) == list_digest(LISTED)
    recoded = [replace(LISTED[0], code="NEW00"), *LISTED[1:]]
    after = {one.authority.code: one.ticket for one in choose(recoded, 6).authorities}
    assert {code: after[code] for code in after if code != "NEW00"} == {
        code: before[code] for code in before if code != LISTED[0].code
    }
    assert after["NEW00"] != before[LISTED[0].code]


def test_each_stratum_gives_its_share_and_the_rest_are_its_reserves() -> None:
    draw = choose(LISTED, 6)
    assert {one.stratum: one.drawn for one in draw.strata} == {
        "east": 1, "north": 1, "south": 3, "west": 1,
    }  # fmt: skip
    assert [(one.listed, one.can_be_drawn, one.size) for one in draw.strata] == [
        (3, 3, 150), (4, 4, 235), (4, 4, 428), (4, 2, 25),
    ]  # fmt: skip
    assert [one.code for one in draw.left_out] == ["WEST01", "WEST03"]
    for stratum in draw.strata:
        own = [one for one in draw.authorities if one.authority.stratum == stratum.stratum]
        assert sum(one.inclusion_probability for one in own) == stratum.drawn
        assert [one.rank for one in own] == list(range(1, len(own) + 1))
        assert [one.is_chosen for one in own] == [one.rank <= stratum.drawn for one in own]
        chances = inclusion_probabilities([one.authority.size or 0 for one in own], stratum.drawn)
        assert [one.inclusion_probability for one in own] == chances
    certain = [one.authority.code for one in draw.authorities if one.role is SizeRole.CERTAINTY]
    assert certain == ["SOUTH00"]


def test_equal_chances_need_no_sizes() -> None:
    listed = [replace(one, size=None, symbol="") for one in LISTED]
    draw = choose(listed, 5, equal=True)
    assert {one.stratum: (one.drawn, one.size) for one in draw.strata} == {
        "east": (1, 3), "north": (2, 4), "south": (1, 4), "west": (1, 4),
    }  # fmt: skip
    assert draw.left_out == ()
    north = [one for one in draw.authorities if one.authority.stratum == "north"]
    assert {one.inclusion_probability for one in north} == {Fraction(1, 2)}
    # With equal chances the order is that of the tickets.
    assert [one.ticket for one in north] == sorted(one.ticket for one in north)


def test_over_many_seeds_authorities_come_as_often_as_their_chances_say() -> None:
    listed = authorities(north=[50, 30, 20, 15, 10, 5], south=[9, 3])
    seen: Counter[str] = Counter()
    rounds = 500
    for number in range(rounds):
        seen.update(codes(choose(listed, 4, seed=f"{number:020d}")))
    draw = choose(listed, 4)
    for stratum in ("north", "south"):
        own = [one for one in draw.authorities if one.authority.stratum == stratum]
        real = pareto_chances([one.inclusion_probability for one in own])
        for one, chance in zip(own, real, strict=True):
            room = 4 * math.sqrt(chance * (1 - chance) / rounds)
            assert seen[one.authority.code] / rounds == pytest.approx(chance, abs=room)


# --- an authority that cannot take part -----------------------------------------------------------


def test_the_next_of_its_stratum_takes_the_place_of_a_lost_authority() -> None:
    before = choose(LISTED, 6)
    north = [one.authority.code for one in before.authorities if one.authority.stratum == "north"]
    after = choose(LISTED, 6, replaced={north[0]: "merged", north[1]: "in special measures"})
    assert set(codes(after)) == (set(codes(before)) - {north[0]}) | {north[2]}
    assert [one.reason for one in after.authorities[3:7]] == [
        "merged", "in special measures", "", "",
    ]  # fmt: skip
    # Everything but who takes part stays as it was drawn.
    assert [one.ticket for one in after.authorities] == [one.ticket for one in before.authorities]
    assert after.list_digest == before.list_digest


def test_the_order_in_which_losses_are_named_does_not_matter() -> None:
    first, second = choose(LISTED, 8).chosen[:2]
    lost = {first.authority.code: "a", second.authority.code: "b"}
    backwards = dict(reversed(lost.items()))
    assert choose(LISTED, 7, replaced=lost) == choose(LISTED, 7, replaced=backwards)


def test_a_replacement_that_cannot_be_made_is_refused_with_all_its_faults() -> None:
    assert faults(LISTED, 6, replaced={"NORTH9": "x", "WEST03": "x", "EAST00": " "}) == {
        "replaced.NORTH9": "NORTH9 is replaced but was neither drawn nor a reserve; did you mean "
        "NORTH00?",
        "replaced.WEST03": "WEST03 is replaced but was neither drawn nor a reserve",
        "replaced.EAST00": "EAST00 is replaced without a reason",
    }
    lost = {"WEST00": "x", "WEST02": "x"}
    assert faults(LISTED, 6, replaced=lost) == {
        "replaced": "west has 0 authorities left that can take part, and 1 are to be chosen from it"
    }
    assert len(choose(LISTED, 6, replaced={"WEST00": "x"}).chosen) == 6


# --- what the list cannot give --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "options", "expected"),
    [
        (14, {}, {"size": "14 authorities are to be chosen, and 13 of the 15 on the list can be drawn"}),
        (3, {}, {"minimum_per_stratum": "At least 1 from each of 4 strata makes 4 authorities, and 3 are to be chosen"}),
        (9, {"minimum_per_stratum": 3}, {"minimum_per_stratum": "At least 3 from each of 4 strata makes 11 authorities, and 9 are to be chosen"}),
        (6, {"seed": "123"}, {"seed": "The seed has 3 decimal digits and needs at least 20"}),
        (6, {"seed": " "}, {"seed": "The seed is empty"}),
        (6, {"seed": "8392017556381029\x004857"}, {"seed": "The seed holds the control character U+0000"}),
        (6, {"draw_id": " "}, {"draw_id": "The draw's id is empty or holds a control character"}),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_made_says_why(
    size: int, options: dict[str, Any], expected: dict[str, str]
) -> None:
    assert faults(LISTED, size, **options) == expected


def test_the_edges_of_what_the_list_can_give_are_met() -> None:
    assert {one.role for one in choose(LISTED, 13).authorities} == {SizeRole.CERTAINTY}
    assert len(choose(LISTED, 4).chosen) == 4
    assert len(choose(LISTED, 11, minimum_per_stratum=3).chosen) == 11


def test_a_stratum_without_any_size_must_be_let_off() -> None:
    listed = authorities(north=[3, 4], south=[0, None])
    assert faults(listed, 2) == {
        "minimum_per_stratum": "south has no authority with a size above 0, so it cannot give 1"
    }
    draw = choose(listed, 2, minimum_per_stratum=0)
    assert set(codes(draw)) == {"NORTH00", "NORTH01"}
    assert [(one.stratum, one.drawn) for one in draw.strata] == [("north", 2), ("south", 0)]


def test_before_there_is_a_seed_only_the_rest_is_checked() -> None:
    check_choices(LISTED, AuthorityChoices(size=6))
    with pytest.raises(ImpossibleChoiceError, match=r"can be drawn\. Choose 13 or fewer"):
        check_choices(LISTED, AuthorityChoices(size=14))


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(DuplicateUnitError):
        choose([*LISTED, LISTED[0]], 6)


# --- the chances that Pareto sampling really gives ------------------------------------------------


@pytest.mark.parametrize(
    "target", [Fraction(1, 2), Fraction(2, 3), Fraction(9, 10), Fraction(1, 999)]
)
def test_of_two_the_chances_are_those_of_the_closed_form(target: Fraction) -> None:
    # P(one logistic variable exceeds another by less than d) = e^d (e^d - 1 - d)/(e^d - 1)^2.
    odds = float(target / (1 - target)) ** 2
    closed = 0.5 if odds == 1 else odds * (odds - 1 - math.log(odds)) / (odds - 1) ** 2
    assert pareto_chances([target, 1 - target]) == pytest.approx([closed, 1 - closed], rel=1e-10)


def test_chances_of_six_three_and_one_are_those_of_a_million_simulated_draws() -> None:
    # Simulated with numpy: one drawn of three, U/(1 - U) over the odds, a million times.
    targets = [Fraction(6, 10), Fraction(3, 10), Fraction(1, 10)]
    assert pareto_chances(targets) == pytest.approx([0.643, 0.269, 0.088], abs=2e-3)
    assert largest_deviation(targets) == pytest.approx(0.123, abs=1e-3)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=9), st.data())
def test_chances_add_up_to_the_number_drawn(sizes: list[int], data: st.DataObject) -> None:
    wanted = data.draw(st.integers(1, len(sizes)))
    targets = inclusion_probabilities(sizes, wanted)
    chances = pareto_chances(targets)
    assert sum(chances) == pytest.approx(wanted, abs=1e-9)
    assert all(0 < chance <= 1 + 1e-12 for chance in chances)
    certain = [place for place, target in enumerate(targets) if target == 1]
    assert all(chances[place] == 1 for place in certain)
    assert largest_deviation([]) == 0


# --- the certificate ------------------------------------------------------------------------------


def committed(listed: Sequence[ListedAuthority] = LISTED, **options: Any) -> Commitment:
    choices = AuthorityChoices(**{"size": 6, "size_column": "plans", **options})
    return make_commitment(
        choices,
        list_digest=list_digest(listed),
        listed=len(listed),
        committed_at="2013-10-01T10:00:00+01:00",
        tool_version="1",
    )


def certified(commitment: Commitment | None = None, **options: Any) -> StageOneCertificate:
    draw = choose(LISTED, 6, size_column="plans", **options)
    occasion = SeedOccasion(
        seed_source="dice",
        seeded_at="2013-10-04T10:00:00+01:00",
        committed_at="" if commitment is None else commitment.committed_at,
        commitment="" if commitment is None else commitment.digest,
        tool_version="1",
    )
    return make_stage_one_certificate(draw, occasion=occasion)


def reread(certificate: Decision) -> StageOneCertificate:
    return parse_stage_one_certificate(stage_one_json(certificate))


def forged(certificate: StageOneCertificate, **changes: Any) -> StageOneCertificate:
    """Changed by somebody who can calculate digests."""
    changed = certificate.model_copy(update=changes)
    return changed.model_copy(update={"digest": content_digest(as_json(changed))})


def messages(certificate: StageOneCertificate, **options: Any) -> list[str]:
    return [one.message for one in verify_stage_one(certificate, LISTED, **options)]


def program_says(
    certificate: StageOneCertificate, tmp_path: Path, commitment: Commitment | None = None
) -> int:
    """Exit code of the standalone verifier."""
    PROGRAM["FAULTS"].clear()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["code", "name", "region", "plans"])
    writer.writerows([one.code, one.name, one.stratum, one.symbol or one.size] for one in LISTED)
    (tmp_path / "list.csv").write_text(buffer.getvalue(), encoding="utf-8")
    (tmp_path / "certificate.json").write_text(stage_one_json(certificate), encoding="utf-8")
    files = [str(tmp_path / "certificate.json"), str(tmp_path / "list.csv")]
    if commitment is not None:
        (tmp_path / "commitment.json").write_text(stage_one_json(commitment), encoding="utf-8")
        files.append(str(tmp_path / "commitment.json"))
    code: int = PROGRAM["main"](files)
    return code


def test_a_certificate_holds_for_the_tool_and_for_a_stranger(tmp_path: Path) -> None:
    commitment = committed()
    with_loss = certified(commitment, replaced={codes(choose(LISTED, 6))[0]: "merged"})
    for certificate in (certified(commitment), with_loss):
        assert reread(certificate) == certificate
        assert messages(certificate, commitment=commitment) == []
        assert messages(certificate) == []
        assert program_says(certificate, tmp_path, commitment) == 0
    assert program_says(certified(), tmp_path) == 0
    assert certified().statement == NOT_COMMITTED
    assert certified(commitment).statement == COMMITTED


def test_a_certificate_has_sorted_keys_and_what_a_stranger_needs() -> None:
    text = stage_one_json(certified())
    content = json.loads(text)
    assert list(content) == sorted(content)
    assert content["spec"] == "PRN/1"
    assert content["public_seed"] == SEED
    first = content["authorities"][0]
    assert Fraction(first["inclusion_probability"]) == Fraction(first["size"], 150)
    assert float(first["inclusion_probability_decimal"]) == pytest.approx(first["size"] / 150)
    assert content["left_out"] == [
        {"code": "WEST01", "name": "west 1", "size": "0", "stratum": "west"},
        {"code": "WEST03", "name": "west 3", "size": "c", "stratum": "west"},
    ]


FORGERIES: list[tuple[dict[str, Any], str]] = [
    ({"public_seed": "11111111111111111111"}, "key is not what"),
    ({"public_seed": "1"}, "No such choice is possible. The seed has 1 decimal digits"),
    ({"key": "0" * 64}, "key is not what the list, the choices and the seed give."),
    ({"list_digest": "0" * 64}, "it is another list"),
    ({"listed": 16}, "listed is not what"),
    ({"size": 5}, "south differs from"),
    ({"size": 99}, "No such choice is possible. 99 authorities are to be chosen"),
    ({"draw_id": "another"}, "key is not what"),
    ({"commitment": "0" * 64}, "statement is not what"),
    ({"committed_at": "2013-10-05T10:00:00+01:00"}, "The seed is older than the commitment."),
    ({"left_out": ()}, "WEST01 and WEST03 differ from"),
    ({"strata": ()}, "east, north, south and west differ from"),
    ({"authorities": ()}, "13 entries, EAST00, EAST01, EAST02, NORTH00, NORTH01 among them, differ from"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), FORGERIES)
def test_a_forged_certificate_does_not_hold(changes: dict[str, Any], message: str) -> None:
    assert any(message in one for one in messages(forged(certified(), **changes)))


@pytest.mark.parametrize(
    "changes",
    [one for one, _ in FORGERIES if not set(one) & {"commitment", "committed_at", "left_out"}],
)
def test_a_stranger_sees_a_forgery_too(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert program_says(forged(certified(), **changes), tmp_path) == 1


def test_the_order_of_the_certificate_is_part_of_it() -> None:
    good = certified()
    turned = forged(good, authorities=good.authorities[::-1])
    assert messages(turned) == ["`authorities` is in a different order."]
    twice = forged(good, authorities=(*good.authorities, good.authorities[-1]))
    assert messages(twice) == ["`authorities` is in a different order."]


def test_another_authority_in_the_place_of_a_drawn_one_is_seen(tmp_path: Path) -> None:
    good = certified()
    first, second, *rest = good.authorities
    swapped = [
        first.model_copy(update={"chosen": False}), second.model_copy(update={"chosen": True}),
    ]  # fmt: skip
    bad = forged(good, authorities=(*swapped, *rest))
    (message,) = messages(bad)
    pair = " and ".join(sorted([first.code, second.code]))
    assert message == f"{pair} differ from the repeated choice."
    assert program_says(bad, tmp_path) == 1


def test_a_certificate_that_was_changed_without_its_digest_says_so(tmp_path: Path) -> None:
    bad = certified().model_copy(update={"seed_source": "another"})
    assert messages(bad) == ["The digest of the certificate is not that of what it says."]
    assert program_says(bad, tmp_path) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 7}, "size is not what was committed."),
        ({"minimum_per_stratum": 0}, "minimum_per_stratum is not what was committed."),
        ({"strata": ("type",)}, "strata is not what was committed."),
        ({"draw_id": "other"}, "draw_id is not what was committed."),
    ],
)
def test_a_certificate_is_held_against_its_commitment(
    tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    other = committed(**options)
    assert message in messages(certified(committed()), commitment=other)
    assert program_says(certified(committed()), tmp_path, other) == 1
    unnamed = messages(certified(), commitment=committed())
    assert "The certificate does not name this commitment." in unnamed


def test_a_list_that_was_changed_after_the_commitment_is_seen() -> None:
    other = committed([replace(LISTED[0], size=121), *LISTED[1:]])
    assert "list_digest is not what was committed." in messages(
        certified(committed()), commitment=other
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is not JSON"),
        ("[]", "the whole is not in the form"),
        ("{}", "is not in the form"),
        ('{"spec": "PRN/1", "spec": "PRN/1"}', "with each field once"),
        ("[" * 100_000, "it is not JSON"),
    ],
)
def test_something_else_is_no_certificate(text: str, reason: str) -> None:
    with pytest.raises(NotAStageOneFileError, match=reason):
        parse_stage_one_certificate(text)


@pytest.mark.parametrize(
    "changes", [{"size": "6"}, {"size": True}, {"equal": 0}, {"surprise": 1}, {"spec": "PRN/2"}]
)
def test_a_certificate_with_another_type_or_field_is_refused(changes: dict[str, Any]) -> None:
    content = {**as_json(certified()), **changes}
    with pytest.raises(NotAStageOneFileError, match="is not in the form"):
        parse_stage_one_certificate(json.dumps(content))


def test_a_commitment_that_was_changed_is_refused() -> None:
    commitment = committed()
    assert parse_commitment(stage_one_json(commitment)) == commitment
    changed = stage_one_json(commitment).replace('"size": 6', '"size": 7')
    with pytest.raises(NotAStageOneFileError, match="changed after it was made"):
        parse_commitment(changed)
    with pytest.raises(NotAStageOneFileError, match="not a commitment to a choice"):
        parse_commitment(stage_one_json(certified()))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2013-10-01T10:00:00+01:00", "2013-10-01T09:00:01+00:00", True),
        ("2013-10-01T10:00:00+01:00", "2013-10-01T09:00:00Z", False),
        ("2013-10-01", "2013-10-02T00:00:00Z", True),
        ("", "2013-10-01", False),
        ("2013-10-01", "some day", False),
    ],
)
def test_times_are_compared_whatever_their_offset(first: str, second: str, expected: bool) -> None:
    assert is_before(first, second) is expected
