from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from inspect_tool.store.file_sets import SetOfFiles

OLD = {"x.pdf": b"old pdf", "x.html": b"old page", "x-manifest.json": b"old"}
NEW = {"x.html": b"new page", "x-manifest.json": b"new"}


@pytest.fixture
def place(tmp_path: Path) -> SetOfFiles:
    return SetOfFiles(tmp_path / "reports", "x", ("x.pdf", "x.html", "x-manifest.json"))


def put(place: SetOfFiles, files: Mapping[str, bytes]) -> None:
    with place.prepared(files):
        pass


def found(place: SetOfFiles) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in place.folder.iterdir() if one.is_file()}


def hidden(place: SetOfFiles) -> list[str]:
    return [one.name for one in place.folder.iterdir() if one.name.startswith(".")]


def test_a_new_set_replaces_the_old_one_and_leaves_none_of_its_files(place: SetOfFiles) -> None:
    put(place, OLD)
    assert found(place) == OLD
    (place.folder / "certificate.json").write_bytes(b"another's")
    put(place, NEW)
    assert found(place) == NEW | {"certificate.json": b"another's"}
    assert hidden(place) == []


def test_the_old_set_lies_in_its_place_until_the_new_one_is_recorded(place: SetOfFiles) -> None:
    put(place, OLD)
    with place.prepared(NEW):
        assert found(place) == OLD
    assert found(place) == NEW


def test_a_new_set_that_is_not_recorded_never_takes_its_place(place: SetOfFiles) -> None:
    put(place, OLD)
    with pytest.raises(RuntimeError, match="not recorded"), place.prepared(NEW):
        raise RuntimeError("not recorded")
    assert found(place) == OLD
    assert hidden(place) == []


@pytest.mark.parametrize(
    ("hidden_folders", "in_place", "after"),
    [
        ({"new": {"x.html": b"half"}}, OLD, OLD),
        ({"next": NEW}, OLD, NEW),
        ({"next": NEW}, {"x.pdf": b"old pdf"}, NEW),
        ({"in": NEW}, {}, NEW),
        ({"in": {"x-manifest.json": b"new"}}, {"x.html": b"new page"}, NEW),
        ({"in": {}}, NEW, NEW),
    ],
    ids=["half written", "whole", "old half removed", "old removed", "half moved", "moved"],
)
def test_what_a_killed_process_left_is_finished_or_removed(
    place: SetOfFiles,
    hidden_folders: dict[str, dict[str, bytes]],
    in_place: dict[str, bytes],
    after: dict[str, bytes],
) -> None:
    for step, files in ({"": in_place} | hidden_folders).items():
        folder = place.folder / f".x.{step}" if step else place.folder
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    place.settle()
    assert found(place) == after
    assert hidden(place) == []


def test_nobody_finishes_what_somebody_is_still_at(place: SetOfFiles) -> None:
    put(place, OLD)
    with place.prepared(NEW):
        place.settle()
        assert hidden(place) == [".x.new"]
    assert found(place) == NEW


def test_files_and_folders_of_a_set_are_for_their_owner_alone(place: SetOfFiles) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such rights")
    put(place, OLD)
    assert place.folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in place.folder.iterdir()} == {0o600}
