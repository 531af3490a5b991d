"""Every answer as a row: which one counts, what it weighs, and what is chosen by answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from inspect_tool.domain.figures.answer_choice import (
    NoAnswerNamedError,
    NoSuchValueError,
    chosen_records,
)
from inspect_tool.domain.figures.answer_tables import answer_tables
from inspect_tool.domain.figures.answers import AnsweredItem, SaidAnswer, answer_rows
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import UnknownMeasureError
from inspect_tool.domain.figures.frequencies import DifferentUnitsError
from inspect_tool.domain.framework.framework import Question, SubjectKind
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import RoughDate
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.placed_evidence import PlacedEvidence
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.ledger import (
    LedgerStratum,
    LedgerUnit,
    SampleLedger,
    Standing,
    UnitRole,
)
from tests.factories import a_framework, a_plan, a_record
from tests.figures_factory import case_of, figures_of_cases
from tests.kinds_of_question import KINDS, a_case, several

NOON = datetime(2013, 11, 4, 12, tzinfo=UTC)


def said(
    ref: str,
    item: str,
    value: Value | None,
    *,
    reader: Reader = Reader.FIRST,
    kind: ItemKind = ItemKind.QUESTION,
    note: str = "",
) -> SaidAnswer:
    subject = Subject(SubjectKind.CASE, ref[:3], ref)
    answer = Answer(value, note=note)
    return SaidAnswer(subject, reader, kind, item, answer, "ab", NOON, "1.0.0")


def one_case(**changes: object) -> SnapshotFigures:
    return replace(figures_of_cases([case_of("AAA", 1, is_left=True)]), **changes)  # type: ignore[arg-type]


def of_item(rows: Sequence[AnsweredItem], item: str) -> list[tuple[str, bool, bool, str]]:
    """Reader, whether it counts, whether it changed since, and the note of an item's rows."""
    return [
        (row.reader, row.is_counted, row.has_changed, row.answer.note)
        for row in rows
        if row.item_id == item
    ]


def test_what_a_snapshot_counts_has_the_note_of_the_answer_that_says_it() -> None:
    rows = answer_rows(one_case(), [said("AAA-001", "HARM.1.a", "yes", note="seen")])
    assert of_item(rows, "HARM.1.a") == [("first", True, False, "seen")]
    assert rows[0].author == "ab"
    assert rows[0].recorded_at == NOON


def test_what_nobody_typed_is_computed() -> None:
    assert of_item(answer_rows(one_case(), []), "HARM.1.a") == [("computed", True, False, "")]


def test_a_settled_answer_counts_and_those_of_both_readers_stand_beside_it() -> None:
    rows = answer_rows(
        one_case(),
        [
            said("AAA-001", "HARM.1.a", "no", note="first"),
            said("AAA-001", "HARM.1.a", "no", reader=Reader.SECOND, note="second"),
            said("AAA-001", "HARM.1.a", "yes", reader=Reader.ADJUDICATED, note="settled"),
        ],
    )
    assert of_item(rows, "HARM.1.a") == [
        ("adjudicated", True, False, "settled"),
        ("first", False, False, "first"),
        ("second", False, False, "second"),
    ]


def test_an_answer_that_changed_since_is_told_apart_from_what_was_counted() -> None:
    rows = answer_rows(one_case(), [said("AAA-001", "HARM.1.a", "no", note="later")])
    assert of_item(rows, "HARM.1.a") == [
        ("first", True, True, ""),
        ("first", False, False, "later"),
    ]


def test_a_rating_is_that_of_the_same_read() -> None:
    rows = answer_rows(
        one_case(),
        [
            said("AAA-001", "HARM.1.b", "yes", reader=Reader.SECOND),
            said("AAA-001", "HARM.1", "good", reader=Reader.SECOND, kind=ItemKind.JUDGEMENT),
        ],
    )
    rated = {(row.reader, row.item_id): row.rating for row in rows}
    assert rated["computed", "HARM.1.a"] == Answer("inadequate")
    assert rated["second", "HARM.1.b"] == Answer("good")


