"""What figures are counted from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inspect_tool.domain.figures.agreement import AgreementCounts
from inspect_tool.domain.frame.corrections import CORRECTED
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import carries_percentage
from inspect_tool.domain.plan.plan import Authority
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import AuthorityFlow
from inspect_tool.domain.sampling.ledger import LedgerAuthority, SampleLedger


@dataclass(frozen=True, order=True)
class Quote:
    """Words that may be quoted.

    Args:
        ref: Who said them: an interview, a focus group or a survey answer.
        name: What the commands call them.
        about: The question or criterion that they are about.
    """

    ref: str
    name: str
    about: str
    text: str


@dataclass(frozen=True)
class SnapshotFigures:
    """What figures are counted from: the records of a snapshot and the flow to them.

    Args:
        ledger: The sample that estimates are made from; None in a snapshot from before it was kept.
        unnamed: Codes of the authorities whose cases are counted and not named, because whoever
            asks has a conflict of interest with them.
        asked: How many people were asked to be heard.
        quotes: What somebody who was heard said, and may be quoted with.
        agreement: How two readers' records are counted; None in a snapshot from before it was kept.
        themes: What the themes are called that cases can have, by id; none where nothing is coded.
        is_blind_to_themes: Whether whoever asks codes, and has yet to code what others coded.
    """

    review: Review
    name: str
    digest: str
    taken_at: datetime
    draw_id: str
    records: tuple[RecordFacts, ...]
    flows: tuple[AuthorityFlow, ...]
    total: AuthorityFlow
    referred_back: tuple[str, ...] = ()
    ledger: SampleLedger | None = None
    unnamed: frozenset[str] = frozenset()
    asked: tuple[PeopleAsked, ...] = ()
    quotes: tuple[Quote, ...] = ()
    agreement: AgreementCounts | None = None
    themes: Mapping[str, str] = field(default_factory=dict)
    is_blind_to_themes: bool = False

    @property
    def words(self) -> ReportWords:
        """What the tool's own sentences call a child, an authority …"""
        return self.review.plan.words

    @property
    def corrected(self) -> tuple[str, ...]:
        """References of the cases of which a returned fact was corrected."""
        return tuple(
            record.subject.ref for record in self.records if record.field(CORRECTED) is not None
        )

    @property
    def percentages_from(self) -> int:
        """The smallest base that a percentage is given for."""
        return self.review.plan.reporting.percentages_from

    def carries_percentage(self, base: int) -> bool:
        """Whether a percentage may be shown for so many cases: asked by whatever shows one."""
        return carries_percentage(base, self.percentages_from)

    @property
    def withdrawn(self) -> tuple[LedgerAuthority, ...]:
        """The authorities that had left the inspection when the snapshot was taken."""
        return () if self.ledger is None else self.ledger.withdrawn

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """The authorities of the plan that had not left, in its order."""
        gone = {authority.code for authority in self.withdrawn}
        return tuple(
            authority for authority in self.review.plan.authorities if authority.code not in gone
        )

    @property
    def inspected(self) -> tuple[str, ...]:
        """Codes of the authorities that something was counted of, in the plan's order."""
        counted = {record.subject.authority for record in self.records}
        return tuple(authority.code for authority in self.authorities if authority.code in counted)

    def named(self, refs: Iterable[str]) -> tuple[str, ...]:
        """References that whoever asks may see; asked by whatever names a counted record."""
        return tuple(ref for ref in refs if ref.partition("-")[0] not in self.unnamed)

    def of(self, kind: SubjectKind) -> tuple[RecordFacts, ...]:
        """Records of one kind of subject."""
        return tuple(record for record in self.records if record.subject.kind is kind)
