"""`authority` as people use it, and the page that shows the whole way."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.command_line import refused, run

pytestmark = pytest.mark.journeys

ROOT = Path(__file__).parents[2]
REAL = ROOT / "sample_data" / "authorities-2013.csv"
PAGE = ROOT / "docs" / "how-tos" / "choose-authorities.md"
SEED = ("--seed", "83920175563810294857", "--seed-source", "dice")
ELEVEN = ("--from", REAL, "--size", "11")


def select(*words: str | Path) -> list[str | Path]:
    return ["authority", "select", *words]


# --- the command ----------------------------------------------------------------------------------


def test_choosing_needs_a_list_a_size_and_a_seed_and_no_review() -> None:
    done = run(*select(*ELEVEN, *SEED))
    assert done.code == 0
    assert done.out.startswith("11 of 152 authorities chosen")
    assert len(re.findall(r" drawn *$", done.out, re.MULTILINE)) == 11
    assert "inclusion probability" in done.out
    assert done.err.startswith("Nothing was committed before the seed was known.")


def test_a_program_gets_every_authority_with_its_exact_chance() -> None:
    found = run(*select(*ELEVEN, *SEED, "--json"))
    view = found.json()
    chosen = [one for one in view["authorities"] if one["is_chosen"]]
    assert len(chosen) == 11
    assert set(chosen[0]) == {
        "code", "name", "region", "stratum", "size", "inclusion_probability", "exact", "rank",
        "role", "is_chosen", "reason", "order_value", "ticket",
    }  # fmt: skip
    assert len(view["authorities"]) + len(view["left_out"]) == view["listed"] == 152
    assert view["commitment"] == ""
    assert view["notes"][0] == found.err.splitlines()[0]


def test_the_same_command_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        done = run(
            *select(*ELEVEN, *SEED, "--certificate", tmp_path / name / "certificate.json"),
            "-o", tmp_path / name / "authorities.csv",
        )  # fmt: skip
        assert done.code == 0
    for file in ("certificate.json", "authorities.csv", "verify_authorities.py"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    lines = (tmp_path / "a" / "authorities.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    assert len(rows) == 11
    assert set(rows[0]) >= {"code", "name", "region", "inclusion_probability", "stage_one_stratum"}


def test_roles_are_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,name,area,n\nAA,A,N,90\nBB,B,N,5\nCC,C,N,5\n", encoding="utf-8")
    words = ("--from", path, "--size", "2", "--by", "area", "--size-column", "n", *SEED)
    out = run(*select(*words)).out
    assert re.search(r"AA +A +N +90 +1\.0000 +certain", out)
    assert re.search(r"0\.5000 +drawn", out)
    assert re.search(r"0\.5000 +reserve 1", out)
    lost = run(*select(*words, "--replaced", "AA= merged ")).out
    assert re.search(r"AA .* cannot take part: merged", lost)
    assert re.search(r"chosen, a reserve that took a place", lost)
    equal = run(*select("--from", path, "--size", "1", "--by", "", "--equal", *SEED)).out
    assert "equal chances" in equal
    assert equal.count("0.3333") == 2


def test_a_commitment_is_shown_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "commitment.json"
    done = run("authority", "commit", *ELEVEN, "--by", "", "-o", path)
    assert done.code == 0
    digest = json.loads(path.read_text(encoding="utf-8"))["digest"]
    assert digest in done.out
    assert re.search(r"strata +none", done.out)
    assert re.search(r"committed at +not given", done.out)
    again = run(*select("--from", REAL, "--commitment", path, *SEED, "--json"))
    assert again.json()["commitment"] == digest
    assert {one["stratum"] for one in again.json()["authorities"]} == {"all"}
    equal = run("authority", "commit", *ELEVEN, "--equal", "-o", tmp_path / "e.json")
    assert re.search(r"chances +equal", equal.out)
    as_json = run("authority", "commit", *ELEVEN, "-o", tmp_path / "j.json", "--json")
    assert as_json.json()["listed"] == 152
    assert refused(run("authority", "commit", *ELEVEN, "-o", path), 3).startswith("commitment.json")
    sentence = refused(run(*select(*ELEVEN, "--by", "region", "--commitment", path, *SEED)), 3)
    assert sentence.startswith("This is not what was committed: strata none, now region.")


def test_a_certificate_is_verified_with_its_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    run(*select(*ELEVEN, *SEED, "--certificate", path))
    good = run("authority", "verify", path, "--from", REAL)
    assert (good.code, good.err) == (0, "")
    assert "cannot say whether it was chosen as committed" in " ".join(good.out.split())
    path.write_text(path.read_text().replace('"size": 11,', '"size": 12,'), encoding="utf-8")
    bad = run("authority", "verify", path, "--from", REAL)
    assert (bad.code, bad.out) == (1, "")
    assert "The digest of the certificate is not that of what it says." in bad.err
    program = run("authority", "verify", path, "--from", REAL, "--json")
    assert (program.code, program.json()["holds"]) == (1, False)
    assert refused(run("authority", "verify", REAL, "--from", REAL), 1).startswith("This is no")
    assert "There is no file" in refused(run("authority", "verify", "x", "--from", REAL), 4)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--from", REAL, *SEED), 2, "Say with --size"),
        (("--from", REAL, "--size", "0", *SEED), 2, "0 cannot be the size"),
        ((*ELEVEN, "--equal", "--size-column", "plans", *SEED), 2, "contradict each other"),
        ((*ELEVEN, "--replaced", "E06000001", *SEED), 2, "has no reason"),
        ((*ELEVEN, "--seeded-at", "noon", *SEED), 2, "is not a time"),
        (("--from", "none.csv", "--size", "11", *SEED), 4, "There is no file none.csv"),
        ((*ELEVEN, "--seed", "1234567890123456789"), 1, "19 decimal digits and needs at least 20"),
        (("--from", REAL, "--size", "150", *SEED), 1, "149 of the 152 on the list can be drawn"),
        ((*ELEVEN, "--minimum-per-stratum", "2", *SEED), 1, "makes 20 authorities"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_code(
    words: tuple[str | Path, ...], code: int, message: str
) -> None:
    assert message in refused(run(*select(*words)), code)


def test_the_edges_of_size_and_seed_are_taken() -> None:
    assert run(*select("--from", REAL, "--size", "149", *SEED)).code == 0
    assert run(*select("--from", REAL, "--size", "10", "--seed", "1" * 20)).code == 0


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_the_choice_is_the_same_however_the_list_was_saved(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    rows = csv.reader(REAL.read_text(encoding="utf-8").splitlines())
    path = tmp_path / REAL.name
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    words = ("--size", "11", *SEED, "--json")
    saved = run(*select("--from", path, *words))
    assert (saved.code, saved.out) == (0, run(*select("--from", REAL, *words)).out)


def test_a_list_with_problems_names_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    text = REAL.read_text(encoding="utf-8")
    words = ("--from", path, "--size", "11", *SEED)
    path.write_bytes(f"{text}E09,Zoë\n".encode() + "E08,Zoë\n".encode("cp1252"))
    assert "is partly UTF-8 and partly in another" in refused(run(*select(*words)), 4)
    path.write_text(text + 'E09,"Open', encoding="utf-8")
    line = text.count("\n") + 1
    assert f"a quotation mark in line {line} that never" in refused(run(*select(*words)), 4)
    path.write_text(text.replace(",101,101", ",-1,101").replace(",90,87", ",?,87"))
    done = run(*select(*words))
    assert "list.csv:2:neglect_plans: refused: The size is -1" in done.err
    assert "list.csv:4:neglect_plans: refused: The size is ?" in done.err
    assert "list.csv has 2 problems, so nothing was chosen." in done.err


# --- the page -------------------------------------------------------------------------------------


def blocks(language: str) -> Iterator[str]:
    text = PAGE.read_text(encoding="utf-8")
    for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield match[1]


def shown(text: str) -> list[str]:
    """Lines that say something. Digests that change with the tool's version are left out."""
    steady = re.sub(r"(digest of the commitment +|Digest )[0-9a-f]{64}", r"\1…", text)
    return [line.rstrip() for line in steady.splitlines() if line.strip()]


