"""What may be uploaded as the return of a pack, and by whom."""

from __future__ import annotations

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.people import Actor, Role
from inspect_tool.services.packs.by_page import NoPackFilesError, check_uploaded_packs
from inspect_tool.services.sampling.uploaded import UploadedFile

INSPECTOR = Actor("ab", "A. B.", frozenset({Role.INSPECTOR}))
WRITER = Actor("wr", "W. R.", frozenset({Role.WRITER}))


@pytest.mark.parametrize(
    "names", [(), ("",), (".",), ("a.pack", "A.pack"), ("x/a.pack", "y/a.pack")]
)
def test_returns_have_names_of_their_own(names: tuple[str, ...]) -> None:
    with pytest.raises(NoPackFilesError):
        check_uploaded_packs(INSPECTOR, [UploadedFile(name, b"x") for name in names])


def test_whoever_reads_no_cases_hands_no_return_in() -> None:
    check_uploaded_packs(INSPECTOR, [UploadedFile("a.pack", b"x"), UploadedFile("b.pack", b"x")])
    with pytest.raises(NotYourRoleError):
        check_uploaded_packs(WRITER, [UploadedFile("a.pack", b"x")])
