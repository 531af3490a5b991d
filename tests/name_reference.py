"""The names that a plan and a framework may use: fields of the frame and statutory clocks.

Run `python -m tests.name_reference > docs/reference/fields-and-clocks.md` after changing one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.frame.field import FieldKind, FrameField
from inspect_tool.domain.frame.fields import FIELDS

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "fields-and-clocks.md"
HEAD = """\
# Fields and clocks

Printed by `python -m tests.name_reference`; a test keeps it as the tool has them.

## Fields

What the lists say of each child. A plan keeps them by name (`population.keep`), its rules and a
framework's conditions ask about them (`{field: age, lte: 10}`), and a question may be filled in
from one (`prefill`). Two are always there: `authority` and `case_type`. The plan derives others
(`population.fields`), which are true or false.
"""
CLOCKS = """
## Clocks

What the `rule` of a question of the type `clock` may be. A clock says `in_time`, `late`, `not_due`,
`overdue` (not done, and past the limit), `not_in_force` or `not_assessable`. The limit is that of
the law on the day that the clock started; [statutory clocks](../explanation/clocks.md) tells how it
is chosen. One without a date has no national limit: the plan may give a local standard.
"""
KINDS = {
    FieldKind.INT: "a whole number",
    FieldKind.DATE: "a date",
    FieldKind.BOOL: "true or false",
    FieldKind.TEXT: "text",
}


def _values(field: FrameField) -> str:
    if field.kind is not FieldKind.CHOICE:
        return KINDS[field.kind]
    return ", ".join(f"`{one}`" for one in field.choices) or "text"


def _lines() -> Iterator[str]:
    yield HEAD
    yield from ("| field | what it is | values |", "| --- | --- | --- |")
    for name, field in FIELDS.items():
        yield f"| `{name}` | {field.definition} | {_values(field)} |"
    yield CLOCKS
    yield from ("| rule | limit | from | to | from when |", "| --- | --- | --- | --- | --- |")
    for name, rule in RULES.items():
        first = min((one.valid_from for one in rule.versions if one.valid_from), default=None)
        since = "no national limit" if first is None else f"{first.day} {first:%B %Y}"
        yield f"| `{name}` | {rule.title} | {rule.start} | {rule.end} | {since} |"


def reference() -> str:
    """The text of `docs/reference/fields-and-clocks.md`."""
    return "\n".join(_lines()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
