"""Themes: a codebook with mergers, codings of several coders, and which are blind."""

from __future__ import annotations

from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.records.theme_tables import read_themes, written_themes
from inspect_tool.domain.records.themes import (
    Codebook,
    CodingSaid,
    Theme,
    agreed_themes,
    blind_codings,
    coded_item,
    coding_answer,
    coding_id,
    shown_codings,
    standing_codings,
    themes_said,
)

A, B, AB = frozenset({"a"}), frozenset({"b"}), frozenset({"a", "b"})
MERGED = Codebook.of([
    {"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"},
    {"id": "a", "into": "b"}, {"id": "b", "into": "c"}, {"id": "c", "name": "See", "use": "Here"},
])  # fmt: skip


def said(*rows: tuple[str, frozenset[str] | None]) -> list[CodingSaid]:
    return [CodingSaid(coder, number, themes) for number, (coder, themes) in enumerate(rows)]


def test_a_merged_theme_is_the_one_that_it_was_merged_into_in_the_end() -> None:
    assert [MERGED.resolved(one) for one in ("a", "b", "c", "unknown")] == [
        "c",
        "c",
        "c",
        "unknown",
    ]
    assert MERGED.standing == (Theme("c", "See", use="Here"),)
    assert (MERGED.known("c"), MERGED.known("a"), MERGED.known("d")) == (True, False, False)


def test_a_coding_is_read_as_it_was_kept_under_the_merged_theme() -> None:
    assert themes_said(coding_answer(["a", "b"]), MERGED) == frozenset({"c"})
    assert themes_said(coding_answer([]), MERGED) == frozenset()
    assert themes_said(coding_answer(None), MERGED) is None
    assert coding_answer(["b", "a"]) == Answer(Chosen(("a", "b")))
    assert coded_item(coding_id("NEG.2.b@3", "ab")) == ("NEG.2.b@3", "ab")


def test_the_last_coding_stands_and_one_taken_back_does_not() -> None:
    assert standing_codings(said(("x", A), ("y", B), ("x", AB))) == {"x": AB, "y": B}
    assert standing_codings(said(("x", A), ("x", None))) == {}


def test_what_was_coded_after_another_coder_could_be_seen_is_not_blind() -> None:
    assert blind_codings(said(("x", A), ("x", AB), ("y", B), ("x", B), ("y", A))) == {
        "x": AB, "y": B,
    }  # fmt: skip
    assert blind_codings(said(("x", A), ("y", None))) == {"x": A}


def test_a_coder_sees_the_others_codings_of_a_note_after_the_own() -> None:
    both = {"x": A, "y": B}
    assert shown_codings(both, "x", is_coder=True) == both
    assert shown_codings(both, "z", is_coder=True) == {}
    assert shown_codings(both, "z", is_coder=False) == both


def test_a_note_has_the_themes_of_more_than_half_of_its_coders() -> None:
    assert agreed_themes({"x": AB}) == AB
    assert agreed_themes({"x": AB, "y": B}) == B
    assert agreed_themes({"x": A, "y": AB, "z": B}) == AB
    assert agreed_themes({}) == frozenset()


def test_themes_in_a_cell_are_read_as_they_are_written() -> None:
    assert [written_themes(one) for one in (None, (), ("a", "b"))] == ["", "none", "a;b"]
    assert [read_themes(one) for one in ("", "none", "a;b", "a, b a")] == [
        None, (), ("a", "b"), ("a", "b"),
    ]  # fmt: skip
