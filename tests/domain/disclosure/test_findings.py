"""What `disclose check` says of each count: where, why, what is left open, what can be done."""

from __future__ import annotations

from inspect_tool.domain.content.blocks import Column, ReportContent, Row, Table
from inspect_tool.domain.disclosure.control import control
from inspect_tool.domain.disclosure.findings import (
    DisclosureFindings,
    DisclosureOption,
    findings_of,
)
from inspect_tool.domain.disclosure.primary import DisclosureRules, HeldBackReason
from inspect_tool.domain.disclosure.report_cells import collect
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import TOO_FEW
from tests.domain.disclosure.made_reports import report_of
from tests.domain.disclosure.told_alone import told_alone

FIVE = DisclosureRules(smallest_count=5)


def drift(*rows: tuple[str, int, int]) -> Table:
    number, base = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return Table(
        "table-drift",
        "Drift, by authority",
        tuple(map(Column, ("Authority", "Number", "Of cases", "Share"))),
        (
            *(Row(name, (count, of, TOO_FEW)) for name, count, of in rows),
            Row("All", (number, base, TOO_FEW), is_total=True),
        ),
    )


def findings(content: ReportContent) -> DisclosureFindings:
    counts = collect(content, {"Drift": SubjectKind.CASE})
    return findings_of(counts, control(counts.system, FIVE, counts.insiders()))


def test_a_count_is_told_with_its_place_and_what_can_be_done() -> None:
    content = report_of(drift(("Ashmere", 2, 12), ("Fenwater", 20, 40), ("Irkdale", 1, 3)))
    found = findings(content)
    assert (found.counts, found.publishable, found.published) == (4, 2, 1)
    by_group = {one.group: one for one in found.found}
    ashmere, irkdale = by_group["Authority: Ashmere"], by_group["Authority: Irkdale"]
    assert (ashmere.what, ashmere.part, ashmere.count) == ("Drift", "number", 2)
    assert ashmere.where == ("Table 1, Ashmere: number and share",)
    assert ashmere.why == (HeldBackReason.SMALL,)
    assert ashmere.options == tuple(DisclosureOption)
    assert (irkdale.is_narrow, irkdale.lowest, irkdale.highest) == (True, 0, 3)
    assert DisclosureOption.HOLD_BACK not in irkdale.options
    assert found.by_place == {"Table 1": 3}
    assert not found.is_clear


def test_a_count_that_tells_an_authority_the_other_s_is_not_publishable_by_itself() -> None:
    """Of two authorities the total less one's own is the other's; of three it need not be."""
    for more, told in (((), {"drift | all | number"}), ((("Irkdale", 9, 30),), set())):
        rows = (("Ashmere", 2, 30), ("Fenwater", 20, 40), *more)
        counts = collect(report_of(drift(*rows)), {"Drift": SubjectKind.CASE})
        held = {one.cell.key for one in control(counts.system, FIVE, counts.insiders()).held_back}
        assert held > {"drift | authority: ashmere | number"}
        assert told_alone(counts, FIVE, held) == told


def test_a_report_without_small_counts_is_clear() -> None:
    content = report_of(drift(("Ashmere", 12, 30), ("Fenwater", 20, 40)))
    found = findings(content)
    assert found.is_clear
    assert found.published == found.publishable == found.counts == 3


def test_a_count_of_everybody_cannot_be_joined_to_another_group() -> None:
    content = report_of(drift(("Ashmere", 3, 30)))
    found = findings(content)
    of_all = next(one for one in found.found if one.group == "All")
    assert DisclosureOption.JOIN_GROUPS not in of_all.options
    assert len({option.words for option in DisclosureOption}) == len(DisclosureOption)
