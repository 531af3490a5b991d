"""The columns of the tables of answers, and what each means."""

from __future__ import annotations

from inspect_tool.domain.content.plain_table import (
    ColumnType,
    PlainColumn,
    PointsTo,
    TypedTable,
)
from inspect_tool.domain.framework.framework import QuestionType, SubjectKind
from inspect_tool.domain.sampling.ledger import UnitRole

_INTEGER, _NUMBER = ColumnType.INTEGER, ColumnType.NUMBER
_BOOLEAN, _DATETIME = ColumnType.BOOLEAN, ColumnType.DATETIME

ABOUT_THE_TABLES = """\
A row of "answers" is an answer or a judgement of one reader. Those with counted = true are \
what the snapshot counts, once for each record and item: filter by it before counting. Among \
them, those with a weight are of cases of the random sample, and the weight is the number of \
children of the frame that the case stands for: N_h over the drawn cases of its stratum whose \
status is known. Cases picked by hand, second reads, authorities and those who were heard have \
none.
"items" says what each item asks, of whom, and its bases in the snapshot: how many answered, \
how many did not, of how many it was not asked. "labels" says what the values and the reasons \
for no answer mean. "evidence" has the pieces that stand in the same records.
An empty cell is a missing value. Words that may identify somebody and that nobody has settled \
stand as their kind in square brackets. In the CSV files an apostrophe is put before a text \
that a spreadsheet would take for a formula. There are rows on single children: keep them \
inside the team."""

_SUBJECTS = {kind.value: kind.singular for kind in SubjectKind}
_READERS = {
    "first": "First read",
    "second": "Second read, blind",
    "adjudicated": "Settled between two reads",
    "computed": "Computed, or known beforehand",
}
_KINDS = {"question": "Answer to a question", "judgement": "Judgement of a criterion"}
_ROLES = {
    UnitRole.SAMPLE.value: "Drawn at random",
    UnitRole.REPLACEMENT.value: "Reserve in the place of a lost case",
    UnitRole.PURPOSIVE.value: "Picked by hand",
}

_SUBJECT = (
    PlainColumn(
        "subject", "Subject", "Reference of the case, authority or voice.", is_required=True
    ),
    PlainColumn(
        "subject_kind", "Kind of subject", "What it is.", labels=_SUBJECTS, is_required=True
    ),
    PlainColumn("authority", "Authority", "Code of the authority.", is_required=True),
)
_READ = (
    PlainColumn("reader", "Read", "In which read it stands.", labels=_READERS, is_required=True),
    PlainColumn("read_by", "Given by", "Who gave it. Empty: computed, or changed since."),
    PlainColumn("recorded_at", "Recorded at", "When, in UTC. Empty: as beside.", _DATETIME),
)

ANSWERS = TypedTable(
    name="answers",
    title="Answers and judgements",
    description="A row an answer or judgement of one reader; counted ones have counted = true.",
    columns=(
        *_SUBJECT,
        PlainColumn("kind", "Kind", "What was answered.", labels=_KINDS, is_required=True),
        PlainColumn("item", "Item", "Question with its row, or criterion.", is_required=True),
        PlainColumn("question", "Question", "Question or criterion; see items.", is_required=True),
        PlainColumn("row", "Row", "Row of a group. Empty: asked of the record.", _INTEGER),
        PlainColumn("value", "Value", "The answer as a code. Empty: there is an absence."),
        PlainColumn("label", "Answer", "The answer in words. Empty: there is an absence."),
        PlainColumn("number", "Number", "The answer as a number. Empty: it is none.", _NUMBER),
        PlainColumn(
            "absence", "Absence", "Why there is no answer, as a code. Empty: there is one."
        ),
        PlainColumn("absence_label", "Why no answer", "The same in words."),
        PlainColumn("note", "Note", "What stands beside the answer. Empty: nothing."),
        PlainColumn("rating", "Rating", "Judgement of the criterion in the same read, as a code."),
        PlainColumn("rating_label", "Rating in words", "The same in words."),
        PlainColumn("evidence", "Evidence", "Pieces about the item, a line each. Empty: none."),
        PlainColumn("evidence_for", "For", "How many of them are for.", _INTEGER, is_required=True),
        PlainColumn(
            "evidence_against", "Against", "How many are against.", _INTEGER, is_required=True
        ),
        *_READ,
        PlainColumn("version", "Version", "Version of the framework.", is_required=True),
        PlainColumn(
            "counted", "Counted", "Whether the snapshot counts it.", _BOOLEAN, is_required=True
        ),
        PlainColumn(
            "changed",
            "Changed since",
            "Whether another answer stands in the record since the snapshot.",
            _BOOLEAN,
            is_required=True,
        ),
        PlainColumn("case_type", "Case type", "Of the case. Empty: no counted case."),
        PlainColumn("stratum", "Stratum", "Stratum of the draw. Empty: not drawn."),
        PlainColumn("role", "Role of the case", "How it came in. Empty: no case.", labels=_ROLES),
        PlainColumn(
            "weight",
            "Design weight",
            "Children of the frame that the case stands for. Empty: it is in no estimate.",
            _NUMBER,
        ),
        PlainColumn("population", "Children in the stratum", "N_h. Empty: no weight.", _INTEGER),
    ),
    key=("subject", "kind", "item", "reader", "counted"),
    points_to=(PointsTo(("question", "kind"), "items", ("item", "kind")),),
)

