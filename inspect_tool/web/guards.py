"""What stands before every page: host, size, origin, headers; and after it: what went wrong.

Pure ASGI: a middleware of Starlette's own base class costs more than the pages do.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
MostBytes: TypeAlias = Callable[[Scope], Awaitable[int]]

LARGEST_BODY = 1_000_000  # bytes: a page of answers with the longest notes has a tenth of that
# Bytes of path and query: what an organisation's sign-in sends back has 2,000 and more.
LONGEST_ADDRESS = 6_000
SAFE = {"GET", "HEAD"}
KNOWN = {*SAFE, "POST"}
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
NOT_KEPT = "no-store"
KEPT = "public, max-age=3600"
HSTS = "max-age=31536000"
STATIC = "/static/"

# What a proxy calls a request: nginx's `$request_id`, or a UUID. Nothing else is taken over, so
# that nobody writes words of their own into the log.
GIVEN_NAME = re.compile(r"[0-9a-f]{16,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_PAGE = "none"

log = logging.getLogger("inspect_tool.web")


@dataclass(frozen=True)
class Answered:
    """A request after its answer.

    Args:
        name: What the log, the answer and the proxy call it.
        page: The pattern of the page's address, such as `/records/{ref}`: an address itself has
            the reference of a case.
        status: None where the browser was gone before anything was sent.
        fault: Kind of what went wrong in the tool; empty where nothing did. Its words may have
            case data in them.
    """

    name: str
    method: str
    page: str
    status: int | None
    seconds: float
    fault: str = ""


def log_answer(answered: Answered) -> None:
    """Write a line about a request: neither the address nor a name of anybody."""
    fault = f" fault={answered.fault}" if answered.fault else ""
    log.log(
        logging.ERROR if fault else logging.INFO,
        "request=%s method=%s page=%s status=%s ms=%.0f%s",
        answered.name,
        answered.method,
        answered.page,
        answered.status,
        answered.seconds * 1000,
        fault,
    )


@dataclass(frozen=True)
class Refusal:
    """A request that no page sees."""

    status: int
    words: str


class Guard:
    """Lets through to the pages what is meant for them.

    Args:
        origin: Scheme, host and port that browsers see.
        is_secure: Whether browsers are told to come by https alone.
        most_bytes: How large the body of a request may be; that of a page where none is given.
        tell: Is told of each request after its answer.
    """

    def __init__(
        self,
        app: Application,
        *,
        origin: str,
        is_secure: bool,
        most_bytes: MostBytes | None = None,
        tell: Callable[[Answered], None] = log_answer,
    ) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.tell = tell
        self.origin = origin
        self.host = origin.partition("://")[2]
        self.is_secure = is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        began = time.perf_counter()
        name = _name_of(scope)
        scope.setdefault("state", {})["request_name"] = name
        answer = _Answer(send, self._headers(scope, name))
        refusal = self._refusal(scope)
        body, fault = b"", ""
        if refusal is None:
            most = LARGEST_BODY if self.most_bytes is None else await self.most_bytes(scope)
            body, refusal = await _whole_body(scope, receive, most)
        if refusal is not None:
            await answer.plain(refusal.status, refusal.words)
        else:
            fault = await self._answer(scope, _replayed(body, receive), answer)
        method = scope["method"] if scope["method"] in KNOWN else "other"
        seconds = time.perf_counter() - began
        self.tell(Answered(name, method, _page_of(scope), answer.status, seconds, fault))

    async def _answer(self, scope: Scope, receive: Receive, answer: _Answer) -> str:
        """Let the pages answer; the kind of what went wrong in them, or nothing."""
        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            if answer.status is None:
                await answer.plain(500, "Something went wrong in the tool. Nothing was saved.")
            return type(error).__name__
        return ""

    def _headers(self, scope: Scope, name: str) -> list[tuple[bytes, bytes]]:
        is_static = scope["path"].startswith(STATIC)
        told = {**HEADERS, "cache-control": KEPT if is_static else NOT_KEPT, "x-request-id": name}
        if self.is_secure:
            told["strict-transport-security"] = HSTS
        return [(key.encode(), value.encode()) for key, value in told.items()]

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = _read(scope["headers"])
        if headers.get("host") != self.host:
            return Refusal(421, "This address is not the one that the tool is served at.")
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return Refusal(414, "The address is too long.")
        if scope["method"] not in KNOWN:
            return Refusal(405, "That is not done here.")
        if scope["method"] == "POST" and not self._is_from_here(headers):
            return Refusal(403, "The form did not come from a page of this tool.")
        return None

    def _is_from_here(self, headers: dict[str, str]) -> bool:
        """Whether a page of this tool sent it; what does not say where it is from did not."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            return False
        if origin is not None:
            return origin == self.origin
        return site is not None


def _name_of(scope: Scope) -> str:
    """What the request is called: as the proxy does, where that is a name and nothing else."""
    given = _read(scope["headers"]).get("x-request-id", "")
    return given if GIVEN_NAME.fullmatch(given) else secrets.token_hex(8)


def _page_of(scope: Scope) -> str:
    """The pattern of the page that answered; nobody's words, whatever was asked for."""
    return str(getattr(scope.get("route"), "path", "")) or NO_PAGE


def _read(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name; one that comes twice is nobody's: no browser sends it so."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.decode("latin-1").lower()
        if key in found and key in ("host", "origin", "sec-fetch-site"):
            found[key] = ""
        else:
            found.setdefault(key, value.decode("latin-1"))
    return found


async def _whole_body(scope: Scope, receive: Receive, most: int) -> tuple[bytes, Refusal | None]:
    """What was sent, up to the largest that a page sends."""
    if scope["method"] in SAFE:
        return b"", None
    too_large = Refusal(413, "That is more than a page of this tool sends. Nothing was saved.")
    declared = _read(scope["headers"]).get("content-length", "0")
    if not (declared.isascii() and declared.isdigit()) or int(declared) > most:
        return b"", too_large
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"", Refusal(400, "The form did not come in whole. Nothing was saved.")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            return b"", too_large
        if not message.get("more_body"):
            return b"".join(parts), None


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read to whoever asks, then what comes after it."""
    is_given = False

    async def give() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give


class _Answer:
    """Sends an answer with the headers that every answer has."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        self._send = send
        self._headers = headers
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            ours = {key for key, _ in self._headers}
            theirs = [(key, value) for key, value in message.get("headers", ()) if key not in ours]
            message = {**message, "headers": [*theirs, *self._headers]}
        await self._send(message)

    async def plain(self, status: int, words: str) -> None:
        """A sentence and no page."""
        text = words.encode()
        await self(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", b"text/plain; charset=utf-8"),
                    (b"content-length", str(len(text)).encode()),
                ],
            }
        )
        await self._send({"type": "http.response.body", "body": text})
