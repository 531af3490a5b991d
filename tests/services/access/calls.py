"""How each service that a command reaches is called about a case, and what of it is shown.

A call raises a refusal, or `NotShownError` where the answer leaves the case out; else the actor
may.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import openpyxl
import pyrage

from inspect_tool.documents.comment_workbook import write_comment_form
from inspect_tool.documents.moderation_workbook import write_moderation_workbook
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.figures.rounds import ComparedRounds
from inspect_tool.domain.jobs import JobKind
from inspect_tool.domain.moderation import moderation_layout
from inspect_tool.domain.moderation.agreement import AgreementBy
from inspect_tool.domain.moderation.workbook import ModerationSeal
from inspect_tool.domain.packs.manifest import PackManifest
from inspect_tool.domain.people import KEEPER, Actor
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.own_view import OwnReply
from inspect_tool.domain.records.records import ItemKind, ItemPlace, Reader
from inspect_tool.domain.records.themes import Theme
from inspect_tool.domain.release.statement import NoticeKind
from inspect_tool.domain.report.comment_form import CommentForm, FormIdentity, FormSeal
from inspect_tool.domain.report.letters import Statement
from inspect_tool.domain.report.word_file import narrative_digest
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.certificate import CertificateEdition
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.assignment import balance, caseloads
from inspect_tool.services.figures import (
    answers,
    codings,
    evidence,
    extension_rule,
    live_flow,
    marks,
    repeat_files,
    snapshots,
    stored_totals,
    theme_files,
    themes,
)
from inspect_tool.services.figures.evidence import NoSuchEvidenceError
from inspect_tool.services.figures.themes import UnknownThemeError
from inspect_tool.services.frames import frame_views, returns, take_return, told
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.framework import amendment, publishing, reading_again
from inspect_tool.services.jobs import jobs
from inspect_tool.services.moderation import (
    agreement,
    calibration,
    calibration_forms,
    decisions,
    differences,
    in_workbook,
    more_second_reads,
    out_workbook,
    recorders,
    second_reads,
)
from inspect_tool.services.overview import (
    audit_search,
    backup,
    board,
    copies,
    database_check,
    kept_backups,
    moving,
    status,
    waiting,
)
from inspect_tool.services.overview.audit_search import AuditWanted
from inspect_tool.services.overview.backup import Source, Target, lock_with
from inspect_tool.services.overview.database_check import Outside
from inspect_tool.services.packs.by_page import caseloads_to_take_along, pack_to_hand_out
from inspect_tool.services.packs.intake import take_pack_return
from inspect_tool.services.packs.issue import PackSource, PackTarget, write_pack
from inspect_tool.services.packs.returned import PackReturn
from inspect_tool.services.publication import (
    advice,
    advice_follow_up,
    build,
    builds,
    claims,
    claims_board,
    comments,
    disclosure,
    inserts,
    letters,
    moderation_report,
    narrative_writing,
    open_tables,
    press,
    public_letters,
    release_notices,
    release_recount,
    releases,
    rounds,
    sealing,
    snapshot_changes,
    word_in,
    word_out,
)
from inspect_tool.services.publication import identifiers as guarded
from inspect_tool.services.publication.advice_follow_up import AdviceNews
from inspect_tool.services.publication.build import BuildOptions, PublicEditionError
from inspect_tool.services.publication.disclosure import DisclosureDecided
from inspect_tool.services.publication.letters import LetterOptions
from inspect_tool.services.publication.narratives import narrative_texts
from inspect_tool.services.publication.sealing import SealOptions, SnapshotOldError
from inspect_tool.services.publication.word_in import WordBack
from inspect_tool.services.records import (
    answer_queries,
    answering,
    changed_answers,
    conflicts,
    evidence_files,
    facts,
    hand_over,
    history,
    identifiers,
    own_views,
    record_list,
    referrals,
    saving,
    sheet,
    standing,
    stray_notes,
    submission,
)
from inspect_tool.services.records.answering import Given, NotReferredError
from inspect_tool.services.records.conflicts import NoConflictError
from inspect_tool.services.records.hand_over import HandOverWanted
from inspect_tool.services.records.identifiers import NAME_LENGTH, NoSuchFindingError
from inspect_tool.services.records.interviews import next_reference
from inspect_tool.services.records.revisions import Edit, RecordBook, answer_of
from inspect_tool.services.records.saving import FromForm, TypedEvidence, TypedItem
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.retention import certificate, erasure, purge
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import Place, Wanted
from inspect_tool.services.review import (
    database_care,
    document_writing,
    heads,
    linked_accounts,
    readiness,
    sessions,
    sign_in,
    witness,
)
from inspect_tool.services.review.document_writing import WrittenDocument
from inspect_tool.services.review.signing import PACK_OUT, key_to_issue
from inspect_tool.services.sampling import (
    amended_losses,
    certificates,
    commitments,
    designs,
    extension,
    later_returns,
    purposive,
    returned,
    samples,
    steps,
    taken_back,
    uploaded,
    withdrawal,
)
from inspect_tool.services.sampling.extension import Growth
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.services.sampling.taken_back import ReturnSource
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.services.voices import asked, quotations, surveys, who_was_heard
from inspect_tool.services.voices.asked import AskedWanted
from inspect_tool.services.voices.surveys import SurveyWanted
from inspect_tool.services.workbooks import collected, issue
from inspect_tool.services.workbooks.intake import Intake
from inspect_tool.services.workbooks.returned import TakeOptions
from inspect_tool.store import record_queries
from inspect_tool.store.comment_tables import AccuracyEvent
from inspect_tool.store.distribution import NoCitusError
from inspect_tool.store.heads_file import Witness
from inspect_tool.store.private_files import PendingFiles
from inspect_tool.store.roles import NoServerError
from inspect_tool.workspace import Workspace
from tests import collected_answers
from tests.hearing import hearing_framework
from tests.services.access.shared_review import JOB, WORD_OF_UNSEEN_READS, quotation_of
from tests.small_review import SEED, START

if TYPE_CHECKING:
    from inspect_tool.readers.annex_a.return_files import ReturnContents
    from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
    from inspect_tool.store.database import UnitOfWork


TOKEN = "0123456789abcdef"  # noqa: S105  # of a form
PASSWORD = "four words of a test"  # noqa: S105


class NotShownError(Exception):
    """The case is not in what the actor is shown."""


@dataclass(frozen=True)
class About:
    """What a call is about.

    Args:
        case: The case; `crossed` is another of its kind, with an answer that crossed.
        caseload: Whose caseload it is in.
        reserve: A reserve of its authority.
    """

    case: str
    crossed: str
    caseload: str
    reserve: str

    @property
    def authority(self) -> str:
        return self.case.partition("-")[0]


@dataclass(frozen=True)
class Desk:
    """Somebody at work in the review; what they change is thrown away.

    Args:
        room: A folder to write into.
        lists, workbooks: What was read of returns and case workbooks, by authority and by file.
    """

    workspace: Workspace
    actor: Actor
    room: Path
    lists: Mapping[str, tuple[Path, ReturnContents]]
    workbooks: Mapping[str, CaseWorkbookReturn]

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        with self.workspace.database.reading(self.actor, START) as work:
            yield work

    def new_path(self, ending: str = "") -> Path:
        return self.room / f"{uuid4().hex}{ending}"


Call = Callable[[Desk, About], object]
CHAPTER = "introduction.md"


def _shown(case: str, refs: Collection[str]) -> None:
    if case not in refs:
        raise NotShownError


def _with_work(function: Callable[..., Any], *needs: str, **given: Any) -> Call:
    """A call in one transaction.

    Args:
        needs: What of the workspace the service is given by keyword.
    """

    def call(desk: Desk, about: About) -> object:
        named = {name: getattr(desk.workspace, name) for name in needs if name != "review"}
        about_case = {name: value(desk, about) for name, value in given.items() if callable(value)}
        rest = {name: value for name, value in given.items() if not callable(value)}
        with desk.begin() as work:
            front = (work, desk.workspace.review) if "review" in needs else (work,)
            return function(*front, **named, **about_case, **rest)

    return call


def _ask_for_a_job(desk: Desk, about: About) -> object:  # noqa: ARG001
    with desk.begin() as work:
        return jobs.ask(work, desk.room, kind=JobKind.TABLES, arguments={})


def _file_of_a_job(desk: Desk, about: About) -> object:  # noqa: ARG001
    with desk.begin() as work:
        return jobs.file_of(work, desk.workspace.folder, name=JOB, number=1)


def _then(call: Call, look: Callable[[About, Any], None]) -> Call:
    """A call whose answer is looked into."""

    def both(desk: Desk, about: About) -> None:
        look(about, call(desk, about))

    return both


def _case(_: Desk, about: About) -> str:
    return about.case


def _crossed(_: Desk, about: About) -> str:
    return about.crossed


def _new(ending: str) -> Callable[[Desk, About], Path]:
    return lambda desk, _: desk.new_path(ending)


def _first_read(about: About, items: Any) -> None:
    _shown(about.case, {about.case for item in items if item.reader == Reader.FIRST})


def _first_state(about: About, states: Any) -> None:
    _shown(about.case, {one.subject.ref for one in states if one.reader is Reader.FIRST})


def _caseload(about: About, loads: Any) -> None:
    own = [load for load in loads if load.inspector == about.caseload]
    _shown(about.case, {ref for load in own for ref in load.cases})


def _line(about: About, lines: Any) -> None:
    told = {one.subject for one in lines if one.reader is Reader.FIRST and one.stray is not None}
    _shown(about.case, told)


def _settle(desk: Desk, about: About) -> None:
    call = _with_work(
        conflicts.settle, "review", ref=_crossed, item_id="HARM.1.a", choice=conflicts.Settlement(2)
    )
    try:
        call(desk, about)
    except NoConflictError as error:
        raise NotShownError from error


def _stray(about: About, notes: Any) -> None:
    _shown(about.case, {note.subject_ref for note in notes})


def _note_id(desk: Desk, about: About) -> str:
    """Id of the note in the first read of a case, whether the actor may see it or not."""
    with desk.workspace.reading() as work:
        return next(
            row.id for row in record_queries.stray_notes(work) if row.subject_ref == about.case
        )


def _on_a_note(function: Callable[..., Any], **named: Any) -> Call:
    def call(desk: Desk, about: About) -> None:
        try:
            _with_work(function, "review", note_id=_note_id, **named)(desk, about)
        except stray_notes.NoSuchNoteError as error:
            raise NotShownError from error

    return call


def _on_a_query(function: Callable[..., Any]) -> Call:
    """A call about the query that the keeper asked about the first read of a case."""

    def call(desk: Desk, about: About) -> None:
        with desk.workspace.reading() as work:
            (query,) = answer_queries.list_queries(work, desk.workspace.review, about.case)
        try:
            _with_work(function, "review", query=lambda _, __: query.name, text="as said")(
                desk, about
            )
        except answer_queries.NoSuchQueryError as error:
            raise NotShownError from error

    return call


def _on_an_identifier(function: Callable[..., Any], *needs: str, **named: Any) -> Call:
    """A call about a name that stands in the note of a case's first read, and nowhere else."""

    def call(desk: Desk, about: About) -> None:
        review, subject = desk.workspace.review, subject_named(about.case)
        place = ItemPlace(about.case, Reader.FIRST.value, ItemKind.QUESTION.value, "HARM.1.a")
        given = {name: getattr(desk.workspace, name) for name in needs}
        with desk.begin() as work:
            book = RecordBook(work, review, subject.authority, about.case)
            standing = book.standing[place]
            answer = replace(answer_of(standing), note="Seen by Mrs Okonjo.")
            item = (subject, Reader.FIRST, ItemKind.QUESTION, "HARM.1.a")
            book.settle(Edit(*item, answer, standing.author, standing.id, "a test"))
            book.write()
            if "name" in named:
                given["name"] = f"{book.standing[place].id[:NAME_LENGTH]}.9"
            try:
                found = function(work, review, **{**named, **given})
            except NoSuchFindingError as error:
                raise NotShownError from error
            if "name" not in named:
                views = getattr(found, "records", found)
                _shown(about.case, {one.subject_ref for one in views})

    return call


