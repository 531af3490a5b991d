"""The sentence around a claim: whether it says of the quantity what the measure says.

Read are whether it says yes or no of the measure, of whom (subgroup, authority), how far (in every
authority), and whether it compares or tells a trend. A word that the measure does not know makes
the sentence not understood, so that nothing is taken for true that was not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from inspect_tool.domain.claims.attribution import said_by_others
from inspect_tool.domain.claims.comparisons import (
    SMALLEST_BASE_COMPARED,
    compared_at,
    pivot_between,
    places_of_group,
)
from inspect_tool.domain.claims.context import (
    against_earlier,
    names_its_authority,
    place_pointed_at,
)
from inspect_tool.domain.claims.measure_words import Way
from inspect_tool.domain.claims.nouns import Fit
from inspect_tool.domain.claims.numbers import number_at
from inspect_tool.domain.claims.phrases import BaseSaid, read_base, tokens_of
from inspect_tool.domain.claims.reach import goes_further, places_said
from inspect_tool.domain.claims.sentences import (
    BOUNDARIES,
    JOINTS,
    LINK,
    Around,
    SentenceWords,
    base_behind,
    is_of_date,
)
from inspect_tool.domain.claims.setting import LinkSays, SentenceSays, Setting
from inspect_tool.domain.claims.vocabulary import (
    AUXILIARIES,
    NEGATIONS,
    says_nothing,
)
from inspect_tool.domain.claims.whose import contains, said_of_others
from inspect_tool.domain.claims.wording import Verdict


class _StandsAgainstError(Exception):
    """Something in a sentence that the claim does not say; never leaves this module."""

    def __init__(self, verdict: Verdict, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.says = SentenceSays(verdict, message, remedy)


def read_around(around: Around, setting: Setting, link: LinkSays) -> SentenceSays:
    """Whether the sentence around a claim says of its quantity what the claim counts."""
    if around.after.rstrip("\u201d\u2019)\"' ").endswith("?"):
        return SentenceSays(Verdict.NOT_UNDERSTOOD, "it is a question", "Say it as a statement.")
    try:
        return _SentenceReading(SentenceWords.of(around), setting, link, base_behind(around)).says()
    except _StandsAgainstError as found:
        return found.says


def _not_understood(message: str, remedy: str) -> _StandsAgainstError:
    return _StandsAgainstError(Verdict.NOT_UNDERSTOOD, message, remedy)


class _SentenceReading:
    """One sentence, read for one claim; `taken` are the places of words that were understood."""

    def __init__(
        self, sentence: SentenceWords, setting: Setting, link: LinkSays, other_base: str | None
    ) -> None:
        self.other_base = other_base
        self.sentence = sentence
        self.words = sentence.words
        self.setting = setting
        self.link = link
        self.taken: set[int] = {sentence.link}
        if sentence.words[sentence.own.start] in JOINTS:
            self.taken.add(sentence.own.start)
        self.way: frozenset[int] = frozenset()
        self.has_place = False
        self.is_of_none = False

    def says(self) -> SentenceSays:
        """What the sentence says, once nothing of it stands against the claim."""
        base = BaseSaid(0) if self.setting.than is not None else self._take_base()
        own = self.sentence.own
        if self.setting.is_of_base and own.start < self.sentence.link and self._is_behind_of():
            self._check_names()
            return SentenceSays(Verdict.TRUE, base=base)
        self._check_whose()
        self._take_places()
        self._take_comparisons()
        self._check_names()
        if self.setting.than is not None:
            self._take_groups_compared(self.setting.than)
        self._check_groups()
        is_complement = self._take_way()
        self._check_pointing()
        self._take_within()
        self._refuse_if(*goes_further(self.sentence, self.setting, self.taken, self._read()))
        self._check_unknown()
        self._check_narrow(base)
        return SentenceSays(
            Verdict.TRUE, is_complement=is_complement, base=base, is_of_none=self.is_of_none
        )

    # --- the base ---

    def _take_base(self) -> BaseSaid:
        """What the base is called behind the claim, and wherever else in its stretch."""
        start = self.sentence.link + 1
        if self.other_base is not None:
            return self._base_of_another()
        stop = next(
            (at for at in range(start, self.sentence.own.stop) if self.words[at] in BOUNDARIES),
            self.sentence.own.stop,
        )
        behind = self.words[start:stop]
        base = read_base(behind, self.setting.words.nouns)
        if base is not None and base.noun is Fit.FOREIGN and self.link.noun is not None:
            base = BaseSaid(0)
        if base is None:
            said = " ".join(behind[:5])
            nouns = self.setting.words.nouns.phrases
            called = " or ".join(f"“{' '.join(phrase)}”" for phrase in nouns[:3]) or "nothing"
            raise _not_understood(
                f"“{said}” is not what its base is called",
                f"Its base is called {called} (in the singular).",
            )
        if self.setting.is_of_children and base.number is not None:
            raise _not_understood(
                f"it says of {base.number:,} children, and the estimate is of all on the lists",
                "Take the number out, or take `of=children` out of the claim.",
            )
        if base.number not in (None, self.setting.base):
            raise _StandsAgainstError(
                Verdict.FALSE, f"the base is {self.setting.base:,}, not {base.number:,}"
            )
        if base.noun is Fit.FOREIGN:
            raise _StandsAgainstError(
                Verdict.FALSE, f"it does not count “{' '.join(behind[: base.length])}”"
            )
        self.taken.update(range(start, start + base.length))
        self._take_bases_elsewhere()
        return base

    def _base_of_another(self) -> BaseSaid:
        """The base that another claim states behind this one."""
        said, length = number_at(tokens_of(self.other_base or ""))
        if not length or said != self.setting.base:
            raise _StandsAgainstError(
                Verdict.FALSE,
                f"the base is {self.setting.base:,}, and the claim behind it says otherwise",
            )
        self.taken.update(range(self.sentence.link + 1, self.sentence.own.stop))
        return BaseSaid(0, said)

    def _take_bases_elsewhere(self) -> None:
        """`Of the 70 long-term cases, …`: full names of the base at other places."""
        for at in self.sentence.own:
            if at in self.taken or self.words[at] in BOUNDARIES:
                continue
            found = read_base(self.words[at : self.sentence.own.stop], self.setting.words.nouns)
            is_full = found is not None and found.noun is Fit.FULL
            if found is not None and is_full and found.number in (None, self.setting.base):
                self.taken.update(range(at, at + found.length))

    def _check_whose(self) -> None:
        own = [self.words[at] for at in self.sentence.own]
        self._refuse_if(*said_of_others(own, self.setting, self.link))
        self._refuse_if(*said_by_others(self.words, self._read(), self.setting.words))

    def _refuse_if(self, message: str, remedy: str) -> None:
        if message:
            raise _not_understood(message, remedy)

    def _check_pointing(self) -> None:
        """What the sentence points at before it has to be what the claim counts."""
        self._refuse_if(*against_earlier(self.sentence, self.setting, self.way))
        there = place_pointed_at(self.sentence, self.setting)
        named = (*self.sentence.earlier, *self.words)
        if there is not None and not names_its_authority(named, self.setting):
            message = f"“{self.words[there]}” may mean another place than the claim counts"
            raise _not_understood(message, "Name the authority, in the claim as well.")
        self.has_place = there is not None

    def _is_behind_of(self) -> bool:
        return self.words[self.sentence.link - 1] in ("of", "among")

    # --- what it says yes and no by ---

    def _take_way(self) -> bool:
        """Whether the sentence says no of the measure, so that it counts the others."""
        ours = self.setting.words
        yes, no = self._first(ours.yes), self._first(ours.no)
        # "The assessment was missing": what "was" adds to the assessment is no way to say yes.
        says_yes = yes and self._first(ours.yes, self._own_without(AUXILIARIES))
        is_no = bool(no) and (no >= yes or not says_yes)
        if yes and no and not is_no and not yes >= no:
            raise _not_understood("it says both yes and no of the measure", self._how())
        inherited = not yes and not no
        if inherited:
            yes = self._first(ours.yes, range(len(self.words)))
            if not yes:
                raise _not_understood("it does not say what the measure says", self._how())
            if any(self.words[at] in NEGATIONS for at in range(max(yes) + 1)):
                raise _not_understood("what it takes over from before is negated", self._how())
        self.way = no if is_no else yes
        self.taken.update(self.way)
        if not is_no and not inherited:
            self.way |= self._take_further_ways()
        return self._is_negated(is_no=is_no)

    def _take_further_ways(self) -> frozenset[int]:
        """Other ways to say the same, in words that no way has taken: "or did not convey"."""
        found: frozenset[int] = frozenset()
        for way in self.setting.words.yes:
            free = [at for at in self.sentence.own if at not in self.taken]
            places = way.places_in(self.words, free)
            self.taken.update(places)
            found |= places
        return found

    def _own_without(self, words: Collection[str]) -> list[int]:
        return [at for at in self.sentence.own if self.words[at] not in words]

    def _first(self, ways: Iterable[Way], among: Sequence[int] | None = None) -> frozenset[int]:
        """Where the first way stands, wholly in one segment or with the claim's own."""
        own = among if among is not None else self.sentence.own
        places = [at for at in own if self.words[at] not in (LINK, *BOUNDARIES)]
        for way in ways:
            found = way.places_in(self.words, places)
            if found:
                return found
        return frozenset()

    def _is_negated(self, *, is_no: bool) -> bool:
        """Whether what was found is turned round by one "not" or "no" before its last word."""
        negations = [
            at
            for segment in self._read_segments(with_clauses=False)
            for at in segment
            if self.words[at] in NEGATIONS and at not in self.taken
        ]
        if not negations:
            return is_no
        last = max(self.way)
        if len(negations) > 1 or is_no or negations[0] > max(last, self.sentence.link):
            raise _not_understood("it has a “not” or “no” whose reach is not clear", self._how())
        self.taken.update(negations)
        return True

    def _read_segments(self, *, with_clauses: bool = True) -> list[range]:
        """The stretches in which each word has to be known."""
        places = {self.sentence.link, *self.way}
        return [
            segment.places
            for segment in self.sentence.segments
            if places.intersection(segment.places)
            or (not segment.is_beside and (with_clauses or not segment.is_clause))
        ]

    def _read(self) -> list[int]:
        """The places of the words that have to be known."""
        return [at for segment in self._read_segments() for at in segment]

    def _take_within(self) -> None:
        within = self.setting.within
        if within is None:
            return
        found = self._first(within.yes)
        for at in self.sentence.own if found else ():
            if within.knows(self.words[at]) or self.words[at] in ("where", "when"):
                self.taken.add(at)

    # --- of whom, how far, compared with what ---

    def _check_names(self) -> None:
        """Names of authorities have to be the claim's own."""
        for code, name in self.setting.names.items():
            wanted = tokens_of(name)
            for at in self.sentence.own:
                if wanted and self.words[at : at + len(wanted)] == wanted:
                    if code not in (self.setting.authority, self.setting.than):
                        of = self.setting.names.get(self.setting.authority or "", "all authorities")
                        is_compared = "than" in self.words[self.sentence.own.start : at]
                        raise _StandsAgainstError(
                            Verdict.NOT_UNDERSTOOD if is_compared else Verdict.FALSE,
                            f"it speaks of {name}, and the claim counts {of}",
                            f"Write `authority={code}` in the claim.",
                        )
                    self.taken.update(range(at, at + len(wanted)))

    def _check_groups(self) -> None:
        """Case types have to be the claim's own, unless the measure is called so."""
        for said, case_type in self.setting.groups:
            wanted = tuple(said.split())
            for at in self.sentence.own:
                places = range(at, at + len(wanted))
                if self.words[at : at + len(wanted)] != wanted or self.taken.issuperset(places):
                    continue
                is_own = case_type == self.setting.case_type
                if is_own:
                    self.taken.update(places)
                if not is_own and not all(self.setting.words.knows(word) for word in wanted):
                    of = "another case type" if self.setting.case_type else "all case types"
                    raise _StandsAgainstError(
                        Verdict.FALSE,
                        f"it speaks of “{said}”, and the claim counts {of}",
                        f"Write `case_type={case_type}` in the claim.",
                    )

    def _take_groups_compared(self, than: str) -> None:
        """`… for early help than for children in need`: each group on its side of the word."""
        first, groups = self.setting.compared
        sides = tuple(places_of_group(self.sentence, groups, one) for one in (first, than))
        pivot, against = pivot_between(self.sentence, *sides)
        if against:
            raise _not_understood(against, "Say “for … than for …”, with both.")
        if min(sides[1]) < pivot or max(sides[0]) > pivot:
            raise _StandsAgainstError(
                Verdict.FALSE,
                "it compares the groups the other way round",
                "Exchange what stands before and behind `than`.",
            )
        self.taken.update((pivot, *sides[0], *sides[1]))

    def _take_places(self) -> None:
        """`In every authority` and `in no authority` say of each what a claim across them does."""
        if self.setting.is_across:
            none = places_said(self.sentence, ("no",))
            self.is_of_none = bool(none)
            self.taken |= none | places_said(self.sentence, ("every", "each"))

    def _take_comparisons(self) -> None:
        """`a larger share than in any other area`, held against every other authority."""
        found = compared_at(self.words, self.sentence.own)
        if found is None:
            return
        if self.setting.authority is None:
            raise _not_understood(
                "it compares authorities, and the claim is about all of them",
                "Write `authority=CODE` in the claim.",
            )
        if not found.holds(self.setting.authority, self.setting.by_authority):
            raise _StandsAgainstError(
                Verdict.FALSE, "another authority has as large or as small a share"
            )
        if not found.is_safe(self.setting.by_authority):
            few = f"it compares shares of fewer than {SMALLEST_BASE_COMPARED} cases"
            raise _StandsAgainstError(Verdict.UNSAFE, few, "Give the counts alone.")
        self.taken.update(found.places)

    def _check_unknown(self) -> None:
        """Each word beside the quantity has to be one that the measure knows."""
        for segment in self.sentence.segments:
            if segment.is_clause and self.sentence.link not in segment.places:
                self.taken.update(at for at in segment.places if self.words[at] in NEGATIONS)
        unknown = [
            self.words[at]
            for at in self._read()
            if at not in self.taken
            and not says_nothing(self.words, at)
            and not is_of_date(self.words, at, self.setting.dates)
            and not self.setting.words.knows(self.words[at])
        ]
        if unknown:
            listed = ", ".join(f"“{word}”" for word in dict.fromkeys(unknown[:4]))
            raise _not_understood(
                f"{listed}: not among the words of the measure",
                " ".join(filter(None, (self._how(), self.setting.words.or_else))),
            )

    def _check_narrow(self, base: BaseSaid) -> None:
        """What narrows the claim has to be said, or pointed at by "these" and "them"."""
        fit = base.noun or self.link.noun
        setting = self.setting
        points = fit is Fit.POINTING or any(
            self.words[at] in ("these", "those", "them") for at in self.sentence.own
        )
        if points:
            return
        if setting.authority is not None and not self.has_place:
            name = tokens_of(setting.names.get(setting.authority, setting.authority))
            if not contains(self.words, name):
                raise _not_understood("it does not name the authority", "Name it.")
        if setting.case_type is not None and not any(
            contains(self.words, tuple(said.split()))
            for said, case_type in self.setting.groups
            if case_type == setting.case_type
        ):
            raise _not_understood("it does not name the case type", "Name it.")
        everywhere = range(len(self.words))
        if setting.within is not None and not self._first(setting.within.yes, everywhere):
            raise _not_understood("it does not say among which cases", "Say it, or “of these”.")
        if fit is not Fit.HEAD or base.number is not None or self.link.has_base:
            return
        is_said = any(
            (found := read_base(self.words[at:], setting.words.nouns)) is not None
            and found.noun is Fit.FULL
            for at in everywhere
        )
        if setting.words.is_narrow and not is_said and setting.within is None:
            noun = " ".join(setting.words.nouns.phrases[0])
            raise _not_understood(
                "it does not say of which cases", f"Say “of the {noun}s”, or “of these”."
            )

    def _how(self) -> str:
        return f"Say it with the words of the measure, such as “{self.setting.words.example}”."
