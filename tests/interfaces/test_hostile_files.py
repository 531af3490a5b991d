"""Hostile files through the command line: exit 4, one sentence, and the review is as it was."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interfaces.command_line import refused, run
from tests.interfaces.review_state import files
from tests.readers.annex_a.annex_a_builders import (
    clean_row,
    one_list,
    rewrite,
    table_of,
    write_xlsx,
)
from tests.readers.spreadsheet.test_spreadsheet import DECLARATION, OLE, before_root, write_far
from tests.small_review import make_return
from tests.stages import Stages

pytestmark = pytest.mark.usefixtures("started_anew")

Maker = Callable[[Path, Path], Path]
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["framed"], tmp_path / "review"))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A good return, which each hostile file is made from."""
    return one_list(tmp_path, 7, [clean_row(7)])


def zip_bomb(workbook: Path, path: Path) -> Path:
    return rewrite(workbook, path, add={"xl/worksheets/s.xml": bytes(64 * 1024 * 1024)})


def external_entity(workbook: Path, path: Path) -> Path:
    def change(name: str, content: bytes) -> bytes:
        return before_root(content, DECLARATION) if name.endswith("sheet1.xml") else content

    return rewrite(workbook, path, change=change)


def macros(workbook: Path, path: Path) -> Path:
    return rewrite(workbook, path, add={"xl/vbaProject.bin": b"x"})


def macros_by_type_alone(workbook: Path, path: Path) -> Path:
    def change(name: str, content: bytes) -> bytes:
        is_types = name == "[Content_Types].xml"
        return content.replace(PLAIN_TYPE, MACRO_TYPE) if is_types else content

    return rewrite(workbook, path, change=change)


def encrypted(_workbook: Path, path: Path) -> Path:
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    return path


def truncated(workbook: Path, path: Path) -> Path:
    content = workbook.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


def nuls(_workbook: Path, path: Path) -> Path:
    csv = path.with_name("List 6.csv")
    csv.write_bytes(bytes(100_000))
    return csv


def last_cell(_workbook: Path, path: Path) -> Path:
    return write_far(path, row=1_048_576, column=16_384, value="x")


def five_thousand_columns(_workbook: Path, path: Path) -> Path:
    titles, rows = table_of(7, [clean_row(7)])
    wide = [*titles, *(f"column {index}" for index in range(len(titles), 5_000))]
    return write_xlsx(path, {"List 7": (wide, rows)})


def names_that_lead_out(workbook: Path, path: Path) -> Path:
    return rewrite(workbook, path, add={"../../evil.xml": b"<x/>"})


MAKERS: list[Maker] = [
    zip_bomb,
    external_entity,
    macros,
    macros_by_type_alone,
    encrypted,
    truncated,
    nuls,
    last_cell,
    five_thousand_columns,
    names_that_lead_out,
]
IMPORTS = {"frame": ["frame", "import", "--authority", "ASH"], "case": ["case", "import"]}


@pytest.mark.proof(part=8)
@pytest.mark.parametrize("noun", IMPORTS)
@pytest.mark.parametrize("maker", MAKERS, ids=lambda one: one.__name__)
def test_a_hostile_file_is_refused_in_one_sentence_and_changes_nothing(
    review: Path, workbook: Path, tmp_path: Path, noun: str, maker: Maker
) -> None:
    path = maker(workbook, tmp_path / "hostile.xlsx")
    before, around = files(review), sorted(tmp_path.iterdir())
    message = refused(run("--review", review, *IMPORTS[noun], path), 4)
    assert re.fullmatch(r"[^\n]+\n", message), "one line"
    assert message.startswith(path.name)
    assert str(tmp_path) not in message
    assert files(review) == before
    assert sorted(tmp_path.iterdir()) == around


def test_a_hostile_file_among_good_ones_keeps_all_of_them_out(
    review: Path, workbook: Path, tmp_path: Path
) -> None:
    good = make_return(tmp_path / "in", "BRO", children=13) / "List 6.csv"
    bad = macros(workbook, tmp_path / "hostile.xlsx")
    before = files(review)
    refused(run("--review", review, "frame", "import", good, bad, "--authority", "BRO"), 4)
    assert files(review) == before


def test_a_good_workbook_would_have_changed_something(review: Path, tmp_path: Path) -> None:
    before = files(review)
    path = make_return(tmp_path / "in", "BRO", children=13)
    assert run("--review", review, "frame", "import", path, "--accept-changes").code == 0
    after = files(review)
    assert after["review.db"] != before["review.db"]
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name for name in changed if name.startswith("keys/")} == {"keys/BRO.json"}
