"""How long it takes to count 109,440 answers that were given under three versions of a framework.

152 authorities, 12 cases each, 60 questions a case (and 12 judgements); a third of the cases is
under each of three versions, of which the second adds a question and the third reverses one. Read
from the database with one revision an answer and with four, and counted from what a snapshot
keeps. The times are CPU seconds of the process.

    python -m benchmarks.versions [AUTHORITIES]

Goal: every record read and checked in under 2 s with one revision an answer, and every measure
counted, in all and by version, in under 2 s; reading flat in the number of revisions, which is at
most 1.5 times with four what it is with one.
"""

from __future__ import annotations

import gc
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from benchmarks import growth_review
from inspect_tool.cli.main import SELDOM
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.by_version import measure_by_version
from inspect_tool.domain.people import KEEPER
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import AuthorityFlow
from inspect_tool.services.figures.contents import facts_of, kept_record
from inspect_tool.services.records import records
from inspect_tool.services.records.records import RecordView
from inspect_tool.services.records.under import BEGUN, Pinned, pin
from inspect_tool.services.review.kept_documents import remember_documents
from inspect_tool.store import snapshot_queries, tables
from inspect_tool.store.database import UnitOfWork
from inspect_tool.store.values import to_json
from inspect_tool.store.version_tables import FrameworkPublication
from inspect_tool.workspace import Workspace

AUTHORITIES = int(sys.argv[1]) if len(sys.argv) > 1 else 152
CASES = 12
REVISIONS = (1, 4)
VERSIONS = ("1.0.0", "1.1.0", "2.0.0")
NOW = datetime(2013, 12, 1, tzinfo=UTC)
GOAL = 2.0
FLAT = 1.5
Value = TypeVar("Value")


def _refs() -> list[tuple[str, str]]:
    return [
        (code, f"{code}-{number:03}")
        for code in growth_review.codes(AUTHORITIES)
        for number in range(1, CASES + 1)
    ]


def _versions(folder: Path) -> None:
    """Leave the last of the three versions in the folder, the others beside it."""
    path = folder / "framework.yaml"
    content = json.loads(path.read_text())
    for version in VERSIONS:
        content["version"] = version
        questions = content["domains"][0]["criteria"][0]["questions"]
        if version == VERSIONS[1]:
            questions.append({"id": "REC.1.z", "type": "text", "text": "What else?"})
        if version == VERSIONS[2]:
            questions[-2]["text"] = "How many were there not?"
        (folder / f"{version}.yaml").write_text(json.dumps(content))
    path.write_text((folder / f"{VERSIONS[-1]}.yaml").read_text())


def _fill(workspace: Workspace, revisions: int) -> None:
    """Rows as they would stand after fieldwork."""
    from inspect_tool.services.review import documents

    texts = {}
    for version in VERSIONS:
        (workspace.folder / "framework.yaml").write_text(
            (workspace.folder / f"{version}.yaml").read_text()
        )
        texts[version] = documents.load_review(workspace.folder)
    # Without seals: what is measured reads and counts.
    with Session(workspace.database.engine) as session:
        work = UnitOfWork(session=session, actor=KEEPER, now=NOW)
        for number, (version, written) in enumerate(texts.items(), start=1):
            remember_documents(work, written)
            row = FrameworkPublication(
                version=version,
                number=number,
                digest=written.framework_digest,
                strongest="",
                proposed_by="",
                published_by="",
                published_at=NOW,
            )
            work.add(row)
        _fill_cases(work)
        _fill_answers(work, revisions)
        session.commit()


def _fill_cases(work: UnitOfWork) -> None:
    refs = _refs()
    common = {"draw_id": "d"}
    work.add(
        tables.DrawRow(
            draw_id="d",
            frame_digest="f",
            plan_digest="p",
            committed_at=NOW,
            committed_by="ef",
            public_seed="1",
            seed_source="s",
            seeded_at=NOW,
        )
    )
    units = [{"authority": code, "unit_id": ref} for code, ref in refs]
    more = {"case_type": "child_in_need", "stratum": "s", "eligibility": "eligible"}
    work.add_many(
        tables.DrawnStratum,
        (
            {"authority": code, **common, "stratum": "s", "population": 99, "drawn": CASES}
            | {"reserves": 0}
            for code in growth_review.codes(AUTHORITIES)
        ),
    )
    work.add_many(
        tables.FrameUnitRow,
        ({**one, **more, "fields": {"age": 5}, "is_cut": False, "salt": ""} for one in units),
    )
    drawn = {"stratum": "s", "ticket": "t", "role": "sample", "why": "", "salt": ""}
    work.add_many(
        tables.DrawnUnit,
        (
            {**one, **common, **drawn, "case_ref": one["unit_id"], "rank": number % CASES + 1}
            for number, one in enumerate(units)
        ),
    )
    work.add_many(
        tables.Assignment,
        (
            {
                "authority": code,
                "case_ref": ref,
                "reader": "first",
                "inspector": "i001",
                "assigned_at": NOW,
                "extra_because": "",
            }
            for code, ref in refs
        ),
    )
    pin(
        work,
        [
            Pinned(code, ref, VERSIONS[place % 3], BEGUN)
            for place, (code, ref) in enumerate(refs)
            if place % 3 < 2
        ],
    )


