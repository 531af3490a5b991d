"""Stage one by even steps through an ordered list: chances, order, reserves, and who checks it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.plan.authority_choices import AuthorityChoices, ChoiceMethod
from inspect_tool.domain.sampling.by_size import SizeRole, inclusion_probabilities
from inspect_tool.domain.sampling.systematic_by_size import drawn_places, zone_of
from inspect_tool.domain.stage_one.certificate import (
    Commitment,
    NotAStageOneFileError,
    SeedOccasion,
    StageOneCertificate,
    as_json,
    content_digest,
    make_commitment,
    make_stage_one_certificate,
    parse_stage_one_certificate,
    stage_one_json,
)
from inspect_tool.domain.stage_one.check import verify_stage_one
from inspect_tool.domain.stage_one.choice import (
    ImpossibleChoiceError,
    ListedAuthority,
    StageOneDraw,
    draw_authorities,
    list_digest,
)
from tests.domain.stage_one.test_stage_one import PROGRAM, SEED, authorities
from tests.examples import one_in
from tests.r_here import said_by_r, skip_without_r

PAGE = Path(__file__).parents[3] / "templates" / "verifier" / "check-tickets.html"


def ordered(listed: Sequence[ListedAuthority], *columns: Sequence[str]) -> list[ListedAuthority]:
    """The list with what the order goes by, a column after the other."""
    values = zip(*columns, strict=True)
    return [replace(one, controls=tuple(own)) for one, own in zip(listed, values, strict=True)]


PLAIN = authorities(
    north=[120, 60, 20, 35], east=[30, 30, 90], west=[10, 0, 15, None], south=[400, 8, 9, 11]
)
TYPES = ["shire", "city", "city", "shire"] * 3 + ["city", "Zoë’s|%", "city"]
LISTED = ordered(PLAIN, TYPES, [str(7 * place % 110) for place in range(15)])


def choose(
    listed: Sequence[ListedAuthority], size: int, *, seed: str = SEED, **options: Any
) -> StageOneDraw:
    replaced = options.pop("replaced", None)
    columns = tuple(f"column{place}" for place in range(len(listed[0].controls)))
    said = {"method": "systematic", "order_by": columns, "strata": (), **options}
    choices = AuthorityChoices(size=size, **said)
    return draw_authorities(listed, choices, seed=seed, replaced=replaced)


def whole_list(listed: Sequence[ListedAuthority]) -> list[ListedAuthority]:
    return [replace(one, stratum="all") for one in listed]


# --- chances --------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 9), min_size=1, max_size=7), st.data())
def test_over_all_starts_each_is_drawn_exactly_as_often_as_its_chance_says(
    sizes: list[int], data: st.DataObject
) -> None:
    wanted = data.draw(st.integers(1, len(sizes)))
    chances = inclusion_probabilities(sizes, wanted)
    free = sum(size for size, chance in zip(sizes, chances, strict=True) if chance < 1)
    steps = wanted - sum(chance == 1 for chance in chances)
    # Between two of these starts every position stays what it is, so a start of each is enough.
    inner = {Fraction(k * steps, free) % 1 for k in range(free)}
    edges = sorted(inner | {Fraction(0), Fraction(1)})
    seen: dict[int, Fraction] = defaultdict(Fraction)
    for low, high in pairwise(edges):
        start = int((low + (high - low) / 2) * 2**256)
        drawn = drawn_places(sizes, chances, start)
        assert len(drawn) == wanted
        for place in drawn:
            seen[place] += high - low
    assert [seen[place] for place in range(len(sizes))] == chances


def by_hand(sizes: Sequence[int], wanted: int, start: Fraction) -> list[int]:
    """Madow's draw as a textbook has it: walk along the sizes, a step of X/n at a time."""
    chances = inclusion_probabilities(sizes, wanted)
    line = [place for place, size in enumerate(sizes) if chances[place] < 1 for _ in range(size)]
    certain = [place for place, chance in enumerate(chances) if chance == 1]
    steps = wanted - len(certain)
    step = Fraction(len(line), steps) if steps else Fraction(0)
    return sorted([*certain, *(line[int((start + j) * step)] for j in range(steps))])


@given(st.lists(st.integers(1, 30), min_size=1, max_size=9), st.integers(0, 2**256 - 1), st.data())
def test_the_draw_is_that_of_a_walk_along_the_sizes(
    sizes: list[int], start: int, data: st.DataObject
) -> None:
    wanted = data.draw(st.integers(1, len(sizes)))
    drawn = drawn_places(sizes, inclusion_probabilities(sizes, wanted), start)
    assert drawn == by_hand(sizes, wanted, Fraction(start, 2**256))


SIZED = (120, 60, 20, 35, 30, 30, 90, 10, 15, 400, 8, 9, 11)


