"""Shares flow from the ledger of the draw: nobody types a weight, and a slow way gives the same."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.content.blocks import Edition, Table
from inspect_tool.domain.content.narrative import NarrativeClaim, NarrativeDocument
from inspect_tool.domain.estimation.intervals import IntervalMethod
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates, findings, funnel, reweighted
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.estimates import NoEstimateError, UnknownGroupError
from inspect_tool.domain.figures.findings import UnknownFieldError
from inspect_tool.domain.figures.working import working
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.measure_tables import estimated_table
from inspect_tool.domain.sampling.ledger import Standing, UnitRole
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UsageError
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.services.calculations.share import ShareRequest, calculate_shares
from inspect_tool.services.figures import repeat_files, snapshots
from inspect_tool.services.figures.errors import SnapshotChangedError
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.sampling.extension import Growth, extend
from inspect_tool.services.sampling.turns import settle_turns
from inspect_tool.workspace import Workspace
from tests.domain.estimation.slow_estimates import SlowCase, SlowShare, slow_share
from tests.framed_fields import fields_of
from tests.held import rows
from tests.sampled_review import lose, make_sampled_review
from tests.small_review import open_review
from tests.stages import copy_of
from tests.tampered_review import change

pytestmark = pytest.mark.journeys

MEASURES = ("drift", "left_too_long")


@pytest.fixture(scope="module")
def made(sampled_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to read; one that is shared is opened by nobody."""
    return Path(shutil.copytree(sampled_once, tmp_path_factory.mktemp("sampled") / "review"))


@pytest.fixture(scope="module")
def figures(made: Path) -> SnapshotFigures:
    return figures_of(open_review(made))


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


def figures_of(workspace: Workspace, name: str | None = None) -> SnapshotFigures:
    with workspace.reading() as work:
        return snapshots.figures(work, workspace.review, name)


def change_database(workspace: Workspace, statement: str, *values: object) -> None:
    workspace.database.close()
    with closing(sqlite3.connect(workspace.folder / "review.db")) as connection, connection:
        connection.execute(statement, values)


def kept_flow(workspace: Workspace) -> Any:
    with closing(sqlite3.connect(workspace.folder / "review.db")) as connection:
        return json.loads(connection.execute("select flow from snapshot").fetchone()[0])


# --- the ledger of a snapshot


def test_a_snapshot_keeps_the_sample_with_what_became_of_every_unit(
    figures: SnapshotFigures,
) -> None:
    ledger = figures.ledger
    assert ledger is not None
    assert {one.stratum: (one.population, one.drawn) for one in ledger.strata} == {
        "ASH/child_in_need": (6, 3),
        "ASH/child_protection": (6, 2),
        "BRO/child_in_need": (6, 6),
        "BRO/child_protection": (6, 3),
    }
    lost = {(one.stratum, one.reason) for one in ledger.units if one.standing is Standing.LOST}
    assert lost == {
        ("ASH/child_protection", "file_not_available"),
        ("ASH/child_protection", "active_proceedings"),
        ("BRO/child_protection", "not_the_theme"),
    }
    roles = [one.role for one in ledger.units]
    assert [roles.count(role) for role in UnitRole] == [14, 2, 1]
    assert sum(one.standing is Standing.NOT_READ for one in ledger.units) == 1
    assert {one.case_ref for one in ledger.units if one.standing is Standing.COUNTED} == {
        one.subject.ref for one in figures.records
    }


def test_what_is_lost_or_read_later_changes_nothing_in_a_snapshot(review: Workspace) -> None:
    before = figures_of(review)
    lose(review, "ASH/child_in_need", LossReason.NOT_OPEN, after_reading=True)
    with review.work() as work:
        snapshots.take(work, review.review, "later")
    assert figures_of(review, "final") == before
    later = figures_of(review, "later")
    assert later.ledger != before.ledger
    assert later.digest != before.digest


@pytest.mark.parametrize(
    "change",
    [
        """update snapshot set sample = replace(sample, '"population": 6', '"population": 9')""",
        """update snapshot set flow = replace(flow, '"counted"', '"contend"')""",
        "update snapshot set sample = '{}'",
    ],
)
@pytest.mark.one_engine("changes the file in the way of SQLite")
def test_a_snapshot_that_was_changed_is_told_by_its_digest(review: Workspace, change: str) -> None:
    change_database(review, change)
    with pytest.raises(SnapshotChangedError, match="final is not what was taken"):
        figures_of(open_review(review.folder))


