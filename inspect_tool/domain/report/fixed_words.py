"""Fixed words of a review's documents: in its language, and in English as it calls its cases."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.figures.basis import SnapshotFigures


def fixed(figures: SnapshotFigures, key: str, **values: object) -> str:
    """Words of the catalogue by their key, with values put in.

    English ones say what the review calls a case, a child or an authority; another language's
    catalogue says it itself.
    """
    return figures.review.look.words.say_as(figures.words.said, key, **values)


def words_on_the_language(figures: SnapshotFigures) -> Iterator[str]:
    """What a document of fixed words alone has to say of them; nothing in English."""
    words = figures.review.look.words
    if not words.is_english:
        yield from (text for text in words.imprint() if text != words.say("sentences_not_read"))
