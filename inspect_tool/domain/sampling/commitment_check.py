"""What of a certificate its commitment, its times and its losses have to bear out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect_tool.domain.sampling.certificate import Certificate, CertificateEdition
from inspect_tool.domain.sampling.commitment import DrawCommitment, commitment_digest
from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.domain.sampling.loss_list import (
    heads_not_found,
    list_faults,
    standing_losses,
)
from inspect_tool.domain.sampling.losses import LossKind, LossReason
from inspect_tool.domain.sampling.strict_json import DIGEST, moment_of

# Clocks of two machines differ by so much without anybody having cheated.
CLOCK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True)
class Breach:
    """Something in a certificate that does not hold, and the field that it is in."""

    field: str
    kind: str
    message: str


@dataclass(frozen=True, kw_only=True)
class KnownOtherwise:
    """What whoever checks a certificate knows that did not come with it.

    Args:
        commitment: As it was published before the seed.
        seed: What the public source gave; empty where nobody looked.
        loss_heads: Heads of the list of losses that were posted when losses were recorded.
        now: The time of the check; None where the clock is not to be asked.
    """

    commitment: DrawCommitment | None = None
    seed: str = ""
    loss_heads: tuple[str, ...] = ()
    now: datetime | None = None


NOTHING_KNOWN = KnownOtherwise()


def check_times(certificate: Certificate, now: datetime | None) -> Iterator[Breach]:
    """Commitment and seed have their times, in order, and nothing is later than the check."""
    texts = _times(certificate)
    may_be_empty = ("committed_at", "seeded_at")
    # What is wrong with the time of an extension is told with the extensions.
    if any(
        moment_of(text) is None and field != "extensions" and (text or field not in may_be_empty)
        for field, text in texts
    ):
        yield Breach(
            "committed_at", "bad-time", "A time is not a date and time of day with its zone."
        )
        return
    moments = [moment for _, text in texts if (moment := moment_of(text)) is not None]
    if now is not None and moments and max(moments) > now + CLOCK_TOLERANCE:
        yield Breach("committed_at", "future-time", "A time is later than this check.")
    committed, seeded = moment_of(certificate.committed_at), moment_of(certificate.seeded_at)
    if committed is None or seeded is None:
        # A plain table has neither a plan nor, without a commitment, times that bind anybody.
        is_plain = not (certificate.plan_digest or certificate.commitment)
        if committed is not None or not is_plain:
            yield Breach(
                "committed_at", "no-time", "The time of the commitment or of the seed is missing."
            )
        return
    if committed >= seeded:
        yield Breach(
            "committed_at", "late-commitment", "The frame was committed when the seed was known."
        )


def _times(certificate: Certificate) -> list[tuple[str, str]]:
    """Every time of a certificate that nothing else checks, with its field."""
    return [
        ("committed_at", certificate.committed_at),
        ("seeded_at", certificate.seeded_at),
        *(("losses", loss.at) for loss in certificate.losses),
        *(("extensions", one.at) for one in certificate.extensions),
        *(("withdrawn", one.at) for one in certificate.withdrawn),
        *(("amended_losses", one.changed_at) for one in certificate.amended_losses),
        *(("loss_list", one.at) for one in certificate.loss_list),
    ]


def check_losses(certificate: Certificate, known: KnownOtherwise) -> Iterator[Breach]:
    """Each loss is there once, after the seed, for a reason of the plan's, as the list has it."""
    places = Counter((loss.list_id, loss.unit_id) for loss in certificate.losses)
    if any(count > 1 for count in places.values()):
        yield Breach("losses", "loss-twice", "A unit is among the losses twice.")
    seeded = moment_of(certificate.seeded_at)
    moments = [moment_of(loss.at) for loss in certificate.losses]
    if seeded is not None and any(at is not None and at <= seeded for at in moments):
        yield Breach("losses", "early-loss", "A case was lost before the seed was known.")
    if not _allowed_reasons(certificate).issuperset(loss.reason for loss in certificate.losses):
        yield Breach("losses", "unknown-reason", "The reason of a loss is none of the plan's.")
    yield from _check_loss_list(certificate)
    if heads_not_found(certificate.loss_list, known.loss_heads):
        yield Breach(
            "loss_list", "other-losses", "A head that was posted is not in the list of losses."
        )


def _allowed_reasons(certificate: Certificate) -> set[str]:
    if certificate.commitment is None:
        return set(LossReason)
    groups = {entry.group for entry in certificate.loss_list if not entry.is_open}
    if certificate.edition == CertificateEdition.PUBLIC:
        return groups & set(LossKind)
    return groups | set(certificate.commitment.loss_reasons)


def _check_loss_list(certificate: Certificate) -> Iterator[Breach]:
    if certificate.commitment is None:
        return
    if certificate.amended_losses:
        yield Breach("amended_losses", "other-form", "PRN/2 keeps changed losses in its list.")
    entries = certificate.loss_list
    reasons = frozenset(certificate.commitment.loss_reasons)
    for message in list_faults(entries, reasons=reasons):
        yield Breach("loss_list", "wrong-loss-list", message)
    moments = [moment_of(entry.at) for entry in entries]
    told = [moment for moment in moments if moment is not None]
    if told != sorted(told):
        yield Breach("loss_list", "loss-order", "The list of losses is not in order of time.")
    if not {unit.place for unit in certificate.units}.issuperset(one.place for one in entries):
        yield Breach("loss_list", "unknown-loss", "An entry of the list names an unknown unit.")
    try:
        standing = standing_losses(entries)
    except ValueError as error:
        yield Breach("loss_list", "wrong-loss-list", f"The list of losses does not fit: {error}.")
        return
    if standing != certificate.losses:
        yield Breach("losses", "other-losses", "The losses are not those that the list leads to.")
    if certificate.edition == CertificateEdition.PUBLIC and any(entry.is_open for entry in entries):
        yield Breach("loss_list", "open-reason", "A public certificate tells a reason by itself.")


