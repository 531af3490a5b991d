"""Themes: coded by several, blind to each other, counted in a snapshot, out and in as files."""

from __future__ import annotations

import csv
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.figures.answer_choice import chosen_records
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import UnknownMeasureError
from inspect_tool.domain.figures.frequencies import frequencies
from inspect_tool.domain.figures.themes import BlindCodingError, counted_themes
from inspect_tool.domain.people import Actor, Role
from inspect_tool.domain.records.themes import Theme
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.domain.report.claim_settings import setting_of
from inspect_tool.domain.report.question_tables import why_no_estimate
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.services.figures import codings, snapshots
from inspect_tool.services.figures.codings import codings_to_look_at_again
from inspect_tool.services.figures.evidence import EvidenceWanted, NoSuchEvidenceError
from inspect_tool.services.figures.theme_files import (
    BadThemesFileError,
    ThemesFile,
    take_themes,
    write_themes,
)
from inspect_tool.services.figures.themes import (
    BadThemeError,
    CodedNote,
    NoCodingError,
    ThemeView,
    UnknownThemeError,
    code_note,
    list_themes,
    merge_themes,
    set_theme,
    show_theme,
)
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.identifiers import StillIdentifiesError
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.services.figures.test_evidence_found import (
    DRIFT,
    INSPECTOR,
    NOT_FOR_ASH,
    WRITER,
    find,
    names,
    note,
)
from tests.small_review import START
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

ASH, BRO = f"ASH-002/{DRIFT}", f"BRO-003/{DRIFT}"
LEAD = Actor("ef", "E. F.", frozenset({Role.LEAD}))
READER = Actor("gh", "G. H.", frozenset({Role.WRITER}))


@pytest.fixture
def noted(sampled_once: Path, tmp_path: Path) -> Workspace:
    workspace = copy_of(sampled_once, tmp_path)
    note(workspace, "ASH-002", DRIFT, "The damson tree by the school.")
    note(workspace, "BRO-003", DRIFT, "A damson tree.")
    with workspace.database.transaction(LEAD, START) as work:
        for one in ("drift", "trees"):
            set_theme(work, Theme(one, one.capitalize()))
    return workspace


def code(workspace: Workspace, actor: Actor, name: str, *themes: str) -> CodedNote:
    with workspace.database.transaction(actor, START + timedelta(days=400)) as work:
        return code_note(work, workspace.review, name, themes)


def uncode(workspace: Workspace, actor: Actor, name: str) -> CodedNote:
    with workspace.database.transaction(actor, START) as work:
        return code_note(work, workspace.review, name, None)


def listed(workspace: Workspace, actor: Actor) -> dict[str, ThemeView]:
    with workspace.database.reading(actor, START) as work:
        return {one.theme.id: one for one in list_themes(work, workspace.review)}


def counted(workspace: Workspace, name: str, actor: Actor = READER) -> SnapshotFigures:
    with workspace.database.transaction(LEAD, START + timedelta(days=500)) as work:
        snapshots.take(work, workspace.review, name)
    with workspace.database.reading(actor, START) as work:
        return snapshots.figures(work, workspace.review, name)


def test_coders_are_blind_until_they_coded_the_note_themselves(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, LEAD, BRO, "trees")
    assert names(find(noted, LEAD, theme="drift")) == []
    assert listed(noted, LEAD)["drift"].notes == 0
    assert names(find(noted, READER, theme="drift")) == [ASH]
    assert code(noted, LEAD, ASH).codings == {"ef": (), "wr": ("drift",)}
    assert names(find(noted, LEAD, theme="drift")) == [ASH]


def test_agreement_is_of_what_was_coded_blind(noted: Workspace) -> None:
    for name, first, second in ((ASH, "drift", "trees"), (BRO, "drift", "drift")):
        code(noted, WRITER, name, first)
        code(noted, LEAD, name, second)
    code(noted, LEAD, ASH, "drift")
    found = listed(noted, READER)["drift"]
    assert (found.notes, found.split) == (2, 0)
    assert [one.n for one in found.agreement] == [2] * 4
    assert found.agreement[0].value == 0.5


@pytest.mark.every_run
def test_cases_are_counted_by_theme_of_those_with_a_coded_note(noted: Workspace) -> None:
    assert counted(noted, "before").themes == {}
    code(noted, WRITER, ASH, "drift", "trees")
    code(noted, WRITER, BRO)
    figures = counted(noted, "after")
    assert figures.themes == {"drift": "Drift", "trees": "Trees"}
    asked = frequencies(figures, "themes").asked
    assert asked.refs_of("drift") == ("ASH-002",)
    assert asked.refs_of("no_theme") == ("BRO-003",)
    assert asked.base_refs == ("ASH-002", "BRO-003")
    assert "chosen by people" in (why_no_estimate(figures, asked) or "")
    claim = parse_claim_reference("theme-drift")
    found = count_for(figures, claim)
    assert (found.count, found.base, found.refs, found.title) == (1, 2, ("ASH-002",), "Drift")
    assert setting_of(figures, claim, "cases", 2, "").words.example == "Drift"
    chosen = chosen_records(figures, ["theme-drift=yes"])
    assert chosen.has("ASH-002", DRIFT, has_words=True)
    assert not chosen.has("BRO-003", DRIFT, has_words=True)
    assert counted_themes(figures, "theme-none") is None
    among = count_for(figures, parse_claim_reference("theme-trees?in=theme-drift"))
    assert (among.count, among.base, among.refs) == (1, 1, ("ASH-002",))
    assert among.title == "Trees, among: drift"
    assert among.noun == "cases with coded notes"
    with pytest.raises(UnknownMeasureError):
        count_for(figures, parse_claim_reference("theme-trees?in=theme-none"))


