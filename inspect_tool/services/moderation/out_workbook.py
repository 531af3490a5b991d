"""Disagreements out in a workbook: both readers side by side, to be decided there."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.framework import Framework, QuestionType
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.moderation.workbook import (
    ModerationContent,
    ModerationIdentity,
    ModerationRow,
    ModerationSeal,
    ReaderSaid,
    numbers_alike,
    ordered,
)
from inspect_tool.domain.records.items import criteria_of_items
from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.moderation.decisions import (
    differing_items,
)
from inspect_tool.services.records import records
from inspect_tool.services.records.item_words import ItemWords, item_form
from inspect_tool.services.records.revisions import (
    ItemKey,
    RecordKey,
    answer_of,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.two_reads import ReadTwice, read_twice
from inspect_tool.services.review.signing import key_to_issue
from inspect_tool.store.private_files import check_not_there
from inspect_tool.store.values import to_json

if TYPE_CHECKING:
    from inspect_tool.domain.moderation.disagreements import DifferingItem
    from inspect_tool.domain.records.answer_forms import AnswerForm
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.record_queries import RevisionInForce

Sentences = Mapping[str, Sequence[str]]  # of the narrative, by the measure that they state


class NothingToModerateError(RefusedError):
    """There is no open disagreement for the actor."""

    def __init__(self) -> None:
        super().__init__(
            "There is no open disagreement that you may settle, so nothing was written. See "
            "`moderate queue`."
        )


@dataclass(frozen=True)
class ModerationOut:
    """A moderation workbook that was written.

    Args:
        on_sentences: Disagreements with a sentence of the narrative at stake.
        on_measures: Those with a measure at stake.
        alike: Groups that can be decided at once.
        cases: That they are about.
        identifiers: Texts in it that may identify somebody.
    """

    path: Path
    disagreements: int
    on_sentences: int
    on_measures: int
    alike: int
    cases: tuple[str, ...]
    identifiers: int


def write_disagreements(
    work: UnitOfWork, review: Review, *, path: Path, keys: KeyFolder, sentences: Sentences
) -> ModerationOut:
    """Write every open disagreement that the actor may see, both readers side by side.

    Args:
        sentences: What the narrative states, by measure.

    Raises:
        NotYourRoleError: The actor is not a lead.
        FileIsThereError: There is a file of that name.
        NothingToModerateError: No disagreement is open.
    """
    from inspect_tool.documents.moderation_workbook import write_moderation_workbook

    check_can(work.actor, Action.SEE_DIFFERENCES)
    check_not_there(path)
    signing_key, _ = key_to_issue(work, keys)
    seal = ModerationSeal(signing_key, _pack_id(work, review))
    content = moderation_content(work, review, seal, sentences)
    rows = content.rows
    if not rows:
        raise NothingToModerateError
    file = write_moderation_workbook(content, seal=seal)
    work.audit("moderate.export", pack=seal.pack_id, disagreements=len(rows))
    work.files.write({path: file})
    texts = [text for row in rows for text in (row.first.evidence, row.second.evidence)]
    return ModerationOut(
        path=path,
        disagreements=len(rows),
        on_sentences=sum(bool(row.sentences) for row in rows),
        on_measures=sum(bool(row.at_stake) for row in rows),
        alike=len({row.number_alike for row in rows} - {0}),
        cases=tuple(sorted({row.case_ref for row in rows})),
        identifiers=sum(bool(find_identifiers(text)) for text in texts),
    )


def moderation_content(
    work: UnitOfWork, review: Review, seal: ModerationSeal, sentences: Sentences
) -> ModerationContent:
    """What the workbook says: the open disagreements that the actor may see."""
    issued = work.now.date().isoformat()
    identity = ModerationIdentity(review.plan.review, seal.pack_id, issued, work.actor.id)
    rows = _rows(work, review, seal, sentences)
    return ModerationContent(identity, review.plan.title, rows, review.plan.words)


def _pack_id(work: UnitOfWork, review: Review) -> str:
    text = json.dumps([review.plan.review, work.actor.id, work.now.isoformat(), work.turn()])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _rows(
    work: UnitOfWork, review: Review, seal: ModerationSeal, sentences: Sentences
) -> tuple[ModerationRow, ...]:
    """Every open disagreement, what matters most first, with its number and its digest."""
    return tuple(
        replace(
            one.row, check=row_check(seal, one.row.case_ref, one.differing, one.row.number_alike)
        )
        for one in open_differences(work, review, sentences)
    )


@dataclass(frozen=True)
class OpenDifference:
    """An open disagreement as the actor may see it.

    Args:
        is_for_another: Whether somebody else has to decide it, because the actor read the case.
    """

    row: ModerationRow
    differing: DifferingItem
    authority: str
    is_for_another: bool


def open_differences(
    work: UnitOfWork,
    review: Review,
    sentences: Sentences,
    *,
    views: Sequence[RecordView] | None = None,
) -> tuple[OpenDifference, ...]:
    """Every open disagreement that the actor may see, both readers side by side.

    What a sentence of the narrative hangs on comes first, then what a measure does, then
    judgements; those that are alike have the same number.

    Args:
        sentences: What the narrative states, by measure.
        views: Every record, where they were read before.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    check_can(work.actor, Action.SEE_DIFFERENCES)
    sight = Sight.of(work, review)
    items = records.current_items(work)
    found: dict[tuple[str, ItemKey], OpenDifference] = {}
    for pair in read_twice(records.list_records(work, review) if views is None else views):
        if sight.refusal(Action.SEE_DIFFERENCES, pair.subject, None) is not None:
            continue
        is_for_another = sight.refusal(Action.DECIDE, pair.subject, None) is not None
        words = ItemWords.of(pair.first.facts.framework)
        evidence = {
            reader: _evidence(items.get(_key(pair, reader), {}), words, pair.first.facts.framework)
            for reader in (Reader.FIRST, Reader.SECOND)
        }
        for one in differing_items(review, pair):
            if one.item not in pair.first.decided:
                row = _row(pair, one, words, evidence, sentences)
                found[row.case_ref, one.item] = OpenDifference(
                    row, one, pair.subject.authority, is_for_another
                )
    rows = ordered(one.row for one in found.values())
    numbers = numbers_alike(rows)
    return tuple(
        replace(
            found[row.case_ref, (row.kind, row.item_id)],
            row=replace(row, number_alike=numbers.get(row.alike_by, 0)),
        )
        for row in rows
    )


