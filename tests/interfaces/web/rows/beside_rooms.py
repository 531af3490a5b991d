"""The pages of no room and of no one record."""

from __future__ import annotations

from tests.interfaces.web.rows.row import Row

READING = frozenset({"le", "ab", "ef"})
NOBODY: frozenset[str] = frozenset()
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
    "GET /stray-notes": Row(READING),
    # There is no such note; what is settled is in test_beside_records_pages.py.
    "POST /stray-notes/{name}/attach": Row(NOBODY, {"name": "abcdef12"}),
    "POST /stray-notes/{name}/set-aside": Row(NOBODY, {"name": "abcdef12"}),
    # A lead who reads no cases hears nobody.
    "POST /interviews": Row(
        frozenset({"ab", "ef"}), form={"authority": "ASH", "kind": "interview"}
    ),
}
