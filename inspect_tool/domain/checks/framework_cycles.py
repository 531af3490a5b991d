"""What of a framework waits for itself."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.checks.framework_states import Variable, depends_on
from inspect_tool.domain.language.faults import Fault


def check_cycles(index: FrameworkIndex) -> Iterator[Fault]:
    """Questions whose conditions wait, directly or through others, for the questions themselves."""
    reported: set[Variable] = set()
    for placed in index.placed_questions:
        start = Variable("question", placed.question.id)
        is_done = start in reported or placed.is_retired
        cycle = () if is_done else _cycle_from(index, start)
        if cycle:
            reported |= set(cycle)
            names = " → ".join(variable.name for variable in (*cycle, start))
            yield Fault(
                path=(*placed.path, "show_if") if placed.question.show_if else placed.path,
                kind="cycle",
                message=f"{start.name} waits for itself: {names}",
                remedy="Remove one of these conditions.",
                value=start.name,
            )


def _cycle_from(index: FrameworkIndex, start: Variable) -> tuple[Variable, ...]:
    """The way from a variable back to itself, or nothing."""
    ways: list[tuple[Variable, ...]] = [(start,)]
    seen: set[Variable] = set()
    while ways:
        way = ways.pop()
        for variable in depends_on(index, way[-1]):
            if variable == start:
                return way
            if variable not in seen:
                seen.add(variable)
                ways.append((*way, variable))
    return ()
