"""A review in which three people read: their own, others', together, and where they may not.

`ab` is the second reader of cases whose first read is in and whose second is not. `cd` is the first
reader of those. `ef` reads none like that, and has a conflict of interest with BRO where a test
says so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.domain.records.referral import CONCERN, REFERRED, REFERRED_ON, REFERRED_TO
from inspect_tool.readers.documents.yaml import read_yaml
from inspect_tool.services.figures import snapshots
from inspect_tool.services.moderation import calibration
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.services.publication.sealing import SealOptions, seal
from inspect_tool.services.records.answer_queries import ask
from inspect_tool.services.records.revisions import Edit, RecordBook, StrayNote, save
from inspect_tool.services.sampling import samples
from inspect_tool.services.voices.asked import AskedWanted, note_asked
from inspect_tool.services.workbooks.issue import write_workbooks
from inspect_tool.store import job_queries
from inspect_tool.store.job_folders import JobFolder
from inspect_tool.store.job_tables import JobRow
from inspect_tool.store.tables import Assignment
from inspect_tool.workspace import Workspace
from tests.hearing import hearing_framework
from tests.small_review import SEED, make_return, make_review, open_review, take_return

WORD_OF_UNSEEN_READS = "blackthorn"  # in every word of a first read that ab must not see
JOB = "0123456789abcdef"  # of le, with a file
SIZES = {
    "ASH/child_in_need": 5,
    "ASH/child_protection": 3,
    "BRO/child_in_need": 3,
    "BRO/child_protection": 2,
}
TEAM = [
    {"id": "ab", "name": "A. B.", "roles": ["inspector", "lead"]},
    {"id": "cd", "name": "C. D.", "roles": ["inspector"]},
    {"id": "ef", "name": "E. F.", "roles": ["inspector"]},
    {"id": "le", "name": "L. E.", "roles": ["lead"]},
    {"id": "wr", "name": "W. R.", "roles": ["writer"]},
]
ANSWERS: dict[str, Scalar | None] = {"HARM.1.a": "no", "HARM.1.b": "yes", "HARM.1": "good"}
REFERRAL: dict[str, Scalar | None] = {
    REFERRED: "yes",
    REFERRED_ON: date(2013, 11, 4),
    REFERRED_TO: "team manager",
    CONCERN: "to be said",
}
NARRATIVE = "# Introduction\n\nDrift was seen in [4 of 4 cases](claim:drift).\n"


@dataclass(frozen=True)
class Cases:
    """One case of each kind.

    Args:
        own, conflicted: First read by ef, second by cd, both in, and the two differ.
        others: First read by cd, second by ab, both in, and the two differ.
        second: First read by cd, which is in, second by ab, which is begun.
        own_crossed, others_crossed, second_crossed, conflicted_crossed: The same, with an answer of
            the first read that crossed.
    """

    own: str = "ASH-001"
    others: str = "ASH-002"
    second: str = "ASH-003"
    conflicted: str = "BRO-001"
    own_crossed: str = "ASH-004"
    others_crossed: str = "ASH-005"
    second_crossed: str = "ASH-006"
    conflicted_crossed: str = "BRO-002"


CASES = Cases()
FILE_OF_UNSEEN_READ = "EV.afile.01"
READ_BY = {
    CASES.own: ("ef", "cd"),
    CASES.others: ("cd", "ab"),
    CASES.second: ("cd", "ab"),
    CASES.conflicted: ("ef", "cd"),
    CASES.own_crossed: ("ef", ""),
    CASES.others_crossed: ("cd", ""),
    CASES.second_crossed: ("cd", "ab"),
    CASES.conflicted_crossed: ("ef", ""),
}
UNSEEN = (CASES.second, CASES.second_crossed)
COMPLETE = (CASES.own, CASES.others, CASES.conflicted)
CROSSED = (
    CASES.own_crossed,
    CASES.others_crossed,
    CASES.second_crossed,
    CASES.conflicted_crossed,
)


ADVICE = """\
recommendations:
  - id: chronology
    addressee: Local authorities should
    text: use each chronology
    measures: [drift]
