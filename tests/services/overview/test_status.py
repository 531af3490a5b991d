"""What the next step at one authority is, by the stage of the review."""

from __future__ import annotations

from inspect_tool.services.overview.status import status_of
from inspect_tool.workspace import Workspace


def steps(workspace: Workspace) -> set[str]:
    with workspace.reading() as work:
        return {status.next_step for status in status_of(work, workspace.review).authorities}


def test_without_its_return_an_authority_has_to_send_it(review: Workspace) -> None:
    assert steps(review) == {"import the return"}


def test_an_authority_whose_return_is_there_waits_for_the_draw(framed: Workspace) -> None:
    assert steps(framed) == {"wait for the draw"}


def test_after_the_draw_an_authority_waits_for_readers(drawn: Workspace) -> None:
    assert steps(drawn) == {"assign cases"}
