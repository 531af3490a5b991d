"""Each reader's judgements and agreement by week of recording.

A week is the one in which a record's last answer came in, by the clock of whatever machine it came
in on: information, from which no order of answers follows. Cases differ from week to week as well,
so that a change asks for a conversation and is no finding about anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inspect_tool.domain.moderation.agreement import AgreementItem
from inspect_tool.domain.moderation.recorders import WrittenRecord


@dataclass(frozen=True)
class ReaderWeek:
    """What one reader recorded in one week.

    Args:
        records: Their records that were finished in it: the base of the share.
        share: Mean share of judgements that meet their criterion; None without a judgement.
        read_twice: Those of the records whose case has another complete read, blind and drawn.
        agreed: Judgements of them that the other reader gave alike.
        judged_twice: Judgements of them that both gave: the base of what is agreed.
    """

    inspector: str
    week: str
    records: int
    share: float | None
    read_twice: int
    agreed: int
    judged_twice: int


def reader_weeks(
    records: Iterable[WrittenRecord],
    pairs: Iterable[tuple[WrittenRecord, WrittenRecord]],
    items: Sequence[AgreementItem],
) -> tuple[ReaderWeek, ...]:
    """Each reader's weeks, the earliest first.

    Args:
        pairs: The first and the second record of each case with two complete reads.
        items: The judgements that are compared.
    """
    written: dict[tuple[str, str], list[WrittenRecord]] = defaultdict(list)
    for record in records:
        if record.week:
            written[record.inspector, record.week].append(record)
    compared: dict[tuple[str, str], list[tuple[WrittenRecord, WrittenRecord]]] = defaultdict(list)
    for pair in pairs:
        for record in pair:
            compared[record.inspector, record.week].append(pair)
    return tuple(_week(key, own, compared[key], items) for key, own in sorted(written.items()))


def _week(
    key: tuple[str, str],
    records: Sequence[WrittenRecord],
    pairs: Sequence[tuple[WrittenRecord, WrittenRecord]],
    items: Sequence[AgreementItem],
) -> ReaderWeek:
    shares = [share for one in records if (share := one.met_share) is not None]
    given = [
        said
        for first, second in pairs
        for item in items
        for said in item.pairs(first.facts, second.facts)
        if None not in said
    ]
    inspector, week = key
    return ReaderWeek(
        inspector=inspector,
        week=week,
        records=len(records),
        share=sum(shares) / len(shares) if shares else None,
        read_twice=len(pairs),
        agreed=sum(first == second for first, second in given),
        judged_twice=len(given),
    )
