"""References of those who were heard: `ASH-I-ab-01`, `ASH-G-ab-01`, `ASH-S-staff-0001`."""

from __future__ import annotations

import re

from inspect_tool.domain.framework.framework import Framework, SubjectKind, Voice

LETTERS = {
    SubjectKind.INTERVIEW: "I",
    SubjectKind.FOCUS_GROUP: "G",
    SubjectKind.SURVEY: "S",
}
_KINDS = {letter: kind for kind, letter in LETTERS.items()}
_REST = re.compile(r"([IGS])-.+", re.IGNORECASE)
# A framework without `voices` still has its interviews.
INTERVIEWS = "interviews"
VOICE_ID = re.compile(r"[a-z][a-z0-9_]*")


def tidy(rest: str) -> str | None:
    """What follows an authority's code and a hyphen, as it is stored; None where it is no voice."""
    if _REST.fullmatch(rest) is None:
        return None
    return f"{rest[0].upper()}-{rest[2:].casefold()}"


def kind_of(rest: str) -> SubjectKind | None:
    """What kind of voice follows an authority's code and a hyphen; None where it is none."""
    return _KINDS.get(rest[0]) if rest[1:2] == "-" else None


def whose(ref: str) -> str:
    """What stands before the number: the inspector who heard it, or the survey's key."""
    return ref.partition("-")[2][2:].rpartition("-")[0]


def start_of(kind: SubjectKind, authority: str, whose: str) -> str:
    """What the references of one inspector's interviews, or of one survey's answers, begin with."""
    return f"{authority}-{LETTERS[kind]}-{whose}-"


def reference(kind: SubjectKind, authority: str, whose: str, number: int) -> str:
    """The reference of the interview, focus group or survey answer with that number."""
    width = 4 if kind is SubjectKind.SURVEY else 2
    return f"{start_of(kind, authority, whose)}{number:0{width}}"


def voices_of(framework: Framework) -> dict[str, Voice]:
    """Those whom a framework hears, by their keys; interviews and groups need not be declared."""
    declared = {voice.subject for voice in framework.voices.values()}
    about = {domain.subject for domain in framework.domains}
    undeclared = {
        key: Voice(title=title, subject=kind)
        for key, title, kind in (
            (INTERVIEWS, "Interviews", SubjectKind.INTERVIEW),
            ("focus_groups", "Focus groups", SubjectKind.FOCUS_GROUP),
        )
        if kind in about and kind not in declared
    }
    return {**framework.voices, **undeclared}


def voice_of(framework: Framework, kind: SubjectKind, ref: str) -> str | None:
    """Key of the voice that a record belongs to; None where the framework has none for it."""
    voices = voices_of(framework)
    if kind is SubjectKind.SURVEY:
        survey = whose(ref)
        return survey if survey in voices else None
    return next((key for key, voice in voices.items() if voice.subject is kind), None)
