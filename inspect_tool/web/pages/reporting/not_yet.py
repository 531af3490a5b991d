"""Pages of this room that wait: for a snapshot, a second read, a fault to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import Response

from inspect_tool.domain.access.refusals import AccessRefusedError, BlindReadError
from inspect_tool.errors import CheckFailedError, RefusedError, UnreadableFileError, UsageError
from inspect_tool.web.rendering import page

if TYPE_CHECKING:
    from inspect_tool.errors import InspectToolError
    from inspect_tool.web.visits import Visit

# What a page can say is in its way; whatever else goes wrong is told by the application.
IN_THE_WAY = (CheckFailedError, RefusedError, UnreadableFileError, UsageError)


def not_yet(visit: Visit, title: str, error: InspectToolError) -> Response:
    """What a page says while its content cannot be shown, with everything that is in the way.

    Whose role it is not for learns nothing: that goes on to become a page that does not exist.

    Args:
        title: What the page is called.
    """
    if isinstance(error, AccessRefusedError) and not isinstance(error, BlindReadError):
        raise error
    context = {"title": title, "message": error.message, "problems": error.problems}
    return page(visit, "reporting/not_yet.html", context)
