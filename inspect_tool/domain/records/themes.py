"""Themes: a codebook that grows while notes are read, and what each coder put a note under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.records import Answer

THEME_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODER_SIGN: Final = "~"  # between the id of what is coded and the coder; in no id of an item


@dataclass(frozen=True)
class Theme:
    """What notes are put under.

    Args:
        definition: What it means.
        use, not_use: When to put a note under it, and when not.
        into: The theme that it was merged into; empty while it stands.
    """

    id: str
    name: str
    definition: str = ""
    use: str = ""
    not_use: str = ""
    into: str = ""


@dataclass(frozen=True)
class Codebook:
    """All themes that there ever were, by id, in the order in which they came."""

    themes: Mapping[str, Theme]

    @classmethod
    def of(cls, entries: Iterable[Mapping[str, str]]) -> Codebook:
        """The codebook after some entries, oldest first.

        Args:
            entries: A theme as it was written, or the `id` and `into` of a merger alone.
        """
        themes: dict[str, Theme] = {}
        for entry in entries:
            if entry.get("into"):
                themes[entry["id"]] = replace(themes[entry["id"]], into=entry["into"])
            else:
                themes[entry["id"]] = Theme(**entry)
        return cls(themes)

    @property
    def standing(self) -> tuple[Theme, ...]:
        """Those that were not merged into another."""
        return tuple(theme for theme in self.themes.values() if not theme.into)

    def known(self, theme: str) -> bool:
        """Whether a note can be put under it."""
        return theme in self.themes and not self.themes[theme].into

    def resolved(self, theme: str) -> str:
        """The theme that it was merged into in the end, or itself."""
        while theme in self.themes and self.themes[theme].into:
            theme = self.themes[theme].into
        return theme


@dataclass(frozen=True)
class CodingSaid:
    """What one coder once said of a note.

    Args:
        number: A later one has a higher number.
        themes: None where the coding was taken back; empty where no theme fits.
    """

    coder: str
    number: int
    themes: frozenset[str] | None


@dataclass(frozen=True)
class Wordings:
    """What a note said over time.

    Args:
        said: The number of each revision and its words, oldest first.
        now: The words that are in force; empty where there are none any more.
    """

    said: tuple[tuple[int, str], ...]
    now: str

    def changed_since(self, number: int) -> bool:
        """Whether there are words now that are others than before the answer with that number."""
        before = [words for earlier, words in self.said if earlier < number]
        return bool(before) and self.now not in ("", before[-1])


def coding_id(item_id: str, coder: str) -> str:
    """Under which id a record keeps what a coder said of one of its notes."""
    return f"{item_id}{CODER_SIGN}{coder}"


def coded_item(item_id: str) -> tuple[str, str]:
    """Undo `coding_id`: the item and the coder."""
    item, _, coder = item_id.partition(CODER_SIGN)
    return item, coder


def coding_answer(themes: Iterable[str] | None) -> Answer:
    """A coding as a revision keeps it; None takes it back."""
    return Answer(None if themes is None else Chosen.of(themes))


def themes_said(answer: Answer, codebook: Codebook) -> frozenset[str] | None:
    """Undo `coding_answer`; a theme that was merged is the one that it was merged into."""
    if not isinstance(answer.value, Chosen):
        return None
    return frozenset(map(codebook.resolved, answer.value.codes))


def outdated_codings(said: Sequence[CodingSaid], note: Wordings) -> frozenset[str]:
    """The coders whose last coding was of other words than the note has now."""
    last = {one.coder: one for one in sorted(said, key=lambda one: one.number)}
    return frozenset(
        coder
        for coder, one in last.items()
        if one.themes is not None and note.changed_since(one.number)
    )


def standing_codings(said: Sequence[CodingSaid]) -> dict[str, frozenset[str]]:
    """What each coder says of a note now; whoever took it back says nothing."""
    last = {one.coder: one.themes for one in sorted(said, key=lambda one: one.number)}
    return {coder: themes for coder, themes in last.items() if themes is not None}


def blind_codings(said: Sequence[CodingSaid]) -> dict[str, frozenset[str]]:
    """What each coder said before any other's coding of the same note was shown to them.

    Whoever codes a note sees the others' codings of it from then on. So of every coder the first
    coding counts, and of the first coder the last one before a second coder came.
    """
    given = [one for one in sorted(said, key=lambda one: one.number) if one.themes is not None]
    found: dict[str, frozenset[str]] = {}
    for one in given:
        is_alone = not (found.keys() - {one.coder})
        if one.themes is not None and (one.coder not in found or is_alone):
            found[one.coder] = one.themes
    return found


def shown_codings(
    standing: Mapping[str, frozenset[str]], person: str, *, is_coder: bool
) -> dict[str, frozenset[str]]:
    """The codings of a note that a person may see.

    Whoever codes sees those of a note once they coded it themselves; whoever codes nothing, all.
    """
    if person in standing or not is_coder:
        return dict(standing)
    return {}


def agreed_themes(standing: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The themes that more than half of a note's coders put it under."""
    every = frozenset().union(*standing.values())
    return frozenset(
        theme
        for theme in every
        if 2 * sum(theme in themes for themes in standing.values()) > len(standing)
    )
