"""Which dirt is planted in which return.

All that domain section 4.4 found in public samples is here, and more that authorities do. The
kinds are those of the importer; `accepted` is dirt that it takes as it is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sample_data.generate.authorities import Authority
from sample_data.generate.calendar_days import FRAME_DATE
from sample_data.generate.columns import FAMILY_IDENTIFIER, LISTS_WITH_FAMILY_IDENTIFIER
from sample_data.generate.planting import (
    NOTHING_SAID,
    Planter,
    anybody,
    has_ended_plan,
    has_old_plan,
    is_older,
    is_on_one_list,
)
from sample_data.generate.returns import Table
from sample_data.generate.spreadsheets import EXCEL_EPOCH, ErrorCell, british

NOTED, BLANKED, DROPPED = "noted", "blanked", "dropped"
ID, GENDER, BORN, AGE = "Child Unique ID", "Gender", "Date of Birth", "Age of Child (Years)"
SEEN_ALONE, CATEGORY = "Was the Child Seen Alone?", "Latest Category of Abuse"
PLAN_START, PLAN_VISIT = "Child Protection Plan Start Date", "Date of the Last Statutory Visit"
ACCEPTED = (NOTHING_SAID, "")


def plant_dirt(authority: Authority, tables: dict[int, Table]) -> Planter:
    """Plant an authority's dirt in its tables; they are changed in place."""
    planter = Planter(authority, tables)
    for plant in DIRT[authority.code]:
        plant(planter)
    return planter


# ----------------------------------------------------------------------------- children


def no_age(planter: Planter) -> None:
    """Neither date of birth nor age, so nobody can say whether the child could be drawn."""
    for place in planter.rows(6, 3, is_on_one_list):
        planter.put(6, place, AGE, None)
        planter.plant(6, place, BORN, None, ("no-age", BLANKED, "no date of birth, no age"))
        note = "follows from the missing age"
        planter.note(6, place, "", "eligibility-not-known", NOTED, note)


def blank_birth(planter: Planter) -> None:
    """A blank date of birth beside an age."""
    for place in planter.rows(7, 2, is_older):
        planter.plant(7, place, BORN, None, (*ACCEPTED, "no date of birth, but an age"))


def plain_words(planter: Planter) -> None:
    """Words without the letters of the template, mixed with words that have them."""
    for place in planter.rows(3, 40, anybody):
        words = str(planter.value(3, place, GENDER))[3:]
        planter.plant(3, place, GENDER, words, (*ACCEPTED, "words without the letter"))
    for place in planter.rows(4, 20, anybody):
        seen = "Child Seen During Continuous Assessment"
        words = str(planter.value(4, place, seen))[3:]
        planter.plant(4, place, seen, words, (*ACCEPTED, "Yes or No without the letter"))


def numeric_ids(planter: Planter) -> None:
    """Ids of digits alone, typed as numbers in every list about children."""
    for number in range(1, 9):
        table = planter.tables[number]
        for row in table.rows[1:]:
            row[0] = int(str(row[0]))
        planter.note(number, None, ID, *ACCEPTED, "ids are numbers and not text")


def lost_zeros(planter: Planter) -> None:
    """One list on which Excel has eaten the zeros at the front of the ids."""
    table = planter.tables[1]
    for row in table.rows[1:]:
        row[0] = int(str(row[0]))
    shortest = min(
        range(1, len(table.rows)), key=lambda place: (len(str(table.rows[place][0])), place)
    )
    note = "zeros at the front lost on this list; shortest id"
    planter.note(1, shortest, ID, "identifiers-of-varying-length", NOTED, note)


def odd_ages(planter: Planter) -> None:
    """Ages with decimals, an age of 113, and ages that the date of birth contradicts."""
    places = planter.rows(7, 12, anybody)
    for place in places:
        born = planter.value(7, place, BORN)
        days = (FRAME_DATE - born).days if isinstance(born, date) else 0
        planter.put(7, place, AGE, max(0.5, round(days / 365.25, 6)))
    planter.note(7, places[0], AGE, "age-not-whole", NOTED, "12 ages with decimals; first row")
    for place in planter.rows(6, 2, is_older):
        planter.plant(6, place, AGE, 113, ("age-out-of-range", BLANKED, "age 113"))
    for place in planter.rows(6, 4, is_older):
        age = planter.value(6, place, AGE)
        wrong = age - 3 if isinstance(age, int) else 3
        problem = ("age-disagrees", NOTED, "three years younger than the date of birth says")
        planter.plant(6, place, AGE, wrong, problem)


