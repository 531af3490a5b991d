"""The plan's reader: all faults in one pass, and the list of authorities that a plan names."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from datetime import date
from pathlib import Path

import pytest

from inspect_tool.domain.document_digest import document_digest
from inspect_tool.domain.framework import Framework
from inspect_tool.errors import Severity, UnreadableFileError
from inspect_tool.readers.framework_file import load_framework
from inspect_tool.readers.plan_file import LoadedPlan, load_plan

SHIPPED = Path(__file__).parents[2] / "templates" / "frameworks"

PLAN = """\
review: neglect-2014
title: "In the child's time: professional responses to neglect"
framework: framework.yaml
dates: {frame: 2013-09-30, fieldwork: [2013-10-14, 2013-12-13]}
authorities:
  - {code: ASH, name: Ashmere, region: North East, type: unitary, single_assessment_from: 2013-09-01}
  - {code: BRK, name: Brookvale, region: North West, type: metropolitan}
case_types: [early_help, child_in_need, child_protection, in_care]
population:
  keep: [age, gender, disability, category_of_abuse, months_open, previous_plans, sibling_group]
  eligible: {all: [{field: age, lte: 10}]}
  fields:
    long_term: {field: months_open, gte: 12}
sample:
  size: 24
  strata: [authority, case_type]
  allocation: {method: power, exponent: 0.5, minimum: 2, per: {authority: {minimum: 11}}}
  reserves: 1.0
  purposive: {allow: true, maximum: 12}
second_reads: {share: 0.10, strata: [authority, inspector]}
team:
  - {id: rk, name: "R. K.", roles: [inspector, lead], not_for: [ASH]}
  - {id: mo, name: "M. O.", roles: [inspector]}
  - {id: ts, name: "T. S.", roles: [inspector]}
reporting:
  wording: ofsted-2014
  smallest_count: 5
  percentages_from: 20
