"""A machine without Pango, such as an inspector's laptop: everything but the PDF."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.interfaces.command_line import run
from tests.wheel_environment import DemonstrationOfTheWheel

pytestmark = pytest.mark.journeys


class NoPango:
    """Finds modules as WeasyPrint does without Pango: a paragraph on standard output, no module."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "weasyprint":
            sys.stdout.write("WeasyPrint could not import some external libraries.\n")
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.fixture
def folder(
    demonstration_of_the_wheel: DemonstrationOfTheWheel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The sample review with its reports still to be built, without Pango."""
    import inspect_tool.documents.pdf

    for name in ("weasyprint", "inspect_tool.documents.pdf.engine"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delattr(inspect_tool.documents.pdf, "engine", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    copy = Path(shutil.copytree(demonstration_of_the_wheel.folder, tmp_path / "demo"))
    shutil.rmtree(copy / "reports")
    return copy


def test_the_report_says_so_in_one_line_and_writes_the_rest(folder: Path) -> None:
    outcome = run("--review", folder, "report", "build")
    assert outcome.code == 0, outcome.err
    lines = outcome.out.splitlines()
    assert [Path(one).name for one in lines[:3]] == [
        "neglect-sample.xlsx",
        "neglect-sample.html",
        "neglect-sample-manifest.json",
    ]
    assert lines[3].startswith("There is no PDF, because Pango is not installed")
    assert "PDF" not in "".join(lines[4:])
    assert "hold (snapshot final)" in lines[4]
    manifest = json.loads((folder / "reports/neglect-sample-manifest.json").read_text("utf-8"))
    assert {name: entry["sha256"] for name, entry in manifest["files"].items()} == {
        name: hashlib.sha256((folder / "reports" / name).read_bytes()).hexdigest()
        for name in ("neglect-sample.xlsx", "neglect-sample.html")
    }


def test_the_pdf_alone_is_refused(folder: Path) -> None:
    outcome = run("--review", folder, "report", "build", "--format", "pdf")
    assert outcome.code != 0
    assert outcome.out == ""
    assert "Pango is not installed" in outcome.err
    assert not (folder / "reports").exists()
