"""`authority`: choose the authorities to inspect from a list of all of them, provably.

These need no review and no database: the choice comes before there is a plan.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_tool import __version__
from inspect_tool.domain.plan.authority_choices import AuthorityChoices
from inspect_tool.domain.stage_one.certificate import (
    SeedOccasion,
    make_commitment,
    make_stage_one_certificate,
    parse_commitment,
    parse_stage_one_certificate,
    stage_one_json,
)
from inspect_tool.domain.stage_one.check import is_before, verify_stage_one
from inspect_tool.domain.stage_one.choice import check_choices, draw_authorities, list_digest
from inspect_tool.errors import (
    CheckFailedError,
    Problem,
    RefusedError,
    UnreadableFileError,
    UsageError,
)
from inspect_tool.readers.documents.authority_list import COLUMNS
from inspect_tool.readers.documents.authority_select import plan_row
from inspect_tool.readers.documents.stage_one_list import read_stage_one_list
from inspect_tool.readers.documents.yaml import read_text
from inspect_tool.services.authorities.views import SelectionView, selection_view
from inspect_tool.store.private_files import write_private_set

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from inspect_tool.domain.stage_one.certificate import Commitment
    from inspect_tool.domain.stage_one.choice import StageOneDraw
    from inspect_tool.readers.documents.stage_one_list import StageOneList

# What goes beside a certificate: a program and a page that share no code with the tool.
VERIFIERS = ("verify_authorities.py", "check-tickets.html")


class AuthorityCommitmentBrokenError(RefusedError):
    """The list or the choices are not what was committed before the seed."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__(
            f"This is not what was committed: {'; '.join(differences)}. Use the list and the "
            "choices of the commitment, or commit anew and throw a new seed."
        )


class CommittedAlreadyError(RefusedError):
    """A commitment would be written over another one."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} exists already. A commitment is made once: keep it, or give the new "
            "one another name."
        )


@dataclass(frozen=True, kw_only=True)
class GivenChoices:
    """The choices as somebody gave them; None where they said nothing.

    Args:
        by: Columns that make the strata; empty for one draw from the whole list.
        order_by: Columns that a systematic draw goes by.
    """

    size: int | None = None
    by: tuple[str, ...] | None = None
    size_column: str | None = None
    equal: bool | None = None
    minimum_per_stratum: int | None = None
    method: str | None = None
    order_by: tuple[str, ...] | None = None
    draw_id: str | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What was said, by the names of the choices."""
        named = {
            "size": self.size,
            "strata": self.by,
            "size_column": self.size_column,
            "equal": self.equal,
            "minimum_per_stratum": self.minimum_per_stratum,
            "method": self.method,
            "order_by": self.order_by,
            "draw_id": self.draw_id,
        }
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class CommittedView:
    """A commitment as it is to be published."""

    list: str
    listed: int
    list_digest: str
    size: int
    stratified_by: tuple[str, ...]
    size_column: str
    equal: bool
    minimum_per_stratum: int
    method: str
    order_by: tuple[str, ...]
    draw_id: str
    committed_at: str
    digest: str
    file: Path


@dataclass(frozen=True, kw_only=True)
class SelectionRequest:
    """A choice that is to be made.

    Args:
        given: What was asked for; with a commitment only what must agree with it.
        replaced: Why authorities cannot take part, by code.
        seeded_at: ISO 8601 text, or empty.
    """

    file: Path
    given: GivenChoices
    seed: str
    seed_source: str = ""
    seeded_at: str = ""
    commitment: Path | None = None
    replaced: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class VerifiedView:
    """Whether a certificate holds: it does when there are no problems."""

    digest: str
    problems: tuple[Problem, ...]


def commit_authorities(
    file: Path, given: GivenChoices, *, output: Path, committed_at: str = ""
) -> CommittedView:
    """Fix the list and the choices before the seed exists.

    Raises:
        UsageError: The choices are incomplete or contradict each other.
        CommittedAlreadyError: There is a file of that name.
        CheckFailedError: The list has problems, or cannot give what is asked of it.
    """
    _check_time(committed_at, "--committed-at")
    if output.exists():
        raise CommittedAlreadyError(output)
    whole, choices = _read(file, _complete(given))
    check_choices(whole.authorities, choices)
    made = make_commitment(
        choices,
        list_digest=list_digest(whole.authorities),
        listed=len(whole.authorities),
        committed_at=committed_at,
        tool_version=__version__,
    )
    _write({output: stage_one_json(made)})
    kept = {shown.name for shown in fields(CommittedView)} - {"list", "file"}
    return CommittedView(list=file.name, file=output, **made.model_dump(include=kept))


