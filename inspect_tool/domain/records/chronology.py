"""The chronology of a case: what happened when, how long nothing did, and what came again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.records.records import Answer

# Days after which a chronology says that there was a gap. It is chosen, not a rule: six weeks, in
# which a core group meets at least once.
LONGEST_GAP = 42

_ID = re.compile(r"CH\.[^.]{1,12}\.\d{2,}")


@dataclass(frozen=True)
class Incident:
    """Something that happened.

    Args:
        day: Date, such as 2013-06-03; what is none stays as it was typed.
        source: Where that is recorded.
    """

    day: str = ""
    what: str = ""
    source: str = ""

    @property
    def answer(self) -> Answer:
        """As a revision keeps it: what happened is the note."""
        said = {
            name: words for name, words in (("day", self.day), ("source", self.source)) if words
        }
        value = json.dumps(said, ensure_ascii=False, sort_keys=True) if said else None
        return Answer(value, note=self.what)

    @classmethod
    def of(cls, answer: Answer) -> Incident:
        """Undo `answer`."""
        said = json.loads(str(answer.value)) if answer.value else {}
        return cls(what=answer.note, **said)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said."""
        return self == Incident()

    @property
    def date(self) -> date | None:
        """The day, where it is one."""
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None

    @property
    def words(self) -> str:
        """When, and where it is recorded."""
        return ", ".join(part for part in (self.day, self.source) if part)

    @property
    def same(self) -> str:
        """What happened, so that two are told to be alike."""
        return " ".join(self.what.split()).casefold()


@dataclass(frozen=True)
class ChronologyStep:
    """What the chronology shows at one incident.

    Args:
        days: Since the last day before on which something happened; None for the first.
        times: How often the same is in the chronology.
        near: Kinds of event that came again within the days of the framework's rule, as words.
    """

    days: int | None = None
    times: int = 1
    near: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """As the sheet says it; empty where there is nothing to see."""
        parts = [
            f"Gap of {self.days} days."
            if self.days is not None and self.days > LONGEST_GAP
            else "",
            f"{self.times} times in this chronology." if self.times > 1 else "",
            *self.near,
        ]
        return " ".join(part for part in parts if part)


def chronology_id(pack_id: str, number: int) -> str:
    """Id of an incident that is first written in a row of an issued workbook."""
    return f"CH.{pack_id[:12].replace('.', '-')}.{number:02}"


def is_chronology_id(item_id: str) -> bool:
    """Whether an id is that of an incident."""
    return _ID.fullmatch(item_id) is not None
