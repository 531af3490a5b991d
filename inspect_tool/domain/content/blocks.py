"""Everything that a report says, frozen: what the documents are made from.

A service puts a report together from the narrative and from what was counted; `report_numbering`
gives it its numbers; the documents only set it. Nothing here knows a page, a cell or a session.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, TypeAlias

from inspect_tool.domain.content.charts import Chart
from inspect_tool.domain.content.estimate_list import EstimateList
from inspect_tool.domain.content.marks import Holds, TableMark
from inspect_tool.domain.look.look import USUAL_LOOK, Look
from inspect_tool.domain.percentages import (
    SMALLEST_BASE_OF_PERCENTAGES,
    Percentage,
    carries_percentage,
)
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords


class Edition(StrEnum):
    """Who a report is for."""

    INTERNAL = "internal"
    PUBLIC = "public"

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"edition_{self.value}"


# --- what a paragraph is made of ---------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Plain words."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Words that carry weight."""

    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Emphasis:
    """Words that are set apart, such as the title of a publication."""

    spans: tuple[Span, ...]


@dataclass(frozen=True)
class CrossReference:
    """A pointer to another place in the report.

    Args:
        target: Id of a chapter, heading, table, figure, or `paragraph-12`.
        text: Words to show; left empty, the numbering says "Table 3" or the heading's words.
    """

    target: str
    text: str = ""


@dataclass(frozen=True)
class Footnote:
    """A note at the foot of the page, called from where it stands."""

    spans: tuple[Span, ...]
    number: int | None = None


@dataclass(frozen=True)
class ClaimText:
    """Words that state a quantity, tied to the quantity that they come from."""

    text: str
    quantity_id: str


@dataclass(frozen=True)
class Link:
    """A pointer out of the report."""

    text: str
    url: str


Span: TypeAlias = Text | Strong | Emphasis | CrossReference | Footnote | ClaimText | Link
Spans: TypeAlias = tuple[Span, ...]

# --- blocks ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter, which is itself level 1."""

    id: str
    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; those of a numbered chapter get a number that runs through the report."""

    spans: Spans
    number: int | None = None


@dataclass(frozen=True)
class BulletList:
    """Points of a list; `is_ordered` when their order matters."""

    items: tuple[Spans, ...]
    is_ordered: bool = False


@dataclass(frozen=True)
class Recommendation:
    """What somebody should do; the heading above it says who.

    Args:
        rests_on: What it rests on, each with its count; empty where the narrative has it alone.
    """

    spans: Spans
    addressee: str
    number: int | None = None
    rests_on: tuple[str, ...] = ()


BoxedBlock: TypeAlias = Paragraph | BulletList


@dataclass(frozen=True)
class KeyBox:
    """What a reader in a hurry must not miss."""

    blocks: tuple[BoxedBlock, ...]


@dataclass(frozen=True)
class GoodPracticeBox:
    """An example of good practice, told apart from the findings."""

    title: str
    blocks: tuple[BoxedBlock, ...]


@dataclass(frozen=True)
class VoiceBox:
    """What somebody told inspectors, in their words; `who` never names a person."""

    who: str
    blocks: tuple[BoxedBlock, ...]


@dataclass(frozen=True)
class Statistic:
    """One large figure and what it counts."""

    figure: str
    label: str


@dataclass(frozen=True)
class Statistics:
    """Two to four figures side by side."""

    items: tuple[Statistic, ...]


Cell: TypeAlias = str | int | Percentage


def cell_text(cell: Cell) -> str:
    """What a page shows in a cell: thousands with a comma, shares as per cent."""
    if isinstance(cell, Percentage):
        return cell.text
    return f"{cell:,}" if isinstance(cell, int) else cell


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Args:
        holds: What its cells are; None of row headers, and where nothing says so.
    """

    heading: str
    is_numeric: bool = False
    holds: Holds | None = None


@dataclass(frozen=True)
class Row:
    """A row: its header stands in the first column, the cells in the others."""

    header: str
    cells: tuple[Cell, ...]
    is_total: bool = False
    id: str = ""  # what a link to this row aims at


