"""The words of a paragraph without what they are tied to."""

from __future__ import annotations

from inspect_tool.domain.content.blocks import Emphasis, Footnote, Spans, Strong


def plain_words(spans: Spans) -> str:
    """The words alone; notes are left out."""
    words = []
    for span in spans:
        if isinstance(span, Strong | Emphasis):
            words.append(plain_words(span.spans))
        elif not isinstance(span, Footnote):
            words.append(span.text)
    return "".join(words)
