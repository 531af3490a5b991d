"""The whole job on the sample review, and everything it promises about its result."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import page
import pikepdf
import pytest

from inspect_tool.demonstration import (
    MARK,
    Demonstration,
    DemonstrationFolderError,
    Job,
    prepare_folder,
)
from inspect_tool.documents.tables.rules import check_workbook
from inspect_tool.domain.claims.group_comparisons import comparison_phrases
from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.content.blocks import cell_text
from inspect_tool.domain.content.narrative import NarrativeDocument
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.look.words import ENGLISH_WORDS
from inspect_tool.domain.percentages import exact
from inspect_tool.domain.plan.plan import WordsFollow
from inspect_tool.domain.report import chapters, claim_counts
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.claim_counts import count_for, estimate_beside
from inspect_tool.domain.report.counted import Counted
from inspect_tool.domain.report.estimates import TOLD_BY_THE_LISTS, is_told_by_the_lists
from inspect_tool.domain.report.headlines import HIGHER, LOWER, SAME, headlines_table
from inspect_tool.domain.sampling.flow import AuthorityFlow, disagreements
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.services.figures import live_flow, snapshots
from inspect_tool.services.publication import claims, narratives
from inspect_tool.services.sampling import samples
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.interfaces.review_state import dump
from tests.small_review import check_database, take_workbooks
from tests.test_docs_commands import ROOT, console_commands
from tests.wheel_environment import DemonstrationOfTheWheel

IDS_TRIED = 150  # of each authority
SENTENCES = ROOT / "tests" / "data" / "claims"
NOT_UNDERSTOOD = {
    "H13",
    "E049",
    "A08",
    "B11",
    "N030",
    "P18",
    "C014",
    "C043",
    "C057",
    "C061",
}  # true, and to be said otherwise


@pytest.fixture(scope="module")
def result(demonstration_of_the_wheel: DemonstrationOfTheWheel) -> Demonstration:
    """The demonstration as a user of the wheel runs it, once for all tests here."""
    return demonstration_of_the_wheel.result()


@pytest.fixture(scope="module")
def job(result: Demonstration) -> Job:
    """What the demonstration was made from, and its review."""
    return Job(result.folder)


@pytest.fixture(scope="module")
def review(job: Job) -> Workspace:
    return job.at("report")


@pytest.fixture(scope="module")
def figures(review: Workspace) -> SnapshotFigures:
    with review.reading() as work:
        return snapshots.figures(work, review.review)


def report_of(result: Demonstration, ending: str) -> Path:
    return next(one for one in result.reports if one.name.endswith(ending))


def test_it_writes_to_no_server_that_the_environment_names(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECT_TOOL_DATABASE_URL", "postgresql://db.example/a_real_review")
    assert job.at("report").database_file == job.folder / "review.db"


# --- the cases ------------------------------------------------------------------------------------


def test_there_are_124_cases_in_11_authorities(result: Demonstration, review: Workspace) -> None:
    assert result.cases == 124
    with review.reading() as work:
        cases = samples.show(work).active
    assert len({one.case_ref for one in cases}) == 124
    assert len({one.case_ref.partition("-")[0] for one in cases}) == 11


def test_the_flow_reconciles_in_every_authority_and_in_total(review: Workspace) -> None:
    with review.reading() as work:
        flows = live_flow.flow(work, review.review)
    assert [disagreements(one) for one in flows] == [()] * 12
    total: AuthorityFlow = flows[-1]
    assert (total.drawn, total.active, total.read, total.counted) == (124, 124, 124, 124)
    assert dict(total.lost) == {"file_not_available": 1, "moved_away": 1, "not_the_theme": 1}
    assert (total.replaced, total.read_twice, total.adjudicated) == (3, 12, 2)


@pytest.mark.parametrize(
    ("measure", "count", "base"),
    [
        ("long_term", 70, 124),
        ("left_too_long", 33, 70),
        ("feigned_compliance", 26, 70),
        ("drift_and_delay", 23, 70),
        ("history_weak", 51, 108),
        ("oversight_weak?in=left_too_long", 28, 33),
    ],
)
def test_the_headline_figures_can_be_traced_to_their_cases(
    review: Workspace, measure: str, count: int, base: int
) -> None:
    with review.reading() as work:
        found = claims.explain(work, review.review, measure, place=review.place)
    assert (found.count, found.base) == (count, base)
    assert len(found.refs) == len(set(found.refs)) == count


def test_management_oversight_was_weak_in_most_cases_left_too_long(review: Workspace) -> None:
    measure = "oversight_weak?in=left_too_long"
    with review.reading() as work:
        found = claims.explain(work, review.review, measure, place=review.place)
    assert "most" in found.phrases
    assert Fraction(found.count, found.base) > Fraction(1, 2)


def test_figures_by_authority_add_up_to_the_whole(figures: SnapshotFigures) -> None:
    for measure in figures.review.framework.measures:
        whole, *parts = findings.table(figures, measure, by="authority")
        assert sum(one.count for one in parts) == whole.count
        assert sum(one.base for one in parts) == whole.base


def test_the_matrix_counts_every_judged_case_once(figures: SnapshotFigures) -> None:
    cells = findings.matrix(figures)
    for criterion in {one.criterion for one in cells}:
        own = {one.group: one for one in cells if one.criterion == criterion}
        whole = own.pop("")
        assert sum(one.judged for one in own.values()) == whole.judged
        assert sum(one.met for one in own.values()) == whole.met
        assert sum(whole.values.values()) == whole.judged


def test_every_quantity_of_the_narrative_is_true(review: Workspace) -> None:
    with review.reading() as work:
        check = claims.check(work, review.review, place=review.place)
    assert check.holds
    assert check.claims == check.true > 50
    assert check.problems == ()


# Which row of each table an ordinary run takes.
EVERY = {
    "given": 1, "sentences": 4, "held_back": 4, "later": 4,
    "estimates": 8, "estimates_held_back": 8, "compared": 11,
    "authorities": 8, "authorities_held_back": 8, "attacks": 20, "attacks_held_back": 12,
    "cold": 40,
}  # fmt: skip


@pytest.mark.parametrize("table", list(EVERY))
def test_a_sentence_gets_the_verdict_that_was_decided_beforehand(
    figures: SnapshotFigures, review: Workspace, table: str, *, whole: bool
) -> None:
    """No false sentence is accepted or unseen; of a few true ones it may be said that it is not
    understood."""
    scale = claims.wording_scale(figures.review, review.place)
    with (SENTENCES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:: 1 if whole else EVERY[table]]
    not_understood = []
    for row in rows:
        document = document_of(row)
        own_scale = scale_called(row["scale"]) if row.get("scale") else scale
        _, problems = check_narrative(figures, own_scale, [document])
        found = {one.kind for one in (*document.problems, *problems, *document.unchecked)}
        if row["truth"] == "true" and found:
            assert "false-claim" not in found, row
            assert "unsafe-claim" not in found, row
            not_understood.append(row["id"])
        if row["truth"] == "false":
            assert found, row
        if row["truth"] == "unsafe":
            assert found == {"unsafe-claim"}, row
    assert set(not_understood) <= NOT_UNDERSTOOD, not_understood


def document_of(row: dict[str, str]) -> NarrativeDocument:
    """A row's sentence as a file of the narrative; one that begins with its title is whole."""
    text = row["sentence"].replace("\\n", "\n")
    text = text if text.startswith(("# ", "---")) else f"# T\n\n{text}\n"
    return parse_narrative(text, file=row.get("file") or "t.md")


