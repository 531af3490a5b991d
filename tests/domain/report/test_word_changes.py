"""What came back from Word, held against a narrative, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from inspect_tool.domain.content.blocks import (
    BulletList,
    Column,
    Edition,
    Figure,
    KeyBox,
    Paragraph,
    Recommendation,
    Row,
    Statistic,
    Statistics,
    Table,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.charts import Bar, Bars
from inspect_tool.domain.content.narrative_units import SourceUnit, UnitKind
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.word_changes import (
    ChangeKind,
    ReturnedBlock,
    ReturnedRun,
    WordComparison,
    compare_word,
    with_changes,
)
from inspect_tool.domain.report.word_file import (
    LABEL,
    WordBlock,
    WordFile,
    WordParagraph,
    WordTable,
    label_of,
    narrative_digest,
    table_texts,
    word_file,
)
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.readers.narrative.units import units_of
from inspect_tool.workspace import shipped_folder
from tests.figures_factory import authority_code, cases_of, figures_of_cases

TEXT = """\
# Harm

Left too long in [6 of the 12](claim:left_too_long) long-term cases[^1].

{{ table:left_too_long by=case_type }}
{{ figure:left_too_long by=case_type }}

{{ statistics: authorities, left_too_long }}

{{ section:estimates }}

## What helped

### More

- Time
- Trust

1. First

::: key
What matters.
:::

Last words.

