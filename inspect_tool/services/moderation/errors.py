"""What second reads and decisions are refused for."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.errors import RefusedError, UsageError


class SecondReadsDrawnError(RefusedError):
    """Second reads were drawn already."""

    def __init__(self) -> None:
        super().__init__("The second reads are drawn already. See `moderate queue`.")


class NotAllAssignedError(RefusedError):
    """Second reads are drawn once, from all cases."""

    def __init__(self, cases: Sequence[str]) -> None:
        super().__init__(
            f"{len(cases)} cases have no first reader yet. Use `assign auto` first: second reads "
            "are drawn once, from all cases."
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
