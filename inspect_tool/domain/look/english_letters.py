"""The fixed words of letters to authorities in English, by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from inspect_tool.domain.look.forms import Forms

LETTERS: Final[Mapping[str, Forms]] = {
    "letter_to": "Letter to {name}",
    "letter_kicker": "Findings in one authority",
    "letter_for": "For {name} alone. {notice}",
    "letter_figures": "Figures",
    "letter_snapshot": "snapshot {name}",
    "letter_about": "About this letter",
    "letter_counts": "This letter counts the cases that inspectors read in {name}.",
    "letter_by_chance": (
        "The cases were drawn by chance, so a count says what was found in these cases, and "
        "one case more or less can change it much. Nobody's name and no case is in the letter. "
        "What people said in interviews, groups and surveys is left out, since those of one "
        "area are so few that they might be recognised."
    ),
    "letter_places": (
        "The place among the others is by thirds of the authorities with enough cases. Places "
        "and totals are held back where two letters laid side by side could give away what "
        "was counted in another authority. That was checked count by count and among the "
        "letters alone, not together with other documents of the review. This letter is "
        "internal: it has been through no disclosure control and is not for publication."
    ),
    "letter_strengths": "Strengths",
    "letter_to_improve": "Areas to improve",
    "letter_strengths_are": (
        "Criteria met in at least three quarters of the cases judged, of at least {least} cases."
    ),
    "letter_to_improve_are": (
        "Criteria met in fewer than half of the cases judged, of at least {least} cases."
    ),
    "letter_met": "{title}: met in {number} of the {base} cases judged",
    "letter_none": "There is none.",
    "letter_findings": "Findings and place among the others",
    "letter_examined_by_type": "Cases examined, by case type",
    "letter_case_type": "Case type",
    "letter_cases": "Cases",
    "letter_all": "All",
    "letter_source": "Cases examined in this authority, snapshot {name}.",
    "letter_source_of_all": "Cases examined in this review, snapshot {name}.",
    "letter_criteria_met": "Criteria met: {name} and all together",
    "letter_criterion": "Criterion",
    "letter_counted": "What was counted: {name} and all together",
    "letter_what_counted": "What was counted",
    "letter_all_authorities": "All authorities",
    "letter_place": "Place by share",
    "letter_highest_third": "Highest third",
    "letter_middle_third": "Middle third",
    "letter_lowest_third": "Lowest third",
    "letter_held_back": "{mark} = held back, so that no other authority's count can be told.",
    "letter_too_few": (
        "{mark} = too few cases: below {percentages} for a percentage of all, below {least} in "
        "this authority for a place."
    ),
    "letter_recommendations": "Recommendations",
    "letter_numbers_of_report": "They have the numbers of the report.",
    "letter_recommendation": "Recommendation {number}. {words}.",
    "letter_accuracy": "Factual accuracy",
    "letter_examined_in": "Cases examined in {name}: {number} ({kinds}).",
    "letter_met_in": "“{title}”: met in {number} of the {base} cases judged in {name}.",
    "letter_measured_in": "{title}: {number} of the {base} {noun} in {name}.",
    "letter_say_so": (
        "These are the statements of the letter that are about the authority. If one is wrong "
        "in fact, say so against its number in the form that came with the letter: what is "
        "wrong, what it should say, and where that can be seen. No names, please. Each comment "
        "is answered."
    ),
    # Letters cut out of the public edition.
    "letter_of_public": (
        "This letter has what the public edition of the report says of this authority, row by "
        "row, and nothing else. What is held back there, so that nobody can be recognised, is "
        "held back here."
    ),
    "letter_report_says": "What the report says",
    "letter_no_number": "The report gives no number of this authority alone.",
    "letter_table_of_report": "{title} (table {number} of the report)",
    "letter_figure_of_report": "{title} (figure {number} of the report)",
    "letter_held_back_there": "{mark} = held back in the report, and so here.",
    "letter_more_held_back": {
        "one": (
            "One more table or figure of the report could give numbers of this authority alone; "
            "all are held back."
        ),
        "other": (
            "{number} more tables and figures of the report could give numbers of this authority "
            "alone; all are held back."
        ),
    },
}
