"""What pages call the fields of their forms, and the pages that do what a command does."""

from __future__ import annotations

import re
from typing import Final

# Of an item's fields, by what their names begin with: `n.HARM.1.a` is the note there.
OF_ITEMS: Final = {"t": "{}", "o": "Something else at {}", "n": "Note at {}", "w": "Why {} changes"}
FIELDS: Final = {
    "about": "About",
    "accept": "Taken as shown",
    "address": "Address where it was posted",
    "at": "When it was posted",
    "authority": "Authority",
    "by": "How many more",
    "case": "Case",
    "cases": "Cases",
    "choice": "What is done",
    "day": "Day",
    "decision": "Decision",
    "definition": "What the theme means",
    "due": "When the seed will be known",
    "edition": "Edition",
    "from": "Whose reads go",
    "item": "Question or criterion",
    "name": "Name",
    "not_use": "When a note is not put under it",
    "note": "What happened",
    "official": "What the heading means",
    "on": "The day on which it left",
    "place": "Place in the report",
    "reader": "Reader",
    "reason": "Reason",
    "reference": "Document and page",
    "refs": "Cases, authorities, interviews",
    "seed": "The seed",
    "value": "Right value",
    "not_known": "No other value is known",
    "side": "For or against",
    "snapshot": "Snapshot",
    "source": "Source",
    "text": "Text",
    "theirs": "Their heading",
    "title": "Title",
    "to": "Who gets it",
    "use": "When a note is put under it",
    "what": "What happened",
    "why": "Why",
    "without": "Inspectors who get nothing more",
    "wording": "New wording",
    "words": "Words",
}
_NOUNS: Final = {"status": "“Fieldwork: Board”", "erase": "“Administration: Retention”"}
# Where a page does the whole of what the sentence sends somebody to a command for.
PAGES: Final = {
    "assign auto": "“Fieldwork: Caseloads”",
    "assign move": "“Fieldwork: Caseloads”",
    "assign show": "“Fieldwork: Caseloads”",
    "case attach": "“Stray notes”",
    "case check": "“Check and submit” of the record",
    "case conflicts": "“Fieldwork: Board”",
    "case correct": "“Correct a returned fact” of the record",
    "case facts": "“Correct a returned fact” of the record",
    "case list": "“Cases”",
    "case queries": "“Fieldwork: Queries”",
    "case set-aside": "“Stray notes”",
    "case show": "the record’s page",
    "case stray": "“Stray notes”",
    "claim check": "“Report: Claims”",
    "claim explain": "“Report: Claims”",
    "db purge": "“Administration: Retention”",
    "disclose check": "“Report: Disclosure”",
    "disclose decide": "“Report: Disclosure”",
    "evidence attach": "“Attach a file as evidence” of the record",
    "evidence detach": "“Take it off” at the piece of evidence",
    "evidence list": "“Report: Evidence”",
    "frame answer": "“Sample: Returns”",
    "frame import": "“Sample: Returns”",
    "frame map": "“Sample: Returns”",
    "frame show": "“Sample: Returns”",
    "framework check": "“Administration: Framework”",
    "framework publish": "“Fieldwork: Framework”",
    "moderate decide": "“Moderation: Disagreements”",
    "moderate draw": "“Fieldwork: Caseloads”",
    "moderate queue": "“Moderation: Disagreements”",
    "moderate top-up": "“Fieldwork: Caseloads”",
    "pack in": "“Work without a network”",
    "pack out": "“Work without a network”",
    "plan check": "“Administration: Plan”",
    "release list": "“Report: Releases”",
    "release seal": "“Report: Releases”",
    "report build": "“Report: Builds”",
    "report letters": "“Report: Builds”",
    "sample commit": "“Sample: Draw”",
    "sample draw": "“Sample: Draw”",
    "sample extend": "“Sample: Draw”",
    "sample lose": "“Fieldwork: Losses”",
    "sample plan": "“Sample: Designs”",
    "sample show": "“Sample: Draw”",
    "snapshot list": "“Fieldwork: Snapshots”",
    "snapshot take": "“Fieldwork: Snapshots”",
}
# Options that pages have as a field of the same name.
_OPTION: Final = re.compile(r"\b(in|with) --(why|words|wording|text|name|to|reason|note)\b")
_AS: Final = (", or name the right person with --as", "")
_COMMAND: Final = re.compile(r"`([a-z]+)(?: ([a-z-]+))?[^`]*`")


def field_words(name: str) -> str:
    """What a page calls a field of its forms."""
    kind, _, item = name.partition(".")
    if item and kind in OF_ITEMS:
        return OF_ITEMS[kind].format(item)
    return FIELDS.get(name, name.replace("_", " ").capitalize())


def with_pages(sentence: str) -> str:
    """A sentence that names commands and their options, with the page in place of each command
    that has one, and the field in place of each option that is one."""
    return _OPTION.sub(_field_of, _COMMAND.sub(_page_of, sentence).replace(*_AS))


def _field_of(found: re.Match[str]) -> str:
    return f"{found[1]} “{FIELDS[found[2]]}”"


def _page_of(found: re.Match[str]) -> str:
    noun, verb = found[1], found[2] or ""
    return PAGES.get(f"{noun} {verb}") or _NOUNS.get(noun) or found[0]
