"""What a snapshot keeps of each record, and the digest over all of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.figures.basis import Quote
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.domain.records.own_view import REPLY
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from inspect_tool.domain.review import Review
from inspect_tool.store.values import fields_from_json, fields_to_json, from_json, to_json

if TYPE_CHECKING:
    from inspect_tool.domain.records.evidence import Evidence
    from inspect_tool.store.snapshot_queries import KeptRecord
    from inspect_tool.store.snapshot_tables import Snapshot


THEMES = "themes"  # of a record with a coded note, and beside the sample what they are called


def kept_record(
    snapshot: str,
    facts: RecordFacts,
    *,
    in_force: str,
    salt: str = "",
    quotes: Mapping[str, Evidence] = {},
) -> dict[str, Any]:
    """A record as a snapshot keeps it: what is counted, without notes.

    Args:
        in_force: The version that the snapshot is taken under; a record under another says so.
        salt: Of the case; authorities and interviews have none.
        quotes: What may be quoted from it, by the id of the evidence.
    """
    version = facts.framework.version
    said = {name: [one.about, one.text] for name, one in sorted(quotes.items())}
    return {
        "salt": salt,
        "authority": facts.subject.authority,
        "snapshot": snapshot,
        "subject_ref": facts.subject.ref,
        "subject_kind": facts.subject.kind.value,
        "content": {
            **({} if version == in_force else {"version": version}),
            "fields": fields_to_json(facts.fields),
            "answers": _answers_to_json(facts.answers),
            "judgements": _answers_to_json(facts.judgements),
            # Only where there is any, so that other snapshots keep the digest that they have.
            **({"own": _own_to_json(facts.own)} if facts.own else {}),
            **({"quotes": said} if said else {}),
            **({} if facts.themes is None else {THEMES: sorted(facts.themes)}),
        },
    }


def _own_to_json(own: Mapping[str, Answer]) -> dict[str, Any]:
    """Grades without the notes to them; an answer to what was found is its words."""
    return {
        name: [to_json(answer.value), answer.note if name == REPLY else ""]
        for name, answer in sorted(own.items())
    }


def _own_from_json(own: Mapping[str, Any]) -> dict[str, Answer]:
    return {name: Answer(from_json(value), note=note) for name, (value, note) in own.items()}


def quotes_of(kept: KeptRecord) -> tuple[Quote, ...]:
    """What may be quoted from a record that a snapshot keeps."""
    said = kept.content.get("quotes", {})
    return tuple(
        Quote(kept.subject_ref, name, about, text) for name, (about, text) in sorted(said.items())
    )


def _answers_to_json(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {
        name: [to_json(answer.value), answer.absence] for name, answer in sorted(answers.items())
    }


def _answers_from_json(answers: Mapping[str, Any]) -> dict[str, Answer]:
    return {name: Answer(from_json(value), absence) for name, (value, absence) in answers.items()}


# Of a row of a snapshot that keeps how many people were asked at an authority.
ASKED = "asked"


def kept_asked(snapshot: str, authority: str, asked: Sequence[PeopleAsked]) -> dict[str, Any]:
    """How many people were asked at an authority, as a snapshot keeps it."""
    return {
        "salt": "",
        "authority": authority,
        "snapshot": snapshot,
        "subject_ref": f"{authority} {ASKED}",
        "subject_kind": ASKED,
        # Under a key of its own: a voice can be called `sealed`, as what stays of an erased case.
        "content": {ASKED: {one.item_id: [one.number, one.chosen] for one in sorted(asked)}},
    }


def asked_of(kept: KeptRecord) -> tuple[PeopleAsked, ...]:
    """Undo `kept_asked`, also of snapshots that had the numbers without a key of their own."""
    inside = kept.content.get(ASKED)
    noted = inside if isinstance(inside, dict) else kept.content
    found = (
        PeopleAsked.of(kept.authority, item_id, Answer(number, note=chosen))
        for item_id, (number, chosen) in sorted(noted.items())
    )
    return tuple(one for one in found if one is not None)


SEALED = "sealed"  # what stays of the content of a record whose case was erased


def sealed_content(row: Snapshot, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a snapshot's digest covers of a record.

    Of a case it is a digest with the case's salt, so that it can stay when the content goes and
    still confirms no guess. Records from before cases had salts are covered as they are.
    """
    content: Mapping[str, Any] = record["content"]
    salt = record.get("salt", "")
    if SEALED in content or not salt:
        return content
    is_referred_back = record["subject_ref"] in row.referred_back
    text = json.dumps([content, is_referred_back], sort_keys=True, ensure_ascii=False)
    digest = hmac.new(bytes.fromhex(salt), text.encode(), hashlib.sha256).hexdigest()
    return {SEALED: digest}


def is_erased(record: KeptRecord) -> bool:
    """Whether a record's case was erased since the snapshot was taken."""
    return record.subject_kind != ASKED and SEALED in record.content


def digest_of(row: Snapshot, kept: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over everything that is counted, and over the sample that it came from."""
    without_salt = {record["subject_ref"] for record in kept if not record.get("salt", "")}
    counted: dict[str, Any] = {
        "plan": row.plan_digest,
        "framework": row.framework_digest,
        "flow": row.flow,
        # Of a case with a salt it is in what is sealed.
        "referred_back": [ref for ref in row.referred_back if ref in without_salt],
        "records": sorted(
            (
                [
                    record["subject_kind"],
                    record["authority"],
                    record["subject_ref"],
                    sealed_content(row, record),
                ]
                for record in kept
            ),
            key=lambda record: record[:3],
        ),
    }
    if row.sample:  # a snapshot from before there was a ledger keeps the digest that it has
        counted["sample"] = row.sample
    text = json.dumps(counted, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def facts_of(review: Review, kept: KeptRecord) -> RecordFacts:
    """A record as a snapshot kept it.

    Args:
        review: As it was when the snapshot was taken.
    """
    version = kept.content.get("version", review.framework.version)
    return RecordFacts(
        framework=review.versions.of(version),
        subject=Subject(SubjectKind(kept.subject_kind), kept.authority, kept.subject_ref),
        fields=fields_from_json(kept.content["fields"]),
        answers=_answers_from_json(kept.content["answers"]),
        judgements=_answers_from_json(kept.content["judgements"]),
        terms=review.plan.terms_of(kept.authority),
        own=_own_from_json(kept.content.get("own", {})),
        unlike=review.versions.unlike(version),
        themes=frozenset(kept.content[THEMES]) if THEMES in kept.content else None,
    )
