"""Certificates in a folder tell of deletions that an older copy of the database does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_tool.services.review.certified import (
    FOLDER,
    FORMAT,
    certified_deletions,
    destroyed_by_certificate,
    erased_by_certificate,
    lost_deletions,
    still_to_delete,
)
from inspect_tool.store import queries
from inspect_tool.workspace import Workspace

KEYS_GONE = {
    "format": FORMAT,
    "at": "2013-12-01T10:00:00+00:00",
    "what": "things were destroyed by class",
    "about": ["keys"],
    "authorities": ["ASH"],
}
CHILD_GONE = {**KEYS_GONE, "what": "a child was erased", "about": ["ASH-001"]}


def put(review: Path, held: object) -> None:
    (review / FOLDER).mkdir(exist_ok=True)
    (review / FOLDER / "deletion-001.json").write_text(json.dumps(held), encoding="utf-8")


def test_a_certificate_tells_whose_keys_are_not_to_be_missed(drawn: Workspace) -> None:
    put(drawn.folder, KEYS_GONE)
    certified = certified_deletions(drawn.folder)
    with drawn.reading() as work:
        assert lost_deletions(work, certified) == certified
        assert destroyed_by_certificate(work, certified) == {"ASH"}
        (told,) = still_to_delete(work, drawn.keys, certified)
    assert "db purge --class keys" in told


def test_one_of_an_earlier_version_does_not_say_whose_and_means_all(drawn: Workspace) -> None:
    put(drawn.folder, {name: KEYS_GONE[name] for name in KEYS_GONE if name != "authorities"})
    with drawn.reading() as work:
        found = destroyed_by_certificate(work, certified_deletions(drawn.folder))
    assert found == {"ASH", "BRO"}


def test_a_child_is_known_by_the_case_and_by_the_token(drawn: Workspace) -> None:
    with drawn.reading() as work:
        token = min(queries.tokens(work, "ASH"))
        put(drawn.folder, CHILD_GONE)
        by_case = erased_by_certificate(work, certified_deletions(drawn.folder), "ASH")
        put(drawn.folder, {**CHILD_GONE, "about": ["ASH-999"], "tokens": [token, "0" * 32]})
        by_token = erased_by_certificate(work, certified_deletions(drawn.folder), "ASH")
        of_others = erased_by_certificate(work, certified_deletions(drawn.folder), "BRO")
    assert len(by_case) == 1
    assert by_token == {token}
    assert not of_others


def test_a_case_that_the_review_does_not_have_is_not_asked_for(drawn: Workspace) -> None:
    put(drawn.folder, {**CHILD_GONE, "about": ["ASH-999"]})
    with drawn.reading() as work:
        told = list(still_to_delete(work, drawn.keys, certified_deletions(drawn.folder)))
    assert told == []


@pytest.mark.parametrize(
    "change", [{"about": []}, {"about": "keys"}, {"about": [1]}, {"at": None}, {"format": "else"}]
)
def test_what_has_another_form_is_no_certificate(
    drawn: Workspace, change: dict[str, object]
) -> None:
    put(drawn.folder, {**KEYS_GONE, **change})
    assert certified_deletions(drawn.folder) == ()
