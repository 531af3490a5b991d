"""Which blocks of the tool the tests entered: a gate that costs little on every run.

coverage.py traces every line and takes about as long again as the tests themselves; it is what
`make prove` measures with. Here every block of the package gets a mark at its first and at its last
statement when it is imported, and an `if` without an `else` gets one for the way past it, so that
both ways of every branch count. Use: `python -m pytest -p tests.blocks`.
"""

from __future__ import annotations

import ast
import re
import sys
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parent.parent / "inspect_tool"
LEFT_OUT = PACKAGE / "store" / "migrations"
ALL_OF_IT = "domain"  # every block of it has to be entered
AT_LEAST = 0.87  # of the blocks of everything together, with a sixth of the journeys
MADE_BY = zlib.crc32(Path(__file__).read_bytes())
BODIES = ("body", "orelse", "handlers", "finalbody", "cases")

_entered: dict[str, bytearray] = {}
_lines: dict[str, list[int]] = {}  # of each mark


class Marker(ast.NodeTransformer):
    """Puts marks into the blocks of a module, and keeps the line of each."""

    def __init__(self) -> None:
        self.lines: list[int] = []

    def marked(self, tree: ast.Module) -> ast.Module:
        for statement in tree.body:
            self.visit(statement)
        return tree

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            return node
        for name in BODIES:
            block = getattr(node, name, None)
            if isinstance(block, list) and (block or self._can_be_passed(node, name)):
                self._mark(node, name, block)
        return node

    def _can_be_passed(self, node: ast.AST, name: str) -> bool:
        """Whether what is not written here is a way that the program can take."""
        endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
        return name == "orelse" and isinstance(node, ast.If | ast.For | ast.While) and not endless

    def _mark(self, node: ast.AST, name: str, block: list[Any]) -> None:
        for inner in block:
            self.visit(inner)
        if name in {"handlers", "cases"} or isinstance(node, ast.ClassDef):
            return
        line = block[0].lineno if block else node.lineno  # type: ignore[attr-defined]
        statements = _without_docstring(block)
        if block and (not statements or _is_left_open(statements)):
            return
        first = len(block) - len(statements)
        if len(block) - first > 1:
            block.insert(len(block) - 1, self._statement(block[-1].lineno))
        block.insert(first, self._statement(line))

    def _statement(self, line: int) -> ast.stmt:
        self.lines.append(line)
        marks, place = ast.Name("_entered_blocks", ast.Load()), ast.Constant(len(self.lines) - 1)
        mark, one = ast.Subscript(marks, place, ast.Store()), ast.Constant(1)
        statement = ast.Assign([mark], one)
        # Set here: Python's own way walks through the whole module for each.
        for node in (statement, mark, marks, place, one):
            node.lineno = node.end_lineno = line
            node.col_offset = node.end_col_offset = 0
        return statement


def _without_docstring(block: list[Any]) -> list[Any]:
    is_text = bool(block) and isinstance(block[0], ast.Expr)
    has_docstring = is_text and isinstance(getattr(block[0].value, "value", None), str)
    return block[1:] if has_docstring else block


def _is_left_open(statements: list[Any]) -> bool:
    """Whether nothing but `...` is there."""
    value = getattr(statements[0], "value", None)
    return len(statements) == 1 and isinstance(value, ast.Constant) and value.value is Ellipsis


def marked(source: bytes) -> tuple[ast.Module, list[int]]:
    """The module with its marks, and the line of each of them."""
    marker = Marker()
    tree = marker.marked(ast.parse(source))
    return tree, marker.lines


def marks_of(name: str, lines: list[int]) -> bytearray:
    """The marks of a module, which its own code sets."""
    _lines[name] = lines
    return _entered.setdefault(name, bytearray(len(lines)))


def _first_place(tree: ast.Module) -> int:
    """Where a module's code may begin: behind its docstring and what it takes from the future."""
    behind = [
        place
        for place, statement in enumerate(tree.body, start=1)
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
    ]
    return max(behind, default=len(tree.body) - len(_without_docstring(tree.body)))


