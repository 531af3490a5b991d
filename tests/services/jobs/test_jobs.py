"""Jobs: asked for, claimed by one worker, stopped, tried again, taken over."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from inspect_tool import job_runner
from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.jobs import KEPT_FOR, LOST_AFTER, MOST_ATTEMPTS, JobKind, JobState
from inspect_tool.errors import UsageError
from inspect_tool.job_runner import run_jobs
from inspect_tool.services.jobs import claimed, jobs, kinds
from inspect_tool.services.jobs.claimed import ClaimedJob, JobLostError, claim_next
from inspect_tool.services.jobs.jobs import JobNotInStateError, JobView, UnknownJobError
from inspect_tool.services.jobs.kinds import JobOutcome, JobRoom
from inspect_tool.store.job_folders import LARGEST_FILE, JobFolder, UnusableFileError
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.small_review import START, make_return, make_review, open_review

LISTS = [("ASH List 6.csv", b"x")]


def make_empty_review(folder: Path) -> None:
    """A review in which nothing was done yet."""
    make_review(
        folder / "review",
        team=[
            {"id": "ab", "name": "A. B.", "roles": ["inspector"]},
            {"id": "le", "name": "L. E.", "roles": ["lead"]},
            {"id": "wr", "name": "W. R.", "roles": ["writer"]},
            {"id": "vr", "name": "V. R.", "roles": ["writer"]},
        ],
    )


@pytest.fixture
def review(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    made = made_once.folder("jobs", make_empty_review) / "review"
    return standing(open_review(Path(shutil.copytree(made, tmp_path / "review"))))


def standing(review: Workspace) -> Workspace:
    """The review with a clock that stands: time goes on where a test says so."""
    return replace(review, clock=lambda: START)


def ask(review: Workspace, who: str = "wr", kind: JobKind = JobKind.TABLES) -> str:
    with review.acting_as(who).work() as work:
        return jobs.ask(work, review.folder, kind=kind, arguments={}).name


def see(review: Workspace, name: str, who: str | None = "wr") -> JobView:
    with review.acting_as(who).reading() as work:
        return jobs.job_of(work, name)


def after(review: Workspace, by: timedelta) -> Workspace:
    """The same review, later."""
    clock = review.clock
    return replace(review, clock=lambda: clock() + by)


def claim(review: Workspace, worker: str) -> ClaimedJob | None:
    return claim_next(
        review.work, review.folder, worker=worker, clock=review.clock, tell=lambda _: None
    )


def do(monkeypatch: pytest.MonkeyPatch, run: Callable[[JobRoom], JobOutcome]) -> None:
    """Have the job that writes tables do something else."""
    changed = replace(kinds.KINDS[JobKind.TABLES], run=run)
    both = {**kinds.KINDS, JobKind.TABLES: changed}
    monkeypatch.setattr(claimed, "KINDS", both)


def test_a_return_is_taken_by_a_job_as_the_person_who_asked(review: Workspace) -> None:
    made = make_return(review.folder.parent, "ASH")
    files = [(f"ASH {path.name}", path.read_bytes()) for path in sorted(made.iterdir())]
    with review.acting_as("le").work() as work:
        name = jobs.ask(
            work,
            review.folder,
            kind=JobKind.RETURN,
            arguments={"authority": "ASH"},
            files=files,
        ).name
    told: list[str] = []
    assert run_jobs(review, tell=told.append) == 1
    done = see(review, name, "le")
    assert done.state is JobState.DONE, done.message
    assert done.message.startswith("ASH: imported, 12 children on the frame")
    assert told[-1] == "done"
    # Every step is told, and there are as many as the kind says.
    assert told[1:-1] == ["Reading the files (1 of 2)", "Taking what they say (2 of 2)"]
    assert not (review.folder / "jobs" / name / "given").exists()
    with review.acting_as("le").reading() as work:
        path = jobs.file_of(work, review.folder, name=name, number=1)
    assert path.name == "problems.xlsx"
    for who, number in (("le", 2), ("le", 0)):
        with review.acting_as(who).reading() as work, pytest.raises(UnknownJobError):
            jobs.file_of(work, review.folder, name=name, number=number)


def test_what_a_job_cannot_do_is_told_to_whoever_asked_and_to_nobody_else(
    review: Workspace,
) -> None:
    name = ask(review)
    assert run_jobs(review, tell=lambda _: None) == 1
    failed = see(review, name)
    assert failed.state is JobState.FAILED
    assert "snapshot" in failed.message
    # A lead sees that it failed; its words may be of an authority that is not for them.
    assert see(review, name, "le").state is JobState.FAILED
    assert see(review, name, "le").message == ""
    with pytest.raises(UnknownJobError):
        see(review, name, "vr")
    with review.acting_as("vr").reading() as work:
        assert jobs.list_jobs(work) == ()


def test_who_may_not_do_it_cannot_ask_for_it_nor_have_it_run(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotYourRoleError):
        ask(review, "ab")
    name = ask(review)
    plan = review.folder / "review.yaml"
    plan.write_text(plan.read_text().replace("- writer", "- inspector"))
    do(monkeypatch, lambda _: pytest.fail("it ran"))
    run_jobs(review, tell=lambda _: None)
    assert see(review, name, None).state is JobState.FAILED
    with pytest.raises(NotYourRoleError):
        run_jobs(review.read_anew().acting_as("ab"), tell=lambda _: None)


@pytest.mark.parametrize(
    ("kind", "arguments", "files"),
    [
        (JobKind.REPORT, {"edition": "secret"}, []),
        (JobKind.REPORT, {"draft": "perhaps"}, []),
        (JobKind.REPORT, {"folder": "/etc"}, []),
        (JobKind.LETTERS, {"formats": "docx"}, []),
        (JobKind.LETTERS, {"edition": "public", "authority": "ASH"}, []),
        (JobKind.SEAL, {"edition": "secret"}, []),
        (JobKind.TABLES, {"snapshot": "x" * 201}, []),
        (JobKind.TABLES, {}, LISTS),
        (JobKind.RETURN, {}, []),
        (JobKind.WORKBOOKS, {}, [("../../keys/ASH.json", b"x")]),
        (JobKind.WORKBOOKS, {}, [("a.xlsx", b"x"), ("b/A.XLSX", b"x")]),
        (JobKind.WORKBOOKS, {}, [("run.exe", b"x")]),
        (JobKind.WORKBOOKS, {}, [(".xlsx", b"x")]),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_asked_for(
    review: Workspace, kind: JobKind, arguments: dict[str, str], files: list[tuple[str, bytes]]
) -> None:
    with review.work() as work, pytest.raises(UsageError):
        jobs.ask(work, review.folder, kind=kind, arguments=arguments, files=files)
    assert not list(review.folder.glob("jobs/*/*"))


def test_a_name_that_leads_elsewhere_stays_in_the_folder_of_its_job(review: Workspace) -> None:
    folder = JobFolder(review.folder, "0" * 16)
    assert folder.lay_aside([("C:\\x\\..\\a.xlsx", b"x")]) == 1
    assert [path.name for path in folder.given(1)] == ["a.xlsx"]
    assert (folder.path / "given" / "a.xlsx").stat().st_mode & 0o077 == 0
    (folder.made() / "out").symlink_to(review.folder)
    assert folder.file("../given/a.xlsx") is None
    assert folder.file("out/review.yaml") is None
    folder.forget_given()
    with pytest.raises(UnusableFileError):
        folder.given(1)
    with pytest.raises(UnusableFileError):
        folder.lay_aside([("a.xlsx", bytes(LARGEST_FILE + 1))])


def test_of_two_workers_one_gets_a_job(review: Workspace) -> None:
    name = ask(review)
    first, second = claim(review, "one"), claim(review, "two")
    assert first is not None
    assert (first.name, second) == (name, None)


def test_of_two_processes_that_claim_at_once_each_gets_another_job(review: Workspace) -> None:
    names = {ask(review) for _ in range(2)}
    review.database.close()
    context = get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in range(2)]
    start = context.Barrier(2)

    def work_at_once(number: int) -> None:
        opened = standing(open_review(review.folder))
        _ = opened.database
        start.wait()
        job = claim(opened, str(number))
        pipes[number][1].send(None if job is None else job.name)

    workers = [context.Process(target=work_at_once, args=(number,)) for number in range(2)]
    for one in workers:
        one.start()
    assert {pipe[0].recv() for pipe in pipes} == names
    for one in workers:
        one.join()


def test_a_killed_workers_job_is_taken_over_once_it_was_not_heard_of(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ask(review)
    review.database.close()

    def die(room: JobRoom) -> JobOutcome:
        (room.made / "half").write_text("half")
        os.kill(os.getpid(), signal.SIGKILL)
        return JobOutcome("")

    def work_and_die() -> None:
        do(monkeypatch, die)
        run_jobs(standing(open_review(review.folder)), tell=lambda _: None)

    worker = get_context("fork").Process(target=work_and_die)
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert see(review, name).state is JobState.RUNNING
    do(monkeypatch, lambda room: JobOutcome(f"{len(list(room.made.iterdir()))} files"))
    assert run_jobs(review, tell=lambda _: None) == 0  # it may live
    assert run_jobs(after(review, 2 * LOST_AFTER), tell=lambda _: None) == 1
    done = see(review, name)
    assert (done.state, done.attempts, done.message) == (JobState.DONE, 2, "0 files")


def test_a_job_that_kills_its_workers_is_given_up(review: Workspace) -> None:
    name = ask(review)
    for number in range(MOST_ATTEMPTS):
        assert claim(after(review, number * LOST_AFTER * 2), "dead") is not None
    assert claim(after(review, MOST_ATTEMPTS * LOST_AFTER * 2), "one") is None
    assert see(review, name).state is JobState.FAILED
    assert "ended 3 times" in see(review, name).message
    with review.acting_as("wr").work() as work:
        assert jobs.retry(work, name).state is JobState.QUEUED
    assert claim(review, "one") is not None


def test_nothing_is_committed_by_a_worker_whose_job_was_taken_over(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ask(review)

    def be_slow(room: JobRoom) -> JobOutcome:
        assert claim(after(review, LOST_AFTER * 2), "other") is not None
        with pytest.raises(JobLostError), room.work() as work:
            work.audit("test.done")
        raise JobLostError

    do(monkeypatch, be_slow)
    told: list[str] = []
    run_jobs(review, tell=told.append)
    assert told[-1] == "Another process has taken this job over."
    assert see(review, name).state is JobState.RUNNING  # the other's


def test_a_job_is_cancelled_before_its_next_step(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, runs = ask(review), ask(review)
    with review.acting_as("le").work() as work:
        assert jobs.cancel(work, waits).state is JobState.CANCELLED
    steps = []

    def be_cancelled(room: JobRoom) -> JobOutcome:
        with room.reading():
            steps.append("looked")
        with review.acting_as("wr").work() as work:
            assert jobs.cancel(work, runs).words == "stops before its next step"
        with room.work():
            steps.append("wrote")
        return JobOutcome("")

    do(monkeypatch, be_cancelled)
    run_jobs(review, tell=lambda _: None)
    assert steps == ["looked"]
    assert see(review, runs).state is JobState.CANCELLED
    with review.work() as work, pytest.raises(JobNotInStateError):
        jobs.cancel(work, runs)
    do(monkeypatch, lambda _: JobOutcome("again"))
    with review.acting_as("wr").work() as work:
        jobs.retry(work, runs)
        with pytest.raises(JobNotInStateError):
            jobs.retry(work, runs)
    assert run_jobs(review, tell=lambda _: None) == 1
    assert see(review, runs).message == "again"


def test_a_cancelled_job_whose_worker_died_ends(review: Workspace) -> None:
    name = ask(review)
    assert claim(review, "dead") is not None
    with review.acting_as("wr").work() as work:
        jobs.cancel(work, name)
    assert claim(after(review, LOST_AFTER * 2), "one") is None
    assert see(review, name).state is JobState.CANCELLED


def test_what_the_tool_stumbles_over_is_named_without_its_words(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ask(review)

    def stumble(_: JobRoom) -> JobOutcome:
        raise ValueError("what a child said")

    do(monkeypatch, stumble)
    run_jobs(review, tell=lambda _: None)
    assert see(review, name).message == "The tool stumbled over a ValueError."


def test_a_worker_that_is_told_to_end_gives_its_job_back(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ask(review)

    def be_interrupted(_: JobRoom) -> JobOutcome:
        raise KeyboardInterrupt

    do(monkeypatch, be_interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_jobs(review, tell=lambda _: None)
    assert see(review, name).state is JobState.QUEUED


def test_a_worker_says_that_it_lives_while_a_job_runs(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "BEAT_EVERY", timedelta(milliseconds=1))
    name = ask(review)
    beats: list[bool] = []

    def count(job: ClaimedJob, beat: Callable[[ClaimedJob], bool] = ClaimedJob.beat) -> bool:
        beats.append(beat(job))
        return beats[-1]

    monkeypatch.setattr(ClaimedJob, "beat", count)

    def wait(_: JobRoom) -> JobOutcome:
        while len(beats) < 2:
            pass
        return JobOutcome("")

    do(monkeypatch, wait)
    run_jobs(review, tell=lambda _: None)
    assert all(beats)
    assert see(review, name).state is JobState.DONE


def test_files_of_a_job_go_a_week_after_it_was_over(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(room: JobRoom) -> JobOutcome:
        (room.made / "tables.zip").write_bytes(b"x")
        return JobOutcome("")

    do(monkeypatch, write)
    name = ask(review)
    run_jobs(review, tell=lambda _: None)
    assert see(review, name).files == ("tables.zip",)
    run_jobs(after(review, KEPT_FOR / 2), tell=lambda _: None)
    assert (review.folder / "jobs" / name).exists()
    run_jobs(after(review, KEPT_FOR * 2), tell=lambda _: None)
    assert not (review.folder / "jobs" / name).exists()
    gone = (UnknownJobError, jobs.JobFileElsewhereError)  # by the engine
    with review.acting_as("wr").reading() as work, pytest.raises(gone):
        jobs.file_of(work, review.folder, name=name, number=1)


def test_nobody_fills_the_queue(review: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "OPEN_AT_ONCE", 2)
    for _ in range(2):
        ask(review)
    with pytest.raises(jobs.TooManyJobsError):
        ask(review)
    ask(review, "vr")
