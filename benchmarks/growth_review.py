"""Invented reviews of any size, for `benchmarks.growth`: returns, framework, answers, narrative.

12 cases an authority, 60 questions a case in 12 criteria, one inspector for each 11 cases. What an
answer says follows from its case, its reader and its question alone. The tool is imported by the
functions that use it: the process that measures has to stay small.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, product
from operator import itemgetter
from pathlib import Path
from string import ascii_uppercase
from typing import TypeAlias
from xml.sax.saxutils import escape

FRAME_DATE = date(2013, 9, 30)
EXCEL_ORIGIN = date(1899, 12, 30)
CASES_PER_AUTHORITY = 12
ROWS_OF_A_RETURN = 600
DOMAINS = ("REC", "TIM", "PLAN", "VOI")
CRITERIA = tuple(f"{domain}.{number}" for domain in DOMAINS for number in (1, 2, 3))
TIMED = frozenset(f"{domain}.1" for domain in DOMAINS)  # criteria with two dates and a clock
DEGREES = ("no", "partly", "yes")
QUALITIES = ("inadequate", "requires_improvement", "good", "outstanding")
MEASURES = tuple(f"m_{criterion.replace('.', '_').lower()}" for criterion in CRITERIA)
# What each measure's sentences speak of: one word of its own, as `says` has it.
SUBJECTS = (
    "records", "files", "chronologies", "visits", "reviews", "meetings", "plans", "goals",
    "contracts", "wishes", "views", "voices",
)  # fmt: skip
SEED = "83920175563810294857"
# A paragraph of the length that inspectors write.
WORDS = (
    "The record describes what daily life is like for the child and what changed in the autumn; "
    "the plan says what is to be done and by when."
)


def codes(authorities: int) -> list[str]:
    """Codes of the authorities: AAA, AAB, …"""
    letters = product(ascii_uppercase, repeat=3)
    return ["".join(next(letters)) for _ in range(authorities)]


def inspectors(authorities: int) -> list[str]:
    """Ids of the inspectors, one for each 11 cases: 12 where there are 11 authorities."""
    return [f"i{number:03d}" for number in range(1, round(authorities * 12 / 11) + 1)]


def write_review(folder: Path, authorities: int) -> None:
    """Write plan and framework; JSON is YAML as well."""
    folder.mkdir(parents=True)
    (folder / "narrative").mkdir()
    (folder / "review.yaml").write_text(json.dumps(_plan(authorities), indent=1))
    (folder / "framework.yaml").write_text(json.dumps(_framework(), indent=1))


def _plan(authorities: int) -> Mapping[str, object]:
    there = codes(authorities)
    team: list[dict[str, object]] = [
        # Every eighth has a conflict of interest.
        {
            "id": one,
            "name": one.upper(),
            "roles": ["inspector"],
            "not_for": [there[number % authorities]] if number % 8 == 0 else [],
        }
        for number, one in enumerate(inspectors(authorities))
    ]
    return {
        "review": "growth",
        "title": "A review that grows",
        "framework": "framework.yaml",
        "dates": {"frame": str(FRAME_DATE), "fieldwork": ["2013-10-14", "2013-12-13"]},
        "authorities": [{"code": one, "name": f"Authority {one}"} for one in there],
        "population": {
            "keep": ["age", "gender", "disability", "months_open", "referral_date"],
            "eligible": {"all": [{"field": "age", "lte": 10}]},
            "fields": {"long_term": {"field": "months_open", "gte": 12}},
        },
        "sample": {
            "size": CASES_PER_AUTHORITY * authorities,
            "allocation": {
                "method": "power",
                "minimum": 2,
                "per": {"authority": {"minimum": CASES_PER_AUTHORITY}},
            },
        },
        "second_reads": {"share": 0.1},
        "team": [*team, {"id": "lead", "name": "Lead", "roles": ["lead"]}],
    }


def _framework() -> Mapping[str, object]:
    return {
        "framework": "growth",
        "version": "1.0.0",
        "title": "Sixty questions",
        "scales": {
            "quality": {"values": QUALITIES, "met": ["good", "outstanding"]},
            "degree": {"values": DEGREES, "met": ["yes"]},
            "yes_no": {"values": ["no", "yes"], "met": ["yes"]},
        },
        "absences": {
            "not_recorded": {"counts": True, "as": "no"},
            "not_seen": {"counts": False, "reason": "required"},
            "not_asked": {"counts": False, "system": True},
        },
        "subjects": ["case"],
        "domains": [
            {
                "id": domain,
                "title": f"Domain {domain}",
                "criteria": [_criterion(f"{domain}.{number}") for number in (1, 2, 3)],
            }
            for domain in DOMAINS
        ],
        "measures": {
            key: {
                "title": f"Criterion {criterion} met",
                "count": {"judgement": criterion, "met": True},
                "noun": "cases",
                "says": {"yes": [f"{subject} good"], "also": ["were with"]},
            }
            for key, criterion, subject in zip(MEASURES, CRITERIA, SUBJECTS, strict=True)
        },
    }


def _criterion(name: str) -> Mapping[str, object]:
    return {
        "id": name,
        "title": f"What {name} asks for was done",
        "guidance": {
            "look_for": f"{WORDS} {WORDS}",
            "good": WORDS,
            "inadequate": WORDS,
            "usual_evidence": ["case_file"],
        },
        "questions": [*(_timed(name) if name in TIMED else _chosen(name)), *_told(name)],
        "judgement": {
            "scale": "quality",
            "calculated": [
                {"when": {"question": f"{name}.d", "gte": 7}, "then": "good"},
                {"when": {"question": f"{name}.d", "lte": 1}, "then": "inadequate"},
                {"else": "requires_improvement"},
            ],
        },
    }


def _chosen(name: str) -> list[Mapping[str, object]]:
    kinds = (("a", "degree"), ("b", "yes_no"), ("c", "degree"))
    return [
        {
            "id": f"{name}.{letter}",
            "type": "choice",
            "scale": scale,
            "text": f"What does {name}.{letter} ask?",
            **({"show_if": {"question": f"{name}.b", "is": "yes"}} if letter == "c" else {}),
        }
        for letter, scale in kinds
    ]


def _timed(name: str) -> list[Mapping[str, object]]:
    dates = (("a", {"prefill": "referral_date"}), ("b", {"check": {"not_before": f"{name}.a"}}))
    return [
        *(
            {"id": f"{name}.{letter}", "type": "date", "text": f"Date {name}.{letter}", **more}
            for letter, more in dates
        ),
        {
            "id": f"{name}.c",
            "type": "clock",
            "rule": "ASMT-45",
            "from": f"{name}.a",
            "to": f"{name}.b",
        },
    ]


def _told(name: str) -> list[Mapping[str, object]]:
    return [
        {"id": f"{name}.d", "type": "number", "text": f"How many of {name}.d were there?"},
        {"id": f"{name}.e", "type": "text", "text": f"What does {name}.e say?"},
    ]


def write_returns(folder: Path, authorities: int) -> None:
    """Write a return of each authority, all of them different."""
    from benchmarks.import_return import write_return

    folder.mkdir(parents=True)
    for number, code in enumerate(codes(authorities)):
        write_return(folder / f"{code}-annex-a.xlsx", ROWS_OF_A_RETURN, seed=20130930 + number)


def answers(case: str, reader: str) -> Iterator[tuple[str, str, str | int | date]]:
    """Kind, item and value of every answer of a record; two readers differ in a tenth of them."""
    for criterion in CRITERIA:
        yield from _answers_to(case, reader, criterion)


def _answers_to(
    case: str, reader: str, criterion: str
) -> Iterator[tuple[str, str, str | int | date]]:
    chance = random.Random(f"{case} {criterion}")  # noqa: S311
    own = random.Random(f"{case} {criterion} {reader}")  # noqa: S311
    if criterion in TIMED:
        begun = date(2013, 1, 1) + timedelta(days=chance.randrange(90))
        yield "question", f"{criterion}.a", begun
        yield "question", f"{criterion}.b", begun + timedelta(days=chance.randrange(30, 90))
    else:
        yield "question", f"{criterion}.a", chance.choice(DEGREES)
        is_yes = chance.random() < 0.5
        yield "question", f"{criterion}.b", "yes" if is_yes else "no"
        if is_yes:
            yield "question", f"{criterion}.c", chance.choice(DEGREES)
    yield "question", f"{criterion}.d", chance.randrange(10)
    yield "question", f"{criterion}.e", f"{WORDS} {case}, {criterion}."
    judged = chance.choice(QUALITIES)
    yield "judgement", criterion, own.choice(QUALITIES) if own.random() < 0.1 else judged


Duty: TypeAlias = tuple[str, str, str, str]  # authority, case, reader, inspector


def _by_authority(duties: Sequence[Duty]) -> list[tuple[str, list[Duty]]]:
    return [(code, list(own)) for code, own in groupby(duties, key=itemgetter(0))]


def record_twice(folder: Path) -> int:
    """Give every answer two revisions by the services, as commands would; returns how many."""
    from inspect_tool.domain.framework.framework import SubjectKind
    from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
    from inspect_tool.services.records.revisions import Edit, RecordBook
    from inspect_tool.store import queries
    from inspect_tool.workspace import Workspace

    workspace = Workspace.open(folder, person="lead")
    with workspace.reading() as work:
        duties = [
            (one.authority, one.case_ref, one.reader, one.inspector)
            for one in queries.assignments(work)
        ]
    number = 0
    for turn, (code, own) in product((1, 2), _by_authority(duties)):
        with workspace.work() as work:
            book = RecordBook(work, workspace.review, code)
            for _, ref, reader, inspector in own:
                for kind, item, value in answers(ref, reader):
                    standing = book.standing.get(ItemPlace(ref, reader, kind, item))
                    edit = Edit(
                        subject=Subject(SubjectKind.CASE, code, ref),
                        reader=Reader(reader),
                        kind=ItemKind(kind),
                        item_id=item,
                        answer=Answer(value, note=f"{WORDS} Draft {turn}."),
                        author=inspector,
                        base=standing.id if standing else None,
                        origin=f"command by {inspector} at turn {turn}",
                    )
                    book.add(edit)
                    number += 1
            book.write()
    return number


ROW = re.compile(r'(<row r="(\d+)"[^>]*>)(.*?)</row>', re.DOTALL)
STRING = re.compile(r"<si>(.*?)</si>", re.DOTALL)
MARK = re.compile(r"case\|[A-Z]+\|([^|]*)")


def fill_in(path: Path, second_reads: Collection[str]) -> None:
    """Fill a workbook in: a new note beside every answer, and the answer where none stands yet.

    The sheets' XML is written over; opening and saving hundreds of workbooks would take longer
    than everything that is measured.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    shared = STRING.findall(parts["xl/sharedStrings.xml"].decode())
    strings = [re.sub(r"<[^>]*>", "", one) for one in shared]
    filled = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                sheet = _filled(part.decode(), second_reads, strings)
                changed += sheet != part.decode()
                archive.writestr(name, sheet)
            else:
                archive.writestr(name, part)
    if not changed:
        raise SystemExit(
            f"{path.name} is not laid out as this benchmark expects: nothing filled in"
        )
    path.write_bytes(filled.getvalue())


