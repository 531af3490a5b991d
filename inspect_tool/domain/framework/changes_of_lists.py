"""What changed of the options that several are chosen of, and of the rows of a group."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.framework.change_kinds import (
    ADDITIVE,
    NOTE,
    RE_REVIEW,
    REFUSED,
    ROW_FIELDS,
    WORDING,
    FieldChange,
    FrameworkPart,
    PlacedChange,
    differing,
    field_change,
    is_turned,
    text_difference,
)
from inspect_tool.domain.framework.framework import Framework, Question
from inspect_tool.domain.framework.kinds import OptionList
from inspect_tool.domain.language.values import NONE


def list_changes(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    """What changed of the lists of options and themes."""
    used = {name for one in old.every_question() for name in (one.list_, one.themes) if name}
    for name, options in new.lists.items():
        before = old.lists.get(name)
        if before is None:
            words = ", ".join(options.words.values())
            yield FrameworkPart.LIST, name, FieldChange(ADDITIVE, "It is new.", "", words)
        elif before != options and name not in used:
            says = "It changed, and nothing used it."
            yield FrameworkPart.LIST, name, FieldChange(WORDING, says)
        else:
            for found in _option_changes(before, options):
                yield FrameworkPart.LIST, name, found
    for name in old.lists:
        if name not in new.lists:
            is_used = name in used
            says = "What used it uses another." if is_used else "It is gone, and nothing used it."
            yield FrameworkPart.LIST, name, FieldChange(NOTE if is_used else WORDING, says)


def _option_changes(old: OptionList, new: OptionList) -> Iterator[FieldChange]:
    before, after = _words(old), _words(new)
    if is_turned(list(before), list(after)):
        yield FieldChange(WORDING, "Its options change places.")
    gone = [words for code, words in before.items() if code not in after]
    added = [words for code, words in after.items() if code not in before]
    if gone:
        yield FieldChange(RE_REVIEW, "Options are gone.", ", ".join(gone), ", ".join(added))
    elif added:
        says = "It has further options."
        yield FieldChange(RE_REVIEW, says, "", ", ".join(added), lowest=NOTE)
    for code, words in after.items():
        if before.get(code, words) != words:
            yield text_difference(before[code], words, "An option is worded otherwise.")


def _words(options: OptionList) -> dict[str, str]:
    return {**options.words, **({NONE: options.none} if options.none else {})}


def row_changes(old: Question, new: Question) -> Iterator[FieldChange]:
    """What changed of the rows of a group; what is asked of each row is compared by itself."""
    if old.rows is None or new.rows is None:
        return
    before, after = old.rows, new.rows
    for was, is_now, says in (
        (before.noun, after.noun, "What a row is about is worded otherwise."),
        (before.none, after.none, "That there is no row is worded otherwise."),
    ):
        if was != is_now:
            yield text_difference(was, is_now, says)
    if after.most > before.most:
        yield FieldChange(NOTE, "It takes more rows.", before.most, after.most)
    elif after.most < before.most:
        remedy = "Keep the number: rows that were filled in would have no place."
        yield FieldChange(REFUSED, "It takes fewer rows.", before.most, after.most, remedy=remedy)
    for field in differing(before, after):
        if field in ROW_FIELDS:
            yield field_change(before, after, field, *ROW_FIELDS[field])
    if is_turned([one.id for one in old.questions], [one.id for one in new.questions]):
        yield FieldChange(WORDING, "Questions of its rows change places.")
