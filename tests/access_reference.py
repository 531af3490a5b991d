"""Who may see and do what, as a page: the table of rules with the commands that ask it.

Run `python -m tests.access_reference > docs/reference/who-may-do-what.md` after changing a rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import RULES, AccessRule
from inspect_tool.domain.people import Role

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "who-may-do-what.md"
COMMANDS = {
    Action.SEE_PROGRESS: ("status", "frame show", "frame totals", "sample plan"),
    Action.WRITE_PLAN: (),  # pages alone
    Action.CHECK_DATABASE: ("db check", "db heads", "db rewrite"),
    Action.PUBLISH_PROOF: ("sample certificate",),
    Action.TAKE_RETURN: ("frame import", "frame map", "frame answer", "frame correct"),
    Action.WITHDRAW_AUTHORITY: ("authority withdraw",),
    Action.COMMIT_SAMPLE: ("sample commit", "sample commit --posted"),
    Action.WITHDRAW_COMMITMENT: ("sample commit --withdraw",),
    Action.DRAW_SAMPLE: ("sample draw",),
    Action.EXTEND_SAMPLE: ("sample extend",),
    Action.SEE_SAMPLE: ("sample show",),
    Action.LOSE_CASE: ("sample lose",),
    Action.CORRECT_LOSS: ("sample lose --undo", "sample lose --correct"),
    Action.PICK_CASE: ("sample add",),
    Action.LINK_CHILDREN: ("sample requests",),
    Action.ASSIGN: ("assign auto", "assign balance"),
    Action.SEE_CASELOADS: ("assign show",),
    Action.MOVE_CASE: ("assign move",),
    Action.HAND_OVER: ("assign hand-over",),
    Action.DRAW_SECOND_READS: ("moderate draw", "moderate top-up"),
    Action.ASK_SECOND_READ: ("moderate extra",),
    Action.ISSUE_WORKBOOK: ("case export", "pack out"),
    Action.TAKE_WORKBOOK: ("case import", "case import-odk", "pack in", "pack return"),
    Action.RECORD: (
        "case answer",
        "case correct",
        "case settle",
        "case attach",
        "case set-aside",
        "case refer",
        "case respond",
        "evidence attach",
        "evidence detach",
        "voice quote",
        "voice mark",
    ),
    Action.SEE_RECORD: (
        "case list",
        "case show",
        "case facts",
        "case check",
        "case conflicts",
        "case stray",
        "case queries",
        "case seen",
        "evidence save",
        "case referrals",
        "voice quotes",
        "guard check",
    ),
    Action.SEE_EVIDENCE: (
        "findings answers --where",
        "evidence list",
        "evidence search",
        "evidence show",
        "theme show",
    ),
    Action.MARK_EVIDENCE: ("evidence mark",),
    Action.CODE_EVIDENCE: ("theme code", "theme uncode", "theme import", "theme export"),
    Action.KEEP_CODEBOOK: ("theme add", "theme merge"),
    Action.SEE_THEMES: ("theme list",),
    Action.SETTLE_IDENTIFIER: ("guard replace", "guard keep"),
    Action.NOTE_ASKED: ("voice asked",),
    Action.SEE_HEARD: ("voice heard",),
    Action.TAKE_SURVEY: ("voice import",),
    Action.ASK: ("case ask",),
    Action.REPLY: ("case reply",),
    Action.CLOSE_QUERY: ("case close",),
    Action.SUBMIT: ("case submit",),
    Action.RETURN: ("case return",),
    Action.AGREE: ("case agree",),
    Action.SEE_DIFFERENCES: ("moderate queue", "moderate export", "moderate report"),
    Action.DECIDE: ("moderate decide", "moderate import"),
    Action.SEE_AGREEMENT: ("moderate agreement",),
    Action.REPORT_AGREEMENT: (),
    Action.CHECK_RECORDERS: ("moderate checks",),
    Action.RUN_CALIBRATION: ("calibrate start", "calibrate close"),
    Action.CALIBRATE: ("calibrate take",),
    Action.SEE_CALIBRATION: ("calibrate show", "calibrate form"),
    Action.TAKE_OWN_VIEW: ("authority grades", "authority answer"),
    Action.SEE_OWN_VIEW: ("authority says",),
    Action.SEE_AUDIT: (),
    Action.SEE_JOBS: ("jobs ask", "jobs list", "jobs cancel", "jobs retry"),
    Action.RUN_JOBS: ("jobs run",),
    Action.LET_SIGN_IN: (
        "people list",
        "people password",
        "people link",
        "people unlink",
        "serve --team",
    ),
    Action.SEE_VERSIONS: ("framework versions",),
    Action.PROPOSE_VERSION: ("framework amend",),
    Action.PUBLISH_VERSION: ("framework publish",),
    Action.READ_AGAIN: ("framework read-again",),
    Action.SEE_TASKS: ("framework tasks",),
    Action.TAKE_SNAPSHOT: ("snapshot take",),
    Action.SEE_SNAPSHOTS: ("snapshot list",),
    Action.SEE_FLOW: ("findings flow",),
    Action.SEE_COUNTS: (
        "findings matrix",
        "findings table",
        "findings cross",
        "findings variation",
        "findings compare",
        "findings change",
        "findings compare-rounds",
        "findings response",
        "findings clocks",
        "findings own-view",
        "findings working",
        "snapshot totals",
        "snapshot diff",
        "claim check",
        "claim explain",
    ),
    Action.NAME_COUNTED_CASES: ("findings table --refs", "findings cross --json"),
    Action.WRITE_COUNTED_CASES: (
        "findings units",
        "findings answers --output",
        "report build --format xlsx",
    ),
    Action.SEE_ADVICE: ("recommendation list", "recommendation show", "recommendation check"),
    Action.FOLLOW_UP_ADVICE: ("recommendation answer", "recommendation status"),
    Action.WRITE_NARRATIVE: (),  # pages alone
    Action.BUILD_REPORT: (
        "report build",
        "report press",
        "report data",
        "report to-word",
        "disclose check",
    ),
    Action.DECIDE_DISCLOSURE: ("disclose decide",),
    Action.TAKE_WORD: ("report from-word",),
    Action.WRITE_LETTERS: ("report letters",),
    Action.SEE_COMMENTS: ("report comments",),
    Action.TAKE_COMMENTS: ("report take-comments", "report answer-comment"),
    Action.SEAL_RELEASE: ("release seal", "release correct", "release retract"),
    Action.SEE_RELEASES: ("release list", "release diff", "release recount"),
    Action.COPY_REVIEW: ("backup", "db backup", "db copy"),
    Action.ERASE_CHILD: ("erase",),
    Action.PURGE: ("db purge",),
    Action.SEE_DELETIONS: ("db destroyed",),
    Action.UPGRADE_DATABASE: ("db upgrade", "db roles", "db distribute"),
    Action.ACCEPT_OLDER: ("db accept-older",),
}
HEAD = """\
# Who may see and do what

