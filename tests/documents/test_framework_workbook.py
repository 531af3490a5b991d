"""A framework goes to Excel and comes back, and nothing of it is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given

from inspect_tool.documents.framework_text import framework_text
from inspect_tool.documents.framework_workbook import workbook_of
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.grid import SHEETS, framework_grid, read_grid
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.errors import UsageError
from inspect_tool.readers.case_workbook import child
from inspect_tool.readers.case_workbook.cells import LIMITS, Sheets, sheets_of
from inspect_tool.readers.documents.framework import load_framework
from inspect_tool.readers.documents.framework_workbook import grid_of
from tests.domain.framework.generated import frameworks
from tests.examples import one_in
from tests.factories import a_framework

pytestmark = pytest.mark.journeys

TEMPLATES = Path(__file__).parents[2] / "templates" / "frameworks"


def returned(framework: Framework, path: Path) -> Framework:
    """The framework in a workbook, with the work of the other process done in this one."""
    path.write_bytes(workbook_of(framework_grid(framework)))
    sent = json.dumps(list(child.answers({"paths": [str(path)]}, LIMITS)))
    (sheets,) = sheets_of(json.loads(sent))
    assert isinstance(sheets, Sheets)
    reading = read_grid(grid_of(sheets))
    assert reading.faults == ()
    return Framework.model_validate(reading.content)


@pytest.mark.every_run
@one_in(4)
@given(content=frameworks)
def test_a_framework_by_chance_comes_back_from_excel_as_it_went(
    content: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    framework = Framework.model_validate(content)
    path = tmp_path_factory.getbasetemp() / "generated.xlsx"
    assert returned(framework, path) == framework


@one_in(2)
@given(content=frameworks)
def test_a_framework_by_chance_comes_back_from_its_sheets_and_from_yaml(
    content: dict[str, Any],
) -> None:
    framework = Framework.model_validate(content)
    assert Framework.model_validate(read_grid(framework_grid(framework)).content) == framework
    read = Framework.model_validate(yaml.safe_load(framework_text(framework)))
    assert document_digest(read) == document_digest(framework)


@given(content=frameworks)
def test_a_kept_framework_is_read_from_json_as_it_was(content: dict[str, Any]) -> None:
    framework = Framework.model_validate(content)
    kept = framework.model_dump_json(by_alias=True, exclude_defaults=True)
    assert Framework.model_validate_json(kept) == framework


@pytest.mark.parametrize("name", ["neglect", "teaching"])
def test_a_shipped_framework_has_the_same_digest_after_excel(name: str, tmp_path: Path) -> None:
    loaded = load_framework(TEMPLATES / f"{name}.yaml", with_proofs=False)
    assert loaded.framework is not None
    back = returned(loaded.framework, tmp_path / "back.xlsx")
    assert document_digest(back) == loaded.digest


def test_what_is_typed_into_a_cell_is_read_as_the_yaml_would_be(tmp_path: Path) -> None:
    path = tmp_path / "typed.xlsx"
    path.write_bytes(workbook_of(framework_grid(a_framework())))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Questions"]
    headings = [cell.value for cell in sheet[1]]
    for name, typed in (
        ("help", 2013),
        ("show_if", '{question: HARM.1.b, is: "yes"}'),
        ("evidence_if", "yes\nno"),
        ("retired", "Yes"),
    ):
        sheet.cell(2, headings.index(name) + 1).value = typed
    workbook.save(path)
    sent = json.dumps(list(child.answers({"paths": [str(path)]}, LIMITS)))
    (sheets,) = sheets_of(json.loads(sent))
    assert isinstance(sheets, Sheets)
    question = Framework.model_validate(read_grid(grid_of(sheets)).content).question("HARM.1.a")
    assert question is not None
    assert (question.help, question.evidence_if, question.retired) == ("2013", ("yes", "no"), True)
    assert question.show_if is not None


@pytest.mark.every_run
def test_every_fault_of_the_sheets_is_told_with_its_place() -> None:
    grid = framework_grid(a_framework())
    grid["Questions"][1][0] = "HARM.9"
    grid["Questions"][0].append("colour")
    grid["Questions"][1].append("red")
    grid["Framework"] += [["", ""], ["colour", "red"]]
    grid["Scales"].append(["", ""])
    grid["Domains"][1][grid["Domains"][0].index("title")] = '"in quotes" and after"'
    grid["Measures"][1][grid["Measures"][0].index("count")] = "{question: "
    grid["Criteria"].append(["", "HARM.2"])
    del grid["Changes"]
    told = [(one.sheet, one.row, one.message) for one in read_grid(grid).faults]
    assert sorted(told) == [
        ("Changes", 0, "There is no sheet Changes."),
        ("Criteria", 3, "It says no domain."),
        ("Framework", 6, "A framework has no field colour."),
        ("Measures", 2, "This is not YAML, as it stands in framework.yaml."),
        ("Questions", 1, "Questions has no column colour."),
        ("Questions", 2, "There is no criterion HARM.9."),
    ]


def test_a_text_that_no_cell_holds_is_refused() -> None:
    framework = a_framework(title="x" * 32_768)
    with pytest.raises(UsageError, match=r"Framework, row 4: a text has 32,768 characters"):
        workbook_of(framework_grid(framework))
    assert tuple(framework_grid(framework)) == SHEETS
