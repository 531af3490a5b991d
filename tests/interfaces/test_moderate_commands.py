"""`moderate` as its users see it: tables with their base, JSON, refusals with their exit code."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.records.records import Answer, Reader
from tests.interfaces.command_line import Outcome, refused, run
from tests.read_twice import read_twice, record
from tests.small_review import open_review

pytestmark = pytest.mark.journeys

NOT_APPLICABLE = Answer(absence="not_applicable", note="no home visit was due")
# What each of two readers judged; the last case is read once only.
JUDGED = {
    "ASH-001": ("good", "good"),
    "ASH-002": ("good", "inadequate"),
    "ASH-003": ("inadequate", "inadequate"),
    "BRO-001": ("good", "good"),
}


@pytest.fixture(scope="module")
def moderated(to_read_twice_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four cases read twice, one of them with an absence, and a fifth begun."""
    folder = tmp_path_factory.mktemp("moderated") / "review"
    workspace = open_review(Path(shutil.copytree(to_read_twice_once, folder)), later=True)
    for ref, (first, second) in JUDGED.items():
        absent = {"HARM.1.b": NOT_APPLICABLE if ref == "BRO-001" else "no"}
        read_twice(workspace, ref, {"HARM.1": first}, {"HARM.1": second, **absent})
    record(workspace, "BRO-002", Reader.FIRST, {"HARM.1": "good"})
    record(workspace, "BRO-002", Reader.SECOND, {"HARM.1": "inadequate", "HARM.1.b": ""})
    workspace.database.close()
    return folder


@pytest.fixture
def review(moderated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(moderated, tmp_path / "review"))


def moderate(folder: Path, *words: str, person: str = "keeper") -> Outcome:
    who = () if person == "keeper" else ("--as", person)
    return run("--review", folder, *who, "moderate", *words)