"""


def _ask_for_a_job(workspace: Workspace) -> None:
    folder = JobFolder(workspace.folder, JOB)
    (folder.made() / "tables.zip").write_bytes(b"x")
    with workspace.work() as work:
        job_queries.add(
            work,
            JobRow(
                name=JOB,
                kind="tables",
                arguments={"snapshot": ""},
                asked_by="le",
                asked_at=work.now,
                state="queued",
                beat_at=work.now,
                message="",
                files=["tables.zip"],
            ),
        )


def make_shared_review(base: Path) -> None:
    """The review, and in `workbooks` what was issued of it."""
    folder = make_review(
        base / "review",
        team=TEAM,
        sample={
            "size": 13,
            "allocation": {"method": "explicit", "explicit": SIZES, "minimum": 0},
            "reserves": 1,
            "purposive": {"allow": True, "maximum": 4},
            "extension": {"to_size": 14},
        },
    )
    (folder / "narrative").mkdir()
    (folder / "narrative" / "introduction.md").write_text(NARRATIVE, encoding="utf-8")
    (folder / "recommendations.yaml").write_text(ADVICE, encoding="utf-8")
    (folder / "press-summary.md").write_text(NARRATIVE, encoding="utf-8")
    workspace = open_review(folder)
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(base / "in", code)])
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    _calibrate(workspace, base / "in" / "calibration.csv")
    _ask_for_a_job(workspace)
    _assign(workspace)
    _record(workspace)
    with workspace.work() as work:
        snapshots.take(work, workspace.review, "first")
    _publish(workspace)
    with workspace.work() as work:
        for inspector in ("ab", "cd", "ef"):
            write_workbooks(
                work,
                workspace.review,
                inspector=inspector,
                folder=base / "workbooks",
                keys=workspace.keys,
            )
    _hear(workspace)
    _attach(workspace, base / "in" / "note.txt")
    workspace.database.close()


def _publish(workspace: Workspace) -> None:
    """A release of what was counted first."""
    build_report(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        options=BuildOptions.parse(edition="internal", formats="html"),
    )
    seal(
        workspace.reading,
        workspace.work,
        workspace.review,
        SealOptions(name="one", snapshot="first"),
        place=workspace.place,
        keys=workspace.keys,
    )


def _calibrate(workspace: Workspace, form: Path) -> None:
    """A calibration round in which cd has judged one of two training cases."""
    with workspace.work() as work:
        calibration.start(work, workspace.review, ["T1", "T2"])
    judge_in_calibration(workspace, "good", WORD_OF_UNSEEN_READS)
    form.write_text("case,criterion,judgement\nT1,HARM.1,good\n", encoding="utf-8")


def judge_in_calibration(workspace: Workspace, value: str, note: str) -> None:
    """What cd judges of the first training case, which nobody is to see yet."""
    with workspace.work() as work:
        said = {"cd T1 HARM.1": Answer(value, note=note)}
        calibration.save(work, workspace.review, 1, said, by="cd")


def _attach(workspace: Workspace, file: Path) -> None:
    """A file in the first read that its second reader is not to see."""
    file.write_text(WORD_OF_UNSEEN_READS, encoding="utf-8")
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    piece = Evidence("HARM.1.a", file=digest, file_kind="text", file_size=len(content))
    place = (
        Subject(SubjectKind.CASE, "ASH", CASES.second),
        Reader.FIRST,
        ItemKind.EVIDENCE,
        FILE_OF_UNSEEN_READ,
    )
    with workspace.work() as work:
        save(work, workspace.review, Edit(*place, piece.answer, "cd", None, "a file"))
    folder = workspace.place.evidence
    folder.mkdir(mode=0o700)
    (folder / digest).write_bytes(content)


def _hear(workspace: Workspace) -> None:
    """An interview of each inspector with words of its own, and how many were asked."""
    review = replace(workspace.review, framework=hearing_framework())
    about = {
        "ASH-I-ef-01": "ASH-001",
        "ASH-I-cd-01": "ASH-001",
        "ASH-I-cd-02": CASES.second,
        "BRO-I-ef-01": "BRO-001",
    }
    for number, (ref, case) in enumerate(about.items(), start=1):
        code = ref.partition("-")[0]
        said = WORD_OF_UNSEEN_READS if case in UNSEEN else "she came back"
        words = Evidence("FAM.1.a", text=said, case=case)
        place = (
            Subject(SubjectKind.INTERVIEW, code, ref),
            Reader.FIRST,
            ItemKind.EVIDENCE,
            quotation_of(ref),
        )
        with workspace.work() as work:
            save(work, review, Edit(*place, words.answer, "ef", None, f"a test {number}"))
    for code in ("ASH", "BRO"):
        with workspace.work() as work:
            note_asked(work, review, AskedWanted(code, "interviews", "parent", 9))


def quotation_of(ref: str) -> str:
    """What the words of an interview are called."""
    return f"EV.{ref.replace('-', '')[:12]}.01"


def _assign(workspace: Workspace) -> None:
    with workspace.work() as work:
        for ref, readers in READ_BY.items():
            for reader, inspector in zip(Reader, readers, strict=False):
                if inspector:
                    work.add(
                        Assignment(
                            authority=ref.partition("-")[0],
                            case_ref=ref,
                            reader=reader.value,
                            inspector=inspector,
                            assigned_at=work.now,
                        )
                    )
        work.audit("assign.auto", stream="ASH", cases=len(READ_BY))


def _record(workspace: Workspace) -> None:
    for ref, (first, second) in READ_BY.items():
        words = WORD_OF_UNSEEN_READS if ref in UNSEEN else "seen"
        _save(workspace, Record(ref, Reader.FIRST, first), {**REFERRAL, **ANSWERS}, words)
        if second:
            judged = {"HARM.1": "inadequate"} if ref in COMPLETE else {"HARM.1": None}
            _save(workspace, Record(ref, Reader.SECOND, second), {**ANSWERS, **judged}, "looked")
        _leave_a_note(workspace, ref, first)
        _ask(workspace, ref, words)
        if ref in CROSSED:
            crossing = Record(ref, Reader.FIRST, first, origin="another")
            _save(workspace, crossing, {"HARM.1.a": "yes"}, words)


def _leave_a_note(workspace: Workspace, ref: str, author: str) -> None:
    """Words of the first reader that stand where no answer is read."""
    subject = Subject(SubjectKind.CASE, ref.partition("-")[0], ref)
    note = StrayNote(subject, Reader.FIRST, f"{ref}, cell T7", "ring back", author, "a test")
    with workspace.work() as work:
        book = RecordBook(work, workspace.review, subject.authority)
        book.keep(note)
        book.write()


def _ask(workspace: Workspace, ref: str, words: str) -> None:
    """A query of the keeper about the first read."""
    with workspace.work() as work:
        ask(work, workspace.review, ref=ref, item_id="HARM.1", text=f"{words}: is that so?")


@dataclass(frozen=True)
class Record:
    """In whose record somebody answers."""

    ref: str
    reader: Reader
    author: str
    origin: str = "a test"


def _save(workspace: Workspace, record: Record, said: dict[str, Scalar | None], words: str) -> None:
    subject = Subject(SubjectKind.CASE, record.ref.partition("-")[0], record.ref)
    with workspace.work() as work:
        for item_id, value in said.items():
            if value is not None:
                kind, answer = _answer(item_id, value, words)
                place = (subject, record.reader, kind, item_id)
                edit = Edit(*place, answer, record.author, None, record.origin)
                save(work, workspace.review, edit)


def _answer(item_id: str, value: Scalar, words: str) -> tuple[ItemKind, Answer]:
    if item_id == CONCERN:
        return ItemKind.REFERRAL, Answer(words)
    if item_id.startswith("REFER"):
        return ItemKind.REFERRAL, Answer(value)
    kind = ItemKind.JUDGEMENT if item_id == "HARM.1" else ItemKind.QUESTION
    return kind, Answer(value, note=words)


def change_team(folder: Path, person: str, **values: Any) -> None:
    """Change what the plan says of a person."""
    path = folder / "review.yaml"
    plan = read_yaml(path).value
    member = next(one for one in plan["team"] if one["id"] == person)
    member.update(values)
    with path.open("w", encoding="utf-8") as file:
        yaml.safe_dump(plan, file)
