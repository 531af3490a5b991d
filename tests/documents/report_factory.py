"""A made-up report with every kind of block: 11 fictional authorities, 18 criteria, 124 cases."""

from __future__ import annotations

import dataclasses
from datetime import date
from fractions import Fraction

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    ClaimText,
    Column,
    CoverFact,
    CrossReference,
    Edition,
    Emphasis,
    Figure,
    Footnote,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Link,
    Paragraph,
    Quantity,
    Recommendation,
    ReportContent,
    Row,
    Spans,
    Statistic,
    Statistics,
    Strong,
    Table,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    DotRange,
    FlowDiagram,
    FlowLoss,
    FlowStep,
    HeatMap,
    HeatRow,
    IntervalRow,
    Intervals,
    RangeRow,
    StackedBar,
    StackedBars,
)
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.percentages import Percentage

AUTHORITIES = (
    "Ashmere", "Bramleigh", "Calderstone", "Dunholme", "Eastwold", "Fernborough",
    "Granthorpe", "Hazelmoor", "Inglewick", "Kestrel Vale", "Larchester",
)  # fmt: skip
SAMPLE = (12, 11, 12, 11, 11, 11, 12, 11, 11, 11, 11)  # 124 cases
LEVELS = ("Outstanding", "Good", "Requires improvement", "Inadequate")

THEMES = {
    "Referral and recognition": (
        "Neglect is recognised at the point of contact",
        "Referrals are timely and of sufficient quality",
        "Thresholds are understood and applied",
    ),
    "Assessment": (
        "The assessment takes account of the family's history",
        "The impact of neglect on the child is considered",
        "The child is seen alone and the child's views are recorded",
        "Fathers and male carers are included",
        "Assessments are concluded in time",
    ),
    "Planning and review": (
        "The plan has measurable outcomes and timescales",
        "A contingency plan is recorded",
        "Reviews are held on time",
    ),
    "Intervention": (
        "Standardised tools are used to measure neglect",
        "Parents are challenged where there is no progress",
        "There is no evidence of drift or delay",
        "Legal planning is timely",
    ),
    "Management oversight": (
        "Supervision is reflective and recorded",
        "Decisions and their reasons are on file",
        "Managers escalate concerns about partner agencies",
    ),
}
CRITERIA = tuple(criterion for criteria in THEMES.values() for criterion in criteria)

SENTENCES = (
    "Inspectors found clear evidence of this in most of the case files that they examined.",
    "Where practice was stronger, the child's daily life was described plainly, and the record"
    " showed what had changed since the last visit.",
    "In weaker cases the plan listed services for parents to attend but did not say what would"
    " be different for the child.",
    "Managers had seen these files, but the reasons for their decisions were not always written"
    " down.",
    "Chronologies were present in many of the files but seldom informed the analysis.",
    "Family members told inspectors that they valued workers who were honest about what needed"
    " to change.",
    "Partner agencies often held information that would have altered the assessment of risk had"
    " it been shared sooner.",
    "The quality of recording varied within authorities as well as between them.",
)
SOURCE = "made-up data, for tests only."


def text(words: str) -> Spans:
    return (Text(words),)


def prose(start: int, length: int) -> str:
    return " ".join(SENTENCES[(start * 3 + step) % len(SENTENCES)] for step in range(length))


def paragraph(start: int, length: int = 4) -> Paragraph:
    return Paragraph(text(prose(start, length)))


def judged(criterion: int) -> tuple[int, ...]:
    """How the 124 cases spread over the four levels, for one criterion."""
    best = 6 + criterion * 7 % 17
    worst = 9 + criterion * 5 % 23
    good = 38 + criterion * 11 % 19
    return best, good, 124 - best - good - worst, worst


def bars_by_authority(salt: int) -> tuple[Bar, ...]:
    return tuple(
        Bar(name, (index * 5 + salt * 3) % (base - 1), base)
        for index, (name, base) in enumerate(zip(AUTHORITIES, SAMPLE, strict=True))
    )


def stacked_bars(first: int, criteria: tuple[str, ...]) -> StackedBars:
    return StackedBars(
        LEVELS,
        tuple(StackedBar(name, judged(first + index)) for index, name in enumerate(criteria)),
    )


def intervals() -> Intervals:
    rows = tuple(
        IntervalRow(
            bar, max(0.0, float(bar.share or 0) - 0.2), min(1.0, float(bar.share or 0) + 0.24)
        )
        for bar in bars_by_authority(2)
    )
    return Intervals(rows, overall=Fraction(20, 47))


