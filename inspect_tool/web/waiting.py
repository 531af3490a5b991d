"""Uploaded returns that wait to be confirmed, in memory alone."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inspect_tool.errors import RefusedError
from inspect_tool.services.sampling.uploaded import UploadedFile, digest_of_uploaded

MOST_WAITING = 8  # at once, over all people, so that they fit into memory
WAITS_FOR = timedelta(minutes=30)
# In the place of an authority, whose code is in capitals.
PACKS, AUTHORITIES = "packs", "authorities"


class NothingWaitsError(RefusedError):
    """What was uploaded is not there any more."""

    def __init__(self) -> None:
        super().__init__(
            "No uploaded return waits here: it was taken or thrown away, half an hour is over, or "
            "the server was started again. Nothing was changed. Upload the files again."
        )


class TooManyWaitError(RefusedError):
    """Others have uploaded returns that they have not confirmed."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            f"{MOST_WAITING} returns wait to be confirmed already. Nothing was taken; try again "
            "once some of them are settled."
        )


@dataclass(frozen=True)
class WaitingReturn:
    """A return that was uploaded and not confirmed yet; it is in memory alone.

    Args:
        authority: Whose return it is; `PACKS` for returns of packs,
            `AUTHORITIES` for the files of a draw that were not saved yet.
        since: When it came.
    """

    authority: str
    files: tuple[UploadedFile, ...]
    since: datetime

    @property
    def digest(self) -> str:
        """What tells it from another upload."""
        return digest_of_uploaded(self.files)


@dataclass
class WaitingReturns:
    """Uploaded returns that wait, one a person."""

    _of: dict[str, WaitingReturn] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, person: str, upload: WaitingReturn) -> None:
        """Keep an upload in the place of the person's last one.

        Raises:
            TooManyWaitError: There are as many of others as there may be.
        """
        with self._lock:
            self._forget_old(upload.since)
            if person not in self._of and len(self._of) >= MOST_WAITING:
                raise TooManyWaitError
            self._of[person] = upload

    def of(self, person: str, authority: str, now: datetime) -> WaitingReturn:
        """The person's upload for an authority.

        Raises:
            NothingWaitsError: There is none.
        """
        with self._lock:
            self._forget_old(now)
            found = self._of.get(person)
            if found is None or found.authority != authority:
                raise NothingWaitsError
            return found

    def drop(self, person: str) -> None:
        """Forget the person's upload."""
        with self._lock:
            self._of.pop(person, None)

    def _forget_old(self, now: datetime) -> None:
        for person in [one for one, kept in self._of.items() if now - kept.since > WAITS_FOR]:
            del self._of[person]
