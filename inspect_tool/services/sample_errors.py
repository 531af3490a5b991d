"""Why something cannot be done with the sample, each with what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.errors import RefusedError, UsageError


class FramesMissingError(RefusedError):
    """Not every authority has returned its list."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"There is no frame yet of {', '.join(missing)}. "
            "Use `frame import` for each of them first."
        )


class AlreadyCommittedError(RefusedError):
    """Digests were published already."""

    def __init__(self, draw_id: str) -> None:
        super().__init__(
            f"Draw {draw_id} is committed already. Use `sample draw` once the seed exists, or "
            "`sample commit --withdraw` to take the commitment back in public."
        )


class DrawIdUsedError(RefusedError):
    """A name of a draw is used once, also when its commitment was withdrawn."""

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
