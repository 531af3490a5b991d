"""Two releases that hold back other cells give nothing together that neither gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from inspect_tool.domain.disclosure.book import CollectedCounts, CountBook, CountName
from inspect_tool.domain.disclosure.cells import CellRelation, CellStanding, CellTerm, CountCell
from inspect_tool.domain.disclosure.earlier import ChangedRecords, ReleasedCounts, ReleasedSystem
from inspect_tool.domain.disclosure.joint import joined, released_system
from tests.domain.disclosure.made_editions import RULES
from tests.domain.disclosure.made_pairs import (
    TriedPair,
    released,
    settled_edition,
    tried,
    tried_pair,
)
from tests.domain.disclosure.made_reports import (
    MadeCase,
    cases_table,
    measure_table,
    report_of,
)
from tests.domain.disclosure.made_reviews import DRIFT, LONG, NOUNS, SEEN, WEAK

# So that as little as can be is held back, and the releases differ.
STRANGERS = replace(RULES, disclosure=replace(RULES.disclosure, is_safe_inside=False))


def some(authority: str, case_type: str, weak: int, of: int) -> Iterable[MadeCase]:
    """Cases of one kind but for how many have weak oversight."""
    for number in range(of):
        answers = {LONG: False, DRIFT: None, WEAK: number < weak, SEEN: None}
        yield MadeCase(authority, case_type, answers)


# Four of Ashmere's ten are not weak, so its six are held back, and for their sake Irkdale's.
CASES = (
    *some("Ashmere", "Early help", 5, 8),
    *some("Ashmere", "Child in need", 1, 2),
    *some("Fenwater", "Early help", 10, 20),
    *some("Irkdale", "Child in need", 9, 20),
)


def two_releases(
    later: tuple[MadeCase, ...], changed: ChangedRecords, *, is_joint: bool
) -> TriedPair:
    """By authority at first, by type of case later."""
    by = {"noun": NOUNS[WEAK]}
    then = report_of(cases_table(CASES), measure_table(CASES, WEAK, by="authority", **by))
    now = report_of(cases_table(later), measure_table(later, WEAK, by="case_type", **by))
    first = settled_edition(then, STRANGERS)
    before = released(first, STRANGERS, changed if is_joint else None)
    second = settled_edition(now, replace(STRANGERS, earlier=(before,)))
    return tried(first, second, (*CASES, *later), changed)


@pytest.mark.proof(part=2)
@pytest.mark.parametrize(
    ("later", "changed"),
    [
        (CASES, ChangedRecords(0, 0)),
        ((*CASES, *some("Fenwater", "Early help", 0, 1)), ChangedRecords(0, 1)),
        (CASES[1:], ChangedRecords(1, 0)),
        ((*CASES[1:], *some("Ashmere", "Early help", 0, 1)), ChangedRecords(1, 1)),
    ],
    ids=["the same cases", "one new", "one gone", "one changed"],
)
def test_other_tables_of_the_same_cases_do_not_give_away_what_the_first_held_back(
    later: tuple[MadeCase, ...], changed: ChangedRecords
) -> None:
    """Fenwater's ten less the fifteen of early help are Ashmere's five of early help."""
    alone = two_releases(later, changed, is_joint=False)
    assert alone.narrowed
    together = two_releases(later, changed, is_joint=True)
    assert together.narrowed == ()
    assert together.attacked > 0


# The second takes two seconds, the others up to thirteen.
@pytest.mark.parametrize(
    "seed",
    [2, *(pytest.param(one, marks=pytest.mark.proof(part=0)) for one in (1, *range(3, 13)))],
)
def test_two_releases_tell_a_close_reader_no_count_that_either_holds_back(seed: int) -> None:
    assert tried_pair(seed).narrowed == ()


WEAK_OF, OTHER = CountName("Weak", "Authority: Ashmere"), CountName("Seen", "Authority: Ashmere")


def book_of(weak: int, seen: int = 30) -> CollectedCounts:
    """Two counts that nothing ties."""
    book = CountBook()
    book.note(WEAK_OF, weak, "Table 1, Ashmere")
    book.note(OTHER, seen, "Table 2, Ashmere")
    return book.closed()


ONE_NEW = ChangedRecords(0, 1)


def told(system: ReleasedSystem | None, changed: ChangedRecords | None = ONE_NEW) -> ReleasedCounts:
    return ReleasedCounts({}, frozenset(), system, changed)


def test_what_moved_by_more_than_the_records_is_another_count_now() -> None:
    """What is asked changed, so the numbers are not of the same cases; the others still are."""
    counts = joined(book_of(20), [told(released_system(book_of(9), [WEAK_OF.key, OTHER.key]))])
    assert counts.joined == (1,)
    tied = {term.key for tie in counts.system.relations for term in tie.terms}
    assert OTHER.key in tied
    assert WEAK_OF.key not in tied
    unsaid = released_system(book_of(9), [WEAK_OF.key])
    assert WEAK_OF.key not in {
        term.key
        for tie in joined(book_of(20), [told(unsaid, ChangedRecords(0, 0))]).system.relations
        for term in tie.terms
    }


def test_a_count_that_was_told_is_known_and_words_of_then_bound_it() -> None:
    system = released_system(book_of(20), [WEAK_OF.key])
    cells = tuple(
        replace(cell, lowest=8, highest=24) if cell.key == WEAK_OF.key else cell
        for cell in system.cells
    )
    again = [told(replace(system, cells=cells), ChangedRecords(0, 0))]
    by_key = joined(book_of(20), again).system.by_key
    assert by_key[OTHER.key].standing is CellStanding.KNOWN
    weak = by_key[WEAK_OF.key]
    assert (weak.was_held_back, weak.lowest, weak.highest) == (True, 8, 24)


NOBODYS = CountCell("k", None, CellStanding.UNPUBLISHED, lowest=9)
TO_THREE = CellRelation((CellTerm("k"),), 3)


@pytest.mark.parametrize(
    "released_before",
    [
        told(None),
        told(released_system(book_of(20), []), None),
        told(ReleasedSystem((NOBODYS,), (TO_THREE,), {"k": CountName("k")})),
        told(ReleasedSystem((NOBODYS,), (), {}), ChangedRecords(1, 0)),
    ],
    ids=["nothing kept", "no telling what changed", "impossible", "of nothing here"],
)
def test_a_release_that_cannot_be_tied_changes_nothing_of_now(
    released_before: ReleasedCounts,
) -> None:
    own = book_of(20)
    found = joined(own, [released_before])
    assert len(found.joined) + len(found.apart) == 1
    assert found.system.by_key[WEAK_OF.key] == own.system.by_key[WEAK_OF.key]
    assert not [tie for tie in found.system.relations if WEAK_OF.key in str(tie)]


def test_two_releases_that_gave_one_count_otherwise_are_not_both_tied() -> None:
    """The report of now does not have it, so nothing else says that it is counted otherwise."""
    gone = CountName("Gone", "Authority: Ashmere")

    def before(count: int) -> ReleasedCounts:
        book = CountBook()
        book.note(gone, count, "Table 1, Ashmere")
        return told(released_system(book.closed(), []), ChangedRecords(0, 0))

    found = joined(book_of(20), [before(9), before(10)])
    assert (found.joined, found.apart) == ((1,), (2,))
    assert found.system.by_key[gone.key].count == 9
