"""The rules that people ask about, as data: `python -m tests.spec.spec_report` prints them.

Each example is held against the code by `test_spec.py`, and what is printed is
`docs/reference/rules.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspect_tool import errors
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.claims.wording import is_true, phrases_for
from inspect_tool.domain.disclosure.cells import (
    CellStanding,
    CellSystem,
    CountCell,
    PartOfWhole,
)
from inspect_tool.domain.disclosure.primary import DisclosureRules, primary_cells
from inspect_tool.domain.figures.counts import count_measure
from inspect_tool.domain.frame.build import build_frame
from inspect_tool.domain.frame.units import Eligibility, ReturnedList
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.people import KEEPER, Actor, Role
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.sampling.flow import RankedUnit, ReadCases, authority_flow, disagreements
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.services.publication.build import PublicEditionError
from inspect_tool.services.review.documents import NoReviewError
from tests.factories import a_framework, a_plan, a_record

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "rules.md"
SCALE = load_wording(ROOT / "templates" / "wording" / "ofsted-2014.yaml")
FRAME_DATE = date(2013, 9, 30)


@dataclass(frozen=True)
class Example:
    """An input, what the rule makes of it, and how to ask the code."""

    given: str
    expected: str
    actual: Callable[[], str]


@dataclass(frozen=True)
class Section:
    """A rule in one or two sentences, with a table of examples."""

    title: str
    rule: str
    columns: tuple[str, str]
    examples: Sequence[Example]


# --- how the code is asked ------------------------------------------------------------------------


def held_back(count: int, base: int) -> Callable[[], str]:
    def ask() -> str:
        cells = (
            CountCell("count", count),
            CountCell("base", base),
            CountCell("rest", base - count, CellStanding.UNPUBLISHED),
        )
        system = CellSystem.of(cells, parts=(PartOfWhole("count", "rest", "base"),))
        reasons = primary_cells(system, DisclosureRules(5)).get("count", ())
        return "; ".join(reason.words for reason in reasons) or "shown"

    return ask


def exit_code(kind: type[errors.InspectToolError]) -> Callable[[], str]:
    return lambda: str(kind.exit_code)


def counted(answer: Answer | str | None) -> Callable[[], str]:
    """Where a case with this answer stands in "left too long"."""

    def ask() -> str:
        answers = {} if answer is None else {"HARM.1.a": answer}
        record = a_record(answers=answers, fields={"long_term": True})
        measure = a_framework().measures["left_too_long"]
        found = count_measure("left_too_long", measure, [record])
        if found.unknown_refs:
            return "not known: named apart"
        return f"{found.count} of {found.base}"

    return ask


def flow(lost: dict[int, str], *, reserves: int, read: int | None = None) -> Callable[[], str]:
    """The flow of three drawn cases, with what was lost by rank."""

    def ask() -> str:
        ranks = range(1, 3 + reserves + 1)
        units = [RankedUnit("S", f"ASH-{rank:03d}", rank, lost.get(rank, "")) for rank in ranks]
        first = frozenset(one.case_ref for one in units[: read or 0])
        cases = ReadCases(first, frozenset(), frozenset(), first)
        found = authority_flow(
            "ASH", frame_and_eligible=(50, 40), units=units, sizes={"S": 3}, read=cases
        )
        total = sum(found.lost.values())
        sums = f"{found.drawn} − {total} + {found.replaced} + {found.purposive} = {found.active}"
        return sums if not disagreements(found) else "refused: " + disagreements(found)[0]

    return ask


def eligibility(born: date | None, *, open_: bool = True) -> Callable[[], str]:
    """Whether a child may be drawn where the plan says `age <= 10`."""

    def ask() -> str:
        values: dict[str, Scalar | None] = {
            "Child Unique ID": "A1",
            "Date of Birth": born,
            "CIN Start Date": date(2013, 1, 7),
            "CIN Closure Date": None if open_ else date(2013, 6, 3),
        }
        plan = a_plan(
            case_types=["child_in_need"],
            population={"keep": ["age"], "eligible": {"all": [{"field": "age", "lte": 10}]}},
        )
        columns = {name: [value] for name, value in values.items()}
        lists = [ReturnedList(6, "list.csv", "List 6", rows=[2], columns=columns)]
        made = build_frame(lists, plan=plan, authority=plan.authorities[0], token=lambda one: one)
        if not made.units:
            return f"not on the frame: {next(iter(made.exclusions))}"
        words = {
            Eligibility.ELIGIBLE: "can be drawn",
            Eligibility.NOT_ELIGIBLE: "on the frame, not drawn",
            Eligibility.NOT_KNOWN: "on the frame, not drawn, counted as not known",
        }
        return words[made.units[0].eligibility]

    return ask


def verdict(phrase: str, count: int, base: int) -> Callable[[], str]:
    return lambda: is_true(phrase, count, base, SCALE).value


def best(count: int, base: int) -> Callable[[], str]:
    return lambda: phrases_for(count, base, SCALE)[0].text


def loss_kind(reason: LossReason) -> Callable[[], str]:
    return lambda: reason.kind.value.replace("_", " ")


def may_lead(actor: Actor) -> Callable[[], str]:
    def ask() -> str:
        try:
            check_can(actor, Action.DRAW_SAMPLE)
        except errors.RefusedError as refused:
            return f"refused, exit code {refused.exit_code}"
        return "done"

    return ask


def person(*roles: Role) -> Actor:
    return Actor(id="ab", name="A. B.", roles=frozenset(roles))


# --- the rules ------------------------------------------------------------------------------------

LOSSES = {
    LossReason.FILE_NOT_AVAILABLE: "not available",
    LossReason.ACTIVE_PROCEEDINGS: "not available",
    LossReason.CONFLICT_OF_INTEREST: "not available",
    LossReason.MOVED_AWAY: "out of scope",
    LossReason.NOT_OPEN: "out of scope",
    LossReason.WRONG_AGE: "out of scope",
    LossReason.NOT_THE_THEME: "out of scope",
    LossReason.SAME_CHILD: "out of scope",
    LossReason.ERASED: "not available",
    LossReason.AUTHORITY_WITHDREW: "not available",
}

SECTIONS = (
    Section(
        "What exit codes mean",
        "0 is done, or what was checked holds. Every other code comes with sentences on standard "
        "error that say what is wrong and what to do.",
        ("When", "Exit code"),
        (
            Example("What was checked does not hold", "1", exit_code(errors.CheckFailedError)),
            Example("The words of the command are wrong", "2", exit_code(errors.UsageError)),
            Example("There is no review here", "2", exit_code(NoReviewError)),
            Example(
                "Refused: role, state, somebody else's change, conflict of interest",
                "3",
                exit_code(errors.RefusedError),
            ),
            Example(
                "A file that cannot be read, or is unsafe to read; nothing was changed",
                "4",
                exit_code(errors.UnreadableFileError),
            ),
        ),
    ),
    Section(
        "Who may do what",
        "A named person has the roles that the plan gives and no others. Without `--as` the "
        "keeper of the folder acts, and the audit trail says so.",
        ("Who draws the sample", "Result"),
        (
            Example("a lead", "done", may_lead(person(Role.LEAD))),
            Example("an inspector", "refused, exit code 3", may_lead(person(Role.INSPECTOR))),
            Example("a report writer", "refused, exit code 3", may_lead(person(Role.WRITER))),
            Example("nobody named", "done", may_lead(KEEPER)),
        ),
    ),
    Section(
        "Who is eligible",
        "A rule of the plan is true, false or not known; an unknown is never a no. Here the rule "
        "is `age <= 10` and the frame is of 30 September 2013.",
        ("Child on the list of children in need", "Result"),
        (
            Example("born 1 October 2002, 10", "can be drawn", eligibility(date(2002, 10, 1))),
            Example(
                "born 30 September 2002, 11 that day",
                "on the frame, not drawn",
                eligibility(date(2002, 9, 30)),
            ),
            Example(
                "no date of birth and no age",
                "on the frame, not drawn, counted as not known",
                eligibility(None),
            ),
            Example(
                "born 1 October 2002, closed in June 2013",
                "not on the frame: closed before the frame date",
                eligibility(date(2002, 10, 1), open_=False),
            ),
        ),
    ),
    Section(
        "Why a case is lost",
        "A case that is out of scope was never part of what is studied. One that is not available "
        "was, but could not be read, and lowers the response rate.",
        ("Reason", "Kind"),
        tuple(
            Example(f"`{reason.value}`: {reason.words}", kind, loss_kind(reason))
            for reason, kind in LOSSES.items()
        ),
    ),
    Section(
        "How the flow reconciles",
        "Drawn − lost + replaced + purposive = to read, in every authority; counted equals read. "
        "Where an authority withdrew, its cases to read are taken off. "
        "A flow that does not reconcile is refused. Here three cases are drawn of one stratum.",
        ("What happened", "Flow"),
        (
            Example("nothing was lost", "3 − 0 + 0 + 0 = 3", flow({}, reserves=2)),
            Example(
                "the second was lost", "3 − 1 + 1 + 0 = 3", flow({2: "moved_away"}, reserves=2)
            ),
            Example(
                "the second was lost, and the reserve that came",
                "3 − 2 + 2 + 0 = 3",
                flow({2: "moved_away", 4: "not_open"}, reserves=2),
            ),
            Example(
                "the second was lost, with no reserve left",
                "3 − 1 + 0 + 0 = 2",
                flow({2: "moved_away"}, reserves=0),
            ),
            Example(
                "a reserve was lost that nobody called upon",
                "3 − 0 + 0 + 0 = 3",
                flow({5: "not_open"}, reserves=2),
            ),
            Example(
                "four cases are said to be read",
                "refused: ASH: 4 read of 3 cases to read.",
                flow({}, reserves=2, read=4),
            ),
        ),
    ),
    Section(
        "What an absence counts as",
        "The framework says which absences count and as what. Here `not_recorded` counts as a no "
        "and `not_applicable` does not count; a question without any answer is not known.",
        ("Was the child left too long?", "Count of base"),
        (
            Example("yes", "1 of 1", counted("yes")),
            Example("no", "0 of 1", counted("no")),
            Example("`not_recorded`", "0 of 1", counted(Answer(absence="not_recorded"))),
            Example(
                "`not_applicable`",
                "not known: named apart",
                counted(Answer(absence="not_applicable")),
            ),
            Example("not answered", "not known: named apart", counted(None)),
        ),
    ),
    Section(
        "Which words are true of a share",
        "Shares are exact, and never rounded before they are held against a limit. Below a base "
        "of 10 only counts are safe; from 10 fractions, from 20 bands and percentages. The scale "
        "here is `ofsted-2014`.",
        ("Words", "Verdict"),
        (
            Example("“nearly half” of 33 of 70", "true", verdict("nearly half", 33, 70)),
            Example("“half” of 33 of 70", "false", verdict("half", 33, 70)),
            Example("“most” of 33 of 70", "false", verdict("most", 33, 70)),
            Example("“nearly half” of 4 of 9", "unsafe", verdict("nearly half", 4, 9)),
            Example("“4 of the 9” of 4 of 9", "true", verdict("4 of the 9", 4, 9)),
            Example("“half” of 5 of 10", "true", verdict("half", 5, 10)),
            Example("“most” of 17 of 19", "unsafe", verdict("most", 17, 19)),
            Example("“most” of 17 of 20", "true", verdict("most", 17, 20)),
            Example("“all” of 3 of 3", "true", verdict("all", 3, 3)),
            Example("“none” of 0 of 3", "true", verdict("none", 0, 3)),
            Example("best words for 4 of 9", "four of the nine", best(4, 9)),
            Example("best words for 33 of 70", "nearly half", best(33, 70)),
        ),
    ),
    Section(
        "Which counts could identify a child",
        "A count below the plan's `smallest_count`, one that leaves fewer than that of its base, "
        "and one of everybody; zeros are shown. Further counts are held back where these could be "
        "worked out from what is left. The smallest count here is 5.",
        ("Count", "Why it is held back"),
        (
            Example("0 of 20", "shown", held_back(0, 20)),
            Example("1 of 20", "a small count", held_back(1, 20)),
            Example("4 of 20", "a small count", held_back(4, 20)),
            Example("5 of 20", "shown", held_back(5, 20)),
            Example("15 of 20", "shown", held_back(15, 20)),
            Example("16 of 20", "all but a few of its base", held_back(16, 20)),
            Example("20 of 20", "everybody of its base", held_back(20, 20)),
            Example("3 of 6", "a small count; all but a few of its base", held_back(3, 6)),
        ),
    ),
    Section(
        "What may be published",
        "The public edition is refused while a place that could identify a child is not decided; "
        "the internal edition says on every page that it is not for publication.",
        ("Command", "Exit code"),
        (
            Example(
                "`report build --edition public` with a place open",
                "3",
                exit_code(PublicEditionError),
            ),
        ),
    ),
)


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield "# Rules, with examples that are tested"
    yield ""
    yield "Printed by `python -m tests.spec.spec_report`; every example is held against the code."
    for section in SECTIONS:
        yield from ("", f"## {section.title}", "", section.rule, "")
        yield f"| {section.columns[0]} | {section.columns[1]} |"
        yield "| --- | --- |"
        for one in section.examples:
            yield f"| {one.given} | {one.expected} |"


def page() -> str:
    """The text of `docs/reference/rules.md`."""
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
