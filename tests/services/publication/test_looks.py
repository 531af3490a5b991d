"""A look of its own goes into every document; a faulty one stops before anything is written."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from inspect_tool.documents.sandbox import TemplateFaultError
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.report.claim_check import UncheckedQuantitiesError
from inspect_tool.errors import UsageError
from inspect_tool.readers.documents.logo import LogoRefusedError
from inspect_tool.readers.documents.look import LookFaultyError
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.services.publication.claims import check
from inspect_tool.services.publication.looks import look_view
from inspect_tool.services.publication.own_templates import copy_templates
from inspect_tool.services.review.folder import OutsideFolderError
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace, shipped_folder
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4v1z"/></svg>'
LOOK = """publisher: Our inspectorate
kicker: Our review
licence: Free to use.
logo: {file: logo.svg, alt: Our sign}
colours: {main: "#5b1a4b"}
chapters: [second]
annexes: [annex-criteria]
"""
SHIPPED = shipped_folder("templates")


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    workspace = copy_of(sampled_once, tmp_path)
    narrative = workspace.place.narrative
    narrative.mkdir(exist_ok=True)
    for name in ("first", "second"):
        (narrative / f"{name}.md").write_text(f"# The {name}\n\nWords.\n", encoding="utf-8")
    return workspace


def write(workspace: Workspace, text: str, name: str = "look.yaml") -> None:
    path = workspace.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def built(workspace: Workspace) -> tuple[str, dict[str, object]]:
    """The page for the screen, and the manifest."""
    options = BuildOptions(Edition.INTERNAL, ("html",))
    report = build_report(
        workspace.reading, workspace.work, workspace.review, place=workspace.place, options=options
    )
    page, manifest = (
        next(path for path in report.paths if path.suffix == ending).read_text("utf-8")
        for ending in (".html", ".json")
    )
    return page, json.loads(manifest)


def test_a_look_goes_into_the_page_and_its_files_into_the_manifest(review: Workspace) -> None:
    write(review, LOOK)
    write(review, SVG, "logo.svg")
    page, manifest = built(review)
    assert 'class="publisher">Our inspectorate<' in page
    assert 'class="kicker">Our review<' in page
    assert "Free to use." in page
    assert 'alt="Our sign"' in page
    assert "--blue: #5b1a4b" in page
    assert page.index("The second") < page.index("The first")
    assert re.findall(r'<h2 id="(annex-[a-z]+)"', page) == ["annex-criteria"]
    made_from = manifest["made_from"]
    assert isinstance(made_from, dict)
    for name, text in (("look.yaml", LOOK), ("logo.svg", SVG)):
        assert made_from[name] == hashlib.sha256(text.encode()).hexdigest()
    view = look_view(review.review, review.place)
    assert (view.problems, view.publisher, view.logo) == ((), "Our inspectorate", "Our sign")
    assert {one.name: one.colour for one in view.colours}["main"] == "#5b1a4b"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('colours: {main: "#aaaaaa"}\n', LookFaultyError),
        ("chapters: [third]\n", LookFaultyError),
        ("logo: {file: logo.svg, alt: Ours}\n", LogoRefusedError),
    ],
)
def test_a_faulty_look_stops_before_anything_is_written(
    review: Workspace, text: str, error: type[Exception]
) -> None:
    write(review, text)
    with pytest.raises(error):
        built(review)
    assert not review.place.reports.exists()
    if error is LookFaultyError:
        assert look_view(review.review, review.place).problems


def test_a_logo_that_is_a_link_out_of_the_review_is_not_read(
    review: Workspace, tmp_path: Path
) -> None:
    write(review, "logo: {file: logo.svg, alt: Ours}\n")
    (tmp_path / "elsewhere.svg").write_text(SVG, encoding="utf-8")
    (review.folder / "logo.svg").symlink_to(tmp_path / "elsewhere.svg")
    with pytest.raises(OutsideFolderError):
        built(review)


def test_one_template_of_its_own_is_used_beside_those_of_the_tool(review: Workspace) -> None:
    copied = copy_templates(SHIPPED, review.place.templates, ["report/spans.html.j2"])
    assert copied.names == ("report/spans.html.j2",)
    assert "own_templates" not in built(review)[1]
    own = review.place.templates / "report/spans.html.j2"
    own.write_text(
        own.read_text("utf-8").replace("{{ part.text }}", "[{{ part.text }}]", 1), "utf-8"
    )
    page, manifest = built(review)
    assert "[Words.]" in page
    assert manifest["own_templates"] == {
        "report/spans.html.j2": hashlib.sha256(own.read_bytes()).hexdigest()
    }
    own.write_text("{% macro spans(parts, for_print) %}\n{{ nothing }}{% endmacro %}", "utf-8")
    with pytest.raises(TemplateFaultError, match=r"^report/spans\.html\.j2, line 2: .*nothing"):
        built(review)


def test_templates_are_copied_without_fonts_and_never_over_others(tmp_path: Path) -> None:
    copied = copy_templates(SHIPPED, tmp_path / "all")
    assert {"report/print.css", "wording/plain.yaml"} <= set(copied.names)
    assert not any("fonts" in name for name in copied.names)
    assert all((tmp_path / "all" / name).read_bytes() == (SHIPPED / name).read_bytes()
               for name in copied.names)  # fmt: skip
    with pytest.raises(FileIsThereError):
        copy_templates(SHIPPED, tmp_path / "all", ["wording"])
    fonts = copy_templates(SHIPPED, tmp_path / "all", ["report/fonts/"])
    assert len(fonts.names) > 3
    with pytest.raises(UsageError, match=r"Write report/print\.css"):
        copy_templates(SHIPPED, tmp_path / "other", ["report/prnt.css"])
    assert not (tmp_path / "other").exists()


def test_claims_in_a_language_without_a_grammar_are_not_understood_and_never_false(
    review: Workspace,
) -> None:
    (review.place.narrative / "second.md").write_text(
        "# Yr ail\n\nMewn [2 o'r 7](claim:left_too_long) o achosion.\n", encoding="utf-8"
    )
    write(review, "language: cy\n")
    with review.reading() as work:
        found = check(work, review.review, place=review.place)
    assert (found.true, dict(found.verdicts)) == (0, {"not understood": 1})
    with pytest.raises(UncheckedQuantitiesError):
        built(review)
    draft = BuildOptions(Edition.INTERNAL, ("html",), is_draft=True)
    report = build_report(
        review.reading, review.work, review.review, place=review.place, options=draft
    )
    page = report.paths[0].read_text("utf-8")
    assert '<html lang="cy">' in page
    assert "Cynnwys" in page
    assert "not yet read by a speaker" in page
    assert "Reference no" not in page
    view = look_view(review.review, review.place)
    assert (view.language, view.read_by, view.missing_words) == ("cy", "", ())


def test_a_catalogue_of_its_own_goes_before_that_of_the_tool(review: Workspace) -> None:
    copy_templates(SHIPPED, review.place.templates, ["words/cy.yaml"])
    write(review, "language: cy\nread_by: Somebody\nwords: {contents: Rhestr}\n",
          "templates/words/cy.yaml")  # fmt: skip
    write(review, "language: cy\n")
    page, manifest = built(review)
    assert ">Rhestr<" in page
    assert "own_templates" in manifest
    view = look_view(review.review, review.place)
    assert view.read_by == "Somebody"
    assert "contents" not in view.missing_words
    assert "tables" in view.missing_words
