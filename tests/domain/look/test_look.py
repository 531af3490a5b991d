"""What a look says stands before the plan's; its names are those of the report."""

from __future__ import annotations

import pytest

from inspect_tool.domain.look.look import ANNEXES, USUAL_LOOK, Look, LookDocument, look_faults
from inspect_tool.domain.look.words import FixedWords
from inspect_tool.domain.review import Review
from tests.factories import a_framework, a_plan

CHAPTERS = ("executive-summary", "key-findings", "harm")


def document(**values: object) -> LookDocument:
    return LookDocument.model_validate(values)


def test_an_empty_look_is_the_usual_one() -> None:
    assert Look.of(LookDocument(), None) == USUAL_LOOK
    assert list(look_faults(LookDocument(), ())) == []


def test_licence_and_contact_stand_before_the_imprint_of_the_plan() -> None:
    look = Look.of(document(licence="Free to use.", contact="Write to us."), None)
    assert look.about == ("Free to use.", "Write to us.")


def test_a_document_of_the_tools_own_sentences_is_in_english() -> None:
    welsh = Look(publisher="Us", words=FixedWords("cy"))
    assert welsh.in_english == Look(publisher="Us")


def test_chapters_that_are_named_come_first_in_their_order() -> None:
    look = Look(chapters=("harm", "key-findings"))
    assert sorted(CHAPTERS, key=look.place_of) == ["harm", "key-findings", "executive-summary"]


def test_annexes_are_those_that_are_named() -> None:
    assert all(map(USUAL_LOOK.has_annex, ANNEXES))
    some = Look(annexes=("annex-criteria",))
    assert [name for name in ANNEXES if some.has_annex(name)] == ["annex-criteria"]
    assert not any(map(Look(annexes=()).has_annex, ANNEXES))


@pytest.mark.parametrize(
    ("values", "path", "remedy"),
    [
        ({"chapters": ["key-finding"]}, ("chapters", 0), "Write key-findings"),
        ({"chapters": ["harm", "harm"]}, ("chapters", 1), "Name it once."),
        ({"annexes": ["annex-quantities"]}, ("annexes", 0), "Write annex-"),
        ({"colours": {"main": "#cccccc"}}, ("colours", "main"), "would do"),
    ],
)
def test_names_that_the_report_does_not_have_are_refused(
    values: dict[str, object], path: tuple[str | int, ...], remedy: str
) -> None:
    (fault,) = look_faults(document(**values), CHAPTERS)
    assert fault.path == path
    assert remedy in fault.remedy


def test_what_a_look_says_stands_before_the_plan_and_its_digest_stays() -> None:
    review = Review(a_plan(), a_framework(), "plan", "")
    own = Look(publisher="Us", about=("Free to use.",))
    seen = review.looking(own)
    assert (seen.look, seen.plan_digest) == (own, "plan")
    assert seen.plan.reporting.publisher == "Us"
    assert seen.plan.reporting.notice == review.plan.reporting.notice
    assert seen.plan.reporting.imprint == ("Free to use.", *review.plan.reporting.imprint)
    assert review.looking(Look(kicker="A review")).plan is review.plan