def _filled(sheet: str, second_reads: Collection[str], strings: Sequence[str]) -> str:
    mark = MARK.fullmatch(_text(sheet, "L3", strings))
    if mark is None:
        return sheet
    reader = "second" if mark[1] in second_reads else "first"
    given = {(kind, item): value for kind, item, value in answers(mark[1], reader)}

    def row_of(found: re.Match[str]) -> str:
        """The row as it was, or with an answer and a note where one is given for its item."""
        start, number, cells = found.groups()
        item = _text(cells, f"I{number}", strings), _text(cells, f"H{number}", strings)
        value = given.get(item)
        if value is None:
            return found[0]
        cells = _put(cells, f"C{number}", value)
        return f"{start}{_put(cells, f'E{number}', f'{WORDS} As sent back.')}</row>"

    return ROW.sub(row_of, sheet)


def _text(cells: str, place: str, strings: Sequence[str]) -> str:
    found = re.search(rf'<c r="{place}"[^>]* t="s"><v>(\d+)</v>', cells)
    return strings[int(found[1])] if found else ""


def _put(cells: str, place: str, value: str | int | date) -> str:
    cell = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', re.DOTALL)
    if isinstance(value, date):
        value = (value - EXCEL_ORIGIN).days
    if isinstance(value, int):
        return cell.sub(rf'<c r="{place}"\1><v>{value}</v></c>', cells, count=1)
    words = escape(value.replace("_", " "))
    return cell.sub(rf'<c r="{place}"\1 t="inlineStr"><is><t>{words}</t></is></c>', cells, count=1)


