"""Figures over three versions of a framework, against a program that shares nothing with ours."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates, findings, funnel
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.by_version import measure_by_version, versions_of
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.report.measure_tables import measure_table
from inspect_tool.domain.report.variation_tables import funnel_table
from inspect_tool.domain.report.version_tables import changes_table, has_versions, versions_table
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.ledger import (
    LedgerStratum,
    LedgerUnit,
    SampleLedger,
    Standing,
    UnitRole,
)
from tests.examples import one_in
from tests.factories import a_framework, a_record
from tests.figures_factory import figures_of_cases

LEFT = {"title": "Left too long", "of": {"field": "long_term", "is": True}}
JUDGED = {"title": "Protected", "count": {"judgement": "HARM.1", "met": True}}
HEARD = {"title": "Heard", "count": {"question": "HARM.1.c", "is": "yes"}}
FIRST = {
    "left_too_long": {**LEFT, "count": {"question": "HARM.1.a", "is": "yes"}},
    "drift": {"title": "Drift", "count": {"question": "HARM.1.b", "is": "yes"}},
    "protected": JUDGED,
}
# In the second a question is added, in the third the first one is reversed, with its measure.
SECOND = {**FIRST, "heard": HEARD}
THIRD = {**SECOND, "left_too_long": {**LEFT, "count": {"question": "HARM.1.a", "is": "no"}}}
NEW_QUESTION = {"id": "HARM.1.c", "type": "choice", "scale": "yes_no", "text": "Heard?"}


def line() -> tuple[Framework, Framework, Framework]:
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def version(number: str, measures: dict[str, Any], *more: Any, text: str) -> Framework:
        criterion = content["domains"][0]["criteria"][0]
        questions = [{**criterion["questions"][0], "text": text}, criterion["questions"][1], *more]
        domains = [{**content["domains"][0], "criteria": [{**criterion, "questions": questions}]}]
        changed = {"version": number, "measures": measures, "domains": domains}
        return Framework.model_validate({**content, **changed})

    left, safe = "Was the child left too long?", "Was the child protected in time?"
    return (
        version("1.0.0", FIRST, text=left),
        version("1.1.0", SECOND, NEW_QUESTION, text=left),
        version("2.0.0", THIRD, NEW_QUESTION, text=safe),
    )


LINE = line()


def made(seed: int) -> SnapshotFigures:
    """Records under the three versions, with answers by chance and some of them missing."""
    chance = random.Random(seed)  # noqa: S311
    review = Review(figures_of_cases([]).review.plan, LINE[2], "", "", earlier=LINE[:2])
    records = []
    for number in range(60):
        framework = chance.choice(LINE)
        asked = [question.id for question in framework.questions()]
        answers = {item: chance.choice(["yes", "no", None]) for item in asked}
        record = a_record(
            f"AAA-{number:03}",
            answers={item: value for item, value in answers.items() if value is not None},
            judgements={"HARM.1": chance.choice(["inadequate", "good"])},
            fields={"long_term": chance.choice([True, False, None])},
            framework=framework,
        )
        records.append(replace(record, unlike=review.versions.unlike(framework.version)))
    return replace(figures_of_cases(records), review=review)


# --- the other program: what each version counts, and what is comparable, written by hand --------

RULES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "1.0.0": {"left_too_long": ("HARM.1.a", "yes"), "drift": ("HARM.1.b", "yes")},
    "1.1.0": {
        "left_too_long": ("HARM.1.a", "yes"),
        "drift": ("HARM.1.b", "yes"),
        "heard": ("HARM.1.c", "yes"),
    },
    "2.0.0": {
        "left_too_long": ("HARM.1.a", "no"),
        "drift": ("HARM.1.b", "yes"),
        "heard": ("HARM.1.c", "yes"),
    },
}
IN_TOTAL = {
    "left_too_long": {"2.0.0"},
    "drift": {"1.0.0", "1.1.0", "2.0.0"},
    "heard": {"1.1.0", "2.0.0"},
}


def recounted(records: list[RecordFacts], version: str, measure: str) -> tuple[int, int]:
    """Count and base of one version by its own rule."""
    count = base = 0
    for record in records:
        if record.framework.version != version or measure not in RULES[version]:
            continue
        if measure == "left_too_long" and record.fields["long_term"] is not True:
            continue
        question, counts = RULES[version][measure]
        given_answer = record.answers.get(question)
        if given_answer is not None:
            base += 1
            count += given_answer.value == counts
    return count, base


@one_in(4)
@given(seed=st.integers(0, 10**6))
def test_each_answer_is_counted_by_its_own_version(seed: int) -> None:
    figures = made(seed)
    records = list(figures.records)
    for measure, comparable in IN_TOTAL.items():
        rows = measure_by_version(figures, measure)
        assert {row.version for row in rows if row.is_in_total} == comparable & set(
            versions_of(figures)
        )
        total = [0, 0]
        for row in rows:
            own = recounted(records, row.version, measure)
            assert (row.count.count, row.count.base) == own
            if row.is_in_total:
                total = [total[0] + own[0], total[1] + own[1]]
        counted = findings.table(figures, measure)[0]
        assert [counted.count, counted.base] == total
        assert counted.all_records == len(records)
        not_asked = sum(row.records for row in rows if not row.is_in_total)
        if measure == "heard":
            assert counted.not_asked == not_asked
        else:  # of the long-term cases alone it is asked at all
            assert counted.not_asked <= not_asked


def test_a_case_that_a_measure_does_not_apply_to_is_outside_it_under_any_version() -> None:
    figures = made(1)
    counted = findings.table(figures, "left_too_long")[0]
    short = {one.subject.ref for one in figures.records if one.fields["long_term"] is False}
    assert short <= set(counted.outside_refs)
    assert not short & set(counted.not_asked_refs)


def test_no_estimate_is_made_where_some_were_not_asked() -> None:
    figures = made(5)
    count = findings.table(figures, "heard")[0]
    row = estimates.with_estimate(figures, count, None, {}, EstimationOptions())
    assert (row.estimate, row.no_estimate) == (None, estimates.NOT_ASKED_OF_ALL)


def test_versions_come_in_their_order_and_have_counts_without_estimates() -> None:
    figures = made(6)
    groups = [one.group for one in findings.table(figures, "drift", by="version")]
    assert groups == ["", "1.0.0", "1.1.0", "2.0.0"]
    count = findings.table(figures, "drift", by="version")[1]
    row = estimates.with_estimate(figures, count, "version", {}, EstimationOptions())
    assert (row.estimate, row.no_estimate) == (None, estimates.VERSIONS_NOT_DRAWN)


def test_the_variation_says_that_some_were_not_asked() -> None:
    one = made(5)
    moved = [
        replace(record, subject=replace(record.subject, authority="BBB", ref=f"BBB-{number:03}"))
        for number, record in enumerate(one.records[::2], start=1)
    ]
    records = (*one.records[1::2], *moved)
    read = [(record.subject.authority, record.subject.ref) for record in records]
    units = tuple(
        LedgerUnit(code, ref, f"{code}/all", 1, UnitRole.SAMPLE, Standing.COUNTED)
        for code, ref in read
    )
    strata = tuple(LedgerStratum(code, f"{code}/all", 300, 30) for code in ("AAA", "BBB"))
    figures = replace(one, records=records, ledger=SampleLedger("D", (), strata, units))
    shown = funnel_table(figures, funnel.variation(figures), level=0.95)
    outside = {row.header: row.cells[-1] for row in shown.rows}
    assert (outside["heard"], outside["drift"]) == ("not asked of all cases", "none")


def test_a_judgement_by_the_same_rule_stands_in_every_version() -> None:
    figures = made(2)
    assert findings.table(figures, "protected")[0].not_asked == 0
    assert findings.matrix(figures)[0].not_asked == 0


def test_tables_say_how_many_records_are_under_which_version() -> None:
    figures = made(3)
    table = measure_table(figures, "heard", {"by": "version"})
    assert table.title == "Heard, by version of the framework"
    assert "Not asked" in [column.heading for column in table.columns]
    assert "Records by version of the framework: " in table.source
    assert "Version 1.0.0 of the framework did not ask it." in table.note
    reversed_ = measure_table(figures, "left_too_long", {})
    assert "By version 1.0.0, which asked it otherwise, and not in the total: " in reversed_.note


def test_a_report_has_an_annex_where_there_are_versions_and_none_where_there_is_one() -> None:
    figures = made(4)
    assert has_versions(figures)
    shown = versions_table(figures, {})
    assert {(row.header, row.cells[0], row.cells[-1]) for row in shown.rows} >= {
        ("Left too long", "2.0.0", "yes"),
        ("Left too long", "1.1.0", "no"),
        ("Drift", "1.0.0", "yes"),
    }
    said = [(row.header, row.cells[2]) for row in changes_table(figures, {}).rows]
    assert ("HARM.1.c", "Not asked before.") in said
    assert ("HARM.1.a", "Earlier answers are to another question.") in said
    assert not has_versions(figures_of_cases([a_record()]))
