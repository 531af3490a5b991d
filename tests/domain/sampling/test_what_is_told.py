"""What is said of certificates beyond the forged set: order, editions, rules, and days."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.sampling.certificate import CertificateFormError, parse_certificate
from inspect_tool.domain.sampling.certificate_check import verify_certificate
from inspect_tool.domain.sampling.commitment import ExtensionRule, parse_commitment
from inspect_tool.domain.sampling.commitment_check import KnownOtherwise
from inspect_tool.domain.sampling.draw import AmendedLoss
from inspect_tool.domain.sampling.strict_json import moment_of
from tests.domain.sampling.forged_certificates import reseal
from tests.domain.sampling.forged_set import Story, commitment_with
from tests.domain.sampling.three_verifiers import Asked, ask_tool

TWO = Story(lost=((0, "file_not_available"), (1, "not_open")))


def kinds(record: dict[str, Any], commitment: str = "") -> set[str]:
    made = parse_certificate(json.dumps(record))
    known = KnownOtherwise(commitment=parse_commitment(commitment) if commitment else None)
    return {problem.kind for problem in verify_certificate(made, known=known)}


def test_a_list_out_of_order_a_reason_in_public_and_an_unsealed_commitment_are_named() -> None:
    late = TWO.changed(lambda record: record["loss_list"][1].update(at="2026-07-02T10:30:00Z"))
    assert "loss-order" in kinds(late.record)
    public = TWO.changed(lambda record: record.update(edition="public"))
    assert "open-reason" in kinds(public.record)
    record = TWO.published().record
    record["commitment"]["digest"] = "0" * 64
    assert "wrong-digest" in kinds(reseal(record))
    unsealed = json.dumps({**json.loads(TWO.published().commitment), "digest": "0" * 64})
    assert "wrong-digest" in kinds(TWO.published().record, unsealed)
    made = parse_certificate(json.dumps(TWO.published().record))
    amended = AmendedLoss(*made.units[0].place, "not_open", "", "", "", "")
    mixed = dataclasses.replace(made, amended_losses=(amended,))
    assert "other-form" in {problem.kind for problem in verify_certificate(mixed)}


def test_an_extension_may_not_rank_fewer_units_nor_rest_on_anything() -> None:
    grown, plain = Story(grows=(("ASH/0", 1),)), Story(grows=(("ASH/0", 1),), is_bound=False)
    sizes = json.loads(grown.published().commitment)["strata"]
    sizes[0]["reserves"] += 3
    more = commitment_with(grown.published().commitment, strata=sizes)
    assert "other-sizes-than-committed" in kinds(plain.published().record, more)
    fewer = commitment_with(grown.published().commitment, strata=sizes[1:])
    assert "other-sizes-than-committed" in kinds(plain.published().record, fewer)
    record = grown.published().record
    record["extensions"][0]["basis"] = "a whim"
    with pytest.raises(CertificateFormError, match="basis"):
        parse_certificate(json.dumps(record))


def test_what_an_extension_leaves_open_is_told(tmp_path: Path) -> None:
    looked = Story(grows=(("ASH/0", 1),), basis="after_answers").published()
    said = ask_tool(Asked(json.dumps(looked.record), looked.frame), tmp_path)
    assert "why 1 of the extensions came after answers" in said.everything
    rule = ExtensionRule(to_size=6, until_width="0.2", measure="drift")
    ruled = Story(grows=(("ASH/0", 1),), rule=rule).published()
    said = ask_tool(Asked(json.dumps(ruled.record), ruled.frame, ruled.commitment), tmp_path)
    assert "still wider than the committed rule allows" in said.everything
    plain = Story(is_bound=False).published()
    said = ask_tool(Asked(json.dumps(plain.record), plain.frame), tmp_path)
    assert "PRN/1 has no commitment" in said.everything


def test_a_day_is_its_midnight() -> None:
    assert moment_of("2026-07-02") == moment_of("2026-07-02T00:00:00Z")
    assert moment_of("2026-07-32") is None
