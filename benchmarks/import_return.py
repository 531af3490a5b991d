"""How much the import of a return costs over a bare read of the same workbook.

Makes a clean Annex A return of 100,000 rows in a temporary folder, reads it with python-calamine
alone, and then takes it in: safety checks, reading in a child process, values, problems, frame.
Both in fresh processes, in turn, with compiled modules as an installed package has them; prints
processor seconds of the process and its children, the median of the ratios of each turn, the peak
memory of each process, and the most that both had at one time (sampled, on Linux).

    python benchmarks/import_return.py [--rows 100000] [--repeat 5] [--one-list]

The goal is a ratio of at most 1.5 and less than 300 MB, and less than 600 MB for 300,000 rows in
one list. Memory is within it; the processor is not: 2.2 to 2.3 was measured on a busy machine of
two cores. `docs/explanation/how-fast.md` says what it consists of.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

from python_calamine import CalamineWorkbook

from inspect_tool.cli.main import SELDOM
from inspect_tool.domain.frame.build import build_frame, wanted_of
from inspect_tool.domain.lists.columns import ListColumn
from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.readers.annex_a.return_files import read_return
from inspect_tool.services.frames.tokens import Tokeniser

FRAME_DATE = date(2013, 9, 30)
EXCEL_ORIGIN = date(1899, 12, 30)
FRAME_SERIAL = (FRAME_DATE - EXCEL_ORIGIN).days
# How 100,000 rows spread over the lists of a very large authority.
SHARES: Mapping[int, float] = {
    1: 0.20, 2: 0.08, 3: 0.14, 4: 0.14, 5: 0.06, 6: 0.24, 7: 0.04, 8: 0.08, 9: 0.02,
}  # fmt: skip
ONE_LIST: Mapping[int, float] = {6: 1.0}
CODES: Mapping[str, tuple[str, ...]] = {
    "Gender": ("a) Male", "b) Female"),
    "Ethnicity": ("a) WBRI", "b) WIRI", "k) APKN", "t) NOBT"),
    "Does the Child have a Disability": ("a) Yes", "b) No", "b) No", "b) No"),
    "Primary Need Code": ("N1 - Abuse or neglect", "N4 - Family in acute stress"),
    "Child's Category of Need": ("N1 - Abuse or neglect", "N5 - Family dysfunction"),
    "Reason for Closure": ("RC5", "RC7"),
    "What is the permanence plan for this child?": ("a) Return to family", "b) Adoption"),
    "Case Status": ("c) Child in need plan", "d) Open assessment"),
    "Initial Category of Abuse": ("a) Neglect", "d) Emotional abuse"),
    "Latest Category of Abuse": ("a) Neglect", "b) Physical abuse", "d) Emotional abuse"),
    "Child's Legal Status": ("C1: ICO", "C2: FCO", "V2: Single period under S20"),
}
# A column that stands after later dates.
EARLY_COLUMNS = {"Start Date of Most Recent Placement": 400}
ENDS = ("CIN Closure Date", "Child Protection Plan End Date", "Date Ceased to be Looked After")


class Texts:
    """The shared strings of a workbook, as Excel writes them."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}

    def cell(self, reference: str, text: str) -> str:
        """The XML of a cell with a text."""
        return f'<c r="{reference}" t="s"><v>{self.index.setdefault(text, len(self.index))}</v></c>'


