"""Keys that were destroyed, and ids of erased children, that lie in the key folder again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.services.review.signing import fingerprint, fingerprints_in_the_field
from inspect_tool.services.review.signing import known_fingerprint as own_fingerprint
from inspect_tool.store import deletion_queries, erasure_queries, frame_queries, queries
from inspect_tool.store.key_copies import HeldKeys, held_keys
from inspect_tool.store.key_files import DamagedKeyFileError

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

COMMAND = "`db purge --class came-back --why TEXT --confirm destroy`"
AGAIN = f"Destroy it again: {COMMAND}."
OUTLIVES = f"what is destroyed later would live on in it. Destroy it: {COMMAND}."


@dataclass(frozen=True)
class CameBack:
    """A file with keys that should not be there.

    Args:
        name: Its path below the review's folder.
        words: What it holds, and what to do, in a sentence or two.
        erased: Tokens whose ids are to go from it by authority, where the rest of it stays.
        is_kept: Nothing is to destroy it: it holds ids that are nowhere else.
        is_copy: It holds nothing that was destroyed; it is a copy under another name.
    """

    name: str
    words: str
    erased: Mapping[str, frozenset[str]] | None = None
    is_kept: bool = False
    is_copy: bool = False


@dataclass(frozen=True)
class _Gone:
    """What was destroyed or erased in the review.

    Args:
        keys: When key files were destroyed, by authority.
        signing_key: When the signing key was; empty where it was not.
        fingerprints: Of signing keys that the audit trail knows.
        erased: Tokens of erased children, by authority.
        tokens: All tokens on the lists, by authority.
        in_force: Tokens with an id in the key file that is in its place, by authority.
    """

    keys: Mapping[str, str]
    signing_key: str
    fingerprints: frozenset[str]
    erased: Mapping[str, frozenset[str]]
    tokens: Mapping[str, frozenset[str]]
    in_force: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, work: UnitOfWork, keys: KeyFolder) -> _Gone:
        """From the entries of deletions, the frames and the key files as they are now."""
        destroyed = deletion_queries.purged(work, "keys")
        signing = deletion_queries.purged(work, "signing-key").values()
        listed = sorted(frame_queries.frame_returns(work))
        erased = erasure_queries.erased_units(work)
        return cls(
            keys={code: f"{entry.at:%Y-%m-%d}" for code, entry in destroyed.items()},
            signing_key=next((f"{entry.at:%Y-%m-%d}" for entry in signing), ""),
            fingerprints=fingerprints_in_the_field(work) | {own_fingerprint(work)},
            erased={
                code: frozenset(unit for own, unit in erased if own == code) for code in listed
            },
            tokens={code: frozenset(queries.tokens(work, code)) for code in listed},
            in_force={code: _ids(keys, code) for code in listed},
        )

    def authority_of(self, held: HeldKeys) -> str:
        """Whose children a file is about; empty where the review has none of them."""
        if held.keys is not None:
            return held.keys.authority if held.keys.authority in self.tokens else ""
        own = (code for code, tokens in self.tokens.items() if held.tokens & tokens)
        return next(own, "")


def _ids(keys: KeyFolder, authority: str) -> frozenset[str]:
    try:
        found = keys.read(authority)
    except DamagedKeyFileError:
        return frozenset()
    return frozenset(found.local_ids) if found is not None else frozenset()


def what_came_back(work: UnitOfWork, keys: KeyFolder) -> tuple[CameBack, ...]:
    """Each file with keys that were destroyed, with ids that were erased, or under another name."""
    gone = _Gone.of(work, keys)
    return tuple(found for held in held_keys(keys) for found in _judged(held, gone))


def _judged(held: HeldKeys, gone: _Gone) -> Iterator[CameBack]:
    if held.signing_key is not None:
        yield from _judged_signing_key(held, held.signing_key, gone)
        return
    code = gone.authority_of(held)
    if code in gone.keys:
        yield CameBack(
            held.name,
            f"{held.name} holds keys of {code}, which were destroyed by `db purge` on "
            f"{gone.keys[code]}: it was put back, or a synchronised drive did it. {AGAIN}",
        )
    elif code:
        yield from _judged_key_file(held, code, gone)


def _judged_signing_key(held: HeldKeys, key: bytes, gone: _Gone) -> Iterator[CameBack]:
    is_known = fingerprint(key) in gone.fingerprints
    if gone.signing_key and (held.is_in_its_place or is_known):
        yield CameBack(
            held.name,
            f"{held.name} holds the key that signs workbooks, which was destroyed by `db purge` "
            f"on {gone.signing_key}: it was put back, or a synchronised drive did it. {AGAIN}",
        )
    elif is_known and not held.is_in_its_place:
        yield CameBack(
            held.name,
            f"{held.name} is a copy of keys/signing.key under another name: {OUTLIVES}",
            is_copy=True,
        )


def _judged_key_file(held: HeldKeys, code: str, gone: _Gone) -> Iterator[CameBack]:
    erased = held.tokens & gone.erased[code]
    is_of_its_name = held.name == f"keys/{code}.json"
    # Swapped with another authority's file: what is to be done about that is told elsewhere.
    if held.name in {f"keys/{other}.json" for other in gone.tokens} and not is_of_its_name:
        return
    if not is_of_its_name:
        yield from _judged_copy(held, code, erased, gone)
    elif erased and held.keys is not None:
        yield CameBack(
            held.name,
            f"The key file {held.name} has the ids of {len(erased)} erased children: it was put "
            f"back from an older copy, or a synchronised drive did it. Take them out again: "
            f"{COMMAND}. The other ids stay.",
            erased={code: erased},
        )


def _judged_copy(
    held: HeldKeys, code: str, erased: frozenset[str], gone: _Gone
) -> Iterator[CameBack]:
    only_here = (held.tokens & gone.tokens[code]) - erased - gone.in_force[code]
    whose = f"a copy of the key file of {code} under another name"
    if only_here and held.keys is not None:
        yield CameBack(
            held.name,
            f"{held.name} is {whose}, and has the ids of {len(only_here)} children that "
            f"keys/{code}.json lacks. Put it in the place of keys/{code}.json, then `db check`.",
            is_kept=True,
            is_copy=True,
        )
        return
    more = f" with the ids of {len(erased)} erased children" if erased else ""
    yield CameBack(
        held.name,
        f"{held.name} is {whose}{more}: {OUTLIVES}",
        is_copy=not erased,
    )
