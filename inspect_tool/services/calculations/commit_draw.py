"""`calc draw --commit`: a commitment to a draw from a plain table, before there is a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from inspect_tool import __version__
from inspect_tool.domain.language.canonical import InvalidFieldError
from inspect_tool.domain.sampling.commitment import (
    COMMITMENT_SPECIFICATION,
    DrawCommitment,
    commitment_json,
    parse_commitment,
)
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import DuplicateUnitError
from inspect_tool.domain.sampling.strict_json import moment_of
from inspect_tool.errors import RefusedError, UnreadableFileError, UsageError
from inspect_tool.readers.plain.alike import check_written_once
from inspect_tool.readers.plain.frames import check_frame, read_plain_frame
from inspect_tool.services.calculations.draw import (
    DrawMethod,
    DrawRequest,
    check_one_size,
    sizes_of,
)
from inspect_tool.store.private_files import write_private_bytes

# Sizes and frame do not depend on the seed, so any will do to find them.
NO_SEED = "0" * 20


class ByTicketAloneError(UsageError):
    """Only draws by ticket can be committed to so far."""

    def __init__(self) -> None:
        super().__init__(
            "A commitment covers stratified draws by ticket. Leave --commit out, or use another "
            "--method."
        )


class SeedBeforeDueError(RefusedError):
    """The seed cannot have been known, by what was committed."""

    def __init__(self, due: str) -> None:
        super().__init__(
            f"By the commitment the seed is known at {due}, and not before. Nothing was drawn."
        )


class CommitmentUnreadableError(UnreadableFileError):
    """A file that is no commitment."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} cannot be read as a commitment. Ask for it as it was published.")


def commit_to_draw(file: Path, request: DrawRequest, *, seed_due_at: str = "") -> DrawCommitment:
    """Fix frame, name and sizes of a draw from a plain table.

    Args:
        request: Its times: `committed_at` is now. Its seed is not asked for.
        seed_due_at: When the seed will be known, as ISO 8601 with its zone; empty if not said.

    Raises:
        UsageError: The sizes, the method or the time are wrong.
        UnreadableFileError: A file is no CSV.
        CheckFailedError: The frame or the sizes have problems.
    """
    if request.drawing is not DrawMethod.STRATIFIED:
        raise ByTicketAloneError
    check_one_size(request)
    if seed_due_at:
        check_due(request.committed_at, seed_due_at)
    frame = read_plain_frame(file)
    check_written_once(frame)
    try:
        sizes = sizes_of(frame, request)
        draw = draw_stratified(frame.units, sizes, draw_id=request.draw_id, seed=NO_SEED)
    except (InvalidFieldError, DuplicateUnitError):
        # The draw stops at the first; people want all of them, with their lines.
        check_frame(frame)
        raise
    return DrawCommitment(
        spec=COMMITMENT_SPECIFICATION,
        draw_id=draw.draw_id,
        committed_at=request.committed_at,
        frame_digest=draw.frame_digest,
        plan_digest="",
        strata=draw.strata,
        seed_source=request.seed_source,
        seed_due_at=seed_due_at,
        loss_reasons=(),
        tool_version=__version__,
    ).sealed()


def check_due(committed_at: str, seed_due_at: str) -> None:
    """Refuse a seed that is due at no time, or at one that is over.

    Raises:
        UsageError: It is one of these.
    """
    due, now = moment_of(seed_due_at), moment_of(committed_at)
    if due is None or now is None or due <= now:
        raise UsageError(
            "--seed-due takes a time that is still to come, with its zone, such as "
            "2026-07-02T20:00:00+01:00."
        )


def write_commitment_file(commitment: DrawCommitment, path: Path) -> None:
    """Write the file that is published.

    Raises:
        NoRoomError, UnreadableFileError: It cannot be written.
    """
    try:
        write_private_bytes(path, commitment_json(commitment).encode())
    except OSError:
        raise UnreadableFileError(f"{path.name} cannot be written. Check its folder.") from None


def drawn_as_committed(path: Path, request: DrawRequest, *, now: datetime) -> DrawRequest:
    """A request for the draw that a published commitment speaks of.

    Args:
        now: When the seed is used, where the request does not say it.

    Raises:
        CommitmentUnreadableError, CommitmentFormError: The file is no commitment.
        UsageError: The request names another draw or source.
        SeedBeforeDueError: The seed cannot have been known yet.
    """
    try:
        commitment = parse_commitment(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise CommitmentUnreadableError(path.name) from None
    if request.draw_id not in ("", commitment.draw_id):
        raise UsageError(f"The commitment is to draw {commitment.draw_id}; leave --draw-id out.")
    source = commitment.seed_source or request.seed_source
    if request.seed_source not in ("", source):
        raise UsageError("The commitment names another --seed-source; leave that out.")
    seeded_at = request.seeded_at or now.isoformat()
    seeded, due = moment_of(seeded_at), moment_of(commitment.seed_due_at)
    if due is not None and (seeded is None or seeded < due):
        raise SeedBeforeDueError(commitment.seed_due_at)
    return replace(
        request,
        draw_id=commitment.draw_id,
        seed_source=source,
        seeded_at=seeded_at,
        committed_at=commitment.committed_at,
        commitment=commitment,
    )
