"""The review plan, `review.yaml`, read like a compiler: all faults in one pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_tool.domain.checks.plan import check_plan, check_together
from inspect_tool.domain.claims.scale_names import SHIPPED_SCALES
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.domain.language.faults import Fault
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.errors import Problem, Severity, UnreadableFileError
from inspect_tool.readers.documents.listed_authorities import AuthorityList, SelectedAuthorities
from inspect_tool.readers.documents.model import ReadModel, names_set_aside, read_model
from inspect_tool.readers.documents.yaml import YamlDocument, in_order_of_lines, read_yaml

# What lets the rest be checked when a required part of a plan is wrong or missing. Nothing that
# depends on a stand-in is checked.
_STAND_INS: dict[str, Any] = {
    "review": "unnamed",
    "title": "Untitled",
    "dates": {"frame": "2013-09-30", "fieldwork": ["2013-10-14", "2013-12-13"]},
    "authorities": [{"code": "XX", "name": "Unnamed"}],
    "sample": {"size": 1},
}

# The plan's own key for the draw of its authorities, which only this reader writes.
FILLED_IN = "stage_one"


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
    return plan_of(read_yaml(path), path.parent, framework=framework, wording=wording)


def plan_of(
    document: YamlDocument,
    folder: Path,
    *,
    framework: Framework | None = None,
    wording: Collection[str] | None = None,
) -> LoadedPlan:
    """The plan in a YAML document, with all that is wrong with it.

    Args:
        folder: Where the files are that it names.
        framework, wording: As for `load_plan`.
    """
    if document.value is None:
        return LoadedPlan(None, document.problems, "")
    authorities = _authorities_of(document, folder)
    document = dataclasses.replace(document, value=authorities.plan_value)
    read = read_model(document, ReviewPlan, stand_ins=_STAND_INS)
    faults = [*authorities.faults, *read.faults]
    if read.model is not None:
        names = _wording_beside(folder) if wording is None else wording
        faults += [
            dataclasses.replace(fault, path=read.repairs.as_written(fault.path))
            for fault in _check(
                read.model, _Broken.of(read, document, authorities), names, framework
            )
        ]
    problems = [
        *document.problems,
        *authorities.listed.problems,
        *(_problem(fault, document, authorities.listed) for fault in faults),
    ]
    is_usable = not any(problem.severity is Severity.REFUSED for problem in problems)
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
        """What was set aside; a list of authorities that is broken counts as their key."""
        keys = {str(path[0]) for path in read.repairs.aside if path}
        if any(fault.is_error for fault in authorities.faults) or authorities.listed.problems:
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


def _wording_beside(folder: Path) -> frozenset[str]:
    """Names of the wording scales that a review in that folder can use."""
    own = (folder / "wording").glob("*.yaml")
    return frozenset({*SHIPPED_SCALES, *(scale.stem for scale in own)})


@dataclass(frozen=True)
class _Authorities:
    """The plan's values with its authorities as a list, and where they came from."""

    plan_value: Any  # as the YAML holds it
    listed: AuthorityList = field(default_factory=AuthorityList)
    faults: tuple[Fault, ...] = ()


def _authorities_of(document: YamlDocument, folder: Path) -> _Authorities:
    """Put the authorities into the plan, from the file or the draw that it names if it does."""
    value = document.value
    faults: tuple[Fault, ...] = ()
    if isinstance(value, dict) and FILLED_IN in value:
        faults = (_filled_in_by_hand(),)
        value = {key: item for key, item in value.items() if key != FILLED_IN}
    named = value.get("authorities") if isinstance(value, dict) else None
    if not isinstance(named, dict):
        return _Authorities(value, faults=faults)
    without = {key: item for key, item in value.items() if key != "authorities"}
    selected = _named_authorities(named, document, folder)
    authorities = [*selected.listed.rows] or _STAND_INS["authorities"]
    drawn = {} if selected.stage_one is None else {FILLED_IN: selected.stage_one}
    return _Authorities(
        {**without, "authorities": authorities, **drawn},
        selected.listed,
        (*faults, *selected.faults),
    )


def files_beside(path: Path) -> tuple[str, ...]:
    """The files that a plan names beside it: its list of authorities, the commitment to a draw.

    Those that are not in its folder are left out.

    Raises:
        UnreadableFileError: The plan cannot be read.
    """
    value = read_yaml(path).value
    named = value.get("authorities") if isinstance(value, dict) else None
    found = named.get("select", named) if isinstance(named, dict) else {}
    given = (found.get(key) for key in ("file", "from", "commitment"))
    folder = path.parent.resolve()
    return tuple(
        name
        for name in given
        if isinstance(name, str)
        and (path.parent / name).is_file()
        and (path.parent / name).resolve().is_relative_to(folder)
    )


def _named_authorities(
    named: dict[str, Any], document: YamlDocument, folder: Path
) -> SelectedAuthorities:
    """The authorities of a file, or those that are drawn."""
    if set(named) == {"select"}:
        # What repeats a draw of authorities takes longer to import than most plans to be read.
        from inspect_tool.readers.documents.authority_select import select_from_list

        return select_from_list(document, folder)
    if set(named) != {"file"} or not isinstance(named["file"], str):
        return SelectedAuthorities(faults=(_neither(),))
    # Most plans name their authorities themselves, and need no reader of CSV.
    from inspect_tool.readers.documents.authority_list import inside, read_authority_list

    try:
        listed = read_authority_list(inside(folder, named["file"]))
    except UnreadableFileError as error:
        fault = _authorities_fault("authorities-file", error.message)
        return SelectedAuthorities(faults=(fault,))
    is_empty = not listed.rows and not listed.problems
    return SelectedAuthorities(listed, faults=(_empty_list(listed.file),) if is_empty else ())


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


def _filled_in_by_hand() -> Fault:
    return Fault(
        path=(FILLED_IN,),
        kind="unknown-key",
        message=f"The document has the key {FILLED_IN}, which is filled in when the plan is read",
        remedy="Take it away; write `authorities: {select: {from: list.csv, …}}` instead.",
        value=FILLED_IN,
    )


def _neither() -> Fault:
    return Fault(
        path=("authorities",),
        kind="wrong-value",
        message="The authorities are neither a list nor {file: …} nor {select: …}",
        remedy="List them as `- {code: ASH, name: Ashmere}`, or write "
        "`authorities: {file: authorities.csv}`.",
    )
