"""The certificate of a draw: what a stranger needs to repeat it, as JSON with sorted keys."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from inspect_tool.domain.language.canonical import sha256_hex, tidy
from inspect_tool.domain.sampling.draw import (
    AmendedLoss,
    Draw,
    DrawRole,
    Extension,
    Loss,
    StratumSize,
    Ticketed,
    WithdrawnList,
)
from inspect_tool.domain.sampling.sampling import active_sample
from inspect_tool.domain.sampling.tickets import SPECIFICATION
from inspect_tool.errors import CheckFailedError

# Certificates call the sizes of a stratum by the letters that textbooks use.
STRATUM_KEYS = {"population": "N_h", "drawn": "n_h"}

# Left out where there is nothing to say, so that an older certificate keeps its digest.
ONLY_IF_ANY = frozenset({"extensions", "picked", "amended_losses", "withdrawn", "audit_head"})

Json: TypeAlias = dict[str, Any]  # JSON as read: anything until its form is checked


class CertificateFormError(CheckFailedError):
    """A certificate is not in the form that the specification gives."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This is not a certificate of a draw: {reason}. Ask for the file as it was published."
        )


@dataclass(frozen=True, order=True)
class UnitPlace:
    """A unit on the frame: its list and its token."""

    list_id: str
    unit_id: str


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
    """

    seed_source: str = ""
    seeded_at: str = ""
    committed_at: str = ""
    plan_digest: str = ""
    tool_version: str = ""
    audit_head: str = ""


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
        amended_losses: Losses that were taken back or corrected, in the order of that.
        withdrawn: Authorities that left.
    """

    losses: Iterable[Loss] = ()
    amended_losses: Iterable[AmendedLoss] = ()
    withdrawn: Iterable[WithdrawnList] = ()
    extensions: Iterable[Extension] = ()
    purposive: Iterable[Ticketed] = ()
    picked: Iterable[UnitPlace] = ()


NOTHING_SINCE = Since()


def make_certificate(
    draw: Draw, *, occasion: Occasion, since: Since = NOTHING_SINCE
) -> Certificate:
    """Certify a draw as it stands now.

    Raises:
        UnknownLossError: A loss names a unit that was neither drawn nor picked.
    """
    by_hand = tuple(sorted(since.purposive, key=lambda unit: unit.place))
    listed = tuple(sorted(since.losses, key=lambda loss: (loss.at, loss.list_id, loss.unit_id)))
    withdrawn = tuple(sorted(since.withdrawn, key=lambda left: left.list_id))
    unsigned = Certificate(
        spec=SPECIFICATION,
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
        extensions=tuple(since.extensions),
        picked=tuple(sorted(since.picked)),
        amended_losses=tuple(since.amended_losses),
        withdrawn=withdrawn,
        audit_head=occasion.audit_head,
    )
    return dataclasses.replace(unsigned, digest=certificate_digest(unsigned))


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
    record = _as_json(certificate)
    del record["digest"]
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256_hex(text)


