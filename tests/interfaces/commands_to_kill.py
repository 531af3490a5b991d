"""Every command that writes, with a review that it can be killed in."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import docx
import openpyxl
import yaml
from alembic import command as alembic

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.moderation import moderation_layout
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.report import comment_form
from inspect_tool.services.records.revisions import RecordBook, StrayNote
from inspect_tool.services.review.linked_accounts import link_account
from inspect_tool.store import migrate, queries
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from tests.amended_review import ask_more, edit
from tests.collected_answers import central_csv, submission
from tests.command_reference import Command
from tests.hearing import hearing_framework
from tests.interfaces.command_line import run
from tests.read_twice import read_twice
from tests.sealed_release import build_public, make_sealed_review
from tests.small_review import SEED, make_return, make_review, open_review
from tests.stages import ANSWERS, fill, issue
from tests.taken_along import laptop, open_, pack_of, return_, say
from tests.tampered_review import QUESTION

FIRST_SCHEMA = "0001"
CASE = "ASH-002"
PUBLIC = "age10ngyzpr9h7rqjr39k6594fx6v30w3m2jq7d2d26k22qhgj8mau5qfy5fj5"
Words = tuple[str, ...]


@dataclass(frozen=True)
class Writing:
    """A command that writes.

    Args:
        stage: The review that it is given, by the folder it is kept in.
        words: The command; OUT stands for what is not there yet, TOKEN for a child who was not
            drawn, QUERY, NOTE, WORDS, FILE, JOB and FOUND for what a query, a stray note, a
            quotation, a file, a job and a name in a note are called, SEER for the reader of the
            case.
        before: Commands that make the review what it needs.
        then: What else does; it is done when the command is tried, since it takes long.
        ends: How it ends when nobody stops it.
    """

    stage: str
    words: Words
    before: tuple[Words, ...] = ()
    ends: int = 0
    then: Callable[[Path], None] | None = None


def publish(folder: Path) -> None:
    """Decide about every place of the public edition, and build it."""
    workspace = open_review(folder, later=True)
    build_public(workspace, formats=("html",))
    workspace.database.close()


ASK_FOR_A_JOB = ("jobs", "ask", "tables")
ASK = ("case", "ask", CASE, QUESTION, "--text", "which visit?")
JUDGED = ("case", "answer", CASE, "HARM.1", "inadequate", "--note", "bruises")
NOT_REFERRED = ("case", "answer", CASE, "REFER.back", "no")
NAMED = ("case", "answer", CASE, QUESTION, "yes", "--note", "Seen by Mrs Tinderwell.")
SUBMIT = ("case", "submit", CASE)
LOSE = ("sample", "lose", "ASH-001", "--reason", "not_open")
EXTRA = ("moderate", "extra", CASE, "--reason", "a test")
WITHDRAW = ("authority", "withdraw", "BRO", "--reason", "a test")
REFER = ("case", "refer", CASE, "--on", "04/11/2013", "--to", "manager", "--concern", "a test")
CHANGE = ("--as", "ef", "case", "answer", CASE, QUESTION, "no", "--reason", "a test")
GIVE_ALL = ("assign", "hand-over", "--from", "ab", "--to", "cd", "--reason", "a test")
PUBLISH = ("framework", "publish")
QUOTE = ("voice", "quote", "ASH-I-ab-01", "FAM.1.b", "--text", "She came back.")
START = ("calibrate", "start", "--case", "T1")
GROW = ("sample", "extend", "--by", "4", "--why", "a test")
GOOD = ("evidence", "mark", f"{CASE}/HARM.1", "--good-practice")
ADD = ("theme", "add", "drift", "--name", "Drift")
TAKE = ("report", "take-comments", "form.xlsx")
ATTACH = ("evidence", "attach", CASE, "HARM.1", "plan.txt", "--kind", "case_file")
CODE = ("theme", "code", f"{CASE}/HARM.1", "drift")
# What follows a comma tells cases of one command apart.
COMMANDS = {
    "sample commit": Writing("full/framed", ("sample", "commit")),
    "sample commit, withdrawn": Writing("full/committed", ("sample", "commit", "--withdraw")),
    "sample draw": Writing(
        "full/committed", ("sample", "draw", "--seed", SEED, "--seed-source", "a test")
    ),
    "sample lose": Writing("full/drawn", LOSE),
    "sample lose, undone": Writing(
        "full/drawn", ("sample", "lose", "ASH-001", "--undo", "--reason", "a slip"), (LOSE,)
    ),
    "sample lose, corrected": Writing(
        "full/drawn",
        ("sample", "lose", "ASH-001", "--correct", "--reason", "wrong_age", "--note", "a slip"),
        (LOSE,),
    ),
    "sample extend": Writing("full/drawn", ("sample", "extend", "--by", "1", "--why", "a test")),
    "sample add": Writing("sampled", ("sample", "add", "TOKEN", "--why", "a test")),
    "sample requests": Writing(
        "full/drawn", ("sample", "requests", "--authority", "ASH", "-o", "OUT.csv")
    ),
    "authority withdraw": Writing("full/review", WITHDRAW),
    "authority withdraw, undone": Writing(
        "full/review", ("authority", "withdraw", "BRO", "--undo", "--reason", "a slip"), (WITHDRAW,)
    ),
    "assign auto": Writing("full/drawn", ("assign", "auto")),
    "assign move": Writing("full/assigned", ("assign", "move", "ASH-001", "--to", "ef")),
    "assign hand-over": Writing("full/assigned", GIVE_ALL, (JUDGED,)),
    "assign balance": Writing(
        "full/assigned", ("assign", "balance", "--reason", "a test"), (GIVE_ALL,)
    ),
    "moderate draw": Writing("full/assigned", ("moderate", "draw")),
    "moderate top-up": Writing(
        "full/assigned", ("moderate", "top-up"), (("moderate", "draw"), GROW, ("assign", "auto"))
    ),
    "moderate extra": Writing("full/assigned", EXTRA),
    "moderate extra, undone": Writing(
        "full/assigned", ("moderate", "extra", CASE, "--undo"), (EXTRA,)
    ),
    "moderate decide": Writing(
        "disagreed",
        ("moderate", "decide", "ASH-001", "HARM.1", "--value", "good", "--why", "a test"),
    ),
    "moderate report": Writing(
        "disagreed", ("moderate", "report", "--format", "xlsx", "-o", "OUT")
    ),
    "calibrate start": Writing("disagreed", ("calibrate", "start", "--case", "T1")),
    "calibrate form": Writing("disagreed", ("calibrate", "form", "-o", "OUT.csv"), (START,)),
    "calibrate take": Writing(
        "disagreed", ("calibrate", "take", "calibration.csv", "--inspector", "ab"), (START,)
    ),
    "calibrate close": Writing("disagreed", ("calibrate", "close", "--why", "a test"), (START,)),
    "moderate export": Writing("disagreed", ("moderate", "export", "-o", "OUT.xlsx")),
    "moderate import": Writing("moderated", ("moderate", "import", "moderation.xlsx")),
    "case export": Writing("full/assigned", ("case", "export", "--inspector", "ab", "-o", "OUT")),
    "pack out": Writing(
        "full/assigned", ("pack", "out", "--for", "ab", "-o", "OUT.pack", "--recipient", PUBLIC)
    ),
    "pack in": Writing("taken along", ("pack", "in", "back.pack")),
    "case import": Writing("issued", ("case", "import", "workbooks/ASH-ab.xlsx")),
    "case answer": Writing(
        "full/assigned", ("case", "answer", "ASH-001", QUESTION, "yes", "--note", "seen")
    ),
    "case answer, for another": Writing("full/review", CHANGE),
    "case answer, without its note": Writing(
        "full/assigned", ("case", "answer", CASE, "HARM.1", "good", "--no-note"), (JUDGED,)
    ),
    "case correct": Writing(
        "full/assigned", ("case", "correct", CASE, "age", "9", "--source", "minutes")
    ),
    "case seen": Writing("seen", ("--as", "SEER", "case", "seen", CASE)),
    "case settle": Writing("full/review", ("case", "settle", "ASH-001", QUESTION, "--take", "2")),
    "case refer": Writing("full/assigned", REFER),
    "case respond": Writing(
        "full/assigned", ("case", "respond", CASE, "--response", "visited"), (REFER,)
    ),
    "case attach": Writing("strayed", ("case", "attach", "NOTE", QUESTION)),
    "case set-aside": Writing("strayed", ("case", "set-aside", "NOTE", "--reason", "a test")),
    "case ask": Writing("full/review", ASK),
    "case reply": Writing(
        "full/review", ("case", "reply", "QUERY", "--text", "that of 3 May"), (ASK,)
    ),
    "case close": Writing("full/review", ("case", "close", "QUERY", "--text", "thanks"), (ASK,)),
    "case submit": Writing("full/review", SUBMIT, (JUDGED, NOT_REFERRED)),
    "case submit, all": Writing(
        "full/review", ("--as", "SEER", "case", "submit", "--all"), (JUDGED, NOT_REFERRED), ends=1
    ),
    "case return": Writing(
        "full/review",
        ("case", "return", CASE, "--why", "a test"),
        (JUDGED, NOT_REFERRED, SUBMIT, ASK),
    ),
    "case agree": Writing("full/review", ("case", "agree", CASE), (JUDGED, NOT_REFERRED, SUBMIT)),
    "case import-odk": Writing("full/assigned", ("case", "import-odk", "collected.csv")),
    "frame map": Writing(
        "full/framed", ("frame", "map", "ASH", "Ref No=Child Unique ID", "--list", "6")
    ),
    "frame correct": Writing(
        "corrected", ("frame", "correct", "in/ASH-return", "--authority", "ASH")
    ),
    "frame answer": Writing("alike", ("frame", "answer", "ASH", "--same", "case")),
    "authority grades": Writing("full/review", ("authority", "grades", "grades.csv")),
    "authority answer": Writing(
        "full/review",
        ("authority", "answer", "ASH", "--text", "noted", "--by", "a head", "--on", "04/11/2013"),
    ),
    "framework amend": Writing(
        "amended", ("--as", "ef", "framework", "amend", "--why", "seen in the field")
    ),
    "framework publish": Writing("amended", PUBLISH),
    "framework read-again": Writing("amended", ("framework", "read-again", CASE), (PUBLISH,)),
    "voice asked": Writing("hearing", ("voice", "asked", "ASH", "staff", "9", "--how", "by post")),
    "voice import": Writing(
        "hearing", ("voice", "import", "staff.csv", "--survey", "staff", "--authority", "ASH")
    ),
    "voice quote": Writing("hearing", QUOTE),
    "voice mark": Writing("hearing", ("voice", "mark", "WORDS", "--may-be-quoted"), (QUOTE,)),
    "guard replace": Writing(
        "full/review", ("guard", "replace", "FOUND", "--with", "the teacher"), (NAMED,)
    ),
    "guard keep": Writing("full/review", ("guard", "keep", "FOUND", "--why", "a test"), (NAMED,)),
    "evidence mark": Writing("full/review", GOOD, (JUDGED,)),
    "evidence mark, taken back": Writing(
        "full/review", ("evidence", "mark", f"{CASE}/HARM.1", "--not-good-practice"), (JUDGED, GOOD)
    ),
    "evidence attach": Writing("full/review", ATTACH),
    "evidence save": Writing("full/review", ("evidence", "save", "FILE", "-o", "OUT"), (ATTACH,)),
    "evidence detach": Writing("full/review", ("evidence", "detach", "FILE"), (ATTACH,)),
    "theme add": Writing("full/review", ADD),
    "theme merge": Writing(
        "full/review",
        ("theme", "merge", "delay", "--into", "drift"),
        (ADD, ("theme", "add", "delay", "--name", "Delay")),
    ),
    "theme code": Writing("full/review", CODE, (JUDGED, ADD)),
    "theme uncode": Writing(
        "full/review", ("theme", "uncode", f"{CASE}/HARM.1"), (JUDGED, ADD, CODE)
    ),
    "theme export": Writing("full/review", ("theme", "export", "-o", "OUT.zip"), (JUDGED, ADD)),
    "theme import": Writing("full/review", ("theme", "import", "codings.csv"), (JUDGED, ADD)),
    "snapshot take": Writing("full/review", ("snapshot", "take", "second")),
    "findings answers": Writing("full/review", ("findings", "answers", "-o", "OUT.zip")),
    "findings units": Writing("full/review", ("findings", "units", "drift", "-o", "OUT.csv")),
    "recommendation answer": Writing(
        "full/review",
        (
            *("recommendation", "answer", "one", "--text", "noted"),
            *("--by", "a head", "--on", "04/11/2013"),
        ),
    ),
    "recommendation status": Writing(
        "full/review", ("recommendation", "status", "one", "--state", "done", "--why", "seen")
    ),
    "report letters": Writing(
        "full/review", ("report", "letters", "--format", "html", "-o", "OUT")
    ),
    "report letters, public": Writing(
        "published",
        ("report", "letters", "--format", "html", "--edition", "public"),
        then=publish,
    ),
    "report take-comments": Writing("commented", TAKE),
    "report answer-comment": Writing(
        "commented",
        (*("report", "answer-comment", "ASH", "1", "--decision", "not accepted"), "--why", "seen"),
        (TAKE,),
    ),
    "report to-word": Writing("full/review", ("report", "to-word", "-o", "OUT.docx")),
    "report from-word": Writing("worded", ("report", "from-word", "back.docx", "--yes")),
    "report press": Writing("worded", ("report", "press", "--format", "html", "-o", "OUT")),
    "report data": Writing("full/review", ("report", "data", "-o", "OUT.zip")),
    "disclose decide": Writing(
        "full/review", ("disclose", "decide", "chapters", "--do", "publish", "--why", "read")
    ),
    "report build": Writing("full/review", ("report", "build", "--format", "html", "-o", "OUT")),
    "release seal": Writing("published", ("release", "seal", "two", "--snapshot", "final")),
    "release seal, public": Writing(
        "published",
        ("release", "seal", "two", "--snapshot", "final", "--edition", "public"),
        then=publish,
    ),
    "release correct": Writing("published", ("release", "correct", "2014-03", "--why", "a test")),
    "release retract": Writing("published", ("release", "retract", "2014-03", "--why", "a test")),
    "jobs ask": Writing("full/review", ASK_FOR_A_JOB),
    # `jobs run`, which is many transactions, is killed in tests/services/jobs.
    "jobs cancel": Writing("full/review", ("jobs", "cancel", "JOB"), (ASK_FOR_A_JOB,)),
    "jobs retry": Writing(
        "full/review",
        ("jobs", "retry", "JOB"),
        (ASK_FOR_A_JOB, ("jobs", "cancel", "JOB")),
    ),
    "people password": Writing("full/review", ("people", "password", "ab")),
    "people link": Writing(
        "full/review",
        ("people", "link", "ab", "--subject", "1", "--issuer", "https://login.example.org"),
    ),
    "people unlink": Writing("linked", ("people", "unlink", "ab")),
    "db accept-older": Writing("older", ("db", "accept-older", "--why", "a test")),
    "db upgrade": Writing("old", ("db", "upgrade")),
}
# Killed in a module of their own, since more than the database has to be looked at.
ELSEWHERE = {
    "frame import": "test_killed_import",
    "erase": "test_killed_deletions",
    "db purge": "test_killed_deletions",
    "db rewrite": "test_killed_deletions",
    "backup": "test_backup",
    "restore": "test_backup",
    "new": "test_killed_outside",
    "db backup": "test_killed_outside",
    "db copy": "test_killed_outside",
    "pack return": "test_killed_outside",
}
ON_A_SERVER = {
    "db roles",
    "db distribute",
}  # refused in a file; one transaction, which the server keeps or not
# What a command has that writes into a review: the workspace's transactions, or its database.
WRITES = {"work", "work_on_older", "database_as_found", "rewrite"}


def writes(command: Command) -> bool:
    """Whether a command, or what it calls in its own module, opens a review to write."""
    return not WRITES.isdisjoint(_names(_function(command.click.callback), set()))


def _function(callback: Any) -> FunctionType:
    while hasattr(callback, "__wrapped__"):
        callback = callback.__wrapped__
    assert isinstance(callback, FunctionType)
    return callback


def _names(function: FunctionType, seen: set[str]) -> Iterator[str]:
    for name in _names_in(function.__code__):
        yield name
        called = function.__globals__.get(name)
        if isinstance(called, FunctionType) and name not in seen:
            seen.add(name)
            yield from _names(called, seen)


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names_in(one)


def make_killable(base: Path, full: Path, sampled: Path, to_read_twice: Path) -> None:
    """The reviews that commands are killed in, each with all that its command needs."""
    for stage in ("framed", "committed", "drawn", "assigned", "review"):
        folder = Path(shutil.copytree(full / stage, base / "full" / stage))
        for code in ("ASH", "BRO"):  # where fields that were cut are taken back from
            make_return(folder / "in", code)
    narrative = base / "full" / "review" / "narrative"
    narrative.mkdir()
    (narrative.parent / "recommendations.yaml").write_text(
        "recommendations: [{id: one, addressee: Authorities should, text: read}]\n",
        encoding="utf-8",
    )
    (narrative / "01.md").write_text("# Findings\n\nWe read the cases.\n", encoding="utf-8")
    folder = Path(shutil.copytree(sampled, base / "sampled"))
    for code in ("ASH", "BRO"):
        make_return(folder / "in", code)
    make_sealed_review(sampled, base, "published")
    edit(Path(shutil.copytree(full / "review", base / "amended")), "1.1.0", ask_more)
    make_return(
        Path(shutil.copytree(full / "assigned", base / "corrected")) / "in",
        "ASH",
        changes={"Gender": "c) Not stated"},
    )
    _look_alike(base)
    _write_lists(base / "full")
    _hear(Path(shutil.copytree(full / "assigned", base / "hearing")))
    _issue_workbooks(Path(shutil.copytree(full / "assigned", base / "issued")))
    _take_along(Path(shutil.copytree(full / "assigned", base / "taken along")))
    _disagree(Path(shutil.copytree(to_read_twice, base / "disagreed")))
    _moderate(Path(shutil.copytree(base / "disagreed", base / "moderated")))
    _comment(Path(shutil.copytree(base / "full" / "review", base / "commented")))
    _edit_in_word(Path(shutil.copytree(base / "full" / "review", base / "worded")))
    _stray(Path(shutil.copytree(full / "review", base / "strayed")))
    _change_what_was_answered(Path(shutil.copytree(full / "assigned", base / "seen")))
    _go_back(Path(shutil.copytree(full / "review", base / "older")))
    _of_the_first_schema(make_review(base / "old"))
    _link(Path(shutil.copytree(full / "review", base / "linked")))


def _link(folder: Path) -> None:
    """Somebody with an account of an organisation."""
    workspace = open_review(folder)
    with workspace.work() as work:
        link_account(
            work,
            workspace.review,
            person="ab",
            issuer="https://login.example.org",
            subject="1",
        )
    workspace.database.close()


def _issue_workbooks(folder: Path) -> None:
    """Workbooks in the field, filled in with answers, evidence and a chronology."""
    workspace = open_review(folder)
    for path in issue(workspace, folder / "workbooks"):
        fill(path, ANSWERS)
        _add_evidence(path)
    workspace.database.close()


def _take_along(folder: Path) -> None:
    """A pack that was worked in, and its return."""
    workspace, pack = open_review(folder), folder.with_name("ab.pack")
    pack_of(workspace, pack)
    workspace.database.close()
    there = laptop(open_(pack).folder)
    with there.reading() as work:
        (case, *_) = sorted(row.case_ref for row in queries.assignments(work, "ab"))
    say(there, case, QUESTION, "no", "seen in the field", "one")
    there.database.close()
    return_(pack, folder / "back.pack")


def _add_evidence(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook.worksheets:
        rows = list(sheet.iter_rows())
        if not any(row[7].value == QUESTION for row in rows if len(row) > 7):
            continue
        about = next(f"{QUESTION}: {row[1].value}" for row in rows if row[7].value == QUESTION)
        about = about if len(about) <= 60 else f"{about[:59].rstrip()}…"
        filed = workbook[f"{sheet.title} evidence"].iter_rows()
        row = next(row for row in filed if row[8].value == "evidence")
        said = (about, "Against", "Case file", "No food in the house", "14.3.13", "Vol. 2, p. 7")
        for cell, value in zip(row[1:], said, strict=False):
            cell.value = value
    workbook.save(path)


def _look_alike(base: Path) -> None:
    """A frame in which one child may stand twice, written in two ways."""
    folder = make_review(base / "alike")
    lists = make_return(folder / "in", "ASH")
    path = lists / "List 7.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ASH00001", "ash00001"), encoding="utf-8")
    _do(folder, "frame", "import", str(lists), "--authority", "ASH")


def _write_lists(full: Path) -> None:
    """What an authority and a form of ODK sent."""
    (full / "review" / "grades.csv").write_text(
        f"ref,criterion,grade,note\n{CASE},HARM.1,good,\n", encoding="utf-8"
    )
    (full / "review" / "plan.txt").write_text("The plan of the case.\n")
    (full / "review" / "codings.csv").write_text(f"name,themes\n{CASE}/HARM.1,drift\n")
    folder = full / "assigned"
    given = [submission(CASE, reader_of(folder), "uuid:1", HARM_1_a="no")]
    central_csv(folder / "collected.csv", given)


def _hear(folder: Path) -> None:
    """A framework that hears people, and the answers to a survey."""
    content = hearing_framework(version="1.1.0").model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "framework.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (folder / "staff.csv").write_text("STF.1.a,STF.1.b\nmanager,yes\n", encoding="utf-8")


def _disagree(folder: Path) -> None:
    workspace = open_review(folder)
    read_twice(workspace, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    workspace.database.close()
    (folder / "calibration.csv").write_text("case,criterion,judgement\nT1,HARM.1,good\n")


def _moderate(folder: Path) -> None:
    """A moderation workbook in which every row is decided."""
    _do(folder, "moderate", "export", "-o", "moderation.xlsx")
    workbook = openpyxl.load_workbook(folder / "moderation.xlsx")
    sheet = workbook[moderation_layout.ROWS]
    for row in range(moderation_layout.FIRST_ROW, sheet.max_row + 1):
        sheet.cell(row, moderation_layout.ROW_DECISION).value = sheet.cell(row, 6).value
        sheet.cell(row, moderation_layout.ROW_DECISION + 1).value = "a test"
    workbook.save(folder / "moderation.xlsx")


def _comment(folder: Path) -> None:
    """The form of a letter, with a comment in it."""
    _do(folder, "report", "letters", "--format", "html", "-o", str(folder / "letters"))
    (path,) = (folder / "letters").glob("*-ASH-form.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook[comment_form.ROWS].cell(comment_form.FIRST_ROW, comment_form.WRONG).value = "wrong"
    workbook.save(folder / "form.xlsx")


def _edit_in_word(folder: Path) -> None:
    """The narrative as a Word file with other words, and a press summary."""
    _do(folder, "report", "to-word", "-o", str(folder / "sent.docx"))
    document = docx.Document(str(folder / "sent.docx"))
    (own,) = (one for one in document.paragraphs if one.text == "We read the cases.")
    own.runs[0].text = "Inspectors read the cases."
    document.save(str(folder / "back.docx"))
    (folder / "press-summary.md").write_text("# Cases\n\nWe read the cases.\n", encoding="utf-8")


def _stray(folder: Path) -> None:
    """Words of a reader that stand where no answer is read."""
    workspace = open_review(folder, later=True)
    with workspace.work() as work:
        book = RecordBook(work, workspace.review, "ASH")
        subject = Subject(SubjectKind.CASE, "ASH", CASE)
        book.keep(StrayNote(subject, Reader.FIRST, "T 7", "ring back", "ab", "a test"))
        book.write()
    workspace.database.close()


def _change_what_was_answered(folder: Path) -> None:
    """The lead changes what the case's reader answered."""
    _do(folder, "--as", reader_of(folder), "case", "answer", CASE, QUESTION, "yes")
    _do(folder, "case", "answer", CASE, QUESTION, "no", "--reason", "a test")


