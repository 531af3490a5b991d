"""The framework's reader: all faults in one pass, each with its line and a remedy."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

import re
from pathlib import Path

import pytest

from inspect_tool.domain.language.digest import document_digest
from inspect_tool.errors import Severity, UnreadableFileError
from inspect_tool.readers.documents.framework import LoadedFramework, load_framework

ROOT = Path(__file__).parents[3]
DATA = Path(__file__).parents[2] / "data" / "plan_and_framework"
SHIPPED = ROOT / "templates" / "frameworks"

SMALL = """\
framework: small
version: 1.0.0
title: Small
scales:
  degree: {values: ["no", partly, "yes"], met: ["yes"]}
absences:
  not_seen: {counts: false, reason: required}
domains:
  - id: TIM
    title: Timeliness
    criteria:
      - id: TIM.1
        title: The assessment was timely
        guidance: {look_for: a, good: b, inadequate: c, usual_evidence: [case_file]}
        questions:
          - {id: TIM.1.a, type: date, text: Date of the referral}
          - {id: TIM.1.b, type: date, text: Date of the assessment, check: {not_before: TIM.1.a}}
          - {id: TIM.1.c, type: clock, rule: ASMT-45, from: TIM.1.a, to: TIM.1.b}
          - {id: TIM.1.d, type: choice, scale: degree, text: Seen alone?, show_if: {question: TIM.1.b, answered: true}}
        judgement: {scale: degree}
measures:
  seen: {title: Seen, count: {question: TIM.1.d, is: "yes"}, noun: cases}
