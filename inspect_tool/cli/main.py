"""The command `inspect-tool`: its nouns, the options before them, and what errors become."""

from __future__ import annotations

import gc
import os
import re
import sys
from copy import copy
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_command_name, get_group
from typer.models import CommandInfo

from inspect_tool import __version__
from inspect_tool.cli.context import CommandContext, speak_as
from inspect_tool.errors import InspectToolError, UnreadableFileError, UsageError

OPTIONS_WITH_VALUE = ("--review", "--as")
OPTIONS_ALONE = ("--json",)


class Noun(NamedTuple):
    """A noun of the command line: where its Typer application is, and its line of help."""

    module: str
    application: str
    words: str


# In the order of the work. A noun's module is imported only when the noun is used, so that help
# answers at once.
NOUNS = {
    "demo": Noun("demo", "app", "Do the whole job on the sample review."),
    "new": Noun("review", "new_app", "Start a review: plan, framework, narrative."),
    "status": Noun("review", "status_app", "Say where the review stands and what to do next."),
    "plan": Noun("plan", "app", "Read the review's plan."),
    "framework": Noun("framework.framework", "app", "The criteria framework and its versions."),
    "authority": Noun("authority", "app", "Choose the authorities to inspect."),
    "frame": Noun("frame", "app", "Take authorities' returns."),
    "sample": Noun("sample.sample", "app", "Commit, draw and prove the sample."),
    "assign": Noun("assign", "app", "Share the cases between inspectors."),
    "case": Noun("case.case", "app", "Record findings on cases."),
    "pack": Noun("pack", "app", "Work without a network, and bring it back."),
    "evidence": Noun("evidence", "app", "Notes and evidence behind the figures."),
    "theme": Noun("theme", "app", "Themes that run through notes and evidence."),
    "voice": Noun("voice", "app", "Interviews, focus groups and surveys."),
    "guard": Noun("guard", "app", "Find what may identify somebody, and settle it."),
    "calibrate": Noun("calibrate", "app", "The same training cases for all, before fieldwork."),
    "moderate": Noun("moderate.moderate", "app", "Second reads, blind, and decisions."),
    "snapshot": Noun("snapshot", "app", "Fix the state that figures come from."),
    "findings": Noun("findings.findings", "app", "Count findings from a snapshot."),
    "claim": Noun("claim", "app", "Check the narrative's quantities."),
    "recommendation": Noun("recommendation", "app", "What should be done, and what became of it."),
    "disclose": Noun("disclose", "app", "What in the report could identify a child."),
    "report": Noun("report", "app", "Build the report."),
    "templates": Noun("templates", "app", "Templates of the documents, to be changed."),
    "release": Noun("release", "app", "Seal what is published, and prove it."),
    "calc": Noun("calc.calc", "app", "The statistics on a plain CSV file, without a review."),
    "backup": Noun("backup", "backup_app", "Write the whole review into encrypted files."),
    "restore": Noun("backup", "restore_app", "Make a review again from its backup."),
    "erase": Noun("erase", "app", "Erase one child."),
    "serve": Noun("serve", "app", "The pages in a browser."),
    "jobs": Noun("jobs", "app", "What runs beside the pages."),
    "people": Noun("people", "app", "Who signs in to the pages of a team."),
    "db": Noun("db", "app", "Upgrade, back up and check the database."),
}


