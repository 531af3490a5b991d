"""Identifiers that have a form: numbers with check digits, dates of birth, addresses, accounts.

Sources: NHS number: NHS Data Dictionary, modulus 11. UPN: Department for Education, Unique pupil
numbers, check letter by modulus 23. Postcode: BS 7666-2, with the 124 areas in use. Number plate:
DVLA INF104, the current format; older ones only beside a word for a vehicle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from inspect_tool.domain.identifiers.finding import Finding, IdentifierKind
from inspect_tool.domain.identifiers.vocabulary import is_ordinary

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
# Digits of an NHS number, and of a telephone number with its 0; a pupil number has eleven.
FEWEST_OF_NUMBERS = 10
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


class _Late:
    """A pattern that is compiled when it is first looked for: most notes need few of them."""

    def __init__(self, words: str, flags: int = 0) -> None:
        self._words, self._flags = words, flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern."""
        return re.compile(self._words, self._flags)


_NHS = _Late(r"(?<![\d/.,\-])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![\d/]|[.,\-]\d)")
_NHS_LABEL = _Late(r"\bnhs\b[^\d\n]{0,15}$", re.IGNORECASE)
_UPN = _Late(r"(?<!\w)[A-Za-z]\d{11}[\dA-Za-z](?!\w)")
_BETWEEN = (  # what may stand between the word and the date; "born at term, seen on" is none of it
    r"[\s:=,(\[\-–]*(?:(?:on|is|was|as|given|recorded|the|of|at|home|hospital|about|to|a|child|baby|"
    r"his|her|their|birth|mother|single|early|in)[\s:,(]+){0,5}"
)
_BIRTH = _Late(
    r"\b(?:born|d\.?\s?o\.?\s?b\b\.?|dates? of birth|birth\s?date|birthday|turned \d{1,2})"
    rf"{_BETWEEN}(?P<it>{_DATE})"
    rf"|(?P<before>{_DATE})\s*\(?(?:d\.?o\.?b|date of birth|birthday)\b",
    re.IGNORECASE,
)
_POSTCODE = _Late(  # the areas are looked through only where a digit follows
    rf"(?<![\w/])(?=[A-Z]{{1,2}}\d)(?:{_AREA})\d[\dA-Z]?\s?\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)",
    re.IGNORECASE,
)
_ORDINAL = _Late(r"\d(?:st|nd|rd|th)", re.IGNORECASE)
_NUMBERED = _Late(
    rf"(?<![\w/.\-])(?P<flat>{_FLAT})(?:no\.?\s*)?\d{{1,4}}[a-z]?,?\s+"
    rf"(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})\s+(?P<street>{_STREET})\b(?!\s+{_CAPITAL})",
    re.IGNORECASE,
)
_LIVES = _Late(r"\b(?:at|address|live[sd]?|living|moved|home)\b[^\d\n]{0,12}$", re.IGNORECASE)
_LOWER = _Late(
    rf"(?<![\w/.\-]){_FLAT}\d{{1,4}}[a-z]?\s+[a-z'’\-]{{3,}}(?:\s+[a-z'’\-]{{3,}})?\s+"
    rf"(?:road|rd|avenue|crescent|street)\b",
    re.IGNORECASE,
)
_STREET_NAMES = tuple(word.title() for word in _SURE_STREET.split("|"))
_STREET_ALONE = _Late(
    rf"\b(?!The\b){_CAPITALISED}(?: {_CAPITALISED})? "
    rf"(?:{'|'.join(_STREET_NAMES)})\b"
)
_KNOWN_TO_ALL = frozenset({"great ormond street", "downing street", "google drive"})
_TELEPHONE = _Late(
    r"(?<![\w/.,\-])(?:(?:\+|00)44[\s\-]?(?:\(0\)\s?)?|\(?0)(?=(?:[\s\-()]*\d){9,10}(?!\d))"
    r"\d(?:[\s\-()]{0,2}\d){8,9}(?![\d/])"
)
_E_MAIL = _Late(r"[\w.+\-]+(?:@|\s?\[at\]\s?)[\w\-]+(?:\.[\w\-]+)+")
_AT_SIGN = _Late(r"(?<![\w.])@[A-Za-z_][\w.]{2,}\b")
_ACCOUNT = _Late(
    rf"\b(?:{_ACCOUNTS})\b(?:[\s:,(“\"'‘]+(?:user\s?name|name|handle|account|profile|page|id|is|as|"
    r"was|called|named|under))*[\s:(“\"'‘]+(?P<it>(?=\w*[a-z])(?=[\w.]*(?:\d|_|\w\.\w))"
    r"[A-Za-z_][\w.]*\w)",
    re.IGNORECASE,
)
_PAGE = _Late(r"\b(?:facebook|instagram|tiktok|twitter|x|snapchat)\.com/\S*[\w/]", re.IGNORECASE)
_PLATE = _Late(r"(?<!\w)[A-HJ-PR-Y]{2}\d{2}\s?[A-HJ-PR-Z]{3}(?!\w)", re.IGNORECASE)
_OLD_PLATE = _Late(
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
    digits, small = sum(map(str.isdigit, text)), text.lower()
    small += "".join(small.replace(".", "").split())  # in which "d. o. b." is "dob"
    if digits >= FEWEST_OF_NUMBERS:
        yield from _nhs_numbers(text)
        yield from _upns(text)
    if digits:
        yield from _postcodes(text)
        yield from _addresses(text)
        yield from _by_signs(_WITH_DIGITS, text, small)
    if digits >= FEWEST_OF_NUMBERS:
        yield from _all(_TELEPHONE, text, IdentifierKind.TELEPHONE)
    if any(street in text for street in _STREET_NAMES):
        for one in _all(_STREET_ALONE, text, IdentifierKind.ADDRESS):
            if text[one.start : one.end].casefold() not in _KNOWN_TO_ALL:
                yield one
    yield from _by_signs(_WITHOUT_DIGITS, text, small)


_Looked = tuple[_Late, IdentifierKind, tuple[str, ...]]
# Each with signs of which a text has at least one that it is found in: looking for these is quick.
_WITH_DIGITS: tuple[_Looked, ...] = (
    (_BIRTH, IdentifierKind.BIRTH, ("born", "birth", "turned", "dob")),
    (_LOWER, IdentifierKind.ADDRESS, ("road", "rd", "avenue", "crescent", "street")),
    (_PLATE, IdentifierKind.PLATE, tuple("0123456789")),
    (_OLD_PLATE, IdentifierKind.PLATE, ("reg", "plate", "car", "van", "vehicle", "vrm")),
)
_WITHOUT_DIGITS: tuple[_Looked, ...] = (
    (_E_MAIL, IdentifierKind.E_MAIL, ("@", "[at]")),
    (_AT_SIGN, IdentifierKind.HANDLE, ("@",)),
    (_ACCOUNT, IdentifierKind.HANDLE, _ACCOUNT_SIGNS),
    (_PAGE, IdentifierKind.HANDLE, (".com/",)),
)


def _by_signs(looked: tuple[_Looked, ...], text: str, small: str) -> Iterator[Finding]:
    """What patterns find in a text, where it has a sign of theirs.

    Args:
        small: The text in small letters, and once more without dots and spaces.
    """
    for late, kind, signs in looked:
        # Of letters beyond ASCII, some are the same as others without being so in small letters.
        if not text.isascii() or any(sign in small for sign in signs):
            yield from _all(late, text, kind)


def _all(late: _Late, text: str, kind: IdentifierKind) -> Iterator[Finding]:
    for found in late.pattern.finditer(text):
        named = [name for name, words in found.groupdict().items() if words]
        yield Finding(*found.span(named[0] if named else 0), kind)


def _nhs_numbers(text: str) -> Iterator[Finding]:
    for found in _NHS.pattern.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        is_labelled = _NHS_LABEL.pattern.search(text[: found.start()]) is not None
        if is_labelled or str(nhs_check_digit(digits[:9])) == digits[9]:
            yield Finding(*found.span(), IdentifierKind.NHS_NUMBER)


def _upns(text: str) -> Iterator[Finding]:
    for found in _UPN.pattern.finditer(text):
        if upn_check_letter(found.group()[1:]) == found.group()[0].upper():
            yield Finding(*found.span(), IdentifierKind.UPN)


def _postcodes(text: str) -> Iterator[Finding]:
    # "s47 2nd" is an enquiry and an ordinal.
    for one in _all(_POSTCODE, text, IdentifierKind.POSTCODE):
        if not _ORDINAL.pattern.fullmatch(text[one.end - 3 : one.end]):
            yield one


def _addresses(text: str) -> Iterator[Finding]:
    """A number with a street; "31 Family Court" is a section and a court."""
    for found in _NUMBERED.pattern.finditer(text):
        is_sure = found["street"].casefold() in _SURE_STREET.split("|") or found["flat"]
        is_named = not all(is_ordinary(word) for word in found["name"].casefold().split())
        if is_sure or is_named or _LIVES.pattern.search(text[: found.start()]):
            yield Finding(*found.span(), IdentifierKind.ADDRESS)
