"""The whole job on the sample review, from the authorities' lists to the report.

The sample's clock stands in autumn 2013 and its salts and seed are public, so that the
demonstration leaves the same draw and the same documents on every machine. A real review makes
its own salts, and its clock is the clock.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import RefusedError
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames import returns
from inspect_tool.services.frames.take_return import take_return
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.second_reads import draw_second_reads
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.services.records.answering import record_response
from inspect_tool.services.review.documents import DATABASE_FILE
from inspect_tool.services.sampling import certificates, samples
from inspect_tool.services.sampling.commitments import Announced, write_commitment
from inspect_tool.services.workbooks.take_back import take_workbooks
from inspect_tool.store.private_files import copy_private
from inspect_tool.workspace import Workspace, shipped_folder

if TYPE_CHECKING:
    from inspect_tool.readers.annex_a.return_files import ReturnContents

KEYS = "keys-not-secret.json"
MARK = ".inspect-tool-demonstration"
SNAPSHOT = "final"

# The sample's story: what was done when.
MOMENTS = {
    moment: datetime(2013, month, day, hour, tzinfo=UTC)
    for moment, (month, day, hour) in {
        "import": (10, 1, 9),
        "commit": (10, 2, 9),
        "draw": (10, 3, 12),
        "lose": (10, 9, 10),
        "assign": (10, 10, 9),
        "issue": (10, 10, 12),
        "record": (12, 16, 9),
        "moderate": (12, 18, 10),
        "count": (12, 20, 9),
        "report": (12, 20, 10),
    }.items()
}


class DemonstrationFolderError(RefusedError):
    """The folder has something in it that the demonstration did not make."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not empty. Name a folder that does not exist yet; --replace replaces "
            "only what an earlier demonstration left."
        )