def letters(index: int) -> str:
    """A column's letters, from 0."""
    return letters(index // 26 - 1) + letters(index % 26) if index >= 26 else chr(65 + index)


@dataclass(frozen=True)
class Child:
    """Whose row it is."""

    number: int
    birth: int  # as Excel counts days


def content_of(column: ListColumn, child: Child, chance: random.Random) -> int | str | None:
    """What a clean return has in a cell; None for a blank one."""
    if column.position == 1:
        return child.number
    if column.name == "Date of Birth":
        return child.birth
    if column.name == "Gender":
        return CODES["Gender"][child.number % 2]
    by_kind: Mapping[str, Callable[[], int | str | None]] = {
        "age": lambda: age_at_frame(child.birth),
        "date": lambda: day_in(column, chance),
        "whole_number": lambda: chance.randrange(4),
        "postcode": lambda: f"AB{chance.randrange(1, 90)} {chance.randrange(9)}CD",
        "identifier": lambda: None,
        "text": lambda: f"Team {chance.randrange(400)}",
        "choice": lambda: chance.choice(CODES.get(column.name, ("a) Yes", "b) No"))),
    }
    return by_kind[column.kind]()


def age_at_frame(birth: int) -> int:
    """Completed years."""
    born = EXCEL_ORIGIN + timedelta(days=birth)
    had = (FRAME_DATE.month, FRAME_DATE.day) >= (born.month, born.day)
    return FRAME_DATE.year - born.year - 1 + had


def day_in(column: ListColumn, chance: random.Random) -> int | None:
    """A date that is later in later columns, so that starts come before visits and ends."""
    if column.name in ENDS and chance.random() < 0.8:
        return None
    offset = EARLY_COLUMNS.get(column.name, column.position * 25)
    return FRAME_SERIAL - 900 + offset + chance.randrange(20)


def cell_of(column: ListColumn, reference: str, content: int | str | None, texts: Texts) -> str:
    """The XML of a cell; a blank one is not written at all, as in Excel."""
    if content is None:
        return ""
    if isinstance(content, str):
        return texts.cell(reference, content)
    style = ' s="1"' if column.kind == "date" else ""
    return f'<c r="{reference}"{style}><v>{content}</v></c>'


def sheet_of(number: int, rows: int, texts: Texts, chance: random.Random) -> Iterator[str]:
    """The XML of a sheet, row by row."""
    columns = [one for one in annex_a().columns(number) if one.position > 0]
    yield (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.'
        'openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    )
    yield "".join(texts.cell(f"{letters(i)}1", one.name) for i, one in enumerate(columns))
    yield "</row>"
    for row in range(2, rows + 2):
        place = chance.randrange(100_000)
        # The same child has the same date of birth on every list.
        child = Child(1_000_000 + place, FRAME_SERIAL - 1_500 - place % 4_700)
        cells = (
            cell_of(one, f"{letters(i)}{row}", content_of(one, child, chance), texts)
            for i, one in enumerate(columns)
        )
        yield f'<row r="{row}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def write_return(
    path: Path, rows: int, shares: Mapping[int, float] = SHARES, *, seed: int = 20130930
) -> None:
    """A clean workbook with that many rows, in the form in which Excel writes it."""
    chance = random.Random(seed)  # noqa: S311
    texts = Texts()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, share in shares.items():
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for piece in sheet_of(number, round(rows * share), texts, chance):
                    part.write(piece.encode())
        for name, content in small_parts(texts, shares).items():
            archive.writestr(name, content)


def small_parts(texts: Texts, shares: Iterable[int]) -> dict[str, str]:
    """The parts beside the sheets."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<sheet name="List {number}" sheetId="{number}" r:id="rId{number}"/>' for number in shares
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in shares
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in shares
    )
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts.index)
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        f'Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rId90" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship '
        f'Id="rId91" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills '
        'count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="2"><xf '
        'numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }


def read_bare(path: Path) -> dict[str, float]:
    """Every cell of every sheet, with python-calamine alone."""
    workbook = CalamineWorkbook.from_path(str(path))
    return {
        "rows": sum(len(workbook.get_sheet_by_name(n).to_python()) for n in workbook.sheet_names)
    }


def import_whole(path: Path) -> dict[str, float]:
    """The whole import, to the frame."""
    plan = ReviewPlan.model_validate(PLAN)
    contents = read_return([path], frame_date=FRAME_DATE, wanted=wanted_of(plan))
    frame = build_frame(
        contents.lists,
        plan=plan,
        authority=plan.authorities[0],
        token=Tokeniser(b"salt" * 8),
    )
    return {
        "rows": sum(len(one.rows) for one in contents.lists),
        "units": len(frame.units),
        "problems": len(contents.problems) + len(frame.problems),
    }


PLAN = {
    "review": "benchmark",
    "title": "Benchmark",
    "dates": {"frame": FRAME_DATE, "fieldwork": [FRAME_DATE, FRAME_DATE]},
    "authorities": [{"code": "ASH", "name": "Ashmere"}],
    "population": {
        "keep": [
            "age", "gender", "disability", "category_of_abuse", "months_open", "previous_plans",
            "sibling_group",
        ],
        "eligible": {"all": [{"field": "age", "lte": 10}]},
        "fields": {"long_term": {"field": "months_open", "gte": 12}},
    },
    "sample": {"size": 124},
}  # fmt: skip
TASKS = {"bare": read_bare, "whole": import_whole}


def run_task(name: str, path: Path) -> None:
    """One measured task in this process, told as JSON."""
    gc.set_threshold(*SELDOM)  # as every command does
    before = _processor_seconds()
    result = TASKS[name](path)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    seconds = _processor_seconds() - before
    print(json.dumps({**result, "seconds": seconds, "own_mb": own, "child_mb": child}))


def _processor_seconds() -> float:
    usages = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return sum(one.ru_utime + one.ru_stime for one in usages)


def measure(name: str, path: Path) -> dict[str, float]:
    """A task in a fresh process, which finds its modules compiled after the first time."""
    compiled = {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(path.with_name("compiled")),
    }
    with subprocess.Popen(
        [sys.executable, __file__, "--task", name, "--file", str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | compiled,
    ) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, _megabytes_together(process.pid))
            time.sleep(0.02)
        text, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{name} ended with {process.returncode}")
    measured: dict[str, float] = json.loads(text)
    return {**measured, "together_mb": most}


def _megabytes_together(pid: int) -> float:
    """What a process and its children hold now; 0 where the system does not say."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return sum(map(_megabytes, [str(pid), *children]))


def _megabytes(pid: str) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has ended meanwhile
        return 0.0
    held = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(held[0]) / 1024 if held else 0.0


def main() -> None:
    """Make the return, measure both, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--one-list", action="store_true", help="All rows on List 6.")
    parser.add_argument("--task", choices=sorted(TASKS))
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.task:
        run_task(options.task, options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ash-annex-a.xlsx"
        write_return(path, options.rows, ONE_LIST if options.one_list else SHARES)
        print(f"return: {options.rows:,} rows, {path.stat().st_size / 1e6:.1f} MB")
        measure("whole", path)  # compiles the modules
        turns = [
            {name: measure(name, path) for name in TASKS} for _ in range(max(1, options.repeat))
        ]
    for turn in turns:
        print(*(f"{name}: {measured}" for name, measured in turn.items()), sep="\n")
    ratios = [turn["whole"]["seconds"] / turn["bare"]["seconds"] for turn in turns]
    memory = max(turn["whole"]["together_mb"] for turn in turns)
    print(
        f"ratio of processor time: {median(ratios):.2f}, "
        f"from {min(ratios):.2f} to {max(ratios):.2f} in {len(turns)} turns"
    )
    print(f"most memory at one time: {memory:.0f} MB, both processes")


if __name__ == "__main__":
    main()
