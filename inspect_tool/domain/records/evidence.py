"""Evidence of its own: a text, a quote or a file, for or against something, from a source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.evidence_files import FileKind, size_words
from inspect_tool.domain.records.items import criteria_of_items
from inspect_tool.domain.records.records import Answer

FOR, AGAINST = "for", "against"
PUBLIC = "public"
SIDES = (Choice(FOR, "For"), Choice(AGAINST, "Against"))
USES = (Choice(PUBLIC, "May be quoted"),)
SOURCES = (
    Choice("case_file", "Case file"),
    Choice("chronology", "Chronology"),
    Choice("observed_practice", "Observed practice"),
    Choice("practitioner", "Practitioner"),
    Choice("manager", "Manager"),
    Choice("child", "Child"),
    Choice("parent_or_carer", "Parent or carer"),
    Choice("partner_agency", "Partner agency"),
    Choice("data", "Data"),
)


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence.

    What cannot be read as a choice or a date stays as it was typed, so that no word is lost.

    Args:
        about: Id of the question or criterion.
        side: Whether it speaks for or against.
        source: Kind of source.
        day: Date, such as 2013-06-03.
        reference: Document and page.
        text: What was seen or said.
        case: The case that words of an interview, a group or a survey are about.
        use: `public` where the words may be quoted in a report.
        file: SHA-256 of a file that is kept; empty where none is.
        file_kind: What it is by its content, a `FileKind`.
        file_size: Its bytes.
    """

    about: str = ""
    side: str = ""
    source: str = ""
    day: str = ""
    reference: str = ""
    text: str = ""
    case: str = ""
    use: str = ""
    file: str = ""
    file_kind: str = ""
    file_size: int = 0

    @property
    def is_quotable(self) -> bool:
        """Whether the words may be quoted in a report."""
        return self.use == PUBLIC and bool(self.text)

    @property
    def answer(self) -> Answer:
        """As a revision keeps it: the text is the note, so that a longer one goes on from it."""
        said = {name: words for name, words in asdict(self).items() if words and name != "text"}
        value = json.dumps(said, ensure_ascii=False, sort_keys=True) if said else None
        return Answer(value, note=self.text)

    @classmethod
    def of(cls, answer: Answer) -> Evidence:
        """Undo `answer`."""
        said = json.loads(str(answer.value)) if answer.value else {}
        return cls(**said, text=answer.note)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said."""
        return self == Evidence()

    @property
    def says_something(self) -> bool:
        """Whether there is a text or a document, and not only what it would be about."""
        return bool(self.text or self.reference or self.file)

    @property
    def file_words(self) -> str:
        """What file there is, as people say it; empty where none is."""
        return file_words(self.file_kind, self.file_size) if self.file else ""

    @property
    def words(self) -> str:
        """What it is about and where it comes from, as people say it; without the text."""
        parts = (
            self.about,
            word_of(SIDES, self.side).lower(),
            word_of(SOURCES, self.source).lower(),
            self.day,
            self.reference,
            self.file_words,
            f"about {self.case}" if self.case else "",
            "may be quoted" if self.use == PUBLIC else self.use,
        )
        return ", ".join(part for part in parts if part)


def file_words(kind: str, size: int) -> str:
    """What a file is and how large: `PDF of 183 kB`."""
    return f"{FileKind(kind).words} of {size_words(size)}"


_ID = re.compile(r"EV\.[^.]{1,12}\.\d{2,}")


def evidence_id(pack_id: str, number: int) -> str:
    """Id of a piece of evidence that is first written in a row of an issued workbook."""
    return f"EV.{pack_id[:12].replace('.', '-')}.{number:02}"


def is_evidence_id(item_id: str) -> bool:
    """Whether an id is that of a piece of evidence."""
    return _ID.fullmatch(item_id) is not None


def word_of(choices: Iterable[Choice], value: str) -> str:
    """The words of a choice; what is none as it was typed."""
    return next((choice.words for choice in choices if choice.value == value), value)


def by_criterion(
    framework: Framework, evidence: Iterable[Evidence]
) -> Mapping[str, tuple[Evidence, ...]]:
    """Evidence by the criterion that it is about, itself or one of its questions."""
    criterion_of = criteria_of_items(framework)
    found: dict[str, tuple[Evidence, ...]] = {}
    for one in evidence:
        criterion = criterion_of.get(one.about)
        if criterion is not None and one.says_something:
            found[criterion] = (*found.get(criterion, ()), one)
    return found


def evidenced(evidence: Iterable[Evidence]) -> frozenset[str]:
    """Ids of the questions and criteria that some evidence is about."""
    return frozenset(one.about for one in evidence if one.says_something)
