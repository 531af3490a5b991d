"""Every forgery of the published list, and more of their kinds, before all three verifiers."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.sampling.certificate import CertificateEdition, parse_certificate
from inspect_tool.domain.sampling.commitment import EarlierCommitment, ExtensionRule
from inspect_tool.domain.sampling.commitment_check import NOTHING_KNOWN, KnownOtherwise
from inspect_tool.domain.sampling.loss_list import LossEntry, entry_digest
from inspect_tool.domain.sampling.verdict import verdict
from tests.domain.sampling.browser import needs_node
from tests.domain.sampling.forged_set import (
    Published,
    Story,
    commitment_with,
    forgeries,
    remade,
)
from tests.domain.sampling.three_verifiers import (
    HAS_NODE,
    Asked,
    Said,
    ask_page,
    ask_script,
    ask_tool,
)

LIST = Path(__file__).parents[2] / "data" / "certificates" / "forged.md"
BOUND, PLAIN = Story(), Story(is_bound=False, rule=None)
STORIES = {"PRN/2": BOUND, "PRN/1": PLAIN}


@cache
def published_list() -> dict[str, str]:
    """What each forgery of the list must come to."""
    rows = [line.split("|") for line in LIST.read_text(encoding="utf-8").splitlines()]
    cells = [[cell.strip() for cell in row[1:3]] for row in rows if len(row) == 7]
    return {name: must for name, must in cells if name not in ("forged", "---")}


def asked_of(one: Published, *, with_commitment: bool) -> Asked:
    text = json.dumps(one.record)
    if not with_commitment:
        return Asked(text, one.frame)
    return Asked(text, one.frame, one.commitment, one.seed, one.heads)


def everybody_says(every: list[Asked], folder: Path) -> Iterator[list[Said]]:
    """What the verifiers say of each; the page is left out where there is no node."""
    pages = ask_page(every, folder) if HAS_NODE else []
    for place, one in enumerate(every):
        yield [ask_tool(one, folder), ask_script(one, folder), *pages[place : place + 1]]


def outcomes(every: dict[str, Asked], folder: Path) -> dict[str, set[str]]:
    said = everybody_says(list(every.values()), folder)
    return {name: {one.outcome for one in row} for name, row in zip(every, said, strict=True)}


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("spec", STORIES)
def test_with_what_was_published_beforehand_every_forgery_is_caught(
    spec: str, tmp_path: Path
) -> None:
    made = forgeries(STORIES[spec])
    assert made.keys() == published_list().keys()
    said = outcomes(
        {name: asked_of(one, with_commitment=True) for name, one in made.items()}, tmp_path
    )
    harmless = {name for name, must in published_list().items() if must in HARMLESS}
    # Without a list of losses inside, a posted head has nothing to be compared with: PRN/1.
    open_losses = {name for name, must in published_list().items() if "list of losses" in must}
    if spec == "PRN/1":
        harmless |= open_losses
    assert {name for name, came in said.items() if came == {"holds"}} == harmless
    assert all(came == {"fails"} for name, came in said.items() if name not in harmless)


HARMLESS = ("holds", "cannot be told")


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("spec", STORIES)
def test_without_it_nobody_says_that_it_holds(spec: str, tmp_path: Path) -> None:
    made = forgeries(STORIES[spec])
    said = outcomes(
        {name: asked_of(one, with_commitment=False) for name, one in made.items()}, tmp_path
    )
    for name, must in published_list().items():
        assert said[name] == ({"fails"} if must == "caught" else {"cannot say"}), name


@pytest.mark.parametrize("spec", STORIES)
def test_an_honest_certificate_says_what_it_does_not_prove(spec: str, tmp_path: Path) -> None:
    one = dataclasses.replace(
        asked_of(STORIES[spec].published(), with_commitment=True), seed="", heads=()
    )
    (row,) = everybody_says([one], tmp_path)
    for said in row:
        assert said.last == (
            "The certificate holds against the commitment that was given. Not compared: the seed "
            "with its source and the losses with the heads posted at the time."
        )
        assert "that the commitment was posted before the seed, and no other" in said.everything
        assert "that the seed is what its source gave" in said.everything
        assert "are those recorded at the time" in said.everything


# ------------------------------------------------------------------ more of their kinds


def entry_changed(**changes: Any) -> Published:
    """The one entry of the list of losses with something changed, and the chain made again."""
    published = BOUND.published()
    record = json.loads(json.dumps(published.record))
    record["loss_list"][0].update(changes)
    return dataclasses.replace(published, record=remade(record))


def chain_not_remade() -> Published:
    two = dataclasses.replace(BOUND, lost=((0, "file_not_available"), (1, "not_open")))
    published = two.published()
    record = json.loads(json.dumps(published.record))
    entry = record["loss_list"][0]
    entry["timing"] = "after_answers"
    entry["digest"] = entry_digest(LossEntry(**entry))
    return dataclasses.replace(published, record=_sealed_alone(record))


def _sealed_alone(record: dict[str, Any]) -> dict[str, Any]:
    from tests.domain.sampling.forged_certificates import reseal

    return reseal(record)


def with_commitment(**changes: Any) -> Published:
    """A commitment that was changed in the certificate and in the file, alike."""
    published = BOUND.published()
    text = commitment_with(published.commitment, **changes)
    record = remade({**published.record, "commitment": json.loads(text)})
    return dataclasses.replace(published, record=record, commitment=text)


def withdrawn(at: str) -> Published:
    earlier = EarlierCommitment(
        draw_id="d-0",
        digest="e" * 64,
        committed_at="2026-06-28T10:00:00+00:00",
        seed_source="the lottery of 29 June",
        seed_due_at="2026-06-29T10:00:00+00:00",
        withdrawn_at=at,
        why="a list was late",
    )
    return dataclasses.replace(BOUND, earlier=(earlier,)).published()


def grown(basis: str, rule: ExtensionRule | None = None) -> Published:
    return dataclasses.replace(
        BOUND,
        grows=(("ASH/0", 1),),
        basis=basis,
        rule=rule or ExtensionRule(to_size=6),
    ).published()


def text_of(one: Published, old: str, new: str) -> Asked:
    asked = asked_of(one, with_commitment=True)
    assert old in asked.certificate
    return dataclasses.replace(asked, certificate=asked.certificate.replace(old, new, 1))


MORE: dict[str, tuple[Published, str]] = {
    "honest, public edition": (
        dataclasses.replace(BOUND, edition=CertificateEdition.PUBLIC).published(),
        "holds",
    ),
    "withdrawn in time": (withdrawn("2026-06-28T11:00:00+00:00"), "holds"),
    "withdrawn when the seed was out": (withdrawn("2026-06-29T10:00:00+00:00"), "fails"),
    "withdrawn after the next commitment": (withdrawn("2026-07-01T11:00:00+00:00"), "fails"),
    "extended by the rule": (grown("rule"), "holds"),
    "extended beyond the rule": (grown("rule", ExtensionRule(to_size=5)), "fails"),
    "extended before anything was read": (grown("before_answers"), "fails"),
    "extended after looking": (grown("after_answers"), "fails"),
    "reason unsealed, group kept": (entry_changed(reason="", why="", salt=""), "fails"),
    "reason of another group": (entry_changed(group="out_of_scope"), "fails"),
    "group that is none": (entry_changed(group="other", reason="", salt=""), "fails"),
    "words that were not sealed": (entry_changed(why="because"), "fails"),
    "timing unknown": (entry_changed(timing="never"), "fails"),
    "event taken back that never was": (entry_changed(event="taken_back"), "fails"),
    "entry out of number": (entry_changed(number=2), "fails"),
    "entry earlier than the seed": (entry_changed(at="2026-07-02T09:00:00+00:00"), "fails"),
    "chain not made again": (chain_not_remade(), "fails"),
    "commitment later than the seed is due": (
        with_commitment(seed_due_at="2026-07-01T10:00:00+00:00"),
        "fails",
    ),
    "seed used before it is due": (
        with_commitment(seed_due_at="2026-07-03T10:00:00+00:00"),
        "fails",
    ),
    "due at no time": (with_commitment(seed_due_at="soon"), "fails"),
    "committed to another source": (with_commitment(seed_source="a beacon"), "fails"),
    "plan digest of no form": (with_commitment(plan_digest="5"), "fails"),
    "reserves fewer": (
        BOUND.otherwise(sizes=(("ASH/0", (2, 1)), ("ASH/1", (1, 1)), ("BRA/0", (2, 0)))),
        "fails",
    ),
    "edition unknown": (BOUND.changed(lambda record: record.update(edition="secret")), "fails"),
    "commitment left out": (BOUND.changed(lambda record: record.pop("commitment")), "fails"),
    "called PRN/1": (BOUND.changed(lambda record: record.update(spec="PRN/1")), "fails"),
    "rank as text": (BOUND.changed(lambda record: record["units"][0].update(rank="1")), "fails"),
    "rank true": (BOUND.changed(lambda record: record["units"][0].update(rank=True)), "fails"),
    "loss as null": (BOUND.changed(lambda record: record.update(losses=None)), "fails"),
    "time without a zone": (
        BOUND.changed(lambda record: record.update(seeded_at="2026-07-02T10:00:00")),
        "fails",
    ),
    "day that is none": (
        PLAIN.changed(lambda record: record.update(committed_at="2026-06-31T10:00:00+00:00")),
        "fails",
    ),
    "seed of other digits": (
        PLAIN.changed(lambda record: record.update(public_seed="١" * 20)),
        "fails",
    ),
    "plan digest emptied": (
        PLAIN.changed(lambda record: record.update(plan_digest="")),
        "fails",
    ),
}


def test_more_forgeries_and_honest_ones_come_to_the_same_everywhere(tmp_path: Path) -> None:
    asked = {name: asked_of(one, with_commitment=True) for name, (one, _) in MORE.items()}
    said = outcomes(asked, tmp_path)
    assert said == {name: {must} for name, (_, must) in MORE.items()}


WRITTEN = {
    "a field twice": text_of(
        BOUND.published(), '"spec": "PRN/2"', '"spec": "PRN/2", "spec": "PRN/2"'
    ),
    "a size with an exponent": text_of(BOUND.published(), '"N_h": 6', '"N_h": 6e0'),
    "a size below zero": text_of(BOUND.published(), '"reserves": 2', '"reserves": -2'),
    "half a character": text_of(BOUND.published(), '"draw_id": "d-1"', '"draw_id": "d-1\\ud800"'),
    "a size beyond counting": text_of(BOUND.published(), '"N_h": 6', f'"N_h": {2**53}'),
    "not a number": text_of(BOUND.published(), '"N_h": 6', '"N_h": NaN'),
    "a commitment that is a list": dataclasses.replace(
        asked_of(BOUND.published(), with_commitment=True), commitment="[]"
    ),
    "a certificate that is a list": dataclasses.replace(
        asked_of(BOUND.published(), with_commitment=True), certificate="[]"
    ),
}


def test_json_that_is_read_otherwise_elsewhere_is_taken_by_none(tmp_path: Path) -> None:
    said = outcomes(WRITTEN, tmp_path)
    assert said == {name: {"fails"} for name in WRITTEN}


@needs_node
def test_all_three_say_the_same_last_line(tmp_path: Path) -> None:
    honest = BOUND.published()
    every = [
        asked_of(honest, with_commitment=True),
        asked_of(honest, with_commitment=False),
        dataclasses.replace(asked_of(honest, with_commitment=True), frame=None),
        Asked(json.dumps(honest.record), None),
    ]
    for row in everybody_says(every, tmp_path):
        assert len({said.last for said in row}) == 1
        assert {said.exit_code for said in row} == {0}


@pytest.mark.every_run
def test_a_loss_after_answers_were_recorded_is_named_as_not_proven() -> None:
    record = entry_changed(timing="after_answers").record
    said = verdict(parse_certificate(json.dumps(record)), NOTHING_KNOWN, has_frame=True)
    assert "why 1 of the losses came after answers had been recorded on the case" in said.not_proven
    before = parse_certificate(json.dumps(BOUND.published().record))
    assert "came after answers" not in str(verdict(before, NOTHING_KNOWN, has_frame=True))
    without = dataclasses.replace(before, losses=(), loss_list=())
    none_lost = "that no case was lost: none is listed"
    assert none_lost in verdict(without, NOTHING_KNOWN, has_frame=True).not_proven
    posted = KnownOtherwise(loss_heads=("1:0",))
    assert none_lost not in verdict(without, posted, has_frame=True).not_proven
