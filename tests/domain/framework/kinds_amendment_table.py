"""Changes of lists, groups, medians and voices, each with the classes that it must be given.

As `amendment_table.py`: written before the code that classes, on the framework with every kind of
question, with two surveys and a rule of repeats put in.
"""

from __future__ import annotations

import copy
from typing import Any

from tests.domain.framework.amendment_table import AmendmentCase, Content, Edit
from tests.kinds_of_question import KINDS

FORMS = "forms_of_neglect"


def kinds_base() -> Content:
    """The framework that everything is changed from."""
    content: Content = KINDS.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["lists"]["spare"] = {"options": {"one": "One", "two": "Two"}}
    content["scales"]["degree"]["met"] = ["partly", "yes"]
    content["scales"]["seen"] = {"values": ["no", "yes"], "met": ["yes"]}
    content["domains"].append(
        {
            "id": "STF",
            "title": "Staff",
            "subject": "survey",
            "criteria": [
                {
                    "id": "STF.1",
                    "title": "Staff are trained",
                    "questions": [
                        {"id": "STF.1.a", "type": "choice", "scale": "degree", "text": "Trained?"}
                    ],
                }
            ],
        }
    )
    content["voices"] = {"staff": {"title": "Survey of staff", "subject": "survey"}}
    content["repeat_incidents"] = {
        "beside": "NEG.1",
        "within_days": 365,
        "events": [{"title": "Missing", "words": ["missing"]}],
    }
    return copy.deepcopy(content)


def kinds_amended(case: AmendmentCase) -> Content:
    """The framework with a case's change, under the next number."""
    content = kinds_base()
    content["version"] = "1.1.0"
    for edit in case.edits:
        edit(content)
    if case.declared:
        content["changes"] = [
            {"kind": "change", "id": item_id, "effect": effect} for item_id, effect in case.declared
        ]
    return content


def _group(content: Content) -> Content:
    group: Content = content["domains"][0]["criteria"][1]["questions"][0]
    return group


def of_list(**changes: Any) -> Edit:
    return lambda content: content["lists"][FORMS].update(changes)


def option(code: str, words: str | None) -> Edit:
    def edit(content: Content) -> None:
        options = content["lists"][FORMS]["options"]
        if words is None:
            del options[code]
        else:
            options[code] = words

    return edit


def turned(content: Content) -> None:
    options = content["lists"][FORMS]["options"]
    content["lists"][FORMS]["options"] = dict(reversed(options.items()))


def inner(place: int, **changes: Any) -> Edit:
    return lambda content: _group(content)["questions"][place].update(changes)


def of_rows(**changes: Any) -> Edit:
    return lambda content: _group(content)["rows"].update(changes)


def add_inner(content: Content) -> None:
    _group(content)["questions"].append({"id": "NEG.2.z", "type": "text", "text": "And?"})


def drop_inner(content: Content) -> None:
    _group(content)["questions"].pop(0)


def turn_inner(content: Content) -> None:
    _group(content)["questions"].reverse()


def out_of_the_group(content: Content) -> None:
    moved = _group(content)["questions"].pop(0)
    content["domains"][0]["criteria"][1]["questions"].append(moved)


def put(part: str, key: str, **changes: Any) -> Edit:
    return lambda content: content[part].setdefault(key, {}).update(changes)


def drop(part: str, key: str | None = None) -> Edit:
    return lambda content: content.pop(part) if key is None else content[part].pop(key)


def repeats(**changes: Any) -> Edit:
    return lambda content: content["repeat_incidents"].update(changes)


def described(words: str) -> Edit:
    return lambda content: content["scales"]["quality"]["descriptors"].update(good=words)


