"""A hundred changes of a framework, each with the classes that it must be given.

The table was written before the code that classes (decision 071). `expected` has one line for each
thing that is reported, "id: class".
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]
Edit = Callable[[Content], None]


@dataclass(frozen=True)
class AmendmentCase:
    """One change, what the author says of it in `changes`, and what it is."""

    says: str
    edits: tuple[Edit, ...]
    expected: tuple[str, ...]
    declared: tuple[tuple[str, str], ...] = ()


def base() -> Content:
    """The framework that everything is changed from, as it would be read from its file."""
    return copy.deepcopy(_BASE)


def amended(case: AmendmentCase) -> Content:
    """The framework with a case's change, under the next number."""
    content = base()
    content["version"] = "1.1.0"
    for edit in case.edits:
        edit(content)
    if case.declared:
        content["changes"] = [
            {"kind": "change", "id": item_id, "effect": effect, "note": "said by the author"}
            for item_id, effect in case.declared
        ]
    return content


_BASE: Content = {
    "framework": "amended",
    "version": "1.0.0",
    "title": "A framework to amend",
    "scales": {
        "yes_no": {"values": ["no", "yes"], "met": ["yes"]},
        "degree": {"values": ["no", "partly", "yes"], "met": ["yes"]},
        "quality": {
            "values": ["inadequate", "requires_improvement", "good", "outstanding"],
            "met": ["good", "outstanding"],
            "words": {"requires_improvement": "requires improvement"},
        },
        "spare": {"values": ["low", "high"], "met": ["high"]},
    },
    "absences": {
        "not_applicable": {"counts": False, "reason": "required"},
        "not_recorded": {"counts": True, "as": "no"},
        "not_seen": {"counts": False, "reason": "required"},
    },
    "subjects": ["case", "authority", "interview"],
    "domains": [
        {
            "id": "HARM",
            "title": "Protection from harm",
            "criteria": [
                {
                    "id": "HARM.1",
                    "title": "The child was protected in time",
                    "applies": {"field": "case_type", "in": ["child_in_need", "child_protection"]},
                    "guidance": {"look_for": "The chronology.", "good": "Help came in time."},
                    "questions": [
                        {
                            "id": "HARM.1.a",
                            "type": "choice",
                            "scale": "yes_no",
                            "text": "Was the child left too long?",
                            "help": "From the first referral.",
                        },
                        {
                            "id": "HARM.1.b",
                            "type": "choice",
                            "scale": "degree",
                            "text": "Was there drift?",
                            "show_if": {"question": "HARM.1.a", "is": "yes"},
                        },
                        {"id": "HARM.1.c", "type": "number", "text": "How many referrals?"},
                        {
                            "id": "HARM.1.d",
                            "type": "text",
                            "text": "What was missed?",
                            "required": False,
                        },
                    ],
                    "judgement": {
                        "scale": "quality",
                        "calculated": [
                            {"when": {"question": "HARM.1.a", "is": "yes"}, "then": "inadequate"},
                            {"else": "good"},
                        ],
                    },
                }
            ],
        },
        {
            "id": "TIM",
            "title": "Timeliness",
            "criteria": [
                {
                    "id": "TIM.1",
                    "title": "The assessment was timely",
                    "questions": [
                        {
                            "id": "TIM.1.a",
                            "type": "date",
                            "text": "Date of the referral",
                            "prefill": "referral_date",
                        },
                        {
                            "id": "TIM.1.b",
                            "type": "date",
                            "text": "Date of the assessment",
                            "check": {"not_before": "TIM.1.a"},
                        },
                        {
                            "id": "TIM.1.c",
                            "type": "clock",
                            "rule": "ASMT-45",
                            "from": "TIM.1.a",
                            "to": "TIM.1.b",
                            "text": "Was it in time?",
                        },
                    ],
                    "judgement": {"scale": "quality"},
                },
                {
                    "id": "TIM.2",
                    "title": "Reviews were held",
                    "questions": [
                        {
                            "id": "TIM.2.a",
                            "type": "choice",
                            "scale": "degree",
                            "text": "Were reviews held?",
                            "evidence_if": ["no"],
                        },
                        {
                            "id": "TIM.2.b",
                            "type": "choice",
                            "scale": "yes_no",
                            "text": "Was the child there?",
                            "retired": True,
                        },
                    ],
                    "judgement": {"scale": "degree"},
                },
            ],
        },
        {
            "id": "BOARD",
            "title": "The board",
            "subject": "authority",
            "criteria": [
                {
                    "id": "BOARD.1",
                    "title": "The board knows the extent of neglect",
                    "questions": [
                        {
                            "id": "BOARD.1.a",
                            "type": "choice",
                            "scale": "yes_no",
                            "text": "Does the board count?",
                        }
                    ],
                }
            ],
        },
        {
            "id": "STAFF",
            "title": "Staff",
            "subject": "interview",
            "criteria": [
                {
                    "id": "STAFF.1",
                    "title": "Staff are trained",
                    "questions": [
                        {
                            "id": "STAFF.1.a",
                            "type": "choice",
                            "scale": "yes_no",
                            "text": "Were you offered training?",
                        }
                    ],
                }
            ],
        },
    ],
    "measures": {
        "left_too_long": {
            "title": "Left too long",
            "count": {"question": "HARM.1.a", "is": "yes"},
            "of": {"field": "long_term", "is": True},
            "noun": "long-term cases",
        },
        "late": {
            "title": "Late assessments",
            "count": {"question": "TIM.1.c", "in": ["late", "overdue"]},
            "of": {"question": "TIM.1.c", "answered": True},
        },
        "protected": {"title": "Protected", "count": {"judgement": "HARM.1", "met": True}},
        "trained": {
            "title": "Trained",
            "subject": "interview",
            "count": {"question": "STAFF.1.a", "is": "yes"},
        },
    },
}