def write_narrative(folder: Path) -> int:
    """Write a narrative with five claims on each measure, all of them true; returns how many."""
    from inspect_tool.services.publication import claims
    from inspect_tool.workspace import Workspace

    workspace = Workspace.open(folder, person="lead")
    number = 0
    chapters: dict[str, list[str]] = {}
    subjects = dict(zip(MEASURES, SUBJECTS, strict=True))
    for key, criterion in zip(MEASURES, CRITERIA, strict=True):
        domain = criterion.partition(".")[0]
        lines = chapters.setdefault(domain.lower(), [f"# Domain {domain}"])
        for among in (None, *MEASURES[:4]):
            reference = f"{key}?in={among}" if among else key
            base = f"cases with good {subjects[among]}" if among else "cases"
            with workspace.reading() as work:
                claim = claims.explain(work, workspace.review, reference, place=workspace.place)
            told = f"[{claim.phrases[0]}](claim:{reference}) of the {base}"
            lines.append(f"{WORDS} Good {subjects[key]} were found in {told}.")
            number += 1
        lines.append(f"{{{{ table:{key} by=case_type }}}}")
    chapters["methodology"] = [
        "# Methodology",
        "{{ figure:flow }}",
        "{{ table:cases }}",
        "{{ table:losses }}",
        "{{ table:wording }}",
        "{{ section:estimates }}",
    ]
    chapters["variation"] = ["# Variation", "{{ figure:variation }}", "{{ figure:matrix }}"]
    for name, lines in chapters.items():
        (folder / "narrative" / f"{name}.md").write_text("\n\n".join(lines) + "\n")
    return number


def second_reads(folder: Path) -> dict[str, set[str]]:
    """The cases that each inspector reads a second time."""
    from inspect_tool.domain.records.records import Reader
    from inspect_tool.store import queries
    from inspect_tool.workspace import Workspace

    found: dict[str, set[str]] = {}
    with Workspace.open(folder, person="lead").reading() as work:
        for duty in queries.assignments(work):
            if duty.reader == Reader.SECOND:
                found.setdefault(duty.inspector, set()).add(duty.case_ref)
    return found
