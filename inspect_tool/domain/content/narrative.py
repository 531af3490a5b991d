"""The narrative as values: blocks, directives and claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from inspect_tool.domain.content.blocks import Block, Spans
from inspect_tool.errors import CheckFailedError, Problem


@dataclass(frozen=True)
class NarrativeClaim:
    """A phrase that states a quantity, where it stands, and what it says it comes from.

    Args:
        id: The same as `ClaimText.quantity_id` in the blocks: file and number in the file.
        reference: What follows `claim:`, such as `oversight_weak?in=left_too_long`.
        line: Counted from 1, as an editor does.
        column: Of the opening bracket, counted from 1.
        before, after, earlier: The rest of its sentence and the sentence before it, as
            `claims.sentences.Around`.
    """

    id: str
    text: str
    reference: str
    line: int
    column: int
    before: str = ""
    after: str = ""
    earlier: str = ""


COVER: Final = "cover"  # the file whose words stand on the cover
SENTENCES_ON_COVER: Final = 3
_QUANTITY: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class WrittenFinding:
    """A figure's title with a place for one quantity: `Oversight was weak in {oversight_weak} …`.

    Args:
        reference: What the quantity comes from, as in a claim.
    """

    before: str
    reference: str
    after: str

    @classmethod
    def read(cls, text: str) -> WrittenFinding | None:
        """Read what was written; None where it has not one place for a quantity, and no more."""
        places = list(_QUANTITY.finditer(text))
        if len(places) != 1 or not places[0][1].strip():
            return None
        (place,) = places
        return cls(text[: place.start()], place[1].strip(), text[place.end() :])


@dataclass(frozen=True)
class Directive:
    """A place in the narrative where a service puts what the evidence gives.

    Args:
        kind: `table`, `figure`, `statistics`, `quotes` or `section`.
        name: The measure, or what is shown, such as `flow`; for statistics, names with commas.
        options: What follows as `key=value`, in the order of the text.
        finding: What a figure's title says, with a place for its quantity; None without one.
        said: The same with the quantity in words, once the evidence is there.
    """

    kind: str
    name: str
    options: tuple[tuple[str, str], ...]
    line: int
    finding: WrittenFinding | None = None
    said: Spans = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of a directive that takes several."""
        return tuple(part.strip() for part in self.name.split(",") if part.strip())

    def option(self, key: str) -> str | None:
        """The value of an option; None where it is not given."""
        return dict(self.options).get(key)


NarrativeBlock: TypeAlias = Block | Directive


@dataclass(frozen=True)
class NarrativeDocument:
    """One file of the narrative, which becomes one chapter.

    Args:
        id: What references aim at; from the front matter, else from the file's name.
        is_numbered: None where the front matter leaves it to the report.
        is_on_new_page: None where the front matter leaves it to the report.
        problems: What a report cannot be built with; empty when all is well.
        unchecked: Quantities of the prose that no claim holds against the evidence.
        sources: How many quantities are said to come from elsewhere.
        details: How many are said to count nothing.
    """

    file: str
    title: str
    id: str
    is_numbered: bool | None
    is_annex: bool
    is_on_new_page: bool | None
    blocks: tuple[NarrativeBlock, ...]
    claims: tuple[NarrativeClaim, ...]
    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...] = ()
    sources: int = 0
    details: int = 0

    @property
    def directives(self) -> tuple[Directive, ...]:
        """What the service has to put in, in the order of the text."""
        return tuple(block for block in self.blocks if isinstance(block, Directive))


class NarrativeFaultyError(CheckFailedError):
    """The narrative cannot be read as it is; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        faults = "1 fault" if len(problems) == 1 else f"{len(problems)} faults"
        super().__init__(f"The narrative has {faults}. Nothing was written.", problems=problems)
