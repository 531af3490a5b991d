"""What a narrative can call for: the exact text of each, and what it would place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from inspect_tool.documents.charts.figure import draw_figure
from inspect_tool.domain.content.blocks import (
    Block,
    Figure,
    Heading,
    Paragraph,
    Statistics,
    Table,
    VoiceBox,
    cell_text,
)
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.figures.estimates import NoEstimateError
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.report.chapters import SECTION, blocks_placed
from inspect_tool.domain.report.figures import FIGURES
from inspect_tool.domain.report.tables import TABLES
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

LONGEST: Final = 200  # characters of a directive
OF_SOME: Final = ("judgements", "headlines")  # figures that have to be told of what


class NoSuchInsertError(UsageError):
    """A text that is no directive of the narrative."""

    def __init__(self) -> None:
        super().__init__(
            "That is no directive. One is written like {{ table:left_too_long by=case_type }}."
        )


@dataclass(frozen=True)
class Insert:
    """Something that can be inserted.

    Args:
        text: What is pasted into the narrative.
        about: What it is, in words.
        shown: What is looked at before, as a directive without its braces; empty where there is
            nothing to look at.
        claim: The reference of a claim, whose true words have a page of their own; empty of others.
    """

    text: str
    about: str
    shown: str = ""
    claim: str = ""


@dataclass(frozen=True)
class InsertGroup:
    """Things of one kind."""

    title: str
    inserts: tuple[Insert, ...]


@dataclass(frozen=True)
class PreviewTable:
    """A table as a page shows it.

    Args:
        numeric: Whether each column but the first has numbers.
    """

    title: str
    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    source: str


@dataclass(frozen=True)
class Preview:
    """What a directive would place.

    Args:
        pictures: Drawn as SVG, in as many parts as a figure has; their words are escaped.
        paragraphs: Words of a section, of a box, or of large numbers.
    """

    snapshot: str
    text: str
    tables: tuple[PreviewTable, ...] = ()
    pictures: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    paragraphs: tuple[str, ...] = ()


def list_inserts(review: Review) -> tuple[InsertGroup, ...]:
    """What the narrative of this review can call for, by kind; nothing of it is counted yet."""
    measures = review.framework.measures
    medians = review.framework.medians
    titles = {key: one.title for key, one in measures.items()}
    titles |= {key: one.title for key, one in medians.items()}
    claims = tuple(Insert(f"[…](claim:{key})", title, claim=key) for key, title in titles.items())
    tables = (
        *(_directive(f"table:{name}", _words(name)) for name in (*TABLES, "wording", SECTION)),
        *(
            _directive(f"table:{key}", f"{one.title}, by authority")
            for key, one in measures.items()
        ),
        *(
            _directive(f"table:{key} by=case_type", f"{one.title}, by case type")
            for key, one in measures.items()
        ),
        *(_directive(f"table:{key}", f"{one.title}, by authority") for key, one in medians.items()),
    )
    figures = (
        *(_directive(f"figure:{name}", _words(name)) for name in FIGURES if name not in OF_SOME),
        *_headlines(review),
        *(
            _directive(f"figure:judgements domain={one.id}", f"Judgements: {one.title}")
            for one in review.framework.domains
        ),
        *(
            _directive(f"figure:{key}", f"{one.title}, by authority")
            for key, one in measures.items()
        ),
    )
    others = (
        _directive("statistics: authorities, interviews", "Two to four large numbers, or measures"),
        _directive(f"section:{SECTION}", "How shares were estimated"),
    )
    return (
        InsertGroup("Quantities in a sentence", claims),
        InsertGroup("Figures", figures),
        InsertGroup("Tables", tables),
        InsertGroup("Large numbers and sections", others),
    )


def _headlines(review: Review) -> tuple[Insert, ...]:
    """The figure of several measures, with the first of cases to begin with."""
    measures = review.framework.measures.items()
    of_cases = [key for key, one in measures if one.subject is SubjectKind.CASE]
    some = ",".join(of_cases[:3])
    return (_directive(f"figure:headlines of={some}", "Key findings"),) if some else ()


def _directive(shown: str, about: str) -> Insert:
    return Insert(f"{{{{ {shown} }}}}", about, shown)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def preview(work: UnitOfWork, review: Review, shown: str, *, place: ReviewFolder) -> Preview:
    """What a directive would place by the newest snapshot.

    Args:
        shown: The directive without its braces.

    Raises:
        NotYourRoleError, BlindReadError: The counts are not for the actor.
        NoSnapshotError: There is nothing to count.
        NoSuchInsertError, UsageError: It is no directive, or cannot be followed.
    """
    figures = snapshots.figures(work, review)
    text = f"{{{{ {shown} }}}}"
    is_one = len(shown) <= LONGEST and not set(shown) & set("{}\n\r")
    document = parse_narrative(f"# x\n\n{text}\n", file="preview.md") if is_one else None
    if document is None or document.problems or len(document.directives) != 1:
        raise NoSuchInsertError
    try:
        blocks = blocks_placed(figures, wording_scale(review, place), document.directives[0])
    except NoEstimateError as error:
        raise UsageError(error.message) from None
    return Preview(
        figures.name,
        text,
        tables=tuple(_table(one) for one in blocks if isinstance(one, Table)),
        pictures=tuple(
            (one.title, draw_figure(one), one.note) for one in blocks if isinstance(one, Figure)
        ),
        paragraphs=tuple(words for block in blocks for words in _said(block)),
    )


def _table(table: Table) -> PreviewTable:
    return PreviewTable(
        title=table.title,
        headings=tuple(one.heading for one in table.columns),
        numeric=tuple(one.is_numeric for one in table.columns[1:]),
        rows=tuple((row.header, *map(cell_text, row.cells)) for row in table.rows),
        note=table.note,
        source=table.source,
    )


def _said(block: Block) -> tuple[str, ...]:
    if isinstance(block, Statistics):
        return tuple(f"{one.figure} {one.label}" for one in block.items)
    if isinstance(block, Heading):
        return (block.text,)
    if isinstance(block, Paragraph):
        return (plain_words(block.spans),)
    if isinstance(block, VoiceBox):
        words = [plain_words(one.spans) for one in block.blocks if isinstance(one, Paragraph)]
        return (block.who, *words)
    return ()
