"""YAML that people write: safe to read, with the line of everything."""

from datetime import date
from pathlib import Path

import pytest

from inspect_tool.domain.language.faults import Fault
from inspect_tool.errors import Severity, UnreadableFileError
from inspect_tool.readers.documents.yaml import (
    LARGEST_FILE,
    YamlDocument,
    parse_yaml,
    read_text,
    read_yaml,
)


def parse(text: str) -> YamlDocument:
    return parse_yaml(text, file="review.yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("007", 7),
        ("0x1f", 31),
        ("1_000", 1000),
        ("0.5", 0.5),
        ("1.0.0", "1.0.0"),
        ("2013-09-30", date(2013, 9, 30)),
        ("2013-02-30", "2013-02-30"),
        ("2013-09-30 10:00:00", "2013-09-30 10:00:00"),
        (".inf", ".inf"),
        ("'12'", "12"),
        ('"yes"', "yes"),
        ("!!str 12", "12"),
    ],
)
def test_scalars_are_read_as_yaml_1_2_says(written: str, value: object) -> None:
    document = parse(f"key: {written}\n")
    assert document.value == {"key": value}
    assert type(document.value["key"]) is type(value)


def test_an_old_yaml_directive_does_not_turn_yes_into_true() -> None:
    assert parse("%YAML 1.1\n---\nkey: yes\nother: true\n").value == {"key": "yes", "other": True}


def test_every_key_and_item_has_its_line() -> None:
    document = parse("a: 1\nlist:\n  - x: 1\n    y: 2\n  - {x: 3,\n     y: 4}\n")
    assert document.line(("a",)) == 1
    assert document.line(("list", 0)) == 3
    assert document.line(("list", 0, "y")) == 4
    assert document.line(("list", 1, "x")) == 5
    assert document.line(("list", 1, "y")) == 6


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    document = parse("list:\n  - x: 1\n")
    assert document.line(("list", 0, "missing", "deeper")) == 2
    assert document.line(("nothing",)) == 1


def test_a_fault_becomes_a_problem_with_its_line() -> None:
    fault = Fault(path=("b", 0), kind="k", message="Wrong", remedy="Right.", value="v")
    problem = parse("a: 1\nb:\n  - v\n").problem(fault)
    assert (problem.file, problem.row, problem.column) == ("review.yaml", 3, "b[0]")
    assert problem.severity is Severity.REFUSED


def test_a_key_that_stands_twice_is_reported_and_the_first_is_kept() -> None:
    document = parse("size: 1\nother: 2\nsize: 3\n")
    assert document.value == {"size": 1, "other": 2}
    (problem,) = document.problems
    assert problem.row == 3
    assert problem.message == "The key `size` is written twice here, first on line 1"


def test_tags_are_reported_and_never_executed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    text = f"list:\n  - !!python/object/apply:os.mkdir ['{mark}']\n  - kept\nother: !thing x\n"
    document = parse(text)
    assert document.value == {"list": ["kept"]}
    assert [one.row for one in document.problems] == [2, 4]
    assert not mark.exists()


def test_a_tag_on_the_whole_document_leaves_nothing() -> None:
    document = parse("!thing {a: 1}\n")
    assert document.value is None
    assert document.problems[0].kind == "yaml-tag"


def test_merge_keys_and_keys_that_are_lists_are_reported() -> None:
    document = parse("base: &b {x: 1}\ncopy: {<<: *b, y: 2}\n? [a, b]\n: z\n")
    assert document.value == {"base": {"x": 1}, "copy": {"y": 2}}
    assert [one.kind for one in document.problems] == ["yaml-key", "yaml-key"]


def test_a_syntax_error_has_its_line() -> None:
    document = parse("a: 1\nb: [1, 2\nc: 3\n")
    assert document.value is None
    (problem,) = document.problems
    assert problem.kind == "yaml-syntax"
    assert problem.row in (2, 3)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("a:\n\tb: 1\n", "Indent with spaces; a tab cannot stand there."),
        ("{a: where: there}\n", "Put a text with a colon in quotes"),
        ("a: [1, 2\nb: 3\n", "Put a text with a colon in quotes, and close every bracket"),
        ("a: @home\n", "Put a text that starts with @ in quotes."),
        ("a: *nobody\n", "Write the document without anchors"),
        ("a: 1\n b: 2\n", "Check the indentation"),
        ("a: b: c\n", "Check the indentation"),
    ],
)
def test_a_syntax_error_says_what_usually_causes_it(text: str, remedy: str) -> None:
    (problem,) = parse_yaml(text, file="x.yaml").problems
    assert problem.remedy.startswith(remedy)


def test_a_quotation_mark_that_never_closes_has_the_line_where_it_opens() -> None:
    (problem,) = parse("a: 1\nb: 'x\nc: 2\nd: 3\n").problems
    assert problem.row == 2
    assert problem.message.endswith("the quotation mark that opens here is never closed")


def test_a_control_character_has_its_line() -> None:
    (problem,) = parse("a: 1\nb: \x07\n").problems
    assert problem.row == 2
    assert problem.message.endswith("control characters are not allowed")


def test_a_control_character_is_a_problem_not_a_crash() -> None:
    document = parse("a: \x00\n")
    assert document.value is None
    assert document.problems[0].kind == "yaml-syntax"


def test_two_documents_in_one_file_are_a_problem() -> None:
    assert parse("a: 1\n---\nb: 2\n").problems[0].kind == "yaml-syntax"


def test_an_anchor_is_read_and_one_that_is_written_twice_has_its_line() -> None:
    document = parse("a: &x 1\nb: *x\n")
    assert document.value == {"a": 1, "b": 1}
    assert not document.problems
    (problem,) = parse("a: &x 1\nb: &x 2\nc: *x\n").problems
    assert problem.row == 2
    assert problem.remedy == "Write the document without anchors (&) and aliases (*)."


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_is_a_problem(text: str) -> None:
    document = parse(text)
    assert document.value is None
    if document.problems:
        assert document.problems[0].kind == "empty-document"


def test_an_alias_bomb_is_unsafe() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(UnreadableFileError, match="values"):
        parse("\n".join(lines))


def test_an_anchor_that_contains_itself_is_unsafe() -> None:
    with pytest.raises(UnreadableFileError, match="nested"):
        parse("a: &a [*a]\n")


@pytest.mark.parametrize("depth", [42, 1_000, 100_000])
def test_deep_nesting_is_unsafe(depth: int) -> None:
    with pytest.raises(UnreadableFileError, match="nested"):
        parse("[" * depth + "]" * depth)


def test_nesting_to_the_deepest_level_is_read() -> None:
    assert not parse("[" * 41 + "]" * 41).problems


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "review.yaml"
    path.write_bytes("\ufeffname: Größe\n".encode())
    assert read_yaml(path).value == {"name": "Größe"}


def test_a_missing_file_says_which(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"no file review\.yaml"):
        read_yaml(tmp_path / "review.yaml")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_text(tmp_path)


def test_a_file_of_another_encoding_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "review.yaml"
    path.write_bytes("title: Größe".encode("latin-1"))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        read_yaml(path)


@pytest.mark.parametrize(("over", "is_read"), [(0, True), (1, False)])
def test_the_largest_file_is_read_and_a_larger_one_is_not(
    tmp_path: Path, over: int, is_read: bool
) -> None:
    path = tmp_path / "review.yaml"
    path.write_bytes(b"#" * (LARGEST_FILE + over))
    if is_read:
        assert len(read_text(path)) == LARGEST_FILE
    else:
        with pytest.raises(UnreadableFileError, match="larger than"):
            read_text(path)
