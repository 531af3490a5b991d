"""Recommendations: checked like the plan, counted like claims, followed up by whoever may."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.claims.medians import StatedMedian
from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.domain.figures.basis import Quote
from inspect_tool.domain.report.advice import NotCountedError, _counted, basis_of
from inspect_tool.domain.report.advice_checks import check_advice
from inspect_tool.domain.report.advice_document import AdviceDocument, AdviceState, WrittenAdvice
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.errors import Problem, Severity
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.publication import advice, claims, identifiers
from inspect_tool.services.publication.advice import (
    AdviceView,
    FaultyAdviceError,
    NoAdviceError,
    UnknownAdviceError,
)
from inspect_tool.services.publication.advice_follow_up import (
    AdviceNews,
    UnknownStateError,
    record_answer,
    set_state,
)
from inspect_tool.services.publication.build import BuildOptions, BuiltReport, build_report
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.workspace import Workspace
from tests.small_review import check_database
from tests.stages import by, copy_of

pytestmark = pytest.mark.journeys

GOOD = """\
recommendations:
  - id: drift
    addressee: Authorities should
    text: end drift
    measures: ["drift", "drift?authority=ASH"]
    criteria: [HARM.1]
    owner: ef
    follow_up: 2013-10-01
  - id: boards
    addressee: Boards should
    text: learn
  - id: more
    addressee: Authorities should
    text: do more
    measures: [drift]
"""
FAULTY = """\
recommendations:
  - id: drift
    addressee: Authorities should
    text: end it in 14 cases
    measures: [drfit, "drift?i=x"]
    criteria: [HARM.9, SEEN.1]
  - id: drift
    addressee: " "
    text: x
    prioritty: high
    owner: nobody
"""


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    workspace = copy_of(sampled_once, tmp_path)
    write(workspace, GOOD)
    narrate(workspace, "recommendations", "{{ recommendations: all }}")
    return workspace


def write(workspace: Workspace, text: str) -> None:
    workspace.place.advice.write_text(text, encoding="utf-8")


def narrate(workspace: Workspace, name: str, text: str) -> None:
    workspace.place.narrative.mkdir(exist_ok=True)
    (workspace.place.narrative / f"{name}.md").write_text(f"# A chapter\n\n{text}\n")


def check(workspace: Workspace) -> advice.AdviceCheck:
    with workspace.reading() as work:
        return advice.check(work, workspace.review, place=workspace.place)


def kinds(problems: tuple[Problem, ...]) -> list[tuple[int, str]]:
    return [(problem.row or 0, problem.kind) for problem in problems]


def listed(workspace: Workspace) -> tuple[AdviceView, ...]:
    with workspace.reading() as work:
        return advice.list_advice(work, workspace.review, place=workspace.place)


def build(workspace: Workspace, folder: Path) -> BuiltReport:
    return build_report(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        options=BuildOptions.parse(edition="internal", formats="html", folder=folder),
    )


def answer(workspace: Workspace, name: str, news: AdviceNews) -> AdviceView:
    with workspace.work() as work:
        return record_answer(work, workspace.review, name, news, place=workspace.place)


def state(workspace: Workspace, name: str, news: AdviceNews) -> AdviceView:
    with workspace.work() as work:
        return set_state(work, workspace.review, name, news, place=workspace.place)


def test_every_fault_comes_in_one_pass_with_its_line(review: Workspace) -> None:
    write(review, FAULTY)
    found = check(review)
    assert not found.holds
    assert {(5, "unknown-id"), (5, "unknown-claim"), (4, "unchecked-quantity")} <= set(
        kinds(found.problems)
    )
    assert {6, 8, 10} <= {row for row, _ in kinds(found.problems)}
    assert "did you mean" in " ".join(one.message + one.remedy for one in found.problems) or any(
        "drift" in one.remedy for one in found.problems
    )
    with pytest.raises(FaultyAdviceError):
        listed(review)


TWICE = """\
recommendations:
  - id: drift
    addressee: Authorities should
    text: end drift
    criteria: [HARM.1]
    owner: nobody
  - id: drift
    addressee: Boards should
    text: learn
    measures: [drift]
