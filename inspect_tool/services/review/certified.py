"""Deletions that certificates in the folder tell of, and the database does not.

An older copy of the database knows nothing of what was erased or destroyed since. The certificates
lie beside it, and what was deleted lawfully has to go once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_tool.store import (
    deletion_queries,
    erasure_queries,
    frame_queries,
    queries,
    record_queries,
)
from inspect_tool.store.evidence_folder import NAME as EVIDENCE
from inspect_tool.store.evidence_table import evidence_of

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

FORMAT = "inspect-tool certificate of deletion 1"
FOLDER = "certificates"
NO_CASE = "a child who was on the lists and never drawn"


@dataclass(frozen=True)
class CertifiedDeletion:
    """What a certificate says was deleted.

    Args:
        file: Name of the certificate.
        at: The moment, as the audit trail had it.
        about: The case, or classes of things.
        authorities: Whose child it was, or whose keys.
        tokens: Of the child.
    """

    file: str
    at: str
    is_erasure: bool
    about: tuple[str, ...]
    authorities: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The day of the deletion."""
        return self.at[:10]


def certified_deletions(review: Path) -> tuple[CertifiedDeletion, ...]:
    """What the certificates in a review's folder tell of; files that are none are left out."""
    found = (_read(path) for path in sorted((review / FOLDER).glob("*.json")))
    return tuple(one for one in found if one is not None)


def _read(path: Path) -> CertifiedDeletion | None:
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        return None
    about, at = _texts(held, "about"), held.get("at")
    if not about or not isinstance(at, str):
        return None
    return CertifiedDeletion(
        file=path.name,
        at=at,
        is_erasure=held.get("what") == ERASED,
        about=about,
        authorities=_texts(held, "authorities"),
        tokens=_texts(held, "tokens"),
    )


ERASED = "a child was erased"
DESTROYED = "things were destroyed by class"


def _texts(held: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed = held.get(name, ())
    are_texts = isinstance(listed, list) and all(isinstance(one, str) for one in listed)
    return tuple(listed) if are_texts else ()


def lost_deletions(
    work: UnitOfWork, certified: Sequence[CertifiedDeletion]
) -> tuple[CertifiedDeletion, ...]:
    """Those that the audit trail does not hold: it is of an older copy, or was made anew."""
    known = {entry.at.isoformat() for entry in deletion_queries.deletions(work)}
    return tuple(one for one in certified if one.at not in known)


def still_to_delete(
    work: UnitOfWork, keys: KeyFolder, certified: Sequence[CertifiedDeletion]
) -> Iterator[str]:
    """A sentence for each lawful deletion whose subject is there again, with what deletes it."""
    for deletion in lost_deletions(work, certified):
        start = (
            f"{FOLDER}/{deletion.file} says that {{}} on {deletion.day}, and an older copy of the "
            "database does not know it"
        )
        if deletion.is_erasure:
            yield from _child_again(work, deletion, start)
        else:
            yield from _class_again(work, keys, deletion, start)


def _child_again(work: UnitOfWork, deletion: CertifiedDeletion, start: str) -> Iterator[str]:
    (case,) = deletion.about[:1]
    why = "--why TEXT --confirm erase"
    if case != NO_CASE:
        cases = {unit.case_ref for unit in _drawn(work)}
        if case in cases - erasure_queries.erased_refs(work):
            said = start.format(f"{case} was erased")
            yield f"{said}: the child is here again. Erase it again: `erase {case} {why}`."
        return
    for code in deletion.authorities:
        listed = set(queries.tokens(work, code)) - erasure_queries.erased_tokens(work, code)
        if not deletion.tokens or listed & set(deletion.tokens):
            said = start.format(f"a child of {code} who was never drawn was erased")
            yield (
                f"{said}: the child's fields are here again. Ask {code} for its id, and erase it "
                f"again: `erase --authority {code} --child-id - {why}`."
            )


def _drawn(work: UnitOfWork) -> Sequence[Any]:
    row = queries.draw_in_force(work)
    return () if row is None else queries.drawn_units(work, row.draw_id)


def _class_again(
    work: UnitOfWork, keys: KeyFolder, deletion: CertifiedDeletion, start: str
) -> Iterator[str]:
    known_keys = deletion_queries.purged(work, "keys")  # those are looked for by what they hold
    again = {
        "frame": _are_fields_back(work),
        "keys": any(
            keys.path(code).exists()
            for code in _whose_keys(work, deletion)
            if code not in known_keys
        ),
        "signing-key": keys.has_signing_key() and not deletion_queries.purged(work, "signing-key"),
        "stray-notes": bool(record_queries.stray_notes(work))
        and not deletion_queries.was_purged_here(work, "stray-notes"),
        "evidence-files": bool(evidence_of(work, keys.folder.parent / EVIDENCE).digests())
        and not deletion_queries.was_purged_here(work, "evidence-files"),
    }
    for name in deletion.about:
        if again.get(name):
            yield (
                f"{start.format(f'{name} was destroyed')}: what it stands for is here again. "
                f"Destroy it again: `db purge --class {name} --why TEXT --confirm destroy`."
            )


def _are_fields_back(work: UnitOfWork) -> bool:
    row = queries.draw_in_force(work)
    is_drawn = row is not None and row.public_seed is not None
    return is_drawn and not deletion_queries.cut_children(work)


def _whose_keys(work: UnitOfWork, deletion: CertifiedDeletion) -> Sequence[str]:
    """Whose keys were destroyed; certificates of earlier versions do not name the authorities."""
    return deletion.authorities or sorted(frame_queries.frame_returns(work))


def as_accepted(work: UnitOfWork, deletion: CertifiedDeletion) -> dict[str, object]:
    """What the audit trail keeps of a deletion that it did not know, when a copy is accepted."""
    has_keys = not deletion.is_erasure and "keys" in deletion.about
    return {
        "at": deletion.at,
        "erased": deletion.is_erasure,
        "about": list(deletion.about),
        "authorities": list(_whose_keys(work, deletion) if has_keys else deletion.authorities),
    }


def erased_by_certificate(
    work: UnitOfWork, certified: Sequence[CertifiedDeletion], authority: str
) -> frozenset[str]:
    """Tokens of an authority's children whose ids are not to be put back: they were erased."""
    lost = [one for one in lost_deletions(work, certified) if one.is_erasure]
    if not lost:
        return frozenset()
    cases = {case for one in lost for case in one.about}
    tokens = {token for one in lost for token in one.tokens}
    tokens |= {unit.unit_id for unit in _drawn(work) if unit.case_ref in cases}
    return frozenset(tokens) & frozenset(queries.tokens(work, authority))


def destroyed_by_certificate(
    work: UnitOfWork, certified: Sequence[CertifiedDeletion]
) -> frozenset[str]:
    """Authorities whose keys are not to be put back, because they were destroyed on purpose."""
    return frozenset(
        code
        for one in lost_deletions(work, certified)
        if not one.is_erasure and "keys" in one.about
        for code in _whose_keys(work, one)
    )
