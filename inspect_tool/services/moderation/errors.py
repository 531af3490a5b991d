"""What second reads and decisions are refused for."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.errors import RefusedError, UsageError


class SecondReadsDrawnError(RefusedError):
    """Second reads were drawn already."""

    def __init__(self) -> None:
        super().__init__(
            "The second reads are drawn already. `moderate top-up` brings them to the plan's share "
            "after extensions and losses; see `moderate queue`."
        )


class SecondReadsNotDrawnError(RefusedError):
    """There is nothing to top up yet."""

    def __init__(self) -> None:
        super().__init__("The second reads are not drawn yet. Use `moderate draw` first.")


class ReadTwiceAlreadyError(RefusedError):
    """The case has a second reader."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(
            f"{case_ref} has a second reader already. See `assign show`; `assign hand-over` gives "
            "the read to somebody else."
        )


class NoExtraReadError(RefusedError):
    """The case has no second read that was asked for."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(
            f"{case_ref} has no second read that was asked for with `moderate extra`, so there is "
            "none to take back. Those that were drawn stay."
        )


class ExtraReadBegunError(RefusedError):
    """Somebody has answered in the extra read."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(
            f"The second read of {case_ref} was begun, and nothing that was recorded is thrown "
            "away. It stays out of the agreement figures as it is."
        )


class NotAllAssignedError(RefusedError):
    """Every case needs a first reader before a second one is found for it."""

    def __init__(self, cases: Sequence[str]) -> None:
        super().__init__(
            f"{len(cases)} case{' has' if len(cases) == 1 else 's have'} no first reader yet. Use "
            "`assign auto` first."
        )


class NoDisagreementError(RefusedError):
    """Only what two readers judged differently is settled."""

    def __init__(self, case_ref: str, item_id: str) -> None:
        super().__init__(
            f"The readers of {case_ref} do not differ on {item_id}. See `moderate queue`."
        )


class DecisionIncompleteError(RefusedError):
    """With the decision alone the record would contradict itself."""

    def __init__(self, case_ref: str, messages: Sequence[str]) -> None:
        super().__init__(
            f"With that decision the record of {case_ref} would not be complete: "
            f"{' '.join(messages)} Nothing was changed; ask the first reader to amend the record."
        )


class NotReadTwiceError(RefusedError):
    """Only a case with two complete reads can be adjudicated."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(f"{case_ref} does not have two complete reads. See `case list`.")


class AbsenceNotGivenError(RefusedError):
    """A reason for having no answer can be decided on only where a reader gave it."""

    def __init__(self, case_ref: str, item_id: str, absence: str) -> None:
        super().__init__(
            f"Neither reader of {case_ref} answered {item_id} with {absence}, so it cannot "
            "be settled that way. Give a value, or the reason that a reader gave; see "
            "`moderate queue`."
        )


class OneDecisionError(UsageError):
    """A decision is either a value or a reason why there is none."""

    def __init__(self) -> None:
        super().__init__(
            "Give the decision with --value, or with --absence the reason why there is no answer; "
            "one of the two."
        )
