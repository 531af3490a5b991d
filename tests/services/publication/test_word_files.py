"""The narrative out for Word, and edits, comments and hostile files back."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.spreadsheet.refusals import (
    DamagedFileError,
    MacroWorkbookError,
    OversizedFileError,
    PasswordProtectedFileError,
    UnknownFormatError,
    UnsafeFileError,
)
from inspect_tool.readers.word.paragraphs import NotOurWordFileError
from inspect_tool.services.publication.word_in import (
    NarrativeMovedError,
    WordBack,
    compare_word_file,
    take_word_file,
)
from inspect_tool.services.publication.word_out import WrittenWord, write_word_file
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

CHAPTER = """\
# Harm

Children were left too long in [5 of the 7](claim:left_too_long) long-term cases.

What inspectors saw was of *many* kinds[^1], and [seven visits](detail:visits) were [told of](https://a.example).

{{ table:left_too_long by=case_type }}

{{ figure:left_too_long by=case_type }}

## What helped

- Time
- Trust

::: voice A parent
“They came.”
:::

Last words.

[^1]: As they were told.
"""
Edit = Callable[[Any], None]


def narrative(workspace: Workspace) -> Path:
    return workspace.place.narrative / "harm.md"


@pytest.fixture(scope="session")
def out(made_once: MadeOnce, sampled_once: Path) -> Path:
    """A review with a narrative, and its Word file beside it."""

    def make(base: Path) -> None:
        workspace = copy_of(sampled_once, base)
        workspace.place.narrative.mkdir(exist_ok=True)
        narrative(workspace).write_text(CHAPTER, encoding="utf-8")
        write(workspace, base / "report.docx")
        workspace.database.close()

    return made_once.folder("word-out", make)


def write(workspace: Workspace, path: Path) -> WrittenWord:
    return write_word_file(
        workspace.reading, workspace.work, workspace.review, place=workspace.place, path=path
    )


@pytest.fixture
def review(out: Path, tmp_path: Path) -> Workspace:
    return copy_of(out / "review", tmp_path)


def compared(workspace: Workspace, path: Path) -> WordBack:
    return compare_word_file(workspace.reading, workspace.review, path, place=workspace.place)


def edited(out: Path, tmp_path: Path, *edits: Edit) -> Path:
    document = docx.Document(str(out / "report.docx"))
    for edit in edits:
        edit(document)
    path = tmp_path / "back.docx"
    document.save(str(path))
    return path


def paragraph(document: Any, words: str) -> Paragraph:
    found: list[Paragraph] = document.paragraphs
    return next(one for one in found if words in "".join(texts(one._p)))


def texts(element: Any) -> list[str]:
    return [one.text or "" for one in element.iter(qn("w:t"))]


def say(words: str, instead: str) -> Edit:
    """Put other words into the run that has these."""

    def edit(document: Any) -> None:
        for one in document.element.body.iter(qn("w:t")):
            if words in (one.text or ""):
                one.text = one.text.replace(words, instead)
                return
        raise AssertionError(words)

    return edit


def without(words: str) -> Edit:
    def edit(document: Any) -> None:
        element = paragraph(document, words)._p
        element.getparent().remove(element)

    return edit


def after(words: str, new: str, style: str = "Normal") -> Edit:
    def edit(document: Any) -> None:
        anchor = paragraph(document, words)
        element = copy.deepcopy(document.add_paragraph(new, style=style)._p)
        document.paragraphs[-1]._p.getparent().remove(document.paragraphs[-1]._p)
        anchor._p.addnext(element)

    return edit


def told(back: WordBack) -> list[tuple[str, str]]:
    return [(one.kind.value, one.after) for one in back.changes]


def test_a_file_that_comes_back_as_it_went_out_changes_nothing(
    out: Path, review: Workspace
) -> None:
    back = compared(review, out / "report.docx")
    assert (back.changes, back.not_taken, back.comments) == ((), (), ())
    assert back.is_same_base
    assert back.unchanged == 9
    assert take_word_file(review.work, back, place=review.place).written == ()


def test_a_word_file_has_structure_locks_and_alternative_texts(out: Path) -> None:
    document = docx.Document(str(out / "report.docx"))
    styles = {one.text: one.style.name for one in document.paragraphs if one.style is not None}
    assert styles["Harm"] == "Heading 1"
    assert styles["What helped"] == "Heading 2"
    assert styles["Time"] == "List Bullet"
    locks = [one.get(qn("w:val")) for one in document.element.body.iter(qn("w:lock"))]
    assert locks == ["sdtContentLocked"] * 5
    (picture,) = document.inline_shapes
    assert "Bar chart" in picture._inline.docPr.get("descr")
    assert all(one._tbl.tblPr.find(qn("w:tblCaption")) is not None for one in document.tables)
    assert document.core_properties.language == "en-GB"


def test_the_same_narrative_gives_the_same_bytes(
    out: Path, review: Workspace, tmp_path: Path
) -> None:
    written = write(review, tmp_path / "again.docx")
    assert (written.paragraphs, written.quantities) == (9, 4)
    assert (tmp_path / "again.docx").read_bytes() == (out / "report.docx").read_bytes()
    with pytest.raises(FileIsThereError):
        write(review, tmp_path / "again.docx")


def test_edits_come_back_by_paragraph(out: Path, review: Workspace, tmp_path: Path) -> None:
    path = edited(
        out, tmp_path,
        say("Children were left", "Some children were left"),
        after("What inspectors saw", "A new paragraph."),
        after("Trust", "Patience", "List Bullet"),
        without("Last words."),
        say("As they were told.", "As it was told."),
    )  # fmt: skip
    back = compared(review, path)
    assert told(back) == [
        ("changed", "Some children were left too long in [5 of the 7](claim:left_too_long) "
         "long-term cases."),
        ("added", "A new paragraph."),
        ("added", "- Patience"),
        ("removed", ""),
        ("changed", "[^1]: As it was told."),
    ]  # fmt: skip
    assert back.not_taken == ()
    assert take_word_file(review.work, back, place=review.place).written == ("harm.md",)
    text = narrative(review).read_text(encoding="utf-8")
    assert text == (
        CHAPTER.replace("Children were left", "Some children were left")
        .replace("told of](https://a.example).\n", "told of](https://a.example).\n\n"
                 "A new paragraph.\n")
        .replace("- Trust\n", "- Trust\n- Patience\n")
        .replace("Last words.\n\n", "")
        .replace("As they were told", "As it was told")
    )  # fmt: skip
    again = compared(review, path)
    assert again.changes == ()
    assert not again.is_same_base
    with pytest.raises(NarrativeMovedError):
        take_word_file(review.work, back, place=review.place)


def test_a_changed_quantity_is_checked_as_in_markdown(
    out: Path, review: Workspace, tmp_path: Path
) -> None:
    false = compared(review, edited(out, tmp_path, say("5 of the 7", "4 of the 7"),
                                    say("Last words", "The last words")))  # fmt: skip
    assert told(false) == [("changed", "The last words.")]
    assert "is false" in false.not_taken[0].message
    true = compared(review, edited(out, tmp_path, say("5 of the 7", "five of the seven")))
    assert len(true.changes) == 1


def test_a_paragraph_that_a_narrative_cannot_have_is_not_taken(
    out: Path, review: Workspace, tmp_path: Path
) -> None:
    back = compared(review, edited(out, tmp_path, without("What inspectors saw")))
    assert back.changes == ()
    (note,) = back.not_taken
    assert note.place == "harm.md:5"
    assert "The note [^1] is written but not called." in note.message


def test_tracked_changes_are_read_as_accepted(out: Path, review: Workspace, tmp_path: Path) -> None:
    def track(document: Any) -> None:
        own = paragraph(document, "Last words.")
        words = own.runs[0]._r
        removed = parse_xml(f'<w:del {nsdecls("w")} w:id="901" w:author="A"/>')
        words.addprevious(removed)
        removed.append(words)
        added = parse_xml(
            f'<w:ins {nsdecls("w")} w:id="902" w:author="A"><w:r><w:t>Words at last.</w:t></w:r>'
            "</w:ins>"
        )
        removed.addnext(added)

    (change,) = compared(review, edited(out, tmp_path, track)).changes
    assert (change.after, change.is_tracked) == ("Words at last.", True)


def test_comments_come_with_their_paragraph(out: Path, review: Workspace, tmp_path: Path) -> None:
    def comment(document: Any) -> None:
        document.add_comment(paragraph(document, "Last words.").runs, "Is it?", author="A. Reader")
        document.add_comment(
            document.tables[0].rows[0].cells[0].paragraphs[0].runs, "Which?", author="A. Reader"
        )

    back = compared(review, edited(out, tmp_path, comment))
    assert [(one.words, one.message) for one in back.comments][1] == ("Last words.", "Is it?")
    assert [one.message for one in back.comments] == ["Which?", "Is it?"]
    assert "Reader" not in repr(back)


def test_what_cannot_be_taken_is_told(out: Path, review: Workspace, tmp_path: Path) -> None:
    def more(document: Any) -> None:
        document.tables[0].rows[1].cells[1].paragraphs[0].runs[0].text = "99"
        document.add_table(1, 1).rows[0].cells[0].text = "A table of ours"
        png = next(
            part.blob for part in document.part.package.iter_parts()
            if part.partname.endswith(".png")
        )  # fmt: skip
        document.add_paragraph().add_run().add_picture(io.BytesIO(png))
        document.add_paragraph("A chapter", style="Heading 1")
        drawing = document.inline_shapes[0]._inline.getparent()
        drawing.getparent().remove(drawing)

    back = compared(review, edited(out, tmp_path, more, say("Voice: A parent", "Voice: A carer")))
    assert back.changes == ()
    messages = [one.message for one in back.not_taken]
    assert sum("It was changed, and cannot be taken" in one for one in messages) == 3
    assert sum("A table that is new" in one for one in messages) == 1
    assert sum("A picture that is new" in one for one in messages) == 1
    assert sum("A new chapter" in one for one in messages) == 1


def test_a_paragraph_that_changed_on_both_sides_is_not_taken(
    out: Path, review: Workspace, tmp_path: Path
) -> None:
    path = edited(out, tmp_path, say("Last words", "The last words"), say("Trust", "Faith"))
    text = CHAPTER.replace("Last words.", "Final words.").replace("- Time\n", "")
    narrative(review).write_text(text, encoding="utf-8")
    back = compared(review, path)
    assert told(back) == [("changed", "- Faith")]
    assert {one.words for one in back.not_taken} == {"The last words.", "Final words."}


def test_where_a_program_drops_the_controls_the_style_tells_the_quantities(
    out: Path, review: Workspace, tmp_path: Path
) -> None:
    def drop(document: Any) -> None:
        for control in list(document.element.body.iter(qn("w:sdt"))):
            content = control.find(qn("w:sdtContent"))
            for run in list(content):
                control.addprevious(run)
            control.getparent().remove(control)

    assert compared(review, edited(out, tmp_path, drop)).changes == ()
    (change,) = compared(
        review, edited(out, tmp_path, drop, say("of the 7", "of the seven"))
    ).changes
    assert "[5 of the seven](claim:left_too_long)" in change.after


# ------------------------------------------------------------------ hostile files


def repacked(out: Path, path: Path, changes: dict[str, bytes | None]) -> Path:
    """The Word file with parts put in the place of others, or more of them."""
    with zipfile.ZipFile(out / "report.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= {name: part for name, part in changes.items() if part is not None}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if changes.get(name, b"") is not None:
                archive.writestr(name, part)
    return path


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'
HOSTILE: dict[str, tuple[dict[str, bytes | None], type[UnreadableFileError]]] = {
    "entities": ({"word/document.xml": ENTITIES}, UnsafeFileError),
    "entities of a comment": ({"word/comments.xml": ENTITIES}, UnsafeFileError),
    "zip bomb": ({"word/media/image9.png": b"\0" * 30_000_000}, OversizedFileError),
    "macros": ({"word/vbaProject.bin": b"x"}, MacroWorkbookError),
    "no text": ({"word/document.xml": None}, UnknownFormatError),
    "broken XML": ({"word/document.xml": b"<w:document"}, DamagedFileError),
    "an empty document": ({"word/document.xml": b"<d/>"}, DamagedFileError),
    "another review's": ({"docProps/core.xml": b"<d/>"}, NotOurWordFileError),
    "another encoding": (
        {"word/document.xml": "<?xml version='1.0' encoding='UTF-16'?><d/>".encode("utf-16")},
        DamagedFileError,
    ),
    "way out": ({"../outside.xml": b"<d/>"}, UnsafeFileError),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_word_file_is_refused(
    out: Path, review: Workspace, tmp_path: Path, name: str
) -> None:
    changes, error = HOSTILE[name]
    with pytest.raises(error):
        compared(review, repacked(out, tmp_path / "back.docx", changes))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"not a zip", UnknownFormatError),
        (b"PK\x03\x04 cut short", DamagedFileError),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
         PasswordProtectedFileError),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le"), UnknownFormatError),
    ],
)  # fmt: skip
def test_what_is_no_word_file_is_refused(
    review: Workspace, tmp_path: Path, content: bytes, error: type[UnreadableFileError]
) -> None:
    path = tmp_path / "back.docx"
    path.write_bytes(content)
    with pytest.raises(error):
        compared(review, path)


def test_what_a_file_refers_to_outside_is_told_and_not_opened(
    out: Path, review: Workspace, tmp_path: Path
) -> None:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/attachedTemplate" Target="http://127.0.0.1:9/x.dotm" '
        b'TargetMode="External"/></Relationships>'
    )
    path = repacked(out, tmp_path / "back.docx", {"word/_rels/settings.xml.rels": relations})
    (note,) = compared(review, path).not_taken
    assert note.message.startswith("The file refers to 1 things outside it")
