"""What a lead does on the pages of the fieldwork room."""

from __future__ import annotations

import re

import pytest

from inspect_tool.services.assignment import caseloads
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.sampling import samples
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, noted, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.services.access.shared_review import CASES, WORD_OF_UNSEEN_READS, change_team

pytestmark = pytest.mark.journeys
BOARD, RECORDS, LOADS = "/fieldwork", "/fieldwork/records", "/fieldwork/caseloads"


def sent(pages: Pages, at: str, **typed: str) -> tuple[int, str]:
    """What a form of two steps shows before it is confirmed."""
    fields = {name: values[-1] for name, values in form_of(pages.client.get(at).text, at).items()}
    answer = pages.client.post(at, data={**fields, **typed}, headers=FROM_HERE)
    return answer.status_code, answer.text


def confirmed(pages: Pages, at: str, shown: str) -> tuple[int, str]:
    """What came of confirming what was shown."""
    part = shown[shown.index("app-preview") : shown.index("</section>", shown.index("app-preview"))]
    answer = pages.client.post(at, data=form_of(part, at), headers=FROM_HERE)
    return answer.status_code, answer.headers.get("location", answer.text)


def cases_of(pages: Pages, inspector: str) -> tuple[str, ...]:
    workspace = pages.site.acting_as("le")
    with workspace.reading() as work:
        loads = caseloads.show(work, workspace.review)
    return next(load.cases for load in loads if load.inspector == inspector)


def cells(page: str) -> dict[str, int]:
    """The numbers of the board by the address that each leads to."""
    found = re.findall(r'href="(/fieldwork/records\?[^"]+)">(\d+)</a>', page)
    return {address.replace("&amp;", "&"): int(number) for address, number in found}