def scale_called(name: str) -> WordingScale:
    return load_wording(ROOT / "templates" / "wording" / f"{name}.yaml")


def counted(figures: SnapshotFigures, claim: str) -> Counted:
    return count_for(figures, parse_claim_reference(claim))


@pytest.mark.parametrize(
    ("narrowed", "by", "group"),
    [
        ("", None, ""),
        ("&authority=ASH", "authority", "ASH"),
        ("&case_type=child_in_need", "case_type", "child_in_need"),
    ],
)
def test_a_claim_on_children_states_the_estimate_of_the_tables(
    figures: SnapshotFigures, narrowed: str, by: str | None, group: str
) -> None:
    stated = counted(figures, f"oversight_weak?of=children{narrowed}").estimate
    rows = estimates.table(figures, "oversight_weak", by=by).rows
    (row,) = [one for one in rows if one.count.group == group]
    assert row.estimate is not None
    assert stated is not None
    assert row.estimate.p is not None
    assert (stated.share, stated.cases) == (exact(row.estimate.p), row.estimate.n)
    beside = estimate_beside(
        figures, parse_claim_reference(f"oversight_weak{narrowed.replace('&', '?')}")
    )
    assert beside == stated


def test_what_no_estimate_can_be_of_has_none_beside_it(figures: SnapshotFigures) -> None:
    for claim in ("lscb_strategy", "oversight_weak?in=left_too_long", "cases"):
        assert estimate_beside(figures, parse_claim_reference(claim)) is None
    with pytest.raises(ClaimReferenceError, match="stand with measures alone"):
        counted(figures, "cases?of=children")
    by_lists = [
        key
        for key, measure in figures.review.framework.measures.items()
        if is_told_by_the_lists(measure)
    ]
    for key in by_lists:
        told = counted(figures, f"{key}?of=children").estimate
        assert told is not None
        assert (told.share, told.why_not) == (Fraction(0), TOLD_BY_THE_LISTS)