def words_of(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def table_rows(text: str) -> list[list[str]]:
    """Cells of the lines of a printed table, where at least two spaces part them."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines() if "  " in line.strip()]


# --- agreement


def test_agreement_is_a_table_with_its_base_and_what_to_make_of_it(moderated: Path) -> None:
    outcome = moderate(moderated, "agreement")
    assert (outcome.code, outcome.err) == (0, "")
    said = words_of(outcome.out)
    assert "Agreement by criterion; 4 of 8 second reads are complete" in said
    rows = [row for row in table_rows(outcome.out) if "3 of 4" in row]
    # Kappa (3/4 - 1/2) / (1/2), AC1 with chance (2 * 5/8 * 3/8) / 3.
    names = ["HARM.1 The child was protected in time", "Judgements on the scale quality"]
    assert [row[0] for row in rows] == names
    assert rows[0][:5] == [names[0], "3 of 4", "0", "0.75", "0.50"]
    assert "0.70" in rows[0]
    assert "0.30 to" in outcome.out  # Wilson's lower limit of 3 of 4
    assert "Kappa falls towards 0 when most cases get one judgement" in said
    assert "4 cases are few" in said
    assert "Under each figure its interval at 0.95." in said


def test_the_level_is_the_one_asked_for(moderated: Path) -> None:
    outcome = moderate(moderated, "agreement", "--level", ".8")
    assert "interval at 0.8." in outcome.out
    assert "0.30 to" not in outcome.out


def test_a_figure_that_does_not_exist_has_its_reason_below_the_table(moderated: Path) -> None:
    outcome = moderate(moderated, "agreement", "--questions")
    rows = {row[0][:8]: row for row in table_rows(outcome.out) if row[0].startswith("HARM.1.")}
    assert rows["HARM.1.b"][1:5] == ["3 of 3", "1", "1.00", "none"]
    reasons = [line for line in outcome.out.splitlines() if "same single judgement" in line]
    assert len(reasons) == 1
    assert reasons[0].startswith("HARM.1.a, HARM.1.b, all (answers on the scale yes_no): ")


@pytest.mark.parametrize(
    ("by", "heading", "groups"),
    [("inspector", "Inspector", {"ab", "cd", "ef"}), ("month", "Month", {"2013-10"})],
)
def test_agreement_is_broken_down_by_inspector_and_month(
    moderated: Path, by: str, heading: str, groups: set[str]
) -> None:
    outcome = moderate(moderated, "agreement", "--by", by)
    first_words = {row[0].partition(" ")[0] for row in table_rows(outcome.out)}
    assert heading in first_words
    found = moderate(moderated, "agreement", "--by", by, "--json").json()
    assert {row["group"] for row in found["rows"]} <= groups | {"2013-11"}
    for row in found["rows"]:
        assert row["group"] in first_words
        assert row["title"] == "Judgements on the scale quality"


def test_agreement_for_a_program_names_every_coefficient_with_its_base(moderated: Path) -> None:
    found = moderate(moderated, "agreement", "--questions", "--json").json()
    assert (found["by"], found["second_reads"], found["cases"]) == ("criterion", 8, 4)
    rows: dict[str, dict[str, Any]] = {row["item_id"]: row for row in found["rows"]}
    assert list(rows) == ["HARM.1", "HARM.1.a", "HARM.1.b"]
    row = rows["HARM.1"]
    assert (row["judged_twice"], row["agreed"], row["judged_once"]) == (4, 3, 0)
    assert (rows["HARM.1.b"]["judged_twice"], rows["HARM.1.b"]["judged_once"]) == (3, 1)
    assert [one["coefficient"] for one in row["coefficients"]] == [
        "percent_agreement",
        "cohen_kappa",
        "kappa_linear",
        "kappa_quadratic",
        "gwet_ac1",
        "gwet_ac2",
        "krippendorff_nominal",
        "krippendorff_ordinal",
    ]
    share = row["coefficients"][0]
    assert list(share) == ["coefficient", "value", "se", "lo", "hi", "n", "readers", "reason"]
    assert (share["value"], share["n"]) == (0.75, 4)
    reasons = {one["reason"] for one in rows["HARM.1.a"]["coefficients"] if one["value"] is None}
    assert reasons
    assert None not in reasons
    assert [row["scale"] for row in found["overall"]] == ["quality", "yes_no"]


def test_before_anything_is_read_twice_it_says_so(to_read_twice_once: Path) -> None:
    outcome = moderate(to_read_twice_once, "agreement")
    assert outcome.code == 0
    assert outcome.out == "None of 8 second reads is complete, so there is nothing to show.\n"
    found = moderate(to_read_twice_once, "agreement", "--json").json()
    assert (found["cases"], found["rows"], found["overall"]) == (0, [], [])


def test_agreement_is_for_leads_and_takes_known_words(moderated: Path) -> None:
    message = refused(moderate(moderated, "agreement", person="ab"), 3)
    assert "ab cannot see how far readers agree" in message
    assert moderate(moderated, "agreement", person="ef").code == 0
    assert "criterion, inspector, month" in refused(
        moderate(moderated, "agreement", "--by", "team"), 2
    )
    assert "Write .95" in refused(moderate(moderated, "agreement", "--level", "95"), 2)


# --- queue and decide


def test_the_queue_says_what_is_open_and_what_hangs_on_it(moderated: Path) -> None:
    outcome = moderate(moderated, "queue")
    assert "2 disagreements, 1 with a measure at stake; 2 open" in words_of(outcome.out)
    refs = [row[0] for row in table_rows(outcome.out) if row[0][:3] in {"ASH", "BRO"}]
    assert refs == ["BRO-001", "ASH-002"]
    found = moderate(moderated, "queue", "--json").json()
    assert [(one["case_ref"], one["measures"]) for one in found] == [
        ("BRO-001", ["drift"]),
        ("ASH-002", []),
    ]


def test_a_lead_settles_a_disagreement_with_an_absence(review: Path) -> None:
    given = ("bro-001", "HARM.1.b", "--absence", "not_applicable", "--why", "The file says so.")
    outcome = moderate(review, "decide", *given)
    assert (outcome.code, outcome.out) == (0, "BRO-001 HARM.1.b: changed.\n")
    found = moderate(review, "queue", "--json").json()
    assert [(one["case_ref"], one["decided"]) for one in found] == [
        ("ASH-002", None),
        ("BRO-001", "not_applicable"),
    ]
    assert "1 open" in moderate(review, "queue").out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--value", "maybe"], 2, "HARM.1.b: This is not on the list. Choose one of: No, Yes."),
        (["--value", "not_applicable"], 2, "Give it with --absence."),
        (["--absence", "no"], 2, "Give it with --value."),
        ([], 2, "Give the decision with --value, or with --absence"),
        (["--value", "no", "--absence", "not_applicable"], 2, "one of the two"),
        (["--absence", "not_recorded"], 3, "Neither reader of BRO-001 answered HARM.1.b with"),
    ],
)
def test_what_is_no_decision_is_refused_and_changes_nothing(
    review: Path, words: list[str], code: int, message: str
) -> None:
    before = moderate(review, "queue", "--json").out
    outcome = moderate(review, "decide", "BRO-001", "HARM.1.b", "--why", "Both read.", *words)
    assert message in refused(outcome, code)
    assert moderate(review, "queue", "--json").out == before


def test_a_case_that_is_not_finished_twice_is_not_settled(review: Path) -> None:
    words = ("BRO-002", "HARM.1", "--value", "good", "--why", "Both read.")
    assert "two complete reads" in refused(moderate(review, "decide", *words), 3)
