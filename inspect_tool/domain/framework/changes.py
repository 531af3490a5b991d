"""What one version of a framework changed from another, each change with its class.

A program cannot tell a correction from a reversal. So a changed text means something else unless
its author says in `changes` that it does not; and whatever this file does not know is taken for a
change of meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspect_tool.domain.framework.change_kinds import (
    ABSENCE_FIELDS,
    ADDITIVE,
    ANYTHING_ELSE,
    CRITERION_FIELDS,
    EFFECTS,
    JUDGEMENT_FIELDS,
    NOTE,
    QUESTION_FIELDS,
    RE_REVIEW,
    REFUSED,
    RETIRE,
    WORDING,
    ChangeClass,
    FieldChange,
    FrameworkChange,
    FrameworkPart,
    PlacedChange,
    differing,
    field_change,
    is_turned,
    settled_change,
    text_difference,
)
from inspect_tool.domain.framework.changes_of_counts import count_changes
from inspect_tool.domain.framework.changes_of_lists import list_changes, row_changes
from inspect_tool.domain.framework.framework import (
    Criterion,
    Domain,
    Framework,
    Question,
    QuestionType,
    Scale,
)


def changes_between(old: Framework, new: Framework) -> tuple[FrameworkChange, ...]:
    """Every difference of two versions with its class, in the order of the document.

    What `new` says under `changes` is taken into account: it makes a change milder only where a
    program cannot know (a text, a value added to a scale), and stricter anywhere.
    """
    declared: dict[str, ChangeClass] = {}
    for change in new.changes:
        said = EFFECTS[change.effect]
        declared[change.id] = max(said, declared.get(change.id, said), key=lambda one: one.rank)
    return tuple(
        settled_change(part, item_id, found, declared.get(item_id))
        for part, item_id, found in _differences(old, new)
    )


def _differences(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    yield from _whole(old, new)
    yield from _scales(old, new)
    yield from _absences(old, new)
    yield from _domains(old, new)
    yield from _criteria(old, new)
    yield from _questions(old, new)
    yield from list_changes(old, new)
    yield from count_changes(old, new)


def _whole(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    here = FrameworkPart.FRAMEWORK, new.framework
    if new.framework != old.framework:
        yield *here, FieldChange(REFUSED, "It is another framework.", old.framework, new.framework)
        return
    if old != new and version_key(new.version) <= version_key(old.version):
        says, remedy = "Its number does not go on.", f"Give it a number above {old.version}."
        yield *here, FieldChange(REFUSED, says, old.version, new.version, remedy=remedy)
    if new.title != old.title:
        yield *here, FieldChange(WORDING, "Its title changed.", old.title, new.title)
    if is_turned([one.id for one in old.domains], [one.id for one in new.domains]):
        yield *here, FieldChange(WORDING, "Its domains change places.")


def version_key(version: str) -> tuple[int, ...]:
    """A version's number in an order that 1.10.0 comes after 1.9.0 in."""
    return tuple(int(part) for part in version.split("."))


