"""People who sign in to a team's pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from inspect_tool.services.review import sign_in
from inspect_tool.services.review.readiness import (
    PUBLIC_KEYS,
    NotReadyForTeamError,
    check_ready_for_team,
)
from inspect_tool.services.review.sessions import TEAM_LIMITS
from inspect_tool.services.review.sign_in import (
    FREE_FAILURES,
    LONGEST_WAIT,
    BadPasswordError,
    check_password,
    set_password,
)
from inspect_tool.store.sign_in_tables import SignIn, SignInFailure, WebSession
from inspect_tool.web.app import make_app
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import later
from tests.services.access.shared_review import change_team

pytestmark = pytest.mark.journeys

ORIGIN = "https://inspection.example.org"
FROM_HERE = {"origin": ORIGIN}
NOW = datetime(2013, 11, 4, 9, tzinfo=UTC)
PASSWORD = "marble otter seven lamps"  # noqa: S105


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost a thousandth: what is tried here is not their cost."""
    from argon2 import PasswordHasher

    sign_in._nobodys.cache_clear()
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(sign_in, "_hasher", lambda: cheap)


@pytest.fixture
def team(review: Workspace) -> Workspace:
    standing = replace(review, clock=lambda: NOW)
    with standing.work() as work:
        set_password(work, standing.review, person="ef", password=PASSWORD)
    return standing


def browser(workspace: Workspace) -> TestClient:
    site = Site(workspace, SiteOptions(origin=ORIGIN, is_team=True))
    return TestClient(make_app(site), base_url=ORIGIN, follow_redirects=False)


def signs_in(client: TestClient, person: str, password: str, after: str = "/") -> int:
    given = {"person": person, "password": password, "next": after}
    return client.post("/sign-in", data=given, headers=FROM_HERE).status_code


def test_whoever_knows_the_password_gets_their_own_cases(team: Workspace) -> None:
    client = browser(team)
    assert client.get("/").headers["location"] == "/sign-in?next=/"
    assert signs_in(client, "ef", PASSWORD) == 303
    page = client.get("/")
    assert page.status_code == 200
    assert "ASH-001" in page.text
    assert page.headers["strict-transport-security"].startswith("max-age=")


def test_the_cookie_is_of_this_host_alone(team: Workspace) -> None:
    given = {"person": "ef", "password": PASSWORD, "next": "//evil.example"}
    answer = browser(team).post("/sign-in", data=given, headers=FROM_HERE)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-inspect-tool=")
    assert all(word in cookie for word in ("secure", "httponly", "samesite=strict", "path=/"))
    assert answer.headers["location"] == "/"


def test_who_is_unknown_and_who_is_wrong_read_the_same(team: Workspace) -> None:
    client = browser(team)
    answers = [
        client.post("/sign-in", data={"person": who, "password": "x" * 12}, headers=FROM_HERE)
        for who in ("ef", "nobody", "cd", "keeper", "")
    ]
    assert {one.status_code for one in answers} == {401}
    assert len({one.text for one in answers}) == 1


def test_no_spelling_of_a_name_is_a_way_round_the_wait(team: Workspace) -> None:
    client = browser(team)
    for name in ("ef", " ef", "ef\t", "e\x00f", "\x0bef"):
        assert signs_in(client, name, "a wrong password") == 401
    assert signs_in(client, "ef", PASSWORD) == 429
    assert [signs_in(client, name, PASSWORD) for name in ("EF", "ｅｆ", "le,ef")] == [401] * 3


def test_whoever_guesses_waits_twice_as_long_each_time(team: Workspace) -> None:
    client = browser(team)
    tried = [signs_in(client, "ef", "a wrong password") for _ in range(FREE_FAILURES + 2)]
    assert tried[:FREE_FAILURES] == [401] * FREE_FAILURES
    assert tried[-1] == 429
    assert signs_in(client, "ef", PASSWORD) == 429
    assert signs_in(browser(later(team, LONGEST_WAIT)), "ef", PASSWORD) == 303


