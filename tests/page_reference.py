"""Where each command has its page, or why it has none.

Run `python -m tests.page_reference > docs/reference/pages.md` after adding a command or a page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.command_reference import commands, nouns

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "pages.md"
HEAD = """\
# Where each command has its page

Printed by `python -m tests.page_reference`; a test keeps it whole: every [command](commands.md) is
here once, and each address is one that `serve` answers at. `{ref}` stands for a case, an authority
or an interview, other words in curly brackets for what is chosen on the page before.

Who sees which page is in [who may do what](who-may-do-what.md). What has no page is left out for
one of these reasons.

"""
KEEPER, SCRIPT = "the keeper of the machine", "a program or a check"
STRANGER, OTHER, NOT_YET = "a stranger to the review", "another program’s file", "none yet"
REASONS: Final = {
    KEEPER: "It is done where the review lies, by whoever keeps that machine; some of it before "
    "there is a server, or with no server running.",
    SCRIPT: "It prints what programs read, or makes one figure on a plain table or for a question "
    "of one’s own. Pages show the figures of the report.",
    STRANGER: "It needs no review: whoever has the published files does it on their own machine.",
    OTHER: "It writes or reads a file that Excel, Word, ODK or another tool works on.",
    NOT_YET: "A page would help, and there is none yet.",
}
RECORD = "/records/{ref}"
CHAPTERS, EVIDENCE = "/reporting/chapters", "/reporting/evidence"
ONE_PIECE, RELEASES = "/reporting/evidence/{ref}/{item}/{read}", "/reporting/releases"
LOADS, LOSSES, JOBS = "/fieldwork/caseloads", "/fieldwork/losses", "/administration/jobs"
RECORD_OF_LEADS, CALIBRATION = "/fieldwork/records/{ref}", "/moderation/calibration"
ON_PAGES: Final = {
    "assign auto": LOADS,
    "assign balance": f"{LOADS}/balance",
    "assign hand-over": f"{LOADS}/hand-over",
    "assign move": f"{LOADS}/move",
    "assign show": LOADS,
    "authority commit": "/sample/authorities",
    "authority select": "/sample/authorities",
    "authority withdraw": f"{LOSSES}/withdraw",
    "backup": "/administration/backups",
    "calibrate close": CALIBRATION,
    "calibrate show": CALIBRATION,
    "calibrate start": CALIBRATION,
    "case agree": RECORD_OF_LEADS,
    "case answer": f"{RECORD}/{{section}}",
    "case ask": RECORD_OF_LEADS,
    "case attach": "/stray-notes",
    "case check": f"{RECORD}/check",
    "case close": "/fieldwork/queries",
    "case conflicts": "/fieldwork/crossed",
    "case correct": f"{RECORD}/facts/{{field}}",
    "case facts": f"{RECORD}/facts",
    "case list": "/",
    "case queries": "/fieldwork/queries",
    "case refer": f"{RECORD}/{{section}}",
    "case reply": RECORD,
    "case respond": f"{RECORD}/{{section}}",
    "case return": RECORD_OF_LEADS,
    "case set-aside": "/stray-notes",
    "case settle": f"{RECORD}/versions/{{item}}",
    "case show": RECORD,
    "case stray": "/stray-notes",
    "case submit": f"{RECORD}/check",
    "claim check": "/reporting/claims",
    "claim explain": "/reporting/claims/explain",
    "db purge": "/administration/retention",
    "disclose check": "/reporting/disclosure",
    "disclose decide": "/reporting/disclosure",
    "erase": "/administration/retention/erase",
    "evidence attach": f"{RECORD}/{{section}}/files",
    "evidence detach": f"{RECORD}/{{section}}/evidence/{{name}}/take-off",
    "evidence list": EVIDENCE,
    "evidence mark": ONE_PIECE,
    "evidence save": f"{RECORD}/{{section}}/evidence/{{name}}/file",
    "evidence search": EVIDENCE,
    "evidence show": ONE_PIECE,
    "findings flow": "/sample/flow",
    "findings matrix": "/moderation/heat-map",
    "frame answer": "/sample/returns/{code}",
    "frame correct": "/sample/returns/{code}",
    "frame import": "/sample/returns/{code}",
    "frame map": "/sample/returns/{code}",
    "frame show": "/sample",
    "framework check": "/administration/framework",
    "framework amend": "/fieldwork/framework",
    "framework diff": "/fieldwork/framework",
    "framework publish": "/fieldwork/framework",
    "framework read-again": "/fieldwork/framework/read-again",
    "framework versions": "/fieldwork/framework",
    "jobs cancel": f"{JOBS}/{{name}}",
    "jobs list": JOBS,
    "jobs retry": f"{JOBS}/{{name}}",
    "moderate agreement": "/moderation/agreement",
    "moderate decide": "/moderation/cases/{ref}/{item}",
    "moderate draw": f"{LOADS}/second-reads",
    "moderate extra": f"{LOADS}/second-read",
    "moderate queue": "/moderation",
    "moderate top-up": f"{LOADS}/second-reads",
    "new": "the first page of `serve --new FOLDER`",
    "pack in": "/packs",
    "pack out": "/packs",
    "pack return": "/pack",
    "people list": "/administration/people",
    "people password": "/administration/people",
    "plan check": "/administration/plan",
    "release correct": f"{RELEASES}/{{name}}",
    "release diff": "/reporting/release-differences",
    "release list": RELEASES,
    "release retract": f"{RELEASES}/{{name}}",
    "release seal": RELEASES,
    "release verify": f"{RELEASES}/{{name}}",
    "report answer-comment": "/reporting/comments",
    "report build": "/reporting/builds",
    "report comments": "/reporting/comments",
    "report letters": "/reporting/builds",
    "report take-comments": "/reporting/comments",
    "sample add": f"{LOSSES}/pick",
    "sample certificate": "/sample/draw",
    "sample commit": "/sample/draw",
    "sample draw": "/sample/draw",
    "sample extend": "/sample/draw",
    "sample lose": f"{LOSSES}/lose",
    "sample plan": "/sample/designs",
    "sample show": "/sample/draw",
    "snapshot diff": "/fieldwork/snapshots/compare",
    "snapshot list": "/fieldwork/snapshots",
    "snapshot take": "/fieldwork/snapshots/take",
    "status": "/fieldwork",
    "theme add": "/reporting/themes",
    "theme code": ONE_PIECE,
    "theme list": "/reporting/themes",
    "theme show": EVIDENCE,
}
WITHOUT: Final = {
    KEEPER: (
        *("demo", "restore", "serve", "jobs ask", "jobs run", "people link", "people unlink"),
        *(
            "db upgrade",
            "db backup",
            "db copy",
            "db roles",
            "db distribute",
            "db check",
            "db rewrite",
        ),
        *("db accept-older", "db heads", "db destroyed", "templates copy", "report look"),
    ),
    SCRIPT: (
        *("plan schema", "framework schema", "framework show", "calc draw", "calc allocate"),
        *("calc size", "calc share", "calc agreement", "calc total", "calc difference"),
        *("calc change", "calc ratio", "calc association", "calc count", "calc two-stage"),
        *("calc by-size", "calc columns", "findings cross", "findings table"),
        *("findings variation", "findings compare", "findings clocks", "findings change"),
        *("findings compare-rounds", "findings response", "findings working", "findings units"),
        *("findings answers", "snapshot totals", "frame totals"),
    ),
    STRANGER: ("authority verify", "sample verify", "release recount"),
    OTHER: (
        *("framework to-excel", "framework from-excel", "framework to-xlsform", "case export"),
        *("case import", "case import-odk", "moderate export", "moderate import"),
        *("calibrate form", "calibrate take", "theme export", "theme import", "voice import"),
        *("report to-word", "report from-word", "report press", "report data"),
    ),
    NOT_YET: (
        *("case seen", "framework tasks", "authority grades", "authority answer"),
        *("authority says", "sample requests", "case referrals", "theme merge", "theme uncode"),
        *("voice asked", "voice heard", "voice quote", "voice quotes", "voice mark"),
        *("guard check", "guard replace", "guard keep", "moderate checks", "moderate report"),
        *("findings own-view", "recommendation list", "recommendation show"),
        *("recommendation check", "recommendation answer", "recommendation status"),
    ),
}


def addresses() -> set[str]:
    """The addresses that the table leads to."""
    return {one for one in ON_PAGES.values() if one.startswith("/")}


def named() -> list[str]:
    """Every command in the table, as often as it is there."""
    return [*ON_PAGES, *(name for names in WITHOUT.values() for name in names)]


def reference() -> str:
    """The whole page."""
    return HEAD + "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    why = {name: reason for reason, names in WITHOUT.items() for name in names}
    for reason, words in REASONS.items():
        yield f"- **{reason}**: {words}"
    yield ""
    on_pages, every = len(ON_PAGES), len(commands())
    yield f"{on_pages} of {every} commands have a page; {len(WITHOUT[NOT_YET])} have none yet."
    yield ""
    yield "| command | page, or why none |"
    yield "| --- | --- |"
    for _, of_noun in nouns().values():
        for command in of_noun:
            at = ON_PAGES.get(command.name)
            place = f"`{at}`" if at and at.startswith("/") else at
            yield f"| `{command.name}` | {place or '**' + why[command.name] + '**'} |"


if __name__ == "__main__":
    sys.stdout.write(reference())
