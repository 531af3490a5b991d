"""`docs/reference/calc.md`, printed from the commands, their columns and the expected answers.

Run `python -m tests.calc_reference > docs/reference/calc.md` after changing a calculation.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inspect_tool.services.calculations.columns import RECORDS, columns_of
from tests.command_reference import Command, commands

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "calc.md"
HEAD = """# Calculations on a plain table

Printed by `python -m tests.calc_reference`; a test keeps it as the commands are.

`inspect-tool calc` has the statistics of a review on plain CSV files, for anybody who wants to
check them: no review, no database. Every command takes `--json`, whose keys are the columns
below; `inspect-tool calc columns COMMAND` prints their meanings too. A table with faults is
refused with every fault in one list: line, what is wrong, what to do. Nothing is calculated from
the rest of it.

Tables of sampled cases have a row per case: `unit,stratum,N_h,y`, and where they are needed
`weight` (else N_h over the rows of the stratum), `authority` (strata with one case join another
of the same one) and columns of groups. `y` is 1, 0, empty where the question does not apply, or ?
where the case was drawn and has no answer. How each figure is made:
[estimates](../explanation/estimation.md).
"""

# Which command gives the expected answers of an independent program: tests/data/oracles.
REACHED = {
    "o01_strat_srs_fpc": (
        "calc share, calc total",
        "stratified samples, with the correction and without",
    ),
    "o03_singleton_strata": ("calc share", "strata with one case"),
    "o05_all_successes": ("calc share", "every case counts"),
    "o07_unequal_weights": ("calc share, calc total", "weights that vary inside strata"),
    "o09_binomial_ci": ("calc count", "textbook intervals of a count"),
    "o11_cohen_kappa": ("calc agreement", "two readers"),
    "o13_fleiss_gwet": ("calc agreement", "many readers"),
    "o14_allocation": ("calc allocate", "equal, proportional, Neyman, power, Bankier; bounds"),
    "o16_sample_size_moe": ("calc size", "sizes for a margin, plain and with strata"),
    "o17_prn_sha256": ("calc draw", "tickets and the draw"),
    "o18_pps_order": ("calc draw", "drawing by size"),
    "o21_rao_scott": ("calc association", "Rao and Scott's test"),
    "o23_out_of_scope_reserve": ("calc share, calc total", "cases out of scope"),
    "o25_default_interval": ("calc share", "the former default, `--interval kg-wor`"),
}


def _section(command: Command) -> list[str]:
    verb = command.path[1]
    lines = [f"## calc {verb}", "", command.words, "", f"Example: `{command.example}`", ""]
    takes = [one.words for one in command.parameters if one.is_argument]
    lines += [f"Takes {takes[0]}", ""] if takes else []
    lines += ["| column | what it means |", "| --- | --- |"]
    lines += [f"| `{one.column}` | {one.meaning} |" for one in columns_of(verb)]
    return [*lines, ""]


def reference() -> str:
    """The text of the page."""
    found = commands()
    lines = [HEAD]
    for verb in RECORDS:
        lines += _section(found[f"calc {verb}"])
    lines += [
        "## Held against other programs",
        "",
        "`tests/interfaces/test_oracles_by_command.py` gives each of these files of expected",
        "answers, made by R or by other programs in Python, to a command, and compares.",
        "",
        "| expected answers | command | what they are about |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{name}` | `{command}` | {what} |" for name, (command, what) in REACHED.items()]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
