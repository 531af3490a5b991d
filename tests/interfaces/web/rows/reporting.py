"""The pages under `/reporting`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import EVERYBODY, LEADS, REPORTING, Row
from tests.services.access.shared_review import CASES

# Who may see what was counted: not ab, who reads beside somebody whose read is counted.
COUNTING = frozenset({"le", "wr"})
LEAD_WHO_COUNTS = frozenset({"le"})
OTHERS = {"ref": CASES.others, "item": "HARM.1.a", "read": "first"}
# What there is none of is there for nobody; the journeys hand out what there is.
FILE = {"build": "none", "of": "none", "file": "none.pdf"}
CHAPTER = {"name": "introduction"}
# A page that the navigation leads to says why it waits, and nothing of what it would show.
WAITS = {"ab": ("4 of", "claim:drift")}
ROWS: dict[str, Row] = {
    "GET /reporting": Row(REPORTING),  # an inspector is led nowhere in it
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
    "GET /reporting/insert": Row(REPORTING),
    "GET /reporting/disclosure": Row(REPORTING, hidden=WAITS),
    "POST /reporting/disclosure": Row(
        LEAD_WHO_COUNTS, form={"place": "none", "choice": "publish", "why": "x"}
    ),
    "GET /reporting/builds": Row(REPORTING),
    "POST /reporting/builds": Row(COUNTING, form={"edition": "none"}),
    "GET /reporting/builds/compare": Row(REPORTING),
    "GET /reporting/builds/{build}/{file}": Row(frozenset(), filled=FILE),
    "POST /reporting/letters": Row(COUNTING, form={"authority": "NONE"}),
    "GET /reporting/letters/{of}/{file}": Row(frozenset(), filled=FILE),
    "GET /reporting/comments": Row(REPORTING),
    "POST /reporting/comments": Row(LEADS),
    "POST /reporting/comments/{code}/{number}": Row(
        LEADS, filled={"code": "ASH", "number": "1"}, form={"decision": "accepted"}
    ),
    "GET /reporting/releases": Row(REPORTING),
    "POST /reporting/releases": Row(LEADS, form={"name": "?", "snapshot": "first"}),
    "GET /reporting/releases/{name}": Row(COUNTING, filled={"name": "one"}),
    "GET /reporting/releases/{name}/release.zip": Row(COUNTING, filled={"name": "one"}),
    "POST /reporting/releases/{name}/notice": Row(LEADS, filled={"name": "one"}),
    "GET /reporting/release-differences": Row(REPORTING),
}
