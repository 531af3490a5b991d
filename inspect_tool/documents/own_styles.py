"""The style sheets of a review's own, read before a page is set: a browser would skip a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from inspect_tool.documents.sandbox import TemplateFaultError

if TYPE_CHECKING:
    from inspect_tool.documents.template_folders import TemplateFolders

_NOT_TEXT = "is no UTF-8 text"


def check_own_styles(templates: TemplateFolders) -> None:
    """Refuse a style sheet of the review's own that is not well formed.

    What it means is not looked at: a property that no program knows is passed over by all.

    Raises:
        TemplateFaultError: One has a fault; the first is named with its line.
    """
    for folder in templates.own:
        for path in sorted((folder / "report").glob("*.css")):
            name = f"report/{path.name}"
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise TemplateFaultError(name, _NOT_TEXT) from error
            fault = next(_faults(text), None)
            if fault is not None:
                raise TemplateFaultError(
                    f"{name}, line {fault.source_line}", f"is not well formed: {fault.message}"
                )


def _faults(text: str) -> Iterator[Any]:  # tinycss2 has no types
    import tinycss2

    return _of_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _of_rules(nodes: Iterable[Any]) -> Iterator[Any]:
    import tinycss2

    for node in nodes:
        if node.type == "error":
            yield node
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            yield from _of_rules(
                tinycss2.parse_blocks_contents(
                    node.content, skip_comments=True, skip_whitespace=True
                )
            )
