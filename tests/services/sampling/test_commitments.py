"""The commitment in a review: what it fixes, what it refuses, and what certificates make of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.sampling.certificate import CertificateEdition
from inspect_tool.domain.sampling.commitment import DrawCommitment, commitment_json
from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import CheckFailedError, InspectToolError, RefusedError, UsageError
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import live_flow
from inspect_tool.services.figures.extension_rule import (
    NoCurrentWidthError,
    NoRuleError,
    RuleMetError,
    growth_by_rule,
)
from inspect_tool.services.figures.snapshots import take as take_snapshot
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.sampling import certificates, commitments, samples, verification
from inspect_tool.services.sampling.certificates import edition_named, write_certificate
from inspect_tool.services.sampling.commitments import (
    Announced,
    OtherSourceError,
    PostedBeforeError,
    SeedNotDueError,
    SeedTimeError,
    record_posting,
    write_commitment,
)
from inspect_tool.services.sampling.errors import NotCommittedError
from inspect_tool.services.sampling.extension import Growth, extend
from inspect_tool.services.sampling.recorded_losses import loss_list
from inspect_tool.services.sampling.verification import (
    NotACertificateError,
    PublishedFiles,
    Verification,
)
from inspect_tool.store import queries
from inspect_tool.workspace import Workspace, shipped_folder
from tests.framed_fields import fields_of, keep_fields
from tests.made_once import MadeOnce
from tests.small_review import (
    SEED,
    START,
    check_database,
    make_return,
    make_review,
    open_review,
    take_return,
)

pytestmark = pytest.mark.journeys

SAMPLE: dict[str, Any] = {
    "size": 8,
    "allocation": {"method": "power", "minimum": 2},
    "extension": {"to_size": 10},
}
SOURCE = "the lottery of 5 October"
DUE = (START + timedelta(days=4)).isoformat()


def make_framed(base: Path) -> None:
    """Two authorities, one of them with 4 children in each of its strata."""
    workspace = open_review(make_review(base / "review", sample=SAMPLE))
    for code, children in (("ASH", 24), ("BRO", 8)):
        take_return(workspace, [make_return(base / "in", code, children=children)])
    keep_fields(workspace)
    workspace.database.close()


@pytest.fixture
def framed(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    made = made_once.folder("commitments", make_framed) / "review"
    return open_review(Path(shutil.copytree(made, tmp_path / "review")))


def commit(workspace: Workspace, **words: Any) -> DrawCommitment:
    with workspace.work() as work:
        return samples.commit(work, workspace.review, **words).commitment


def announce(workspace: Workspace) -> DrawCommitment:
    return commit(workspace, announced=Announced(seed_source=SOURCE, seed_due_at=DUE))


def draw(workspace: Workspace, *, source: str = SOURCE) -> Workspace:
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source=source, keys=workspace.keys)
    return workspace


@pytest.fixture
def drawn(framed: Workspace) -> Workspace:
    announce(framed)
    return draw(open_review(framed.folder, later=True))


def certify(
    workspace: Workspace, folder: Path, *, edition: CertificateEdition = CertificateEdition.INTERNAL
) -> tuple[Path, Path]:
    """The certificate, and the commitment as it was published."""
    path = folder / "out" / "certificate.json"
    with workspace.reading() as work:
        write_certificate(
            work,
            path,
            templates=shipped_folder("templates"),
            keys=workspace.keys,
            edition=edition,
        )
        kept = certificates.certificate_of(work).commitment
    assert kept is not None
    return path, write_commitment(kept, folder / "commitment.json")


def verify(workspace: Workspace, folder: Path, **words: Any) -> Verification:
    edition = words.pop("edition", CertificateEdition.INTERNAL)
    path, published = certify(workspace, folder, edition=edition)
    beside = PublishedFiles(commitment=published, **words)
    return verification.verify_certificate_file(path, beside=beside)


def lose(workspace: Workspace, ref: str = "ASH-001", **words: Any) -> str:
    with workspace.work() as work:
        return samples.lose(
            work, case_ref=ref, reason=LossReason.NOT_OPEN, keys=workspace.keys, **words
        ).head


def answer(workspace: Workspace, ref: str) -> None:
    with workspace.work() as work:
        if not queries.assignment_rows(work, "ASH"):
            caseloads.assign_automatically(work, workspace.review)
    for item, value in (("HARM.1.a", "yes"), ("HARM.1.b", "no"), ("HARM.1", "good")):
        with workspace.work() as work:
            given = Given(value, None, "seen")
            answer_item(work, workspace.review, ref=ref, item_id=item, given=given)


# --- what it fixes


def test_it_has_everything_that_decides_the_draw_but_the_seed(framed: Workspace) -> None:
    made = announce(framed)
    assert (made.seed_source, made.seed_due_at) == (SOURCE, DUE)
    assert {size.stratum: size.population for size in made.strata} == {
        "ASH/child_in_need": 12,
        "ASH/child_protection": 12,
        "BRO/child_protection": 8,
    }
    assert [(one.stratum, one.into) for one in made.merged] == [
        ("BRO/child_in_need", "BRO/child_protection")
    ]
    assert sum(size.drawn for size in made.strata) == 8
    assert made.extension_rule is not None
    assert made.extension_rule.to_size == 10
    assert set(made.salt_digests) == {"ASH", "BRO"}
    assert set(made.loss_reasons) == set(LossReason)
    assert made.digest in made.sentence
    assert SOURCE in made.sentence


def test_the_draw_and_the_public_frame_have_the_merged_stratum(
    drawn: Workspace, tmp_path: Path
) -> None:
    path, _ = certify(drawn, tmp_path)
    frame = (path.parent / verification.PUBLIC_FRAME).read_text(encoding="utf-8")
    assert "BRO/child_in_need" not in frame
    assert frame.count("BRO/child_protection") == 8
    assert verify(drawn, tmp_path).holds
    assert check_database(drawn).faults == ()


def test_a_source_and_a_time_of_the_seed_bind(framed: Workspace) -> None:
    announce(framed)
    with pytest.raises(SeedNotDueError, match="and not before"):
        draw(framed)
    later = open_review(framed.folder, later=True)
    with pytest.raises(OtherSourceError, match=SOURCE):
        draw(later, source="my own dice")
    draw(later, source="")
    with later.reading() as work:
        assert samples.show(work).seed_source == SOURCE


def test_without_a_source_the_draw_has_to_name_one(framed: Workspace) -> None:
    commit(framed)
    with pytest.raises(UsageError, match="--seed-source"):
        draw(framed, source="")


@pytest.mark.parametrize("due", ["tomorrow", "2013-10-01T08:00:00+00:00", "2013-10-02T09:00:00"])
def test_a_seed_is_due_at_a_time_still_to_come(due: str, framed: Workspace) -> None:
    with pytest.raises(SeedTimeError):
        commit(framed, announced=Announced(seed_due_at=due))


def test_the_posting_is_recorded_and_told(framed: Workspace, tmp_path: Path) -> None:
    with framed.work() as work, pytest.raises(NotCommittedError):
        record_posting(work, address="https://example.org", at=START)
    announce(framed)
    with framed.work() as work, pytest.raises(PostedBeforeError):
        record_posting(work, address="https://example.org", at=datetime(2013, 9, 1, tzinfo=UTC))
    with framed.work() as work:
        record_posting(work, address="https://example.org/7", at=START + timedelta(hours=5))
    drawn = draw(open_review(framed.folder, later=True))
    found = verify(drawn, tmp_path)
    assert found.holds
    assert any("said to be at https://example.org/7" in one for one in found.not_proven)


# --- withdrawn ones


def test_every_withdrawal_is_in_the_next_commitment(framed: Workspace, tmp_path: Path) -> None:
    first = announce(framed)
    with framed.work() as work:
        samples.withdraw(work, why="a list was late")
    second = announce(framed)
    (earlier,) = second.earlier
    assert (earlier.draw_id, earlier.digest, earlier.why) == (
        first.draw_id,
        first.digest,
        "a list was late",
    )
    drawn = draw(open_review(framed.folder, later=True))
    assert verify(drawn, tmp_path).holds


def test_committing_until_a_child_comes_up_is_seen(framed: Workspace, tmp_path: Path) -> None:
    """See the seed, withdraw, commit under another name, and so on."""
    announce(framed)
    later = open_review(framed.folder, later=True)
    with later.work() as work:
        samples.withdraw(work)
    due = (START + timedelta(days=60)).isoformat()
    commit(later, announced=Announced(seed_source="another", seed_due_at=due))
    last = replace(later, clock=lambda: START + timedelta(days=61))
    found = verify(draw(last, source=""), tmp_path)
    assert found.holds is False
    assert "was withdrawn when its seed could be known" in found.problems[0].message


# --- losses


def test_each_loss_has_a_head_and_a_posted_one_binds(drawn: Workspace, tmp_path: Path) -> None:
    heads = (lose(drawn, "ASH-001"), lose(drawn, "ASH-002"))
    with drawn.reading() as work:
        listed = loss_list(work, samples.show(work).draw_id)
        assert [entry.digest for entry in listed] == list(heads)
        assert all(entry.signature for entry in listed)
    assert verify(drawn, tmp_path, loss_heads=heads).holds
    other = verify(drawn, tmp_path, loss_heads=("0" * 64,))
    assert [one.kind for one in other.problems] == ["other-losses"]


def test_a_loss_after_an_answer_says_so(drawn: Workspace, tmp_path: Path) -> None:
    answer(drawn, "ASH-001")
    lose(drawn, "ASH-001", note="a different child", after_reading=True)
    lose(drawn, "ASH-002")
    found = verify(drawn, tmp_path)
    assert found.holds
    assert any("why 1 of the losses came after answers" in one for one in found.not_proven)


def test_the_public_edition_groups_reasons_and_has_the_same_heads(
    drawn: Workspace, tmp_path: Path
) -> None:
    head = lose(drawn)
    found = verify(drawn, tmp_path, loss_heads=(head,), edition=CertificateEdition.PUBLIC)
    assert found.holds
    made = json.loads((tmp_path / "out" / "certificate.json").read_text(encoding="utf-8"))
    assert [loss["reason"] for loss in made["losses"]] == ["out_of_scope"]
    assert "not_open" not in json.dumps(made["loss_list"])
    with pytest.raises(UsageError, match="internal"):
        edition_named("secret")


# --- extensions


def grow(workspace: Workspace, growth: Growth) -> ExtensionBasis:
    with workspace.work() as work:
        return extend(work, growth, taken_back=fields_of(workspace.folder)).basis


def by_rule(workspace: Workspace, by: int | None = None) -> Growth:
    with workspace.reading() as work:
        return growth_by_rule(work, workspace.review, by=by)


def test_an_extension_by_the_committed_rule_holds(drawn: Workspace, tmp_path: Path) -> None:
    answer(drawn, "ASH-001")
    with pytest.raises(RuleMetError, match="all 2 at once"):
        by_rule(drawn, 1)
    assert grow(drawn, by_rule(drawn)) is ExtensionBasis.RULE
    assert verify(drawn, tmp_path).holds
    with pytest.raises(RuleMetError, match="allows 10, and 10 are drawn"):
        by_rule(drawn)


@pytest.mark.parametrize(
    ("has_answers", "basis"),
    [(False, ExtensionBasis.BEFORE_ANSWERS), (True, ExtensionBasis.AFTER_ANSWERS)],
)
def test_any_other_is_marked_in_certificate_and_flow(
    has_answers: bool, basis: ExtensionBasis, drawn: Workspace, tmp_path: Path
) -> None:
    if has_answers:
        answer(drawn, "ASH-001")
    assert grow(drawn, Growth(by=1, why="more")) is basis
    found = verify(drawn, tmp_path)
    assert [one.kind for one in found.problems] == ["extension-not-committed"]
    with drawn.reading() as work:
        *_, total = live_flow.flow(work, drawn.review)
    assert total.extended == {basis.value: 1}


def test_a_width_needs_a_snapshot_and_stops_the_extension(
    made_once: MadeOnce, tmp_path: Path
) -> None:
    made = made_once.folder("commitments", make_framed) / "review"
    folder = Path(shutil.copytree(made, tmp_path / "review"))
    rule = {"to_size": 12, "until_width": 0.99, "measure": "left_too_long"}
    make_review(folder, sample={**SAMPLE, "extension": rule})
    workspace = open_review(folder)
    commit(workspace)
    draw(workspace, source="a test")
    with pytest.raises(NoCurrentWidthError):
        by_rule(workspace)
    with workspace.work() as work:
        take_snapshot(work, workspace.review, "nothing")
    growth = by_rule(workspace, 1)
    assert growth.by == 1
    assert "0.99 wide" in growth.why
    with pytest.raises(RuleMetError, match="allows 4 more"):
        by_rule(workspace, 5)
    with workspace.reading() as work:
        cases = samples.show(work).active
    for case in cases:
        answer(workspace, case.case_ref)
    with workspace.work() as work:
        take_snapshot(work, workspace.review, "all")
    with pytest.raises(RuleMetError, match=r"at most 0\.99"):
        by_rule(workspace)


def test_without_a_rule_there_is_none_to_follow(made_once: MadeOnce, tmp_path: Path) -> None:
    made = made_once.folder("commitments", make_framed) / "review"
    folder = Path(shutil.copytree(made, tmp_path / "review"))
    make_review(folder, sample={**SAMPLE, "extension": None})
    workspace = open_review(folder)
    commit(workspace)
    draw(workspace, source="a test")
    with pytest.raises(NoRuleError, match="before `sample commit`"):
        by_rule(workspace)


# --- files


def breaks(text: str) -> Callable[[Path, Path], Path]:
    def broken(_: Path, published: Path) -> Path:
        published.write_text(text, encoding="utf-8")
        return published

    return broken


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (lambda _, published: published.with_name("missing.json"), NotACertificateError),
        (breaks("no JSON"), NotACertificateError),
        (breaks("[]"), CheckFailedError),
        (breaks('{"spec": "PRN/2", "spec": "PRN/2"}'), CheckFailedError),
    ],
)
def test_what_is_no_commitment_is_said(
    broken: Callable[[Path, Path], Path],
    error: type[InspectToolError],
    drawn: Workspace,
    tmp_path: Path,
) -> None:
    path, published = certify(drawn, tmp_path)
    beside = PublishedFiles(commitment=broken(path, published))
    with pytest.raises(error):
        verification.verify_certificate_file(path, beside=beside)


def test_a_commitment_that_cannot_be_written_is_kept(framed: Workspace, tmp_path: Path) -> None:
    made = announce(framed)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InspectToolError, match="cannot be written"):
        write_commitment(made, tmp_path / "file" / "commitment.json")
    with framed.reading() as work:
        assert commitments.merged_in_force(work) == made.merged
    with framed.work() as work, pytest.raises(RefusedError):
        samples.commit(work, framed.review)
    assert commitment_json(made).endswith("}\n")
