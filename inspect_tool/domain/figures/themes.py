"""Cases counted by theme: each theme as a measure of yes or no, and all of them as one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.question_answers import (
    UNTHEMED,
    YES_NO,
    AskedValue,
    QuestionAnswers,
)
from inspect_tool.domain.framework.framework import Question, SubjectKind
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.errors import RefusedError

THEMES: Final = "themes"  # all of them, as one table
THEME: Final = "theme-"  # before the id of one: `theme-drift`
NOT_CODED: Final = "No note of it is coded"
NO_ESTIMATE: Final = (
    "Which notes were coded was chosen by people, so these are counts of the coded cases alone."
)


class BlindCodingError(RefusedError):
    """A coder asks for counts that hold others' codings of what they did not code yet."""

    def __init__(self) -> None:
        super().__init__(
            "Others coded notes that you have not coded yet, and coders are blind to each other "
            "until then. Code them (`theme export -o FILE.csv` has them), or ask somebody who "
            "does not code."
        )


@dataclass(frozen=True)
class CountedThemes:
    """One theme, or all of them, counted over the cases that have a coded note.

    Args:
        theme: Id of the theme; empty for all.
        names: What each theme is called, by id.
    """

    theme: str
    names: Mapping[str, str]
    subject: SubjectKind = SubjectKind.CASE
    group: Question | None = None

    @property
    def name(self) -> str:
        """What tables and claims call it."""
        return f"{THEME}{self.theme}" if self.theme else THEMES

    @property
    def title(self) -> str:
        """In words."""
        return self.names[self.theme] if self.theme else "Themes of the coded notes"

    @property
    def known(self) -> tuple[AskedValue, ...]:
        """The values in the order of a table."""
        if self.theme:
            return YES_NO
        themes = (AskedValue(key, words) for key, words in self.names.items())
        return (*themes, AskedValue(UNTHEMED, "Under no theme"))

    def over(self, units: Iterable[RecordFacts]) -> QuestionAnswers:
        """What each case has; one without a coded note is in no base."""
        values: dict[str, frozenset[str]] = {}
        without: list[str] = []
        for unit in units:
            if unit.themes is None:
                without.append(unit.subject.ref)
            else:
                values[unit.subject.ref] = self._keys(unit.themes)
        return QuestionAnswers(
            name=self.name,
            title=self.title,
            subject=self.subject,
            unit="",
            group="",
            row_noun="",
            is_exclusive=bool(self.theme),
            values=values,
            known=self.known,
            without={NOT_CODED: tuple(sorted(without))} if without else {},
            no_estimate=NO_ESTIMATE,
        )

    def _keys(self, themes: frozenset[str]) -> frozenset[str]:
        if self.theme:
            return frozenset({"yes" if self.theme in themes else "no"})
        return themes or frozenset({UNTHEMED})


def counted_themes(figures: SnapshotFigures, name: str) -> CountedThemes | None:
    """What a name counts by theme; None where it is no such name.

    Raises:
        BlindCodingError: The actor codes, and is blind to some of it.
    """
    theme = name.removeprefix(THEME)
    is_known = name == THEMES or (theme != name and theme in figures.themes)
    if not (is_known and figures.themes):
        return None
    if figures.is_blind_to_themes:
        raise BlindCodingError
    return CountedThemes("" if name == THEMES else theme, figures.themes)
