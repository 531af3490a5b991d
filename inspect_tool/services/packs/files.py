"""Files of evidence that came with a return, kept as those are that were attached here."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.records.evidence_files import LARGEST, kind_of_file
from inspect_tool.services.packs import flags
from inspect_tool.services.packs.accepted import row_of
from inspect_tool.services.records.evidence_files import keep_file
from inspect_tool.services.records.named_files import files_of
from inspect_tool.store.evidence_table import evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspect_tool.domain.packs.answers import PackedAnswer
    from inspect_tool.errors import Problem
    from inspect_tool.services.packs.returned import PackReturn
    from inspect_tool.store.database import UnitOfWork


def take_files(
    work: UnitOfWork, folder: Path, returned: PackReturn, new: Iterable[PackedAnswer]
) -> list[Problem]:
    """Keep the files that new answers name; the problems tell how many did not come or fit.

    Each is taken for what its content is: its digest, its size, its kind by its first bytes.

    Raises:
        NoRoomForFilesError: The review has as many bytes of files as can be backed up.
    """
    kept = evidence_of(work, folder)
    wanted = [digest for digest in sorted(files_of(map(row_of, new))) if not kept.holds(digest)]
    if not wanted:
        return []
    missing = unfit = 0
    for digest in wanted:
        content = returned.evidence.get(digest)
        if content is None:
            missing += 1
        elif not _is_evidence(digest, content):
            unfit += 1
        else:
            keep_file(work, folder, digest, content)
    counted = ((missing, "did not come along"), (unfit, "is none of the kinds that are taken"))
    return [flags.file_not_kept(returned.file, number, why) for number, why in counted if number]


def _is_evidence(digest: str, content: bytes) -> bool:
    is_named = hashlib.sha256(content).hexdigest() == digest
    return is_named and len(content) <= LARGEST and kind_of_file(content) is not None
