"""What people write in a review's folder is data: hostile documents through the command line."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from inspect_tool.workspace import shipped_folder
from tests.interfaces.command_line import Outcome, refused, run
from tests.interfaces.review_state import files
from tests.stages import Stages

NINES = "9" * 4_000
ESCAPE, OVERRIDE = "\x1b", "\u202e"
BOMB = "\n".join(
    [f"a0: &a0 [{', '.join(['x'] * 10)}]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
)

# A piece of YAML that is put at the end of a good plan.
HOSTILE_YAML = {
    "python object": "extra: !!python/object/apply:os.system ['id']",
    "python name": "extra: !!python/name:os.system",
    "python module": "extra: !!python/module:os",
    "python tuple": "extra: !!python/tuple [1, 2]",
    "own tag": "extra: !include /etc/hostname",
    "binary": "extra: !!binary aWQ=",
    "set": "extra: !!set {a, b}",
    "anchors without end": BOMB,
    "anchor of itself": "extra: &a [*a]",
    "unknown anchor": "extra: *nobody",
    "merge key": "base: &b {a: 1}\nextra: {<<: *b}",
    "deep lists": "extra: " + "[" * 500 + "]" * 500,
    "deeper lists": "extra: " + "[" * 20_000,
    "deep mappings": "extra: " + "{a: " * 300 + "1" + "}" * 300,
    "two documents": "---\nreview: other",
    "list as key": "? [a, b]\n: c",
    "the same key again": "title: Another",
    "4,000 digits": f"extra: {NINES}",
    "5,000 digits": f"extra: {'9' * 5_000}",
    "4,000 digits below zero": f"extra: -{NINES}",
    "4,000 digits of base 16": f"extra: 0x{'f' * 4_000}",
    "4,000 decimals": f"extra: 0.{NINES}",
    "number without end": "extra: 1e99999",
    "digits beyond the number": f"extra: 1e{NINES}",
    "100 digits as a seed": f"extra: {{seed: {'7' * 100}}}",
    "4,000 digits as a key": f"{NINES}: 1",
    "escape in a value": 'extra: "\\e[2J\\e[31mred"',
    "escape in a key": '"\\e]0;title\\a": 1',
    "raw escape": f"extra: {ESCAPE}[31m",
    "bell": 'extra: "\\a"',
    "nul": 'extra: "\\0"',
    "right to left": f"extra: a{OVERRIDE}b",
    "right to left, isolated": 'extra: "\\u2067a\\u2069"',
    "line separator": 'extra: "a\\u2028b"',
    "nothing to see": 'extra: "a\\u200bb"',
    "tag characters": 'extra: "a\\U000E0041b"',
    "half a character": 'extra: "\\ud800"',
    "tab for indentation": "extra:\n\t- a",
}


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["framed"], tmp_path / "review"))


@pytest.fixture
def recorded(stages: Stages, tmp_path: Path) -> Path:
    """A review of which a report can be built."""
    folder = Path(shutil.copytree(stages["recorded"], tmp_path / "review"))
    shutil.rmtree(folder / "narrative", ignore_errors=True)
    (folder / "narrative").mkdir()
    write_narrative(folder, "Words.")
    assert run("--review", folder, "snapshot", "take", "first").code == 0
    return folder


def write_narrative(folder: Path, words: str) -> None:
    text = f"# Introduction\n\n{words}\n"
    (folder / "narrative" / "introduction.md").write_text(text, encoding="utf-8")


def is_plain(text: str) -> bool:
    """Whether a terminal shows the text and does nothing else."""
    return re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069]", text) is None


def said(outcome: Outcome, code: int) -> str:
    assert outcome.code == code, outcome
    assert "Traceback" not in outcome.err
    assert is_plain(outcome.out + outcome.err)
    return outcome.err


@pytest.mark.proof(part=14)
@pytest.mark.parametrize("yaml", HOSTILE_YAML.values(), ids=HOSTILE_YAML)
@pytest.mark.parametrize(
    ("file", "noun"), [("review.yaml", "plan"), ("framework.yaml", "framework")]
)
def test_a_hostile_plan_or_framework_is_a_fault_with_its_place(
    review: Path, file: str, noun: str, yaml: str
) -> None:
    path = review / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{yaml}\n", encoding="utf-8")
    before = files(review)
    outcome = run("--review", review, noun, "check")
    assert outcome.code in (1, 4)
    assert file in said(outcome, outcome.code)
    assert files(review) == before


@pytest.mark.parametrize("number", ["9" * 39, f"-{'9' * 39}", "1e300", "1e400", ".inf", ".nan"])
@pytest.mark.parametrize("place", ["size: {}", "size: 8, reserves: {}", "size: 8, unknown: {}"])
def test_a_number_that_no_sample_has_is_a_fault_or_draws_all(
    review: Path, place: str, number: str
) -> None:
    plan = review / "review.yaml"
    text = re.sub(r"(?m)^sample:.*\n(?:[- ].*\n)*", "", plan.read_text(encoding="utf-8"))
    plan.write_text(f"{text}\nsample: {{{place.format(number)}}}\n", encoding="utf-8")
    for words in (["plan", "check"], ["sample", "plan"]):
        outcome = run("--review", review, *words)
        assert outcome.code in (0, 1, 2, 3)
        said(outcome, outcome.code)


HOSTILE_NAMES = {
    "escape": '"A\\e[31m"',
    "right to left": '"A\\u202e"',
    "carriage return": '"A\\r"',
    "4,000 digits": NINES,
    "leads out": "../review",
    "a list": "[a]",
    "nothing": '""',
    "a formula": '"=1+1"',
}


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
@pytest.mark.parametrize("key", ["review", "framework"])
def test_a_hostile_name_in_a_plan_is_refused(review: Path, key: str, name: str) -> None:
    plan = review / "review.yaml"
    text = re.sub(rf"(?m)^{key}: .*\n", "", plan.read_text(encoding="utf-8"))
    plan.write_text(f"{text}\n{key}: {name}\n", encoding="utf-8")
    outcome = run("--review", review, "status")
    assert outcome.code in (1, 3, 4)
    assert outcome.out == ""
    said(outcome, outcome.code)


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (f"Ash{ESCAPE}[31m", "control characters"),
        ("Ash\x07", "control characters"),
        (f"Ash{OVERRIDE}", "list.csv:2:name: refused"),
        ("As\u2028h", "list.csv:2:name: refused"),
        ("As\u200bh", "list.csv:2:name: refused"),
    ],
)
def test_a_hidden_character_in_a_list_of_authorities_is_refused(
    review: Path, cell: str, place: str
) -> None:
    (review / "list.csv").write_text(
        f"code,name,region,type\nASH,{cell},North,county\nBRO,Brook,North,county\n",
        encoding="utf-8",
    )
    plan = review / "review.yaml"
    text = re.sub(r"(?m)^authorities:\n(?:[- ].*\n)+", "", plan.read_text(encoding="utf-8"))
    plan.write_text(f"{text}\nauthorities: {{file: list.csv}}\n", encoding="utf-8")
    assert place in said(run("--review", review, "plan", "check"), 1)


HOSTILE_MARKDOWN = {
    "picture of the network": "![x](https://example.invalid/x.png)",
    "picture of a file": "![x](file:///etc/hostname)",
    "picture by reference": "![x][a]\n\n[a]: https://example.invalid/x.png",
    "picture as data": "![x](data:image/png;base64,AAAA)",
    "link to a script": "[x](javascript:alert(1))",
    "link to data": "[x](data:text/html;base64,AAAA)",
    "link to a file": "[x](file:///etc/hostname)",
    "link to a neighbour": "[x](../review.yaml)",
    "link without encryption": "[x](http://example.invalid)",
    "link to a share": "[x](//example.invalid/a)",
    "link in brackets": "<http://example.invalid>",
    "link without words": "[](https://example.invalid)",
    "script": "<script>alert(1)</script>",
    "picture in HTML": '<img src="https://example.invalid/x.png">',
    "frame": '<iframe src="https://example.invalid"></iframe>',
    "style": "<style>@import url(https://example.invalid)</style>",
    "comment": "<!-- x -->",
    "code": "`id`",
    "code block": "```\nid\n```",
    "unknown directive": "{{ include:/etc/hostname }}",
    "table of nothing": "{{ table:__class__ }}",
    "escape": f"a{ESCAPE}[31mb",
    "right to left": f"a{OVERRIDE}b",
    "line separator": "a\u2028b",
    "form feed": "a\x0cb",
    "next line": "a\x85b",
    "claim of nothing": "[x](claim:__class__)",
    "claim of 4,000 digits": f"[{NINES} cases](claim:drift)",
    "claim of 5,000 digits": f"[{'9' * 5_000} of {'9' * 5_000}](claim:drift)",
    "claim of 5,000 digits in a hundred": f"[{'9' * 5_000}%](claim:drift)",
    "claim of 4,000 decimals": f"[0.{NINES}%](claim:drift)",
    "deep quotations": ">" * 3_000 + " x",
    "deep points": "".join(f"{'  ' * depth}- x\n" for depth in range(300)),
    "unfinished box": "::: key\nx",
}


@pytest.mark.proof(part=6)
@pytest.mark.parametrize("words", HOSTILE_MARKDOWN.values(), ids=HOSTILE_MARKDOWN)
def test_a_hostile_narrative_stops_the_build_with_its_line(recorded: Path, words: str) -> None:
    write_narrative(recorded, words)
    before = files(recorded)
    error = said(run("--review", recorded, "report", "build", "--format", "html"), 1)
    assert re.search(r"introduction\.md:\d+", error), error
    assert files(recorded) == before


def own_templates(recorded: Path) -> Path:
    folder = recorded / "templates"
    shutil.copytree(shipped_folder("templates"), folder)
    return folder


def test_a_template_that_would_run_a_command_stops_the_build(recorded: Path) -> None:
    template = own_templates(recorded) / "report" / "report.html.j2"
    ran = recorded / "ran"
    template.write_text(
        "{{ lipsum.__globals__['os'].popen('touch " + str(ran) + "').read() }}", encoding="utf-8"
    )
    before = files(recorded)
    message = refused(run("--review", recorded, "report", "build", "--format", "html"), 1)
    assert message.startswith("report/report.html.j2, line 1: the template cannot be used")
    assert not ran.exists()
    assert files(recorded) == before


def test_templates_that_are_not_the_shipped_ones_are_named_with_their_digests(
    recorded: Path, tmp_path: Path
) -> None:
    words: list[str | Path] = ["--review", recorded, "report", "build", "--format", "html", "-o"]
    plain = run(*words, tmp_path / "plain")
    folder = own_templates(recorded)
    same = run(*words, tmp_path / "same")
    (folder / "report" / "screen.css").write_text("/* ours */", encoding="utf-8")
    (folder / "report" / "more.css").write_text("/* more */", encoding="utf-8")
    own = run(*words, tmp_path / "own")
    assert [outcome.code for outcome in (plain, same, own)] == [0, 0, 0]
    assert "own templates" not in plain.out + same.out
    assert "own templates, not the tool's: report/more.css, report/screen.css." in own.out
    manifests = {
        name: json.loads(next((tmp_path / name).glob("*-manifest.json")).read_text("utf-8"))
        for name in ("plain", "same", "own")
    }
    assert "own_templates" not in manifests["plain"]
    assert manifests["same"] == manifests["plain"]
    assert manifests["own"]["own_templates"] == {
        "report/more.css": hashlib.sha256(b"/* more */").hexdigest(),
        "report/screen.css": hashlib.sha256(b"/* ours */").hexdigest(),
    }


@pytest.mark.parametrize("name", ["narrative/secret.md", "templates/report/screen.css"])
def test_a_link_that_leads_out_of_the_review_stops_the_build(
    recorded: Path, tmp_path: Path, name: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("# Title\n\nA secret.\n", encoding="utf-8")
    own_templates(recorded)
    (recorded / name).unlink(missing_ok=True)
    (recorded / name).symlink_to(secret)
    message = refused(run("--review", recorded, "report", "build", "--format", "html"), 4)
    assert "leads out of the review's folder" in message


@pytest.mark.parametrize("name", ["../x", "/etc/hostname", "..", "wording/../../x"])
def test_a_wording_scale_cannot_be_named_outside_the_review(
    review: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "x.yaml").write_text("a: 1\n", encoding="utf-8")
    plan = review / "review.yaml"
    plan.write_text(f"{plan.read_text('utf-8')}\nreporting: {{wording: {name}}}\n", "utf-8")
    assert "review.yaml" in said(run("--review", review, "plan", "check"), 1)


@pytest.mark.parametrize(
    "words",
    [
        ["sample", "plan", "--size", NINES],
        ["sample", "plan", f"--size={NINES}"],
        ["sample", "plan", "--size", f"-{NINES}"],
        ["sample", "plan", "--size", "9" * 5_000],
        ["calc", "allocate", "list.csv", "--size", NINES],
        ["calc", "share", "list.csv", "--confidence", f"0.{NINES}"],
    ],
    ids=["plan", "with an equals sign", "below zero", "5,000", "allocate", "decimals"],
)
def test_a_number_of_thousands_of_digits_in_a_command_is_a_fault(
    review: Path, words: list[str]
) -> None:
    message = refused(run("--review", review, *words), 2)
    assert "too large to reckon with" in message
    assert len(message) < 200


@pytest.mark.parametrize("cell", [NINES, "9" * 5_000, f"-{NINES}", f"1e{NINES}", "nan", "inf"])
@pytest.mark.parametrize("column", ["N_h", "S_h"])
def test_a_number_of_thousands_of_digits_in_a_table_is_a_fault(
    tmp_path: Path, column: str, cell: str
) -> None:
    row = {"stratum": "a", "N_h": "10", "S_h": "0.5"} | {column: cell}
    table = tmp_path / "strata.csv"
    table.write_text("stratum,N_h,S_h\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    error = said(run("calc", "allocate", table, "--size", "5"), 1)
    assert f"strata.csv:2:{column}: refused" in error
    assert cell not in error or len(cell) < 9


def test_what_a_file_says_never_reaches_the_terminal_as_a_command(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(recorded)
    note = f"red {ESCAPE}[31m and {OVERRIDE}reversed"
    case = run("case", "list", "--json").json()[0]["subject"]
    answered = run("case", "answer", case, "HARM.1.a", "yes", "--note", note, "--reason", "x")
    assert answered.code == 0, answered
    shown = run("case", "show", case)
    assert "\\u001b[31m and \\u202ereversed" in shown.out
    assert is_plain(shown.out)
    told = run("case", "show", case, "--json")
    assert is_plain(told.out)
    assert note.replace(ESCAPE, "") in json.dumps(told.json(), ensure_ascii=False).replace(
        "\\u001b", ""
    )


# --- whose folder it is ------------------------------------------------------------------------


@pytest.fixture
def others(review: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The review, as another account than the one that owns it sees it."""
    owner = review.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    return review


@pytest.mark.skipif(os.name == "nt", reason="Windows has no numbers of accounts")
def test_the_review_of_another_account_is_used_only_by_name(
    others: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(others)
    message = refused(run("status"), 3)
    assert f"name it with --review {others}" in message
    assert run("--review", others, "status").code == 0
    assert run("--review", ".", "status").code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no numbers of accounts")
def test_the_search_upwards_ends_at_the_folder_of_another_account(
    others: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = others / "reports" / "drafts"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert "There is no review.yaml" in refused(run("status"), 2)
    assert "There is no review.yaml" in refused(run("--review", below, "status"), 2)


def test_the_search_upwards_finds_our_own_review(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = review / "reports" / "drafts"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run("status").code == 0
