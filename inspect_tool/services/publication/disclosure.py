"""What in a report could identify a child, what was decided about it, and the public edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.content.blocks import Edition, ReportContent
from inspect_tool.domain.disclosure.attack import AttackFailedError
from inspect_tool.domain.disclosure.clocked import clocked_measures
from inspect_tool.domain.disclosure.decisions import (
    DecidedPlace,
    Decisions,
    DisclosureChoice,
    DisclosureItem,
    DisclosurePlace,
    digest_of,
)
from inspect_tool.domain.disclosure.earlier import ReleasedCounts
from inspect_tool.domain.disclosure.findings import DisclosureFindings
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.proof import AttackSummary
from inspect_tool.domain.disclosure.public_edition import (
    EditionRules,
    PublicEdition,
    public_edition,
)
from inspect_tool.domain.language.faults import listed
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.release.statement import documents_name
from inspect_tool.domain.report import claim_check
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import report_files
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.kept_control import KeptControl
from inspect_tool.services.publication.looks import in_its_look
from inspect_tool.services.publication.narratives import read_narrative, text_of
from inspect_tool.services.publication.published_before import released_before
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.review.folder import PRESS_FILE, ReviewFolder, check_inside
from inspect_tool.store.disclosure_queries import disclosure_decisions
from inspect_tool.store.disclosure_tables import DisclosureDecision

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

# What stands for several places at once, and what can be decided about them.
TABLES, CHAPTERS = "tables", "chapters"
PRESS_PLACE = "press-summary"
_KEPT = KeptControl()


class UnknownPlaceError(UsageError):
    """There is no such place to decide about."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"There is nothing called {ref} to decide about. `disclose check` lists what there is."
        )


class UndecidableError(RefusedError):
    """This cannot be decided about that place."""

    def __init__(self, item: DisclosureItem, choice: DisclosureChoice) -> None:
        can = listed([one.value for one in item.choices], joint="or")
        super().__init__(f"{item.place} cannot be decided by {choice.value}; by {can} it can.")


class NotDecidedError(RefusedError):
    """What may be published was not worked out, so nothing may."""

    def __init__(self) -> None:
        super().__init__(
            "The numbers of this report hang together in so many ways that the solver gave up "
            "before it had tried them, so no public edition is made. Leave tables or figures out "
            "of the report, or join groups of a table in the plan, and try `disclose check` again."
        )


@dataclass(frozen=True)
class DisclosureCheck:
    """What a check of the report found.

    Args:
        items: Every place that a person has to decide about.
        attack: What came of trying to work out what is held back.
        is_press_built: Whether a public press summary lies in reports/, which a release takes.
    """

    snapshot: str
    smallest_count: int
    findings: DisclosureFindings
    items: tuple[DisclosureItem, ...]
    attack: AttackSummary
    is_press_built: bool

    @property
    def is_settled(self) -> bool:
        """Whether the public edition can be built, and sealed with what was built beside it."""
        return not self.open_items

    @property
    def open_items(self) -> tuple[DisclosureItem, ...]:
        """What the public edition waits for; a press summary that nobody built is none of it."""
        return tuple(
            item
            for item in self.items
            if not item.is_settled and (item.ref != PRESS_PLACE or self.is_press_built)
        )

    @property
    def is_press_open(self) -> bool:
        """Whether there is a press summary that could not be built for the public."""
        return any(item.ref == PRESS_PLACE and not item.is_settled for item in self.items)


def check(
    work: UnitOfWork, review: Review, *, place: ReviewFolder, snapshot: str | None = None
) -> DisclosureCheck:
    """Put the numbers of the report together, see what could be worked out, and what is decided.

    Nothing is changed and nothing is written.

    Raises:
        AccessRefusedError: The actor may not see what a report says.
        FalseClaimsError, NarrativeFaultyError: There is no report of this narrative.
    """
    check_can(work.actor, Action.BUILD_REPORT)
    return _checked(work, review, place, snapshot)