def certificate_json(certificate: Certificate) -> str:
    """The certificate as a file: sorted keys, one value a line."""
    return json.dumps(_as_json(certificate), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _as_json(certificate: Certificate) -> Json:
    record = dataclasses.asdict(certificate)
    record["strata"] = [
        {STRATUM_KEYS.get(key, key): value for key, value in stratum.items()}
        for stratum in record["strata"]
    ]
    for unit in record["units"]:
        unit["role"] = unit["role"].value
    return {name: value for name, value in record.items() if value or name not in ONLY_IF_ANY}


def parse_certificate(text: str) -> Certificate:
    """Read a certificate, strictly: what is not covered by its digest has no place in it.

    Raises:
        CertificateFormError: It is not JSON, or a field is missing, unknown or of another type.
    """
    try:
        record = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        raise CertificateFormError("it is not JSON") from None
    record = _object(record, "the whole", _names(Certificate), may_lack=ONLY_IF_ANY)
    texts = _names(Certificate) - {"strata", "units", "losses", "active"} - ONLY_IF_ANY
    return Certificate(
        audit_head=_text({"audit_head": "", **record}, "audit_head"),
        extensions=tuple(_extension(entry) for entry in _list(record, "extensions")),
        picked=tuple(
            UnitPlace(**_texts(entry, "picked", UnitPlace)) for entry in _list(record, "picked")
        ),
        amended_losses=tuple(
            AmendedLoss(**_texts(entry, "amended_losses", AmendedLoss))
            for entry in _list(record, "amended_losses")
        ),
        withdrawn=tuple(
            WithdrawnList(**_texts(entry, "withdrawn", WithdrawnList))
            for entry in _list(record, "withdrawn")
        ),
        strata=tuple(_stratum(entry) for entry in _list(record, "strata")),
        units=tuple(_unit(entry) for entry in _list(record, "units")),
        losses=tuple(Loss(**_texts(entry, "losses", Loss)) for entry in _list(record, "losses")),
        active=tuple(
            UnitPlace(**_texts(entry, "active", UnitPlace)) for entry in _list(record, "active")
        ),
        **{name: _text(record, name) for name in texts},
    )


def _without_repeats(pairs: Sequence[tuple[str, object]]) -> Json:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise CertificateFormError("a field appears twice")
    return record


def _names(kind: type[Any]) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}


def _object(
    value: object, place: str, names: set[str], *, may_lack: frozenset[str] = frozenset()
) -> Json:
    if not isinstance(value, dict):
        raise CertificateFormError(f"{place} is not an object")
    missing, unknown = sorted(names - set(value) - may_lack), sorted(set(value) - names)
    if missing:
        raise CertificateFormError(f"{place} has no `{missing[0]}`")
    if unknown:
        raise CertificateFormError(f"{place} has an unknown field")
    return value


def _list(record: Json, name: str) -> list[object]:
    value = record.get(name, []) if name in ONLY_IF_ANY else record[name]
    if not isinstance(value, list):
        raise CertificateFormError(f"`{name}` is not a list")
    return value


def _text(record: Json, name: str) -> str:
    value = record[name]
    if not isinstance(value, str) or not _is_text(value):
        raise CertificateFormError(f"`{name}` is not text")
    return value


def _is_text(value: str) -> bool:
    # Half of a surrogate pair can be escaped in JSON, but it is not a character and has no bytes.
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _whole_number(record: Json, name: str) -> int:
    value = record[name]
    # In Python True is 1; in a certificate it is a mistake.
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CertificateFormError(f"`{name}` is not a whole number from 0 upwards")
    return value


def _texts(value: object, place: str, kind: type[Any]) -> dict[str, str]:
    names = _names(kind)
    record = _object(value, f"an entry of `{place}`", names)
    return {name: _text(record, name) for name in names}


def _stratum(value: object) -> StratumSize:
    record = _object(value, "an entry of `strata`", {"stratum", "N_h", "n_h", "reserves"})
    return StratumSize(
        stratum=_text(record, "stratum"),
        population=_whole_number(record, "N_h"),
        drawn=_whole_number(record, "n_h"),
        reserves=_whole_number(record, "reserves"),
    )


def _extension(value: object) -> Extension:
    record = _object(value, "an entry of `extensions`", _names(Extension))
    added = record["added"]
    if not isinstance(added, dict) or not all(map(_is_text, added)):
        raise CertificateFormError("`added` is not an object of numbers by stratum")
    return Extension(
        at=_text(record, "at"),
        added={stratum: _whole_number(added, stratum) for stratum in added},
        why=_text(record, "why"),
    )


def _unit(value: object) -> Ticketed:
    record = _object(value, "an entry of `units`", _names(Ticketed))
    role = _text(record, "role")
    if role not in set(DrawRole):
        raise CertificateFormError("a `role` is none of sample, reserve and purposive")
    return Ticketed(
        list_id=_text(record, "list_id"),
        unit_id=_text(record, "unit_id"),
        stratum=_text(record, "stratum"),
        rank=_whole_number(record, "rank"),
        ticket=_text(record, "ticket"),
        role=DrawRole(role),
    )
