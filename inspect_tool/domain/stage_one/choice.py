"""Stage one: which authorities are inspected, drawn from a list of all of them.

By stratum, with probability proportional to size or with equal probability; the authorities that
were not drawn are the reserves of their stratum, in order, or where the draw is systematic of the
drawn one that is nearest. See `by_size` and `systematic_by_size` for the order itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.domain.language.canonical import InvalidFieldError, canon, sha256_hex, tidy
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.language.faults import Fault
from inspect_tool.domain.plan.authority_choices import AuthorityChoices, ChoiceMethod
from inspect_tool.domain.sampling.by_size import SizedUnit, SizeRole, select_authorities
from inspect_tool.domain.sampling.digest import check_frame
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.systematic_by_size import select_systematically
from inspect_tool.domain.sampling.tickets import ShortSeedError, check_seed, draw_key
from inspect_tool.domain.stage_one.replacements import place_of, replacement_faults
from inspect_tool.errors import CheckFailedError

# All authorities are on one list; its name takes part in every ticket.
LIST_ID = "authorities"

# Nobody's order goes by longer numbers; the text of one is ordered as text.
WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")

# The stratum where there are no strata.
WHOLE_LIST = "all"


class ImpossibleChoiceError(CheckFailedError):
    """The choices do not fit the list; `faults` are placed by the names of the choices."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(f"{fault.message}. {fault.remedy}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, kw_only=True)
class ListedAuthority:
    """An authority on the list of all of them.

    Args:
        size: What its chance is proportional to; None where the list has only a symbol, and where
            all chances are equal.
        symbol: What the list has instead of a size, such as `c` for a suppressed number.
        controls: What the list has in the columns of `order_by`.
    """

    code: str
    name: str
    stratum: str
    size: int | None = None
    symbol: str = ""
    controls: tuple[str, ...] = ()
    region: str = ""
    type: str = ""
    country: str = ""
    single_assessment_from: str = ""


@dataclass(frozen=True, kw_only=True)
class StratumOfAuthorities:
    """A stratum of the list.

    Args:
        listed: Authorities on the list, N_h.
        can_be_drawn: Those with a size above 0; all of them where chances are equal.
        size: Sum of their sizes; their number where chances are equal.
        drawn: How many are chosen, n_h.
    """

    stratum: str
    listed: int
    can_be_drawn: int
    size: int
    drawn: int


@dataclass(frozen=True, kw_only=True)
class DrawnAuthority:
    """An authority with its place in the order of its stratum.

    Args:
        rank: From 1; ranks up to n_h are drawn, the next ones are reserves. In a zone the first
            is drawn.
        zone: Where the draw is systematic, which of the drawn ones it belongs to, from 1; else 0.
        is_chosen: Whether it is inspected: drawn, or in place of one that cannot take part.
        reason: Why it cannot take part.
    """

    authority: ListedAuthority
    rank: int
    role: SizeRole
    inclusion_probability: Fraction
    order_value: float
    ticket: str
    is_chosen: bool
    reason: str = ""
    zone: int = 0


@dataclass(frozen=True, kw_only=True)
class StageOneDraw:
    """What a seed made of the list.

    Args:
        authorities: Drawn and reserves, by stratum and rank.
        left_out: Authorities that cannot be drawn, since they have no size or the size 0.
        replaced: Why authorities cannot take part, by code.
    """

    choices: AuthorityChoices
    seed: str
    key: str
    list_digest: str
    listed: int
    strata: tuple[StratumOfAuthorities, ...]
    authorities: tuple[DrawnAuthority, ...]
    left_out: tuple[ListedAuthority, ...]
    replaced: Mapping[str, str]

    @property
    def chosen(self) -> tuple[DrawnAuthority, ...]:
        """The authorities that are inspected."""
        return tuple(drawn for drawn in self.authorities if drawn.is_chosen)


def list_digest(listed: Sequence[ListedAuthority]) -> str:
    """SHA-256 over the sorted lines `authorities|code|stratum[|size]`; names take no part.

    Where the draw goes by an order, each line has the size, empty where there is none, and then
    what the order goes by.

    Raises:
        DuplicateUnitError: A code is on the list twice.
    """
    check_frame(FrameUnit(LIST_ID, one.code, one.stratum, one.size) for one in listed)
    return sha256_hex("".join(sorted(map(_digest_line, listed))))


