"""Invented children and their families."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sample_data.generate.authorities import Authority, IdStyle
from sample_data.generate.calendar_days import FRAME_DATE, age_in_years
from sample_data.generate.chance import Chance, Weighted
from sample_data.generate.values import ETHNICITY, FEMALE, MALE, NOT_STATED

FAMILY_SIZES = Weighted.of(((1, 46), (2, 28), (3, 16), (4, 7), (5, 3)))
SIBLINGS_APART_DAYS = 300


@dataclass(frozen=True)
class AgeBand:
    """Children born between these ages, in days before the frame's date; below 0 is unborn."""

    youngest: int
    oldest: int


def _ages(
    unborn: float, baby: float, pre_school: float, primary: float, *older: float
) -> Weighted[AgeBand]:
    teens, late = older
    return Weighted.of(
        (
            (AgeBand(-150, -1), unborn),
            (AgeBand(0, 364), baby),
            (AgeBand(366, 1825), pre_school),
            (AgeBand(1827, 3651), primary),
            (AgeBand(3653, 5842), teens),
            (AgeBand(5844, 6540), late),
        )
    )


# Child protection: shares of domain knowledge for England in 2013; the others are assumptions.
AGES = {
    "protection": _ages(2, 11, 30, 29, 25, 3),
    "care": _ages(0, 6, 18, 19, 36, 21),
    "need": _ages(1, 6, 21, 26, 32, 14),
    "assessment": _ages(2, 8, 24, 26, 30, 10),
    "early help": _ages(0, 6, 30, 34, 25, 5),
}


@dataclass
class Child:
    """One invented child.

    Args:
        family: Number of the family within the authority.
        born: The date of birth; later than the frame's date while the child is unborn.
        local_id: The authority's own id, given once all children are known.
    """

    family: int
    born: date
    gender: str
    ethnicity: str
    disabled: bool
    local_id: str = ""
    family_id: str = ""

    @property
    def is_unborn(self) -> bool:
        """Whether the child is not yet born on the frame's date."""
        return self.born > FRAME_DATE

    @property
    def age(self) -> int:
        """Age in completed years on the frame's date; -1 for an unborn child."""
        return age_in_years(self.born)


class Families:
    """Makes the families of one authority, one after the other."""

    def __init__(self, authority: Authority) -> None:
        self._chance = Chance(authority.code, "families")
        is_city = authority.type in {"London borough", "metropolitan"}
        self._ethnicities = ETHNICITY["city" if is_city else "shire"]
        self._count = 0

    def next_family(self, kind: str, most: int) -> list[Child]:
        """The next family, of at most so many children, with the ages of a kind of case."""
        self._count += 1
        ethnicity = self._chance.pick(self._ethnicities)
        size = min(most, self._chance.pick(FAMILY_SIZES))
        births = self._births(kind, size)
        return [self._child(born, ethnicity) for born in births]

    def families(self, kind: str, children: int) -> Iterator[list[Child]]:
        """Families of exactly so many children in all."""
        while children > 0:
            family = self.next_family(kind, children)
            children -= len(family)
            yield family

    def _births(self, kind: str, size: int) -> list[date]:
        births: list[date] = []
        for _ in range(size):
            born = self._birth(kind)
            near = [one for one in births if abs((one - born).days) < SIBLINGS_APART_DAYS]
            births.append(near[0] if near else born)  # born that near, they are twins
        return sorted(births)

    def _birth(self, kind: str) -> date:
        band = self._chance.pick(AGES[kind])
        return FRAME_DATE - timedelta(days=self._chance.whole(band.youngest, band.oldest))

    def _child(self, born: date, ethnicity: str) -> Child:
        sex = MALE if self._chance.happens(0.52) else FEMALE
        return Child(
            family=self._count,
            born=born,
            gender=NOT_STATED if born > FRAME_DATE else sex,
            ethnicity=ethnicity,
            disabled=self._chance.happens(0.1),
        )


def give_ids(authority: Authority, children: list[Child]) -> None:
    """Give every child a local id, and every family an identifier, in the authority's style."""
    chance = Chance(authority.code, "ids")
    numbers = _distinct_numbers(chance, len(children))
    for child, number in zip(children, numbers, strict=True):
        child.local_id = _in_style(authority.id_style, number, authority.code)
        child.family_id = f"F{10000 + child.family}"


def _distinct_numbers(chance: Chance, count: int) -> list[int]:
    # Steps of 1 to 8 keep them distinct and, shuffled, without any order.
    number, numbers = 104_233, []
    for _ in range(count):
        number += chance.whole(1, 8)
        numbers.append(number)
    return chance.shuffled(numbers)


def _in_style(style: IdStyle, number: int, code: str) -> str:
    match style:
        case IdStyle.SEVEN_DIGITS:
            return str(2_000_000 + number)
        case IdStyle.SIX_DIGITS:
            return str(number)
        case IdStyle.LEADING_ZEROS:
            return f"{number - 95_000:08d}"
        case IdStyle.LETTER_AND_DIGITS:
            return f"P{number:06d}"
        case IdStyle.SLASHED:
            return f"{code}/{number % 100_000:05d}"
