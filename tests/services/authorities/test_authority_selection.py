"""Choosing authorities as a service: commitment, files, notes, and the review that follows."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.figures.stage_one_words import how_authorities_were_drawn
from inspect_tool.errors import CheckFailedError, UnreadableFileError, UsageError
from inspect_tool.readers.documents.plan import LoadedPlan, load_plan
from inspect_tool.services.authorities import selection as services
from inspect_tool.services.authorities.selection import (
    AuthorityCommitmentBrokenError,
    CommittedAlreadyError,
    GivenChoices,
    SelectionRequest,
)
from inspect_tool.services.authorities.views import SelectionView, drawn_authorities
from inspect_tool.services.calculations.draw import DrawRequest, calculate_draw
from inspect_tool.workspace import shipped_folder
from tests.factories import a_plan
from tests.small_review import make_return, make_review, open_review, take_return

pytestmark = pytest.mark.journeys

SEED = "83920175563810294857"
REAL = Path(__file__).parents[3] / "sample_data" / "authorities-2013.csv"
TEMPLATES = shipped_folder("templates")


def select(file: Path = REAL, *, size: int | None = 11, **options: Any) -> SelectionView:
    given = GivenChoices(size=size, **options.pop("given", {}))
    files = {name: options.pop(name) for name in ("output", "certificate") if name in options}
    request = SelectionRequest(file=file, given=given, seed=SEED, seed_source="dice", **options)
    return services.select_authorities(request, templates=TEMPLATES, **files)


def commit(folder: Path, file: Path = REAL, **given: Any) -> Path:
    path = folder / "commitment.json"
    choices = GivenChoices(**{"size": 11, **given})
    services.commit_authorities(
        file, choices, output=path, committed_at="2013-10-01T10:00:00+01:00"
    )
    return path


def chosen(view: SelectionView) -> list[str]:
    return [one.code for one in view.authorities if one.is_chosen]


def changed_list(folder: Path, old: str, new: str) -> Path:
    text = REAL.read_text(encoding="utf-8")
    assert old in text
    path = folder / "changed.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_eleven_of_the_real_list_come_from_every_region() -> None:
    view = select()
    assert len(chosen(view)) == 11
    assert view.listed == 152
    assert sum(one.drawn for one in view.strata) == 11
    assert min(one.drawn for one in view.strata) == 1
    assert {one.name for one in view.left_out} == {
        "Isles of Scilly", "City of London", "Norfolk",
    }  # fmt: skip
    assert len(view.authorities) == 149
    assert view.largest_deviation == pytest.approx(0.015, abs=5e-4)
    for stratum in view.strata:
        own = [one for one in view.authorities if one.stratum == stratum.stratum]
        assert sum(one.inclusion_probability for one in own) == pytest.approx(stratum.drawn)


def test_the_order_is_that_of_the_draw_by_size_on_a_plain_table(tmp_path: Path) -> None:
    view = select(size=20)
    frame = tmp_path / "frame.csv"
    with frame.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["list_id", "unit_id", "stratum", "size"])
        writer.writerows(["authorities", o.code, o.stratum, o.size] for o in view.authorities)
    plain = calculate_draw(
        frame,
        DrawRequest(draw_id="stage-one", seed=SEED, size=20, method="pareto", minimum=1),
    )
    drawn = {one.unit_id: (one.rank, one.ticket, one.inclusion_probability) for one in plain.rows}
    assert drawn == {
        one.code: (one.rank, one.ticket, one.exact) for one in view.authorities if one.code in drawn
    }
    assert set(chosen(view)) <= set(drawn)


def test_what_was_not_committed_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    view = select(certificate=path)
    assert view.notes[0].startswith("Nothing was committed before the seed was known.")
    assert json.loads(path.read_text())["statement"] == view.notes[0]
    assert json.loads(path.read_text())["commitment"] == ""
    with_one = select(size=None, commitment=commit(tmp_path), certificate=path)
    assert not any("committed" in note for note in with_one.notes)
    assert json.loads(path.read_text())["commitment"] == with_one.commitment != ""
    assert chosen(with_one) == chosen(view)


def test_a_seed_without_a_source_is_said_to_have_none() -> None:
    request = SelectionRequest(file=REAL, given=GivenChoices(size=11), seed=SEED)
    notes = services.select_authorities(request).notes
    assert any("No source of the seed" in note for note in notes)
    assert not any("No source of the seed" in note for note in select().notes)


def test_who_had_no_chance_is_named(tmp_path: Path) -> None:
    (note,) = [one for one in select().notes if "cannot be drawn" in one]
    assert note.startswith("3 of 152 authorities cannot be drawn:")
    assert "Norfolk (not available)" in note
    no_plans = changed_list(tmp_path, "805,136,101,101", "805,136,0,0")
    (note,) = [one for one in select(no_plans).notes if "cannot be drawn" in one]
    assert "Hartlepool (size 0)" in note
    assert select(given={"equal": True}).left_out == ()
    few = select(size=3, given={"minimum_per_stratum": 0})
    (note,) = [one for one in few.notes if note_of_strata(one)]
    assert "Inner London" in note


def note_of_strata(note: str) -> bool:
    return note.startswith("No authority comes from")


def test_lone_authorities_of_a_stratum_are_a_warning() -> None:
    (note,) = [one for one in select().notes if "left to chance" in one]
    assert note.startswith("9 of 10 strata give one authority")
    assert not any("left to chance" in one for one in select(given={"by": ()}).notes)


def test_chances_that_are_far_from_what_is_stated_are_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("code,name,region,size\nAA,A,N,6\nBB,B,N,3\nCC,C,N,1\n", encoding="utf-8")
    view = select(path, size=1)
    assert view.largest_deviation == pytest.approx(0.123, abs=1e-3)
    assert view.notes[-1].startswith("Pareto sampling misses a stated chance by 12% here")
    assert not any("misses" in one for one in select().notes)


# --- the commitment -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"size": 12}, "size 11, now 12"),
        ({"by": ("region", "old_code")}, "strata region, now region, old_code"),
        ({"by": ()}, "strata region, now none"),
        ({"size_column": "plans"}, "size column neglect_plans, now plans"),
        ({"equal": True}, "equal no, now yes"),
        ({"minimum_per_stratum": 0}, "minimum per stratum 1, now 0"),
        ({"draw_id": "another"}, "draw id stage-one, now another"),
    ],
)
def test_choices_that_are_not_the_committed_ones_are_refused(
    tmp_path: Path, given: dict[str, Any], message: str
) -> None:
    path = commit(tmp_path)
    other = {name: value for name, value in given.items() if name != "size"}
    with pytest.raises(AuthorityCommitmentBrokenError, match=message) as caught:
        select(size=given.get("size"), given=other, commitment=path)
    assert caught.value.exit_code == 3


def test_choices_that_repeat_the_committed_ones_are_taken(tmp_path: Path) -> None:
    path = commit(tmp_path, equal=True)
    again = {"by": ("region",), "equal": True, "minimum_per_stratum": 1, "draw_id": "stage-one"}
    assert chosen(select(given=again, commitment=path)) == chosen(select(given={"equal": True}))


@pytest.mark.parametrize(
    ("old", "new"),
    [("805,136,101,101", "805,136,102,101"), ("E06000001", "E06000099"),
     ("Hartlepool,North East", "Hartlepool,North West")],
)  # fmt: skip
def test_a_list_that_is_not_the_committed_one_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    path = commit(tmp_path)
    with pytest.raises(AuthorityCommitmentBrokenError, match=r"changed\.csv has another digest"):
        select(changed_list(tmp_path, old, new), commitment=path)


def test_a_corrected_name_and_another_order_keep_the_commitment(tmp_path: Path) -> None:
    path = commit(tmp_path)
    renamed = changed_list(tmp_path, "Hartlepool", "Hartlepool Borough")
    head, *rows = renamed.read_text(encoding="utf-8").splitlines(keepends=True)
    renamed.write_text(head + "".join(sorted(rows, reverse=True)), encoding="utf-8")
    assert chosen(select(renamed, commitment=path)) == chosen(select())


def test_a_seed_from_before_the_commitment_is_refused(tmp_path: Path) -> None:
    path = commit(tmp_path)
    with pytest.raises(
        AuthorityCommitmentBrokenError, match="the seed is older than the commitment"
    ):
        select(commitment=path, seeded_at="2013-10-01T08:59:59+00:00")
    assert chosen(select(commitment=path, seeded_at="2013-10-01T09:00:00+00:00"))


def test_a_commitment_is_made_once(tmp_path: Path) -> None:
    path = commit(tmp_path)
    before = path.read_bytes()
    with pytest.raises(CommittedAlreadyError):
        commit(tmp_path, size=12)
    assert path.read_bytes() == before


def test_what_cannot_be_chosen_cannot_be_committed(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError, match="149 of the 152 on the list can be drawn"):
        commit(tmp_path, size=150)
    assert not (tmp_path / "commitment.json").exists()
    assert commit(tmp_path, size=149).exists()


# --- wrong words and wrong files ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": None}, "Say with --size how many"),
        ({"size": 0}, "0 cannot be the size"),
        ({"given": {"minimum_per_stratum": -1}}, "-1 cannot be the minimum per stratum"),
        ({"given": {"draw_id": ""}}, "none cannot be the draw id"),
        ({"given": {"equal": True, "size_column": "plans"}}, "equal chances need no column"),
        ({"given": {"by": ("region", "region")}}, "strata name each column once"),
        ({"seeded_at": "yesterday"}, "--seeded-at yesterday is not a time"),
    ],
)
def test_choices_that_make_no_sense_are_wrong_words(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        select(**options)


def test_every_problem_of_a_list_comes_at_once(tmp_path: Path) -> None:
    path = changed_list(tmp_path, "805,136,101,101", "805,136,1.5,101")
    text = path.read_text(encoding="utf-8").replace("E06000003", "E06000002")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CheckFailedError, match=r"changed\.csv has 2 problems") as caught:
        select(path)
    assert [one.row for one in caught.value.problems] == [2, 4]
    with pytest.raises(CheckFailedError, match="1 problem, so"):
        select(changed_list(tmp_path, "805,136,101,101", "805,136,1.5,101"))


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"authorities\.csv cannot be written"):
        select(output=tmp_path / "taken" / "authorities.csv")


def test_a_file_that_is_no_commitment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError, match="This is not a commitment"):
        select(commitment=REAL)
    with pytest.raises(UnreadableFileError, match="There is no file"):
        select(commitment=tmp_path / "none.json")


# --- what it leaves behind ------------------------------------------------------------------------


def test_the_file_of_the_chosen_is_what_a_plan_reads(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review")
    view = select(output=folder / "authorities.csv")
    _replace_authorities(folder, "{file: authorities.csv}")
    loaded = load_plan(folder / "review.yaml")
    assert loaded.plan is not None
    assert [one.code for one in loaded.plan.authorities] == chosen(view)
    assert {one.code: str(one.inclusion_probability) for one in loaded.plan.authorities} == {
        one.code: one.exact for one in view.authorities if one.is_chosen
    }
    assert [one.exact for one in drawn_authorities(loaded.plan)] == [
        one.exact for one in view.authorities if one.is_chosen
    ]


def _replace_authorities(folder: Path, value: str) -> None:
    """Put another form of authorities into a plan that is laid out with a key a line."""
    path = folder / "review.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(row for row, line in enumerate(lines) if line.startswith("authorities:"))
    end = next(row for row, line in enumerate(lines[start + 1 :], start + 1) if line[0] not in " -")
    text = "".join([*lines[:start], f"authorities: {value}\n", *lines[end:]])
    path.write_text(text.replace("size: 8", "size: 50").replace("- ASH", "- ELM"), encoding="utf-8")


def test_a_plan_without_a_draw_shows_no_drawn_authorities() -> None:
    assert drawn_authorities(None) == ()
    assert drawn_authorities(a_plan()) == ()


def test_a_review_whose_authorities_were_drawn_takes_their_returns(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review", team=[{"id": "le", "name": "L", "roles": ["lead"]}])
    (folder / "list.csv").write_text(
        "code,name,region,neglect_plans\nASH,Ashmere,North,90\nBRO,Brook,South,40\n"
        "CRE,Creston,North,3\n",
        encoding="utf-8",
    )
    _replace_authorities(
        folder, f"{{select: {{from: list.csv, size: 2, seed: '{SEED}', replaced: {{CRE: no}}}}}}"
    )
    workspace = open_review(folder, person="le")
    assert [one.code for one in workspace.review.plan.authorities] == ["ASH", "BRO"]
    taken = take_return(workspace, [make_return(tmp_path, "ASH")])
    assert taken.authority == "ASH"


@pytest.mark.parametrize(
    ("separator", "encoding", "above"),
    [
        (";", "cp1252", "\r\n"),
        ("\t", "utf-16", ""),
        ("|", "utf-16-le", ""),
        (";", "utf-8", "sep=;\r"),
    ],
)
def test_the_program_reads_the_list_as_it_was_saved(
    tmp_path: Path, separator: str, encoding: str, above: str
) -> None:
    path = tmp_path / "out" / "certificate.json"
    select(certificate=path)
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = [[*cells, "", ""] for cells in csv.reader(file)]
    rows[2][0] = f'="{rows[2][0]}"'
    rows[3][-1] = "Zoë’s; town"  # beside the list
    saved = tmp_path / "saved.csv"
    with saved.open("w", encoding=encoding, newline="") as file:
        file.write(above)
        csv.writer(file, delimiter=separator).writerows([*rows, [""] * 9])
    assert services.verify_authorities(path, saved).problems == ()
    words = [sys.executable, "-I", "-S", str(path.parent / "verify_authorities.py")]
    done = subprocess.run([*words, path, saved], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_certificate_comes_with_a_program_that_checks_it(tmp_path: Path) -> None:
    commitment = commit(tmp_path)
    lost = {chosen(select())[0]: "merged"}
    path = tmp_path / "out" / "certificate.json"
    view = select(commitment=commitment, certificate=path, replaced=lost)
    assert next(iter(lost)) not in chosen(view)
    verified = services.verify_authorities(path, REAL, commitment=commitment)
    assert (verified.problems, verified.digest) == ((), view.certificate)
    words = [sys.executable, "-I", "-S", str(path.parent / "verify_authorities.py")]
    good = subprocess.run([*words, path, REAL, commitment], capture_output=True, check=False)
    assert (good.returncode, good.stderr) == (0, b"")
    changed = changed_list(tmp_path, "805,136,101,101", "805,136,102,101")
    assert services.verify_authorities(path, changed).problems
    bad = subprocess.run([*words, path, changed], capture_output=True, check=False)
    assert bad.returncode == 1
    assert subprocess.run([*words, path], capture_output=True, check=False).returncode == 2
    none = subprocess.run([*words, path, "none.csv"], capture_output=True, check=False)
    assert none.returncode == 2
    wrong = subprocess.run([*words, commitment, REAL], capture_output=True, check=False)
    assert wrong.returncode == 1


# --- even steps through an ordered list -----------------------------------------------------------

STEPS: dict[str, Any] = {"by": (), "method": "systematic", "order_by": ("region", "neglect_plans")}
IN_A_PLAN = "strata: [], method: systematic, order_by: [region, neglect_plans]"


def _select_in_plan(folder: Path, words: str) -> LoadedPlan:
    """The plan that chooses 11 of the list of 2013 with these words."""
    (folder / "list.csv").write_bytes(REAL.read_bytes())
    _replace_authorities(
        folder, f"{{select: {{from: list.csv, size: 11, seed: '{SEED}', {words}}}}}"
    )
    return load_plan(folder / "review.yaml")


def test_a_plan_takes_even_steps_through_the_list_as_it_was_committed(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review")
    committed = commit(folder, **STEPS)
    certificate = tmp_path / "out" / "certificate.json"
    view = select(commitment=committed, certificate=certificate, size=None)
    assert (view.method, view.largest_deviation) == ("systematic", 0)
    assert len({one.region for one in view.authorities if one.is_chosen}) == 9
    assert services.verify_authorities(certificate, REAL, commitment=committed).problems == ()
    assert (certificate.parent / "check-tickets.html").exists()
    plan = _select_in_plan(folder, f"{IN_A_PLAN}, commitment: commitment.json").plan
    assert plan is not None
    assert [one.code for one in plan.authorities] == chosen(view)
    assert [str(one.inclusion_probability) for one in plan.authorities] == [
        one.exact for one in view.authorities if one.is_chosen
    ]
    said, note = how_authorities_were_drawn(plan)
    assert said == (
        "The authorities were drawn from a list of 152, with chances in proportion to "
        "neglect_plans, by even steps through the list in the order of region and neglect_plans "
        f"(systematic sampling). The seed was {SEED}; anybody can repeat the choice from its "
        "certificate."
    )
    assert "less often than is said" in note


@pytest.mark.every_run
def test_the_report_says_how_authorities_were_drawn_by_pareto(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review")
    plan = _select_in_plan(folder, "seed_source: dice").plan
    assert plan is not None
    assert how_authorities_were_drawn(plan) == (
        "The authorities were drawn from a list of 152, within each region, with chances in "
        f"proportion to neglect_plans (Pareto sampling). The seed was {SEED} (dice); anybody can "
        "repeat the choice from its certificate.",
    )
    equal = _select_in_plan(make_review(tmp_path / "equal"), "equal: true").plan
    assert equal is not None
    assert (
        "within each region, all with the same chance. The" in how_authorities_were_drawn(equal)[0]
    )
    assert how_authorities_were_drawn(a_plan()) == ()


def test_another_order_than_the_committed_one_is_refused_in_a_plan(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review")
    commit(folder, **STEPS)
    words = "strata: [], method: systematic, order_by: [neglect_plans, region]"
    loaded = _select_in_plan(folder, f"{words}, commitment: commitment.json")
    (problem,) = loaded.problems
    assert problem.message == (
        "The order by and list list.csv differ from what was committed before the seed"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("order_by: [region]", "order_by) needs method systematic"),
        ("method: systematic, order_by: [town]", "The list has no column town"),
        ("method: systematic, order_by: [region, region]", "order_by names each column once"),
        ("method: zones", "where one of pareto or systematic is wanted"),
    ],
)
def test_an_order_that_cannot_be_is_refused_where_it_is_written(
    tmp_path: Path, words: str, message: str
) -> None:
    loaded = _select_in_plan(make_review(tmp_path / "review"), words)
    assert loaded.plan is None or loaded.problems
    found = [one for one in loaded.problems if message in f"{one.message} {one.remedy}"]
    assert found, loaded.problems
    assert found[0].file in {"review.yaml", "list.csv"}
    assert found[0].row


def test_an_order_may_name_a_column_that_makes_strata() -> None:
    view = select(given={"method": "systematic", "order_by": ("region", "plans")})
    assert len({one.stratum for one in view.authorities if one.is_chosen}) == 10


def test_an_authority_without_a_place_in_the_order_is_named_by_its_line(tmp_path: Path) -> None:
    path = changed_list(
        tmp_path, "E06000001,Hartlepool,North East,805", "E06000001,Hartlepool,North East,"
    )
    given = {**STEPS, "order_by": ("old_code",)}
    with pytest.raises(CheckFailedError) as caught:
        select(path, given=given)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (2, "old_code")
    assert problem.message == "The old_code is empty, so the authority has no place in the order"
