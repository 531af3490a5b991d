"""A pattern for headings cannot run away, and names with * cost no more than they are long."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from fnmatch import fnmatchcase
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.checks.lists import check_lists
from inspect_tool.domain.lists.heading_patterns import (
    LONGEST_HEADING,
    LONGEST_PATTERN,
    MOST_WAYS,
    HeadingPatternError,
    check_pattern,
)
from inspect_tool.domain.lists.shipped import shipped_lists
from inspect_tool.domain.lists.wildcards import wildcard
from inspect_tool.domain.plan.lists import PlanLists
from inspect_tool.readers.annex_a.headers import KnownHeadings

# Known from the literature and from reports of outages: each takes a text of a few dozen
# characters for years, or a heading of 200 for minutes.
RUNAWAY = (
    "^(a+)+$", "^(a|aa)+$", "^(a|a)*$", "^(.*a){20}$", r"(\w+\s?)*$", "([a-zA-Z]+)*$", "(a*)*b",
    r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(?:.*)*;", "a?" * 30 + "a" * 30, "(?:a|a)" * 30,
    ".*.*.*=.*", r"\s*\s*\s*\s*$", "x*x*x*x*y", "[a-z]{0,99}[a-z]{0,99}[a-z]{0,99}[a-z]{0,99}1",
    "(?:(?:a?){9}){9}b", "(?:a{1,9}){1,9}b",
)  # fmt: skip
ONE_CHARACTER = {parser.LITERAL, parser.NOT_LITERAL, parser.ANY, parser.IN}
CHARACTERS = "ab.*+?(|)[]{}1,^$\\:"
UNCOUNTED = (
    r"(a)\1", "(?=a)b", "(?<=a)b", "(?i)a", "(?P<n>a)", "a*+b", "a++b", r"\Aa", r"\x61",
    "(?>a)b", "(?#c)a",
)  # fmt: skip
USABLE = (
    "^ref(?:erence)? ?(?:no)?$", "^case [a-z ]*id$", "id|ref|number", ".*.*x", r"\bours?\b", "a{2}",
    "a{3,}", "a{,5}", "[]a]*", r"[^]\]]+x", "(?:(?:(?:a?)?)?)?", "(a|b)", r"\d+ \w*?", "a{", "a{}",
    "a{1}", r"sp\. no\.?",
)  # fmt: skip


def refused(pattern: str) -> bool:
    try:
        check_pattern(pattern)
    except HeadingPatternError:
        return True
    return False


@pytest.mark.parametrize("pattern", [*RUNAWAY, *UNCOUNTED, "(", "a{2}{3}", "a{99999999999999}"])
def test_a_pattern_that_may_run_away_is_refused(pattern: str) -> None:
    assert refused(pattern)


@pytest.mark.parametrize("pattern", USABLE)
def test_others_are_taken(pattern: str) -> None:
    assert not refused(pattern)


def test_a_pattern_is_as_long_as_it_may_be() -> None:
    assert not refused("a" * LONGEST_PATTERN)
    assert refused("a" * (LONGEST_PATTERN + 1))


def test_the_shipped_patterns_can_be_declared() -> None:
    patterns = {
        column.get("pattern")
        for name in ("annex-a", "annex-a-all")
        for one in shipped_lists(name)["lists"]
        for column in one["columns"]
    } - {None}
    assert patterns
    assert not [pattern for pattern in patterns if refused(pattern)]


@pytest.mark.parametrize("pattern", ["[a||b]", "[a&&b]", "[a~~b]"])
def test_a_class_that_later_pythons_may_read_otherwise_is_refused(pattern: str) -> None:
    assert refused(pattern)


@given(st.text("ab.*+?(|)[]{}1,^$\\\\:", max_size=14), st.text("ab:1", max_size=12))
def test_a_pattern_that_is_taken_is_used_without_a_warning(pattern: str, heading: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if not refused(pattern):
            found = re.search(pattern, heading)
            assert found is None or found[0] in heading


PIECES = st.sampled_from(
    ["a", "b", "1", ".", "[ab]", "[^a]", r"\b", "\\", "*", "*", "+", "?", "{2}", "{1,9}", "{3,}",
     "{", "(", "(?:", "(?=", ")", ")?", ")*", "|", "[", "]", "^", "$", ":", ","]
)  # fmt: skip


def ways_in_the_tree(parsed: Iterable[tuple[Any, Any]]) -> int:
    """The ways through a pattern, counted in the tree that Python's engine makes of it.

    Fails at what no pattern may have: a group that is repeated, and anything beyond groups.
    """
    ways = 1
    for operator, about in parsed:
        if operator in {parser.MAX_REPEAT, parser.MIN_REPEAT}:
            low, high, repeated = about
            if len(repeated) == 1 and repeated[0][0] in ONE_CHARACTER:
                ways *= min(high, LONGEST_HEADING) - min(low, LONGEST_HEADING) + 1
            else:
                assert high <= 1
                ways *= ways_in_the_tree(repeated) + (low == 0)
        elif operator is parser.SUBPATTERN:
            ways *= ways_in_the_tree(about[3])
        elif operator is parser.BRANCH:
            ways *= sum(map(ways_in_the_tree, about[1]))
        else:
            assert operator in {*ONE_CHARACTER, parser.AT}
    return ways


def check_what_is_taken(pattern: str) -> None:
    """A pattern is taken only where its ways are few in the engine's own tree; else it is said."""
    if not refused(pattern):
        assert ways_in_the_tree(parser.parse(pattern)) <= MOST_WAYS


