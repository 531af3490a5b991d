"""Random histories over packs, a workbook and the store: the same end, whatever the order."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from inspect_tool.domain.records.merge import Said, merge
from inspect_tool.domain.records.records import ANSWER_KINDS, ItemPlace
from inspect_tool.services.records.conflicts import Settlement, list_conflicts, settle
from inspect_tool.services.records.records import list_records
from inspect_tool.services.records.revisions import place_of, said_of
from inspect_tool.services.records.under import Pins
from inspect_tool.services.workbooks.returned import ReturnedView
from inspect_tool.store import queries, record_queries
from inspect_tool.workspace import Workspace
from tests.small_review import check_database, take_workbooks
from tests.stages import by, copy_of, fill, issued
from tests.taken_along import laptop, open_, pack_of, return_, say, take

pytestmark = pytest.mark.journeys
ITEMS = {"HARM.1.a": ("yes", "no"), "HARM.1.b": ("yes", "no"), "HARM.1": ("good", "inadequate")}


@dataclass
class Machines:
    """The office, what was issued of it, and a chance.

    Args:
        copies: Working copies of packs, each with the pack that it is of.
    """

    office: Workspace
    copies: Mapping[Path, Workspace]
    cases: list[str]
    chance: random.Random

    def edit(self, token: str) -> None:
        """Somebody says something somewhere: in a pack, or at the office, by the same page."""
        machine = self.chance.choice([by(self.office, "ab"), *self.copies.values()])
        item = self.chance.choice(list(ITEMS))
        value, case = self.chance.choice(ITEMS[item]), self.chance.choice(self.cases)
        note = f"said as {token}" if self.chance.random() < 0.8 else ""
        outcome = say(machine, case, item, value, note, token)
        assert outcome.fault == "", outcome


def told(workspace: Workspace) -> dict[str, object]:
    """What there is and what stands: by name, in force, crossed, and what is counted of it."""
    with workspace.reading() as work:
        review = workspace.review
        rows = [r for code in ("ASH", "BRO") for r in queries.revisions_of_authority(work, code)]
        links: dict[str, set[str]] = {}
        for link in record_queries.parents(work):
            links.setdefault(link.child, set()).add(link.parent)
        pins = Pins.of(work, review)
        items: dict[ItemPlace, list[Said]] = {}
        for row in rows:
            if row.item_kind in ANSWER_KINDS:
                items.setdefault(place_of(row), []).append(said_of(row, links, pins))
        in_force = {
            place_of(row): row.revision_id
            for code in ("ASH", "BRO")
            for row in queries.current_of_authority(work, code)
        }
        views = [view for code in ("ASH", "BRO") for view in list_records(work, review, code)]
        return {
            "names": {row.id: (row.note, row.author) for row in rows},
            "links": links,
            "in force": in_force,
            # What one store that saw all of it would show.
            "by the rule": {place: merge(said).in_force.id for place, said in items.items()},  # type: ignore[union-attr]
            "crossed": {
                (one.subject_ref, one.item_id, len(one.sides))
                for one in list_conflicts(work, review)
            },
            "figures": {
                (view.subject.ref, view.reader): (view.facts.answers, view.facts.judgements)
                for view in views
            },
        }


def history(base: Path, packs: Path, stage: Path, seed: int) -> None:
    chance, tokens = random.Random(seed), count(1)  # noqa: S311  # a history, no secret
    office = copy_of(stage, base)
    copies = {}
    for name in ("first", "second"):
        shutil.copytree(packs / f"{name}.pack.open", base / f"{name}.pack.open")
        copies[base / f"{name}.pack"] = laptop(base / f"{name}.pack.open")
    with office.reading() as work:
        own = [row.case_ref for row in queries.assignments(work, "ab") if row.reader == "first"]
    machines = Machines(office, copies, sorted(own)[:2], chance)
    for _ in range(chance.randrange(4, 9)):
        machines.edit(f"edit{next(tokens)}")
    workbook = issued(office, base / "books", "ab")
    fill(workbook, {"question:HARM.1.a": chance.choice(("Yes", "No"))})
    files = [base / f"{when}{number}.pack" for when in ("early", "late") for number in range(2)]
    for number, pack in enumerate(copies):
        return_(pack, files[number], keeps=True)
        machines.edit(f"edit{next(tokens)}")
    ever: dict[str, object] = {}
    for machine in (office, *copies.values()):
        ever.update(told(machine)["names"])  # type: ignore[call-overload]
        machine.database.close()
    for number, pack in enumerate(copies):
        return_(pack, files[2 + number])
    ends = []
    for name in ("there", "back"):
        other = copy_of(office.folder, base / name)
        order = [*files, workbook, *files[:2]]
        chance.shuffle(order)
        for file in order:
            take_workbooks(other, [file]) if file == workbook else take(other, file)
        ends.append(told(other))
        assert check_database(other).faults == ()
    assert ends[0] == ends[1]
    assert ends[0]["in force"].items() >= ends[0]["by the rule"].items()  # type: ignore[attr-defined]
    assert ever.items() <= ends[0]["names"].items()  # type: ignore[attr-defined]
    _settle_all(other)


def _settle_all(workspace: Workspace) -> None:
    with workspace.work() as work:
        for one in list_conflicts(work, workspace.review):
            choice = Settlement(take=1, read=one.reader)
            settle(work, workspace.review, ref=one.subject_ref, item_id=one.item_id, choice=choice)
    with workspace.reading() as work:
        assert list_conflicts(work, workspace.review) == ()


@pytest.fixture
def two_packs(recorded: Workspace, tmp_path: Path) -> Path:
    """The office with two packs of one inspector, issued and opened, and not worked in yet."""
    for name in ("first", "second"):
        pack_of(recorded, tmp_path / f"{name}.pack")
        open_(tmp_path / f"{name}.pack")
    recorded.database.close()
    return tmp_path


@pytest.mark.one_engine("copies the file of the review")
def test_random_histories_over_packs_end_alike_and_lose_nothing(
    two_packs: Path, recorded: Workspace, tmp_path: Path, whole: bool
) -> None:
    for seed in range(40 if whole else 1):
        history(tmp_path / str(seed), two_packs, recorded.folder, seed)


def test_what_became_otherwise_meanwhile_is_taken_in_and_told(
    two_packs: Path, recorded: Workspace
) -> None:
    views: tuple[ReturnedView, ...] = ()
    there = laptop(two_packs / "first.pack.open")
    with recorded.reading() as work:
        own = [row.case_ref for row in queries.assignments(work, "ab") if row.reader == "first"]
    case = min(own)
    say(there, case, "HARM.1.a", "no", "in the field", "field")
    say(by(recorded, "ab"), case, "HARM.1.a", "yes", "at the office", "office")
    there.database.close()
    return_(two_packs / "first.pack", two_packs / "back.pack")
    views = take(recorded, two_packs / "back.pack")
    assert [view.conflicts for view in views if view.conflicts] == [(f"{case} HARM.1.a",)]
    assert "older-issue" in {problem.kind for view in views for problem in view.problems}
    notes = {note for note, _ in told(recorded)["names"].values()}  # type: ignore[attr-defined]
    assert {"in the field", "at the office"} <= notes
