from __future__ import annotations

from inspect_tool.domain.jobs import BEAT_EVERY, LOST_AFTER, JobKind, JobState


def test_every_kind_of_job_has_words_and_the_action_that_it_stands_for() -> None:
    assert len({kind.words for kind in JobKind}) == len(JobKind)
    assert all(kind.action for kind in JobKind)


def test_a_job_that_waits_or_runs_is_not_over() -> None:
    assert {one for one in JobState if not one.is_over} == {JobState.QUEUED, JobState.RUNNING}


def test_a_worker_may_miss_several_beats_before_it_is_taken_for_dead() -> None:
    assert LOST_AFTER >= 4 * BEAT_EVERY