def test_the_board_counts_what_status_counts_and_each_number_leads_to_so_many_records(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("le")
    page = pages.client.get(BOARD).text
    workspace = pages.site.acting_as("le")
    with workspace.reading() as work:
        states = status_of(work, workspace.review).states
    board = cells(page)
    for state, number in states.items():
        assert board[f"{RECORDS}?stage={state.value.replace(' ', '-')}"] == number
    for address, number in board.items():
        listed = words_of(pages.client.get(address).text)
        assert f" {number} record" in listed, address
        assert pages.client.get(address).text.count('data-label="Record"') == number, address


def test_a_submitted_record_is_agreed_from_its_page_once_its_query_is_closed(
    pages_of: PagesOf,
) -> None:
    inspector, lead = pages_of("ef"), pages_of("le")
    at = f"{RECORDS}/{CASES.own}"
    close = re.findall(r'action="(/fieldwork/queries/[0-9a-f]+/close)"', lead.client.get(at).text)
    assert len(close) == 1
    assert lead.client.post(close[0], data={}, headers=FROM_HERE).status_code == 303
    inspector.client.post(f"/records/{CASES.own}/submit", data={}, headers=FROM_HERE)
    assert cells(lead.client.get(BOARD).text)[f"{RECORDS}?stage=submitted"] == 1
    assert at in lead.client.get("/fieldwork/to-agree").text
    empty = lead.client.post(f"{at}/return", data={"why": " "}, headers=FROM_HERE)
    assert (empty.status_code, "Say why the record goes back" in empty.text) == (422, True)
    fields = form_of(lead.client.get(at).text, f"{at}/agree")
    assert lead.client.post(f"{at}/agree", data=fields, headers=FROM_HERE).status_code == 303
    assert cells(lead.client.get(BOARD).text)[f"{RECORDS}?stage=agreed"] == 1
    back = {**fields, "why": "Say when the plan was reviewed."}
    assert lead.client.post(f"{at}/return", data=back, headers=FROM_HERE).status_code == 303
    assert "1 record was returned" in lead.client.get(BOARD).text


def test_who_reads_beside_another_learns_nothing_of_the_other_read(pages_of: PagesOf) -> None:
    pages = pages_of("ab")
    board = pages.client.get(BOARD).text
    assert f"{RECORDS}?stage=not-for-you-to-see-yet" in board
    unseen = pages.client.get(f"{RECORDS}?stage=not-for-you-to-see-yet").text
    assert f'/records/{CASES.second}"' not in unseen
    assert CASES.second in unseen
    one = pages.client.get(f"{RECORDS}/{CASES.second}").text
    assert "you see their read when both are in" in one
    for page in (board, unseen, one, pages.client.get("/fieldwork/queries").text):
        assert WORD_OF_UNSEEN_READS not in page


def test_nothing_of_an_authority_that_one_has_a_conflict_with_is_counted(
    pages_of: PagesOf,
) -> None:
    change_team(pages_of("le").site.opened().folder, "le", not_for=["BRO"])
    pages = pages_of("le")
    page = pages.client.get(BOARD).text
    assert "A conflict of interest" in page
    assert not [address for address in cells(page) if "authority=BRO" in address]
    assert "0 records" in words_of(pages.client.get(f"{RECORDS}?authority=BRO").text)
    none = pages.client.get(f"{RECORDS}/BRO-999")
    there = pages.client.get(f"{RECORDS}/{CASES.conflicted}")
    assert (there.status_code, there.text) == (404, none.text)
    at = f"{LOADS}/move"
    told = [sent(pages, at, case=ref, to="cd") for ref in (CASES.conflicted, "BRO-999")]
    assert [status for status, _ in told] == [404, 404]
    assert told[0][1].count("There is no such case") == told[1][1].count("There is no such case")


def test_a_case_moves_when_what_was_shown_is_confirmed(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    pages.client.post(f"{LOADS}/share-out", data={}, headers=FROM_HERE)
    at = f"{LOADS}/move"
    mover = next(one for one in ("ab", "cd", "ef") if unbegun(pages, one))
    case, to = unbegun(pages, mover), "ef" if mover != "ef" else "cd"
    status, shown = sent(pages, at, case=case, to=to)
    assert (status, case in cases_of(pages, mover)) == (200, True)
    assert f"{case} would go from {mover} to {to}" in words_of(shown)
    assert confirmed(pages, at, shown) == (303, f"{LOADS}?done=moved")
    assert case in cases_of(pages, to)
    status, told = confirmed(pages, at, shown)
    assert (status, "Something changed" in told) == (409, True)


def unbegun(pages: Pages, inspector: str) -> str:
    """A case of an inspector that the shared review gives nobody."""
    known = vars(CASES).values()
    return next((ref for ref in cases_of(pages, inspector) if ref not in known), "")


def test_a_hand_over_says_what_would_go_and_what_keeps_it(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    at = f"{LOADS}/hand-over"
    both = {"cases": CASES.own, "with_complete": "yes"}
    status, told = sent(pages, at, **{"from": "ef", "to": "cd", "reason": "away"}, **both)
    assert (status, "the two are blind" in told) == (409, True)
    assert form_of(told, at)["reason"] == ["away"]
    assert sent(pages, at, **{"from": "ef", "to": "cd"})[0] == 422
    status, shown = sent(
        pages, at, **{"from": "ef", "to": "ab", "reason": "away", "cases": CASES.own_crossed}
    )
    assert "This would move 1 read from ef to ab" in words_of(shown)
    assert confirmed(pages, at, shown)[0] == 303
    assert CASES.own_crossed in cases_of(pages, "ab")


def test_caseloads_are_evened_out_and_topped_up_as_shown(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    assert "no reader yet" in pages.client.get(LOADS).text
    assert pages.client.post(f"{LOADS}/share-out", data={}, headers=FROM_HERE).status_code == 303
    assert "no reader yet" not in pages.client.get(LOADS).text
    for name in ("balance", "second-reads"):
        status, shown = sent(pages, f"{LOADS}/{name}")
        assert status == 200
        assert "What it would do" in shown
        assert confirmed(pages, f"{LOADS}/{name}", shown)[0] == 303


def test_a_second_read_is_asked_for_with_a_reason(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    at = f"{LOADS}/second-read"
    assert sent(pages, at, case=CASES.own_crossed)[0] == 422
    status, shown = sent(pages, at, case=CASES.own_crossed, reason="a red flag")
    assert (status, "would be read a second time by" in words_of(shown)) == (200, True)
    assert confirmed(pages, at, shown)[0] == 303
    assert "1 asked for" in pages.client.get(LOADS).text


def test_a_query_is_asked_about_an_answer_and_closed(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    at = f"{RECORDS}/{CASES.own}"
    fields = form_of(pages.client.get(at).text, f"{at}/ask")
    fields |= {"item": ["HARM.1.a"], "text": [""]}
    empty = pages.client.post(f"{at}/ask", data=fields, headers=FROM_HERE)
    assert (empty.status_code, "Say what you ask" in empty.text) == (422, True)
    assert form_of(empty.text, f"{at}/ask")["item"] == ["HARM.1.a"]
    fields["text"] = ["Which page is that on?"]
    assert pages.client.post(f"{at}/ask", data=fields, headers=FROM_HERE).status_code == 303
    listed = pages.client.get("/fieldwork/queries?state=open").text
    assert "Which page is that on?" in listed
    assert "Which page is that on?" in pages_of("ef").client.get(f"/records/{CASES.own}").text
    name = re.findall(r'action="(/fieldwork/queries/[0-9a-f]+/close)"', listed)[0]
    assert pages.client.post(name, data={"text": "Seen."}, headers=FROM_HERE).status_code == 303
    assert name not in pages.client.get("/fieldwork/queries").text


def test_a_record_that_was_not_submitted_is_neither_returned_nor_agreed(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    at = f"{RECORDS}/{CASES.own}"
    for move, typed in (("return", {"why": "too short"}), ("agree", {})):
        told = pages.client.post(f"{at}/{move}", data=typed, headers=FROM_HERE)
        assert (told.status_code, "in progress" in told.text) == (
            422,
            True,
        ) or told.status_code == 409
    assert f"{at}/agree" not in pages.client.get(at).text


def test_a_case_is_lost_the_reason_corrected_and_the_loss_taken_back(pages_of: PagesOf) -> None:
    pages, at = pages_of("le"), "/fieldwork/losses"
    typed = {"case": CASES.own_crossed, "reason": "file_not_available"}
    status, told = sent(pages, f"{at}/lose", **typed)
    assert (status, "“Lose it although there are findings on it”" in told) == (409, True)
    free = re.findall(r"ASH-\d{3}", pages.client.get(f"{RECORDS}?stage=no-reader-yet").text)[0]
    _, shown = sent(pages, f"{at}/lose", **{**typed, "case": free})
    assert f"{free} would be lost" in words_of(shown)
    assert "No case is lost" in pages.client.get(at).text
    assert confirmed(pages, f"{at}/lose", shown) == (303, f"{at}?done=lost")
    assert confirmed(pages, f"{at}/lose", shown)[0] == 409
    _, shown = sent(pages, f"{at}/correct", case=free, reason="not_open", why="another month")
    assert "It would count as out of scope" in words_of(shown)
    assert confirmed(pages, f"{at}/correct", shown)[0] == 303
    assert sent(pages, f"{at}/undo", case=free)[0] == 422
    _, shown = sent(pages, f"{at}/undo", case=free, why="the file was found")
    assert confirmed(pages, f"{at}/undo", shown)[0] == 303
    listed = words_of(pages.client.get(at).text)
    assert "No case is lost" in listed
    assert f"{free} (not open at the date of the frame): taken back by le" in listed


def test_an_authority_leaves_and_comes_back_and_a_case_is_picked(pages_of: PagesOf) -> None:
    pages, at = pages_of("le"), "/fieldwork/losses"
    _, shown = sent(pages, f"{at}/withdraw", authority="BRO", why="it asked to")
    assert "would leave the inspection on" in words_of(shown)
    assert confirmed(pages, f"{at}/withdraw", shown)[0] == 303
    assert "Withdrew on" in pages.client.get(BOARD).text
    _, shown = sent(pages, f"{at}/come-back", authority="BRO", why="it thought again")
    assert confirmed(pages, f"{at}/come-back", shown)[0] == 303
    assert "Withdrew on" not in pages.client.get(BOARD).text
    workspace = pages.site.acting_as("le")
    with workspace.reading() as work:
        drawn = samples.show(work)
    reserve = next(one for one in drawn.cases if not one.is_active and not one.lost_because)
    _, shown = sent(pages, f"{at}/pick", case=reserve.case_ref, why="named by many")
    assert "would be read as a case picked by hand" in words_of(shown)
    assert confirmed(pages, f"{at}/pick", shown)[0] == 303
    assert "1 of them picked by hand" in words_of(pages.client.get(at).text)


def test_a_version_is_shown_with_its_effect_proposed_and_put_in_force(pages_of: PagesOf) -> None:
    pages, at = pages_of("le"), "/fieldwork/framework"
    file = pages.site.opened().framework_file
    text = file.read_text(encoding="utf-8")
    assert "is as it is in force" in pages.client.get(at).text
    version = re.search(r"version: ['\"]?([\d.]+)", text)
    assert version is not None
    file.write_text(
        text.replace(version.group(0), "version: '1.0.1'", 1).replace(
            "title: ", "title: Newer ", 1
        ),
        encoding="utf-8",
    )
    page = pages.client.get(at).text
    assert "What the file would change: version 1.0.1" in words_of(page)
    stale = {**form_of(page, f"{at}/publish"), "seen": ["another file"]}
    told = pages.client.post(f"{at}/publish", data=stale, headers=FROM_HERE)
    assert (told.status_code, "Something changed" in told.text) == (422, True)
    fields = {**form_of(page, f"{at}/propose"), "why": ["clearer"]}
    assert pages.client.post(f"{at}/propose", data=fields, headers=FROM_HERE).status_code == 303
    assert "le proposed 1.0.1" in words_of(pages.client.get(at).text)
    fields = form_of(page, f"{at}/publish")
    assert pages.client.post(f"{at}/publish", data=fields, headers=FROM_HERE).status_code == 303
    assert "Version 1.0.1 is in force" in words_of(pages.client.get(at).text)
    assert sent(pages, f"{at}/read-again")[0] == 422


def test_a_snapshot_counts_what_was_shown_and_stands_beside_another(pages_of: PagesOf) -> None:
    pages, at = pages_of("wr"), "/fieldwork/snapshots"
    assert sent(pages, f"{at}/take", name="")[0] == 422
    _, shown = sent(pages, f"{at}/take", name="second")
    assert "second would count" in words_of(shown)
    assert "second" not in pages.client.get(at).text
    assert confirmed(pages, f"{at}/take", shown)[0] == 303
    assert "second" in pages.client.get(at).text
    told = pages.client.get(f"{at}/compare?earlier=first&later=second")
    assert (told.status_code, "measures differ" in told.text) == (200, True)
    assert pages.client.get(f"{at}/compare?earlier=none").status_code == 400
    hidden = pages_of("ab").client.get(f"{at}/compare?earlier=first&later=second")
    assert "both reads" in hidden.text
    assert "measures differ" not in hidden.text


def test_a_record_that_a_lead_opens_and_one_whose_query_is_read_are_noted(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("le")
    assert pages.client.get(BOARD).status_code == 200
    assert pages.client.get(RECORDS).status_code == 200
    assert noted(pages, "le") == set()
    assert pages.client.get(f"{RECORDS}/{CASES.others}").status_code == 200
    assert noted(pages, "le") == {CASES.others}
    assert CASES.own not in pages.client.get("/fieldwork/queries?state=closed").text
    assert CASES.own not in noted(pages, "le")
    assert CASES.own in pages.client.get("/fieldwork/queries").text
    assert CASES.own in noted(pages, "le")
