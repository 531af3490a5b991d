"""The narrative: Markdown that a report writer keeps, read into the blocks of a report.

What the writer may use is small on purpose: headings, paragraphs, points, emphasis, notes, three
kinds of box, references, claims, and directives that place what the evidence gives:

    ::: good-practice A clear picture of daily life
    …
    :::

    {{ table:left_too_long by=case_type }}

Everything else is a problem with its line, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from inspect_tool.domain.claims.sentences import number_of_sentences
from inspect_tool.domain.content.blocks import (
    Block,
    BoxedBlock,
    BulletList,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Paragraph,
    Recommendation,
    Spans,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.narrative import (
    COVER,
    SENTENCES_ON_COVER,
    Directive,
    NarrativeBlock,
    NarrativeDocument,
    WrittenFinding,
)
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.readers.narrative.spans import (
    SOURCE_LINK,
    TABLE_RULE,
    Findings,
    check_said,
    check_words,
    lines_of,
    read_spans,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

BOXES = ("good-practice", "key", "voice")
DIRECTIVES = ("table", "figure", "statistics", "section", "quotes", "recommendations")
# Stands in a new review's narrative for what somebody has to write before a report is built.
TO_WRITE = "write"
FRONT_MATTER = ("title", "id", "numbered", "annex", "new-page")
RECOMMENDATIONS = "recommendations"

DIRECTIVE = re.compile(r"\{\{\s*([a-z]+)\s*:?(.*?)\}\}", re.DOTALL)
OPTION = re.compile(r"(?<!\S)([a-z_]+)=(\"[^\"]*\"|\S+)")
FINDING = "finding"  # the option of a figure that has blanks in it, between quotation marks
HEADING_ID = re.compile(r"\s*\{#([A-Za-z][\w-]*)\}$")
WRITTEN_NOTE = re.compile(r"(\[\^[^\]\s]+\]):")
TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


@lru_cache(maxsize=128)  # pages read the same files at each visit; what comes out is frozen
def parse_narrative(
    text: str, *, file: str, own: frozenset[str] = frozenset()
) -> NarrativeDocument:
    """Read one file of the narrative; problems are collected, never raised.

    A file named `recommendations.md` (a number before it does not matter) turns the points below
    each heading into numbered recommendations.

    Args:
        file: The file's name, for the places of problems and as the chapter's id.
        own: What the review calls its cases and those who have to do with them, in words that are
            not the usual ones.
    """
    from markdown_it.tree import SyntaxTreeNode

    stem = _stem(file)
    findings = Findings(
        file=file,
        lines=lines_of(text),
        document_id=_slug(stem),
        sources=frozenset(SOURCE_LINK.findall(text)),
        is_advice=stem == RECOMMENDATIONS,
        own=own,
    )
    findings.refuse_hidden()
    # The note of a source is called behind the words that it is the source of.
    tree = SyntaxTreeNode(narrative_markdown().parse(SOURCE_LINK.sub(r"](source:\1)[^\1]", text)))
    matter = _read_front_matter(tree, findings)
    findings.document_id = matter.get("id", findings.document_id)
    _read_notes(tree, findings)
    title, blocks = _read_blocks(tree, findings)
    if stem == RECOMMENDATIONS:
        blocks = _as_recommendations(blocks)
    if findings.document_id == COVER:
        _check_cover(blocks, findings)
    return NarrativeDocument(
        file=file,
        title=_one_title(matter.get("title", ""), title, findings),
        id=findings.document_id,
        is_numbered=_truth("numbered", matter, findings),
        is_annex=_truth("annex", matter, findings) or False,
        is_on_new_page=_truth("new-page", matter, findings),
        blocks=tuple(blocks),
        claims=tuple(sorted(findings.claims, key=lambda claim: (claim.line, claim.column))),
        problems=tuple(sorted(findings.problems, key=lambda problem: problem.row)),
        unchecked=tuple(sorted(findings.unchecked, key=lambda problem: problem.row)),
        sources=findings.declared["source"],
        details=findings.declared["detail"],
    )


@lru_cache(maxsize=1)
def narrative_markdown() -> MarkdownIt:
    """CommonMark with notes, boxes and front matter, and quotation marks as printers set them.

    Raw HTML is recognised so that it can be refused at its line; nothing of it is passed on.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    markdown = MarkdownIt("commonmark", {"html": True, "typographer": True})
    markdown.enable("smartquotes")
    # Markdown leaves an address that it does not trust as words; here it is refused at its line.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005
    markdown.use(footnote_plugin).use(front_matter_plugin)
    for box in BOXES:
        markdown.use(container_plugin, box)
    return markdown


