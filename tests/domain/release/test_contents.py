"""What a release may carry, by its edition."""

from __future__ import annotations

import pytest

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.contents import (
    CaseLevelFileError,
    FileNameError,
    ReleaseContents,
    UnsettledDisclosureError,
)


def test_a_public_release_carries_no_file_of_the_team_and_what_was_decided() -> None:
    def files(edition: Edition = Edition.PUBLIC, **more: dict[str, bytes]) -> dict[str, bytes]:
        parts = {"documents": {}, "tables": {}, "draw": {}, "made_from": {}, **more}
        return ReleaseContents(edition, **parts).files()

    with pytest.raises(UnsettledDisclosureError):
        files()
    with pytest.raises(CaseLevelFileError):
        files(disclosure={"decisions.json": b""}, made_from={"review.yaml": b""})
    held = files(disclosure={"decisions.json": b""}, made_from={"framework.yaml": b""})
    assert set(held) == {"disclosure/decisions.json", "made-from/framework.yaml"}
    with pytest.raises(FileNameError):
        files(Edition.INTERNAL, documents={"é.html": b""})