def _respond(desk: Desk, about: About) -> None:
    call = _with_work(answering.record_response, "review", ref=_case, response="visited")
    try:
        call(desk, about)
    except NotReferredError as error:
        raise NotShownError from error


def _problems(desk: Desk, about: About) -> None:
    problems = _with_work(history.problems_of, "review", ref=_crossed)(desk, about)
    found = {about.crossed for one in problems if one.reader == Reader.FIRST}  # type: ignore[attr-defined]
    _shown(about.crossed, found)


def _decide(desk: Desk, about: About) -> None:
    call = _with_work(
        decisions.decide, "review", case_ref=_case, item_id="HARM.1", value="good", why="a reason"
    )
    call(desk, about)


def _decide_alike(desk: Desk, about: About) -> None:
    call = _with_work(
        decisions.decide_alike,
        "review",
        case_refs=lambda _, about: [about.case],
        item_id="HARM.1",
        given="good",
        why="a reason",
    )
    call(desk, about)


def _difference_at(desk: Desk, about: About) -> None:
    call = _with_work(
        differences.difference_at, "review", sentences={}, ref=_case, item_id="HARM.1"
    )
    if call(desk, about) is None:
        raise NotShownError


def _on_the_board(function: Callable[..., Any], desk: Desk, _: About) -> object:
    """What is told of a board that whoever asks was shown."""
    with desk.begin() as work:
        shown = board.board_of(work, desk.workspace.review, board.KeptStandings())
        return function(work, desk.workspace.review, shown)


