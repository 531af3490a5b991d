"""The flow from frame to counted case, which reconciles or says where it does not.

Source: Page et al. (2021), The PRISMA 2020 statement, BMJ 372:n71, for the form of the diagram.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

TOTAL = "all"


@dataclass(frozen=True)
class RankedUnit:
    """A unit that the draw ranked in its stratum.

    Args:
        rank: Place in the stratum's order of tickets, from 1; 0 for a purposive case, which is one
            that was picked by hand and whose turn in the order has not come.
        lost_because: Coded reason when the case was lost, else empty.
        is_withdrawn: Whether its authority left the inspection.
    """

    stratum: str
    case_ref: str
    rank: int
    lost_because: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True)
class AuthorityFlow:
    """The flow of one authority, or of all of them.

    Args:
        authority: Code of the authority, or `all`.
        frame: Children on the frame.
        eligible: Of these, children who could be drawn.
        drawn: Cases that the draw took.
        lost: Cases lost, by coded reason; reserves that were lost in their turn are among them.
        replaced: Reserves that took a lost case's place, those lost in their turn included.
        purposive: Cases to read that were picked by hand and whose turn has not come.
        active: Cases to read: drawn − lost + replaced + purposive − withdrawn.
        read: Cases with a first read.
        read_twice: Cases with a second read as well.
        adjudicated: Cases with an adjudicated judgement.
        counted: Cases that figures are counted from.
        withdrawn: Cases that were to be read at an authority when it left the inspection.
        extended: Of those drawn, cases that an extension added, by what it rests on.
    """

    authority: str
    frame: int
    eligible: int
    drawn: int
    lost: Mapping[str, int]
    replaced: int
    purposive: int
    active: int
    read: int
    read_twice: int
    adjudicated: int
    counted: int
    withdrawn: int = 0
    extended: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadCases:
    """Case references with a first read, a second read, an adjudicated judgement, or counted."""

    first: frozenset[str]
    second: frozenset[str]
    adjudicated: frozenset[str]
    counted: frozenset[str]


def active_cases(units: Iterable[RankedUnit], sizes: Mapping[str, int]) -> tuple[RankedUnit, ...]:
    """The cases to read: of each stratum the first available ones, and the purposive ones.

    An authority that left the inspection has none.

    Args:
        units: Every ranked unit of the draw.
        sizes: Number of cases that each stratum gives.
    """
    return tuple(unit for unit in _in_use(units, sizes) if not unit.is_withdrawn)


def _in_use(units: Iterable[RankedUnit], sizes: Mapping[str, int]) -> tuple[RankedUnit, ...]:
    """The cases that would be read if no authority had left."""
    active: list[RankedUnit] = []
    taken: Counter[str] = Counter()
    for unit in sorted(units, key=lambda ranked: (ranked.stratum, ranked.rank, ranked.case_ref)):
        if unit.lost_because:
            continue
        if unit.rank == 0:
            active.append(unit)
        elif taken[unit.stratum] < sizes.get(unit.stratum, 0):
            taken[unit.stratum] += 1
            active.append(unit)
    return tuple(active)


def authority_flow(
    authority: str,
    *,
    frame_and_eligible: tuple[int, int],
    units: Sequence[RankedUnit],
    sizes: Mapping[str, int],
    read: ReadCases,
    extended: Mapping[str, int] | None = None,
) -> AuthorityFlow:
    """The flow of one authority from the draw and the records.

    Args:
        extended: Cases that extensions added there, by what these rest on.
    """
    in_use, active = _in_use(units, sizes), active_cases(units, sizes)
    used = used_units(units, sizes)
    return AuthorityFlow(
        authority=authority,
        frame=frame_and_eligible[0],
        eligible=frame_and_eligible[1],
        drawn=sum(sizes.values()),
        lost=dict(sorted(Counter(unit.lost_because for unit in used if unit.lost_because).items())),
        replaced=sum(unit.rank > sizes.get(unit.stratum, 0) for unit in used),
        purposive=sum(unit.rank == 0 for unit in in_use),
        active=len(active),
        read=len(read.first),
        read_twice=len(read.first & read.second),
        adjudicated=len(read.adjudicated),
        counted=len(read.counted),
        withdrawn=len(in_use) - len(active),
        extended=dict(sorted((extended or {}).items())),
    )


def used_units(units: Sequence[RankedUnit], sizes: Mapping[str, int]) -> list[RankedUnit]:
    """Drawn units and the reserves that were called upon, up to the last active rank."""
    last: dict[str, int] = dict(sizes)
    ranked = [unit for unit in units if unit.rank > 0]
    in_use = _in_use(ranked, sizes)
    active_ranks = Counter(unit.stratum for unit in in_use)
    for unit in in_use:
        last[unit.stratum] = max(last.get(unit.stratum, 0), unit.rank)
    for stratum, size in sizes.items():
        if active_ranks[stratum] < size:  # every reserve was called upon, and some were missing
            last[stratum] = max(
                (unit.rank for unit in ranked if unit.stratum == stratum), default=0
            )
    return [unit for unit in ranked if unit.rank <= last.get(unit.stratum, 0)]


def total_flow(flows: Sequence[AuthorityFlow]) -> AuthorityFlow:
    """The flows of all authorities added up."""
    lost: Counter[str] = Counter()
    extended: Counter[str] = Counter()
    for flow in flows:
        lost.update(flow.lost)
        extended.update(flow.extended)
    return AuthorityFlow(
        authority=TOTAL,
        frame=sum(flow.frame for flow in flows),
        eligible=sum(flow.eligible for flow in flows),
        drawn=sum(flow.drawn for flow in flows),
        lost=dict(sorted(lost.items())),
        replaced=sum(flow.replaced for flow in flows),
        purposive=sum(flow.purposive for flow in flows),
        active=sum(flow.active for flow in flows),
        read=sum(flow.read for flow in flows),
        read_twice=sum(flow.read_twice for flow in flows),
        adjudicated=sum(flow.adjudicated for flow in flows),
        counted=sum(flow.counted for flow in flows),
        withdrawn=sum(flow.withdrawn for flow in flows),
        extended=dict(sorted(extended.items())),
    )


def disagreements(flow: AuthorityFlow) -> tuple[str, ...]:
    """Where the flow does not add up, a sentence each; empty when it reconciles."""
    lost = sum(flow.lost.values())
    expected = flow.drawn - lost + flow.replaced + flow.purposive - flow.withdrawn
    left = f" − {flow.withdrawn} withdrawn" if flow.withdrawn else ""
    rules = (
        (flow.eligible <= flow.frame, f"{flow.eligible} eligible of {flow.frame} on the frame"),
        (flow.drawn <= flow.eligible, f"{flow.drawn} drawn of {flow.eligible} eligible"),
        (flow.replaced <= lost, f"{flow.replaced} replaced of {lost} lost"),
        (
            expected == flow.active,
            f"{flow.drawn} drawn − {lost} lost + {flow.replaced} replaced + "
            f"{flow.purposive} purposive{left} = {expected}, but {flow.active} cases to read",
        ),
        (flow.read <= flow.active, f"{flow.read} read of {flow.active} cases to read"),
        (flow.read_twice <= flow.read, f"{flow.read_twice} read twice of {flow.read} read"),
        (
            flow.adjudicated <= flow.read_twice,
            f"{flow.adjudicated} adjudicated of {flow.read_twice} read twice",
        ),
        (flow.counted == flow.read, f"{flow.counted} counted of {flow.read} read"),
    )
    return tuple(f"{flow.authority}: {sentence}." for holds, sentence in rules if not holds)
