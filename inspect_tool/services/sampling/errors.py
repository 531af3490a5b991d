"""Why something cannot be done with the sample, each with what to do instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspect_tool.errors import RefusedError, UsageError


class FramesMissingError(RefusedError):
    """Not every authority has returned its list."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"There is no frame yet of {', '.join(missing)}. "
            "Use `frame import` for each of them first."
        )


class OpenQuestionsError(RefusedError):
    """Identifiers look alike, and nobody has said whether they are one child.

    Args:
        asked: How many questions, by authority.
    """

    def __init__(self, asked: Mapping[str, int]) -> None:
        counts = ", ".join(
            f"{code} ({count} {'question' if count == 1 else 'questions'})"
            for code, count in asked.items()
        )
        super().__init__(
            f"Identifiers look alike in the returns of {counts}: a child that is written in two "
            "ways would have two chances. Answer them with `frame answer`, then import the "
            "returns again; `frame import --dry-run` lists them."
        )


class AlreadyCommittedError(RefusedError):
    """Digests were published already."""

    def __init__(self, draw_id: str) -> None:
        super().__init__(
            f"Draw {draw_id} is committed already. Use `sample draw` once the seed exists, or "
            "`sample commit --withdraw` to take the commitment back in public."
        )


class DrawIdUsedError(RefusedError):
    """The name of a draw is used once, even when its commitment was withdrawn."""

    def __init__(self, draw_id: str) -> None:
        super().__init__(f"There was a commitment called {draw_id} already. Choose another name.")


class ReadAlreadyError(RefusedError):
    """A case with findings is lost only on purpose."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(
            f"{case_ref} has findings already, and losing it takes them out of every figure. "
            "If it really cannot be used, repeat the command with --after-reading and a --note; "
            "the audit trail keeps both."
        )


class OnlyEraseError(UsageError):
    """A case is lost as erased by erasing it, and with its authority when that leaves."""

    def __init__(self) -> None:
        super().__init__(
            "A case is lost for that reason by a command of its own alone: `erase`, or `authority "
            "withdraw`."
        )


class ErasedChildError(RefusedError):
    """A child who was erased is not taken into the sample."""

    def __init__(self) -> None:
        super().__init__("That child was erased from the review. Nothing was changed.")


class NotCommittedError(RefusedError):
    """A draw was asked for without a commitment, so the frame could have followed the seed."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is committed. Use `sample commit` and publish its digests before the seed "
            "exists; then draw."
        )


class AlreadyDrawnError(RefusedError):
    """There is one draw; a second throw of the dice is refused."""

    def __init__(self, draw_id: str) -> None:
        super().__init__(
            f"{draw_id} is drawn already, and a seed is used once. "
            "Use `sample show` to see it, or `sample lose` to replace a case."
        )


class CommitmentBrokenError(RefusedError):
    """The plan or a frame is not what was committed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not what was committed: its digest differs. Put it back as it was, or "
            "withdraw the commitment in public with `sample commit --withdraw`."
        )


class NotDrawnError(RefusedError):
    """There is no draw yet."""

    def __init__(self) -> None:
        super().__init__("Nothing is drawn yet. Use `sample commit`, then `sample draw`.")


class UnknownCaseError(UsageError):
    """A case reference that nobody was given."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(f"There is no case {case_ref} in the draw. See `sample show`.")


class CaseNotInUseError(RefusedError):
    """Only a case that is being read can be lost."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(f"{case_ref} is not among the cases to read, so it cannot be lost.")


class NoReasonError(UsageError):
    """Something that needs a reason was asked for without one."""

    def __init__(self, what: str, option: str) -> None:
        super().__init__(f"Say with {option} why this {what}. No names: the reason is kept.")


class AuthorityWithdrewError(RefusedError):
    """An authority that left the inspection gets no cases and gives none."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"{code} has left the inspection, so nothing about its sample changes any more. See "
            "`status`."
        )


class UnreadableReasonError(UsageError):
    """A reason with characters that no page could show."""

    def __init__(self) -> None:
        super().__init__("The reason holds characters that cannot be shown. Type it again.")


