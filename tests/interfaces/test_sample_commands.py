"""`sample plan`, `extend` and `add` as their users type them."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.store.key_files import KeyFolder
from tests.interfaces.command_line import Outcome, refused, run
from tests.interfaces.review_state import files
from tests.small_review import SEED, make_return, make_review

pytestmark = pytest.mark.journeys

SAMPLE: dict[str, Any] = {
    "size": 8,
    "allocation": {"method": "power", "minimum": 2},
    "purposive": {"allow": True, "maximum": 2},
}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("sample-commands")
    folder = make_review(base / "review", sample=SAMPLE)
    for code in ("ASH", "BRO"):
        done = run(
            "--review", folder, "frame", "import", make_return(folder / "in", code, children=20)
        )
        assert done.code == 0
    framed = Path(shutil.copytree(folder, base / "framed"))
    assert run("--review", folder, "sample", "commit").code == 0
    words = ("--seed", SEED, "--seed-source", "dice")
    assert run("--review", folder, "sample", "draw", *words).code == 0
    return {"framed": framed, "drawn": folder}


class Review:
    """A copy of a review, and commands on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sample(self, *words: str | Path, person: str = "ef") -> Outcome:
        return run("--review", self.folder, "--as", person, "sample", *words)


@pytest.fixture
def framed(stages: dict[str, Path], tmp_path: Path) -> Review:
    return Review(Path(shutil.copytree(stages["framed"], tmp_path / "framed")))


@pytest.fixture
def drawn(stages: dict[str, Path], tmp_path: Path) -> Review:
    return Review(Path(shutil.copytree(stages["drawn"], tmp_path / "drawn")))


# ------------------------------------------------------------------ plan


def test_the_plan_shows_designs_side_by_side(framed: Review) -> None:
    out = framed.sample("plan").out
    for words in ("power (the plan)", "equal", "proportional", "neyman", "Standard error"):
        assert words in out
    assert "neyman: As proportional" in out
    assert "BRO/child_protection" in out


@pytest.mark.parametrize(("by", "name"), [("authority", "ASH"), ("case_type", "child_in_need")])
def test_each_design_is_shown_in_detail_by_authority_or_case_type(
    by: str, name: str, framed: Review
) -> None:
    out = framed.sample("plan", "--by", by, "--size", "12").out
    (row,) = (line for line in out.splitlines() if line.split()[:1] == [name])
    assert row.count("±") == 4
    assert "cannot be known before the seed" in out


def test_strata_of_authorities_leave_case_types_to_the_tickets(framed: Review) -> None:
    make_review(framed.folder, sample={"size": 8, "strata": ["authority"]})
    for code in ("ASH", "BRO"):
        path = make_return(framed.folder.parent / "in", code, children=20)
        run("--review", framed.folder, "frame", "import", path, "--accept-changes")
    out = framed.sample("plan", "--by", "case_type").out
    assert "the tickets decide how many cases of each type" in out


def test_expected_shares_are_named_with_the_widths(framed: Review) -> None:
    allocation = {"method": "neyman", "expected_shares": {"child_in_need": 0.1}}
    make_review(framed.folder, sample={**SAMPLE, "allocation": allocation})
    out = framed.sample("plan").out
    assert "At the shares that the plan expects: child_in_need 10%; one half elsewhere." in out
    assert "neyman (the plan)" in out
    assert "As proportional" not in out


def test_a_picture_is_written_and_named(framed: Review, tmp_path: Path) -> None:
    for name in ("designs.svg", "designs.html"):
        assert f"The picture is in {tmp_path / name}" in framed.sample(
            "plan", "--picture", tmp_path / name
        ).out.replace("\n", "")
        assert "<svg" in (tmp_path / name).read_text(encoding="utf-8")
    assert "neither .svg nor .html" in refused(framed.sample("plan", "--picture", "x.png"), 2)


def test_a_plan_that_cannot_be_met_at_a_size_says_why(framed: Review) -> None:
    assert "minimums add up to 8" in refused(framed.sample("plan", "--size", "5"), 1)
    assert "at least 1" in refused(framed.sample("plan", "--size", "0"), 2)


def test_a_program_gets_every_number(framed: Review) -> None:
    view = framed.sample("plan", "--json", "--size", "12").json()
    assert view["size"] == 12
    (plan, *_) = view["designs"]
    assert plan["by_case_type"].keys() == {"child_in_need", "child_protection"}
    assert sum(plan["cases_by_case_type"].values()) == 12
    assert 0 < plan["standard_error"] < plan["overall"] < 0.5


def test_after_the_draw_another_size_names_the_cases(drawn: Review) -> None:
    before = files(drawn.folder)
    out = drawn.sample("plan", "--size", "12").out
    assert "8 cases are drawn. With 12" in out
    assert "4 cases would have been taken as well" in out
    assert "a reserve" in out
    assert "the same cases." in drawn.sample("plan", "--size", "8").out
    assert files(drawn.folder) == before
    drawn.sample("extend", "--by", "4", "--why", "more precision")
    out = drawn.sample("plan", "--size", "8").out
    assert "4 cases would not have been taken" in out
    assert "(no reference)" in drawn.sample("plan", "--size", "36").out


# ------------------------------------------------------------------ extend


def test_a_dry_run_shows_the_cases_that_the_extension_then_takes(drawn: Review) -> None:
    before = files(drawn.folder)
    would = drawn.sample("extend", "--by", "3", "--dry-run")
    assert would.code == 0
    assert "Nothing was changed." in would.out
    assert files(drawn.folder) == before
    did = drawn.sample("extend", "--by", "3", "--why", "more precision")
    assert did.code == 0

    def cases(out: str) -> list[str]:
        return [line for line in out.splitlines() if line.strip().startswith(("ASH-", "BRO-"))]

    assert cases(would.out) == cases(did.out)
    assert len(cases(did.out)) == 3
    assert "`assign auto` gives the new cases readers" in did.out


