"""A review from an empty folder to its sealed public release, by pages alone, scripts off.

Nothing is done by a command but starting the server: `serve --new FOLDER` first, then `serve --as
PERSON` for each of the team on one machine, or `serve --team` for all, where a lead makes the
passwords on a page. No key is made by anybody: those of the authorities come with the first
return, the one that signs releases with the first seal. Stay commands: `restore`, since there is no
review to serve before it, and taking `backup`s elsewhere than into the review's folder.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from inspect_tool.job_runner import run_jobs
from inspect_tool.services.jobs.jobs import list_jobs
from inspect_tool.web.beginning import Beginning
from inspect_tool.web.site import SiteOptions
from inspect_tool.workspace import Workspace
from tests.factories import a_framework, a_plan
from tests.interfaces.web.client import FROM_HERE, ORIGIN, form_of, pages_for, words_of
from tests.small_review import SEED, make_return

TEAM = [
    {"id": "le", "name": "L. E.", "roles": ["lead"]},
    {"id": "ab", "name": "A. B.", "roles": ["inspector"]},
    {"id": "cd", "name": "C. D.", "roles": ["inspector"]},
    {"id": "wr", "name": "W. R.", "roles": ["writer"]},
]


@dataclass(frozen=True)
class At:
    """Somebody at the pages."""

    client: TestClient
    folder: Path

    def page(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, words_of(answer.text))
        return answer.text

    def press(self, page: str, action: str, *, asks: int = 303, **typed: object) -> str:
        """Send a form of a page, with what is typed into it; the page that answers."""
        form = form_of(self.page(page), action) | {
            name: value if isinstance(value, list) else [str(value)]
            for name, value in typed.items()
        }
        return self.send(action, form, asks=asks)

    def send(self, action: str, form: dict[str, list[str]], *, asks: int = 303) -> str:
        answer = self.client.post(action, data=form, headers=FROM_HERE)
        assert answer.status_code == asks, (action, answer.status_code, words_of(answer.text))
        return answer.text

    def confirmed(self, page: str, action: str, **typed: object) -> None:
        """Send a form, look at what it would do, and confirm that."""
        shown = self.press(page, action, asks=200, **typed)
        self.send(action, form_of(shown, action))


def text_of(document: object) -> str:
    content = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)  # type: ignore[attr-defined]
    return yaml.safe_dump(content, sort_keys=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "review"


@pytest.fixture
def people(folder: Path) -> Iterator[dict[str, At]]:
    """The team at the pages, once the review was started."""
    start(folder)
    workspace = Workspace.open(folder)
    _ = workspace.database
    yield {one["id"]: At(pages_for(workspace, str(one["id"])).client, folder) for one in TEAM}  # type: ignore[misc]
    workspace.database.close()


def start(folder: Path) -> None:
    """Start a review on the first page, then write its plan and framework on the next ones."""
    beginning = Beginning(folder, SiteOptions(origin=ORIGIN))
    at = At(TestClient(beginning, base_url=ORIGIN, follow_redirects=False), folder)
    assert at.client.get("/").status_code == 401
    at.client.get(f"/launch?token={beginning.launch.value}")
    at.press("/", "/", framework="teaching")
    plan = a_plan(
        case_types=["child_in_need", "child_protection"],
        population={
            "keep": ["age", "gender", "months_open", "sibling_group"],
            "eligible": {"all": [{"field": "age", "lte": 10}]},
            "fields": {"long_term": {"field": "months_open", "gte": 12}},
        },
        sample={"size": 8, "allocation": {"method": "power", "minimum": 2}},
        second_reads={"share": 0.25},
        team=TEAM,
    )
    for name, document in (("framework", a_framework()), ("plan", plan)):
        at.press(f"/administration/{name}", f"/administration/{name}", text=text_of(document))
    assert beginning.site is not None
    beginning.site.opened().database.close()


def frame(lead: At, code: str, files: Path) -> None:
    at = f"/sample/returns/{code}"
    sent = [("files", (path.name, path.read_bytes())) for path in sorted(files.iterdir())]
    answer = lead.client.post(f"{at}/upload", files=sent, headers=FROM_HERE)
    assert answer.status_code == 303, answer.text
    lead.press(f"{at}/waiting", f"{at}/take")


def draw(lead: At) -> None:
    at = "/sample/draw"
    lead.confirmed(at, f"{at}/commit", source="the lottery of tonight")
    lead.confirmed(at, f"{at}/seed", seed=SEED)


def record(reader: At) -> None:
    """Answer every question on the pages of each of one's cases, and submit them."""
    for ref in sorted(set(re.findall(r'href="/records/([A-Z]+-\d+)"', reader.page("/")))):
        at = f"/records/{ref}/HARM.1"
        form = form_of(reader.page(at), at)
        for item in ("HARM.1.a", "HARM.1.b"):
            form[f"v.{item}"] = ["=yes"]
        form["v.HARM.1"] = ["=good"]
        reader.send(at, form)
        at = f"/records/{ref}/REFER"
        reader.send(at, form_of(reader.page(at), at) | {"v.REFER.back": ["=no"]})
        reader.press(f"/records/{ref}/check", f"/records/{ref}/submit")


