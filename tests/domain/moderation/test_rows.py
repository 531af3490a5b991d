"""Rows of two reads are set against each other by what they are about, not by their number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.agreement.table import Coefficient
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.kinds import question_of_item, row_item
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.moderation.agreement import (
    AgreementRow,
    ReadPair,
    agreement_by_item,
    agreement_items,
    agreement_overall,
)
from inspect_tool.domain.moderation.disagreements import differences
from inspect_tool.domain.moderation.rows import aligned
from inspect_tool.domain.records.records import RecordFacts
from tests.kinds_of_question import KINDS, a_case

Row = tuple[int | None, str | None]  # the age of a child, and whether it was seen


def framework(*key: str) -> Framework:
    content = KINDS.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["domains"][0]["criteria"][1]["questions"][0]["rows"]["key"] = key
    return Framework.model_validate(content)


KEYED = framework("NEG.2.b")


def family(*rows: Row, under: Framework = KINDS) -> RecordFacts:
    answers: dict[str, Value] = {}
    for number, (age, seen) in enumerate(rows, start=1):
        answers |= {row_item("NEG.2.b", number): age} if age is not None else {}
        answers |= {row_item("NEG.2.c", number): seen} if seen is not None else {}
    return replace(a_case(answers={**answers}), framework=under)


def rows_of(facts: RecordFacts) -> dict[int, Row]:
    numbers = {int(item.partition("@")[2]) for item in facts.answers}
    found: dict[int, Row] = {}
    for number in sorted(numbers):
        age, seen = (
            facts.answers[item].value
            if (item := row_item(question, number)) in facts.answers
            else None
            for question in ("NEG.2.b", "NEG.2.c")
        )
        found[number] = (
            age if isinstance(age, int) else None, seen if isinstance(seen, str) else None
        )  # fmt: skip
    return found


def put_beside(first: list[Row], second: list[Row], under: Framework = KINDS) -> dict[int, Row]:
    return rows_of(aligned(family(*first, under=under), family(*second, under=under)))


@pytest.mark.parametrize(
    ("first", "second", "without_key", "with_key"),
    [
        # In another order.
        (
            [(3, "no"), (9, "yes")],
            [(9, "yes"), (3, "no")],
            {1: (3, "no"), 2: (9, "yes")},
            {1: (3, "no"), 2: (9, "yes")},
        ),
        # The key goes before what is alike.
        (
            [(3, "no"), (9, "yes")],
            [(3, "yes"), (9, "no")],
            {1: (3, "yes"), 2: (9, "no")},
            {1: (3, "yes"), 2: (9, "no")},
        ),
        # One of them has a child more, in front.
        (
            [(3, "no")],
            [(9, "yes"), (3, "no")],
            {1: (3, "no"), 2: (9, "yes")},
            {1: (3, "no"), 2: (9, "yes")},
        ),
        # Of another age it is another child by the key, and the likest one without.
        ([(3, "no")], [(4, "no")], {1: (4, "no")}, {2: (4, "no")}),
        # Twins stand in their order.
        (
            [(3, "no"), (3, "yes")],
            [(3, "yes"), (3, "no")],
            {1: (3, "no"), 2: (3, "yes")},
            {1: (3, "yes"), 2: (3, "no")},
        ),
        # A row without its key has no counterpart.
        ([(3, "no")], [(None, "no")], {1: (None, "no")}, {2: (None, "no")}),
        ([], [(3, "no")], {1: (3, "no")}, {1: (3, "no")}),
        ([(3, "no")], [], {}, {}),
    ],
)
def test_a_row_gets_the_number_of_its_counterpart(
    first: list[Row], second: list[Row], without_key: dict[int, Row], with_key: dict[int, Row]
) -> None:
    assert put_beside(first, second) == without_key
    assert put_beside(first, second, KEYED) == with_key


def test_where_no_number_is_left_rows_without_a_counterpart_are_compared_in_their_order() -> None:
    first: list[Row] = [(age, "no") for age in range(1, 6)]  # five of six
    second: list[Row] = [(1, "no"), (11, "yes"), (12, "yes"), (13, "yes")]
    assert put_beside(first, second, KEYED) == {
        1: (1, "no"), 6: (11, "yes"), 2: (12, "yes"), 3: (13, "yes"),
    }  # fmt: skip


FAMILIES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["no", "partly", "yes"])), max_size=6
)


@given(first=FAMILIES, second=FAMILIES, under=st.sampled_from([KINDS, KEYED]))
def test_no_row_is_lost_and_none_is_taken_twice(
    first: list[Row], second: list[Row], under: Framework
) -> None:
    found = put_beside(first, second, under)
    assert sorted(map(str, found.values())) == sorted(map(str, second))
    assert all(1 <= number <= 6 for number in found)


@given(rows=FAMILIES, order=st.randoms(use_true_random=False))
def test_the_same_family_in_any_order_differs_in_nothing(
    rows: list[Row], order: st.DataObject
) -> None:
    turned = list(rows)
    order.shuffle(turned)  # type: ignore[attr-defined]
    found = differences(family(*rows), family(*turned), recomputed=lambda facts: facts)
    assert found == ()


def test_a_difference_is_told_under_the_first_readers_number() -> None:
    first, second = family((3, "no"), (9, "yes")), family((9, "partly"), (3, "no"))
    (found,) = differences(first, second, recomputed=lambda facts: facts)
    assert (found.item_id, found.first.value, found.second.value) == ("NEG.2.c@2", "yes", "partly")


def agreed(rows: tuple[AgreementRow, ...], item: str) -> list[tuple[int, int, int, int]]:
    return [
        (one.cases, one.judged_twice, one.agreed, one.judged_once)
        for one in rows
        if one.item_id == item
    ]


def test_rows_are_agreed_on_where_a_key_says_which_they_are() -> None:
    reads = [
        ([(3, "no"), (9, "yes")], [(9, "yes"), (3, "partly")]),
        ([(5, "yes")], [(5, "yes"), (7, "no")]),
        ([], []),
    ]
    pairs = [
        ReadPair(
            first=family(*first, under=KEYED),
            second=family(*second, under=KEYED),
            first_reader="ab",
            second_reader="cd",
            month="2013-11",
        )
        for first, second in reads
    ]
    items = agreement_items(KEYED, questions=True)
    assert [one.item_id for one in items if one.group] == ["NEG.2.c"]
    rows = agreement_by_item(items, pairs, level=0.95)
    assert agreed(rows, "NEG.2.c") == [(2, 3, 2, 1)]
    percent = next(one for one in rows if one.item_id == "NEG.2.c").coefficient(Coefficient.PERCENT)
    assert percent.value == pytest.approx(2 / 3)
    scales = agreement_overall(items, pairs, level=0.95)
    assert [one.judged_twice for one in scales if one.scale == "degree"] == [3]
    assert not [one for one in agreement_items(KINDS, questions=True) if one.group]


def test_a_key_that_no_row_is_asked_is_refused() -> None:
    with pytest.raises(ValueError, match=r"`key` names NEG\.1\.a"):
        framework("NEG.1.a")
    assert question_of_item("NEG.2.b@1") in KEYED.question("NEG.2.a").rows.key  # type: ignore[union-attr]
