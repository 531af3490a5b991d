"""Every module of the services is imported by a test, so that none is tried only in passing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
SERVICES = TESTS.parent / "inspect_tool" / "services"


def modules() -> set[str]:
    return {
        ".".join(("inspect_tool", "services", *path.relative_to(SERVICES).with_suffix("").parts))
        for path in SERVICES.rglob("*.py")
        if path.name != "__init__.py"
    }


def named(tree: ast.Module) -> Iterator[str]:
    """What a test imports, as a module or from one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_of_the_services_is_named_by_a_test() -> None:
    found = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in named(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert sorted(modules() - found) == []
