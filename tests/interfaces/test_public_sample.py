"""The public edition of the sample: what people decide, and what no file of it has."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
import yaml

from tests.interfaces.command_line import run
from tests.locks import ROOT
from tests.services.release import standalone
from tests.services.release.said_in_files import found_in, held_shares, plain
from tests.wheel_environment import DemonstrationOfTheWheel

# Of each authority a case or an interview: `ASH-017`, `ASH-I-ab-01`.
A_REFERENCE = re.compile(r"\b(?!SHA-256)[A-Z]{3}-(?:\d{3}|[A-Z]-[a-z]+-\d+)\b")
# A word that could be a child's id: no part of a digest, no colour, no measure of a drawing.
A_WORD = re.compile(r"(?<![\w#.\-])\w+(?![\w.])", re.ASCII)
# What notes of the internal edition say of its own cases, and claims that are said otherwise.
# A press summary, as no sample has one.
PRESS = (
    "# Neglect\n\nIn [nearly half](claim:left_too_long) of the long-term cases, children had been "
    "left too long in harm.\n"
)
AUTHORITIES = 11
NOT_PUBLIC = ("Two readers agreed on", "No limit in 14", "two cases", "Two cases")


@pytest.mark.proof(part=0)  # it solves and attacks the whole sample several times
def test_no_file_of_the_public_sample_tells_what_is_held_back(
    demonstration_of_the_wheel: DemonstrationOfTheWheel, tmp_path: Path
) -> None:
    review = tmp_path / "review"
    shutil.copytree(demonstration_of_the_wheel.result().folder, review)
    check_public_edition(review)


def check_public_edition(review: Path) -> None:
    """Decide about every place of the sample, build its public edition and search its files."""
    (review / "press-summary.md").write_text(PRESS, encoding="utf-8")
    found = settled(review)
    formats = ("--format", "pdf,xlsx,html,docx")
    assert told(review, "report", "build", "--edition", "public", *formats) == 0
    assert told(review, "report", "letters", "--edition", "public") == 0
    assert told(review, "report", "press", "--edition", "public") == 0
    name = review / "reports" / "neglect-sample-public"
    workbook = name.with_suffix(".xlsx")
    check_sheets(workbook, found)
    texts = {
        "page": name.with_suffix(".html").read_text(encoding="utf-8"),
        "workbook": "".join(parts_of(workbook)),
        "PDF": "".join(strings_of(name.with_suffix(".pdf"))),
        "manifest": Path(f"{name}-manifest.json").read_text(encoding="utf-8"),
    }
    for stage in (("report", "build"), ("release", "seal", "inside", "--snapshot", "final")):
        assert told(review, *stage) == 0
    seal = ("release", "seal", "outside", "--snapshot", "final", "--edition", "public")
    assert told(review, *seal) == 0
    assert told(review, "release", "verify", str(review / "releases" / "outside")) == 0
    assert standalone.verify(review / "releases" / "outside").places == ()
    assert told(review, "release", "recount", "outside") == 0
    texts |= dict(texts_of(review / "releases" / "outside"))
    check_no_file_says_a_count_held_back(review / "releases" / "outside")
    assert {Path(where).suffix for where in texts} >= {".docx", ".html", ".pdf", ".xlsx", ".zip"}
    assert sum("-letter-" in where for where in texts) == 2 * 11 + 1
    secret, local_ids = {*NOT_PUBLIC, *words_of_the_team(review)}, local_ids_of(review)
    for where, text in texts.items():
        assert not A_REFERENCE.findall(text), where
        assert [words for words in secret if words in text] == [], where
        assert not local_ids & set(A_WORD.findall(text)), where


def check_no_file_says_a_count_held_back(release: Path) -> None:
    """Every file of a release is read and searched for each count that it holds back, in words."""
    attack = json.loads(Path(f"{release}-attack.json").read_text(encoding="utf-8"))
    # A count of all authorities is of none of their children.
    held = {pair: one for pair, one in held_shares(attack).items() if pair[1] != AUTHORITIES}
    assert len(held) > 20
    searched = {str(path.relative_to(release)): "" for path in release.rglob("*") if path.is_file()}
    for where, text in texts_of(release):
        searched[str(Path(where).relative_to(release))] = plain(text)
    assert [name for name, text in searched.items() if not text] == []
    kinds = {Path(name).suffix for name in searched}
    assert kinds == {".csv", ".docx", ".html", ".json", ".pdf", ".py", ".xlsx", ".yaml", ".zip"}
    assert any(name.endswith("-press.pdf") for name in searched)
    tables = json.loads((release / "tables.json").read_text(encoding="utf-8"))
    del tables["scale"]  # whose bands are fractions
    searched["tables.json"] = plain(json.dumps(tables, ensure_ascii=False))
    assert {name: found for name, text in searched.items() if (found := found_in(text, held))} == {}
    internal = release.parent / "inside" / "documents" / "neglect-sample.html"
    assert len(found_in(plain(internal.read_text(encoding="utf-8")), held)) > 10


def local_ids_of(review: Path) -> set[str]:
    """What the authorities call the children of their lists."""
    texts = [path.read_text(encoding="utf-8") for path in (review / "keys").glob("???.json")]
    found = {local for text in texts for local in json.loads(text)["local_ids"].values()}
    assert len(found & set(A_WORD.findall(" ".join(texts)))) > 1000  # so they would be found
    return found


def words_of_the_team(review: Path) -> set[str]:
    """What the team alone knows besides: names, files that came, the folder."""
    plan = yaml.safe_load((review / "review.yaml").read_text(encoding="utf-8"))
    names = {person["name"] for person in plan["team"]}
    files = {path.name for path in (ROOT / "sample_data" / "returns").iterdir()}
    assert names
    assert files
    return names | files | {str(review)}


def told(review: Path, *words: str) -> int:
    return run("--review", review, *words).code


def checked(review: Path) -> dict[str, Any]:
    found: dict[str, Any] = run("--review", review, "--json", "disclose", "check").json()
    return found


def settled(review: Path) -> dict[str, Any]:
    """Take what a lead would: the range between authorities left out, claims said otherwise."""
    decide = ("disclose", "decide")
    why = ("--why", "A sample whose children are invented.")
    spread = ("figure-variation", "table-variation", "table-losses")
    items = {item["ref"]: item for item in checked(review)["items"]}
    left_out = [ref for ref in spread if ref in items]
    boxes = [ref for ref, item in items.items() if item["kind"] == "box"]
    claims = [ref for ref, item in items.items() if item["kind"] == "claim"]
    assert len(left_out) >= 2
    assert claims
    assert told(review, *decide, *left_out, "--do", "leave-out", *why) == 0
    assert told(review, *decide, "chapters", *boxes, "--do", "publish", *why) == 0
    words = ("--words", "a small number of cases")
    assert told(review, *decide, *claims, "--do", "reword", *words, *why) == 0
    assert told(review, *decide, "tables", "--do", "hold-back", *why) == 0
    found = checked(review)
    assert found["is_settled"]
    return found


def check_sheets(workbook: Path, found: dict[str, Any]) -> None:
    """Where a count is held back, its row of the workbook says so; no sheet is hidden."""
    sheets = openpyxl.load_workbook(workbook)
    assert {sheet.sheet_state for sheet in sheets} == {"visible"}
    assert not {"Cases", "Estimates"} & set(sheets.sheetnames)
    seen = 0
    for one in found["findings"]["found"]:
        for place in one["where"]:
            told_of = re.match(r"(Table|Figure) (\d+), (.+?)(?:: [^:]+)?$", place)
            if told_of is None:
                continue
            rows = sheets[f"{told_of[1]}_{told_of[2]}"].iter_rows(values_only=True)
            own = [row for row in rows if row[0] == told_of[3]]
            assert all("[c]" in row for row in own), place
            seen += len(own)
    assert seen > 10


def texts_of(release: Path) -> Iterator[tuple[str, str]]:
    """Every file of a release as text: parts of what is packed, strings of what is set."""
    for path in sorted(release.rglob("*")):
        if path.suffix == ".pdf":
            yield str(path), "".join(strings_of(path))
        elif zipfile.is_zipfile(path):
            yield str(path), "".join(parts_of(path))
        elif path.is_file():
            yield str(path), path.read_text(encoding="utf-8")


def parts_of(workbook: Path) -> Iterator[str]:
    """Every part of a workbook as text: sheets, strings, properties, names."""
    with zipfile.ZipFile(workbook) as parts:
        for name in parts.namelist():
            if "/theme/" not in name:  # whose colours are numbers, and which Office wrote
                yield parts.read(name).decode("utf-8", errors="replace")


def strings_of(pdf: Path) -> Iterator[str]:
    """Every string of a PDF's objects (titles, alternative texts …), its files and its pages."""
    with pikepdf.open(pdf) as document:
        for attached in document.attachments.values():
            yield attached.get_file().read_bytes().decode("utf-8")
        for thing in document.objects:
            yield from _strings(thing, depth=0)
        yield str(document.open_metadata())
    if shutil.which("pdftotext"):
        command = ("pdftotext", "-layout", str(pdf), "-")
        yield subprocess.run(command, capture_output=True, check=True, text=True).stdout


def _strings(thing: Any, *, depth: int) -> Iterator[str]:
    """The strings of a PDF object and of what it holds itself."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) and depth < 8:
        for value in dict(thing.items()).values():
            yield from _strings(value, depth=depth + 1) if not _is_shared(value) else ()
    elif isinstance(thing, pikepdf.Array) and depth < 8:
        for value in list(thing):
            yield from _strings(value, depth=depth + 1) if not _is_shared(value) else ()


def _is_shared(value: object) -> bool:
    """Whether it is an object of its own, which is gone through by itself."""
    return bool(getattr(value, "is_indirect", False))
