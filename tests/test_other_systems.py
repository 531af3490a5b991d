"""Stands in for the Windows machine that nobody here has: nothing may need what only POSIX has."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

pytestmark = pytest.mark.journeys

ROOT = Path(__file__).parents[1]


@cache
def sources() -> dict[str, str]:
    """Every module of the package, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "inspect_tool").rglob("*.py"))
    }


def trees(*names: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules that have one of these words anywhere: to parse all of them takes seconds."""
    named = re.compile(rf"\b(?:{'|'.join(names)})\b")
    for path, source in sources().items():
        if named.search(source):
            yield path, ast.parse(source)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


POSIX_MODULES = words(
    "crypt curses fcntl grp nis ossaudiodev posix pty pwd readline resource spwd syslog termios tty"
)
# "Availability: Unix" in the manual of the standard library.
POSIX_NAMES = {
    "os": words(
        "O_CLOEXEC O_DIRECTORY O_DSYNC O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_SYNC O_TMPFILE "
        "WEXITSTATUS WIFEXITED chown chroot confstr ctermid fchdir fchmod fchown fork forkpty "
        "getegid geteuid getgid getgroups getloadavg getpgid getpgrp getpriority getresuid getsid "
        "getuid initgroups killpg lchown lockf major minor mkfifo mknod nice openpty pathconf "
        "pipe2 posix_fadvise posix_fallocate posix_spawn pread preadv pwrite sched_getaffinity "
        "sendfile setegid seteuid setgid setpgid setpriority setsid setuid statvfs sync sysconf "
        "tcgetpgrp ttyname uname wait wait3 wait4"
    ),
    "signal": words(
        "SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGQUIT SIGUSR1 SIGUSR2 alarm pthread_kill "
        "pthread_sigmask setitimer sigwait"
    ),
    "time": frozenset({"tzset"}),
    "socket": frozenset({"AF_UNIX"}),
}
START_METHODS = {"fork", "forkserver"}

# Imports everything as if there were neither POSIX nor Pango, and says what cannot be imported.
IMPORT_ALL = """
import builtins, pkgutil, importlib, sys
import cffi
hidden = set(sys.argv[1].split())
original = builtins.__import__

def without_posix(name, globals=None, *rest, **named):
    if (globals or {}).get("__name__", "").startswith("inspect_tool") and name in hidden:
        raise ImportError(name)
    return original(name, globals, *rest, **named)

def no_library(*_):
    raise OSError("cannot load library")

builtins.__import__ = without_posix
cffi.FFI.dlopen = no_library
start = importlib.import_module(sys.argv[2])
for module in pkgutil.walk_packages(start.__path__, f"{start.__name__}."):
    if module.name.endswith("__main__"):
        continue
    try:
        importlib.import_module(module.name)
    except Exception as error:
        sys.stderr.write(f"{module.name}: {type(error).__name__}\\n")
"""


def import_all(hidden: frozenset[str], *, of: str = "inspect_tool") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, " ".join(hidden), of],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return set(done.stderr.splitlines())


@pytest.mark.every_run
def test_every_module_but_the_engine_of_the_pdf_is_imported_without_posix_and_pango(
    *, whole: bool
) -> None:
    """A run that is not whole imports what writes; the two tests below look through the rest."""
    package = "inspect_tool" if whole else "inspect_tool.documents"
    assert import_all(POSIX_MODULES, of=package) == {
        "inspect_tool.documents.pdf.engine: OSError",
        "inspect_tool.documents.pdf.notes_in_place: OSError",  # of the engine alone
    }


NEED_PANGO = {
    "weasyprint",
    "inspect_tool.documents.pdf.engine",
    "inspect_tool.documents.pdf.notes_in_place",
}


def imported_at_the_top(tree: ast.Module) -> Iterator[str]:
    """What is imported with a module, as a module or from one, and not by a function of it."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module.partition(".")[0]
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.every_run
def test_what_needs_pango_is_imported_by_functions_alone() -> None:
    found = {
        path
        for path, tree in trees("weasyprint", "engine", "notes_in_place")
        if NEED_PANGO & set(imported_at_the_top(tree))
    }
    pdf = "inspect_tool/documents/pdf"
    assert found == {f"{pdf}/engine.py", f"{pdf}/notes_in_place.py"}


def test_a_module_that_is_needed_would_be_missed() -> None:
    missed = import_all(frozenset({"hashlib"}), of="inspect_tool.domain.language")
    assert "inspect_tool.domain.language.digest: ImportError" in missed


def needs_posix(tree: ast.AST) -> Iterator[str]:
    """What a module uses that Windows lacks, also inside functions that no test here runs."""
    guarded = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and _catches_import_error(node)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if node in guarded:
            continue
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name in POSIX_MODULES)
            case ast.ImportFrom(module=str(module)) if module in POSIX_MODULES:
                yield module
            case ast.ImportFrom(module=str(module), names=names):
                here = POSIX_NAMES.get(module, frozenset())
                yield from (f"{module}.{one.name}" for one in names if one.name in here)
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                if name in POSIX_NAMES.get(module, frozenset()):
                    yield f"{module}.{name}"
            case ast.Constant(value=str(word)) if word in START_METHODS:
                yield word