@dataclass(frozen=True)
class Demonstration:
    """What the demonstration left.

    Args:
        problems: Problems found in the authorities' returns.
        no_pdf: Why there is no PDF; empty if there is one.
    """

    folder: Path
    reports: tuple[Path, ...]
    certificate: Path
    problems: int
    cases: int
    no_pdf: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the job, as a progress bar says it."""

    words: str
    run: Callable[[], None]


class Job:
    """The steps of the demonstration, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sample = shipped_folder("sample_data")
        keys = self.sample / "review" / KEYS
        self.public: dict[str, Any] = json.loads(keys.read_text(encoding="utf-8"))
        self.returns = sorted((self.sample / "returns").iterdir())
        self._reading: dict[Path, Future[ReturnContents]] = {}
        self.problems = 0
        self.reports: tuple[Path, ...] = ()
        self.no_pdf = ""
        self.certificate = folder / "reports" / "draw-certificate.json"

    def steps(self) -> Iterator[Step]:
        """Every step in the order of the work."""
        yield from self.steps_to_caseloads()
        yield Step("Taking case workbooks in", self._record)
        yield Step("Settling disagreements", self._moderate)
        yield Step("Counting", self._count)
        yield Step("Building the report", self._report)

    def steps_to_caseloads(self) -> Iterator[Step]:
        """The steps before anything is recorded."""
        yield Step("Copying the sample review", self._copy)
        for path in self.returns:
            yield Step(f"Taking the return {path.name}", partial(self._take, path))
        yield Step("Committing frame and plan", self._commit)
        yield Step("Drawing the sample", self._draw)
        yield Step("Sharing the cases between inspectors", self._assign)

    def result(self) -> Demonstration:
        """What was left, once every step has run."""
        with self.at("report").reading() as work:
            cases = len(samples.show(work).active)
        return Demonstration(
            folder=self.folder,
            reports=self.reports,
            certificate=self.certificate,
            problems=self.problems,
            cases=cases,
            no_pdf=self.no_pdf,
        )

    def at(self, moment: str) -> Workspace:
        """The review with the sample's clock at a moment of its story.

        It is in a file of its own: a server that the environment names has somebody's real review.
        """
        return replace(
            Workspace.open(self.folder).with_database(str(self.folder / DATABASE_FILE)),
            clock=lambda: MOMENTS[moment],
            new_salt=partial(next, _public_salts(moment)),
        )

    def _table(self, name: str) -> list[dict[str, str]]:
        """A table of the sample's invented findings."""
        with (self.sample / "findings" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def _copy(self) -> None:
        copy_private(self.sample / "review", self.folder)
        (self.folder / MARK).write_bytes(b"Made by the demonstration; may be replaced.\n")
        keys = self.at("import").keys
        keys.adopt_signing_key(self.public["signing_key"])
        for authority, salt in self.public["list_salts"].items():
            keys.adopt_salt(authority, salt)

    def _take(self, path: Path) -> None:
        """Take a return; the next ones are read meanwhile, each in a process of its own."""
        workspace = self.at("import")
        if not self._reading:
            pool = ThreadPoolExecutor(max_workers=2)
            for file in self.returns:
                self._reading[file] = pool.submit(returns.read_files, workspace.review, [file])
            pool.shutdown(wait=False)
        result = take_return(
            workspace.work,
            workspace.review,
            [path],
            keys=workspace.keys,
            already_read=self._reading[path].result(),
        )
        self.problems += len(result.problems)

    def _commit(self) -> None:
        workspace = self.at("commit")
        announced = Announced(
            seed_source=self.public["seed_source"], seed_due_at=MOMENTS["draw"].isoformat()
        )
        with workspace.work() as work:
            made = samples.commit(
                work, workspace.review, draw_id=self.public["draw_id"], announced=announced
            )
        write_commitment(made.commitment, self.folder / "commitment.json")

    def _draw(self) -> None:
        workspace = self.at("draw")
        with workspace.work() as work:
            samples.draw(
                work,
                workspace.review,
                seed=self.public["public_seed"],
                source=self.public["seed_source"],
                keys=workspace.keys,
            )
        workspace = self.at("lose")
        for loss in self._table("losses.csv"):
            with workspace.work() as work:
                samples.lose(
                    work,
                    case_ref=loss["case"],
                    reason=LossReason(loss["reason"]),
                    note=loss["note"],
                    keys=workspace.keys,
                )

    def _assign(self) -> None:
        workspace = self.at("assign")
        with workspace.work() as work:
            caseloads.assign_automatically(work, workspace.review)
            draw_second_reads(work, workspace.review)

    def _record(self) -> None:
        workspace = self.at("record")
        workbooks = sorted((self.sample / "case_workbooks").glob("*.xlsx"))
        take_workbooks(workspace.work, workspace.review, workbooks, keys=workspace.keys)
        for response in self._table("referral-responses.csv"):
            with workspace.work() as work:
                record_response(
                    work,
                    workspace.review,
                    ref=response["case"],
                    response=response["response"],
                    on=response["responded_on"],
                )

    def _moderate(self) -> None:
        workspace = self.at("moderate")
        for decision in self._table("decisions.csv"):
            with workspace.work() as work:
                decisions.decide(
                    work,
                    workspace.review,
                    case_ref=decision["case"],
                    item_id=decision["item"],
                    value=decision["value"],
                    why=decision["why"],
                )

    def _count(self) -> None:
        workspace = self.at("count")
        with workspace.work() as work:
            snapshots.take(work, workspace.review, SNAPSHOT)

    def _report(self) -> None:
        workspace = self.at("report")
        options = BuildOptions.parse(edition="internal", formats="pdf,xlsx,html")
        built = build_report(
            workspace.reading,
            workspace.work,
            workspace.review,
            place=workspace.place,
            options=options,
        )
        self.reports, self.no_pdf = built.paths, built.no_pdf
        with workspace.reading() as work:
            certificates.write_certificate(
                work,
                self.certificate,
                templates=workspace.templates,
                keys=workspace.keys,
            )


def _public_salts(moment: str) -> Iterator[str]:
    """Salts of the sample's cases, the same on every machine, like all that is secret elsewhere."""
    for number in count(1):
        yield hashlib.sha256(f"salt {number} of {moment} in the sample".encode()).hexdigest()[:32]


def prepare_folder(folder: Path, *, may_replace: bool) -> None:
    """Make the folder ready; only what an earlier demonstration left is ever removed.

    Raises:
        DemonstrationFolderError: There is something else in it.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (may_replace and (folder / MARK).is_file()):
            raise DemonstrationFolderError(folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
