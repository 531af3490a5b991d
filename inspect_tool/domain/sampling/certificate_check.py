"""Does a certificate hold? Everything in it that can be repeated is repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from inspect_tool.domain.language.canonical import tidy
from inspect_tool.domain.sampling.certificate import (
    Certificate,
    UnitPlace,
    active_places,
    certificate_digest,
)
from inspect_tool.domain.sampling.commitment import COMMITMENT_SPECIFICATION
from inspect_tool.domain.sampling.commitment_check import (
    NOTHING_KNOWN,
    Breach,
    KnownOtherwise,
    check_commitment,
    check_losses,
    check_times,
    first_sizes,
)
from inspect_tool.domain.sampling.draw import AmendedLoss, DrawRole, StratumSize, Ticketed
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.strict_json import moment_of
from inspect_tool.domain.sampling.tickets import SPECIFICATION, check_seed, draw_key, ticket
from inspect_tool.errors import CheckFailedError, Problem, Severity


def verify_certificate(
    certificate: Certificate,
    frame: Iterable[FrameUnit] | None = None,
    *,
    file: str = "certificate.json",
    known: KnownOtherwise = NOTHING_KNOWN,
) -> list[Problem]:
    """Repeat a draw from its certificate and return everything that does not hold.

    Args:
        frame: The public frame. Without it the tickets and their order can be checked, but not
            that no smaller ticket was left out.
        file: What the problems call the certificate.
        known: What is known from elsewhere, above all the commitment as it was published.
    """
    units = None if frame is None else list(frame)
    faults = [
        *_check_head(certificate),
        *check_times(certificate, known.now),
        *check_losses(certificate, known),
        *check_commitment(certificate, known),
        *_check_tickets(certificate),
        *_check_strata(certificate),
        *_check_active(certificate),
        *_check_amended_losses(certificate),
        *_check_withdrawn(certificate),
        *_check_extensions(certificate),
        *_check_picked(certificate),
        *([] if units is None else _check_frame(certificate, units)),
    ]
    return [
        Problem(
            file=file,
            column=fault.field,
            kind=fault.kind,
            severity=Severity.REFUSED,
            message=fault.message,
            remedy="Ask whoever published the certificate for the original, and for the reason.",
        )
        for fault in faults
    ]


def _check_head(certificate: Certificate) -> Iterator[Breach]:
    if certificate.digest != certificate_digest(certificate):
        yield Breach("digest", "certificate-changed", "Its digest is not that of what it says.")
    wanted = SPECIFICATION if certificate.commitment is None else COMMITMENT_SPECIFICATION
    if certificate.spec != wanted:
        yield Breach("spec", "unknown-specification", f"The specification is not {wanted}.")
    try:
        check_seed(certificate.public_seed)
        key = draw_key(certificate.draw_id, certificate.public_seed)
    except CheckFailedError as error:
        yield Breach("public_seed", "bad-seed", error.message)
        return
    if certificate.key != key:
        yield Breach("key", "wrong-key", "The key does not follow from draw_id and public_seed.")


def _check_tickets(certificate: Certificate) -> Iterator[Breach]:
    for unit in certificate.units:
        if not _has_its_ticket(unit, certificate.key):
            yield Breach(
                "units",
                "wrong-ticket",
                f"Stratum {unit.stratum}, rank {unit.rank}: the ticket does not follow from the "
                f"key, the list and the unit.",
            )
    places = Counter(unit.place for unit in certificate.units)
    if any(count > 1 for count in places.values()):
        yield Breach("units", "unit-twice", "A unit is in the certificate twice.")


def _has_its_ticket(unit: Ticketed, key: str) -> bool:
    try:
        is_tidy = all(tidy(field) == field for field in (*unit.place, unit.stratum))
        return is_tidy and unit.ticket == ticket(key, *unit.place)
    except CheckFailedError:
        return False


def _check_strata(certificate: Certificate) -> Iterator[Breach]:
    """Ranks follow the tickets, and each stratum has the units that its sizes promise."""
    names = [size.stratum for size in certificate.strata]
    if names != sorted(set(names)):
        yield Breach(
            "strata", "strata-order", "The strata are not in order, or one is there twice."
        )
    units = sorted(certificate.draw.units, key=lambda unit: (unit.stratum, unit.rank))
    if list(certificate.units) != [*units, *sorted(certificate.purposive, key=_place)]:
        yield Breach("units", "units-order", "The units are not in the order of stratum and rank.")
    of_stratum = {name: list(own) for name, own in groupby(units, key=lambda unit: unit.stratum)}
    for name in sorted(set(of_stratum) - set(names)):
        yield Breach("strata", "unknown-stratum", f"Stratum {name} has units but no sizes.")
    for size in certificate.strata:
        yield from _check_stratum(size, of_stratum.get(size.stratum, []))
    if any(unit.rank for unit in certificate.purposive):
        yield Breach("units", "ranked-purposive", "A purposive unit has a rank; it was not drawn.")


def _place(unit: Ticketed) -> tuple[str, str]:
    return unit.place


def _check_stratum(size: StratumSize, units: Sequence[Ticketed]) -> Iterator[Breach]:
    place = f"Stratum {size.stratum}"
    if size.drawn + size.reserves > size.population:
        yield Breach("strata", "more-than-all", f"{place}: n_h and reserves are more than N_h.")
    if len(units) != size.drawn + size.reserves:
        yield Breach(
            "units",
            "wrong-number",
            f"{place}: {len(units)} units are listed, {size.drawn + size.reserves} are promised.",
        )
    if [unit.rank for unit in units] != list(range(1, len(units) + 1)):
        yield Breach("units", "wrong-rank", f"{place}: the ranks are not 1, 2, 3 and so on.")
    if sorted(units, key=lambda unit: (unit.ticket, *unit.place)) != list(units):
        yield Breach("units", "wrong-order", f"{place}: the ranks do not follow the tickets.")
    if any((unit.rank <= size.drawn) != (unit.role is DrawRole.SAMPLE) for unit in units):
        yield Breach("units", "wrong-role", f"{place}: sample and reserves are mixed up.")


def _check_active(certificate: Certificate) -> Iterator[Breach]:
    try:
        active = active_places(
            certificate.draw, certificate.losses, certificate.purposive, certificate.withdrawn
        )
    except CheckFailedError:
        yield Breach("losses", "unknown-loss", "A loss names a unit that was not drawn.")
        return
    if certificate.active != active:
        yield Breach(
            "active",
            "wrong-active",
            "The active sample is not the first available units of each stratum in rank order.",
        )


def _check_amended_losses(certificate: Certificate) -> Iterator[Breach]:
    """Taken one by one out of the losses that stand, the newest first, each change fits."""
    standing = {
        UnitPlace(loss.list_id, loss.unit_id): (loss.at, loss.reason) for loss in certificate.losses
    }
    known = {UnitPlace(*unit.place) for unit in certificate.units}
    fits = True
    try:
        changes = [datetime.fromisoformat(one.changed_at) for one in certificate.amended_losses]
        for amended in reversed(certificate.amended_losses):
            unit = UnitPlace(amended.list_id, amended.unit_id)
            fits &= unit in known and _led_to(amended, standing.get(unit))
            standing[unit] = (amended.at, amended.reason)
        is_in_order = changes == sorted(changes)
    except (ValueError, TypeError):
        is_in_order = False
    if not fits:
        yield Breach(
            "amended_losses",
            "wrong-amended-loss",
            "A loss that was taken back or corrected does not lead to those that stand.",
        )
    if not is_in_order:
        yield Breach("amended_losses", "amended-loss-time", "The amended losses are not in order.")


def _led_to(amended: AmendedLoss, after: tuple[str, str] | None) -> bool:
    """Whether a change leads to what stood of the unit after it: when and why it was lost."""
    changed = datetime.fromisoformat(amended.changed_at)
    if changed <= datetime.fromisoformat(amended.at):
        return False
    if amended.to:
        return after == (amended.at, amended.to)
    return after is None or datetime.fromisoformat(after[0]) > changed


def _check_withdrawn(certificate: Certificate) -> Iterator[Breach]:
    """Each authority that left had units and is named once."""
    left = [one.list_id for one in certificate.withdrawn]
    lists = {unit.list_id for unit in certificate.units}
    if left != sorted(set(left)) or not lists.issuperset(left):
        yield Breach(
            "withdrawn",
            "wrong-withdrawn",
            "The authorities that left are not in order, or one had no units.",
        )


def _check_extensions(certificate: Certificate) -> Iterator[Breach]:
    """Each extension added something, in order of time, to a first draw of some cases."""
    if not certificate.extensions:
        return
    if any(
        not extension.added or not all(extension.added.values())
        for extension in certificate.extensions
    ):
        yield Breach("extensions", "empty-extension", "An extension adds no case to a stratum.")
    first = first_sizes(certificate)
    if min(first.values(), default=0) < 0 or not any(first.values()):
        yield Breach("extensions", "too-large-extension", "More cases were added than there are.")
    start = [certificate.seeded_at] if certificate.seeded_at else []
    texts = start + [extension.at for extension in certificate.extensions]
    times = [moment for text in texts if (moment := moment_of(text)) is not None]
    if len(times) < len(texts) or times != sorted(times):
        yield Breach("extensions", "extension-time", "Extensions do not follow the seed, in order.")


def _check_picked(certificate: Certificate) -> Iterator[Breach]:
    """A case of the first draw needed no picking, and a unit outside the order is purposive."""
    first = first_sizes(certificate)
    reserves = {
        UnitPlace(*unit.place)
        for unit in certificate.draw.units
        if unit.rank > first.get(unit.stratum, 0)
    }
    picked = certificate.picked
    if list(picked) != sorted(set(picked)) or not reserves.issuperset(picked):
        yield Breach(
            "picked",
            "wrong-picked",
            "The units picked by hand are not in order, or one was not a reserve when picked.",
        )


def _check_frame(certificate: Certificate, units: Sequence[FrameUnit]) -> Iterator[Breach]:
    """Draw again from the frame, and compare."""
    sizes = {size.stratum: (size.drawn, size.reserves) for size in certificate.strata}
    try:
        again = draw_stratified(
            units, sizes, draw_id=certificate.draw_id, seed=certificate.public_seed
        )
    except CheckFailedError as error:
        yield Breach("frame_digest", "no-such-draw", f"No such draw is possible. {error.message}")
        return
    if again.frame_digest != certificate.frame_digest:
        yield Breach("frame_digest", "other-frame", "The frame has a different digest.")
    if again.strata != certificate.strata:
        yield Breach("strata", "other-sizes", "The frame has strata of different sizes.")
    if again.units != certificate.draw.units:
        yield Breach("units", "other-draw", "The smallest tickets of the frame are different ones.")
    known = {(tidy(unit.list_id), tidy(unit.unit_id)): tidy(unit.stratum) for unit in units}
    if any(known.get(unit.place) != unit.stratum for unit in certificate.purposive):
        yield Breach("units", "stray-purposive", "A purposive unit is not on the frame.")