def agree(lead: At) -> None:
    """Agree every record that was submitted."""
    found = re.findall(r'href="(/fieldwork/records/[A-Z]+-\d+)"', lead.page("/fieldwork/to-agree"))
    assert len(found) > 0
    for at in sorted(set(found)):
        while f'action="{at}/agree"' in lead.page(at):
            lead.press(at, f"{at}/agree")


def write(writer: At) -> None:
    """Write each chapter anew: those that came with the start are about another framework."""
    at = "/reporting/chapters"
    chapters = sorted(set(re.findall(rf'href="({at}/[a-z-]+)"', writer.page(at))))
    for chapter in chapters:
        title = chapter.rpartition("/")[2].replace("-", " ").capitalize()
        writer.press(chapter, chapter, text=f"# {title}\n\nIt was done as planned.\n", do="save")
    writer.press(at, at, name="key-findings", title="Key findings")
    words = "# Key findings\n\nThere was drift in [8 of the 8](claim:drift) cases read.\n"
    writer.press(f"{at}/key-findings", f"{at}/key-findings", text=words, do="save")
    assert "1 of 1 claim holds" in words_of(writer.page(f"{at}/key-findings"))


def build(writer: At, edition: str) -> None:
    at = "/reporting/builds"
    writer.press(at, at, edition=edition, format=["html", "pdf"])
    do_the_job(writer.folder)


def do_the_job(folder: Path) -> str:
    """Do what was asked for last; what the lead is told of it."""
    workspace = Workspace.open(folder, person="le")
    assert run_jobs(workspace.acting_as(None), tell=lambda _: None) == 1
    with workspace.reading() as work:
        message = list_jobs(work)[0].message
    workspace.database.close()
    return message


def publish(lead: At) -> None:
    """Decide about each place that could identify a child, then build the public edition."""
    at = "/reporting/disclosure"
    while rows := [row for row in lead.page(at).split("<tr ") if ">Open<" in row]:
        place = unescape(re.findall(r'name="place" value="([^"]+)"', rows[0])[0])
        options = re.findall(r"<td[^>]*>(.*?)</td>", rows[0])[2]
        words = "some of the cases" if options.startswith("reword") else ""
        choice = options.partition(",")[0]
        lead.press(at, at, place=place, choice=choice, why="read by the lead", words=words)
    build(lead, "public")


@pytest.mark.proof(part=0)  # half a minute of a processor: the report is made eight times
def test_a_review_is_done_from_its_start_to_its_release(
    people: dict[str, At], folder: Path, tmp_path: Path
) -> None:
    lead, writer = people["le"], people["wr"]
    for code in ("ASH", "BRO"):
        frame(lead, code, make_return(tmp_path, code))
    draw(lead)
    lead.press("/fieldwork/caseloads", "/fieldwork/caseloads/share-out")
    lead.confirmed("/fieldwork/caseloads/second-reads", "/fieldwork/caseloads/second-reads")
    record(people["ab"])
    record(people["cd"])
    agree(lead)
    lead.confirmed("/fieldwork/snapshots/take", "/fieldwork/snapshots/take", name="final")
    write(writer)
    build(writer, "internal")
    publish(lead)
    at = "/reporting/releases"
    for name, edition in (("2013-12", "internal"), ("2013-12-public", "public")):
        lead.press(at, at, name=name, snapshot="final", edition=edition)
        told = do_the_job(folder)
        assert told.startswith(f"{name} is sealed: ")
        assert "signed with the Ed25519 key" in told
        assert f"Release {name} Holds" in words_of(lead.page(f"{at}/{name}"))
    released = lead.client.get(f"{at}/2013-12-public/release.zip")
    with zipfile.ZipFile(io.BytesIO(released.content)) as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
        assert names == files_of(folder / "releases" / "2013-12-public")
        report = next(name for name in packed.namelist() if name.endswith(".pdf"))
        assert packed.read(report).startswith(b"%PDF")
    assert lead.client.get(f"{at}/2013-12/release.zip").status_code == 409


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
