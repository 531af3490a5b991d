"""Keep notes on the page of their calls where WeasyPrint 70 would move them on.

Where a paragraph overflows the page and may not be broken before its last line, WeasyPrint makes
room by sending notes to the next page, those of other paragraphs too (`_linebox_layout`). Such a
paragraph goes to the next page as a whole instead, as it does on a page without notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.layout import block


@contextmanager
def notes_in_place() -> Iterator[None]:
    """Lay pages out with notes kept where they are called."""
    lay_lines_out = block._linebox_layout

    def lay_out_with_notes(  # type: ignore[no-untyped-def] # what WeasyPrint itself calls it with
        context, box, index, child, new_children, page_is_empty, *others
    ) -> tuple[Any, ...]:
        sent_before = list(context.reported_footnotes)
        result: tuple[Any, ...] = lay_lines_out(
            context, box, index, child, new_children, page_is_empty, *others
        )
        sent_on = [note for note in context.reported_footnotes if note not in sent_before]
        if page_is_empty or not sent_on:
            return result
        for note in sent_on:
            context.reported_footnotes.remove(note)
            context.current_page_footnotes.append(note)
        context._update_footnote_area()
        is_moved_as_a_whole, stops_here = True, False
        return (is_moved_as_a_whole, stops_here, *result[2:])

    block._linebox_layout = lay_out_with_notes
    try:
        yield
    finally:
        block._linebox_layout = lay_lines_out
