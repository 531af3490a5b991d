"""The pages under `/packs`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import Row

READING = frozenset({"le", "ab", "ef"})
ROWS: dict[str, Row] = {
    "GET /packs": Row(READING),
    # A passphrase that is too short, so that no pack is made; whose may be had is in
    # test_packs_pages.py.
    "POST /packs/out": Row(READING, form={"inspector": "ef", "passphrase": "x", "again": "x"}),
    # It is no form with files.
    "POST /packs/in": Row(READING),
    # None waits.
    "GET /packs/in": Row(READING),
    "POST /packs/in/take": Row(READING),
    "POST /packs/in/discard": Row(READING),
}