def test_a_share_without_an_estimate_or_an_interval_states_why(figures: SnapshotFigures) -> None:
    measure = figures.review.framework.measures["oversight_weak"]
    row = estimates.table(figures, "oversight_weak").rows[0]
    assert row.estimate is not None
    wide = dataclasses.replace(row.estimate, lo=None, hi=None, no_interval="too few")
    bare = dataclasses.replace(row, estimate=None, no_estimate="nothing was drawn")
    empty = dataclasses.replace(row, estimate=dataclasses.replace(row.estimate, p=None, reason="0"))
    said = [
        claim_counts._stated(one, measure).why_not
        for one in (dataclasses.replace(row, estimate=wide), bare, empty)
    ]
    assert said == ["too few", "nothing was drawn", "0"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "In the cases that were read, [about half](claim:oversight_weak?of=children) of the "
            "children had weak oversight.",
            "the estimate is of children",
        ),
        (
            "Oversight was weak [less often](claim:oversight_weak?case_type=child_in_need&than="
            "child_protection) for children in need than on a plan in the cases read.",
            "21 of 45",
        ),
        (
            "Oversight was weak [rather often](claim:oversight_weak?case_type=child_in_need&than="
            "child_protection) for children in need.",
            "not understood",
        ),
        (
            "Oversight was weak for [nearly half of all children](claim:oversight_weak).",
            "the claim counts the cases read",
        ),
    ],
)
def test_a_sentence_on_other_children_or_the_other_way_round_is_told(
    figures: SnapshotFigures, review: Workspace, sentence: str, said: str
) -> None:
    scale = claims.wording_scale(figures.review, review.place)
    document = parse_narrative(f"# T\n\n{sentence}\n", file="t.md")
    _, problems = check_narrative(figures, scale, [document])
    assert said in " ".join(f"{one.message} {one.remedy}" for one in problems)
    about = chapters._about([document], 0, ENGLISH_WORDS)
    assert ("estimated from it" in str(about)) is ("of=children" in sentence)


def test_what_nothing_was_drawn_for_is_compared_in_the_cases_read(figures: SnapshotFigures) -> None:
    both = "oversight_weak?case_type=child_in_need&than=child_protection"
    compared = counted(dataclasses.replace(figures, ledger=None), both).compared
    assert compared is not None
    assert (compared.low, compared.high) == (None, None)
    assert compared.why_not


