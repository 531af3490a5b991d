"""Every service that a command reaches, by every role and pair of roles, about four kinds of case.

Each cell says whether somebody may, and is tried on a real review. The four kinds: the own case,
another inspector's, an own one at an authority with a conflict of interest, and one that somebody
else reads first and the own, second, read of which is not in.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.people import KEEPER, Actor, Role
from inspect_tool.errors import InspectToolError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames.returns import read_files
from inspect_tool.services.jobs.jobs import UnknownJobError
from inspect_tool.services.sampling import samples
from inspect_tool.services.workbooks.take_back import read_workbooks
from inspect_tool.workspace import Workspace
from tests.case_workbook_factory import in_full
from tests.services.access.calls import CALLS, About, Desk, NotShownError
from tests.services.access.service_calls import called, reaches_the_database
from tests.services.access.shared_review import CASES
from tests.small_review import open_review

ROLES = {"I": Role.INSPECTOR, "L": Role.LEAD, "W": Role.WRITER}
WHO = [*ROLES, *("".join(pair) for pair in combinations(ROLES, 2))]
KINDS = ("own", "others", "conflicted", "second")
SLICE = 16  # one in so many cells is tried every day

# Who may, in the own case, another's, one with a conflict of interest, and a second read.
NOBODY = ""
ANYBODY = "I L W IL IW LW"
LEADS = "L IL LW"
REPORTING = "L W IL IW LW"
READING = "I L IL IW LW"
EVERYWHERE = (ANYBODY,) * 4
BY_LEADS = (LEADS,) * 4
BY_LEADS_WITHOUT_CONFLICT = (LEADS, LEADS, NOBODY, LEADS)
IN_THEIR_OWN_RECORD = (READING, LEADS, NOBODY, NOBODY)
IN_THEIR_OWN_OF_TWO = (READING, LEADS, NOBODY, READING)
# The keeper asked, so that nobody of the team closes an own one.
IN_THEIR_OWN_QUERY = (LEADS, LEADS, NOBODY, NOBODY)
EVERYWHERE_FOR_READERS = (READING,) * 4
COUNTED = (REPORTING, REPORTING, REPORTING, NOBODY)
COUNTED_AND_NAMED = (REPORTING, REPORTING, NOBODY, NOBODY)
SEEN_BY_WRITERS = (ANYBODY, REPORTING, NOBODY, NOBODY)
ABOUT_ALL = (REPORTING,) * 4
OF_EVERYTHING = (LEADS, LEADS, NOBODY, NOBODY)

MATRIX = {
    "assignment.balance.balance": BY_LEADS,
    "assignment.caseloads.assign_automatically": BY_LEADS,
    "assignment.caseloads.move": BY_LEADS_WITHOUT_CONFLICT,
    "assignment.caseloads.show": (READING, LEADS, NOBODY, LEADS),
    "assignment.caseloads.number_without_reader": BY_LEADS,
    "figures.answers.words_behind": COUNTED_AND_NAMED,
    "figures.answers.write_answers": COUNTED_AND_NAMED,
    "figures.evidence.find_evidence": SEEN_BY_WRITERS,
    "figures.evidence.search_evidence": SEEN_BY_WRITERS,
    "figures.evidence.show_evidence": SEEN_BY_WRITERS,
    "figures.marks.mark_evidence": SEEN_BY_WRITERS,
    "figures.theme_files.take_themes": SEEN_BY_WRITERS,
    "figures.theme_files.write_themes": SEEN_BY_WRITERS,
    "figures.themes.code_note": SEEN_BY_WRITERS,
    "figures.codings.codebook": EVERYWHERE,
    "figures.themes.list_themes": (ANYBODY,) * 4,
    "figures.themes.merge_themes": ABOUT_ALL,
    "figures.themes.show_theme": SEEN_BY_WRITERS,
    "figures.themes.set_theme": ABOUT_ALL,
    "figures.extension_rule.growth_by_rule": BY_LEADS,
    "figures.live_flow.flow": ABOUT_ALL,
    "figures.repeat_files.write_units": COUNTED_AND_NAMED,
    "figures.snapshots.figures": COUNTED,
    "figures.snapshots.list_snapshots": ABOUT_ALL,
    "figures.snapshots.take": ABOUT_ALL,
    "figures.stored_totals.stored_totals": COUNTED,
    "framework.amendment.amendment": COUNTED,
    "framework.publishing.list_versions": EVERYWHERE,
    "framework.publishing.propose": ABOUT_ALL,
    "framework.publishing.publish": BY_LEADS,
    "framework.publishing.waiting_words": EVERYWHERE,
    "framework.reading_again.read_again": BY_LEADS_WITHOUT_CONFLICT,
    "framework.reading_again.reading_tasks": EVERYWHERE_FOR_READERS,
    "frames.frame_views.show_frames": EVERYWHERE,
    "frames.returns.show_totals": EVERYWHERE,
    "frames.take_return.take_return": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.later_returns.take_later_return": BY_LEADS_WITHOUT_CONFLICT,
    "frames.told.answer_questions": BY_LEADS_WITHOUT_CONFLICT,
    "frames.told.map_headings": BY_LEADS_WITHOUT_CONFLICT,
    "moderation.agreement.show_agreement": BY_LEADS,
    "moderation.calibration.close": BY_LEADS,
    "moderation.calibration.show": EVERYWHERE_FOR_READERS,
    "moderation.calibration.start": BY_LEADS,
    # Whoever judges too and has not finished takes nobody else's form, lead or not.
    "moderation.calibration_forms.take_form": (READING, NOBODY, READING, NOBODY),
    "moderation.calibration_forms.write_form": EVERYWHERE_FOR_READERS,
    "moderation.decisions.decide": (NOBODY, LEADS, NOBODY, NOBODY),
    "moderation.decisions.decide_alike": (NOBODY, LEADS, NOBODY, NOBODY),
    "moderation.differences.difference_at": (LEADS, LEADS, NOBODY, NOBODY),
    "moderation.differences.every_difference": (LEADS, LEADS, NOBODY, NOBODY),
    "moderation.in_workbook.take_disagreements": (NOBODY, LEADS, NOBODY, NOBODY),
    "moderation.out_workbook.write_disagreements": (LEADS, LEADS, NOBODY, NOBODY),
    "moderation.decisions.queue": (LEADS, LEADS, NOBODY, NOBODY),
    "moderation.more_second_reads.ask_extra": BY_LEADS_WITHOUT_CONFLICT,
    "moderation.more_second_reads.take_back_extra": BY_LEADS_WITHOUT_CONFLICT,
    "moderation.more_second_reads.draw_or_top_up": BY_LEADS,
    "moderation.more_second_reads.top_up": BY_LEADS,
    "moderation.recorders.check_recorders": BY_LEADS,
    "moderation.second_reads.draw_second_reads": BY_LEADS,
    "overview.backup.back_up": OF_EVERYTHING,
    "overview.kept_backups.hand_out_backup": OF_EVERYTHING,
    "overview.kept_backups.keep_backup": OF_EVERYTHING,
    "overview.kept_backups.list_backups": OF_EVERYTHING,
    # Of a second read that is not in, how far the first one is.
    "overview.board.board_of": (LEADS, LEADS, NOBODY, NOBODY),
    "overview.waiting.crossed_places": (LEADS, LEADS, NOBODY, NOBODY),
    "overview.waiting.what_waits": BY_LEADS,
    "overview.copies.back_up_database": OF_EVERYTHING,
    "overview.moving.copy_review": OF_EVERYTHING,
    "overview.database_check.check_database": EVERYWHERE,
    "overview.status.status_of": EVERYWHERE,
    "packs.by_page.caseloads_to_take_along": IN_THEIR_OWN_RECORD,
    "packs.by_page.pack_to_hand_out": IN_THEIR_OWN_RECORD,
    "packs.by_page.take_uploaded_packs": IN_THEIR_OWN_RECORD,
    "packs.intake.take_packs": IN_THEIR_OWN_RECORD,
    "packs.issue.write_pack": IN_THEIR_OWN_RECORD,
    "publication.advice.check": COUNTED,
    "publication.advice.list_advice": ABOUT_ALL,
    "publication.advice.show_advice": COUNTED,
    "publication.advice_follow_up.record_answer": BY_LEADS_WITHOUT_CONFLICT,
    "publication.advice_follow_up.set_state": BY_LEADS_WITHOUT_CONFLICT,
    "publication.build.build_report": COUNTED,
    "publication.moderation_report.build_moderation_report": BY_LEADS,
    "publication.build.build_report as a workbook": COUNTED_AND_NAMED,
    "publication.letters.write_letters": COUNTED_AND_NAMED,
    "publication.letters.check_may_ask": COUNTED_AND_NAMED,
    "publication.public_letters.write_public_letters": COUNTED_AND_NAMED,
    "publication.comments.take_comments": BY_LEADS_WITHOUT_CONFLICT,
    "publication.comments.list_comments": (REPORTING, REPORTING, NOBODY, REPORTING),
    "publication.comments.answer_comment": BY_LEADS_WITHOUT_CONFLICT,
    "publication.word_out.write_word_file": COUNTED,
    "publication.word_in.compare_word_file": COUNTED,
    "publication.word_in.take_word_file": ABOUT_ALL,
    "publication.press.write_press": COUNTED,
    "publication.open_tables.write_tables": COUNTED,
    "publication.claims.check": COUNTED,
    "publication.claims_board.claims_board": COUNTED,
    "publication.narrative_writing.list_chapters": COUNTED,
    "publication.narrative_writing.open_chapter": COUNTED,
    "publication.narrative_writing.open_version": COUNTED,
    "publication.narrative_writing.check_text": COUNTED,
    "publication.narrative_writing.save_chapter": COUNTED,
    "publication.inserts.preview": COUNTED,
    # Each build asks for its own snapshot; in this review there is none.
    "publication.builds.list_builds": ABOUT_ALL,
    "publication.builds.check_may_ask": COUNTED,
    "publication.builds.hand_out": ABOUT_ALL,
    "publication.builds.compare_builds": ABOUT_ALL,
    # Lists leave out those of an authority in conflict.
    "publication.builds.list_letters": COUNTED,
    "publication.builds.hand_out_letter": COUNTED,
    "publication.snapshot_changes.diff": COUNTED,
    "publication.claims.explain": COUNTED_AND_NAMED,
    "publication.disclosure.check": COUNTED,
    "publication.disclosure.decisions_made": ABOUT_ALL,
    "publication.disclosure.decide": (LEADS, LEADS, LEADS, NOBODY),
    "publication.identifiers.check": IN_THEIR_OWN_RECORD,
    "publication.identifiers.keep": IN_THEIR_OWN_RECORD,
    "publication.identifiers.put_otherwise": IN_THEIR_OWN_RECORD,
    "publication.release_notices.give_notice": BY_LEADS,
    "publication.release_recount.recount": COUNTED,
    "publication.releases.diff": COUNTED,
    "publication.releases.folder_of": COUNTED,
    "publication.releases.hand_out_public": COUNTED,
    "publication.releases.list_releases": ABOUT_ALL,
    "publication.sealing.seal": (LEADS, LEADS, LEADS, NOBODY),
    "publication.sealing.check_may_ask": (LEADS, LEADS, LEADS, NOBODY),
    "publication.rounds.write_rounds": COUNTED,
    "records.answer_queries.ask": (LEADS, LEADS, NOBODY, NOBODY),
    "records.answer_queries.close": IN_THEIR_OWN_QUERY,
    "records.answer_queries.list_queries": IN_THEIR_OWN_RECORD,
    "records.answer_queries.reply": ("I IL IW", NOBODY, NOBODY, NOBODY),
    "records.answering.answer_item": IN_THEIR_OWN_OF_TWO,
    "records.answering.moved_by_answer": IN_THEIR_OWN_OF_TWO,
    "records.answering.record_response": IN_THEIR_OWN_RECORD,
    "records.answering.refer_back": IN_THEIR_OWN_OF_TWO,
    "records.changed_answers.mark_seen": (READING, READING, NOBODY, READING),
    "records.conflicts.list_conflicts": IN_THEIR_OWN_RECORD,
    "records.conflicts.settle": IN_THEIR_OWN_RECORD,
    "records.evidence_files.attach_file": IN_THEIR_OWN_OF_TWO,
    "records.evidence_files.detach_file": IN_THEIR_OWN_RECORD,
    "records.evidence_files.open_file": IN_THEIR_OWN_RECORD,
    "records.evidence_files.save_file": IN_THEIR_OWN_RECORD,
    "records.facts.case_facts": IN_THEIR_OWN_OF_TWO,
    "records.facts.correct_fact": IN_THEIR_OWN_OF_TWO,
    "records.facts.fact_to_correct": IN_THEIR_OWN_OF_TWO,
    # Whoever leads and reads no cases may, and has none of their own to begin.
    "records.interviews.next_reference": (READING, READING, NOBODY, READING),
    "records.hand_over.hand_over": BY_LEADS_WITHOUT_CONFLICT,
    "records.history.problems_of": IN_THEIR_OWN_RECORD,
    "records.history.show_subject": IN_THEIR_OWN_RECORD,
    "records.identifiers.list_identifiers": IN_THEIR_OWN_RECORD,
    "records.own_views.list_own_views": ABOUT_ALL,
    "records.own_views.record_reply": BY_LEADS_WITHOUT_CONFLICT,
    "records.own_views.take_grades": BY_LEADS_WITHOUT_CONFLICT,
    "records.record_list.list_lines": IN_THEIR_OWN_RECORD,
    "records.record_list.list_own": EVERYWHERE_FOR_READERS,
    "records.saving.save_evidence": IN_THEIR_OWN_OF_TWO,
    "records.saving.save_incident": IN_THEIR_OWN_OF_TWO,
    "records.saving.save_typed": IN_THEIR_OWN_OF_TWO,
    "records.saving.undo": IN_THEIR_OWN_OF_TWO,
    "records.sheet.open_sheet": IN_THEIR_OWN_OF_TWO,
    "records.referrals.list_referrals": IN_THEIR_OWN_RECORD,
    "records.standing.states_of": IN_THEIR_OWN_RECORD,
    "records.stray_notes.attach": IN_THEIR_OWN_RECORD,
    "records.stray_notes.list_stray_notes": IN_THEIR_OWN_RECORD,
    "records.stray_notes.notes_to_settle": IN_THEIR_OWN_RECORD,
    "records.stray_notes.set_aside": IN_THEIR_OWN_RECORD,
    "records.submission.agree": (NOBODY, LEADS, NOBODY, NOBODY),
    "records.submission.send_back": (NOBODY, LEADS, NOBODY, NOBODY),
    # What the job does is asked about the cases once it runs.
    "jobs.jobs.ask": ABOUT_ALL,
    # Of le: what leads see of others' jobs is that they are there.
    "jobs.jobs.cancel": BY_LEADS,
    "jobs.jobs.file_of": (NOBODY,) * 4,
    "jobs.jobs.job_of": BY_LEADS,
    "overview.audit_search.search_audit": BY_LEADS,
    "jobs.jobs.list_jobs": EVERYWHERE,
    "jobs.jobs.retry": BY_LEADS,
    "records.submission.submit": IN_THEIR_OWN_OF_TWO,
    "records.submission.submit_all": EVERYWHERE_FOR_READERS,
    "retention.certificate.certificates": BY_LEADS,
    "retention.erasure.erase": BY_LEADS_WITHOUT_CONFLICT,
    "retention.erasure.preview": BY_LEADS_WITHOUT_CONFLICT,
    "retention.purge.preview": BY_LEADS,
    "retention.purge.purge": BY_LEADS,
    "review.database_care.distribute": BY_LEADS,
    "review.database_care.give_rights": BY_LEADS,
    "review.database_care.rewrite": EVERYWHERE,
    "review.database_care.upgrade": BY_LEADS,
    "review.document_writing.check_document": BY_LEADS,
    "review.document_writing.open_document": BY_LEADS,
    "review.document_writing.save_document": BY_LEADS,
    "review.heads.accept_older": BY_LEADS,
    "review.heads.head_of": EVERYWHERE,
    "review.heads.write_head": EVERYWHERE,
    "review.readiness.check_ready_for_team": BY_LEADS,
    "review.linked_accounts.link_account": BY_LEADS,
    "review.linked_accounts.unlink_accounts": BY_LEADS,
    "review.sessions.end_sessions_of": BY_LEADS,
    "review.sessions.list_sessions": BY_LEADS,
    "review.sign_in.list_sign_ins": BY_LEADS,
    # Of le: nobody's own here.
    "review.sign_in.set_password": BY_LEADS,
    "sampling.amended_losses.correct_loss": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.amended_losses.take_back_loss": BY_LEADS_WITHOUT_CONFLICT,
    "review.witness.words_on": EVERYWHERE,
    "sampling.certificates.write_certificate": EVERYWHERE,
    "sampling.certificates.write_requests": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.commitments.record_posting": BY_LEADS,
    "sampling.designs.compare_plans": EVERYWHERE,
    "sampling.designs.draw_picture": EVERYWHERE,
    "sampling.designs.drawn_designs": EVERYWHERE,
    "sampling.extension.extend": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.purposive.add": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.returned.return_of": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.returned.returns_in": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.samples.commit": BY_LEADS,
    "sampling.samples.draw": BY_LEADS,
    "sampling.samples.lose": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.samples.plan_sample": EVERYWHERE,
    "sampling.samples.show": IN_THEIR_OWN_OF_TWO,
    "sampling.samples.withdraw": BY_LEADS,
    # As the certificate, which is there to be published.
    "sampling.steps.commitment_file": EVERYWHERE,
    "sampling.steps.proof_files": EVERYWHERE,
    "sampling.steps.sample_steps": BY_LEADS,
    "sampling.taken_back.with_fields": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.uploaded.correct_by_uploaded": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.uploaded.take_uploaded": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.withdrawal.take_back_withdrawal": BY_LEADS_WITHOUT_CONFLICT,
    "sampling.withdrawal.withdraw_authority": BY_LEADS_WITHOUT_CONFLICT,
    "voices.asked.note_asked": (READING, READING, NOBODY, READING),
    "voices.quotations.list_quotations": (READING, LEADS, NOBODY, LEADS),
    "voices.quotations.mark_quotation": (READING, LEADS, NOBODY, LEADS),
    "voices.quotations.note_quotation": (READING, LEADS, NOBODY, LEADS),
    "voices.surveys.take_survey": BY_LEADS_WITHOUT_CONFLICT,
    "voices.who_was_heard.who_was_heard": (ANYBODY, ANYBODY, NOBODY, ANYBODY),
    "workbooks.collected.take_collected": IN_THEIR_OWN_RECORD,
    "workbooks.issue.write_workbooks": IN_THEIR_OWN_RECORD,
    "workbooks.take_back.take_workbooks": IN_THEIR_OWN_RECORD,
}
# A case whose second read is not in differs nowhere.
NOT_READ_TWICE = {
    ("moderation.decisions.queue", "second"),
    ("moderation.differences.difference_at", "second"),
    ("moderation.differences.every_difference", "second"),
    ("moderation.in_workbook.take_disagreements", "second"),
    ("moderation.out_workbook.write_disagreements", "second"),
}
# Asked before anybody is signed in, or about whoever is: who comes, not what they may do.
AT_THE_DOOR = {
    "packs.this_pack.this_pack",  # whose pack is open; none is here
    "review.linked_accounts.person_of",
    "review.readiness.why_not_ready",
    "review.readings.not_noted",
    "review.readings.note_readings",
    "review.readings.show",
    "review.sessions.begin_session",
    "review.sessions.draft_key",
    "review.sessions.end_session",
    "review.sessions.known_draft_key",
    "review.sessions.note_visit",
    "review.sessions.session_of",
    "review.sign_in.begin_attempt",
    "review.sign_in.forget_attempt",
    "review.sign_in.password_hash_of",
}
# What touches no review: plain files, words of the command, documents before they are used.
WITHOUT_A_REVIEW = {
    "sampling.stage_one.commit_on_page",
    "sampling.stage_one.draw_on_page",
    "authorities.selection.commit_authorities",
    "authorities.selection.select_authorities",
    "authorities.selection.verify_authorities",
    "authorities.views.drawn_authorities",
    "calculations.agreement.calculate_agreement",
    "calculations.allocate.calculate_allocation",
    "calculations.allocate.calculate_size",
    "calculations.allocate.calculate_stratified_size",
    "calculations.columns.columns_of",
    "calculations.contrasts.calculate_association",
    "calculations.contrasts.calculate_difference",
    "calculations.contrasts.calculate_ratios",
    "calculations.contrasts.calculate_totals",
    "calculations.counts.calculate_count",
    "calculations.stages.calculate_by_size",
    "calculations.stages.calculate_two_stages",
    "figures.evidence.ratings_of",
    "figures.themes.coded_note",
    "publication.claims.behind_claim",
    "publication.claims.wording_scale",
    "publication.inserts.list_inserts",
    "publication.press.start_press",
    "publication.looks.look_view",
    "publication.own_templates.copy_templates",
    "calculations.commit_draw.commit_to_draw",
    "calculations.commit_draw.drawn_as_committed",
    "calculations.commit_draw.write_commitment_file",
    "publication.narratives.sentences_by_measure",
    "publication.release_check.verify_release",
    "publication.release_notices.notice_file",
    "publication.rendering.formats_named",
    "calculations.change.calculate_change",
    "calculations.draw.calculate_draw",
    "calculations.draw.write_certificate_file",
    "calculations.share.calculate_shares",
    "framework.authoring.read_excel",
    "framework.authoring.write_excel",
    "framework.authoring.write_form",
    "framework.texts.difference",
    "framework.texts.framework_in",
    "framework.texts.framework_named",
    "framework.texts.write_version",
    "moderation.agreement.agreement_by",
    "moderation.decisions.given_decision",
    "overview.backup.key_with",
    "overview.backup.lock_with",
    "overview.backup.restore",
    "overview.passphrases.check_new_passphrase",
    "overview.pictures.drawn",
    "overview.waiting.to_agree",
    "packs.by_page.check_is_office",
    "packs.by_page.check_may_have",
    "packs.by_page.check_may_take",
    "packs.by_page.check_uploaded_packs",
    "packs.giving_back.give_back",
    "packs.opening.open_pack",
    "packs.this_pack.is_pack",
    "packs.this_pack.return_file",
    "packs.this_pack.return_this_pack",
    "records.conflicts.read_named",
    "records.facts.correctable_facts",
    "records.interviews.to_be_heard",
    "records.own_views.read_reply",
    "records.sheet_section.chronology_of",
    "records.sheet_section.clocks_of",
    "records.sheet_section.section_of",
    "records.stray_notes.notes_words",
    "records.subjects.authority_of",
    "records.subjects.tidy_ref",
    "retention.certificate.certify",
    "retention.certificate.write_certificates",
    "review.documents.check_can_start",
    "review.documents.check_framework",
    "review.documents.check_plan_file",
    "review.documents.framework_path",
    "review.documents.start_review",
    "review.heads.read_heads",
    "review.linked_accounts.check_issuer",
    "review.sign_in.is_password",
    "review.sign_in.make_password",
    "review.written_text.write_in",
    "sampling.certificates.edition_named",
    "figures.repeat_files.design_lines",
    "sampling.commitments.commitment_place",
    "sampling.commitments.write_commitment",
    "sampling.uploaded.check_uploaded",
    "sampling.uploaded.digest_of_uploaded",
    "sampling.uploaded.in_a_folder",
    "sampling.verification.verify_certificate_file",
}


class Cell(NamedTuple):
    """Whether somebody may do something."""

    service: str
    who: str
    kind: str
    may: bool


class Kind(NamedTuple):
    """A kind of case, and who is asked to do something about it."""

    person: str
    not_for: frozenset[str]
    about: About


def kinds(workspace: Workspace) -> dict[str, Kind]:
    with workspace.reading() as work:
        reserves = {
            case.authority: case.case_ref for case in samples.show(work).cases if not case.is_active
        }
    ash, bro = reserves["ASH"], reserves["BRO"]
    return {
        "own": Kind("ef", frozenset(), About(CASES.own, CASES.own_crossed, "ef", ash)),
        "others": Kind("ef", frozenset(), About(CASES.others, CASES.others_crossed, "cd", ash)),
        "conflicted": Kind(
            "ef", frozenset({"BRO"}), About(CASES.conflicted, CASES.conflicted_crossed, "ef", bro)
        ),
        "second": Kind("ab", frozenset(), About(CASES.second, CASES.second_crossed, "cd", ash)),
    }


def cells(service: str) -> Iterator[Cell]:
    for kind, who_may in zip(
        ("own", "others", "conflicted", "second"), MATRIX[service], strict=True
    ):
        for who in WHO:
            yield Cell(service, who, kind, who in who_may.split())
        yield Cell(service, "keeper", kind, may=(service, kind) not in NOT_READ_TWICE)


def in_the_slice(cell: Cell) -> bool:
    """Every cell that an inspector who leads is in, and one in so many of the others."""
    if cell.who == "IL" and cell.kind == "second":
        return True
    return hashlib.sha256("/".join(map(str, cell)).encode()).digest()[0] % SLICE == 0


def actor(who: str, kind: Kind) -> Actor:
    if who == "keeper":
        return KEEPER
    return Actor(kind.person, "Somebody", frozenset(map(ROLES.__getitem__, who)), kind.not_for)


@pytest.fixture(scope="module")
def desk(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    room = tmp_path_factory.mktemp("desk")
    # A copy: another process may have the shared one open, and what is done takes its lock.
    workspace = open_review(Path(shutil.copytree(shared / "review", room / "review")), later=True)
    lists = {code: shared / "in" / f"{code}-return" for code in ("ASH", "BRO")}
    books = [shared / "workbooks" / f"{name}.xlsx" for name in ("ASH-cd", "ASH-ef", "BRO-ef")]
    read = in_full(read_workbooks(workspace.review, books, keys=workspace.keys))
    return Desk(
        workspace,
        KEEPER,
        room,
        {code: (path, read_files(workspace.review, [path])) for code, path in lists.items()},
        {path.name: returned for path, returned in zip(books, read, strict=True)},
    )


def may(desk: Desk, cell: Cell, kind: Kind) -> bool:
    """Whether the person really may; what is refused for another reason was not for this one."""
    somebody = Desk(desk.workspace, actor(cell.who, kind), desk.room, desk.lists, desk.workbooks)
    try:
        CALLS[cell.service](somebody, kind.about)
    except (AccessRefusedError, NotShownError, UnknownJobError):
        return False
    except InspectToolError:
        if cell.service not in OTHERWISE_REFUSED:
            raise
    return True


# Asked of this review they are refused by its state, after the rule was asked.
OTHERWISE_REFUSED = {
    "publication.builds.compare_builds",
    "publication.builds.hand_out",
    "publication.builds.hand_out_letter",
    "publication.narrative_writing.open_version",
    "publication.releases.hand_out_public",
    "records.interviews.next_reference",
    "assignment.caseloads.move",
    "framework.publishing.propose",
    "jobs.jobs.retry",
    "framework.publishing.publish",
    "framework.reading_again.read_again",
    "frames.take_return.take_return",
    "moderation.calibration.start",
    "moderation.decisions.decide",
    "moderation.decisions.decide_alike",
    "moderation.more_second_reads.ask_extra",
    "moderation.more_second_reads.take_back_extra",
    "moderation.more_second_reads.draw_or_top_up",
    "moderation.more_second_reads.top_up",
    "moderation.second_reads.draw_second_reads",
    "records.changed_answers.mark_seen",
    "records.saving.undo",
    "records.submission.agree",
    "records.submission.send_back",
    "records.submission.submit",
    "records.submission.submit_all",
    "overview.kept_backups.hand_out_backup",
    "overview.kept_backups.keep_backup",
    "retention.erasure.erase",
    "retention.purge.purge",
    "review.heads.accept_older",
    "review.linked_accounts.unlink_accounts",
    "review.readiness.check_ready_for_team",
    "sampling.amended_losses.correct_loss",
    "sampling.amended_losses.take_back_loss",
    "sampling.later_returns.take_later_return",
    "sampling.samples.commit",
    "sampling.samples.draw",
    "sampling.samples.withdraw",
    "sampling.uploaded.correct_by_uploaded",
    "sampling.uploaded.take_uploaded",
    "sampling.withdrawal.take_back_withdrawal",
}


def test_every_service_that_a_command_or_a_page_reaches_is_in_the_matrix() -> None:
    found = called()
    with_review = {name for name, function in found.items() if reaches_the_database(function)}
    assert with_review - AT_THE_DOOR == {name for name in MATRIX if " " not in name}
    assert found.keys() - with_review == WITHOUT_A_REVIEW
    assert CALLS.keys() == MATRIX.keys()


@pytest.mark.proof(part=45)
@pytest.mark.parametrize("service", MATRIX)
def test_a_person_may_what_the_matrix_says_and_nothing_else(
    desk: Desk, service: str, *, whole: bool
) -> None:
    found = kinds(desk.workspace)
    tried = [cell for cell in cells(service) if whole or in_the_slice(cell)]
    assert tried
    wrong = [cell for cell in tried if may(desk, cell, found[cell.kind]) is not cell.may]
    assert wrong == []


def test_nothing_of_it_changed_the_review(desk: Desk) -> None:
    with desk.workspace.reading() as work:
        assert [one.name for one in snapshots.list_snapshots(work)] == ["first"]
