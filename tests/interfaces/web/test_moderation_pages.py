"""What a lead does on the pages of moderation."""

from __future__ import annotations

import pytest

from inspect_tool.services.moderation import decisions
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, noted, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.services.access.shared_review import CASES, WORD_OF_UNSEEN_READS, change_team

pytestmark = pytest.mark.journeys
LIST = "/moderation"


def at(case: str, item: str) -> str:
    return f"/moderation/cases/{case}/{item}"


def open_items(pages: Pages) -> list[tuple[str, str]]:
    """Case and item of each open disagreement, in the order of the page."""
    page = pages.client.get(LIST).text.partition("Decided</h2>")[0]
    links = [part.partition('"')[0] for part in page.split('href="/moderation/cases/')[1:]]
    return [(case, item) for case, _, item in (link.partition("/") for link in links)]


def decided(pages: Pages) -> dict[tuple[str, str], str | None]:
    workspace = pages.site.acting_as("le")
    with workspace.reading() as work:
        found = decisions.queue(work, workspace.review)
    return {(one.case_ref, one.item_id): one.decided for one in found}


def test_a_disagreement_is_decided_with_a_reason_beside_both_reads(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    case, item = open_items(pages)[0]
    page = pages.client.get(at(case, item)).text
    assert "First reader" in page
    assert "Second reader" in page
    action = f"{at(case, item)}/decide"
    fields = form_of(page, action)
    choice = page.partition('name="take" type="radio" value="')[2].partition('"')[0]
    assert pages.client.post(action, data=fields, headers=FROM_HERE).status_code == 400
    fields |= {"take": [choice], "why": ["the file says so"]}
    assert pages.client.post(action, data=fields, headers=FROM_HERE).status_code == 303
    assert decided(pages)[case, item] is not None
    assert (case, item) not in open_items(pages)
    assert "Decided" in words_of(pages.client.get(LIST).text)
    assert pages.client.post(action, data=fields, headers=FROM_HERE).status_code == 409


def test_those_that_are_alike_are_decided_at_once(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    alike = None
    for case, item in open_items(pages):
        page = pages.client.get(at(case, item)).text
        others = page.split('name="sides" type="checkbox" value="')[1:]
        if others:
            alike = (case, item, page, others[0].partition('"')[0])
            break
    assert alike is not None
    case, item, page, other = alike
    action = f"{at(case, item)}/decide"
    choice = page.partition('name="take" type="radio" value="')[2].partition('"')[0]
    fields = form_of(page, action)
    fields |= {"take": [choice], "why": ["as above"], "sides": [*fields["sides"], other]}
    changed = {**fields, "sides": [fields["sides"][0], other[:-1] + "x"]}
    assert pages.client.post(action, data=changed, headers=FROM_HERE).status_code == 409
    assert pages.client.post(action, data=fields, headers=FROM_HERE).status_code == 303
    now = decided(pages)
    assert now[case, item] is not None
    assert now[other.partition(" ")[0], item] is not None


def test_a_lead_who_read_the_case_sees_it_and_cannot_decide_it(pages_of: PagesOf) -> None:
    pages = pages_of("ab")
    item = next(item for case, item in open_items(pages) if case == CASES.others)
    page = pages.client.get(at(CASES.others, item)).text
    assert "another lead decides it" in page
    action = f"{at(CASES.others, item)}/decide"
    assert action not in page
    le = pages_of("le")
    fields = form_of(le.client.get(at(CASES.others, item)).text, action)
    fields |= {"token": [""], "take": ["good"], "why": ["mine"]}
    assert pages.client.post(action, data=fields, headers=FROM_HERE).status_code == 404
    assert WORD_OF_UNSEEN_READS not in pages.client.get(LIST).text


def test_a_conflict_of_interest_keeps_disagreements_away(pages_of: PagesOf) -> None:
    change_team(pages_of("le").site.opened().folder, "le", not_for=["BRO"])
    pages = pages_of("le")
    assert CASES.conflicted not in pages.client.get(LIST).text
    assert "a conflict of interest" in pages.client.get(LIST).text
    assert pages.client.get(at(CASES.conflicted, "HARM.1")).status_code == 404


def test_whose_words_a_lead_compares_is_noted_and_no_more(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    other = pages_of("ab")  # who opens the list first, so that this is known of the lead alone
    case, item = open_items(other)[0]
    assert "sides" in form_of(pages.client.get(at(case, item)).text, f"{at(case, item)}/decide")
    alike = pages.client.get(at(case, item)).text.split('name="sides" type="checkbox" value="')[1:]
    assert noted(pages, "le") == {case, *(one.partition(" ")[0] for one in alike)}
    listed = {one for one, _ in open_items(pages)}
    assert listed <= noted(pages, "le")