def test_two_case_types_are_compared_by_the_difference_of_their_estimates(
    figures: SnapshotFigures,
) -> None:
    both = "case_type=child_in_need&than=child_protection"
    compared = counted(figures, f"oversight_weak?{both}").compared
    assert compared is not None
    found = estimates.compare(
        figures, "oversight_weak", by="case_type", between=("child_in_need", "child_protection")
    )
    assert (compared.low, compared.high) == (found.difference.lo, found.difference.hi)
    assert comparison_phrases(compared) == ("in the cases read, more often",)
    apart = dataclasses.replace(compared, low=0.1, high=0.4)
    assert comparison_phrases(apart) == ("more often",)


def test_the_key_words_stand_beside_their_estimates(
    figures: SnapshotFigures, review: Workspace
) -> None:
    scale = claims.wording_scale(figures.review, review.place)
    documents = narratives.read_narrative(figures.review, review.place.narrative)
    table = headlines_table(figures, scale, documents)
    assert table is not None
    rows = {row.header: [cell_text(cell) for cell in row.cells] for row in table.rows}
    assert rows["Weak management oversight"] == [
        "“nearly half”", "58 of 124 (47%)", "53%", "42% to 64%", HIGHER,
    ]  # fmt: skip
    assert rows["Plans judged good or better"][-1] == LOWER
    assert rows["Longer-term support given or planned"][-1] == SAME
    assert headlines_table(figures, scale, ()) is None
    plan = figures.review.plan
    reporting = plan.reporting.model_copy(update={"percentages_from": 500})
    plan = plan.model_copy(update={"reporting": reporting})
    small = dataclasses.replace(figures, review=dataclasses.replace(figures.review, plan=plan))
    assert headlines_table(small, scale, documents) is None
    assert headlines_table(replace(figures, ledger=None), scale, documents) is None


def test_a_plan_may_have_its_words_follow_the_children(
    figures: SnapshotFigures, review: Workspace
) -> None:
    scale = claims.wording_scale(figures.review, review.place)
    reporting = figures.review.plan.reporting.model_copy(
        update={"words_follow": WordsFollow.CHILDREN}
    )
    plan = figures.review.plan.model_copy(update={"reporting": reporting})
    following = replace(figures, review=replace(figures.review, plan=plan))
    for said, kinds in (
        ("Oversight was weak in [nearly half](claim:oversight_weak) of cases.", ["unsafe-claim"]),
        ("Oversight was weak in [58](claim:oversight_weak) cases.", []),
        ("[Six of the 11](claim:lscb_strategy) boards had a strategy.", []),
        ("Longer-term support was planned in [very few](claim:lasting_support) cases.", []),
    ):
        document = parse_narrative(f"# T\n\n{said}\n", file="t.md")
        assert [one.kind for one in check_narrative(following, scale, [document])[1]] == kinds, said


def test_a_changed_word_is_caught_and_nothing_is_written(job: Job, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(job.folder, tmp_path / "demo"))
    shutil.rmtree(folder / "reports")
    harm = folder / "narrative" / "harm.md"
    text = harm.read_text(encoding="utf-8")
    changed = text.replace("[nearly half]", "[most]").replace("[Nearly half]", "[Most]")
    assert changed != text
    harm.write_text(changed, encoding="utf-8")
    outcome = run("--review", folder, "report", "build")
    assert outcome.code == 1
    assert "harm.md:" in outcome.err
    assert "nearly half" in outcome.err
    assert not (folder / "reports").exists()