def test_behind_a_count_by_theme_stand_the_notes_that_were_coded(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, WRITER, BRO)
    counted(noted, "after")
    for value, name in (("yes", ASH), ("no", BRO)):
        assert names(find(noted, READER, where=(f"theme-drift={value}",))) == [name]


@pytest.mark.every_run
def test_a_coder_who_has_not_coded_all_sees_no_count_by_theme(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, LEAD, BRO, "trees")
    with pytest.raises(BlindCodingError, match="does not code"):
        frequencies(counted(noted, "one", LEAD), "themes")
    code(noted, LEAD, ASH)
    code(noted, LEAD, ASH, "drift")
    assert frequencies(counted(noted, "two", LEAD), "theme-drift").asked.refs_of("yes") == (
        "ASH-002",
    )


def test_a_note_that_coders_differ_on_has_the_theme_of_neither(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, LEAD, ASH, "trees")
    asked = frequencies(counted(noted, "one"), "themes").asked
    assert asked.refs_of("no_theme") == ("ASH-002",)


def test_a_merged_theme_counts_under_the_other(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "trees")
    with noted.database.transaction(LEAD, START) as work:
        merge_themes(work, "trees", "drift")
    assert names(find(noted, READER, theme="drift")) == [ASH]
    with pytest.raises(UnknownThemeError, match="merged into drift"):
        code(noted, WRITER, ASH, "trees")
    with noted.database.transaction(LEAD, START) as work:
        with pytest.raises(BadThemeError, match="itself"):
            merge_themes(work, "drift", "drift")
        with pytest.raises(UnknownThemeError):
            set_theme(work, Theme("trees", "Trees"))


def test_a_coding_is_taken_back_by_its_coder_alone(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    with pytest.raises(NoCodingError):
        uncode(noted, LEAD, ASH)
    assert uncode(noted, WRITER, ASH).codings == {}
    assert counted(noted, "one").themes == {}


def test_a_theme_has_an_id_a_name_and_names_nobody(noted: Workspace) -> None:
    with noted.database.transaction(LEAD, START) as work:
        for theme in (Theme("Drift", "x"), Theme("", "x"), Theme("a", "")):
            with pytest.raises(BadThemeError):
                set_theme(work, theme)
        with pytest.raises(StillIdentifiesError):
            set_theme(work, Theme("a", "A", "As with Mrs Tinderwell"))
        assert codings.codebook(work).known("drift")
    with noted.database.transaction(INSPECTOR, START) as work, pytest.raises(NotYourRoleError):
        set_theme(work, Theme("a", "A"))


def test_what_the_actor_may_not_see_is_not_coded(noted: Workspace) -> None:
    with pytest.raises(NoSuchEvidenceError):
        code(noted, NOT_FOR_ASH, ASH)


def take(workspace: Workspace, path: Path, actor: Actor = WRITER) -> ThemesFile:
    with workspace.database.transaction(actor, START) as work:
        return take_themes(work, workspace.review, path)


def write(workspace: Workspace, path: Path, actor: Actor = WRITER) -> ThemesFile:
    with workspace.database.transaction(actor, START) as work:
        return write_themes(work, workspace.review, path, EvidenceWanted(limit=0))


def test_a_sheet_is_coded_in_and_holds_the_own_codings_alone(
    noted: Workspace, tmp_path: Path
) -> None:
    code(noted, LEAD, ASH, "trees")
    path = tmp_path / "notes.csv"
    assert write(noted, path).notes == 2
    text = path.read_text(encoding="utf-8-sig")
    assert "trees" not in text
    rows = list(csv.reader(text.splitlines()))
    for row in rows[1:]:
        row[-1] = "drift; trees"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    assert take(noted, path).coded == 2
    assert take(noted, path).coded == 0
    assert listed(noted, WRITER)["drift"].notes == 2
    with pytest.raises(FileIsThereError):
        write(noted, path)
    with pytest.raises(UsageError, match="neither"):
        write(noted, tmp_path / "notes.pdf")


def test_codebook_and_codings_go_out_as_tables_and_the_codebook_comes_back(
    noted: Workspace, tmp_path: Path
) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, WRITER, BRO)
    assert write(noted, tmp_path / "themes.zip").themes == 2
    write(noted, tmp_path / "themes.xlsx")
    with zipfile.ZipFile(tmp_path / "themes.zip") as package:
        codings_csv = package.read("codings.csv").decode()
        (tmp_path / "book.csv").write_bytes(package.read("codebook.csv"))
    assert codings_csv.splitlines() == [
        "name,coder,theme,note_changed", f"{ASH},wr,drift,false", f"{BRO},wr,,false",
    ]  # fmt: skip
    assert take(noted, tmp_path / "book.csv").themes == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [("name,themes\nASH-002/HARM.1,drift\n", 2), (f"name,themes\n\n{ASH},adrift\n", 3)],
)
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_taken(
    noted: Workspace, tmp_path: Path, text: str, line: int
) -> None:
    path = tmp_path / "codings.csv"
    path.write_text(text + f"{BRO},drift\n", encoding="utf-8")
    with pytest.raises(BadThemesFileError) as error:
        take(noted, path)
    assert [problem.row for problem in error.value.problems] == [line]
    assert listed(noted, WRITER)["drift"].notes == 0