class Nouns(TyperGroup):
    """The nouns, imported when used; takes the common options wherever they stand."""

    _verb = ""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the form that Typer calls
        """Names of the nouns, in the order of the work."""
        return list(NOUNS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of a noun, or None."""
        noun = NOUNS.get(cmd_name)
        if noun is None:
            return None
        module = import_module(f"inspect_tool.cli.{noun.module}")
        command = built(getattr(module, noun.application), self._verb)
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The noun, with the verb alone that is called where there is one of that name."""
        self._verb = args[1] if len(args) > 1 else ""
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """List the nouns without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, noun.words) for name, noun in NOUNS.items()])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move the options that belong before the noun to the front."""
        check_numbers(args)
        return super().parse_args(ctx, hoist(args))


def built(application: typer.Typer, verb: str) -> Any:
    """The command of a noun; of its verbs only the one that is called, where it has that.

    Typer builds the parser of every verb: of `case`, 27 where one is used.
    """
    commands = application.registered_commands
    called = [one for one in commands if verb == (one.name or _name_of(one))]
    if len(commands) == 1 or not called:
        return get_command(application)
    alone = copy(application)
    alone.registered_commands, alone.registered_groups = called, []
    return get_group(alone)


def _name_of(command: CommandInfo) -> str:
    return get_command_name(command.callback.__name__) if command.callback else ""


# A public seed may be a hundred digits that were thrown; nothing else has half as many.
LONGEST_NUMBER = re.compile(r"[-+]?[\d_.,]{101,}")


def check_numbers(args: list[str]) -> None:
    """Refuse a word that is a number of hundreds of digits: reckoning with it may never end.

    Raises:
        UsageError: There is one.
    """
    for word in args:
        if LONGEST_NUMBER.fullmatch(word.partition("=")[2] or word):
            raise UsageError(
                f"A number of {len(word):,} characters is too large to reckon with. Check the "
                "words of the command."
            )


def hoist(args: list[str]) -> list[str]:
    """The words of a command with the common options first; after `--` nothing moves."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in OPTIONS_ALONE or word.partition("=")[0] in OPTIONS_WITH_VALUE:
            front.append(word)
            if word in OPTIONS_WITH_VALUE:
                front += [value for value in [next(words, None)] if value is not None]
        else:
            rest.append(word)
    return front + rest


app = typer.Typer(
    cls=Nouns,
    no_args_is_help=True,
    # Errors of a library print their values, which are case data.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Each command has its own help, with an example: inspect-tool sample draw --help",
)


def _print_version(wanted: bool) -> None:  # Typer gives it so
    if wanted:
        typer.echo(f"inspect-tool {__version__}")
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    review_folder: Annotated[
        Path | None,
        typer.Option("--review", metavar="FOLDER", help="The review; else the nearest upwards."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who acts: an id of the team.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print results for a program.")] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print it."),
    ] = False,
) -> None:
    """Sample cases, record findings, count them and publish the report of a thematic inspection."""
    if person is not None and not person.strip():
        raise UsageError(
            "--as names nobody. Give an id of the plan's team, or leave --as out to act as the "
            "keeper of the folder."
        )
    ctx.obj = CommandContext(review=review_folder, person=person, json=json)


# How many more objects than before make Python look for garbage, and how many times a generation
# is looked at before the older one is. A command makes many objects, hardly any of them in a
# circle, and ends: looking through all of them again and again took a fifth of its time.
SELDOM = (200_000, 20, 20)


def main() -> None:
    """Run a command; what goes wrong becomes a sentence and the promised exit code."""
    gc.set_threshold(*SELDOM)
    # No other package's plugin looks at what is read, and the machine is not searched for any.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Everything that a command makes is for its owner alone: files 0600, folders 0700.
    os.umask(0o077)
    _write_in_utf8()
    try:
        app()
    except InspectToolError as error:
        from inspect_tool.cli.output import print_causes, print_error, print_problems

        (print_causes if error.is_told_by_cause else print_problems)(error.problems)
        print_error(error.message)
        sys.exit(error.exit_code)
    except OverflowError:
        from inspect_tool.cli.output import print_error

        print_error("A number in the command is too large to reckon with. Check its digits.")
        sys.exit(UsageError.exit_code)
    except OSError as error:
        from inspect_tool.cli.output import print_error

        place = error.filename or "A file"
        print_error(f"{place} cannot be read or written: {error.strerror or type(error).__name__}.")
        sys.exit(UnreadableFileError.exit_code)
    finally:
        speak_as(str)
        # Python would look for garbage among all that was imported once more before it ends.
        gc.freeze()


def _write_in_utf8() -> None:
    # In a pipe, Windows would choose an encoding without our dashes, and JSON is always UTF-8.
    # A file's name may hold bytes that are not; they go out as they came in.
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