def _key(pair: ReadTwice, reader: Reader) -> RecordKey:
    return RecordKey(pair.subject.authority, pair.subject.ref, reader)


def row_check(seal: ModerationSeal, case_ref: str, one: DifferingItem, number: int) -> str:
    """Digest of a row: what both readers said, and which group it is in."""
    where = (case_ref, one.kind.value, one.item_id, str(number))
    said = [
        part
        for answer in (one.first, one.second)
        for part in (to_json(answer.value), answer.absence, answer.note)
    ]
    return seal.row_check(where, said)


def _evidence(
    items: Mapping[ItemKey, RevisionInForce], words: ItemWords, framework: Framework
) -> dict[str, list[str]]:
    """What a record says for each item: pieces of evidence, and under a criterion its answers.

    A judgement is made from the answers to its questions, and most notes stand beside those.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for one in records.evidence_in(items):
        found[one.about].append(": ".join(part for part in (one.words, one.text) if part))
    criteria = criteria_of_items(framework)
    for kind, item_id in sorted(items):
        criterion = criteria.get(question_of_item(item_id))
        if kind is not ItemKind.QUESTION or criterion is None:
            continue
        answer = answer_of(items[kind, item_id])
        said = f"{item_id} {words.answer(kind, item_id, answer)}"
        parts = (said, answer.note, *found.get(item_id, ()))
        found[criterion].append(": ".join(part for part in parts if part))
    return found


def _row(
    pair: ReadTwice,
    one: DifferingItem,
    words: ItemWords,
    evidence: Mapping[Reader, Mapping[str, Sequence[str]]],
    sentences: Sentences,
) -> ModerationRow:
    framework = pair.first.facts.framework
    said = {
        reader: ReaderSaid(
            words.answer(one.kind, one.item_id, answer),
            "\n".join(
                part for part in (answer.note, *evidence[reader].get(one.item_id, ())) if part
            ),
        )
        for reader, answer in ((Reader.FIRST, one.first), (Reader.SECOND, one.second))
    }
    stated = (sentence for measure in one.measures for sentence in sentences.get(measure, ()))
    return ModerationRow(
        case_ref=pair.subject.ref,
        kind=one.kind,
        item_id=one.item_id,
        title=one.title,
        first=said[Reader.FIRST],
        second=said[Reader.SECOND],
        at_stake=tuple(framework.measures[key].title for key in one.measures),
        sentences=tuple(dict.fromkeys(stated)),
        choices=_choices(item_form(framework, one.item_id)[1], one, said.values()),
    )


def _choices(form: AnswerForm, one: DifferingItem, said: Iterable[ReaderSaid]) -> tuple[str, ...]:
    """Words that a decision may take: the scale, and a reason for no answer that a reader gave."""
    if not form.choices:
        return ()
    given = {one.first.absence, one.second.absence}
    own = tuple(choice.words for choice in form.absences if choice.value in given)
    if form.type is QuestionType.SEVERAL:
        return tuple(dict.fromkeys((*(reader.words for reader in said), *own)))
    return (*(choice.words for choice in form.choices), *own)
