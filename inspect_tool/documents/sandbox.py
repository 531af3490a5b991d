"""The templates of a report, run as data: a review's folder may hold its own, from anybody.

A template may read the values of the report and set them; it reaches nothing of Python behind
them, calls nothing but macros, and neither runs nor writes without end.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from inspect_tool.errors import CheckFailedError

# The report that the tests set takes 1,492 steps and 488,000 characters (measured).
MOST_STEPS = 1_000_000  # rounds of loops, calls of macros, and templates that are brought in
MOST_TEXT = 50_000_000  # characters, of the page and of everything that goes into it
LARGEST_TEMPLATE = 500_000  # bytes
LARGEST_NUMBER = 10**12
# Filters that make nothing longer than what they are given; the report's own are added to them.
FILTERS = ("default", "e", "escape", "first", "join", "last", "length", "list", "lower", "trim")
ENDLESS = (nodes.Concat, nodes.FilterBlock, nodes.CallBlock, nodes.AssignBlock)

# What a template that somebody wrote can go wrong with, besides what Jinja knows by name.
_ITS_FAULTS = (
    TemplateError, RecursionError, SyntaxError, ValueError, TypeError, AttributeError,
    ArithmeticError, LookupError, MemoryError, OSError,
)  # fmt: skip


class TemplateFaultError(CheckFailedError):
    """A template of the review cannot be used."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(
            f"{place}: the template {what}. Nothing was written; correct it, or take that file "
            "out of the review's folder `templates`: the tool's own is used then."
        )


@dataclass
class _Budget:
    """What a page has used of its steps and its text."""

    steps: int = 0
    text: int = 0

    def take_steps(self, number: int) -> None:
        """Count steps of a loop or a calculation, and end the page that takes too many."""
        self.steps += number
        if self.steps > MOST_STEPS:
            raise SecurityError(f"it takes more than {MOST_STEPS:,} steps")

    def take_text(self, length: int) -> None:
        """Count characters that are written, and end the page that writes too many."""
        self.text += length
        if self.text > MOST_TEXT:
            raise SecurityError(f"it writes more than {MOST_TEXT:,} characters")


class _FolderLoader(FileSystemLoader):
    """Reads the templates of folders, the first that has one; a link out of them is refused."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders)
        self._folders = [folder.resolve() for folder in folders]

    def get_source(self, environment: Any, template: str) -> Any:
        """The text of a template, once its place and its size are known to be allowed."""
        folder = next((one for one in self._folders if (one / template).is_file()), None)
        path = None if folder is None else (folder / template).resolve()
        if folder is None or path is None or not path.is_relative_to(folder):
            raise TemplateNotFound(template, f"{template} is not in its folder")
        if path.stat().st_size > LARGEST_TEMPLATE:
            raise SecurityError(f"{template} is larger than {LARGEST_TEMPLATE:,} bytes")
        return super().get_source(environment, template)


class ReportEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with the values of a report and nothing behind them."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, *folders: Path) -> None:
        super().__init__(
            loader=_FolderLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.budget = _Budget()
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.filters["join"] = self._joined
        self.filters["counted_rounds"] = self._rounds

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Whether it is a value of the report, a macro or what a loop says of itself."""
        if attr.startswith("_"):
            return False
        is_ours = is_dataclass(obj) or isinstance(obj, Enum | date | LoopContext)
        return is_ours or type(obj).__name__ == "TemplateModule"

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros are all that is called."""
        return isinstance(obj, Macro)

    def call(self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, and count it."""
        self.budget.take_steps(1)
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Sums of small numbers; texts and lists are not multiplied or put together."""
        numbers = (left, right)
        if operator == "**" or not all(type(value) in (int, float) for value in numbers):
            raise SecurityError("it calculates with something else than numbers")
        result = super().call_binop(context, operator, left, right)
        if abs(result) > LARGEST_NUMBER:
            raise SecurityError(f"it calculates beyond {LARGEST_NUMBER:,}")
        return result

    def get_template(self, *args: Any, **kwargs: Any) -> Any:
        """A template by name; each use of it counts, since one may bring itself in."""
        self.budget.take_steps(1)
        return super().get_template(*args, **kwargs)

    def concat(self, parts: Iterable[str]) -> str:
        """Put the pieces of a page or of a macro together, as long as there is room."""
        pieces = list(self._within_budget(parts))
        return "".join(pieces)

    def _within_budget(self, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            self.budget.take_text(len(part))
            yield part

    @pass_context
    def _rounds(self, _context: Any, items: Iterable[Any]) -> list[Any]:
        """What a loop goes through; it asks for the context, so that each loop counts.

        Without that, Jinja would work a list of constants out once, when it reads the template.
        """
        return self._counted(items)

    def _counted(self, items: Iterable[Any]) -> list[Any]:
        counted = list(items)
        self.budget.take_steps(len(counted) + 1)
        return counted

    def _joined(self, items: Iterable[Any], between: str = "") -> str:
        """Texts as one, with something in between."""
        from markupsafe import escape

        pieces = [escape(item) for item in self._counted(items)]
        self.budget.take_text(sum(map(len, pieces)) + len(pieces) * len(between))
        return escape(between).join(pieces)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all((nodes.For, *ENDLESS)):
            if not isinstance(node, nodes.For) or node.recursive:
                raise TemplateSyntaxError(
                    "a part of the language that templates of reports do not have",
                    node.lineno,
                    name,
                    filename,
                )
            node.iter = nodes.Filter(
                node.iter, "counted_rounds", [], [], None, None, lineno=node.lineno
            )
        return tree


def render(environment: ReportEnvironment, name: str, values: dict[str, Any]) -> str:
    """Set a page.

    Raises:
        TemplateFaultError: The template does what it must not, or cannot be read.
    """
    try:
        page: str = environment.get_template(name).render(values)
    except _ITS_FAULTS as error:
        raise TemplateFaultError(_place(error, name), _words(error)) from error
    return page


def _place(error: BaseException, name: str) -> str:
    """The template and the line that went wrong."""
    if isinstance(error, TemplateSyntaxError):
        return f"report/{error.name or name}, line {error.lineno}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.endswith(".j2"):
            return f"report/{Path(frame.filename).name}, line {frame.lineno}"
    return f"report/{name}"


def _words(error: BaseException) -> str:
    if isinstance(error, TemplateError):
        # Jinja's own words may begin anywhere: "'x' is undefined".
        return f"cannot be used: {(error.message or 'it is not there').rstrip('.')}"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"cannot be set ({type(error).__name__})"
