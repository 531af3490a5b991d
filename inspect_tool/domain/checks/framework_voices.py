"""Those whom a framework hears: the questions that their roles and files are read by."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.checks.framework_index import FrameworkIndex, PlacedQuestion
from inspect_tool.domain.framework.framework import QuestionType, SubjectKind, Voice
from inspect_tool.domain.language.faults import DocumentPath, Fault, choose_from, did_you_mean
from inspect_tool.domain.records.voice_refs import VOICE_ID, voices_of


def check_voices(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Keys that no reference can hold, kinds that stand twice, questions that do not fit.

    Args:
        known: Ids in the parts of the document that could not be read.
    """
    seen: dict[SubjectKind, str] = {}
    for key, voice in index.framework.voices.items():
        path: DocumentPath = ("voices", key)
        if VOICE_ID.fullmatch(key) is None:
            yield Fault(
                path=path,
                kind="voice-name",
                message=f"The voice {key} has a key that no reference could hold",
                remedy="Write small letters, digits and underscores, and a letter first.",
                value=key,
            )
        if voice.subject is not SubjectKind.SURVEY and voice.subject in seen:
            yield Fault(
                path=(*path, "subject"),
                kind="voice-twice",
                message=f"{key} and {seen[voice.subject]} are both of {voice.subject.plural}",
                remedy="Keep one of them; only surveys can be several.",
                value=voice.subject,
            )
        seen.setdefault(voice.subject, key)
        yield from _check_questions(index, key, voice, known)
    yield from _check_surveys(index)


def _check_questions(
    index: FrameworkIndex, key: str, voice: Voice, known: frozenset[str]
) -> Iterator[Fault]:
    path: DocumentPath = ("voices", key)
    named: list[tuple[str, DocumentPath, str, QuestionType | None]] = [
        *((name, (*path, "columns", name), "has a column for", None) for name in voice.columns),
        *((name, (*path, "answers", name), "says answers of", None) for name in voice.answers),
    ]
    if voice.role is not None:
        named.append((voice.role, (*path, "role"), "takes its role from", QuestionType.CHOICE))
    if voice.people is not None:
        named.append((voice.people, (*path, "people"), "counts people by", QuestionType.NUMBER))
    for name, place, verb, type_ in named:
        target = index.questions.get(name)
        if target is None:
            if name not in known:
                yield _unknown(place, f"{key} {verb} {name}", name, list(index.questions))
        elif (why := _unfit(target, voice, type_)) is not None:
            yield Fault(
                path=place,
                kind="voice-question",
                message=f"{key} {verb} {name}, which {why}",
                remedy="Name a question of that kind that this voice is asked.",
                value=name,
            )
    for name, values in voice.answers.items():
        yield from _check_values(index, key, name, values)


def _unknown(place: DocumentPath, start: str, name: str, ids: list[str]) -> Fault:
    return Fault(
        path=place,
        kind="unknown-id",
        message=f"{start}, which does not exist{did_you_mean(name, ids)}",
        remedy="Correct the id, or add what it should name.",
        value=name,
    )


def _unfit(target: PlacedQuestion, voice: Voice, type_: QuestionType | None) -> str | None:
    """Why a question cannot be what a voice names it for."""
    if target.subject is not voice.subject:
        return f"is about {target.subject.plural}, not {voice.subject.plural}"
    if type_ is not None and target.question.type is not type_:
        return f"is no {type_.value}"
    return None


def _check_values(
    index: FrameworkIndex, key: str, name: str, values: dict[str, str]
) -> Iterator[Fault]:
    target = index.questions.get(name)
    scale = None if target is None else index.framework.scales.get(target.question.scale or "")
    if target is None or (scale is None and target.question.scale is not None):
        return
    for said, value in values.items():
        if scale is None or value not in scale.values:
            on = [] if scale is None else list(scale.values)
            yield Fault(
                path=("voices", key, "answers", name, said),
                kind="unknown-value",
                message=f"{key} reads an answer to {name} as {value}, which is none of its values",
                remedy=choose_from(value, on) if on else "Only a choice has values to name.",
                value=value,
            )


def _check_surveys(index: FrameworkIndex) -> Iterator[Fault]:
    """Surveys and focus groups that are asked questions, and belong to no voice."""
    voices = voices_of(index.framework)
    surveys = [key for key, voice in voices.items() if voice.subject is SubjectKind.SURVEY]
    for place, domain in enumerate(index.framework.domains):
        if domain.subject is SubjectKind.SURVEY and not surveys:
            yield Fault(
                path=("domains", place, "subject"),
                kind="unknown-voice",
                message=f"Domain {domain.id} is about a survey, and `voices` names none",
                remedy="Add one to `voices`: staff: {title: Survey of staff, subject: survey}.",
                value=domain.id,
            )
        if domain.subject is not SubjectKind.SURVEY:
            continue
        for number, criterion in enumerate(domain.criteria):
            if criterion.judgement is not None:
                yield Fault(
                    path=("domains", place, "criteria", number, "judgement"),
                    kind="survey-judgement",
                    message=f"{criterion.id} is about a survey, whose answers nobody judges",
                    remedy="Remove the judgement; count the answers by a measure.",
                )