def test_records_that_are_not_counted_have_rows_under_their_own_version() -> None:
    rows = answer_rows(
        one_case(), [said("BBB-001", "OLD.1", "yes"), said("BBB-001", "HARM.1.a", "no")]
    )
    mine = [row for row in rows if row.subject.ref == "BBB-001"]
    assert [(row.item_id, row.is_counted, row.rating) for row in mine] == [
        ("HARM.1.a", False, None),
        ("OLD.1", False, None),
    ]


def unit(ref: str, role: UnitRole, standing: Standing = Standing.COUNTED) -> LedgerUnit:
    return LedgerUnit(
        ref[:3], ref, "AAA/care", 0 if role is UnitRole.PURPOSIVE else 1, role, standing
    )


def test_only_what_counts_of_the_random_sample_has_a_weight() -> None:
    figures = figures_of_cases([case_of("AAA", number, is_left=True) for number in (1, 2, 3)])
    units = (
        unit("AAA-001", UnitRole.SAMPLE),
        unit("AAA-002", UnitRole.REPLACEMENT),
        unit("AAA-003", UnitRole.PURPOSIVE),
        unit("AAA-004", UnitRole.SAMPLE, Standing.NOT_READ),
    )
    strata = (LedgerStratum("AAA", "AAA/care", 30, 3),)
    figures = replace(figures, ledger=SampleLedger("D", (), strata, units))
    others = [
        said("AAA-001", "HARM.1.a", "no", reader=Reader.SECOND),
        said("AAA-004", "HARM.1.a", "no"),
    ]
    rows = [row for row in answer_rows(figures, others) if row.item_id == "HARM.1.a"]
    assert [(row.subject.ref, row.reader, row.weight, row.population) for row in rows] == [
        ("AAA-001", "computed", 15, 30),
        ("AAA-001", "second", None, None),
        ("AAA-002", "computed", 15, 30),
        ("AAA-003", "computed", None, None),
        ("AAA-004", "first", None, None),
    ]


def kinds() -> SnapshotFigures:
    rows: dict[str, Value | Answer] = {
        "NEG.2.b@1": 3,
        "NEG.2.c@1": "no",
        "NEG.2.b@2": 7,
        "NEG.2.c@2": "yes",
    }
    several_kinds: dict[str, Value | Answer] = {
        "NEG.1.a": several("medical"),
        "NEG.1.b": 12,
        "NEG.1.d": RoughDate(2012),
        "NEG.1.e": date(2013, 4, 3),
        "NEG.1.f": several("visits", words="Too few visits."),
    }
    figures = figures_of_cases(
        [a_case("ASH-001", {**several_kinds, **rows}), a_case("ASH-002", {"NEG.1.a": several()})]
    )
    return replace(figures, review=Review(a_plan(), KINDS, "", ""))


def test_numbers_are_numbers_and_every_other_kind_has_its_code_and_words() -> None:
    figures = kinds()
    answers, items, labels, _ = answer_tables(figures, answer_rows(figures, []), []).tables
    names = [column.name for column in answers.columns]
    told = {
        (row[0], row[4]): tuple(row[names.index(name)] for name in ("row", "value", "number"))
        for row in answers.rows
    }
    assert told["ASH-001", "NEG.1.b"] == (None, "12", 12)
    assert told["ASH-001", "NEG.2.b@2"] == (2, "7", 7)
    assert told["ASH-001", "NEG.1.a"] == (None, "medical", None)
    assert told["ASH-001", "NEG.1.d"] == (None, "2012", None)
    assert told["ASH-001", "NEG.1.e"] == (None, "2013-04-03", None)
    assert told["ASH-001", "NEG.1.f"] == (None, "visits: Too few visits.", None)
    assert told["ASH-002", "NEG.1.a"] == (None, "none", None)
    asked = {row[0]: row[9:11] for row in items.rows}
    assert asked["NEG.2.b"] == ("NEG.2.a", None)
    assert asked["NEG.1.c"] == (None, "NEG.1.a has at least 2")
    assert {row[0] for row in labels.rows} <= asked.keys()


