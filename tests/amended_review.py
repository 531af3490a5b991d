"""The small review with its framework amended in mid-fieldwork."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from inspect_tool.services.framework import publishing
from inspect_tool.services.framework.publishing import VersionView
from inspect_tool.workspace import Workspace
from tests.small_review import open_review

Content = dict[str, Any]
Edit = Callable[[Content], None]


def edit(folder: Path, version: str, *edits: Edit) -> Path:
    """Change the framework's file, under a number of its own."""
    path = folder / "framework.yaml"
    content = yaml.safe_load(path.read_text())
    content["version"] = version
    for change in edits:
        change(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def publish(folder: Path, *, person: str | None = None, proposed_by: str = "") -> VersionView:
    """Put the framework in the folder in force, as `framework publish` does."""
    if proposed_by:
        proposing = open_review(folder, person=proposed_by, later=True)
        with proposing.work() as work:
            publishing.propose(work, proposing.review, proposing.written, why="seen in the field")
    workspace = open_review(folder, person=person, later=True)
    with workspace.work() as work:
        return publishing.publish(
            work,
            workspace.review,
            workspace.written,
            folder=folder,
            text=(folder / "framework.yaml").read_bytes(),
        )


def questions_of(content: Content) -> list[Content]:
    """The questions of the small framework's one criterion."""
    questions: list[Content] = content["domains"][0]["criteria"][0]["questions"]
    return questions


def reverse(content: Content) -> None:
    """Ask the opposite of what was asked."""
    questions_of(content)[0]["text"] = "Was the child protected in time?"


def ask_more(content: Content) -> None:
    """Ask one question more."""
    questions_of(content).append(
        {
            "id": "HARM.1.z",
            "type": "choice",
            "scale": "yes_no",
            "text": "Was the child heard?",
        }
    )
    content["measures"]["heard"] = {
        "title": "Heard",
        "count": {"question": "HARM.1.z", "is": "yes"},
    }


def lead_team(folder: Path) -> None:
    """Give the review two leads and a report writer."""
    path = folder / "review.yaml"
    plan = yaml.safe_load(path.read_text())
    known = {member["id"] for member in plan["team"]}
    for person, roles in (("la", ["lead"]), ("lb", ["lead"]), ("wr", ["writer"])):
        if person not in known:
            plan["team"].append({"id": person, "name": person.upper(), "roles": roles})
    path.write_text(yaml.safe_dump(plan, sort_keys=False))


def reopened(workspace: Workspace, person: str | None = None) -> Workspace:
    """The same review, as the next command opens it."""
    return open_review(workspace.folder, person=person, later=True)
