"""What is signed of a pack is read strictly: what is not in its form is no pack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from inspect_tool.domain.packs.manifest import (
    PackManifest,
    ReturnManifest,
    base_digest,
    digests_of,
    is_name,
    parse_pack,
    parse_return,
)
from inspect_tool.domain.sampling.strict_json import FormError

DIGEST = "0f" * 32
PACK = PackManifest(
    review="neglect",
    pack="0a" * 16,
    inspector="ab",
    number=2,
    issued_at=datetime(2013, 11, 1, 9, tzinfo=UTC),
    version="1.0",
    base=DIGEST,
    public_key=DIGEST,
    return_to="age1abc",
    files={"rows.json": DIGEST, f"evidence/{DIGEST}": DIGEST},
)
RETURN = ReturnManifest(PACK.text, "0f" * 64, datetime(2013, 11, 2, tzinfo=UTC), PACK.files)


def test_manifests_are_read_as_they_are_written() -> None:
    assert parse_pack(PACK.text) == PACK
    assert parse_return(RETURN.text) == RETURN


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"pack": "0a"},
        {"inspector": "../ab"},
        {"base": "0g" * 32},
        {"public_key": ""},
        {"number": True},
        {"issued_at": "2013-11-01T09:00:00"},
        {"files": {"../rows.json": DIGEST}},
        {"files": {"rows.json": "0f"}},
        {"more": "1"},
    ],
    ids=str,
)
def test_what_is_not_in_the_form_of_a_pack_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(FormError):
        parse_pack(json.dumps(json.loads(PACK.text) | change))


@pytest.mark.parametrize(
    "change", [{"format": "x"}, {"pack_signature": "0f"}, {"returned_at": "now"}], ids=str
)
def test_what_is_not_in_the_form_of_a_return_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(FormError):
        parse_return(json.dumps(json.loads(RETURN.text) | change))


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "evidence/..", f"evidence/{DIGEST}/x", "ROWS.JSON", "rows.json\n"]
)
def test_no_name_leads_out_of_a_pack(name: str) -> None:
    assert not is_name(name)


def test_the_base_does_not_depend_on_an_order_and_another_file_has_another_digest() -> None:
    assert base_digest(frozenset({"a", "b"})) == base_digest(frozenset({"b", "a"}))
    assert base_digest(frozenset({"a"})) != base_digest(frozenset({"b"}))
    assert digests_of({"x": b"1"}) != digests_of({"x": b"2"})
    assert parse_pack(replace(PACK, number=3).text).number == 3