def _digest_line(authority: ListedAuthority) -> str:
    size = [] if authority.size is None else [str(authority.size)]
    if authority.controls:
        size = ["".join(size), *map(canon, authority.controls)]
    return "|".join([LIST_ID, canon(authority.code), canon(authority.stratum), *size]) + "\n"


def draw_authorities(
    listed: Sequence[ListedAuthority],
    choices: AuthorityChoices,
    *,
    seed: str,
    replaced: Mapping[str, str] | None = None,
) -> StageOneDraw:
    """Choose the authorities; the same list, choices and seed give the same ones anywhere.

    Args:
        replaced: Why authorities cannot take part, by code. The next of their stratum that can
            takes their place; the order in which they are named does not matter.

    Raises:
        ImpossibleChoiceError: The list cannot give what is asked of it; has every fault.
        DuplicateUnitError: A code is on the list twice.
    """
    lost = dict(sorted((replaced or {}).items()))
    check_choices(listed, choices, seed=seed)
    units = _units(listed, choices)
    drawn = _ranked(listed, units, choices, seed=seed)
    _check(replacement_faults(drawn, lost, {authority.code for authority in listed}))
    able = {unit.unit_id for unit in units}
    return StageOneDraw(
        choices=choices,
        seed=seed,
        key=draw_key(choices.draw_id, seed),
        list_digest=list_digest(listed),
        listed=len(listed),
        strata=_strata(listed, units, drawn),
        authorities=_with_replacements(drawn, lost, listed),
        left_out=tuple(
            sorted(
                (authority for authority in listed if authority.code not in able),
                key=lambda authority: authority.code,
            )
        ),
        replaced=lost,
    )


def _units(listed: Sequence[ListedAuthority], choices: AuthorityChoices) -> list[FrameUnit]:
    """The authorities that can be drawn; the same size for all where chances are equal."""
    sizes = [1 if choices.equal else authority.size or 0 for authority in listed]
    return [
        FrameUnit(LIST_ID, authority.code, authority.stratum, size)
        for authority, size in zip(listed, sizes, strict=True)
        if size > 0
    ]


def _ranked(
    listed: Sequence[ListedAuthority],
    units: Sequence[FrameUnit],
    choices: AuthorityChoices,
    *,
    seed: str,
) -> tuple[SizedUnit, ...]:
    """Drawn and reserves by the method that was chosen."""
    if choices.method is ChoiceMethod.PARETO:
        return select_authorities(
            units,
            total=choices.size,
            draw_id=choices.draw_id,
            seed=seed,
            minimum=choices.minimum_per_stratum,
        )
    able = {unit.unit_id for unit in units}
    return select_systematically(
        units,
        order_values([authority for authority in listed if authority.code in able]),
        total=choices.size,
        draw_id=choices.draw_id,
        seed=seed,
        minimum=choices.minimum_per_stratum,
    )


def order_values(listed: Sequence[ListedAuthority]) -> dict[str, tuple[Scalar, ...]]:
    """What the order goes by, by code: numbers where a column has nothing else, else text.

    Args:
        listed: The authorities that can be drawn; one without a number makes its column text.
    """
    columns = [_column(texts) for texts in zip(*(one.controls for one in listed), strict=True)]
    values = zip(*columns, strict=True) if columns else [()] * len(listed)
    return dict(zip((one.code for one in listed), values, strict=True))


def _column(texts: Sequence[str]) -> list[Scalar]:
    if all(WHOLE_NUMBER.fullmatch(text) for text in texts):
        return [int(text) for text in texts]
    return [tidy(text) for text in texts]


def check_choices(
    listed: Sequence[ListedAuthority], choices: AuthorityChoices, *, seed: str | None = None
) -> None:
    """Refuse choices that the list cannot meet.

    Args:
        seed: None while there is none yet.

    Raises:
        ImpossibleChoiceError: With every fault.
    """
    _check([*_size_faults(listed, choices), *_key_faults(choices, seed)])


