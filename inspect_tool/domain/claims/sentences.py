"""Sentences: a paragraph cut into them, and the words of one around its claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.claims.nouns import KNOWN_HEADS, singular
from inspect_tool.domain.claims.phrases import tokens_of

LINK: Final = "[]"  # the claim that is being read
OTHER: Final = "[other]"  # another claim of the sentence
OPEN, CLOSE = "\u27e6", "\u27e7"  # around another claim, in the text of a sentence
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|Mr|Mrs|Ms|Dr|No|cf|vs|St|approx)|\b[A-Z])\.$"
)
_END: Final = re.compile(r"[.!?][\u201d\u2019\"')]*(?=\s|$)")
_PIECE: Final = re.compile(
    rf"{OPEN}[^{CLOSE}]*{CLOSE}|\w+(?:[\u2019']\w+)*|%|[,;:()\u2013\u2014]"
    # Any other sign is a word that nothing knows, but for the marks of prose and of Markdown.
    r"|[^\w\s.!?/&\[\]\"'\u2018-\u201f\u2026]",
    re.UNICODE,
)
BOUNDARIES: Final = frozenset(",;:()\u2013\u2014")
_OTHER_BASE: Final = re.compile(
    rf"\s*(?:out )?of (?:all )?(?:the |these )?{OPEN}([^{CLOSE}]*){CLOSE}"
)
_ARTICLES: Final = frozenset({"a", "an", "the"})
# After a comma these begin what is said beside the claim, and narrow nothing of it.
_BESIDE: Final = frozenset(
    {"and", "but", "or", "so", "nor", "yet", "which", "who", *("because", "although", "whereas")}
)
# These begin it without a comma too.
_SUBORDINATE: Final = frozenset({"because", "although", "though", "whereas"})
# These begin a clause that belongs to the claim, with a "not" of its own.
_CLAUSES: Final = frozenset({"when", "who"})
# After a dash these do.
_DASHES: Final = frozenset("\u2013\u2014")
_POINTING_BACK: Final = frozenset({"it", "this", "that"})
_CUTS: Final = frozenset({";", ":"})


# Between two claims of a sentence without a mark these begin what is said of the second.
JOINTS: Final = frozenset({"and", "but", "while", "whereas"})


@dataclass(frozen=True)
class Around:
    """What stands around a claim in its sentence, other claims between brackets of their own.

    Args:
        earlier: The sentence before it in its paragraph; empty where it begins one.
    """

    before: str = ""
    after: str = ""
    earlier: str = ""


def sentence_around(text: str, start: int, end: int) -> Around:
    """The sentence that a stretch of a paragraph stands in, without the stretch."""
    before, after = text[:start], text[end:]
    starts = [0, *_ends(before)]
    last = min((found for found in _ends(after)), default=len(after))
    earlier = before[starts[-2] : starts[-1]].strip() if len(starts) > 1 else ""
    return Around(before[starts[-1] :].lstrip(), after[:last].rstrip(), earlier)


def base_behind(around: Around) -> str | None:
    """The words of another claim that states the base: `[33](…) of the [70](…) cases`."""
    found = _OTHER_BASE.match(around.after)
    return None if found is None else found[1]


def number_of_sentences(text: str) -> int:
    """How many sentences a text has; one that no mark ends counts as well."""
    text = text.strip()
    ends = _ends(text)
    return len(ends) + bool(text and (not ends or ends[-1] < len(text)))


def _ends(text: str) -> list[int]:
    """Where sentences end; a full stop after an abbreviation or inside a claim is none."""
    return [
        found.end()
        for found in _END.finditer(text)
        if not _ABBREVIATED.search(text[: found.start() + 1])
        and text.count(OPEN, 0, found.start()) <= text.count(CLOSE, 0, found.start())
    ]


def words_of(text: str) -> tuple[str, ...]:
    """Words, numbers and marks of a text; hyphens part words, articles are left out."""
    return tuple(word for word, _ in placed_words(text))


def placed_words(text: str) -> list[tuple[str, int]]:
    """The words of a text, each with where it stands."""
    found: list[tuple[str, int]] = []
    for match in _PIECE.finditer(re.sub(r"[-\u2010-\u2012*_]", " ", text)):
        piece, start = match[0], match.start()
        if piece.startswith(OPEN):
            found.append((OTHER, start))
        elif piece in BOUNDARIES:
            found.append((piece, start))
        else:
            found += [(word, start) for word in _plain(piece) if word not in _ARTICLES]
    return found


def read_ranges(text: str, start: int, end: int) -> tuple[range, ...]:
    """Where a paragraph is read word by word for the claim that stands from `start` to `end`.

    Nothing there can be a quantity that escapes, for each word of it has to be understood.
    """
    around = sentence_around(text, start, end)
    first = start - len(around.before)
    places = [first + at for _, at in placed_words(around.before)]
    places += [start, *(end + at for _, at in placed_words(around.after))]
    sentence = SentenceWords.of(around)
    return tuple(
        range(
            places[segment.start - 1] + 1 if segment.start else first,
            places[segment.places[-1]] + 1,
        )
        for segment in sentence.segments
        if not segment.is_beside
    )


def _plain(piece: str) -> list[str]:
    word = piece.casefold().replace("\u2019", "'")
    if word.endswith("n't"):
        return [word[:-3] if word != "can't" else "can", "not"]
    word = word.removesuffix("'s").removesuffix("'")
    return ["can", "not"] if word == "cannot" else list(tokens_of(word)) or [word]


@dataclass(frozen=True)
class Segment:
    """Words between two marks of a sentence.

    Args:
        start: Place of the first in the sentence's words.
        is_beside: Whether it says something beside the claim, as after ", because".
        is_clause: Whether it has a verb of its own, as after "when".
    """

    start: int
    words: tuple[str, ...]
    is_beside: bool
    is_clause: bool

    @property
    def places(self) -> range:
        """The places of its words in the sentence."""
        return range(self.start, self.start + len(self.words))


@dataclass(frozen=True)
class SentenceWords:
    """A sentence as words, with the stretch of it that belongs to one claim.

    Args:
        link: Place of the claim among the words.
        own: Places of the words that are read for this claim; those of others are not among them.
        earlier: Words of the sentence before.
    """

    words: tuple[str, ...]
    link: int
    own: range
    earlier: tuple[str, ...] = ()

    @classmethod
    def of(cls, around: Around) -> SentenceWords:
        """Cut a sentence with several claims between them, at the last mark before the next."""
        before, after = words_of(around.before), words_of(around.after)
        words, link = (*before, LINK, *after), len(before)
        first = next((at + 1 for at in range(link - 1, -1, -1) if words[at] == OTHER), 0)
        last = next((at for at in range(link + 1, len(words)) if words[at] == OTHER), len(words))
        if first:
            first = _cut(words, first, link, default=first)
        if last < len(words):
            last = _cut(words, link + 1, last, default=last)
        return cls(words, link, range(first, last), words_of(around.earlier))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The stretch between marks, each with its place.

        What a semicolon or a colon parts from the claim is beside it.
        """
        parts = [at for at in self.own if self.words[at] in _CUTS]
        before = max((at for at in parts if at < self.link), default=self.own.start - 1)
        after = min((at for at in parts if at > self.link), default=self.own.stop)
        return tuple(
            Segment(
                start,
                self.words[start:stop],
                not before < start < after or self._is_beside(start),
                self.words[start] in _CLAUSES and start > self.link,
            )
            for start, stop in self._stretches()
        )

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """First place and end of each stretch between marks, and before "because" and "when"."""
        start = self.own.start
        for at in self.own:
            is_mark = self.words[at] in BOUNDARIES
            if is_mark or self.words[at] in _SUBORDINATE or self.words[at] in _CLAUSES:
                if at > start:
                    yield start, at
                start = at + is_mark
        if self.own.stop > start:
            yield start, self.own.stop

    def _is_beside(self, start: int) -> bool:
        if self.words[start] in _SUBORDINATE:
            return True
        before = self.words[start - 1] if start else ""
        if before in _DASHES and self.words[start] in _POINTING_BACK:
            return True
        return before in BOUNDARIES and self.words[start] in _BESIDE


def _cut(words: Sequence[str], start: int, stop: int, *, default: int) -> int:
    """Where one claim's words end and the next one's begin.

    At the last mark between the two; without one at the last "and" or "but".
    """
    for parting in (BOUNDARIES, JOINTS):
        found = [at for at in range(start, stop) if words[at] in parting]
        if found:
            return found[-1]
    return default


_MONTHS: Final = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
})  # fmt: skip
_BEFORE_A_YEAR: Final = _MONTHS | {"in", "of"}


def is_of_date(words: Sequence[str], at: int, dates: frozenset[str]) -> bool:
    """Whether a word is part of a date, and not a number that happens to be one's.

    Args:
        dates: Words of the dates that may be named: "30", "september", "2013".
    """
    word = words[at]
    if word not in dates or not word.isdigit():
        return word in dates
    behind = words[at + 1] if at + 1 < len(words) else ""
    if len(word) < 3:
        return behind in _MONTHS
    is_of_year = at > 0 and words[at - 1] in _BEFORE_A_YEAR
    return is_of_year and singular(behind) not in KNOWN_HEADS
