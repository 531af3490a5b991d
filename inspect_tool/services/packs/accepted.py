"""What an inspector may say in a return, and nothing else: the file is not trusted with the rest.

Whoever has a pack has its key. So a return can say whatever its sender could say at a page of the
tool, in their own name, and no more: it settles no query, agrees no record, speaks for nobody else.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.records.chronology import Incident, is_chronology_id
from inspect_tool.domain.records.evidence import Evidence, is_evidence_id
from inspect_tool.domain.records.queries import QueryStep
from inspect_tool.domain.records.records import ANSWER_KINDS, Answer, ItemKind
from inspect_tool.domain.records.states import Mark, Move
from inspect_tool.services.packs.returned import FaultyReturnError
from inspect_tool.services.records.item_words import ItemWords
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.store.tables import Revision
from inspect_tool.store.values import from_json, to_json

if TYPE_CHECKING:
    from inspect_tool.domain.packs.answers import PackedAnswer
    from inspect_tool.services.records.joining import JoiningBook

SAID: Final = ANSWER_KINDS | {ItemKind.QUERY, ItemKind.STATE, ItemKind.REASON, ItemKind.ASIDE}
_ASKED: Final = frozenset(
    {ItemKind.QUESTION, ItemKind.JUDGEMENT, ItemKind.REFERRAL, ItemKind.HEARD}
)


def row_of(answer: PackedAnswer) -> Revision:
    """A returned answer as the database keeps it; its number is given when it is written."""
    subject = subject_named(answer.subject_ref)
    return Revision(
        authority=subject.authority,
        id=answer.id,
        subject_kind=subject.kind.value,
        subject_ref=subject.ref,
        reader=answer.reader,
        item_kind=answer.item_kind.value,
        item_id=answer.item_id,
        value=answer.value,
        absence=answer.absence,
        note=answer.note,
        author=answer.author,
        recorded_at=answer.recorded_at,
        origin=answer.origin,
        framework_version=answer.version,
        number=0,
    )


def check_answer(
    file: str, answer: PackedAnswer, book: JoiningBook, versions: Collection[str]
) -> None:
    """Refuse what nobody can have said at a page, or what is not what its name says.

    Args:
        versions: Of the framework, those that this review has.

    Raises:
        FaultyReturnError: It is so; nothing of the return is taken then.
    """
    if answer.version not in versions:
        raise FaultyReturnError(file, "answers to a version of the framework that is not here")
    if answer.item_kind not in SAID or not answer.reader:
        raise FaultyReturnError(file, f"something that is no answer ({answer.item_kind.value})")
    try:
        value = from_json(answer.value)
        is_read = to_json(value) == answer.value
        said = Answer(value, answer.absence, answer.note)
        is_known = is_read and _is_sayable(
            answer, said, ItemWords.of(book.pins.line.of(answer.version))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        is_known = False
    if not is_known:
        raise FaultyReturnError(
            file, f"something at {answer.subject_ref} that no question takes as an answer"
        )
    if not book.is_true_name(row_of(answer), answer.parents):
        raise FaultyReturnError(
            file, f"an answer at {answer.subject_ref} that is not the one it is called"
        )


def _is_sayable(answer: PackedAnswer, said: Answer, words: ItemWords) -> bool:
    """Whether an inspector can have said it of themselves, and it can be read again."""
    kind, item = answer.item_kind, answer.item_id
    if kind in _ASKED:
        return (kind, item) in words.forms
    if kind is ItemKind.EVIDENCE:
        return is_evidence_id(item) and Evidence.of(said) is not None
    if kind is ItemKind.CHRONOLOGY:
        return is_chronology_id(item) and Incident.of(said) is not None
    if kind is ItemKind.QUERY:
        return said.value == QueryStep.REPLIED and said.absence is None
    if kind is ItemKind.STATE:
        return Mark.read(str(said.value)).move is Move.SUBMIT
    return isinstance(said.value, str | None)