class MarkingLoader(SourceFileLoader):
    """Loads a module of the package with its marks, and keeps it compiled, as Python does.

    What is kept is the work of this very file, so that another one marks everything anew.
    """

    def source_to_code(self, data: Any, path: Any) -> Any:  # type: ignore[override]
        tree, lines = marked(data)
        name = _name(Path(path))
        # In the code itself, so that a module that is run as a program has its marks as well.
        words = f"from {__name__} import marks_of\n_entered_blocks = marks_of({name!r}, {lines})"
        where = ast.parse(words)
        tree.body[_first_place(tree) : _first_place(tree)] = where.body
        return compile(tree, path, "exec", dont_inherit=True)

    def get_data(self, path: str) -> bytes:
        return super().get_data(_kept_as(path))

    def set_data(self, path: str, data: bytes, **mode: int) -> None:  # type: ignore[override]
        super().set_data(_kept_as(path), data, **mode)


def _kept_as(path: str) -> str:
    """Another file than Python's own, where it is compiled code."""
    return re.sub(r"\.pyc$", f".blocks-{MADE_BY:08x}.pyc", path)


class Finder(MetaPathFinder):
    """Finds the modules of the package before Python does."""

    def find_spec(self, fullname: str, path: Any = None, _target: Any = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE.name:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is None or spec.origin is None or LEFT_OUT in Path(spec.origin).parents:
            return None
        spec.loader = MarkingLoader(fullname, spec.origin)
        return spec


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def pytest_load_initial_conftests() -> None:
    """Before any module of the package is imported by a test or a fixture.

    Also where other processes run the tests: what is compiled here is there when they begin.
    """
    sys.meta_path.insert(0, Finder())


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["blocks"] = {name: marks.hex() for name, marks in _entered.items()}
        output["lines"] = _lines
    elif session.exitstatus == pytest.ExitCode.OK and _missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add what a process of the tests entered."""
    _lines.update(getattr(node, "workeroutput", {}).get("lines", {}))
    for name, text in getattr(node, "workeroutput", {}).get("blocks", {}).items():
        found = bytes.fromhex(text)
        before = _entered.get(name, bytearray(len(found)))
        _entered[name] = bytearray(a | b for a, b in zip(before, found, strict=True))


@dataclass(frozen=True)
class Module:
    """A module as the tests left it.

    Args:
        missed: The lines of the blocks that no test entered.
    """

    name: str
    blocks: int
    missed: tuple[int, ...]

    @property
    def lines_missed(self) -> str:
        return ", ".join(map(str, dict.fromkeys(self.missed)))


@cache
def _modules() -> tuple[Module, ...]:
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if LEFT_OUT not in path.parents]
    return tuple(map(_module, paths))


def _module(path: Path) -> Module:
    # What no test imports has not been looked through yet.
    lines = _lines[_name(path)] if _name(path) in _lines else marked(path.read_bytes())[1]
    marks = _entered.get(_name(path), bytearray(len(lines)))
    missed = [line for line, mark in zip(lines, marks, strict=True) if not mark]
    return Module(_name(path), len(lines), tuple(sorted(missed)))


def _missing() -> list[str]:
    """What is wrong, in words; nothing when the gate holds."""
    too_few = _share() < AT_LEAST
    wrong = [
        f"{one.name}: no test enters the blocks at lines {one.lines_missed}"
        for one in _modules()
        if one.missed and (too_few or one.name.startswith(f"{ALL_OF_IT}/"))
    ]
    return [*wrong, f"Fewer than {AT_LEAST:.0%} of all blocks are entered."] if too_few else wrong


def _share() -> float:
    missed = sum(len(one.missed) for one in _modules())
    return 1 - missed / sum(one.blocks for one in _modules())


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        terminalreporter.write_line(f"{_share():.1%} of all blocks entered.")
        for line in _missing():
            terminalreporter.write_line(line)