def _catches_import_error(node: ast.Try) -> bool:
    return any(
        handler.type is not None and "ImportError" in ast.unparse(handler.type)
        for handler in node.handlers
    )


@pytest.mark.every_run
def test_no_module_uses_what_windows_lacks() -> None:
    names = {*POSIX_MODULES, *START_METHODS, *chain(*POSIX_NAMES.values())}
    found = {path: list(needs_posix(tree)) for path, tree in trees(*names)}
    assert len(found) > 20
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import fcntl", ["fcntl"]),
        ("def run():\n    from resource import getrusage", ["resource"]),
        ("from os import fork", ["os.fork"]),
        ("import os\nos.getuid()", ["os.getuid"]),
        ("import signal\nprocess.send_signal(signal.SIGKILL)", ["signal.SIGKILL"]),
        ('get_context("fork")', ["fork"]),
        ("try:\n    import resource\nexcept ImportError:\n    pass", []),
        ("import os\nos.replace(old, new)", []),
    ],
)
def test_what_windows_lacks_is_found(source: str, found: list[str]) -> None:
    assert list(needs_posix(ast.parse(source))) == found


def test_the_names_are_those_of_this_system() -> None:
    """A name with a slip in it would never be found."""
    if os.name == "nt":
        pytest.skip("Windows has none of them")
    unknown = {
        f"{module}.{name}"
        for module, names in POSIX_NAMES.items()
        for name in names
        if not hasattr(import_module(module), name)
    }
    assert unknown == set()


def text_files_written(tree: ast.AST) -> Iterator[int]:
    """Lines that write text and leave the ends of its lines to the system."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_write = node.func.attr == "write_text" or (
                node.func.attr in ("open", "fdopen")
                and any(
                    isinstance(one, ast.Constant) and one.value in ("w", "x", "a")
                    for one in node.args
                )
            )
            if is_write and "newline" not in {one.arg for one in node.keywords}:
                yield node.lineno


def test_what_is_written_has_the_same_bytes_on_every_system() -> None:
    found = {
        path: list(text_files_written(tree)) for path, tree in trees("write_text", "open", "fdopen")
    }
    assert len(found) > 20
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_text_written_with_the_system_s_ends_of_lines_is_found() -> None:
    source = 'path.write_text(words, encoding="utf-8")\npath.open("w")\npath.open("rb")'
    assert list(text_files_written(ast.parse(source))) == [1, 2]


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param({"PYTHONIOENCODING": "cp1252:strict"}, id="a pipe on Windows"),
        pytest.param(
            {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, id="a bare locale"
        ),
    ],
)
def test_a_command_in_a_pipe_writes_utf_8_whatever_the_system_would_choose(
    chosen: dict[str, str], tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **chosen}
    command = [sys.executable, "-m", "inspect_tool", "new", "Prüfung ≤ 3"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert "Prüfung ≤ 3" in done.stdout.decode("utf-8")
