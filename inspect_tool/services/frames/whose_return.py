"""Whose return some files are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from inspect_tool.domain.plan.plan import Authority
from inspect_tool.domain.review import Review
from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.frames.errors import (
    SeveralAuthoritiesError,
    UnknownAuthorityError,
    WhichAuthorityError,
)


def authority_of(review: Review, paths: Sequence[Path], code: str | None) -> Authority:
    """Whose return it is: as said, else as the names of the files say.

    Raises:
        UnreadableFileError: There is no such file.
        UnknownAuthorityError: No such code in the plan.
        WhichAuthorityError: The names do not tell.
        SeveralAuthoritiesError: They name more than one.
    """
    if code is not None:
        authority = review.plan.authority(code.upper())
        if authority is None:
            raise UnknownAuthorityError(code, review)
        return authority
    names = [path.resolve().stem.casefold() for path in paths]
    matches = [
        authority
        for authority in review.plan.authorities
        if any(_is_named(authority, name) for name in names)
    ]
    if not matches:
        missing = [path.name for path in paths if not path.exists()]
        if missing:
            raise UnreadableFileError(f"{', '.join(missing)} is not there. Nothing was changed.")
        raise WhichAuthorityError
    if len(matches) > 1:
        raise SeveralAuthoritiesError([authority.code for authority in matches])
    return matches[0]


def _is_named(authority: Authority, file: str) -> bool:
    """Whether a file's name starts with the code or the name of an authority, as whole words."""
    name = re.escape(authority.name.casefold()).replace(r"\ ", "[ _-]")
    return (
        re.match(rf"({re.escape(authority.code.casefold())}|{name})([^a-z0-9]|$)", file) is not None
    )
