"""How addresses of this room answer: what is not there says nothing more than that."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

from inspect_tool.services.figures.evidence import NoSuchEvidenceError
from inspect_tool.services.publication.builds import NoSuchBuildError
from inspect_tool.services.publication.narrative_writing import NoSuchChapterError

# Whether it is not there or not the actor's must not show.
NOT_THERE = (NoSuchEvidenceError, NoSuchBuildError, NoSuchChapterError)


class ReportingRoute(APIRoute):
    """An address of this room."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers, with a page that does not exist for a thing that does not."""
        answered = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await answered(request)
            except NOT_THERE:
                raise HTTPException(404) from None

        return answer