@pytest.mark.parametrize("wanted", [1, 4, 7, 12])
def test_chances_and_draw_are_those_of_r(wanted: int) -> None:
    """R's package sampling has chances with certain units, and Madow's draw, for real numbers."""
    skip_without_r("sampling")
    sizes = ", ".join(map(str, SIZED))
    program = f"""
      pik <- sampling::inclusionprobabilities(c({sizes}), {wanted})
      set.seed(7); start <- runif(1)
      set.seed(7); drawn <- sampling::UPsystematic(pik)
      cat(format(c(start, pik, drawn), digits = 17))"""
    start, *said = said_by_r(program)
    chances = inclusion_probabilities(SIZED, wanted)
    assert said[: len(SIZED)] == pytest.approx([float(one) for one in chances], abs=1e-12)
    drawn = drawn_places(SIZED, chances, int(Fraction(start) * 2**256))
    assert [place for place, taken in enumerate(said[len(SIZED) :]) if taken] == drawn


def test_the_draw_is_spread_over_the_order() -> None:
    # Sixteen alike authorities in four types; four are drawn, one of each type, whatever the seed.
    alike = whole_list(authorities(all=[5] * 16))
    listed = ordered(alike, ["a", "b", "c", "d"] * 4)
    for seed in range(20):
        draw = choose(listed, 4, seed=f"{seed:020d}")
        types = [one.authority.controls[0] for one in draw.chosen]
        assert sorted(types) == ["a", "b", "c", "d"]


def test_a_stratum_that_gives_none_has_no_rows() -> None:
    listed = ordered(authorities(north=[50, 60, 70], south=[1]), ["a", "b", "c", "d"])
    draw = choose(listed, 2, strata=("region",), minimum_per_stratum=0)
    assert {one.authority.stratum for one in draw.authorities} == {"north"}
    assert [(one.stratum, one.drawn) for one in draw.strata] == [("north", 2), ("south", 0)]


def test_a_column_of_numbers_is_ordered_by_number_and_any_other_as_text() -> None:
    alike = whole_list(authorities(all=[5] * 4))
    numbers = choose(ordered(alike, ["9", "10", "100", "11"]), 4)
    assert [one.authority.controls[0] for one in numbers.authorities] == ["9", "10", "11", "100"]
    texts = choose(ordered(alike, ["9", "10", "100", "x"]), 4)
    assert [one.authority.controls[0] for one in texts.authorities] == ["10", "100", "9", "x"]
    # One that cannot be drawn has no say in it.
    with_none = [replace(one, size=None) if one.controls == ("x",) else one for one in (
        ordered(alike, ["9", "10", "100", "x"])
    )]  # fmt: skip
    assert [one.authority.controls[0] for one in choose(with_none, 3).authorities] == [
        "9",
        "10",
        "100",
    ]


@one_in(4)
@given(st.permutations(LISTED))
def test_the_order_of_the_file_does_not_matter(listed: list[ListedAuthority]) -> None:
    assert choose(listed, 6) == choose(LISTED, 6)


# --- reserves -------------------------------------------------------------------------------------


def test_reserves_are_those_nearest_to_a_drawn_one_the_following_first() -> None:
    assert zone_of(3, [3, 8], 11) == [3, 4, 2, 5, 1, 0]
    assert zone_of(8, [3, 8], 11) == [8, 9, 7, 10, 6]
    assert zone_of(1, [1, 3], 4) == [1, 2, 0]  # place 2 is as near to both: the earlier one's


def test_a_neighbour_takes_the_place_of_a_lost_authority_and_nobody_else_changes() -> None:
    listed = ordered(whole_list(authorities(all=[5] * 12)), [str(place) for place in range(12)])
    before = choose(listed, 3)
    first = before.chosen[0]
    own = [one for one in before.authorities if one.zone == 1]
    after = choose(listed, 3, replaced={first.authority.code: "merged"})
    assert [one.authority.code for one in after.chosen] == [
        own[1].authority.code, *(one.authority.code for one in before.chosen[1:]),
    ]  # fmt: skip
    assert abs(int(own[1].authority.controls[0]) - int(first.authority.controls[0])) == 1


def test_a_drawn_one_without_a_neighbour_left_is_refused_by_name() -> None:
    listed = ordered(whole_list(authorities(all=[5, 5, 5])), ["1", "2", "3"])
    draw = choose(listed, 2)
    alone = next(
        one for one in draw.chosen if sum(x.zone == one.zone for x in draw.authorities) == 1
    )
    code = alone.authority.code
    with pytest.raises(ImpossibleChoiceError) as caught:
        choose(listed, 2, replaced={code: "merged"})
    assert caught.value.faults[0].message == (
        f"{code} and all its neighbours in the order of all are replaced, so nobody is left to "
        "take its place"
    )