def _name(*of: object) -> str:
    """A digest, as the ids of revisions are."""
    return hashlib.sha256(repr(of).encode()).hexdigest()


def _fill_answers(work: UnitOfWork, revisions: int) -> None:
    """Answers as workbooks bring them: those of a case together, its next revisions behind."""
    numbers: dict[str, int] = {}
    made, in_force, links = [], [], []
    for place, (code, ref) in enumerate(_refs()):
        items = list(growth_review.answers(ref, "first"))
        for turn in range(revisions):
            for kind, item, value in items:
                numbers[code] = numbers.get(code, 0) + 1
                where = {"authority": code, "subject_ref": ref, "reader": "first"}
                name = _name(ref, item, kind, turn)
                if turn:
                    parent = _name(ref, item, kind, turn - 1)
                    links.append({"authority": code, "child": name, "parent": parent})
                made.append(
                    {
                        **where,
                        "id": name,
                        "subject_kind": "case",
                        "item_kind": kind,
                        "item_id": item,
                        "value": to_json(value),
                        "absence": None,
                        "note": growth_review.WORDS,
                        "author": "i001",
                        "recorded_at": NOW,
                        "origin": "o",
                        "framework_version": VERSIONS[place % 3],
                        "number": numbers[code],
                    }
                )
        for kind, item, _ in items:
            key = {"item_kind": kind, "item_id": item}
            name = _name(ref, item, kind, revisions - 1)
            in_force.append({**where, **key, "revision_id": name})
    work.add_many(tables.Revision, made)
    work.add_many(tables.RevisionParent, links)
    work.add_many(tables.CurrentRevision, in_force)


def _timed(act: Callable[[], Value]) -> tuple[float, Value]:
    began = time.process_time()
    found = act()
    return time.process_time() - began, found


def _counted(review: Review, kept: list[snapshot_queries.KeptRecord]) -> Iterator[int]:
    """Every measure, in all and by version."""
    figures = SnapshotFigures(
        review=review,
        name="n",
        digest="",
        taken_at=NOW,
        draw_id="",
        records=tuple(facts_of(review, one) for one in kept),
        flows=(),
        total=AuthorityFlow("all", 0, 0, 0, {}, 0, 0, 0, 0, 0, 0, 0),
    )
    for key in review.framework.measures:
        yield findings.table(figures, key)[0].base
        yield from (row.count.base for row in measure_by_version(figures, key))


def _kept(views: tuple[RecordView, ...]) -> list[snapshot_queries.KeptRecord]:
    """What a snapshot would keep of the records, through JSON as the database has it."""
    rows = [kept_record("n", view.facts, in_force=VERSIONS[-1]) for view in views]
    names = snapshot_queries.KeptRecord._fields
    sent = (json.loads(json.dumps(row)) for row in rows)
    return [snapshot_queries.KeptRecord(**{name: row[name] for name in names}) for row in sent]


def main() -> None:
    """Print the times; exit with 1 where a goal is missed."""
    gc.set_threshold(*SELDOM)  # as every command does
    took = {}
    counting = 0.0
    for revisions in REVISIONS:
        with tempfile.TemporaryDirectory() as folder:
            review_folder = Path(folder) / "review"
            growth_review.write_review(review_folder, AUTHORITIES)
            _versions(review_folder)
            _fill(Workspace.open(review_folder), revisions)
            workspace = Workspace.open(review_folder)
            review = workspace.review
            with workspace.database.reading(KEEPER, NOW) as work:
                took[revisions], views = _timed(lambda: records.list_records(work, review))  # noqa: B023
            answers = sum(len(view.facts.answers) for view in views)
            kept = _kept(views)
            counting, bases = _timed(lambda: list(_counted(review, kept)))  # noqa: B023
            print(
                f"{revisions} revisions: {answers:,} answers of {len(views):,} cases read and "
                f"checked in {took[revisions]:.2f} s; {len(bases)} figures counted from what a "
                f"snapshot keeps in {counting:.2f} s"
            )
    times = took[REVISIONS[1]] / took[REVISIONS[0]]
    print(f"reading with {REVISIONS[1]} revisions takes {times:.2f} times that with one")
    is_met = counting < GOAL and took[REVISIONS[0]] < GOAL and times < FLAT
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
