"""`pack out`, `serve PACK`, `pack return`, `pack in`, by command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyrage
import pytest
import typer

from inspect_tool.cli.context import CommandContext
from inspect_tool.cli.opened_pack import open_working_copy
from inspect_tool.errors import UsageError
from inspect_tool.store import queries
from tests.interfaces.command_line import refused, run
from tests.stages import Stages
from tests.taken_along import identity, say

pytestmark = pytest.mark.journeys


@pytest.fixture
def room(stages: Stages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office, and a laptop with the inspector's private key."""
    shutil.copytree(stages["assigned"], tmp_path / "office")
    (tmp_path / "laptop").mkdir()
    (tmp_path / "laptop" / "key.txt").write_text(identity(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def public() -> str:
    return str(pyrage.x25519.Identity.from_str(identity()).to_public())


def out(file: str, *more: str) -> tuple[str, ...]:
    return (*("--review", "office", "pack", "out", "--for", "ab", "-o", file), *more)


def context(person: str | None = None) -> typer.Context:
    from inspect_tool.cli import pack

    click = typer.main.get_command(pack.app)
    return typer.Context(click, obj=CommandContext(person=person))


def test_a_pack_goes_out_is_worked_in_and_comes_in_by_commands(room: Path) -> None:
    pack = room / "laptop" / "ab.pack"
    done = run(*out(str(pack), "--recipient", public()))
    assert (done.code, "nothing of other people's reads" in done.out) == (0, True)
    assert (pack.stat().st_mode & 0o777) == 0o600
    key = room / "laptop" / "key.txt"
    with pytest.raises(UsageError):
        open_working_copy(context("cd"), pack, key, None)
    workspace = open_working_copy(context(), pack, key, None)
    with workspace.reading() as work:
        case = min(row.case_ref for row in queries.assignments(work) if row.reader == "first")
    assert say(workspace, case, "HARM.1.a", "no", "seen in the field", "one").fault == ""
    workspace.database.close()
    back = room / "back.pack"
    given = run("pack", "return", pack, "-o", back)
    assert given.code == 0, given
    assert "1 of them new" in given.out
    assert "working copy was removed" in given.out
    dry = run("--review", "office", "pack", "in", back, "--dry-run")
    assert "seen in the field" in dry.out
    taken = run("--review", "office", "--json", "pack", "in", back)
    assert (taken.code, [one["changed"] for one in taken.json() if one["changed"]]) == (0, [1])
    again = run("--review", "office", "pack", "in", back, back)
    assert again.code == 0, again
    shown = run("--review", "office", "case", "show", case)
    assert "seen in the field" in shown.out


def test_what_cannot_be_done_says_what_can(room: Path) -> None:
    there = room / "there.pack"
    there.write_bytes(b"age-encryption.org/v1\n")
    refused(run(*out(str(there), "--recipient", public())), 3)
    refused(run(*out("new.pack", "--recipient", "nobody")), 2)
    refused(
        run("--review", "office", "--as", "cd", *out("new.pack", "--recipient", public())[2:]), 3
    )
    assert "serve there.pack" in refused(run("pack", "return", there, "-o", "back.pack"), 2)
    assert run(*out("ab.pack", "--recipient", public())).code == 0
    refused(run("--review", "office", "pack", "in", there), 4)
    refused(run("--review", "office", "pack", "in", "ab.pack"), 4)
    refused(run("--review", "office", "pack", "in", "none.pack"), 4)
    refused(run("serve", "ab.pack", "--team", "https://example.org"), 2)
    assert not (room / "ab.pack.open").exists()