DESCRIBED = KINDS.scales["quality"].descriptors["good"]
ALONE = {"question": "NEG.2.c", "is": "no"}
C = AmendmentCase
KINDS_CASES = (
    # Lists of options and themes.
    C("an option is added", (option("sleep", "No bed"),), (f"{FORMS}: re-review",)),
    C(
        "an option is added, and earlier answers stand",
        (option("sleep", "No bed"),),
        (f"{FORMS}: note",),
        ((FORMS, "none"),),
    ),
    C(
        "an option is gone",
        (option("physical", None),),
        (f"{FORMS}: re-review",),
        ((FORMS, "none"),),
    ),
    C("an option is worded otherwise", (option("physical", "Hunger"),), (f"{FORMS}: re-review",)),
    C(
        "an option is corrected by its author",
        (option("physical", "Physical neglect of any kind"),),
        (f"{FORMS}: wording",),
        ((FORMS, "none"),),
    ),
    C("an option gets a capital", (option("physical", "Physical NEGLECT"),),
      (f"{FORMS}: wording",)),
    C("options change places", (turned,), (f"{FORMS}: wording",)),
    C("none of these is no answer any more", (of_list(none=""),), (f"{FORMS}: re-review",)),
    C("something else is worded otherwise", (of_list(other="Harm"),), (f"{FORMS}: re-review",)),
    C(
        "something else can be said, and earlier answers stand",
        (put("lists", "staff_themes", other="Something else"),),
        ("staff_themes: note",),
        (("staff_themes", "note"),),
    ),
    C("a list is new", (put("lists", "new", options={"a": "A", "b": "B"}),), ("new: additive",)),
    C("a list that nothing uses changes", (put("lists", "spare", none="No"),), ("spare: wording",)),
    C("a list that nothing uses is gone", (drop("lists", "spare"),), ("spare: wording",)),
    # Groups and what they ask of each row.
    C("a row's question is worded otherwise", (inner(1, text="Alone?"),), ("NEG.2.c: re-review",)),
    C(
        "a row's question is corrected by its author",
        (inner(1, text="Was this child seen?"),),
        ("NEG.2.c: wording",),
        (("NEG.2.c", "none"),),
    ),
    C("a row's question gets help", (inner(1, help="By whom?"),), ("NEG.2.c: wording",)),
    C("a row's question is asked of fewer", (inner(3, show_if=ALONE),),
      ("NEG.2.e: re-review",)),
    C("a row's question is retired", (inner(0, retired=True),), ("NEG.2.b: note",)),
    C("a row's question is new", (add_inner,), ("NEG.2.z: additive",)),
    C("a row's question is gone", (drop_inner,), ("NEG.2.b: refused",)),
    C("a row's question is asked of the case", (out_of_the_group,), ("NEG.2.b: refused",)),
    C("a row's question counts in months", (inner(0, unit="months"),), ("NEG.2.b: re-review",)),
    C("a row's question is answered on another scale", (inner(1, scale="seen"),),
      ("NEG.2.c: re-review",)),
    C("questions of a row change places", (turn_inner,), ("NEG.2.a: wording",)),
    C("rows are about something else", (of_rows(noun="plan"),), ("NEG.2.a: re-review",)),
    C("a group takes more rows", (of_rows(most=9),), ("NEG.2.a: note",)),
    C("a group takes fewer rows", (of_rows(most=2),), ("NEG.2.a: refused",)),
    C("a workbook shows more rows", (of_rows(shown=5),), ("NEG.2.a: wording",)),
    C("rows are told by a question", (of_rows(key=["NEG.2.b"]),), ("NEG.2.a: note",)),
    C("no row is worded otherwise", (of_rows(none="Not known"),), ("NEG.2.a: re-review",)),
    C("what a value means is described otherwise", (described("The child is safe."),),
      ("quality: re-review",)),
    C("what a value means is corrected by its author", (described("The plan follows a child."),),
      ("quality: wording",), (("quality", "none"),)),
    C("what a value means gets a capital", (described(DESCRIBED.upper()),), ("quality: wording",)),
    C("values that meet the criterion change places",
      (put("scales", "degree", met=["yes", "partly"]),), ("degree: wording",)),
    C("a scale of rows alone changes",
      (put("scales", "degree", values=["no", "yes"], met=["yes"]),), ("degree: re-review",)),
    # Medians, those who were heard, repeats.
    C("a median is new", (put("medians", "help", title="Hours", question="NEG.1.c"),),
      ("help: additive",)),
    C("a median gets another title", (put("medians", "days_to_visit", title="Days"),),
      ("days_to_visit: note",)),
    C("a median is of another number", (put("medians", "days_to_visit", question="NEG.1.c"),),
      ("days_to_visit: re-review",)),
    C("a median is not shown any more", (drop("medians", "days_to_visit"),),
      ("days_to_visit: note",)),
    C("a median is about another subject", (put("medians", "days_to_visit", subject="authority"),),
      ("days_to_visit: refused",)),
    C("a voice is new", (put("voices", "talks", title="Interviews", subject="interview"),),
      ("talks: additive",)),
    C("a voice gets another title", (put("voices", "staff", title="Staff"),), ("staff: note",)),
    C("a survey's columns change", (put("voices", "staff", columns={"STF.1.a": "Q1"}),),
      ("staff: wording",)),
    C("a voice has a role", (put("voices", "staff", role="STF.1.a"),), ("staff: note",)),
    C("a voice is about another subject", (put("voices", "staff", subject="interview"),),
      ("staff: refused",)),
    C("a voice is gone", (drop("voices", "staff"),), ("staff: refused",)),
    C("incidents are repeats within less time", (repeats(within_days=90),),
      ("kinds: re-review",)),
    C("nothing is a repeat any more", (drop("repeat_incidents"),), ("kinds: note",)),
    C("nothing changes but the number", (), ()),
)  # fmt: skip