def test_an_extension_raises_n_h_and_brings_a_picked_case_into_its_turn(review: Workspace) -> None:
    stratum = "ASH/child_in_need"
    with review.work() as work:
        growth = Growth(by=1, stratum=stratum, why="a test")
        extend(work, growth, taken_back=fields_of(review.folder))
        settle_turns(work)
        snapshots.take(work, review.review, "extended")
    before, after = (figures_of(review, name).ledger for name in ("final", "extended"))
    assert before is not None
    assert after is not None
    drawn = {one.stratum: one.drawn for one in after.strata}
    assert (drawn[stratum], drawn["BRO/child_protection"]) == (4, 3)
    own = [one for one in after.known if one.stratum == stratum]
    assert len(own) == len([one for one in before.known if one.stratum == stratum]) + 1
    # The first reserve had been picked by hand; its turn has come, so it is one of the sample.
    assert {one.role for one in own} == {UnitRole.SAMPLE}
    assert not any(one.role is UnitRole.PURPOSIVE for one in after.units)


def as_taken_before_there_were_ledgers(workspace: Workspace) -> Workspace:
    """The snapshot as an earlier version of the tool kept it, with the digest it had then."""
    figures = figures_of(workspace)
    with closing(sqlite3.connect(workspace.folder / "review.db")) as connection:
        records = connection.execute(
            "select subject_kind, authority, subject_ref, content from snapshot_record"
            " order by subject_kind, authority, subject_ref"
        ).fetchall()
    counted = {
        "plan": workspace.review.plan_digest,
        "framework": workspace.review.framework_digest,
        "flow": kept_flow(workspace),
        "referred_back": list(figures.referred_back),
        "records": [[*one[:3], json.loads(one[3])] for one in records],
    }
    text = json.dumps(counted, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    change_database(workspace, "update snapshot set sample = '{}', digest = ?", digest)
    change(workspace.folder, "update snapshot_record set salt = ''")
    return open_review(workspace.folder)


@pytest.mark.every_run
@pytest.mark.one_engine("changes the file in the way of SQLite")
def test_a_snapshot_from_before_gives_counts_and_asks_for_a_new_one(review: Workspace) -> None:
    new = figures_of(review)
    old = figures_of(as_taken_before_there_were_ledgers(review))
    assert old.ledger is None
    found = estimates.table(old, "drift", by="authority")
    assert [one.count for one in found.rows] == list(findings.table(new, "drift", by="authority"))
    assert (found.describes, found.notes) == ("", ())
    for row in found.rows:
        assert (row.estimate, row.all_authorities) == (None, None)
        assert "intervals need a new snapshot" in str(row.no_estimate)
    for refused in (
        lambda: estimates.response(old),
        lambda: working(old, "drift"),
        lambda: estimates.compare(old, "drift", by="authority", between=("ASH", "BRO")),
    ):
        with pytest.raises(NoEstimateError, match="new snapshot"):
            refused()
    assert {one.no_funnel for one in funnel.variation(old)} == {row.no_estimate}


# --- estimates


def slow_cases(figures: SnapshotFigures, key: str, by: str = "", group: str = "") -> list[SlowCase]:
    """The known cases, put together without the services under test."""
    ledger = figures.ledger
    assert ledger is not None
    records = {one.subject.ref: one for one in figures.records}
    populations = {one.stratum: one.population for one in ledger.strata}
    question = {"drift": "HARM.1.b", "left_too_long": "HARM.1.a"}[key]
    cases = []
    for unit in ledger.units:
        out_of_scope = unit.reason in ("not_the_theme", "not_open", "moved_away")
        if unit.rank == 0 or not (unit.case_ref in records or out_of_scope):
            continue
        record = records.get(unit.case_ref)
        y = None
        if record is not None and (key == "drift" or record.field("long_term")):
            y = int(record.answer(question) == "yes")
        # The strata are authority and type of case, which are known of a case out of scope too.
        authority, _, case_type = unit.stratum.partition("/")
        own = {"": "", "authority": authority, "case_type": case_type}[by]
        population = populations[unit.stratum]
        cases.append(SlowCase(unit.stratum, unit.authority, population, y, own == group))
    return cases


def every_estimate(figures: SnapshotFigures) -> Iterator[tuple[str, str, str]]:
    """Measure, field and group of every estimate of the small review."""
    for key in MEASURES:
        yield key, "", ""
        for by in ("authority", "case_type"):
            for row in estimates.table(figures, key, by=by).rows[1:]:
                yield key, by, row.count.group


def estimate_of(figures: SnapshotFigures, key: str, by: str, group: str) -> Any:
    found = estimates.table(figures, key, by=by or None)
    return next(one.estimate for one in found.rows if one.count.group == group)


def check_same(found: Any, wanted: SlowShare) -> None:
    assert (found.n, found.df) == (wanted.n, wanted.df)
    for name in ("p", "se", "lo", "hi", "sum_w"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-10), name


def test_ten_estimates_are_those_of_a_slow_independent_way(figures: SnapshotFigures) -> None:
    cells = list(every_estimate(figures))
    assert len(cells) == 10
    for key, by, group in cells:
        wanted = slow_share(slow_cases(figures, key, by, group))
        check_same(estimate_of(figures, key, by, group), wanted)


def test_counts_are_of_all_cases_examined_and_estimates_of_the_random_ones(
    figures: SnapshotFigures,
) -> None:
    row = estimates.table(figures, "drift").rows[0]
    assert row.estimate is not None
    assert (row.count.base, row.estimate.n) == (13, 12)
    assert row.count == findings.table(figures, "drift")[0]


def test_a_table_says_whom_it_describes_and_which_strata_were_joined(
    figures: SnapshotFigures,
) -> None:
    found = estimates.table(figures, "drift")
    said = "The 2 authorities have no known chance of having been drawn."
    assert found.describes.startswith(said)
    assert found.notes == (
        "1 case was picked by hand: among the cases examined, and in no estimate.",
        "Strata ASH/child_in_need and ASH/child_protection were joined for the variance, because "
        "one of them has one case left; the weights are untouched.",
    )


def test_a_census_has_its_share_as_its_interval(figures: SnapshotFigures) -> None:
    (one,) = working(figures, "drift", by="case_type", group="child_in_need")
    census = next(part for part in one.parts if part.strata == ("BRO/child_in_need",))
    assert (census.factor, census.variance) == (0.0, 0.0)


def test_interval_and_level_are_those_asked_for(figures: SnapshotFigures) -> None:
    wide = estimates.table(figures, "drift").rows[0].estimate
    options = estimates.options_of("wald", 0.8)
    assert options == EstimationOptions(interval=IntervalMethod.WALD, level=0.8)
    narrow = estimates.table(figures, "drift", options=options).rows[0].estimate
    assert wide is not None
    assert narrow is not None
    assert (narrow.p, narrow.se) == (wide.p, wide.se)
    assert (narrow.hi or 0) - (narrow.lo or 0) < (wide.hi or 0) - (wide.lo or 0)
    with pytest.raises(UsageError, match="no interval `bayes`"):
        estimates.options_of("bayes", 0.95)
    with pytest.raises(UsageError, match="between 0 and 1"):
        estimates.options_of("kg", 95)


def test_groups_of_any_field_can_be_estimated_and_unknown_fields_are_refused(
    figures: SnapshotFigures,
) -> None:
    groups = [one.count.group for one in estimates.table(figures, "drift", by="long_term").rows]
    assert set(groups) == {"", "no", "yes"}
    with pytest.raises(UnknownFieldError):
        estimates.table(figures, "drift", by="colour")


@pytest.mark.parametrize(
    ("kind", "words"),
    [(SubjectKind.AUTHORITY, "Authorities are counted"), (SubjectKind.INTERVIEW, "interviewed")],
)
def test_what_is_no_sample_of_children_has_counts_alone(
    figures: SnapshotFigures, kind: SubjectKind, words: str
) -> None:
    other = with_measure(figures, "other", kind)
    (row,) = estimates.table(other, "other").rows
    assert row.estimate is None
    assert words in str(row.no_estimate)
    with pytest.raises(NoEstimateError, match=words):
        working(other, "other")
    with pytest.raises(NoEstimateError, match=words):
        estimates.compare(other, "other", by="authority", between=("ASH", "BRO"))
    funnels = {one.variation.measure: one for one in funnel.variation(other)}
    assert funnels["drift"].no_funnel is None
    assert words in str(funnels["other"].no_funnel)


def test_only_who_may_report_sees_estimates(made: Path) -> None:
    with pytest.raises(NotYourRoleError):
        figures_of(open_review(made, person="ab"))


def test_before_anything_is_read_there_are_counts_of_nothing_and_a_reason(
    review: Workspace,
) -> None:
    known = figures_of(review)
    assert known.ledger is not None
    nobody = replace(known, records=(), ledger=replace(known.ledger, units=()))
    row = estimates.table(nobody, "drift").rows[0]
    assert row.count.base == 0
    assert row.no_estimate == estimates.NOTHING_KNOWN


def with_measure(figures: SnapshotFigures, key: str, kind: SubjectKind) -> SnapshotFigures:
    """The evidence under a framework that has one more measure, about another kind of subject."""
    framework = figures.review.framework
    measure = framework.measures["drift"].model_copy(update={"subject": kind})
    measures = {**framework.measures, key: measure}
    other = replace(figures.review, framework=framework.model_copy(update={"measures": measures}))
    return replace(figures, review=other)


# --- where the authorities were drawn


def drawn_authorities(figures: SnapshotFigures, *chances: str) -> SnapshotFigures:
    assert figures.ledger is not None
    authorities = tuple(
        replace(one, inclusion_probability=Fraction(chance), stage_one_stratum="all")
        for one, chance in zip(figures.ledger.authorities, chances, strict=True)
    )
    return replace(figures, ledger=replace(figures.ledger, authorities=authorities))


def test_drawn_authorities_give_estimates_of_all_authorities_beside(
    figures: SnapshotFigures,
) -> None:
    drawn = drawn_authorities(figures, "1/4", "1/2")
    total, *groups = estimates.table(drawn, "drift", by="case_type").rows
    assert total.estimate == estimates.table(figures, "drift").rows[0].estimate
    assert total.all_authorities is not None
    # 4 x 4 of 12 children in ASH, 2 x 5 of 10 in BRO.
    assert total.all_authorities.p == pytest.approx((4 * 4 + 2 * 5) / (4 * 12 + 2 * 10))
    assert (total.all_authorities.se or 0) > 0
    assert all(one.all_authorities is not None for one in groups)
    assert "were drawn at random" in estimates.describes(drawn)


def test_a_single_authority_is_no_sample_of_authorities(figures: SnapshotFigures) -> None:
    drawn = drawn_authorities(figures, "1/4", "1/2")
    total, *groups = estimates.table(drawn, "drift", by="authority").rows
    assert total.all_authorities is not None
    assert [one.all_authorities for one in groups] == [None, None]


def test_an_interval_of_counts_is_refused_for_two_stages_with_a_reason(
    figures: SnapshotFigures,
) -> None:
    drawn = drawn_authorities(figures, "1/4", "1/2")
    row = estimates.table(drawn, "drift", options=estimates.options_of("exact", 0.95)).rows[0]
    assert row.all_authorities is not None
    assert row.all_authorities.lo is None
    assert "one whole stratum" in str(row.all_authorities.reason)


def test_chances_of_the_plan_are_kept_exactly_in_the_snapshot(tmp_path: Path) -> None:
    authorities = [
        {"code": "ASH", "name": "Ashmere", "inclusion_probability": "3/7"},
        {"code": "BRO", "name": "Broadfold", "inclusion_probability": "1/3"},
    ]
    workspace = open_review(make_sampled_review(tmp_path / "review", authorities=authorities))
    found = figures_of(workspace)
    assert found.ledger is not None
    assert [str(one.inclusion_probability) for one in found.ledger.authorities] == ["3/7", "1/3"]
    assert estimates.table(found, "drift").rows[0].all_authorities is not None


# --- the working, the units, the comparison, the response


def test_the_working_multiplies_out_to_the_estimate(figures: SnapshotFigures) -> None:
    for one in working(figures, "drift", by="authority"):
        assert one.estimate.p is not None
        share = sum(cell.weighted_yes for cell in one.cells) / one.estimate.sum_w
        assert share == pytest.approx(one.estimate.p)
        for cell in one.cells:
            assert cell.weight == pytest.approx(cell.population / cell.known)
            assert cell.weighted_base == pytest.approx(cell.weight * cell.n)
        variance = sum(part.factor * part.sum_squares for part in one.parts)
        assert variance == pytest.approx(one.variance)
        assert (one.estimate.se or 0) ** 2 == pytest.approx(one.variance)
        assert one.estimate.df == one.estimate.n - one.strata_in_group
    overall = working(figures, "drift")[0]
    assert [cell.out_of_scope for cell in overall.cells] == [0, 0, 0, 1]
    steps = overall.interval_steps
    assert steps is not None
    assert steps.by_variance == pytest.approx(11.340821, abs=1e-6)
    assert overall.effective_size == steps.by_weights == pytest.approx(6.111111, abs=1e-6)
    # 12 of 23 examined or 11 unseen: of unknown size, since one case was out of scope.
    assert steps.possible == pytest.approx((6 / 23, 17 / 23))
    assert steps.rounded_to == 22


@pytest.mark.every_run
def test_the_working_of_a_group_alone_or_of_all_groups(figures: SnapshotFigures) -> None:
    assert [one.group for one in working(figures, "drift")] == [""]
    assert [one.group for one in working(figures, "drift", by="authority")] == ["", "ASH", "BRO"]
    (only,) = working(figures, "drift", by="authority", group="BRO")
    assert only.group == "BRO"
    with pytest.raises(UsageError, match="--by FIELD"):
        working(figures, "drift", group="BRO")
    with pytest.raises(UnknownGroupError, match="There are: ASH, BRO"):
        working(figures, "drift", by="authority", group="CRE")


def test_a_census_alone_has_no_effective_size(figures: SnapshotFigures) -> None:
    assert figures.ledger is not None
    census = replace(
        figures.ledger,
        units=tuple(one for one in figures.ledger.units if one.stratum == "BRO/child_in_need"),
    )
    (one,) = working(replace(figures, ledger=census), "drift")
    assert one.effective_size is None
    assert one.estimate.lo == one.estimate.hi == one.estimate.p


def test_the_units_of_a_measure_give_the_same_estimates_in_calc_share(
    review: Workspace, tmp_path: Path
) -> None:
    figures = figures_of(review)
    for key in MEASURES:
        for by in ("authority", "case_type", "long_term"):
            path = tmp_path / "new" / "folder" / f"{key}-{by}.csv"
            with review.work() as work:
                written = repeat_files.write_units(work, figures, key, path=path, by=by)
            found = {one.domain: one for one in calculate_shares(path, ShareRequest(by=by)).records}
            for row in estimates.table(figures, key, by=by).rows:
                wanted, same = row.estimate, found.get(row.count.group or "overall")
                assert wanted is not None
                if same is not None:
                    assert (same.n, same.p, same.se, same.df) == (
                        wanted.n,
                        wanted.p,
                        wanted.se,
                        wanted.df,
                    )
                    assert (same.lo, same.hi, same.reason) == (wanted.lo, wanted.hi, wanted.reason)
            assert written.units == 13
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == [
        *("unit", "stratum", "N_h", "y", "design_weight", "family"),
        *("authority", "case_type", "long_term"),
    ]
    lost = next(one for one in rows if one["long_term"] == "")
    # Its authority and type are those of its stratum; whether it was long-term nobody recorded.
    assert [lost["y"], lost["authority"]] == ["", "BRO"]
    assert lost["case_type"] == lost["stratum"].partition("/")[2]
    assert not list(path.parent.glob(".*"))


def test_writing_units_is_in_the_audit_trail(review: Workspace, tmp_path: Path) -> None:
    with review.work() as work:
        figures = snapshots.figures(work, review.review)
        repeat_files.write_units(work, figures, "drift", path=tmp_path / "drift.csv")
    told = "select cast(details as text) from audit_entry where action = 'findings.units'"
    assert [json.loads(str(one[0]))["measure"] for one in rows(review, told)] == ["drift"]


def test_units_whose_audit_row_is_not_kept_are_not_left_behind(
    review: Workspace, tmp_path: Path
) -> None:
    def write_and_stop() -> None:
        with review.work() as work:
            figures = snapshots.figures(work, review.review)
            repeat_files.write_units(work, figures, "drift", path=tmp_path / "drift.csv")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_and_stop()
    assert list(tmp_path.glob("*drift.csv*")) == []


def test_units_need_a_field_that_is_there(review: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "drift.csv"
    figures = figures_of(review)
    with review.work() as work, pytest.raises(UnknownFieldError):
        repeat_files.write_units(work, figures, "drift", path=path, by="colour")
    assert not path.exists()


def test_two_groups_differ_by_the_difference_of_their_shares(figures: SnapshotFigures) -> None:
    found = estimates.compare(figures, "drift", by="authority", between=("BRO", "ASH"))
    first, second = found.first.estimate, found.second.estimate
    assert first is not None
    assert second is not None
    assert found.difference.value == pytest.approx((first.p or 0) - (second.p or 0))
    # Separate authorities share no case, so there is no covariance.
    wanted = ((first.se or 0) ** 2 + (second.se or 0) ** 2) ** 0.5
    assert found.difference.se == pytest.approx(wanted)
    with pytest.raises(UnknownGroupError, match="No case has authority CRE"):
        estimates.compare(figures, "drift", by="authority", between=("BRO", "CRE"))


def test_the_response_is_by_authority_and_in_all(figures: SnapshotFigures) -> None:
    found = {one.authority: one for one in estimates.response(figures)}
    assert (found["ASH"].known, found["ASH"].reached) == (4, 6)
    assert (found["BRO"].known, found["BRO"].reached, found["BRO"].not_read) == (9, 10, 1)
    assert (found[""].known, found[""].reached) == (13, 16)


@pytest.mark.every_run
def test_the_funnel_has_a_point_for_each_authority(figures: SnapshotFigures) -> None:
    (drift,) = (one for one in funnel.variation(figures) if one.variation.measure == "drift")
    assert drift.overall == pytest.approx(9 / 22)
    assert [(one.authority, one.n) for one in drift.points] == [("ASH", 4), ("BRO", 8)]
    for one in drift.points:
        assert one.lo is not None
        assert one.hi is not None
        assert 0 <= one.lo <= (drift.overall or 0) <= one.hi <= 1
        assert one.is_outside == (one.authority in drift.outside)
    narrow = funnel.variation(figures, level=0.01)
    assert any(one.outside for one in narrow)
    wide = {one.variation.measure: one for one in funnel.variation(figures, level=0.999)}
    assert wide["drift"].outside == ()


@pytest.mark.every_run
def test_a_measure_that_nobody_answers_has_no_funnel_but_a_reason(review: Workspace) -> None:
    with review.work() as work:
        for record in figures_of(review).records:
            answer_item(
                work,
                review.review,
                ref=record.subject.ref,
                item_id="HARM.1.b",
                given=Given("", "not_applicable", "no plan"),
            )
        snapshots.take(work, review.review, "open")
    found = figures_of(review, "open")
    (drift,) = (one for one in funnel.variation(found) if one.variation.measure == "drift")
    assert (drift.overall, drift.points) == (None, ())
    assert drift.no_funnel == "No case of this group has an answer."
    (one,) = working(found, "drift")
    assert (one.estimate.p, one.variance, one.effective_size) == (None, None, None)


def test_an_authority_without_an_answer_that_counts_has_no_point(
    figures: SnapshotFigures,
) -> None:
    silent = [
        replace(record, answers={}) if record.subject.authority == "BRO" else record
        for record in figures.records
    ]
    (drift,) = [
        one
        for one in funnel.variation(replace(figures, records=tuple(silent)))
        if one.variation.measure == "drift"
    ]
    assert [point.authority for point in drift.points] == ["ASH"]


# --- weights for what was lost


def test_known_cases_stand_for_lost_ones_of_their_class(figures: SnapshotFigures) -> None:
    table = estimates.table(figures, "drift", by="authority")
    found = reweighted.reweighted(figures, table, by="authority", classes="case_type")
    cases = reweighted.classed_cases(figures, "case_type")
    assert sum(case.weight for case in cases) == pytest.approx(24)
    assert sum(not case.is_known for case in cases) == 3
    assert found.notes[-1].startswith("Weighting classes by case_type")
    plain, weighted = table.rows[0].estimate, found.rows[0].estimate
    assert plain is not None
    assert weighted is not None
    assert (weighted.n, weighted.df) == (plain.n, plain.df)
    assert weighted.p != plain.p
    assert reweighted.reweighted(figures, table, by="authority") == table


def test_post_strata_of_a_review_add_up_to_its_lists(figures: SnapshotFigures) -> None:
    table = estimates.table(figures, "drift", by="case_type")
    found = reweighted.reweighted(figures, table, by="case_type", post_strata="authority")
    overall = found.rows[0].estimate
    assert overall is not None
    assert overall.lo is not None
    assert overall.lo < (overall.p or 0) < (overall.hi or 0)
    assert found.notes[-1].startswith("Post-stratified by authority")


@pytest.mark.every_run
def test_weights_need_a_field_that_is_known_of_every_drawn_case(figures: SnapshotFigures) -> None:
    table = estimates.table(figures, "drift")
    for options in ({"classes": "long_term"}, {"post_strata": "long_term"}):
        with pytest.raises(reweighted.NotOfEveryUnitError, match="case_type where it is one"):
            reweighted.reweighted(figures, table, by=None, **options)
    with pytest.raises(UsageError, match="not both"):
        reweighted.reweighted(figures, table, by=None, classes="authority", post_strata="authority")
    other = with_measure(figures, "other", SubjectKind.INTERVIEW)
    with pytest.raises(estimates.NoEstimateError):
        reweighted.reweighted(other, estimates.table(other, "other"), by=None, classes="authority")


def test_the_response_rate_is_weighted_too(figures: SnapshotFigures) -> None:
    total = estimates.response(figures)[-1]
    ledger = figures.ledger
    assert ledger is not None
    # Reached: 3, 4, 6 and 3 units of strata of 6 children each; known 2, 2, 5 and 3 or so.
    weights = {
        stratum.stratum: stratum.population
        / sum(unit.stratum == stratum.stratum and unit.rank > 0 for unit in ledger.units)
        for stratum in ledger.strata
    }
    known = sum(weights[unit.stratum] for unit in ledger.units if unit.is_known)
    assert total.weighted_rate == pytest.approx(known / 24)


def test_versions_of_the_framework_are_counted_and_not_compared(review: Workspace) -> None:
    figures = figures_of(review)
    version = figures.review.framework.version
    found = estimates.table(figures, "drift", by="version")
    shown = estimated_table(figures, found, by="version")
    (total, of_version) = shown.rows
    assert of_version.header == version
    assert of_version.cells.count("[z]") == 2
    assert "[z]" not in total.cells
    assert "[z] = no estimate: see below." in shown.note
    with pytest.raises(NoEstimateError, match="was not drawn"):
        estimates.compare(figures, "drift", by="version", between=(version, version))


@pytest.mark.every_run
def test_key_findings_end_with_their_words_beside_the_estimates(
    shown_once: Path, tmp_path: Path
) -> None:
    figures = figures_of(copy_of(shown_once, tmp_path))
    claims = tuple(
        NarrativeClaim(f"c{line}", "most", reference, line=line, column=1)
        for line, reference in enumerate(("drift", "drift?authority=ASH"), start=1)
    )
    chapter = NarrativeDocument(
        file="key-findings.md", title="Key findings", id="key-findings", is_numbered=None,
        is_annex=False, is_on_new_page=None, blocks=(), claims=claims, problems=(),
    )  # fmt: skip
    scale = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
    content = report_content(figures, scale, [chapter], (), edition=Edition.INTERNAL)
    found = [chapter for chapter in content.chapters if chapter.id == "key-findings"]
    (table,) = [block for block in found[0].blocks if isinstance(block, Table)]
    assert (table.id, len(table.rows)) == ("table-headlines", 1)
