"""Each reader's weeks: what was recorded in them, and agreement with its base."""

from __future__ import annotations

from inspect_tool.domain.moderation.agreement import agreement_items
from inspect_tool.domain.moderation.recorders import WrittenRecord
from inspect_tool.domain.moderation.weeks import ReaderWeek, reader_weeks
from tests.factories import a_framework, a_record

ITEMS = agreement_items(a_framework(), questions=False)


def written(reader: str, ref: str, judged: str | None, week: str) -> WrittenRecord:
    judgements = {"HARM.1": judged} if judged else {}
    return WrittenRecord(reader, a_record(ref, judgements=judgements), week, 0)


def test_a_pair_counts_in_the_week_of_each_of_its_readers() -> None:
    first = written("ab", "ASH-001", "good", "2013-W45")
    second = written("cd", "ASH-001", "inadequate", "2013-W47")
    alike = (
        written("ab", "ASH-002", "good", "2013-W47"),
        written("cd", "ASH-002", "good", "2013-W47"),
    )
    alone = written("cd", "ASH-003", None, "2013-W48")
    found = reader_weeks([first, second, *alike, alone], [(first, second), alike], ITEMS)
    assert found == (
        ReaderWeek("ab", "2013-W45", 1, 1.0, 1, 0, 1),
        ReaderWeek("ab", "2013-W47", 1, 1.0, 1, 1, 1),
        ReaderWeek("cd", "2013-W47", 2, 0.5, 2, 1, 2),
        ReaderWeek("cd", "2013-W48", 1, None, 0, 0, 0),
    )


def test_what_one_of_two_did_not_judge_is_in_no_base() -> None:
    pair = written("ab", "ASH-001", "good", "2013-W45"), written("cd", "ASH-001", None, "2013-W45")
    found = reader_weeks(pair, [pair], ITEMS)
    assert [(one.read_twice, one.agreed, one.judged_twice) for one in found] == [(1, 0, 0)] * 2


def test_a_record_without_an_answer_is_in_no_week() -> None:
    assert reader_weeks([written("ab", "ASH-001", None, "")], [], ITEMS) == ()
