"""Every command, option, link and figure that the pages name exists and does what they say."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer import Context

from inspect_tool.domain.access.actions import Action
from inspect_tool.readers.documents.yaml import read_yaml
from inspect_tool.web.page_words import PAGES as TOLD_IN_REFUSALS
from tests import access_reference, calc_reference, name_reference, page_reference
from tests.command_reference import PAGE, Command, commands, nouns, reference, root
from tests.interfaces.web.test_who_sees_which_page import (
    ABOUT_A_RECORD,
    LISTS,
    NOT_ABOUT_A_RECORD,
    ROOMS,
)

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "GLOSSARY.md",
    ROOT / "DEVELOPING.md",
    ROOT / "sample_data" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "templates").rglob("*.md")),
)
# Words of commands that stand for others: `inspect-tool NOUN VERB --help`, `--seed …`.
PLACEHOLDER = re.compile(r"^(…|[A-Z][A-Z_/-]+|\{.*\})$")
# Code that only looks like a command: the phrase whose digest is the sample's seed.
NO_COMMAND = frozenset({"inspect-tool sample review"})
SHELL = re.compile(r"\s(?:&&|\|\|?|>>?|;)\s")


def console_commands(text: str) -> Iterator[str]:
    """The command lines of fenced blocks, with lines that go on joined."""
    for block in re.findall(r"^```(?:console|sh|bash)?\n(.*?)^```$", text, re.M | re.S):
        joined = block.replace("\\\n", " ")
        for line in joined.splitlines():
            words = line.removeprefix("$ ").partition("  #")[0]
            for part in SHELL.split(words):
                if part.strip().startswith("inspect-tool "):
                    yield part.strip()


def inline_commands(text: str) -> Iterator[str]:
    """Commands in running text: `inspect-tool status`, and `sample draw --seed …` without it."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    for code in re.findall(r"`([^`\n]+)`", prose):
        line = SHELL.split(code)[0].strip()
        words = line.split()
        if line in NO_COMMAND:
            continue
        if line.startswith("inspect-tool "):
            yield line
        elif len(words) > 1 and words[0] in nouns() and re.fullmatch(r"[a-z][a-z-]+", words[1]):
            yield f"inspect-tool {line}"


def words_of(line: str) -> list[str]:
    """The words of a command line after the program; a quotation mark that is prose stays one."""
    try:
        return shlex.split(line)[1:]
    except ValueError:
        return line.split()[1:]


def command_of(words: list[str]) -> tuple[Command | None, list[str]]:
    """The command that the words name, if they name one, and its own words."""
    front: list[str] = []
    rest = list(words)
    while rest and rest[0].startswith("-"):
        front.append(rest.pop(0))
        if front[-1] in ("--review", "--as"):
            front.append(rest.pop(0))
    if len(rest) > 1 and (found := commands().get(f"{rest[0]} {rest[1]}")):
        return found, front + rest[2:]
    found = commands().get(rest[0]) if rest else None
    return found, front + rest[1:]


def faults_of(line: str) -> list[str]:
    """What a command of a page names and the command line does not have."""
    words = words_of(line)
    if not words or any(PLACEHOLDER.match(one) for one in words[:2]):
        return []
    command, own = command_of(words)
    if command is None:
        is_noun_alone = len(words) == 1 and words[0] in nouns()
        return [] if is_noun_alone or words[0].startswith("-") else [f"no command: {line}"]
    options = [one.partition("=")[0] for one in own if one.startswith("--")]
    known = command.options()
    return [f"{command.name} has no {one}: {line}" for one in options if one not in known]


@cache
def texts() -> dict[str, str]:
    """The pages by their names. A test looks through all: one for each would be a thousand."""
    return {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}


def found_in_pages(look: Callable[[str], Iterable[str]], *, without: Path | None = None) -> Any:
    """What is wrong in each page, where anything is."""
    left_out = str(without.relative_to(ROOT)) if without else ""
    found = {name: list(look(text)) for name, text in texts().items() if name != left_out}
    return {name: faults for name, faults in found.items() if faults}


def test_every_command_and_option_of_the_pages_exists() -> None:
    def look(text: str) -> Iterator[str]:
        for line in (*console_commands(text), *inline_commands(text)):
            yield from faults_of(line)

    assert found_in_pages(look) == {}


def test_every_command_to_type_is_whole() -> None:
    """A command in a block can be typed as it stands: nothing that it needs is left out."""

    def look(text: str) -> Iterator[str]:
        for line in console_commands(text):
            yield from refusal_of(line)

    assert found_in_pages(look, without=PAGE) == {}


def refusal_of(line: str) -> list[str]:
    """What the parser says to whoever types a command; nothing where it is whole."""
    words = words_of(line)
    command, own = command_of(words)
    if command is None or {"--help", "--version", "-h"} & set(words) or "…" in line:
        return []
    parent = Context(root(), info_name="inspect-tool")
    try:
        command.click.make_context(command.path[-1], list(without_common(own)), parent=parent)
    except Exception as error:  # of click, or of the copy of it that typer has
        return [f"{line}: {error}"]
    return []


def test_a_command_that_lacks_a_word_is_refused() -> None:
    assert refusal_of("inspect-tool case show") == [
        "inspect-tool case show: Missing parameter: ref"
    ]


def without_common(words: list[str]) -> Iterator[str]:
    """The words without the options that belong to `inspect-tool` itself."""
    given = iter(words)
    for word in given:
        if word in ("--review", "--as"):
            next(given)
        elif word != "--json":
            yield word


def test_the_pages_do_name_commands() -> None:
    """The reading of pages finds what is there; else the tests above would hold of nothing."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(list(console_commands(text))) >= 20
    assert "inspect-tool report build" in set(inline_commands(text))
    sampling = (ROOT / "docs" / "explanation" / "sampling.md").read_text(encoding="utf-8")
    assert "inspect-tool sample extend --by 12 --dry-run" in set(inline_commands(sampling))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("inspect-tool sample draw --sead 1", "sample draw has no --sead"),
        ("inspect-tool --as lw sample commit --now", "sample commit has no --now"),
        ("inspect-tool sample throw", "no command"),
        ("inspect-tool samples", "no command"),
        ("inspect-tool sample draw --seed=… --json --as lw", ""),
        ("inspect-tool NOUN VERB --help", ""),
    ],
)
def test_a_command_that_does_not_exist_would_be_found(line: str, fault: str) -> None:
    found = faults_of(line)
    assert [one[: len(fault)] for one in found] == ([fault] if fault else [])


def test_every_command_has_words_and_an_example_that_can_be_typed() -> None:
    for name, command in commands().items():
        assert command.words.endswith("."), name
        assert command.example.startswith("inspect-tool "), name
        for line in SHELL.split(command.example):
            assert faults_of(line) == [], name
        assert all(one.words for one in command.parameters), name


def test_the_reference_of_commands_is_as_the_commands_are() -> None:
    remedy = "run: python -m tests.command_reference > docs/reference/commands.md"
    assert PAGE.read_text(encoding="utf-8") == reference(), remedy


def test_the_reference_of_calculations_is_as_the_commands_are() -> None:
    remedy = "run: python -m tests.calc_reference > docs/reference/calc.md"
    assert calc_reference.PAGE.read_text(encoding="utf-8") == calc_reference.reference(), remedy


def test_the_reference_of_fields_and_clocks_is_as_the_tool_has_them() -> None:
    remedy = "run: python -m tests.name_reference > docs/reference/fields-and-clocks.md"
    assert name_reference.PAGE.read_text(encoding="utf-8") == name_reference.reference(), remedy


def test_the_table_of_pages_has_every_command_once_and_leads_to_pages_that_are_there() -> None:
    remedy = "run: python -m tests.page_reference > docs/reference/pages.md"
    assert page_reference.PAGE.read_text(encoding="utf-8") == page_reference.reference(), remedy
    assert sorted(page_reference.named()) == sorted(commands())
    rows = (*ABOUT_A_RECORD, *LISTS, *NOT_ABOUT_A_RECORD, *ROOMS)
    there = {row.partition(" ")[2] for row in rows}
    assert page_reference.addresses() <= there
    # A refusal on a page names no page that the table does not have for that command.
    assert TOLD_IN_REFUSALS.keys() <= page_reference.ON_PAGES.keys()


def test_the_page_of_who_may_do_what_is_the_table_of_rules() -> None:
    remedy = "run: python -m tests.access_reference > docs/reference/who-may-do-what.md"
    page = access_reference.PAGE.read_text(encoding="utf-8")
    assert page == access_reference.reference(), remedy


def test_the_table_of_rules_has_every_command_that_opens_a_review() -> None:
    told = {
        " ".join(word for word in command.split(" --")[0].split())
        for some in access_reference.COMMANDS.values()
        for command in some
    }
    without = {"demo", "new", "restore", "plan", "framework", "authority", "calc"}
    known = {name for name in commands() if name.split()[0] not in without}
    # Those about authorities that open a review.
    known |= {f"authority {verb}" for verb in ("withdraw", "grades", "answer", "says")}
    # The others about frameworks read and write documents alone.
    known |= {
        f"framework {verb}" for verb in ("versions", "amend", "publish", "tasks", "read-again")
    }
    for_anybody = {"sample verify", "release verify", "report look", "templates copy"}
    assert told == known - for_anybody  # who has the files may check them, and copy the tool's
    assert access_reference.COMMANDS.keys() == set(Action)


# Links and targets.


def test_every_link_of_the_pages_leads_somewhere() -> None:
    targets = [(name, target) for name, text in texts().items() for target in links_of(text)]
    assert len(targets) > 100
    lost = []
    for name, target in targets:
        file, _, anchor = target.partition("#")
        page = ROOT / name
        there = (page.parent / file).resolve() if file else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append((name, target))
    assert lost == []


def links_of(text: str) -> Iterator[str]:
    """Where the links of a page lead, but for those to other places than the project."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not re.match(r"[a-z]+:", target):
            yield target


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors that a page's headings get on the usual hosts."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    kept = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return frozenset(heading.replace(" ", "-") for heading in kept)


def test_every_make_target_of_the_pages_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    asked = {
        one or other
        for text in texts().values()
        for one, other in re.findall(r"`make ([a-z][a-z-]*)`|^make ([a-z][a-z-]*)", text, re.M)
    }
    assert {"demo", "test"} <= asked <= targets


# Figures.


def figures() -> dict[str, int]:
    """What the sample review is, counted from its plan and its files."""
    plan = read_yaml(ROOT / "sample_data" / "review" / "review.yaml").value
    names = [one.name for one in (ROOT / "sample_data" / "returns").iterdir()]
    inspectors = [one for one in plan["team"] if "inspector" in one["roles"]]
    return {
        "authorities": len(plan["authorities"]),
        "cases": plan["sample"]["size"],
        "inspectors": len(inspectors),
        "conflicts": sum(len(one.get("not_for", ())) for one in inspectors),
        "xlsx": sum(name.endswith(".xlsx") for name in names),
        "ods": sum(name.endswith(".ods") for name in names),
        "folders": sum("." not in name for name in names),
    }


NUMBERS = {"one": 1, "two": 2, "eight": 8}


@pytest.mark.parametrize(
    ("page", "sentence", "names"),
    [
        (
            "README.md",
            r"the lists of (\w+) invented authorities, draws (\w+) cases, takes in what (\w+) insp",
            ("authorities", "cases", "inspectors"),
        ),
        (
            "sample_data/README.md",
            r"(\w+) authorities, (\w+) cases, a team of (\w+) inspectors, (\w+) declared conflicts",
            ("authorities", "cases", "inspectors", "conflicts"),
        ),
        (
            "sample_data/README.md",
            r"(\w+) \.xlsx, (\w+) \.ods, (\w+) folder of CSV",
            ("xlsx", "ods", "folders"),
        ),
    ],
)
def test_figures_of_the_sample_are_those_of_the_sample(
    page: str, sentence: str, names: tuple[str, ...]
) -> None:
    found = re.search(sentence, (ROOT / page).read_text(encoding="utf-8"))
    assert found is not None, f"{page} no longer says {sentence}: change the test with the page"
    said = [NUMBERS.get(one) or int(one) for one in found.groups()]
    assert said == [figures()[name] for name in names]


def test_the_readme_names_the_python_that_the_project_needs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = re.search(r"Python (3\.\d+) or newer", readme)
    assert found is not None
    assert project["requires-python"] == f">={found[1]}"


def test_the_sentence_that_the_readme_has_changed_is_in_the_sample() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r'Change "([^"]+)" to "most" in `narrative/(\w+\.md)`', readme)
    assert found is not None
    narrative = ROOT / "sample_data" / "review" / "narrative" / found[2]
    assert f"[{found[1]}](claim:" in narrative.read_text(encoding="utf-8")
