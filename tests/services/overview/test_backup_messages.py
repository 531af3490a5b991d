"""What a backup that does not hold says: the first faults, and how many more there are."""

from __future__ import annotations

import pytest

from inspect_tool.services.overview.backup import BackupFaultyError, key_with, lock_with
from inspect_tool.store.age import NotDecryptedError


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        (1, "Fault 1. Mend it."),
        (2, "Fault 1. Fault 2. Mend it."),
        (3, "Fault 1. Fault 2. Fault 3. Mend it."),
        (4, "Fault 1. Fault 2. Fault 3. And 1 more. Mend it."),
        (9, "Fault 1. Fault 2. Fault 3. And 6 more. Mend it."),
    ],
)
def test_three_faults_are_told_and_the_others_counted(faults: int, message: str) -> None:
    told = [f"Fault {number}." for number in range(1, faults + 1)]
    assert BackupFaultyError(told, "Mend it.").message == message


@pytest.mark.proof(part=0)  # two seconds of work for each use of a passphrase
def test_what_a_passphrase_locks_the_same_passphrase_opens_and_no_other() -> None:
    locked = lock_with("four words of their own", ()).encrypt(b"the review")
    assert b"the review" not in locked
    assert key_with("four words of their own", None)(locked) == b"the review"
    with pytest.raises(NotDecryptedError):
        key_with("four words of others", None)(locked)
