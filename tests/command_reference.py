"""The commands with their options, as the command line itself has them.

Run `python -m tests.command_reference > docs/reference/commands.md` after changing a command.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typer import Context
from typer.main import get_command

from inspect_tool.cli.main import app

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "commands.md"
HEAD = """\
# Commands

Printed by `python -m tests.command_reference`; a test keeps it as the commands are.
`inspect-tool NOUN VERB --help` says the same. What the words mean is in the
[glossary](../../GLOSSARY.md), and what exit codes mean in the [rules](rules.md).
"""
TABLE_HEAD = ("| argument or option | what it is |", "| --- | --- |")
# Typer's own, for the shell.
OF_THE_SHELL = ("install_completion", "show_completion", "help")


@dataclass(frozen=True)
class Parameter:
    """An argument or an option of a command.

    Args:
        names: How an option is written; an argument's one name.
        is_flag: Whether the option stands without a value.
        default: The value that is taken otherwise, if that says anything.
    """

    names: tuple[str, ...]
    words: str
    is_argument: bool
    is_required: bool
    is_flag: bool
    default: str


@dataclass(frozen=True)
class Command:
    """A command as its help has it.

    Args:
        click: The parser's own command, of a library without types.
    """

    path: tuple[str, ...]
    words: str
    example: str
    parameters: tuple[Parameter, ...]
    click: Any

    @property
    def name(self) -> str:
        """What is typed after `inspect-tool`."""
        return " ".join(self.path)

    def options(self) -> set[str]:
        """How its options may be written, those of every command included."""
        own = {name for one in self.parameters if not one.is_argument for name in one.names}
        return own | common_options() | {"-h", "--help"}


def _parameter(raw: Any) -> Parameter:
    is_argument = raw.param_type_name == "argument"
    name = raw.metavar or raw.name.upper().replace("_", "-")
    shows = isinstance(raw.default, str | int | float | Path) and not isinstance(raw.default, bool)
    return Parameter(
        names=(name,) if is_argument else (*raw.opts, *raw.secondary_opts),
        words=raw.help or "",
        is_argument=is_argument,
        is_required=raw.required,
        is_flag=bool(getattr(raw, "is_flag", False)),
        default=str(raw.default) if shows and raw.default != "" else "",
    )


def _command(path: tuple[str, ...], click: Any) -> Command:
    return Command(
        path=path,
        words=" ".join((click.help or "").split()),
        example=(click.epilog or "").partition("Example: ")[2],
        parameters=tuple(_parameter(one) for one in click.params if one.name not in OF_THE_SHELL),
        click=click,
    )


@cache
def root() -> Any:
    """The parser of `inspect-tool` itself."""
    return get_command(app)


@cache
def common_options() -> set[str]:
    """Options that every command takes, wherever they stand."""
    return {name for one in root().params for name in (*one.opts, *one.secondary_opts)}


@cache
def nouns() -> dict[str, tuple[str, tuple[Command, ...]]]:
    """For each noun its words and its commands; a noun that is a command has itself alone."""
    context = Context(root(), info_name="inspect-tool")
    found = {}
    for noun in root().list_commands(context):
        click = root().get_command(context, noun)
        verbs = getattr(click, "commands", None)
        commands = (
            tuple(_command((noun, verb), one) for verb, one in verbs.items())
            if verbs
            else (_command((noun,), click),)
        )
        found[noun] = (click.help or "", commands)
    return found


def commands() -> dict[str, Command]:
    """Every command by what is typed after `inspect-tool`."""
    return {one.name: one for _, of_noun in nouns().values() for one in of_noun}


def _usage(command: Command) -> str:
    words = ["inspect-tool", *command.path]
    for one in command.parameters:
        if one.is_argument:
            words.append(one.names[0] if one.is_required else f"[{one.names[0]}]")
        elif one.is_required:
            words += [one.names[0], "…"]
    return " ".join(words)


def _rows(command: Command) -> Iterator[str]:
    for one in command.parameters:
        names = ", ".join(f"`{name}`" for name in one.names)
        notes = [one.words.rstrip(".")] if one.words else []
        if one.is_required:
            notes.append("required")
        elif one.default:
            notes.append(f"otherwise {one.default}")
        value = "" if one.is_argument or one.is_flag else " …"
        yield f"| {names}{value} | {'; '.join(notes).replace('|', chr(92) + '|')} |"


def _section(command: Command) -> Iterator[str]:
    yield from (f"### {command.name}", "", command.words, "", "```", _usage(command), "```", "")
    if command.parameters:
        yield from (*TABLE_HEAD, *_rows(command), "")
    if command.example:
        yield from (f"Example: `{command.example}`", "")


def reference() -> str:
    """The text of `docs/reference/commands.md`."""
    lines = [HEAD, "## Before or after every command", "", *TABLE_HEAD]
    lines += [*_rows(_command((), root())), ""]
    for noun, (words, of_noun) in nouns().items():
        is_group = of_noun[0].path != (noun,)
        lines += [f"## {noun}", "", *((words, "") if is_group else ())]
        for command in of_noun:
            section = list(_section(command))
            lines += section if is_group else section[2:]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
