"""No file makes the reader fail in a way that is not a refusal."""

from __future__ import annotations

from tests.mutated_returns import outcomes

WHOLE = 10_000
SLICE = 60


def test_whatever_the_file_it_is_read_or_refused(*, whole: bool) -> None:
    found = dict(outcomes(0, WHOLE if whole else SLICE))
    assert len(found) == (WHOLE if whole else SLICE)
    strange = {
        seed: said for seed, said in found.items() if said not in {"read", "refused", "stopped"}
    }
    assert strange == {}
    assert {"read", "refused"} <= set(found.values())
