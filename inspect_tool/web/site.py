"""The review that is served: opened once, its documents read anew when they change."""

from __future__ import annotations

import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.people import KEEPER_ID
from inspect_tool.services.review.sessions import LOCAL_LIMITS, TEAM_LIMITS, SessionLimits
from inspect_tool.web.one_at_a_time import OneAtATime
from inspect_tool.web.waiting import WaitingReturns

if TYPE_CHECKING:
    from inspect_tool.domain.people import Actor
    from inspect_tool.web.organisation import OrganisationSignIn
    from inspect_tool.workspace import Workspace

Signature = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class SiteOptions:
    """How a review is served.

    Args:
        origin: Scheme, host and port that browsers see, such as `http://127.0.0.1:8000`.
        is_team: Whether people sign in; else whoever has the launch token is the person given.
        person: Who acts where nobody signs in; None for the keeper of the folder.
    """

    origin: str
    is_team: bool = False
    person: str | None = None

    @property
    def host(self) -> str:
        """What a browser says it is talking to."""
        return self.origin.partition("://")[2]

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by https."""
        return self.origin.startswith("https://")

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; by https no other host and no sub-domain can set it."""
        if self.is_secure:
            return "__Host-inspect-tool"
        # Browsers send cookies to every port of a host: two reviews side by side have one each.
        return f"inspect-tool-{self.host.rpartition(':')[2]}"

    @property
    def limits(self) -> SessionLimits:
        """When sessions end by themselves."""
        return TEAM_LIMITS if self.is_team else LOCAL_LIMITS


@dataclass
class LaunchToken:
    """What opens the browser of whoever started the server: good for one visit."""

    value: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, given: str) -> bool:
        """Whether it is the token; from then on nothing is."""
        with self._lock:
            is_right = bool(self.value) and secrets.compare_digest(
                self.value.encode(), given.encode()
            )
            if is_right:
                self.value = ""
            return is_right


class Site:
    """A review and how it is served.

    Args:
        organisation: Whose accounts people sign in with; None where they all have passwords.
    """

    def __init__(
        self,
        workspace: Workspace,
        options: SiteOptions,
        organisation: OrganisationSignIn | None = None,
    ) -> None:
        self.options = options
        self.organisation = organisation
        self.launch = LaunchToken()
        self.waiting = WaitingReturns()
        self.documents = OneAtATime()
        self.packs = OneAtATime()
        self._lock = threading.Lock()
        self._opened = workspace
        self._signature = _signature(workspace)
        _ = workspace.database  # settles what a killed process left, before anybody comes

    def opened(self) -> Workspace:
        """The review, under the plan and the framework that the folder has now.

        Raises:
            DocumentFaultyError: One of them was changed and has faults.
        """
        with self._lock:
            now = _signature(self._opened)
            if now != self._signature:
                opened = self._opened.read_anew()
                _ = opened.written
                self._opened, self._signature = opened, _signature(opened)
            return self._opened

    def acting_as(self, person: str) -> Workspace:
        """The review opened by the person of a session."""
        return self.opened().acting_as(None if person == KEEPER_ID else person)

    def owner(self) -> Actor:
        """Who acts where nobody signs in.

        Raises:
            UnknownPersonError: The plan does not name them any more.
        """
        return self.opened().acting_as(self.options.person).actor


def _signature(workspace: Workspace) -> Signature:
    """What tells that the plan or the framework was written anew."""
    return tuple(
        _of_file(path) for path in (workspace.folder / "review.yaml", workspace.framework_file)
    )


def _of_file(path: Path) -> tuple[int, int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