"""
LISTED = PLAN[: PLAN.index("authorities:")] + "authorities: {file: authorities.csv}\n"
LISTED += PLAN[PLAN.index("case_types:") :]
CSV = """\
code,name,region,type,single_assessment_from
ASH,Ashmere,North East,unitary,2013-09-01
BRK,Brookvale,North West,metropolitan,
"""


@pytest.fixture(scope="module")
def neglect() -> Framework:
    framework = load_framework(SHIPPED / "neglect.yaml", with_proofs=False).framework
    assert framework is not None
    return framework


def load(tmp_path: Path, text: str, *, csv: str | None = None) -> LoadedPlan:
    path = tmp_path / "review.yaml"
    path.write_text(text, encoding="utf-8")
    if csv is not None:
        (tmp_path / "authorities.csv").write_text(csv, encoding="utf-8")
    return load_plan(path)


def messages(loaded: LoadedPlan) -> list[str]:
    return [f"{one.file}:{one.row}: {one.message}" for one in loaded.problems]


def test_a_good_plan_has_no_problem(tmp_path: Path) -> None:
    loaded = load(tmp_path, PLAN)
    assert messages(loaded) == []
    assert loaded.plan is not None
    assert loaded.plan.sample.size == 24
    assert loaded.digest == document_digest(loaded.plan)
    assert len(loaded.digest) == 64


def test_faults_of_shape_and_meaning_come_in_one_pass(tmp_path: Path) -> None:
    text = (
        PLAN.replace("frame: 2013-09-30", "frame: 30/09/2013")
        .replace("category_of_abuse", "category_of_abus")
        .replace("size: 24", "size: many")
        .replace("not_for: [ASH]", "not_for: [ASJ]")
        .replace("roles: [inspector, lead]", "roles: [inspecter, lead]")
        .replace("wording: ofsted-2014", "wording: ofsted-2015")
        .replace("percentages_from: 20", "percentage_from: 20")
    )
    assert messages(load(tmp_path, text)) == [
        "review.yaml:4: The section dates has the frame 30/09/2013, where a date in the form "
        "2013-09-30 is wanted",
        "review.yaml:10: The plan keeps the field category_of_abus, which the frame does not "
        "have; did you mean category_of_abuse?",
        "review.yaml:15: The section sample has the size many, where a whole number is wanted",
        "review.yaml:22: rk is not for ASJ, which is not among the authorities; did you mean ASH?",
        "review.yaml:22: rk has the roles value inspecter, where one of inspector, lead or "
        "writer is wanted; did you mean inspector?",
        "review.yaml:26: The wording scale ofsted-2015 does not exist; did you mean ofsted-2014?",
        "review.yaml:28: The section reporting has the key percentage_from, which is not known; "
        "did you mean percentages_from?",
    ]


def test_what_depends_on_a_broken_part_is_not_checked(tmp_path: Path) -> None:
    text = PLAN.replace("size: 24", "size: many").replace("code: BRK", "code: brookvale")
    text = text.replace("not_for: [ASH]", "not_for: [brookvale]")
    assert [one.row for one in load(tmp_path, text).problems] == [7, 15]


@pytest.mark.parametrize("section", ["dates", "sample", "authorities", "review", "title"])
def test_a_missing_section_does_not_hide_the_other_faults(tmp_path: Path, section: str) -> None:
    lines = PLAN.splitlines(keepends=True)
    start = next(row for row, line in enumerate(lines) if line.startswith(f"{section}:"))
    rest = [row for row in range(start + 1, len(lines)) if not lines[row].startswith("  ")]
    text = "".join(lines[:start] + lines[rest[0] :]).replace("wording: ofsted-2014", "wording: x")
    assert [one.message for one in load(tmp_path, text).problems] == [
        f"The document has no `{section}`",
        "The wording scale x does not exist",
    ]


def test_authorities_can_stand_in_a_list_of_their_own(tmp_path: Path) -> None:
    listed = load(tmp_path, LISTED, csv=CSV)
    assert messages(listed) == []
    assert listed.plan is not None
    assert [one.code for one in listed.plan.authorities] == ["ASH", "BRK"]
    assert listed.plan.authorities[0].single_assessment_from == date(2013, 9, 1)
    assert listed.plan.authorities[1].single_assessment_from is None


def test_a_plan_has_the_same_digest_wherever_its_authorities_stand(tmp_path: Path) -> None:
    assert load(tmp_path, LISTED, csv=CSV).digest == load(tmp_path, PLAN).digest


def test_another_list_of_authorities_is_another_plan(tmp_path: Path) -> None:
    changed = CSV.replace("Brookvale", "Brookdale")
    assert load(tmp_path, LISTED, csv=CSV).digest != load(tmp_path, LISTED, csv=changed).digest


def test_the_last_column_of_the_list_may_be_left_out(tmp_path: Path) -> None:
    csv = "\ufeffcode,name,region,type\n ASH , Ashmere ,North East,unitary\n\n,,,\n"
    loaded = load(tmp_path, LISTED, csv=csv)
    assert loaded.plan is not None
    assert [(one.code, one.name) for one in loaded.plan.authorities] == [("ASH", "Ashmere")]


def test_faults_in_the_list_have_the_lists_own_lines(tmp_path: Path) -> None:
    csv = (
        "code,name,region,type,single_assessment_from\n"
        "ASH,Ashmere,North East,unitary,1 September 2013\n"
        "brk,Brookvale,North West,metropolitan,\n"
        "CLD,,South East,shire,\n"
        "DUN,Dunmoor, East,shire,,extra\n"
    )
    loaded = load(tmp_path, LISTED, csv=csv)
    assert messages(loaded) == [
        "authorities.csv:2: ASH has the single_assessment_from 1 September 2013, where a date in "
        "the form 2013-09-30 is wanted",
        "authorities.csv:3: brk has the code brk, where a code of 2 to 12 capitals and digits "
        "that starts with a letter is wanted",
        "authorities.csv:4: CLD has no `name`",
        "authorities.csv:5: The row has more values than there are columns",
    ]
    assert loaded.plan is None


def test_a_code_that_stands_twice_in_the_list_is_shown_there(tmp_path: Path) -> None:
    loaded = load(tmp_path, LISTED, csv=CSV.replace("BRK", "ASH"))
    (problem,) = loaded.problems
    assert (problem.file, problem.row, problem.column) == ("authorities.csv", 3, "code")
    assert problem.message == "The authority code ASH stands twice"


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        ("code;name;region;type\n", "The list of authorities has no column code, name, region and type"),
        ("code,name,region,type,size\n", "The column size is not known"),
        ("code,nam,region,type\n", "The list of authorities has no column name"),
        ("code,name,region,type\n", "authorities.csv names no authority"),
        ("", "The list of authorities has no column code, name, region and type"),
        ('code,name,region,type\n"ASH,Ashmere\n', "is not a CSV file"),
    ],
)  # fmt: skip
def test_a_list_of_another_form_is_said_to_be_so(tmp_path: Path, csv: str, message: str) -> None:
    loaded = load(tmp_path, LISTED, csv=csv)
    assert loaded.plan is None
    assert any(message in one.message for one in loaded.problems)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    loaded = load(tmp_path, LISTED)
    (problem,) = loaded.problems
    assert (problem.file, problem.row) == ("review.yaml", 5)
    assert problem.message.startswith("There is no file authorities.csv")


@pytest.mark.parametrize("name", ["../authorities.csv", "/etc/passwd", "lists/../../a.csv"])
def test_a_list_outside_the_reviews_folder_is_not_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "review"
    folder.mkdir()
    (tmp_path / "authorities.csv").write_text(CSV, encoding="utf-8")
    (problem,) = load(folder, LISTED.replace("authorities.csv", name)).problems
    assert "outside the review's folder" in problem.message


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    folder.mkdir()
    (tmp_path / "elsewhere.csv").write_text(CSV, encoding="utf-8")
    (folder / "authorities.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert "outside the review's folder" in load(folder, LISTED).problems[0].message


def test_authorities_still_to_be_selected_tell_what_to_run_first(tmp_path: Path) -> None:
    select = "authorities: {select: {from: list.csv, size: 11, strata: [region], seed: '1'}}"
    loaded = load(tmp_path, LISTED.replace("authorities: {file: authorities.csv}", select))
    (problem,) = loaded.problems
    assert problem.kind == "authorities-not-selected"
    assert "`authority select` first" in problem.remedy
    assert "authorities: {file: authorities.csv}" in problem.remedy
    assert loaded.plan is None


@pytest.mark.parametrize("value", ["{files: a.csv}", "{file: [a.csv]}", "{file: a.csv, size: 3}"])
def test_authorities_of_another_form_are_refused(tmp_path: Path, value: str) -> None:
    loaded = load(tmp_path, LISTED.replace("{file: authorities.csv}", value))
    assert [one.message for one in loaded.problems] == [
        "The authorities are neither a list nor {file: …} nor {select: …}"
    ]


def test_a_plan_can_use_a_wording_scale_of_its_own(tmp_path: Path) -> None:
    text = PLAN.replace("wording: ofsted-2014", "wording: ours")
    assert load(tmp_path, text).plan is None
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "ours.yaml").touch()
    assert load(tmp_path, text).plan is not None


def test_the_caller_can_say_which_wording_scales_there_are(tmp_path: Path) -> None:
    path = tmp_path / "review.yaml"
    path.write_text(PLAN, encoding="utf-8")
    assert load_plan(path, wording=["ours"]).plan is None
    assert load_plan(path, wording=["ofsted-2014"]).plan is not None


def test_a_framework_that_asks_for_more_than_the_plan_gives_is_noted(
    tmp_path: Path, neglect: Framework
) -> None:
    path = tmp_path / "review.yaml"
    path.write_text(PLAN, encoding="utf-8")
    loaded = load_plan(path, framework=neglect)
    assert loaded.plan is not None
    assert {one.kind for one in loaded.problems} == {"prefill-not-kept"}
    assert {one.severity for one in loaded.problems} == {Severity.NOTED}
    assert {one.row for one in loaded.problems} == {10}


def test_a_field_that_the_framework_asks_about_must_come_from_somewhere(
    tmp_path: Path, neglect: Framework
) -> None:
    path = tmp_path / "review.yaml"
    path.write_text(PLAN.replace("long_term:", "longterm:"), encoding="utf-8")
    errors = [
        one for one in load_plan(path, framework=neglect).problems
        if one.severity is Severity.REFUSED
    ]  # fmt: skip
    assert [one.message for one in errors] == [
        "long_term counts the field long_term, which the plan neither keeps nor derives"
    ]


def test_without_a_population_that_can_be_read_the_framework_is_not_held_against_it(
    tmp_path: Path, neglect: Framework
) -> None:
    path = tmp_path / "review.yaml"
    text = PLAN[: PLAN.index("population:")] + "population: none\n" + PLAN[PLAN.index("sample:") :]
    path.write_text(text, encoding="utf-8")
    assert [one.column for one in load_plan(path, framework=neglect).problems] == ["population"]


@pytest.mark.parametrize(
    ("fieldwork", "message"),
    [
        ("[2013-10-14]", "The section dates has too few values in fieldwork"),
        ("[]", "The section dates has too few values in fieldwork"),
        ("[2013-10-14, 2013-12-13, 2013-12-14]", "The section dates has the fieldwork a list of 3, where a list of at most 2 is wanted"),
        ("[2013-12-13, 2013-10-14]", "The section dates: fieldwork ends before it starts"),
    ],
)  # fmt: skip
def test_fieldwork_has_a_first_and_a_last_day(tmp_path: Path, fieldwork: str, message: str) -> None:
    loaded = load(tmp_path, PLAN.replace("[2013-10-14, 2013-12-13]", fieldwork))
    assert [one.message for one in loaded.problems] == [message]


def test_an_endless_number_is_a_fault_like_any_other(tmp_path: Path) -> None:
    loaded = load(tmp_path, PLAN.replace("size: 24", "size: 1.0e400"))
    assert "finite number" in loaded.problems[0].message


def test_an_empty_plan_is_one_problem(tmp_path: Path) -> None:
    loaded = load(tmp_path, "")
    assert [one.kind for one in loaded.problems] == ["empty-document"]
    assert loaded.plan is None


def test_a_list_instead_of_a_plan_is_one_problem(tmp_path: Path) -> None:
    assert len(load(tmp_path, "- a\n").problems) == 1


def test_a_missing_plan_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        load_plan(tmp_path / "review.yaml")
