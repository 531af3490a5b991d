"""The moderation report: how far readers agreed, what was settled how and why, what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from inspect_tool.domain.agreement.table import FEW_CASES, Agreement, Coefficient
from inspect_tool.domain.content.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    CoverFact,
    Edition,
    Paragraph,
    ReportContent,
    Row,
    Table,
    Text,
)
from inspect_tool.domain.figures.agreement import SMALLEST_BASE_OF_AC1, measure_agreement
from inspect_tool.domain.moderation.agreement import AgreementRow
from inspect_tool.domain.moderation.summary import (
    DifferenceSettled,
    Direction,
    ModerationSummary,
)
from inspect_tool.domain.percentages import NOT_AVAILABLE, TOO_FEW, half_up, percent
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.domain.review import Review

NO_VERDICT = (
    "Two readers who differ have both judged. The figures say where a scale or a criterion wants "
    "talking about, and not who was right."
)
READ_BY_MACHINES = (
    "Weeks are those in which the second read was finished, by the clock of the machine that it "
    "came in on. They are for information: clocks differ, and cases differ from week to week."
)
ASKED_FOR = (
    "They were asked for because somebody had a doubt, so they are no random choice: they are in "
    "none of the figures of agreement above."
)


def moderation_report(review: Review, summary: ModerationSummary, *, on: date) -> ReportContent:
    """Everything that the moderation report says, for the team and not for publication.

    Args:
        on: The day that it describes.
    """
    plan, reference = review.plan, review.plan.reporting.reference
    return ReportContent(
        title=f"{plan.title}: moderation",
        subtitle="How far two readers agreed, what was settled and why, and what is still open",
        kicker="Moderation report",
        edition=Edition.INTERNAL,
        published_words=f"As recorded on {on.day} {on:%B %Y}",
        reference=f"{reference}, moderation" if reference else "",
        publisher=plan.reporting.publisher,
        cover_facts=tuple(_facts(summary)),
        notice=plan.reporting.notice,
        chapters=(
            _chapter("read-twice", "What was read twice", _read_twice(summary)),
            _chapter("agreement", "How far two readers agreed", _agreement(review, summary)),
            _chapter("settled", "What was settled, and why", _settled(summary)),
            _chapter("moved", "What settling changed in the counts", _moved(summary)),
            _chapter("open", "What is still open", _open(summary)),
            _chapter("weeks", "Agreement by week", _weeks(summary)),
            _chapter("extra", "Second reads that were asked for", _extra(summary)),
        ),
        created=on,
        is_dated=False,
        words=plan.words,
        look=review.look.in_english,
    )


def _facts(summary: ModerationSummary) -> Iterator[CoverFact]:
    still = summary.number(_is_open)
    settled = summary.number(lambda one: not _is_open(one))
    yield CoverFact("Cases read twice", f"{summary.complete} of {summary.second_reads}")
    yield CoverFact("Disagreements settled", str(settled))
    yield CoverFact("Disagreements open", str(still))


def _is_open(one: DifferenceSettled) -> bool:
    return one.direction is Direction.OPEN


def _chapter(id_: str, title: str, blocks: Iterator[Block]) -> Chapter:
    return Chapter(id_, title, tuple(blocks), is_on_new_page=False)


def _said(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _read_twice(summary: ModerationSummary) -> Iterator[Block]:
    yield _said(
        f"Of {summary.second_reads} cases that were drawn to be read by two people, neither seeing "
        f"the other’s record, {summary.complete} have two complete reads. Only these are in the "
        "figures, as they were read: what was settled afterwards changes none of them."
    )
    if summary.left_out:
        yield _said(
            f"Cases of {', '.join(summary.left_out)} are left out throughout, because whoever had "
            "this report made has a conflict of interest there."
        )
    if 0 < summary.complete < FEW_CASES:
        yield _said(
            f"{summary.complete} cases are few, as the intervals show: use the figures to find what"
            " to talk about."
        )
    yield _said(NO_VERDICT)


# --- agreement ---------------------------------------------------------------------------------


def _agreement(review: Review, summary: ModerationSummary) -> Iterator[Block]:
    if not summary.complete:
        yield _said("No case has been read twice yet, so nothing tells how far two readers agree.")
        return
    yield _agreement_table("by-criterion", "Agreement by criterion", "Criterion", summary.by_item)
    yield _agreement_table(
        "overall", "Agreement over all criteria of a scale", "Judgements", summary.overall
    )
    yield _measures_table(review, summary)


def _agreement_table(id_: str, title: str, heading: str, rows: Sequence[AgreementRow]) -> Table:
    return Table(
        id=f"table-agreement-{id_}",
        title=title,
        columns=(
            Column(heading),
            *(
                Column(name, is_numeric=True)
                for name in ("Agreed", "Share", "Interval", "AC1", "Interval of AC1", "Left out")
            ),
        ),
        rows=tuple(Row(_name(row), _cells(row)) for row in rows),
        note="Agreed: of the judgements that both readers gave. Left out: those that one or neither"
        " gave, because they do not apply or could not be seen. Intervals are 95% intervals, with "
        f"cases as observations. {TOO_FEW} = fewer than {SMALLEST_BASE_OF_AC1} judgements, so "
        f"counts alone. {NOT_AVAILABLE} = all agree or differ alike, which leaves no interval.",
        source="Cases with two complete reads.",
    )


def _name(row: AgreementRow) -> str:
    return " ".join(part for part in (row.group, row.item_id, row.title) if part)


def _cells(row: AgreementRow) -> tuple[Cell, ...]:
    left_out = row.judged_once + row.not_judged
    agreed = f"{row.agreed} of {row.judged_twice}"
    if row.judged_twice < SMALLEST_BASE_OF_AC1:
        return agreed, *(TOO_FEW,) * 4, left_out
    share, ac1 = row.coefficient(Coefficient.PERCENT), row.coefficient(Coefficient.GWET)
    figures = (*_figure_cells(share, _whole_percent), *_figure_cells(ac1, _two_decimals))
    return agreed, *figures, left_out


def _figure_cells(measured: Agreement, words: Callable[[float], str]) -> tuple[Cell, Cell]:
    """A coefficient and its interval."""
    value = NOT_AVAILABLE if measured.value is None else words(measured.value)
    has_limits = measured.lo is not None and measured.hi is not None
    limits = [words(limit) for limit in (measured.lo, measured.hi) if limit is not None]
    return value, " to ".join(limits) if has_limits else NOT_AVAILABLE


def _whole_percent(value: float) -> str:
    return f"{percent(value)}%"


def _two_decimals(value: float) -> str:
    return f"{half_up(value, decimals=2)}"


def _measures_table(review: Review, summary: ModerationSummary) -> Table:
    rows = []
    for key, measure in review.framework.measures.items():
        found = measure_agreement(summary.measures, key)
        if found is not None:
            limits = found.interval_words or (NOT_AVAILABLE if found.ac1_words else TOO_FEW)
            cells = (found.count_words, found.ac1_words or TOO_FEW, limits, found.one_alone)
            rows.append(Row(measure.title, cells))
    return Table(
        id="table-agreement-by-measure",
        title="Agreement on what is counted",
        columns=(
            Column("What is counted"),
            *(
                Column(name, is_numeric=True)
                for name in ("Agreed", "AC1", "Interval of AC1", "One alone")
            ),
        ),
        rows=tuple(rows),
        note="Agreed: of the cases that both readers’ records can be counted for. One alone: cases "
        "that one record can be counted for and the other cannot. "
        f"{TOO_FEW} = fewer than {SMALLEST_BASE_OF_AC1} cases, so counts alone. "
        f"{NOT_AVAILABLE} = all agree, which leaves no interval.",
        source="Cases with two complete reads.",
    )


# --- what was settled --------------------------------------------------------------------------


def _settled(summary: ModerationSummary) -> Iterator[Block]:
    if not summary.settlements:
        yield _said("The readers do not differ on anything that is moderated.")
        return
    yield _directions_table(summary)
    settled = [one for one in sorted(summary.settlements) if not _is_open(one)]
    if settled:
        yield _reasons_table(summary, settled)
    else:
        yield _said("Nothing has been settled yet.")
    if summary.no_longer:
        yield _said(
            f"Decisions on items that the readers no longer differ on, because one of them changed "
            f"an own answer afterwards: {summary.no_longer}. They still hold."
        )


def _directions_table(summary: ModerationSummary) -> Table:
    def row(direction: Direction) -> Row:
        def number(kind: ItemKind) -> int:
            return summary.number(lambda one: one.direction is direction and one.kind is kind)

        counts = number(ItemKind.JUDGEMENT), number(ItemKind.QUESTION)
        words = direction.value
        return Row(words[:1].upper() + words[1:], (*counts, sum(counts)))

    rows = [row(direction) for direction in Direction]
    totals = [sum(int(str(one.cells[place])) for one in rows) for place in range(3)]
    return Table(
        id="table-directions",
        title="Disagreements, by how they were settled",
        columns=(
            Column("Settled"),
            *(Column(name, is_numeric=True) for name in ("Judgements", "Answers", "All")),
        ),
        rows=(*rows, Row("All", tuple(totals), is_total=True)),
        note="Judgements and answers from lists, and dates and numbers that a measure depends on. "
        "Second reads that were asked for are included.",
    )


def _reasons_table(summary: ModerationSummary, settled: Sequence[DifferenceSettled]) -> Table:
    return Table(
        id="table-reasons",
        title="What was settled, and the reasons given",
        columns=(
            Column("Criterion or question"),
            *(Column(name) for name in ("First reader", "Second reader", "Settled as", "Reason")),
            Column("Times", is_numeric=True),
        ),
        rows=tuple(
            Row(
                f"{one.item_id} {one.title}",
                (one.first, one.second, f"{one.decided} ({one.direction.value})", one.why,
                 summary.settlements[one]),
            )
            for one in settled
        ),
        note="Reasons are in the words of whoever decided. What may identify somebody is blotted "
        "out.",
    )  # fmt: skip


def _moved(summary: ModerationSummary) -> Iterator[Block]:
    if not summary.moved:
        yield _said(
            "Settling changed no count: of each case that was settled, every measure counts what it"
            " would have counted by the first reader’s record."
        )
        return
    yield _said(
        "The counts are made from the first reader’s record with what was settled in its place. "
        "Against the first readers’ records alone, settling changed these."
    )
    yield Table(
        id="table-moved",
        title="Measures that settling changed",
        columns=(
            Column("What is counted"),
            *(
                Column(name, is_numeric=True)
                for name in ("Cases counted otherwise", "Change of the count", "Change of the base")
            ),
        ),
        rows=tuple(
            Row(one.title, (one.cases, _change(one.count), _change(one.base)))
            for one in summary.moved
        ),
        note="Of two cases that moved in opposite directions the count does not change.",
    )
    stated = [Row(one.title, (sentence,)) for one in summary.moved for sentence in one.sentences]
    if not stated:
        yield _said("No sentence of the narrative states one of them.")
        return
    yield Table(
        id="table-sentences",
        title="Sentences of the narrative that state one of them",
        columns=(Column("What is counted"), Column("Sentence")),
        rows=tuple(stated),
        note="As the narrative stands now. Claim check says whether they hold.",
    )


def _change(number: int) -> str:
    return f"{number:+d}" if number else "0"


def _open(summary: ModerationSummary) -> Iterator[Block]:
    still = [one for one in sorted(summary.settlements) if _is_open(one)]
    if not still:
        yield _said("Nothing is open.")
        return
    yield _said(
        f"Disagreements that are open: {summary.number(_is_open)}. Until one is settled, the first "
        "reader’s answer is the one that is counted."
    )
    yield Table(
        id="table-open",
        title="Open disagreements",
        columns=(
            Column("Criterion or question"),
            *(Column(name) for name in ("First reader", "Second reader", "What hangs on it")),
            Column("Times", is_numeric=True),
        ),
        rows=tuple(
            Row(
                f"{one.item_id} {one.title}",
                (one.first, one.second, "; ".join(one.at_stake) or "no measure",
                 summary.settlements[one]),
            )
            for one in still
        ),
    )  # fmt: skip


# --- weeks, and reads that were asked for ------------------------------------------------------


def _weeks(summary: ModerationSummary) -> Iterator[Block]:
    if not summary.by_week:
        yield _said("No second read is finished, so there are no weeks to set beside each other.")
        return
    yield _agreement_table("by-week", "Agreement by week", "Week", summary.by_week)
    yield _said(READ_BY_MACHINES)


def _extra(summary: ModerationSummary) -> Iterator[Block]:
    if not summary.extra:
        yield _said("No second read was asked for beside those that were drawn.")
        return
    yield _said(
        f"{summary.extra} second reads were asked for beside those that were drawn; "
        f"{summary.extra_complete} have both reads in. {ASKED_FOR}"
    )
    if summary.extra_overall:
        yield _agreement_table(
            "extra", "Agreement in reads that were asked for", "Judgements", summary.extra_overall
        )