"""


def load(tmp_path: Path, text: str) -> LoadedFramework:
    path = tmp_path / "framework.yaml"
    path.write_text(text, encoding="utf-8")
    return load_framework(path)


def messages(loaded: LoadedFramework) -> list[str]:
    return [f"{one.file}:{one.row}: {one.message}" for one in loaded.problems]


def test_twenty_planted_faults_give_exactly_those_twenty_in_one_pass() -> None:
    path = DATA / "faulty_framework.yaml"
    planted = {
        row: int(found[1])
        for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := re.search(r"# \((\d+)\)", line))
    }
    loaded = load_framework(path)
    assert [planted.get(one.row) for one in loaded.problems] == list(range(1, 21))
    assert loaded.framework is None
    assert loaded.digest == ""


def test_the_twenty_faults_read_like_a_compilers() -> None:
    golden = (DATA / "faulty_framework.txt").read_text(encoding="utf-8").splitlines()
    loaded = load_framework(DATA / "faulty_framework.yaml")
    assert [
        f"{one.file}:{one.row}: {one.message} ({one.severity}). {one.remedy}"
        for one in loaded.problems
    ] == golden


@pytest.mark.parametrize("name", ["neglect", "teaching"])
def test_the_shipped_frameworks_have_no_problem_and_no_warning(name: str) -> None:
    loaded = load_framework(SHIPPED / f"{name}.yaml")
    assert messages(loaded) == []
    assert loaded.framework is not None
    assert loaded.framework.framework == name
    assert loaded.digest == document_digest(loaded.framework)


def test_the_neglect_framework_knows_the_plans_derived_field() -> None:
    known = load_framework(SHIPPED / "neglect.yaml", derived=frozenset({"long_term"}))
    assert messages(known) == []
    unknown = load_framework(SHIPPED / "neglect.yaml", derived=frozenset())
    assert {one.value for one in unknown.problems} == {"long_term"}
    assert unknown.framework is None


def test_an_unknown_question_is_named_with_the_nearest_one_before_it(tmp_path: Path) -> None:
    loaded = load(tmp_path, SMALL.replace("{question: TIM.1.b, ans", "{question: TIM.1.z, ans"))
    assert messages(loaded) == [
        "framework.yaml:19: TIM.1.d shows if TIM.1.z, which does not exist; did you mean TIM.1.b?"
    ]
    assert loaded.problems[0].column == "domains[0].criteria[0].questions[3].show_if.question"


def test_a_broken_part_does_not_hide_the_faults_of_another(tmp_path: Path) -> None:
    text = SMALL.replace("type: date, text: Date of the referral", "type: date")
    text = text.replace('is: "yes"}, noun', "is: maybe}, noun")
    assert messages(load(tmp_path, text)) == [
        "framework.yaml:16: TIM.1.a has no `text`",
        "framework.yaml:22: seen counts TIM.1.d being maybe, which it can never be",
    ]


def test_asking_about_a_broken_part_is_no_fault_of_the_one_who_asks(tmp_path: Path) -> None:
    text = SMALL.replace("type: date, text: Date of the assessment", "type: picture, text: Date")
    (message,) = messages(load(tmp_path, text))
    assert "TIM.1.b has the type picture" in message


def test_a_misspelt_value_is_read_as_the_one_that_was_meant(tmp_path: Path) -> None:
    text = SMALL.replace("TIM.1.b, type: date", "TIM.1.b, type: dat").replace(
        "show_if: {question: TIM.1.b, answered: true}", "show_if: {question: TIM.1.b, is: late}"
    )
    assert messages(load(tmp_path, text)) == [
        "framework.yaml:17: TIM.1.b has the type dat, where one of choice, several, date, "
        "number, text, clock or group is wanted; did you mean date?",
        "framework.yaml:19: TIM.1.d shows if TIM.1.b being late, which it can never be",
    ]


def test_a_misspelt_value_whose_correction_does_not_fit_is_one_fault(tmp_path: Path) -> None:
    text = SMALL.replace("TIM.1.b, type: date", "TIM.1.b, type: choise")
    (message,) = messages(load(tmp_path, text))
    assert "did you mean choice?" in message


def test_a_fault_behind_a_broken_list_item_keeps_its_line(tmp_path: Path) -> None:
    text = SMALL.replace("type: date, text: Date of the referral", "type: x, text: Date")
    text = text.replace("scale: degree, text: Seen", "scale: degre, text: Seen")
    assert [one.row for one in load(tmp_path, text).problems] == [16, 19]


def test_a_misspelt_key_is_read_as_what_it_was_meant_to_be(tmp_path: Path) -> None:
    text = SMALL.replace("title: Timeliness", "titel: Timeliness").replace(
        "text: Seen alone?", "txt: Seen alone?"
    )
    assert messages(load(tmp_path, text)) == [
        "framework.yaml:10: TIM has the key titel, which is not known; did you mean title?",
        "framework.yaml:19: TIM.1.d has the key txt, which is not known; did you mean text?",
    ]


def test_faults_inside_a_misspelt_key_are_found_too(tmp_path: Path) -> None:
    text = SMALL.replace("    criteria:\n", "    criterea:\n").replace(
        "TIM.1.b, type: date", "TIM.1.b, type: dat"
    )
    assert [one.row for one in load(tmp_path, text).problems] == [11, 17]


def test_a_key_of_another_kind_is_unknown_and_its_value_not_read(tmp_path: Path) -> None:
    text = SMALL.replace("title: Small\n", "title: Small\nsponsor: nobody\n")
    (message,) = messages(load(tmp_path, text))
    assert message == "framework.yaml:4: The document has the key sponsor, which is not known"


def test_two_keys_that_mean_the_same_are_both_reported(tmp_path: Path) -> None:
    text = SMALL.replace("title: Small\n", "title: Small\ntitel: Other\n")
    (message,) = messages(load(tmp_path, text))
    assert "titel" in message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 1.0.0", "version: 1.0", "The document has the version 1.0, where text is wanted"),
        (
            "version: 1.0.0",
            "version: v1",
            "The document has the version v1, where a version of three numbers, such as 1.0.0 is "
            "wanted",
        ),
        ("title: Small\n", "", "The document has no `title`"),
        ("title: Small", 'title: ""', "The document has the title nothing, where some text is wanted"),
        (
            "counts: false",
            "counts: maybe",
            "Absence not_seen has the counts maybe, where true or false is wanted",
        ),
        (
            'values: ["no", partly, "yes"]',
            "values: none",
            "Scale degree has the values none, where a list is wanted",
        ),
        (
            'values: ["no", partly, "yes"]',
            'values: ["no", "no"]',
            "Scale degree: a scale names each value once",
        ),
        (
            'values: ["no", partly, "yes"]',
            'values: ["no", 3, "yes"]',
            "Scale degree has the values value 3, where text is wanted",
        ),
        ("id: TIM.1.a", "id: tim.1.a", "tim.1.a has the id tim.1.a, where an id: capitals and "
         "digits, then parts after full stops, such as TIM.1 or TIM.1.a is wanted"),
        ("title: Seen,", "title: [Seen],", "Measure seen has the title a list of 1, where text is wanted"),
        ("title: Seen,", "title: {a: b},", "Measure seen has the title a mapping of keys, where text is wanted"),
        ("title: Seen,", "title: true,", "Measure seen has the title true, where text is wanted"),
        ("{scale: degree}", "degree", "TIM.1 has the judgement degree, where a mapping of keys to values is wanted"),
        ("scale: degree, text", "text", "TIM.1.d: a choice, and only a choice, names one of `scales` as its `scale`"),
        (
            'count: {question: TIM.1.d, is: "yes"}',
            "count: {question: TIM.1.d}",
            "Measure seen: a comparison has exactly one test: is, in, not, gte, lte, answered, "
            "met, not_met, in_force, has, has_any, how_many or any_row",
        ),
        (
            'count: {question: TIM.1.d, is: "yes"}',
            "count: {all: []}",
            "Measure seen has the all an empty list, where a list of at least 1 is wanted",
        ),
        (
            'count: {question: TIM.1.d, is: "yes"}',
            "count: {question: TIM.1.d, is: [1, 2]}",
            "Measure seen has the is a list of 2, where true or false is wanted",
        ),
    ],
)  # fmt: skip
def test_faults_of_shape_are_plain_sentences(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SMALL
    found = [one.message for one in load(tmp_path, SMALL.replace(old, new)).problems]
    assert message in [one.split("; did you mean")[0] for one in found]
    assert not any("Input should" in one or "Value error" in one for one in found)


def test_a_long_value_is_cut_in_the_message(tmp_path: Path) -> None:
    text = SMALL.replace("type: date, text: Date of the referral", f"type: {'d' * 60}, text: Date")
    assert f"{'d' * 37}…" in messages(load(tmp_path, text))[0]


def test_a_list_instead_of_a_document_is_one_problem(tmp_path: Path) -> None:
    loaded = load(tmp_path, "- a\n- b\n")
    assert [one.message for one in loaded.problems] == [
        "The document is a list of 2, where a mapping of keys to values is wanted"
    ]


def test_a_framework_without_a_sound_domain_reports_its_shape_only(tmp_path: Path) -> None:
    loaded = load(tmp_path, "framework: x\nversion: 1.0.0\ntitle: T\nscales: {}\ndomains: []\n")
    assert [one.column for one in loaded.problems] == ["domains"]


def test_problems_of_the_yaml_stand_among_the_others(tmp_path: Path) -> None:
    text = SMALL.replace("title: Small\n", "title: Small\ntitle: Again\n").replace(
        "counts: false", "counts: maybe"
    )
    assert [one.kind for one in load(tmp_path, text).problems] == ["duplicate-key", "wrong-value"]


def test_a_syntax_error_is_the_only_problem(tmp_path: Path) -> None:
    loaded = load(tmp_path, SMALL.replace("scales:", "scales: ["))
    assert [one.kind for one in loaded.problems] == ["yaml-syntax"]
    assert loaded.framework is None


def test_warnings_alone_leave_a_framework(tmp_path: Path) -> None:
    loaded = load(tmp_path, SMALL.replace("good: b, ", ""))
    assert [one.severity for one in loaded.problems] == [Severity.NOTED]
    assert loaded.framework is not None


def test_without_proofs_only_what_needs_them_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    never = "show_if: {all: [{question: TIM.1.a, answered: true}, {question: TIM.1.a, answered: false}]}"
    text = SMALL.replace("show_if: {question: TIM.1.b, answered: true}", never)
    path.write_text(text.replace("good: b, ", ""), encoding="utf-8")
    assert [one.kind for one in load_framework(path, with_proofs=False).problems] == [
        "missing-guidance"
    ]
    assert [one.kind for one in load_framework(path).problems] == [
        "missing-guidance",
        "never-shown",
    ]


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"no file framework\.yaml"):
        load_framework(tmp_path / "framework.yaml")


def test_the_same_meaning_has_the_same_digest(tmp_path: Path) -> None:
    plain = load(tmp_path, SMALL)
    spelt_out = load(
        tmp_path, "# a comment\n" + SMALL.replace("noun: cases", "subject: case, noun: cases")
    )
    changed = load(tmp_path, SMALL.replace("noun: cases", "noun: children"))
    assert plain.digest == spelt_out.digest
    assert plain.digest != changed.digest


JUDGED = """\
        judgement:
          scale: degree
          calculated:
            - {when: {question: TIM.1.d, is: "no"}, then: "no"}
            - {else: partly}
