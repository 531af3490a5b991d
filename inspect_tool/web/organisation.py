"""Who somebody is, asked of their organisation: OpenID Connect, as Authlib does it.

Authorization code with PKCE (S256), state and nonce. Nothing of what the organisation says is kept
but the subject, and that only where a lead has linked it.
"""

from __future__ import annotations

import json
import logging
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from httpx2 import HTTPError
from joserfc.errors import JoseError

from inspect_tool.errors import RefusedError
from inspect_tool.services.review.linked_accounts import check_issuer

if TYPE_CHECKING:
    from fastapi import Request

    from inspect_tool.settings import Organisation

log = logging.getLogger("inspect_tool.web")

NAME = "organisation"
BEGIN = "/sign-in/organisation"
BACK = f"{BEGIN}/back"
OUT = f"{BEGIN}/out"
SECONDS_TO_ANSWER = 10
DISCOVERY = "/.well-known/openid-configuration"
# Signed with a key that only the organisation has; never with a secret that this tool has too.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
)
_CODE = re.compile(r"[a-z_]{1,40}")  # of an error, such as `invalid_client`


class OrganisationSilentError(RefusedError):
    """The organisation's sign-in does not answer, or not as such a sign-in does."""

    http_status = 502

    def __init__(self) -> None:
        super().__init__(
            "Your organisation's sign-in does not answer as it should. Try again in a minute. If "
            "you have a password for this tool, you can sign in with it."
        )


class NotProvedError(RefusedError):
    """What came back does not say who somebody is."""

    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "Your organisation's sign-in did not say who you are: it was broken off, took too "
            "long, or was begun in another browser. Go back to the start and sign in again."
        )


@dataclass(frozen=True)
class Begun:
    """A sign-in that was begun.

    Args:
        address: Where the browser goes.
        kept: What it keeps meanwhile, so that nobody else can finish it.
    """

    address: str
    kept: str


class OrganisationSignIn:
    """The sign-in of an organisation.

    Args:
        origin: What browsers see of this tool.

    Raises:
        BadAccountError: The issuer's address is not safe to ask.
    """

    def __init__(self, organisation: Organisation, origin: str) -> None:
        check_issuer(organisation.issuer)
        self.issuer = organisation.issuer
        self._client_id = organisation.client
        self._origin = origin
        self._client: Any = OAuth().register(  # untyped
            NAME,
            server_metadata_url=organisation.issuer.rstrip("/") + DISCOVERY,
            client_id=organisation.client,
            client_secret=organisation.secret or None,
            client_kwargs={
                "scope": "openid",
                "code_challenge_method": "S256",
                "timeout": SECONDS_TO_ANSWER,
                "token_endpoint_auth_method": (
                    "client_secret_basic" if organisation.secret else "none"
                ),
            },
        )

    async def begin(self, request: Request, after: str) -> Begun:
        """Where to prove who one is.

        Args:
            after: The page to come to afterwards.

        Raises:
            OrganisationSilentError: The organisation does not answer.
        """
        request.scope["session"] = {}  # where Authlib puts what it wants to see again
        async with self._answers():
            answer = await self._client.authorize_redirect(request, self._origin + BACK)
        kept = json.dumps({"after": after, "session": request.session})
        return Begun(answer.headers["location"], urlsafe_b64encode(kept.encode()).decode())

    async def finish(self, request: Request, kept: str) -> tuple[str, str]:
        """Who came back.

        Args:
            kept: What the browser kept.

        Returns:
            The subject, and the page to come to.

        Raises:
            OrganisationSilentError: The organisation does not answer.
            NotProvedError: It did not say who it is.
        """
        found = _read(kept)
        request.scope["session"] = found["session"]
        wanted = {
            "iss": {"essential": True, "value": self.issuer},
            "sub": {"essential": True},
        }
        async with self._answers():
            token = await self._client.authorize_access_token(request, claims_options=wanted)
        subject = token.get("userinfo", {}).get("sub")
        if not isinstance(subject, str) or not subject:
            raise NotProvedError
        return subject, str(found["after"])

    async def address_to_leave(self) -> str:
        """Where one signs out of the organisation too; empty where it has no such place."""
        async with self._answers():
            place = str(self._client.server_metadata.get("end_session_endpoint") or "")
            if place:
                made = await self._client.create_logout_url(client_id=self._client_id)
                place = str(made["url"])
        return place

    @asynccontextmanager
    async def _answers(self) -> AsyncIterator[None]:
        """What the organisation calls itself is asked first; what goes wrong is told in words."""
        try:
            told = await self._client.load_server_metadata()
            if told.get("issuer") != self.issuer:
                _log_why("AnotherIssuer", f"it calls itself {told.get('issuer')}")
                raise OrganisationSilentError
            listed = told.get("id_token_signing_alg_values_supported") or ["RS256"]
            told["id_token_signing_alg_values_supported"] = sorted(ALGORITHMS & set(listed))
            yield
        except (OAuthError, JoseError) as error:  # their words are the other side's
            code = str(getattr(error, "error", ""))
            _log_why(type(error).__name__, code if _CODE.fullmatch(code) else "")
            raise NotProvedError from error
        except (HTTPError, ValueError, KeyError, TypeError, RuntimeError) as error:
            _log_why(type(error).__name__, str(error) if isinstance(error, HTTPError) else "")
            raise OrganisationSilentError from error


def _log_why(fault: str, why: str) -> None:
    """Say to whoever runs the server what the page keeps from people: no code, token or name."""
    log.warning("sign-in=organisation fault=%s why=%r", fault, why[:200])


def _read(kept: str) -> dict[str, Any]:
    try:
        found = json.loads(urlsafe_b64decode(kept.encode()))
        if isinstance(found["session"], dict) and isinstance(found["after"], str):
            return dict(found)
    except (ValueError, KeyError, TypeError):
        pass
    raise NotProvedError