def criteria(content: Content) -> Iterator[Content]:
    for domain in content["domains"]:
        yield from domain["criteria"]


def find(content: Content, item_id: str) -> Content:
    """A domain, criterion or question by its id."""
    everything: list[Content] = [*content["domains"], *criteria(content)]
    everything += [one for each in criteria(content) for one in each.get("questions", [])]
    return next(one for one in everything if one["id"] == item_id)


def put(item_id: str, **values: Any) -> Edit:
    """Set keys of a domain, criterion or question; None takes a key away."""

    def edit(content: Content) -> None:
        _put(find(content, item_id), values)

    return edit


def put_in(part: str, name: str, **values: Any) -> Edit:
    """Set keys of a scale, an absence or a measure, which is made where there is none."""

    def edit(content: Content) -> None:
        _put(content[part].setdefault(name, {}), values)

    return edit


def _put(holder: Content, values: dict[str, Any]) -> None:
    for key, value in values.items():
        name = {"from_": "from", "as_": "as"}.get(key, key)
        if value is None:
            holder.pop(name, None)
        else:
            holder[name] = value


def whole(**values: Any) -> Edit:
    """Set keys of the framework itself."""
    return lambda content: _put(content, values)


def drop(item_id: str) -> Edit:
    """Delete a domain, criterion or question."""

    def edit(content: Content) -> None:
        content["domains"] = [one for one in content["domains"] if one["id"] != item_id]
        for domain in content["domains"]:
            domain["criteria"] = [one for one in domain["criteria"] if one["id"] != item_id]
        for criterion in criteria(content):
            criterion["questions"] = [
                one for one in criterion.get("questions", []) if one["id"] != item_id
            ]

    return edit


def drop_from(part: str, name: str) -> Edit:
    """Delete a scale, an absence or a measure."""
    return lambda content: content[part].pop(name)


def ask(criterion_id: str, **question: Any) -> Edit:
    """Add a question to a criterion."""

    def edit(content: Content) -> None:
        new = {"type": "choice", "scale": "yes_no", "text": "Something new?", **question}
        find(content, criterion_id)["questions"].append(
            {key: value for key, value in new.items() if value is not None}
        )

    return edit


