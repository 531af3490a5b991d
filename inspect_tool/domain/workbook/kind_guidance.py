"""What an answer cell takes, in words beside it, for the kinds that a list or a date cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType
from inspect_tool.domain.language.values import Precision
from inspect_tool.domain.records.answer_forms import question_form, sentence_case


def kind_guidance(framework: Framework, question: Question) -> tuple[str, ...]:
    """How to answer a question, and what the values of its scale mean; nothing if it is plain."""
    return (*_how_to_answer(framework, question), *_descriptors(framework, question.scale))


def _how_to_answer(framework: Framework, question: Question) -> Iterator[str]:
    form = question_form(framework, question)
    if question.list_ is not None:
        yield f"Any of these, with a semicolon between: {form.several.typed_as}."
    if question.themes is not None:
        yield f"Themes go behind the text: {', '.join(f'#{one.value}' for one in form.choices)}."
    if form.precision is Precision.MONTH:
        yield "The month will do: June 2013."
    if form.precision is Precision.YEAR:
        yield "The month or the year will do: June 2013, or 2013."
    is_measured = question.unit or question.most is not None or question.decimals
    if question.type is QuestionType.NUMBER and is_measured:
        yield f"{sentence_case(form.number.words)}."
    if question.rows is not None:
        yield (
            f"Answer the rows below, one {question.rows.noun} each; or choose "
            f"“{question.rows.none}” here."
        )


def _descriptors(framework: Framework, scale: str | None) -> Iterator[str]:
    named = framework.scales.get(scale or "")
    for value in named.values if named is not None else ():
        if named is not None and value in named.descriptors:
            yield f"{sentence_case(named.word(value))}: {named.descriptors[value]}"


def evidence_words(framework: Framework, question: Question) -> str:
    """Which answers want their evidence beside them; empty where none does."""
    if not question.evidence_if:
        return ""
    form = question_form(framework, question)
    words = {choice.value: choice.words for choice in (*form.choices, *form.absences)}
    listed = " or ".join(f"“{words.get(value, value)}”" for value in question.evidence_if)
    return f"Write the evidence if the answer is {listed}."


def scale_guidance(framework: Framework, scale: str) -> str:
    """What the values of a judgement's scale mean; empty where nobody wrote it."""
    return "\n".join(_descriptors(framework, scale))


def rows_on_sheet(group: Question, used: tuple[int, ...]) -> tuple[int, ...]:
    """The rows of a group that a sheet has: those with answers, then blank ones to be filled in.

    Args:
        used: Numbers of the rows that have answers.
    """
    if group.rows is None:
        return ()
    blank = [row for row in range(1, group.rows.most + 1) if row not in used]
    return tuple(sorted((*used, *blank[: group.rows.shown])))
