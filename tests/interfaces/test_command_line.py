"""The command line: the whole job, the promised exit codes, results apart from problems."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from inspect_tool.cli.main import NOUNS, app, hoist
from tests.interfaces.command_line import Outcome, refused, run
from tests.small_review import SEED, make_return, make_review
from tests.stages import ANSWERS, Stages, fill

pytestmark = pytest.mark.journeys

ROOT = Path(__file__).parents[2]
NARRATIVE = "# Executive summary\n\nInspectors saw drift in [{}](claim:drift) of the cases.\n"


@dataclass
class Journey:
    """A review on its way, and how each command on it ended."""

    folder: Path
    json: bool
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def do(self, name: str, *words: str | Path, person: str | None = None) -> Outcome:
        acting = ["--as", person] if person else []
        form = ["--json"] if self.json else []
        outcome = run("--review", self.folder, *acting, *words, *form)
        self.outcomes[name] = outcome
        return outcome

    def ask(self, *words: str) -> Any:
        return run("--review", self.folder, *words, "--json").json()


def write_narrative(folder: Path, words: str) -> None:
    (folder / "narrative").mkdir(exist_ok=True)
    (folder / "narrative" / "executive-summary.md").write_text(NARRATIVE.format(words))


def take_returns(at: Journey, base: Path) -> None:
    at.do("plan-check", "plan", "check")
    at.do("framework-check", "framework", "check")
    at.do("framework-show", "framework", "show")
    paths = {code: make_return(base / "in", code) for code in ("ASH", "BRO")}
    at.do("dry-run", "frame", "import", paths["ASH"], "--dry-run")
    for code, path in paths.items():
        problems = base / f"{code}-problems.xlsx"
        at.do(f"import-{code}", "frame", "import", path, "--problems", problems)
    at.do("frame-show", "frame", "show")


def draw_the_sample(at: Journey, base: Path) -> None:
    at.do("sample-plan", "sample", "plan")
    at.do("commit", "sample", "commit")
    at.do("draw", "sample", "draw", "--seed", SEED, "--seed-source", "dice thrown in public")
    at.do("sample-show", "sample", "show", "--reserves")
    at.do("lose", "sample", "lose", "ASH-001", "--reason", "moved_away", "--note", "in August")
    certificate = base / "published" / "certificate.json"
    at.do("certificate", "sample", "certificate", "-o", certificate)
    at.do("verify", "sample", "verify", certificate)
    at.do("requests", "sample", "requests", "--authority", "ASH", "-o", base / "ASH.csv")


def share_the_cases(at: Journey) -> None:
    at.do("auto", "assign", "auto")
    load = next(one for one in at.ask("assign", "show") if one["cases"])
    to = "cd" if load["inspector"] != "cd" else "ef"
    at.do("move", "assign", "move", load["cases"][0], "--to", to)
    at.do("assign-show", "assign", "show")
    at.do("moderate-draw", "moderate", "draw")


def record(at: Journey, base: Path) -> None:
    loads = {one["inspector"]: one for one in at.ask("assign", "show")}
    for inspector, load in loads.items():
        if load["cases"] or load["second_reads"]:
            at.do("export", "case", "export", "--inspector", inspector, "-o", base / "out")
    paths = sorted((base / "out").glob("*.xlsx"))
    at.do("case-list-before", "case", "list", "--open")
    at.do("case-check-before", "case", "check", "BRO-001")
    for path in paths:
        fill(path, ANSWERS)
    at.do("case-dry-run", "case", "import", *paths, "--dry-run")
    at.do("case-import", "case", "import", *paths)
    at.do("case-list", "case", "list")
    at.do("case-show", "case", "show", "bro-001")
    at.do("case-check", "case", "check", "BRO-001")
    at.do("referrals", "case", "referrals")
    reader, load = next(pair for pair in loads.items() if pair[1]["second_reads"])
    case = load["second_reads"][0]
    given = ("HARM.1", "good", "--note", "Another view.")
    at.do("answer", "case", "answer", case, *given, person=reader)
    at.do("queue", "moderate", "queue")
    decision = ("HARM.1", "--value", "good", "--why", "Both read again.")
    at.do("decide", "moderate", "decide", case, *decision)


def count_and_report(at: Journey, base: Path) -> None:
    at.do("take", "snapshot", "take", "draft-1")
    at.do("snapshot-list", "snapshot", "list")
    at.do("flow", "findings", "flow")
    at.do("matrix", "findings", "matrix")
    at.do("table", "findings", "table", "drift", "--by", "authority", "--refs")
    at.do("cross", "findings", "cross", "left_too_long", "drift")
    at.do("variation", "findings", "variation")
    write_narrative(at.folder, "most")
    at.do("false-claim", "claim", "check")
    at.do("refused-build", "report", "build")
    write_narrative(at.folder, "none")
    at.do("claim-check", "claim", "check")
    at.do("explain", "claim", "explain", "drift")
    at.do("status", "status")
    at.do("db-check", "db", "check")
    at.do("backup", "db", "backup", "-o", base / "backup.db")
    at.do("upgrade", "db", "upgrade")
    if not at.json:  # a PDF is made by the demonstration
        at.do("build", "report", "build", "--format", "html,xlsx", "-o", base / "reports")


FOR_PROGRAMS = pytest.mark.when_named(uses="journey", why="the same job as in words")


@pytest.fixture(scope="module", params=["words", pytest.param("json", marks=FOR_PROGRAMS)])
def journey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """The whole job by commands alone: once in words, once for a program."""
    base = tmp_path_factory.mktemp(request.param)
    at = Journey(make_review(base / "review"), json=request.param == "json")
    take_returns(at, base)
    draw_the_sample(at, base)
    share_the_cases(at)
    record(at, base)
    count_and_report(at, base)
    return at


ENDS_WITH_1 = {"case-check-before", "false-claim", "refused-build"}
SAYS_MORE = {"plan-check", "framework-check", "dry-run", "import-ASH", "import-BRO", "false-claim"}


@pytest.mark.every_run
def test_every_command_of_the_whole_job_ends_as_promised(journey: Journey) -> None:
    ended = {name: one.code for name, one in journey.outcomes.items()}
    assert ended == {name: int(name in ENDS_WITH_1) for name in journey.outcomes}
    assert len(ended) > 40


def test_what_was_done_is_on_standard_output_and_problems_are_not(journey: Journey) -> None:
    for name, one in journey.outcomes.items():
        assert bool(one.out) == (name != "refused-build"), one
        if name != "take":  # names what is incomplete, which depends on the framework
            noted = name in SAYS_MORE and not journey.json
            assert bool(one.err) == (noted or name == "refused-build"), one
    notes = journey.outcomes["import-ASH"]
    if not journey.json:
        assert "List 9 (Leaving care) is not in the return" in notes.err
        assert "Leaving care" not in notes.out


def test_results_for_a_program_are_json(journey: Journey) -> None:
    if not journey.json:
        pytest.skip("these are the results for people")
    found = {name: one.json() for name, one in journey.outcomes.items() if name != "refused-build"}
    assert found["plan-check"]["holds"] is True
    assert found["dry-run"]["children"] == 12
    by_type = {"child_in_need": 6, "child_protection": 6}
    assert list(found["import-BRO"]["by_case_type"].items()) == list(by_type.items())
    assert found["commit"]["children"] == 24
    assert found["draw"]["public_seed"] == SEED
    assert found["lose"]["replaced_by"].startswith("ASH-")
    assert len(found["certificate"]) == 4
    assert len(found["moderate-draw"]) == 2
    assert sum(len(one["cases"]) for one in found["assign-show"]) == 8
    assert {one["standing"] for one in found["case-list-before"]} == {"not begun"}
    missing = {one["item_id"] for one in found["case-check-before"]}
    assert missing == {"HARM.1", "HARM.1.a", "HARM.1.b", "REFER.back"}
    assert found["answer"]["saved"] == "changed"
    assert found["move"]["inspector"] in {"cd", "ef"}
    assert [one["second"] for one in found["queue"]] == ["good"]
    assert found["flow"][-1]["lost"] == {"moved_away": 1}
    assert found["flow"][-1]["counted"] == 8
    assert found["table"][0]["base"] == 8
    assert found["false-claim"]["true"] == 0
    assert found["claim-check"]["true"] == 1
    assert "none" in found["explain"]["phrases"]
    assert found["db-check"]["faults"] == []


def test_results_for_people_are_tables_with_their_base(journey: Journey) -> None:
    if journey.json:
        pytest.skip("these are the results for programs")
    out = {name: one.out for name, one in journey.outcomes.items()}
    assert "review.yaml holds. Digest" in out["plan-check"]
    assert "dry run: nothing was" in out["dry-run"]
    assert "Commitment: publish this before the seed exists" in out["commit"]
    assert f"Seed {SEED} (dice thrown in public)." in out["draw"]
    assert re.search(r"ASH-001 is lost \(.*\)\. ASH-\d+ takes its place\.", out["lose"])
    assert "To check it: python3 verify_draw.py certificate.json" in out["certificate"]
    assert "names 4 children. Send it to ASH only" in out["requests"]
    assert "1 disagreements" in out["queue"]
    assert "0 of 8" in re.sub(r" +", " ", out["explain"])
    assert "1 of 1 quantities hold (snapshot draft-1)." in out["claim-check"]
    assert "the words that would be true" not in out["false-claim"]
    assert "none" in journey.outcomes["false-claim"].err
    assert "[u] = no percentage: the base is below 20." in out["table"]
    assert "then `report build`" in out["status"]
    assert ", 0 faults." in out["db-check"]
    assert "small-manifest.json" in out["build"]


def test_the_report_of_a_false_narrative_is_not_written(journey: Journey) -> None:
    refused_build = journey.outcomes["refused-build"]
    assert "Nothing was written" in refused_build.err
    assert "executive-summary.md:3" in refused_build.err
    assert not (journey.folder / "reports").exists()


# --- each of the promised exit codes, and where the words go --------------------------------------


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    """A review with both frames."""
    return Path(shutil.copytree(stages["framed"], tmp_path / "review"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nonsense"], "No such command"),
        (["sample", "nonsense"], "No such command"),
        (["sample", "draw"], "Missing option '--seed"),
        (["sample", "lose", "ASH-001", "--reason", "whim"], "file_not_available"),
        (["status", "--nonsense"], "No such option"),
        (["claim", "explain"], "Missing argument"),
    ],
)
def test_wrong_words_end_with_2_and_say_which(review: Path, words: list[str], message: str) -> None:
    outcome = run("--review", review, *words)
    assert outcome.code == 2
    assert outcome.out == ""
    assert message in outcome.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--as", "zz", "sample", "plan"], "zz is not in the plan's team"),
        (["report", "build", "--edition", "secret"], "There is no edition secret"),
        (["report", "build", "--format", "docx"], "There is no format docx"),
        (["report", "build", "--format", ""], "There is no format"),
        (["frame", "import", "list.csv", "--authority", "QQQ"], "QQQ"),
        (["assign", "move", "ASH-001", "--to", "zz"], ""),
    ],
)
def test_a_name_that_does_not_exist_ends_with_2(
    review: Path, words: list[str], message: str
) -> None:
    if words[0] == "assign":
        for step in (["commit"], ["draw", "--seed", SEED, "--seed-source", "dice"]):
            assert run("--review", review, "sample", *step).code == 0
    assert message in refused(run("--review", review, *words), 2)


def test_without_a_review_it_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "start one with `new FOLDER`" in refused(run("status"), 2)
    assert "start one with `new FOLDER`" in refused(run("--review", tmp_path, "status"), 2)


@pytest.mark.parametrize(
    "words",
    [
        ["sample", "commit"],
        ["assign", "auto"],
        ["moderate", "draw"],
        ["sample", "lose", "ASH-001", "--reason", "moved_away"],
        ["sample", "requests", "--authority", "ASH", "-o", "never.csv"],
    ],
)
def test_an_inspector_is_refused_what_a_lead_does(review: Path, words: list[str]) -> None:
    message = refused(run("--review", review, "--as", "ab", *words), 3)
    assert "that needs the role of lead" in message
    assert not (review / "never.csv").exists()


@pytest.mark.parametrize("words", [["snapshot", "take", "mine"], ["report", "build"]])
def test_an_inspector_is_refused_what_a_report_writer_does(review: Path, words: list[str]) -> None:
    message = refused(run("--review", review, "--as", "ab", *words), 3)
    assert "that needs the role of report writer" in message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["sample", "draw", "--seed", SEED, "--seed-source", "x"], "sample commit"),
        (["sample", "show"], "Nothing is drawn yet"),
        (["snapshot", "take", "early"], "Nothing is drawn yet"),
        (["findings", "flow"], "sample draw"),
        (["report", "build", "--edition", "public"], "snapshot"),
        (["db", "backup", "-o", "review.db"], "exists already"),
    ],
)
def test_what_cannot_be_done_in_this_state_ends_with_3(
    review: Path, words: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(review)
    assert message in refused(run(*words), 3)


def test_a_check_that_fails_ends_with_1_and_names_the_line(review: Path) -> None:
    plan = review / "review.yaml"
    plan.write_text(plan.read_text().replace("size: 8", "size: -8"))
    outcome = run("--review", review, "plan", "check")
    assert (outcome.code, outcome.out) == (1, "")
    assert re.search(r"review\.yaml:\d+", outcome.err)
    told = run("--review", review, "plan", "check", "--json")
    assert told.code == 1
    assert told.json()["holds"] is False
    assert run("--review", review, "sample", "plan").code == 1


def test_plan_and_framework_are_checked_against_each_other(review: Path) -> None:
    """A field that the framework asks about and nobody gives would never be true, unnoticed."""
    path = review / "framework.yaml"
    asked = "field: long_term"
    assert asked in path.read_text()
    path.write_text(path.read_text().replace(asked, "field: gender"))
    assert run("--review", review, "plan", "check").code == 0
    path.write_text(path.read_text().replace("field: gender", "field: disability"))
    outcome = run("--review", review, "plan", "check")
    assert outcome.code == 1
    assert "the field disability, which the plan neither keeps nor derives" in outcome.err
    path.write_text(path.read_text().replace("field: disability", "field: long_time"))
    outcome = run("--review", review, "framework", "check")
    assert outcome.code == 1
    assert "neither in the frame nor derived by the plan; did you mean long_term?" in outcome.err
    outcome = run("--review", review, "plan", "check")
    assert outcome.code == 1
    assert "the field long_time, which the plan neither keeps nor derives" in outcome.err
    path.write_bytes(b"title: \xff")
    assert run("--review", review, "plan", "check").code == 0
    path.unlink()
    assert run("--review", review, "plan", "check").code == 0


def test_a_framework_outside_the_folder_is_not_read_by_the_check_of_the_plan(
    review: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.yaml").write_text("title: Other", encoding="utf-8")
    plan = review / "review.yaml"
    plan.write_text("framework: ../other.yaml\n" + plan.read_text(encoding="utf-8"))
    assert run("--review", review, "plan", "check").code == 0
    assert "outside the review's folder" in run("--review", review, "framework", "check").err


def test_a_forged_certificate_ends_with_1(review: Path, tmp_path: Path) -> None:
    path = tmp_path / "published" / "certificate.json"
    for words in (["commit"], ["draw", "--seed", SEED, "--seed-source", "dice"]):
        assert run("--review", review, "sample", *words).code == 0
    assert run("--review", review, "sample", "certificate", "-o", path).code == 0
    path.write_text(path.read_text().replace(SEED, SEED[::-1]))
    outcome = run("sample", "verify", path)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err != ""


@pytest.mark.parametrize("text", ["", "list_id,unit_id\n", "stratum,unit_id,list_id\n"])
def test_what_is_no_public_frame_ends_with_4(review: Path, tmp_path: Path, text: str) -> None:
    path, frame = tmp_path / "published" / "certificate.json", tmp_path / "frame.csv"
    for words in (["commit"], ["draw", "--seed", SEED, "--seed-source", "dice"]):
        assert run("--review", review, "sample", *words).code == 0
    assert run("--review", review, "sample", "certificate", "-o", path).code == 0
    frame.write_text(text, encoding="utf-8")
    assert "frame.csv" in refused(run("sample", "verify", path, "--frame", frame), 4)


@pytest.mark.parametrize("words", [["frame", "import"], ["case", "import"]])
def test_a_file_that_is_not_there_ends_with_4(review: Path, words: list[str]) -> None:
    message = refused(run("--review", review, *words, "ASH-none.xlsx"), 4)
    assert "ASH-none.xlsx is not there" in message


def test_a_broken_chain_of_the_audit_trail_ends_with_1(review: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(review / "review.db", isolation_level=None)) as database:
        database.execute("drop trigger audit_entry_no_update")
        database.execute("update audit_entry set actor='zz' where sequence=1")
    for form in ([], ["--json"]):
        outcome = run("--review", review, "db", "check", *form)
        assert outcome.code == 1
        assert "is broken at entry 1" in outcome.out


# --- which review, and who acts -------------------------------------------------------------------


def test_the_review_is_the_nearest_folder_upwards(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = review / "narrative" / "drafts"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run("status", "--json").json()["title"] == "A small review"


def test_the_environment_names_the_review_and_the_option_comes_first(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_review(tmp_path / "other", title="The other review")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSPECT_TOOL_REVIEW", str(review))
    assert run("status", "--json").json()["title"] == "A small review"
    assert run("status", "--json", "--review", other).json()["title"] == "The other review"


def test_the_environment_names_who_acts_and_the_option_comes_first(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECT_TOOL_AS", "ab")
    assert run("--review", review, "sample", "commit").code == 3
    assert run("--review", review, "sample", "commit", "--as", "ef").code == 0


def test_a_new_review_can_be_checked_and_is_not_started_twice(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert "plan check" in run("new", folder).out
    assert run("--review", folder, "plan", "check").code == 0
    assert run("--review", folder, "framework", "show").code == 0
    asks = run("--review", folder, "framework", "show", "MGT.1.b").out
    assert "Did managers or chairs challenge a lack of progress?" in asks
    assert "Inadequate, Requires improvement, Good, Outstanding" in asks
    assert "framework show" in refused(run("--review", folder, "framework", "show", "XX.1"), 2)
    assert "is not empty" in refused(run("new", folder), 3)
    assert run("new", tmp_path / "other", "--framework", "none").code == 2
    assert not (tmp_path / "other").exists()


READING = [
    ["plan", "check"],
    ["framework", "check"],
    ["framework", "show"],
    ["frame", "show"],
    ["sample", "plan"],
    ["status"],
    ["assign", "show"],
    ["case", "list"],
    ["case", "referrals"],
    ["snapshot", "list"],
    ["db", "check"],
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_json_means_the_same_before_and_after_the_noun(review: Path, words: list[str]) -> None:
    before = run("--json", "--review", review, *words)
    after = run(*words, "--json", f"--review={review}")
    assert before.code == after.code
    if before.code == 0:
        assert before.json() == after.json()
    else:
        assert (before.out, before.err) == (after.out, after.err)


def test_a_commitment_is_withdrawn_and_a_new_review_started_for_a_program_too(
    review: Path, tmp_path: Path
) -> None:
    assert run("--review", review, "sample", "commit").code == 0
    withdrawn = run("--review", review, "sample", "commit", "--withdraw", "--json")
    assert (withdrawn.code, "small-1" in str(withdrawn.json())) == (0, True)
    assert run("new", tmp_path / "mine", "--json").json() is not None


@pytest.mark.parametrize(
    ("words", "hoisted"),
    [
        ([], []),
        (["status"], ["status"]),
        (["status", "--json"], ["--json", "status"]),
        (["a", "--as", "ab", "b"], ["--as", "ab", "a", "b"]),
        (["a", "--as=ab", "b"], ["--as=ab", "a", "b"]),
        (["a", "--as"], ["--as", "a"]),
        (["a", "--review", "--json"], ["--review", "--json", "a"]),
        (["a", "--", "--json", "--as", "ab"], ["a", "--", "--json", "--as", "ab"]),
        (["a", "--json", "--", "--json"], ["--json", "a", "--", "--json"]),
        (["a", "--assign", "x"], ["a", "--assign", "x"]),
        (["a", "--json=1"], ["a", "--json=1"]),
        (["--json", "a", "--json"], ["--json", "--json", "a"]),
    ],
)
def test_the_common_options_may_stand_anywhere(words: list[str], hoisted: list[str]) -> None:
    assert hoist(words) == hoisted


# --- help -----------------------------------------------------------------------------------------


@cache
def commands() -> dict[tuple[str, ...], Any]:
    """Every command with its words."""
    root: Any = get_command(app)
    context = typer.Context(root)
    found: dict[tuple[str, ...], Any] = {}
    for noun in NOUNS:
        command: Any = root.get_command(context, noun)
        if not hasattr(command, "list_commands"):
            found[noun,] = command
            continue
        for verb in command.list_commands(context):
            found[noun, verb] = command.get_command(context, verb)
    return found


def parse(line: str) -> tuple[tuple[str, ...], Any]:
    """The command that a line of an example means, having parsed all of its words."""
    words = shlex.split(line.partition(" > ")[0].partition(" #")[0])
    assert words[0] == "inspect-tool"
    rest = hoist(words[1:])
    while rest[0].startswith("-"):
        rest = rest[1:] if rest[0] == "--json" else rest[2:]
    found = commands()
    name = (rest[0],) if (rest[0],) in found else tuple(rest[:2])
    command = found[name]
    command.make_context(" ".join(name), rest[len(name) :])
    return name, command


@pytest.mark.parametrize("name", commands(), ids=" ".join)
def test_the_help_of_a_command_has_an_example_that_parses(name: tuple[str, ...]) -> None:
    command = commands()[name]
    outcome = run(*name, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert "Example:" in outcome.out
    assert command.epilog.startswith("Example: ")
    assert parse(command.epilog.removeprefix("Example: "))[0] == name
    assert command.help.strip().partition("\n\n")[0].endswith(".")
    for one in command.params:
        assert getattr(one, "help", None) or one.name == "help", f"{name}: {one.name} has no help"


def test_an_example_with_words_that_do_not_exist_would_be_noticed() -> None:
    with pytest.raises(KeyError):
        parse("inspect-tool sample invent")
    with pytest.raises(Exception, match="No such option"):
        parse("inspect-tool sample show --invented")


def test_every_command_of_the_readme_parses() -> None:
    lines = re.findall(r"^\$ (.*inspect-tool .*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    found = [
        parse(part.strip())[0]
        for line in lines
        for part in line.partition(" #")[0].split("&&")
        if part.strip().startswith("inspect-tool")
    ]
    assert len(found) >= 15
    assert ("report", "build") in found


def test_the_help_of_the_whole_names_every_noun_once() -> None:
    out = run("--help").out
    for noun, its in NOUNS.items():
        assert re.search(rf"^  {noun} +{re.escape(its.words)}$", out, re.MULTILINE), noun
    version = run("--version")
    assert re.fullmatch(r"inspect-tool \d+\.\d+\.\d+\S*\n", version.out)


@pytest.mark.parametrize("noun", sorted({name[0] for name in commands() if len(name) > 1}))
def test_a_noun_alone_says_which_commands_it_has(noun: str) -> None:
    outcome = run(noun)
    assert (outcome.code, outcome.out) == (2, "")
    for _, verb in (name for name in commands() if name[0] == noun):
        assert re.search(rf"^  {verb} ", outcome.err, re.MULTILINE), verb


def test_when_the_reader_of_a_pipe_has_gone_nothing_is_said() -> None:
    """As with `| head -1`: there is nobody to say it to. Typer ends the command by itself."""
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "inspect_tool", "framework", "schema"]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("nobody", ["", " "])
def test_whoever_names_nobody_is_not_the_keeper(nobody: str) -> None:
    outcome = run("--as", nobody, "status")
    assert outcome.code == 2
    assert "--as names nobody" in outcome.err