def grown_up(planter: Planter) -> None:
    """A person of 21 on List 6."""
    for place in planter.rows(6, 1, is_on_one_list):
        planter.put(6, place, BORN, date(1992, 5, 11))
        planter.plant(6, place, AGE, 21, ("over-18", NOTED, "a person of 21"))
        planter.planted[-1].column = AGE


def two_births(planter: Planter) -> None:
    """Another date of birth, and another gender, than on another list."""
    for place in planter.rows(7, 2, has_old_plan):
        born = planter.value(7, place, BORN)
        if isinstance(born, date):
            owner = planter.tables[7].owners[place]
            planter.put(7, place, BORN, born - timedelta(days=9))
            other = _row_of(planter, 6, owner)
            note = "List 7 says a birth nine days earlier"
            planter.note(6, other, BORN, "different-dates-of-birth", NOTED, note)
    for place in planter.rows(7, 1, has_old_plan):
        owner = planter.tables[7].owners[place]
        is_girl = "Female" in str(planter.value(7, place, GENDER))
        planter.put(7, place, GENDER, "a) Male" if is_girl else "b) Female")
        other = _row_of(planter, 6, owner)
        planter.note(6, other, GENDER, "different-genders", NOTED, "List 7 says another gender")


def _row_of(planter: Planter, number: int, owner: object) -> int:
    owners = planter.tables[number].owners
    return next(place for place, one in enumerate(owners) if one is owner)


# ----------------------------------------------------------------------------- codes and dates


def strange_codes(planter: Planter) -> None:
    """Codes that are not on the list, and `s)` for REFU and for NOBT."""
    for place in planter.rows(7, 2, has_old_plan):
        planter.plant(7, place, CATEGORY, "N/R - see file", ("unknown-code", BLANKED, "no code"))
    places = planter.rows(3, 6, anybody)
    for number, place in enumerate(places):
        planter.put(3, place, "Ethnicity", "s) NOBT" if number % 2 == 0 else "s) REFU")
    note = "s) stands for both REFU and NOBT; 3 rows of NOBT, first row"
    planter.note(3, places[0], "Ethnicity", "letter-and-words-disagree", NOTED, note)


def free_text(planter: Planter) -> None:
    """Free text in a yes-or-no column."""
    for place in planter.rows(7, 2, has_old_plan):
        problem = ("not-yes-or-no", BLANKED, "free text in a yes-or-no column")
        planter.plant(7, place, SEEN_ALONE, "CS Assessment Updated", problem)


def visit_before_plan(planter: Planter) -> None:
    """The last visit before the plan began; the review on the day the plan ended."""
    for place in planter.rows(7, 2, has_old_plan):
        start = planter.value(7, place, PLAN_START)
        if isinstance(start, date):
            problem = ("dates-in-wrong-order", NOTED, "last visit before the plan began")
            planter.plant(7, place, PLAN_VISIT, start - timedelta(days=12), problem)
    ended = "Child Protection Plan End Date"
    for place in planter.rows(7, 2, has_ended_plan):
        day = planter.value(7, place, ended)
        column = "Date of latest review conference"
        planter.plant(7, place, column, day, (*ACCEPTED, "review and end on the same day"))


def strange_dates(planter: Planter) -> None:
    """Dates that do not exist, words, dates as text, numbers as dates."""
    for place in planter.rows(7, 2, has_old_plan):
        problem = ("impossible-date", BLANKED, "31 February")
        planter.plant(7, place, PLAN_VISIT, "31/02/2013", problem)
    for place in planter.rows(7, 1, has_old_plan):
        problem = ("not-a-date", BLANKED, "words instead of a date")
        planter.plant(7, place, "Date of latest review conference", "tbc", problem)
    for place in planter.rows(4, 30, anybody):
        column = "Continuous Assessment Start Date"
        day = planter.value(4, place, column)
        if isinstance(day, date):
            planter.plant(4, place, column, british(day), (*ACCEPTED, "a date as text"))
    dental = "Date of Last Dental Check"
    for place, row in enumerate(planter.tables[8].rows[1:], 1):
        day = row[planter.tables[8].columns.index(dental)]
        if isinstance(day, date):
            planter.put(8, place, dental, (day - EXCEL_EPOCH).days)
    first = next(
        place
        for place in range(1, len(planter.tables[8].rows))
        if planter.value(8, place, dental) is not None
    )
    note = "the whole column holds plain numbers; first row"
    planter.note(8, first, dental, "number-as-date", NOTED, note)


