"""The manifest lets anyone check the files of a report."""

from __future__ import annotations

import hashlib
import json

from inspect_tool.documents.manifest import manifest_json
from tests.documents.report_factory import report_content

FILES = {"report.pdf": b"%PDF", "tables.xlsx": b"PK"}


def manifest(**changes: bytes) -> str:
    return manifest_json(
        report_content(),
        {**FILES, **changes},
        versions={"inspect-tool": "1.0", "framework": "2"},
        seed="2026032600000000001234",
        digests={"plan": "aa", "frame": "bb"},
    )


def test_each_file_stands_with_its_digest_and_length() -> None:
    files = json.loads(manifest())["files"]
    assert files["report.pdf"] == {"sha256": hashlib.sha256(b"%PDF").hexdigest(), "bytes": 4}
    assert sorted(files) == ["report.pdf", "tables.xlsx"]


def test_it_says_what_the_report_was_made_from() -> None:
    read = json.loads(manifest())
    assert read["seed"] == "2026032600000000001234"
    assert read["made_from"] == {"frame": "bb", "plan": "aa"}
    assert read["made_with"] == {"framework": "2", "inspect-tool": "1.0"}
    assert (read["edition"], read["created"]) == ("internal", "2026-03-26")


def test_keys_are_sorted_so_that_the_same_report_gives_the_same_manifest() -> None:
    text = manifest()
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert manifest() == text
    assert manifest(**{"report.pdf": b"%PDF2"}) != text
