"""The commitment: everything that decides a draw but the seed, published before there is one.

Its digest is what is posted. A draw is proven against the commitment alone: whoever made the draw
can make a certificate anew with other sizes, another name or another frame, and all of it fits.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspect_tool.domain.sampling.draw import StratumSize
from inspect_tool.domain.sampling.strict_json import (
    FormError,
    Json,
    as_file,
    digest_without,
    field_names,
    list_of,
    load_strictly,
    mapping_of,
    number_of,
    object_of,
    text_of,
    texts_of,
)
from inspect_tool.errors import CheckFailedError

COMMITMENT_SPECIFICATION = "PRN/2"

# Published documents call the sizes of a stratum by the letters that textbooks use.
STRATUM_KEYS = {"population": "N_h", "drawn": "n_h"}


class CommitmentFormError(CheckFailedError):
    """A commitment is not in the form that the specification gives."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This is not a commitment to a draw: {reason}. Ask for the file as it was published."
        )


@dataclass(frozen=True)
class MergedStratum:
    """A stratum too small to be published, which is drawn together with a neighbour.

    Args:
        into: The neighbour, whose name both have from then on.
    """

    stratum: str
    into: str


@dataclass(frozen=True, kw_only=True)
class EarlierCommitment:
    """A commitment that was withdrawn; texts are empty where nothing was recorded.

    Args:
        digest: Of that commitment.
        seed_due_at: When its seed could be known.
        why: Why it was withdrawn.
    """

    draw_id: str
    digest: str
    committed_at: str
    seed_source: str
    seed_due_at: str
    withdrawn_at: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ExtensionRule:
    """When more cases are taken, fixed before anybody has looked.

    Args:
        to_size: Largest number of cases in all.
        until_width: The interval's width at which nothing more is added, as decimal text; empty
            where the number of cases alone decides.
        measure: Whose share in all cases the interval is of; empty where no width decides.
    """

    to_size: int
    until_width: str = ""
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class DrawCommitment:
    """What was published before the seed; `digest` covers everything else.

    Args:
        strata: Sizes and reserves of the first draw.
        salt_digests: Of each list's salt, by list.
        seed_source: Which public source the seed will come from; empty where none was named.
        seed_due_at: When it will be known; empty where no time was named.
        loss_reasons: The codes for which a case may be lost.
        extension_rule: None where no extension was committed.
        earlier: Commitments that were withdrawn, the oldest first.
    """

    spec: str
    draw_id: str
    committed_at: str
    frame_digest: str
    plan_digest: str
    strata: tuple[StratumSize, ...]
    seed_source: str
    seed_due_at: str
    loss_reasons: tuple[str, ...]
    tool_version: str
    merged: tuple[MergedStratum, ...] = ()
    salt_digests: Mapping[str, str] = dataclasses.field(default_factory=dict)
    extension_rule: ExtensionRule | None = None
    earlier: tuple[EarlierCommitment, ...] = ()
    digest: str = ""

    def sealed(self) -> DrawCommitment:
        """The same with its digest."""
        return dataclasses.replace(self, digest=commitment_digest(self))

    @property
    def sentence(self) -> str:
        """What is posted."""
        source = f" The seed will come from {self.seed_source}" if self.seed_source else ""
        due = f", due at {self.seed_due_at}" if self.seed_due_at else ""
        stop = "." if source or due else ""
        return (
            f"Draw {self.draw_id}: SHA-256 of the commitment is {self.digest}.{source}{due}{stop}"
        )


def stratum_record(size: StratumSize) -> Json:
    """The sizes of a stratum as published."""
    return {STRATUM_KEYS.get(key, key): value for key, value in dataclasses.asdict(size).items()}


def stratum_of(value: object) -> StratumSize:
    """The sizes of a stratum as read.

    Raises:
        FormError: It is something else.
    """
    record = object_of(value, "an entry of `strata`", {"stratum", "N_h", "n_h", "reserves"})
    return StratumSize(
        stratum=text_of(record, "stratum"),
        population=number_of(record, "N_h"),
        drawn=number_of(record, "n_h"),
        reserves=number_of(record, "reserves"),
    )


def commitment_record(commitment: DrawCommitment) -> Json:
    """The commitment as JSON has it; no rule is an empty object."""
    record = dataclasses.asdict(commitment)
    record["strata"] = [stratum_record(size) for size in commitment.strata]
    record["extension_rule"] = record["extension_rule"] or {}
    record["loss_reasons"] = list(commitment.loss_reasons)
    return record


def commitment_digest(commitment: DrawCommitment) -> str:
    """SHA-256 over the canonical JSON of everything but the digest."""
    return digest_without(commitment_record(commitment), "digest")


def commitment_json(commitment: DrawCommitment) -> str:
    """The commitment as a file."""
    return as_file(commitment_record(commitment))


def parse_commitment(text: str) -> DrawCommitment:
    """Read a commitment, strictly.

    Raises:
        CommitmentFormError: It is not JSON, or a field is missing, unknown or of another type.
    """
    try:
        return commitment_of(load_strictly(text))
    except FormError as error:
        raise CommitmentFormError(str(error)) from None


def commitment_of(value: object) -> DrawCommitment:
    """A commitment within another document.

    Raises:
        FormError: It is something else.
    """
    record = object_of(value, "the commitment", field_names(DrawCommitment))
    parts = {"strata", "merged", "salt_digests", "loss_reasons", "extension_rule", "earlier"}
    return DrawCommitment(
        strata=tuple(stratum_of(entry) for entry in list_of(record, "strata")),
        merged=tuple(
            MergedStratum(**texts_of(entry, "merged", MergedStratum))
            for entry in list_of(record, "merged")
        ),
        salt_digests=mapping_of(record, "salt_digests", text_of),
        loss_reasons=tuple(
            text_of({"loss_reasons": code}, "loss_reasons")
            for code in list_of(record, "loss_reasons")
        ),
        extension_rule=_rule_of(record["extension_rule"]),
        earlier=tuple(
            EarlierCommitment(**texts_of(entry, "earlier", EarlierCommitment))
            for entry in list_of(record, "earlier")
        ),
        **{name: text_of(record, name) for name in field_names(DrawCommitment) - parts},
    )


def _rule_of(value: Any) -> ExtensionRule | None:  # whatever the document has there
    if value == {}:
        return None
    record = object_of(value, "`extension_rule`", field_names(ExtensionRule))
    return ExtensionRule(
        to_size=number_of(record, "to_size"),
        until_width=text_of(record, "until_width"),
        measure=text_of(record, "measure"),
    )
