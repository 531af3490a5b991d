"""What changed of that which is counted: measures, medians, those who were heard, repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_tool.domain.framework.change_kinds import (
    ADDITIVE,
    ANYTHING_ELSE,
    MEASURE_FIELDS,
    MEDIAN_FIELDS,
    NOTE,
    RE_REVIEW,
    REFUSED,
    VOICE_FIELDS,
    ChangeClass,
    FieldChange,
    FrameworkPart,
    PlacedChange,
    differing,
    field_change,
)
from inspect_tool.domain.framework.framework import Framework, Measure, Median, Voice

_Counted = Measure | Median | Voice
_Classes = Mapping[str, tuple[ChangeClass, str]]


def count_changes(old: Framework, new: Framework) -> Iterator[PlacedChange]:
    """What changed of measures, medians and voices, and of the rule of repeats."""
    not_counted = FieldChange(NOTE, "It is not counted any more.")
    remedy = "Keep it: what was said would belong to nobody."
    not_heard = FieldChange(REFUSED, "It is gone.", remedy=remedy)
    yield from _named(
        FrameworkPart.MEASURE, old.measures, new.measures, MEASURE_FIELDS, not_counted
    )
    yield from _named(FrameworkPart.MEDIAN, old.medians, new.medians, MEDIAN_FIELDS, not_counted)
    yield from _named(FrameworkPart.VOICE, old.voices, new.voices, VOICE_FIELDS, not_heard)
    before, after = old.repeat_incidents, new.repeat_incidents
    if before != after:
        found = FieldChange(RE_REVIEW, "Other incidents are repeats.")
        if before is None or after is None:
            is_new = before is None
            says = "Repeat incidents are told." if is_new else "No repeats are told any more."
            found = FieldChange(ADDITIVE if is_new else NOTE, says)
        yield FrameworkPart.FRAMEWORK, new.framework, found


def _named(
    part: FrameworkPart,
    old: Mapping[str, _Counted],
    new: Mapping[str, _Counted],
    classes: _Classes,
    gone: FieldChange,
) -> Iterator[PlacedChange]:
    for key, one in new.items():
        before = old.get(key)
        if before is None:
            yield part, key, FieldChange(ADDITIVE, "It is new.", "", one.title)
            continue
        for field in differing(before, one):
            change_class, says = classes.get(field, ANYTHING_ELSE)
            yield part, key, field_change(before, one, field, change_class, says)
    for key in old:
        if key not in new:
            yield part, key, gone