Printed by `python -m tests.access_reference`; a test keeps it as the tool has it. `--as ID` says
who acts, and the plan's `team` which roles they have and which authorities they are not for
(`not_for`). Whoever has several roles may what any of them may, and what holds for a person holds
in each.

- *own*: an inspector, with the own caseload, record, workbook or interview only.
- *conflict of interest*: with a mark, it is refused for an authority that the person is not for,
  and lists, counts of lists and files leave its cases out. Without one, it is about all
  authorities at once and nobody chooses or sees a case by it.
- *blind*: with a mark, it is refused to whoever reads the case beside another inspector, as long
  as it would show that inspector's read and the two reads are not both in. Of such a read `case
  list` tells how far it is, and no more.
- *in pair*: an inspector may who reads the case beside the record's owner, once both reads are in.
- Nobody settles a disagreement on a case that they read, or returns or agrees a record of it.
- Of a query that is closed, the owner is whoever asked it.
- By a field other than authority and case type, groups smaller than the plan's `smallest_count`
  are refused to whoever has a conflict of interest with an authority in one.

A refusal ends with exit code 3 and a sentence that names a way out. Without `--as` the keeper of
the folder acts, who may everything; `status` counts what the keeper did since the plan has a
team. On a server there is to be no keeper.

The table guards what goes through this tool: commands, case workbooks, exports, packs and a
server. Whoever owns a review's folder can open its files with another program:
[Security](../explanation/security.md).

| to … | lead | inspector | report writer | conflict of interest | blind | commands |
| --- | --- | --- | --- | --- | --- | --- |
"""


def _row(action: Action, rule: AccessRule) -> str:
    inspector = "yes" if Role.INSPECTOR in rule.roles else "own" if rule.own else ""
    inspector = "in pair" if rule.by_other_reader else inspector
    cells = (
        action.value,
        "yes" if Role.LEAD in rule.roles else "",
        inspector,
        "yes" if Role.WRITER in rule.roles else "",
        "✓" if rule.names_cases else "",
        "✓" if rule.shows_reads else "",
        ", ".join(f"`{command}`" for command in COMMANDS[action]),
    )
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def _lines() -> Iterator[str]:
    yield HEAD.rstrip("\n")
    for action in Action:
        yield _row(action, RULES[action])


def reference() -> str:
    """The text of `docs/reference/who-may-do-what.md`."""
    return "\n".join(_lines()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
