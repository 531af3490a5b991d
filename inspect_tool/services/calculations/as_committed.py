"""A draw from a plain table held against its commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.errors import RefusedError

if TYPE_CHECKING:
    from inspect_tool.domain.sampling.commitment import DrawCommitment
    from inspect_tool.domain.sampling.draw import Draw


class NotAsCommittedError(RefusedError):
    """What is to be drawn from is not what was committed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not what was committed, so this would be another draw. Take the frame as "
            "it was, or commit anew before there is another seed. Nothing was drawn."
        )


def check_as_committed(draw: Draw, commitment: DrawCommitment) -> None:
    """Refuse a draw from another frame or with other sizes than were committed.

    Raises:
        NotAsCommittedError: One of them differs.
    """
    if draw.frame_digest != commitment.frame_digest:
        raise NotAsCommittedError("The frame")
    if draw.strata != commitment.strata:
        raise NotAsCommittedError("The size of a stratum")