# --- who checks it --------------------------------------------------------------------------------


def certified(draw: StageOneDraw, commitment: Commitment | None = None) -> StageOneCertificate:
    occasion = SeedOccasion(
        seed_source="dice",
        seeded_at="2013-10-04T10:00:00+01:00",
        committed_at="" if commitment is None else commitment.committed_at,
        commitment="" if commitment is None else commitment.digest,
        tool_version="1",
    )
    return make_stage_one_certificate(draw, occasion=occasion)


def committed(listed: Sequence[ListedAuthority], draw: StageOneDraw) -> Commitment:
    return make_commitment(
        draw.choices,
        list_digest=list_digest(listed),
        listed=len(listed),
        committed_at="2013-10-01T10:00:00+01:00",
        tool_version="1",
    )


def forged(certificate: StageOneCertificate, **changes: Any) -> StageOneCertificate:
    changed = certificate.model_copy(update=changes)
    return changed.model_copy(update={"digest": content_digest(as_json(changed))})


regions = st.dictionaries(
    st.sampled_from(["north", "east"]),
    st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any),
    min_size=1,
)


@one_in(4)
@given(regions, st.data())
def test_the_choice_is_that_of_the_independent_program(
    sizes: dict[str, list[int]], data: st.DataObject
) -> None:
    plain = authorities(**sizes)
    columns = [
        data.draw(st.lists(st.sampled_from(kind), min_size=len(plain), max_size=len(plain)))
        for kind in data.draw(st.lists(st.sampled_from([["a", "b"], ["2", "10", "7"]]), max_size=2))
    ]
    listed = ordered(plain, *columns) if columns else plain
    is_equal = data.draw(st.booleans())
    able = sum(size > 0 or is_equal for own in sizes.values() for size in own)
    size = min(able, data.draw(st.integers(len(sizes), max(able, len(sizes)))))
    minimum = data.draw(st.integers(0, 1))
    draw = choose(listed, size, strata=("region",), equal=is_equal, minimum_per_stratum=minimum)
    made = {
        "key": draw.key, "equal": is_equal, "size": size, "minimum_per_stratum": minimum,
        "method": "systematic", "authorities": [],
    }  # fmt: skip
    rows, wanted = PROGRAM["choose"](
        made, [(one.code, one.name, one.stratum, one.size, list(one.controls)) for one in listed]
    )
    assert as_json(certified(draw))["authorities"] == rows
    assert {one.stratum: one.drawn for one in draw.strata} == wanted
    assert sum(one.is_chosen for one in draw.authorities) == size


def list_file(listed: Sequence[ListedAuthority]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["code", "name", "region", "plans", *(f"column{i}" for i in range(2))])
    writer.writerows(
        [one.code, one.name, one.stratum, one.symbol or one.size, *(one.controls or ("", ""))]
        for one in listed
    )
    return buffer.getvalue()


def as_read(
    listed: Sequence[ListedAuthority], certificate: StageOneCertificate
) -> list[ListedAuthority]:
    """The list with the columns that the certificate says the order goes by."""
    columns = [int(name.removeprefix("column")) for name in certificate.order_by]
    return [replace(one, controls=tuple(one.controls[at] for at in columns)) for one in listed]


def _cases() -> dict[str, tuple[StageOneCertificate, Commitment | None, list[ListedAuthority]]]:
    """Honest and forged certificates with the list and the commitment that go with them."""
    draw = choose(LISTED, 6, strata=("region",), size_column="plans")
    commitment = committed(LISTED, draw)
    honest = certified(draw, commitment)
    lost = {draw.chosen[0].authority.code: "merged"}
    if draw.chosen[0].role is SizeRole.CERTAINTY:
        lost = {draw.chosen[1].authority.code: "merged"}
    with_loss = choose(LISTED, 6, strata=("region",), size_column="plans", replaced=lost)
    pareto = choose(PLAIN, 6, strata=("region",), size_column="plans", method="pareto", order_by=())
    unsized = [replace(one, size=None, symbol="") for one in LISTED]
    equal = choose(unsized, 6, strata=("region",), equal=True)
    moved = [replace(LISTED[0], controls=("city", "7")), *LISTED[1:]]
    first, second, *rest = honest.authorities
    return {
        "honest": (honest, commitment, LISTED),
        "honest, not committed": (certified(draw), None, LISTED),
        "honest, with a loss": (certified(with_loss, commitment), commitment, LISTED),
        "honest, pareto": (certified(pareto), None, PLAIN),
        "honest, equal chances": (certified(equal), None, unsized),
        "another seed": (forged(honest, public_seed="1" * 20), commitment, LISTED),
        "another place in the order": (honest, commitment, moved),
        "another order": (forged(honest, order_by=("column1", "column0")), commitment, LISTED),
        "another order, not committed": (
            forged(certified(draw), order_by=("column1", "column0")), None, LISTED,
        ),
        "said to be pareto": (forged(honest, method=ChoiceMethod.PARETO), commitment, LISTED),
        "another zone": (
            forged(honest, authorities=(first.model_copy(update={"zone": 2}), second, *rest)),
            commitment, LISTED,
        ),
        "a reserve chosen": (
            forged(honest, authorities=(
                first.model_copy(update={"chosen": False}),
                second.model_copy(update={"chosen": True}), *rest,
            )),
            commitment, LISTED,
        ),
        "another list of strata": (forged(honest, strata=()), commitment, LISTED),
        "fewer": (forged(honest, size=5), commitment, LISTED),
        "committed later": (
            forged(honest, committed_at="2013-10-05T10:00:00+01:00"), commitment, LISTED,
        ),
    }  # fmt: skip


