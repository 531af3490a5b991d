"""Answers as ODK Central and Kobo export them, made by hand from their documentation.

Central: a CSV with the groups of a question before its name, joined by hyphens, and columns of its
own (https://docs.getodk.org/central-submissions/). Kobo: a CSV with semicolons, or an Excel file,
with groups joined by strokes (https://support.kobotoolbox.org/export_download.html).
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
    if "HARM_1" not in name:
        return name
    return f"HARM_1{mark}{name}"


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