# --- front matter and title ----------------------------------------------------------------------


def _read_front_matter(tree: SyntaxTreeNode, findings: Findings) -> dict[str, str]:
    matter: dict[str, str] = {}
    nodes = [node for node in tree.children if node.type == "front_matter"]
    lines = nodes[0].content.splitlines() if nodes else []
    for number, line in enumerate(lines, start=2):
        key, colon, value = line.partition(":")
        if colon and key.strip() in FRONT_MATTER:
            matter[key.strip()] = value.strip().strip("\"'")
        elif line.strip():
            findings.refuse(
                "unknown-front-matter", number, f"The front matter has no key {key.strip()!r}",
                f"It may have {', '.join(FRONT_MATTER)}, each as `key: value`.",
            )  # fmt: skip
    return matter


def _truth(key: str, matter: Mapping[str, str], findings: Findings) -> bool | None:
    value = matter.get(key)
    if value is None or value.lower() in TRUTHS:
        return None if value is None else TRUTHS[value.lower()]
    findings.refuse("unknown-front-matter", 1, f"{key} is {value!r}", "Write yes or no.")
    return None


def _one_title(from_matter: str, from_heading: str, findings: Findings) -> str:
    if bool(from_matter) == bool(from_heading):
        message = "The chapter has two titles" if from_matter else "The chapter has no title"
        findings.refuse(
            "title", 1, message, "Give it once: `title: …` in the front matter, or `# …`."
        )
    check_words(from_matter, 1, findings)
    return from_matter or from_heading


def _check_cover(blocks: list[NarrativeBlock], findings: Findings) -> None:
    """The cover has room for a few sentences, and for nothing else."""
    words = "".join(plain_words(block.spans) for block in blocks if isinstance(block, Paragraph))
    if [type(block) for block in blocks] != [Paragraph] or number_of_sentences(
        words
    ) > SENTENCES_ON_COVER:
        findings.refuse(
            "cover", 1, f"The cover does not hold one paragraph of up to {SENTENCES_ON_COVER}"
            " sentences",
            "Say what was inspected, what was found, and what that rests on; the rest belongs to"
            " the executive summary.",
        )  # fmt: skip


# --- blocks --------------------------------------------------------------------------------------


def _read_notes(tree: SyntaxTreeNode, findings: Findings) -> None:
    """Read the notes before the text that calls them."""
    _check_notes_are_called(findings)
    for block in tree.children:
        if block.type != "footnote_block":
            continue
        for note in block.children:
            # The note of a source says what it is, and states nothing of the review.
            findings.is_quoted = note.meta.get("label") in findings.sources
            parts = [read_spans(inline, findings) for inline in _inlines(note)]
            findings.is_quoted = False
            findings.notes[int(note.meta["id"])] = tuple(
                span for index, part in enumerate(parts)
                for span in ((Text(" "), *part) if index else part)
            )  # fmt: skip


def _check_notes_are_called(findings: Findings) -> None:
    """Markdown drops a note that nothing calls, without a word."""
    text = "\n".join(findings.lines)
    for number, line in enumerate(findings.lines, start=1):
        written = WRITTEN_NOTE.match(line)
        is_source = written is not None and written[1][2:-1] in findings.sources
        if written and not is_source and not re.search(rf"{re.escape(written[1])}(?!:)", text):
            findings.refuse(
                "note-not-called", number, f"The note {written[1]} is written but not called",
                f"Put {written[1]} where the text calls it, or delete the note.",
            )  # fmt: skip


