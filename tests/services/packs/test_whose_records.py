"""Records that are of no case go along with the inspector whose they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.store import queries
from tests.hearing import hearing_framework
from tests.small_review import open_review
from tests.stages import Stages, by
from tests.taken_along import laptop, open_, pack_of


def test_ones_own_interview_goes_along_and_another_persons_does_not(
    stages: Stages, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(stages["assigned"], tmp_path / "review"))
    content = hearing_framework(version="1.1.0").model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "framework.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    review = open_review(folder, later=True)
    for person in ("ab", "cd"):
        there = by(review, person)
        with there.work() as work:
            answer_item(
                work, review.review, ref=f"BRO-I-{person}-01", item_id="FAM.1.b", given=Given("yes")
            )
    pack_of(review, tmp_path / "ab.pack")
    taken = laptop(open_(tmp_path / "ab.pack").folder)
    with taken.reading() as work:
        found = {row.subject_ref for row in queries.revisions_of_authority(work, "BRO")}
    assert {ref for ref in found if "-I-" in ref} == {"BRO-I-ab-01"}
