"""Tokens that stand for children, which nobody can turn back without the salt."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Tokeniser:
    """Turns a local id into a token: the first 32 hex digits of HMAC-SHA-256(salt, id)."""

    salt: bytes

    @cached_property
    def _salted(self) -> hmac.HMAC:
        return hmac.new(self.salt, digestmod="sha256")

    def __call__(self, local_id: str) -> str:
        """Token of a local id."""
        # Copying a hash that holds the salt already is quicker than making a new one.
        code = self._salted.copy()
        code.update(local_id.encode())
        return code.hexdigest()[:32]