"""


@pytest.mark.parametrize(
    ("old", "new", "message", "remedy"),
    [
        ("{else: partly}", "else partly", "TIM.1 has the calculated value else partly, where", ""),
        ("when: {question: TIM.1.d, is", "when: {question: TIM.1.d, equals", "TIM.1, item 1 of calculated, has the key equals, which is not known; did you mean is?", ""),
        ("when:", "if:", "TIM.1, item 1 of calculated, has the key if, which is not known; did you mean when?", ""),
        ("show_if: {question: TIM.1.b, answered: true}", "show_if: TIM.1.b", "TIM.1.d has the show_if TIM.1.b, where a mapping", "Write it as {question: TIM.1.a"),
        ("show_if: {question: TIM.1.b, answered: true}", "show_if: {or: [{question: TIM.1.b, answered: true}]}", "TIM.1.d has the key or, which is not known; did you mean any?", ""),
        ("show_if: {question: TIM.1.b, answered: true}", "show_if: {question: TIM.1.b, all: [{question: TIM.1.a, answered: true}]}", "TIM.1.d has the key all, which cannot stand beside", "Keep one of them"),
        ('is: "no"', 'in: "no"', "TIM.1, item 1 of calculated, has the in no, where a list is wanted", "Write it in square brackets: [no]."),
        ("text: Seen alone?", "text: Seen, and alone?", "TIM.1.d has the words and alone?, where a key is wanted", "Put a text with a comma in quotes"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_fault_and_no_step_is_blamed_for_it(
    tmp_path: Path, old: str, new: str, message: str, remedy: str
) -> None:
    """Nothing is proven about a judgement of which a part is set aside."""
    # The step needs no guard, since nothing hides the question when nothing is wrong.
    text = SMALL.replace("        judgement: {scale: degree}\n", JUDGED)
    shown_if = ", show_if: {question: TIM.1.b, answered: true}"
    sound = text if "show_if" in old else text.replace(shown_if, "")
    assert old in sound
    (problem,) = load(tmp_path, sound.replace(old, new)).problems
    assert problem.message.startswith(message)
    assert problem.remedy.startswith(remedy)


def test_a_value_that_is_met_is_asked_for_by_its_own_key(tmp_path: Path) -> None:
    text = SMALL.replace(
        'count: {question: TIM.1.d, is: "yes"}', "count: {judgement: TIM.1, is: met}"
    )
    (problem,) = load(tmp_path, text).problems
    assert problem.remedy.endswith("Or ask {judgement: …, met: true}.")
