"""Every module of the services is imported by a test, so that none is tried only in passing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SERVICES = TESTS.parent / "inspect_tool" / "services"


def modules() -> set[str]:
    return {
        ".".join(("inspect_tool", "services", *path.relative_to(SERVICES).with_suffix("").parts))
        for path in SERVICES.rglob("*.py")
        if path.name != "__init__.py"
    }


# To parse all tests would take two seconds.
IMPORT = re.compile(
    r"^ *(from inspect_tool\.services[\w.]* import (?:\([^)]*\)|[^(\n]*)"
    r"|import inspect_tool\.services[^\n]*)",
    re.MULTILINE,
)


def named(text: str) -> Iterator[str]:
    """What a test imports of the services, as a module or from one."""
    for node in ast.parse("\n".join(IMPORT.findall(text))).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_of_the_services_is_named_by_a_test() -> None:
    found = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in named(path.read_text(encoding="utf-8"))
    }
    assert sorted(modules() - found) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from inspect_tool.services.a import b", ["services.a", "services.a.b"]),
        (
            "def f():\n    from inspect_tool.services import (\n    a,\n    )",
            ["services", "services.a"],
        ),
        ("import inspect_tool.services.a", ["services.a"]),
        ('"inspect_tool.services.a"', []),
    ],
)
def test_imports_anywhere_in_a_test_are_found(text: str, found: list[str]) -> None:
    assert list(named(text)) == [f"inspect_tool.{name}" for name in found]
