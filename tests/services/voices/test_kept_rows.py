"""The rows that a snapshot keeps of a review that hears people."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.domain.records.evidence import PUBLIC, Evidence
from inspect_tool.services.figures.contents import asked_of, is_erased, kept_asked
from inspect_tool.services.figures.kept_rows import kept_rows
from inspect_tool.services.records import records
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.sampling.withdrawal import withdraw_authority
from inspect_tool.services.voices.asked import AskedWanted, note_asked
from inspect_tool.services.voices.quotations import note_quotation
from inspect_tool.store.snapshot_queries import KeptRecord
from inspect_tool.workspace import Workspace
from tests.hearing import hearing_framework
from tests.small_review import open_review
from tests.stages import Stages


@pytest.fixture
def hearing(stages: Stages, tmp_path: Path) -> Workspace:
    """A review whose cases are shared out, under a framework that hears people."""
    folder = Path(shutil.copytree(stages["assigned"], tmp_path / "review"))
    content = hearing_framework(version="1.1.0").model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "framework.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return open_review(folder, later=True)


def test_a_snapshot_has_a_row_for_each_record_and_each_authority_where_somebody_was_asked(
    hearing: Workspace,
) -> None:
    for ref in ("ASH-I-ab-01", "BRO-I-ab-01"):
        with hearing.work() as work:
            answer_item(work, hearing.review, ref=ref, item_id="FAM.1.b", given=Given("yes"))
    for wanted in (
        AskedWanted("BRO", "interviews", "parent", 4, "by letter"),
        AskedWanted("ASH", "interviews", "parent", 5),
        AskedWanted("ASH", "staff", "", 40),
        AskedWanted("BRO", "staff", "", 20),
        AskedWanted("BRO", "staff", "", None),  # taken back
    ):
        with hearing.work() as work:
            note_asked(work, hearing.review, wanted)
    with hearing.work() as work:
        for text, use in (("She came back.", PUBLIC), ("Not this.", "")):
            said = Evidence("FAM.1.b", text=text, use=use)
            note_quotation(work, hearing.review, "ASH-I-ab-01", said)

    with hearing.reading() as work:
        counted = [view.facts for view in records.list_records(work, hearing.review)]
        rows = kept_rows(work, "first", counted, in_force="1.1.0")
        fewer = kept_rows(work, "first", counted[:1], in_force="1.1.0")

    of_records, of_asked = rows[: len(counted)], rows[len(counted) :]
    assert [row["subject_ref"] for row in of_records] == [one.subject.ref for one in counted]
    assert {row["snapshot"] for row in rows} == {"first"}
    assert [(row["authority"], row["subject_kind"], row["content"]) for row in of_asked] == [
        ("ASH", "asked", {"asked": {"interviews:parent": [5, ""], "staff": [40, ""]}}),
        ("BRO", "asked", {"asked": {"interviews:parent": [4, "by letter"]}}),
    ]
    quoted = {
        row["subject_ref"]: list(row["content"]["quotes"].values())
        for row in of_records
        if "quotes" in row["content"]
    }
    assert quoted == {"ASH-I-ab-01": [["FAM.1.b", "She came back."]]}
    assert fewer == [rows[0], *of_asked]


def test_a_snapshot_of_a_review_that_asked_nobody_has_rows_of_records_alone(
    hearing: Workspace,
) -> None:
    with hearing.reading() as work:
        counted = [view.facts for view in records.list_records(work, hearing.review)]
        rows = kept_rows(work, "first", counted, in_force="1.1.0")
    assert counted
    assert [row["subject_ref"] for row in rows] == [one.subject.ref for one in counted]
    cases = [row for row in rows if row["subject_kind"] == "case"]
    assert all(row["salt"] for row in cases)


def test_those_asked_at_an_authority_that_left_are_in_no_base(hearing: Workspace) -> None:
    for code in ("ASH", "BRO"):
        with hearing.work() as work:
            note_asked(work, hearing.review, AskedWanted(code, "interviews", "parent", 4))
    with hearing.work() as work:
        withdraw_authority(work, hearing.review, authority="BRO", reason="asked to leave")
    with hearing.reading() as work:
        rows = kept_rows(work, "first", [], in_force="1.1.0")
    assert [row["authority"] for row in rows] == ["ASH"]


def test_a_voice_may_be_called_what_stays_of_an_erased_case() -> None:
    asked = [PeopleAsked("ASH", one, "", 4) for one in ("asked", "sealed")]
    noted: list[dict[str, Any]] = [
        kept_asked("first", "ASH", asked)["content"],
        {"asked": [4, ""], "sealed": [4, ""]},  # of a snapshot that is older than the key
    ]
    for content in noted:
        row = KeptRecord("ASH", "ASH asked", "asked", content, "")
        assert asked_of(row) == tuple(asked)
        assert not is_erased(row)
    assert is_erased(KeptRecord("ASH", "ASH-001", "case", {"sealed": "ab"}, ""))
