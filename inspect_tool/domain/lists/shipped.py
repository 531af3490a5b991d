"""The declarations that come with the tool, and what a plan adds to one of them.

Each is a file of JSON beside this module, of the form that a plan's `lists` has in YAML. Loaded in
the child process that reads untrusted files, so the standard library alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pkgutil import get_data  # a tenth of what `importlib.resources` loads
from typing import Any, Final

from inspect_tool.domain.lists.declared import DeclaredLists, declared_lists

ANNEX_A: Final = "annex-a"
_FILES: Final[Mapping[str, str]] = {
    ANNEX_A: "annex_a.json",
    "annex-a-all": "annex_a_all.json",
}
SHIPPED: Final = tuple(_FILES)


@cache
def shipped_lists(name: str) -> Mapping[str, Any]:
    """The plain form of a declaration that comes with the tool, whole.

    Raises:
        KeyError: There is none of that name.
    """
    return whole(json.loads(get_data("inspect_tool.domain.lists", _FILES[name]) or b""))


@cache
def annex_a() -> DeclaredLists:
    """The lists of Annex A."""
    return declared_lists(shipped_lists(ANNEX_A))


def whole(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """A declaration with what it extends: its lists and columns are added to those of the other.

    A list with the title of one that is there changes or adds what it names, a column likewise.
    """
    name = plain.get("extends")
    if not name:
        return plain
    base = dict(shipped_lists(name))
    for key, value in plain.items():
        if key == "lists":
            base[key] = _merged(base[key], value, "title", _merged_list)
        elif key == "case_types":
            base[key] = _merged(base[key], value, "value", _replaced)
        elif key == "codes":
            base[key] = {**base[key], **value}
        elif key != "extends":
            base[key] = value
    return base


def _merged(old: Any, new: Any, key: str, join: Any) -> list[Any]:  # parts of JSON
    found = {one[key]: one for one in old}
    for one in new:
        found[one[key]] = join(found[one[key]], one) if one[key] in found else one
    return list(found.values())


def _replaced(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**old, **new}


def _merged_list(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    columns = _merged(old["columns"], new.get("columns") or (), "name", _replaced)
    return {**old, **new, "columns": columns}