def test_an_extension_is_seen_by_show_status_and_certificate(drawn: Review, tmp_path: Path) -> None:
    made = drawn.sample("extend", "--by", "2", "--authority", "bro", "--why", "too wide", "--json")
    assert made.json()["cases_now"] == 10
    assert "by 2, before anything was recorded: too wide." in drawn.sample("show").out
    assert "2 of 10 cases added by extension" in run("--review", drawn.folder, "status").out
    certificate = tmp_path / "published" / "certificate.json"
    assert drawn.sample("certificate", "-o", certificate).code == 0
    assert '"why": "too wide"' in certificate.read_text(encoding="utf-8")
    assert drawn.sample("verify", certificate).code == 0
    text = certificate.read_text(encoding="utf-8").replace("too wide", "no reason")
    certificate.write_text(text, encoding="utf-8")
    assert drawn.sample("verify", certificate).code == 1
    flow = run("--review", drawn.folder, "findings", "flow", "--json").json()
    assert flow[-1]["drawn"] == flow[-1]["active"] == 10


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--by", "2"), 2, "Say with --why"),
        (("--why", "x"), 2, "either --by"),
        (("--by", "1", "--why", "x", "--stratum", "ZZZ/none"), 2, "The draw has no ZZZ/none"),
        (("--by", "0", "--why", "x"), 3, "adds at least 1"),
        (("--size", "5", "--why", "x"), 3, "`sample plan --size 5`"),
        (("--by", "99", "--why", "x"), 1, "Ask for"),
    ],
)
def test_what_cannot_be_extended_is_refused_with_the_promised_exit_code(
    words: tuple[str, ...], code: int, sentence: str, drawn: Review
) -> None:
    before = files(drawn.folder)
    assert sentence in refused(drawn.sample("extend", *words), code)
    assert files(drawn.folder) == before


def test_only_a_lead_extends_or_adds_and_only_after_the_draw(framed: Review, drawn: Review) -> None:
    for words in (("extend", "--by", "1", "--why", "x"), ("add", "ASH-005", "--why", "x")):
        assert "needs the role of lead" in refused(drawn.sample(*words, person="ab"), 3)
        assert "Nothing is drawn yet" in refused(framed.sample(*words), 3)


# ------------------------------------------------------------------ add


def test_a_case_is_picked_by_its_reference_and_shown_apart(drawn: Review) -> None:
    out = drawn.sample("add", "ash-005", "--why", "a serious case review").out
    assert "ASH-005 is picked by hand (it was a reserve)." in out
    assert "The plan allows 1 more." in out
    shown = drawn.sample("show").out
    (row,) = (line for line in shown.splitlines() if "ASH-005" in line)
    assert "purposive" in row
    assert "1 of the cases to read are picked by hand." in shown.replace("\n", " ")


def test_the_own_id_can_come_by_standard_input_and_is_nowhere_to_be_seen(
    drawn: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_file = KeyFolder(drawn.folder / "keys").read("BRO")
    assert key_file is not None
    known = {one["unit_id"] for one in drawn.sample("show", "--json").json()["cases"]}
    own = [one for token, one in key_file.local_ids.items() if token not in known]
    picked = None
    for local_id in own:  # the first who is eligible
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{local_id}\n"))
        words = ("add", "--authority", "BRO", "--child-id", "-", "--why", "known to the board")
        done = drawn.sample(*words)
        assert local_id not in done.out + done.err
        if done.code == 0:
            picked = local_id
            break
    assert picked is not None
    state = files(drawn.folder)
    state.pop("keys/BRO.json")
    own_files = {name: content for name, content in state.items() if not name.startswith("in/")}
    assert not any(picked.encode() in content for content in own_files.values())


def test_losing_cases_says_what_became_of_a_picked_one(drawn: Review) -> None:
    reserves = [
        one["case_ref"]
        for one in drawn.sample("show", "--json").json()["cases"]
        if one["stratum"] == "ASH/child_in_need" and one["role"] == "reserve"
    ]
    for ref in reserves:
        drawn.sample("add", ref, "--why", "x")
    lost = drawn.sample("lose", reserves[1], "--reason", "not_open").out
    assert "picked by hand, so nothing takes its place" in lost
    active = [
        one["case_ref"]
        for one in drawn.sample("show", "--json").json()["cases"]
        if one["stratum"] == "ASH/child_in_need" and one["role"] == "sample"
    ]
    first = drawn.sample("lose", active[0], "--reason", "not_open").out
    assert f"{reserves[0]} takes its place: it has been read as a purposive case so far." in first
    assert "reserve, picked before" in drawn.sample("show").out
    last = drawn.sample("lose", active[1], "--reason", "not_open").out
    assert "There is no reserve left" in last
    assert "`sample extend --stratum" in last


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("ASH-001", "--why", "x"), 3, "among the cases to read already"),
        (("ASH-005", "--why", ""), 2, "Say with --why"),
        (("nobody", "--why", "x"), 2, "No child on the frame"),
        (("--authority", "ASH", "--why", "x"), 2, "Name one child"),
        (("--authority", "ZZZ", "--child-id", "1", "--why", "x"), 2, "ASH, BRO"),
    ],
)
def test_what_cannot_be_picked_is_refused_with_the_promised_exit_code(
    words: tuple[str, ...], code: int, sentence: str, drawn: Review
) -> None:
    before = files(drawn.folder)
    assert sentence in refused(drawn.sample("add", *words), code)
    assert files(drawn.folder) == before
