"""Whether a return is another authority's: what is compared is the content, not the file.

Each authority's tokens have a salt of their own, so children are compared by the identifiers in the
key files, and the facts that the frames hold of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from inspect_tool.domain.frame.units import Frame
from inspect_tool.errors import Problem, Severity
from inspect_tool.services.frames.errors import ReturnOfAnotherError
from inspect_tool.store import frame_queries, queries
from inspect_tool.store.key_files import DamagedKeyFileError
from inspect_tool.store.values import fields_to_json

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

# Fewer known facts than this can be the same of two children by chance.
FACTS_NEEDED = 2
# From this share of a return on, the same children with the same facts make it a copy.
SHARE_OF_COPY = 0.5


def children_in_common(
    work: UnitOfWork, keys: KeyFolder, frame: Frame, *, file: str
) -> Iterator[Problem]:
    """Say which share of a return's children another authority's frame has too.

    Raises:
        ReturnOfAnotherError: Most of them are the same children, with the same facts.
    """
    own = {local_id: token for token, local_id in frame.local_ids.items()}
    for code in sorted(frame_queries.frame_returns(work).keys() - {frame.authority}):
        theirs = _local_ids(keys, code)
        common = own.keys() & theirs.keys()
        if not common:
            continue
        same = _with_the_same_facts(work, frame, code, {own[one]: theirs[one] for one in common})
        if same > SHARE_OF_COPY * len(own):
            raise ReturnOfAnotherError(
                frame.authority, code, common=len(common), same=same, children=len(own)
            )
        yield Problem(
            file=file,
            kind="children-in-common",
            severity=Severity.NOTED,
            message=f"{len(common):,} of {len(own):,} identifiers are also in the frame of {code} "
            f"({len(common) / len(own):.0%}), {same:,} of them with the same facts.",
            remedy="Nothing if both authorities number their children from 1; else check which of "
            "the two sent the file.",
        )


def _local_ids(keys: KeyFolder, authority: str) -> Mapping[str, str]:
    """Tokens by local id; nothing where the key file is not to be had."""
    try:
        found = keys.read(authority)
    except DamagedKeyFileError:
        return {}
    return {own: token for token, own in found.local_ids.items()} if found else {}


def _with_the_same_facts(
    work: UnitOfWork, frame: Frame, authority: str, pairs: Mapping[str, str]
) -> int:
    """How many children have the same case type and facts in both frames.

    Args:
        pairs: Token in the other frame by token in this one.
    """
    standing = {row.unit_id: row for row in queries.frame_units(work, authority)}
    same = 0
    for unit in frame.units:
        row = standing.get(pairs.get(unit.unit_id, ""))
        known = sum(value is not None for value in unit.fields.values())
        same += (
            row is not None
            and known >= FACTS_NEEDED
            and row.case_type == unit.case_type
            and row.fields == fields_to_json(unit.fields)
        )
    return same
