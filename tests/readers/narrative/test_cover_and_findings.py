"""The statement on the cover, and findings as titles of figures, as a writer writes them."""

from __future__ import annotations

import pytest

from inspect_tool.domain.content.narrative import NarrativeDocument, WrittenFinding
from inspect_tool.readers.narrative.markdown import parse_narrative


def cover(body: str) -> NarrativeDocument:
    return parse_narrative(f"# On the cover\n\n{body}\n", file="cover.md")


def test_the_cover_holds_up_to_three_sentences() -> None:
    assert cover("One thing. Another, e.g. this. In [half](claim:x) a third").problems == ()
    assert [one.kind for one in cover("One. Two. Three. Four.").problems] == ["cover"]


@pytest.mark.parametrize("body", ["", "- A point", "One.\n\nTwo.", "{{ figure:flow }}"])
def test_the_cover_holds_one_paragraph_and_nothing_else(body: str) -> None:
    assert [one.kind for one in cover(body).problems] == ["cover"]


def finding(option: str, kind: str = "figure") -> NarrativeDocument:
    return parse_narrative(f"# T\n\n{{{{ {kind}:x by=case_type {option} }}}}\n", file="t.md")


def test_a_finding_stands_between_quotation_marks() -> None:
    document = finding('finding="Oversight was weak in {weak?in=left} of the cases"')
    (directive,) = document.directives
    assert directive.options == (("by", "case_type"),)
    assert directive.finding == WrittenFinding(
        "Oversight was weak in ", "weak?in=left", " of the cases"
    )
    assert document.problems == document.unchecked == ()


@pytest.mark.parametrize(
    "option",
    ['finding="No quantity"', 'finding="{one} and {two}"', 'finding="In { } of them"', "finding=x"],
)
def test_a_finding_without_one_place_for_a_quantity_is_refused(option: str) -> None:
    assert [one.kind for one in finding(option).problems] == ["figure-finding"]


def test_only_a_figure_has_a_finding() -> None:
    assert [one.kind for one in finding('finding="In {x} of them"', "table").problems] == [
        "figure-finding"
    ]


def test_a_second_quantity_in_a_finding_is_pointed_out() -> None:
    document = finding('finding="In {x} of the cases; most children were hungry"')
    assert [(one.row, one.kind) for one in document.unchecked] == [(3, "unchecked-quantity")]