@given(st.lists(PIECES, max_size=9).map("".join) | st.text(CHARACTERS, max_size=14))
def test_what_is_taken_has_few_ways_in_the_engines_own_tree(pattern: str) -> None:
    check_what_is_taken(pattern)


@pytest.mark.parametrize("pattern", USABLE)
def test_both_counts_take_the_usable(pattern: str) -> None:
    check_what_is_taken(pattern)


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_the_engines_tree_tells_what_may_run_away(pattern: str) -> None:
    try:
        ways = ways_in_the_tree(parser.parse(pattern))
    except AssertionError:
        return
    assert ways > MOST_WAYS


def test_the_fault_names_the_column_and_what_to_do() -> None:
    column = {"name": "Our ref", "type": "text", "pattern": "^(a+)+$"}
    lists = {"lists": [{"title": "A", "id": "X", "case_type": "low", "columns": [column]}],
             "case_types": [{"value": "low"}]}  # fmt: skip
    (fault,) = check_lists(PlanLists.model_validate(lists))
    assert fault.path == ("lists", "lists", 0, "columns", 0, "pattern")
    assert fault.kind == "heading-pattern"
    assert "The pattern of “Our ref” repeats a group" in fault.message
    assert "name the headings under `also`" in fault.remedy


def test_a_heading_that_is_too_long_is_known_by_its_words_alone() -> None:
    column = {"name": "Opened", "type": "date", "means": "opened", "pattern": "^began.*$"}
    plain = {"lists": [{"title": "A", "id": "X", "case_type": "low", "columns": [column]}],
             "case_types": [{"value": "low"}]}  # fmt: skip
    known = KnownHeadings(PlanLists.model_validate(plain).declared)
    assert known.match(["X", "began " + "a" * 194], 1).columns == {"X": 0, "Opened": 1}
    assert known.match(["X", "began " + "a" * 195], 1).columns == {"X": 0}


@given(st.text("ab*", max_size=8), st.text("ab", max_size=12))
def test_a_name_with_stars_means_what_shells_mean(name: str, text: str) -> None:
    found = re.fullmatch(wildcard(name, anything="."), text) is not None
    assert found is fnmatchcase(text, name)


def test_many_stars_do_not_run_away() -> None:
    # With `.*a` twenty times, this would take longer than there is.
    name = re.compile(f"^{wildcard('*a' * 20 + '*b', anything='.')}$")
    assert name.search("a" * 250) is None
