"""What is refused when answers are recorded."""

from __future__ import annotations

from inspect_tool.errors import UsageError


class UnknownItemError(UsageError):
    """Neither a question nor a criterion with a judgement."""

    def __init__(self, item_id: str) -> None:
        super().__init__(
            f"{item_id} is neither a question with an answer of its own nor a criterion with a "
            "judgement. See `framework show`."
        )


class BadAnswerError(UsageError):
    """The value does not fit the question."""
