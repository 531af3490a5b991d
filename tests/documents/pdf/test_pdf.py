"""The PDF is accessible, says what the report says, and is the same file every time."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import page
import pikepdf
import pytest

from inspect_tool.documents.html import render_html
from inspect_tool.documents.pdf.pdf import (
    ForbiddenAddressError,
    MissingLibraryError,
    write_pdf,
)
from inspect_tool.documents.pdf.structure_tree import (
    content_of,
    document_element,
    elements,
    parent_arrays,
    tag,
)
from inspect_tool.documents.report_data import data_files
from inspect_tool.documents.template_folders import TemplateFolders
from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    Footnote,
    Paragraph,
    Recommendation,
    ReportContent,
    Statistics,
    Table,
    Text,
)
from inspect_tool.domain.content.chart_findings import chart_in_words
from inspect_tool.domain.content.numbering import (
    figures_of,
    footnotes_of,
    number_content,
    tables_of,
    without_quantities,
)
from tests.documents.pdf.make_pdf import make_pdf
from tests.documents.pdf.pdf_reading import (
    SHIPPED,
    TEMPLATES,
    contents_of_pages,
    structure,
    tagged_paths,
    tags_below,
    texts_of_marks,
    words_inside,
    words_of_marks,
)
from tests.documents.report_factory import report_content

pytestmark = pytest.mark.journeys

CREATED = date(2026, 3, 26)


def printed(words: str) -> str:
    """Words with apostrophes as they are printed."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", words)


ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def content() -> ReportContent:
    """As it is printed."""
    return without_quantities(number_content(report_content()))


@pytest.fixture(scope="module")
def pdf(content: ReportContent) -> bytes:
    html = render_html(content, templates=TEMPLATES, for_print=True)
    return write_pdf(
        html,
        templates=TEMPLATES,
        created=content.created,
        identifier=b"TI-2026-04",
        data=tuple(data_files(content)),
    )


@pytest.fixture
def opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_3A"])
def test_it_passes_every_rule_of_pdf_ua_1_and_of_pdf_a_3a(pdf: bytes, profile: str) -> None:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile[profile])
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.rules.total > 100


def test_a_defect_in_the_tags_would_be_noticed(opened: pikepdf.Pdf) -> None:
    figure = next(path[-1] for path in tagged_paths(document_element(opened), "Figure"))
    del figure["/Alt"]
    buffer = io.BytesIO()
    opened.save(buffer)
    assert not page.is_pdf_compliant_bytes(
        buffer.getvalue(), profile=page.ValidationProfile.PDF_UA_1
    )


def test_title_language_and_outline_are_those_of_the_report(
    opened: pikepdf.Pdf, content: ReportContent
) -> None:
    assert str(opened.docinfo["/Title"]) == printed(content.title)
    assert str(opened.Root.Lang) == "en-GB"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    expected = [printed(chapter.full_title) for chapter in content.chapters]
    assert titles == ["Contents", *expected]


def test_the_numbers_of_each_table_and_figure_are_attached(
    opened: pikepdf.Pdf, content: ReportContent
) -> None:
    names = [file.name for file in data_files(content)]
    assert len(names) == len(tables_of(content)) + len(figures_of(content))
    assert sorted(opened.attachments) == sorted(names)
    assert len(opened.Root.AF) >= len(names)
    first = opened.attachments["table-01.csv"]
    assert str(first.obj.AFRelationship) == "/Data"
    file = first.get_file()
    assert file.mime_type == "text/csv"
    assert file.creation_date is not None
    assert file.creation_date.date() == CREATED
    table = tables_of(content)[0]
    rows = list(csv.reader(io.StringIO(file.read_bytes().decode())))
    assert rows[0] == [column.heading for column in table.columns]
    assert [row[0] for row in rows[1:]] == [row.header for row in table.rows]


def test_dates_are_the_day_of_the_report_not_of_the_run(opened: pikepdf.Pdf) -> None:
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20260326")
    assert str(opened.docinfo["/ModDate"]).startswith("D:20260326")


def test_every_font_is_embedded(opened: pikepdf.Pdf) -> None:
    described = [
        thing
        for thing in opened.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]
    assert len(described) >= 4
    assert all("/FontFile2" in one or "/FontFile3" in one for one in described)
    assert all(str(one.FontName).split("+")[1].startswith("Source-Sans-3") for one in described)


def test_every_picture_says_what_it_shows(opened: pikepdf.Pdf, content: ReportContent) -> None:
    figures = [path[-1] for path in tagged_paths(document_element(opened), "Figure")]
    expected = [printed(chart_in_words(figure.chart)) for figure in figures_of(content)]
    assert [str(figure.Alt) for figure in figures] == expected
    for figure in figures:
        left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842


