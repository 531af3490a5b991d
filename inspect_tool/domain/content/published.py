"""A report as the public may see it: what disclosure control has let through, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from inspect_tool.domain.content.blocks import ReportContent


@dataclass(frozen=True)
class PublishedContent(ReportContent):
    """A report of which every number may be published.

    Made in `disclosure.public_edition` alone, as tests/test_architecture.py sees to; a report that
    calls itself public and is none of these cannot be made at all.
    """

    is_published: ClassVar[bool] = True
