"""What is called: each function of a service that a command or a page reaches, by its code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import inspect_tool.cli

CLI = Path(inspect_tool.cli.__file__).parent
WEB = CLI.parent / "web"
SERVICES = "inspect_tool.services."
MODULES = {
    ".".join(("inspect_tool", *path.relative_to(CLI.parent).with_suffix("").parts))
    for path in (CLI.parent / "services").rglob("*.py")
}
# Parameters by which a service reaches the review's database.
WITH_THE_DATABASE = {"work", "begin", "reading", "database"}


def called() -> dict[str, Callable[..., Any]]:
    """Functions of services that commands and pages call, by room, module and name."""
    found: dict[str, Callable[..., Any]] = {}
    for path in (*sorted(CLI.rglob("*.py")), *sorted(WEB.rglob("*.py"))):
        for name in _named(ast.parse(path.read_text(encoding="utf-8"))):
            module, _, function = name.rpartition(".")
            if module not in MODULES:  # a module of a room, or an attribute of a class
                continue
            value = getattr(import_module(module), function)
            if inspect.isfunction(value):
                found[f"{module.removeprefix(SERVICES)}.{function}"] = value
    return found


def _named(tree: ast.Module) -> Iterator[str]:
    """What is imported from services, and what is taken from modules that are."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SERVICES[:-1]):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                modules[alias.asname or alias.name] = name
                yield name
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in modules:
                yield f"{modules[name]}.{attribute}"


def reaches_the_database(function: Callable[..., Any]) -> bool:
    return bool(WITH_THE_DATABASE & inspect.signature(function).parameters.keys())
