"""The plan's reader: all faults in one pass, and the list of authorities that a plan names."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.domain.plan.authority_choices import AuthorityChoices
from inspect_tool.domain.stage_one.certificate import make_commitment, stage_one_json
from inspect_tool.domain.stage_one.choice import list_digest
from inspect_tool.errors import Severity, UnreadableFileError
from inspect_tool.readers.documents.framework import load_framework
from inspect_tool.readers.documents.plan import LoadedPlan, load_plan
from inspect_tool.readers.documents.stage_one_list import read_stage_one_list

SHIPPED = Path(__file__).parents[3] / "templates" / "frameworks"

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
  - {id: rk, name: "R. K.", roles: [inspector], not_for: [ASH]}
  - {id: mo, name: "M. O.", roles: [inspector]}
  - {id: ts, name: "T. S.", roles: [inspector]}
  - {id: le, name: "L. E.", roles: [lead]}
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
        .replace("roles: [inspector], not_for", "roles: [inspecter, lead], not_for")
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
        "review.yaml:27: The wording scale ofsted-2015 does not exist; did you mean ofsted-2014?",
        "review.yaml:29: The section reporting has the key percentage_from, which is not known; "
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


def test_a_list_says_in_which_country_an_authority_is(tmp_path: Path) -> None:
    csv = "code,name,region,type,country\nASH,Ashmere,,,scotland\nBRK,Brookvale,,,\n"
    listed = load(tmp_path, LISTED, csv=csv)
    assert listed.plan is not None
    assert [one.country for one in listed.plan.authorities] == ["scotland", "england"]
    wrong = load(tmp_path, LISTED, csv=csv.replace("scotland", "Scottland"))
    assert "has the country Scottland" in wrong.problems[0].message


def test_the_country_of_a_drawn_authority_is_that_of_the_list(tmp_path: Path) -> None:
    head, *rows = ALL.splitlines()
    listed = "\n".join([f"{head},country", *(f"{row},wales" for row in rows)])
    loaded = selecting(tmp_path, f"size: 3, seed: '{SEED}'", listed=listed)
    assert loaded.plan is not None
    assert {one.country for one in loaded.plan.authorities} == {"wales"}


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
    assert problem.message == "The authority code ASH is listed twice"


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        ("code:name:region:type\n", "The list of authorities has no column code, name, region and type"),
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


# --- authorities that are drawn -------------------------------------------------------------------

SEED = "83920175563810294857"
ALL = """\
code,name,region,type,neglect_plans,single_assessment_from
ASH,Ashmere,North East,unitary,40,2013-09-01
BRK,Brookvale,North West,metropolitan,25,
CRE,Creston,North East,shire,90,
DUN,Dunmoor,North West,shire,x,
ELM,Elmstead,North East,unitary,10,
FEN,"Fenwick, Town of",North West,unitary,60,
"""


def selecting(tmp_path: Path, select: str, *, listed: str = ALL, plan: str = PLAN) -> LoadedPlan:
    """Load a plan whose authorities are drawn from a list beside it."""
    (tmp_path / "list.csv").write_text(listed, encoding="utf-8")
    before, rest = plan[: plan.index("authorities:")], plan[plan.index("case_types:") :]
    text = f"{before}authorities: {{select: {{from: list.csv, {select}}}}}\n{rest}"
    # Room for the floor of 11 cases in each of up to five authorities.
    text = text.replace("size: 24", "size: 60").replace(", not_for: [ASH]", "")
    return load(tmp_path, text)


def errors(loaded: LoadedPlan) -> list[str]:
    return [
        f"{one.file}:{one.row}: {one.message}"
        for one in loaded.problems
        if one.severity is Severity.REFUSED
    ]


def drawn_codes(loaded: LoadedPlan) -> list[str]:
    assert errors(loaded) == []
    assert loaded.plan is not None
    return [one.code for one in loaded.plan.authorities]


def test_reading_the_plan_draws_its_authorities(tmp_path: Path) -> None:
    loaded = selecting(tmp_path, f"size: 3, seed: '{SEED}', seed_source: dice")
    assert len(drawn_codes(loaded)) == 3
    plan = loaded.plan
    assert plan is not None
    assert plan.authorities_were_drawn
    assert {one.stage_one_stratum for one in plan.authorities} == {"North East", "North West"}
    # CRE has more than half of its region's 140 plans, so it is certain; then one of 40 and 10.
    chances = {"CRE": "1", "ASH": "4/5", "ELM": "1/5", "BRK": "5/17", "FEN": "12/17"}
    assert {one.code: one.inclusion_probability for one in plan.authorities} == {
        code: Fraction(chances[code]) for code in drawn_codes(loaded)
    }
    assert plan.stage_one is not None
    assert (plan.stage_one.seed, plan.stage_one.seed_source) == (SEED, "dice")
    assert (plan.stage_one.listed, plan.stage_one.size_column) == (6, "neglect_plans")
    ashmere = plan.authority("ASH")
    assert ashmere is None or ashmere.single_assessment_from == date(2013, 9, 1)


def test_the_draw_is_the_same_however_the_list_is_ordered(tmp_path: Path) -> None:
    head, *rows = ALL.splitlines(keepends=True)
    turned = head + "".join(rows[::-1])
    first = selecting(tmp_path, f"size: 3, seed: '{SEED}'")
    second = selecting(tmp_path, f"size: 3, seed: '{SEED}'", listed=turned)
    assert drawn_codes(first) == drawn_codes(second)
    assert first.digest == second.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [("BRK,Brookvale,North West,metropolitan,25", "BRK,Brookvale,North West,metropolitan,26"),
     ("shire,x", "shire,c"), ("ELM,Elmstead,North East", "ELM,Elmstead,North West")],
)  # fmt: skip
def test_another_list_breaks_what_was_committed(tmp_path: Path, old: str, new: str) -> None:
    select = f"size: 3, seed: '{SEED}'"
    before, after = (
        selecting(tmp_path, select),
        selecting(tmp_path, select, listed=ALL.replace(old, new)),
    )
    # A symbol in the place of another is no other size: nobody could have drawn the authority.
    assert (before.digest == after.digest) is (new == "shire,c")


@pytest.mark.parametrize(
    "change",
    [
        "size: 4",
        "size: 3, minimum_per_stratum: 0",
        "size: 3, draw_id: other",
        "size: 3, equal: true",
        "size: 3, strata: []",
    ],
)
def test_another_choice_is_another_plan(tmp_path: Path, change: str) -> None:
    before = selecting(tmp_path, f"size: 3, seed: '{SEED}'")
    assert selecting(tmp_path, f"{change}, seed: '{SEED}'").digest != before.digest


def test_what_is_drawn_has_the_digest_of_its_meaning_and_not_of_the_files_name(
    tmp_path: Path,
) -> None:
    loaded = selecting(tmp_path, f"size: 3, seed: '{SEED}'")
    (tmp_path / "other.csv").write_text(ALL, encoding="utf-8")
    text = (tmp_path / "review.yaml").read_text(encoding="utf-8")
    assert load(tmp_path, text.replace("list.csv", "other.csv")).digest == loaded.digest


def test_an_authority_that_cannot_take_part_gives_its_place_to_the_next(tmp_path: Path) -> None:
    before = selecting(tmp_path, f"size: 2, seed: '{SEED}'")
    lost = drawn_codes(before)[0]
    after = selecting(tmp_path, f"size: 2, seed: '{SEED}', replaced: {{{lost}: merged}}")
    assert lost not in drawn_codes(after)
    assert drawn_codes(after)[1] == drawn_codes(before)[1]
    assert after.plan is not None
    assert after.plan.stage_one is not None
    assert after.plan.stage_one.replaced == {lost: "merged"}


def test_a_choice_without_a_seed_tells_what_to_run_first(tmp_path: Path) -> None:
    (problem,) = [
        one for one in selecting(tmp_path, "size: 3").problems if one.severity is Severity.REFUSED
    ]
    assert problem.kind == "authorities-not-selected"
    assert (problem.file, problem.row) == ("review.yaml", 5)
    assert "`authority commit --from list.csv --size 3`" in problem.remedy


@pytest.mark.parametrize(
    ("select", "message"),
    [
        ("size: 3, seed: '1'", "review.yaml:5: The seed has 1 decimal digits and needs at least 20"),
        (f"size: 3, seed: {SEED}", f"review.yaml:5: The section authorities has the seed {SEED}, where text is wanted"),
        (f"size: 6, seed: '{SEED}'", "review.yaml:5: 6 authorities are to be chosen, and 5 of the 6 on the list can be drawn"),
        (f"size: 0, seed: '{SEED}'", "review.yaml:5: The section authorities has the size 0, where 1 or more is wanted"),
        (f"siez: 3, seed: '{SEED}'", "review.yaml:5: The section authorities has the key siez, which is not known; did you mean size?"),
        (f"seed: '{SEED}'", "review.yaml:5: The section authorities has no `size`"),
        (f"size: 1, seed: '{SEED}'", "review.yaml:5: At least 1 from each of 2 strata makes 2 authorities, and 1 are to be chosen"),
        (f"size: 3, strata: [regon], seed: '{SEED}'", "list.csv:1: The list has no column regon; did you mean region?"),
        (f"size: 3, strata: [type, type], seed: '{SEED}'", "review.yaml:5: The section authorities: strata name each column once"),
        (f"size: 3, size_column: neglect_plan, seed: '{SEED}'", "list.csv:1: The list has no column neglect_plan; did you mean neglect_plans?"),
        (f"size: 3, size_column: plans, equal: true, seed: '{SEED}'", "review.yaml:5: The section authorities: equal chances need no column of sizes"),
        (f"size: 3, seed: '{SEED}', replaced: {{ASK: x}}", "review.yaml:5: ASK is replaced but was neither drawn nor a reserve; did you mean ASH?"),
        (f"size: 3, seed: '{SEED}', replaced: {{FEN: x, BRK: y}}", "review.yaml:5: North West has 0 authorities left that can take part, and 1 are to be chosen from it"),
        (f"size: 3, seed: '{SEED}', commitment: none.json", "review.yaml:5: There is no file none.json in that folder. Check the name and the folder"),
        (f"size: 3, seed: '{SEED}', commitment: list.csv", "review.yaml:5: This is not a commitment to a choice of authorities: it is not JSON with each field once. Ask for the file as it was published"),
        (f"size: 3, seed: '{SEED}', commitment: ../c.json", "review.yaml:5: The file ../c.json is outside the review's folder. Copy it into the folder and name it without `..`"),
    ],
)  # fmt: skip
def test_a_choice_with_a_fault_says_where_and_what(
    tmp_path: Path, select: str, message: str
) -> None:
    loaded = selecting(tmp_path, select)
    assert errors(loaded) == [message]
    assert loaded.plan is None
    assert loaded.digest == ""
    assert all(one.remedy for one in loaded.problems)


def test_the_rest_of_the_plan_is_checked_beside_a_choice_with_a_fault(tmp_path: Path) -> None:
    loaded = selecting(tmp_path, "size: 3", plan=PLAN.replace("ofsted-2014", "ofsted-2015"))
    assert len(errors(loaded)) == 2


def test_a_choice_can_only_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(ALL, encoding="utf-8")
    value = "{select: {from: list.csv, size: 3}, file: authorities.csv}"
    loaded = load(tmp_path, LISTED.replace("{file: authorities.csv}", value))
    assert "neither a list nor {file: …} nor {select: …}" in loaded.problems[0].message
    loaded = load(tmp_path, LISTED.replace("{file: authorities.csv}", "{select: list.csv}"))
    assert [one.column for one in loaded.problems] == ["authorities.select"]


def test_what_the_reader_fills_in_cannot_be_written_by_hand(tmp_path: Path) -> None:
    loaded = load(tmp_path, PLAN + "stage_one: {seed: '1'}\n")
    (problem,) = loaded.problems
    assert (problem.kind, problem.value) == ("unknown-key", "stage_one")
    assert "filled in when the plan is read" in problem.message
    assert loaded.plan is None


def test_what_limits_the_figures_is_noted(tmp_path: Path) -> None:
    loaded = selecting(tmp_path, f"size: 3, seed: '{SEED}'")
    found = {one.kind: one.row for one in loaded.problems}
    assert found.items() >= {"authorities-left-out": 5, "not-committed": 5}.items()
    complete = selecting(tmp_path, f"size: 3, seed: '{SEED}'", listed=ALL.replace(",x,", ",5,"))
    assert "authorities-left-out" not in {one.kind for one in complete.problems}


def test_many_that_were_left_out_are_counted_and_some_are_named(tmp_path: Path) -> None:
    more = "".join(f"XX{place},Other {place},North East,shire,0,\n" for place in range(6))
    loaded = selecting(tmp_path, f"size: 3, seed: '{SEED}'", listed=ALL + more)
    (note,) = [one for one in loaded.problems if one.kind == "authorities-left-out"]
    assert "7 of the 12 authorities" in note.message
    assert note.message.endswith("DUN, XX0, XX1, XX2, XX3 and others")


def commit(tmp_path: Path, text: str, **choices: Any) -> None:
    """Commit to a list, as `authority commit` does."""
    path = tmp_path / "committed.csv"
    path.write_text(text, encoding="utf-8")
    asked = AuthorityChoices(**{"size": 3, "size_column": "neglect_plans", **choices})
    whole = read_stage_one_list(path, asked)
    commitment = make_commitment(
        asked,
        list_digest=list_digest(whole.authorities),
        listed=len(whole.authorities),
        committed_at="",
        tool_version="1",
    )
    (tmp_path / "commitment.json").write_text(stage_one_json(commitment), encoding="utf-8")


def test_a_plan_names_the_commitment_that_it_keeps(tmp_path: Path) -> None:
    commit(tmp_path, ALL)
    loaded = selecting(tmp_path, f"size: 3, seed: '{SEED}', commitment: commitment.json")
    assert len(drawn_codes(loaded)) == 3
    assert loaded.plan is not None
    assert loaded.plan.stage_one is not None
    assert len(loaded.plan.stage_one.commitment) == 64
    assert "not-committed" not in {one.kind for one in loaded.problems}


@pytest.mark.parametrize(
    ("text", "choices", "what"),
    [
        (ALL, {"size": 4}, "The size differs"),
        (ALL.replace("25", "26"), {}, "The list list.csv differs"),
        (ALL, {"size": 2, "minimum_per_stratum": 0}, "The size and minimum per stratum differ"),
    ],
)
def test_a_plan_that_does_not_keep_its_commitment_is_refused(
    tmp_path: Path, text: str, choices: dict[str, Any], what: str
) -> None:
    commit(tmp_path, text, **choices)
    loaded = selecting(tmp_path, f"size: 3, seed: '{SEED}', commitment: commitment.json")
    assert errors(loaded) == [f"review.yaml:5: {what} from what was committed before the seed"]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("", ["list.csv:1: The list is empty"]),
        ("\n\n", ["list.csv:1: The list is empty"]),
        (ALL.splitlines()[0], ["list.csv:1: The list has a heading and no authority"]),
        ("\n\n" + ALL.replace("code,", "kode,"), ["list.csv:3: The list has no column code; did you mean kode?"]),
        (ALL.replace("code,", "kode,"), ["list.csv:1: The list has no column code; did you mean kode?"]),
        (ALL.replace("neglect_plans", "children"), ["list.csv:1: The list has no column neglect_plans or size, so the sizes of authorities are not known"]),
        (ALL.replace("type", "name"), ["list.csv:1: The column name appears 2 times"]),
        (ALL.replace("code,", ",").replace("type", ""), ["list.csv:1: The list has no column code"]),
        (ALL.replace("BRK,", "ASH,"), ["list.csv:3: The authority code ASH is already in line 2, so the authority would have two chances"]),
        (ALL.replace("BRK,", "brk,"), ["list.csv:3: brk has the code brk, where a code of 2 to 12 capitals and digits that starts with a letter is wanted"]),
        (ALL.replace("BRK,Brookvale,", "BRK,,"), ["list.csv:3: BRK has no `name`"]),
        (ALL.replace("BRK,Brookvale,North West", "BRK,Brookvale,"), ["list.csv:3: The region is empty, so the authority is in no stratum"]),
        (ALL.replace("metropolitan,25,", "metropolitan,25"), ["list.csv:3: The row has 5 values and the heading has 6"]),
        (ALL.replace(",25,", ",-25,"), ["list.csv:3: The size is -25, where a whole number from 0 upwards is wanted"]),
        (ALL.replace(",25,", ",25.5,"), ["list.csv:3: The size is 25.5, where a whole number from 0 upwards is wanted"]),
        (ALL.replace(",25,", ',"1,204",'), ["list.csv:3: The size is 1,204, where a whole number from 0 upwards is wanted"]),
        (ALL.replace(",25,", ",,"), ["list.csv:3: The size is missing, where a whole number from 0 upwards is wanted"]),
        (ALL.replace(",25,", ",\u0661,"), ["list.csv:3: The size is \u0661, where a whole number from 0 upwards is wanted"]),
        (ALL.replace(",25,", f",{'9' * 13},"), [f"list.csv:3: The size is {'9' * 13}, where a whole number from 0 upwards is wanted"]),
        (ALL.replace("2013-09-01", "soon").replace(",25,", ",?,"), [
            "list.csv:2: ASH has the single_assessment_from soon, where a date in the form 2013-09-30 is wanted",
            "list.csv:3: The size is ?, where a whole number from 0 upwards is wanted",
        ]),
        (ALL.replace(",90,", ",0,").replace(",40,", ",[c],").replace(",10,", ",..,"), [
            "review.yaml:5: North East has no authority with a size above 0, so it cannot give 1",
        ]),
    ],
)  # fmt: skip
def test_a_list_with_a_fault_says_which_line(
    tmp_path: Path, listed: str, expected: list[str]
) -> None:
    size = 2 if "[c]" in listed else 3
    loaded = selecting(tmp_path, f"size: {size}, seed: '{SEED}'", listed=listed)
    assert errors(loaded) == expected
    assert all(one.remedy.endswith(".") for one in loaded.problems)


def test_a_list_in_another_encoding_is_refused_with_a_remedy(tmp_path: Path) -> None:
    selecting(tmp_path, f"size: 3, seed: '{SEED}'")
    (tmp_path / "list.csv").write_bytes(ALL.replace("Ashmere", "Ashm\x81re").encode("latin-1"))
    (error,) = errors(load_plan(tmp_path / "review.yaml"))
    assert error.startswith("review.yaml:5: list.csv is not text in UTF-8, UTF-16 or Windows-1252")
    line = ALL.count("\n") + 1
    (tmp_path / "list.csv").write_text(ALL + '"GRE,Gre', encoding="utf-8")
    assert errors(load_plan(tmp_path / "review.yaml"))[0].startswith(
        f"review.yaml:5: list.csv is not a CSV file: it has a quotation mark in line {line} that"
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_may_be_saved_in_any_usual_way(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    drawn = drawn_codes(selecting(tmp_path, f"size: 3, seed: '{SEED}'"))
    saved = ALL.replace("Ashmere", "Ashmêre").replace(",", separator) + separator * 9 + "\n"
    (tmp_path / "list.csv").write_bytes(saved.encode(encoding))
    loaded = load_plan(tmp_path / "review.yaml")
    assert drawn_codes(loaded) == drawn
    (tmp_path / "authorities.csv").write_bytes(
        CSV.replace("Ashmere", "Ashmêre").replace(",", separator).encode(encoding)
    )
    loaded = load(tmp_path, LISTED)
    assert loaded.plan is not None
    assert [one.name for one in loaded.plan.authorities] == ["Ashmêre", "Brookvale"]


def test_columns_beside_the_list_without_a_name_are_not_read(tmp_path: Path) -> None:
    heading, *rows = ALL.splitlines()
    beside = "\n".join([f"{heading},,", *(f"{row},,note" for row in rows)])
    assert len(drawn_codes(selecting(tmp_path, f"size: 3, seed: '{SEED}'", listed=beside))) == 3


def test_a_list_without_regions_can_be_drawn_from_as_a_whole(tmp_path: Path) -> None:
    plain = "code,name,size\nAA,A,5\nBB,B,3\nCC,C,2\n"
    loaded = selecting(tmp_path, f"size: 2, strata: [], seed: '{SEED}'", listed=plain)
    assert len(drawn_codes(loaded)) == 2
    assert loaded.plan is not None
    assert {one.stage_one_stratum for one in loaded.plan.authorities} == {"all"}
    assert {one.region for one in loaded.plan.authorities} == {""}


def test_strata_can_be_made_of_several_columns(tmp_path: Path) -> None:
    loaded = selecting(
        tmp_path, f"size: 3, strata: [region, type], minimum_per_stratum: 0, seed: '{SEED}'"
    )
    assert loaded.plan is not None
    assert all(
        one.stage_one_stratum == f"{one.region} / {one.type}" for one in loaded.plan.authorities
    )


def test_drawn_authorities_can_stand_in_the_file_that_the_command_writes(tmp_path: Path) -> None:
    csv = CSV.splitlines()
    wide = "\n".join([
        f"{csv[0]},inclusion_probability,stage_one_stratum",
        f"{csv[1]},3/7,North East",
        f"{csv[2]},0.25,North West",
    ])  # fmt: skip
    loaded = load(tmp_path, LISTED, csv=wide)
    assert loaded.plan is not None
    assert loaded.plan.authorities_were_drawn
    assert [one.inclusion_probability for one in loaded.plan.authorities] == [
        Fraction(3, 7),
        Fraction(1, 4),
    ]
    partly = load(tmp_path, LISTED, csv=wide.replace("0.25", ""))
    assert [one.kind for one in partly.problems] == ["partly-drawn"]
    assert partly.plan is not None
    assert not partly.plan.authorities_were_drawn


@pytest.mark.parametrize(
    "chance", ["1.25", "0", "-1/3", "1/0", "often", "nan", "1e999999999", "9" * 40]
)
def test_a_chance_that_cannot_be_is_refused(tmp_path: Path, chance: str) -> None:
    csv = f"code,name,region,type,inclusion_probability\nASH,Ashmere,North East,unitary,{chance}\n"
    assert messages(load(tmp_path, LISTED, csv=csv)) == [
        "authorities.csv:2: ASH: an inclusion probability is a fraction or a number above 0, at most 1"
    ]


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
    assert {one.kind for one in loaded.problems} == {
        "prefill-not-kept",
        "repeats-not-kept",
    }
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
