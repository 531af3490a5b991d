"""The pages under `/fieldwork`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import LEADS, REPORTING, Row
from tests.services.access.shared_review import CASES

# Pages for leads that name nothing in their address.
ALIKE = (
    "GET /fieldwork",
    "GET /fieldwork/records",
    "GET /fieldwork/to-agree",
    "GET /fieldwork/crossed",
    "GET /fieldwork/stray-notes",
    "GET /fieldwork/queries",
    "GET /fieldwork/caseloads",
    "POST /fieldwork/caseloads/share-out",
    *(
        f"{method} /fieldwork/caseloads/{name}"
        for method in ("GET", "POST")
        for name in ("move", "hand-over", "balance", "second-reads", "second-read")
    ),
    "GET /fieldwork/losses",
    *(
        f"{method} /fieldwork/losses/{name}"
        for method in ("GET", "POST")
        for name in ("lose", "undo", "correct", "withdraw", "come-back", "pick")
    ),
    "GET /fieldwork/framework",
    "POST /fieldwork/framework/propose",
    "POST /fieldwork/framework/publish",
    "GET /fieldwork/framework/read-again",
    "POST /fieldwork/framework/read-again",
)
# Whoever writes the report takes snapshots too.
FOR_WRITERS = (
    "GET /fieldwork/snapshots",
    "GET /fieldwork/snapshots/take",
    "POST /fieldwork/snapshots/take",
    "GET /fieldwork/snapshots/compare",
)
OF_A_RECORD = (
    "GET /fieldwork/records/{ref}",
    "POST /fieldwork/records/{ref}/ask",
    "POST /fieldwork/records/{ref}/return",
    "POST /fieldwork/records/{ref}/agree",
)
ROWS: dict[str, Row] = {
    **{route: Row(LEADS) for route in ALIKE},
    **{route: Row(REPORTING) for route in FOR_WRITERS},
    **{route: Row(LEADS, {"ref": CASES.second}) for route in OF_A_RECORD},
    # There is no such query.
    "POST /fieldwork/queries/{name}/close": Row(LEADS, {"name": "abcdef12"}),
}
