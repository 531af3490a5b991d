"""What of a report stands on its cover, and what behind it."""

from __future__ import annotations

from inspect_tool.domain.content.blocks import Chapter, Paragraph, ReportContent


def body_of(content: ReportContent) -> tuple[Chapter, ...]:
    """The chapters behind the cover."""
    return tuple(chapter for chapter in content.chapters if not chapter.is_on_cover)


def statement_of(content: ReportContent) -> tuple[Paragraph, ...]:
    """What the cover says of the report, in a few sentences; none where nobody wrote any."""
    on_cover = (chapter for chapter in content.chapters if chapter.is_on_cover)
    blocks = (block for chapter in on_cover for block in chapter.blocks)
    return tuple(block for block in blocks if isinstance(block, Paragraph))
