"""What the file beside the database says is believed only as far as it can be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.audit import Head
from inspect_tool.services.review.witness import check_witness, fault_of, words_on
from inspect_tool.store.heads_file import Witness, WitnessFaultyError
from inspect_tool.workspace import Workspace

pytestmark = pytest.mark.one_engine("of the file beside review.db")


def test_a_file_that_fits_is_no_fault(drawn: Workspace) -> None:
    with drawn.reading() as work:
        assert fault_of(work, drawn.witness) == ""
        assert words_on(work, drawn.witness) == ""
        check_witness(work, drawn.witness)


def test_a_file_that_was_never_there_is_not_missed(review: Workspace) -> None:
    with review.reading() as work:
        assert review.witness.fault == "is missing"
        assert fault_of(work, review.witness) == ""


@pytest.mark.parametrize(
    ("entries", "words"), [(2, ""), (1, "is 4 savings behind it"), (0, "is 5 savings behind it")]
)
def test_savings_that_it_lacks_are_counted(entries: int, words: str) -> None:
    said = Witness(Head(entries, "0" * 64)).fault_beside(5)
    assert said.startswith(words)
    assert bool(said) == bool(words)


def test_what_is_wrong_is_said_with_what_to_do(drawn: Workspace) -> None:
    missing = replace(drawn.witness, head=None, fault="is missing")
    with drawn.reading() as work:
        assert "is missing. Put it back" in words_on(work, missing)
        with pytest.raises(WitnessFaultyError, match="db accept-older --why TEXT"):
            check_witness(work, missing)
