"""What came of returns of packs, printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspect_tool.cli.output import print_error, print_table

if TYPE_CHECKING:
    from inspect_tool.services.workbooks.returned import ReturnedView


def tell_of_taken(taken: Sequence[ReturnedView], *, dry_run: bool) -> None:
    """Print what came of returns, by authority; a dry run shows each new answer as well."""
    from inspect_tool.errors import Severity
    from inspect_tool.services.records.stray_notes import notes_words

    print_table(
        "Dry run: nothing was changed" if dry_run else "Packs taken in, number of answers",
        ["File", "Authority", "Inspector", "New", "Known", "Conflicts", "Stray", "Problems"],
        [
            [
                one.file,
                one.authority,
                one.inspector,
                one.changed,
                one.unchanged,
                len(one.conflicts),
                len(one.stray),
                len(one.problems),
            ]
            for one in taken
        ],
    )
    if dry_run:
        _print_new(taken)
    for one in taken:
        for problem in one.problems:
            is_taken = "noted" if problem.severity is Severity.NOTED else "not taken"
            print_error(f"{problem.place}: {is_taken}: {problem.message} {problem.remedy}")
        for item in one.conflicts:
            print_error(
                f"{one.file}: {item} was answered otherwise here after the pack was issued. Both "
                "are kept, and the case is not complete until one is settled on: see "
                "`case conflicts`."
            )
        for ref, number in Counter(one.stray).items():
            print_error(
                f"{one.file}: {notes_words(number)} kept with {ref}, never counted: see "
                f"`case stray {ref}`."
            )


def _print_new(taken: Sequence[ReturnedView]) -> None:
    print_table(
        "New answers",
        ["File", "Case", "Item", "Recorded", "In the file", "What becomes of it"],
        [
            [one.file, row.subject, row.item, row.recorded, row.given, row.outcome.value]
            for one in taken
            for row in one.differences
        ],
    )
