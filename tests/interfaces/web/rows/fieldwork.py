"""The pages under `/fieldwork`."""

from __future__ import annotations

from tests.interfaces.web.rows.row import LEADS, Row
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
)
OF_A_RECORD = (
    "GET /fieldwork/records/{ref}",
    "POST /fieldwork/records/{ref}/ask",
    "POST /fieldwork/records/{ref}/return",
    "POST /fieldwork/records/{ref}/agree",
)
ROWS: dict[str, Row] = {
    **{route: Row(LEADS) for route in ALIKE},
    **{route: Row(LEADS, {"ref": CASES.second}) for route in OF_A_RECORD},
    # There is no such query.
    "POST /fieldwork/queries/{name}/close": Row(LEADS, {"name": "abcdef12"}),
}
