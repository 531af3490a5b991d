"""What people have said about authorities' returns: headings, and identifiers that look alike.

Kept in `returns.yaml` beside the plan, asked once and used at each later return. It holds headings
and codes of questions, and never an identifier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.language.identity import NO_ANSWERS, Alike, AlikeAnswers
from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, UsageError
from inspect_tool.readers.annex_a.heading_words import plain_words
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

FILE = "returns.yaml"
HEADER = """\
# What is known about the returns of each authority; `frame map` and `frame answer` write it.
# headings: their heading: the official one, by list. identifiers: answers about identifiers that
# look alike, by the code of a question or by cause.
"""


class UnreadableToldError(CheckFailedError):
    """The file is not what the tool wrote."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{FILE} cannot be used: {why}. Correct it, or say it again.")


class UnknownHeadingError(UsageError):
    """The official heading of a mapping is none."""

    def __init__(self, lists: DeclaredLists, list_number: int, name: str) -> None:
        known = ", ".join(column.name for column in lists.columns(list_number))
        super().__init__(
            f"“{name}” is no official heading of {lists.lists[list_number].label}. There are: "
            f"{known}."
            if known
            else f"There is no List {list_number}; the lists are 1 to {max(lists.lists)}."
        )


@dataclass(frozen=True)
class ToldOfReturns:
    """What is known about one authority's returns.

    Args:
        headings: By list, the official heading by theirs as they write it.
    """

    headings: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    answers: AlikeAnswers = NO_ANSWERS

    @property
    def known(self) -> dict[int, dict[str, str]]:
        """The headings as a reader compares them."""
        return {
            number: {plain_words(theirs): official for theirs, official in names.items()}
            for number, names in self.headings.items()
        }


def read_told(folder: Path | None, authority: str, lists: DeclaredLists) -> ToldOfReturns:
    """What was said about an authority's returns; nothing where nobody has said anything.

    Raises:
        UnreadableToldError: The file is not what the tool wrote.
    """
    if folder is None or not (folder / FILE).is_file():
        return ToldOfReturns()
    return _of_document(_read(folder / FILE).get(authority) or {}, lists)


def _read(path: Path) -> dict[str, Any]:
    import yaml

    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        raise UnreadableToldError("it is no YAML") from None
    if not isinstance(document, dict):
        raise UnreadableToldError("it has no authorities")
    return document


def _of_document(told: Mapping[str, Any], lists: DeclaredLists) -> ToldOfReturns:
    try:
        headings = {
            int(str(name).removeprefix("List ")): {str(k): str(v) for k, v in names.items()}
            for name, names in (told.get("headings") or {}).items()
        }
        identifiers = told.get("identifiers") or {}
        answers = AlikeAnswers(
            frozenset(map(str, identifiers.get("same") or ())),
            frozenset(map(str, identifiers.get("different") or ())),
        )
    except (AttributeError, TypeError, ValueError):
        raise UnreadableToldError("an entry is not of the form that the tool writes") from None
    for number, names in headings.items():
        for official in names.values():
            _check_official(lists, number, official)
    return ToldOfReturns(headings, answers)


def _check_official(lists: DeclaredLists, list_number: int, name: str) -> None:
    if name not in {column.name for column in lists.columns(list_number)}:
        raise UnknownHeadingError(lists, list_number, name)


def map_headings(
    work: UnitOfWork,
    review: Review,
    folder: Path,
    authority: str,
    *,
    lists: Iterable[int],
    headings: Sequence[str],
) -> ToldOfReturns:
    """Keep what an authority's headings mean, each as `theirs=official`; give all that is kept.

    Args:
        lists: On which lists; none for every list that has the official heading.

    Raises:
        UsageError: No such authority, list or official heading.
    """
    code = _check_authority(work, review, authority)
    declared = review.plan.declared
    told = read_told(folder, code, declared)
    kept = {number: dict(names) for number, names in told.headings.items()}
    for pair in headings:
        theirs, _, official = (part.strip() for part in pair.partition("="))
        if not theirs or not official:
            raise UsageError(f"Write THEIRS=OFFICIAL, in quotation marks; {pair!r} is neither.")
        for number in tuple(lists) or _lists_with(declared, official):
            _check_official(declared, number, official)
            kept.setdefault(number, {})[theirs] = official
    told = replace(told, headings=kept)
    if headings:
        _write(folder, code, told)
        work.audit("frame.map", stream=code, headings=len(headings))
    return told


def _lists_with(lists: DeclaredLists, official: str) -> tuple[int, ...]:
    found = tuple(number for number, one in lists.lists.items() if official in one.by_name)
    if not found:
        raise UsageError(f"“{official}” is no official heading of any list.")
    return found


def answer_questions(
    work: UnitOfWork,
    review: Review,
    folder: Path,
    authority: str,
    *,
    same: Sequence[str] = (),
    different: Sequence[str] = (),
) -> ToldOfReturns:
    """Keep what was said about identifiers that look alike; give all that is kept.

    Args:
        same: Codes of questions, or causes such as `zeros`, where it is one child.
        different: Where it is not.

    Raises:
        UsageError: No such authority, or something is neither a code nor a cause.
    """
    code = _check_authority(work, review, authority)
    told = read_told(folder, code, review.plan.declared)
    for name in (*same, *different):
        if not _is_answerable(name):
            causes = ", ".join(reason.short for reason in Alike)
            raise UsageError(f"{name} is neither the code of a question nor one of {causes}.")
    if set(same) & set(different):
        raise UsageError("The same question was answered both ways. Nothing was kept.")
    answers = AlikeAnswers(
        (told.answers.same - set(different)) | set(same),
        (told.answers.different - set(same)) | set(different),
    )
    told = replace(told, answers=answers)
    if same or different:
        _write(folder, code, told)
        work.audit("frame.answer", stream=code, same=len(same), different=len(different))
    return told


def _is_answerable(name: str) -> bool:
    is_code = len(name) == 8 and all(sign in "0123456789abcdef" for sign in name)
    return is_code or name in {reason.short for reason in Alike}


def _check_authority(work: UnitOfWork, review: Review, code: str) -> str:
    check_can(work.actor, Action.TAKE_RETURN, Thing(authorities=frozenset({code.upper()})))
    if review.plan.authority(code.upper()) is None:
        raise UnknownAuthorityError(code, review)
    return code.upper()


def _write(folder: Path, authority: str, told: ToldOfReturns) -> None:
    import yaml

    document = _read(folder / FILE) if (folder / FILE).is_file() else {}
    entry: dict[str, Any] = {}
    if told.headings:
        entry["headings"] = {
            f"List {number}": dict(sorted(names.items()))
            for number, names in sorted(told.headings.items())
        }
    answers = {
        name: sorted(said)
        for name, said in (("same", told.answers.same), ("different", told.answers.different))
        if said
    }
    if answers:
        entry["identifiers"] = answers
    document[authority] = entry
    text = HEADER + yaml.safe_dump(document, allow_unicode=True, sort_keys=True)
    write_private_bytes(folder / FILE, text.encode())