def given_reason(why: str, what: str, *, option: str = "--why") -> str:
    """The reason on one line, without white space at its ends.

    Args:
        what: What it is the reason of, as the end of the sentence "Say why this …".
        option: The option that it is given with.

    Raises:
        NoReasonError: It is empty.
        UnreadableReasonError: It holds control characters or half characters.
    """
    text = " ".join(why.split())
    if not text:
        raise NoReasonError(what, option)
    if not text.isprintable():
        raise UnreadableReasonError
    return text


class HowManyError(UsageError):
    """Both the number of further cases and the size, or neither."""

    def __init__(self) -> None:
        super().__init__("Say how many: either --by for more cases, or --size for all of them.")


class UnknownStratumError(UsageError):
    """A stratum, or an authority, that the draw does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The draw has no {name}. `sample plan` lists strata and authorities.")


class FewerCasesError(RefusedError):
    """The sample would not grow."""

    def __init__(self, size: int, *, now: int, is_whole_sample: bool) -> None:
        what_if = (
            f" `sample plan --size {size}` shows which cases a smaller sample would not have."
            if is_whole_sample and 0 < size < now
            else ""
        )
        super().__init__(
            f"There are {now} cases already, and what was drawn stays drawn, so an extension adds "
            f"at least 1.{what_if}"
        )


class FrameNotAsDrawnError(RefusedError):
    """The frame in the database is not the one that was committed."""

    def __init__(self) -> None:
        super().__init__(
            "The frame is not the one that was drawn from: its digest differs, so the order cannot "
            "go on. Restore the database as it was after the draw; see `db check`."
        )


class DrawRowsChangedError(RefusedError):
    """The drawn cases in the database are not those that the seed gives."""

    def __init__(self) -> None:
        super().__init__(
            "The drawn cases in the database are not those that the seed gives, so somebody "
            "changed them. Restore a backup; see `sample verify` and `db check`."
        )


class PurposiveNotAllowedError(RefusedError):
    """The committed plan has no room for cases picked by hand."""

    def __init__(self, draw_id: str) -> None:
        super().__init__(
            f"The plan that was committed for {draw_id} does not allow cases picked by hand, and "
            "a plan cannot change what was committed. A review that wants them says so before "
            "`sample commit`: `sample: {purposive: {allow: true, maximum: 12}}`. "
            "`sample extend` adds cases by the draw instead."
        )


class TooManyPurposiveError(RefusedError):
    """As many cases were picked by hand as the committed plan allows."""

    def __init__(self, maximum: int) -> None:
        super().__init__(
            f"The committed plan allows {maximum} cases picked by hand, and that many are "
            "picked already. `sample extend` adds cases by the draw instead."
        )


class WhichChildError(UsageError):
    """A child is named in two ways, or by halves."""

    def __init__(self) -> None:
        super().__init__(
            "Name one child: a reserve such as ASH-031 or a token of the public frame, or else "
            "--authority CODE with --child-id ID."
        )


class AuthorityCodeError(UsageError):
    """What was given as an authority's code is not one; it may be a child's id, so is not shown."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"--authority takes the code of an authority: {', '.join(codes)}.")


class ChildNotOnFrameError(UsageError):
    """Nobody on the frame is called that; what was typed may be a child's id, so is not shown."""

    def __init__(self) -> None:
        super().__init__(
            "No child on the frame is called that. Name a reserve such as ASH-031 (`sample show "
            "--reserves`), a token of the public frame, or --authority CODE with --child-id ID, "
            "the authority's own id as it stood in its return."
        )


class NotEligibleError(RefusedError):
    """A child who is outside the plan's rule is outside the review."""

    def __init__(self, authority: str) -> None:
        super().__init__(
            f"That child is on the list of {authority} and not eligible by the plan's rule, so the "
            "review is not about them. Nothing was changed."
        )


class AlreadyACaseError(RefusedError):
    """The child's case is read anyway."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(f"{case_ref} is among the cases to read already. Nothing was changed.")


class LostBeforeError(RefusedError):
    """The child's case could not be used when its turn came."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(
            f"{case_ref} was lost before, with a reason that stands, so it cannot be picked. "
            "Nothing was changed."
        )


class ReasonNamesChildError(UsageError):
    """The reason holds the child's own id, and reasons are kept."""

    def __init__(self) -> None:
        super().__init__(
            "The reason holds the child's own id, which must not be kept. Say it without."
        )
