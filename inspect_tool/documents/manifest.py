"""The manifest of a report: what it was made from, and the digest of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from inspect_tool.domain.content.blocks import ReportContent

FORMAT = "inspect-tool report manifest 1"


def manifest_json(
    content: ReportContent,
    files: Mapping[str, bytes],
    *,
    versions: Mapping[str, str],
    seed: str,
    digests: Mapping[str, str],
    own_templates: Mapping[str, str] | None = None,
) -> str:
    """Say what a set of files is, so that anyone can check it with `sha256sum`.

    Args:
        files: The files of the report, by name.
        versions: Of the tool, the framework and what set the pages, by name.
        seed: The public seed of the draw; empty where nothing was drawn.
        digests: SHA-256 of what the report was made from (plan, framework, frame, snapshot), and
            the head of the audit trail when the snapshot was taken (see `audit.Head`).
        own_templates: SHA-256 of the templates that are not the tool's, by name.
    """
    manifest: dict[str, object] = {
        "format": FORMAT,
        "title": content.title,
        "reference": content.reference,
        "edition": content.edition.value,
        "created": content.created.isoformat(),
        "notice": content.notice,
        "seed": seed,
        "made_with": dict(versions),
        "made_from": dict(digests),
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in files.items()
        },
    }
    if own_templates:
        manifest["own_templates"] = dict(own_templates)
    return json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
