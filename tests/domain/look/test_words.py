"""Fixed words are said by their keys; what a language lacks is said in English and named."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_tool.domain.look.english import ENGLISH
from inspect_tool.domain.look.words import (
    ENGLISH_WORDS,
    LANGUAGES,
    FixedWords,
    WordsDocument,
    plural_form,
    word_faults,
)

DAY = date(2014, 3, 26)


def catalogue(**words: object) -> WordsDocument:
    return WordsDocument.model_validate({"language": "cy", "words": words})


def test_english_words_are_the_usual_ones() -> None:
    assert ENGLISH_WORDS.say("table_title", number=3, title="{title}") == "Table 3: {title}"
    assert ENGLISH_WORDS.month_and_year(DAY) == "March 2014"
    assert ENGLISH_WORDS.day(DAY) == "26 March 2014"
    assert ENGLISH_WORDS.missing == ()
    assert list(ENGLISH_WORDS.imprint()) == []


def test_words_that_a_language_lacks_are_said_in_english_and_named() -> None:
    welsh = FixedWords("cy", {"contents": "Cynnwys", "month_3": "Mawrth"})
    assert welsh.say("contents") == "Cynnwys"
    assert welsh.say("tables") == "Tables"
    assert welsh.month_and_year(DAY) == "Mawrth 2014"
    assert set(welsh.missing) == ENGLISH.keys() - {"contents", "month_3"}
    said = " ".join(welsh.imprint())
    assert "cannot read" in said
    assert "not yet read by a speaker" in said
    assert f"{len(welsh.missing)} of the fixed words of this document are in English" in said
    read = FixedWords("cy", dict(ENGLISH), read_by="A speaker")
    assert list(read.imprint()) == [ENGLISH["sentences_not_read"]]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {0: "other", 1: "one", 2: "other"}),
        ("cy", {0: "zero", 1: "one", 2: "two", 3: "few", 4: "other", 6: "many", 7: "other"}),
    ],
)
def test_a_number_chooses_the_form_of_the_plural(language: str, forms: dict[int, str]) -> None:
    assert {number: plural_form(language, number) for number in forms} == forms
    assert set(forms.values()) == set(LANGUAGES[language])


def test_a_form_that_is_left_out_is_the_other_one() -> None:
    words = FixedWords("cy", {"words_missing": {"one": "un", "other": "{number} arall"}})
    assert [words.say("words_missing", number=one) for one in (1, 2)] == ["un", "2 arall"]
    assert words.say("words_missing", number="1,000") == "1,000 arall"


def test_words_without_a_key_are_a_fault_of_the_tool() -> None:
    with pytest.raises(KeyError):
        ENGLISH_WORDS.say("nothing")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({"contentz": "Cynnwys"}, "unknown-words"),
        ({"table": "Tabl"}, "values-differ"),
        ({"contents": "Cynnwys {number}"}, "values-differ"),
        ({"words_missing": {"one": "un"}}, "plural-forms"),
        ({"words_missing": {"other": "{number}", "several": "{number}"}}, "plural-forms"),
        ({"words_missing": {"other": "{numbers}"}}, "values-differ"),
    ],
)
def test_a_catalogue_with_other_keys_values_or_forms_is_refused(
    words: dict[str, object], kind: str
) -> None:
    (fault,) = word_faults(catalogue(**words))
    assert fault.kind == kind


def test_a_sound_catalogue_has_no_fault() -> None:
    sound = catalogue(table="Tabl {number}", words_missing={"one": "un", "other": "{number}"})
    assert list(word_faults(sound)) == []
