"""What tables and chapters say in the rarer cases: voices, versions, clocks, own grades."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.content.blocks import (
    Chapter,
    CoverFact,
    Edition,
    ReportContent,
    Table,
    VoiceBox,
    cell_text,
)
from inspect_tool.domain.content.narrative import Directive, NarrativeClaim, NarrativeDocument
from inspect_tool.domain.figures.basis import Quote, SnapshotFigures
from inspect_tool.domain.figures.clocks import ClockCount, TimedCase
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.domain.records.records import Answer, RecordFacts
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.clock_tables import counted_clocks_table, timed_table
from inspect_tool.domain.report.own_view_tables import own_view_table
from inspect_tool.domain.report.question_tables import table_of_question
from inspect_tool.domain.report.version_tables import changes_table
from inspect_tool.domain.report.voices import heard_table, quotes_box
from inspect_tool.domain.review import Review
from inspect_tool.readers.documents.wording import load_wording
from tests.factories import a_framework, a_record
from tests.figures_factory import cases_of, figures_of_cases
from tests.hearing import hearing_framework, said

SCALE = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
WORDS = "She came back when she said she would."


def rows_of(table: Table) -> dict[str, list[str]]:
    return {row.header: [cell_text(cell) for cell in row.cells] for row in table.rows}


def figures_of(*records: RecordFacts, **changes: Any) -> SnapshotFigures:
    """A snapshot of those who were heard."""
    made = figures_of_cases(records)
    return replace(made, review=replace(made.review, framework=hearing_framework()), **changes)


def built(figures: SnapshotFigures, *blocks: Directive) -> ReportContent:
    document = NarrativeDocument(
        file="heard.md", title="Heard", id="heard", is_numbered=None, is_annex=False,
        is_on_new_page=None, blocks=blocks, claims=(), problems=(),
    )  # fmt: skip
    return report_content(figures, SCALE, [document], (), edition=Edition.INTERNAL)


# --- those who were heard -------------------------------------------------------------------------


def test_the_cover_counts_groups_and_survey_answers_where_there_are_some() -> None:
    figures = figures_of(
        said("AAA-G-ab-01", GRP_1_b=6),
        said("AAA-S-staff-0001", STF_1_b="no"),
        said("AAA-S-parents-0001", PAR_1_a="yes"),
    )
    facts = built(figures).cover_facts
    assert facts[-2:] == (CoverFact("Focus groups", "1"), CoverFact("Answers to surveys", "2"))


def test_the_page_behind_the_cover_says_what_was_claimed_and_where_from() -> None:
    document = NarrativeDocument(
        file="a.md", title="A", id="a", is_numbered=None, is_annex=False, is_on_new_page=None,
        blocks=(), problems=(), sources=1, details=2, claims=(
            NarrativeClaim("c1", "half", "all_cases", line=1, column=1),
            NarrativeClaim("c2", "about half", "all_cases?of=children", line=2, column=1),
        ),
    )  # fmt: skip
    figures = figures_of_cases(cases_of("AAA", 1, 2))
    content = report_content(figures, SCALE, [document], (), edition=Edition.INTERNAL)
    told = str(content.about)
    assert (
        "Of the quantities in the text 1 is counted from what was recorded, 1 is estimated" in told
    )
    assert "1 comes from sources named in notes, 2 are marked as counting nothing." in told


def test_a_narrative_places_what_may_be_quoted_where_it_calls_for_it() -> None:
    quote = Quote("AAA-I-ab-01", "EV.1", "FAM.1.b", WORDS)
    figures = figures_of(said("AAA-I-ab-01", FAM_1_a="parent"), quotes=(quote,))
    chapter = built(figures, Directive("quotes", "FAM.1", (), 3)).chapters[0]
    assert chapter.blocks == (quotes_box(figures, "FAM.1", {}),)


@pytest.mark.parametrize(
    ("roles", "who"),
    [
        (("parent", "parent"), "Parent"),
        (("parent", None), "Parent"),
        ((None, None), "People who were heard"),
    ],
)
def test_whoever_said_no_role_is_quoted_without_one(
    roles: tuple[str | None, ...], who: str
) -> None:
    refs = [f"AAA-I-ab-{number:02}" for number in range(1, len(roles) + 1)]
    records = [
        said(ref, **({} if role is None else {"FAM_1_a": role}))
        for ref, role in zip(refs, roles, strict=True)
    ]
    quotes = tuple(Quote(ref, f"EV.{ref}", "FAM.1.b", WORDS) for ref in refs)
    box = quotes_box(figures_of(*records, quotes=quotes), "FAM.1.b", {})
    assert isinstance(box, VoiceBox)
    assert (box.who, len(box.blocks)) == (who, len(roles))


def test_groups_whose_size_was_not_noted_are_said_to_be_counted_as_groups() -> None:
    sized = said("AAA-G-ab-01", GRP_1_a="manager", GRP_1_b=6)
    unsized = said("AAA-G-ab-02", GRP_1_a="manager")
    sentence = "Focus groups whose size was not noted are counted as groups, not as people."
    table = heard_table(figures_of(sized, unsized), {})
    assert rows_of(table)["Focus groups"] == ["not noted", "6 in 2 groups", ""]
    assert sentence in table.note
    assert sentence not in heard_table(figures_of(sized), {}).note


@pytest.mark.parametrize(("asked", "is_share"), [(1, False), (2, True)])
def test_more_heard_than_asked_has_no_share_and_says_why(asked: int, *, is_share: bool) -> None:
    heard = [said(f"AAA-I-ab-0{number}", FAM_1_a="parent") for number in (1, 2)]
    noted = (PeopleAsked("AAA", "interviews", "parent", asked),)
    table = heard_table(figures_of(*heard, asked=noted), {})
    assert rows_of(table)["Interviews"] == [str(asked), "2", "[u]" if is_share else ""]
    assert ("Where more were heard than were noted as asked" in table.note) is not is_share


def test_a_number_that_nobody_gave_has_a_table_without_rows_that_states_its_base() -> None:
    table = table_of_question(figures_of(said("AAA-G-ab-01", GRP_1_a="manager")), "GRP.1.b", {})
    assert table.rows == ()
    assert table.title == "How many people came?"
    assert "0 in the base" in table.note


# --- versions -------------------------------------------------------------------------------------


def worded(version: str, *texts: str, **changes: Any) -> Framework:
    """The small framework with other texts of its two questions."""
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    questions = content["domains"][0]["criteria"][0]["questions"]
    for question, text in zip(questions, texts, strict=True):
        question["text"] = text
    return Framework.model_validate({**content, "version": version, **changes})


FIRST = worded("1.0.0", "Was the child left too long?", "Was there drift?")


def under(*line: Framework) -> SnapshotFigures:
    """A snapshot with a case under each of these versions, the last of them in force."""
    made = figures_of_cases([])
    review = Review(made.review.plan, line[-1], "", "", earlier=line[:-1])
    records = tuple(
        replace(
            a_record(f"AAA-{number:03}", answers={"HARM.1.a": "yes"}, framework=framework),
            unlike=review.versions.unlike(framework.version),
        )
        for number, framework in enumerate(line, start=1)
    )
    return replace(made, review=review, records=records)


@pytest.mark.parametrize(
    ("texts", "note"),
    [
        (("Was the child left too long?", "Was there drift?"), ""),
        (
            ("Was the child left too long", "Was there drift?"),
            "Version 1.0.1 has 1 correction of wording besides.",
        ),
        (
            ("Was the child left too long", "Was there Drift?"),
            "Version 1.0.1 has 2 corrections of wording besides.",
        ),
    ],
)
def test_corrections_of_wording_are_counted_and_not_listed(
    texts: tuple[str, ...], note: str
) -> None:
    table = changes_table(under(FIRST, worded("1.0.1", *texts)), {})
    assert (table.rows, table.note) == ((), note)


def annexes_of(figures: SnapshotFigures) -> dict[str, Chapter]:
    return {one.id: one for one in built(figures).chapters if one.is_annex}


def test_an_annex_tells_the_versions_only_where_records_are_under_several() -> None:
    second = worded("2.0.0", "Was the child protected in time?", "Was there drift?")
    annex = annexes_of(under(FIRST, second))["annex-versions"]
    changes, versions = annex.blocks
    assert isinstance(changes, Table)
    assert isinstance(versions, Table)
    assert rows_of(changes)["HARM.1.a"][0] == "2.0.0"
    assert {cell_text(row.cells[0]) for row in versions.rows} == {"1.0.0", "2.0.0"}
    assert "annex-versions" not in annexes_of(figures_of_cases(cases_of("AAA", 1, 2)))


# --- clocks ---------------------------------------------------------------------------------------


def count_of(local: int, **without_limit: int) -> ClockCount:
    outcomes = {result: 2 if result is ClockResult.IN_TIME else 0 for result in ClockResult}
    return ClockCount("HARM.1.a", "Visit", outcomes, 2, local, without_limit)


def test_cases_held_against_a_local_standard_are_counted_over_all_clocks() -> None:
    figures = figures_of_cases([])
    sentence = "were held against a local standard of the authority."
    table = counted_clocks_table(figures, [count_of(2), count_of(1)])
    assert f"3 {sentence}" in table.note
    assert rows_of(table)["Visit"] == ["2", "0", "0", "0", "0", "0", "2"]
    assert sentence not in counted_clocks_table(figures, [count_of(0)]).note


def test_each_case_of_a_clock_has_its_limit_its_day_or_why_it_has_neither() -> None:
    cases = [
        TimedCase("AAA-001", ClockResult.LATE, "late by 1 day", "10 days", date(2013, 11, 4)),
        TimedCase("AAA-002", ClockResult.NOT_IN_FORCE, "no limit in force", why="Too early."),
    ]
    table = timed_table(figures_of_cases([]), "HARM.1.a", cases)
    assert table.title == "HARM.1.a Was the child left too long?"
    assert rows_of(table) == {
        "AAA-001": ["late by 1 day", "10 days", "4 November 2013", ""],
        "AAA-002": ["no limit in force", "", "", "Too early."],
    }


# --- authorities' own grades ----------------------------------------------------------------------


def test_grades_that_no_inspector_judged_have_no_coefficient_and_are_said_to_be_left_out() -> None:
    alone = replace(a_record("AAA-001"), own={"HARM.1": Answer("good")})
    table = own_view_table(figures_of_cases([alone]), {})
    (cells,) = rows_of(table).values()
    assert cells == ["0", "0", "0", "0", "none", "none", "none"]
    assert "1 that only the authority graded are left out." in table.note