def test_items_of_an_earlier_version_stand_behind_those_in_force_without_a_base() -> None:
    new = a_framework(version="2.0.0")
    renamed = new.domains[0].criteria[0].questions[0].model_copy(update={"id": "HARM.1.z"})
    old_criterion = new.domains[0].criteria[0].model_copy(update={"questions": (renamed,)})
    old_domain = new.domains[0].model_copy(update={"criteria": (old_criterion,)})
    old = new.model_copy(update={"version": "1.0.0", "domains": (old_domain,), "measures": {}})
    figures = one_case(review=Review(a_plan(), new, "", "", earlier=(old,)))
    items = answer_tables(figures, answer_rows(figures, []), []).tables[1]
    assert [(row[0], row[-3]) for row in items.rows] == [
        ("HARM.1.a", 1),
        ("HARM.1.b", 1),
        ("HARM.1", 1),
        ("HARM.1.z", None),
    ]


def test_tables_say_what_was_asked_and_what_every_value_means() -> None:
    figures = one_case()
    subject = Subject(SubjectKind.CASE, "AAA", "AAA-001")
    piece = PlacedEvidence(
        "EV.x.01",
        subject,
        Reader.FIRST,
        Evidence("HARM.1.a", "for", "child", "2013-11-04", "p. 3", "left alone"),
        "ab",
        NOON,
    )
    rows = answer_rows(figures, [said("AAA-001", "HARM.1.b", None, note="n")])
    answers, items, labels, evidence = answer_tables(figures, rows, [piece]).tables
    for table in (answers, items, labels, evidence):
        assert {len(row) for row in table.rows} == {len(table.columns)}
        places = [[column.name for column in table.columns].index(name) for name in table.key]
        keys = [tuple(row[place] for place in places) for row in table.rows]
        assert len(set(keys)) == len(keys)
    named = [column.name for column in answers.columns]
    first = dict(zip(named, answers.rows[0], strict=True))
    assert first["label"] == "Yes"
    assert first["rating_label"] == "Inadequate"
    assert first["evidence"] == "[EV.x.01] For, child, 2013-11-04, p. 3: left alone"
    assert (first["evidence_for"], first["evidence_against"]) == (1, 0)
    assert ("HARM.1.a", "question", "no", "No", False, 1, False) in labels.rows
    assert ("HARM.1.a", "question", "not_recorded", "Not recorded", True, 2, None) in labels.rows
    assert [row[-3:] for row in items.rows if row[0] == "HARM.1.a"] == [(1, 0, 0)]


@pytest.mark.parametrize(
    ("answers", "refs"),
    [
        (["HARM.1.a=yes"], {"AAA-001"}),
        (["HARM.1.a= No "], {"AAA-002"}),
        (["HARM.1=inadequate", "HARM.1.b=no"], {"AAA-001"}),
        (["left_too_long=yes"], {"AAA-001"}),
        (["HARM.1.a=yes", "HARM.1=good"], set()),
    ],
)
def test_records_are_chosen_by_what_they_are_counted_under(
    answers: list[str], refs: set[str]
) -> None:
    figures = figures_of_cases([case_of("AAA", 1, is_left=True), case_of("AAA", 2, is_left=False)])
    assert chosen_records(figures, answers).refs == refs


def test_a_measure_is_looked_behind_by_what_it_asks_about() -> None:
    chosen = chosen_records(one_case(), ["left_too_long=yes"])
    assert chosen.has("AAA-001", "HARM.1.a", has_words=False)
    assert chosen.has("AAA-001", "HARM.1.b", has_words=True)
    assert not chosen.has("AAA-001", "HARM.1.b", has_words=False)
    assert not chosen.has("AAA-002", "HARM.1.a", has_words=True)


def test_a_judgement_is_looked_behind_with_the_notes_of_its_questions() -> None:
    chosen = chosen_records(one_case(), ["HARM.1=inadequate"])
    assert chosen.has("AAA-001", "HARM.1", has_words=False)
    assert chosen.has("AAA-001", "HARM.1.b", has_words=True)
    assert not chosen.has("AAA-001", "HARM.1.b", has_words=False)


