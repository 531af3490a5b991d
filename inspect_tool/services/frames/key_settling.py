"""What an import that was stopped has left of key files; looked for by every command."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inspect_tool.store.key_files import FrameInForce

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


def settle_keys(begin: Begin, keys: KeyFolder) -> None:
    """Finish or undo what an import that was stopped has left of its key files."""
    if not keys.has_staged():
        return
    # A writing transaction, so that an import under way elsewhere is over by then.
    with begin() as work:
        keys.settle(frames_in_force(work))


def frames_in_force(work: UnitOfWork) -> dict[str, FrameInForce]:
    """What the key file of each authority that has a frame has to fit."""
    # Seldom asked, and needs the tables of returns and of what is deleted.
    from inspect_tool.store import erasure_queries, frame_queries, queries

    def tokens(authority: str) -> frozenset[str]:
        """Those that the key file should have: not those of children who were erased."""
        return frozenset(queries.tokens(work, authority)) - erasure_queries.erased_tokens(
            work, authority
        )

    return {
        code: FrameInForce(row.digest, partial(tokens, code))
        for code, row in frame_queries.frame_returns(work).items()
    }
