"""A return that comes after the draw: compared with what was drawn from, and kept beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.frame.build import build_frame
from inspect_tool.domain.frame.corrections import is_eligible, standing, why_not_correctable
from inspect_tool.domain.frame.fields import fields_of
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.errors import Problem, RefusedError, Severity
from inspect_tool.services.frames.errors import ReturnRefusedError, WrongKeyFileError
from inspect_tool.services.frames.keys import check_not_destroyed
from inspect_tool.services.frames.returns import ImportOptions, read_files
from inspect_tool.services.frames.tokens import Tokeniser
from inspect_tool.services.frames.told import read_told
from inspect_tool.services.frames.whose_return import authority_of
from inspect_tool.services.sampling.fact_rows import CaseFacts, facts_of_cases, keep_corrections
from inspect_tool.store import frame_queries, queries

if TYPE_CHECKING:
    from inspect_tool.domain.frame.units import Unit
    from inspect_tool.domain.plan.plan import Authority
    from inspect_tool.domain.review import Review
    from inspect_tool.readers.annex_a.return_files import ReturnContents
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

CASE_TYPE = "case_type"


class NothingDrawnYetError(RefusedError):
    """A correction stands beside a draw, and there is none."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is drawn yet, so a corrected return takes the place of the first: use "
            "`frame import`; after the commitment, `sample commit --withdraw` before it. Nothing "
            "was changed."
        )


class NotDrawnFromError(RefusedError):
    """The draw has no case of the authority."""

    def __init__(self, authority: str) -> None:
        super().__init__(
            f"{authority} had returned nothing when the sample was drawn, so there is nothing of "
            "it to correct. Nothing was changed."
        )


class SameReturnError(RefusedError):
    """It is the return that the frame was made from."""

    def __init__(self, authority: str) -> None:
        super().__init__(
            f"These are the files that the frame of {authority} was made from, so they correct "
            "nothing. Nothing was changed."
        )


@dataclass(frozen=True)
class FactChange:
    """A fact of a drawn case that a later return says otherwise.

    Args:
        before: What stood until now: as returned, or as corrected earlier.
        why_not: Why it is not kept as a correction; empty where it is.
    """

    case: str
    field: str
    returned: Scalar | None
    before: Scalar | None
    now: Scalar | None
    why_not: str = ""


@dataclass(frozen=True)
class LaterReturn:
    """What a later return says otherwise, of the cases that the draw ranked and of the list.

    Args:
        missing: Drawn cases that are not on its frame.
        not_eligible: Drawn cases that the plan's rule leaves out by the corrected facts.
        added, removed: Children of the list who came or went; nobody is drawn for it.
    """

    authority: str
    changes: tuple[FactChange, ...]
    missing: tuple[str, ...]
    not_eligible: tuple[str, ...]
    added: int
    removed: int
    problems: tuple[Problem, ...]

    @property
    def kept(self) -> tuple[FactChange, ...]:
        """What is kept beside the returned facts."""
        return tuple(change for change in self.changes if not change.why_not)


def take_later_return(
    begin: Begin,
    review: Review,
    files: Sequence[Path],
    *,
    keys: KeyFolder,
    options: ImportOptions,
    already_read: ReturnContents | None = None,
) -> LaterReturn:
    """Compare a return that came after the draw, and keep the right facts of drawn cases beside it.

    The frame, the draw and its weights stay as they are.

    Args:
        already_read: What `read_files` made of the files, when it was called before.

    Raises:
        UnreadableFileError: A file cannot be read, or is unsafe to read.
        ReturnRefusedError: The return as a whole cannot be used.
        NothingDrawnYetError, SameReturnError, WrongKeyFileError: There is nothing to correct.
    """
    authority = authority_of(review, files, options.authority)
    told = read_told(options.told_in, authority.code, review.plan.declared)
    contents = already_read or read_files(review, files, told)
    options = replace(options, answers=told.answers)
    with begin() as work:
        return _compare(work, review, contents, authority, keys=keys, options=options)