def test_headings_start_with_the_title_and_skip_no_level(pdf: bytes) -> None:
    with structure(pdf) as document:
        levels = [int(name[1]) for name in tags_below(document) if name in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def test_a_table_over_several_pages_is_one_table_with_one_row_of_headings(
    opened: pikepdf.Pdf, content: ReportContent
) -> None:
    tables = [path[-1] for path in tagged_paths(document_element(opened), "Table")]
    expected = tables_of(content)
    assert len(tables) == len(expected)
    for element, table in zip(tables, expected, strict=True):
        assert [tag(part) for part in elements(element)] == ["Caption", "THead", "TBody"]
        body = elements(element)[2]
        assert len(elements(body)) == len(table.rows)


def test_every_header_cell_says_what_it_heads(opened: pikepdf.Pdf) -> None:
    cells = tagged_paths(document_element(opened), "TH")
    assert cells
    for path in cells:
        heads_column = "THead" in [tag(above) for above in path]
        assert str(path[-1].A.Scope) == ("/Column" if heads_column else "/Row")
    plain = [path[-1] for path in tagged_paths(document_element(opened), "TD")]
    assert not any("/Headers" in cell.A for cell in plain)


def test_what_runs_over_a_page_is_one_element(opened: pikepdf.Pdf, content: ReportContent) -> None:
    """Each chapter is one section, with as many paragraphs and lists as the report has."""
    main = next(part for part in elements(document_element(opened)) if tag(part) == "Part")
    sections = [part for part in elements(main) if tag(part) == "Sect"]
    parts = [elements(section) for section in sections]
    # Numbered paragraphs are items of lists: see below.
    found = [[tag(part) for part in held if not is_numbered_list(part)] for held in parts]
    items = [sum(len(elements(part)) for part in held if is_numbered_list(part)) for held in parts]
    assert [tags.count("P") + more for tags, more in zip(found, items, strict=True)] == [
        sum(map(_paragraphs_of, chapter.blocks)) for chapter in content.chapters
    ]
    assert [tags.count("L") for tags in found] == [
        sum(not is_inside for is_inside in _points_of(chapter)) for chapter in content.chapters
    ]


def _points_of(chapter: Chapter) -> list[bool]:
    """Of each list of points, whether it belongs to the numbered paragraph before it."""
    found, is_behind = [], False
    for block in chapter.blocks:
        if isinstance(block, BulletList | Statistics):
            found.append(is_behind)
        else:
            number = block.number if isinstance(block, Paragraph | Recommendation) else None
            is_behind = number is not None
    return found


def test_points_behind_a_numbered_paragraph_are_a_list_inside_its_item(
    opened: pikepdf.Pdf, content: ReportContent
) -> None:
    inside = [
        path
        for path in tagged_paths(document_element(opened), "L")
        if not is_numbered_list(path[-1]) and "LBody" in [tag(above) for above in path]
    ]
    assert len(inside) == sum(
        is_inside for one in content.chapters for is_inside in _points_of(one)
    )
    assert inside
    for path in inside:
        assert [tag(above) for above in path[-4:]] == ["L", "LI", "LBody", "L"]


def is_numbered_list(element: pikepdf.Object) -> bool:
    return tag(element) == "L" and "/A" in element


def test_each_run_of_numbered_paragraphs_is_a_list_that_keeps_their_numbers(
    opened: pikepdf.Pdf, content: ReportContent
) -> None:
    """Of paragraphs and recommendations alike; what stands between them ends the list."""
    lists = [
        path[-1]
        for path in tagged_paths(document_element(opened), "L")
        if is_numbered_list(path[-1])
    ]
    words = words_of_marks(opened)
    found = [
        [words_inside(elements(item)[0], words).strip() for item in elements(one)] for one in lists
    ]
    assert found == _runs_of_numbers(content)
    assert sum(map(len, found)) > 20
    for one in lists:
        assert str(one.A.ListNumbering) == "/Decimal"
        for item in elements(one):
            assert tag(item) == "LI"
            assert [tag(part) for part in elements(item)] == ["Lbl", "LBody"]
            assert tag(elements(elements(item)[1])[0]) == "P"


def _runs_of_numbers(content: ReportContent) -> list[list[str]]:
    runs: list[list[str]] = []
    for chapter in content.chapters:
        run: list[str] = []
        for block in (*chapter.blocks, None):
            if isinstance(block, Paragraph | Recommendation) and block.number is not None:
                run.append(f"{block.number}.")
            elif run and not isinstance(block, BulletList | Statistics):
                runs.append(run)
                run = []
    return runs


def test_no_paragraph_outside_of_a_list_begins_with_its_number(
    opened: pikepdf.Pdf,
) -> None:
    words = words_of_marks(opened)
    paragraphs = [path[-1] for path in tagged_paths(document_element(opened), "P")]
    beginnings = [words_inside(paragraph, words)[:6] for paragraph in paragraphs]
    assert [one for one in beginnings if re.match(r"\d+\.(?!\d)", one)] == []


def test_what_a_recommendation_rests_on_belongs_to_its_item_over_pages_and_notes() -> None:
    words = (Text("Words of a long recommendation. " * 30),)
    note = Footnote((Text("A note at the foot of the page."),))
    blocks: tuple[Block, ...] = (
        Paragraph((Text("Unnumbered."),)),
        *(Recommendation((*words, note), "All", rests_on=("1 of 2",)) for _ in range(6)),
        Paragraph((Text("Unnumbered too."),)),
        Recommendation(words, "All"),
    )
    chapter = Chapter("advice", "Advice", blocks, is_numbered=False)
    html = render_html(
        report_content(chapters=(chapter,), quantities=()), templates=TEMPLATES, for_print=True
    )
    made = write_pdf(html, templates=TEMPLATES, created=CREATED, identifier=b"advice")
    with structure(made) as document:
        (path,) = tagged_paths(document, "Part")
        (section,) = elements(path[-1])
        assert [tag(part) for part in elements(section)] == ["H2", "P", "L", "P", "L"]
        first, second = (part for part in elements(section) if tag(part) == "L")
        bodies = [elements(item)[1] for item in elements(first)]
        inside = [[tag(part) for part in elements(body)] for body in bodies]
        assert [names[:2] for names in inside] == [["P", "P"]] * 6
        assert sum(names.count("NonStruct") for names in inside) >= 1
        assert len(elements(second)) == 1


def test_a_paragraph_and_a_list_over_a_page_are_one_paragraph_and_one_list() -> None:
    words = (Text("Words of a long paragraph. " * 60),)
    blocks: tuple[Block, ...] = (
        *(Paragraph(words) for _ in range(12)),
        BulletList((words,) * 9),
        Paragraph(words),
    )
    content = report_content(chapters=(Chapter("long", "Long", blocks),), quantities=())
    html = render_html(content, templates=TEMPLATES, for_print=True)
    pdf = write_pdf(html, templates=TEMPLATES, created=CREATED, identifier=b"long")
    with structure(pdf) as document:
        (path,) = tagged_paths(document, "Part")
        (section,) = elements(path[-1])
        parts = elements(section)
        assert [tag(part) for part in parts] == ["H2", "L"]
        paragraphs = elements(parts[1])
        bodies = [elements(elements(item)[1])[0] for item in paragraphs]
        (_, listed) = elements(elements(paragraphs[11])[1])
        bullets = elements(listed)
        assert [len(paragraphs), len(bullets)] == [13, 9]
        assert {tag(body) for body in bodies} == {"P"}
        pages = [{kid.Pg.objgen for kid in elements(body)} for body in bodies]
        assert len({kid.Pg.objgen for kid in bullets}) > 1
    assert max(map(len, pages)) == 2


def _paragraphs_of(block: Block) -> int:
    has_words_below = isinstance(block, Table) and bool(block.note or block.source)
    return int(isinstance(block, Paragraph | Recommendation) or has_words_below)


def test_notes_are_notes_with_a_name_each(opened: pikepdf.Pdf, content: ReportContent) -> None:
    notes = [path[-1] for path in tagged_paths(document_element(opened), "Note")]
    expected = [note for chapter in content.chapters for note in footnotes_of(chapter)]
    assert len(notes) == len(expected)
    names = [str(note.ID) for note in notes]
    assert len(set(names)) == len(names)
    tree = opened.Root.StructTreeRoot.IDTree.Names
    assert [str(name) for name in tree[::2]] == sorted(names)


def test_the_contents_are_a_table_of_contents(opened: pikepdf.Pdf, content: ReportContent) -> None:
    document = document_element(opened)
    lists = [path[-1] for path in tagged_paths(document, "TOC")]
    lines = [len([item for item in elements(one) if tag(item) == "TOCI"]) for one in lists]
    assert lines[1:] == [len(tables_of(content)), len(figures_of(content))]
    assert not tagged_paths(document, "Art")


def test_all_text_is_tagged_or_part_of_the_frame_of_its_page(opened: pikepdf.Pdf) -> None:
    runs = list(contents_of_pages(opened))
    assert runs
    assert all(marks for _, marks, _ in runs)
    assert any("/Artifact" in marks for _, marks, _ in runs)


def test_no_content_is_owned_by_what_the_tree_does_not_hold(opened: pikepdf.Pdf) -> None:
    owned = content_of(document_element(opened))
    parents = parent_arrays(opened)
    for sheet in opened.pages:
        owners = parents[int(sheet.StructParents)]
        live = {mark.number for mark in owned if mark.page == sheet.obj.objgen}
        assert {index for index, owner in enumerate(owners) if owner is not None} == live


def test_links_are_printed_and_lead_somewhere(opened: pikepdf.Pdf) -> None:
    links = [link for sheet in opened.pages for link in sheet.get("/Annots", [])]
    assert len(links) > 30
    assert all(int(link.F) & 4 for link in links)


@pytest.mark.journeys
@pytest.mark.parametrize("options", [(), ("--without-harfbuzz-subset",)])
def test_two_processes_write_the_same_bytes(tmp_path: Path, options: tuple[str, ...]) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.documents.pdf.make_pdf", str(tmp_path / "1.pdf"), *options],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},  # this process has another
        capture_output=True,
    )
    make_pdf(tmp_path / "2.pdf", *options)
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