def dot_range() -> DotRange:
    return DotRange(
        tuple(spread(name, bars_by_authority(salt)) for salt, name in enumerate(CRITERIA)),
        row_heading="Criterion",
    )


def spread(name: str, bars: tuple[Bar, ...]) -> RangeRow:
    return RangeRow(name, bars, Bar("All", sum(bar.count or 0 for bar in bars), 124))


def heat_map() -> HeatMap:
    return HeatMap(
        AUTHORITIES,
        tuple(HeatRow(name, bars_by_authority(salt)) for salt, name in enumerate(CRITERIA)),
        counted="cases in which the criterion was not met",
    )


def flow() -> FlowDiagram:
    return FlowDiagram(
        (
            FlowStep(
                "Children on the lists of 11 authorities",
                4812,
                (FlowLoss("Aged over 10", 1031), FlowLoss("Sibling of a child on the list", 604)),
            ),
            FlowStep("Eligible cases", 3177),
            FlowStep(
                "Drawn by stratified random sampling",
                124,
                (
                    FlowLoss("Criminal proceedings under way", 4),
                    FlowLoss("File not available at the time of the inspection", 3),
                ),
                (FlowLoss("Replaced from the reserves, in their order", 7),),
            ),
            FlowStep("Cases examined", 124),
            FlowStep("Cases counted", 124),
        )
    )


def criteria_table(theme: str, first: int, criteria: tuple[str, ...]) -> Table:
    rows = tuple(Row(name, (*judged(first + index), 124)) for index, name in enumerate(criteria))
    return Table(
        id=f"table-theme-{first}",
        title=f"Judgements on each criterion: {theme.lower()}, number of cases",
        columns=(
            Column("Criterion"),
            *(Column(level, is_numeric=True) for level in LEVELS),
            Column("All", is_numeric=True),
        ),
        rows=rows,
        source=SOURCE,
    )


def by_authority_table() -> Table:
    bars = bars_by_authority(2)
    rows = [Row(bar.label, (bar.count or 0, bar.base or 0)) for bar in bars]
    rows.append(Row("All authorities", (sum(bar.count or 0 for bar in bars), 124), is_total=True))
    return Table(
        id="table-left_too_long",
        title="Children left too long in harmful situations, by authority",
        columns=(
            Column("Authority"), Column("Left too long", is_numeric=True),
            Column("Cases", is_numeric=True),
        ),
        rows=tuple(rows),
        note="Counts of the cases examined; they are not estimates for all children.",
        source=SOURCE,
    )  # fmt: skip


def wording_table() -> Table:
    phrases = (
        ("all", "every case", Fraction(1)),
        ("almost all", "97% to under 100%", Fraction(97, 100)),
        ("nearly half", "44% to under 50%", Fraction(44, 100)),
        ("over a third", "above a third to under 40%", Fraction(1, 3)),
        ("hardly any", "one case in a thousand", Fraction(1, 1000)),
    )
    return Table(
        id="table-wording",
        title="Words for shares",
        columns=(Column("Words"), Column("When they are used"), Column("From", is_numeric=True)),
        rows=tuple(Row(words, (rule, Percentage(share))) for words, rule, share in phrases),
        note="[low] = rounds to zero but is not zero.",
    )


def long_table() -> Table:
    """A row for each authority and theme: too long for any page."""
    rows = tuple(
        Row(f"{name}, {theme.lower()}", (index % 9, 11, Percentage(Fraction(index % 9, 11))))
        for index, (name, theme) in enumerate(
            (name, theme) for theme in THEMES for name in AUTHORITIES
        )
    )
    return Table(
        id="table-long",
        title="Cases in which no criterion was met, by theme and authority",
        columns=(
            Column("Authority and theme"), Column("Cases", is_numeric=True),
            Column("Of", is_numeric=True), Column("Share", is_numeric=True),
        ),
        rows=rows,
        source=SOURCE,
    )  # fmt: skip


def executive_summary() -> Chapter:
    headline: Spans = (
        Text("In "),
        ClaimText("nearly half", "q-left"),
        Text(" of the long-term cases children were left too long in harmful situations, and in "),
        ClaimText("over a third", "q-feigned"),
        Text(" feigned compliance caused delay."),
    )
    return Chapter(
        "summary",
        "Executive summary",
        (
            Statistics(
                (
                    Statistic("124", "cases examined"),
                    Statistic("11", "local authorities"),
                    Statistic("18", "criteria judged in each case"),
                    Statistic("47", "long-term cases"),
                )
            ),
            Paragraph(headline),
            paragraph(1, 5),
            paragraph(2, 4),
            KeyBox(
                (
                    Paragraph(
                        (
                            Strong(text("What the figures are.")),
                            Text(" Counts describe the cases examined. "),
                            Text("They are estimates only where an interval is shown."),
                        )
                    ),
                )
            ),
        ),
        is_numbered=False,
    )


