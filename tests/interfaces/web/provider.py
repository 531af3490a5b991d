"""An organisation's sign-in for the tests: OpenID Connect over HTTP on this machine.

It is as strict as such a provider has to be (client, place to come back to, a code that is good
once, PKCE), and can be told to lie in what it signs.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from inspect_tool.web.serving import listening

CLIENT, SECRET = "inspect-tool", "no secret, since it is here"


@dataclass
class Provider:
    """What an organisation says of whoever comes.

    Args:
        back: The one place that it sends browsers back to.
        subject: Who is signed in with the browser that asks.
        lies: Claims that it signs instead of the right ones; None leaves one out.
        signs_with: Another key than the one that it publishes.
        algorithm: What it says that it signs with.
        metadata: What its description says instead of the right thing.
    """

    issuer: str
    back: str
    subject: str = "24400320"
    lies: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = None
    algorithm: str = "ES256"
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    key: ECKey = field(
        default_factory=lambda: ECKey.generate_key("P-256", parameters={"kid": "one"})
    )
    asked: list[str] = field(default_factory=list)

    def describe(self, _request: Request) -> Response:
        self.asked.append("description")
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        }
        return JSONResponse(told | self.metadata)

    def keys(self, _request: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.back
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{self.back}?{urlencode(back)}", status_code=302)

    async def token(self, request: Request) -> Response:
        given = {name: one[0] for name, one in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(given.get("code", ""), None)
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        is_right = (
            asked is not None
            and request.headers.get("authorization") == f"Basic {wanted}"
            and given["redirect_uri"] == asked["redirect_uri"]
            and base64.urlsafe_b64encode(challenge).decode().rstrip("=") == asked["code_challenge"]
        )
        if not is_right or asked is None:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        } | self.lies
        claims = {name: value for name, value in claims.items() if value is not None}
        return JSONResponse(
            {"access_token": "unused", "token_type": "Bearer", "id_token": self._signed(claims)}
        )

    def _signed(self, claims: Mapping[str, Any]) -> str:
        if self.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            coded = [base64.urlsafe_b64encode(repr_of(one)).decode().rstrip("=") for one in parts]
            return ".".join((*coded, ""))
        header = {"alg": self.algorithm, "kid": "one"}
        key = self.signs_with or self.key
        return jwt.encode(header, dict(claims), key, algorithms=[self.algorithm])


def repr_of(part: Mapping[str, Any]) -> bytes:
    import json

    return json.dumps(dict(part)).encode()


def shared_key() -> OctKey:
    """The secret of the client, which is no key of the organisation's."""
    return OctKey.import_key(SECRET)


@contextmanager
def provider_for(back: str) -> Iterator[Provider]:
    """A provider on this machine, as long as it is needed."""
    with listening(None) as listener:
        provider = Provider(f"http://127.0.0.1:{listener.getsockname()[1]}", back)
        app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", provider.describe),
                Route("/keys", provider.keys),
                Route("/authorize", provider.authorize),
                Route("/token", provider.token, methods=["POST"]),
            ]
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield provider
        finally:
            server.should_exit = True
            thread.join()
