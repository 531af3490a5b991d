"""What a change of a framework can be: its class, and the class of a change of each field."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple

import yaml

from inspect_tool.domain.language.conditions import Document


class ChangeClass(StrEnum):
    """What a change of the framework does to what was recorded, from nothing to everything."""

    WORDING = "wording"  # nothing: a correction, guidance, an order
    NOTE = "note"  # answers stand; the methodology says what changed
    ADDITIVE = "additive"  # something new, which earlier cases were not asked
    RE_REVIEW = "re-review"  # earlier answers are to another question: read again, by two people
    REFUSED = "refused"  # it would leave answers without their question

    @property
    def rank(self) -> int:
        """Place from the mildest."""
        return list(ChangeClass).index(self)


# What an author writes under `effect` in `changes`.
EFFECTS = {
    "none": ChangeClass.WORDING,
    "note": ChangeClass.NOTE,
    "additive": ChangeClass.ADDITIVE,
    "re-review": ChangeClass.RE_REVIEW,
}


class FrameworkPart(StrEnum):
    """What kind of thing of a framework was changed."""

    FRAMEWORK = "framework"
    SCALE = "scale"
    ABSENCE = "absence"
    DOMAIN = "domain"
    CRITERION = "criterion"
    QUESTION = "question"
    MEASURE = "measure"
    LIST = "list"  # of options or themes
    MEDIAN = "median"
    VOICE = "voice"


@dataclass(frozen=True)
class FrameworkChange:
    """One thing that is not as it was.

    Args:
        says: What changed, as a sentence.
        before, after: The two texts or values; empty where that says nothing.
        remedy: What to do instead of a change that is refused.
    """

    part: FrameworkPart
    id: str
    change_class: ChangeClass
    says: str
    before: str = ""
    after: str = ""
    remedy: str = ""


class FieldChange(NamedTuple):
    """A difference of one field, before the author is asked."""

    change_class: ChangeClass
    says: str
    before: object = ""
    after: object = ""
    lowest: ChangeClass | None = None  # how far down the author's word takes it; None: not at all
    remedy: str = ""


# What is changed, its id, and how.
PlacedChange = tuple[FrameworkPart, str, FieldChange]


def differing(old: Document, new: Document) -> list[str]:
    """Names of the fields in which two parts of a document differ."""
    return [
        name for name in type(old).model_fields if getattr(old, name) != getattr(new, name, None)
    ]


def field_change(
    old: Document, new: Document, field: str, change_class: ChangeClass, says: str
) -> FieldChange:
    """A difference of one field, with both values."""
    return FieldChange(change_class, says, getattr(old, field), getattr(new, field))


def is_turned(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether what both have comes in another order."""
    return [one for one in old if one in new] != [one for one in new if one in old]


WORDING, NOTE, ADDITIVE = ChangeClass.WORDING, ChangeClass.NOTE, ChangeClass.ADDITIVE
RE_REVIEW, REFUSED = ChangeClass.RE_REVIEW, ChangeClass.REFUSED
RETIRE = "Keep it with `retired: true`; what takes its place gets an id of its own."

QUESTION_FIELDS = {
    "help": (WORDING, "Its help changed."),
    "required": (NOTE, "Whether it must be answered changed."),
    "absences": (NOTE, "The reasons for no answer that it takes changed."),
    "prefill": (NOTE, "What it is filled in with changed."),
    "evidence_if": (NOTE, "Which answers need evidence changed."),
    "refer_if": (NOTE, "Which answers call for a referral back changed."),
    "check": (NOTE, "What its date is checked against changed."),
    "show_if": (RE_REVIEW, "It is asked in other cases than before."),
    "rule": (RE_REVIEW, "Its clock runs by another rule."),
    "from_": (RE_REVIEW, "Its clock runs from another date."),
    "to": (RE_REVIEW, "Its clock runs to another date."),
}
CRITERION_FIELDS = {
    "guidance": (WORDING, "Its guidance changed."),
    "applies": (RE_REVIEW, "It applies to other cases than before."),
}
JUDGEMENT_FIELDS = {
    "calculated": (RE_REVIEW, "Its calculated judgement changed."),
    "differs": (NOTE, "What a judgement that differs takes changed."),
}
ABSENCE_FIELDS = {
    "counts": (RE_REVIEW, "Whether it counts changed."),
    "as_": (RE_REVIEW, "It counts as another answer."),
}
ROW_FIELDS = {
    "shown": (WORDING, "How many blank rows a workbook has changed."),
    "key": (NOTE, "What the rows of two reads are told by changed."),
}
MEDIAN_FIELDS = {
    "title": (NOTE, "Its title changed."),
    "noun": (NOTE, "The noun of its base changed."),
    "says": (WORDING, "The words by which a sentence about it is read changed."),
    "of": (RE_REVIEW, "It is of others."),
    "subject": (REFUSED, "It is about another kind of subject."),
}
VOICE_FIELDS = {
    "title": (NOTE, "Its title changed."),
    "role": (NOTE, "The question that says the role changed."),
    "people": (NOTE, "The question that says how many people came changed."),
    "columns": (WORDING, "The headings of its file changed."),
    "answers": (NOTE, "What its file says for an answer changed."),
    "subject": (REFUSED, "People are heard in another way."),
}
MEASURE_FIELDS = {
    "title": (NOTE, "Its title changed."),
    "noun": (NOTE, "The noun of its base changed."),
    "says": (WORDING, "The words by which a sentence about it is read changed."),
    "count": (RE_REVIEW, "It counts something else."),
    "of": (RE_REVIEW, "It counts among others."),
    "subject": (REFUSED, "It is about another kind of subject."),
}
ANYTHING_ELSE = (RE_REVIEW, "Its definition changed.")


def settled_change(
    part: FrameworkPart, item_id: str, found: FieldChange, declared: ChangeClass | None
) -> FrameworkChange:
    """A difference with the class that it has once its author was heard."""
    settled = found.change_class
    if declared is not None and settled is not REFUSED:
        if declared.rank > settled.rank and declared is RE_REVIEW:
            settled = declared
        elif found.lowest is not None and declared in (WORDING, NOTE):
            settled = max(declared, found.lowest, key=lambda one: one.rank)
    return FrameworkChange(
        part, item_id, settled, found.says, _words(found.before), _words(found.after), found.remedy
    )


def _words(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Document):  # as one line of the file says it
        content = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        written: str = yaml.safe_dump(
            content, default_flow_style=True, width=10**9, allow_unicode=True, sort_keys=False
        )
        return written.strip()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return ", ".join(_words(each) for each in value)
    return str(value)


def text_difference(old: str, new: str, says: str) -> FieldChange:
    """A changed text: a correction only where no letter and no figure changed."""
    if _bare(old) == _bare(new):
        return FieldChange(WORDING, says, old, new)
    return FieldChange(RE_REVIEW, says, old, new, lowest=WORDING)


def _bare(text: str) -> str:
    """A text without capitals, spaces and punctuation; signs of arithmetic stay."""
    kept = (
        letter
        for letter in unicodedata.normalize("NFKC", text).casefold()
        if not unicodedata.category(letter).startswith(("P", "Z", "C")) or letter in "-%#&@*"
    )
    return "".join(kept)
