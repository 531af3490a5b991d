"""Answers as ODK Central and Kobo export them, made by hand from their documentation.

Central: a CSV with the groups of a question before its name, joined by hyphens, and columns of its
own (https://docs.getodk.org/central-submissions/). Kobo: a CSV with semicolons, or an Excel file,
with groups joined by strokes (https://support.kobotoolbox.org/export_download.html). How a row of a
repeat names its submission is known from Briefcase's description of the format
(https://github.com/getodk/briefcase/blob/master/docs/export-format.md) and, for Kobo, from public
scripts that join its sheets. What Kobo's own program writes stands in tests/data/collected.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

Submission = Mapping[str, str]
CENTRAL_OWN = {
    "SubmissionDate": "2013-11-04T10:15:00.000Z", "SubmitterID": "12", "SubmitterName": "tablet 3",
    "AttachmentsPresent": "0", "AttachmentsExpected": "0", "Status": "", "ReviewState": "",
    "DeviceID": "collect:a", "Edits": "0", "FormVersion": "1.0.0",
}  # fmt: skip
KOBO_OWN = {
    "_id": "1", "_submission_time": "2013-11-04T10:15:00", "_validation_status": "", "_notes": "",
    "_status": "submitted_via_web", "_submitted_by": "rk", "__version__": "vA", "_tags": "",
    "_index": "1",
}  # fmt: skip


def submission(
    ref: str, inspector: str, key: str, version: str = "1.0.0", **answers: str
) -> dict[str, str]:
    """What one submission says, by the names of the form's questions."""
    return {
        "framework_version": version,
        "subject_ref": ref,
        "inspector_id": inspector,
        "key": key,
        **answers,
    }


def _grouped(name: str, mark: str) -> str:
    """A heading with the group of its criterion before it."""
    criterion = next((one for one in ("HARM_1", "NEG_1", "NEG_2") if one in name), None)
    return name if criterion is None else f"{criterion}{mark}{name}"


def central_csv(path: Path, submissions: Sequence[Submission], **own: str) -> Path:
    """The CSV of a form as Central exports it."""
    rows = [
        {
            **{_grouped(name, "-"): value for name, value in one.items() if name != "key"},
            "meta-instanceID": one["key"],
            "KEY": one["key"],
            **CENTRAL_OWN,
            **own,
        }
        for one in submissions
    ]
    return _write(path, rows, ",")


def central_zip(path: Path, submissions: Sequence[Submission]) -> Path:
    """The zip of a form as Central exports it, with a repeat's CSV beside."""
    inside = central_csv(path.with_suffix(".csv"), submissions)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inside, "small-case.csv")
        archive.writestr("small-case-visits.csv", "day,PARENT_KEY,KEY\n2013-10-01,uuid:1,a\n")
    inside.unlink()
    return path


Repeats = Mapping[str, Sequence[tuple[str, Mapping[str, str]]]]  # rows by repeat, with their KEY


def central_files(folder: Path, submissions: Sequence[Submission], repeats: Repeats) -> list[Path]:
    """The CSVs of a form with repeats, unpacked: that of the submissions, and one for each repeat.

    The columns of a repeat have the groups inside it alone, and none here has any.
    """
    paths = [central_csv(folder / "kinds-case.csv", submissions)]
    for name, rows in repeats.items():
        cells = [
            {**row, "PARENT_KEY": key, "KEY": f"{key}/{_grouped(name, '/')}[{number}]"}
            for number, (key, row) in enumerate(rows, start=1)
        ]
        paths.append(_write(folder / f"kinds-case-{name}.csv", cells, ","))
    return paths


def central_zip_of(folder: Path, submissions: Sequence[Submission], repeats: Repeats) -> list[Path]:
    """The same as the zip that Central gives."""
    zipped = folder / "kinds-case.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for path in reversed(central_files(folder, submissions, repeats)):
            archive.write(path, path.name)
            path.unlink()
    return [zipped]


def kobo_workbook(folder: Path, submissions: Sequence[Submission], repeats: Repeats) -> list[Path]:
    """The Excel file of a form with repeats as Kobo exports it: a sheet for each repeat.

    Several options come as one column, and one more for each of them with 1 or 0.
    """
    (path,) = [kobo_xlsx(folder / "kinds-case.xlsx", [_ticked(one) for one in submissions])]
    workbook = openpyxl.load_workbook(path)
    for name, rows in repeats.items():
        sheet = workbook.create_sheet(name)
        cells = [
            {
                **{f"{_grouped(name, '/')}/{inner}": cell for inner, cell in _ticked(row).items()},
                "_index": str(number),
                "_parent_table_name": "kinds-case",
                "_submission__uuid": key.removeprefix("uuid:"),
            }
            for number, (key, row) in enumerate(rows, start=1)
        ]
        headings = list(dict.fromkeys(heading for row in cells for heading in row))
        sheet.append(headings)
        for row in cells:
            sheet.append([row.get(heading, "") for heading in headings])
    workbook.save(path)
    return [path]


def _ticked(cells: Submission) -> dict[str, str]:
    options = ("physical", "emotional", "medical", "other", "none")
    return dict(cells) | {
        f"{name}/{option}": str(int(option in cells[name].split()))
        for name in ("NEG_1_a", "NEG_2_e")
        if cells.get(name)
        for option in options
    }


def kobo_csv(path: Path, submissions: Sequence[Submission]) -> Path:
    """The CSV of a form as Kobo exports it."""
    return _write(path, _kobo(submissions), ";")


def kobo_xlsx(path: Path, submissions: Sequence[Submission]) -> Path:
    """The Excel file of a form as Kobo exports it."""
    rows = _kobo(submissions)
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    headings = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(headings)
    for row in rows:
        sheet.append([row.get(name, "") for name in headings])
    workbook.save(path)
    return path


def _kobo(submissions: Sequence[Submission]) -> list[dict[str, str]]:
    return [
        {
            **{_grouped(name, "/"): value for name, value in one.items() if name != "key"},
            "meta/instanceID": one["key"],
            "_uuid": one["key"].removeprefix("uuid:"),
            **KOBO_OWN,
        }
        for one in submissions
    ]


def _write(path: Path, rows: Sequence[Mapping[str, str]], separator: str) -> Path:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path
