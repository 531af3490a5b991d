"""The certificate of a draw: what a stranger needs to repeat it, as JSON with sorted keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from inspect_tool.domain.language.canonical import tidy
from inspect_tool.domain.sampling.commitment import (
    COMMITMENT_SPECIFICATION,
    DrawCommitment,
    commitment_of,
    commitment_record,
    stratum_of,
    stratum_record,
)
from inspect_tool.domain.sampling.draw import (
    AmendedLoss,
    Draw,
    DrawRole,
    Extension,
    ExtensionBasis,
    Loss,
    StratumSize,
    Ticketed,
    WithdrawnList,
)
from inspect_tool.domain.sampling.loss_list import (
    LossEntry,
    LossEvent,
    LossTiming,
    standing_losses,
    without_reasons,
)
from inspect_tool.domain.sampling.sampling import active_sample
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
    record_of,
    text_of,
    texts_of,
)
from inspect_tool.domain.sampling.tickets import SPECIFICATION
from inspect_tool.errors import CheckFailedError

# Left out where there is nothing to say, so that an older certificate keeps its digest.
ONLY_IF_ANY = frozenset(
    {"extensions", "picked", "amended_losses", "withdrawn", "audit_head"}
    | {"anchor", "commitment", "edition", "loss_list"}
)


@dataclass(frozen=True, order=True)
class UnitPlace:
    """A unit on the frame: its list and its token."""

    list_id: str
    unit_id: str


@dataclass(frozen=True)
class Anchor:
    """Where the digest of the commitment was posted, and when, as whoever posted it says."""

    address: str
    at: str


Entry = TypeVar("Entry", Loss, UnitPlace, AmendedLoss, WithdrawnList)


class CertificateEdition(StrEnum):
    """Who a certificate is for.

    In the public one the reasons of losses are grouped, so that a rare one points at no child.
    """

    INTERNAL = "internal"
    PUBLIC = "public"


class CertificateFormError(CheckFailedError):
    """A certificate is not in the form that the specification gives."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This is not a certificate of a draw: {reason}. Ask for the file as it was published."
        )


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """When and how a draw came about; times are ISO 8601 text, empty when not recorded.

    Args:
        seed_source: Where the seed came from, as announced beforehand.
        seeded_at: When the seed was used.
        committed_at: When the digests of frame and plan were published.
        plan_digest: Digest of the plan.
        tool_version: Version of the software that made the draw.
        audit_head: Head of the audit trail when the draw was last changed (see `audit.Head`).
        commitment: What was published before the seed; with it the certificate is one of PRN/2.
        anchor: Where the digest of the commitment was posted.
        edition: Who the certificate is for.
    """

    seed_source: str = ""
    seeded_at: str = ""
    committed_at: str = ""
    plan_digest: str = ""
    tool_version: str = ""
    audit_head: str = ""
    commitment: DrawCommitment | None = None
    anchor: Anchor | None = None
    edition: CertificateEdition = CertificateEdition.INTERNAL


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A draw with its losses; `digest` covers everything else.

    Args:
        extensions: What was added after the first draw; the sizes of the strata include it.
        picked: Units of the order that were picked by hand. One that is in the active sample came
            there by its ticket; until its turn comes it is read as a purposive case.
        amended_losses: Losses that were taken back or corrected, in the order of that; `losses`
            are those that stand.
        withdrawn: Authorities that left the inspection; none of their units is active.
        commitment: What was published before the seed; None in a certificate of PRN/1.
        anchor: Where its digest was posted; None where that was not recorded.
        edition: `internal` or `public`; empty in a certificate of PRN/1.
        loss_list: Each loss as it was recorded, taken back or corrected, in PRN/2; there are no
            `amended_losses` then.
    """

    spec: str
    draw_id: str
    public_seed: str
    seed_source: str
    seeded_at: str
    committed_at: str
    key: str
    frame_digest: str
    plan_digest: str
    strata: tuple[StratumSize, ...]
    units: tuple[Ticketed, ...]
    losses: tuple[Loss, ...]
    active: tuple[UnitPlace, ...]
    tool_version: str
    digest: str
    extensions: tuple[Extension, ...] = ()
    picked: tuple[UnitPlace, ...] = ()
    amended_losses: tuple[AmendedLoss, ...] = ()
    withdrawn: tuple[WithdrawnList, ...] = ()
    audit_head: str = ""
    commitment: DrawCommitment | None = None
    anchor: Anchor | None = None
    edition: str = ""
    loss_list: tuple[LossEntry, ...] = ()

    @property
    def draw(self) -> Draw:
        """The draw itself, without the cases that were picked by hand."""
        return Draw(
            draw_id=self.draw_id,
            public_seed=self.public_seed,
            key=self.key,
            frame_digest=self.frame_digest,
            strata=self.strata,
            units=tuple(unit for unit in self.units if unit.role is not DrawRole.PURPOSIVE),
        )

    @property
    def purposive(self) -> tuple[Ticketed, ...]:
        """The cases that were picked by hand and have no place in the order."""
        return tuple(unit for unit in self.units if unit.role is DrawRole.PURPOSIVE)


@dataclass(frozen=True, kw_only=True)
class Since:
    """What became of a draw since it was made.

    Args:
        purposive: Units picked by hand that have no place in the order.
        picked: Units picked by hand that have one.
        amended_losses: Losses that were taken back or corrected, in the order of that; PRN/1.
        loss_list: Every loss as it was recorded and changed; in PRN/2 `losses` follow from it.
        withdrawn: Authorities that left.
    """

    losses: Iterable[Loss] = ()
    amended_losses: Iterable[AmendedLoss] = ()
    loss_list: Iterable[LossEntry] = ()
    withdrawn: Iterable[WithdrawnList] = ()
    extensions: Iterable[Extension] = ()
    purposive: Iterable[Ticketed] = ()
    picked: Iterable[UnitPlace] = ()


NOTHING_SINCE = Since()


def make_certificate(
    draw: Draw, *, occasion: Occasion, since: Since = NOTHING_SINCE
) -> Certificate:
    """Certify a draw as it stands now: by PRN/2 where there is a commitment, else by PRN/1.

    Raises:
        UnknownLossError: A loss names a unit that was neither drawn nor picked.
    """
    by_hand = tuple(sorted(since.purposive, key=lambda unit: unit.place))
    withdrawn = tuple(sorted(since.withdrawn, key=lambda left: left.list_id))
    recorded = _list_of_losses(occasion, since)
    listed = _losses(occasion, since, recorded)
    is_bound = occasion.commitment is not None
    unsigned = Certificate(
        spec=COMMITMENT_SPECIFICATION if is_bound else SPECIFICATION,
        draw_id=draw.draw_id,
        public_seed=draw.public_seed,
        seed_source=occasion.seed_source,
        seeded_at=occasion.seeded_at,
        committed_at=occasion.committed_at,
        key=draw.key,
        frame_digest=draw.frame_digest,
        plan_digest=occasion.plan_digest,
        strata=draw.strata,
        units=(*draw.units, *by_hand),
        losses=listed,
        active=active_places(draw, listed, by_hand, withdrawn),
        tool_version=occasion.tool_version,
        digest="",
        extensions=tuple(_extension_said(one, is_bound=is_bound) for one in since.extensions),
        picked=tuple(sorted(since.picked)),
        amended_losses=() if is_bound else tuple(since.amended_losses),
        withdrawn=withdrawn,
        audit_head=occasion.audit_head,
        commitment=occasion.commitment,
        anchor=occasion.anchor if is_bound else None,
        edition=occasion.edition.value if is_bound else "",
        loss_list=recorded,
    )
    return dataclasses.replace(unsigned, digest=certificate_digest(unsigned))


def _list_of_losses(occasion: Occasion, since: Since) -> tuple[LossEntry, ...]:
    if occasion.commitment is None:
        return ()
    recorded = tuple(since.loss_list)
    return without_reasons(recorded) if occasion.edition is CertificateEdition.PUBLIC else recorded


def _losses(occasion: Occasion, since: Since, recorded: Sequence[LossEntry]) -> tuple[Loss, ...]:
    if occasion.commitment is not None:
        return standing_losses(recorded)
    return tuple(sorted(since.losses, key=lambda loss: (loss.at, loss.list_id, loss.unit_id)))


def _extension_said(extension: Extension, *, is_bound: bool) -> Extension:
    return extension if is_bound else dataclasses.replace(extension, basis="")


def active_places(
    draw: Draw,
    losses: Iterable[Loss],
    purposive: Iterable[Ticketed],
    withdrawn: Iterable[WithdrawnList] = (),
) -> tuple[UnitPlace, ...]:
    """The active sample; the loss of a unit without a rank has no influence on it.

    An authority that left has none.

    Raises:
        UnknownLossError: A loss names a unit that was neither drawn nor picked.
    """
    without_rank = {unit.place for unit in purposive}
    of_draw = [
        loss for loss in losses if (tidy(loss.list_id), tidy(loss.unit_id)) not in without_rank
    ]
    left = {tidy(one.list_id) for one in withdrawn}
    return tuple(
        UnitPlace(*unit.place) for unit in active_sample(draw, of_draw) if unit.list_id not in left
    )


def certificate_digest(certificate: Certificate) -> str:
    """SHA-256 over the canonical JSON of everything but the digest.

    Canonical: keys sorted, no spaces, characters as they are, UTF-8.
    """
    return digest_without(_as_json(certificate), "digest")


def certificate_json(certificate: Certificate) -> str:
    """The certificate as a file: sorted keys, one value a line."""
    return as_file(_as_json(certificate))


def _as_json(certificate: Certificate) -> Json:
    record: Json = record_of(certificate)
    record["strata"] = [stratum_record(size) for size in certificate.strata]
    if certificate.commitment is not None:
        record["commitment"] = commitment_record(certificate.commitment)
    for extension in record["extensions"]:
        if not extension["basis"]:
            del extension["basis"]
    return {name: value for name, value in record.items() if value or name not in ONLY_IF_ANY}


def parse_certificate(text: str) -> Certificate:
    """Read a certificate, strictly: what is not covered by its digest has no place in it.

    Raises:
        CertificateFormError: It is not JSON, or a field is missing, unknown or of another type.
    """
    try:
        record = object_of(
            load_strictly(text), "the whole", field_names(Certificate), may_lack=ONLY_IF_ANY
        )
        return _from_record(record)
    except FormError as error:
        raise CertificateFormError(str(error)) from None


def _from_record(record: Json) -> Certificate:
    lists = {"strata", "units", "losses", "active"}
    texts = field_names(Certificate) - lists - ONLY_IF_ANY
    commitment = record.get("commitment")
    return Certificate(
        audit_head=text_of({"audit_head": "", **record}, "audit_head"),
        edition=text_of({"edition": "", **record}, "edition"),
        anchor=None
        if "anchor" not in record
        else Anchor(**texts_of(record["anchor"], "anchor", Anchor)),
        commitment=None if commitment is None else commitment_of(commitment),
        loss_list=tuple(
            _loss_entry(entry) for entry in list_of(record, "loss_list", may_lack=ONLY_IF_ANY)
        ),
        extensions=tuple(
            _extension(entry) for entry in list_of(record, "extensions", may_lack=ONLY_IF_ANY)
        ),
        strata=tuple(stratum_of(entry) for entry in list_of(record, "strata")),
        units=tuple(_unit(entry) for entry in list_of(record, "units")),
        losses=_entries(record, "losses", Loss),
        active=_entries(record, "active", UnitPlace),
        picked=_entries(record, "picked", UnitPlace),
        amended_losses=_entries(record, "amended_losses", AmendedLoss),
        withdrawn=_entries(record, "withdrawn", WithdrawnList),
        **{name: text_of(record, name) for name in texts},
    )


def _entries(record: Json, name: str, kind: type[Entry]) -> tuple[Entry, ...]:
    listed = list_of(record, name, may_lack=ONLY_IF_ANY)
    return tuple(kind(**texts_of(entry, name, kind)) for entry in listed)


def _loss_entry(value: object) -> LossEntry:
    record = object_of(value, "an entry of `loss_list`", field_names(LossEntry))
    event, timing = text_of(record, "event"), text_of(record, "timing")
    if event not in set(LossEvent) or timing not in set(LossTiming):
        raise FormError("an `event` or a `timing` of the list of losses is an unknown one")
    others = field_names(LossEntry) - {"number", "event", "timing"}
    return LossEntry(
        number=number_of(record, "number"),
        event=LossEvent(event),
        timing=LossTiming(timing),
        **{name: text_of(record, name) for name in others},
    )


def _extension(value: object) -> Extension:
    record = object_of(
        value, "an entry of `extensions`", field_names(Extension), may_lack=frozenset({"basis"})
    )
    basis = text_of({"basis": "", **record}, "basis")
    if "basis" in record and basis not in set(ExtensionBasis):
        raise FormError("the `basis` of an extension is an unknown one")
    return Extension(
        at=text_of(record, "at"),
        added=mapping_of(record, "added", number_of),
        why=text_of(record, "why"),
        basis=basis,
    )


def _unit(value: object) -> Ticketed:
    record = object_of(value, "an entry of `units`", field_names(Ticketed))
    role = text_of(record, "role")
    if role not in set(DrawRole):
        raise FormError("a `role` is none of sample, reserve and purposive")
    return Ticketed(
        list_id=text_of(record, "list_id"),
        unit_id=text_of(record, "unit_id"),
        stratum=text_of(record, "stratum"),
        rank=number_of(record, "rank"),
        ticket=text_of(record, "ticket"),
        role=DrawRole(role),
    )