def move(question_id: str, criterion_id: str) -> Edit:
    """Put a question into another criterion."""

    def edit(content: Content) -> None:
        question = find(content, question_id)
        drop(question_id)(content)
        find(content, criterion_id)["questions"].append(question)

    return edit


def turn(item_id: str, part: str) -> Edit:
    """Reverse the order of the questions of a criterion, or the criteria of a domain."""
    return lambda content: find(content, item_id)[part].reverse()


def judge(criterion_id: str, **values: Any) -> Edit:
    """Set keys of a criterion's judgement."""
    return lambda content: _put(find(content, criterion_id).setdefault("judgement", {}), values)


def guide(criterion_id: str, **values: Any) -> Edit:
    """Set keys of a criterion's guidance."""
    return lambda content: _put(find(content, criterion_id).setdefault("guidance", {}), values)


def add_criterion(domain_id: str, criterion: Content) -> Edit:
    return lambda content: find(content, domain_id)["criteria"].append(criterion)


def add_domain(domain: Content) -> Edit:
    return lambda content: content["domains"].append(domain)


NEW_CRITERION: Content = {
    "id": "HARM.2",
    "title": "Risk was weighed",
    "questions": [{"id": "HARM.2.a", "type": "text", "text": "How?"}],
    "judgement": {"scale": "quality"},
}
NEW_DOMAIN: Content = {
    "id": "VOI",
    "title": "Voice",
    "criteria": [{"id": "VOI.1", "title": "Heard"}],
}
REVERSED = "Was the child protected in time?"
QUALITY = ["inadequate", "requires_improvement", "good", "outstanding"]

