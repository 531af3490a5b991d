"""A page of the documentation as its reader follows it: its YAML typed in, its commands run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.interfaces.command_line import run

ROOT = Path(__file__).parents[1]

# What differs from one run to the next: digests of secret salts, and the day of the run.
CHANGING = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r"\b20[2-9]\d-\d\d-\d\dT[\d:.+]+"), "TIME"),
    (re.compile(r"\b202[6-9]-\d\d-\d\d\b"), "DATE"),
)


@dataclass(frozen=True)
class Step:
    """A block of YAML to type in, or a command with what the page shows that it prints."""

    yaml: str = ""
    command: str = ""
    printed: str = ""


@dataclass(frozen=True)
class Printed:
    """What the page shows of a command, and what the command said and how it ended."""

    command: str
    shown: str
    said: str
    code: int


def steps_of(page: Path) -> Iterator[Step]:
    """The page's YAML and commands, in its order."""
    text = page.read_text(encoding="utf-8")
    for kind, block in re.findall(r"^```(yaml|console)\n(.*?)^```$", text, re.M | re.S):
        if kind == "yaml":
            yield Step(yaml=block)
            continue
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, printed = part.partition("\n")
            yield Step(command=command, printed=printed)


def follow(page: Path, monkeypatch: pytest.MonkeyPatch, *, file: str) -> Iterator[Printed]:
    """Do what the page says in the current folder.

    Args:
        file: What the page's YAML is typed into.
    """
    for step in steps_of(page):
        if step.yaml:
            type_in(Path(file), step.yaml)
            continue
        for command in step.command.partition("  #")[0].split("&&"):
            program, *given = shlex.split(command)
            if program == "cd":
                monkeypatch.chdir(given[0])
                continue
            assert program == "inspect-tool", command
            done = run(*given)
            yield Printed(command.strip(), step.printed, done.err + done.out, done.code)


def type_in(file: Path, block: str) -> None:
    """Put a block where the page says: a whole framework, a part of it, or keys of the document.

    A criterion takes the place of the one with its id, or comes last; a judgement is that of the
    first criterion.
    """
    if block.startswith("framework:"):
        file.write_text(block, encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    if block.startswith("      - id: "):
        head = re.escape(block.partition("\n")[0])
        old = re.search(rf"^{head}\n(?:        .*\n)*", text, re.M)
        place = old.span() if old else (text.index("\nmeasures:"),) * 2
        file.write_text(text[: place[0]] + block + text[place[1] :], encoding="utf-8")
        return
    if block.startswith("        judgement:"):
        old_judgement = r"^        judgement:.*\n(?:          .*\n)*"
        text = re.sub(old_judgement, lambda _: block, text, count=1, flags=re.M)
        file.write_text(text, encoding="utf-8")
        return
    for part in re.finditer(r"^(\w+):.*\n(?:[ #].*\n)*", block, re.M):
        old = re.search(rf"^{part[1]}:.*\n(?:[ #].*\n)*", text, re.M)
        assert old is not None, part[1]
        text = text[: old.start()] + part[0] + text[old.end() :]
    file.write_text(text, encoding="utf-8")


def words(text: str) -> list[str]:
    """What is said, without padding, where lines end and what differs from run to run."""
    for pattern, name in CHANGING:
        text = pattern.sub(name, text)
    return [word for word in text.split() if word.strip("─")]