def test_the_five_minutes_of_the_readme_can_be_typed(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    part = text.partition("## Five minutes")[2].partition("\n## ")[0]
    lines = [one for one in console_commands(part) if not one.startswith("inspect-tool demo")]
    assert len(lines) >= 7
    monkeypatch.chdir(job.folder)
    # The pages are served until somebody ends them.
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    for line in lines:
        done = run(*shlex.split(line)[1:])
        assert (done.code, done.err) == (0, ""), line
        assert done.out, line


def test_the_database_and_its_audit_trail_are_whole(review: Workspace) -> None:
    check = check_database(review)
    assert check.faults == ()
    assert check.entries > 11


# --- the documents --------------------------------------------------------------------------------


def test_the_pdf_passes_every_rule_of_pdf_ua_1(result: Demonstration) -> None:
    pdf = report_of(result, ".pdf").read_bytes()
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.rules.total > 100


def test_the_workbook_keeps_the_rules_of_accessible_tables(result: Demonstration) -> None:
    assert check_workbook(report_of(result, ".xlsx").read_bytes()) == ()


def test_the_manifest_names_every_report_with_its_digest(result: Demonstration) -> None:
    manifest = json.loads(report_of(result, "-manifest.json").read_text(encoding="utf-8"))
    files = {one.name: one.read_bytes() for one in result.reports}
    del files[report_of(result, "-manifest.json").name]
    assert manifest["files"] == {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    }
    assert {name.rpartition(".")[2] for name in files} == {"pdf", "xlsx", "html"}


@pytest.mark.proof(part=0)  # page and workbook are compared with the example every time
def test_building_the_report_again_on_another_day_gives_the_same_bytes(
    result: Demonstration, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    words = ["--review", str(result.folder), "report", "build", "-o", str(again)]
    subprocess.run([sys.executable, "-m", "inspect_tool", *words], check=True, capture_output=True)
    assert {one.name for one in again.iterdir()} == {one.name for one in result.reports}
    for first in result.reports:
        assert first.read_bytes() == (again / first.name).read_bytes(), first.name


def test_the_certificate_verifies_without_this_tool(result: Demonstration, tmp_path: Path) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    for name in ("draw-certificate.json", "public-frame.csv", "verify_draw.py"):
        shutil.copy(result.certificate.with_name(name), folder)
    assert verify(folder).returncode == 0
    certificate = folder / "draw-certificate.json"
    certificate.write_text(certificate.read_text().replace('"rank": 1,', '"rank": 2,', 1))
    assert verify(folder).returncode == 1


def verify(folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the verifier alone: isolated, so that nothing of this environment is imported."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify_draw.py", "draw-certificate.json", "public-frame.csv"],
        cwd=folder,
        check=False,
        capture_output=True,
    )


# --- what must be in none of it -------------------------------------------------------------------


def text_of(path: Path) -> str:
    """Everything readable in a file, unpacked."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    if path.suffix == ".pdf":
        return text_of_pdf(data)
    return data.decode("utf-8")


def found_in(text: str, words: list[str]) -> list[str]:
    """The words that stand in a text as words, not as some digits of a digest."""
    tokens = set(re.findall(r"\w+(?:/\w+)*", text))
    return [one for one in words if one in tokens or (" " in one and one in text)]


def text_of_pdf(data: bytes) -> str:
    """Alternative texts, titles and the like; the words on its pages are those of the HTML."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return "\n".join(string for one in document.objects for string in strings_in(one))


def strings_in(thing: pikepdf.Object) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Array)):
        parts = thing.as_dict().values() if isinstance(thing, pikepdf.Dictionary) else thing
        for part in parts:
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                yield from strings_in(part)


@pytest.fixture(scope="module")
def local_ids(job: Job) -> list[str]:
    """Ids of children as the authorities know them: some of each, and every drawn child's."""
    found: list[str] = []
    with job.at("report").reading() as work:
        drawn = {one.unit_id for one in samples.show(work).cases}
    for path in sorted((job.folder / "keys").glob("*.json")):
        ids = json.loads(path.read_text(encoding="utf-8"))["local_ids"]
        found += list(ids.values())[:IDS_TRIED]
        found += [ids[token] for token in drawn & set(ids)]
    assert len(found) > 11 * IDS_TRIED
    return [one for one in found if len(one) >= 6]  # a shorter one could stand there by chance