def after_frame(planter: Planter) -> None:
    """A visit after the date of the frame."""
    for place in planter.rows(7, 2, has_old_plan):
        problem = ("after-frame-date", NOTED, "a visit a week after the date of the frame")
        planter.plant(7, place, PLAN_VISIT, FRAME_DATE + timedelta(days=7), problem)


def not_counts(planter: Planter) -> None:
    """Words where a number belongs."""
    for place in planter.rows(7, 2, is_older):
        column = "Number of Previous Child Protection Plans"
        planter.plant(7, place, column, "two", ("not-a-count", BLANKED, "a number in words"))


def bad_postcodes(planter: Planter) -> None:
    """A postcode that is none."""
    for place in planter.rows(8, 3, anybody):
        problem = ("bad-postcode", NOTED, "no postcode")
        planter.plant(8, place, "Placement postcode", "nope", problem)


def excel_errors(planter: Planter) -> None:
    """`#N/A` in teams and workers, as text and as a real error; odd spaces in names."""
    for column in ("Allocated Team", "Allocated Worker"):
        places = planter.rows(6, 3, anybody)
        for place in places:
            planter.put(6, place, column, "#N/A")
        note = "#N/A as text; 3 rows, first row"
        planter.note(6, places[0], column, "excel-error", NOTED, note)
    places = planter.rows(4, 2, anybody)
    for place in places:
        planter.put(4, place, "Allocated Team", ErrorCell("#N/A"))
    note = "#N/A as an error of Excel; 2 rows, first row"
    planter.note(4, places[0], "Allocated Team", "excel-error", NOTED, note)
    for place in planter.rows(3, 5, anybody):
        name = str(planter.value(3, place, "Allocated Worker")).replace(" ", "\u00a0")
        note = "a space that does not break"
        planter.plant(3, place, "Allocated Worker", name, (*ACCEPTED, note))


# ------------------------------------------------------------------------ headings, rows, sheets


def odd_headings(planter: Planter) -> None:
    """Headings as people type them."""
    for number in range(1, 9):
        planter.rename(number, AGE, "Age", "the short heading of old templates")
    planter.rename(3, "Date of referral", "Date of Referral", "another capital")
    missing = next(one for one in planter.tables[8].columns if "'Missing'" in one)
    curly = missing.replace("'Missing'", "\u2018Missing\u2019")
    planter.rename(8, missing, curly, "curly quotation marks")
    uasc = next(one for one in planter.tables[8].columns if "(UASC)" in one)
    planter.rename(8, uasc, f"{uasc}))", "brackets too many")
    order = "Date of Adoption Order"
    planter.rename(10, order, f"{order} ", "a space at the end")


def rows_of_nobody(planter: Planter) -> None:
    """Titles above the headings, blank rows, a row of totals, a row without an id."""
    title: list[list[str | None]] = [["Annex A return, List 7: child protection"], []]
    for row in reversed(title):
        planter.insert(7, 0, list(row))
    planter.note(7, None, "", *ACCEPTED, "a title and a blank row above the headings")
    place = len(planter.tables[5].rows) // 2
    planter.insert(5, place, [])
    planter.note(5, place, "", "blank-rows", NOTED, "a blank row in the middle")
    children = len(planter.tables[3].rows) - 1
    planter.insert(3, children + 1, ["Total", str(children)])
    planter.note(3, children + 1, ID, "total-row", DROPPED, "a row of totals at the end")