def _checked(
    work: UnitOfWork, review: Review, place: ReviewFolder, snapshot: str | None
) -> DisclosureCheck:
    review = in_its_look(review, place)
    figures = snapshots.figures(work, review, snapshot)
    scale = wording_scale(review, place)
    written = read_narrative(review, place.narrative)
    narrative = in_full(figures, scale, written, advice_of(review, place))
    checked = claim_check.require_true(figures, scale, narrative, is_draft=True)
    material = report_content(figures, scale, narrative, checked.quantities, edition=Edition.PUBLIC)
    edition = edition_of(work, review, material, scale, place=place, snapshot=figures.name)
    press = _press_items(work, place)
    return DisclosureCheck(
        snapshot=figures.name,
        smallest_count=review.plan.reporting.smallest_count,
        findings=edition.findings,
        items=(*edition.items, *press),
        attack=AttackSummary.of(edition.result, edition.counts),
        is_press_built=_is_press_built(review, place),
    )


def _is_press_built(review: Review, place: ReviewFolder) -> bool:
    name = f"{documents_name(review.plan.review, Edition.PUBLIC)}-press"
    return (place.reports / report_files.manifest_of(name)).is_file()


def _press_items(work: UnitOfWork, place: ReviewFolder) -> tuple[DisclosureItem, ...]:
    """The press summary's words, where there is one; its numbers have to be the report's."""
    path = place.path / PRESS_FILE
    if not path.is_file():
        return ()
    check_inside(place.path, path)
    digest = digest_of(text_of(path))
    decisions = _decisions(work)
    found = decisions.holding(PRESS_PLACE, digest)
    return (
        DisclosureItem(
            ref=PRESS_PLACE,
            kind=DisclosurePlace.CHAPTER,
            place=f"Press summary ({PRESS_FILE})",
            why="words of its own",
            digest=digest,
            choices=(DisclosureChoice.PUBLISH,),
            decided=None if found is None else found.choice,
            is_stale=decisions.is_stale(PRESS_PLACE, digest),
        ),
    )


def is_press_settled(work: UnitOfWork, place: ReviewFolder) -> bool:
    """Whether somebody has read the press summary as it is now; it asks nobody's leave."""
    return all(item.is_settled for item in _press_items(work, place))


def _decisions(work: UnitOfWork) -> Decisions:
    return Decisions.of(
        DecidedPlace(row.ref, DisclosureChoice(row.choice), row.digest, row.words)
        for row in disclosure_decisions(work)
    )


def edition_of(
    work: UnitOfWork,
    review: Review,
    material: ReportContent,
    scale: WordingScale,
    *,
    place: ReviewFolder,
    snapshot: str,
) -> PublicEdition:
    """What is left of a report for the public, by what was decided so far; it asks nobody's leave.

    Args:
        material: The report with every number.
        snapshot: The one that it was made from.

    Raises:
        PublicReleaseGoneError, ProofGoneError: What was published before cannot be read.
        NotDecidedError: The solver came to no answer, so nothing is known to be safe.
    """
    rules = edition_rules(review, scale, earlier=released_before(work, place, snapshot))
    try:
        return public_edition(material, _decisions(work), rules, work_out=_KEPT.of)
    except AttackFailedError:
        raise NotDecidedError from None


def edition_rules(
    review: Review, scale: WordingScale, *, earlier: tuple[ReleasedCounts, ...] = ()
) -> EditionRules:
    """What the public edition of a review is made by, with what was published before."""
    return EditionRules(
        disclosure_rules(review),
        {measure.title: measure.subject for measure in review.framework.measures.values()},
        scale,
        earlier,
        clocked_measures(review.framework),
    )


def disclosure_rules(review: Review) -> DisclosureRules:
    """What is held back of the counts of a review."""
    return DisclosureRules(review.plan.reporting.smallest_count)


@dataclass(frozen=True)
class DecisionMade:
    """The last decision about a place.

    Args:
        words: What the public edition says instead; empty where nothing stands instead.
    """

    choice: DisclosureChoice
    person: str
    at: datetime
    why: str
    words: str


def decisions_made(work: UnitOfWork) -> dict[str, DecisionMade]:
    """Who decided last about each place, when and why, by the name of the place.

    Raises:
        AccessRefusedError: The actor may not see what a report says.
    """
    check_can(work.actor, Action.BUILD_REPORT)
    return {
        row.ref: DecisionMade(DisclosureChoice(row.choice), row.actor, row.at, row.why, row.words)
        for row in disclosure_decisions(work)
    }


