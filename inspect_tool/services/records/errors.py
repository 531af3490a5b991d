"""What is refused when answers are recorded."""

from __future__ import annotations

from datetime import date

from inspect_tool.errors import RefusedError, UsageError


class ErasedCaseError(RefusedError):
    """Something about a case that was erased."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref} was erased, so nothing is recorded about it any more. Nothing was changed."
        )


class UnknownItemError(UsageError):
    """Neither a question nor a criterion with a judgement."""

    def __init__(self, item_id: str) -> None:
        super().__init__(
            f"{item_id} is neither a question with an answer of its own nor a criterion with a "
            "judgement. See `framework show`."
        )


class AskedOfRowsError(UsageError):
    """A question of a group, without the row, or with one that the group does not have."""

    def __init__(self, item_id: str, noun: str, most: int) -> None:
        question_id = item_id.partition("@")[0]
        super().__init__(
            f"{question_id} is asked of each {noun}: write {question_id}@1 for the first one, up "
            f"to {question_id}@{most}."
        )


class BadAnswerError(UsageError):
    """The value does not fit the question."""


class NotYetComeError(BadAnswerError):
    """A day that has not come yet."""

    def __init__(self, item_id: str, day: date) -> None:
        super().__init__(
            f"{item_id}: {day.day} {day:%B %Y} has not come yet. Type the day on which it "
            "happened, such as 03/06/2013."
        )


class ResponseTooEarlyError(BadAnswerError):
    """An authority cannot have answered before it was told."""

    def __init__(self, ref: str, referred: date, responded: date) -> None:
        super().__init__(
            f"{ref} was referred back on {referred:%d/%m/%Y}, and the response would be of "
            f"{responded:%d/%m/%Y}, before it. Correct one of the two: `case answer {ref} "
            "REFER.date` has the first, `case respond` the second."
        )