def test_many_guesses_at_once_are_no_way_round_the_wait(
    team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(team)
    sent: list[int] = []

    def is_password(_hashed: str, _password: str) -> bool:
        if len(sent) < 2 * FREE_FAILURES:  # the next comes in while this one is being tried
            sent.append(0)
            sent.append(signs_in(client, "ef", "a wrong password"))
        return False

    monkeypatch.setattr(sign_in, "is_password", is_password)
    signs_in(client, "ef", "a wrong password")
    assert sent.count(401) + 1 <= FREE_FAILURES
    assert 429 in sent


def test_an_office_that_mistypes_now_and_then_is_not_kept_out(
    team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "FREE_FROM_ADDRESS", 8)
    door = browser(team)
    for number in range(8):
        assert signs_in(door, f"p{number}", "a wrong password") == 401, number
    assert signs_in(door, "ef", PASSWORD) == 429
    for hours in (1, 24):
        client = browser(later(team, timedelta(hours=hours)))
        tried = [signs_in(client, f"q{number}", "a wrong password") for number in range(3)]
        assert tried == [401] * 3
        assert signs_in(client, "ef", PASSWORD) == 303
    after = later(team, timedelta(days=4))
    signs_in(browser(after), "nobody", "a wrong password")
    with after.reading() as work:
        assert len(work.all(select(SignInFailure))) == 2


def test_the_password_cannot_be_guessed_with_a_session_left_open(team: Workspace) -> None:
    client = browser(team)
    signs_in(client, "ef", PASSWORD)
    given = {"current": "a wrong password", "password": "seven lamps and an otter"}
    tried = [
        client.post("/password", data=given, headers=FROM_HERE).status_code
        for _ in range(FREE_FAILURES + 1)
    ]
    assert tried == [422] * FREE_FAILURES + [429]


def test_signing_in_ends_the_session_that_the_browser_had(team: Workspace) -> None:
    client, other = browser(team), browser(team)
    signs_in(client, "ef", PASSWORD)
    other.cookies.update(dict(client.cookies))
    assert other.get("/").status_code == 200
    signs_in(client, "ef", PASSWORD)
    assert [one.get("/").status_code for one in (client, other)] == [200, 303]


def test_a_new_password_ends_every_session_and_the_old_one(team: Workspace) -> None:
    client, other = browser(team), browser(team)
    assert [signs_in(one, "ef", PASSWORD) for one in (client, other)] == [303, 303]
    wrong = client.post("/password", data={"current": "x", "password": "y"}, headers=FROM_HERE)
    assert wrong.status_code == 422
    given = {"current": PASSWORD, "password": "seven lamps and an otter"}
    assert client.post("/password", data=given, headers=FROM_HERE).status_code == 303
    assert other.get("/").status_code == 303
    assert signs_in(other, "ef", PASSWORD) == 401
    assert signs_in(other, "ef", given["password"]) == 303


def test_a_session_ends_after_eight_hours_however_much_it_is_used(team: Workspace) -> None:
    client = browser(team)
    signs_in(client, "ef", PASSWORD)
    cookie = dict(client.cookies)

    def is_in(ahead: timedelta) -> bool:
        there = browser(later(team, ahead))
        there.cookies.update(cookie)
        return there.get("/").status_code == 200

    limits = TEAM_LIMITS
    for minutes in range(25, 475, 25):
        assert is_in(timedelta(minutes=minutes)), minutes
    assert not is_in(limits.absolute)


def test_a_session_that_nobody_uses_ends_after_half_an_hour(team: Workspace) -> None:
    client = browser(team)
    signs_in(client, "ef", PASSWORD)
    for minutes, status in ((29, 200), (60, 303)):
        there = browser(later(team, timedelta(minutes=minutes)))
        there.cookies.update(dict(client.cookies))
        assert there.get("/").status_code == status


def test_who_leaves_the_team_or_gets_a_conflict_is_out_with_the_next_click(
    team: Workspace,
) -> None:
    client = browser(team)
    signs_in(client, "ef", PASSWORD)
    assert client.get("/records/BRO-001").status_code == 200
    change_team(team.folder, "ef", not_for=["BRO"])
    assert client.get("/records/BRO-001").status_code == 404
    change_team(team.folder, "ef", id="zz")
    assert client.get("/").status_code == 303


def test_only_digests_of_sessions_and_passwords_are_kept(team: Workspace) -> None:
    client = browser(team)
    signs_in(client, "ef", PASSWORD)
    signs_in(client, "ef", "a wrong password")
    token = client.cookies["__Host-inspect-tool"]
    with team.reading() as work:
        row = work.get(SignIn, "ef")
        assert row is not None
        assert row.password_hash.startswith("$argon2id$")
        digests = [row.token_digest for row in work.all(select(WebSession))]
        subjects = [row.subject for row in work.all(select(SignInFailure))]
    assert digests
    assert token not in digests
    assert subjects
    assert "ef" not in subjects


@pytest.mark.parametrize(
    "password", ["short", "x" * 11, "x" * 40, "password1234", "ef-123456789", "y" * 201]
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(BadPasswordError):
        check_password(password, person="ef")


def test_a_team_is_served_only_when_people_can_sign_in(review: Workspace, tmp_path: Path) -> None:
    with review.reading() as work, pytest.raises(NotReadyForTeamError, match="Nobody has a pass"):
        check_ready_for_team(work, review.review, tmp_path)
    with review.work() as work:
        set_password(work, review.review, person="le", password=PASSWORD)
    with review.reading() as work:
        waiting = check_ready_for_team(work, review.review, tmp_path)
        assert waiting == ("ab", "cd", "ef", "wr")
        (tmp_path / PUBLIC_KEYS).touch()
        with pytest.raises(NotReadyForTeamError, match="keys are public"):
            check_ready_for_team(work, review.review, tmp_path)
