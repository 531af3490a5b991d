"""The authorities of a plan where it has them drawn: `authorities: {select: {from: list.csv, …}}`.

Reading the plan repeats the draw, which is the same each time, so that nobody has to copy codes
and nothing can differ from what the seed said.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.faults import DocumentPath, Fault, listed
from inspect_tool.domain.plan.authority_choices import (
    AuthorityChoices,
    AuthorityDraw,
    AuthoritySelection,
)
from inspect_tool.domain.stage_one.certificate import (
    NotAStageOneFileError,
    different_choices,
    parse_commitment,
)
from inspect_tool.domain.stage_one.choice import (
    DrawnAuthority,
    ImpossibleChoiceError,
    StageOneDraw,
    check_choices,
    draw_authorities,
    list_digest,
)
from inspect_tool.errors import Severity, UnreadableFileError
from inspect_tool.readers.documents.authority_list import inside
from inspect_tool.readers.documents.listed_authorities import AuthorityList, SelectedAuthorities
from inspect_tool.readers.documents.model import read_model
from inspect_tool.readers.documents.stage_one_list import StageOneList, read_stage_one_list
from inspect_tool.readers.documents.yaml import YamlDocument, read_text

_PLACE: DocumentPath = ("authorities", "select")

# How many codes a sentence names.
MOST_NAMED = 5


class _Selecting(Document):
    select: AuthoritySelection


class _SelectingPlan(Document):
    """The part of a plan that says how authorities are drawn."""

    authorities: _Selecting


def select_from_list(document: YamlDocument, folder: Path) -> SelectedAuthorities:
    """Draw the authorities as the plan's `select` says.

    Args:
        folder: Where the plan is, and the list of all authorities with it.
    """
    part = dataclasses.replace(document, value={"authorities": document.value["authorities"]})
    read = read_model(part, _SelectingPlan, stand_ins={})
    if read.model is None or read.faults:
        return SelectedAuthorities(faults=read.faults)
    selection = read.model.authorities.select
    try:
        whole = read_stage_one_list(inside(folder, selection.from_), selection)
    except UnreadableFileError as error:
        return SelectedAuthorities(faults=(_unreadable("from", error.message),))
    if whole.problems:
        return SelectedAuthorities(AuthorityList(whole.file, problems=whole.problems))
    try:
        return _drawn(whole, selection, folder)
    except ImpossibleChoiceError as error:
        placed = [dataclasses.replace(fault, path=(*_PLACE, *fault.path)) for fault in error.faults]
        return SelectedAuthorities(AuthorityList(whole.file), faults=tuple(placed))


def _drawn(whole: StageOneList, selection: AuthoritySelection, folder: Path) -> SelectedAuthorities:
    choices = selection.choices.model_copy(update={"size_column": whole.size_column})
    check_choices(whole.authorities, choices, seed=selection.seed or None)
    if not selection.seed:
        return SelectedAuthorities(AuthorityList(whole.file), faults=(_not_seeded(selection),))
    committed = _committed(whole, choices, selection, folder)
    if isinstance(committed, Fault):
        return SelectedAuthorities(AuthorityList(whole.file), faults=(committed,))
    draw = draw_authorities(
        whole.authorities, choices, seed=selection.seed, replaced=selection.replaced
    )
    line_of = {
        authority.code: line for authority, line in zip(whole.authorities, whole.lines, strict=True)
    }
    rows = tuple(plan_row(authority) for authority in draw.chosen)
    return SelectedAuthorities(
        AuthorityList(whole.file, rows, tuple(line_of[row["code"]] for row in rows)),
        stage_one=AuthorityDraw(
            **choices.model_dump(),
            seed=draw.seed,
            seed_source=selection.seed_source,
            replaced=dict(draw.replaced),
            list_digest=draw.list_digest,
            listed=draw.listed,
            commitment=committed,
        ),
        faults=tuple(_notes(draw, selection)),
    )


def _committed(
    whole: StageOneList, choices: AuthorityChoices, selection: AuthoritySelection, folder: Path
) -> str | Fault:
    """Digest of the commitment, empty where there is none; or why it was not kept."""
    if not selection.commitment:
        return ""
    try:
        commitment = parse_commitment(read_text(inside(folder, selection.commitment)))
    except (UnreadableFileError, NotAStageOneFileError) as error:
        return _unreadable("commitment", error.message)
    differences = [name.replace("_", " ") for name in different_choices(commitment, choices)]
    if list_digest(whole.authorities) != commitment.list_digest:
        differences.append(f"list {whole.file}")
    return _not_as_committed(differences) if differences else commitment.digest


def plan_row(drawn: DrawnAuthority) -> Mapping[str, Any]:
    """A chosen authority as a plan writes it; what is empty is left out."""
    authority = drawn.authority
    values = {
        "code": authority.code,
        "name": authority.name,
        "region": authority.region,
        "type": authority.type,
        "country": authority.country,
        "single_assessment_from": authority.single_assessment_from,
        "inclusion_probability": str(drawn.inclusion_probability),
        "stage_one_stratum": authority.stratum,
    }
    return {key: value for key, value in values.items() if value}


def _notes(draw: StageOneDraw, selection: AuthoritySelection) -> Iterator[Fault]:
    """What does not stop the review, but limits what can be said from it."""
    if not selection.commitment:
        yield Fault(
            path=_PLACE,
            kind="not-committed",
            severity=Severity.NOTED,
            message="Nothing shows that the list and the choices were fixed before the seed",
            remedy="Name the file of `authority commit` as `commitment:` where there is one.",
        )
    if draw.left_out:
        names = [authority.code for authority in draw.left_out[:MOST_NAMED]]
        more = "" if len(names) == len(draw.left_out) else " and others"
        yield Fault(
            path=(*_PLACE, "from"),
            kind="authorities-left-out",
            severity=Severity.NOTED,
            message=f"{len(draw.left_out)} of the {draw.listed} authorities on the list have no "
            f"size above 0 and could not be drawn: {', '.join(names)}{more}",
            remedy="Say so in the methodology: no figure describes them.",
        )


def _unreadable(key: str, message: str) -> Fault:
    return Fault(
        path=(*_PLACE, key),
        kind="authorities-file",
        message=message.rstrip("."),
        remedy="Check the file's name: it is relative to the plan.",
    )


def _not_as_committed(differences: Sequence[str]) -> Fault:
    return Fault(
        path=(*_PLACE, "commitment"),
        kind="commitment-broken",
        message=f"The {listed(differences)} differ from what was committed before the seed"
        if len(differences) > 1
        else f"The {differences[0]} differs from what was committed before the seed",
        remedy="Put back what was committed, or commit anew and throw a new seed.",
    )


def _not_seeded(selection: AuthoritySelection) -> Fault:
    return Fault(
        path=_PLACE,
        kind="authorities-not-selected",
        message="The authorities are still to be chosen: `select` has no seed yet",
        remedy=f"Publish the output of `authority commit --from {selection.from_} --size "
        f"{selection.size}`, throw the seed in public, then write `seed:` and `seed_source:` here.",
    )
