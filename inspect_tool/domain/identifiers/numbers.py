"""Identifiers that have a form: numbers with check digits, dates of birth, addresses, accounts.

Sources: NHS number: NHS Data Dictionary, modulus 11. UPN: Department for Education, Unique pupil
numbers, check letter by modulus 23. Postcode: BS 7666-2, with the 124 areas in use. Number plate:
DVLA INF104, the current format; older ones only beside a word for a vehicle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspect_tool.domain.identifiers.finding import Finding, IdentifierKind
from inspect_tool.domain.identifiers.vocabulary import is_ordinary

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NHS_WEIGHTS = range(10, 1, -1)
UPN_WEIGHTS = range(2, 14)

AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY "
    "E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE "
    "LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL "
    "SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_AREA = "|".join(sorted(AREAS.split(), key=len, reverse=True))
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}"
    rf"|{_DAY}(?:\s+of)?[\s\-]+(?:{_MONTH})\b\.?,?(?:[\s\-]+(?:\d{{4}}|['’]?\d{{2}})\b)?"
    rf"|(?:{_MONTH})\.?\s+{_DAY}\b(?!\d)(?:,?\s+\d{{4}})?)"
)
_SURE_STREET = (  # what no court, plan or way of working is called
    "road|rd|street|avenue|ave|lane|drive|crescent|gardens|terrace|grove|close|gdns|cres|mews|"
    "boulevard|parade|cul-de-sac"
)
_STREET = f"{_SURE_STREET}|st|court|place|way|walk|hill|green|square|view|rise|park|row|house|end"
_FLAT = r"(?:(?:flat|apartment|apt|unit|room)\s+\d{1,4}[a-z]?,?\s+)?"
_CAPITALISED = r"[A-Z][\w'’\-]+"
_CAPITAL = r"(?-i:[A-Z])[\w'’\-]+"
_ACCOUNTS = (
    "snap(?:chat)?|insta(?:gram)?|tik\\s?tok|facebook|twitter|whatsapp|kik|xbox|playstation|psn|"
    "discord|roblox|youtube|gamer\\s?tag|username|user name|screen name|handle|account|profile"
)
_ACCOUNT_SIGNS = (  # how each of them begins
    *("snap", "insta", "tik", "facebook", "twitter", "whatsapp", "kik", "xbox", "playstation"),
    *("psn", "discord", "roblox", "youtube", "gamer", "user", "screen", "handle", "account"),
    "profile",
)
_VEHICLE = r"(?:reg(?:istration)?|number plate|plate|car|van|vehicle|vrm)"

_NHS = re.compile(r"(?<![\d/.,\-])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![\d/]|[.,\-]\d)")
_NHS_LABEL = re.compile(r"\bnhs\b[^\d\n]{0,15}$", re.IGNORECASE)
_UPN = re.compile(r"(?<!\w)[A-Za-z]\d{11}[\dA-Za-z](?!\w)")
_BETWEEN = (  # what may stand between the word and the date; "born at term, seen on" is none of it
    r"[\s:=,(\[\-–]*(?:(?:on|is|was|as|given|recorded|the|of|at|home|hospital|about|to|a|child|baby|"
    r"his|her|their|birth|mother|single|early|in)[\s:,(]+){0,5}"
)
_BIRTH = re.compile(
    r"\b(?:born|d\.?\s?o\.?\s?b\b\.?|dates? of birth|birth\s?date|birthday|turned \d{1,2})"
    rf"{_BETWEEN}(?P<it>{_DATE})"
    rf"|(?P<before>{_DATE})\s*\(?(?:d\.?o\.?b|date of birth|birthday)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(  # the areas are looked through only where a digit follows
    rf"(?<![\w/])(?=[A-Z]{{1,2}}\d)(?:{_AREA})\d[\dA-Z]?\s?\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?<![\w/.\-])(?P<flat>{_FLAT})(?:no\.?\s*)?\d{{1,4}}[a-z]?,?\s+"
    rf"(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})\s+(?P<street>{_STREET})\b(?!\s+{_CAPITAL})",
    re.IGNORECASE,
)
_LIVES = re.compile(r"\b(?:at|address|live[sd]?|living|moved|home)\b[^\d\n]{0,12}$", re.IGNORECASE)
_LOWER = re.compile(
    rf"(?<![\w/.\-]){_FLAT}\d{{1,4}}[a-z]?\s+[a-z'’\-]{{3,}}(?:\s+[a-z'’\-]{{3,}})?\s+"
    rf"(?:road|rd|avenue|crescent|street)\b",
    re.IGNORECASE,
)
_STREET_ALONE = re.compile(
    rf"\b(?!The\b){_CAPITALISED}(?: {_CAPITALISED})? "
    rf"(?:{'|'.join(word.title() for word in _SURE_STREET.split('|'))})\b"
)
_KNOWN_TO_ALL = frozenset({"great ormond street", "downing street", "google drive"})
_TELEPHONE = re.compile(
    r"(?<![\w/.,\-])(?:(?:\+|00)44[\s\-]?(?:\(0\)\s?)?|\(?0)(?=(?:[\s\-()]*\d){9,10}(?!\d))"
    r"\d(?:[\s\-()]{0,2}\d){8,9}(?![\d/])"
)
_E_MAIL = re.compile(r"[\w.+\-]+(?:@|\s?\[at\]\s?)[\w\-]+(?:\.[\w\-]+)+")
_AT_SIGN = re.compile(r"(?<![\w.])@[A-Za-z_][\w.]{2,}\b")
_ACCOUNT = re.compile(
    rf"\b(?:{_ACCOUNTS})\b(?:[\s:,(“\"'‘]+(?:user\s?name|name|handle|account|profile|page|id|is|as|"
    r"was|called|named|under))*[\s:(“\"'‘]+(?P<it>(?=\w*[a-z])(?=[\w.]*(?:\d|_|\w\.\w))"
    r"[A-Za-z_][\w.]*\w)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\b(?:facebook|instagram|tiktok|twitter|x|snapchat)\.com/\S*[\w/]", re.IGNORECASE
)
_PLATE = re.compile(r"(?<!\w)[A-HJ-PR-Y]{2}\d{2}\s?[A-HJ-PR-Z]{3}(?!\w)", re.IGNORECASE)
_OLD_PLATE = re.compile(
    rf"\b{_VEHICLE}\b[^.\n]{{0,25}}?(?<!\w)(?P<it>(?-i:[A-Z]\d{{1,3}}\s?[A-Z]{{3}}|"
    r"[A-Z]{3}\s?\d{1,3}[A-Z]|[A-Z]{1,3}\s?\d{1,4}))(?!\w)",
    re.IGNORECASE,
)


def nhs_check_digit(digits: str) -> int | None:
    """Tenth digit of an NHS number; None where no number begins so.

    Args:
        digits: The first nine.
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, NHS_WEIGHTS, strict=True))
    check = (11 - total % 11) % 11
    return None if check == 10 else check


