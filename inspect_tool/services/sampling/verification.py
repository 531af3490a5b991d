"""Checking published files: a certificate with its frame, and with what was published before."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspect_tool.domain.sampling.certificate import parse_certificate
from inspect_tool.domain.sampling.certificate_check import verify_certificate
from inspect_tool.domain.sampling.commitment import parse_commitment
from inspect_tool.domain.sampling.commitment_check import KnownOtherwise
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.strict_json import FormError, load_strictly
from inspect_tool.domain.sampling.verdict import verdict
from inspect_tool.errors import Problem, UnreadableFileError

PUBLIC_FRAME = "public-frame.csv"
FRAME_COLUMNS = ("list_id", "unit_id", "stratum")


class NotACertificateError(UnreadableFileError):
    """A file that is not a certificate, a commitment or a public frame."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"{file} cannot be read as {what}. Ask for it as it was published.")


@dataclass(frozen=True, kw_only=True)
class PublishedFiles:
    """What whoever checks a certificate has beside it.

    Args:
        frames: Public frames; without any, the one beside the certificate is taken.
        commitment: As it was published before the seed; never looked for beside the certificate,
            since whoever makes that can put another one there.
        seed: What the public source gave.
        loss_heads: Heads of the list of losses that were posted.
        now: The time of the check; None where times are only compared with each other.
    """

    frames: Sequence[Path] = ()
    commitment: Path | None = None
    seed: str = ""
    loss_heads: tuple[str, ...] = ()
    now: datetime | None = None


NOTHING_BESIDE = PublishedFiles()


@dataclass(frozen=True)
class Verification:
    """What repeating a draw from its certificate found.

    Args:
        holds: Whether it was drawn as committed; None where that cannot be said.
        sentence: What it comes to; empty where there are problems.
        not_proven: What the files cannot prove, each with where to look.
    """

    digest: str
    problems: tuple[Problem, ...]
    holds: bool | None
    sentence: str = ""
    not_proven: tuple[str, ...] = ()


def verify_certificate_file(path: Path, *, beside: PublishedFiles = NOTHING_BESIDE) -> Verification:
    """Repeat a draw from its certificate, and hold it against what was published before.

    Raises:
        NotACertificateError: A file cannot be read.
        CertificateFormError, CommitmentFormError: One is not in the form of the specification.
    """
    certificate = parse_certificate(_json_text(path, "a certificate"))
    found = path.parent / PUBLIC_FRAME
    paths = beside.frames or ((found,) if found.is_file() else ())
    units = [unit for frame in paths for unit in _read_frame(frame)] if paths else None
    commitment = None
    if beside.commitment is not None:
        commitment = parse_commitment(_json_text(beside.commitment, "a commitment"))
    known = KnownOtherwise(
        commitment=commitment, seed=beside.seed, loss_heads=beside.loss_heads, now=beside.now
    )
    problems = tuple(verify_certificate(certificate, units, file=path.name, known=known))
    if problems:
        return Verification(certificate.digest, problems, holds=False)
    said = verdict(certificate, known, has_frame=units is not None)
    return Verification(
        certificate.digest,
        problems,
        holds=said.holds or None,
        sentence=said.sentence,
        not_proven=said.not_proven,
    )


def _json_text(path: Path, what: str) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotACertificateError(path.name, what) from error
    try:
        load_strictly(text)
    except FormError as error:
        if "twice" in str(error):  # JSON, and not in its form
            return text
        raise NotACertificateError(path.name, what) from error
    return text


def _read_frame(path: Path) -> list[FrameUnit]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if tuple(rows.fieldnames or ()) != FRAME_COLUMNS:
                raise NotACertificateError(path.name, "a public frame")
            return [FrameUnit(row["list_id"], row["unit_id"], row["stratum"]) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NotACertificateError(path.name, "a public frame") from error
