"""What changed between two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.report.text_changes import TextChange, paragraphs_of_page, text_changes

PAGE = """<html><head><title>x</title><style>p{}</style></head><body>
<h1>Drift</h1><p>In <b>most</b>
 cases.</p><svg><title>a</title><text>b</text></svg>
<table><tr><th>ASH</th><td>3</td></tr><tr><td></td></tr></table>after</body></html>"""
TEXTS = st.lists(st.sampled_from(["", "a", "b", "c", " a "]), max_size=8)


def test_places_at_which_texts_differ_are_told_in_their_order() -> None:
    before, after = ["one", "", "two", "three", "four"], ["one", "other", " three ", "four", "five"]
    assert text_changes(before, after) == (
        TextChange(("two",), ("other",)),
        TextChange((), ("five",)),
    )


@given(TEXTS, TEXTS)
def test_what_changed_makes_one_text_of_the_other(before: list[str], after: list[str]) -> None:
    changes = text_changes(before, after)
    old = [one.strip() for one in before if one.strip()]
    new = [one.strip() for one in after if one.strip()]
    assert (changes == ()) == (old == new)
    gone = [one for change in changes for one in change.before]
    come = [one for change in changes for one in change.after]
    assert sorted([*old, *come]) == sorted([*new, *gone])


def test_paragraphs_of_a_page_are_its_words_without_pictures_and_styles() -> None:
    assert paragraphs_of_page(PAGE) == ("Drift", "In most cases.", "ASH | 3", "after")
    assert paragraphs_of_page("") == ()
