"""An XLSForm as the Excel workbook that ODK and Kobo take."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

from inspect_tool.domain.framework.xlsform import CHOICES, SETTINGS, SURVEY, XlsForm


def xlsform_workbook(form: XlsForm) -> bytes:
    """The workbook with the sheets survey, choices and settings."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    sheets: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
        "survey": (SURVEY, form.survey),
        "choices": (CHOICES, form.choices),
        "settings": (SETTINGS, [form.settings]),
    }
    for name, (headings, rows) in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate([headings, *rows], start=1):
            for place, text in enumerate(row, start=1):
                if text:
                    sheet.cell(number, place, text).data_type = "s"
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()
