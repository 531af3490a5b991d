"""A review for `benchmarks.team`: every inspector has a case of their own, and is signed in."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import growth_review
from inspect_tool.domain.records.records import Reader
from inspect_tool.services.review import sessions
from inspect_tool.services.review.sign_in import set_password
from inspect_tool.store import queries
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.workspace import Workspace

AUTHORITIES = 11
LEAST = 8  # cases of an authority: the plan wants two of each of its four strata
PASSWORD = "marble otter seven lamps"  # noqa: S105


@dataclass(frozen=True)
class Inspector:
    """Somebody of the team: their case, and the cookie of their browser."""

    id: str
    case: str
    cookie: str


def make_review(folder: Path, people: int) -> None:
    """Make a review with at least as many cases as inspectors, drawn and shared out."""
    growth_review.write_review(folder, AUTHORITIES)
    plan = json.loads((folder / "review.yaml").read_text())
    each = max(LEAST, -(-people // AUTHORITIES) + 1)
    plan["sample"]["size"] = each * AUTHORITIES
    plan["sample"]["allocation"]["per"]["authority"]["minimum"] = each
    lead = plan["team"][-1]
    ids = [f"i{number:03d}" for number in range(1, people + 1)]
    team = [{"id": one, "name": one.upper(), "roles": ["inspector"]} for one in ids]
    plan["team"] = [*team, lead]
    (folder / "review.yaml").write_text(json.dumps(plan, indent=1))
    returns = folder.parent / "returns"
    growth_review.write_returns(returns, AUTHORITIES)
    for words in (
        *(("frame", "import", str(path)) for path in sorted(returns.iterdir())),
        ("sample", "commit"),
        ("sample", "draw", "--seed", growth_review.SEED, "--seed-source", "dice"),
        ("assign", "auto"),
    ):
        tool(folder, *words)


def tool(folder: Path, *words: str) -> str:
    """Run a command as the lead; what it printed."""
    command = [sys.executable, "-m", "inspect_tool", "--review", str(folder), "--as", "lead"]
    done = subprocess.run([*command, *words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[:2])}: {done.stdout}{done.stderr}")
    return done.stdout


def sign_in_all(folder: Path, origin: str) -> list[Inspector]:
    """Begin a session of every inspector who has a case, as signing in would."""
    workspace = Workspace.open(folder, person="lead")
    site = Site(workspace, SiteOptions(origin=origin, is_team=True))
    found: dict[str, Inspector] = {}
    with workspace.work() as work:
        set_password(work, workspace.review, person="lead", password=PASSWORD)
        for one in queries.assignments(work):
            if one.reader == Reader.FIRST and one.inspector not in found:
                token = sessions.begin_session(work, one.inspector, site.options.limits)
                cookie = f"{site.options.cookie}={token}"
                found[one.inspector] = Inspector(one.inspector, one.case_ref, cookie)
    workspace.database.close()
    return list(found.values())
