"""The fixed words of the documents in the language of a review.

A catalogue of another language may lack words: they are said in English, and named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pydantic import Field

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.faults import Fault, choose_from
from inspect_tool.domain.look.english import ENGLISH
from inspect_tool.domain.look.forms import Forms

OTHER: Final = "other"
LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    # Forms of the plural. Source: Unicode CLDR 46, plural rules (cardinal).
    "en": ("one", OTHER),
    "cy": ("zero", "one", "two", "few", "many", OTHER),
}
_FIELD: Final = re.compile(r"\{([a-z]+)\}")


def plural_form(language: str, number: int) -> str:
    """The form of the plural that a number takes.

    Source: Unicode CLDR 46, plural rules (cardinal).
    """
    if language == "cy":
        return {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}.get(number, OTHER)
    return "one" if number == 1 else OTHER


class WordsDocument(Document):
    """A catalogue of fixed words, `words/cy.yaml`: a document that people write.

    Args:
        read_by: Which speaker of the language read it; empty while nobody did.
    """

    language: str = Field(pattern="^(?:en|cy)$")
    read_by: str = ""
    words: dict[str, str | dict[str, str]] = {}


@dataclass(frozen=True)
class FixedWords:
    """The fixed words of documents.

    Args:
        tag: The language as pages name it.
        own: The words of the language; English where they lack one.
        read_by: As in `WordsDocument`.
    """

    tag: str = "en-GB"
    own: Mapping[str, Forms] = field(default_factory=dict)
    read_by: str = ""

    @property
    def language(self) -> str:
        """The language without its country."""
        return self.tag.partition("-")[0]

    @property
    def is_english(self) -> bool:
        """Whether it is the language that the tool writes itself."""
        return self.language == "en"

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys whose words are said in English for want of others."""
        if self.is_english:
            return ()
        return tuple(key for key in ENGLISH if key not in self.own)

    def say(self, key: str, **values: object) -> str:
        """Words by their key, with values put in; `number` chooses the form of the plural.

        Raises:
            KeyError: There are no such words.
        """
        return self.say_as(str, key, **values)

    def say_as(self, said: Callable[[str], str], key: str, **values: object) -> str:
        """The same, where English words are changed before values are put in.

        Args:
            said: Makes of English words those that a review says instead.

        Raises:
            KeyError: There are no such words.
        """
        forms, language = self.own.get(key), self.language
        if forms is None:
            forms, language = ENGLISH[key], "en"
        if not isinstance(forms, str):
            number = values["number"]
            form = plural_form(language, number if isinstance(number, int) else 0)
            forms = forms.get(form) or forms[OTHER]
        forms = said(forms) if language == "en" else forms
        return _FIELD.sub(lambda found: str(values[found[1]]), forms)

    def month_and_year(self, day: date) -> str:
        """A date such as March 2026."""
        return self.say("month_and_year", month=self.say(f"month_{day.month}"), year=day.year)

    def day(self, day: date) -> str:
        """A date such as 26 March 2026."""
        return self.say("day", day=day.day, month=self.say(f"month_{day.month}"), year=day.year)

    def imprint(self) -> Iterator[str]:
        """What the imprint says of the words themselves; nothing in English."""
        if self.is_english:
            return
        yield self.say("sentences_not_read")
        if not self.read_by:
            yield self.say("words_not_read")
        if self.missing:
            yield self.say("words_missing", number=len(self.missing))


ENGLISH_WORDS: Final = FixedWords()


def word_faults(document: WordsDocument) -> Iterator[Fault]:
    """What is wrong in a catalogue: words nobody asks for, a value left out or made up."""
    forms = LANGUAGES[document.language]
    for key, own in document.words.items():
        path = ("words", key)
        if key not in ENGLISH:
            yield Fault(
                path=path,
                kind="unknown-words",
                message=f"No document asks for the words {key}",
                remedy=choose_from(key, ENGLISH),
                value=key,
            )
            continue
        texts = {"": own} if isinstance(own, str) else own
        unknown = [form for form in texts if form and form not in forms]
        if unknown or (not isinstance(own, str) and OTHER not in own):
            yield Fault(
                path=path,
                kind="plural-forms",
                message=f"{key} needs the form {OTHER}, and may have {', '.join(forms)}",
                remedy="Name each form as it is here.",
                value=", ".join(unknown),
            )
        wanted = _fields(ENGLISH[key])
        for text in texts.values():
            if _fields(text) != wanted and not (isinstance(own, dict) and _fields(text) < wanted):
                listed = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no value"
                yield Fault(
                    path=path,
                    kind="values-differ",
                    message=f"{key} has other values in braces than the English words: {listed}",
                    remedy="Keep the names in braces as they are in English.",
                    value=text,
                )


def _fields(forms: Forms) -> set[str]:
    texts = [forms] if isinstance(forms, str) else list(forms.values())
    return {name for text in texts for name in _FIELD.findall(text)}
