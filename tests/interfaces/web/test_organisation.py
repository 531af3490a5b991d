"""People who sign in with an account of their organisation, and those who only say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from inspect_tool.services.review.linked_accounts import (
    AccountTakenError,
    BadAccountError,
    NothingLinkedError,
    link_account,
    unlink_accounts,
)
from inspect_tool.services.review.readiness import check_ready_for_team
from inspect_tool.services.review.sign_in import NotOfTheTeamError, list_sign_ins
from inspect_tool.settings import Organisation, Settings
from inspect_tool.web import serving
from inspect_tool.web.app import make_app
from inspect_tool.web.organisation import BACK, BEGIN, OUT, OrganisationSignIn
from inspect_tool.web.serving import NoClientError, OrganisationNotInstalledError
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.workspace import Workspace
from tests.interfaces.web.provider import CLIENT, SECRET, Provider, provider_for, shared_key
from tests.services.access.shared_review import change_team

pytestmark = pytest.mark.journeys

ORIGIN = "https://inspection.example.org"
FROM_HERE = {"origin": ORIGIN}
SUBJECT = "24400320"
ISSUER = "https://login.example.org/tenant"


@pytest.fixture(scope="module")
def standing() -> Iterator[Provider]:
    with provider_for(ORIGIN + BACK) as provider:
        yield provider


@pytest.fixture
def provider(standing: Provider) -> Provider:
    """The one provider of the module, honest again."""
    standing.subject, standing.lies, standing.signs_with = SUBJECT, {}, None
    standing.algorithm, standing.metadata = "ES256", {}
    return standing


def link(workspace: Workspace, person: str, issuer: str, subject: str = SUBJECT) -> None:
    with workspace.work() as work:
        link_account(work, workspace.review, person=person, issuer=issuer, subject=subject)


def browser(workspace: Workspace, issuer: str) -> TestClient:
    options = SiteOptions(origin=ORIGIN, is_team=True)
    organisation = OrganisationSignIn(Organisation(issuer, CLIENT, SECRET), ORIGIN)
    site = Site(workspace, options, organisation)
    return TestClient(make_app(site), base_url=ORIGIN, follow_redirects=False)


def goes_there(client: TestClient, after: str = "/") -> str:
    """Begin, prove it to the organisation, and the address that it sends the browser back to."""
    begun = client.get(BEGIN, params={"next": after})
    assert begun.status_code == 303, begun.text
    sent = httpx2.get(begun.headers["location"])
    back = urlsplit(sent.headers["location"])
    return f"{back.path}?{back.query}"


def test_whoever_the_organisation_names_and_a_lead_linked_is_let_in(
    review: Workspace, provider: Provider
) -> None:
    link(review, "ef", provider.issuer)
    client = browser(review, provider.issuer)
    assert "organisation’s account" in client.get("/sign-in").text
    answer = client.get(goes_there(client, "/records/ASH-001"))
    assert answer.status_code == 200
    # A page, since a redirect of another site's making would come without the session's cookie.
    assert answer.headers["refresh"] == "0; url=/records/ASH-001"
    cookies = answer.headers.get_list("set-cookie")
    kept = next(one for one in cookies if "organisation" in one)
    session = next(one for one in cookies if "organisation" not in one)
    assert kept.startswith('__Host-inspect-tool-organisation=""')
    assert "samesite=strict" in session.lower()
    assert client.get("/").status_code == 200
    left = client.post("/sign-out", headers=FROM_HERE)
    assert OUT in left.text
    assert client.get("/").status_code == 303
    assert client.get(OUT).headers["location"] == f"{provider.issuer}/leave?client_id={CLIENT}"


def test_an_account_that_nobody_linked_is_told_its_subject_and_let_in_nowhere(
    review: Workspace, provider: Provider
) -> None:
    provider.subject = "<b>7</b>"
    link(review, "ef", "https://elsewhere.example", "<b>7</b>")
    client = browser(review, provider.issuer)
    answer = client.get(goes_there(client))
    assert answer.status_code == 403
    assert "its subject is &lt;b&gt;7&lt;/b&gt;" in answer.text
    assert client.get("/").status_code == 303


def test_who_left_the_team_or_lost_the_account_is_let_in_no_more(
    review: Workspace, provider: Provider
) -> None:
    link(review, "ef", provider.issuer)
    client = browser(review, provider.issuer)
    client.get(goes_there(client))
    with review.work() as work:
        assert unlink_accounts(work, "ef") == 1
    assert client.get("/").status_code == 303
    assert client.get(goes_there(client)).status_code == 403
    link(review, "ef", provider.issuer)
    change_team(review.folder, "ef", id="zz")
    assert client.get(goes_there(client)).status_code == 403


LIES: dict[str, dict[str, Any]] = {
    "for another client": {"lies": {"aud": "another"}},
    "of another issuer": {"lies": {"iss": "https://evil.example"}},
    "of another sign-in": {"lies": {"nonce": "another"}},
    "without a nonce": {"lies": {"nonce": None}},
    "of yesterday": {"lies": {"exp": 1_700_000_000}},
    "about nobody": {"lies": {"sub": None}},
    "signed with another key": {"signs_with": ECKey.generate_key("P-256")},
    "signed with the client's secret": {"signs_with": shared_key(), "algorithm": "HS256"},
    "not signed": {"algorithm": "none"},
}


@pytest.mark.proof(part=3)
@pytest.mark.parametrize("name", LIES)
def test_a_token_is_refused(review: Workspace, provider: Provider, name: str) -> None:
    link(review, "ef", provider.issuer)
    for what, value in LIES[name].items():
        setattr(provider, what, value)
    client = browser(review, provider.issuer)
    answer = client.get(goes_there(client))
    assert answer.status_code == 401
    assert "did not say who you are" in answer.text
    assert client.get("/").status_code == 303


def test_only_the_browser_that_began_can_finish_and_only_once(
    review: Workspace, provider: Provider
) -> None:
    link(review, "ef", provider.issuer)
    mine, other = (browser(review, provider.issuer) for _ in range(2))
    back = goes_there(mine)
    assert other.get(back).status_code == 401  # it began nothing
    goes_there(other)
    assert other.get(back).status_code == 401  # it began something else
    assert mine.get(back.replace("state=", "state=x")).status_code == 401
    assert mine.get(back).status_code == 200
    again = mine.get(back)
    assert again.status_code == 401


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied&error_description=Jane", "?code=x", "?code=x&state=y"]
)
def test_what_comes_back_without_a_proof_is_refused_in_words(
    review: Workspace, provider: Provider, query: str
) -> None:
    client = browser(review, provider.issuer)
    assert client.get(BACK + query).status_code == 401
    goes_there(client)
    answer = client.get(BACK + query)
    assert answer.status_code == 401
    assert "Jane" not in answer.text
    client.cookies.set("__Host-inspect-tool-organisation", "bm90aGluZw==")
    assert client.get(BACK + query).status_code == 401


def test_the_way_back_leads_to_pages_of_this_tool_alone(
    review: Workspace, provider: Provider
) -> None:
    link(review, "ef", provider.issuer)
    client = browser(review, provider.issuer)
    answer = client.get(goes_there(client, "//evil.example/"))
    assert answer.headers["refresh"] == "0; url=/"


@pytest.mark.parametrize("metadata", [{"issuer": "https://evil.example"}, {"jwks_uri": None}])
def test_an_organisation_that_is_not_what_it_was_called_is_not_believed(
    review: Workspace, provider: Provider, metadata: dict[str, Any]
) -> None:
    link(review, "ef", provider.issuer)
    provider.metadata = metadata
    client = browser(review, provider.issuer)
    begun = client.get(BEGIN)
    if begun.status_code == 303:
        begun = client.get(goes_there(client))
    assert begun.status_code == 502
    assert "does not answer as it should" in begun.text


def test_whoever_runs_the_server_is_told_why_the_organisation_fails_and_nothing_else(
    review: Workspace, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(review, provider.issuer)
    goes_there(client)
    client.get(BACK + "?error=access_denied&error_description=Jane&state=x")
    client.get(goes_there(client).replace("code=", "code=wrong"))
    provider.metadata = {"issuer": "https://evil.example\n"}
    browser(review, provider.issuer).get(BEGIN)
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert "sign-in=organisation fault=OAuthError why='access_denied'" in said
    assert "sign-in=organisation fault=OAuthError why='invalid_grant'" in said
    assert said[-1].startswith("sign-in=organisation fault=AnotherIssuer why='it calls itself ")
    assert not any("Jane" in line or "\n" in line or "wrong" in line for line in said)


def test_a_silent_organisation_leaves_the_password(
    review: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(review, "http://127.0.0.1:1")
    assert client.get(BEGIN).status_code == 502
    assert "fault=ConnectError why='" in caplog.text
    assert client.get(OUT).status_code == 502
    assert client.get("/sign-in").status_code == 200


def test_without_an_organisation_there_is_no_such_page(review: Workspace) -> None:
    site = Site(review, SiteOptions(origin=ORIGIN, is_team=True))
    client = TestClient(make_app(site), base_url=ORIGIN, follow_redirects=False)
    assert [client.get(path).status_code for path in (BEGIN, BACK, OUT)] == [303] * 3
    assert "organisation" not in client.get("/sign-in").text


def test_an_account_is_one_persons(review: Workspace) -> None:
    link(review, "ef", ISSUER)
    link(review, "ef", ISSUER)
    with pytest.raises(AccountTakenError, match="is ef's"):
        link(review, "ab", ISSUER)
    with pytest.raises(NotOfTheTeamError):
        link(review, "zz", ISSUER)
    for issuer, subject in (
        ("http://login.example.org", "1"),
        ("login.example.org", "1"),
        ("https://login.example.org?tenant=1", "1"),
        (ISSUER, ""),
        (ISSUER, "x" * 256),
        (ISSUER, "é"),
        (ISSUER, " 1"),
    ):
        with pytest.raises(BadAccountError):
            link(review, "ab", issuer, subject)
    link(review, "ab", ISSUER, "x" * 255)
    with review.work() as work:
        views = {view.person: view for view in list_sign_ins(work, review.review)}
        waiting = check_ready_for_team(work, review.review, Path())
    assert views["ef"].has_account
    assert not views["ef"].has_password
    assert not {"ef", "ab"} & set(waiting)
    with review.work() as work, pytest.raises(NothingLinkedError):
        unlink_accounts(work, "wr")


def test_what_is_missing_is_said_before_the_pages_are_served(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = SiteOptions(origin=ORIGIN, is_team=True)

    def asked(**given: str) -> object:
        words = {f"INSPECT_TOOL_OIDC_{name.upper()}": value for name, value in given.items()}
        return serving._organisation(replace(review, settings=Settings.read(words)), options)

    assert asked() is None
    with pytest.raises(NoClientError):
        asked(issuer=ISSUER)
    with pytest.raises(BadAccountError):
        asked(issuer="http://login.example.org", client=CLIENT)
    assert isinstance(asked(issuer=ISSUER, client=CLIENT), OrganisationSignIn)
    monkeypatch.setitem(__import__("sys").modules, "inspect_tool.web.organisation", None)
    with pytest.raises(OrganisationNotInstalledError, match=r"web,oidc"):
        asked(issuer=ISSUER, client=CLIENT)
