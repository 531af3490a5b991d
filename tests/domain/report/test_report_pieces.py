"""What a narrative calls for by name, made by hand from a few cases: flow, judgements, figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from inspect_tool.domain.claims.scale import Span, WordingScale
from inspect_tool.domain.content.blocks import CoverFact, Edition, Figure, Table, cell_text
from inspect_tool.domain.content.charts import (
    Bars,
    DotRange,
    FlowDiagram,
    HeatMap,
    StackedBars,
)
from inspect_tool.domain.content.narrative import (
    Directive,
    NarrativeClaim,
    NarrativeDocument,
    NarrativeFaultyError,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Subject
from inspect_tool.domain.report.chapters import blocks_placed, report_content
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.figures import figure_for, statistics_for
from inspect_tool.domain.report.headings import group_words
from inspect_tool.domain.report.tables import UnknownDirectiveError, table_for
from inspect_tool.domain.report.wording_table import wording_tables
from inspect_tool.domain.sampling.flow import AuthorityFlow
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UsageError
from inspect_tool.readers.documents.wording import load_wording
from tests.factories import a_framework, a_record
from tests.figures_factory import cases_of, figures_of_cases

SCALE = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
FLOW = AuthorityFlow(
    authority="AAA", frame=90, eligible=70, drawn=8,
    lost={LossReason.MOVED_AWAY.value: 2, LossReason.NOT_THE_THEME.value: 1},
    replaced=1, purposive=1, active=7, read=6, read_twice=2, adjudicated=1, counted=5,
)  # fmt: skip


def with_flow(figures: SnapshotFigures, total: AuthorityFlow = FLOW) -> SnapshotFigures:
    flows = (FLOW, replace(FLOW, authority="AAB"))
    return replace(figures, flows=flows, total=replace(total, authority="all"))


def two_authorities() -> SnapshotFigures:
    """Nine of thirty left too long in AAA, and one of thirty in AAB."""
    return with_flow(figures_of_cases([*cases_of("AAA", 9, 30), *cases_of("AAB", 1, 30)]))


def table(figures: SnapshotFigures, name: str, **options: str) -> Table:
    return table_for(figures, name, options)


def cells(found: Table, header: str) -> list[str]:
    (row,) = [row for row in found.rows if row.header == header]
    return [cell_text(cell) for cell in row.cells]


def document(*blocks: Directive, claims: tuple[NarrativeClaim, ...] = ()) -> NarrativeDocument:
    return NarrativeDocument(
        file="harm.md", title="Harm", id="harm", is_numbered=None, is_annex=False,
        is_on_new_page=None, blocks=blocks, claims=claims, problems=(),
    )  # fmt: skip


# --- tables ---------------------------------------------------------------------------------------


def test_losses_are_told_by_their_reason_with_their_sum() -> None:
    found = table(two_authorities(), "losses")
    assert [cell_text(row.cells[0]) for row in found.rows] == ["2", "1", "3"]
    assert found.rows[0].header == LossReason.MOVED_AWAY.words.capitalize()
    assert found.rows[-1].is_total


def test_the_flow_has_a_line_for_each_authority_and_one_for_all() -> None:
    found = table(two_authorities(), "flow")
    assert found.rows[0].header == "Authority AAA"
    assert [row.is_total for row in found.rows].count(True) == 1
    headings = [column.heading for column in found.columns[1:]]
    of_all = dict(zip(headings, map(cell_text, found.rows[-1].cells), strict=True))
    assert (of_all["Drawn"], of_all["Read twice"]) == ("8", "2")


def test_the_flow_has_a_step_for_what_happened_only_where_it_did() -> None:
    figures = two_authorities()
    for happened in ({"withdrawn": 3}, {"extended": {"rule": 2}}):
        changed = replace(figures, flows=(replace(FLOW, **happened), *figures.flows[1:]))
        assert len(table(changed, "flow").columns) == len(table(figures, "flow").columns) + 1


def test_judgements_are_counted_on_each_value_best_first() -> None:
    found = table(two_authorities(), "judgements", domain="HARM")
    headings = [column.heading for column in found.columns]
    assert headings[1:3] == ["Outstanding", "Good"]
    assert cells(found, "The child was protected in time") == ["0", "50", "0", "10", "60"]
    assert found.note == ""


def test_where_a_criterion_does_not_apply_the_note_says_so() -> None:
    figures = two_authorities()
    unjudged = a_record("AAA-099", fields={"long_term": True})
    found = table(
        replace(figures, records=(*figures.records, unjudged)), "judgements", domain="HARM"
    )
    assert found.note == "A criterion is judged only where it applies to the case."
    assert cells(found, "The child was protected in time")[-1] == "60"


def test_a_domain_on_two_scales_has_no_chart_of_its_own() -> None:
    framework = a_framework()
    domain = framework.domains[0]
    (first,) = domain.criteria
    assert first.judgement is not None
    judgement = first.judgement.model_copy(update={"scale": "yes_no"})
    other = first.model_copy(update={"id": "HARM.2", "judgement": judgement})
    mixed = domain.model_copy(update={"criteria": (first, other)})
    changed = framework.model_copy(update={"domains": (mixed,)})
    figures = two_authorities()
    figures = replace(figures, review=replace(figures.review, framework=changed))
    with pytest.raises(UsageError, match="use 2 scales"):
        figure_for(figures, "judgements", {"domain": "HARM"})


@pytest.mark.parametrize(("base", "lowest"), [(9, "[z]"), (10, "1 of 10"), (11, "1 of 11")])
def test_a_range_needs_two_authorities_of_a_large_enough_base(base: int, lowest: str) -> None:
    from inspect_tool.domain.figures.counts import SMALLEST_BASE_OF_A_RANGE

    shift = SMALLEST_BASE_OF_A_RANGE - 10
    small = cases_of("AAB", 1, base + shift)
    figures = with_flow(figures_of_cases([*cases_of("AAA", 9, 30), *small]))
    found = table(figures, "variation")
    shown = cells(found, "Left too long")
    assert shown[3] == (lowest if lowest == "[z]" else f"1 of {base + shift}")
    assert ("fewer than two such authorities" in found.note) == (lowest == "[z]")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(words=["half"], about="1/2"), "exactly 50%"),
        (Span(words=["x"], about="1/3", within="0.015"), "1/3, give or take 1.5 percentage points"),
        (Span(words=["x"], about="1/4", within="0.01"), "25%, give or take 1 percentage point"),
        (Span(words=["x"], **{"from": "0.8", "to": "0.97"}), "from 80% to 97%"),
        (Span(words=["x"], above="0.8", below="0.97"), "above 80% to under 97%"),
        (Span(words=["x"], **{"from": "0.445", "below": "1"}), "from 44.5% to under 100%"),
    ],
)  # fmt: skip
def test_what_words_stand_for_is_said_with_their_limits(span: Span, words: str) -> None:
    scale = WordingScale(wording="own", title="Own", source="a book", status="tried", bands=(span,))
    (found,) = wording_tables(scale)
    assert cells(found, span.words[0]) == [words]
    assert "no published standard" in found.source
    sourced = scale.model_copy(update={"bands": (span.model_copy(update={"basis": "source"}),)})
    assert "those of a book" in wording_tables(sourced)[0].source


def test_words_with_one_fraction_share_a_row() -> None:
    fractions, others = wording_tables(SCALE)
    assert [row.header for row in fractions.rows] == [
        "one in ten", "one in five", "a quarter", "a third", "half", "two thirds", "three quarters",
    ]  # fmt: skip
    assert cells(fractions, "half") == [
        "from 44% to under 50%; just under: from 47% to under 50%",
        "exactly 50%",
        "above 50% to under 60%; just over: above 50% to 53%",
    ]
    assert cells(fractions, "one in ten")[::2] == ["not used", "not used"]
    assert [row.header.split(" or ")[0] for row in others.rows][1] == "most"
    assert blocks_placed(two_authorities(), SCALE, Directive("table", "wording", (), 1)) == (
        fractions, others,
    )  # fmt: skip


# --- figures and large numbers --------------------------------------------------------------------


def test_every_figure_can_be_called_by_its_name() -> None:
    figures = two_authorities()
    charts = {
        name: figure_for(figures, name, options).chart
        for name, options in (
            ("judgements", {"domain": "HARM"}), ("matrix", {}), ("flow", {}),
            ("variation", {}), ("left_too_long", {}),
        )
    }  # fmt: skip
    kinds = [type(chart) for chart in charts.values()]
    assert kinds == [StackedBars, HeatMap, FlowDiagram, DotRange, Bars]
    with_domain = figure_for(figures, "matrix", {"domain": "HARM"})
    assert with_domain.chart == charts["judgements"]
    for call in (figure_for, lambda *words: table(words[0], words[1])):
        with pytest.raises(UnknownDirectiveError, match="called nonsense"):
            call(figures, "nonsense", {})


def test_the_flow_diagram_says_who_left_and_who_joined_at_each_step() -> None:
    chart = figure_for(two_authorities(), "flow", {}).chart
    assert isinstance(chart, FlowDiagram)
    counts = [step.count for step in chart.steps]
    assert counts == [90, 70, 8, 7, 5]
    drawn, to_examine = chart.steps[2], chart.steps[3]
    assert [(part.reason, part.count) for part in drawn.joined] == [
        ("reserves in their place", 1),
        ("picked by hand", 1),
    ]
    assert [(part.reason, part.count) for part in to_examine.losses] == [("not examined", 2)]


def test_a_flow_without_losses_has_none_to_show() -> None:
    total = replace(FLOW, lost={}, replaced=0, purposive=0, active=8, counted=8)
    chart = figure_for(with_flow(two_authorities(), total), "flow", {}).chart
    assert isinstance(chart, FlowDiagram)
    assert (chart.steps[2].losses, chart.steps[2].joined, chart.steps[3].losses) == ((), (), ())


def test_the_range_has_a_line_for_what_differs_between_authorities() -> None:
    chart = figure_for(two_authorities(), "variation", {}).chart
    assert isinstance(chart, DotRange)
    assert [row.label for row in chart.rows] == ["Left too long"]
    assert [(bar.count, bar.base) for bar in chart.rows[0].authorities] == [(9, 30), (1, 30)]


def test_a_share_that_rounds_to_nothing_is_marked_and_explained() -> None:
    figures = with_flow(figures_of_cases([*cases_of("AAA", 1, 250), *cases_of("AAB", 9, 30)]))
    found: Figure = figure_for(figures, "left_too_long", {})
    assert "[low] = rounds to zero but is not zero." in found.note
    assert "[low]" not in figure_for(two_authorities(), "left_too_long", {}).note


def test_large_numbers_are_counts_with_their_base() -> None:
    figures = two_authorities()
    found = statistics_for(figures, ("authorities", "interviews", "left_too_long"))
    assert [one.figure for one in found.items] == ["2", "0", "10 of 60"]
    everybody = with_flow(figures_of_cases(cases_of("AAA", 5, 5)))
    (all_of_them,) = statistics_for(everybody, ("left_too_long",)).items
    assert (all_of_them.figure, all_of_them.label) == ("5", "long-term cases examined")
    with pytest.raises(UsageError, match="no statistic called nonsense"):
        statistics_for(figures, ("nonsense",))


# --- claims ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("authorities", "2 authorities"), ("interviews", "1 interview"),
        ("referred_back", "1 of 5 cases"), ("read_twice", "2 of 6 cases"),
        ("lost", "3 of 8 cases"), ("eligible", "70 of 90 children"),
    ],
)  # fmt: skip
def test_counts_of_the_review_itself_can_be_claimed(reference: str, text: str) -> None:
    interview = replace(
        a_record("AAA-001"), subject=Subject(SubjectKind.INTERVIEW, "AAA", "AAA-I-ab-01")
    )
    figures = two_authorities()
    figures = replace(figures, records=(*figures.records, interview), referred_back=("AAA-001",))
    claim = NarrativeClaim("c1", text.split(" ", maxsplit=1)[0], reference, line=3, column=1)
    (quantity,), _ = check_narrative(figures, SCALE, [document(claims=(claim,))])
    numbers = [int(word) for word in text.split() if word.isdecimal()]
    assert [quantity.count, quantity.base][: len(numbers)] == numbers


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("nonsense", "nonsense"),
        ("left_too_long?authority=ZZZ", "not an authority"),
        ("lost?authority=AAA", "cannot be narrowed"),
        ("lost?case_type=in_care", "cannot be narrowed"),
        ("lost?in=left_too_long", "cannot be narrowed"),
    ],
)
def test_a_claim_of_what_does_not_exist_is_a_problem_at_its_line(
    reference: str, reason: str
) -> None:
    claim = NarrativeClaim("c1", "some", reference, line=3, column=1)
    quantities, (problem,) = check_narrative(two_authorities(), SCALE, [document(claims=(claim,))])
    assert quantities == ()
    assert (problem.file, problem.row, problem.kind) == ("harm.md", 3, "unknown-claim")
    assert reason in problem.message


# --- chapters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("is_numbered", "is_on_new_page"), [(True, False), (False, True)])
def test_the_front_matter_goes_before_what_a_chapter_would_have_otherwise(
    is_numbered: bool, is_on_new_page: bool
) -> None:
    asked = replace(document(), is_numbered=is_numbered, is_on_new_page=is_on_new_page)
    content = report_content(two_authorities(), SCALE, [asked], (), edition=Edition.INTERNAL)
    assert content.chapters[0].is_numbered is is_numbered
    assert content.chapters[0].is_on_new_page is is_on_new_page


def test_left_to_itself_a_chapter_is_numbered_and_an_annex_is_not() -> None:
    annex = replace(document(), id="annex-own", file="own.md", is_annex=True)
    content = report_content(
        two_authorities(), SCALE, [document(), annex], (), edition=Edition.INTERNAL
    )
    assert [one.is_numbered for one in content.chapters[:2]] == [True, False]
    assert [one.is_on_new_page for one in content.chapters[:2]] == [False, True]


def test_the_cover_counts_people_only_where_some_were_interviewed() -> None:
    figures = two_authorities()
    interview = replace(
        a_record("AAA-001"), subject=Subject(SubjectKind.INTERVIEW, "AAA", "AAA-I-ab-01")
    )
    spoken = replace(figures, records=(*figures.records, interview))
    silent, told = (
        report_content(one, SCALE, [document()], (), edition=Edition.INTERNAL).cover_facts
        for one in (figures, spoken)
    )
    assert CoverFact("People interviewed", "1") in told
    assert [fact.label for fact in silent] == ["Cases examined", "Fieldwork"]


def test_the_cover_counts_authorities_with_a_case_and_not_those_with_an_interview_alone() -> None:
    figures = two_authorities()
    (*others,) = (one for one in figures.records if one.subject.authority == "AAA")
    interview = replace(
        a_record("BBB-001"), subject=Subject(SubjectKind.INTERVIEW, "BBB", "BBB-I-ab-01")
    )
    told = replace(figures, records=(*others, interview))
    for one, words in ((figures, "in 2 local authorities"), (told, "in 1 local authority")):
        facts = report_content(one, SCALE, [document()], (), edition=Edition.INTERNAL).cover_facts
        assert facts[0].value.endswith(words)


def test_what_the_plan_leaves_out_is_said_to_be_and_nothing_stands_in_its_place() -> None:
    """No date from the end of fieldwork, no number from the review's id, no publisher."""
    figures = two_authorities()
    reporting = figures.review.plan.reporting
    assert (reporting.published, reporting.reference, reporting.publisher) == (None, "", "")
    content = report_content(figures, SCALE, [document()], (), edition=Edition.INTERNAL)
    assert (content.published_words, content.is_dated) == ("Date of publication not set", False)
    assert (content.reference, content.reference_words) == ("", "not set")
    assert content.publisher == ""
    assert content.created == figures.taken_at.date()