def _inlines(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [inner for inner in node.walk() if inner.type == "inline"]


def _read_blocks(tree: SyntaxTreeNode, findings: Findings) -> tuple[str, list[NarrativeBlock]]:
    """The title that a heading of level 1 gives, and the blocks."""
    title = ""
    blocks: list[NarrativeBlock] = []
    for node in tree.children:
        if node.type == "heading" and node.tag == "h1" and not title:
            title = _words_alone(node, findings)
        elif node.type not in ("front_matter", "footnote_block"):
            blocks += _read_block(node, findings)
    return title, blocks


def _read_block(node: SyntaxTreeNode, findings: Findings) -> list[NarrativeBlock]:
    line = _line(node)
    match node.type:
        case "heading":
            return [_read_heading(node, findings)]
        case "paragraph":
            return [_read_paragraph(node, findings)]
        case "bullet_list" | "ordered_list":
            return [_read_list(node, findings)]
        case "container_good-practice" | "container_key" | "container_voice":
            return [_read_box(node, findings)]
    findings.refuse_unsupported(node, line)
    return []


def _line(node: SyntaxTreeNode) -> int:
    return (node.map or (0, 0))[0] + 1


def _words_alone(node: SyntaxTreeNode, findings: Findings) -> str:
    """The words of a heading, which holds nothing else."""
    spans = read_spans(_inlines(node)[0], findings)
    if any(not isinstance(span, Text) for span in spans):
        findings.refuse(
            "heading-with-more-than-words", _line(node), "A heading holds more than words",
            "Take emphasis, links, claims and notes out of it.",
        )  # fmt: skip
    return "".join(span.text for span in spans if isinstance(span, Text)).strip()


def _read_heading(node: SyntaxTreeNode, findings: Findings) -> Heading:
    words = _words_alone(node, findings)
    level = int(node.tag[1:])
    if level not in (2, 3):
        findings.refuse(
            "heading-level", _line(node), f"A heading has level {level}",
            "Use ## for a heading and ### below it; the chapter has one title.",
        )  # fmt: skip
    chosen = HEADING_ID.search(words)
    words = HEADING_ID.sub("", words)
    return Heading(chosen[1] if chosen else _slug(words), words, min(max(level, 2), 3))


def chapter_of(file: str) -> str:
    """What a file of the narrative is called as a chapter."""
    return _slug(_stem(file))


def _stem(file: str) -> str:
    """The name of a file without its ending, and without a number before it."""
    return re.sub(r"^[\d_.-]+", "", PurePath(file).stem) or PurePath(file).stem


def _slug(words: str) -> str:
    """Words as an id: lower case, with hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower().replace("’", "")).strip("-") or "section"


def _read_paragraph(node: SyntaxTreeNode, findings: Findings) -> NarrativeBlock:
    inline = _inlines(node)[0]
    line = _line(node)
    if directive := DIRECTIVE.fullmatch(inline.content.strip()):
        if directive[1] == TO_WRITE:
            findings.refuse(
                "still-to-write", line,
                f"Still to be written: {directive[2].strip() or 'this part'}",
                f"Write it in place of `{{{{ {TO_WRITE}: … }}}}`, or take that line away.",
            )  # fmt: skip
            return Paragraph(())
        return _read_directive(directive[1], directive[2], line, findings)
    if inline.content.startswith((":::", "|")) or TABLE_RULE.search(inline.content):
        findings.refuse(
            "unknown-block", line, "A line starts like a box or a table, but is neither",
            f"Boxes are ::: {', ::: '.join(BOXES)}; tables come from `{{{{ table:… }}}}`.",
        )  # fmt: skip
    return Paragraph(read_spans(inline, findings))


def _read_directive(kind: str, rest: str, line: int, findings: Findings) -> Directive:
    name = OPTION.sub("", rest).strip()
    if kind not in DIRECTIVES or not name or "=" in name:
        findings.refuse(
            "unknown-directive", line, f"`{{{{ {kind} }}}}` does not say what to put in",
            "Write it as `{{ table:measure by=case_type }}`, `{{ figure:flow }}`,"
            " `{{ section:estimates }}` or `{{ statistics: measure, measure }}`.",
        )  # fmt: skip
    options = {key: value.strip('"') for key, value in OPTION.findall(rest)}
    written = options.pop(FINDING, None)
    finding = None if written is None else _read_finding(kind, written, line, findings)
    return Directive(kind, name, tuple(options.items()), line, finding)


def _read_finding(kind: str, written: str, line: int, findings: Findings) -> WrittenFinding | None:
    finding = WrittenFinding.read(written)
    if kind != "figure" or finding is None:
        findings.refuse(
            "figure-finding", line, "A finding does not say one quantity of a figure",
            'Write it as `{{ figure:… finding="Oversight was weak in {oversight_weak} of the'
            ' cases" }}`, with one measure between braces.',
        )  # fmt: skip
        return None
    check_said(finding.before, finding.reference, finding.after, line, findings)
    return finding


def _read_list(node: SyntaxTreeNode, findings: Findings) -> BulletList:
    items = tuple(_read_point(item, findings) for item in node.children)
    return BulletList(items, is_ordered=node.type == "ordered_list")


def _read_point(item: SyntaxTreeNode, findings: Findings) -> Spans:
    if [child.type for child in item.children] != ["paragraph"]:
        findings.refuse(
            "point", _line(item), "A point of a list is empty, or holds more than one paragraph",
            "Write one paragraph for each point; lists inside lists are not used.",
        )  # fmt: skip
    inlines = _inlines(item)
    return read_spans(inlines[0], findings) if inlines else ()


def _read_box(node: SyntaxTreeNode, findings: Findings) -> Block:
    name = node.type.removeprefix("container_")
    words = node.info.strip().removeprefix(name).strip()
    _check_box(node, name, words, findings)
    findings.is_quoted = name == "voice"
    inner = [block for child in node.children for block in _read_block(child, findings)]
    findings.is_quoted = False
    boxed: list[BoxedBlock] = []
    for block in inner:
        if isinstance(block, Paragraph | BulletList):
            boxed.append(block)
        else:
            findings.refuse(
                "box", _line(node), "A box holds more than paragraphs and points",
                "Put headings, tables and figures before or after the box.",
            )  # fmt: skip
    make: Mapping[str, Callable[[], Block]] = {
        "good-practice": lambda: GoodPracticeBox(words, tuple(boxed)),
        "key": lambda: KeyBox(tuple(boxed)),
        "voice": lambda: VoiceBox(words, tuple(boxed)),
    }
    return make[name]()


def _check_box(node: SyntaxTreeNode, name: str, words: str, findings: Findings) -> None:
    check_words(words, _line(node), findings)
    last = (node.map or (0, 0))[1]
    if last >= len(findings.lines) or not findings.lines[last].strip().startswith(":::"):
        findings.refuse(
            "box", _line(node), f"The box ::: {name} is not closed", "End it with a line `:::`."
        )
    if not words and name != "key":
        findings.refuse(
            "box", _line(node), f"The box ::: {name} has no words after its name",
            "Write `::: good-practice Its title` or `::: voice Who said it`.",
        )  # fmt: skip


# --- recommendations -----------------------------------------------------------------------------


def _as_recommendations(blocks: list[NarrativeBlock]) -> list[NarrativeBlock]:
    """Number the points below each heading; the heading says who should act."""
    addressee = ""
    result: list[NarrativeBlock] = []
    for block in blocks:
        if isinstance(block, Heading):
            addressee = block.text
        if isinstance(block, BulletList) and addressee:
            result += [Recommendation(item, addressee) for item in block.items]
        else:
            result.append(block)
    return result