CASES = _cases()

NODE_PROGRAM = r"""
const fs = require("fs"), vm = require("vm");
const [page, cases] = process.argv.slice(2);
const script = fs.readFileSync(page, "utf8").match(/<script>([\s\S]*)<\/script>/)[1];
const world = { module: {}, TextEncoder, crypto: require("crypto").webcrypto };
vm.runInNewContext(script, world);
const { checkAuthorities } = world.module.exports;
(async () => {
  const found = {};
  const given = JSON.parse(fs.readFileSync(cases, "utf8"));
  for (const [name, [certificate, list, commitment]] of Object.entries(given))
    found[name] = await checkAuthorities(certificate, list, () => {}, { commitment })
      .catch(error => "FAILS: " + error.message);
  console.log(JSON.stringify(found));
})();
"""


def _page_says(tmp_path: Path) -> dict[str, str]:
    if shutil.which("node") is None:
        pytest.skip("there is no node here")
    texts = {
        name: [
            stage_one_json(certificate), list_file(listed),
            "" if commitment is None else stage_one_json(commitment),
        ]
        for name, (certificate, commitment, listed) in CASES.items()
    }  # fmt: skip
    (tmp_path / "cases.json").write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "check.cjs").write_text(NODE_PROGRAM, encoding="utf-8")
    words = ["node", str(tmp_path / "check.cjs"), str(PAGE), str(tmp_path / "cases.json")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_page_program_and_command_come_to_the_same_in_every_case(tmp_path: Path) -> None:
    page = _page_says(tmp_path)
    for name, (certificate, commitment, listed) in CASES.items():
        files = [tmp_path / "certificate.json", tmp_path / "list.csv"]
        files[0].write_text(stage_one_json(certificate), encoding="utf-8")
        files[1].write_text(list_file(listed), encoding="utf-8")
        if commitment is not None:
            files.append(tmp_path / "commitment.json")
            files[2].write_text(stage_one_json(commitment), encoding="utf-8")
        PROGRAM["FAULTS"].clear()
        by_program = PROGRAM["main"](list(map(str, files))) == 0
        read = parse_stage_one_certificate(stage_one_json(certificate))
        by_command = not verify_stage_one(read, as_read(listed, read), commitment=commitment)
        by_page = not page[name].startswith("FAILS")
        expected = name.startswith("honest")
        assert (by_program, by_command, by_page) == (expected, expected, expected), (
            name,
            page[name],
        )
    assert page["honest"].startswith("The certificate holds against the commitment")
    assert "cannot say whether" in page["honest, pareto"]


def test_the_file_of_another_method_has_neither_order_nor_zones() -> None:
    pareto = as_json(CASES["honest, pareto"][0])
    assert "order_by" not in pareto
    assert all("zone" not in one for one in pareto["authorities"])
    with pytest.raises(NotAStageOneFileError, match="not those of its method"):
        parse_stage_one_certificate(json.dumps({**pareto, "order_by": []}))
    contradictory = as_json(forged(CASES["honest, equal chances"][0], size_column="plans"))
    with pytest.raises(NotAStageOneFileError, match="the whole is not in the form"):
        parse_stage_one_certificate(json.dumps(contradictory))
    honest = CASES["honest"][0]
    assert parse_stage_one_certificate(stage_one_json(honest)) == honest


def test_what_the_order_goes_by_is_part_of_the_digest_of_the_list() -> None:
    assert list_digest(LISTED) != list_digest(PLAIN)
    moved = [replace(LISTED[0], controls=("city", "0")), *LISTED[1:]]
    assert list_digest(moved) != list_digest(LISTED)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"order_by": ("type",)}, "an order (order_by) needs method systematic"),
        ({"method": "systematic", "order_by": ("type", "type")}, "order_by names each column once"),
        ({"method": "zones"}, "Input should be 'pareto' or 'systematic'"),
    ],
)
def test_choices_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        AuthorityChoices(size=3, **options)
    assert message in str(caught.value)
