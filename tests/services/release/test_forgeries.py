"""A release that was tampered with fails in both verifiers, and what was changed is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspect_tool.domain.release.manifest import SIGNATURE
from inspect_tool.services.publication.release_check import verify_release
from tests.sealed_release import RELEASE
from tests.services.release import standalone
from tests.services.release.forgeries import PLAIN, RESEALED, forge

NOW = datetime(2030, 1, 1, tzinfo=UTC)
# What is named where a file was changed in a way that says which.
NAMED = {
    "a byte of a table": "tables/01-table-drift-case-type.csv",
    "a missing file": "tables/01-table-drift-case-type.csv",
    "an added hidden file": ".hidden",
    "a link in the place of a file": "tables/01-table-drift-case-type.csv",
    "two tables swapped": "tables/02-table-authorities.csv",
    "a share changed in the CSV file alone": "tables/01-table-drift-case-type.csv",
    "another seed in the certificate": "draw/draw-certificate.json",
}


@pytest.fixture(scope="module")
def sound(sealed_once: Path) -> Path:
    return sealed_once / "releases" / RELEASE


@pytest.fixture(scope="module")
def key(sound: Path) -> str:
    return str(json.loads((sound / SIGNATURE).read_text())["public_key"])


def test_the_sound_one_holds_in_both(sound: Path, key: str) -> None:
    found = verify_release(sound, key=key, now=NOW)
    assert found.faults == ()
    told = standalone.verify(sound, key)
    assert (told.code, told.places) == (0, ())
    assert told.last == found.sentence


def test_there_are_at_least_forty() -> None:
    assert len(PLAIN) + len(RESEALED) >= 80
    assert set(NAMED) <= PLAIN.keys() | RESEALED.keys()


@pytest.mark.proof(part=12)
@pytest.mark.parametrize("name", [*PLAIN, *RESEALED])
def test_a_forgery_fails_in_both(sound: Path, key: str, tmp_path: Path, name: str) -> None:
    forged = forge(sound, tmp_path, name)
    # Without a key nobody can tell a signature made anew; what the files say still has to fit.
    found = verify_release(forged, key="" if name in RESEALED else key, now=NOW)
    told = standalone.verify(forged, "" if name in RESEALED else key)
    assert not found.holds
    assert told.code == 1
    assert found.sentence.startswith("FAILS")
    assert told.last.startswith("FAILS")
    if name in NAMED:
        assert NAMED[name] in {fault.place for fault in found.faults}
        assert NAMED[name] in told.places


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", [*RESEALED])
def test_a_key_made_anew_fails_against_the_publishers(
    sound: Path, key: str, tmp_path: Path, name: str
) -> None:
    forged = forge(sound, tmp_path, name)
    assert SIGNATURE in {fault.place for fault in verify_release(forged, key=key, now=NOW).faults}
    assert SIGNATURE in standalone.verify(forged, key).places


def test_without_a_key_it_says_what_is_not_proven(sound: Path) -> None:
    found = verify_release(sound, now=NOW)
    assert found.holds
    assert any("who signed it" in one for one in found.not_proven)
    assert "who signed it" in standalone.verify(sound).said
    assert "Not compared" in found.sentence
