"""What a snapshot keeps of each record, and the digest over all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from inspect_tool.domain.review import Review
from inspect_tool.store.values import fields_from_json, fields_to_json, from_json, to_json

if TYPE_CHECKING:
    from inspect_tool.store.queries import KeptRecord
    from inspect_tool.store.tables import Snapshot


def kept_record(snapshot: str, facts: RecordFacts) -> dict[str, Any]:
    """A record as a snapshot keeps it: what is counted, without notes."""
    return {
        "authority": facts.subject.authority,
        "snapshot": snapshot,
        "subject_ref": facts.subject.ref,
        "subject_kind": facts.subject.kind.value,
        "content": {
            "fields": fields_to_json(facts.fields),
            "answers": _answers_to_json(facts.answers),
            "judgements": _answers_to_json(facts.judgements),
        },
    }


def _answers_to_json(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {
        name: [to_json(answer.value), answer.absence] for name, answer in sorted(answers.items())
    }


def _answers_from_json(answers: Mapping[str, Any]) -> dict[str, Answer]:
    return {name: Answer(from_json(value), absence) for name, (value, absence) in answers.items()}


def digest_of(row: Snapshot, kept: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over everything that is counted, and over the sample that it came from."""
    counted: dict[str, Any] = {
        "plan": row.plan_digest,
        "framework": row.framework_digest,
        "flow": row.flow,
        "referred_back": row.referred_back,
        "records": sorted(
            (
                [
                    record["subject_kind"],
                    record["authority"],
                    record["subject_ref"],
                    record["content"],
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
    """A record as a snapshot kept it."""
    return RecordFacts(
        framework=review.framework,
        subject=Subject(SubjectKind(kept.subject_kind), kept.authority, kept.subject_ref),
        fields=fields_from_json(kept.content["fields"]),
        answers=_answers_from_json(kept.content["answers"]),
        judgements=_answers_from_json(kept.content["judgements"]),
    )
