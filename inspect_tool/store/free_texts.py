"""Every column with words that a person types, what may become of them, and all other columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlmodel import SQLModel, col, select

from inspect_tool.store.advice_tables import AdviceEvent
from inspect_tool.store.after_draw_tables import DrawExtension, LossChange, LossListEntry
from inspect_tool.store.audit_queries import REVIEW_STREAM
from inspect_tool.store.comment_tables import AccuracyEvent
from inspect_tool.store.disclosure_tables import DisclosureDecision
from inspect_tool.store.erasure_tables import Erasure
from inspect_tool.store.hand_over_tables import HandOver
from inspect_tool.store.mishap_tables import AuthorityWithdrawal, FactCorrection
from inspect_tool.store.proposal_tables import FrameworkProposal
from inspect_tool.store.release_tables import ReleaseNotice
from inspect_tool.store.tables import Assignment, AuditEntry, DrawnUnit, DrawRow, LossRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

WHY = "why"  # the one detail of an audit entry that a person types
AS_IT_WAS = "it is kept as it was said when a record was changed"
PUBLISHED = "a signed notice beside the release publishes it"
IN_CERTIFICATE = "the certificate of the draw publishes it, and its digests hold it"


@dataclass(frozen=True)
class TypedColumn:
    """A column with words that a person typed.

    Args:
        says: What the words are, as a person calls it.
        author: Column with who typed them; empty where it is not kept.
        sealed: Why they cannot be put otherwise; empty where they can.
    """

    table: type[SQLModel]
    column: str
    says: str
    author: str = ""
    sealed: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Table and column."""
        return str(self.table.__tablename__), self.column


TYPED = (
    TypedColumn(FactCorrection, "source", "source of a corrected fact", "corrected_by"),
    TypedColumn(LossRow, "note", "note of a loss", "lost_by"),
    TypedColumn(DrawnUnit, "why", "reason for a picked case"),
    TypedColumn(Assignment, "extra_because", "reason for an extra read"),
    TypedColumn(AdviceEvent, "words", "answer to a recommendation", "actor"),
    TypedColumn(AdviceEvent, "answered_by", "role of who answered a recommendation", "actor"),
    TypedColumn(AccuracyEvent, "said", "comment on the facts, or the answer", "actor"),
    TypedColumn(AccuracyEvent, "wording", "wording that a comment asks for", "actor"),
    TypedColumn(AccuracyEvent, "seen_in", "where a comment's fact can be seen", "actor"),
    TypedColumn(DisclosureDecision, "words", "words of the public edition", "actor"),
    TypedColumn(DisclosureDecision, "why", "reason for a decision on the public edition", "actor"),
    TypedColumn(LossChange, "note", "note of an earlier loss", "lost_by", AS_IT_WAS),
    TypedColumn(
        LossChange,
        "why",
        "reason for a changed loss",
        "changed_by",
        "the list of losses is sealed over it",
    ),
    TypedColumn(
        LossListEntry, "why", "reason in the list of losses", "", "the list is sealed over it"
    ),
    TypedColumn(HandOver, "reason", "reason for a hand-over", "actor", AS_IT_WAS),
    TypedColumn(AuthorityWithdrawal, "reason", "reason for a withdrawal", "actor", IN_CERTIFICATE),
    TypedColumn(DrawExtension, "why", "reason for an extension", "extended_by", IN_CERTIFICATE),
    TypedColumn(DrawRow, "withdrawn_because", "reason for a withdrawn draw", "", IN_CERTIFICATE),
    TypedColumn(DrawRow, "seed_source", "source of the seed", "", IN_CERTIFICATE),
    TypedColumn(DrawRow, "posted_at_address", "where a digest was posted", "", IN_CERTIFICATE),
    TypedColumn(
        Erasure, "why", "reason for an erasure", "erased_by", "the record of deletions stays"
    ),
    TypedColumn(ReleaseNotice, "why", "reason for a correction or retraction", "actor", PUBLISHED),
    TypedColumn(FrameworkProposal, "why", "reason for a new version", "proposed_by", AS_IT_WAS),
    TypedColumn(
        AuditEntry, "details", "reason in the audit trail", "actor", "the audit trail is a chain"
    ),
)

# Words that are answers or are said about them: the guard of records reads them by their kind.
OF_RECORDS = frozenset({("revision", "note"), ("revision", "value")})