C = AmendmentCase
CASES: tuple[AmendmentCase, ...] = (
    # Words of questions and criteria: a program cannot tell a correction from a reversal.
    C("a question asks the opposite", (put("HARM.1.a", text=REVERSED),), ("HARM.1.a: re-review",)),
    C(
        "a question is reworded, and the author says that it means the same",
        (put("HARM.1.a", text="Was the child left in harm too long?"),),
        ("HARM.1.a: note",),
        (("HARM.1.a", "note"),),
    ),
    C(
        "a misspelling is corrected, and the author says so",
        (put("HARM.1.b", text="Was there drifting?"),),
        ("HARM.1.b: wording",),
        (("HARM.1.b", "none"),),
    ),
    C(
        "a text differs in capitals",
        (put("HARM.1.b", text="Was there Drift?"),),
        ("HARM.1.b: wording",),
    ),
    C(
        "a text differs in punctuation",
        (put("HARM.1.c", text="How many referrals"),),
        ("HARM.1.c: wording",),
    ),
    C(
        "a text differs in spaces",
        (put("HARM.1.c", text="How  many referrals?"),),
        ("HARM.1.c: wording",),
    ),
    C(
        "one small word turns a question round",
        (put("HARM.1.b", text="Was there no drift?"),),
        ("HARM.1.b: re-review",),
    ),
    C(
        "a number in a text changes",
        (put("HARM.1.c", text="How many referrals in 12 months?"),),
        ("HARM.1.c: re-review",),
    ),
    C(
        "a minus sign is no punctuation",
        (put("HARM.1.c", text="How many referrals - 2?"),),
        ("HARM.1.c: re-review",),
    ),
    C(
        "an author calls a reworded question additive, which it cannot be",
        (put("HARM.1.a", text=REVERSED),),
        ("HARM.1.a: re-review",),
        (("HARM.1.a", "additive"),),
    ),
    C(
        "an author says that a small correction means something else",
        (put("HARM.1.b", text="Was there Drift?"),),
        ("HARM.1.b: re-review",),
        (("HARM.1.b", "re-review"),),
    ),
    C(
        "what is said of one question covers no other",
        (put("HARM.1.a", text=REVERSED), put("HARM.1.b", text="Was there any drift?")),
        ("HARM.1.a: re-review", "HARM.1.b: note"),
        (("HARM.1.b", "note"),),
    ),
    C(
        "a criterion says something else",
        (put("HARM.1", title="The child was safe"),),
        ("HARM.1: re-review",),
    ),
    C(
        "a criterion is reworded, and the author says that it means the same",
        (put("HARM.1", title="The child was protected soon enough"),),
        ("HARM.1: note",),
        (("HARM.1", "note"),),
    ),
    C(
        "a criterion's title differs in capitals",
        (put("TIM.1", title="The Assessment was timely"),),
        ("TIM.1: wording",),
    ),
    C(
        "the text of free words changes",
        (put("HARM.1.d", text="What went well?"),),
        ("HARM.1.d: re-review",),
    ),
    C(
        "the text of a clock changes",
        (put("TIM.1.c", text="Was it on time?"),),
        ("TIM.1.c: wording",),
    ),
    C(
        "a retired question is reworded",
        (put("TIM.2.b", text="Was the child heard?"),),
        ("TIM.2.b: wording",),
    ),
    # Help and guidance beside the question.
    C(
        "help is changed",
        (put("HARM.1.a", help="From the first contact."),),
        ("HARM.1.a: wording",),
    ),
    C("help is added", (put("HARM.1.c", help="Count each once."),), ("HARM.1.c: wording",)),
    C("help is taken away", (put("HARM.1.a", help=None),), ("HARM.1.a: wording",)),
    C("guidance is changed", (guide("HARM.1", good="Help came at once."),), ("HARM.1: wording",)),
    C("guidance is added", (guide("TIM.1", look_for="The dates."),), ("TIM.1: wording",)),
    C("guidance is taken away", (put("HARM.1", guidance=None),), ("HARM.1: wording",)),
    C(
        "guidance changes what good means, and the author says so",
        (guide("HARM.1", good="Help came within a week."),),
        ("HARM.1: re-review",),
        (("HARM.1", "re-review"),),
    ),
    C(
        "usual evidence is added",
        (guide("HARM.1", usual_evidence=["case_file"]),),
        ("HARM.1: wording",),
    ),
    # New things.
    C("a question is added", (ask("HARM.1", id="HARM.1.e"),), ("HARM.1.e: additive",)),
    C(
        "a question is added, called a note by its author",
        (ask("HARM.1", id="HARM.1.e"),),
        ("HARM.1.e: additive",),
        (("HARM.1.e", "note"),),
    ),
    C(
        "two questions are added to two criteria",
        (ask("HARM.1", id="HARM.1.e"), ask("TIM.2", id="TIM.2.c")),
        ("HARM.1.e: additive", "TIM.2.c: additive"),
    ),
    C(
        "a question about the authority is added",
        (ask("BOARD.1", id="BOARD.1.b"),),
        ("BOARD.1.b: additive",),
    ),
    C("a question to staff is added", (ask("STAFF.1", id="STAFF.1.b"),), ("STAFF.1.b: additive",)),
    C(
        "a retired question is added",
        (ask("TIM.2", id="TIM.2.c", retired=True),),
        ("TIM.2.c: note",),
    ),
    C(
        "a criterion is added with its question",
        (add_criterion("HARM", NEW_CRITERION),),
        ("HARM.2: additive", "HARM.2.a: additive"),
    ),
    C(
        "a domain is added with its criterion",
        (add_domain(NEW_DOMAIN),),
        ("VOI: additive", "VOI.1: additive"),
    ),
    C("a judgement is added", (judge("BOARD.1", scale="quality"),), ("BOARD.1: additive",)),
    C(
        "a measure is added",
        (put_in("measures", "drift", title="Drift", count={"question": "HARM.1.b", "is": "yes"}),),
        ("drift: additive",),
    ),
    C(
        "a scale is added, and nothing uses it yet",
        (put_in("scales", "often", values=["never", "often"]),),
        ("often: additive",),
    ),
    C(
        "a question on a new scale is added",
        (
            put_in("scales", "often", values=["never", "often"]),
            ask("HARM.1", id="HARM.1.e", scale="often"),
        ),
        ("HARM.1.e: additive", "often: additive"),
    ),
    C(
        "an absence is added",
        (put_in("absences", "refused", counts=False),),
        ("refused: additive",),
    ),
    C("a retired question is asked again", (put("TIM.2.b", retired=None),), ("TIM.2.b: additive",)),
    C(
        "a question is retired and another added in its place",
        (put("HARM.1.a", retired=True), ask("HARM.1", id="HARM.1.e", text=REVERSED)),
        ("HARM.1.a: note", "HARM.1.e: additive"),
    ),
    # Deletions are refused; retiring is the way.
    C("a question is deleted", (drop("HARM.1.d"),), ("HARM.1.d: refused",)),
    C("a retired question is deleted", (drop("TIM.2.b"),), ("TIM.2.b: refused",)),
    C(
        "a criterion is deleted with its questions",
        (drop("TIM.2"),),
        ("TIM.2: refused", "TIM.2.a: refused", "TIM.2.b: refused"),
    ),
    C(
        "a domain is deleted",
        (drop("BOARD"),),
        ("BOARD: refused", "BOARD.1: refused", "BOARD.1.a: refused"),
    ),
    C("an absence is deleted", (drop_from("absences", "not_seen"),), ("not_seen: refused",)),
    C("a judgement is taken away", (put("TIM.2", judgement=None),), ("TIM.2: refused",)),
    C(
        "a question gets another id",
        (put("HARM.1.d", id="HARM.1.z"),),
        ("HARM.1.d: refused", "HARM.1.z: additive"),
    ),
    C("a question is retired", (put("HARM.1.c", retired=True),), ("HARM.1.c: note",)),
    C("a criterion is retired", (put("TIM.2", retired=True),), ("TIM.2: note",)),
    C("a measure is deleted", (drop_from("measures", "trained"),), ("trained: note",)),
    C("a scale that nothing used is deleted", (drop_from("scales", "spare"),), ("spare: wording",)),
    C(
        "a scale is deleted, and what used it uses a longer one",
        (
            drop_from("scales", "degree"),
            put("HARM.1.b", scale="yes_no"),
            put("TIM.2.a", scale="yes_no"),
            judge("TIM.2", scale="quality"),
        ),
        ("HARM.1.b: re-review", "TIM.2: re-review", "TIM.2.a: re-review", "degree: note"),
    ),
    # The form of a question.
    C("a question's type changes", (put("HARM.1.c", type="text"),), ("HARM.1.c: refused",)),
    C(
        "a choice becomes free words",
        (put("HARM.1.b", type="text", scale=None),),
        ("HARM.1.b: refused",),
    ),
    C(
        "a question gets a longer scale",
        (put("HARM.1.a", scale="degree"),),
        ("HARM.1.a: re-review",),
    ),
    C(
        "a question's scale has another name and the same values",
        (
            put_in("scales", "same", values=["no", "yes"], met=["yes"]),
            put("HARM.1.a", scale="same"),
        ),
        ("HARM.1.a: wording", "same: additive"),
    ),
    C("a question is no longer required", (put("HARM.1.c", required=False),), ("HARM.1.c: note",)),
    C("a question becomes required", (put("HARM.1.d", required=None),), ("HARM.1.d: note",)),
    C(
        "a question takes fewer absences",
        (put("HARM.1.a", absences=["not_seen"]),),
        ("HARM.1.a: note",),
    ),
    C(
        "a question is filled in from the return",
        (put("HARM.1.c", prefill="previous_plans"),),
        ("HARM.1.c: note",),
    ),
    C(
        "a question is filled in from another field",
        (put("TIM.1.a", prefill="start_date"),),
        ("TIM.1.a: note",),
    ),
    C("a question is no longer filled in", (put("TIM.1.a", prefill=None),), ("TIM.1.a: note",)),
    C("an answer needs evidence", (put("HARM.1.a", evidence_if=["yes"]),), ("HARM.1.a: note",)),
    C(
        "an answer needs no evidence any more",
        (put("TIM.2.a", evidence_if=None),),
        ("TIM.2.a: note",),
    ),
    C(
        "an answer calls for a referral back",
        (put("HARM.1.a", refer_if=["yes"]),),
        ("HARM.1.a: note",),
    ),
    C("a date is checked no longer", (put("TIM.1.b", check=None),), ("TIM.1.b: note",)),
    C(
        "a question is shown in other cases",
        (put("HARM.1.b", show_if={"question": "HARM.1.a", "is": "no"}),),
        ("HARM.1.b: re-review",),
    ),
    C("a question is shown always", (put("HARM.1.b", show_if=None),), ("HARM.1.b: re-review",)),
    C(
        "a question that was shown always gets a condition",
        (put("HARM.1.c", show_if={"question": "HARM.1.a", "is": "yes"}),),
        ("HARM.1.c: re-review",),
    ),
    C(
        "an author calls another condition a note, which it cannot be",
        (put("HARM.1.b", show_if=None),),
        ("HARM.1.b: re-review",),
        (("HARM.1.b", "note"),),
    ),
    C("a clock runs by another rule", (put("TIM.1.c", rule="S47-15"),), ("TIM.1.c: re-review",)),
    C(
        "a clock runs from another date",
        (put("TIM.1.c", from_="TIM.1.b", to="TIM.1.a"),),
        ("TIM.1.c: re-review",),
    ),
    C("questions change places", (turn("HARM.1", "questions"),), ("HARM.1: wording",)),
    C("criteria change places", (turn("TIM", "criteria"),), ("TIM: wording",)),
    C(
        "domains change places",
        (lambda content: content["domains"].reverse(),),
        ("amended: wording",),
    ),
    C(
        "a question moves to another criterion",
        (move("HARM.1.c", "TIM.1"),),
        ("HARM.1.c: re-review",),
    ),
    C(
        "a question about a case moves to the authority",
        (move("HARM.1.c", "BOARD.1"),),
        ("HARM.1.c: refused",),
    ),
    C(
        "a criterion moves to another domain of the same kind",
        (
            drop("TIM.2"),
            lambda content: find(content, "HARM")["criteria"].append(find(base(), "TIM.2")),
        ),
        ("TIM.2: note",),
    ),
    C("a domain is renamed", (put("HARM", title="Harm"),), ("HARM: wording",)),
    C(
        "a domain is about something else",
        (put("STAFF", subject="authority"),),
        ("STAFF: refused", "STAFF.1.a: refused"),
    ),
    # Criteria and judgements.
    C(
        "a criterion applies to more cases",
        (put("HARM.1", applies={"field": "case_type", "in": ["child_in_need", "in_care"]}),),
        ("HARM.1: re-review",),
    ),
    C("a criterion applies to all", (put("HARM.1", applies=None),), ("HARM.1: re-review",)),
    C(
        "a criterion that applied to all gets a condition",
        (put("TIM.2", applies={"field": "case_type", "is": "in_care"}),),
        ("TIM.2: re-review",),
    ),
    C(
        "a judgement is given on another scale",
        (judge("TIM.2", scale="quality"),),
        ("TIM.2: re-review",),
    ),
    C(
        "a rule of a calculated judgement changes",
        (
            judge(
                "HARM.1",
                calculated=[
                    {"when": {"question": "HARM.1.a", "is": "yes"}, "then": "requires_improvement"},
                    {"else": "good"},
                ],
            ),
        ),
        ("HARM.1: re-review",),
    ),
    C("a calculation is taken away", (judge("HARM.1", calculated=None),), ("HARM.1: re-review",)),
    C(
        "a calculation is added",
        (judge("TIM.2", calculated=[{"else": "no"}]),),
        ("TIM.2: re-review",),
    ),
    C(
        "a different judgement needs no reason any more",
        (judge("HARM.1", differs="reason_optional"),),
        ("HARM.1: note",),
    ),
    # Scales and absences, which many questions share.
    C(
        "a scale gets a further value",
        (put_in("scales", "degree", values=["no", "partly", "mostly", "yes"]),),
        ("degree: re-review",),
    ),
    C(
        "a scale gets a further value, and the author says that old answers stand",
        (put_in("scales", "degree", values=["no", "partly", "yes", "more"]),),
        ("degree: note",),
        (("degree", "note"),),
    ),
    C(
        "a scale gets a further value, and another is called something else",
        (
            put_in("scales", "degree", values=["no", "partly", "yes", "more"]),
            put_in("scales", "degree", words={"yes": "hardly"}),
        ),
        ("degree: re-review",),
    ),
    C(
        "an author says that a value taken away is a note, which it cannot be",
        (put_in("scales", "quality", values=QUALITY[:3], met=["good"]),),
        ("quality: re-review",),
        (("quality", "note"),),
    ),
    C(
        "a scale loses a value",
        (put_in("scales", "degree", values=["no", "yes"]),),
        ("degree: re-review",),
    ),
    C(
        "a scale is turned round",
        (put_in("scales", "yes_no", values=["yes", "no"]),),
        ("yes_no: re-review",),
    ),
    C(
        "another value meets the criterion",
        (put_in("scales", "degree", met=["partly", "yes"]),),
        ("degree: re-review",),
    ),
    C(
        "a value is called something else",
        (put_in("scales", "quality", words={"requires_improvement": "adequate"}),),
        ("quality: re-review",),
    ),
    C(
        "a value is called something else, and the author says that it means the same",
        (put_in("scales", "quality", words={"requires_improvement": "needs to improve"}),),
        ("quality: note",),
        (("quality", "note"),),
    ),
    C(
        "a value's word differs in capitals",
        (put_in("scales", "quality", words={"requires_improvement": "Requires improvement"}),),
        ("quality: wording",),
    ),
    C(
        "a scale that nothing uses changes",
        (put_in("scales", "spare", values=["low", "mid", "high"]),),
        ("spare: wording",),
    ),
    C(
        "an absence counts no longer",
        (put_in("absences", "not_recorded", counts=False, as_=None),),
        ("not_recorded: re-review",),
    ),
    C(
        "an absence counts as another answer",
        (put_in("absences", "not_recorded", as_="yes"),),
        ("not_recorded: re-review",),
    ),
    C(
        "an absence needs no reason any more",
        (put_in("absences", "not_seen", reason="optional"),),
        ("not_seen: note",),
    ),
    C(
        "an absence is called something else",
        (put_in("absences", "not_seen", words="File not seen"),),
        ("not_seen: note",),
    ),
    # Measures: nothing is read again, but published figures would change.
    C(
        "a measure counts something else",
        (put_in("measures", "left_too_long", count={"question": "HARM.1.a", "is": "no"}),),
        ("left_too_long: re-review",),
    ),
    C(
        "a measure counts among others",
        (put_in("measures", "left_too_long", of=None),),
        ("left_too_long: re-review",),
    ),
    C(
        "a measure gets another title",
        (put_in("measures", "late", title="Assessments that were late"),),
        ("late: note",),
    ),
    C(
        "a measure's noun changes",
        (put_in("measures", "left_too_long", noun="cases of a year or more"),),
        ("left_too_long: note",),
    ),
    C(
        "a measure is about another subject",
        (put_in("measures", "trained", subject="case"),),
        ("trained: refused",),
    ),
    C(
        "a question is reversed together with its measure",
        (
            put("HARM.1.a", text=REVERSED),
            put_in("measures", "left_too_long", count={"question": "HARM.1.a", "is": "no"}),
        ),
        ("HARM.1.a: re-review", "left_too_long: re-review"),
    ),
    # The framework itself.
    C("the framework is renamed", (whole(title="Another title"),), ("amended: wording",)),
    C("it is another framework", (whole(framework="other"),), ("other: refused",)),
    C(
        "the number does not change",
        (whole(version="1.0.0", title="Another"),),
        ("amended: refused", "amended: wording"),
    ),
    C("the number goes back", (whole(version="0.9.0"),), ("amended: refused",)),
    C("the number goes on by ten", (whole(version="1.10.0"),), ()),
    C(
        "a subject is left out that nothing is about",
        (whole(subjects=["case", "authority", "interview"]),),
        (),
    ),
    C("nothing changes but the number", (), ()),
)