def upn_check_letter(digits: str) -> str | None:
    """First letter of a pupil number; None where there is none.

    Args:
        digits: The twelve characters behind it; the last of a temporary one is a letter.
    """
    last = digits[-1].upper()
    if last.isalpha():
        if last not in UPN_LETTERS:
            return None
        values = [*map(int, digits[:-1]), UPN_LETTERS.index(last)]
    else:
        values = list(map(int, digits))
    total = sum(value * weight for value, weight in zip(values, UPN_WEIGHTS, strict=True))
    return UPN_LETTERS[total % 23]


def with_a_form(text: str) -> Iterator[Finding]:
    """Every place of a text that has the form of an identifier; places may overlap."""
    if any(map(str.isdigit, text)):
        yield from _nhs_numbers(text)
        yield from _upns(text)
        yield from _postcodes(text)
        yield from _addresses(text)
        for pattern, kind in _WITH_DIGITS:
            yield from _all(pattern, text, kind)
    for one in _all(_STREET_ALONE, text, IdentifierKind.ADDRESS):
        if text[one.start : one.end].casefold() not in _KNOWN_TO_ALL:
            yield one
    small = text.lower()
    for pattern, kind, signs in _WITHOUT_DIGITS:
        # Of letters beyond ASCII, some are the same as others without being so in small letters.
        if not text.isascii() or any(sign in small for sign in signs):
            yield from _all(pattern, text, kind)


_WITH_DIGITS = (
    (_BIRTH, IdentifierKind.BIRTH),
    (_LOWER, IdentifierKind.ADDRESS),
    (_TELEPHONE, IdentifierKind.TELEPHONE),
    (_PLATE, IdentifierKind.PLATE),
    (_OLD_PLATE, IdentifierKind.PLATE),
)
# Each with signs of which a text has at least one that it is found in: looking for these is quick.
_WITHOUT_DIGITS = (
    (_E_MAIL, IdentifierKind.E_MAIL, ("@", "[at]")),
    (_AT_SIGN, IdentifierKind.HANDLE, ("@",)),
    (_ACCOUNT, IdentifierKind.HANDLE, _ACCOUNT_SIGNS),
    (_PAGE, IdentifierKind.HANDLE, (".com/",)),
)


def _all(pattern: re.Pattern[str], text: str, kind: IdentifierKind) -> Iterator[Finding]:
    for found in pattern.finditer(text):
        named = [name for name, words in found.groupdict().items() if words]
        yield Finding(*found.span(named[0] if named else 0), kind)


def _nhs_numbers(text: str) -> Iterator[Finding]:
    for found in _NHS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        is_labelled = _NHS_LABEL.search(text[: found.start()]) is not None
        if is_labelled or str(nhs_check_digit(digits[:9])) == digits[9]:
            yield Finding(*found.span(), IdentifierKind.NHS_NUMBER)


def _upns(text: str) -> Iterator[Finding]:
    for found in _UPN.finditer(text):
        if upn_check_letter(found.group()[1:]) == found.group()[0].upper():
            yield Finding(*found.span(), IdentifierKind.UPN)


def _postcodes(text: str) -> Iterator[Finding]:
    # "s47 2nd" is an enquiry and an ordinal.
    for one in _all(_POSTCODE, text, IdentifierKind.POSTCODE):
        if not _ORDINAL.fullmatch(text[one.end - 3 : one.end]):
            yield one


def _addresses(text: str) -> Iterator[Finding]:
    """A number with a street; "31 Family Court" is a section and a court."""
    for found in _NUMBERED.finditer(text):
        is_sure = found["street"].casefold() in _SURE_STREET.split("|") or found["flat"]
        is_named = not all(is_ordinary(word) for word in found["name"].casefold().split())
        if is_sure or is_named or _LIVES.search(text[: found.start()]):
            yield Finding(*found.span(), IdentifierKind.ADDRESS)