def first_sizes(certificate: Certificate) -> dict[str, int]:
    """n_h of the first draw: what is there now, less what was added."""
    sizes = Counter({size.stratum: size.drawn for size in certificate.strata})
    for extension in certificate.extensions:
        sizes.subtract(extension.added)
    return dict(sizes)


def check_commitment(certificate: Certificate, known: KnownOtherwise) -> Iterator[Breach]:
    """The draw is the one that its own commitment, and the published one, speak of."""
    own = certificate.commitment
    if certificate.edition not in ({""} if own is None else set(CertificateEdition)):
        yield Breach("edition", "unknown-edition", "The edition is neither internal nor public.")
    if own is None and (certificate.anchor or certificate.loss_list):
        yield Breach("commitment", "no-commitment", "It lacks the commitment that it rests on.")
    published = known.commitment
    if own is not None:
        if own.digest != commitment_digest(own):
            yield Breach("commitment", "wrong-digest", "The commitment's digest is not its own.")
        if published is not None and published != own:
            yield Breach("commitment", "other-commitment", "It is not the published commitment.")
        yield from _check_drawn_as_committed(certificate, own)
    if published is not None and own is None:
        yield from _check_drawn_as_committed(certificate, published)
    if published is not None:
        if published.digest != commitment_digest(published):
            yield Breach(
                "commitment", "wrong-digest", "The published commitment's digest is not its own."
            )
        yield from _check_extensions(certificate, published)
        yield from _check_earlier(published)
    if known.seed and known.seed != certificate.public_seed:
        yield Breach(
            "public_seed", "other-seed", "The seed is not the one that the public source gave."
        )


def _check_drawn_as_committed(
    certificate: Certificate, commitment: DrawCommitment
) -> Iterator[Breach]:
    for name in ("draw_id", "frame_digest", "plan_digest", "committed_at"):
        if getattr(certificate, name) != getattr(commitment, name):
            yield Breach(name, "not-as-committed", f"`{name}` is not what was committed.")
    if not DIGEST.fullmatch(commitment.frame_digest) or (
        commitment.plan_digest and not DIGEST.fullmatch(commitment.plan_digest)
    ):
        yield Breach("commitment", "no-digest", "The commitment names no digest of frame or plan.")
    if commitment.seed_source and certificate.seed_source != commitment.seed_source:
        yield Breach("seed_source", "not-as-committed", "The seed came from another source.")
    yield from _check_due(certificate, commitment)
    yield from _check_sizes(certificate, commitment)


def _check_due(certificate: Certificate, commitment: DrawCommitment) -> Iterator[Breach]:
    due, seeded = moment_of(commitment.seed_due_at), moment_of(certificate.seeded_at)
    committed = moment_of(commitment.committed_at)
    if commitment.seed_due_at and due is None:
        yield Breach("commitment", "bad-time", "The commitment does not say when the seed is due.")
    if due is None or seeded is None or committed is None:
        return
    if seeded < due:
        yield Breach("seeded_at", "early-seed", "The seed was used before it could be known.")
    if committed >= due:
        yield Breach(
            "committed_at", "late-commitment", "The commitment was made when the seed was known."
        )


def _check_sizes(certificate: Certificate, commitment: DrawCommitment) -> Iterator[Breach]:
    """The first draw has the committed sizes; an extension ranks no unit less than before."""
    first = first_sizes(certificate)
    committed = {size.stratum: size for size in commitment.strata}
    fits = committed.keys() == {size.stratum for size in certificate.strata}
    for size in certificate.strata:
        own = committed.get(size.stratum)
        fits &= own is not None and (own.population, own.drawn) == (
            size.population,
            first[size.stratum],
        )
        if own is not None and size.drawn == own.drawn:
            fits &= size.reserves == own.reserves
        elif own is not None:
            fits &= size.drawn + size.reserves >= own.drawn + own.reserves
    if not fits:
        yield Breach(
            "strata", "other-sizes-than-committed", "The sizes of strata are not those committed."
        )


def _check_extensions(certificate: Certificate, commitment: DrawCommitment) -> Iterator[Breach]:
    """Cases that no committed rule brought in are not a part of what was committed."""
    rule = commitment.extension_rule
    size = sum(stratum.drawn for stratum in commitment.strata)
    for number, extension in enumerate(certificate.extensions, start=1):
        size += sum(extension.added.values())
        by_rule = extension.basis == ExtensionBasis.RULE
        if by_rule and rule is not None and size <= rule.to_size:
            continue
        basis = extension.basis or "no basis"
        words = (
            "is beyond the rule that was committed"
            if by_rule
            else (f"was not committed beforehand ({basis.replace('_', ' ')})")
        )
        yield Breach("extensions", "extension-not-committed", f"Extension {number} {words}.")


def _check_earlier(commitment: DrawCommitment) -> Iterator[Breach]:
    """Each earlier commitment was withdrawn while nobody could know what it would draw."""
    for earlier in commitment.earlier:
        times = (earlier.committed_at, earlier.withdrawn_at, commitment.committed_at)
        moments = [moment_of(text) for text in times]
        told = [moment for moment in moments if moment is not None]
        if len(told) < len(moments) or told != sorted(told):
            yield Breach("commitment", "bad-time", "An earlier commitment has no times in order.")
            continue
        due = moment_of(earlier.seed_due_at)
        if due is not None and told[1] >= due:
            yield Breach(
                "commitment",
                "late-withdrawal",
                f"Commitment {earlier.draw_id} was withdrawn when its seed could be known.",
            )
