"""What a cold reader found that could go wrong, each kept from coming back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError, OwnDecisionError
from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.report import claim_counts
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames import errors as frame_errors
from inspect_tool.services.frames import whose_return
from inspect_tool.services.frames.errors import WrongKeyFileError
from inspect_tool.services.frames.key_settling import frames_in_force
from inspect_tool.services.frames.keys import IdsMissingError
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.errors import (
    NoDisagreementError,
    NotAllAssignedError,
)
from inspect_tool.services.moderation.second_reads import draw_second_reads
from inspect_tool.services.overview import copies
from inspect_tool.services.publication import narratives
from inspect_tool.services.records import history
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.subjects import UnknownSubjectError, tidy_ref
from inspect_tool.services.review.kept_documents import VersionChangedError
from inspect_tool.services.sampling import certificates, errors, samples
from inspect_tool.services.workbooks import issue as case_workbooks
from inspect_tool.services.workbooks.returned import TakeOptions
from inspect_tool.workspace import Workspace
from tests.small_review import make_return, make_review, open_review, take_return, take_workbooks
from tests.stages import Stages, by, fill, issue, reader_of, second_read

pytestmark = pytest.mark.journeys


def judged(workspace: Workspace, case: str) -> str:
    with workspace.reading() as work:
        items = history.show_subject(work, workspace.review, case)
    return next(
        one.answer for one in items if one.item_id == "HARM.1" and one.reader is Reader.FIRST
    )


def test_an_inspector_who_corrects_the_same_workbook_and_says_so_is_believed(
    recorded: Workspace,
    stages: Stages,
    tmp_path: Path,
) -> None:
    name = f"ASH-{reader_of(recorded, 'ASH-001')}.xlsx"
    path = Path(shutil.copy(stages["workbooks"] / name, tmp_path / name))
    fill(path, {"judgement:HARM.1": "Good"}, only="ASH-001")
    (taken,) = take_workbooks(recorded, [path])
    assert taken.conflicts == ("ASH-001 HARM.1",)
    (taken,) = take_workbooks(recorded, [path], options=TakeOptions(goes_on=True))
    assert (taken.changed, taken.conflicts) == (1, ())
    assert judged(recorded, "ASH-001") == "good"
    # A blank takes nothing back.
    fill(path, {"judgement:HARM.1": None}, only="ASH-001")
    (taken,) = take_workbooks(recorded, [path], options=TakeOptions(goes_on=True))
    assert taken.changed == 0
    assert judged(recorded, "ASH-001") == "good"
    # Corrected, and then back to what the same workbook said before the correction.
    for words, value in (("Inadequate", "inadequate"), ("Good", "good")):
        fill(path, {"judgement:HARM.1": words}, only="ASH-001")
        (taken,) = take_workbooks(recorded, [path], options=TakeOptions(goes_on=True))
        assert (taken.changed, taken.conflicts) == (1, ())
        assert judged(recorded, "ASH-001") == value


def test_a_filled_in_workbook_is_never_overwritten(assigned: Workspace, tmp_path: Path) -> None:
    paths = issue(assigned, tmp_path / "out")
    before = paths[0].read_bytes()
    with assigned.work() as work, pytest.raises(case_workbooks.WorkbookThereError):
        case_workbooks.write_workbooks(
            work,
            assigned.review,
            inspector=paths[0].stem.partition("-")[2],
            folder=tmp_path / "out",
            keys=assigned.keys,
        )
    assert paths[0].read_bytes() == before


def test_a_case_never_goes_to_its_own_second_reader(assigned: Workspace) -> None:
    case, second = second_read(assigned)
    with assigned.work() as work, pytest.raises(caseloads.SecondReaderError):
        caseloads.move(work, assigned.review, case_ref=case, inspector=second)


def test_second_reads_are_drawn_from_all_cases_or_not_at_all(drawn: Workspace) -> None:
    with drawn.work() as work, pytest.raises(NotAllAssignedError, match="assign auto"):
        draw_second_reads(work, drawn.review)


def test_a_case_with_findings_is_lost_only_on_purpose(recorded: Workspace) -> None:
    with recorded.work() as work:
        with pytest.raises(errors.ReadAlreadyError, match="--after-reading"):
            samples.lose(work, case_ref="ASH-001", reason=LossReason.NOT_OPEN)
        with pytest.raises(errors.ReadAlreadyError):
            samples.lose(
                work, case_ref="ASH-001", reason=LossReason.NOT_OPEN, note=" ", after_reading=True
            )
        lost = samples.lose(
            work,
            case_ref="ASH-001",
            reason=LossReason.NOT_THE_THEME,
            note="the file is about another matter",
            after_reading=True,
        )
    assert lost.replaced_by is not None


def disagree(workspace: Workspace) -> tuple[str, str]:
    case, reader = second_read(workspace)
    inspector = by(workspace, reader)
    with inspector.work() as work:
        answer_item(
            work,
            inspector.review,
            ref=case,
            item_id="HARM.1",
            given=Given("good", None, "another view"),
        )
    return case, reader


def test_only_what_readers_differ_on_is_settled_with_a_reason_by_somebody_else(
    recorded: Workspace,
) -> None:
    case, _ = disagree(recorded)

    def decide(workspace: Workspace, item: str, why: str) -> None:
        with workspace.work() as work:
            decisions.decide(
                work,
                workspace.review,
                case_ref=case,
                item_id=item,
                value="good" if item == "HARM.1" else "no",
                why=why,
            )

    with pytest.raises(NoDisagreementError):
        decide(recorded, "HARM.1.a", "a reason")
    with pytest.raises(BadAnswerError, match="Say why"):
        decide(recorded, "HARM.1", " ")
    lead = by(recorded, "ef")
    with lead.reading() as work:
        readers = {
            one.inspector
            for one in caseloads.show(work, lead.review)
            if case in (*one.cases, *one.second_reads)
        }
    if "ef" in readers:
        with pytest.raises(OwnDecisionError):
            decide(lead, "HARM.1", "a reason")
    decide(recorded, "HARM.1", "a reason")


def test_an_inspector_does_not_see_what_others_judged(recorded: Workspace) -> None:
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "final")
    inspector = by(recorded, "ab")
    with inspector.reading() as work:
        with pytest.raises(NotYourRoleError):
            decisions.queue(work, inspector.review)
        with pytest.raises(NotYourRoleError):
            snapshots.figures(work, inspector.review)
    with inspector.reading() as work, pytest.raises(NotYourRoleError):
        copies.back_up_database(
            work, inspector.review, inspector.database, recorded.folder / "copy.db"
        )


def test_an_item_is_answered_only_where_it_is_asked(recorded: Workspace) -> None:
    with recorded.work() as work:
        with pytest.raises(UnknownSubjectError):
            answer_item(
                work,
                recorded.review,
                ref="ASH-I-zz-01",
                item_id="HARM.1.a",
                given=Given("no", None, ""),
            )
        with pytest.raises(BadAnswerError, match="is not asked about"):
            answer_item(
                work, recorded.review, ref="ASH", item_id="HARM.1.a", given=Given("no", None, "")
            )
        saved = answer_item(
            work, recorded.review, ref="ASH-001", item_id="HARM.1", given=Given("-", reason="x")
        )
    assert saved == "changed"
    assert judged(recorded, "ASH-001") == ""


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("typed", "stored"),
    [("ash-003", "ASH-003"), ("ash", "ASH"), ("ash-i-AB-01", "ASH-I-ab-01")],
)
def test_references_are_found_however_they_are_typed(typed: str, stored: str) -> None:
    assert tidy_ref(typed) == stored


def test_counts_of_the_whole_review_are_not_narrowed_in_silence(recorded: Workspace) -> None:
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "final")
        evidence = snapshots.figures(work, recorded.review)
    assert claim_counts.count_for(evidence, parse_claim_reference("authorities")).count == 2
    for reference in ("referred_back?authority=ASH", "lost?in=drift", "drift?authority=ZZZ"):
        with pytest.raises(ClaimReferenceError):
            claim_counts.count_for(evidence, parse_claim_reference(reference))


def test_a_plan_with_other_authorities_than_the_draw_counts_nothing(recorded: Workspace) -> None:
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "final")
    plan = recorded.folder / "review.yaml"
    plan.write_text(plan.read_text().replace("BRO", "CRO"))
    changed = open_review(recorded.folder, later=True)
    expected = pytest.raises(snapshots.AuthoritiesChangedError, match="BRO, CRO")
    with changed.reading() as work, expected:
        snapshots.figures(work, changed.review)


def test_the_name_of_a_draw_is_used_once(framed: Workspace) -> None:
    with framed.work() as work:
        samples.commit(work, framed.review, draw_id="small-2")
        samples.withdraw(work)
        with pytest.raises(errors.DrawIdUsedError, match="small-2"):
            samples.commit(work, framed.review, draw_id="small-2")
        assert samples.commit(work, framed.review).draw_id == "small-1"


def test_requests_are_private_even_where_a_public_file_stood(
    drawn: Workspace,
    tmp_path: Path,
) -> None:
    path = tmp_path / "ASH.csv"
    path.write_text("old")
    path.chmod(0o644)
    with drawn.work() as work:
        certificates.write_requests(work, drawn.review, authority="ash", path=path, keys=drawn.keys)
    assert path.stat().st_mode & 0o077 == 0
    drawn.keys.path("ASH").unlink()
    with drawn.work() as work, pytest.raises(IdsMissingError, match="ASH-001"):
        certificates.write_requests(work, drawn.review, authority="ASH", path=path, keys=drawn.keys)


def test_a_missing_key_file_is_not_replaced_by_a_new_one(framed: Workspace, tmp_path: Path) -> None:
    framed.keys.path("ASH").unlink()
    with pytest.raises(WrongKeyFileError, match="backup"):
        take_return(framed, [make_return(tmp_path, "ASH")])


def test_a_word_that_only_starts_like_a_code_names_no_authority(
    framed: Workspace,
    tmp_path: Path,
) -> None:
    for name in ("Ashdown-return", "brook"):
        (tmp_path / name).touch()
        with pytest.raises(frame_errors.WhichAuthorityError):
            whose_return.authority_of(framed.review, [tmp_path / name], None)
    for name in ("ASH_annex.xlsx", "ashmere.csv", "ash"):
        (tmp_path / name).touch()
        assert whose_return.authority_of(framed.review, [tmp_path / name], None).code == "ASH"


def test_a_folder_for_the_problems_is_looked_for_before_anything_is_taken(
    review: Workspace,
    tmp_path: Path,
) -> None:
    options = ImportOptions(problems_file=tmp_path / "none" / "problems.xlsx")
    with pytest.raises(UsageError, match="Nothing was changed"):
        take_return(review, [make_return(tmp_path, "ASH")], options=options)


def test_a_used_version_of_the_framework_never_changes(recorded: Workspace) -> None:
    file = recorded.folder / "framework.yaml"
    file.write_text(file.read_text().replace("Was there drift?", "Was there no drift?"))
    changed = open_review(recorded.folder, later=True)
    with changed.work() as work, pytest.raises(VersionChangedError, match=r"1\.0\.0"):
        snapshots.take(work, changed.review, "final")


@pytest.mark.one_engine("a file that is no database")
def test_a_narrative_or_database_that_is_none_is_said_in_a_sentence(
    recorded: Workspace,
) -> None:
    folder = recorded.folder / "narrative"
    folder.mkdir()
    (folder / "introduction.md").write_bytes(b"# Caf\xe9")
    with pytest.raises(UnreadableFileError, match="not UTF-8"):
        narratives.read_narrative(recorded.review, folder)
    recorded.database.close()
    (recorded.folder / "review.db").write_bytes(b"this is no database " * 100)
    with pytest.raises(UnreadableFileError, match="cannot be opened, or is damaged"):
        open_review(recorded.folder).database  # noqa: B018  # opening it is the act


def test_returns_of_two_authorities_are_never_taken_for_one(
    tmp_path: Path,
) -> None:
    workspace = Workspace.open(make_review(tmp_path / "review"))
    ash, bro = (make_return(tmp_path / "in", code) for code in ("ASH", "BRO"))
    with pytest.raises(frame_errors.SeveralAuthoritiesError, match="ASH, BRO"):
        take_return(workspace, [bro, ash])
    renamed = ash.rename(ash.with_name(f"BRO-again{ash.suffix}"))
    take_return(workspace, [renamed], options=ImportOptions(authority="ASH"))
    with pytest.raises(frame_errors.ReturnOfAnotherError, match="the frame of ASH"):
        take_return(workspace, [renamed])
    with workspace.reading() as work:
        assert set(frames_in_force(work)) == {"ASH"}


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    workspace = Workspace.open(make_review(tmp_path / "review"))
    with pytest.raises(UnreadableFileError, match="is not there"):
        take_return(workspace, [tmp_path / "nowhere.xlsx"])
