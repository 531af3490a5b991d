"""A framework goes to Excel and to a form, and comes back from Excel, by command."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.services.framework.authoring import (
    FileThereError,
    NamesMeetError,
    read_excel,
    write_excel,
    write_form,
)
from inspect_tool.services.framework.texts import framework_in
from tests.factories import a_framework
from tests.interfaces.command_line import run

TEACHING = Path(__file__).parents[3] / "templates" / "frameworks" / "teaching.yaml"


def test_an_author_changes_a_framework_in_excel_and_its_faults_are_told(tmp_path: Path) -> None:
    book, out = tmp_path / "framework.xlsx", tmp_path / "new.yaml"
    assert run("framework", "to-excel", "--from", TEACHING, "-o", book).code == 0
    done = run("framework", "from-excel", book, "-o", out)
    assert (done.code, framework_in(out)) == (0, framework_in(TEACHING))
    workbook = openpyxl.load_workbook(book)
    workbook["Questions"].cell(2, 1).value = "GONE.1"
    workbook.save(book)
    done = run("framework", "from-excel", book, "-o", tmp_path / "other.yaml")
    assert done.code == 1
    assert "Questions" in done.err
    assert "There is no criterion GONE.1." in done.err
    assert not (tmp_path / "other.yaml").exists()


def test_faults_of_the_framework_itself_are_told_by_the_lines_of_the_file(tmp_path: Path) -> None:
    book, out = tmp_path / "framework.xlsx", tmp_path / "new.yaml"
    write_excel(framework_in(TEACHING), book)
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Criteria"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("judgement.scale") + 1).value = "gone"
    workbook.save(book)
    problems, loaded = read_excel(book, out)
    assert loaded is not None
    assert loaded.framework is None
    assert any(one.row and "gone" in f"{one.message}{one.value}" for one in problems)


def test_no_file_is_written_over(tmp_path: Path) -> None:
    book, form = tmp_path / "framework.xlsx", tmp_path / "form.xlsx"
    for path in (book, form):
        path.write_bytes(b"mine")
    with pytest.raises(FileThereError):
        write_excel(a_framework(), book)
    with pytest.raises(FileThereError):
        write_form(a_framework(), "case", form)
    with pytest.raises(FileThereError):
        read_excel(TEACHING, book)
    assert book.read_bytes() == form.read_bytes() == b"mine"


def test_what_is_no_workbook_and_nobody_asked_about_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="is no workbook"):
        read_excel(TEACHING, tmp_path / "new.yaml")
    with pytest.raises(UsageError, match=r"No form asks about interview .*Choose one of case;"):
        write_form(a_framework(), "interview", tmp_path / "form.xlsx")


def test_a_form_is_written_by_command(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    done = run("framework", "to-xlsform", "--from", TEACHING, "-o", form, "--json")
    assert (done.code, done.json()["version"]) == (0, "1.0.0")
    assert openpyxl.load_workbook(form).sheetnames == ["survey", "choices", "settings"]


def test_a_form_with_two_questions_of_one_name_is_not_written(tmp_path: Path) -> None:
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["domains"][0]["criteria"][0]["questions"][1]["id"] = "HARM.1.a.note"
    form = tmp_path / "form.xlsx"
    with pytest.raises(NamesMeetError, match=r"two questions called HARM_1_a_note.*`case export`"):
        write_form(Framework.model_validate(content), "case", form)
    assert not form.exists()
