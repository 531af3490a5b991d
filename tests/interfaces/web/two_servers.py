"""Two servers of a team on one PostgreSQL, each with a folder of its own, and nginx before them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2 as httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.interfaces.web.client import form_of

NAME = "inspection.example.org"
ORIGIN = f"https://{NAME}"
DEPLOYED = Path(__file__).parents[3] / "deploy"
HEADERS = {"host": NAME, "origin": ORIGIN, "sec-fetch-site": "same-origin"}
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def free_ports(number: int) -> list[int]:
    """Ports of this machine that nobody has now."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]


NO_DATABASE = 4  # as a server ends that found none at its start


@dataclass
class Served:
    """A server of the pages: a process that can be killed and started anew."""

    folder: Path
    port: int
    watch: int
    url: str
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        words = ["--review", str(self.folder), "serve", "--team", ORIGIN]
        ports = ["--port", str(self.port), "--watch-port", str(self.watch)]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "inspect_tool", *words, *ports],
                env={**os.environ, "INSPECT_TOOL_DATABASE_URL": self.url},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait()

    def said(self, address: str) -> str:
        """What it tells those who run it; why it does not, where it does not."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.watch}{address}").text.strip()
        except httpx.TransportError as error:
            return type(error).__name__

    def wait(self, *, restarts: bool = False) -> None:
        """Wait until it is ready.

        Args:
            restarts: Whether it is started anew, as systemd does, where it found no database.
        """
        while self.said("/ready") != "ready":
            assert self.process is not None
            if restarts and self.process.poll() == NO_DATABASE:
                self.start()
            assert self.process.poll() is None, "the server ended"


def make_certificate(folder: Path) -> None:
    """A certificate that nobody has signed, and its key, as the site of nginx names them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "inspection.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "inspection.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def nginx_here(
    folder: Path, *, port: int, plain: int, servers: tuple[int, int] = (8021, 8022)
) -> Path:
    """The configuration of an nginx of one's own that has the site of `deploy`, and no root.

    Args:
        port, plain: Where it listens instead of 443 and 80.
    """
    folder.mkdir()
    make_certificate(folder)
    site = (DEPLOYED / "nginx.conf").read_text(encoding="utf-8")
    site = re.sub(r"/(?:etc/ssl/private|etc/ssl|var/log/nginx)/", f"{folder}/", site)
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    site = site.replace("listen 80", f"listen 127.0.0.1:{plain}")
    for written, here in zip((8021, 8022), servers, strict=True):
        site = site.replace(f"127.0.0.1:{written} ", f"127.0.0.1:{here} ")
    (folder / "site.conf").write_text(site, encoding="utf-8")
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in TEMPORARY)
    (folder / "main.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\n{paths}include {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    return folder / "main.conf"


@contextmanager
def proxied(folder: Path, servers: tuple[int, int]) -> Iterator[int]:
    """An nginx before two servers; the port that it has."""
    port, plain = free_ports(2)
    nginx = shutil.which("nginx")
    assert nginx is not None
    configuration = nginx_here(folder, port=port, plain=plain, servers=servers)
    process = subprocess.Popen([nginx, "-e", folder / "error.log", "-c", configuration])
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class Person:
    """Somebody with a browser that speaks to a port of this machine by the name of the review."""

    client: httpx.Client

    @classmethod
    def at(cls, port: int) -> Person:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return cls(
            httpx.Client(
                base_url=f"https://127.0.0.1:{port}", headers=HEADERS, verify=context, timeout=60
            )
        )

    @classmethod
    def over(cls, port: int) -> Person:
        """Past the proxy, as it passes people on."""
        passed_on = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1"}
        return cls(
            httpx.Client(
                base_url=f"http://127.0.0.1:{port}", headers={**HEADERS, **passed_on}, timeout=60
            )
        )

    def close(self) -> None:
        self.client.close()

    def sign_in(self, person: str, password: str) -> int:
        given = {"person": person, "password": password, "next": "/"}
        return self.client.post("/sign-in", data=given).status_code

    def save(self, at: str, field: str, words: str) -> bool:
        """Save a note, once; whether it was acknowledged."""
        try:
            page = self.client.get(at)
            if page.status_code != 200:
                return False
            fields = form_of(page.text, at)
            fields[field] = [words]
            return self.client.post(at, data=fields).status_code == 303
        except httpx.TransportError:
            return False
