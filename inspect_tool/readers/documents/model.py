"""From a YAML document to a checked model, with every fault of its shape in one pass.

Pydantic stops looking at a thing once a part of it is wrong, and the checks of meaning need a
whole model. So what is wrong is reported and set aside, and the rest is read again, until what
remains is sound: the good parts can then be checked for their meaning in the same pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.faults import DocumentPath, Fault, nearest
from inspect_tool.readers.documents.faults import UNKNOWN_KEY, choices_of, fault_of, keys_known_at
from inspect_tool.readers.documents.yaml import YamlDocument

ModelT = TypeVar("ModelT", bound=Document)


@dataclass(frozen=True)
class ReadModel(Generic[ModelT]):
    """What could be read of a document.

    Args:
        model: The sound part; None when not even that could be built.
        faults: What is wrong with the shape.
        repairs: What was left out or renamed to get a sound part.
    """

    model: ModelT | None
    faults: tuple[Fault, ...]
    repairs: Repairs


@dataclass
class Repairs:
    """What differs between a document as written and its sound part.

    Args:
        aside: Paths, as written, of what was left out.
        renamed: Known names of misspelt keys, by their paths as written.
        corrected: Known values in the place of misspelt ones, by their paths as written.
    """

    aside: set[DocumentPath] = field(default_factory=set)
    renamed: dict[DocumentPath, str] = field(default_factory=dict)
    corrected: dict[DocumentPath, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many repairs there are."""
        return len(self.aside) + len(self.renamed) + len(self.corrected)

    def as_written(self, path: DocumentPath) -> DocumentPath:
        """The path in the file of a path in the sound part: lists may have lost items before it."""
        written: DocumentPath = ()
        for part in path:
            if isinstance(part, int):
                kept = (place for place in count() if (*written, place) not in self.aside)
                written = (*written, next(islice(kept, part, None)))
            else:
                written = (*written, self._written_key(written, part))
        return written

    def as_read(self, path: DocumentPath) -> DocumentPath:
        """The path in the sound part of a path in the file; of a lost item, that of its place."""
        read: DocumentPath = ()
        for depth, part in enumerate(path):
            around = path[:depth]
            if isinstance(part, int):
                lost = sum((*around, place) in self.aside for place in range(part))
                read = (*read, part - lost)
            else:
                read = (*read, self.renamed.get((*around, part), part))
        return read

    def _written_key(self, around: DocumentPath, key: str) -> str:
        misspelt = (
            str(path[-1])
            for path, name in self.renamed.items()
            if path[:-1] == around and name == key
        )
        return next(misspelt, key)

    def apply(self, value: Any, path: DocumentPath = ()) -> Any:
        """A copy of the value without what was set aside, and with misspelt keys corrected."""
        if isinstance(value, dict):
            return {
                self.renamed.get((*path, key), key): self.apply(item, (*path, key))
                for key, item in value.items()
                if (*path, key) not in self.aside
            }
        if isinstance(value, list):
            return [
                self.apply(item, (*path, place))
                for place, item in enumerate(value)
                if (*path, place) not in self.aside
            ]
        return self.corrected.get(path, value)


def read_model(
    document: YamlDocument, model: type[ModelT], *, stand_ins: Mapping[str, Any]
) -> ReadModel[ModelT]:
    """Build the model from the document, setting aside what is wrong.

    Args:
        stand_ins: Values of required top-level keys that let the rest be checked when the
            document's own are wrong or missing.
    """
    reading = _Reading(document.value, model, stand_ins)
    built: ModelT | None = None
    while built is None:
        value = reading.sound_part()
        try:
            built = model.model_validate(value)
        except ValidationError as error:
            if not reading.learn(error.errors(include_url=False), value):
                break
    return ReadModel(built, tuple(reading.faults.values()), reading.repairs)