def _go_back(folder: Path) -> None:
    """An older copy of the database in the place of the newest."""
    (folder / "framed.db").unlink(missing_ok=True)
    kept = Path(shutil.copyfile(folder / "review.db", folder.parent / "kept.db"))
    _do(folder, *ASK)
    for name in ("review.db-wal", "review.db-shm"):
        (folder / name).unlink(missing_ok=True)
    kept.replace(folder / "review.db")


def _of_the_first_schema(folder: Path) -> None:
    (folder / "review.db").unlink()
    database = Database(sqlite_url(folder / "review.db"))
    with database.engine.connect() as connection, connection.begin():
        alembic.upgrade(migrate._configuration(connection), FIRST_SCHEMA)
    database.close()


def _do(folder: Path, *words: str) -> None:
    outcome = run("--review", folder, *given(folder, words))
    assert outcome.code == 0, outcome


def prepared(killable: Path, command: Writing, folder: Path) -> Path:
    """A copy of the review that a command is given, with what comes before the command done."""
    shutil.copytree(killable / command.stage, folder)
    for words in command.before:
        _do(folder, *words)
    if command.then is not None:
        command.then(folder)
    return folder


def given(folder: Path, words: Words) -> list[str]:
    """The words of a command with what they stand for in a review."""
    found = [word.replace("OUT", str(folder / "out")) for word in words]
    found = [str(folder / word) if word.endswith(SENT_IN) else word for word in found]
    for word, statement in STAND_FOR.items():
        if word in found:
            found[found.index(word)] = _one(folder, statement)
    return found


SENT_IN = (".xlsx", ".csv", ".txt", ".docx", ".pack", "-return")
STAND_FOR = {
    "TOKEN": "select unit_id from frame_unit where eligibility = 'eligible' and unit_id not in "
    "(select unit_id from drawn_unit) order by unit_id",
    "QUERY": "select substr(item_id, instr(item_id, '#') + 1) from revision "
    "where item_kind = 'query'",
    "NOTE": "select id from revision where item_kind = 'stray'",
    "FOUND": "select substr(id, 1, 8) || '.9' from revision where note = 'Seen by Mrs Tinderwell.'",
    "FILE": "select subject_ref || '/' || item_id from revision "
    "where item_kind = 'evidence' and value like '%file_kind%'",
    "JOB": "select name from job",
    "WORDS": "select item_id from revision where item_kind = 'evidence'",
    "SEER": f"select inspector from assignment where case_ref = '{CASE}' and reader = 'first'",  # noqa: S608
}


def reader_of(folder: Path) -> str:
    """The first reader of the case."""
    return _one(folder, STAND_FOR["SEER"])


def _one(folder: Path, statement: str) -> str:
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        return str(connection.execute(statement).fetchone()[0])
