"""A catalogue of the documents' fixed words, `words/cy.yaml`, all faults in one pass."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from inspect_tool.domain.look.words import FixedWords, WordsDocument, word_faults
from inspect_tool.errors import CheckFailedError, Problem
from inspect_tool.readers.documents.model import read_model
from inspect_tool.readers.documents.yaml import in_order_of_lines, read_yaml


class WordsFaultyError(CheckFailedError):
    """A catalogue of fixed words has faults; the error's problems say which."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(
            f"words/{file}, line {first.row}: {first.message}. {first.remedy} Nothing was written; "
            "correct it, or take the file away to use that of the tool.",
            problems=problems,
        )


def load_words(path: Path) -> FixedWords:
    """Read a catalogue.

    Raises:
        UnreadableFileError: There is no such file, or it cannot or must not be read.
        WordsFaultyError: It has faults.
    """
    written = read_yaml(path)
    problems = list(written.problems)
    if written.value is not None:
        read = read_model(written, WordsDocument, stand_ins={"language": "en"})
        faults = list(read.faults)
        if read.model is not None:
            faults += [
                dataclasses.replace(fault, path=read.repairs.as_written(fault.path))
                for fault in word_faults(read.model)
            ]
        problems += map(written.problem, faults)
        if read.model is not None and not problems:
            found = read.model
            return FixedWords(found.language, found.words, found.read_by)
    raise WordsFaultyError(path.name, in_order_of_lines(problems))
