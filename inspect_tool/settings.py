"""What the environment says, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Organisation:
    """Where an organisation keeps the accounts that people sign in with, by OpenID Connect.

    Args:
        issuer: Its address, from `INSPECT_TOOL_OIDC_ISSUER`; empty where there is none.
        client: What it calls this tool, from `INSPECT_TOOL_OIDC_CLIENT`.
        secret: What this tool proves that with, from `INSPECT_TOOL_OIDC_SECRET`.
    """

    issuer: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """Settings from the environment.

    Args:
        review: Folder of the review, from `INSPECT_TOOL_REVIEW`.
        database_url: Database of a team, from `INSPECT_TOOL_DATABASE_URL`.
        person: Who acts when `--as` is not given, from `INSPECT_TOOL_AS`.
        passphrase: What backups are encrypted with, from `INSPECT_TOOL_PASSPHRASE`.
        organisation: Whose accounts a team signs in with.
    """

    review: Path | None = None
    database_url: str | None = None
    person: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    organisation: Organisation = Organisation()

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings of this process, or of the mapping given."""
        values = os.environ if environment is None else environment
        review = values.get("INSPECT_TOOL_REVIEW")
        return cls(
            review=Path(review) if review else None,
            database_url=values.get("INSPECT_TOOL_DATABASE_URL") or None,
            person=values.get("INSPECT_TOOL_AS") or None,
            passphrase=values.get("INSPECT_TOOL_PASSPHRASE") or None,
            organisation=Organisation(
                issuer=values.get("INSPECT_TOOL_OIDC_ISSUER", "").strip(),
                client=values.get("INSPECT_TOOL_OIDC_CLIENT", "").strip(),
                secret=values.get("INSPECT_TOOL_OIDC_SECRET", "").strip(),
            ),
        )