def _compare(
    work: UnitOfWork,
    review: Review,
    contents: ReturnContents,
    authority: Authority,
    *,
    keys: KeyFolder,
    options: ImportOptions,
) -> LaterReturn:
    check_can(work.actor, Action.TAKE_RETURN, Thing(authorities=frozenset({authority.code})))
    salt = _checked_salt(work, contents, authority, keys)
    frame = build_frame(
        contents.lists,
        plan=review.plan,
        authority=authority,
        token=Tokeniser(bytes.fromhex(salt)),
        answers=options.answers,
    )
    problems = tuple(sorted((*contents.problems, *frame.problems)))
    if any(problem.severity is Severity.REFUSED for problem in problems):
        raise ReturnRefusedError(authority.code, problems)
    units = {unit.unit_id: unit for unit in frame.units}
    drawn = _drawn(work, authority)
    facts = facts_of_cases(work, review, authority.code)
    known = fields_of(review.plan.declared)
    population = review.plan.population
    names = [name for name in known if why_not_correctable(name, known, population) is None]
    changes = tuple(_changes(drawn, units, facts, names))
    listed = set(queries.tokens(work, authority.code))
    found = LaterReturn(
        authority=authority.code,
        changes=changes,
        missing=tuple(sorted(ref for ref, token in drawn.items() if token not in units)),
        not_eligible=tuple(_not_eligible(review, facts, changes)),
        added=len(units.keys() - listed),
        removed=len(listed - units.keys()),
        problems=problems,
    )
    if not options.dry_run:
        _keep(work, found, contents)
    return found


def _checked_salt(
    work: UnitOfWork, contents: ReturnContents, authority: Authority, keys: KeyFolder
) -> str:
    draw = queries.draw_in_force(work)
    if draw is None or draw.public_seed is None:
        raise NothingDrawnYetError
    standing_return = frame_queries.frame_returns(work).get(authority.code)
    if standing_return is None:
        raise NotDrawnFromError(authority.code)
    if standing_return.digest == contents.digest:
        raise SameReturnError(authority.code)
    check_not_destroyed(work, keys, authority.code)
    kept = keys.read(authority.code)
    if kept is None or kept.salt_digest != standing_return.salt_digest:
        raise WrongKeyFileError(authority.code)
    return kept.salt


def _drawn(work: UnitOfWork, authority: Authority) -> dict[str, str]:
    """The tokens of the cases that the draw ranked and that hold facts, by reference."""
    draw = queries.draw_in_force(work)
    rows = queries.drawn_units(work, draw.draw_id) if draw is not None else ()
    units = queries.frame_units_of_draw(work, draw.draw_id) if draw is not None else {}
    return {
        row.case_ref: row.unit_id
        for row in rows
        if row.authority == authority.code and not units[row.authority, row.unit_id].is_cut
    }


def _changes(
    drawn: Mapping[str, str],
    units: Mapping[str, Unit],
    facts: Mapping[str, CaseFacts],
    names: Sequence[str],
) -> Iterator[FactChange]:
    for ref, token in sorted(drawn.items()):
        unit, case = units.get(token), facts[ref]
        if unit is None:
            continue
        stands = standing(case.corrections)
        if unit.case_type != case.returned[CASE_TYPE]:
            before = case.returned[CASE_TYPE]
            yield FactChange(
                ref, CASE_TYPE, before, before, unit.case_type, "the draw stays as it is"
            )
        for name in names:
            returned, before, now = (
                part.get(name) for part in (case.returned, case.facts, unit.fields)
            )
            if now == before:
                continue
            found = name in stands and stands[name].is_found
            why_not = "an inspector found another in the file" if found else ""
            yield FactChange(ref, name, returned, before, now, why_not)


def _not_eligible(
    review: Review, facts: Mapping[str, CaseFacts], changes: Sequence[FactChange]
) -> Iterator[str]:
    """The cases that the plan's rule would leave out by what is kept now."""
    population = review.plan.population
    for ref in sorted({change.case for change in changes}):
        now = dict(facts[ref].facts)
        now |= {one.field: one.now for one in changes if one.case == ref and not one.why_not}
        if is_eligible(now, population) is False:
            yield ref


def _keep(work: UnitOfWork, found: LaterReturn, contents: ReturnContents) -> None:
    by_case: dict[str, dict[str, Scalar | None]] = {}
    for change in found.kept:
        by_case.setdefault(change.case, {})[change.field] = change.now
    for ref, values in by_case.items():
        keep_corrections(work, found.authority, ref, values, return_digest=contents.digest)
    work.audit(
        "frame.correct",
        stream=found.authority,
        digest=contents.digest,
        files=[{"name": file.name, "sha256": file.sha256} for file in contents.files],
        cases=len(by_case),
        facts=len(found.kept),
        missing=len(found.missing),
        added=found.added,
        removed=found.removed,
        problems=len(found.problems),
    )