def _board(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        shown = board.board_of(work, desk.workspace.review, board.KeptStandings())
    told = {
        record.subject.ref
        for record in shown.records
        if record.reader is Reader.FIRST and record.stage is not board.Stage.UNSEEN
    }
    _shown(about.case, told)


def _export_disagreements(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        check_can(work.actor, Action.SEE_DIFFERENCES)
        try:
            written = out_workbook.write_disagreements(
                work,
                desk.workspace.review,
                path=desk.new_path(".xlsx"),
                keys=desk.workspace.keys,
                sentences={},
            )
        except out_workbook.NothingToModerateError as error:
            raise NotShownError from error
    _shown(about.case, written.cases)


def _import_disagreements(desk: Desk, about: About) -> None:
    """Take in what a workbook with every disagreement decides of one case."""
    review, path = desk.workspace.review, desk.new_path(".xlsx")
    with desk.workspace.database.reading(KEEPER, START) as work:
        key, _ = key_to_issue(work, desk.workspace.keys)
        seal = ModerationSeal(key, "a pack")
        content = out_workbook.moderation_content(work, review, seal, {})
        path.write_bytes(write_moderation_workbook(content, seal=seal))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[moderation_layout.ROWS]
    for row in range(moderation_layout.FIRST_ROW, sheet.max_row + 1):
        if sheet.cell(row, 2).value == about.case:
            sheet.cell(row, moderation_layout.ROW_DECISION).value = sheet.cell(row, 6).value
            sheet.cell(row, moderation_layout.ROW_DECISION + 1).value = "as the second read"
    workbook.save(path)
    taken = in_workbook.take_disagreements(desk.begin, review, path=path, keys=desk.workspace.keys)
    if not taken.decided:
        raise NotShownError


def _figures(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        figures = snapshots.figures(work, desk.workspace.review)
    assert about.case in {record.subject.ref for record in figures.records}


def _units(desk: Desk, _: About) -> None:
    with desk.begin() as work:
        figures = snapshots.figures(work, desk.workspace.review)
        repeat_files.write_units(work, figures, "drift", path=desk.new_path(".csv"))


def _words_behind(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        figures = snapshots.figures(work, desk.workspace.review)
        found = answers.words_behind(work, desk.workspace.review, figures, ["HARM.1.a=no"])
    _shown(about.case, {one.subject for one in found.answers})


def _answers(desk: Desk, about: About) -> None:
    path = desk.new_path(".zip")
    with desk.begin() as work:
        figures = snapshots.figures(work, desk.workspace.review)
        answers.write_answers(work, desk.workspace.review, figures, path=path)
        work.files.place()
    with zipfile.ZipFile(path) as package:
        lines = package.read("answers.csv").decode().splitlines()
    _shown(about.case, {line.partition(",")[0] for line in lines})


def _found_evidence(
    find: Callable[..., Any], searched: tuple[str, ...], desk: Desk, about: About
) -> None:
    found = set()
    for words in searched:
        wanted = evidence.EvidenceWanted(words, limit=0)
        with desk.begin() as work:
            page = find(work, desk.workspace.review, wanted)
        found |= {one.subject for one in page.pieces if one.read == Reader.FIRST}
    _shown(about.case, found)


def _shown_evidence(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        try:
            evidence.show_evidence(work, desk.workspace.review, f"{about.case}/HARM.1.a")
        except NoSuchEvidenceError:
            raise NotShownError from None


def _mark_evidence(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        try:
            name = f"{about.case}/HARM.1.a"
            marks.mark_evidence(work, desk.workspace.review, name, is_good_practice=True)
        except NoSuchEvidenceError:
            raise NotShownError from None


def _with_a_file(work: UnitOfWork, desk: Desk, about: About) -> tuple[Path, str]:
    """A file in the first read of the case: the folder of the files, and what it is called."""
    path = desk.new_path(".txt")
    path.write_text("The plan of the case.", encoding="utf-8")
    folder = desk.new_path()
    keeper = replace(work, actor=KEEPER, files=PendingFiles())
    given = evidence_files.GivenFile(path)
    kept = evidence_files.attach_file(
        keeper, desk.workspace.review, folder, about.case, "HARM.1", given
    )
    keeper.files.place()
    return folder, kept.name


def _attach_file(desk: Desk, about: About) -> None:
    path = desk.new_path(".txt")
    path.write_text("The plan of the case.", encoding="utf-8")
    with desk.begin() as work:
        given = evidence_files.GivenFile(path, side="for", source="case_file")
        evidence_files.attach_file(
            work, desk.workspace.review, desk.new_path(), about.case, "HARM.1", given
        )


def _save_file(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        folder, name = _with_a_file(work, desk, about)
        try:
            evidence_files.save_file(work, desk.workspace.review, folder, name, desk.new_path())
        except evidence_files.NoSuchFileError:
            raise NotShownError from None


def _fact_to_correct(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        facts.fact_to_correct(work, desk.workspace.review, ref=about.case, field="age")


def _next_reference(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        review = replace(desk.workspace.review, framework=hearing_framework())
        next_reference(work, review, about.authority, "interview")


def _notes_to_settle(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        _stray(about, stray_notes.notes_to_settle(work, desk.workspace.review).notes)


def _open_file(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        folder, name = _with_a_file(work, desk, about)
        try:
            evidence_files.open_file(work, desk.workspace.review, folder, name)
        except evidence_files.NoSuchFileError:
            raise NotShownError from None


def _detach_file(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        _, name = _with_a_file(work, desk, about)
        try:
            evidence_files.detach_file(work, desk.workspace.review, name, reason="a test")
        except evidence_files.NoSuchFileError:
            raise NotShownError from None


def _code_note(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        try:
            themes.code_note(work, desk.workspace.review, f"{about.case}/HARM.1.a", ())
        except NoSuchEvidenceError:
            raise NotShownError from None


def _write_themes(desk: Desk, about: About) -> None:
    path = desk.new_path(".csv")
    wanted = evidence.EvidenceWanted(limit=0)
    with desk.begin() as work:
        theme_files.write_themes(work, desk.workspace.review, path, wanted)
        work.files.place()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    names = [line.partition(",")[0] for line in lines]
    _shown(about.case, {name.partition("/")[0] for name in names if name.count("/") == 1})


def _take_themes(desk: Desk, about: About) -> None:
    path = desk.new_path(".csv")
    path.write_text(f"name,themes\n{about.case}/HARM.1.a,none\n", encoding="utf-8")
    with desk.begin() as work:
        try:
            theme_files.take_themes(work, desk.workspace.review, path)
        except theme_files.BadThemesFileError:
            raise NotShownError from None


def _shown_theme(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        review, keeper = desk.workspace.review, replace(work, actor=KEEPER, files=PendingFiles())
        themes.set_theme(keeper, Theme("drift", "Drift"))
        themes.code_note(keeper, review, f"{about.case}/HARM.1.a", ("drift",))
        found = themes.show_theme(work, review, "drift")
    _shown(about.case, {one.piece.subject for one in found})


def _merge_themes(desk: Desk, _: About) -> None:
    with desk.begin() as work, contextlib.suppress(UnknownThemeError):
        themes.merge_themes(work, "one", "two")


def _grades(desk: Desk, about: About) -> None:
    path = desk.new_path(".csv")
    path.write_text(f"ref,criterion,grade\n{about.case},HARM.1,good\n", encoding="utf-8")
    with desk.begin() as work:
        own_views.take_grades(work, desk.workspace.review, path)


def _explain(desk: Desk, about: About) -> None:
    call = _with_work(claims.explain, "review", "place", reference="drift")
    _shown(about.case, call(desk, about).refs)  # type: ignore[attr-defined]


def _write_rounds(desk: Desk, _: About) -> None:
    with desk.begin() as work:
        figures = snapshots.figures(work, desk.workspace.review, None)
        nothing = ComparedRounds("a", "b", 0.95, (), (), ())
        rounds.write_rounds(work, figures, nothing, path=desk.new_path(".csv"))


def _build(formats: str, desk: Desk, _: About) -> None:
    workspace = desk.workspace
    options = BuildOptions.parse(edition="internal", formats=formats, folder=desk.new_path())
    build.build_report(
        desk.begin, desk.begin, workspace.review, place=workspace.place, options=options
    )


def _write_letters(desk: Desk, about: About) -> None:
    workspace = desk.workspace
    options = LetterOptions(desk.new_path(), ("html",), about.authority)
    letters.write_letters(
        desk.begin,
        desk.begin,
        workspace.review,
        place=workspace.place,
        options=options,
        keys=workspace.keys,
    )


def _may_ask_for_letters(desk: Desk, about: About) -> None:
    options = LetterOptions(None, ("html",), about.authority)
    with desk.begin() as work:
        letters.check_may_ask(work, desk.workspace.review, options)


def _write_public_letters(desk: Desk, _: About) -> None:
    workspace = desk.workspace
    with contextlib.suppress(PublicEditionError):
        public_letters.write_public_letters(
            desk.begin,
            desk.begin,
            workspace.review,
            place=workspace.place,
            options=LetterOptions(desk.new_path(), ("html",), edition=Edition.PUBLIC),
        )


def _take_comments(desk: Desk, about: About) -> None:
    review, keys = desk.workspace.review, desk.workspace.keys
    with desk.begin() as work:
        signing_key, _ = key_to_issue(work, keys)
    identity = FormIdentity(review.plan.review, about.authority, "first", "2014-01-06")
    form = CommentForm(identity, "", review.plan.title, (), (Statement(1, "cases", "4 cases"),))
    path = desk.new_path(".xlsx")
    path.write_bytes(write_comment_form(form, seal=FormSeal(signing_key, identity)))
    comments.take_comments(desk.begin, review, path, keys=keys)


def _answer_comment(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        work.add(
            AccuracyEvent(
                of_authority=about.authority, comment=1, number=1, snapshot="first",
                statement="", words="", said="wrong", wording="", seen_in="", decision="",
                place="", at=work.now, actor="le",
            )
        )  # fmt: skip
        given = comments.CommentAnswer("not accepted", "seen")
        comments.answer_comment(work, desk.workspace.review, about.authority, 1, answer=given)


def _written(function: Callable[..., object], ending: str) -> Call:
    """A service that reads, makes a file, and notes it."""

    def call(desk: Desk, _: About) -> None:
        workspace = desk.workspace
        function(
            desk.begin,
            desk.begin,
            workspace.review,
            place=workspace.place,
            path=desk.new_path(ending),
        )

    return call


def _write_press(desk: Desk, _: About) -> None:
    workspace = desk.workspace
    press.write_press(
        desk.begin,
        desk.begin,
        workspace.review,
        place=workspace.place,
        options=press.PressOptions(("html",), desk.new_path()),
    )


def _compare_word(desk: Desk, _: About) -> None:
    workspace = desk.workspace
    path = desk.new_path(".docx")
    keeper = workspace.reading
    word_out.write_word_file(
        keeper, workspace.work, workspace.review, place=workspace.place, path=path
    )
    word_in.compare_word_file(desk.begin, workspace.review, path, place=workspace.place)


def _take_word(desk: Desk, _: About) -> None:
    place = desk.workspace.place
    base = narrative_digest(narrative_texts(place.narrative))
    shown = WordBack("back.docx", base, True, (), (), (), 0)
    word_in.take_word_file(desk.begin, shown, place=place)


def _save_chapter(desk: Desk, _: About) -> None:
    place = desk.workspace.place
    there = narrative_texts(place.narrative)[CHAPTER]
    narrative_writing.save_chapter(
        desk.begin, desk.workspace.review, CHAPTER, there, "", place=place
    )


def _seal(desk: Desk, _: About) -> None:
    workspace = desk.workspace
    try:
        sealing.seal(
            desk.begin,
            desk.begin,
            workspace.review,
            SealOptions(name=desk.new_path().name, snapshot="first"),
            place=workspace.place,
            keys=workspace.keys,
        )
    except SnapshotOldError:  # who may seal, and cannot: more was recorded since
        return


def _build_moderation(desk: Desk, _: About) -> None:
    workspace = desk.workspace
    moderation_report.build_moderation_report(
        desk.begin,
        desk.begin,
        workspace.review,
        place=workspace.place,
        formats=("html",),
        folder=desk.new_path(),
    )


def _training_form(desk: Desk) -> Path:
    """A form of the round that is running, with one judgement."""
    path = desk.new_path(".csv")
    path.write_text("case,criterion,judgement\nT1,HARM.1,good\n", encoding="utf-8")
    return path


def _take_training_form(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        form = _training_form(desk)
        calibration_forms.take_form(work, desk.workspace.review, form, inspector=about.caseload)


def _told(service: Callable[..., object], said: dict[str, Any], desk: Desk, about: About) -> None:
    with desk.begin() as work:
        service(work, desk.workspace.review, desk.room, about.authority, **said)


def _take_return(desk: Desk, about: About) -> None:
    path, contents = desk.lists[about.authority]
    take_return.take_return(
        desk.begin,
        desk.workspace.review,
        [path],
        keys=desk.workspace.keys,
        options=ImportOptions(authority=about.authority, dry_run=True),
        already_read=contents,
    )


def _take_later_return(desk: Desk, about: About) -> None:
    path, contents = desk.lists[about.authority]
    later_returns.take_later_return(
        desk.begin,
        desk.workspace.review,
        [path],
        keys=desk.workspace.keys,
        options=ImportOptions(authority=about.authority, dry_run=True),
        already_read=contents,
    )


def _uploaded(function: Callable[..., Any], desk: Desk, about: About) -> None:
    path, _ = desk.lists[about.authority]
    function(
        desk.begin,
        desk.workspace.review,
        [uploaded.UploadedFile(one.name, one.read_bytes()) for one in sorted(path.iterdir())],
        keys=desk.workspace.keys,
        options=ImportOptions(authority=about.authority, dry_run=True),
    )


def _take_workbook(desk: Desk, about: About) -> None:
    file = f"{about.authority}-{about.caseload}.xlsx"
    with desk.begin() as work:
        intake = Intake(work, desk.workspace.review, TakeOptions())
        intake.take(desk.workbooks[file], file=file)


def _write_pack(desk: Desk, about: About) -> None:
    workspace = desk.workspace
    lock = lock_with("", [str(pyrage.x25519.Identity.generate().to_public())])
    write_pack(
        desk.begin,
        workspace.review,
        PackSource(workspace.place, workspace.keys),
        inspector=about.caseload,
        target=PackTarget(desk.new_path(".pack"), lock),
    )


def _pack_to_hand_out(desk: Desk, about: About) -> None:
    workspace = desk.workspace
    lock = lock_with("", [str(pyrage.x25519.Identity.generate().to_public())])
    source = PackSource(workspace.place, workspace.keys)
    pack_to_hand_out(desk.begin, workspace.review, source, about.caseload, lock)


def _caseloads_to_take_along(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        found = caseloads_to_take_along(work, desk.workspace.review, desk.workspace.folder)
    _shown(about.caseload, {one.inspector for one in found})


def _take_pack(desk: Desk, about: About) -> None:
    """The return of a pack in which nothing was said."""
    workspace, half = desk.workspace, "0f" * 32
    issued = PackManifest(
        workspace.review.plan.review, "0a" * 16, about.caseload, 1, START, "1", half, half, "", {}
    )
    returned = PackReturn("back.pack", issued, START, (), {}, half)
    with desk.begin() as work:
        said = {"inspector": about.caseload, "pack": issued.pack, "public_key": half}
        work.audit(PACK_OUT, stream=about.authority, number=1, **said)
        take_pack_return(work, workspace.review, returned, workspace.place.evidence)


def _take_collected(desk: Desk, about: About) -> None:
    given = [collected_answers.submission(about.case, about.caseload, "uuid:1", HARM_1_a="no")]
    path = collected_answers.central_csv(desk.new_path(".csv"), given)
    collected.take_collected(desk.begin, desk.workspace.review, [path])


def _copy_review(desk: Desk, _: About) -> None:
    with desk.begin() as work:
        to = str(desk.new_path(".db"))
        moving.copy_review(work, desk.workspace.review, desk.workspace.folder, to)


def _give_rights(desk: Desk, _: About) -> None:
    with (
        desk.begin() as work,
        contextlib.suppress(NoServerError),
    ):  # of who may, where there is a file
        database_care.give_rights(work, "inspectors")


def _distribute(desk: Desk, _: About) -> None:
    with (
        desk.begin() as work,
        contextlib.suppress(NoServerError, NoCitusError),
    ):  # of who may, where there is a file or one server
        database_care.distribute(work)


def _back_up(desk: Desk, _: About) -> None:
    workspace = desk.workspace
    source = Source(workspace.folder, workspace.review, workspace.database, workspace.keys)
    lock = lock_with("", [str(pyrage.x25519.Identity.generate().to_public())])
    backup.back_up(desk.begin, source, Target(desk.new_path(".age"), None, lock))


def _keep_backup(desk: Desk, _: About) -> None:
    workspace = desk.workspace
    source = Source(workspace.folder, workspace.review, workspace.database, workspace.keys)
    kept_backups.keep_backup(desk.begin, source, "too short", START)


def _upgrade(desk: Desk, _: About) -> None:
    database_care.upgrade(desk.workspace.database, None, now=START, actor=desk.actor)


def _extend(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        extension.extend(work, Growth(by=1, authority=about.authority, why="a test"), dry_run=True)


def _pick(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        purposive.add(
            work,
            desk.workspace.review,
            Child(named=about.reserve),
            why="a theme",
            keys=desk.workspace.keys,
        )


def _take_back_withdrawal(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        withdrawal.take_back_withdrawal(
            work, desk.workspace.review, authority=about.authority, reason="a test"
        )


def _withdraw(desk: Desk, about: About) -> None:
    with desk.begin() as work:
        withdrawal.withdraw_authority(
            work, desk.workspace.review, authority=about.authority, reason="a test", dry_run=True
        )


def _with_fields(desk: Desk, about: About) -> None:
    growth = Growth(by=1, authority=about.authority, why="a test")
    taken_back.with_fields(
        desk.begin,
        ReturnSource([], desk.workspace.folder, desk.workspace.keys),
        lambda work, fields: extension.extend(work, growth, dry_run=True, taken_back=fields),
    )


def _place(desk: Desk, _: About) -> Place:
    return Place(desk.workspace.folder, desk.workspace.keys)


def _purge(desk: Desk, about: About) -> None:
    """As far as the word that confirms it, for nothing that is thrown away brings files back."""
    _with_work(purge.preview, "review", place=_place, wanted=WANTED)(desk, about)
    with contextlib.suppress(purge.NotConfirmedError):
        purge.purge(
            desk.begin, desk.workspace.review, _place(desk, about), WANTED, confirm="destroy it"
        )


def _erase(desk: Desk, about: About) -> None:
    """As far as the reason, which has the child's own id in it: files would not come back."""
    with desk.begin() as work:
        wanted = [one for one in whole_draw(work).cases if one.case_ref == about.case]
    key_file = desk.workspace.keys.read(about.authority)
    assert key_file is not None
    own_id = key_file.local_ids[wanted[0].unit_id]
    erasure.erase(
        desk.begin,
        desk.workspace.review,
        Child(named=about.case),
        _place(desk, about),
        why=f"asked for by {own_id}",
        confirm="erase",
    )


def _check(desk: Desk, _: About) -> None:
    with desk.begin() as work:
        outside = Outside.of(desk.workspace.database, keys=desk.workspace.keys)
        database_check.check_database(work, outside)


def _hand_over(desk: Desk, about: About) -> None:
    """From the case's first reader to whoever reads none of the four kinds a second time."""
    taker = "ef" if about.caseload == "cd" else "ab"
    wanted = HandOverWanted(
        giver=about.caseload, taker=taker, cases=[about.case], with_complete=True
    )
    with desk.begin() as work:
        hand_over.hand_over(work, desk.workspace.review, wanted, reason="a test", dry_run=True)


def _lost(_: About, view: Any) -> None:
    assert view.reason == LossReason.NOT_THE_THEME


def _interview(about: About) -> str:
    return f"{about.authority}-I-{about.caseload}-01"


def _on_voices(function: Callable[[Any, Review, About], object]) -> Call:
    """A call under a framework that hears people."""

    def call(desk: Desk, about: About) -> None:
        review = replace(desk.workspace.review, framework=hearing_framework())
        try:
            with desk.begin() as work:
                function(work, review, about)
        except quotations.NoSuchQuotationError as error:
            raise NotShownError from error

    return call


def _take_survey(desk: Desk, about: About) -> None:
    file = desk.new_path(".csv")
    file.write_text("STF.1.a\nmanager\n", encoding="utf-8")
    wanted = SurveyWanted(about.authority, "staff")
    _on_voices(lambda work, review, _: surveys.take_survey(work, review, file, wanted))(desk, about)


WANTED = Wanted([PurgeClass.STRAY_NOTES], why="a test")
CALLS: dict[str, Call] = {
    "figures.stored_totals.stored_totals": _with_work(
        stored_totals.stored_totals, "review", name="first"
    ),
    "frames.returns.show_totals": _with_work(returns.show_totals),
    "retention.certificate.certificates": _with_work(certificate.certificates),
    "retention.erasure.erase": _erase,
    "retention.erasure.preview": _with_work(
        erasure.preview, "review", child=lambda _, about: Child(named=about.case), place=_place
    ),
    "retention.purge.preview": _with_work(purge.preview, "review", place=_place, wanted=WANTED),
    "retention.purge.purge": _purge,
    "sampling.taken_back.with_fields": _with_fields,
    "assignment.balance.balance": _with_work(balance.balance, "review"),
    "assignment.caseloads.assign_automatically": _with_work(
        caseloads.assign_automatically, "review"
    ),
    "assignment.caseloads.move": _with_work(
        caseloads.move, "review", case_ref=_case, inspector="cd"
    ),
    "assignment.caseloads.show": _then(_with_work(caseloads.show, "review"), _caseload),
    "assignment.caseloads.number_without_reader": _with_work(caseloads.number_without_reader),
    "figures.answers.words_behind": _words_behind,
    "figures.answers.write_answers": _answers,
    "figures.evidence.find_evidence": partial(_found_evidence, evidence.find_evidence, ("",)),
    "figures.evidence.search_evidence": partial(
        _found_evidence, evidence.search_evidence, ("seen", WORD_OF_UNSEEN_READS)
    ),
    "figures.evidence.show_evidence": _shown_evidence,
    "figures.marks.mark_evidence": _mark_evidence,
    "records.evidence_files.attach_file": _attach_file,
    "records.evidence_files.detach_file": _detach_file,
    "records.evidence_files.open_file": _open_file,
    "records.evidence_files.save_file": _save_file,
    "figures.theme_files.take_themes": _take_themes,
    "figures.theme_files.write_themes": _write_themes,
    "figures.themes.code_note": _code_note,
    "figures.codings.codebook": _with_work(codings.codebook),
    "figures.themes.list_themes": _with_work(themes.list_themes, "review"),
    "figures.themes.merge_themes": _merge_themes,
    "figures.themes.show_theme": _shown_theme,
    "figures.themes.set_theme": _with_work(themes.set_theme, theme=Theme("drift", "Drift")),
    "figures.extension_rule.growth_by_rule": _with_work(extension_rule.growth_by_rule, "review"),
    "figures.live_flow.flow": _with_work(live_flow.flow, "review"),
    "figures.repeat_files.write_units": _units,
    "figures.snapshots.figures": _figures,
    "figures.snapshots.list_snapshots": _with_work(snapshots.list_snapshots),
    "figures.snapshots.take": _with_work(snapshots.take, "review", name="second"),
    "framework.amendment.amendment": _with_work(amendment.amendment, "review", "written"),
    "framework.publishing.list_versions": _with_work(publishing.list_versions),
    "framework.publishing.propose": _with_work(publishing.propose, "review", "written", why="x"),
    "framework.publishing.publish": _with_work(
        publishing.publish, "review", "written", folder=_new(""), text=b""
    ),
    "framework.publishing.waiting_words": _with_work(publishing.waiting_words, "written"),
    "framework.reading_again.read_again": _with_work(
        reading_again.read_again, "review", refs=lambda _, about: [about.case]
    ),
    "framework.reading_again.reading_tasks": _with_work(reading_again.reading_tasks, "review"),
    "frames.frame_views.show_frames": _with_work(frame_views.show_frames, "review"),
    "frames.take_return.take_return": _take_return,
    "frames.told.answer_questions": partial(_told, told.answer_questions, {"same": ["zeros"]}),
    "sampling.later_returns.take_later_return": _take_later_return,
    "frames.told.map_headings": partial(
        _told, told.map_headings, {"lists": [6], "headings": ["Ref=Child Unique ID"]}
    ),
    "moderation.agreement.show_agreement": _with_work(
        agreement.show_agreement, "review", by=AgreementBy.CRITERION
    ),
    "moderation.calibration.start": _with_work(calibration.start, "review", cases=("T1",)),
    "moderation.calibration.show": _with_work(calibration.show, "review"),
    "moderation.calibration.close": _with_work(calibration.close, "review", why="a test"),
    "moderation.calibration_forms.write_form": _with_work(
        calibration_forms.write_form, "review", path=lambda desk, _: desk.new_path(".csv")
    ),
    "moderation.calibration_forms.take_form": _take_training_form,
    "moderation.decisions.decide": _decide,
    "moderation.decisions.decide_alike": _decide_alike,
    "moderation.differences.difference_at": _difference_at,
    "moderation.differences.every_difference": _then(
        _with_work(differences.every_difference, "review", sentences={}),
        lambda about, every: _shown(about.case, {one.row.case_ref for one in every.still_open}),
    ),
    "moderation.in_workbook.take_disagreements": _import_disagreements,
    "moderation.out_workbook.write_disagreements": _export_disagreements,
    "moderation.decisions.queue": _then(
        _with_work(decisions.queue, "review"),
        lambda about, queued: _shown(about.case, {one.case_ref for one in queued}),
    ),
    "moderation.more_second_reads.ask_extra": _with_work(
        more_second_reads.ask_extra, "review", case_ref=_crossed, reason="a test"
    ),
    "moderation.more_second_reads.take_back_extra": _with_work(
        more_second_reads.take_back_extra, case_ref=_crossed
    ),
    "moderation.more_second_reads.draw_or_top_up": _with_work(
        more_second_reads.draw_or_top_up, "review"
    ),
    "moderation.more_second_reads.top_up": _with_work(more_second_reads.top_up, "review"),
    "moderation.recorders.check_recorders": _with_work(recorders.check_recorders, "review"),
    "moderation.second_reads.draw_second_reads": _with_work(
        second_reads.draw_second_reads, "review"
    ),
    "overview.backup.back_up": _back_up,
    "overview.kept_backups.hand_out_backup": _with_work(
        kept_backups.hand_out_backup, "review", "folder", name="none.age"
    ),
    "overview.kept_backups.keep_backup": _keep_backup,
    "overview.kept_backups.list_backups": _with_work(kept_backups.list_backups, "review", "folder"),
    "overview.board.board_of": _board,
    "overview.waiting.crossed_places": _then(
        partial(_on_the_board, waiting.crossed_places),
        lambda about, places: _shown(
            about.crossed, {one.subject.ref for one in places if one.reader is Reader.FIRST}
        ),
    ),
    "overview.waiting.what_waits": partial(_on_the_board, waiting.what_waits),
    "overview.copies.back_up_database": _with_work(
        copies.back_up_database, "review", "database", path=_new(".db")
    ),
    "overview.moving.copy_review": _copy_review,
    "overview.database_check.check_database": _check,
    "overview.status.status_of": _with_work(status.status_of, "review"),
    "packs.by_page.caseloads_to_take_along": _caseloads_to_take_along,
    "packs.by_page.pack_to_hand_out": _pack_to_hand_out,
    "packs.by_page.take_uploaded_packs": _take_pack,  # which it does with uploaded files
    "packs.intake.take_packs": _take_pack,
    "packs.issue.write_pack": _write_pack,
    "publication.advice.check": _with_work(advice.check, "review", "place"),
    "publication.advice.list_advice": _with_work(advice.list_advice, "review", "place"),
    "publication.advice.show_advice": _with_work(
        advice.show_advice, "review", "place", name="chronology"
    ),
    "publication.advice_follow_up.record_answer": _with_work(
        advice_follow_up.record_answer,
        "review",
        "place",
        name="chronology",
        news=lambda _, about: AdviceNews(
            "Agreed.", "accepted", about.case[:3], "a head", f"{START:%d/%m/%Y}"
        ),
    ),
    "publication.advice_follow_up.set_state": _with_work(
        advice_follow_up.set_state,
        "review",
        "place",
        name="chronology",
        news=lambda _, about: AdviceNews("seen", "done", about.case[:3]),
    ),
    "publication.build.build_report": partial(_build, "html"),
    "publication.moderation_report.build_moderation_report": _build_moderation,
    "publication.build.build_report as a workbook": partial(_build, "xlsx"),
    "publication.identifiers.check": _on_an_identifier(guarded.check, "place"),
    "publication.identifiers.keep": _on_an_identifier(guarded.keep, "place", name="", why="so"),
    "publication.identifiers.put_otherwise": _on_an_identifier(
        guarded.put_otherwise, name="", words="the teacher"
    ),
    "publication.release_notices.give_notice": _with_work(
        release_notices.give_notice,
        "place",
        "keys",
        name="one",
        kind=NoticeKind.CORRECTION,
        why="a row was there twice",
    ),
    "publication.release_recount.recount": _with_work(
        release_recount.recount, "review", "place", name="one"
    ),
    "publication.releases.diff": _with_work(
        releases.diff, "review", "place", earlier="one", later="one"
    ),
    "publication.releases.hand_out_public": _with_work(
        releases.hand_out_public, "review", "place", name="one"
    ),
    "publication.releases.folder_of": _with_work(releases.folder_of, "review", "place", name="one"),
    "publication.releases.list_releases": lambda desk, about: _with_work(
        partial(releases.list_releases, place=desk.workspace.place)
    )(desk, about),
    "publication.sealing.seal": _seal,
    "publication.sealing.check_may_ask": _with_work(
        sealing.check_may_ask, options=SealOptions(name="another", snapshot="first")
    ),
    "publication.rounds.write_rounds": _write_rounds,
    "publication.letters.write_letters": _write_letters,
    "publication.letters.check_may_ask": _may_ask_for_letters,
    "publication.public_letters.write_public_letters": _write_public_letters,
    "publication.comments.take_comments": _take_comments,
    "publication.comments.list_comments": _with_work(
        comments.list_comments, "review", authority=lambda _, about: about.authority
    ),
    "publication.comments.answer_comment": _answer_comment,
    "publication.word_out.write_word_file": _written(word_out.write_word_file, ".docx"),
    "publication.word_in.compare_word_file": _compare_word,
    "publication.word_in.take_word_file": _take_word,
    "publication.press.write_press": _write_press,
    "publication.open_tables.write_tables": _written(open_tables.write_tables, ".zip"),
    "publication.claims.check": _with_work(claims.check, "review", "place"),
    "publication.claims_board.claims_board": _with_work(
        claims_board.claims_board, "review", "place"
    ),
    "publication.narrative_writing.list_chapters": _with_work(
        narrative_writing.list_chapters, "review", "place"
    ),
    "publication.narrative_writing.open_chapter": _with_work(
        narrative_writing.open_chapter, "review", "place", file=CHAPTER
    ),
    "publication.narrative_writing.open_version": _with_work(
        narrative_writing.open_version, "review", "place", file=CHAPTER, name="none.md"
    ),
    "publication.narrative_writing.check_text": _with_work(
        narrative_writing.check_text, "review", "place", file=CHAPTER, typed="# One\n"
    ),
    "publication.narrative_writing.save_chapter": _save_chapter,
    "publication.inserts.preview": _with_work(
        inserts.preview, "review", "place", shown="table:drift"
    ),
    "publication.builds.list_builds": _with_work(builds.list_builds, "review", "place"),
    "publication.builds.check_may_ask": _with_work(
        builds.check_may_ask, "review", options=build.BuildOptions(Edition.INTERNAL, ("html",))
    ),
    "publication.builds.hand_out": _with_work(
        builds.hand_out, "review", "place", build="none", name="none.pdf"
    ),
    "publication.builds.compare_builds": _with_work(
        builds.compare_builds, "review", "place", before="none", after="other"
    ),
    "publication.builds.list_letters": _with_work(builds.list_letters, "review", "place"),
    "publication.builds.hand_out_letter": _with_work(
        builds.hand_out_letter, "review", "place", of="none", name="none.pdf"
    ),
    "publication.claims.explain": _explain,
    "publication.snapshot_changes.diff": _with_work(
        snapshot_changes.diff, "review", "place", earlier="first", later=None
    ),
    "publication.disclosure.check": _with_work(disclosure.check, "review", "place"),
    "publication.disclosure.decisions_made": _with_work(disclosure.decisions_made),
    "publication.disclosure.decide": _with_work(
        disclosure.decide,
        "review",
        "place",
        decided=DisclosureDecided(("chapters",), "publish", "read"),
    ),
    "records.answer_queries.ask": _with_work(
        answer_queries.ask, "review", ref=_case, item_id="HARM.1", text="Is that so?"
    ),
    "records.answer_queries.close": _on_a_query(answer_queries.close),
    "records.answer_queries.list_queries": _then(
        _with_work(answer_queries.list_queries, "review"),
        lambda about, found: _shown(about.case, {one.subject_ref for one in found}),
    ),
    "records.answer_queries.reply": _on_a_query(answer_queries.reply),
    "records.answering.answer_item": _with_work(
        answering.answer_item,
        "review",
        ref=_case,
        item_id="HARM.1.b",
        given=Given("no", reason="x"),
    ),
    "records.record_list.list_own": _with_work(record_list.list_own, "review"),
    "records.saving.save_evidence": _with_work(
        saving.save_evidence,
        "review",
        ref=_case,
        typed=TypedEvidence("HARM.1", "for", "case_file", text="x"),
        form=FromForm(TOKEN),
    ),
    "records.saving.save_incident": _with_work(
        saving.save_incident,
        "review",
        ref=_case,
        incident=Incident("3/6/2013", "x"),
        form=FromForm(TOKEN),
    ),
    "records.saving.save_typed": _with_work(
        saving.save_typed,
        "review",
        ref=_case,
        typed=[TypedItem("HARM.1.b", Given("no", reason="x"), FromForm(TOKEN))],
    ),
    "records.saving.undo": _with_work(
        saving.undo,
        "review",
        ref=_case,
        item=(ItemKind.QUESTION, "HARM.1.b"),
        form=FromForm(TOKEN, "none"),
    ),
    "records.sheet.open_sheet": _with_work(sheet.open_sheet, "review", ref=_case),
    "records.answering.moved_by_answer": _with_work(answering.moved_by_answer, "review", ref=_case),
    "records.answering.record_response": _respond,
    "records.answering.refer_back": _with_work(
        answering.refer_back,
        "review",
        ref=_case,
        on="05/11/2013",
        to="team manager",
        concern="again",
    ),
    "records.changed_answers.mark_seen": _with_work(changed_answers.mark_seen, "review", ref=_case),
    "records.conflicts.list_conflicts": _then(
        _with_work(conflicts.list_conflicts, "review"),
        lambda about, found: _shown(about.crossed, {one.subject_ref for one in found}),
    ),
    "records.conflicts.settle": _settle,
    "records.hand_over.hand_over": _hand_over,
    "records.standing.states_of": _then(
        _with_work(standing.states_of, "review", ref=_case), _first_state
    ),
    "records.stray_notes.list_stray_notes": _then(
        _with_work(stray_notes.list_stray_notes, "review"), _stray
    ),
    "records.stray_notes.attach": _on_a_note(stray_notes.attach, item_id="HARM.1.b"),
    "records.stray_notes.set_aside": _on_a_note(stray_notes.set_aside, reason="done"),
    "records.stray_notes.notes_to_settle": _notes_to_settle,
    "records.interviews.next_reference": _next_reference,
    "records.facts.fact_to_correct": _fact_to_correct,
    "records.facts.case_facts": _with_work(facts.case_facts, "review", ref=_case),
    "records.facts.correct_fact": _with_work(
        facts.correct_fact,
        "review",
        ref=_case,
        field="age",
        value="9",
        source="the minutes",
    ),
    "records.history.problems_of": _problems,
    "records.history.show_subject": _then(
        _with_work(history.show_subject, "review", ref=_case), _first_read
    ),
    "records.identifiers.list_identifiers": _on_an_identifier(identifiers.list_identifiers),
    "records.own_views.list_own_views": _with_work(own_views.list_own_views, "review"),
    "records.own_views.record_reply": _with_work(
        own_views.record_reply,
        "review",
        ref=_case,
        reply=OwnReply(START.date(), "head of service", "We accept it."),
    ),
    "records.own_views.take_grades": _grades,
    "records.record_list.list_lines": _then(_with_work(record_list.list_lines, "review"), _line),
    "records.referrals.list_referrals": _then(
        _with_work(referrals.list_referrals, "review"),
        lambda about, found: _shown(about.case, {one.case_ref for one in found}),
    ),
    "records.submission.agree": _with_work(submission.agree, "review", ref=_case),
    "records.submission.send_back": _with_work(
        submission.send_back, "review", ref=_case, why="a reason"
    ),
    "overview.audit_search.search_audit": _with_work(
        audit_search.search_audit, "review", wanted=AuditWanted()
    ),
    "jobs.jobs.ask": _ask_for_a_job,
    "jobs.jobs.cancel": _with_work(jobs.cancel, name=JOB),
    "jobs.jobs.file_of": _file_of_a_job,
    "jobs.jobs.job_of": _with_work(jobs.job_of, name=JOB),
    "jobs.jobs.list_jobs": _with_work(jobs.list_jobs),
    "jobs.jobs.retry": _with_work(jobs.retry, name=JOB),
    "records.submission.submit": _with_work(submission.submit, "review", ref=_case),
    "records.submission.submit_all": _with_work(submission.submit_all, "review"),
    "review.database_care.distribute": _distribute,
    "review.database_care.give_rights": _give_rights,
    "review.database_care.rewrite": _with_work(database_care.rewrite, "database"),
    "review.database_care.upgrade": _upgrade,
    "review.heads.accept_older": _with_work(
        heads.accept_older, "keys", witness=Witness(), why="a test"
    ),
    "review.document_writing.check_document": _with_work(
        document_writing.check_document,
        "review",
        "folder",
        which=WrittenDocument.PLAN,
        typed="a: [",
    ),
    "review.document_writing.open_document": _with_work(
        document_writing.open_document, "review", "folder", which=WrittenDocument.PLAN
    ),
    "review.document_writing.save_document": lambda desk, _: document_writing.save_document(
        desk.begin, desk.workspace.review, desk.workspace.folder, WrittenDocument.PLAN, "a: [", ""
    ),
    "review.readiness.check_ready_for_team": _with_work(
        readiness.check_ready_for_team, "review", folder=Path()
    ),
    "review.linked_accounts.link_account": _with_work(
        linked_accounts.link_account,
        "review",
        person="le",
        issuer="https://login.example.org",
        subject="1",
    ),
    "review.linked_accounts.unlink_accounts": _with_work(
        linked_accounts.unlink_accounts, person="ef"
    ),
    "review.sessions.end_sessions_of": _with_work(sessions.end_sessions_of, person="le"),
    "review.sessions.list_sessions": _with_work(
        sessions.list_sessions, limits=sessions.TEAM_LIMITS
    ),
    "review.sign_in.list_sign_ins": _with_work(sign_in.list_sign_ins, "review"),
    "review.sign_in.set_password": _with_work(
        sign_in.set_password, "review", person="le", password=PASSWORD
    ),
    "review.witness.words_on": _with_work(witness.words_on, witness=Witness()),
    "review.heads.head_of": _with_work(heads.head_of, "keys"),
    "review.heads.write_head": _with_work(heads.write_head, "keys", path=None),
    "sampling.amended_losses.correct_loss": _with_work(
        amended_losses.correct_loss, case_ref=_case, to=LossReason.NOT_OPEN, reason="a test"
    ),
    "sampling.amended_losses.take_back_loss": _with_work(
        amended_losses.take_back_loss, case_ref=_case, reason="a test"
    ),
    "sampling.certificates.write_certificate": _with_work(
        certificates.write_certificate, "templates", path=_new("/certificate.json")
    ),
    "sampling.certificates.write_requests": _with_work(
        certificates.write_requests,
        "review",
        "keys",
        authority=lambda _, about: about.authority,
        path=_new(".csv"),
    ),
    "sampling.commitments.record_posting": _with_work(
        commitments.record_posting, address="https://example.org/7", at=START + timedelta(days=9)
    ),
    "sampling.designs.compare_plans": _with_work(designs.compare_plans, "review"),
    "sampling.designs.draw_picture": _with_work(designs.draw_picture, "review", path=_new(".svg")),
    "sampling.designs.drawn_designs": _with_work(designs.drawn_designs, "review"),
    "sampling.extension.extend": _extend,
    "sampling.purposive.add": _pick,
    "sampling.returned.return_of": _with_work(
        returned.return_of, "review", "folder", authority=lambda _, about: about.authority
    ),
    "sampling.returned.returns_in": _then(
        _with_work(returned.returns_in, "review"),
        lambda about, view: _shown(
            about.authority, {one.authority for one in view.lines if one.frame is not None}
        ),
    ),
    "sampling.samples.commit": _with_work(samples.commit, "review"),
    "sampling.samples.draw": _with_work(samples.draw, "review", "keys", seed=SEED, source="dice"),
    "sampling.samples.lose": _then(
        _with_work(
            samples.lose,
            case_ref=_case,
            reason=LossReason.NOT_THE_THEME,
            note="another matter",
            after_reading=True,
        ),
        _lost,
    ),
    "sampling.samples.show": _then(
        _with_work(samples.show),
        lambda about, drawn: _shown(about.case, {one.case_ref for one in drawn.cases}),
    ),
    "sampling.samples.withdraw": _with_work(samples.withdraw),
    "sampling.samples.plan_sample": _with_work(samples.plan_sample, "review"),
    "sampling.steps.commitment_file": _with_work(steps.commitment_file),
    "sampling.steps.proof_files": _with_work(
        steps.proof_files, "templates", "keys", edition=CertificateEdition.INTERNAL
    ),
    "sampling.steps.sample_steps": _with_work(steps.sample_steps),
    "sampling.uploaded.correct_by_uploaded": partial(_uploaded, uploaded.correct_by_uploaded),
    "sampling.uploaded.take_uploaded": partial(_uploaded, uploaded.take_uploaded),
    "sampling.withdrawal.take_back_withdrawal": _take_back_withdrawal,
    "sampling.withdrawal.withdraw_authority": _withdraw,
    "voices.asked.note_asked": _on_voices(
        lambda work, review, about: asked.note_asked(
            work, review, AskedWanted(about.authority, "interviews", "carer", 5)
        )
    ),
    "voices.quotations.list_quotations": _on_voices(
        lambda work, review, about: _shown(
            _interview(about), {one.ref for one in quotations.list_quotations(work, review)}
        )
    ),
    "voices.quotations.mark_quotation": _on_voices(
        lambda work, review, about: quotations.mark_quotation(
            work, review, quotation_of(_interview(about)), is_quotable=True
        )
    ),
    "voices.quotations.note_quotation": _on_voices(
        lambda work, review, about: quotations.note_quotation(
            work, review, _interview(about), Evidence("FAM.1.a", text="x")
        )
    ),
    "voices.surveys.take_survey": _take_survey,
    "voices.who_was_heard.who_was_heard": _on_voices(
        lambda work, review, about: _shown(
            about.authority,
            {one.authority for one in who_was_heard.who_was_heard(work, review)},
        )
    ),
    "workbooks.issue.write_workbooks": _with_work(
        issue.write_workbooks,
        "review",
        "keys",
        inspector=lambda _, about: about.caseload,
        folder=_new(""),
    ),
    "workbooks.take_back.take_workbooks": _take_workbook,
    "workbooks.collected.take_collected": _take_collected,
}
