"""The list of all authorities, from which stage one draws: a CSV with a row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.language.canonical import InvalidFieldError, tidy
from inspect_tool.domain.language.characters import shape_of
from inspect_tool.domain.language.faults import did_you_mean, listed
from inspect_tool.domain.plan.authority_choices import AuthorityChoices
from inspect_tool.domain.stage_one.choice import WHOLE_LIST, ListedAuthority
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.documents.authority_list import authority_problems, rows_of_list
from inspect_tool.readers.plain.rows import without_blank_end

REQUIRED_COLUMNS = ("code", "name")

# Columns that become part of the plan where the list has them.
PLAN_COLUMNS = (*REQUIRED_COLUMNS, "region", "type", "country", "single_assessment_from")

# Taken for the size when none is named, the first that is there.
SIZE_COLUMNS = ("neglect_plans", "size")

# What official statistics put in the place of a number; never a zero. Source: Government Analysis
# Function, Symbols in tables: definitions and help, and the older symbols of DfE statistics.
SYMBOLS = {
    "c": "suppressed at source",
    "x": "not available",
    "z": "not applicable",
    ":": "not available",
    "..": "not available",
}

# No authority has a million million of anything; what has more digits is a slip.
MOST_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class StageOneList:
    """The list as read.

    Args:
        authorities: Authorities of the good rows.
        lines: For each of them its line in the file.
        size_column: The column that sizes came from; empty where chances are equal.
    """

    file: str
    authorities: tuple[ListedAuthority, ...] = ()
    lines: tuple[int, ...] = ()
    size_column: str = ""
    problems: tuple[Problem, ...] = ()


def read_stage_one_list(path: Path, choices: AuthorityChoices) -> StageOneList:
    """Read the list of all authorities with the columns that the choices name.

    Raises:
        UnreadableFileError: There is no such file, or it is no CSV.
    """
    rows = rows_of_list(path)
    heading_line, heading = rows[0] if rows else (1, [])
    header = [cell.strip() for cell in heading]
    size_column = "" if choices.equal else choices.size_column or _default_size_column(header)
    columns = _Columns(
        file=path.name,
        line=heading_line,
        header=header,
        strata=tuple(choices.strata),
        order=tuple(choices.order_by),
        size=size_column,
        is_equal=choices.equal,
    )
    problems = list(columns.problems(rows))
    good: list[tuple[int, ListedAuthority]] = []
    for line, cells in () if problems else rows[1:]:
        in_table = without_blank_end(cells, len(header))
        values = {name: cell.strip() for name, cell in zip(header, in_table, strict=False)}
        found = list(columns.row_problems(line, in_table, values))
        problems += found
        if not found:
            good.append((line, columns.authority(values)))
    problems += _twice(path.name, good)
    return StageOneList(
        file=path.name,
        authorities=tuple(authority for _, authority in good),
        lines=tuple(line for line, _ in good),
        size_column=size_column,
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
    )


def _default_size_column(header: Sequence[str]) -> str:
    return next((name for name in SIZE_COLUMNS if name in header), "")


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """Which columns are read, and what is wrong with them and with what stands in them.

    Args:
        line: The line of the heading.
    """

    file: str
    line: int
    header: Sequence[str]
    strata: tuple[str, ...]
    order: tuple[str, ...]
    size: str
    is_equal: bool

    def problems(self, rows: Sequence[object]) -> Iterator[Problem]:
        """What is wrong with the first row, or with the file as a whole."""
        if not self.header:
            yield self._problem(
                self.line,
                "",
                "empty-list",
                "The list is empty",
                "Give a heading and a row per authority.",
            )
            return
        yield from self._missing_columns()
        for name, times in Counter(self.header).items():
            # Spreadsheets write columns without a name beside the table; they are not read.
            if name and times > 1:
                yield self._problem(
                    self.line,
                    name,
                    "duplicate-column",
                    f"The column {name} appears {times} times",
                    "Give each column its own name.",
                )
        if len(rows) < 2:
            yield self._problem(
                self.line,
                "",
                "empty-list",
                "The list has a heading and no authority",
                "Add a row for each authority that could be chosen.",
            )

    def _missing_columns(self) -> Iterator[Problem]:
        there = f"The list has {listed(filter(None, self.header))}."
        for name in dict.fromkeys((*REQUIRED_COLUMNS, *self.strata, *self.order, self.size)):
            if name and name not in self.header:
                hint = did_you_mean(name, self.header)
                yield self._problem(
                    self.line, name, "missing-column", f"The list has no column {name}{hint}", there
                )
        if not self.size and not self.is_equal:
            yield self._problem(
                self.line,
                "",
                "no-size-column",
                f"The list has no column {listed(SIZE_COLUMNS, joint='or')}, so the sizes of "
                "authorities are not known",
                f"Name the column of sizes, or ask for equal chances. {there}",
            )

    def row_problems(
        self, line: int, cells: Sequence[str], values: Mapping[str, str]
    ) -> Iterator[Problem]:
        """Everything that is wrong with a row."""
        if len(cells) != len(self.header):
            yield self._problem(
                line,
                "",
                "wrong-cells",
                f"The row has {len(cells)} values and the heading has {len(self.header)}",
                "Put a name that has a comma or another separator in it between double quotes.",
            )
            return
        described = {key: values[key] for key in PLAN_COLUMNS if values.get(key)}
        yield from authority_problems(self.file, line, described)
        for name in self.strata:
            yield from self._text_problems(
                line, name, values[name], "so the authority is in no stratum"
            )
        for name in dict.fromkeys(self.order):
            if name not in self.strata:
                yield from self._text_problems(
                    line, name, values[name], "so the authority has no place in the order"
                )
        if self.size:
            yield from self._size_problems(line, values[self.size])

    def _text_problems(self, line: int, name: str, value: str, so: str) -> Iterator[Problem]:
        try:
            tidy(value)
        except InvalidFieldError as error:
            yield self._problem(
                line,
                name,
                "no-stratum" if name in self.strata else "no-order",
                f"The {name} {error.reason}, {so}",
                f"Give it its {name}.",
            )

    def _size_problems(self, line: int, text: str) -> Iterator[Problem]:
        if is_size(text) or symbol_of(text):
            return
        # Letters under a size may be anybody's name.
        has_letters = any(map(str.isalpha, text))
        what = f"is {shape_of(text) if has_letters else text}" if text else "is missing"
        yield self._problem(
            line,
            self.size,
            "bad-size",
            f"The size {what}, where a whole number from 0 upwards is wanted",
            "Write digits alone, such as 1204; x where the number is not known, c where it was "
            "suppressed.",
        )

    def authority(self, values: Mapping[str, str]) -> ListedAuthority:
        """The authority of a good row."""
        text = values[self.size] if self.size else ""
        return ListedAuthority(
            code=values["code"],
            name=values["name"],
            stratum=" / ".join(tidy(values[name]) for name in self.strata) or WHOLE_LIST,
            size=int(text) if is_size(text) else None,
            symbol=symbol_of(text),
            controls=tuple(tidy(values[name]) for name in self.order),
            region=values.get("region", ""),
            type=values.get("type", ""),
            country=values.get("country", ""),
            single_assessment_from=values.get("single_assessment_from", ""),
        )

    def _problem(self, line: int, column: str, kind: str, message: str, remedy: str) -> Problem:
        return Problem(
            file=self.file,
            row=line,
            column=column,
            kind=kind,
            severity=Severity.REFUSED,
            message=message,
            remedy=remedy,
        )


def is_size(text: str) -> bool:
    """Whether the text is a whole number from 0 upwards, in plain digits."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def symbol_of(text: str) -> str:
    """The symbol that stands for a number which is not there, in its short form, or nothing."""
    short = text.strip("[]").lower()
    return short if short in SYMBOLS else ""


def _twice(file: str, good: Sequence[tuple[int, ListedAuthority]]) -> Iterator[Problem]:
    first_line: dict[str, int] = {}
    for line, authority in good:
        code = authority.code
        if code in first_line:
            yield Problem(
                file=file,
                row=line,
                column="code",
                value=code,
                kind="duplicate-id",
                severity=Severity.REFUSED,
                message=f"The authority code {code} is already in line {first_line[code]}, so the "
                "authority would have two chances",
                remedy="Keep one of the two rows, or give the second one its own code.",
            )
        first_line.setdefault(code, line)
