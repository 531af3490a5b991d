"""Letters to authorities: own counts, place, recommendations, statements; nothing of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from inspect_tool.domain.content.blocks import (
    BulletList,
    Emphasis,
    Footnote,
    Paragraph,
    Recommendation,
    Strong,
    Table,
    Text,
)
from inspect_tool.domain.content.numbering import number_content, tables_of
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import SUPPRESSED, TOO_FEW, Percentage
from inspect_tool.domain.report.comment_form import (
    HOW_TO,
    CommentForm,
    FormIdentity,
    FormSeal,
    own_texts,
)
from inspect_tool.domain.report.letters import Letter, letters, numbered_advice
from inspect_tool.readers.documents.words import load_words
from inspect_tool.readers.narrative.markdown import parse_narrative
from tests.figures_factory import authority_code, cases_of, figures_of_cases

LEFT = (0, 1, 2, 3, 4, 4, 5)
CODES = [authority_code(place) for place in range(len(LEFT))]


def figures(*left: int, base: int = 6, **reporting: Any) -> SnapshotFigures:
    records = [
        record
        for place, number in enumerate(left)
        for record in cases_of(authority_code(place), number, base)
    ]
    return figures_of_cases(records, authorities=len(left), **reporting)


def to(found: SnapshotFigures, code: str, *advice: Recommendation) -> Letter:
    return letters(found, [code], advice).letters[0]


def table(letter: Letter, id_: str) -> Table:
    return next(one for one in tables_of(letter.content) if one.id == id_)


def words_of(letter: Letter, chapter: str) -> str:
    (own,) = (one for one in letter.content.chapters if one.id == chapter)
    said = []
    for block in own.blocks:
        if isinstance(block, Paragraph):
            said.append(plain_words(block.spans))
        elif isinstance(block, BulletList):
            said += map(plain_words, block.items)
    return "\n".join(said)


def advice(addressee: str, *words: Any) -> Recommendation:
    return Recommendation(tuple(words), addressee, number=7)


def test_a_letter_has_the_own_counts_the_share_of_all_and_a_place() -> None:
    letter = to(figures(*LEFT), CODES[0])
    rows = {row.header: row.cells for row in table(letter, "table-measures").rows}
    own, total, place = rows["Left too long"]
    assert (own, place) == ("0 of 6", "Lowest third")
    assert isinstance(total, Percentage)
    assert total.text == "45%"


def test_no_other_authority_and_no_case_is_in_a_letter() -> None:
    found = figures(*LEFT)
    for code in CODES:
        told = repr(to(found, code))
        assert f"Authority {code}" in told
        for other in CODES:
            assert other == code or other not in told
        assert f"{code}-0" not in told


def test_where_a_total_says_what_each_has_nothing_is_told_of_the_others() -> None:
    letter = to(figures(*[6] * 7), CODES[0])
    found = table(letter, "table-measures")
    cells = {row.header: row.cells for row in found.rows}
    assert cells["Left too long"] == ("6 of 6", SUPPRESSED, SUPPRESSED)
    assert f"{SUPPRESSED} = held back" in found.note
    made = letters(figures(*[6] * 7), CODES, ())
    assert made.held_back == made.counts


def test_a_small_base_has_no_place_and_a_small_total_no_percentage() -> None:
    small = {
        row.header: row.cells
        for row in table(to(figures(*LEFT, smallest_count=7), CODES[3]), "table-measures").rows
    }
    assert small["Left too long"][2] == TOO_FEW
    few = table(to(figures(*LEFT, percentages_from=99), CODES[3]), "table-measures")
    assert {row.header: row.cells for row in few.rows}["Left too long"][1] == TOO_FEW
    assert "below 99 for a percentage of all" in few.note


def test_strengths_and_areas_to_improve_are_criteria_met_often_or_seldom() -> None:
    found = figures(*LEFT)
    strong, weak = to(found, CODES[0]), to(found, CODES[-1])
    assert "met in 6 of the 6 cases judged" in words_of(strong, "strengths")
    assert words_of(strong, "to-improve").endswith("There is none.")
    assert "met in 1 of the 6 cases judged" in words_of(weak, "to-improve")
    few = to(figures(*LEFT, smallest_count=7), CODES[0])
    assert words_of(few, "strengths").endswith("There is none.")


def test_statements_are_numbered_and_have_keys() -> None:
    letter = to(figures(*LEFT), CODES[2])
    assert [one.number for one in letter.statements] == [*range(1, len(letter.statements) + 1)]
    words = {one.key: one.words for one in letter.statements}
    assert words["cases"] == "Cases examined in Authority AAC: 6 (6 in care or proceedings)."
    assert words["left_too_long?authority=AAC"] == (
        "Left too long: 2 of the 6 long-term cases in Authority AAC."
    )
    assert words["criterion:HARM.1"].endswith("met in 4 of the 6 cases judged in Authority AAC.")


def test_a_measure_without_a_base_there_is_not_in_the_letter() -> None:
    found = figures(*LEFT)
    without = replace(
        found,
        records=tuple(
            replace(one, fields={**one.fields, "long_term": False})
            if one.subject.authority == CODES[0]
            else one
            for one in found.records
        ),
    )
    letter = to(without, CODES[0])
    assert all(not one.key.startswith("left_too_long") for one in letter.statements)
    assert "Left too long" not in [row.header for row in table(letter, "table-measures").rows]


def test_recommendations_are_those_to_all_authorities_or_to_this_one() -> None:
    found = figures(*LEFT)
    given = (
        advice("Local authorities should", Strong((Text("plan"),)), Text(" ahead.")),
        advice("Authority AAC should", Text("see each child")),
        advice("Boards should", Text("have a strategy")),
        advice("Local authorities should", Text("do as Authority AAB does")),
    )
    letter = to(found, "AAC", *given)
    said = words_of(letter, "recommendations")
    assert "Recommendation 7. Local authorities should plan ahead." in said
    assert "see each child" in said
    assert "strategy" not in said
    assert "AAB" not in said
    assert letter.left_out == 1
    assert all(one.id != "recommendations" for one in to(found, "AAC").content.chapters)


def test_recommendations_have_the_numbers_of_the_report() -> None:
    document = parse_narrative(
        "# R\n\n## Local authorities should\n\n- plan\n- see\n", file="recommendations.md"
    )
    assert [one.number for one in numbered_advice([document, document])] == [1, 2, 3, 4]


def test_plain_words_leave_notes_out() -> None:
    spans = (Emphasis((Text("Seen"),)), Footnote((Text("where"),)), Text("."))
    assert plain_words(spans) == "Seen."


def test_what_is_not_of_cases_or_has_no_judgement_is_in_no_letter() -> None:
    found = figures(*LEFT)
    framework = found.review.framework
    (domain,) = framework.domains
    plain = domain.criteria[0].model_copy(update={"id": "HARM.2", "judgement": None})
    measure = framework.measures["drift"].model_copy(update={"subject": SubjectKind.AUTHORITY})
    changed = framework.model_copy(
        update={
            "domains": (domain.model_copy(update={"criteria": (*domain.criteria, plain)}),),
            "measures": {**framework.measures, "drift": measure},
        }
    )
    without = replace(found, review=replace(found.review, framework=changed))
    keys = [one.key for one in to(without, CODES[0]).statements]
    assert keys == ["cases", "criterion:HARM.1", "left_too_long?authority=AAA"]


def test_a_criterion_that_was_judged_nowhere_there_is_no_statement() -> None:
    found = figures(*LEFT)
    records = tuple(
        replace(one, answers={}, judgements={}) if one.subject.authority == CODES[0] else one
        for one in found.records
    )
    keys = [one.key for one in to(replace(found, records=records), CODES[0]).statements]
    assert "criterion:HARM.1" not in keys


def test_a_form_has_its_own_texts_and_a_seal_over_its_issue() -> None:
    identity = FormIdentity("small", "AAA", "final", "2014-01-06")
    form = CommentForm(identity, "Authority AAA", "A review", HOW_TO)
    assert own_texts("Authority AAA", "A review", HOW_TO) == (*form.titles, *HOW_TO)
    seal, other = FormSeal(b"key", identity), FormSeal(b"key", replace(identity, authority="AAB"))
    assert seal.of_form != other.of_form != seal.of_statement("cases", "6")
    assert seal.of_statement("cases", "6") != seal.of_statement("cases", "7")
    assert seal.of_form == FormSeal(b"key", identity).of_form


def test_a_letter_can_be_laid_out() -> None:
    assert (
        number_content(to(figures(*LEFT), CODES[1]).content).chapters[0].id == "about-this-letter"
    )


def in_welsh(found: SnapshotFigures) -> SnapshotFigures:
    welsh = load_words(Path(__file__).parents[3] / "templates" / "words" / "cy.yaml")
    look = replace(found.review.look, words=welsh)
    return replace(found, review=replace(found.review, own_look=look))


def test_a_letter_is_in_the_language_of_the_look_and_says_that_no_speaker_read_it() -> None:
    letter = to(in_welsh(figures(*LEFT)), CODES[0])
    assert letter.content.title == f"Llythyr at Authority {CODES[0]}"
    assert [one.title for one in letter.content.chapters] == [
        "Am y llythyr hwn", "Achosion a archwiliwyd", "Cryfderau", "Meysydd i'w gwella",
        "Canfyddiadau a safle ymhlith y lleill", "Cywirdeb ffeithiol",
    ]  # fmt: skip
    assert "not yet read by a speaker" in words_of(letter, "about-this-letter")
    assert "sentences of this text" not in words_of(letter, "about-this-letter")
    assert letter.content.look.words.language == "cy"


def test_english_letters_call_cases_as_the_review_does() -> None:
    found = figures(*LEFT)
    own = found.words.model_copy(update={"cases": "files", "case": "file"})
    plan = found.review.plan.model_copy(update={"words": own})
    letter = to(replace(found, review=replace(found.review, plan=plan)), CODES[0])
    assert "counts the files that inspectors read" in words_of(letter, "about-this-letter")