@dataclass(frozen=True)
class DisclosureDecided:
    """What somebody decides, as it was typed.

    Args:
        refs: Places, or `tables` for each table and figure that is open, `chapters` for each
            chapter.
        choice: What is decided.
        why: The reason.
        words: What the public edition says instead, of a claim.
    """

    refs: tuple[str, ...]
    choice: str
    why: str
    words: str = ""

    def read(self) -> tuple[DisclosureChoice, str, str]:
        """The choice, the reason and the words.

        Raises:
            UsageError, BadAnswerError: There is no such choice, no reason, or no words for it.
        """
        if self.choice not in set(DisclosureChoice):
            choices = listed(DisclosureChoice, joint="or")
            raise UsageError(f"Nothing is decided by {self.choice}. It is {choices}.")
        choice = DisclosureChoice(self.choice)
        why, words = clean_text(self.why).strip(), clean_text(self.words).strip()
        if not why:
            raise BadAnswerError("Say in --why what it is decided for; no names.")
        if bool(words) is not (choice is DisclosureChoice.REWORD):
            raise BadAnswerError("Say in --words what stands instead, with --do reword alone.")
        return choice, why, words


def decide(
    work: UnitOfWork,
    review: Review,
    decided: DisclosureDecided,
    *,
    place: ReviewFolder,
    snapshot: str | None = None,
    is_checked_again: bool = True,
) -> DisclosureCheck:
    """Record what somebody decides about places of the report, for as long as they stay the same.

    Args:
        is_checked_again: Whether to say what is held back once something is left out or said
            otherwise; whoever looks in a transaction of their own need not have it here.

    Raises:
        AccessRefusedError: The actor is no lead, or may not see what a report says.
        UnknownPlaceError, UndecidableError: It cannot be decided.
        BadAnswerError: There is no reason, or no words for a claim.
        FalseClaimsError, NarrativeFaultyError: There is no report of this narrative.
    """
    check_can(work.actor, Action.DECIDE_DISCLOSURE)
    choice, why, words = decided.read()
    before = _checked(work, review, place, snapshot)
    items = _items_named(before.items, decided.refs, choice)
    for item in items:
        row = DisclosureDecision(
            ref=item.ref,
            number=work.next_number(DisclosureDecision, ref=item.ref),
            choice=choice.value,
            digest=item.digest,
            words=words,
            why=why,
            at=work.now,
            actor=work.actor.id,
        )
        work.add(row)
        work.audit("disclosure.decide", ref=item.ref, choice=choice.value, number=row.number)
    if is_checked_again and choice in {DisclosureChoice.LEAVE_OUT, DisclosureChoice.REWORD}:
        # With something gone or said otherwise, other numbers may be held back than before.
        return _checked(work, review, place, snapshot)
    named = {item.ref for item in items}
    settled = (
        replace(item, decided=choice, is_stale=False) if item.ref in named else item
        for item in before.items
    )
    return replace(before, items=tuple(settled))


def _items_named(
    items: Sequence[DisclosureItem], refs: Sequence[str], choice: DisclosureChoice
) -> tuple[DisclosureItem, ...]:
    """The places that some words name, each of which can be decided so."""
    by_ref = {item.ref: item for item in items}
    several = {
        TABLES: (DisclosurePlace.TABLE, DisclosurePlace.FIGURE),
        CHAPTERS: (DisclosurePlace.CHAPTER,),
    }
    named: dict[str, DisclosureItem] = {}
    for ref in refs:
        if ref in several:
            kinds = several[ref]
            found = [one for one in items if one.kind in kinds and not one.is_settled]
            named |= {one.ref: one for one in found if choice in one.choices}
        elif ref not in by_ref:
            raise UnknownPlaceError(ref)
        elif choice not in by_ref[ref].choices:
            raise UndecidableError(by_ref[ref], choice)
        else:
            named[ref] = by_ref[ref]
    return tuple(named.values())