@dataclass(frozen=True)
class Table:
    """A table with one row of headings and one column of row headers.

    Args:
        id: What cross-references aim at, such as `table-left_too_long`.
        columns: The first one is the heading of the row headers.
        note: What a reader must know to read it: shorthand, rounding, base.
        source: Where the numbers come from.
        mark: What its rows are; None where nothing says so.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    source: str = ""
    number: int | None = None
    mark: TableMark | None = None

    def __post_init__(self) -> None:
        width = len(self.columns) - 1
        for row in self.rows:
            if len(row.cells) != width:
                raise ValueError(f"table {self.id}: row {row.header!r} needs {width} cells")


@dataclass(frozen=True)
class Figure:
    """A chart with its title outside the picture.

    Args:
        alt_text: What the chart shows, in words; left empty, it is said from the chart's data.
        finding: What is found, its quantity a claim; a decision about the figure is not about it.
    """

    id: str
    title: str
    chart: Chart
    alt_text: str = ""
    note: str = ""
    source: str = ""
    number: int | None = None
    finding: Spans = field(default=(), repr=False)


Block: TypeAlias = (
    Heading
    | Paragraph
    | BulletList
    | Recommendation
    | KeyBox
    | GoodPracticeBox
    | VoiceBox
    | Statistics
    | Table
    | Figure
)


@dataclass(frozen=True)
class Chapter:
    """A chapter of the report.

    Args:
        is_numbered: Its paragraphs are numbered, on from the chapter before.
        is_annex: It stands behind the body; `label` then becomes "Annex A".
        is_on_new_page: It starts a page; a short chapter may follow on instead.
        is_on_cover: It is the statement on the cover, and stands in no list of contents.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    is_numbered: bool = True
    is_annex: bool = False
    is_on_new_page: bool = True
    label: str = ""
    is_on_cover: bool = False

    @property
    def full_title(self) -> str:
        """The title as its page shows it, with the annex's letter."""
        return f"{self.label}: {self.title}" if self.label else self.title


def quantity_anchor(quantity_id: str) -> str:
    """Id of a quantity's row in the annex."""
    return f"quantity-{quantity_id}"


@dataclass(frozen=True)
class Quantity:
    """A quantity that the narrative states, and what it was counted from.

    Args:
        id: What `ClaimText.quantity_id` names.
        phrase: The words of the narrative, such as "nearly half".
        measure_title: What was counted, such as "Children left too long".
        count: Cases that count; None where it is suppressed.
        base: Cases it was counted among; None where it is suppressed.
        base_noun: What the base is made of, such as "long-term cases".
        percentages_from: The smallest base that the plan gives a percentage for.
        case_refs: The cases that count; shown in the internal workbook alone.
        where: "Paragraph 12", or the chapter's title; the numbering fills it in.
        number: Filled in by the numbering, in the order of the report.
        stated: What it states where that is no count: "Median 12 days", with `count` the base, or
            "Estimated 53% (42% to 64%) of children".
        not_asked: Records that an earlier version of the framework did not ask, beside the base.
        stated_as: What that is, where it is no count.
    """

    id: str
    phrase: str
    measure_title: str
    count: int | None
    base: int | None
    base_noun: str = "cases"
    case_refs: tuple[str, ...] = ()
    where: str = ""
    number: int | None = None
    percentages_from: int = SMALLEST_BASE_OF_PERCENTAGES
    stated: str = ""
    not_asked: int = 0
    stated_as: Holds | None = None

    @property
    def percentage(self) -> Percentage | None:
        """The part of the base that counts; None where suppressed, too small, or no count."""
        if self.count is None or self.base is None or self.stated:
            return None
        if not carries_percentage(self.base, self.percentages_from):
            return None
        return Percentage(Fraction(self.count, self.base))

    @property
    def label(self) -> str:
        """How annex and workbook name it."""
        return f"Q{self.number}" if self.number is not None else self.id

    @property
    def anchor(self) -> str:
        """Id of its row in the annex, which its words in the text link to."""
        return quantity_anchor(self.id)


@dataclass(frozen=True)
class CoverFact:
    """A line of facts on the cover."""

    label: str
    value: str


@dataclass(frozen=True)
class ReportContent:
    """A whole report.

    Args:
        kicker: The small line above the title, such as "Thematic inspection report".
        published_words: "March 2026", or that no date is set; what the footer shows.
        reference: The report's own number; empty where none is set.
        publisher: Who publishes it; empty where nobody is named.
        notice: What the cover and every footer must say, such as that all data are invented.
        about: Paragraphs of the page behind the cover: who published this, other formats.
        estimates: Shown in the internal workbook alone.
        created: The date that the files carry.
        is_dated: Whether a date of publication is set.
        has_report: Whether its tables are those of a report, and not a workbook's alone.
        words: What the tool's own sentences call a child, an authority …
        look: Its colours and its logo.
    """

    title: str
    subtitle: str
    kicker: str
    edition: Edition
    published_words: str
    reference: str
    publisher: str
    cover_facts: tuple[CoverFact, ...]
    notice: str
    chapters: tuple[Chapter, ...]
    created: date
    quantities: tuple[Quantity, ...] = ()
    about: tuple[Paragraph, ...] = ()
    estimates: EstimateList | None = None
    is_dated: bool = True
    has_report: bool = True
    words: ReportWords = USUAL_WORDS
    look: Look = USUAL_LOOK
    is_published: ClassVar[bool] = False  # a public edition is a `PublishedContent` and no other

    def __post_init__(self) -> None:
        if self.edition is Edition.PUBLIC and not self.is_published:
            raise ValueError("a public edition is made by disclosure control alone")

    @property
    def reference_words(self) -> str:
        """The report's own number, or that there is none."""
        return self.reference or self.look.words.say("reference_not_set")
