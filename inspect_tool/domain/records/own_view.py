"""An authority's own view: its grade of a case, its self-evaluation, its answer to what was found.

It is kept beside what inspectors recorded, never in place of it, and nothing is counted by it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.framework.framework import Criterion, Framework, Scale
from inspect_tool.domain.records.records import Answer

REPLY = "REPLY"  # the item of an answer to what was found; no criterion is called so


@dataclass(frozen=True)
class OwnReply:
    """What an authority answered to what was found.

    Args:
        role: Who answered, by role; never a name.
    """

    day: date
    role: str
    text: str

    @property
    def answer(self) -> Answer:
        """As a revision keeps it: the words are the note."""
        said = {"day": self.day.isoformat(), "role": self.role}
        return Answer(json.dumps(said, ensure_ascii=False, sort_keys=True), note=self.text)

    @classmethod
    def of(cls, answer: Answer) -> OwnReply:
        """Undo `answer`."""
        said = json.loads(str(answer.value))
        return cls(date.fromisoformat(said["day"]), said["role"], answer.note)


def scale_of(framework: Framework, criterion: Criterion) -> Scale | None:
    """The scale on which a criterion is judged, by inspectors and by the authority."""
    judged = criterion.judgement
    return None if judged is None else framework.scales[judged.scale]