def test_rows_are_chosen_as_rows_and_shown_alone() -> None:
    chosen = chosen_records(kinds(), ["NEG.2.c=no", "NEG.2.b=3"])
    assert chosen.units == {"ASH-001@1"}
    assert chosen.has("ASH-001", "NEG.2.c@1", has_words=False)
    assert not chosen.has("ASH-001", "NEG.2.c@2", has_words=False)


def test_what_is_asked_of_rows_and_of_records_is_told_for_rows() -> None:
    assert chosen_records(kinds(), ["NEG.1.b=12", "NEG.2.c=yes"]).units == {"ASH-001@2"}


def test_answers_about_different_subjects_are_refused() -> None:
    framework = a_framework()
    about_authority = framework.domains[0].model_copy(
        update={"id": "STR", "subject": SubjectKind.AUTHORITY, "criteria": ()}
    )
    question = framework.domains[0].criteria[0].questions[0].model_copy(update={"id": "STR.1.a"})
    criterion = (
        framework.domains[0]
        .criteria[0]
        .model_copy(update={"id": "STR.1", "questions": (question,), "judgement": None})
    )
    about_authority = about_authority.model_copy(update={"criteria": (criterion,)})
    both = framework.model_copy(update={"domains": (*framework.domains, about_authority)})
    figures = one_case(review=Review(a_plan(), both, "", ""))
    with pytest.raises(DifferentUnitsError, match=r"HARM\.1\.a and STR\.1\.a are not asked"):
        chosen_records(figures, ["HARM.1.a=yes", "STR.1.a=yes"])


@pytest.mark.parametrize("words", ["", "HARM.1.a", "=yes", "HARM.1.a="])
def test_what_names_no_answer_is_refused(words: str) -> None:
    with pytest.raises(NoAnswerNamedError, match="not a question and an answer"):
        chosen_records(one_case(), [words])


def test_an_answer_that_cannot_be_given_is_refused_with_those_that_can() -> None:
    with pytest.raises(NoSuchValueError, match=r"no answer yess to HARM\.1\.a.*There are: no, yes"):
        chosen_records(one_case(), ["HARM.1.a=yess"])
    with pytest.raises(UnknownMeasureError):
        chosen_records(one_case(), ["NO.1=yes"])


def with_a_clock_and_without_a_judgement() -> SnapshotFigures:
    framework = a_framework()
    first = framework.domains[0].criteria[0]
    clock = Question.model_validate(
        {
            "id": "HARM.1.c",
            "type": "clock",
            "rule": "child_in_need.assessment",
            "from": "HARM.1.a",
            "to": "HARM.1.b",
        }
    )
    questions = (*first.questions, clock)
    criterion = first.model_copy(update={"questions": questions, "judgement": None})
    domain = framework.domains[0].model_copy(update={"criteria": (criterion,)})
    framework = framework.model_copy(update={"domains": (domain,)})
    given = {"HARM.1.a": Answer(note="a draft"), "HARM.1.c": Answer("late")}
    record = a_record("AAA-001", answers=dict(given), framework=framework)
    return replace(figures_of_cases([record]), review=Review(a_plan(), framework, "", ""))


def test_a_clock_is_an_answer_in_words_and_a_draft_is_none() -> None:
    figures = with_a_clock_and_without_a_judgement()
    rows = answer_rows(figures, [said("AAA-001", "OLD.1", "yes")])
    assert [(row.item_id, row.is_counted) for row in rows] == [
        ("HARM.1.c", True),
        ("OLD.1", False),
    ]
    answers, items, labels, _ = answer_tables(figures, rows, []).tables
    place = [column.name for column in answers.columns].index("label")
    assert [row[place] for row in answers.rows] == ["Late", "yes"]
    assert [row[0] for row in items.rows] == ["HARM.1.a", "HARM.1.b", "HARM.1.c"]
    assert ("HARM.1.c", "question", "late") in {row[:3] for row in labels.rows}
