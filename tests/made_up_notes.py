"""Made-up notes of inspectors: some with an identifier planted in them, others innocent.

Every name, number and address is invented; numbers with check digits are computed here, by other
code than the tool's. The notes were written before the rules that find identifiers were tuned.
Telephone numbers are those that Ofcom keeps free for drama.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

# Half of the first names are of the common list of any town, half are not.
_FIRST = (
    "Kayleigh Jayden Connor Chloe Liam Megan Tyler Jade Callum Bethany Ryan Shannon Dylan Ellie "
    "Kieran Paige Darren Stacey Wayne Tracey Gemma Craig Donna Leanne Mohammed Natasha Oliver "
    "Tomasz Aisha Kacper Oluwaseun Niamh Zainab Dariusz Fatoumata Siobhan Raheem Ayaan Precious "
    "Kwame Ioana Yusuf Saoirse Agnieszka Tiana Zachariah Emeka Priya Lacey-Mae Teddy Mehwish "
    "Grace Amber Mark Jack Faith Rose Lily Max"
)
_LAST = (
    "Barnshaw Tinderwell Okonjo Wieczorkiewicz Hallamby Prescombe Adebanwi Quillfeather Mossbank "
    "Rahmanzai Dunleavy-Cross O'Shaughnessy McAllerton Ferncastle Popescovici Lindqvister Thorpley "
    "Smith Taylor Khan Patel Brown Green Baker Cooper Hughes Begum Nowak Singh"
)
_STREETS = "Larkspur Bramble Station Victoria Old-Mill Church Alderney Foxglove Quarry"
_SUFFIXES = "Road Street Close Avenue Lane Drive Crescent Gardens Terrace Grove"
_RELATIONS = (
    "mother father stepfather grandmother aunt uncle brother sister cousin partner ex-partner "
    "stepmother grandfather half-brother"
)
WORKERS = ("social worker", "health visitor", "headteacher", "teacher", "GP", "foster carer")
_MONTHS = "January February March April May June July August September October November December"
_AREAS = "AB B BD CF CR DE E EH GL HU LE LS M N NE NG OX PL S SE SW W WF YO"
FIRST, LAST, RELATIONS, MONTHS = (words.split() for words in (_FIRST, _LAST, _RELATIONS, _MONTHS))
STREETS, SUFFIXES, AREAS = _STREETS.split(), _SUFFIXES.split(), _AREAS.split()
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
DRAMA = ("07700 900", "020 7946 0", "0161 496 0", "0121 496 0", "01632 960")

BEFORE = (
    "",
    "",
    "Seen on the file. ",
    "The chronology is up to date. ",
    "Visits were made every ten working days. ",
    "Supervision of 3 June 2013 asks for this. ",
)
AFTER = (
    "",
    "",
    " This was not followed up.",
    " The plan says nothing of it.",
    " See page 14 of the file.",
    " The conference of 12 May 2013 heard of it.",
)


@dataclass(frozen=True)
class PlantedNote:
    """A note with one identifier in it.

    Args:
        kind: What was planted.
        start: Where it begins in the text; the end is one past its last character.
    """

    kind: str
    text: str
    start: int
    end: int


def planted_notes(number: int, *, seed: int) -> tuple[PlantedNote, ...]:
    """Notes with one identifier each, every kind about equally often."""
    chance = random.Random(seed)  # noqa: S311  # made-up notes need no secrecy
    kinds = list(PLANTS)
    notes = []
    for place in range(number):
        kind = kinds[place % len(kinds)]
        frame, what = PLANTS[kind](chance)
        head, tail = chance.choice(BEFORE), chance.choice(AFTER)
        text = head + frame.replace("{}", what, 1) + tail
        start = len(head) + frame.index("{}")
        notes.append(PlantedNote(kind, text, start, start + len(what)))
    return tuple(notes)


Planted = tuple[str, str]  # a sentence with {} where the identifier goes, and the identifier


def _nhs_number(chance: random.Random) -> Planted:
    while True:
        digits = [chance.randrange(10) for _ in range(9)]
        check = (11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
        if check < 10:
            break
    text = "".join(map(str, [*digits, check]))
    spaced = f"{text[:3]} {text[3:6]} {text[6:]}"
    what = chance.choice((text, spaced, spaced, spaced.replace(" ", "-")))
    return chance.choice(
        ("NHS number {} is on the front sheet.", "The GP record ({}) was not asked for.",
         "NHS no: {}", "Health file {} seen at the visit.")
    ), what  # fmt: skip


def _upn(chance: random.Random) -> Planted:
    digits = [chance.randrange(10) for _ in range(12)]
    letter = UPN_LETTERS[sum(d * w for d, w in zip(digits, range(2, 14), strict=True)) % 23]
    frame = chance.choice(("The pupil, UPN {}, was absent 40 sessions.", "School record {} seen."))
    return frame, letter + "".join(map(str, digits))


def _birth(chance: random.Random) -> Planted:
    day = date(1998, 1, 1) + timedelta(days=chance.randrange(5500))
    month = MONTHS[day.month - 1]
    what = chance.choice(
        (
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d.%m.%y}",
            f"{day:%d-%m-%Y}",
            day.isoformat(),
            f"{day.day} {month} {day.year}",
            f"{day.day}th of {month} {day.year}",
            f"{day.day} {month[:3]} {day.year}",
            f"{month} {day.day}, {day.year}",
        )
    )
    return chance.choice(
        ("The child was born on {} and has two siblings.", "DOB {} on the referral.",
         "Date of birth: {}.", "d.o.b. {} as the school has it.", "Baby (born {}) not seen.",
         "Her birthday is {}, so she was five at the time.")
    ), what  # fmt: skip


def _postcode(chance: random.Random) -> Planted:
    code = f"{chance.choice(AREAS)}{chance.randrange(1, 30)}"
    inward = f"{chance.randrange(10)}{chance.choice(INWARD)}{chance.choice(INWARD)}"
    what = chance.choice((f"{code} {inward}", f"{code}{inward}", f"{code} {inward}".lower()))
    return chance.choice(
        ("The family moved to {} in May.", "Address given as {}.", "Police called to {} twice.")
    ), what  # fmt: skip


def _address(chance: random.Random) -> Planted:
    street = f"{chance.choice(STREETS).replace('-', ' ')} {chance.choice(SUFFIXES)}"
    number = chance.randrange(1, 180)
    what = chance.choice(
        (f"{number} {street}", f"Flat {number % 9 + 1}, {number} {street}", f"{number}a {street}",
         street)
    )  # fmt: skip
    return chance.choice(
        ("The home at {} was cold and dirty.", "They live at {} with the grandmother.",
         "Neighbours in {} rang twice.")
    ), what  # fmt: skip


def _telephone(chance: random.Random) -> Planted:
    stem = chance.choice(DRAMA)
    what = stem + "".join(str(chance.randrange(10)) for _ in range(3))
    what = chance.choice((what, what.replace(" ", ""), f"+44 {what[1:]}"))
    return chance.choice(
        ("Ring the carer on {} after four.", "Mobile {} was switched off.", "Tel: {}.")
    ), what  # fmt: skip


def _e_mail(chance: random.Random) -> Planted:
    what = f"{chance.choice(FIRST).lower()}.{chance.randrange(99)}@example.org"
    return chance.choice(("Reply came from {} a week later.", "E-mail {} of 3 May.")), what


def _handle(chance: random.Random) -> Planted:
    name = chance.choice(FIRST).lower()
    what = chance.choice((f"@{name}_xo", f"{name}x{chance.randrange(100)}", f"{name}_{name[:2]}"))
    frames = ("He is on Snapchat as {} every night.", "Instagram: {} shows the home.",
              "Her TikTok account {} was seen.")  # fmt: skip
    return chance.choice(frames), what


def _plate(chance: random.Random) -> Planted:
    letters = [chance.choice("ABCDEFGHJKLMNOPRSTUVWXY") for _ in range(5)]
    what = f"{letters[0]}{letters[1]}{chance.randrange(51, 75)} {''.join(letters[2:])}"
    what = chance.choice((what, what, what.replace(" ", "")))
    return chance.choice(("A car, {}, was outside.", "Seen in a van with the plate {}.")), what


def _full_name(chance: random.Random) -> Planted:
    what = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    return chance.choice(
        ("{} was seen alone twice.", "The core group asked {} to come.", "Told {} of the plan.",
         "According to {}, nobody had visited.", "{}'s views are not recorded.")
    ), what  # fmt: skip


def _title(chance: random.Random) -> Planted:
    what = f"{chance.choice(('Mr', 'Mrs', 'Ms', 'Miss', 'Dr', 'Mr.'))} {chance.choice(LAST)}"
    return chance.choice(
        ("{} did not answer the door.", "The referral of {} was not acted on.", "Seen by {}.")
    ), what  # fmt: skip


def _relation(chance: random.Random) -> Planted:
    relation, name = chance.choice(RELATIONS), chance.choice(FIRST)
    return chance.choice(
        (f"Her {relation} {{}} was drunk at the visit.", f"His {relation}, {{}}, was not assessed.",
         f"{{}}, the {relation}, collects them from school.",
         f"The {relation} is called {{}} in the file.")
    ), name  # fmt: skip


def _worker(chance: random.Random) -> Planted:
    worker, name = chance.choice(WORKERS), chance.choice(FIRST)
    return chance.choice((f"The {worker} {{}} left in May.", f"Their {worker}, {{}}, knew.")), name


def _first_name(chance: random.Random) -> Planted:
    return chance.choice(
        ("Nobody asked {} what life at home was like.", "The plan for {} drifted.",
         "When {} was four the plan ended.", "It is not clear that {}'s wishes were heard.")
    ), chance.choice(FIRST)  # fmt: skip


PLANTS: dict[str, Callable[[random.Random], Planted]] = {
    "nhs number": _nhs_number,
    "upn": _upn,
    "date of birth": _birth,
    "postcode": _postcode,
    "address": _address,
    "telephone": _telephone,
    "e-mail": _e_mail,
    "handle": _handle,
    "plate": _plate,
    "full name": _full_name,
    "title": _title,
    "relation": _relation,
    "worker": _worker,
    "first name": _first_name,
}

INNOCENT = (
    "The Child Protection Conference of {day} was held within {n} working days.",
    "The chair asked for an updated chronology by {day}; it came {n} days late.",
    "Strategy discussion on {day}: police, health and social care took part.",
    "Section 47 enquiry begun on {day} and ended after {n} days.",
    "S47 2nd enquiry in {month}; s20 agreement signed by the mother on {day}.",
    "The Graded Care Profile was used in {month} {year} and again in {month}.",
    "The mother said that she would not go back, and the father agreed.",
    "Grandmother looks after the two younger children while the mother works.",
    "The aunt was never asked, although she saw the children every day.",
    "The child was born at {n} weeks and spent a month in special care.",
    "Born in {month} {year}; the health visitor saw the baby within two weeks.",
    "The date of birth is not the same on all records; the visit of {day} put that right.",
    "The Core Group met {n} times. Minutes are thin: {pct} per cent of actions have no date.",
    "School attendance was {pct}% in {month} and {pct}% by {month}.",
    "The Independent Reviewing Officer raised the delay formally on {day}.",
    "The Public Law Outline was begun on {day}, after {n} months of drift.",
    "An Emergency Protection Order was granted by the Family Court on {day}.",
    "The Team Around the Family closed in {month}; nobody told the school nurse.",
    "Early Help Assessment not shared with the Local Authority until {day}.",
    "Case {case} was compared with {case}: the same thresholds were applied.",
    "The file runs to {n} volumes; pages {n} to {n} are missing.",
    "Housing wrote on {day}: rent arrears of £1,{pct}0 and notice to leave.",
    "The social worker changed {n} times in {year}; the last one left in {month}.",
    "The team manager's supervision notes of {day} are clear and reflective.",
    "CAMHS closed the case after two missed appointments. No challenge by the GP.",
    "Weight on the 9th centile in {month}, below the 2nd by {month}.",
    "The Designated Safeguarding Lead rang the duty team at 14.30 on {day}.",
    "Working Together {year} asks for a visit within {n} working days.",
    "The Children Act 1989, section 31, threshold was met by {month}.",
    "She told the school counsellor that there was no food over the Easter holiday.",
    "Dental decay: {n} teeth taken out under general anaesthetic in {month}.",
    "Domestic abuse notification on {day}, MARAC on {day}, no safety plan.",
    "The Legal Planning Meeting took place on {day}. Counsel's advice was clear.",
    "May and June were quiet; in August the home conditions fell back.",
    "The will to change was there. Hope was placed in the new plan in April.",
    "Good practice: the child's own words are on page {n}, with drawings.",
    "Life Story work was begun by the Family Support Worker in {month}.",
    "The Signs of Safety mapping of {day} names what would have to be seen.",
    "Child in Need Plan, review {n}: SMART actions, an owner for each.",
    "Referral of {day} by the ambulance service was rated No Further Action.",
    "Father in prison since {month} {year}; contact at the centre on Saturday mornings.",
    "Police reference CR/{n}0{pct}/{year} is quoted. Outcome not recorded.",
    "ICPC {day}, RCPC {day}: both quorate. Parents came to both.",
    "The Head of Service signed the decision of {day}. Christmas Day visit not made.",
    "Interpreter used: Polish, at {n} of {n} visits. Letters went out in English.",
    "No evidence on file that the man who stayed in {month} was checked.",
    "The pre-birth assessment was begun at {n} weeks, in line with the protocol.",
    "Level of need moved from 2 to 3 on {day} (threshold document of {year}).",
    "Mother's partner was seen once. His history was not asked about.",
    "Q3 audit: {n} of {n} files had a plan within 15 working days.",
    "The North West safeguarding procedures give a limit of {n} days.",
    "Older brother excluded for {n} days; Education Welfare Officer told on {day}.",
    "The child has a Statement of Special Educational Needs since {month} {year}.",
    "Photographs of the home of {day} are in the Evidence folder, numbers {n} to {n}.",
    "The Service Manager agreed that the step down in {month} was too early.",
    "A placement was found on {day}. The Fostering Panel had met in {month}.",
    "Chronology: {n} entries from {month} {year} to {day}; the last {n} not typed up.",
    "It took from {day} to {day} to get the Core Assessment done ({n} working days).",
    "Neglect was the main category at all {n} conferences, emotional abuse once.",
    "The Youth Offending Service knew of the older sister; Housing Services did not.",
    'Wishes and feelings work by the advocate, {day}: "I want Mum to get up".',
    "Not recorded.",
    "See criterion {n}; same evidence.",
    "Parenting capacity: alcohol, low mood. Adult Mental Health not invited to the conference.",
    "The Initial Assessment says 'no concerns'. Health Visitor records say otherwise.",
)
YEARS = range(2009, 2014)


def innocent_notes(number: int, *, seed: int) -> tuple[str, ...]:
    """Notes that identify nobody, one or two sentences each."""
    chance = random.Random(seed)  # noqa: S311  # made-up notes need no secrecy
    return tuple(
        " ".join(_innocent(chance) for _ in range(chance.choice((1, 1, 2)))) for _ in range(number)
    )


def _innocent(chance: random.Random) -> str:
    text = chance.choice(INNOCENT)
    fillers: dict[str, Callable[[], str]] = {
        "{day}": lambda: _day(chance),
        "{n}": lambda: str(chance.randrange(2, 60)),
        "{pct}": lambda: str(chance.randrange(11, 99)),
        "{month}": lambda: chance.choice(MONTHS),
        "{year}": lambda: str(chance.choice(YEARS)),
        "{case}": lambda: f"{chance.choice(('ASH', 'KEL', 'IRK'))}-{chance.randrange(1, 40):03}",
    }
    for name, fill in fillers.items():
        while name in text:
            text = text.replace(name, fill(), 1)
    return text


def _day(chance: random.Random) -> str:
    day = date(2009, 1, 1) + timedelta(days=chance.randrange(1700))
    return chance.choice(
        (f"{day.day} {day:%B} {day.year}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}",
         f"{day.day} {day:%b}")
    )  # fmt: skip