def key_findings() -> Chapter:
    openings = (
        "Recognition was a strength.",
        "Assessments were too variable.",
        "Plans often lacked measurable outcomes.",
        "Drift and delay were found in a third of long-term cases.",
        "Parents were not always challenged.",
        "Supervision was frequent but seldom reflective.",
    )
    items = tuple(
        (Strong(text(opening)), Text(" " + prose(index, 2)))
        for index, opening in enumerate(openings)
    )
    return Chapter("key-findings", "Key findings", (BulletList(items),), is_numbered=False)


def recommendations() -> Chapter:
    addressees = {
        "The government should": ("require a chronology in every shared record",),
        "Local safeguarding partnerships should": (
            "audit multi-agency practice in cases of neglect each year",
            "agree one set of assessment tools, and train staff in their use",
        ),
        "Local authorities should": (
            "make sure that every plan has measurable outcomes and dates",
            "record management decisions, with the reasons for them and the date by which their"
            " effect will be looked at again",
            "review all cases that have been open for more than 12 months",
        ),
    }
    blocks: list[Block] = [Paragraph(text("Recommendations are grouped by who should act."))]
    for index, (addressee, actions) in enumerate(addressees.items()):
        blocks.append(Heading(f"recommendations-{index}", addressee))
        blocks += [Recommendation(text(action), addressee) for action in actions]
    return Chapter("recommendations", "Recommendations", tuple(blocks), is_numbered=False)


def methodology() -> Chapter:
    note = Footnote(
        (
            Text("The seed was published before the draw; see "),
            Link("the certificate", "https://example.org/certificate"),
            Text("."),
        )
    )
    return Chapter(
        "methodology",
        "Methodology",
        (
            Paragraph((Text(prose(0, 3)), note, Text(" " + prose(4, 2)))),
            Heading("how-cases-were-selected", "How cases were selected"),
            Paragraph(
                (
                    CrossReference("figure-flow"),
                    Text(" shows how the cases were reached, "),
                    CrossReference("table-authorities", "the annex"),
                    Text(" names the authorities. " + prose(1, 2)),
                )
            ),
            Figure("figure-flow", "How the cases were selected", flow(), source=SOURCE),
            paragraph(3),
            Heading("how-judgements-were-made", "How judgements were made"),
            paragraph(5, 3),
            BulletList(
                tuple((Strong(text(f"{level}:")), Text(" " + prose(n, 1)))
                      for n, level in enumerate(LEVELS))
            ),
            Heading("words-for-shares", "Words for shares", 3),
            paragraph(6, 2),
            wording_table(),
        ),
    )  # fmt: skip


def theme_chapter(index: int, theme: str, criteria: tuple[str, ...], first: int) -> Chapter:
    note = Footnote(text(f"Of the {len(criteria)} criteria of this theme, all were judged."))
    blocks: list[Block] = [
        Paragraph((Text(prose(index, 3)), note, Text(" " + prose(index + 2, 2)))),
        Heading(f"found-{first}", f"What inspectors found: {theme.lower()}"),
        Paragraph((Text(prose(index + 1, 2) + " See "), CrossReference(f"table-theme-{first}"),
                   Text("."))),
        Figure(f"figure-theme-{first}", f"Judgements on each criterion: {theme.lower()}",
               stacked_bars(first, criteria), source=SOURCE),
        criteria_table(theme, first, criteria),
        paragraph(index + 3),
        GoodPracticeBox("a clear picture of daily life", (paragraph(index, 3),
                                                          paragraph(index + 1, 2))),
        paragraph(index + 5, 5),
        VoiceBox("A parent, to an inspector", (Paragraph(text(
            "“She told us straight what had to change, and she came back to see whether it had.”"
        )),)),
        paragraph(index + 6, 3),
    ]  # fmt: skip
    return Chapter(f"theme-{first}", theme, tuple(blocks))


