"""The rows of a form that ask one question, and the lists that they take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType
from inspect_tool.domain.framework.kinds import GroupRows
from inspect_tool.domain.framework.xlsform_conditions import FormConditions, text_of
from inspect_tool.domain.framework.xlsform_names import (
    ABSENCE,
    ANY,
    COUNT,
    EARLIEST,
    KNOWN,
    LATEST,
    MONTH,
    NOTE,
    ORDER,
    OTHER_WORDS,
    ROWS,
    THEMES,
    YEAR,
    ChoiceRow,
    SurveyRow,
    absences_of,
    is_listed,
    is_rough,
    name_of,
)
from inspect_tool.domain.language.dates import FULL_MONTHS
from inspect_tool.domain.language.values import NONE, OTHER

OUT_OF_ORDER = "The dates are not in this order."
YEARS = (1990, 2099)  # of the days that an answer can name
LARGEST = 999_999_999  # of a number without a limit of its own; a form's integer holds no more
MONTHS = tuple(
    (f"{number:02}", month.capitalize()) for number, month in enumerate(FULL_MONTHS, start=1)
)
PARTS = {"day": "The day", "month": "The month and the year", "year": "The year only"}
TYPES = {QuestionType.DATE: "date", QuestionType.NUMBER: "integer"}


@dataclass(frozen=True)
class FormQuestions:
    """The questions of a framework as rows of a form."""

    framework: Framework

    @cached_property
    def conditions(self) -> FormConditions:
        """Its conditions, as the form asks them."""
        return FormConditions(self.framework)

    def rows(self, question: Question) -> Iterator[SurveyRow]:
        """A question with its parts, why there is no answer, its note, and the rows of a group."""
        name, relevant = name_of(question.id), self.conditions.relevant(question.show_if)
        absences = absences_of(self.framework, question)
        label = f"{question.id} {question.text}"
        first = SurveyRow("", name, label, hint=question.help, relevant=relevant)
        if question.required:
            is_apart = bool(absences) and not is_listed(question)
            required = f"{_value(name + ABSENCE)} = ''" if is_apart else "yes"
            first = first._replace(required=required)
        yield from self._asked(question, first)
        if absences and not is_listed(question):
            label = "If there is no answer: why"
            options = scale_list("", absences)
            yield SurveyRow(f"select_one {options}", f"{name}{ABSENCE}", label, relevant=relevant)
        yield SurveyRow(
            "text",
            f"{name}{NOTE}",
            "Evidence, or the reason",
            relevant=relevant,
            required=self._note_required(question),
            appearance="multiline",
        )
        if question.rows is not None:
            yield from self._repeat(question, question.rows)

    def lists(self, question: Question) -> Iterator[ChoiceRow]:
        """The options of every list that a question takes, and those of its rows."""
        absences = absences_of(self.framework, question)
        listed = question.list_ or question.themes
        if question.rows is not None:
            some = (ANY, f"One or more: each {question.rows.noun} is asked about below")
            options = (some, (NONE, question.rows.none), *self._absence_words(absences))
            yield from choice_rows(_group_list(question), options)
        elif question.scale or absences:
            yield from self.scale_options(question.scale or "", absences)
        if listed is not None:
            options = tuple(self.framework.lists[listed].words.items())
            none = self.framework.lists[listed].none
            ending = ((NONE, none),) if none and question.list_ else ()
            yield from choice_rows(_option_list(question), (*options, *ending))
        if is_rough(question):
            yield from choice_rows(_known_list(question), tuple(_parts(question).items()))
            yield from choice_rows("MONTHS", MONTHS)
        for inner in question.questions:
            if not inner.retired:
                yield from self.lists(inner)

    def scale_options(self, scale: str, absences: Sequence[str]) -> Iterator[ChoiceRow]:
        """The values of a scale, and the absences behind them."""
        values = self.framework.scales[scale].values if scale else ()
        words = [(value, self.framework.scales[scale].word(value)) for value in values]
        options = (*words, *self._absence_words(absences))
        yield from choice_rows(scale_list(scale, absences), options)

    def _absence_words(self, absences: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (key, self.framework.absences[key].words or key.replace("_", " ")) for key in absences
        )

    def _asked(self, question: Question, first: SurveyRow) -> Iterator[SurveyRow]:
        """What is asked for the answer itself."""
        name = first.name
        if question.type is QuestionType.CHOICE:
            options = scale_list(question.scale or "", absences_of(self.framework, question))
            yield first._replace(type=f"select_one {options}")
        elif question.type is QuestionType.GROUP:
            yield first._replace(type=f"select_one {_group_list(question)}")
        elif question.type is QuestionType.SEVERAL:
            yield from self._several(question, first)
        elif is_rough(question):
            yield from self._rough_date(question, first)
        elif question.type is QuestionType.TEXT:
            yield first._replace(type="text")
            if question.themes is not None:
                kind = f"select_multiple {_option_list(question)}"
                label = "Themes that the text is put under"
                yield SurveyRow(kind, f"{name}{THEMES}", label, relevant=first.relevant)
        else:
            kind = "decimal" if question.decimals else TYPES[question.type]
            yield first._replace(type=kind, **self._constraint(question))
            yield from self._order_note(question)

    def _several(self, question: Question, first: SurveyRow) -> Iterator[SurveyRow]:
        options, name = self.framework.lists[question.list_ or ""], first.name
        kind = f"select_multiple {_option_list(question)}"
        alone: dict[str, str] = {}
        if options.none:
            message = f"“{options.none}” stands alone."
            test = f"not(selected(., '{NONE}') and count-selected(.) > 1)"
            alone = {"constraint": test, "constraint_message": message}
        yield first._replace(type=kind, **alone)
        if options.other:
            chosen = f"selected({_value(name)}, '{OTHER}')"
            label = f"{options.other}: in words"
            yield SurveyRow("text", f"{name}{OTHER_WORDS}", label, required="yes", relevant=chosen)

    def _rough_date(self, question: Question, first: SurveyRow) -> Iterator[SurveyRow]:
        """What is known of the date, that part of it, and the days that it can be."""
        name, known = first.name, _value(first.name + KNOWN)
        yield first._replace(type=f"select_one {_known_list(question)}", name=f"{name}{KNOWN}")
        is_day, is_month = f"{known} = 'day'", f"{known} = 'month'"
        is_part = f"{is_month} or {known} = 'year'"
        yield SurveyRow("date", name, "The day", required="yes", relevant=is_day)
        month = f"{name}{MONTH}"
        yield SurveyRow("select_one MONTHS", month, "The month", required="yes", relevant=is_month)
        yield SurveyRow(
            "integer",
            f"{name}{YEAR}",
            "The year",
            required="yes",
            relevant=is_part,
            constraint=f". >= {YEARS[0]} and . <= {YEARS[1]}",
            constraint_message="The year with four digits.",
        )
        for ending, in_month, in_year in ((EARLIEST, 1, 101), (LATEST, 31, 1231)):
            yield SurveyRow(
                "calculate", f"{name}{ending}", calculation=_end(name, in_month, in_year)
            )
        yield from self._order_note(question)

    def _repeat(self, question: Question, group: GroupRows) -> Iterator[SurveyRow]:
        """How many rows there are, and the questions of each."""
        name = name_of(question.id)
        is_any = f"{_value(name)} = '{ANY}'"
        yield SurveyRow(
            "integer",
            f"{name}{COUNT}",
            "How many?",
            required="yes",
            relevant=is_any,
            constraint=f". >= 1 and . <= {group.most}",
            constraint_message=f"1 to {group.most}.",
        )
        label = f"{group.noun[:1].upper()}{group.noun[1:]}"
        count = _value(name + COUNT)
        yield SurveyRow("begin repeat", f"{name}{ROWS}", label, relevant=is_any, repeat_count=count)
        for inner in question.questions:
            if not inner.retired:
                yield from self.rows(inner)
        yield SurveyRow("end repeat", f"{name}{ROWS}")

    def _constraint(self, question: Question) -> dict[str, str]:
        """What a number may be, or which date a date goes by."""
        if question.type is QuestionType.NUMBER:
            return _number_constraint(question)
        parts = []
        for other, sign in self._checked(question):
            if not is_rough(other):
                there = _value(name_of(other.id))
                parts.append(f"({there} = '' or . {sign} {there})")
        return {
            "constraint": " and ".join(parts),
            "constraint_message": OUT_OF_ORDER if parts else "",
        }

    def _checked(self, question: Question) -> Iterator[tuple[Question, str]]:
        """The dates that a date is held against, with the sign between them."""
        check = question.check
        for other_id, sign in (
            (check.not_before if check else None, ">="),
            (check.not_after if check else None, "<="),
        ):
            other = self.framework.question(other_id or "")
            if other is not None:
                yield other, sign

    def _order_note(self, question: Question) -> Iterator[SurveyRow]:
        """Says that dates are out of order where one of them may be known in part."""
        faults, others = [], []
        for other, sign in self._checked(question):
            if is_rough(question) or is_rough(other):
                others.append(other.id)
                first, last = (question, other) if sign == ">=" else (other, question)
                ends = (_day_number(first, LATEST), _day_number(last, EARLIEST))
                known = " and ".join(self.conditions.is_known(one) for one in (first, last))
                faults.append(f"({known} and {ends[0]} < {ends[1]})")
        if faults:
            name = f"{name_of(question.id)}{ORDER}"
            label = f"{OUT_OF_ORDER} Look at {question.id} and {' and '.join(others)}."
            yield SurveyRow("note", name, label, relevant=" or ".join(faults))

    def _note_required(self, question: Question) -> str:
        name = name_of(question.id)
        reasons = [
            key
            for key in absences_of(self.framework, question)
            if self.framework.absences[key].reason == "required"
        ]
        if question.type is QuestionType.SEVERAL:
            tests = [f"selected({_value(name)}, {text_of(one)})" for one in question.evidence_if]
        else:
            given = [*(reasons if is_listed(question) else ()), *question.evidence_if]
            tests = [f"{_value(name)} = {text_of(one)}" for one in dict.fromkeys(given)]
        if not is_listed(question):
            tests += [f"{_value(name + ABSENCE)} = {text_of(one)}" for one in reasons]
        return " or ".join(tests)


def _number_constraint(question: Question) -> dict[str, str]:
    least = 0 if question.least is None else question.least
    most = LARGEST if question.most is None else question.most
    tests, words = [f". >= {least}"], f"{least} or more"
    if question.most is not None:
        words = f"{least} to {most}"
    if question.most is not None or question.decimals:
        tests.append(f". <= {most}")
    words += f" {question.unit}" if question.unit else ""
    if question.decimals:
        tests.append(f"regex(., '^-?[0-9]+([.][0-9]{{1,{question.decimals}}})?$')")
        places = "place" if question.decimals == 1 else "places"
        words += f", with up to {question.decimals} decimal {places}"
    return {"constraint": " and ".join(tests), "constraint_message": f"{words}."}


def _end(name: str, in_month: int, in_year: int) -> str:
    """The first or the last day that a date can be, as a number; blank where nothing is known."""
    day, month, year = (_value(f"{name}{part}") for part in ("", MONTH, YEAR))
    known = _value(name + KNOWN)
    by_year = f"if({known} = 'year' and {year} != '', {year} * 10000 + {in_year}, '')"
    by_month = (
        f"if({known} = 'month' and {year} != '' and {month} != '', "
        f"{year} * 10000 + {month} * 100 + {in_month}, {by_year})"
    )
    return f"if({known} = 'day' and {day} != '', number(format-date({day}, '%Y%m%d')), {by_month})"


def _day_number(question: Question, ending: str) -> str:
    name = name_of(question.id)
    if is_rough(question):
        return _value(name + ending)
    return f"number(format-date({_value(name)}, '%Y%m%d'))"


def _parts(question: Question) -> dict[str, str]:
    least = question.precision
    return {part: words for part, words in PARTS.items() if part != "year" or least == "year"}


def _value(name: str) -> str:
    return f"${{{name}}}"


def choice_rows(name: str, options: Sequence[tuple[str, str]]) -> Iterator[ChoiceRow]:
    """The options of a list, each with its words in sentence case."""
    for code, words in options:
        yield ChoiceRow(name, code, words[:1].upper() + words[1:])


# Names of lists that are no scale's are in capitals, as no scale's are.


def scale_list(scale: str, absences: Sequence[str]) -> str:
    """What the list of a scale with its absences is called."""
    return "_".join(part for part in (scale or "no_answer", *absences) if part)


def _group_list(question: Question) -> str:
    return f"ROWS_{name_of(question.id)}"


def _option_list(question: Question) -> str:
    return f"OPTIONS_{question.list_}" if question.list_ else f"THEMES_{question.themes}"


def _known_list(question: Question) -> str:
    return f"KNOWN_{question.precision}"