[^1]: A note.
"""
TITLED = "---\ntitle: Closing\n---\n\nThe end.\n"
FIGURES = figures_of_cases(
    [one for place in range(2) for one in cases_of(authority_code(place), 3, 6)]
)
NAMES = {"harm.md": TEXT.replace("}}\n{{ figure", "}}\n\n{{ figure"), "closing.md": TITLED}
UNITS = {file: units_of(text, file=file) for file, text in NAMES.items()}


def made() -> WordFile:
    scale = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")
    documents = [parse_narrative(text, file=file) for file, text in NAMES.items()]
    quantities, _ = check_narrative(FIGURES, scale, documents)
    content = report_content(FIGURES, scale, documents, quantities, edition=Edition.INTERNAL)
    base = narrative_digest(NAMES)
    return word_file(content, documents, UNITS, base=base, of=("small", "final"))


FILE = made()


def returned(block: WordBlock) -> ReturnedBlock:
    """A block as it comes back untouched."""
    if isinstance(block, WordTable):
        rows = tuple(map(tuple, table_texts(block.table)))
        return ReturnedBlock(marks=(block.mark,), rows=rows, is_table=True)
    if not isinstance(block, WordParagraph):
        return ReturnedBlock(marks=(block.mark,), pictures=1)
    runs = [ReturnedRun(block.label, tag=LABEL, style="Quantity")] if block.label else []
    number = 0
    for piece in block.pieces:
        tag = f"{block.unit}.{number}" if piece.target else ""
        number += bool(piece.target)
        runs.append(
            ReturnedRun(
                piece.text, piece.is_strong, piece.is_emphasis, tag, "Quantity" if tag else ""
            )
        )
    return ReturnedBlock(marks=(block.mark,), style=block.style.lower(), runs=tuple(runs))


BACK = tuple(map(returned, FILE.blocks))


def compare(blocks: Sequence[ReturnedBlock], *, is_same_base: bool = True) -> WordComparison:
    return compare_word(blocks, UNITS, is_same_base=is_same_base)


def at(words: str) -> int:
    return next(place for place, one in enumerate(BACK) if words in one.words)


def instead(words: str, *runs: ReturnedRun) -> list[ReturnedBlock]:
    """What came back, with other runs in the paragraph that has these words."""
    blocks = list(BACK)
    blocks[at(words)] = replace(blocks[at(words)], runs=runs)
    return blocks


def behind(words: str, *new: ReturnedBlock) -> list[ReturnedBlock]:
    place = at(words) + 1
    return [*BACK[:place], *new, *BACK[place:]]


def words(text: str, style: str = "Normal") -> ReturnedBlock:
    return ReturnedBlock(style=style, runs=(ReturnedRun(text),))


def test_what_comes_back_untouched_changes_nothing() -> None:
    found = compare(BACK)
    assert (found.changes, found.not_taken, found.comments) == ((), (), ())
    assert found.unchanged == FILE.paragraphs == 11
    assert FILE.quantities == 2
    assert FILE.keywords.startswith("inspect-word/1 small ")
    assert len({block.mark for block in FILE.blocks}) == len(FILE.blocks)
    assert all(len(block.mark) <= 40 for block in FILE.blocks)  # the longest that Word takes


def test_words_change_and_quantities_keep_what_they_are_tied_to() -> None:
    unit = next(one for one in UNITS["harm.md"] if one.kind is UnitKind.PARAGRAPH)
    (change,) = compare(
        instead(
            "Left too long",
            ReturnedRun("Too late", is_strong=True),
            ReturnedRun(" in "),
            ReturnedRun("six of ", tag=f"{unit.name}.0"),
            ReturnedRun("the 12", tag=f"{unit.name}.0"),
            ReturnedRun("."),
        )
    ).changes
    assert change.kind is ChangeKind.CHANGED
    assert change.after == "**Too late** in [six of the 12](claim:left_too_long)."
    assert change.place == "harm.md:3"


def test_without_controls_the_style_tells_quantities_in_their_order() -> None:
    runs = [ReturnedRun("Six of the 12", style="Quantity"), ReturnedRun(" cases")]
    more = [
        ReturnedRun("[1]", style="Quantity"),
        ReturnedRun(" "),
        ReturnedRun("9", style="Quantity"),
    ]
    (change,) = compare(instead("Left too long", *runs, *more)).changes
    assert change.after == "[Six of the 12](claim:left_too_long) cases[^1] 9"
    (unknown,) = compare(instead("Last words", ReturnedRun("New", tag="x.9"))).changes
    assert unknown.after == "New"


def test_headings_points_and_notes_keep_their_signs() -> None:
    for before, after in (
        ("What helped", "## Help"), ("More", "### Help"), ("Time", "- Help"), ("First", "1. Help"),
        ("Harm", "# Help"), ("A note.", "[^1]: Help"), ("What matters.", "Help"),
    ):  # fmt: skip
        (change,) = compare(instead(before, ReturnedRun("Help", is_strong="#" in after))).changes
        assert change.after == after
    note = next(one for one in UNITS["harm.md"] if one.kind is UnitKind.NOTE)
    assert label_of(note) == "[1] "
    plain = instead("A note.", ReturnedRun("[1] ", style="Quantity"), ReturnedRun("A note."))
    assert compare(plain).changes == ()


def test_new_paragraphs_stand_behind_the_ones_before_them() -> None:
    found = compare(
        [
            *behind(
                "Trust",
                words("Patience", "list bullet"),
                words("Second", "List Number"),
            ),
            words("Very last"),
        ]
    ).changes
    assert [(one.file, one.after) for one in found] == [
        ("closing.md", "Very last"),
        ("harm.md", "- Patience"),
        ("harm.md", "1. Second"),
    ]
    text = with_changes(NAMES["harm.md"], [one for one in found if one.file == "harm.md"])
    assert "- Trust\n- Patience\n1. Second\n\n1. First" in text
    assert with_changes(TITLED, [found[0]]) == f"{TITLED[:-1]}\n\nVery last\n"


def test_changed_lines_take_the_place_of_the_old_ones() -> None:
    found = compare(instead("Last words", ReturnedRun("New  words."), ReturnedRun(" "))).changes
    text = with_changes(NAMES["harm.md"], found)
    assert text == NAMES["harm.md"].replace("Last words.", "New words.")


def test_a_new_paragraph_behind_a_table_stands_behind_its_line() -> None:
    (change,) = compare(behind("Figure 1: ", words("New"))).changes
    assert change.first == NAMES["harm.md"].splitlines().index(
        "{{ figure:left_too_long by=case_type }}"
    ) + 1  # fmt: skip


def test_what_is_left_out_or_empty_is_removed() -> None:
    gone = [one for one in BACK if "Trust" not in one.words]
    (removed,) = compare(gone).changes
    (emptied,) = compare(instead("Trust")).changes
    assert removed.kind is emptied.kind is ChangeKind.REMOVED
    assert with_changes(NAMES["harm.md"], [removed]) == NAMES["harm.md"].replace("- Trust\n", "")
    (last,) = compare([one for one in BACK if "Last words" not in one.words]).changes
    assert "key" in (text := with_changes(NAMES["harm.md"], [last]))
    assert text == NAMES["harm.md"].replace("Last words.\n\n", "")
    assert with_changes("a\r\nb\r\n", [replace(last, first=0, last=1)]) == "b\r\n"


def test_what_the_evidence_puts_in_cannot_be_changed() -> None:
    table = next(place for place, one in enumerate(BACK) if one.is_table)
    blocks = list(BACK)
    blocks[table] = replace(blocks[table], rows=(("9",),))
    picture = next(place for place, one in enumerate(BACK) if one.pictures)
    blocks[picture] = replace(blocks[picture], pictures=0)
    blocks[at("Table 1")] = replace(blocks[at("Table 1")], runs=(ReturnedRun("Mine"),))
    found = compare(blocks)
    assert found.changes == ()
    assert [one.message[:14] for one in found.not_taken] == ["It was changed"] * 3
    of_table = FILE.blocks[table].mark.rpartition("_")[0].rpartition("_")[0][2:]
    missing = compare([one for one in BACK if not any(of_table in mark for mark in one.marks)])
    assert "stays: take it out in the Markdown" in missing.not_taken[0].message


def test_new_tables_pictures_and_chapters_are_told() -> None:
    found = compare(
        [
            words("Before all"),
            *BACK,
            ReturnedBlock(rows=(("a", ""),), is_table=True),
            ReturnedBlock(pictures=1),
            words("A chapter", "heading 1"),
            words("  "),
        ]
    )
    assert found.changes == ()
    assert [one.words for one in found.not_taken] == ["Before all", "a", "", "A chapter"]
    assert found.not_taken[0].place == ""


def test_comments_are_with_their_words() -> None:
    blocks = list(BACK)
    blocks[at("Trust")] = replace(blocks[at("Trust")], comments=("Whose?", "When?"))
    assert [(one.words, one.message) for one in compare(blocks).comments] == [
        ("Trust", "Whose?"), ("Trust", "When?"),
    ]  # fmt: skip


def test_a_mark_that_stands_twice_is_read_once() -> None:
    (change,) = compare(behind("Trust", BACK[at("Trust")])).changes
    assert change.kind is ChangeKind.ADDED


def moved_on(old: str, new: str) -> dict[str, tuple[SourceUnit, ...]]:
    text = NAMES["harm.md"].replace(old, new)
    return {**UNITS, "harm.md": units_of(text, file="harm.md")}


def test_where_both_changed_neither_is_lost() -> None:
    now = moved_on("Last words.", "Final words.")
    same = compare_word(BACK, now, is_same_base=False)
    assert same.changes == ()
    assert [one.words for one in same.not_taken] == ["Final words."]
    both = compare_word(instead("Last words", ReturnedRun("Other")), now, is_same_base=False)
    assert [one.words for one in both.not_taken] == ["Other", "Final words."]


def test_what_was_taken_once_is_known_again() -> None:
    now = moved_on("Last words.", "Other words.\n\nA new one.")
    back = instead("Last words", ReturnedRun("Other words."))
    back.insert(at("Last words") + 1, words("A new one."))
    found = compare_word(back, now, is_same_base=False)
    assert (found.changes, found.not_taken) == ((), ())


def test_every_kind_of_block_that_the_evidence_gives_has_words() -> None:
    scale = load_wording(Path(shipped_folder("templates")) / "wording" / "ofsted-2014.yaml")
    document = parse_narrative("# T\n\n{{ section:estimates }}\n", file="x.md")
    content = report_content(FIGURES, scale, [document], (), edition=Edition.INTERNAL)
    blocks = (
        VoiceBox("A parent", (Paragraph((Text("“Said.”"),)),)),
        KeyBox((BulletList(((Text("One"),), (Text("Two"),))),)),
        Recommendation((Text("plan"),), "Boards should"),
        Statistics((Statistic("4", "boards"),)),
        Table("table-plain", "Plain", (Column("Area"),), (Row("A", ()),)),
    )
    chapter = replace(content.chapters[0], blocks=blocks)
    content = replace(content, chapters=(chapter, *content.chapters[1:]), subtitle="")
    units = {"x.md": units_of("# T\n\n{{ section:estimates }}\n", file="x.md")}
    file = word_file(content, [document], units, base="b", of=("small", "final"))
    said = [returned(block).words for block in file.blocks]
    assert said[-8:] == [
        "“Said.”", "A parent", "One", "Two", "Boards should plan.", "4 boards",
        "Table 1: Plain", "Area | A",
    ]  # fmt: skip


def test_recommendations_of_a_document_are_laid_out_where_they_stand() -> None:
    scale = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")
    text = "# R\n\n{{ recommendations: all }}\n"
    document = replace(
        parse_narrative(text, file="recommendations.md"),
        blocks=(Recommendation((Text("plan"),), "Boards should"),),
    )
    content = report_content(FIGURES, scale, [document], (), edition=Edition.INTERNAL)
    units = {"recommendations.md": units_of(text, file="recommendations.md")}
    file = word_file(content, [document], units, base="b", of=("small", "final"))
    assert returned(file.blocks[-1]).words == "Boards should plan."


def test_a_finding_stands_above_what_its_figure_shows() -> None:
    scale = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")
    document = parse_narrative("# T\n\n{{ section:estimates }}\n", file="x.md")
    content = report_content(FIGURES, scale, [document], (), edition=Edition.INTERNAL)
    figure = Figure("figure-weak", "Weak", Bars((Bar("A", 3, 30),)), finding=(Text("Few"),))
    chapter = replace(content.chapters[0], blocks=(figure,))
    content = replace(content, chapters=(chapter,))
    units = {"x.md": units_of("# T\n\n{{ section:estimates }}\n", file="x.md")}
    file = word_file(content, [document], units, base="b", of=("small", "final"))
    said = [returned(one).words for one in file.blocks]
    assert said[said.index("Figure 1: Few") + 1] == "Weak"
