"""The pages under `/administration`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import EVERYBODY, LEADS, Row
from tests.services.access.shared_review import JOB

JOBS, PEOPLE = "/administration/jobs", "/administration/people"
ROWS: dict[str, Row] = {
    "GET /administration": Row(LEADS),
    f"GET {PEOPLE}": Row(LEADS),
    f"POST {PEOPLE}/{{person}}/password": Row(LEADS, {"person": "cd"}),
    f"POST {PEOPLE}/{{person}}/sign-out": Row(LEADS, {"person": "cd"}),
    "GET /administration/plan": Row(LEADS),
    "POST /administration/plan": Row(LEADS, form={"text": "review: [", "do": "check"}),
    "GET /administration/framework": Row(LEADS),
    "POST /administration/framework": Row(LEADS, form={"text": "a: [", "do": "check"}),
    "GET /administration/backups": Row(LEADS),
    # A second reader who leads must not have everything before both reads are in.
    "POST /administration/backups": Row(frozenset({"le"})),
    "GET /administration/backups/{name}": Row(frozenset({"le"}), {"name": "none.age"}),
    "GET /administration/retention": Row(LEADS),
    "POST /administration/retention": Row(LEADS),
    "GET /administration/retention/erase": Row(LEADS),
    "POST /administration/retention/erase": Row(LEADS),
    "GET /administration/audit": Row(LEADS),
    f"GET {JOBS}": Row(EVERYBODY),
    # It is a lead's; everybody else's own are in test_administration_pages.py.
    f"GET {JOBS}/{{name}}": Row(LEADS, {"name": JOB}),
    f"POST {JOBS}/{{name}}/cancel": Row(LEADS, {"name": JOB}),
    f"POST {JOBS}/{{name}}/retry": Row(LEADS, {"name": JOB}),
    f"GET {JOBS}/{{name}}/files/{{number}}": Row(frozenset({"le"}), {"name": JOB, "number": "1"}),
}
