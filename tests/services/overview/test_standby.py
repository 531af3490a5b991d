"""A review on a server whose standby takes over when the server dies."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from inspect_tool.services.overview import moving
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.sampling import samples
from inspect_tool.store.database_errors import (
    NoPrimaryError,
    ServerLostError,
    ServerReadOnlyError,
)
from inspect_tool.workspace import Workspace
from tests.small_review import check_database
from tests.throw_away_server import OWNER, Server, standby_of, throw_away_server, why_none

pytestmark = [
    pytest.mark.one_engine("of PostgreSQL alone"),
    pytest.mark.journeys,
    pytest.mark.skipif(bool(why_none()), reason=why_none() or "there is a server"),
]
DATABASE = "review"


def save(workspace: Workspace, note: str) -> None:
    """Save an answer to a question of the first case that was drawn."""
    with workspace.work() as work:
        case = samples.show(work).active[0].case_ref
        given = Given("yes", note=note, reason="The file was read again.")
        answer_item(work, workspace.review, ref=case, item_id="HARM.1.a", given=given)


def notes(workspace: Workspace) -> set[str]:
    with workspace.reading() as work:
        rows = work.session.connection().exec_driver_sql("select note from revision")
        return {note for (note,) in rows}


def address(*servers: Server) -> str:
    hosts = ",".join(quote(str(one.folder), safe="") for one in servers)
    return f"postgresql://{OWNER}@{hosts}/{DATABASE}"


def test_what_was_acknowledged_is_there_once_the_standby_has_taken_over(
    recorded: Workspace,
) -> None:
    with throw_away_server() as first, standby_of(first) as second:
        # Each save waits until the standby has it and shows it.
        first.do("alter system set synchronous_commit = 'remote_apply'")
        first.do("alter system set synchronous_standby_names = '*'")
        first.do("select pg_reload_conf()")
        first.do(f"create database {DATABASE} template template0 locale 'C'")
        with recorded.work() as work:
            url = address(second, first)  # in any order: the one that takes changes is meant
            moving.copy_review(work, recorded.review, recorded.folder, url)
        team = recorded.with_database(url)
        save(team, "before it died")

        to_read = recorded.with_database(second.url(DATABASE))
        assert check_database(to_read).faults == ()
        assert "before it died" in notes(to_read)
        with pytest.raises(ServerReadOnlyError, match="Nothing was changed"):
            save(to_read, "on the standby")
        to_read.database.close()

        first.end()
        # On the connection that it had, unless it is seen before that this one is dead.
        with pytest.raises((ServerLostError, NoPrimaryError)):
            save(team, "while it was dead")
        with pytest.raises(NoPrimaryError, match="Nothing was changed"):
            save(team, "while it was dead")

        second.promote()
        save(team, "after the other took over")
        assert {"before it died", "after the other took over"} <= notes(team)
        assert not {"on the standby", "while it was dead"} & notes(team)
        assert check_database(team).faults == ()
        team.database.close()