def write_the_plan(folder: Path) -> None:
    """Do to the new plan what the page says."""
    (select_block,) = [one for one in blocks("yaml") if one.startswith("authorities:")]
    text = (folder / "review.yaml").read_text(encoding="utf-8")
    before, rest = text[: text.index("authorities:")], text[text.index("case_types:") :]
    rest = rest.replace("size: 24", "size: 124").replace(", not_for: [AAA]", "")
    (folder / "review.yaml").write_text(before + select_block + rest, encoding="utf-8")


def test_commands_print_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [one.partition("\n") for one in blocks("console")]
    assert len(commands) == 6
    notes = "".join(blocks("text"))
    for line, _, printed in commands:
        program, *words = shlex.split(line.removeprefix("$ "))
        assert program == "inspect-tool"
        if words[:2] == ["plan", "check"]:
            write_the_plan(tmp_path / "review")
        done = run(*words)
        assert done.code == 0, done
        if printed:
            assert shown(done.out) == shown(printed)
        if words[0] == "new":
            shutil.copy(REAL, tmp_path / "review")
            monkeypatch.chdir(tmp_path / "review")
        elif words[1] == "select":
            assert shown(done.err) == shown(notes)
    lines = Path("authorities.csv").read_text(encoding="utf-8").splitlines()
    before = {row["code"] for row in csv.DictReader(lines)}
    after = {one["code"] for one in done.json()["authorities"] if one["is_chosen"]}
    assert (before - after, len(after)) == ({"E10000030"}, 11)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_sha256sum_prints_what_the_page_shows() -> None:
    ((command, printed),) = [one.strip().split("\n") for one in blocks("sh")]
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == printed


def test_the_plan_shows_its_authorities_to_a_program_too(tmp_path: Path) -> None:
    run("new", tmp_path / "review")
    shutil.copy(REAL, tmp_path / "review")
    run("authority", "commit", *ELEVEN, "-o", tmp_path / "review" / "commitment.json")
    write_the_plan(tmp_path / "review")
    plain = run("--review", tmp_path / "review", "plan", "check", "--json").json()
    assert len(plain["authorities"]) == 11
    assert plain["authorities"][0].keys() >= {"code", "inclusion_probability", "exact", "stratum"}
    list_file = tmp_path / "review" / "authorities-2013.csv"
    list_file.write_text(list_file.read_text().replace(",101,101", ",102,101"), encoding="utf-8")
    broken = run("--review", tmp_path / "review", "plan", "check")
    assert broken.code == 1
    assert "The list authorities-2013.csv differs from what was committed" in broken.err
