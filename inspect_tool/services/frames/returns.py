"""Taking authorities' returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.frame.alike import open_questions
from inspect_tool.domain.frame.build import build_frame, wanted_of
from inspect_tool.domain.frame.changes import FrameChanges, compare_frames
from inspect_tool.domain.frame.units import Eligibility, Frame, Unit
from inspect_tool.domain.language.identity import NO_ANSWERS, AlikeAnswers
from inspect_tool.domain.plan.plan import Authority, ReviewPlan
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, RefusedError, Severity
from inspect_tool.readers.annex_a.return_files import read_return
from inspect_tool.services.frames.copies import children_in_common
from inspect_tool.services.frames.errors import (
    ChangedReturnError,
    FrameCommittedError,
    ReturnOfAnotherError,
    ReturnRefusedError,
    WrongKeyFileError,
)
from inspect_tool.services.frames.keys import check_not_destroyed
from inspect_tool.services.frames.tokens import Tokeniser
from inspect_tool.services.review.kept_documents import remember_documents
from inspect_tool.store import deletion_queries, erasure_queries, frame_queries, queries
from inspect_tool.store.frame_tables import FrameReturn
from inspect_tool.store.key_files import KeyFile, new_salt
from inspect_tool.store.tables import FrameUnitRow
from inspect_tool.store.values import fields_from_json, fields_to_json

if TYPE_CHECKING:
    from inspect_tool.readers.annex_a.return_files import ReturnContents
    from inspect_tool.services.frames.told import ToldOfReturns
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.queries import FrameRow


@dataclass(frozen=True)
class ImportResult:
    """What came of taking a return.

    Args:
        outcome: `imported`, `unchanged` or `changed`; `keys repaired` where the frame is the same
            and the key file lacked ids.
        excluded: Children who are not on the frame or cannot be drawn, by reason.
        would_refuse: Of a dry run: why the real one would be refused; empty where it would not.
    """

    authority: str
    outcome: str
    children: int
    eligible: int
    by_case_type: Mapping[str, int]
    excluded: Mapping[str, int]
    changes: FrameChanges | None
    problems: tuple[Problem, ...]
    would_refuse: str = ""


def read_files(
    review: Review, paths: Sequence[Path], told: ToldOfReturns | None = None
) -> ReturnContents:
    """Read the files of a return, outside any transaction.

    Args:
        told: What was said about the authority's headings.

    Raises:
        UnreadableFileError: A file cannot be read, or is unsafe to read.
    """
    return read_return(
        paths,
        frame_date=review.plan.dates.frame,
        wanted=wanted_of(review.plan),
        headings=told.known if told else None,
    )


def import_return(
    work: UnitOfWork,
    review: Review,
    contents: ReturnContents,
    authority: Authority,
    *,
    keys: KeyFolder,
    options: ImportOptions,
) -> ImportResult:
    """Take a return as an authority's frame, or say what it would do.

    The key file is staged; `take_return` settles it after the commit.

    Raises:
        NotYourRoleError: The actor is not a lead.
        ReturnRefusedError: The return as a whole cannot be taken.
        ReturnOfAnotherError: Another authority's frame was made from the very same files.
        FrameCommittedError: The frame was committed already.
        ChangedReturnError: It would change the frame and nobody has agreed yet.
    """
    check_can(work.actor, Action.TAKE_RETURN, Thing(authorities=frozenset({authority.code})))
    _check_is_its_own(work, contents, authority)
    key_file = _key_file(work, keys, authority.code)
    frame = build_frame(
        contents.lists,
        plan=review.plan,
        authority=authority,
        token=Tokeniser(bytes.fromhex(key_file.salt)),
        answers=options.answers,
    )
    reported = (_with_needed(problem, review.plan) for problem in contents.problems)
    in_common = children_in_common(work, keys, frame, file=contents.name)
    found = (*reported, *frame.problems, *in_common)
    problems = tuple(sorted(_in_words(found, review.plan.words)))
    if any(problem.severity is Severity.REFUSED for problem in problems):
        raise ReturnRefusedError(authority.code, problems)
    result = _compare(work, frame, problems)
    if options.dry_run:
        return replace(result, would_refuse=_refusal(work, result, options))
    if result.outcome == "unchanged":
        note_problems(work, result)
        wanted = _with_ids(work, key_file, frame, contents.digest)
        return _repair_keys(work, keys, wanted, result)
    _check_may_replace(work, result, accept_changes=options.accept_changes)
    keys.stage(_with_ids(work, key_file, frame, contents.digest))
    _replace_frame(work, review, frame, contents, key_file)
    _record_import(work, result, contents)
    return result


def _in_words(problems: Iterable[Problem], words: ReportWords) -> Iterator[Problem]:
    """The problems in the words of the review."""
    for problem in problems:
        message, remedy = words.said(problem.message), words.said(problem.remedy)
        yield replace(problem, message=message, remedy=remedy)


def _repair_keys(
    work: UnitOfWork, keys: KeyFolder, wanted: KeyFile, result: ImportResult
) -> ImportResult:
    """Give the key file the ids that it lacks, from a return that changes nothing else."""
    standing = frame_queries.frame_returns(work)[result.authority]
    found = keys.read(result.authority)
    if found is not None and wanted.local_ids.keys() <= found.local_ids.keys():
        return result
    keys.stage(replace(wanted, return_digest=standing.digest))
    work.audit("frame.keys", stream=result.authority, children=result.children)
    return replace(result, outcome="keys repaired")


def _check_is_its_own(work: UnitOfWork, contents: ReturnContents, authority: Authority) -> None:
    for code, standing in frame_queries.frame_returns(work).items():
        if code != authority.code and standing.digest == contents.digest:
            raise ReturnOfAnotherError(authority.code, code)


@dataclass(frozen=True)
class ImportOptions:
    """How a return is taken.

    Args:
        authority: Code of the authority whose return it is, when the file's name does not say.
        dry_run: Say what it would do, and do nothing.
        accept_changes: Take a return that changes the frame in force.
        problems_file: Where every problem is written, whether the return is taken or refused.
        answers: What was said about identifiers that look alike.
        told_in: Folder of the review, where it is kept what was said about the returns.
    """

    authority: str | None = None
    dry_run: bool = False
    accept_changes: bool = False
    problems_file: Path | None = None
    answers: AlikeAnswers = NO_ANSWERS
    told_in: Path | None = None


def _with_needed(problem: Problem, plan: ReviewPlan) -> Problem:
    """A missing list refuses the return when the plan draws cases from it."""
    wanted = set(plan.case_types)
    declared = plan.declared
    needed = {
        declared.lists[number].label
        for number in declared.case_lists
        if declared.types_of(declared.lists[number]) & wanted
    }
    if problem.kind != "missing-list" or problem.sheet not in needed:
        return problem
    return replace(
        problem,
        severity=Severity.REFUSED,
        message=f"{problem.sheet} is not in the return, and the plan draws cases from it.",
        remedy="Ask for it. A list without children is sent with its headings only.",
    )


def _key_file(work: UnitOfWork, keys: KeyFolder, authority: str) -> KeyFile:
    """The key file of an authority, or a new one before its first import.

    Raises:
        WrongKeyFileError: It is not the one that the frame in force was made with.
        KeysDestroyedError: It was destroyed on purpose.
    """
    check_not_destroyed(work, keys, authority)
    kept = keys.read(authority)
    standing = frame_queries.frame_returns(work).get(authority)
    if standing is not None and (kept is None or kept.salt_digest != standing.salt_digest):
        raise WrongKeyFileError(authority)
    return kept or KeyFile(authority=authority, salt=new_salt(), local_ids={})


def _with_ids(work: UnitOfWork, key_file: KeyFile, frame: Frame, digest: str) -> KeyFile:
    """The ids of a return, but those of children who were erased."""
    erased = erasure_queries.erased_tokens(work, frame.authority)
    ids = {token: own for token, own in frame.local_ids.items() if token not in erased}
    return replace(key_file, local_ids=ids, return_digest=digest)


def _compare(work: UnitOfWork, frame: Frame, problems: tuple[Problem, ...]) -> ImportResult:
    standing = _standing_units(work, frame.authority)
    units = _as_kept(work, frame)
    changes = compare_frames(standing, units) if standing is not None else None
    outcome = "imported"
    if changes is not None:
        outcome = "unchanged" if changes.is_empty else "changed"
    return ImportResult(
        authority=frame.authority,
        outcome=outcome,
        children=len(frame.units),
        eligible=sum(unit.eligibility is Eligibility.ELIGIBLE for unit in frame.units),
        # Sorted, because units stand in the order of their tokens, which are drawn by chance.
        by_case_type=Counter(
            sorted(
                unit.case_type for unit in frame.units if unit.eligibility is Eligibility.ELIGIBLE
            )
        ),
        excluded=_excluded(frame),
        changes=changes,
        problems=problems,
    )


def _excluded(frame: Frame) -> dict[str, int]:
    tally = Counter(unit.eligibility for unit in frame.units)
    return dict(frame.exclusions) | {
        reason: tally[eligibility]
        for eligibility, reason in (
            (Eligibility.NOT_ELIGIBLE, "not eligible by the plan's rule"),
            (Eligibility.NOT_KNOWN, "eligibility not known"),
        )
        if tally[eligibility]
    }


def _standing_units(work: UnitOfWork, authority: str) -> tuple[Unit, ...] | None:
    if authority not in frame_queries.frame_returns(work):
        return None
    return tuple(unit_of(row) for row in queries.frame_units(work, authority))


def _as_kept(work: UnitOfWork, frame: Frame) -> tuple[Unit, ...]:
    """The units of a frame, without the fields that were cut from it after the draw."""
    cut = deletion_queries.cut_tokens(work, frame.authority)
    return tuple(unit._replace(fields={}) if unit.unit_id in cut else unit for unit in frame.units)


def unit_of(row: FrameUnitRow | FrameRow) -> Unit:
    """A stored child as the domain knows it."""
    return Unit(
        list_id=row.authority,
        unit_id=row.unit_id,
        case_type=row.case_type,
        stratum=row.stratum,
        fields=fields_from_json(row.fields),
        eligibility=Eligibility(row.eligibility),
    )


def _check_may_replace(work: UnitOfWork, result: ImportResult, *, accept_changes: bool) -> None:
    draw = queries.draw_in_force(work)
    if draw is not None:
        raise FrameCommittedError(result.authority, is_drawn=draw.public_seed is not None)
    if result.outcome == "changed" and result.changes is not None and not accept_changes:
        raise ChangedReturnError(result.authority, result.changes)


def _refusal(work: UnitOfWork, result: ImportResult, options: ImportOptions) -> str:
    """Why the return would not be taken; empty where it would be."""
    if result.outcome == "unchanged":
        return ""
    try:
        _check_may_replace(work, result, accept_changes=options.accept_changes)
    except RefusedError as error:
        return error.message
    return ""


def _replace_frame(
    work: UnitOfWork, review: Review, frame: Frame, contents: ReturnContents, key_file: KeyFile
) -> None:
    remember_documents(work, review)
    if frame.authority in frame_queries.frame_returns(work):
        work.forget()  # a corrected return may leave a child out who is not to be here
    work.delete_all(FrameUnitRow, authority=frame.authority)
    number = work.next_number(FrameReturn, authority=frame.authority)
    work.add(
        FrameReturn(
            authority=frame.authority,
            id=str(number),
            digest=contents.digest,
            plan_digest=review.plan_digest,
            salt_digest=key_file.salt_digest,
            imported_at=work.now,
            imported_by=work.actor.id,
            files=[{"name": file.name, "sha256": file.sha256} for file in contents.files],
            exclusions=_excluded(frame),
            problems=kinds_of((*contents.problems, *frame.problems)),
            children=len(frame.units),
            number=number,
        )
    )
    work.add_many(
        FrameUnitRow,
        (
            {
                "authority": unit.list_id,
                "unit_id": unit.unit_id,
                "case_type": unit.case_type,
                "stratum": unit.stratum,
                "eligibility": unit.eligibility.value,
                "fields": fields_to_json(unit.fields),
            }
            for unit in frame.units
        ),
    )


def kinds_of(problems: Iterable[Problem]) -> dict[str, int]:
    """How often each kind of problem occurs, as it is kept with a return."""
    return dict(Counter(problem.kind for problem in problems))


def note_problems(work: UnitOfWork, result: ImportResult) -> None:
    """Keep that questions were answered where the frame did not change by it."""
    standing = frame_queries.frame_returns(work)[result.authority]
    before, now = open_questions(standing.problems), kinds_of(result.problems)
    if before != open_questions(now):
        standing.problems = now
        work.add(standing)
        work.audit("frame.answered", stream=result.authority, open=len(open_questions(now)))


def _record_import(work: UnitOfWork, result: ImportResult, contents: ReturnContents) -> None:
    work.audit(
        "frame.import",
        stream=result.authority,
        digest=contents.digest,
        outcome=result.outcome,
        children=result.children,
        eligible=result.eligible,
        problems=len(result.problems),
    )


@dataclass(frozen=True)
class FieldTotal:
    """How many children who could be drawn had a value of a field."""

    authority: str
    stratum: str
    field: str
    value: str
    children: int


def show_totals(work: UnitOfWork, authority: str | None = None) -> tuple[FieldTotal, ...]:
    """Totals of the population by kept field, as they stood when the frame was cut down."""
    check_can(work.actor, Action.SEE_PROGRESS)
    return tuple(
        FieldTotal(row.authority, row.stratum, row.field, row.value, row.children)
        for row in frame_queries.frame_totals(work)
        if authority is None or row.authority == authority.upper()
    )
