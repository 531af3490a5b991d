"""Frameworks by chance: every field that people write, with awkward words."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

# Words that spreadsheets, YAML and CSV like to change.
AWKWARD = (
    "=1+1", "yes", "no", "1.0", "007", "2013-10-01", "null", "~", "a: b", "- a", "# a", "[a]",
    '{a: b}', '"a"', "'a'", "a\nb", " a ", "ä–’", "true", "1e5", "@x", "+44", "%", "a\tb", "",
)  # fmt: skip
LETTERS = st.characters(codec="utf-8", exclude_categories=["C"], include_characters="\n\t")
texts = st.one_of(st.sampled_from(AWKWARD), st.text(LETTERS, max_size=30))
titles = st.one_of(
    st.sampled_from([word for word in AWKWARD if word]), st.text(LETTERS, min_size=1, max_size=30)
)
words = st.lists(titles, max_size=3, unique=True).map(tuple)
scalars = st.one_of(
    st.booleans(), st.integers(0, 99), st.dates(date(1990, 1, 1), date(2090, 1, 1)), titles
)


@st.composite
def comparisons(draw: Any) -> dict[str, Any]:
    subject = draw(st.sampled_from(["question", "judgement", "field"]))
    tests: list[Any] = [
        st.fixed_dictionaries({"is": scalars}),
        st.fixed_dictionaries({"not": scalars}),
        st.fixed_dictionaries({"in": st.lists(scalars, min_size=1, max_size=3)}),
        st.fixed_dictionaries(
            {"gte": st.one_of(st.integers(0, 9), st.dates(date(1990, 1, 1), date(2090, 1, 1)))}
        ),
        st.fixed_dictionaries({"lte": st.floats(0, 9, allow_nan=False)}),
    ]
    if subject == "question":
        tests.append(st.fixed_dictionaries({"answered": st.booleans()}))
    if subject == "judgement":
        tests.append(st.sampled_from([{"met": True}, {"not_met": True}]))
    return {subject: draw(st.sampled_from(["A.1", "B", "C.2.c"])), **draw(st.one_of(*tests))}


conditions: st.SearchStrategy[Any] = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=3,
)


def some(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def questions(question_id: str) -> st.SearchStrategy[dict[str, Any]]:
    shared = {
        "help": texts, "required": st.booleans(), "absences": words, "show_if": conditions,
        "evidence_if": words, "refer_if": words, "retired": st.booleans(), "prefill": titles,
        "check": some({}, {"not_before": titles, "not_after": titles}),
    }  # fmt: skip
    fixed = {"id": st.just(question_id), "text": titles}
    choice = some({**fixed, "type": st.just("choice"), "scale": st.just("s")}, shared)
    plain = some({**fixed, "type": st.sampled_from(["date", "number", "text"])}, shared)
    clock = {"type": st.just("clock"), "rule": titles, "from": titles, "to": titles}
    return st.one_of(choice, plain, some({**fixed, **clock}, shared))


def criteria(criterion_id: str) -> st.SearchStrategy[dict[str, Any]]:
    rules = st.one_of(
        some({"when": conditions, "then": titles}, {}),
        some({"else": titles}, {}),
    )
    return some(
        {"id": st.just(criterion_id), "title": titles},
        {
            "applies": conditions,
            "guidance": some(
                {},
                {"look_for": texts, "good": texts, "inadequate": texts, "usual_evidence": words},
            ),
            "questions": st.tuples(questions(f"{criterion_id}.a"), questions(f"{criterion_id}.b")),
            "judgement": some(
                {"scale": st.just("s")},
                {
                    "calculated": st.lists(rules, max_size=3),
                    "differs": st.sampled_from(["reason_required", "reason_optional"]),
                },
            ),
            "retired": st.booleans(),
        },
    )


scales = st.lists(titles, min_size=2, max_size=4, unique=True).flatmap(
    lambda values: some(
        {"values": st.just(values)},
        {
            "met": st.lists(st.sampled_from(values), unique=True),
            "words": st.dictionaries(st.sampled_from(values), texts, max_size=2),
        },
    )
)
frameworks = some(
    {
        "framework": st.just("generated"),
        "version": st.sampled_from(["1.0.0", "2.10.3"]),
        "title": titles,
        "scales": st.fixed_dictionaries({"s": scales}, optional={"007": scales, "no": scales}),
        "domains": st.tuples(
            some(
                {"id": st.just("A"), "title": titles, "criteria": st.tuples(criteria("A.1"))},
                {"subject": st.sampled_from(["case", "authority", "interview"])},
            ),
            some({"id": st.just("B"), "title": titles, "criteria": st.tuples(criteria("B.1"))}, {}),
        ),
    },
    {
        "absences": st.dictionaries(
            titles,
            some(
                {"counts": st.booleans()},
                {
                    "as": titles,
                    "reason": st.sampled_from(["required", "optional"]),
                    "system": st.booleans(),
                    "words": texts,
                },
            ),
            max_size=2,
        ),
        "subjects": st.lists(
            st.sampled_from(["case", "authority", "interview"]), unique=True, min_size=1
        ),
        "measures": st.dictionaries(
            titles,
            some(
                {"title": titles, "count": conditions},
                {
                    "of": conditions,
                    "noun": texts,
                    "subject": st.sampled_from(["case", "interview"]),
                },
            ),
            max_size=2,
        ),
        "changes": st.lists(
            some(
                {
                    "kind": texts,
                    "id": texts,
                    "effect": st.sampled_from(["none", "note", "additive", "re-review"]),
                },
                {"note": texts},
            ),
            max_size=2,
        ),
    },
)
