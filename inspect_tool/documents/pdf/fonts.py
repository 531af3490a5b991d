"""Take the clock out of the fonts that are embedded in a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pikepdf
from fontTools.misc.timeTools import epoch_diff
from fontTools.ttLib import TTFont
from pikepdf import Name, Object

SECONDS_PER_DAY = 86_400
UNIX_EPOCH = date(1970, 1, 1)


def freeze_fonts(pdf: pikepdf.Pdf, *, created: date) -> None:
    """Write `created` where a font says when it was changed.

    Without the subsetter of HarfBuzz, WeasyPrint cuts fonts down with fontTools, which stamps
    them with the clock: two runs would then give different bytes.
    """
    moment = (created - UNIX_EPOCH).days * SECONDS_PER_DAY - epoch_diff
    for holder, key in _font_files(pdf):
        font = TTFont(io.BytesIO(holder[key].read_bytes()), recalcTimestamp=False)
        font["head"].modified = moment
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=None)
        holder[key].write(buffer.getvalue())
        holder[key].Length1 = len(buffer.getvalue())


def _font_files(pdf: pikepdf.Pdf) -> Iterator[tuple[Object, Name]]:
    """The descriptions of fonts that hold a font file, and under which key."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == Name.FontDescriptor:
            for key in (Name.FontFile2, Name.FontFile3):
                if key in thing:
                    yield thing, key
