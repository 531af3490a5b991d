"""What is signed is read strictly: one form, names that stay inside, times that can be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from inspect_tool.domain.release.manifest import (
    FileDigest,
    Signature,
    manifest_text,
    parse_manifest,
    parse_signature,
    signature_text,
    signed_message,
)
from inspect_tool.domain.release.statement import (
    Corrects,
    Notice,
    NoticeKind,
    ReleaseStatement,
    notice_bytes,
    notice_text,
    parse_notice,
    parse_statement,
    statement_text,
    wrong_times,
)
from inspect_tool.domain.sampling.strict_json import FormError

FILES = {"tables.json": b"{}", "tables/01-a.csv": b"a"}
MADE = manifest_text("one", "internal", FILES)
SIGNED = signature_text(Signature("a" * 64, "b" * 128))
STATEMENT = ReleaseStatement(
    release="one",
    review="small",
    edition="internal",
    title="T",
    reference="",
    sealed_at="2014-03-26T12:00:00+00:00",
    snapshot="final",
    snapshot_taken_at="2014-02-01T12:00:00+00:00",
    seed="1" * 20,
    seeded_at="2013-10-01T12:00:00+00:00",
    names_cases="no",
    made_from={"plan": "p"},
    versions={"wording": "plain"},
    corrects=(Corrects("zero", "c" * 64, "2014-03-01T12:00:00+00:00", "why", "1", "0"),),
)
NOTICE = Notice(
    "one", "c" * 64, NoticeKind.CORRECTION, "2014-04-01T12:00:00+00:00", "why.", "two", "a" * 64
)


def test_what_is_written_is_read() -> None:
    manifest = parse_manifest(MADE)
    assert manifest.release == "one"
    assert manifest.files["tables/01-a.csv"].size == 1
    assert isinstance(manifest.files["tables.json"], FileDigest)
    assert parse_signature(SIGNED) == Signature("a" * 64, "b" * 128)
    assert parse_statement(statement_text(STATEMENT)) == STATEMENT
    assert parse_notice(notice_text(NOTICE)) == NOTICE


@pytest.mark.parametrize("name", ["../up", "/root", "a//b", ".dot", "a/.b", "a.", "A\\b", "é", ""])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        manifest_text("one", "internal", {name: b""})
    changed = json.loads(MADE)
    changed["files"][name] = changed["files"]["tables.json"]
    with pytest.raises(FormError):
        parse_manifest(json.dumps(changed))


def test_two_names_that_are_one_where_capitals_do_not_count() -> None:
    with pytest.raises(ValueError, match=r"tables\.json"):
        manifest_text("one", "internal", {"tables.json": b"", "TABLES.json": b""})


def test_what_is_signed_says_what_it_is() -> None:
    assert signed_message("a kind", b"held") == b"a kind\nheld"
    assert notice_bytes(replace(NOTICE, signature="s")) == notice_bytes(NOTICE)


def changed(text: str, change: Callable[[dict[str, Any]], object]) -> str:
    held = json.loads(text)
    change(held)
    return json.dumps(held)


@pytest.mark.parametrize(
    ("read", "text", "change"),
    [
        (parse_manifest, MADE, lambda held: held.update(format="x")),
        (parse_manifest, MADE, lambda held: held.update(release="../x")),
        (parse_manifest, MADE, lambda held: held["files"]["tables.json"].update(sha256="x")),
        (parse_manifest, MADE, lambda held: held["files"].update({"manifest.json": {}})),
        (parse_signature, SIGNED, lambda held: held.update(algorithm="none")),
        (parse_signature, SIGNED, lambda held: held.update(public_key="x")),
        (parse_signature, SIGNED, lambda held: held.update(signature="x")),
        (parse_statement, statement_text(STATEMENT), lambda held: held.update(format="x")),
        (parse_statement, statement_text(STATEMENT), lambda held: held.update(title=1)),
        (parse_notice, notice_text(NOTICE), lambda held: held.update(format="x")),
        (parse_notice, notice_text(NOTICE), lambda held: held.update(kind="praise")),
        (parse_notice, notice_text(NOTICE), lambda held: held.update(manifest_sha256="x")),
    ],
)
def test_another_form_is_refused(
    read: Callable[[str], object], text: str, change: Callable[[dict[str, Any]], object]
) -> None:
    with pytest.raises(FormError):
        read(changed(text, change))


def test_a_notice_says_what_became_of_a_release() -> None:
    assert NOTICE.words.endswith("why. two takes its place.")
    assert replace(NOTICE, replaced_by="").words.endswith("why.")
    assert "not to be used" in replace(NOTICE, kind=NoticeKind.RETRACTION).words


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ()),
        ({"seeded_at": ""}, ()),
        ({"sealed_at": "2014-03-26"}, ()),
        ({"sealed_at": "yesterday"}, ("not a date",)),
        ({"sealed_at": "2999-01-01T00:00:00Z"}, ("in the future",)),
        ({"sealed_at": "2014-01-01T00:00:00Z"}, ("before its snapshot", "noticed later")),
        ({"snapshot_taken_at": "2013-01-01T00:00:00Z"}, ("before the draw",)),
    ],
)
def test_times_follow_each_other(changes: dict[str, str], said: tuple[str, ...]) -> None:
    found = wrong_times(replace(STATEMENT, **changes), datetime(2020, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))
    assert "in the future" not in " ".join(wrong_times(replace(STATEMENT, **changes), None))  # type: ignore[arg-type]
