"""Names with * for anything, as regular expressions that take no longer than the text is long."""

from __future__ import annotations

import re


def wildcard(name: str, *, anything: str) -> str:
    """A regular expression for a name in which * stands for any number of characters.

    Each part between two * is taken where it first comes, and never looked for again: a later one
    has all the more room behind it. So many * cost no more than one (a group that is not gone
    back into, `(?>…)`), where `.*a.*a.*a` would try every place for each.

    Args:
        anything: The characters that * may stand for, as a class of regular expressions.
    """
    first, *others = name.split("*")
    if not others:
        return re.escape(first)
    *between, last = others
    found = "".join(f"(?>{anything}*?{re.escape(part)})" for part in between if part)
    return f"{re.escape(first)}{found}{anything}*{re.escape(last)}"
