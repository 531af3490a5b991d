"""The pages under `/moderation`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import LEADS, REPORTING, Row
from tests.services.access.shared_review import CASES

ONE = {"ref": CASES.own, "item": "HARM.1"}
OF_OTHERS = {"ef": (CASES.others, CASES.conflicted)}

ROWS: dict[str, Row] = {
    "GET /moderation": Row(LEADS, hidden=OF_OTHERS),
    "GET /moderation/cases/{ref}/{item}": Row(LEADS, filled=ONE, hidden=OF_OTHERS),
    "POST /moderation/cases/{ref}/{item}/decide": Row(LEADS, filled=ONE),
    "GET /moderation/agreement": Row(LEADS),
    "GET /moderation/heat-map": Row(REPORTING),
    "GET /moderation/calibration": Row(LEADS | {"ef"}),
    "POST /moderation/calibration/start": Row(LEADS),
    "POST /moderation/calibration/close": Row(LEADS),
}
