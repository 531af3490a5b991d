"""How far a query has come, from what was said in it."""

from __future__ import annotations

from itertools import permutations

import pytest

from inspect_tool.domain.records.queries import QueryState, QueryStep, query_state

ASKED, REPLIED, CLOSED = QueryStep.ASKED, QueryStep.REPLIED, QueryStep.CLOSED


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([ASKED], QueryState.OPEN),
        ([ASKED, REPLIED], QueryState.ANSWERED),
        ([ASKED, REPLIED, REPLIED], QueryState.ANSWERED),
        ([ASKED, CLOSED], QueryState.CLOSED),
        ([ASKED, REPLIED, CLOSED], QueryState.CLOSED),
        ([ASKED, CLOSED, REPLIED], QueryState.CLOSED),
    ],
)
def test_a_query_stands_the_same_in_whatever_order_it_is_learnt(
    said: list[QueryStep], state: QueryState
) -> None:
    assert {query_state(order) for order in permutations(said)} == {state}
