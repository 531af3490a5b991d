"""The designs that the default interval is tried on, in families of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

SEED = 20260326

# Children and cases of the strata of the sample review, as its plan draws them.
CASES = (4, 2, 2, 3)
CHILDREN = (
    (147, 55, 52, 66),
    (303, 94, 125, 162),
    (159, 41, 65, 70),
    (657, 233, 281, 341),
    (422, 156, 203, 243),
    (370, 110, 170, 199),
    (302, 70, 138, 151),
    (41, 16, 16, 19),
    (346, 80, 143, 180),
    (117, 34, 49, 63),
)
LARGEST = ((967, 5), (307, 3), (407, 3), (486, 3))


@dataclass(frozen=True)
class Stratum:
    """A stratum: its children, the cases drawn, and the authority within which it may be joined."""

    population: int
    drawn: int
    authority: str = ""


@dataclass(frozen=True)
class Design:
    """A stratified design.

    Args:
        effect: Standard deviation of the strata's log odds around the whole's.
        member: Share of each stratum that belongs to the group that is estimated.
        seed: Of the strata's log odds.
    """

    name: str
    strata: tuple[Stratum, ...]
    effect: float = 0.0
    member: float = 1.0
    seed: int = 0

    def children(self, share: float) -> list[tuple[int, int]]:
        """Members of each stratum, and those of them that count, for about the wanted share."""
        noise = np.random.default_rng([SEED, self.seed]).normal(0, 1, len(self.strata))
        odds = np.log(share / (1 - share)) + self.effect * (noise - noise.mean())
        shares = 1 / (1 + np.exp(-odds))
        members = [max(1, round(one.population * self.member)) for one in self.strata]
        return [(size, round(size * one)) for size, one in zip(members, shares, strict=True)]


def strata_of(*pairs: tuple[int, int], times: int = 1, authority: str = "") -> tuple[Stratum, ...]:
    """Strata from pairs of children and cases."""
    return tuple(Stratum(population, drawn, authority) for population, drawn in pairs * times)


def authorities_of(*, effect: float) -> Iterator[Design]:
    """11 authorities, a stratum each, of 5 to 400 children and 1 to 8 cases."""
    for seed in range(12):
        rng = np.random.default_rng([SEED, seed, 11])
        children = np.exp(rng.uniform(np.log(5), np.log(400), 11)).astype(int)
        cases = np.minimum(rng.integers(1, 9, 11), children)
        pairs = tuple(zip(children.tolist(), cases.tolist(), strict=True))
        yield Design(f"authorities {seed}", strata_of(*pairs), effect=effect, seed=seed)


def sample_review() -> Iterator[Design]:
    """The sample review whole, and three of its authorities alone."""
    whole = tuple(
        stratum
        for children in CHILDREN
        for stratum in strata_of(*zip(children, CASES, strict=True))
    ) + strata_of(*LARGEST)
    for effect in (0.0, 0.5, 1.5):
        yield Design(f"sample review, effect {effect}", whole, effect=effect)
        for children in (CHILDREN[0], CHILDREN[7], CHILDREN[8]):
            one = strata_of(*zip(children, CASES, strict=True))
            yield Design(f"an authority of {sum(children)}", one, effect=effect, seed=children[0])


def groups() -> Iterator[Design]:
    """Groups that cut across the strata, so that nobody knows how large they are."""
    designs = (
        strata_of((120, 10), times=11),
        strata_of((400, 20), (300, 20), (100, 20)),
        strata_of((60, 6), (25, 4), (200, 8), (15, 3)),
    )
    for at, strata in enumerate(designs):
        for member in (0.2, 0.5, 0.75, 0.95):
            yield Design(
                f"group {member} of design {at}", strata, member=member, effect=0.7, seed=at
            )


def far_weights() -> Iterator[Design]:
    """Weights that lie far apart in one estimate."""
    pairs = (
        ((1000, 10), (50, 20)),
        ((1000, 4), (40, 20)),
        ((400, 3), (30, 10), (20, 10)),
        ((2000, 8), (200, 20), (20, 10)),
        ((300, 2), (300, 2), (40, 20)),
        ((5000, 15), (100, 50)),
    )
    for at, strata in enumerate(pairs):
        for effect in (0.0, 1.5):
            yield Design(f"weights far apart {at}", strata_of(*strata), effect=effect, seed=at)


def taken_whole() -> Iterator[Design]:
    """Strata that were taken whole beside others."""
    pairs = (
        ((300, 15), (80, 8), (12, 12)),
        ((60, 6), (20, 20)),
        ((40, 5), (30, 5), (10, 10), (8, 8)),
        ((200, 6), (6, 6), (5, 5), (4, 4)),
        ((25, 5), (25, 25)),
        ((25, 5), (25, 24)),
        ((30, 10), (20, 20)),
        ((50, 10), (10, 10), (10, 10)),
    )
    for at, strata in enumerate(pairs):
        for effect, seed in ((0.0, at), (1.0, at), (1.5, at + 50)):
            yield Design(f"taken whole {at}", strata_of(*strata), effect=effect, seed=seed)


def groups_beside_whole() -> Iterator[Design]:
    """Groups of unknown size that lie partly in a stratum that was taken whole."""
    for design in taken_whole():
        if design.effect:
            for member in (0.3, 0.5, 0.8):
                yield replace(design, member=member, name=f"group {member} beside {design.name}")


def high_fractions() -> Iterator[Design]:
    """Sampling fractions from .5 to .9 in every stratum."""
    pairs = (
        ((10, 8), (10, 8)),
        ((10, 5), (10, 5)),
        ((10, 9), (10, 9)),
        ((12, 8), (8, 6), (6, 4)),
        ((20, 14), (10, 6)),
        ((30, 18), (12, 9)),
        ((16, 12), (16, 12), (8, 5)),
        ((40, 22), (10, 8)),
        ((8, 6), (8, 5), (6, 3), (6, 4)),
        ((50, 30), (50, 30)),
        ((60, 50), (10, 6)),
        ((12, 10), (30, 16)),
    )
    for at, strata in enumerate(pairs):
        for effect in (0.0, 1.0):
            yield Design(f"high fractions {at}", strata_of(*strata), effect=effect, seed=at)


def groups_at_high_fractions() -> Iterator[Design]:
    """Groups of unknown size where from half to nine tenths of each stratum was examined."""
    for design in high_fractions():
        if design.effect:
            for member in (0.3, 0.5, 0.7, 0.8, 0.9):
                yield replace(design, member=member, name=f"group {member} at {design.name}")


def groups_at_middling_fractions() -> Iterator[Design]:
    """Groups of unknown size where from a fifth to half was examined, or half in one stratum."""
    pairs = (
        ((10, 4), (10, 4)),
        ((10, 3), (10, 3), (10, 3)),
        ((20, 9), (12, 5), (8, 3)),
        ((30, 12), (12, 4)),
        ((16, 7), (16, 7), (16, 7), (16, 7)),
        ((50, 22), (50, 22)),
        ((40, 10), (12, 3), (20, 5)),
        ((60, 14), (25, 6)),
        ((30, 25), (30, 8)),
        ((12, 10), (40, 12)),
        ((20, 20), (30, 10)),
    )
    for at, strata in enumerate(pairs):
        for member in (0.3, 0.5, 0.7, 0.9):
            yield Design(
                f"group {member} at middling fractions {at}",
                strata_of(*strata),
                member=member,
                effect=1.0,
                seed=at,
            )


def one_stratum() -> Iterator[Design]:
    """One stratum, where the default is exact."""
    for population, drawn in ((200, 30), (12, 10), (24, 10), (60, 5), (40, 36), (500, 12), (9, 3)):
        yield Design(f"{drawn} of {population}", strata_of((population, drawn)))


def strata_of_two() -> Iterator[Design]:
    """Many strata of two or three cases."""
    for effect in (0.0, 1.0, 2.5):
        yield Design("30 strata", strata_of((60, 2), (25, 2), (10, 2), times=10), effect=effect)
        yield Design("10 strata", strata_of((60, 2), (25, 3), times=5), effect=effect, seed=1)
        yield Design("6 strata", strata_of((90, 2), (40, 2), times=3), effect=effect, seed=2)


def joined() -> Iterator[Design]:
    """A stratum with one case left in each authority, joined with another for the variance."""
    for effect in (0.0, 1.0):
        for times in (2, 4, 8):
            strata = tuple(
                stratum
                for code in range(times)
                for stratum in strata_of((60, 4), (30, 1), (90, 5), authority=f"a{code}")
            )
            yield Design(f"{times} authorities with a single", strata, effect=effect, seed=times)
        few = strata_of((20, 5), (12, 1), authority="a") + strata_of((40, 6), authority="b")
        yield Design("a single in a small frame", few, effect=effect, seed=9)


def far_apart() -> Iterator[Design]:
    """Strata whose shares lie far apart, so that strata pay."""
    pairs = (((200, 10), (200, 10), (100, 10)), ((80, 6), (60, 6), (40, 6), (20, 6)))
    for at, strata in enumerate(pairs):
        for effect in (2.0, 3.0, 4.0):
            yield Design(f"far apart {at}", strata_of(*strata), effect=effect, seed=at)


def families() -> dict[str, list[Design]]:
    """Every family with its designs."""
    return {
        "11 authorities, alike": list(authorities_of(effect=0.0)),
        "11 authorities, different": list(authorities_of(effect=1.5)),
        "the sample review": list(sample_review()),
        "groups of unknown size": list(groups()),
        "weights far apart": list(far_weights()),
        "strata taken whole": list(taken_whole()),
        "groups beside strata taken whole": list(groups_beside_whole()),
        "sampling fractions .5 to .9": list(high_fractions()),
        "groups at such fractions": list(groups_at_high_fractions()),
        "groups at fractions .2 to .5": list(groups_at_middling_fractions()),
        "one stratum": list(one_stratum()),
        "strata of two cases": list(strata_of_two()),
        "single cases, joined": list(joined()),
        "strata far apart": list(far_apart()),
    }


def beyond() -> list[Design]:
    """Groups of which most samples hold no case, or one, of the stratum that matters most.

    No interval from such a sample can be right: it does not show what is missing from it.
    """
    pairs = (((1000, 4), (40, 20)), ((400, 3), (30, 10), (20, 10)), ((300, 2), (300, 2), (40, 20)))
    return [
        Design(f"a fifth of {strata}", strata_of(*strata), member=0.2, effect=1.5, seed=57)
        for strata in pairs
    ]