def _scales(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    used = scales_in_use(old)
    for name, scale in new.scales.items():
        before = old.scales.get(name)
        if before is None:
            yield FrameworkPart.SCALE, name, FieldChange(ADDITIVE, "It is new.", "", scale.values)
        elif before != scale and name not in used:
            yield (
                FrameworkPart.SCALE,
                name,
                FieldChange(WORDING, "It changed, and nothing used it."),
            )
        elif before != scale:
            for found in _scale_differences(before, scale):
                yield FrameworkPart.SCALE, name, found
    for name, scale in old.scales.items():
        if name not in new.scales:
            is_used = name in used
            says = "What used it uses another." if is_used else "It is gone, and nothing used it."
            yield (
                FrameworkPart.SCALE,
                name,
                FieldChange(NOTE if is_used else WORDING, says, scale.values, ""),
            )


def scales_in_use(framework: Framework) -> frozenset[str]:
    """Names of the scales that a question or a judgement is answered on."""
    asked = {question.scale for question in framework.every_question()}
    judged = {one.judgement.scale for one in framework.criteria() if one.judgement is not None}
    return frozenset(judged | {name for name in asked if name is not None})


def _scale_differences(old: Scale, new: Scale) -> Iterator[FieldChange]:
    if new.values != old.values:
        kept = tuple(value for value in new.values if value in old.values)
        is_longer = kept == old.values and set(new.met) & set(old.values) == set(old.met)
        says = "It has further values." if is_longer else "Its values changed."
        lowest = NOTE if is_longer else None
        yield FieldChange(RE_REVIEW, says, old.values, new.values, lowest=lowest)
    elif set(new.met) != set(old.met):
        yield FieldChange(RE_REVIEW, "Other values meet the criterion.", old.met, new.met)
    elif new.met != old.met:
        yield FieldChange(WORDING, "The values that meet the criterion change places.")
    for one, says in (
        (Scale.word, "The words for its values changed."),
        (_described, "What its values mean is described otherwise."),
    ):
        # Of the values that stay, whatever else became of the scale.
        changed = [
            value
            for value in old.values
            if value in new.values and one(old, value) != one(new, value)
        ]
        if changed:
            before, after = (
                "; ".join(f"{value}: {said}" for value in changed if (said := one(scale, value)))
                for scale in (old, new)
            )
            yield text_difference(before, after, says)


def _described(scale: Scale, value: str) -> str:
    return scale.descriptors.get(value, "")


def _absences(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    for name, absence in new.absences.items():
        before = old.absences.get(name)
        if before is None:
            yield FrameworkPart.ABSENCE, name, FieldChange(ADDITIVE, "It is new.")
            continue
        for field in differing(before, absence):
            is_known = field in ("reason", "system", "words")
            change_class, says = ABSENCE_FIELDS.get(
                field, (NOTE, f"Its {field} changed.") if is_known else ANYTHING_ELSE
            )
            yield (
                FrameworkPart.ABSENCE,
                name,
                field_change(before, absence, field, change_class, says),
            )
    for name in old.absences:
        if name not in new.absences:
            remedy = "Keep it, and leave it out of `absences` of the questions."
            yield FrameworkPart.ABSENCE, name, FieldChange(REFUSED, "It is gone.", remedy=remedy)


def _domains(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    before = {domain.id: domain for domain in old.domains}
    for domain in new.domains:
        earlier = before.pop(domain.id, None)
        if earlier is None:
            yield (
                FrameworkPart.DOMAIN,
                domain.id,
                FieldChange(ADDITIVE, "It is new.", "", domain.title),
            )
        else:
            for found in _domain_differences(earlier, domain):
                yield FrameworkPart.DOMAIN, domain.id, found
    for domain_id in before:
        yield FrameworkPart.DOMAIN, domain_id, FieldChange(REFUSED, "It is gone.", remedy=RETIRE)


def _domain_differences(old: Domain, new: Domain) -> Iterator[FieldChange]:
    if new.title != old.title:
        yield FieldChange(WORDING, "Its title changed.", old.title, new.title)
    if new.subject is not old.subject:
        yield FieldChange(REFUSED, "It is about another kind of subject.", old.subject, new.subject)
    if is_turned([one.id for one in old.criteria], [one.id for one in new.criteria]):
        yield FieldChange(WORDING, "Its criteria change places.")


class _Home(NamedTuple):
    """Where a criterion stands."""

    domain: Domain
    criterion: Criterion


def _homes(framework: Framework) -> dict[str, _Home]:
    return {
        criterion.id: _Home(domain, criterion)
        for domain in framework.domains
        for criterion in domain.criteria
    }


def _criteria(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    before = _homes(old)
    for criterion_id, home in _homes(new).items():
        earlier = before.pop(criterion_id, None)
        if earlier is None:
            title = home.criterion.title
            yield (
                FrameworkPart.CRITERION,
                criterion_id,
                FieldChange(ADDITIVE, "It is new.", "", title),
            )
            continue
        for found in _criterion_differences(earlier, home):
            yield FrameworkPart.CRITERION, criterion_id, found
    for criterion_id in before:
        yield (
            FrameworkPart.CRITERION,
            criterion_id,
            FieldChange(REFUSED, "It is gone.", remedy=RETIRE),
        )


def _criterion_differences(before: _Home, after: _Home) -> Iterator[FieldChange]:
    old, new = before.criterion, after.criterion
    if after.domain.id != before.domain.id:
        is_same = after.domain.subject is before.domain.subject
        says = "It moved to another domain."
        yield FieldChange(NOTE if is_same else REFUSED, says, before.domain.id, after.domain.id)
    if new.title != old.title:
        yield text_difference(old.title, new.title, "What is judged is worded otherwise.")
    for field in differing(old, new):
        if field in ("id", "title", "questions", "judgement", "retired"):
            continue
        yield field_change(old, new, field, *CRITERION_FIELDS.get(field, ANYTHING_ELSE))
    yield from _retired(old, new)
    if is_turned([one.id for one in old.questions], [one.id for one in new.questions]):
        yield FieldChange(WORDING, "Its questions change places.")
    yield from _judgement_differences(old, new)


def _retired(old: Criterion | Question, new: Criterion | Question) -> Iterator[FieldChange]:
    if new.retired and not old.retired:
        yield FieldChange(NOTE, "It is retired: not asked from now on.")
    elif old.retired and not new.retired:
        yield FieldChange(ADDITIVE, "It is asked again.")


def _judgement_differences(old: Criterion, new: Criterion) -> Iterator[FieldChange]:
    if old.judgement is None and new.judgement is not None:
        yield FieldChange(ADDITIVE, "It is judged from now on.")
    elif old.judgement is not None and new.judgement is None:
        yield FieldChange(REFUSED, "It is not judged any more.", remedy=RETIRE)
    elif old.judgement is not None and new.judgement is not None:
        for field in differing(old.judgement, new.judgement):
            if field == "scale":
                says = "It is judged on another scale."
                yield FieldChange(RE_REVIEW, says, old.judgement.scale, new.judgement.scale)
                continue
            found = JUDGEMENT_FIELDS.get(field, ANYTHING_ELSE)
            yield field_change(old.judgement, new.judgement, field, *found)


class _Asked(NamedTuple):
    """Where a question is asked.

    Args:
        group: The group whose rows are asked it; empty where the record is.
    """

    home: _Home
    question: Question
    group: str


def _asked(framework: Framework) -> dict[str, _Asked]:
    return {
        question.id: _Asked(home, question, "" if question is outer else outer.id)
        for home in _homes(framework).values()
        for outer in home.criterion.questions
        for question in (outer, *outer.questions)
    }


def _questions(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    before = _asked(old)
    for question_id, asked in _asked(new).items():
        earlier = before.pop(question_id, None)
        if earlier is None:
            is_retired = asked.question.retired
            says = "It is new, and not asked." if is_retired else "It is new."
            change_class = NOTE if is_retired else ADDITIVE
            new_one = FieldChange(change_class, says, "", asked.question.text)
            yield FrameworkPart.QUESTION, question_id, new_one
            continue
        for found in _question_differences(old, new, earlier, asked):
            yield FrameworkPart.QUESTION, question_id, found
    for question_id in before:
        yield (
            FrameworkPart.QUESTION,
            question_id,
            FieldChange(REFUSED, "It is gone.", remedy=RETIRE),
        )


def _question_differences(
    old: Framework, new: Framework, earlier: _Asked, asked: _Asked
) -> Iterator[FieldChange]:
    before, after = earlier.question, asked.question
    if asked.home.domain.subject is not earlier.home.domain.subject:
        yield FieldChange(REFUSED, "It is about another kind of subject.", remedy=RETIRE)
        return
    if after.type is not before.type:
        says = "Its answers are of another type."
        yield FieldChange(REFUSED, says, before.type, after.type, remedy=RETIRE)
        return
    if asked.group != earlier.group:
        says = "It is asked of other rows, or of rows and not of the case."
        yield FieldChange(REFUSED, says, earlier.group, asked.group, remedy=RETIRE)
        return
    if asked.home.criterion.id != earlier.home.criterion.id:
        ids = earlier.home.criterion.id, asked.home.criterion.id
        yield FieldChange(RE_REVIEW, "It moved to another criterion.", *ids)
    yield from _retired(before, after)
    if after.text != before.text:
        is_read = after.type is not QuestionType.CLOCK and not (before.retired and after.retired)
        found = text_difference(before.text, after.text, "It is worded otherwise.")
        yield found if is_read else found._replace(change_class=WORDING)
    if after.scale != before.scale:
        yield _other_scale(old, new, before, after)
    yield from row_changes(before, after)
    for field in differing(before, after):
        if field not in ("id", "type", "text", "scale", "retired", "rows", "questions"):
            yield field_change(before, after, field, *QUESTION_FIELDS.get(field, ANYTHING_ELSE))


def _other_scale(old: Framework, new: Framework, before: Question, after: Question) -> FieldChange:
    is_same = old.scales.get(before.scale or "") == new.scales.get(after.scale or "")
    says = "Its scale has another name." if is_same else "It is answered on another scale."
    return FieldChange(WORDING if is_same else RE_REVIEW, says, before.scale, after.scale)


def strongest(changes: Sequence[FrameworkChange]) -> ChangeClass | None:
    """The class that decides how a version may be published; None where nothing changed."""
    return max((change.change_class for change in changes), key=lambda one: one.rank, default=None)
