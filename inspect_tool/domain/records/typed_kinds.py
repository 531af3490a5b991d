"""Several options, measured numbers, rough dates and themed texts, as people type and read them.

Each is one text in one cell or one word of a command, so that it can be typed, pasted and sorted:
`Emotional; Something else: left alone`, `12 days`, `June 2013`, `It was rushed #training`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inspect_tool.domain.framework.kinds import folded_words
from inspect_tool.domain.language.dates import month_named
from inspect_tool.domain.language.values import NONE, OTHER, Chosen, RoughDate
from inspect_tool.domain.records.choices import Choice, ReadAnswer, read_choice, whole

LARGEST_NUMBER = 10**9 - 1  # of a question that sets no limit


@dataclass(frozen=True)
class NumberForm:
    """What a number may be.

    Args:
        unit: What it counts; empty where it counts things.
        least, most: The smallest and the largest that can be right.
        decimals: How many figures it may have after the decimal point.
    """

    unit: str = ""
    least: int | float = 0
    most: int | float = LARGEST_NUMBER
    decimals: int = 0

    @property
    def words(self) -> str:
        """What may be typed, as a phrase: `a whole number of days, 0 to 365`."""
        places = "place" if self.decimals == 1 else "places"
        kind = f"a number with up to {self.decimals} decimal {places}" if self.decimals else ""
        unit = f" of {self.unit}" if self.unit else ""
        span = f"{self.least} or more"
        if self.most != LARGEST_NUMBER:
            span = f"{self.least} to {self.most}"
        return f"{kind or 'a whole number'}{unit}, {span}"


ANY_NUMBER = NumberForm()


def number_words(value: int | float, unit: str) -> str:
    """A number as a page says it, with its unit."""
    return f"{value} {unit}".strip()


def read_number(form: NumberForm, typed: object) -> ReadAnswer:
    """A number in digits, with or without its unit; a comma may stand between thousands."""
    written = re.fullmatch(
        r"\s*(-?(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d+)?)\s*(.*?)\s*", str(whole(typed)), re.DOTALL
    )
    if isinstance(typed, bool) or written is None or not _is_unit(form.unit, written.group(2)):
        return _no_number(form)
    number = Decimal(written.group(1).replace(",", ""))
    rounded = round(number, form.decimals)
    is_exact = abs(number - rounded) < Decimal("1e-9")  # what a spreadsheet adds to 2.3
    if not is_exact or not Decimal(str(form.least)) <= rounded <= Decimal(str(form.most)):
        return _no_number(form)
    return ReadAnswer(int(rounded) if rounded == int(rounded) else float(rounded))


def _no_number(form: NumberForm) -> ReadAnswer:
    unit = f" It counts {form.unit}." if form.unit else ""
    return ReadAnswer(
        fault=f"This is not {form.words}.", remedy=f"Type the number in digits.{unit}"
    )


def _is_unit(unit: str, typed: str) -> bool:
    """Whether what follows a number is nothing, or the unit, in the singular or the plural."""
    said, meant = folded_words(typed), folded_words(unit)
    return said == "" or (bool(meant) and said.removesuffix("s") == meant.removesuffix("s"))


@dataclass(frozen=True)
class SeveralForm:
    """Options of which any may be chosen together.

    Args:
        none: Words for none of these; empty where that is no answer.
    """

    options: tuple[Choice, ...]
    none: str = ""

    def words(self, chosen: Chosen) -> str:
        """A choice as a page says it, in the order of the list; what is no option comes last."""
        if not chosen.codes:
            return self.none or "None of these"
        said = {option.value: option.words for option in self.options}
        order = [*(code for code in said if code in chosen.codes)]
        order += [code for code in chosen.codes if code not in said]
        if OTHER in order:  # its words run to the end
            order = [*(code for code in order if code != OTHER), OTHER]
        words = "; ".join(said.get(code, code) for code in order)
        return f"{words}: {chosen.words}" if chosen.words else words

    @property
    def typed_as(self) -> str:
        """What may be typed, as a phrase."""
        return "; ".join([*(option.words for option in self.options), self.none]).rstrip("; ")


def read_several(form: SeveralForm, text: str) -> ReadAnswer:
    """Options separated by semicolons, commas or line breaks; last `something else: in words`."""
    choices = [*form.options, *([Choice(NONE, form.none)] if form.none else [])]
    codes: list[str] = []
    words = ""
    for piece in re.finditer(r"[^;\n]+", text):
        label, colon, _ = piece.group().partition(":")
        for part in _named(choices, label):
            if part.fault:
                return part
            codes.append(str(part.value))
        if colon and codes[-1:] != [OTHER]:
            return ReadAnswer(
                fault="There is a colon after an option that takes no words.",
                remedy="Write only the options, or their words in the note.",
            )
        if colon:
            words = text[piece.start() + len(label) + 1 :].strip()
            break
    if NONE in codes and set(codes) != {NONE}:
        return ReadAnswer(
            fault=f"“{form.none}” stands beside other options.",
            remedy="Leave out the one or the others.",
        )
    chosen = Chosen.of((code for code in codes if code != NONE), words)
    return ReadAnswer(chosen) if codes else ReadAnswer()


def _named(choices: Sequence[Choice], label: str) -> Iterator[ReadAnswer]:
    """The options that a label names; words of an option may have commas of their own."""
    parts = label.split(",")
    while parts:
        reads = [
            (length, read_choice(choices, ",".join(parts[:length])))
            for length in range(len(parts), 0, -1)
        ]
        length, read = next(((size, one) for size, one in reads if not one.fault), reads[-1])
        if read.fault or read.value is not None:  # blank between two separators
            yield read
        parts = parts[length:]


_TAGS = re.compile(r"(?:(?:^|\s+)#[A-Za-z]\w*)+\s*$")


def themed_words(chosen: Chosen) -> str:
    """A text with its themes behind it."""
    return " ".join([*([chosen.words] if chosen.words else []), *(f"#{c}" for c in chosen.codes)])


def read_themed(themes: Sequence[Choice], text: str) -> ReadAnswer:
    """A text, and behind it the themes that it is put under, each with a `#`."""
    tags = _TAGS.search(text)
    words = text[: tags.start()].strip() if tags else text.strip()
    codes = []
    for tag in re.findall(r"#(\w+)", tags.group()) if tags else ():
        read = read_choice(themes, tag)
        if read.fault:
            return ReadAnswer(
                fault="There is no such theme behind the text.",
                remedy=f"The themes are {', '.join(f'#{one.value}' for one in themes)}.",
            )
        codes.append(str(read.value))
    return ReadAnswer(Chosen.of(codes, words))


_MONTHS = (
    re.compile(r"(?P<month>\d{1,2})\s*[-/.]\s*(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})\s*[-/.]\s*(?P<month>\d{1,2})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.?[-/., ]+(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})"),
)


def read_rough_date(typed: object) -> RoughDate | None:
    """A month or a year, such as June 2013, 06/2013, 2013-06 or 2013; None for anything else."""
    text = str(whole(typed)).strip()
    written = next((found for form in _MONTHS if (found := form.fullmatch(text))), None)
    if written is None:
        return None
    named = written.groupdict()
    month = int(named["month"]) if named.get("month") else None
    if named.get("name"):
        month = month_named(named["name"])
        if month is None:
            return None
    is_month = month is None or 1 <= month <= 12
    return RoughDate(int(named["year"]), month) if is_month else None
