"""What missing answers could change, and whether the words of a finding would hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspect_tool.domain.figures import counts, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.missing import counting_rule, extremes_of, sturdiness
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.records.records import Answer, RecordFacts
from inspect_tool.readers.documents.wording import load_wording
from tests.figures_factory import cases_of, figures_of_cases

SCALE = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
KEY, QUESTION = "left_too_long", "HARM.1.a"


def with_answers(record: RecordFacts, answer: Answer) -> RecordFacts:
    return replace(record, answers={**record.answers, QUESTION: answer})


def figures_with(*, left: int, base: int, unseen: int = 0, recorded: int = 0) -> SnapshotFigures:
    """So many cases left too long, so many without an answer, and so many *not recorded*."""
    cases = cases_of("AAA", left, base)
    for at in range(unseen):
        cases[base - 1 - at] = with_answers(cases[base - 1 - at], Answer(None, "not_seen"))
    for at in range(recorded):
        place = base - 1 - unseen - at
        cases[place] = with_answers(cases[place], Answer(None, "not_recorded"))
    return figures_of_cases(cases)


def test_extremes_add_the_missing_to_the_base_and_to_the_count() -> None:
    figures = figures_with(left=48, base=112, unseen=4)
    (count,) = findings.table(figures, KEY)
    found = extremes_of(count)
    assert (found.missing, found.words) == (4, "48 to 52 of 112")
    assert (found.lowest.count, found.highest.base) == (48, 112)
    whole = extremes_of(replace(count, unknown_refs=()))
    assert whole.words == "48 of 108"


def test_words_that_hold_whatever_was_not_answered() -> None:
    found = sturdiness(figures_with(left=51, base=112, unseen=4), KEY, SCALE)
    assert found.phrase == "nearly half"
    assert found.sentences == (
        "‘nearly half’ holds whatever the 4 unanswered would say: 51 to 55 of 112.",
    )


def test_words_that_would_not_hold_are_said_so() -> None:
    found = sturdiness(figures_with(left=53, base=112, unseen=4), KEY, SCALE)
    assert found.sentences[0].startswith("‘nearly half’ does not hold whatever the 4 unanswered")
    one = sturdiness(figures_with(left=50, base=105, unseen=1), KEY, SCALE)
    assert "the 1 unanswered would say" in one.sentences[0]


def test_not_recorded_is_asked_as_if_it_were_no_answer() -> None:
    found = sturdiness(figures_with(left=48, base=108, recorded=3), KEY, SCALE)
    assert found.unanswered.missing == 0
    assert found.by_rule.words == "48 to 51 of 108"
    assert found.sentences == (
        "‘nearly half’ holds whatever stood behind the 3 answered ‘"
        f"{found.rules[0]}’: 48 to 51 of 108.",
    )
    both = sturdiness(figures_with(left=48, base=108, recorded=3, unseen=2), KEY, SCALE)
    assert both.by_rule.words == "48 to 53 of 108"
    assert "and the 2 unanswered" in both.sentences[1]


def test_without_missing_answers_or_without_words_it_says_so() -> None:
    nothing = sturdiness(figures_with(left=48, base=108), KEY, SCALE)
    assert nothing.sentences == (
        "Every record that was asked has an answer that counts, so nothing hangs on missing ones.",
    )
    few = sturdiness(figures_with(left=1, base=3, unseen=1), KEY, SCALE)
    assert few.phrase == ""
    assert few.sentences == ("It is 1 to 2 of 3, whatever the 1 unanswered would say.",)
    none = sturdiness(figures_with(left=0, base=2, unseen=2), KEY, SCALE)
    assert none.sentences == ("It is 0 to 2 of 2, whatever the 2 unanswered would say.",)


def test_the_rule_of_a_framework_is_not_changed_for_others() -> None:
    figures = figures_with(left=5, base=20, recorded=4)
    before = counts.count_measure(KEY, figures.review.framework.measures[KEY], figures.records)
    sturdiness(figures, KEY, SCALE)
    after = counts.count_measure(KEY, figures.review.framework.measures[KEY], figures.records)
    assert before == after


def one_of(*values: str) -> Comparison:
    return Comparison.model_validate({"question": QUESTION, "in": values})


def counted_as_yes(figures: SnapshotFigures) -> SnapshotFigures:
    """The same with a measure that counts both answers, and one of which yes is the base."""
    measures = figures.review.framework.measures
    both = measures[KEY].model_copy(update={"count": one_of("yes", "no")})
    among = measures[KEY].model_copy(update={"of": one_of("yes")})
    framework = figures.review.framework.model_copy(
        update={"measures": {**measures, "both": both, "among": among}}
    )
    return replace(figures, review=replace(figures.review, framework=framework))


def test_a_counting_rule_says_what_it_decides_and_the_count_without_it() -> None:
    figures = counted_as_yes(figures_with(left=48, base=111, recorded=3))
    words = "‘not recorded’ is “no”; it decides for 3 of"
    assert counting_rule(figures, KEY) == (
        f"By the framework’s rule {words} the 63 that do not. Without them it is 48 of 108."
    )
    assert counting_rule(figures, "both") == (
        f"By the framework’s rule {words} the 111 that count. Without them it is 108 of 108."
    )
    assert counting_rule(figures, "among") == (
        f"By the framework’s rule {words} those not in the base. Without them it is 48 of 48."
    )


def test_a_counting_rule_that_decides_nothing_is_not_told() -> None:
    assert counting_rule(figures_with(left=48, base=108, unseen=2), KEY) == ""