def test_what_the_plan_says_is_said() -> None:
    figures = two_authorities()
    said = {"published": date(2014, 3, 26), "reference": "R-1", "publisher": "An inspectorate"}
    reporting = figures.review.plan.reporting.model_copy(update=said)
    plan = figures.review.plan.model_copy(update={"reporting": reporting})
    told = replace(figures, review=replace(figures.review, plan=plan))
    content = report_content(told, SCALE, [document()], (), edition=Edition.INTERNAL)
    assert (content.published_words, content.is_dated) == ("March 2014", True)
    assert (content.reference_words, content.publisher) == ("R-1", "An inspectorate")
    assert content.created == date(2014, 3, 26)


def test_every_directive_that_cannot_be_followed_is_named() -> None:
    wrong = tuple(
        Directive(kind, "nonsense", (), line=place)
        for place, kind in enumerate(("table", "figure", "statistics"), start=3)
    )
    with pytest.raises(NarrativeFaultyError) as caught:
        report_content(two_authorities(), SCALE, [document(*wrong)], (), edition=Edition.INTERNAL)
    assert [problem.row for problem in caught.value.problems] == [3, 4, 5]


def test_a_group_without_a_name_of_its_own_is_said_in_words() -> None:
    figures = two_authorities()
    assert group_words(figures, "authority", "ZZZ") == "ZZZ"
    assert group_words(figures, "months_open", "over_a_year") == "Over a year"
