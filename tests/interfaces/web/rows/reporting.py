"""The pages under `/reporting`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import EVERYBODY, REPORTING, Row
from tests.services.access.shared_review import CASES

# Who may see what was counted: not ab, who reads beside somebody whose read is counted.
COUNTING = frozenset({"le", "wr"})
LEAD_WHO_COUNTS = frozenset({"le"})
PIECE = {"ref": CASES.own, "item": "HARM.1.a", "read": "first"}
OTHERS = {"ref": CASES.others, "item": "HARM.1.a", "read": "first"}
CHAPTER = {"name": "introduction"}
# A page that the navigation leads to says why it waits, and nothing of what it would show.
WAITS = {"ab": ("4 of", "claim:drift")}
ROWS: dict[str, Row] = {
    # An inspector finds the words of their own records.
    "GET /reporting/evidence": Row(EVERYBODY, hidden={"ef": (CASES.others, CASES.conflicted)}),
    "POST /reporting/evidence": Row(
        EVERYBODY, form={"words": "seen"}, hidden={"ef": (CASES.others, CASES.conflicted)}
    ),
    "GET /reporting/evidence/{ref}/{item}/{read}": Row(REPORTING, filled=OTHERS),
    "POST /reporting/evidence/{ref}/{item}/{read}/mark": Row(
        REPORTING, filled=OTHERS, form={"good_practice": "no"}
    ),
    "POST /reporting/evidence/{ref}/{item}/{read}/code": Row(
        REPORTING, filled=OTHERS, form={"none": "yes"}
    ),
    "GET /reporting/themes": Row(EVERYBODY),
    "POST /reporting/themes": Row(REPORTING, form={"id": "drift", "name": "Drift"}),
    "GET /reporting/chapters": Row(REPORTING, hidden=WAITS),
    "POST /reporting/chapters": Row(COUNTING, form={"name": "more", "title": "More"}),
    "GET /reporting/chapters/{name}": Row(COUNTING, filled=CHAPTER),
    "POST /reporting/chapters/{name}": Row(COUNTING, filled=CHAPTER, form={"text": "# One\n"}),
    "GET /reporting/chapters/{name}/versions/{version}": Row(
        frozenset(), filled=CHAPTER | {"version": "none"}
    ),
    "GET /reporting/claims": Row(REPORTING, hidden=WAITS),
    "GET /reporting/claims/explain": Row(REPORTING, hidden=WAITS),
}
