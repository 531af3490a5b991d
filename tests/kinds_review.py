"""A small review with every kind of question, drawn and assigned, and answers for its cases."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.services.assignment import caseloads
from inspect_tool.services.sampling import samples
from tests.kinds_of_question import KINDS
from tests.small_review import SEED, make_return, make_review, open_review, take_return

# What is typed for the first cases, by the reader of each; every kind, and the edges of some.
TYPED: dict[str, str] = {
    "NEG.1.a": "physical; something else: left alone, often",
    "NEG.1.b": "12 days",
    "NEG.1.c": "2.5",
    "NEG.1.d": "2012",
    "NEG.1.e": "Feb 2013",
    "NEG.1.f": "Nobody came back. #visits",
    "NEG.2.b@1": "3",
    "NEG.2.c@1": "no",
    "NEG.2.b@2": "13",
    "NEG.2.c@2": "yes",
    "NEG.2.d@2": "August 2013",
    "NEG.2.e@2": "emotional",
    "NEG.2.f": "yes",
    "NEG.1": "requires_improvement",
    "NEG.2": "inadequate",
}
WITHOUT: dict[str, str] = {
    "NEG.1.a": "none",
    "NEG.1.b": "0",
    "NEG.1.d": "03/06/2011",
    "NEG.1.e": "2013-01",
    "NEG.2.a": "none",
    "NEG.1": "good",
    "NEG.2": "good",
}


def make_kinds_review(folder: Path) -> Path:
    """The review up to its caseloads."""
    workspace = open_review(make_review(folder, asks=KINDS))
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(folder.parent / f"{folder.name}-in", code)])
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)
    workspace.database.close()
    return folder