@pytest.fixture(scope="module")
def texts(job: Job) -> dict[str, str]:
    """Everything readable in the documents and in the database, by the names of the files."""
    outputs = sorted((job.folder / "reports").iterdir())
    assert len(outputs) == 8
    held = {one.name: text_of(one) for one in outputs}
    held["review.db"] = "\n".join(dump(job.folder / "review.db"))
    return held


def test_ids_of_children_are_in_no_document_and_not_in_the_database(
    texts: dict[str, str], local_ids: list[str]
) -> None:
    assert len(local_ids) > 500
    for name, text in texts.items():
        assert found_in(text, local_ids) == [], name


def test_names_of_workers_and_ids_of_families_are_in_no_document_either(
    texts: dict[str, str], job: Job
) -> None:
    for column, at_least in (("Allocated Worker", 20), ("Family identifier", 100)):
        values = sorted(values_of(job.sample / "returns", column))[::5]
        assert len(values) > at_least
        assert all(found_in(text, values) == [] for text in texts.values()), column


def values_of(returns: Path, column: str) -> set[str]:
    """What stands in a column of the returns that came as CSV."""
    found: set[str] = set()
    for path in sorted(returns.glob("*/*.csv")):
        with path.open(encoding="cp1252", newline="") as file:
            found |= {row.get(column) or "" for row in csv.DictReader(file)}
    return {one for one in found if len(one) >= 6}


def test_an_id_that_stood_in_a_document_would_be_found(
    job: Job, result: Demonstration, local_ids: list[str]
) -> None:
    keys = "\n".join(one.read_text() for one in (job.folder / "keys").glob("*.json"))
    assert found_in(keys, local_ids) == local_ids
    for ending in (".xlsx", ".html", ".pdf"):
        assert "Professional responses to neglect" in text_of(report_of(result, ending))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of Poppler")
def test_ids_of_children_are_not_in_the_words_of_the_pdf(
    result: Demonstration, local_ids: list[str]
) -> None:
    path = report_of(result, ".pdf")
    words = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True).stdout
    text = words.decode("utf-8")
    assert "Professional responses to neglect" in text
    assert found_in(text, local_ids) == []


def test_only_the_owner_can_read_the_keys(job: Job) -> None:
    keys = job.folder / "keys"
    assert keys.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in keys.iterdir()} == {0o600}


# --- the folder -----------------------------------------------------------------------------------


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for may_replace in (False, True):
        with pytest.raises(DemonstrationFolderError, match="is not empty"):
            prepare_folder(tmp_path, may_replace=may_replace)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_only_an_earlier_demonstration_is_replaced_and_only_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    prepare_folder(folder, may_replace=False)
    (folder / MARK).touch()
    (folder / "old.txt").touch()
    with pytest.raises(DemonstrationFolderError):
        prepare_folder(folder, may_replace=False)
    prepare_folder(folder, may_replace=True)
    assert list(folder.iterdir()) == []


# --- workbooks of the first form, which an earlier version issued for this review ----------------

RETURNS = ROOT / "tests" / "data" / "returns" / "files"


def test_words_beside_the_cells_of_an_old_workbook_are_kept_or_named(review: Workspace) -> None:
    # Words over the printed guidance cannot be told from it in that form: the last problem says so.
    (taken,) = take_workbooks(review, [RETURNS / "case-words.xlsx"], dry_run=True)
    assert taken.stray == ("IRK-001",) * 3
    kinds = [problem.kind for problem in taken.problems]
    assert kinds == ["above-the-rows", "above-the-rows", "beside-the-cells: comment", "first-form"]
    assert "Guidance" in taken.problems[-1].message


def test_a_line_break_that_excel_spelt_out_is_one(review: Workspace) -> None:
    (taken,) = take_workbooks(review, [RETURNS / "case-x000D.xlsx"], dry_run=True)
    (difference,) = taken.differences
    assert difference.given == "No: CRMARK one\ntwo"