"""


@pytest.mark.every_run
def test_two_of_one_name_hidden_characters_and_strangers_are_faults(review: Workspace) -> None:
    write(review, TWICE)
    found = kinds(check(review).problems)
    assert {"duplicate-id", "unknown-id"} <= {kind for _, kind in found}
    hidden = WrittenAdvice(id="a", addressee="A", text="end\u202e drift", measures=("drift",))
    document = AdviceDocument(recommendations=(hidden,))
    assert [fault.kind for fault in check_advice(document, review.review)] == ["hidden-character"]


@pytest.mark.every_run
def test_a_criterion_that_is_not_judged_can_be_counted_by_nothing(review: Workspace) -> None:
    framework = review.review.framework
    domain = framework.domains[0]
    unjudged = domain.criteria[0].model_copy(update={"judgement": None})
    domains = (domain.model_copy(update={"criteria": (unjudged, *domain.criteria[1:])}),)
    changed = framework.model_copy(update={"domains": (*domains, *framework.domains[1:])})
    one = WrittenAdvice(id="a", addressee="A", text="b", criteria=(unjudged.id,))
    found = check_advice(
        AdviceDocument(recommendations=(one,)), replace(review.review, framework=changed)
    )
    assert "not-judged" in [fault.kind for fault in found]


@pytest.mark.every_run
def test_evidence_and_small_groups_are_told_without_their_numbers(review: Workspace) -> None:
    with review.reading() as work:
        figures = snapshots.figures(work, review.review, None)
    quote = Quote("ASH-I-cd-01", "EV.1", "HARM.1", "We waited.")
    heard = replace(figures, quotes=(quote,), records=figures.records[:1])
    said = WrittenAdvice(
        id="a",
        addressee="A",
        text="b",
        criteria=("HARM.1",),
        evidence=(f"{quote.ref} {quote.name}",),
    )
    judged, evidence = basis_of(heard, said)
    assert "not shown" in judged.sentence
    assert "1 piece of evidence" in evidence.sentence
    counted = count_for(figures, parse_claim_reference("drift"))
    days = StatedMedian(Fraction(12), "days", 30, 30)
    said_so = _counted(figures, replace(counted, median=days, base=30))
    assert said_so == f"median 12 days, of 30 {counted.noun}"


@pytest.mark.every_run
def test_what_rests_on_nothing_and_findings_without_advice_are_noted(review: Workspace) -> None:
    found = check(review)
    assert (found.holds, found.recommendations, found.snapshot) == (True, 3, "final")
    assert kinds(found.problems) == [(9, "rests-on-nothing")]
    assert all(one.severity is Severity.NOTED for one in found.problems)
    narrate(review, "key-findings", "- We read [all](claim:drift) of it.\n\n- [One](claim:good).")
    assert [one.kind for one in check(review).problems][:1] == ["rests-on-nothing"]
    assert "headline-without-recommendation" in [one.kind for one in check(review).problems]
    (review.place.narrative / "recommendations.md").unlink()
    assert "not-placed" in [one.kind for one in check(review).problems]


def test_the_report_numbers_them_and_prints_what_each_rests_on(
    review: Workspace, tmp_path: Path
) -> None:
    built = build(review, tmp_path / "out")
    text = next(path for path in built.paths if path.suffix == ".html").read_text(encoding="utf-8")
    with review.reading() as work:
        counted = claims.explain(work, review.review, "drift", place=review.place)
    assert f"{counted.count} of the {counted.base} {counted.noun}" in text
    assert text.index("end drift") < text.index("do more") < text.rindex("Boards should")
    assert 'id="recommendation-3"' in text
    assert built.advice_notes == 1


@pytest.mark.every_run
def test_few_cases_are_not_shown_and_what_is_not_counted_is_told(review: Workspace) -> None:
    with review.reading() as work:
        figures = snapshots.figures(work, review.review, None)
    few = WrittenAdvice(
        id="few", addressee="A", text="b", measures=("drift?authority=ASH&case_type=child_in_need",)
    )
    (basis,) = basis_of(figures, few)
    assert "not shown" in basis.sentence
    for wrong in (
        {"measures": ("drift?authority=ZZZ",)},
        {"criteria": ("NONE.1",)},
        {"evidence": ("ASH-I-cd-01 EV.1",)},
    ):
        with pytest.raises(NotCountedError):
            basis_of(figures, few.model_copy(update={"measures": (), **wrong}))
    write(review, GOOD.replace('"drift?authority=ASH"', '"drift?authority=ZZZ"'))
    assert (2, "not-counted") in kinds(check(review).problems)
    with review.reading() as work, pytest.raises(NarrativeFaultyError):
        claims.check(work, review.review, place=review.place)


def test_a_place_without_recommendations_is_refused(review: Workspace) -> None:
    review.place.advice.unlink()
    with review.reading() as work, pytest.raises(NarrativeFaultyError):
        claims.check(work, review.review, place=review.place)
    with pytest.raises(NoAdviceError):
        check(review)
    write(review, GOOD)
    narrate(review, "recommendations", "{{ recommendations: some }}")
    with review.reading() as work, pytest.raises(NarrativeFaultyError):
        claims.check(work, review.review, place=review.place)


def test_answers_and_states_stand_with_their_author_and_day(review: Workspace) -> None:
    first, _, boards = listed(review)
    assert (first.number, first.state, first.is_due) == (1, "open", True)
    assert (boards.number, boards.id, boards.is_due) == (3, "boards", False)
    news = AdviceNews("Agreed.", "under-way", "ASH", "head of service", "01/10/2013")
    view = answer(review, "1", news)
    assert view.states == {"ASH": "under way"}
    view = state(review, "drift", AdviceNews("seen in May", "done", "ASH"))
    assert [one.state for one in view.events] == ["under way", "done"]
    assert view.events[0].answered_by == "head of service"
    view = state(review, "drift", AdviceNews("all did", "done"))
    assert (view.state, view.is_due) == ("done", False)
    with review.reading() as work:
        shown = advice.show_advice(work, review.review, "drift", place=review.place)
    assert len(shown.events) == 3
    assert [basis.name for basis in shown.basis] == ["drift", "drift?authority=ASH", "HARM.1"]
    assert not check_database(review).faults


def test_words_that_are_none_are_refused(review: Workspace) -> None:
    good = AdviceNews("Agreed.", "", "ASH", "a head", "01/10/2013")
    for wrong in (("", "", "ASH", "a head", "01/10/2013"), ("a", "", "ASH", "", "01/10/2013")):
        with pytest.raises(BadAnswerError):
            answer(review, "drift", AdviceNews(*wrong))
    for day in ("never", "01/10/2044"):
        with pytest.raises(BadAnswerError):
            answer(review, "drift", AdviceNews("a", "", "ASH", "b", day))
    with pytest.raises(UnknownAuthorityError):
        answer(review, "drift", AdviceNews("a", "", "ZZZ", "b", "01/10/2013"))
    with pytest.raises(UnknownAdviceError):
        answer(review, "drfit", good)
    with pytest.raises(BadAnswerError):
        state(review, "drift", AdviceNews("", "done"))
    for word in ("", "finished"):
        with pytest.raises(UnknownStateError):
            state(review, "drift", AdviceNews("seen", word))
    assert AdviceState.DONE.is_closed


def test_inspectors_neither_see_nor_write_them(shown_once: Path, tmp_path: Path) -> None:
    workspace = copy_of(shown_once, tmp_path)
    write(workspace, GOOD)
    news = AdviceNews("Agreed.", "accepted", "ASH", "head of service", "01/10/2013")
    answer(workspace, "drift", news)
    inspector = next(
        one.id
        for one in workspace.review.plan.team
        if {role.value for role in one.roles} == {"inspector"}
    )
    with pytest.raises(NotYourRoleError):
        answer(by(workspace, inspector), "drift", news)
    with pytest.raises(NotYourRoleError):
        listed(by(workspace, inspector))


def test_the_guard_reads_recommendations_and_answers(review: Workspace) -> None:
    write(review, GOOD.replace("do more", "thank Mrs Tinderwell"))
    answer(review, "drift", AdviceNews("Says Mrs Tinderwell.", "", "ASH", "a head", "01/10/2013"))
    with review.reading() as work:
        found = identifiers.check(work, review.review, place=review.place)
    (placed,) = found.narrative
    (record,) = found.records
    assert placed.file == "recommendations.yaml"
    assert (record.subject_ref, record.item_id) == ("ASH", "answer to a recommendation")
    with review.work() as work:
        identifiers.put_otherwise(work, review.review, record.name, "the head")
        name = f"{placed.file}:{placed.row}:{placed.column}"
        identifiers.keep(work, review.review, name, "a public office", place=review.place)
    with review.reading() as work:
        assert identifiers.check(work, review.review, place=review.place).is_settled
