"""How fast words are found in many pieces of evidence.

Makes a database of its own with as many notes as are asked for, from made-up innocent notes, and
prints processor milliseconds, the best of several: the first page of the commonest word in order of
entry, of two words, of a word that nothing has, the number of hits, and the best first of a word
with at most 10,000 hits.

    python -m benchmarks.evidence [--pieces 300000]

The goals: the first page under 50 ms; ranked only where there are at most 10,000 hits.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from inspect_tool.domain.people import KEEPER
from inspect_tool.store import word_index
from inspect_tool.store.database import Database, UnitOfWork
from inspect_tool.store.engine import sqlite_url
from inspect_tool.store.tables import CurrentRevision, Revision
from tests.made_up_notes import innocent_notes

NOTES = 5_000  # different ones; they come again and again, each with a word of its own
PAGE, TIMES, AUTHORITIES = 50, 7, 11
NOW = datetime(2013, 12, 16, tzinfo=UTC)


def fill(work: UnitOfWork, pieces: int) -> Counter[str]:
    """Put so many notes in force, and count in how many each word is."""
    notes = innocent_notes(NOTES, seed=9_000)
    having: Counter[str] = Counter()
    rows, standing = [], []
    for number in range(pieces):
        text = f"{notes[number % NOTES]} Sheet k{number}."
        having.update(set(re.findall(r"\b[a-z]+\b", text.casefold())))
        where = {
            "authority": f"A{number % AUTHORITIES:02}",
            "subject_ref": f"A{number % AUTHORITIES:02}-{number // 40:05}",
            "reader": "first",
            "item_kind": "question",
            "item_id": f"Q.{number % 40}",
        }
        rows.append(
            {
                **where, "id": f"{number:032x}", "subject_kind": "case", "value": "yes",
                "absence": None, "note": text, "author": "ab", "recorded_at": NOW, "origin": "",
                "framework_version": "1.0.0", "number": number + 1,
            }
        )  # fmt: skip
        standing.append({**where, "revision_id": f"{number:032x}"})
    work.add_many(Revision, rows)
    work.add_many(CurrentRevision, standing)
    return having


def best(call: Callable[[], object]) -> float:
    """The fewest milliseconds of processor of some tries."""
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return min(found) * 1000


def main() -> None:
    """Print a line for each kind of search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=300_000)
    pieces = parser.parse_args().pieces
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sqlite_url(Path(folder) / "review.db"))
        database.upgrade(KEEPER, NOW, then=lambda work: None)  # noqa: ARG005
        with database.transaction(KEEPER, NOW) as work:
            having = fill(work, pieces)
            start = time.process_time()
            for place in range(AUTHORITIES):
                word_index.keep_index(work, f"A{place:02}")
            print(f"{pieces:,} pieces indexed in {time.process_time() - start:.1f} s of processor")
        with database.reading(KEEPER, NOW) as work:
            tell(work, having)
        database.close()


def tell(work: UnitOfWork, having: Counter[str]) -> None:
    """Print what each search took."""

    def page(words: str, *, is_ranked: bool = False) -> int:
        rows = word_index.entries(work, match=word_index.match_of(words), is_ranked=is_ranked)
        return len(list(islice(rows, PAGE)))

    (common, most), (second, _) = having.most_common(2)
    few, fewer = next(
        (word, number) for word, number in having.most_common() if number <= word_index.RANKED_UP_TO
    )
    for words, number in ((common, f"{most:,}"), (f"{common} {second}", "fewer"), ("xyzzy", "0")):
        took = best(lambda words=words: page(words))  # type: ignore[misc]
        print(f"first {PAGE} of “{words}” ({number} hits) in order of entry: {took:.1f} ms")
    took = best(lambda: word_index.hits(work, word_index.match_of(common)))
    print(f"hits of “{common}”, counted up to {word_index.RANKED_UP_TO:,}: {took:.1f} ms")
    took = best(lambda: page(few, is_ranked=True))
    print(f"best {PAGE} of “{few}” ({fewer:,} hits): {took:.1f} ms")
    took = best(lambda: page(""))
    print(f"first {PAGE} of all: {took:.1f} ms")


if __name__ == "__main__":
    main()
