"""Packs in tests: to a key, since a passphrase costs seconds by design; opened under a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pyrage

from inspect_tool.domain.records.records import ItemKind
from inspect_tool.services.overview.backup import lock_with
from inspect_tool.services.packs.giving_back import GivenBack, give_back
from inspect_tool.services.packs.intake import take_packs
from inspect_tool.services.packs.issue import PackSource, PackTarget, PackView, write_pack
from inspect_tool.services.packs.opening import OpenedPack, open_pack
from inspect_tool.services.records.answering import Given
from inspect_tool.services.records.saving import FromForm, ItemOutcome, TypedItem, save_typed
from inspect_tool.services.workbooks.returned import ReturnedView
from inspect_tool.store.age import identity_key
from inspect_tool.store.database import UnitOfWork
from inspect_tool.store.tables import CurrentRevision
from inspect_tool.workspace import Workspace
from tests.small_review import START, ticking_clock

Clock = Callable[[], object]
MONTH = timedelta(days=30)


@cache
def identity() -> str:
    return str(pyrage.x25519.Identity.generate())


def pack_of(workspace: Workspace, file: Path, inspector: str = "ab") -> PackView:
    public = str(pyrage.x25519.Identity.from_str(identity()).to_public())
    return write_pack(
        workspace.work,
        workspace.review,
        PackSource(workspace.place, workspace.keys),
        inspector=inspector,
        target=PackTarget(file, lock_with("", [public])),
    )


def laptop(folder: Path, person: str = "ab", *, later: timedelta = MONTH) -> Workspace:
    return Workspace.open_private(folder, person, clock=ticking_clock(START + later))


def work_in_at(later: timedelta) -> Callable[..., object]:
    @contextmanager
    def work_in(folder: Path, person: str) -> Iterator[UnitOfWork]:
        opened = laptop(folder, person, later=later)
        try:
            with opened.work() as work:
                yield work
        finally:
            opened.database.close()

    return work_in


def open_(pack: Path, *, later: timedelta = MONTH) -> OpenedPack:
    return open_pack(pack, identity_key(identity()), work_in_at(later))  # type: ignore[arg-type]


def return_(pack: Path, file: Path, *, keeps: bool = False, later: timedelta = MONTH) -> GivenBack:
    return give_back(pack, file, work_in_at(later), keeps=keeps)  # type: ignore[arg-type]


def take(workspace: Workspace, *files: Path, dry_run: bool = False) -> tuple[ReturnedView, ...]:
    begin = workspace.reading if dry_run else workspace.work
    return take_packs(
        begin,
        workspace.review,
        files,
        keys=workspace.keys,
        evidence=workspace.place.evidence,
    )


def say(
    workspace: Workspace, ref: str, item: str, value: str, note: str, token: str
) -> ItemOutcome:
    """Save an answer as a page does, from the one that is in force."""
    with workspace.work() as work:
        kind = ItemKind.JUDGEMENT if item == "HARM.1" else ItemKind.QUESTION
        row = next(
            (
                row
                for reader in ("first", "second")
                if (row := work.get(CurrentRevision, ref[:3], ref, reader, kind.value, item))
            ),
            None,
        )
        form = FromForm(token.ljust(16, "0"), "" if row is None else row.revision_id)
        typed = TypedItem(item, Given(value, note=note), form)
        (outcome,) = save_typed(work, workspace.review, ref=ref, typed=[typed])
    return outcome


def renewed(workspace: Workspace, later: timedelta) -> Workspace:
    return replace(workspace, clock=ticking_clock(START + later))
