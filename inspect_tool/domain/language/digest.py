"""The digest of a document that people write: the same meaning gives the same digest."""

from __future__ import annotations

import hashlib
import json

from inspect_tool.domain.language.conditions import Document


def document_digest(document: Document) -> str:
    """SHA-256 of the document's canonical JSON, as 64 lower-case hex digits.

    Canonical JSON has sorted keys, no white space, UTF-8, and the names that people write. What is
    at its default is left out: a comment, the order of keys, or a default that is spelt out do
    not change the digest, and a later version of the tool that knows more keys gives an old
    document the digest that it had.
    """
    content = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
