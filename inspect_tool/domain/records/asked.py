"""How many people were asked to be heard, in which role, and how they were chosen."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.records.records import Answer

# What stands for every role together, where nobody noted the roles of those who were asked.
EVERY_ROLE = ""


@dataclass(frozen=True, order=True)
class PeopleAsked:
    """People of one role who were asked at an authority.

    Args:
        voice: Key in the framework's `voices`.
        role: Value of the scale of the voice's `role`; empty for all roles together.
        number: How many people were asked.
        chosen: How they were chosen, in words.
    """

    authority: str
    voice: str
    role: str
    number: int
    chosen: str = ""

    @property
    def item_id(self) -> str:
        """What a revision about it is named by."""
        return asked_id(self.voice, self.role)

    @property
    def answer(self) -> Answer:
        """As a revision keeps it."""
        return Answer(self.number, note=self.chosen)

    @classmethod
    def of(cls, authority: str, item_id: str, answer: Answer) -> PeopleAsked | None:
        """Undo `item_id` and `answer`; None where the number was taken back."""
        if not isinstance(answer.value, int):
            return None
        voice, _, role = item_id.partition(":")
        return cls(authority, voice, role, answer.value, answer.note)


def asked_id(voice: str, role: str = EVERY_ROLE) -> str:
    """Name of the item: `interviews:parent`, or `interviews` for every role together."""
    return f"{voice}:{role}" if role else voice