def row_without_id(planter: Planter) -> None:
    """A row whose id is missing."""
    table = planter.tables[1]
    row = list(table.rows[len(table.rows) // 3])
    row[0] = None
    place = len(table.rows) // 3 + 1
    planter.insert(1, place, row)
    planter.note(1, place, ID, "no-identifier", DROPPED, "the id is missing")


def repeated_rows(planter: Planter) -> None:
    """Rows that are there twice, the same or with a difference."""
    for place in reversed(planter.rows(6, 3, anybody)):
        planter.insert(6, place + 1, list(planter.tables[6].rows[place]))
        note = "the same row once more"
        planter.note(6, place + 1, ID, "repeated-row", DROPPED, note)
    place = planter.rows(6, 1, is_on_one_list)[0]
    twin = list(planter.tables[6].rows[place])
    planter.insert(6, place + 1, twin)
    planter.put(6, place + 1, "Primary Need Code", "N5 - Family dysfunction")
    note = "the same entry with another primary need"
    planter.note(6, place + 1, ID, "conflicting-rows", NOTED, note)


def wrong_status(planter: Planter) -> None:
    """A status on List 6 that the other lists or the dates contradict."""
    status = "Case Status"
    for place in planter.rows(7, 1, has_old_plan):
        own = _row_of(planter, 6, planter.tables[7].owners[place])
        problem = ("closed-without-date", NOTED, "closed, without a date, with an open plan")
        planter.put(6, own, status, "e) Closed episode")
        planter.note(6, own, "CIN Closure Date", *problem)
    for place in planter.rows(6, 1, is_on_one_list):
        problem = ("status-without-list", NOTED, "says a plan, and is not on List 7")
        planter.plant(6, place, status, "b) Child Protection plan", problem)


def extra_column(planter: Planter) -> None:
    """A column that nobody asked for."""
    table = planter.tables[6]
    wards = ("North", "South", "East", "West")
    for place, row in enumerate(table.rows):
        row.append("Ward" if place == 0 else wards[place % 4])
    planter.note_heading(6, "Ward", "extra-column", NOTED, "not in the template")


def missing_column(planter: Planter) -> None:
    """An official column that was left out."""
    planter.remove_column(8, "Placement Location")
    planter.note_heading(8, "Placement Location", "missing-column", NOTED, "left out")


def no_family_identifier(planter: Planter) -> None:
    """The one return without the column that the letter asked for."""
    for number in sorted(LISTS_WITH_FAMILY_IDENTIFIER):
        planter.remove_column(number, FAMILY_IDENTIFIER)
        note = "the column that the letter asked for is not there; siblings are not known"
        planter.note_heading(number, FAMILY_IDENTIFIER, *ACCEPTED, note)


def sheet_names(planter: Planter) -> None:
    """Sheets with names of the authority's own."""
    names = {2: "2. Early help", 6: "List 6 - CIN", 7: "List 7 CPP", 8: "8_Children in care"}
    for number, name in names.items():
        planter.tables[number].sheet = name
        planter.note(number, None, "", *ACCEPTED, "a name of its own for the sheet")


def csv_oddities(planter: Planter) -> None:
    """Semicolons, a mark at the front of a file, a list that is not there."""
    planter.tables[4].delimiter = ";"
    planter.note(4, None, "", *ACCEPTED, "semicolons between the values")
    planter.tables[6].encoding = "utf-8-sig"
    planter.note(6, None, "", *ACCEPTED, "UTF-8 with a mark at the front; the others are cp1252")
    planter.note(11, None, "", "missing-list", NOTED, "the list was not returned")
    planter.planted[-1].is_of_folder = True
    del planter.tables[11]


def blank_gender(planter: Planter) -> None:
    """A gender that is blank and may not be."""
    for place in planter.rows(6, 2, is_on_one_list):
        planter.plant(6, place, GENDER, None, ("blank", BLANKED, "gender is blank"))


DIRT: Mapping[str, tuple[Callable[[Planter], None], ...]] = {
    "ASH": (numeric_ids, no_age, blank_birth, after_frame),
    "CRE": (odd_headings, odd_ages),
    "FEN": (sheet_names, row_without_id, plain_words),
    "FOS": (excel_errors, grown_up, extra_column, rows_of_nobody),
    "IRK": (lost_zeros, strange_codes),
    "KEL": (strange_dates, plain_words),
    "MAR": (free_text, visit_before_plan),
    "PET": (no_family_identifier, missing_column),
    "QUE": (bad_postcodes, not_counts),
    "TAR": (csv_oddities, blank_gender),
    "WEA": (two_births, repeated_rows, wrong_status),
}