ITEMS = TypedTable(
    name="items",
    title="What was asked, and the bases",
    description="A row a question or judged criterion, those of earlier versions last.",
    columns=(
        PlainColumn("item", "Item", "Question or criterion.", is_required=True),
        PlainColumn("kind", "Kind", "What it is.", labels=_KINDS, is_required=True),
        PlainColumn(
            "subject_kind",
            "Asked about",
            "Of what it is asked.",
            labels=_SUBJECTS,
            is_required=True,
        ),
        PlainColumn("domain", "Domain", "Chapter of the framework.", is_required=True),
        PlainColumn("criterion", "Criterion", "The criterion that it is of.", is_required=True),
        PlainColumn("title", "Wording", "What is asked or judged.", is_required=True),
        PlainColumn(
            "type",
            "Type",
            "What an answer looks like.",
            labels={kind.value: kind.value for kind in QuestionType},
            is_required=True,
        ),
        PlainColumn("unit", "Unit", "What a number counts. Empty: nothing special."),
        PlainColumn("scale", "Scale or list", "What the values are of. Empty: open answers."),
        PlainColumn("group", "Rows of", "The group whose rows are asked. Empty: records are."),
        PlainColumn("asked_of", "Asked where", "When it is asked. Empty: always."),
        PlainColumn("answered", "Base", "Records or rows with an answer that counts.", _INTEGER),
        PlainColumn("not_answered", "No answer", "Those without one.", _INTEGER),
        PlainColumn("not_asked", "Not asked", "Those that it was not asked of.", _INTEGER),
    ),
    key=("item", "kind"),
)

LABELS = TypedTable(
    name="labels",
    title="What values mean",
    description="A row a value of a question or judgement, or a reason for no answer.",
    columns=(
        PlainColumn("item", "Item", "Question or criterion; see items.", is_required=True),
        PlainColumn("kind", "Kind", "What it is.", labels=_KINDS, is_required=True),
        PlainColumn("value", "Value", "As the answers have it.", is_required=True),
        PlainColumn("label", "Words", "What it says.", is_required=True),
        PlainColumn(
            "is_absence",
            "Absence",
            "Whether it is a reason for no answer.",
            _BOOLEAN,
            is_required=True,
        ),
        PlainColumn(
            "place", "Place", "Its place on the scale, worst first.", _INTEGER, is_required=True
        ),
        PlainColumn("meets", "Meets", "Whether it meets the criterion. Empty: not said.", _BOOLEAN),
    ),
    key=("item", "kind", "value", "is_absence"),
    points_to=(PointsTo(("item", "kind"), "items", ("item", "kind")),),
)

EVIDENCE = TypedTable(
    name="evidence",
    title="Pieces of evidence",
    description="A row a piece of evidence filed on its own; notes stand beside their answers.",
    columns=(
        PlainColumn("name", "Name", "What the commands call it.", is_required=True),
        *_SUBJECT,
        PlainColumn("about", "About", "The question or criterion. Empty: not said."),
        PlainColumn("criterion", "Criterion", "The criterion of it. Empty: none is known."),
        PlainColumn(
            "side", "For or against", "`for` or `against`, or as it was typed. Empty: not said."
        ),
        PlainColumn("source", "Source", "Kind of source. Empty: not said."),
        PlainColumn("day", "Date", "Date as it was given. Empty: none."),
        PlainColumn("reference", "Reference", "Document and page. Empty: none."),
        PlainColumn("text", "Text", "What was seen or said. Empty: only a reference."),
        PlainColumn("case", "About the case", "The case that words of a voice are about."),
        PlainColumn(
            "may_be_quoted", "May be quoted", "Whether a report may.", _BOOLEAN, is_required=True
        ),
        *_READ,
    ),
    key=("subject", "reader", "name"),
)
