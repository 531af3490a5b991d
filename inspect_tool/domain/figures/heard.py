"""How many people were asked and how many were heard, by authority and role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.domain.framework.framework import Framework, SubjectKind, Voice
from inspect_tool.domain.records.asked import EVERY_ROLE, PeopleAsked
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.records.voice_refs import voice_of, voices_of

ROLE_NOT_KNOWN = "role not known"


@dataclass(frozen=True)
class Heard:
    """People of one role at one authority, or of all.

    Args:
        voice: Key of the voice; `title` is what it is called.
        role: What the role is called; empty for every role together.
        authority: Code of the authority; empty for all of them.
        asked: How many were asked; None where that was not noted for all that the line is about.
        people: How many were heard.
        records: Interviews, focus groups or survey answers that they were heard in.
        uncounted: Focus groups without the number of people in them.
        chosen: How those who were asked were chosen.
    """

    voice: str
    title: str
    subject: SubjectKind
    role: str
    authority: str
    asked: int | None
    people: int
    records: int
    uncounted: int = 0
    chosen: tuple[str, ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """Share of those asked who were heard; None where it is not known."""
        if not self.asked or self.uncounted or self.people > self.asked:
            return None
        return Fraction(self.people, self.asked)

    @property
    def is_more_than_asked(self) -> bool:
        """Whether more were heard than were asked, so that one of the two is wrong."""
        return self.asked is not None and self.people > self.asked


@dataclass(frozen=True)
class _Person:
    """Those who were heard in one record; how many is None where a group's size is not known."""

    ref: str
    voice: str
    authority: str
    role: str
    people: int | None


def heard(
    framework: Framework, records: Iterable[RecordFacts], asked: Sequence[PeopleAsked]
) -> tuple[Heard, ...]:
    """Who was heard, a line for each voice, authority and role, with their sums.

    The lines of a voice stand in this order: all; each role over all authorities; each authority,
    followed by its roles. A share of those asked has them as its base.
    """
    voices = voices_of(framework)
    people = tuple(_people(framework, voices, records))
    return tuple(
        line
        for key, voice in voices.items()
        for line in _lines(
            framework,
            (key, voice),
            [person for person in people if person.voice == key],
            [one for one in asked if one.voice == key],
        )
    )


def heard_in(
    framework: Framework,
    records: Iterable[RecordFacts],
    voice: str,
    *,
    role: str | None = None,
    authority: str | None = None,
) -> tuple[str, ...]:
    """References of the interviews, groups or survey answers behind a line of `heard`.

    Args:
        voice: Key of the voice.
        role: Value of its scale of roles; None for every role.
        authority: Code of an authority; None for all.
    """
    people = _people(framework, voices_of(framework), records)
    return tuple(
        sorted(
            person.ref
            for person in people
            if person.voice == voice
            and role in (None, person.role)
            and authority in (None, person.authority)
        )
    )


def _people(
    framework: Framework, voices: Mapping[str, Voice], records: Iterable[RecordFacts]
) -> Iterator[_Person]:
    for facts in records:
        if not facts.subject.kind.is_voice:
            continue
        key = voice_of(framework, facts.subject.kind, facts.subject.ref)
        if key is None:
            continue
        voice = voices[key]
        said = facts.answer(voice.role) if voice.role else None
        number: int | None = 1
        if voice.subject is SubjectKind.FOCUS_GROUP:
            size = facts.answer(voice.people) if voice.people else None
            number = size if isinstance(size, int) else None
        role = "" if said is None else str(said)
        yield _Person(facts.subject.ref, key, facts.subject.authority, role, number)


def _lines(
    framework: Framework,
    named: tuple[str, Voice],
    people: Sequence[_Person],
    asked: Sequence[PeopleAsked],
) -> Iterator[Heard]:
    words = words_of_role(framework, named[1])
    roles = tuple(words)
    authorities = list(
        dict.fromkeys(sorted({*(p.authority for p in people), *(a.authority for a in asked)}))
    )
    if not authorities:
        return
    yield _line(named, ("", None), people, asked)
    seen = [*roles, *({""} if any(not p.role for p in people) and roles else ())]
    for code in ("", *authorities):
        own = [person for person in people if code in ("", person.authority)]
        theirs = [one for one in asked if code in ("", one.authority)]
        if code:
            yield _line(named, (code, None), own, theirs)
        for role in seen:
            of_role = [person for person in own if person.role == role]
            asked_role = [one for one in theirs if role and one.role == role]
            if of_role or asked_role:
                yield _line(named, (code, words.get(role, ROLE_NOT_KNOWN)), of_role, asked_role)


def words_of_role(framework: Framework, voice: Voice) -> dict[str, str]:
    """What each role of a voice is called, in the order of its scale; none without roles."""
    question = framework.question(voice.role) if voice.role else None
    scale = framework.scales.get(question.scale or "") if question is not None else None
    return {} if scale is None else {value: scale.word(value) for value in scale.values}


def _line(
    named: tuple[str, Voice],
    where: tuple[str, str | None],
    people: Sequence[_Person],
    asked: Sequence[PeopleAsked],
) -> Heard:
    """One line.

    Args:
        where: Code of the authority, empty for all; words of the role, None for every role.
    """
    code, role = where
    return Heard(
        voice=named[0],
        title=named[1].title,
        subject=named[1].subject,
        role=role or "",
        authority=code,
        asked=_asked(people, asked, is_of_one_role=role is not None),
        people=sum(person.people or 0 for person in people),
        records=len(people),
        uncounted=sum(person.people is None for person in people),
        chosen=tuple(dict.fromkeys(one.chosen for one in asked if one.chosen)),
    )


def _asked(
    people: Sequence[_Person], asked: Sequence[PeopleAsked], *, is_of_one_role: bool
) -> int | None:
    """How many were asked; None where a place in which people were heard has no number.

    Where an authority has a number for every role together, that one counts.
    """
    by_place: dict[str, dict[str, int]] = {}
    for one in asked:
        by_place.setdefault(one.authority, {})[one.role] = one.number
    if not by_place or {person.authority for person in people} - by_place.keys():
        return None
    total = 0
    for code, numbers in by_place.items():
        if not is_of_one_role and EVERY_ROLE in numbers:
            total += numbers[EVERY_ROLE]
            continue
        roles_heard = {person.role for person in people if person.authority == code}
        if not is_of_one_role and roles_heard - numbers.keys():
            return None  # somebody was heard in a role that nobody was noted as asked in
        total += sum(numbers.values())
    return total
