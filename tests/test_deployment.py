"""The files that set up a team's server, and the page that shows them, hold for the tool."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from itertools import takewhile
from pathlib import Path

import httpx2 as httpx
import pytest

from inspect_tool.settings import Settings
from inspect_tool.web.site import SiteOptions
from inspect_tool.web.uploads import LARGEST_UPLOAD
from tests.interfaces.web.two_servers import ORIGIN, free_ports, nginx_here
from tests.test_docs_commands import command_of

ROOT = Path(__file__).parents[1]
DEPLOYED = ROOT / "deploy"
UNIT = DEPLOYED / "inspect-tool@.service"
SITE = DEPLOYED / "nginx.conf"
PAGE = (ROOT / "docs" / "how-tos" / "run-a-team-server.md").read_text(encoding="utf-8")
CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8")
SHOWN = {"ini": UNIT, "nginx": SITE, "caddy": DEPLOYED / "Caddyfile"}


def blocks(language: str) -> list[str]:
    """The blocks of the page in that language, as they stand in no list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def unit_values(name: str) -> list[str]:
    text = UNIT.read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(rf"^{name}=-?(.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("language", SHOWN)
def test_the_page_shows_each_file_as_it_is(language: str) -> None:
    assert blocks(language) == [SHOWN[language].read_text(encoding="utf-8")]
    assert f"deploy/{SHOWN[language].name}" in PAGE


def test_what_the_unit_starts_is_a_command_of_the_tool() -> None:
    (line,) = unit_values("ExecStart")
    program, *words = shlex.split(line.replace("%i", "8021"))
    command, given = command_of(words)
    assert command is not None
    options = {name for one in command.parameters for name in one.names}
    assert {word for word in given if word.startswith("--")} <= options
    assert ORIGIN in given
    folder = program.removesuffix("/bin/inspect-tool")
    assert f"python3 -m venv {folder}" in PAGE


def test_the_paths_and_the_account_of_the_unit_are_those_of_the_page() -> None:
    (user,), (folder,) = unit_values("User"), unit_values("WorkingDirectory")
    assert f"useradd --system --create-home --home-dir /srv/inspect {user}" in PAGE
    assert f"install -d -o {user} -g {user} -m 700 {folder}" in PAGE
    (environment,) = unit_values("EnvironmentFile")
    assert PAGE.count(environment) >= 2
    assert all(folder.startswith(path) for path in unit_values("ReadWritePaths"))
    assert f"`{unit_values('ReadWritePaths')[0]}/.pgpass`" in PAGE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_knows_every_line_of_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "inspect-tool@8021.service"
    text = UNIT.read_text(encoding="utf-8")
    unit.write_text(text.replace("/srv/inspect/tool/bin/inspect-tool", "/bin/true"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit],  # wherever the system has it
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx is installed")
def test_nginx_takes_the_site(tmp_path: Path) -> None:
    configuration = nginx_here(tmp_path / "nginx", port=8443, plain=8080)
    done = subprocess.run(
        ["nginx", "-t", "-q", "-e", tmp_path / "error.log", "-c", configuration],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx is installed")
def test_who_comes_by_http_is_sent_on_and_nothing_is_answered_there(tmp_path: Path) -> None:
    port, plain = free_ports(2)
    configuration = nginx_here(tmp_path / "nginx", port=port, plain=plain)
    words = configuration.read_text("utf-8").replace("daemon off;", "")
    configuration.write_text(words, "utf-8")
    nginx = ["nginx", "-e", str(tmp_path / "error.log"), "-c", str(configuration)]
    subprocess.run(nginx, check=True)  # it comes back once it listens
    try:
        asked = httpx.get(
            f"http://127.0.0.1:{plain}/records/ASH-001?a=b", headers={"host": "x.org"}
        )
    finally:
        subprocess.run([*nginx, "-s", "stop"], check=True)
    assert (asked.status_code, asked.headers["location"]) == (301, f"{ORIGIN}/records/ASH-001?a=b")
    assert "ASH-001" not in (tmp_path / "nginx" / "inspection-error.log").read_text("utf-8")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no Caddy is installed")
def test_caddy_takes_the_site() -> None:
    done = subprocess.run(
        ["caddy", "adapt", "--adapter", "caddyfile", "--config", DEPLOYED / "Caddyfile"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARN" not in done.stderr.upper()


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no Caddy is installed")
def test_who_comes_to_caddy_by_http_is_sent_on(tmp_path: Path) -> None:
    port, plain = free_ports(2)
    here = f"http_port {plain}\nhttps_port {port}\nskip_install_trust\nadmin off\n"
    site = (DEPLOYED / "Caddyfile").read_text("utf-8")
    site = site.replace("\n{\n", f"\n{{\n{here}storage file_system {tmp_path}/store\n", 1)
    own = tmp_path / "Caddyfile"
    own.write_text(site.replace(".org {", ".org {\ntls internal", 1), "utf-8")
    words = ["caddy", "run", "--adapter", "caddyfile", "--config", str(own)]
    kept = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}  # where it writes what it was given
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=kept) as caddy:
        assert caddy.stderr is not None
        try:
            said = list(takewhile(lambda line: "serving initial" not in line, caddy.stderr))
            name = {"host": ORIGIN.removeprefix("https://")}
            asked = httpx.get(f"http://127.0.0.1:{plain}/records/ASH-001?a=b", headers=name)
        finally:
            caddy.terminate()
        said += caddy.stderr
    assert (asked.status_code, asked.headers["location"]) == (308, f"{ORIGIN}/records/ASH-001?a=b")
    assert "ASH-001" not in "".join(said)


def test_the_site_lets_through_what_the_pages_take() -> None:
    site = SITE.read_text(encoding="utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", site)
    assert int(megabytes) * 1024 * 1024 > LARGEST_UPLOAD
    assert f"{SiteOptions(ORIGIN, is_team=True).cookie}=(?<" in site
    assert f"server_name {ORIGIN.removeprefix('https://')};" in site
    servers = re.findall(r"server 127\.0\.0\.1:(\d+) ", site)
    assert f"systemctl enable --now {' '.join(f'inspect-tool@{port}' for port in servers)}" in PAGE
    assert "$request " not in site  # an address has the reference of a case
    assert "$uri" not in site
    # Below `crit` nginx writes addresses.
    assert re.findall(r"error_log \S+ (\w+);", site) == ["crit"] * site.count("server {")
    caddy = (DEPLOYED / "Caddyfile").read_text(encoding="utf-8")
    assert "request>uri delete" in caddy
    assert "request>headers delete" in caddy  # one says from which page somebody came
    assert " ".join(f"127.0.0.1:{port}" for port in servers) in caddy


def test_the_container_is_made_of_what_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINER, re.MULTILINE)
    for source in shlex.split(" ".join(copied)):
        assert (ROOT / source).exists(), source
    named = re.findall(r"\S+\.lock", CONTAINER)
    assert set(named) <= set(shlex.split(" ".join(copied)))
    libraries = re.search(
        r'^PANGO="(.*)"$', (ROOT / "system-libraries.sh").read_text(), re.MULTILINE
    )
    assert libraries is not None
    assert libraries.group(1) in CONTAINER
    (user,) = re.findall(r"useradd --uid (\d+)", CONTAINER)
    assert f"user {user}" in PAGE
    (folder,) = re.findall(r"INSPECT_TOOL_REVIEW=(\S+)", CONTAINER)
    assert f":{folder} " in PAGE
    assert f"VOLUME {folder}\n" in CONTAINER


def test_every_setting_that_the_files_and_the_page_name_is_read() -> None:
    import inspect

    named = set(re.findall(r"INSPECT_TOOL_[A-Z_]+", CONTAINER + PAGE))
    read = inspect.getsource(inspect.getmodule(Settings) or Settings)
    assert {name for name in named if f'"{name}"' not in read} == set()
