"""Evidence with its place: in whose record it stands, and who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import Reader, Subject


@dataclass(frozen=True)
class PlacedEvidence:
    """A piece of evidence as it stands in a record.

    Args:
        name: What the record and the commands call it.
    """

    name: str
    subject: Subject
    reader: Reader
    evidence: Evidence
    author: str
    recorded_at: datetime
