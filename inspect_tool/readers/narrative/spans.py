"""The words of a narrative paragraph: emphasis, claims, references and notes, with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import unquote

from inspect_tool.domain.claims.sentences import CLOSE, OPEN, read_ranges, sentence_around
from inspect_tool.domain.claims.unchecked import unclaimed_in
from inspect_tool.domain.content.blocks import (
    ClaimText,
    CrossReference,
    Emphasis,
    Footnote,
    Link,
    Span,
    Spans,
    Strong,
    Text,
)
from inspect_tool.domain.content.narrative import NarrativeClaim
from inspect_tool.domain.language.characters import has_hidden
from inspect_tool.errors import Problem, Severity

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

CLAIM, SOURCE, DETAIL = "claim:", "source:", "detail:"
DECLARED_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
# A link that Markdown did not take for one: `[most] (claim:x)`, `(claim: x)`, `[most](claim:x`.
MALFORMED = re.compile(
    r"[\[(<\uff08\uff3b]\s*(?:claim|source|detail)\s*[:\uff1a]\s*[\w?=&-]*"
    r"|(?<!\w)(?:claim|source|detail):\w[\w?=&-]*",
    re.IGNORECASE,
)
# The line below the heading of a table: `--- | ---`.
TABLE_RULE = re.compile(r"^[ :-]*-{2,}[ :]*\|[ :|-]*$", re.MULTILINE)
# What `[words](source:name)` is read as: its note is called behind the words.
SOURCE_LINK = re.compile(r"\]\(source:([a-z0-9][a-z0-9-]*)\)")
MISSING_NOTE = re.compile(r"\[\^[^\]\s]+\]")
STRAY_DIRECTIVE = re.compile(r"\{\{.*?\}\}")

# What Markdown can say and a report cannot, with what to write instead.
UNSUPPORTED: Mapping[str, tuple[str, str]] = {
    "html_inline": ("Raw HTML has no place in a narrative", "Use Markdown, or a box (`::: key`)."),
    "html_block": ("Raw HTML has no place in a narrative", "Use Markdown, or a box (`::: key`)."),
    "image": ("Pictures cannot be put in by hand", "Use a figure: `{{ figure:… }}`."),
    "code_inline": ("Code has no place in a report", "Take the backticks away."),
    "code_block": ("A line begins with four spaces or more", "Take the spaces away."),
    "fence": ("Code has no place in a report", "Take the fence away."),
    "hr": ("Rules across the page are not used", "Take the line away, or write a heading."),
    "blockquote": ("Quotations stand in a box", "Use `::: voice A parent, to an inspector`."),
    "hardbreak": ("Lines are not broken by hand", "Take the spaces or the backslash away."),
}


@dataclass
class Findings:
    """What reading a narrative brings to light besides its blocks."""

    file: str
    lines: list[str]
    document_id: str = ""
    problems: list[Problem] = field(default_factory=list)
    claims: list[NarrativeClaim] = field(default_factory=list)
    unchecked: list[Problem] = field(default_factory=list)
    notes: dict[int, Spans] = field(default_factory=dict)
    called_notes: set[int] = field(default_factory=set)
    sources: frozenset[str] = frozenset()
    declared: Counter[str] = field(default_factory=Counter)
    is_advice: bool = False
    own: frozenset[str] = frozenset()
    is_quoted: bool = False

    def refuse_hidden(self) -> None:
        """Note each line with a character that nobody sees."""
        for number, line in enumerate(self.lines, start=1):
            if has_hidden(line):
                self.refuse(
                    "hidden-character", number, "The line has a character that nobody sees",
                    "Type the line again: control characters and marks of direction are not used.",
                )  # fmt: skip

    def refuse(self, kind: str, line: int, message: str, remedy: str, *, column: int = 0) -> None:
        """Note what the report cannot say."""
        self.problems.append(
            Problem(
                file=self.file,
                row=line,
                column=str(column) if column else "",
                kind=kind,
                severity=Severity.REFUSED,
                message=f"{message}.",
                remedy=remedy,
            )
        )

    def note_unchecked(self, phrase: str, line: int) -> None:
        """Point out a quantity that nothing holds against the evidence."""
        self.unchecked.append(
            Problem(
                file=self.file,
                row=line,
                kind="unchecked-quantity",
                severity=Severity.NOTED,
                message=f"“{phrase}” states a quantity, and no claim checks it.",
                remedy=(
                    "Write it as `[words](claim:measure)`, as `[words](source:name)` with a note"
                    " `[^name]: …`, or as `[words](detail:name)` where it counts nothing."
                ),
            )
        )

    def refuse_unsupported(self, node: SyntaxTreeNode, line: int) -> None:
        """Note a part of Markdown that reports do not have."""
        message, remedy = UNSUPPORTED.get(
            node.type, (f"Markdown's {node.type!r} is not supported", "Write it as plain text.")
        )
        self.refuse("unsupported-markdown", line, message, remedy)


def lines_of(text: str) -> list[str]:
    """The lines as Markdown counts them: a form feed or a line separator ends none."""
    lines = re.split(r"\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]


def read_spans(inline: SyntaxTreeNode, findings: Findings) -> Spans:
    """Read the words of one paragraph, heading or point."""
    at = _Position((inline.map or (0, 0))[0] + 1)
    first_claim = len(findings.claims)
    spans = _merge_texts(_read_children(inline, at, findings))
    _read_sentences(at, findings, first_claim)
    return spans


def _read_sentences(at: _Position, findings: Findings, first: int) -> None:
    """Give each claim of a paragraph the rest of its sentence, and note what has no claim."""
    text = "".join(piece.marked for piece in at.pieces)
    starts = list(accumulate((len(piece.marked) for piece in at.pieces), initial=0))
    places = {
        piece.claim_id: (start, start + len(piece.marked))
        for piece, start in zip(at.pieces, starts, strict=False)
        if piece.claim_id
    }
    for place, claim in enumerate(findings.claims[first:], start=first):
        around = sentence_around(text, *places[claim.id])
        findings.claims[place] = replace(
            claim, before=around.before, after=around.after, earlier=around.earlier
        )
    if findings.is_quoted:
        return
    # A base that a claim states stands beside the claim that is read.
    read_already = [
        read
        for claim in findings.claims[first:]
        if "count=base" not in claim.reference
        for read in read_ranges(text, *places[claim.id])
    ]
    for found in unclaimed_in(text, is_advice=findings.is_advice, own=findings.own):
        if any(found.start in read for read in read_already):
            continue
        piece = at.pieces[bisect_right(starts, found.start) - 1]
        findings.note_unchecked(found.phrase, piece.line)


def check_said(before: str, reference: str, after: str, line: int, findings: Findings) -> None:
    """Note quantities in the title of a figure beside the one that it has a place for."""
    marked = f"{OPEN}{reference.translate(_NO_BRACKETS)}{CLOSE}"
    before, after = before.translate(_NO_BRACKETS), after.translate(_NO_BRACKETS)
    text, end = f"{before}{marked}{after}", len(before) + len(marked)
    read_already = read_ranges(text, len(before), end)
    for found in unclaimed_in(text, own=findings.own):
        if not any(found.start in read for read in read_already):
            findings.note_unchecked(found.phrase, line)


def check_words(words: str, line: int, findings: Findings) -> None:
    """Note quantities in words that can hold no claim: the title of a chapter or of a box."""
    for found in unclaimed_in(words.translate(_NO_BRACKETS), own=findings.own):
        findings.note_unchecked(found.phrase, line)


@dataclass(frozen=True)
class _Piece:
    """Words of a paragraph on one line.

    Args:
        is_settled: Whether they are a claim, or said to come from elsewhere.
    """

    text: str
    line: int
    claim_id: str = ""
    is_settled: bool = False

    @property
    def marked(self) -> str:
        words = self.text.translate(_NO_BRACKETS)
        return f"{OPEN}{words}{CLOSE}" if self.is_settled else words


_NO_BRACKETS = str.maketrans({OPEN: " ", CLOSE: " "})


@dataclass
class _Position:
    """The line that is being read; line breaks in the text move it on."""

    line: int
    searched: dict[int, int] = field(default_factory=dict)  # how far claims were found, by line
    pieces: list[_Piece] = field(default_factory=list)


def _read_children(node: SyntaxTreeNode, at: _Position, findings: Findings) -> list[Span]:
    spans: list[Span] = []
    for child in node.children:
        spans += _read_span(child, at, findings)
    return spans


def _read_span(node: SyntaxTreeNode, at: _Position, findings: Findings) -> list[Span]:
    if read := _SPAN_READERS.get(node.type):
        return read(node, at, findings)
    findings.refuse_unsupported(node, at.line)
    at.line += node.type == "hardbreak"
    return [Text(" ")]


def _read_text(node: SyntaxTreeNode, at: _Position, findings: Findings) -> list[Span]:
    _check_text(node.content, at, findings)
    at.pieces.append(_Piece(node.content, at.line))
    return [Text(node.content)]


def _read_line_break(_node: SyntaxTreeNode, at: _Position, _findings: Findings) -> list[Span]:
    at.pieces.append(_Piece(" ", at.line))
    at.line += 1
    return [Text(" ")]


def _read_strong(node: SyntaxTreeNode, at: _Position, findings: Findings) -> list[Span]:
    return [Strong(_merge_texts(_read_children(node, at, findings)))]


def _read_emphasis(node: SyntaxTreeNode, at: _Position, findings: Findings) -> list[Span]:
    return [Emphasis(_merge_texts(_read_children(node, at, findings)))]


def _check_text(text: str, at: _Position, findings: Findings) -> None:
    if missing := MISSING_NOTE.search(text):
        findings.refuse(
            "missing-note", at.line, f"The note {missing[0]} is called but not written",
            f"Write it on a line of its own: `{missing[0]}: …`.",
        )  # fmt: skip
    if malformed := MALFORMED.search(text):
        source = findings.lines[at.line - 1] if at.line <= len(findings.lines) else ""
        findings.refuse(
            "malformed-claim", at.line, f"“{malformed[0]}” is no link",
            "Write `[nearly half](claim:left_too_long)`, without spaces between the brackets or in"
            " the target.",
            column=source.find(malformed[0]) + 1,
        )  # fmt: skip
    if STRAY_DIRECTIVE.search(text):
        findings.refuse(
            "stray-directive", at.line, "A table or figure is called inside a paragraph",
            "Put the `{{ … }}` on a line of its own, between empty lines.",
        )  # fmt: skip


def _read_link(node: SyntaxTreeNode, at: _Position, findings: Findings) -> list[Span]:
    address = unquote(str(node.attrs.get("href", "")))
    line = at.line
    text = "".join(_plain_text(child, at) for child in node.children)
    if address.startswith(CLAIM):
        span = _read_claim(text, address.removeprefix(CLAIM), (line, at), findings)
        claim_id = span.quantity_id if isinstance(span, ClaimText) else ""
        at.pieces.append(_Piece(text, line, claim_id, is_settled=True))
        return [span]
    if address.startswith((SOURCE, DETAIL)) and text:
        return [_read_declared(text, address, line, at, findings)]
    at.pieces.append(_Piece(text, line))
    if address.startswith("#") and len(address) > 1:
        return [CrossReference(address[1:], text)]
    if address.startswith("https://") and text:
        return [Link(text, str(node.attrs["href"]))]
    findings.refuse(
        "unsupported-link", line, f"A link to {address or 'nothing'!r} cannot be followed",
        "Use `claim:…` for a quantity, `#…` for a place in the report, or `https://…`, with words.",
    )  # fmt: skip
    return [Text(text)]


def _read_declared(text: str, address: str, line: int, at: _Position, findings: Findings) -> Text:
    """A quantity from elsewhere with its source, or a detail that counts nothing."""
    scheme, _, name = address.partition(":")
    if not DECLARED_NAME.fullmatch(name):
        findings.refuse(
            "malformed-claim", line, f"[{text}]({address}) does not name what it comes from",
            f"Write `[43,140 children]({scheme}:dfe-2013)`, in small letters, figures and hyphens.",
        )  # fmt: skip
    at.pieces.append(_Piece(text, line, is_settled=True))
    findings.declared[scheme] += 1
    return Text(text)


def _plain_text(node: SyntaxTreeNode, at: _Position) -> str:
    """The words of a link; emphasis inside it is left out."""
    if node.type == "softbreak":
        at.line += 1
        return " "
    return node.content or "".join(_plain_text(child, at) for child in node.children)


def _read_claim(
    text: str, reference: str, place: tuple[int, _Position], findings: Findings
) -> Span:
    line, at = place
    claim_id = f"{findings.document_id}-{len(findings.claims) + 1}"
    if not text or not reference:
        findings.refuse(
            "empty-claim", line, "A claim has no words, or does not say what it comes from",
            "Write it as `[nearly half](claim:left_too_long)`.",
        )  # fmt: skip
        return Text(text)
    column = _claim_column(reference, line, at, findings.lines)
    findings.claims.append(NarrativeClaim(claim_id, text, reference, line, column))
    return ClaimText(text, claim_id)


def _claim_column(reference: str, line: int, at: _Position, lines: list[str]) -> int:
    """Where a claim's bracket opens; 1 when its words run over from the line before."""
    source = lines[line - 1] if line <= len(lines) else ""
    target = source.find(f"]({CLAIM}{reference}", at.searched.get(line, 0))
    if target < 0:
        return max(1, source.rfind("[") + 1)
    at.searched[line] = target + 1
    return source.rfind("[", 0, target) + 1


def _read_note_call(node: SyntaxTreeNode, at: _Position, findings: Findings) -> list[Span]:
    note = int(node.meta["id"])
    if note in findings.called_notes and node.meta.get("label") not in findings.sources:
        findings.refuse(
            "note-called-twice", at.line, "A note is called a second time",
            "Write a note of its own, or point to the paragraph with `[…](#…)`.",
        )  # fmt: skip
        return []
    findings.called_notes.add(note)
    return [Footnote(findings.notes.get(note, ()))]


def _merge_texts(spans: list[Span]) -> Spans:
    """Join neighbouring pieces of plain text, and drop empty ones."""
    merged: list[Span] = []
    for span in spans:
        if isinstance(span, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + span.text)
        elif span != Text(""):
            merged.append(span)
    return tuple(merged)


_SPAN_READERS: Mapping[str, Callable[[SyntaxTreeNode, _Position, Findings], list[Span]]] = {
    "text": _read_text,
    "softbreak": _read_line_break,
    "strong": _read_strong,
    "em": _read_emphasis,
    "link": _read_link,
    "footnote_ref": _read_note_call,
}