def test_a_bad_codebook_and_another_file_are_refused(noted: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("id,name\nnew,New\nBad One,Bad\n", encoding="utf-8")
    with pytest.raises(BadThemesFileError):
        take(noted, path)
    assert "new" not in listed(noted, WRITER)
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    for other in (path, tmp_path / "none.csv"):
        with pytest.raises(UnreadableFileError):
            take(noted, other)


# ------------------------------------------------------------------ notes that changed


def change(workspace: Workspace, words: str, value: str = "yes") -> None:
    with workspace.work() as work:
        given = Given(value, note=words, reason="a test")
        answer_item(work, workspace.review, ref="ASH-002", item_id=DRIFT, given=given)


def waiting(workspace: Workspace, actor: Actor) -> int:
    with workspace.database.reading(actor, START) as work:
        return codings_to_look_at_again(work, workspace.review)


def test_a_note_that_changed_after_it_was_coded_waits_for_another_look(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, LEAD, ASH, "trees")
    assert (waiting(noted, WRITER), listed(noted, WRITER)["drift"].outdated) == (0, 0)
    change(noted, "The damson tree was cut.")
    assert [waiting(noted, one) for one in (WRITER, LEAD, READER)] == [2, 2, 2]
    assert {key: one.outdated for key, one in listed(noted, READER).items()} == {
        "drift": 1, "trees": 1,
    }  # fmt: skip
    with noted.database.reading(READER, START) as work:
        (shown,) = show_theme(work, noted.review, "drift")
    assert shown.outdated == ("ef", "wr")
    # The same themes again say that they still fit.
    assert code(noted, WRITER, ASH, "drift").outdated == ("ef",)
    assert waiting(noted, READER) == 1
    assert {key: one.outdated for key, one in listed(noted, READER).items()} == {
        "drift": 0, "trees": 1,
    }  # fmt: skip
    uncode(noted, LEAD, ASH)
    assert waiting(noted, READER) == 0


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("The damson tree by the school.", "no"),  # another answer, the same note
        ("", "yes"),  # nothing is left to look at
    ],
)
def test_what_leaves_the_words_or_takes_them_away_asks_for_no_look(
    noted: Workspace, words: str, value: str
) -> None:
    code(noted, WRITER, ASH, "drift")
    with noted.work() as work:
        given = Given(value, note=words, empties_note=not words, reason="a test")
        answer_item(work, noted.review, ref="ASH-002", item_id=DRIFT, given=given)
    assert waiting(noted, WRITER) == 0


def test_words_that_come_back_ask_for_no_look(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    change(noted, "The damson tree was cut.")
    change(noted, "The damson tree by the school.")
    assert waiting(noted, WRITER) == 0


def test_a_look_is_asked_of_nobody_who_may_not_see_the_note(noted: Workspace) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, LEAD, BRO, "drift")
    change(noted, "The damson tree was cut.")
    assert waiting(noted, NOT_FOR_ASH) == 0
    assert waiting(noted, LEAD) == 0  # blind: it has not coded that note
    assert waiting(noted, READER) == 1


def test_a_theme_that_is_none_is_not_shown(noted: Workspace) -> None:
    with noted.database.reading(READER, START) as work, pytest.raises(UnknownThemeError):
        show_theme(work, noted.review, "none_such")


def test_tables_and_sheets_say_which_notes_changed(noted: Workspace, tmp_path: Path) -> None:
    code(noted, WRITER, ASH, "drift")
    code(noted, WRITER, BRO, "drift")
    change(noted, "The damson tree was cut.")
    for name in ("notes.csv", "themes.zip"):
        with noted.database.transaction(WRITER, START) as work:
            write_themes(work, noted.review, tmp_path / name, EvidenceWanted(limit=0))
    sheet = list(csv.DictReader((tmp_path / "notes.csv").read_text("utf-8-sig").splitlines()))
    assert {row["name"]: row["changed"] for row in sheet if row["themes"]} == {
        ASH: "yes", BRO: "",
    }  # fmt: skip
    with zipfile.ZipFile(tmp_path / "themes.zip") as package:
        lines = package.read("codings.csv").decode().splitlines()
    assert sorted(lines[1:]) == [f"{ASH},wr,drift,true", f"{BRO},wr,drift,false"]
