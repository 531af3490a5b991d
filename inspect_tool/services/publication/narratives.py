"""The narrative: its files, in the order of the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.domain.report.advice_file import ADVICE_FILE
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, Severity, UnreadableFileError
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.services.review.folder import ReviewFolder, check_inside

if TYPE_CHECKING:
    from inspect_tool.domain.content.narrative import NarrativeDocument

OPENING = (
    "cover",
    "executive-summary",
    "key-findings",
    "recommendations",
    "introduction",
    "methodology",
)
CLOSING = ("authorities-in-place", "what-people-said", "variation", "conclusion")


class NoNarrativeError(RefusedError):
    """There is nothing to make a report from."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} has no .md file. Write the narrative there first.")


def read_narrative(review: Review, folder: Path) -> tuple[NarrativeDocument, ...]:
    """Every file of the narrative, in the order of the report.

    Raises:
        NoNarrativeError: There is no narrative.
        OutsideFolderError: A file of it leads out of the review's folder.
        NarrativeFaultyError: It has faults; all of them come with the error.
    """
    texts = narrative_texts(folder)
    if not texts:
        raise NoNarrativeError(folder)
    own = review.plan.words.own
    documents = [parse_narrative(text, file=file, own=own) for file, text in texts.items()]
    problems = tuple(problem for document in documents for problem in document.problems)
    if any(problem.severity is Severity.REFUSED for problem in problems):
        raise NarrativeFaultyError(problems)
    return in_order(review, documents)


def in_order(
    review: Review, documents: Iterable[NarrativeDocument]
) -> tuple[NarrativeDocument, ...]:
    """Chapters in the order in which the report has them: the look's, else the usual one."""
    return tuple(
        sorted(
            documents,
            key=lambda document: (
                document.is_annex,
                review.look.place_of(document.id),
                _place(review, document),
            ),
        )
    )


def narrative_texts(folder: Path) -> dict[str, str]:
    """Every file of the narrative as it is written, by its name; none where there is none.

    Raises:
        OutsideFolderError: A file of it leads out of the review's folder.
        UnreadableFileError: A file is no text.
    """
    paths = sorted(folder.glob("*.md"))
    for path in paths:
        check_inside(folder.parent, path)
    return {path.name: text_of(path) for path in paths}


def advice_text(place: ReviewFolder) -> dict[str, str]:
    """The recommendations as they are written, by the name of their file; none without one.

    Raises:
        OutsideFolderError: The file leads out of the review's folder.
        UnreadableFileError: It is no text.
    """
    if not place.advice.is_file():
        return {}
    check_inside(place.path, place.advice)
    return {ADVICE_FILE: text_of(place.advice)}


def text_of(path: Path) -> str:
    """The text of a file that somebody wrote.

    Raises:
        UnreadableFileError: It is no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{path.name} is not UTF-8 text. Save it as UTF-8; nothing was written."
        ) from error


_CLAIM = re.compile(r"\[([^\]]*)\]\(claim:([^)\s]+)\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]+\)")
_NOTE = re.compile(r"\[\^[^\]]*\]")
_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”’\"')]))\s+")
# Headings, boxes and what the evidence puts in are no part of a sentence; a point begins one.
_NO_SENTENCE = re.compile(r"#|:::|\{\{|---")
_POINT = re.compile(r"^(?:[-*+]|\d+[.)])\s+")


def sentences_by_measure(place: ReviewFolder) -> dict[str, tuple[str, ...]]:
    """The sentences of the narrative that state a quantity, by each measure that it is about.

    They are as written, without the signs of a link. What cannot be read is left to `claim check`.
    """
    found: dict[str, list[str]] = {}
    for text in narrative_texts(place.narrative).values():
        for sentence in _sentences(text):
            words = _LINK.sub(r"\1", sentence).replace("**", "").strip()
            for _, reference in _CLAIM.findall(sentence):
                measure, _, narrowed = unquote(reference).partition("?")
                within = dict(parse_qsl(narrowed)).get("in")
                for key in filter(None, (measure, within)):
                    found.setdefault(key, []).append(words)
    return {key: tuple(dict.fromkeys(own)) for key, own in found.items()}


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a file, without its headings; none runs from one block into the next."""
    block: list[str] = []
    for line in (*text.splitlines(), ""):
        words = line.strip()
        is_none = not words or _NO_SENTENCE.match(words) is not None
        if block and (is_none or _POINT.match(words)):
            yield from _END.split(_NOTE.sub("", " ".join(block)))
            block = []
        if not is_none:
            block.append(_POINT.sub("", words, count=1) if not block else words)


def _place(review: Review, document: NarrativeDocument) -> tuple[int, str]:
    domains = tuple(domain.id.lower() for domain in review.framework.domains)
    order = (*OPENING, *domains, *CLOSING)
    unknown = len(OPENING) + len(domains)  # chapters of the review's own stand before the closing
    stem = document.file.removesuffix(".md")
    return (order.index(stem) if stem in order else unknown, document.file)
