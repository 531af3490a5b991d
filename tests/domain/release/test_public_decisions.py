"""What a public release tells of the decisions on disclosure."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from inspect_tool.domain.disclosure.decisions import (
    DisclosureChoice,
    DisclosureItem,
    DisclosurePlace,
)
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.release.public_decisions import decisions_text

TABLE = DisclosureItem(
    ref="table-drift",
    kind=DisclosurePlace.TABLE,
    place="Table 1: Drift",
    why="a small count",
    digest="d" * 64,
    choices=(DisclosureChoice.HOLD_BACK,),
    held_back=3,
    decided=DisclosureChoice.HOLD_BACK,
)
BOX = replace(TABLE, ref="box-dddddddd", kind=DisclosurePlace.BOX, decided=DisclosureChoice.PUBLISH)
GONE = replace(TABLE, ref="table-gone", decided=DisclosureChoice.LEAVE_OUT)
OPEN = replace(TABLE, ref="table-open", decided=None)


def test_no_digest_and_nothing_of_what_was_left_out_is_told() -> None:
    items = (TABLE, BOX, GONE, OPEN)
    text = decisions_text(items, DisclosureRules(5), {"table-drift": date(2014, 3, 1)})
    assert "dddd" not in text
    assert "table-gone" not in text
    table, box, gone, left = json.loads(text)["places"]
    assert (table["id"], table["on"], table["decided"]) == (
        "table-drift",
        "2014-03-01",
        "hold-back",
    )
    assert (box["id"], box["place"]) == ("", "Table 1: Drift")
    assert gone == {"kind": "table", "id": "", "place": "", "decided": "leave-out", "on": ""}
    assert left["decided"] == ""


def test_the_rules_are_those_that_were_set() -> None:
    def rules(given: DisclosureRules) -> list[str]:
        found: list[str] = json.loads(decisions_text((), given, {}))["held_back_at_first"]
        return found

    assert "everybody of a base" in rules(DisclosureRules(5))
    other = rules(DisclosureRules(10, shows_nobody=False, shows_everybody=True))
    assert other[0] == "counts of people from 1 to 9"
    assert "nobody of a base" in other
    assert "everybody of a base" not in other