@dataclass
class _Reading:
    """How far the reading of one document has got."""

    root: Any  # as the YAML holds it
    model: type[Document]
    stand_ins: Mapping[str, Any]
    faults: dict[DocumentPath, Fault] = field(default_factory=dict)
    repairs: Repairs = field(default_factory=Repairs)
    # Set aside without a consequence: keys that the model does not know.
    harmless: set[DocumentPath] = field(default_factory=set)

    def sound_part(self) -> Any:
        """The repaired values, with stand-ins for what is required at the top."""
        kept = self.repairs.apply(self.root)
        if not isinstance(kept, dict):
            return kept
        return {
            **kept,
            **{key: value for key, value in self.stand_ins.items() if (key,) in self.repairs.aside},
        }

    def learn(self, errors: list[ErrorDetails], value: Any) -> bool:
        """Note the faults of a round, and repair the document for the next.

        Returns:
            Whether another round could read more.
        """
        placed = _innermost(
            (error, self.repairs.as_written(real_path(error, value))) for error in errors
        )
        misspelt = self._misspelt(placed)
        meant = {(*path[:-1], name) for path, name in misspelt.items()}
        before = self.repairs.number
        for error, path in placed:
            if error["type"] == "missing" and path in meant:
                continue
            if not self._is_consequence(path) and not self._is_explained(error, path):
                fault = fault_of(error, path, root=self.root, model=self.model)
                self.faults.setdefault(fault.path, fault)
            if path not in misspelt:
                self._repair(error, path)
        self.repairs.renamed |= misspelt
        return self.repairs.number > before and () not in self.repairs.aside

    def _misspelt(self, placed: list[tuple[ErrorDetails, DocumentPath]]) -> dict[DocumentPath, str]:
        """Unknown keys with the known key that each was meant to be, unless that is there too."""
        meant: dict[DocumentPath, str] = {}
        for error, path in placed:
            if error["type"] != UNKNOWN_KEY:
                continue
            around, siblings = path[:-1], self.root
            for part in around:
                siblings = siblings[part]
            taken = {self.repairs.renamed.get((*around, key), key) for key in siblings}
            near = nearest(str(path[-1]), sorted(keys_known_at(self.model, around)))
            if near is not None and near not in taken:
                meant[path] = near
        return meant

    def _is_consequence(self, path: DocumentPath) -> bool:
        """Whether the error is there only because something below was set aside earlier."""
        causes = {*self.repairs.aside, *self.repairs.corrected} - self.harmless
        return any(cause[: len(path)] == path for cause in causes)

    def _is_explained(self, error: ErrorDetails, path: DocumentPath) -> bool:
        """Whether a comparison or a step lacks only what a key that is not known was meant to be.

        What has an id may lack something else as well, and says so.
        """
        thing = error["input"]
        is_rule = error["type"] == "value_error" and isinstance(thing, dict) and "id" not in thing
        return is_rule and any(harmless[:-1] == path for harmless in self.harmless)

    def _repair(self, error: ErrorDetails, path: DocumentPath) -> None:
        """Put the value that was meant in the place of a misspelt one, or leave it out."""
        near = nearest(str(error["input"]), choices_of(error))
        if near is not None and path not in self.repairs.corrected:
            self.repairs.corrected[path] = near
        else:
            self._set_aside(error, path)

    def _set_aside(self, error: ErrorDetails, path: DocumentPath) -> None:
        # A thing that lacks what it must have cannot stay; a top-level key has a stand-in.
        is_lacking = error["type"] == "missing" and (len(path) > 1 or path[0] not in self.stand_ins)
        place = path[:-1] if is_lacking else path
        self.repairs.aside.add(place)
        if error["type"] == UNKNOWN_KEY:
            self.harmless.add(place)


def _innermost(
    placed: Iterable[tuple[ErrorDetails, DocumentPath]],
) -> list[tuple[ErrorDetails, DocumentPath]]:
    """The errors without those that surround another.

    Pydantic counts a broken entry as absent, and calls the list around it too short as well.
    """
    errors = list(placed)
    around = {path[:length] for _, path in errors for length in range(len(path))}
    return [(error, path) for error, path in errors if path not in around]


def real_path(error: ErrorDetails, value: Any) -> DocumentPath:
    """Pydantic's location without the names of union members that it mixes in."""
    path: DocumentPath = ()
    for part in error["loc"]:
        is_key = isinstance(value, dict) and part in value
        is_place = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if is_key or is_place:
            value = value[part]
            path = (*path, part)
    # What is missing is not in the document: its name is pydantic's last word.
    return (*path, error["loc"][-1]) if error["type"] == "missing" else path


def names_set_aside(root: Any, repairs: Repairs) -> frozenset[str]:
    """Ids and names in the parts that were set aside: other parts may well ask for them."""
    names: set[str] = set()
    for path in repairs.aside:
        value = root
        for part in path:
            is_there = isinstance(value, list) or (isinstance(value, dict) and part in value)
            value = value[part] if is_there else None
        names |= {str(path[-1]), *_texts(value)} if path else set()
    return frozenset(names)


def _texts(value: Any) -> Iterator[str]:
    """All text in a value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
