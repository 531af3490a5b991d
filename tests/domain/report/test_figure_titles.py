"""A figure's title says what was found, in words that follow the evidence."""

from __future__ import annotations

from inspect_tool.domain.content.blocks import ClaimText, Text
from inspect_tool.domain.content.narrative import NarrativeDocument
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.report.chapters import blocks_placed, check_directives
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.workspace import shipped_folder
from tests.figures_factory import cases_of, figures_of_cases

LEFT = 'finding="In {left_too_long} of the long-term cases children had been left too long"'
SCALE = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")


def figures(left: int, base: int) -> SnapshotFigures:
    return figures_of_cases(cases_of("AAA", left, base))


def written(directive: str, counted: SnapshotFigures) -> NarrativeDocument:
    document = parse_narrative(f"# Harm\n\n{{{{ {directive} }}}}\n", file="harm.md")
    assert not document.problems
    (full,) = in_full(counted, SCALE, [document], None)
    return full


def title(directive: str, counted: SnapshotFigures) -> str:
    """What stands above the figure; empty where its plain title does."""
    (placed,) = blocks_placed(counted, SCALE, written(directive, counted).directives[0])
    return plain_words(placed.finding)  # type: ignore[union-attr]


def faults(directive: str, counted: SnapshotFigures) -> list[str]:
    document = written(directive, counted)
    claims = check_narrative(counted, SCALE, [document])[1]
    return [one.message for one in (*claims, *check_directives(counted, SCALE, [document]))]


def test_the_words_follow_the_evidence() -> None:
    said = {left: title(f"figure:left_too_long {LEFT}", figures(left, 40)) for left in (0, 19, 40)}
    assert said == {
        0: "In none of the long-term cases children had been left too long",
        19: "In nearly half of the long-term cases children had been left too long",
        40: "In all of the long-term cases children had been left too long",
    }


def test_a_small_base_is_said_once() -> None:
    said = title(f"figure:left_too_long {LEFT}", figures(2, 7))
    assert said == "In two of the seven long-term cases children had been left too long"


def test_without_anything_to_count_the_plain_title_stays() -> None:
    empty = figures_of_cases([])
    assert title(f"figure:left_too_long {LEFT}", empty) == ""
    assert faults(f"figure:left_too_long {LEFT}", empty) == []


def test_a_finding_is_a_claim_of_its_chapter() -> None:
    counted = figures(19, 40)
    document = written(f"figure:left_too_long {LEFT}", counted)
    (claim,) = document.claims
    assert (claim.id, claim.text, claim.line) == ("harm-figure-left_too_long", "nearly half", 3)
    assert document.directives[0].said == (
        Text("In "),
        ClaimText("nearly half", claim.id),
        Text(" of the long-term cases children had been left too long"),
    )
    ((quantity,), problems) = check_narrative(counted, SCALE, [document])
    assert (quantity.count, quantity.base, problems) == (19, 40, ())


def test_a_finding_that_says_no_is_of_the_others() -> None:
    said = title(
        'figure:left_too_long finding="In {left_too_long} of the long-term cases children had not'
        ' been left too long"',
        figures(10, 40),
    )
    assert said == "In three quarters of the long-term cases children had not been left too long"


def test_a_sentence_that_the_measure_does_not_say_is_refused() -> None:
    wrong = 'figure:left_too_long finding="In {left_too_long} of the long-term cases it rained"'
    (message,) = faults(wrong, figures(19, 40))
    assert "is not understood" in message


def test_a_finding_is_of_what_the_figure_shows() -> None:
    counted = figures(19, 40)
    assert faults(f"figure:matrix domain=HARM {LEFT}", counted) == []
    assert faults(f"figure:matrix {LEFT}", counted) == []
    (message,) = faults(f"figure:flow {LEFT}", counted)
    assert message.startswith("The finding is about left_too_long, which the figure does not show.")


def test_an_unknown_measure_is_named_at_its_line() -> None:
    unknown = 'figure:left_too_long finding="In {left_to_long} of the cases it rained"'
    assert any("left_to_long" in message for message in faults(unknown, figures(19, 40)))
    (*_, message) = faults('figure:flow finding="In {?} of the cases"', figures(19, 40))
    assert "cannot be read" in message


def test_a_range_over_authorities_is_said_from_the_lowest_to_the_highest() -> None:
    counted = figures_of_cases([*cases_of("AAA", 2, 12), *cases_of("AAB", 9, 12)])
    written_range = (
        'figure:variation finding="In each authority children had been left too long in '
        '{left_too_long?across=authorities} long-term cases"'
    )
    assert "between two and nine long-term cases" in title(written_range, counted)


def test_headlines_are_measures_of_cases_in_the_order_in_which_they_are_named() -> None:
    counted = figures(19, 40)
    (message,) = faults("figure:headlines of=left_too_long", counted)
    assert "fewer than two" in message
    (message,) = faults("figure:headlines of=left_too_long,no_such", counted)
    assert "no_such is none" in message
