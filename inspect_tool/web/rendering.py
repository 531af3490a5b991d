"""Templates, and what each page is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from inspect_tool import __version__
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.page_words import field_words, with_pages
from inspect_tool.web.rooms import navigation

if TYPE_CHECKING:
    from fastapi import Request

    from inspect_tool.web.visits import Visit


def day_words(moment: date | datetime | None) -> str:
    """A day as people write it."""
    return "" if moment is None else f"{moment.day} {moment:%B %Y}"


def moment_words(moment: datetime | None) -> str:
    """A moment as people write it, in UTC, which is what the database has."""
    return "" if moment is None else f"{moment.day} {moment:%B %Y at %H:%M} UTC"


def said_moment(said: str) -> str:
    """A moment that somebody gave as ISO 8601, as people write it; as given where it is none."""
    try:
        given = datetime.fromisoformat(said)
    except ValueError:
        return said
    return moment_words(given.astimezone(UTC)) if given.tzinfo else said


def count_words(number: int, one: str, several: str = "") -> str:
    """A number with its noun: `1 case`, `3 cases`."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def fact_words(value: object) -> str:
    """A returned fact as people say it."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_words(value)
    return str(value).replace("_", " ")


REFUSALS = ("message", "fault", "barred")  # sentences of services, in templates
_STYLE = re.compile(r' style="[^"]*"')


def pictures(drawn: Iterable[str]) -> tuple[Markup, ...]:
    """Pictures that this program drew, as a page places them; no other mark-up goes unescaped.

    Args:
        drawn: `<svg>` elements, whose words are escaped. A width of their own as a style goes: the
            pages' security policy forbids it, and their style sheet gives them their room.
    """
    return tuple(Markup(_STYLE.sub("", one)) for one in drawn)  # noqa: S704 (our own drawings)


@cache
def environment() -> Environment:
    """The templates, compiled once."""
    made = Environment(
        loader=PackageLoader("inspect_tool.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["day"] = day_words
    made.filters["moment"] = moment_words
    made.filters["said_moment"] = said_moment
    made.filters["fact"] = fact_words
    made.filters["counted"] = count_words
    made.filters["field"] = field_words
    made.filters["with_pages"] = with_pages
    made.globals["new_token"] = new_token
    made.globals["version"] = __version__
    return made


def page(
    visit: Visit,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page for somebody who is signed in."""
    told = {
        "actor": visit.actor,
        "navigation": navigation(
            visit.request.app.state.rooms, visit.actor, visit.request.url.path
        ),
        "review_title": visit.workspace.written.plan.title,
        "is_team": visit.site.options.is_team,
        "path": visit.request.url.path,
        "saved_form": visit.request.query_params.get("saved", ""),
        **context,
    }
    text = environment().get_template(template).render(_of_pages(told))
    return HTMLResponse(text, status_code=status, headers=dict(headers or {}))


def bare_page(
    request: Request, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """A page for whoever comes: nothing of the review is on it."""
    told = {
        "actor": None,
        "navigation": None,
        "review_title": "",
        "is_team": False,
        "path": request.url.path,
        "saved_form": "",
        **context,
    }
    text = environment().get_template(template).render(_of_pages(told))
    return HTMLResponse(text, status_code=status)


def _of_pages(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a page is given, where a refusal names pages and not commands."""
    said = {name: told[name] for name in REFUSALS if isinstance(told.get(name), str)}
    return {**told, **{name: with_pages(words) for name, words in said.items()}}
