"""Counts measures by version from the database alone: the standard library, nothing of ours.

    python tests/recount_versions.py review.db

Prints JSON: of each measure and version, how many first reads count, of how many, each by the
version that it is under. Reads answers in force, the versions of subjects and the kept frameworks.
"""

import json
import sqlite3
import sys
from contextlib import closing
from typing import Any

Facts = dict[str, Any]
ANSWERS = """
    select r.subject_ref, r.item_kind, r.item_id, r.value
    from current_revision c join revision r
    on r.authority = c.authority and r.id = c.revision_id where r.reader = 'first'
"""
FIELDS = """
    select d.case_ref, f.fields from drawn_unit d join frame_unit f
    on f.authority = d.authority and f.unit_id = d.unit_id
"""


def holds(condition: Facts, facts: Facts) -> bool | None:
    """Whether a condition holds: true, false or None for not known."""
    if "question" in condition:
        value = facts["question"].get(condition["question"])
    elif "judgement" in condition:
        value = facts["judgement"].get(condition["judgement"])
        if value is not None and "met" in condition:
            return value in facts["met"]
    else:
        value = facts["fields"].get(condition["field"])
    return None if value is None else value == condition["is"]


def recount(database: str) -> dict[str, dict[str, list[int]]]:
    """Count and base of every measure by version."""
    with closing(sqlite3.connect(database)) as connection:
        frameworks = {
            version: json.loads(content)
            for version, content in connection.execute(
                "select version, content from document_version where kind = 'framework'"
            )
        }
        newest = connection.execute(
            "select version from framework_publication order by number desc limit 1"
        ).fetchone()[0]
        under = dict(
            connection.execute("select subject_ref, version from subject_version order by number")
        )
        cases: dict[str, Facts] = {}
        for ref, kind, item, value in connection.execute(ANSWERS):
            case = cases.setdefault(ref, {"question": {}, "judgement": {}, "fields": {}})
            if kind in case:
                case[kind][item] = json.loads(value)
        for ref, fields in connection.execute(FIELDS):
            if ref in cases:
                cases[ref]["fields"] = json.loads(fields)
    counted: dict[str, dict[str, list[int]]] = {}
    for ref, case in cases.items():
        version = under.get(ref, newest)
        framework = frameworks[version]
        case["met"] = framework["scales"]["quality"]["met"]
        for measure, rule in framework["measures"].items():
            row = counted.setdefault(measure, {}).setdefault(version, [0, 0])
            if "of" in rule and not holds(rule["of"], case):
                continue
            found = holds(rule["count"], case)
            row[0] += found is True
            row[1] += found is not None
    return counted


if __name__ == "__main__":
    sys.stdout.write(json.dumps(recount(sys.argv[1]), sort_keys=True))