def _check(faults: Sequence[Fault] | Iterator[Fault]) -> None:
    present = tuple(faults)
    if present:
        raise ImpossibleChoiceError(present)


def _size_faults(listed: Sequence[ListedAuthority], choices: AuthorityChoices) -> Iterator[Fault]:
    able = Counter(unit.stratum for unit in _units(listed, choices))
    minimum = choices.minimum_per_stratum
    if choices.size > able.total():
        yield Fault(
            path=("size",),
            kind="too-many-authorities",
            message=f"{choices.size} authorities are to be chosen, and {able.total()} of the "
            f"{len(listed)} on the list can be drawn",
            remedy=f"Choose {able.total()} or fewer, or complete the list.",
        )
    empty = {authority.stratum for authority in listed} - set(able)
    for stratum in sorted(empty) if minimum else ():
        yield Fault(
            path=("minimum_per_stratum",),
            kind="empty-stratum",
            message=f"{stratum} has no authority with a size above 0, so it cannot give {minimum}",
            remedy="Complete the sizes in the list, or set the minimum per stratum to 0.",
            value=stratum,
        )
    floors = sum(min(minimum, count) for count in able.values())
    if floors > choices.size:
        yield Fault(
            path=("minimum_per_stratum",),
            kind="minimums-too-high",
            message=f"At least {minimum} from each of {len(able)} strata makes {floors} "
            f"authorities, and {choices.size} are to be chosen",
            remedy=f"Choose {floors} or more, lower the minimum per stratum, or use fewer strata.",
        )


def _key_faults(choices: AuthorityChoices, seed: str | None) -> Iterator[Fault]:
    """What is wrong with the two texts that the key is made from."""
    try:
        canon(choices.draw_id)
    except InvalidFieldError:
        yield Fault(
            path=("draw_id",),
            kind="bad-draw-id",
            message="The draw's id is empty or holds a control character",
            remedy="Give it a plain name, such as stage-one.",
        )
    if seed is None:
        return
    try:
        check_seed(seed)
    except InvalidFieldError as error:
        yield Fault(
            path=("seed",),
            kind="bad-seed",
            message=f"The seed {error.reason}",
            remedy="Copy it exactly as it was published.",
        )
    except ShortSeedError as error:
        message, _, remedy = error.message.partition(". ")
        yield Fault(path=("seed",), kind="bad-seed", message=message, remedy=remedy)


def _with_replacements(
    drawn: Sequence[SizedUnit], lost: Mapping[str, str], listed: Sequence[ListedAuthority]
) -> tuple[DrawnAuthority, ...]:
    """Of each stratum the first n_h that can take part are chosen, of each zone the first one."""
    by_code = {authority.code: authority for authority in listed}
    places = Counter(place_of(unit) for unit in drawn if unit.role is not SizeRole.RESERVE)
    ranked: list[DrawnAuthority] = []
    for unit in drawn:
        is_chosen = unit.unit_id not in lost and places[place_of(unit)] > 0
        places[place_of(unit)] -= is_chosen
        ranked.append(
            DrawnAuthority(
                authority=by_code[unit.unit_id],
                rank=unit.rank,
                role=unit.role,
                inclusion_probability=unit.inclusion_probability,
                order_value=unit.order_value,
                ticket=unit.ticket,
                is_chosen=is_chosen,
                reason=lost.get(unit.unit_id, ""),
                zone=unit.zone,
            )
        )
    return tuple(ranked)


def _strata(
    listed: Sequence[ListedAuthority], units: Sequence[FrameUnit], drawn: Sequence[SizedUnit]
) -> tuple[StratumOfAuthorities, ...]:
    counts = Counter(authority.stratum for authority in listed)
    able = Counter(unit.stratum for unit in units)
    chosen = Counter(unit.stratum for unit in drawn if unit.role is not SizeRole.RESERVE)
    return tuple(
        StratumOfAuthorities(
            stratum=name,
            listed=counts[name],
            can_be_drawn=able[name],
            size=sum(unit.size or 0 for unit in units if unit.stratum == name),
            drawn=chosen[name],
        )
        for name in sorted(counts)
    )
