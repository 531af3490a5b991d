"""Fields that were cut from the frame, taken back from the return that they came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from inspect_tool.domain.frame.build import build_frame, wanted_of
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.errors import CheckFailedError
from inspect_tool.readers.annex_a.return_files import describe_file, files_of, read_return
from inspect_tool.services.frames.errors import WrongKeyFileError
from inspect_tool.services.frames.keys import check_not_destroyed
from inspect_tool.services.frames.tokens import Tokeniser
from inspect_tool.services.sampling.frame_cut import NOTHING_TAKEN_BACK, CutReturn, FieldsCutError
from inspect_tool.store import queries
from inspect_tool.store.tables import DocumentVersion

if TYPE_CHECKING:
    from inspect_tool.domain.frame.units import Unit
    from inspect_tool.services.sampling.frame_cut import Fields
    from inspect_tool.services.sampling.rows import UnitKey
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

View = TypeVar("View")


class ReturnGivesOthersError(CheckFailedError):
    """A return with the right digest does not give the frame that was drawn from."""

    def __init__(self, authority: str) -> None:
        super().__init__(
            f"The return of {authority} is the one that its frame was made from, and does not give "
            "the same children again. The key file or this version of the tool is another one. "
            "Nothing was changed; put keys/ back from the backup, or use the version of then."
        )


@dataclass(frozen=True)
class ReturnSource:
    """Where returns may be.

    Args:
        files: Files and folders that the lead names.
        folder: The review's folder, in which they are looked for by name.
    """

    files: Sequence[Path]
    folder: Path
    keys: KeyFolder


def with_fields(
    begin: Begin, source: ReturnSource, change: Callable[[UnitOfWork, Fields], View]
) -> View:
    """Make a change to the sample; where it needs fields that were cut, read their returns first.

    The returns are read between two transactions, so that nobody waits for them.

    Raises:
        FieldsCutError: A return that is needed was not found.
        WrongKeyFileError: The key file is not the one that the frame was made with.
        ReturnGivesOthersError: The return does not give the children of the frame.
    """
    try:
        with begin() as work:
            return change(work, NOTHING_TAKEN_BACK)
    except FieldsCutError as error:
        wanted = error.returns
    with begin() as work:
        for cut in wanted:
            check_not_destroyed(work, source.keys, cut.authority)
        plans = {cut.plan_digest: _plan(work, cut) for cut in wanted}
    taken_back = {
        key: unit
        for cut in wanted
        for key, unit in _units_of(cut, plans[cut.plan_digest], source).items()
    }
    with begin() as work:
        _check_same_children(work, wanted, taken_back)
        return change(work, taken_back)


def _plan(work: UnitOfWork, cut: CutReturn) -> ReviewPlan:
    """The plan that the frame was made with, whatever `review.yaml` says by now."""
    kept = work.get(DocumentVersion, "plan", cut.plan_digest)
    if kept is None:
        raise ReturnGivesOthersError(cut.authority)
    return ReviewPlan.model_validate_json(kept.content)


def _units_of(cut: CutReturn, plan: ReviewPlan, source: ReturnSource) -> dict[UnitKey, Unit]:
    authority = plan.authority(cut.authority)
    keys = source.keys.read(cut.authority)
    if authority is None or keys is None or keys.salt_digest != cut.salt_digest:
        raise WrongKeyFileError(cut.authority)
    contents = read_return(_files(cut, source), frame_date=plan.dates.frame, wanted=wanted_of(plan))
    if contents.digest != cut.digest:  # changed since it was looked at
        raise FieldsCutError((cut,))
    token = Tokeniser(bytes.fromhex(keys.salt))
    frame = build_frame(contents.lists, plan=plan, authority=authority, token=token)
    return {(unit.list_id, unit.unit_id): unit for unit in frame.units}


def _files(cut: CutReturn, source: ReturnSource) -> list[Path]:
    """The files of a return, known by their digests.

    Raises:
        FieldsCutError: One is not among those named, nor in the review's folder.
    """
    found: dict[str, Path] = {}
    for path in _candidates(cut, source):
        digest = describe_file(path).sha256
        if digest in cut.files:
            found.setdefault(digest, path)
        if len(found) == len(cut.files):
            return [found[one] for one in sorted(found)]
    raise FieldsCutError((cut,))


def _candidates(cut: CutReturn, source: ReturnSource) -> Iterator[Path]:
    yield from files_of(source.files)
    names = set(cut.files.values())
    for path in sorted(source.folder.rglob("*")):
        if path.name in names and path.is_file():
            yield path


def _check_same_children(work: UnitOfWork, wanted: Sequence[CutReturn], taken_back: Fields) -> None:
    for cut in wanted:
        for row in queries.frame_units(work, cut.authority):
            unit = taken_back.get((row.authority, row.unit_id))
            if unit is None or (unit.case_type, unit.stratum, unit.eligibility) != (
                row.case_type,
                row.stratum,
                row.eligibility,
            ):
                raise ReturnGivesOthersError(cut.authority)