def variation() -> Chapter:
    claim: Spans = (
        Text("Oversight was weak in "),
        ClaimText("15 of these 20 cases", "q-oversight"),
        Text(". "),
        Emphasis(text("This matters")),
        Text(": " + prose(3, 2)),
    )
    return Chapter(
        "variation",
        "Variation between authorities",
        (
            Paragraph(claim),
            Figure("figure-range", "Range between authorities, per cent of cases not met",
                   dot_range(), source=SOURCE),
            Heading("compared", "Authorities compared"),
            paragraph(2),
            Figure("figure-intervals", "Children left too long, by authority", intervals(),
                   note="Bars are 95% intervals.", source=SOURCE),
            by_authority_table(),
            Figure("figure-heat", "Criterion not met, by criterion and authority", heat_map(),
                   note="Each cell shows cases not met of cases judged.", source=SOURCE),
            paragraph(4),
            Figure("figure-bars", "Cases with weak oversight, by authority",
                   Bars((*bars_by_authority(5), Bar("Marsh End", None, None))), source=SOURCE),
            paragraph(7),
        ),
    )  # fmt: skip


def annexes() -> tuple[Chapter, ...]:
    authorities = Table(
        "table-authorities",
        "Authorities inspected",
        (Column("Authority"), Column("Cases", is_numeric=True)),
        tuple(Row(name, (base,)) for name, base in zip(AUTHORITIES, SAMPLE, strict=True)),
    )
    criteria = Table(
        "table-criteria",
        "Criteria, with what they are judged on",
        (Column("Criterion"), Column("Theme"), Column("What is looked at")),
        tuple(
            Row(name, (theme, prose(index, 1)))
            for index, (theme, name) in enumerate(
                (theme, name) for theme, names in THEMES.items() for name in names
            )
        ),
    )
    return (
        Chapter("annex-authorities", "Local authorities inspected",
                (paragraph(1, 1), authorities), is_numbered=False, is_annex=True),
        Chapter("annex-criteria", "Criteria", (paragraph(2, 1), criteria),
                is_numbered=False, is_annex=True),
        Chapter("annex-results", "Results", (paragraph(3, 1), long_table()),
                is_numbered=False, is_annex=True),
    )  # fmt: skip


def quantities() -> tuple[Quantity, ...]:
    refs = tuple(f"ASH-{number:03d}" for number in range(1, 21))
    return (
        Quantity("q-left", "nearly half", "Children left too long in harmful situations",
                 20, 43, "long-term cases", refs),
        Quantity("q-feigned", "over a third", "Delay caused by feigned compliance",
                 17, 47, "long-term cases", refs[:17]),
        Quantity("q-oversight", "15 of these 20 cases", "Management oversight was weak",
                 15, 20, "cases in which children were left too long", refs[:15]),
    )  # fmt: skip


def report_content(**changes: object) -> ReportContent:
    """The whole made-up report, with some of its parts changed."""
    starts = [0]
    for criteria in THEMES.values():
        starts.append(starts[-1] + len(criteria))
    themes = tuple(
        theme_chapter(index, theme, criteria, starts[index])
        for index, (theme, criteria) in enumerate(THEMES.items())
    )
    content = ReportContent(
        title="In the child's time: professional responses to neglect",
        subtitle="What inspectors found in 124 cases in 11 local authorities, with a focus on"
        " children aged 10 and under",
        kicker="Thematic inspection report",
        edition=Edition.INTERNAL,
        published_words="March 2026",
        reference="TI-2026-04",
        publisher="Inspectorate of made-up services",
        cover_facts=(
            CoverFact("Age group", "0 to 10"),
            CoverFact("Cases examined", "124, in 11 local authorities"),
        ),
        notice="Made-up data, for tests. Not a publication of Ofsted.",
        chapters=(
            executive_summary(), key_findings(), recommendations(), methodology(), *themes,
            variation(), Chapter("conclusion", "Conclusion", (paragraph(1), paragraph(4, 3))),
            *annexes(),
        ),
        created=date(2026, 3, 26),
        quantities=quantities(),
        about=(
            Paragraph(text("This report was made to test a tool. Its authorities do not exist.")),
            Paragraph((Text("Text under the Open Government Licence: "),
                       Link("nationalarchives.gov.uk",
                            "https://www.nationalarchives.gov.uk/doc/open-government-licence/"),
                       Text("."))),
        ),
    )  # fmt: skip
    return dataclasses.replace(content, **changes)  # type: ignore[arg-type]


def as_published(content: ReportContent) -> PublishedContent:
    """A report of the public edition, as if every number of it might be published."""
    values = {one.name: getattr(content, one.name) for one in dataclasses.fields(content)}
    return PublishedContent(**{**values, "edition": Edition.PUBLIC})
