"""What people read when they may not see or do something; each sentence names a way out."""

from __future__ import annotations

from inspect_tool.errors import RefusedError


class AccessRefusedError(RefusedError):
    """A person may not see or do something."""


class NoKeeperError(AccessRefusedError):
    """Nobody was named, where nobody acts without a name."""


class NotYourRoleError(AccessRefusedError):
    """The actor's roles do not allow the action."""


class NotYourCaseError(AccessRefusedError):
    """The actor is an inspector, and it belongs to somebody else's caseload."""


class ConflictHoldsError(AccessRefusedError):
    """The actor has a conflict of interest with the authority."""


class BlindReadError(AccessRefusedError):
    """It would show the other read of a case to one of its two readers, before both are in."""


class OwnDecisionError(AccessRefusedError):
    """Somebody who read the case may not settle what its readers differ on."""