def select_authorities(
    request: SelectionRequest,
    *,
    output: Path | None = None,
    certificate: Path | None = None,
    templates: Path | None = None,
) -> SelectionView:
    """Choose the authorities, and write the plan's list and the certificate where that is wanted.

    Args:
        output: Where the list for `authorities: {file: …}` goes.
        certificate: Where the certificate goes.
        templates: Where the verifiers come from that go beside the certificate.

    Raises:
        UsageError: The choices are incomplete or contradict each other.
        AuthorityCommitmentBrokenError: The list or the choices are not what was committed.
        CheckFailedError: The list has problems, or cannot give what is asked of it.
    """
    _check_time(request.seeded_at, "--seeded-at")
    committed = None if request.commitment is None else _read_commitment(request.commitment)
    whole, choices = _read(request.file, _asked(request.given, committed))
    if committed is not None:
        _check_commitment(committed, whole, request.seeded_at)
    draw = draw_authorities(
        whole.authorities, choices, seed=request.seed, replaced=request.replaced
    )
    made = make_stage_one_certificate(
        draw,
        occasion=SeedOccasion(
            seed_source=request.seed_source,
            seeded_at=request.seeded_at,
            committed_at="" if committed is None else committed.committed_at,
            commitment="" if committed is None else committed.digest,
            tool_version=__version__,
        ),
    )
    files = {} if output is None else {output: authorities_csv(draw)}
    if certificate is not None:
        files |= {certificate: stage_one_json(made)} | _verifiers(certificate.parent, templates)
    _write(files)
    return selection_view(draw, made, file=request.file.name)


def verify_authorities(path: Path, file: Path, *, commitment: Path | None = None) -> VerifiedView:
    """Make a certified choice again from the list, and say everything that differs.

    Raises:
        UnreadableFileError: A file cannot be read.
        NotAStageOneFileError: A file is not a certificate, or not a commitment.
        CheckFailedError: The list has problems.
    """
    certificate = parse_stage_one_certificate(read_text(path))
    committed = None if commitment is None else _read_commitment(commitment)
    whole, _ = _read(file, certificate.choices)
    problems = verify_stage_one(
        certificate, whole.authorities, commitment=committed, file=path.name
    )
    return VerifiedView(digest=certificate.digest, problems=problems)


def _complete(given: GivenChoices) -> AuthorityChoices:
    """The choices with the defaults where nothing was said."""
    from pydantic import ValidationError

    if given.size is None:
        raise UsageError("Say with --size how many authorities are to be chosen.")
    try:
        return AuthorityChoices.model_validate(given.said)
    except ValidationError as error:
        raise UsageError(_choice_words(given, error.errors()[0])) from None


def _choice_words(given: GivenChoices, error: ErrorDetails) -> str:
    """What is wrong with the choices, in a sentence."""
    if not error["loc"]:
        reason = error["msg"].removeprefix("Value error, ")
        return f"These choices contradict each other: {reason}. Leave one of them out."
    name = str(error["loc"][0])
    return (
        f"{_shown(given.said[name])} cannot be the {name.replace('_', ' ')}. Choose 1 or more "
        "authorities, a minimum of 0 or more, the method pareto or systematic, and a name for the "
        "draw."
    )


def _asked(given: GivenChoices, committed: Commitment | None) -> AuthorityChoices:
    """What is asked for; with a commitment what was committed, which must not be contradicted."""
    if committed is None:
        return _complete(given)
    choices = committed.choices
    differences = [
        f"{name.replace('_', ' ')} {_shown(getattr(choices, name))}, now {_shown(value)}"
        for name, value in given.said.items()
        if getattr(choices, name) != value
    ]
    if differences:
        raise AuthorityCommitmentBrokenError(differences)
    return choices


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text or "none"


def _read(file: Path, choices: AuthorityChoices) -> tuple[StageOneList, AuthorityChoices]:
    """The list, and the choices with the column of sizes that was found in it."""
    whole = read_stage_one_list(file, choices)
    if whole.problems:
        number = len(whole.problems)
        count = "1 problem" if number == 1 else f"{number} problems"
        raise CheckFailedError(
            f"{file.name} has {count}, so nothing was chosen. Correct the list and try again.",
            problems=whole.problems,
        )
    return whole, choices.model_copy(update={"size_column": whole.size_column})


def _read_commitment(path: Path) -> Commitment:
    return parse_commitment(read_text(path))


def _check_commitment(committed: Commitment, whole: StageOneList, seeded_at: str) -> None:
    differences = []
    if list_digest(whole.authorities) != committed.list_digest:
        differences.append(f"{whole.file} has another digest than the list that was committed")
    if is_before(seeded_at, committed.committed_at):
        differences.append("the seed is older than the commitment")
    if differences:
        raise AuthorityCommitmentBrokenError(differences)


def _check_time(text: str, option: str) -> None:
    try:
        if text:
            datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{option} {text} is not a time. Write it like 2013-10-04T10:00:00+01:00."
        ) from None


def authorities_csv(draw: StageOneDraw) -> str:
    """The chosen authorities as a plan reads them from a file."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(plan_row(authority) for authority in draw.chosen)
    return buffer.getvalue()


def _verifiers(folder: Path, templates: Path | None) -> dict[Path, str]:
    if templates is None:
        return {}
    return {
        folder / name: (templates / "verifier" / name).read_text(encoding="utf-8")
        for name in VERIFIERS
    }


def _write(files: Mapping[Path, str]) -> None:
    """Write some files, all or none."""
    name = ""
    try:
        for path in files:
            name = path.name
            path.parent.mkdir(parents=True, exist_ok=True)
        write_private_set({path: text.encode() for path, text in files.items()})
    except OSError as error:
        reason = error.strerror or "its folder cannot be used"
        raise UnreadableFileError(f"{name} cannot be written: {reason}.") from None
