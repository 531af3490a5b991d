"""Returns that came by a page: their names, their digests, and what is left on the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from inspect_tool.domain.people import Actor, Role
from inspect_tool.services.sampling.uploaded import (
    NoFilesError,
    NotAListError,
    UploadedFile,
    check_uploaded,
    correct_by_uploaded,
    digest_of_uploaded,
    take_uploaded,
)

LEAD = Actor("le", "L. E.", frozenset({Role.LEAD}))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("ASH.xlsx", "ASH.xlsx"),
        ("C:\\Users\\me\\ASH 2013.xlsx", "ASH 2013.xlsx"),
        ("../../etc/List 6.csv", "List 6.csv"),
        ("a\r\nb\x00.csv", "ab.csv"),
        ("..", ""),
        (".csv", ""),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_of_a_name_only_what_a_name_needs_is_kept(sent: str, kept: str) -> None:
    assert UploadedFile(sent, b"").plain_name == kept


def test_what_is_no_return_by_its_names_is_refused() -> None:
    check_uploaded(LEAD, "ASH", [UploadedFile("a.csv", b""), UploadedFile("b.csv", b"")])
    with pytest.raises(NoFilesError):
        check_uploaded(LEAD, "ASH", [])
    for names in (["a.docx"], ["a.csv", "x/A.CSV"], ["csv"]):
        with pytest.raises(NotAListError):
            check_uploaded(LEAD, "ASH", [UploadedFile(name, b"") for name in names])


def test_an_upload_is_known_by_its_content_whatever_its_files_are_called() -> None:
    one, other = UploadedFile("a.csv", b"1"), UploadedFile("b.csv", b"2")
    assert digest_of_uploaded([one, other]) == digest_of_uploaded(
        [UploadedFile("c.csv", b"2"), UploadedFile("d.csv", b"1")]
    )
    assert digest_of_uploaded([one]) != digest_of_uploaded([other])


@pytest.mark.parametrize("act", ["take_return", "take_later_return"])
def test_nothing_is_left_on_the_disk_when_a_reading_fails(
    act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[bytes] = []

    def fail(_begin: object, _review: object, paths: list[Path], **_: object) -> None:
        seen.extend(path.read_bytes() for path in paths)
        raise NoFilesError

    monkeypatch.setattr(f"inspect_tool.services.sampling.uploaded.{act}", fail)
    take = take_uploaded if act == "take_return" else correct_by_uploaded
    with pytest.raises(NoFilesError):
        take(None, None, [UploadedFile("a.csv", b"1")], keys=None, options=None)  # type: ignore[arg-type]
    assert seen == [b"1"]
    assert list(tmp_path.iterdir()) == []
