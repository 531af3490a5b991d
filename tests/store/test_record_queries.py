"""What crossed, found by the indexes, is what the definition says."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

from inspect_tool.domain.people import KEEPER
from inspect_tool.domain.records.records import ItemPlace
from inspect_tool.services.records.revisions import place_of
from inspect_tool.store import crossings, queries
from inspect_tool.store.database import Database, UnitOfWork
from inspect_tool.store.tables import CurrentRevision, Revision, RevisionParent

NOW = datetime(2013, 10, 1, 9, tzinfo=UTC)
READERS = ("first", "second", "adjudicated")


@dataclass
class History:
    """Invented revisions of one authority, with their parents and those in force."""

    authority: str
    revisions: list[Revision] = field(default_factory=list)
    parents: list[tuple[Revision, Revision]] = field(default_factory=list)  # child and parent
    in_force: list[Revision] = field(default_factory=list)

    def crossing(self) -> list[str]:
        """Beside one in force, and no later one of the same reader's item was made from it."""
        followed = {parent.id for child, parent in self.parents if child.reader == parent.reader}
        standing = {one.id for one in self.in_force}
        places = {place_of(one) for one in self.in_force}
        return sorted(
            one.id
            for one in self.revisions
            if one.id not in followed | standing
            and place_of(one) in places
            and one.item_kind != "stray"
        )


def invent(authority: str, chance: random.Random) -> History:
    history = History(authority)
    for ref, item in product((f"{authority}-001", f"{authority}-002"), ("a", "b")):
        there: list[Revision] = []
        for _ in range(chance.randrange(7)):
            row = _revision(authority, ref, item, chance, number=len(history.revisions))
            own = [one for one in there if one.reader == row.reader]
            others = [one for one in there if one.reader != row.reader]
            parents = chance.sample(own, min(len(own), chance.randrange(3)))
            if row.reader == "adjudicated":
                parents += chance.sample(others, min(len(others), chance.randrange(3)))
            history.parents += [(row, parent) for parent in parents]
            history.revisions.append(row)
            there.append(row)
        for reader in READERS:
            own = [one for one in there if one.reader == reader and one.item_kind != "stray"]
            if own and chance.random() < 0.8:
                history.in_force.append(chance.choice(own))
    return history


def _revision(
    authority: str, ref: str, item: str, chance: random.Random, *, number: int
) -> Revision:
    return Revision(
        authority=authority,
        id=f"r{number:03d}",  # the same ids at every authority
        subject_kind="case",
        subject_ref=ref,
        reader=chance.choice(READERS),
        item_kind="stray" if chance.random() < 0.1 else "question",
        item_id=item,
        value=chance.choice(["yes", "no"]),
        note="",
        author="ab",
        recorded_at=NOW + timedelta(minutes=chance.randrange(100)),
        origin="workbook",
        framework_version="1.0.0",
    )


def keep(database: Database, history: History) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add_many(Revision, [one.model_dump() for one in history.revisions])
        work.add_many(
            RevisionParent,
            [
                {"authority": history.authority, "child": child.id, "parent": parent.id}
                for child, parent in history.parents
            ],
        )
        work.add_many(
            CurrentRevision,
            [
                {
                    "authority": history.authority,
                    "subject_ref": one.subject_ref,
                    "reader": one.reader,
                    "item_kind": one.item_kind,
                    "item_id": one.item_id,
                    "revision_id": one.id,
                }
                for one in history.in_force
            ],
        )
        crossings.mark_crossed(work, history.authority)


def test_what_crossed_is_found_at_one_authority_and_at_all(database: Database) -> None:
    histories = [
        invent(f"A{number:02d}", random.Random(number))  # noqa: S311  # not for secrets
        for number in range(60)
    ]
    for history in histories:
        keep(database, history)
    with database.reading(KEEPER, NOW) as work:
        marks = [crossings.wrongly_marked(work, one.authority) for one in histories]
        found = {
            one.authority: sorted(
                row.id for row in crossings.crossing_revisions(work, one.authority)
            )
            for one in histories
        }
        everywhere = [(row.authority, row.id) for row in crossings.crossing_revisions(work)]
    assert found == {one.authority: one.crossing() for one in histories}
    assert not any(marks)
    assert sorted(everywhere) == [(code, name) for code, names in found.items() for name in names]
    # The histories have what makes the difference: an answer that was only adjudicated from.
    assert any(
        {child.reader for child, parent in one.parents if parent.id == name} == {"adjudicated"}
        for one in histories
        for name in one.crossing()
    )


def test_what_is_put_in_force_takes_the_place_of_what_was(database: Database) -> None:
    history = invent("ASH", random.Random(3))  # noqa: S311  # not for secrets
    keep(database, history)
    other = invent("BRO", random.Random(3))  # noqa: S311  # not for secrets
    keep(database, other)
    with database.transaction(KEEPER, NOW) as work:
        before = {ItemPlace(*row[:-1]): row.revision_id for row in in_force(work, "ASH")}
        untouched = in_force(work, "BRO")
        taken = set(before.values())
        free = [one for one in history.revisions if one.id not in taken]
        moved = {
            ItemPlace(one.subject_ref, one.reader, one.item_kind, one.item_id): one.id
            for one in free
        }
        assert moved.keys() & before.keys()
        assert moved.keys() - before.keys()
        queries.put_in_force(work, "ASH", moved)
        after = {ItemPlace(*row[:-1]): row.revision_id for row in in_force(work, "ASH")}
        assert after == before | moved
        assert in_force(work, "BRO") == untouched
        history.in_force = [
            next(one for one in history.revisions if one.id == name) for name in after.values()
        ]
        beside = sorted(row.id for row in crossings.crossing_revisions(work, "ASH"))
    assert beside == history.crossing()


def in_force(work: UnitOfWork, authority: str) -> list[queries.InForce]:
    return sorted(queries.current_of_authority(work, authority))