# Text that nobody types as words here: codes, keys, digests, people of the team, and documents
# and lists that are somebody's own files.
NOT_TYPED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        table: frozenset(columns.split())
        for table, columns in {
            # The statement is the tool's own sentence.
            "accuracy_event": "of_authority snapshot statement words decision place actor",
            "advice_event": "recommendation of_authority answered_on state actor",
            "assignment": "authority case_ref reader inspector",
            "audit_entry": "stream actor action digest",
            "authority_withdrawal": "authority withdrew_on actor",
            "current_revision": "authority subject_ref reader item_kind item_id revision_id",
            "disclosure_decision": "ref choice digest actor",
            "document_version": "kind digest version content",
            "draw": "draw_id frame_digest plan_digest committed_by public_seed commitment",
            "draw_extension": "draw_id extended_by added basis",
            "drawn_stratum": "authority draw_id stratum",
            "drawn_unit": "authority draw_id unit_id case_ref stratum ticket role salt",
            "erasure": "authority unit_id case_ref erased_by gone",
            "fact_correction": "authority case_ref field value return_digest corrected_by salt",
            "frame_return": "authority id digest plan_digest salt_digest imported_by files "
            "exclusions problems",
            "frame_total": "authority stratum field value",
            "frame_unit": "authority unit_id case_type stratum eligibility fields salt",
            "framework_proposal": "version digest proposed_by",
            "framework_publication": "version digest strongest proposed_by published_by",
            "hand_over": "authority case_ref reader from_inspector to_inspector actor",
            "issued_workbook": "authority pack_id inspector framework_digest",
            "linked_account": "issuer subject person linked_by",
            # Codes, options and the tool's own sentences; names of files are its own too.
            "job": "name kind arguments asked_by state step worker message files",
            "loss": "authority draw_id unit_id reason lost_by salt",
            "loss_change": "authority draw_id unit_id reason lost_by corrected_to changed_by salt",
            "loss_list_entry": "authority draw_id unit_id event loss_group sealed at timing "
            "previous digest signature reason salt",
            "release": "name edition snapshot snapshot_digest manifest_digest public_key sealed_by",
            "release_notice": "release kind replaced_by actor",
            # Hashes and keys, which are as good as secret; no words.
            "sign_in": "person password_hash draft_key set_by",
            "sign_in_failure": "subject",
            "web_session": "token_digest person",
            "revision": "authority id subject_kind subject_ref reader item_kind item_id absence "
            "author origin framework_version",
            "revision_parent": "authority child parent",
            "snapshot": "name taken_by digest plan_digest framework_digest draw_id flow "
            "referred_back sample totals",
            "snapshot_record": "authority snapshot subject_ref subject_kind content salt",
            "subject_version": "authority subject_ref version because pinned_by",
        }.items()
    }
)


@dataclass(frozen=True)
class TypedText:
    """Words that a person typed and that are no part of a record.

    Args:
        row: The row that they are in.
        case_ref: The case that they are about; empty where they are about none.
    """

    typed: TypedColumn
    row: Any
    text: str
    authority: str
    case_ref: str

    @property
    def name(self) -> str:
        """What the text is called: its table, and a digest of the row's key."""
        keys = [column.name for column in self.row.__table__.primary_key.columns]
        place = repr((self.typed.key, [str(getattr(self.row, key)) for key in keys]))
        return f"{self.typed.key[0]}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"

    @property
    def author(self) -> str:
        """Who typed them; empty where it is not kept."""
        return getattr(self.row, self.typed.author) if self.typed.author else ""


def typed_texts(work: UnitOfWork) -> Iterator[TypedText]:
    """Every text that a person typed beside the records; one that is kept twice comes once.

    Of two the one comes that can be put otherwise, else the first.
    """
    refs = {
        (authority, draw_id, unit_id): ref
        for authority, draw_id, unit_id, ref in work.rows(
            select(DrawnUnit.authority, DrawnUnit.draw_id, DrawnUnit.unit_id, DrawnUnit.case_ref)
        )
    }
    seen: set[tuple[str, str]] = set()
    for typed in TYPED:
        keys = [col(getattr(typed.table, one.name)) for one in typed.table.__table__.primary_key]  # type: ignore[attr-defined]
        for row in work.all(select(typed.table).order_by(*keys)):
            text, authority = _words(row, typed.column), _authority_of(row)
            # A sealed text that stands elsewhere in the same words is one thing to settle.
            if not text or (typed.sealed and (authority, text) in seen):
                continue
            seen.add((authority, text))
            place = tuple(getattr(row, one, "") for one in ("authority", "draw_id", "unit_id"))
            ref = getattr(row, "case_ref", "") or refs.get(place, "")  # type: ignore[arg-type]
            yield TypedText(typed, row, text, authority, ref)


def _authority_of(row: SQLModel) -> str:
    if isinstance(row, AuditEntry):
        return "" if row.stream == REVIEW_STREAM else row.stream
    if isinstance(row, AdviceEvent | AccuracyEvent):
        return row.of_authority
    return getattr(row, "authority", "")


def _words(row: SQLModel, column: str) -> str:
    found = getattr(row, column)
    if isinstance(found, dict):
        found = found.get(WHY)
    return found if isinstance(found, str) else ""


def put_text(work: UnitOfWork, text: TypedText, words: str) -> None:
    """Keep other words in the place of a text that can be put otherwise."""
    setattr(text.row, text.typed.column, words)
    work.add(text.row)
