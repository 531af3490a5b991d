"""The fixed words of the documents in English, by their keys.

What another language lacks is said in these. A name in braces is put in where the words are used;
where the words depend on a number there is a text for each form of the plural.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from inspect_tool.domain.look.english_letters import LETTERS
from inspect_tool.domain.look.forms import Forms

ENGLISH: Final[Mapping[str, Forms]] = {
    # The cover and the running lines of each page.
    "kicker": "Thematic inspection report",
    "published": "Published:",
    "published_on": "Published: {date}",
    "reference": "Reference {reference}",
    "reference_no": "Reference no:",
    "reference_no_is": "Reference no: {reference}",
    "reference_not_set": "not set",
    "date_not_set": "Date of publication not set",
    "edition_internal": "Internal edition: not for publication",
    "edition_public": "Public edition",
    "cases_examined": "Cases examined",
    "in_authorities": {
        "one": "in {number} local authority",
        "other": "in {number} local authorities",
    },
    "and_withdrew": "{places}; {number} withdrew",
    "draft": "DRAFT. {notice}",
    "draft_of": "DRAFT: {what}. {notice}",
    "not_checked": {
        "one": "{number} quantity of the text is not checked",
        "other": "{number} quantities of the text are not checked",
    },
    "fieldwork": "Fieldwork",
    "fieldwork_dates": "{first} to {last}",
    "people_interviewed": "People interviewed",
    "focus_groups": "Focus groups",
    "answers_to_surveys": "Answers to surveys",
    "month_1": "January",
    "month_2": "February",
    "month_3": "March",
    "month_4": "April",
    "month_5": "May",
    "month_6": "June",
    "month_7": "July",
    "month_8": "August",
    "month_9": "September",
    "month_10": "October",
    "month_11": "November",
    "month_12": "December",
    "month_and_year": "{month} {year}",
    "day": "{day} {month} {year}",
    # Where things are.
    "contents": "Contents",
    "tables": "Tables",
    "figures": "Figures",
    "about": "About this report",
    "skip_to_report": "Skip to the report",
    "skip_to_text": "Skip to the text",
    "annex": "Annex {letter}",
    "labelled": "{label}: {title}",
    "table": "Table {number}",
    "table_title": "Table {number}: {title}",
    "figure": "Figure {number}",
    "figure_title": "Figure {number}: {title}",
    "figure_finding": "Figure {number}:",
    "figure_part": "(part {part} of {parts})",
    "figure_as_table": "Figure {number} as a table",
    "table_of_figure": "Table of figure {number}: {title}",
    "to_paragraph": "paragraph {number}",
    "to_recommendation": "recommendation {number}",
    "cover": "Cover",
    "at_paragraph": "Paragraph {number}",
    "at_recommendation": "Recommendation {number}",
    "after_paragraph": "After paragraph {number}",
    # Notes and what stands below tables.
    "notes": "Notes",
    "notes_to": "Notes to: {title}",
    "note": "Note {number}",
    "back_to_note": "Back to note {number} in the text",
    "source": "Source: {source}",
    "rests_on": "Rests on: {what}.",
    "good_practice": "Good practice: {title}",
    # The annexes that the tool adds.
    "annex_authorities": "Local authorities inspected",
    "annex_criteria": "Criteria",
    "annex_versions": "Versions of the framework",
    "annex_quantities": "Where the quantities come from",
    # Pictures.
    "none": "none",
    "half": "half",
    "all": "all",
    "all_is": "All: {share}",
    "suppressed": "{mark} suppressed",
    "one_or_more_authorities": "One or more authorities",
    "all_cases_together": "All cases together",
    "left_out": "Left out: {number}",
    "joined": "Joined: {number}",
    "from_75": "three quarters or more",
    "from_50": "half to under three quarters",
    "from_25": "a quarter to under half",
    "under_25": "under a quarter",
    # The workbook.
    "tables_of": "{title}: tables",
    "publisher_is": "Publisher: {publisher}",
    "tables_of_report": (
        "The tables are those of the report. Each is on a worksheet of its own, which the contents "
        "list."
    ),
    "tables_alone": "Each table is on a worksheet of its own, which the contents list.",
    "one_table": "This worksheet contains one table.",
    "uses_shorthand": "This table uses shorthand: {meanings}.",
    "mark_c": "suppressed, so that no child can be recognised",
    "mark_low": "rounds to zero but is not zero",
    "mark_u": "base too small for a percentage or a median",
    "mark_x": "not available",
    "mark_z": "not applicable",
    "note_number": "Note number",
    "note_text": "Note text",
    "worksheet": "Worksheet",
    "title": "Title",
    "behind_the_chart": "Figure {number}: {title}, numbers behind the chart",
    # The imprint.
    "sentences_not_read": (
        "The sentences of this text are in a language that the tool cannot read: none was held "
        "against the evidence."
    ),
    "words_not_read": (
        "The fixed words of this document were not yet read by a speaker of their language."
    ),
    "words_missing": {
        "one": "{number} of the fixed words of this document is in English.",
        "other": "{number} of the fixed words of this document are in English.",
    },
    **LETTERS,
}
