"""The narrative is read into blocks; what a report cannot say is a problem with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.content.blocks import (
    BulletList,
    ClaimText,
    CrossReference,
    Emphasis,
    Footnote,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Link,
    Paragraph,
    Recommendation,
    Strong,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.narrative import Directive, NarrativeClaim, NarrativeDocument
from inspect_tool.errors import Severity
from inspect_tool.readers.narrative.markdown import parse_narrative


def read(body: str, *, file: str = "05-assessment.md") -> NarrativeDocument:
    """Read a body below a title, which takes the first two lines."""
    return parse_narrative(f"# Assessment\n\n{body}", file=file)


def problems(body: str) -> list[tuple[int, str]]:
    return [(problem.row, problem.kind) for problem in read(body).problems]


def spans(body: str) -> tuple[object, ...]:
    document = read(body)
    assert document.problems == ()
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    return paragraph.spans


# --- the chapter ---------------------------------------------------------------------------------


def test_the_front_matter_says_what_the_chapter_is() -> None:
    document = parse_narrative(
        '---\ntitle: "Where we went"\nid: places\nnumbered: no\nannex: yes\nnew-page: no\n---\n\n'
        "Words.\n",
        file="annex-a.md",
    )
    assert (document.title, document.id) == ("Where we went", "places")
    assert (document.is_numbered, document.is_annex, document.is_on_new_page) == (
        False,
        True,
        False,
    )
    assert document.problems == ()


def test_without_front_matter_the_first_heading_is_the_title_and_the_file_gives_the_id() -> None:
    document = read("Words.")
    assert (document.title, document.id, document.file) == (
        "Assessment",
        "assessment",
        "05-assessment.md",
    )
    assert (document.is_numbered, document.is_annex, document.is_on_new_page) == (None, False, None)


@pytest.mark.parametrize("file", ["05-key-findings.md", "key_findings.md", "5.key findings.md"])
def test_the_id_of_a_file_leaves_out_its_number(file: str) -> None:
    assert read("Words.", file=file).id == "key-findings"


def test_a_file_that_is_named_by_a_number_alone_keeps_it() -> None:
    assert read("Words.", file="05.md").id == "05"


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        ("---\ntitle: A\ncolour: red\n---\n\nWords.", 3, "unknown-front-matter"),
        ("---\ntitle: A\njust words\n---\n\nWords.", 3, "unknown-front-matter"),
        ("---\ntitle: A\nnumbered: maybe\n---\n\nWords.", 1, "unknown-front-matter"),
        ("Words.", 1, "title"),
        ("---\ntitle: A\n---\n\n# B\n\nWords.", 1, "title"),
    ],
)
def test_a_chapter_that_is_not_clear_is_a_problem(text: str, line: int, kind: str) -> None:
    (problem,) = parse_narrative(text, file="a.md").problems
    assert (problem.row, problem.kind, problem.severity) == (line, kind, Severity.REFUSED)
    assert problem.file == "a.md"
    assert problem.remedy


def test_blank_lines_in_the_front_matter_do_no_harm() -> None:
    assert parse_narrative("---\n\ntitle: A\n---\n\nWords.", file="a.md").problems == ()


# --- words ---------------------------------------------------------------------------------------


def test_emphasis_references_and_links_are_read() -> None:
    assert spans(
        "A **strong _and_** word, [](#table-t), [above](#how), [us](https://x.org/?a=1&b=2)."
    ) == (
        Text("A "),
        Strong((Text("strong "), Emphasis((Text("and"),)))),
        Text(" word, "),
        CrossReference("table-t", ""),
        Text(", "),
        CrossReference("how", "above"),
        Text(", "),
        Link("us", "https://x.org/?a=1&b=2"),
        Text("."),
    )


def test_lines_of_one_paragraph_are_joined_and_quotation_marks_are_set() -> None:
    assert spans('The child\'s "own\nwords".') == (Text("The child’s “own words”."),)


def test_brackets_of_shorthand_stay_words() -> None:
    assert spans("It says [c] and (c).") == (Text("It says [c] and (c)."),)


def test_notes_stand_where_they_are_called() -> None:
    read_spans = spans("Seen.[^a] More.^[Written inside.]\n\n[^a]: A **note**\n    of two lines.")
    assert read_spans == (
        Text("Seen."),
        Footnote((Text("A "), Strong((Text("note"),)), Text(" of two lines."))),
        Text(" More."),
        Footnote((Text("Written inside."),)),
    )


def test_paragraphs_of_a_note_are_joined() -> None:
    read_spans = spans("Seen.[^a]\n\n[^a]: One.\n\n    Two.")
    assert read_spans[1] == Footnote((Text("One."), Text(" "), Text("Two.")))


# --- claims --------------------------------------------------------------------------------------


def test_a_claim_is_tied_to_its_reference_and_its_place() -> None:
    document = read("In [nearly half](claim:left_too_long) of them.")
    assert document.claims == (
        NarrativeClaim(
            "assessment-1", "nearly half", "left_too_long", 3, 4, before="In ", after=" of them."
        ),
    )
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.spans[1] == ClaimText("nearly half", "assessment-1")


def test_the_options_of_a_claim_are_carried_as_they_are_written() -> None:
    (claim,) = read("[15](claim:oversight_weak?in=left_too_long&by=case_type)").claims
    assert claim.reference == "oversight_weak?in=left_too_long&by=case_type"


def test_claims_of_one_line_are_told_apart_by_their_columns() -> None:
    document = read("[half](claim:a), [half](claim:a) and\n**[some](claim:b)**\n\n- [few](claim:c)")
    assert [(claim.line, claim.column) for claim in document.claims] == [
        (3, 1),
        (3, 18),
        (4, 3),
        (6, 3),
    ]


def test_a_claim_in_a_note_stands_at_the_note() -> None:
    document = read("Seen.[^a] [half](claim:b)\n\n[^a]: In [a third](claim:a).")
    assert [(claim.text, claim.line, claim.column) for claim in document.claims] == [
        ("half", 3, 11),
        ("a third", 5, 10),
    ]


def test_a_claim_whose_words_run_over_a_line_is_found() -> None:
    (claim,) = read("Of them [nearly\nhalf](claim:a) did.").claims
    assert (claim.text, claim.line, claim.column) == ("nearly half", 3, 9)


@pytest.mark.parametrize("claim", ["[](claim:left)", "[half](claim:)"])
def test_a_claim_without_words_or_measure_is_a_problem(claim: str) -> None:
    assert problems(f"In {claim}.") == [(3, "empty-claim")]


# --- blocks --------------------------------------------------------------------------------------


def test_headings_give_ids_that_a_writer_can_aim_at() -> None:
    document = read("## How cases were selected\n\n### The children's views {#views}\n")
    assert document.blocks == (
        Heading("how-cases-were-selected", "How cases were selected", 2),
        Heading("views", "The children’s views", 3),
    )


def test_points_may_be_in_an_order() -> None:
    document = read("- one\n- two\n\nThen.\n\n1. first\n2. second")
    lists = [block for block in document.blocks if isinstance(block, BulletList)]
    assert [one.is_ordered for one in lists] == [False, True]
    assert lists[0].items == ((Text("one"),), (Text("two"),))


def test_boxes_hold_paragraphs_and_points() -> None:
    document = read(
        "::: key\nFirst.\n:::\n\n::: good-practice A clear picture\nText.\n\n- point\n:::\n\n"
        "::: voice A parent\nShe came back.\n:::\n"
    )
    assert document.problems == ()
    assert document.blocks == (
        KeyBox((Paragraph((Text("First."),)),)),
        GoodPracticeBox(
            "A clear picture", (Paragraph((Text("Text."),)), BulletList(((Text("point"),),)))
        ),
        VoiceBox("A parent", (Paragraph((Text("She came back."),)),)),
    )


@pytest.mark.parametrize(
    ("source", "directive"),
    [
        (
            "{{ table:left_too_long by=case_type }}",
            ("table", "left_too_long", (("by", "case_type"),)),
        ),
        ("{{ figure:matrix domain=MGT }}", ("figure", "matrix", (("domain", "MGT"),))),
        ("{{ figure:flow }}", ("figure", "flow", ())),
        ("{{table:wording}}", ("table", "wording", ())),
        (
            "{{ table: m by=authority in=long }}",
            ("table", "m", (("by", "authority"), ("in", "long"))),
        ),
    ],
)
def test_a_directive_says_what_to_put_in(
    source: str, directive: tuple[str, str, tuple[tuple[str, str], ...]]
) -> None:
    document = read(source)
    assert document.problems == ()
    assert document.blocks == document.directives == (Directive(*directive, line=3),)


def test_statistics_name_several_measures() -> None:
    (directive,) = read("{{ statistics: all_cases, authorities, left_too_long }}").directives
    assert directive.names == ("all_cases", "authorities", "left_too_long")
    assert directive.option("by") is None


def test_an_option_is_found_by_its_key() -> None:
    (directive,) = read("{{ table:m by=authority }}").directives
    assert directive.option("by") == "authority"


def test_points_below_a_heading_of_the_recommendations_become_recommendations() -> None:
    document = read(
        "Grouped.\n\n- not one\n\n## Ministers should\n\n- act\n- act **now**\n",
        file="03-recommendations.md",
    )
    assert document.blocks == (
        Paragraph((Text("Grouped."),)),
        BulletList(((Text("not one"),),)),
        Heading("ministers-should", "Ministers should", 2),
        Recommendation((Text("act"),), "Ministers should"),
        Recommendation((Text("act "), Strong((Text("now"),))), "Ministers should"),
    )
    assert not any(isinstance(block, Recommendation) for block in read("## A\n\n- b").blocks)


# --- what a report cannot say --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<b>raw</b>", [(3, "unsupported-markdown"), (3, "unsupported-markdown")]),
        ("<div>\nraw\n</div>", [(3, "unsupported-markdown")]),
        ("Words\n![alt](picture.png)", [(4, "unsupported-markdown")]),
        ("`code`", [(3, "unsupported-markdown")]),
        ("```\ncode\n```", [(3, "unsupported-markdown")]),
        ("    code", [(3, "unsupported-markdown")]),
        ("one\n\n---\n\ntwo", [(5, "unsupported-markdown")]),
        ("> quoted", [(3, "unsupported-markdown")]),
        ("broken\\\nby hand `x`", [(3, "unsupported-markdown"), (4, "unsupported-markdown")]),
        ("[x](http://a.org)", [(3, "unsupported-link")]),
        ("[x](mailto:a@b.org)", [(3, "unsupported-link")]),
        ("[x](other.md)", [(3, "unsupported-link")]),
        ("[x](#)", [(3, "unsupported-link")]),
        ("[](https://a.org)", [(3, "unsupported-link")]),
        ("See[^missing].", [(3, "missing-note")]),
        ("See[^a] and[^a].\n\n[^a]: Note.", [(3, "note-called-twice")]),
        ("Words.\n\n[^a]: Never called.", [(5, "note-not-called")]),
        ("Words {{ figure:flow }} more.", [(3, "stray-directive")]),
        ("{{ picture:flow }}", [(3, "unknown-directive")]),
        ("{{ table }}", [(3, "unknown-directive")]),
        ("{{ table: By=x }}", [(3, "unknown-directive")]),
        ("| a | b |\n|---|---|", [(3, "unknown-block")]),
        ("::: other\nwords\n:::", [(3, "unknown-block")]),
        ("::: key\nwords", [(3, "box")]),
        ("::: voice\nwords\n:::", [(3, "box")]),
        ("::: good-practice\nwords\n:::", [(3, "box")]),
        ("::: key\n## Heading\n:::", [(3, "box")]),
        ("- one\n  - inside", [(3, "point")]),
        ("- one\n\n  two", [(3, "point")]),
        ("-\n- two", [(3, "point")]),
        ("#### Deep", [(3, "heading-level")]),
        ("# Second title", [(3, "heading-level")]),
        ("## A **strong** heading", [(3, "heading-with-more-than-words")]),
        ("## [Half](claim:left)", [(3, "heading-with-more-than-words")]),
    ],
)  # fmt: skip
def test_what_a_report_cannot_say_is_a_problem_with_its_line(
    body: str, expected: list[tuple[int, str]]
) -> None:
    assert problems(body) == expected


def test_every_problem_is_found_in_one_pass_and_in_order() -> None:
    body = "`code`\n\n> quoted\n\n#### Deep\n\n[x](http://a.org)"
    found = problems(body)
    assert len(found) == 4
    assert found == sorted(found)


def test_nothing_of_raw_html_is_passed_on() -> None:
    document = read("before <script>alert(1)</script> after\n\n<iframe src=x></iframe>")
    assert "<" not in repr(document.blocks).replace("<class", "")


@given(st.text(max_size=200))
def test_any_text_is_read_or_answered_with_problems(text: str) -> None:
    document = parse_narrative(text, file="any.md")
    assert all(problem.row >= 1 and problem.remedy for problem in document.problems)
    assert all(claim.line >= 1 and claim.column >= 1 for claim in document.claims)


MARKS = (
    "[h](claim:a)", "**", "_", "[^a]", "\n", "\n\n", ":::", " key", "{{", " table:x", "}}", "- ",
    "## ", "[^a]: n", "> ", "<b>", "words ",
)  # fmt: skip


@given(st.lists(st.sampled_from(MARKS), max_size=30))
def test_any_mixture_of_marks_is_read(parts: list[str]) -> None:
    document = parse_narrative("".join(parts), file="any.md")
    ids = {claim.id for claim in document.claims}
    assert len(ids) == len(document.claims)


def test_what_is_still_to_be_written_is_named_and_refused() -> None:
    (problem,) = read("{{ write: the summary, with [all](claim:authorities) }}").problems
    assert problem.kind == "still-to-write"
    assert "the summary, with [all](claim:authorities)" in problem.message
    assert read("{{ write }}").problems[0].kind == "still-to-write"


def test_a_quantity_without_a_claim_is_pointed_out_at_its_line() -> None:
    body = "[Nearly half](claim:a) of them.\n\n**Two thirds of\nthe** plans, and 40% of others."
    document = read(body)
    assert document.problems == ()
    start = document.unchecked[0].row
    assert [(one.row - start, one.kind) for one in document.unchecked] == [
        (0, "unchecked-quantity"),
        (1, "unchecked-quantity"),
    ]
    assert "“40%”" in document.unchecked[1].message


# --- what is no claim ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("In [most] (claim:drift) cases.", 11),
        ("In [most](claim: drift) cases.", 10),
        ("In [most](claim:drift cases.", 10),
        ("In [most][claim:drift] cases.", 10),
        ("In most (claim:drift) cases.", 9),
        ("See [43,140 children] (source:dfe).", 23),
    ],
)
def test_a_link_that_is_none_is_refused_at_its_place(text: str, column: int) -> None:
    (problem, *_) = read(text).problems
    assert (problem.kind, problem.row, problem.column) == ("malformed-claim", 3, str(column))


def test_a_quantity_from_elsewhere_prints_its_source_as_a_note() -> None:
    document = read(
        "There were [43,140 children](source:dfe-2013), [17,980](source:dfe-2013) of them so.\n\n"
        "[^dfe-2013]: Department for Education, 2012 to 2013."
    )
    assert (document.problems, document.unchecked, document.sources) == ((), (), 2)
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    note = Footnote((Text("Department for Education, 2012 to 2013."),))
    assert [span for span in paragraph.spans if isinstance(span, Footnote)] == [note, note]


def test_a_source_without_its_note_or_its_name_is_refused() -> None:
    assert problems("There were [43,140](source:dfe).") == [(3, "missing-note")]
    assert (3, "malformed-claim") in problems("There were [43,140](source:).")
    assert (3, "malformed-claim") in problems("There were [43,140](detail:One Two).")


def test_a_detail_counts_nothing() -> None:
    document = read("A strategy of [forty pages](detail:one-strategy) was unknown.")
    assert (document.unchecked, document.details, document.claims) == ((), 1, ())


def test_a_quantity_is_found_across_lines_and_emphasis_at_its_line() -> None:
    document = read("Some words.\nIn nearly\n*half* of the cases.")
    assert [(one.row, one.kind) for one in document.unchecked] == [(4, "unchecked-quantity")]
    assert read("::: voice A parent\nForty children.\n:::").unchecked == ()


def test_a_claim_knows_the_rest_of_its_sentence() -> None:
    document = read("First. In [one](claim:a) there, and [two](claim:b)\nhere. Last.")
    around = [(claim.before, claim.after) for claim in document.claims]
    assert around == [
        ("In ", " there, and ⟦two⟧ here."),
        ("In ⟦one⟧ there, and ", " here."),
    ]
