"""The review plan, `review.yaml`, read like a compiler: all faults in one pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_tool.domain.document_digest import document_digest
from inspect_tool.domain.faults import Fault
from inspect_tool.domain.framework import Framework
from inspect_tool.domain.plan import ReviewPlan
from inspect_tool.domain.plan_check import check_plan, check_together
from inspect_tool.domain.wording import SHIPPED_SCALES
from inspect_tool.errors import Problem, Severity, UnreadableFileError
from inspect_tool.readers.authority_list import AuthorityList, read_authority_list
from inspect_tool.readers.document_model import ReadModel, names_set_aside, read_model
from inspect_tool.readers.yaml_document import YamlDocument, in_order_of_lines, read_yaml

# What lets the rest be checked when a required part of a plan is wrong or missing. Nothing that
# depends on a stand-in is checked.
_STAND_INS: dict[str, Any] = {
    "review": "unnamed",
    "title": "Untitled",
    "dates": {"frame": "2013-09-30", "fieldwork": ["2013-10-14", "2013-12-13"]},
    "authorities": [{"code": "XX", "name": "Unnamed"}],
    "sample": {"size": 1},
}


@dataclass(frozen=True)
class LoadedPlan:
    """A plan as read from its file.

    Args:
        plan: None when a problem is an error.
        problems: Errors (`REFUSED`) and warnings (`NOTED`), in the order of their lines.
        digest: See `document_digest`; the authorities of a list are part of it. Empty without a
            plan.
    """

    plan: ReviewPlan | None
    problems: tuple[Problem, ...]
    digest: str


def load_plan(
    path: Path, *, framework: Framework | None = None, wording: Collection[str] | None = None
) -> LoadedPlan:
    """Read and check a plan, with the list of authorities that it names.

    Args:
        framework: The review's framework, to check that the plan gives the fields that it asks
            about; None to check the plan alone.
        wording: Names of the wording scales that there are; None for those that are shipped and
            those in `wording/` beside the plan.

    Raises:
        UnreadableFileError: There is no such file, or it cannot or must not be read.
    """
    document = read_yaml(path)
    if document.value is None:
        return LoadedPlan(None, document.problems, "")
    authorities = _authorities_of(document, path.parent)
    document = dataclasses.replace(document, value=authorities.plan_value)
    read = read_model(document, ReviewPlan, stand_ins=_STAND_INS)
    faults = [*authorities.faults, *read.faults]
    if read.model is not None:
        names = _wording_beside(path) if wording is None else wording
        faults += [
            dataclasses.replace(one, path=read.repairs.as_written(one.path))
            for one in _check(read.model, _Broken.of(read, document, authorities), names, framework)
        ]
    problems = [
        *document.problems,
        *authorities.listed.problems,
        *(_problem(one, document, authorities.listed) for one in faults),
    ]
    is_usable = not any(one.severity is Severity.REFUSED for one in problems)
    plan = read.model if is_usable else None
    digest = "" if plan is None else document_digest(plan)
    return LoadedPlan(plan, in_order_of_lines(problems), digest)


@dataclass(frozen=True)
class _Broken:
    """What of a plan could not be read, so that what depends on it is not checked.

    Args:
        keys: Top-level keys that are broken, in whole or in part.
        names: Ids and names in the broken parts.
        has_population: Whether there is a population to hold a framework against.
    """

    keys: frozenset[str]
    names: frozenset[str]
    has_population: bool

    @classmethod
    def of(
        cls, read: ReadModel[ReviewPlan], document: YamlDocument, authorities: _Authorities
    ) -> _Broken:
        keys = {str(path[0]) for path in read.repairs.aside if path}
        if authorities.faults or authorities.listed.problems:
            keys.add("authorities")
        return cls(
            frozenset(keys),
            names_set_aside(document.value, read.repairs),
            ("population",) not in read.repairs.aside,
        )


def _check(
    plan: ReviewPlan, broken: _Broken, wording: Collection[str], framework: Framework | None
) -> tuple[Fault, ...]:
    """Faults of meaning in the part of the plan that could be read."""
    alone = check_plan(plan, wording=wording, unread=broken.keys, known=broken.names)
    if framework is None or not broken.has_population:
        return alone
    return (*alone, *check_together(plan, framework))


def _problem(fault: Fault, document: YamlDocument, listed: AuthorityList) -> Problem:
    """The fault with its place: in the plan, or in the list of authorities that it names."""
    match fault.path:
        case ("authorities", int() as place, *rest) if listed.rows:
            return dataclasses.replace(
                document.problem(fault),
                file=listed.file,
                row=listed.lines[place],
                column=".".join(str(part) for part in rest),
            )
    return document.problem(fault)


def _wording_beside(path: Path) -> frozenset[str]:
    """Names of the wording scales that a review in that folder can use."""
    own = (path.parent / "wording").glob("*.yaml")
    return frozenset({*SHIPPED_SCALES, *(one.stem for one in own)})


@dataclass(frozen=True)
class _Authorities:
    """The plan's values with its authorities as a list, and where they came from."""

    plan_value: Any  # as the YAML holds it
    listed: AuthorityList = field(default_factory=AuthorityList)
    faults: tuple[Fault, ...] = ()


def _authorities_of(document: YamlDocument, folder: Path) -> _Authorities:
    """Put the authorities into the plan, from the file that it names if it names one."""
    value = document.value
    named = value.get("authorities") if isinstance(value, dict) else None
    if not isinstance(named, dict):
        return _Authorities(value)
    without = {key: one for key, one in value.items() if key != "authorities"}
    stand_in = {**without, "authorities": _STAND_INS["authorities"]}
    if set(named) == {"file"} and isinstance(named["file"], str):
        try:
            listed = read_authority_list(_inside(folder, named["file"]))
        except UnreadableFileError as error:
            fault = _authorities_fault("authorities-file", error.message)
            return _Authorities(stand_in, faults=(fault,))
        if listed.rows:
            return _Authorities({**without, "authorities": [*listed.rows]}, listed)
        faults = () if listed.problems else (_empty_list(listed.file),)
        return _Authorities(stand_in, listed, faults)
    fault = _to_be_selected() if "select" in named else _neither()
    return _Authorities(stand_in, faults=(fault,))


def _inside(folder: Path, name: str) -> Path:
    """The file of that name in the review's folder.

    Raises:
        UnreadableFileError: The name leads out of the folder.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise UnreadableFileError(
            f"The list of authorities {name} is outside the review's folder. Copy it into the "
            "folder and name it without `..`."
        )
    return path


def _authorities_fault(kind: str, message: str) -> Fault:
    return Fault(
        path=("authorities",),
        kind=kind,
        message=message.rstrip("."),
        remedy="Check the file's name: it is relative to the plan.",
    )


def _empty_list(file: str) -> Fault:
    return dataclasses.replace(
        _authorities_fault("authorities-file", f"{file} names no authority"),
        remedy="Add a row for each authority that is inspected.",
    )


def _to_be_selected() -> Fault:
    return Fault(
        path=("authorities", "select"),
        kind="authorities-not-selected",
        message="The authorities are still to be chosen: `select` describes a draw, not its result",
        remedy="Run `authority select` first, then list the chosen under `authorities`, or in a "
        "file with `authorities: {file: authorities.csv}`.",
    )


def _neither() -> Fault:
    return Fault(
        path=("authorities",),
        kind="wrong-value",
        message="The authorities are neither a list nor {file: …} nor {select: …}",
        remedy="List them as `- {code: ASH, name: Ashmere}`, or write "
        "`authorities: {file: authorities.csv}`.",
    )
