"""The pages under `/sample`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import EVERYBODY, LEADS, REPORTING, Row

OF_ONE = {"code": "ASH"}

ROWS: dict[str, Row] = {
    "GET /sample": Row(LEADS),
    "GET /sample/returns/{code}": Row(LEADS, filled=OF_ONE),
    "GET /sample/returns/{code}/waiting": Row(LEADS, filled=OF_ONE),
    "POST /sample/returns/{code}/upload": Row(LEADS, filled=OF_ONE),
    "POST /sample/returns/{code}/take": Row(LEADS, filled=OF_ONE),
    "POST /sample/returns/{code}/discard": Row(LEADS, filled=OF_ONE),
    "POST /sample/returns/{code}/headings": Row(LEADS, filled=OF_ONE),
    "POST /sample/returns/{code}/answers": Row(LEADS, filled=OF_ONE),
    "GET /sample/authorities": Row(LEADS),
    # They are no forms with files; what they do is in test_sample_pages.py.
    "POST /sample/authorities/commit": Row(LEADS),
    "POST /sample/authorities/draw": Row(LEADS),
    "GET /sample/authorities/drawn.zip": Row(LEADS),
    "GET /sample/designs": Row(EVERYBODY),
    "GET /sample/draw": Row(LEADS),
    "GET /sample/draw/certificate-public.zip": Row(LEADS),
    "GET /sample/draw/certificate.zip": Row(LEADS),
    "GET /sample/draw/commitment.json": Row(LEADS),
    "GET /sample/flow": Row(REPORTING),
    "POST /sample/draw/commit": Row(LEADS),
    "POST /sample/draw/extend": Row(LEADS),
    "POST /sample/draw/posted": Row(LEADS),
    "POST /sample/draw/seed": Row(LEADS),
    "POST /sample/draw/withdraw": Row(LEADS),
}
