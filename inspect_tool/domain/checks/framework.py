"""What is checked before a framework is published, all in one pass.

Errors are `REFUSED`: ids that are unknown, repeated or retired, values that can never occur,
cycles, questions that can never be shown, calculated judgements that overlap or leave a gap,
questions without a way to say "cannot tell". Warnings are `NOTED`: scales that nothing uses,
missing guidance, and criteria that came out only one way in a dry run over 1,000 random cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspect_tool.domain.checks.framework_content import (
    check_cannot_tell,
    check_empty,
    check_fields,
    check_guidance,
    check_prefills,
)
from inspect_tool.domain.checks.framework_cycles import check_cycles
from inspect_tool.domain.checks.framework_ids import (
    check_changes,
    check_duplicates,
    check_measure_names,
    check_names,
    check_references,
    check_repeats,
    check_subjects,
    check_unused_scales,
)
from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.checks.framework_kinds import (
    check_counted,
    check_descriptors,
    check_groups,
    check_lists,
)
from inspect_tool.domain.checks.framework_values import (
    check_absence_values,
    check_absences,
    check_condition_values,
    check_evidence_values,
    check_steps,
)
from inspect_tool.domain.checks.framework_voices import check_voices
from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.faults import Fault


def check_framework(
    framework: Framework,
    *,
    derived: frozenset[str] | None = None,
    fields: Mapping[str, FrameField] = FIELDS,
    known: frozenset[str] = frozenset(),
    misread: Sequence[Fault] = (),
    with_proofs: bool = True,
) -> tuple[Fault, ...]:
    """Everything that is wrong with a framework, or may be wrong.

    Args:
        derived: Fields that the plan derives; None when the plan is not at hand.
        fields: Fields that the lists of the review give.
        known: Ids and names that the document has, in parts that could not be read.
        misread: What was wrong with the document's shape, by its paths in this framework. Nothing
            is proven about what was read without a part of it.
        with_proofs: Whether to prove what can be proven, and to make the dry run.
    """
    index = FrameworkIndex(framework, fields)
    named = (*_check_names(index, known), *_check_values(index, derived))
    cycles = tuple(check_cycles(index))
    if not with_proofs:
        return (*named, *cycles)
    # Few commands prove anything, and all of them read the framework.
    from inspect_tool.domain.checks.framework_calculations import check_calculations
    from inspect_tool.domain.checks.framework_dry_run import check_dry_run
    from inspect_tool.domain.checks.framework_faultless import sound_variables
    from inspect_tool.domain.checks.framework_proofs import check_reach

    errors = [*misread, *named, *cycles]
    reach = tuple(check_reach(index, sound_variables(index, errors)))
    # A question that is never shown is one fault; a step that waits for it is not a second one.
    errors += reach
    sound = sound_variables(index, errors)
    calculations = tuple(check_calculations(index, sound, errors))
    dry_run = check_dry_run(index, sound, (*errors, *calculations))
    return (*named, *cycles, *reach, *calculations, *dry_run)


def _check_names(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    yield from check_duplicates(index)
    yield from check_references(index, known)
    yield from check_names(index, known)
    yield from check_repeats(index, known)
    yield from check_subjects(index)
    yield from check_changes(index, known)
    yield from check_empty(index)
    yield from check_cannot_tell(index, known)
    yield from check_guidance(index)
    yield from check_measure_names(index)
    yield from check_voices(index, known)
    yield from check_unused_scales(index, known)
    yield from check_lists(index, known)
    yield from check_descriptors(index)
    yield from check_groups(index)
    yield from check_counted(index, known)


def _check_values(index: FrameworkIndex, derived: frozenset[str] | None) -> Iterator[Fault]:
    yield from check_condition_values(index, derived or frozenset())
    yield from check_steps(index)
    yield from check_evidence_values(index)
    yield from check_absences(index)
    yield from check_absence_values(index)
    yield from check_prefills(index)
    yield from check_fields(index, derived)
