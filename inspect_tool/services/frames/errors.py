"""Why a return cannot be taken, each with what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.domain.frame.changes import FrameChanges
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, Problem, RefusedError, UsageError


class UnknownAuthorityError(UsageError):
    """A code that is not in the plan."""

    def __init__(self, code: str, review: Review) -> None:
        known = ", ".join(authority.code for authority in review.plan.authorities)
        super().__init__(f"{code} is not an authority of this review. There are: {known}.")


class WhichAuthorityError(UsageError):
    """The files' names do not say whose return they are."""

    def __init__(self) -> None:
        super().__init__(
            "The name of the file does not start with the code or the name of an authority of "
            "the plan. Say whose return it is with --authority CODE."
        )


class SeveralAuthoritiesError(UsageError):
    """The files' names are those of more than one authority."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            f"The names of the files are those of {', '.join(codes)}, and a return is one "
            "authority's. Import each on its own, or say whose all of it is with --authority CODE."
        )


class ReturnOfAnotherError(RefusedError):
    """It is another authority's return, by its files or by its content."""

    def __init__(
        self, authority: str, other: str, *, common: int = 0, same: int = 0, children: int = 0
    ) -> None:
        what = (
            f"{common:,} of the {children:,} children of this return are also in the frame of "
            f"{other} ({common / children:.0%}), {same:,} of them with the same facts"
            if children
            else f"These are the files that the frame of {other} was made from"
        )
        super().__init__(
            f"{what}, so they are not taken for {authority}. Check which of the two sent them; "
            "nothing was changed."
        )


class ReturnRefusedError(CheckFailedError):
    """The return as a whole cannot be taken; nothing was changed."""

    is_told_by_cause = True

    def __init__(self, authority: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            f"The return of {authority} cannot be taken as it is; nothing was changed. "
            "Send the list of problems to the authority and ask for a new return.",
            problems=problems,
        )


class WrongKeyFileError(RefusedError):
    """With another salt every child would get another token."""

    def __init__(self, authority: str) -> None:
        super().__init__(
            f"The key file of {authority} in keys/ is missing or is not the one that its frame "
            "was made with. Put it back from the backup; nothing was changed."
        )


class FrameCommittedError(RefusedError):
    """A frame cannot change once its digest was published."""

    def __init__(self, authority: str, *, is_drawn: bool = False) -> None:
        way_out = (
            "`frame correct` compares it with what was drawn, and keeps the right facts beside it."
            if is_drawn
            else "Before the draw, `sample commit --withdraw` frees it again."
        )
        super().__init__(
            f"The frame of {authority} was committed for the draw, so a changed return cannot "
            f"replace it. {way_out}"
        )


class ChangedReturnError(RefusedError):
    """A return differs from the one in force, and nobody has agreed to the change yet."""

    def __init__(self, authority: str, changes: FrameChanges) -> None:
        super().__init__(
            f"This return of {authority} changes the frame: {changes.added} children added, "
            f"{changes.removed} removed, {changes.changed} changed. Nothing was changed yet; "
            "repeat the command with --accept-changes to take it."
        )
        self.changes = changes
