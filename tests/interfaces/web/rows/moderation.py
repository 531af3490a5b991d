"""The pages under `/moderation`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import Row

ROWS: dict[str, Row] = {}
