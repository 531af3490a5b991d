"""The rules that are printed are the rules of the code."""

from __future__ import annotations

import subprocess
import sys

import pytest

from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import InspectToolError
from tests.spec.spec_report import LOSSES, PAGE, ROOT, SECTIONS, Example, page

EXAMPLES = [
    pytest.param(example, id=f"{section.title}: {example.given}")
    for section in SECTIONS
    for example in section.examples
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_code_does_what_the_example_says(example: Example) -> None:
    assert example.actual() == example.expected


def test_the_page_is_what_the_rules_print() -> None:
    remedy = "run: python -m tests.spec.spec_report > docs/reference/rules.md"
    assert PAGE.read_text(encoding="utf-8") == page(), remedy


@pytest.mark.proof(part=0)  # the text itself is held against the page above
def test_the_rules_are_printed_by_the_command_that_the_page_names() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "tests.spec.spec_report"], cwd=ROOT, check=True, capture_output=True
    )
    assert printed.stdout.decode("utf-8") == page()


def test_a_cell_of_the_page_cannot_break_its_table() -> None:
    for section in SECTIONS:
        for one in section.examples:
            assert "|" not in one.given + one.expected
            assert "\n" not in one.given + one.expected


def test_every_reason_of_a_loss_has_its_rule() -> None:
    assert set(LOSSES) == set(LossReason)


def test_every_exit_code_of_an_error_has_its_rule() -> None:
    def kinds(kind: type[InspectToolError]) -> set[int]:
        below = [kinds(one) for one in kind.__subclasses__()]
        return {kind.exit_code}.union(*below)

    assert kinds(InspectToolError) == {1, 2, 3, 4}
    assert {one.expected for one in SECTIONS[0].examples} == {"1", "2", "3", "4"}