PLAIN = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>T</title>{head}</head>'
    "<body>{body}</body></html>"
)


def write_plain(templates: TemplateFolders, *, head: str = "", body: str = "<h1>T</h1>") -> bytes:
    html = PLAIN.format(head=head, body=body)
    return write_pdf(html, templates=templates, created=CREATED, identifier=b"x")


NOTE_CSS = '<link rel="stylesheet" href="print.css">'


def noted(words: int) -> str:
    """Thirty paragraphs of a length, each with a note at its end."""
    sentence = "Words " * words + '<span class="footnote">A note.</span>'
    return "<h1>T</h1>" + f"<p>{sentence}</p>" * 30


def notes_of_pages(html: str) -> list[tuple[int, int]]:
    """For each page how many calls and how many notes it has."""
    from inspect_tool.documents.pdf import engine

    pages = [page._page_box for page in engine.lay_out_pages(html, TEMPLATES).pages]
    return [
        (
            len(engine._noted_elements(page, in_notes=False)),
            len(engine._noted_elements(page, in_notes=True)),
        )
        for page in pages
    ]


def words_of(pdf: bytes) -> str:
    """All words, without the blanks between them."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        texts = [text for sheet in opened.pages for text in texts_of_marks(sheet).values()]
    return "".join("".join(texts).split())


@pytest.mark.proof(part=3)
@pytest.mark.parametrize("words", range(40, 120, 4))
def test_every_note_stands_on_the_page_of_its_call(words: int) -> None:
    """Left to itself, WeasyPrint moves a note on when its call is low on the page."""
    pages = notes_of_pages(PLAIN.format(head=NOTE_CSS, body=noted(words)))
    assert all(calls == notes for calls, notes in pages)
    assert sum(calls for calls, _ in pages) == 30


def test_a_note_longer_than_a_page_stands_in_the_text() -> None:
    long = "A note of many words. " * 500
    body = f'<h1>T</h1><p>Words<span class="footnote">{long}</span> go on.</p>' + noted(9)
    words = words_of(write_plain(TEMPLATES, head=NOTE_CSS, body=body))
    assert words.count("Anoteofmanywords.") == 500
    assert words.count("[Note1:") == 1
    assert words.count("Anote.") == 30


def test_a_style_without_a_policy_for_notes_loses_none(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(SHIPPED / "report", templates / "report")
    style = templates / "report" / "print.css"
    text = style.read_text(encoding="utf-8")
    style.write_text(text.replace("footnote-policy: line;", ""), encoding="utf-8")
    words = words_of(write_plain(TemplateFolders((templates,)), head=NOTE_CSS, body=noted(44)))
    assert words.count("Anote.") == 30


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/hostname", "only use files of the templates folder"),
        ("../../pyproject.toml", "only use files of the templates folder"),
        ("../report-of-another/style.css", "only use files of the templates folder"),
        ("missing.css", "has no missing.css"),
        ("https://example.org/style.css", "anything from the network"),
    ],
)
def test_a_page_reads_nothing_outside_the_templates(address: str, reason: str) -> None:
    with pytest.raises(ForbiddenAddressError, match=reason):
        write_plain(TEMPLATES, head=f'<link rel="stylesheet" href="{address}">')


def test_data_inside_the_page_may_be_used() -> None:
    style = "data:text/css,h1%7Bcolor%3Ared%7D"
    assert write_plain(TEMPLATES, head=f'<link rel="stylesheet" href="{style}">')


class NoPango:
    """Finds modules as on a machine without Pango, where WeasyPrint fails to load."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import inspect_tool.documents.pdf

    for name in ("weasyprint", "inspect_tool.documents.pdf.engine"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delattr(inspect_tool.documents.pdf, "engine", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(MissingLibraryError, match=r"apt-get install libpango-1\.0-0"):
        write_plain(TEMPLATES)
