"""A review with rows in every table, to tamper with, to damage and to kill."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.moderation.second_reads import draw_second_reads
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.revisions import Edit, save
from inspect_tool.services.sampling import extension, samples
from inspect_tool.services.sampling.extension import Growth
from inspect_tool.services.workbooks import issue
from inspect_tool.workspace import Workspace
from tests.framed_fields import fields_of, keep_fields
from tests.read_twice import readers_of
from tests.small_review import SEED, make_return, make_review, open_review, take_return

QUESTION = "HARM.1.a"


def make_full_review(base: Path) -> None:
    """Every table has rows; case workbooks are in the field, and one answer has crossed with one.

    The review before its commitment, and after it, are kept beside.
    """
    workspace = open_review(make_review(base / "review"))

    def keep(stage: str) -> None:
        workspace.database.close()
        shutil.copytree(workspace.folder, base / stage)

    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(base / "in", code)])
    keep_fields(workspace)
    keep("framed")
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    keep("committed")
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    keep("drawn")
    with workspace.work() as work:
        extension.extend(
            work,
            Growth(by=1, stratum="ASH/child_in_need", why="a test"),
            taken_back=fields_of(workspace.folder),
        )
        samples.lose(
            work,
            case_ref=samples.show(work).active[-1].case_ref,
            reason=LossReason.NOT_THE_THEME,
            note="a test",
        )
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)
    keep("assigned")
    with workspace.work() as work:
        draw_second_reads(work, workspace.review)
    _issue(workspace, base / "workbooks")
    _answer(workspace)
    with workspace.work() as work:
        snapshots.take(work, workspace.review, "first")
    workspace.database.close()


def _issue(workspace: Workspace, folder: Path) -> None:
    with workspace.work() as work:
        for inspector in ("ab", "cd"):
            issue.write_workbooks(
                work, workspace.review, inspector=inspector, folder=folder, keys=workspace.keys
            )


def _answer(workspace: Workspace) -> None:
    """Answer for every case, twice for one question, and let one answer cross with another."""
    with workspace.work() as work:
        for case in samples.show(work).active:
            for item, value in ((QUESTION, "yes"), ("HARM.1.b", "no"), ("HARM.1", "inadequate")):
                answer_item(
                    work,
                    workspace.review,
                    ref=case.case_ref,
                    item_id=item,
                    given=Given(value, None, "seen"),
                )
    ref, readers = next(iter(readers_of(workspace).items()))
    subject = Subject(SubjectKind.CASE, ref.partition("-")[0], ref)
    crossing = Edit(
        subject,
        Reader.FIRST,
        ItemKind.QUESTION,
        QUESTION,
        Answer("no"),
        readers[Reader.FIRST],
        None,
        "a test",
    )
    with workspace.work() as work:
        save(work, workspace.review, crossing)
    with workspace.work() as work:
        answer_item(
            work,
            workspace.review,
            ref=ref,
            item_id="HARM.1.b",
            given=Given("yes", None, ""),
        )


def change(folder: Path, *statements: str) -> None:
    """Change a database as another program would, with the guards of its rows out of the way."""
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        connection.create_function("word", 0, lambda: "tampered")
        triggers = connection.execute(
            "select name, sql from sqlite_master where type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"drop trigger {name}")
        for statement in statements:
            connection.execute(statement)
        # Put back, so that it is the change that is noticed and not the missing guard.
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
        connection.execute("pragma wal_checkpoint(truncate)")
