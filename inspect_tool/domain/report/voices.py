"""Those who were heard: how many were asked and answered, what they said, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.domain.content.blocks import Cell, Column, Paragraph, Row, Table, Text, VoiceBox
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import Quote, SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.heard import Heard, heard
from inspect_tool.domain.framework.framework import VOICES, SubjectKind
from inspect_tool.domain.percentages import TOO_FEW, Percentage
from inspect_tool.domain.records.voice_refs import voice_of, voices_of
from inspect_tool.domain.report.headings import (
    Options,
    count_percentage,
    marks_explained,
)
from inspect_tool.errors import UsageError

NOT_NOTED = "not noted"
NO_SAMPLE_NOTE = "Those who were heard are no random sample."


def heard_table(figures: SnapshotFigures, options: Options) -> Table:
    """How many people were asked and heard, by voice and role; by authority where that is asked.

    Raises:
        UsageError: The framework has no such voice.
    """
    wanted = options.get("voice", "")
    voices = voices_of(figures.review.framework)
    if wanted and wanted not in voices:
        raise UsageError(
            f"There is no voice called {wanted}. There are: {', '.join(voices) or 'none'}."
        )
    by_authority = options.get("by") == "authority"
    lines = [
        line
        for line in heard(figures.review.framework, figures.records, figures.asked)
        if (not wanted or line.voice == wanted) and (by_authority or not line.authority)
    ]
    return heard_lines_table(figures, lines, suffix=f"-{wanted}" if wanted else "")


def heard_lines_table(
    figures: SnapshotFigures, lines: Sequence[Heard], *, suffix: str = ""
) -> Table:
    """A table of who was heard."""
    rows = tuple(Row(_who(figures, line), _heard_cells(figures, line)) for line in lines)
    cells = [cell for row in rows for cell in row.cells]
    notes = [NO_SAMPLE_NOTE, *marks_explained(figures, cells)]
    if any(line.uncounted for line in lines):
        notes.append("Focus groups whose size was not noted are counted as groups, not as people.")
    if any(line.is_more_than_asked for line in lines):
        notes.append("Where more were heard than were noted as asked, there is no share.")
    return Table(
        id=f"table-heard{suffix}",
        title="People asked and heard",
        columns=(
            Column("Who"),
            Column("Asked", is_numeric=True),
            Column("Heard", is_numeric=True),
            Column("Share of those asked", is_numeric=True),
        ),
        rows=rows,
        note=" ".join(notes),
        source=voices_source(figures),
    )


def voices_source(figures: SnapshotFigures) -> str:
    """The line that says where a number about people comes from."""
    return f"People heard in this review, snapshot {figures.name}."


def _who(figures: SnapshotFigures, line: Heard) -> str:
    authority = figures.review.plan.authority(line.authority)
    where = "" if authority is None else f", {authority.name}"
    role = f": {line.role}" if line.role else ""
    return f"{line.title}{where}{role}"


def _heard_cells(figures: SnapshotFigures, line: Heard) -> tuple[Cell, ...]:
    people: Cell = line.people
    if line.subject is SubjectKind.FOCUS_GROUP:
        groups = "1 group" if line.records == 1 else f"{line.records} groups"
        people = groups if line.uncounted == line.records else f"{line.people} in {groups}"
    share: Cell = ""
    if line.rate is not None and line.asked is not None:
        shows = figures.carries_percentage(line.asked)
        share = Percentage(line.rate) if shows else TOO_FEW
    return (NOT_NOTED if line.asked is None else line.asked, people, share)


def said_table(figures: SnapshotFigures, options: Options) -> Table:
    """Each measure about those who were heard: count, base and share.

    Raises:
        UsageError: The framework has no measure about them, or not about that kind.
    """
    kinds = {kind.value: kind for kind in VOICES}
    wanted = options.get("of", "")
    if wanted and wanted not in kinds:
        raise UsageError(f"Nobody is heard by {wanted}. There are: {', '.join(kinds)}.")
    keys = [
        key
        for key, measure in figures.review.framework.measures.items()
        if measure.subject.is_voice and wanted in ("", measure.subject.value)
    ]
    if not keys:
        raise UsageError(
            "The framework has no measure about those who were heard. Add one under `measures`, "
            "with `subject: interview`, `focus_group` or `survey`."
        )
    rows = [_said_row(figures, findings.table(figures, key)[0]) for key in keys]
    cells = [cell for row in rows for cell in row.cells]
    return Table(
        id=f"table-said{f'-{wanted}' if wanted else ''}",
        title="What people said",
        columns=(
            Column("What was said"),
            Column("Number", is_numeric=True, holds=Holds.NUMBER),
            Column("Of", is_numeric=True, holds=Holds.BASE),
            Column("Who", holds=Holds.NOUN),
            Column("Share", is_numeric=True, holds=Holds.SHARE),
            Column("No answer that counts", is_numeric=True, holds=Holds.REST),
        ),
        rows=tuple(rows),
        note=" ".join((NO_SAMPLE_NOTE, *marks_explained(figures, cells))),
        source=voices_source(figures),
        mark=TableMark(RowsAre.MEASURES),
    )


def _said_row(figures: SnapshotFigures, count: Count) -> Row:
    share: Cell = count_percentage(figures, count) or TOO_FEW
    noun = figures.words.noun(count.noun)
    return Row(count.title, (count.count, count.base, noun, share, count.unknown))


def quotes_box(figures: SnapshotFigures, name: str, options: Options) -> VoiceBox:
    """Words that may be quoted, about a question or a criterion, or those with an id.

    Raises:
        UsageError: Nothing may be quoted about it.
    """
    names = [part.strip() for part in name.split(",") if part.strip()]
    found = [quote for one in names for quote in _quotes_about(figures, one)]
    missing = [one for one in names if not _quotes_about(figures, one)]
    if missing:
        raise UsageError(
            f"Nothing that may be quoted is about {', '.join(missing)} in snapshot "
            f"{figures.name}. `voice quotes` lists what was said."
        )
    who = options.get("who", "").replace("_", " ") or _speakers(figures, found)
    return VoiceBox(who, tuple(Paragraph((Text(f"“{quote.text}”"),)) for quote in found))


def _quotes_about(figures: SnapshotFigures, name: str) -> tuple[Quote, ...]:
    criterion = figures.review.framework.criterion(name)
    inside = {question.id for question in criterion.questions} if criterion is not None else set()
    return tuple(
        quote for quote in figures.quotes if quote.name == name or quote.about in {name, *inside}
    )


def _speakers(figures: SnapshotFigures, quotes: Sequence[Quote]) -> str:
    """In which roles those spoke who are quoted; never who they were."""
    framework = figures.review.framework
    facts = {record.subject.ref: record for record in figures.records}
    voices, roles = voices_of(framework), []
    for quote in quotes:
        record = facts[quote.ref]
        key = voice_of(framework, record.subject.kind, quote.ref)
        role = voices[key].role if key is not None else None
        question = framework.question(role) if role else None
        said = record.answer(role) if role else None
        if question is not None and said is not None:
            roles.append(framework.scales[question.scale or ""].word(str(said)))
    words = list(dict.fromkeys(roles))
    return " and ".join(words).capitalize() if words else "People who were heard"
