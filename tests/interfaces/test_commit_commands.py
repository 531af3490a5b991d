"""`sample commit`, `certificate`, `verify` and `calc draw --commit` as their users type them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.interfaces.command_line import Outcome, refused, run
from tests.small_review import SEED, make_return, make_review

pytestmark = pytest.mark.journeys

SOURCE = "the lottery of Saturday"
ORACLES = Path(__file__).parents[1] / "data" / "oracles"
FRAME = ORACLES / "o17_prn_sha256.csv"


@pytest.fixture(scope="module")
def framed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("commit-commands")
    sample = {
        "size": 8,
        "allocation": {"method": "power", "minimum": 2},
        "extension": {"to_size": 9},
    }
    folder = make_review(base / "review", sample=sample)
    for code, children in (("ASH", 20), ("BRO", 8)):
        path = make_return(base / "in", code, children=children)
        assert run("--review", folder, "frame", "import", path).code == 0
    return folder


@pytest.fixture
def folder(framed_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(framed_once, tmp_path / "review"))


def sample(folder: Path, *words: str | Path) -> Outcome:
    return run("--review", folder, "--as", "ef", "sample", *words)


def draw(folder: Path, *words: str) -> Outcome:
    return sample(folder, "draw", "--seed", SEED, *words)


# --- commit


def test_the_sentence_to_post_and_the_file_to_publish(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "commitment.json"
    due = (datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="seconds")
    done = sample(folder, "commit", "--seed-source", SOURCE, "--seed-due", due, "-o", path)
    made = json.loads(path.read_text(encoding="utf-8"))
    assert made["digest"] in done.out
    assert f"The seed will come from {SOURCE}, due at" in " ".join(done.out.split())
    assert "BRO/child_in_need is drawn with" in done.out
    assert "Without --seed-source" not in done.out
    assert "and not before" in refused(draw(folder), 3)
    words = ("--posted", "https://example.org/1", "--posted-at")
    assert "takes a time with its zone" in refused(sample(folder, "commit", *words, "today"), 2)
    noted = sample(folder, "commit", *words, due)
    assert made["digest"] in noted.out


def test_a_commitment_is_written_over_no_other(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "commitment.json").write_text("{}", encoding="utf-8")
    there = sample(folder, "commit", "-o", tmp_path / "commitment.json")
    assert "may have been published" in refused(there, 3)
    first = sample(folder, "commit", "--json").json()
    assert Path(first["file"]) == folder / "commitment.json"
    assert "Every later commitment" in sample(folder, "commit", "--withdraw", "--why", "late").out
    second = sample(folder, "commit", "--json").json()
    assert Path(second["file"]).name == f"commitment-{second['draw_id']}.json"
    assert [one["why"] for one in second["commitment"]["earlier"]] == ["late"]
    assert first["commitment"]["digest"] in second["commitment"]["earlier"][0]["digest"]


def test_it_says_what_is_missing_without_a_source(folder: Path) -> None:
    assert "Without --seed-source and --seed-due nobody can tell" in sample(folder, "commit").out
    assert "--seed-source TEXT" in refused(draw(folder), 2)
    assert draw(folder, "--seed-source", "dice").code == 0


# --- proof


def test_a_certificate_is_checked_with_and_without_the_commitment(
    folder: Path, tmp_path: Path
) -> None:
    commitment = tmp_path / "commitment.json"
    assert sample(folder, "commit", "--seed-source", SOURCE, "-o", commitment).code == 0
    assert draw(folder).code == 0
    lost = sample(folder, "lose", "ASH-001", "--reason", "not_open")
    head = lost.out.rpartition("to post now: ")[2].strip()
    path = tmp_path / "out" / "certificate.json"
    assert "commitment.json" in sample(folder, "certificate", "-o", path).out
    alone = sample(folder, "verify", path)
    assert alone.code == 0
    assert alone.out.rstrip().replace("\n", " ").endswith("whether it was drawn as committed.")
    assert "The certificate holds" not in alone.out
    words = ("verify", path, "--commitment", commitment, "--seed", SEED, "--loss-head", head)
    held = sample(folder, *words)
    assert held.code == 0
    last = "against the commitment, the seed and the heads of losses that were given."
    assert held.out.rstrip().endswith(last)
    told = sample(folder, *words, "--json").json()
    assert (told["holds"], told["problems"]) == (True, [])
    assert sample(folder, "verify", path, "--json").json()["holds"] is None
    other = sample(folder, "verify", path, "--commitment", commitment, "--seed", "1" * 20)
    assert "not the one that the public source gave" in refused(other, 1) + other.out
    public = tmp_path / "public" / "certificate.json"
    assert sample(folder, "certificate", "-o", public, "--edition", "public").code == 0
    assert "not_open" not in json.dumps(json.loads(public.read_text("utf-8"))["losses"])
    wrong = sample(folder, "certificate", "-o", public, "--edition", "secret")
    assert "internal" in refused(wrong, 2)


def test_an_extension_by_the_rule_takes_no_other_words(folder: Path) -> None:
    sample(folder, "commit", "--seed-source", SOURCE)
    draw(folder)
    clash = sample(folder, "extend", "--by-rule", "--why", "x")
    assert "nothing else to say" in refused(clash, 2)
    done = sample(folder, "extend", "--by-rule", "--dry-run")
    assert "by the rule that was committed beforehand" in " ".join(done.out.split())


# --- a plain table


def calc(*words: str | Path) -> Outcome:
    return run("calc", "draw", FRAME, *words)


def test_a_plain_table_is_committed_drawn_and_proven(tmp_path: Path) -> None:
    commitment, certificate = tmp_path / "commitment.json", tmp_path / "certificate.json"
    words = ("--draw-id", "t-1", "--size", "12", "--reserves", "1", "--seed-source", SOURCE)
    done = calc(*words, "--commit", commitment)
    made = json.loads(commitment.read_text(encoding="utf-8"))
    assert made["digest"] in done.out
    drawn = calc("--seed", SEED, "--commitment", commitment, "--certificate", certificate)
    assert drawn.out.startswith("list_id,unit_id,stratum,rank")
    frame = tmp_path / "frame.csv"
    rows = FRAME.read_text(encoding="utf-8").splitlines()
    three = (",".join(row.split(",")[:3]) for row in rows)
    frame.write_text("\n".join(three) + "\n", encoding="utf-8")
    held = run("sample", "verify", certificate, "--commitment", commitment, "--frame", frame)
    assert "The certificate holds against the commitment that was given. Not compared:" in held.out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--commit", "OUT", "--size", "12"), 2, "A commitment has a --draw-id"),
        (("--commit", "OUT", "--draw-id", "t", "--seed", SEED, "--size", "12"), 2, "no --seed"),
        (("--commit", "OUT", "--draw-id", "t"), 2, "either --sizes"),
        (
            ("--commit", "OUT", "--draw-id", "t", "--size", "2", "--method", "pareto"),
            2,
            "draws by ticket",
        ),
        (
            ("--commit", "OUT", "--draw-id", "t", "--size", "12", "--seed-due", "soon"),
            2,
            "still to come",
        ),
        (("--commitment", "MISSING", "--seed", SEED), 4, "cannot be read as a commitment"),
        (("--commitment", "MADE"), 2, "Give --seed"),
        (("--commitment", "MADE", "--seed", SEED, "--draw-id", "u"), 2, "leave --draw-id out"),
        (("--commitment", "MADE", "--seed", SEED, "--seed-source", "dice"), 2, "--seed-source"),
        (("--commitment", "MADE", "--seed", SEED, "--size", "9"), 2, "either --sizes"),
        (("--commitment", "OTHER", "--seed", SEED), 3, "The frame is not what was committed"),
        (("--commitment", "LATER", "--seed", SEED), 3, "and not before"),
        (("--size", "12", "--seed", SEED), 2, "--draw-id with the draw's name"),
    ],
)
def test_what_cannot_be_committed_or_drawn_is_said(
    words: tuple[str, ...], code: int, sentence: str, tmp_path: Path
) -> None:
    made = tmp_path / "made.json"
    start = ("--draw-id", "t", "--size", "12", "--seed-source", SOURCE)
    assert calc(*start, "--commit", made).code == 0
    due = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
    assert calc(*start, "--seed-due", due, "--commit", tmp_path / "later.json").code == 0
    fewer = tmp_path / "fewer.csv"
    rows = FRAME.read_text(encoding="utf-8").splitlines()
    fewer.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    other = tmp_path / "other.json"
    assert run("calc", "draw", fewer, *start, "--commit", other).code == 0
    places = {
        "OUT": str(tmp_path / "out.json"),
        "MADE": str(made),
        "OTHER": str(other),
        "LATER": str(tmp_path / "later.json"),
        "MISSING": str(tmp_path / "missing.json"),
    }
    done = calc(*(places.get(word, word) for word in words))
    assert sentence in " ".join(refused(done, code).split())


def test_a_commitment_to_other_sizes_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "made.json"
    start = ("--draw-id", "t", "--size", "12", "--seed-source", SOURCE)
    assert calc(*start, "--commit", made).code == 0
    record = json.loads(made.read_text(encoding="utf-8"))
    record["strata"][0]["reserves"] += 10**6
    made.write_text(json.dumps(record), encoding="utf-8")
    done = calc("--commitment", made, "--seed", SEED)
    assert "The size of a stratum is not what was committed" in refused(done, 3)


def test_a_commitment_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    start = ("--draw-id", "t", "--size", "12", "--seed-source", SOURCE)
    done = calc(*start, "--commit", tmp_path / "file" / "c.json")
    assert "cannot be written" in refused(done, 4)


def test_the_change_of_two_tables(tmp_path: Path) -> None:
    rows = ["unit,stratum,N_h,y,kind,family"]
    rows += [f"{at},s,90,{at % 2},{'a' if at < 9 else 'b'},f{at // 2}" for at in range(20)]
    later = [row.replace(",s,90,0,", ",s,90,1,") if at % 3 else row for at, row in enumerate(rows)]
    for name, lines in (("earlier", rows), ("later", later)):
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    files = (tmp_path / "earlier.csv", tmp_path / "later.csv")
    told = run("calc", "change", *files, "--by", "kind", "--json").json()
    assert [one["domain"] for one in told] == ["overall", "a", "b"]
    assert told[0]["lo"] < told[0]["value"] < told[0]["hi"]
    assert told[0]["value"] == pytest.approx(told[0]["first"] - told[0]["second"])
    together = run("calc", "change", *files, "--families", "family", "--json").json()
    assert together[0]["value"] == told[0]["value"]
    assert run("calc", "change", *files).out.startswith("Change of the share")
    clash = ("--families", "family", "--post-strata", "kind", "--totals", files[0])
    assert "not both" in refused(run("calc", "share", files[0], *clash), 2)
