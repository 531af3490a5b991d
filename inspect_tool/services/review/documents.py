"""A review as its folder has it: the plan, the framework, and where things are."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.frame.fields import FIELDS, fields_of
from inspect_tool.domain.people import Actor
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.review import Review
from inspect_tool.errors import (
    CheckFailedError,
    Problem,
    RefusedError,
    Severity,
    UnreadableFileError,
    UsageError,
)
from inspect_tool.readers.documents.framework import load_framework
from inspect_tool.readers.documents.plan import load_plan
from inspect_tool.store.private_files import NO_ROOM, NoRoomError, copy_private, write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.domain.lists.declared import DeclaredLists
    from inspect_tool.readers.documents.framework import LoadedFramework
    from inspect_tool.readers.documents.plan import LoadedPlan

PLAN_FILE = "review.yaml"
DATABASE_FILE = "review.db"
BEGUN = ".new"  # a folder in which `new` has not come to its end


class NoReviewError(UsageError):
    """There is no review here."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no {PLAN_FILE} in {folder} or above it. "
            "Go to the review's folder, name it with --review, or start one with `new FOLDER`, "
            "in a browser with `serve --new FOLDER`."
        )


class OtherOwnersReviewError(RefusedError):
    """There is a review, but in a folder of somebody else, who may have put it there for us."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The review in {folder} belongs to another user of this machine, so it is not used "
            f"unasked. If it is the one you mean, name it with --review {folder}."
        )


class OtherFileError(UsageError):
    """A file was named that is not the database of the review's folder."""

    def __init__(self) -> None:
        super().__init__(
            f"--from takes the {DATABASE_FILE} of the review's folder, or the address of a "
            "database on a server. `restore` makes a review of a backup."
        )


class DocumentFaultyError(CheckFailedError):
    """The plan or the framework has faults, so nothing can be done under it."""


class FolderInUseError(RefusedError):
    """A new review was asked for where there is something already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not empty. Nothing was changed; name a folder that does not exist yet."
        )


class UnknownPersonError(UsageError):
    """`--as` names somebody who is not in the plan's team."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} is not in the plan's team. Use one of the ids under `team` in {PLAN_FILE}."
        )


def find_folder(start: Path, *, is_named: bool) -> Path:
    """The nearest folder upwards that has a plan; the search ends at other owners' folders.

    Args:
        is_named: Somebody named the folder, so its plan is used whoever owns it.

    Raises:
        NoReviewError: There is none.
        OtherOwnersReviewError: The nearest is in a folder of another account.
    """
    for folder in (start, *start.parents):
        has_plan = (folder / PLAN_FILE).is_file()
        if has_plan and is_named and folder == start:
            return folder
        if not _is_ours(folder) or (has_plan and not _is_ours(folder / PLAN_FILE)):
            if has_plan:
                raise OtherOwnersReviewError(folder)
            break
        if has_plan:
            return folder
    raise NoReviewError(start)


def _is_ours(path: Path) -> bool:
    """Whether the account that runs this owns the file; true where accounts have no numbers."""
    owner_of_process = getattr(os, "geteuid", None)
    return owner_of_process is None or path.stat().st_uid == owner_of_process()


def check_plan_file(path: Path) -> LoadedPlan:
    """Read a plan and say every fault in it, also what its framework asks for and it lacks.

    A framework that cannot be read or used says so in its own check.
    """
    loaded = load_plan(path)
    if loaded.plan is None:
        return loaded
    try:
        # Read without the plan: what the plan lacks is a fault of the plan here.
        framework = check_framework(
            inside(path.parent, loaded.plan.framework),
            lists=loaded.plan.declared,
            with_proofs=False,
        )
    except (DocumentFaultyError, UnreadableFileError):
        return loaded
    return load_plan(path, framework=framework.framework)


def framework_path(folder: Path) -> tuple[Path, ReviewPlan | None]:
    """The framework that the plan of a folder names, and the plan.

    A faulty plan names `framework.yaml`, and is None.
    """
    plan = load_plan(folder / PLAN_FILE).plan
    return inside(folder, plan.framework if plan is not None else "framework.yaml"), plan


def inside(folder: Path, name: str) -> Path:
    """A file of the review's folder.

    Raises:
        DocumentFaultyError: The name leads out of the folder.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise DocumentFaultyError(
            f"{PLAN_FILE} names the framework {name}, which is outside the review's folder. "
            "Put it into the folder."
        )
    return path


def check_framework(
    path: Path,
    *,
    plan: ReviewPlan | None = None,
    lists: DeclaredLists | None = None,
    with_proofs: bool = True,
) -> LoadedFramework:
    """Read a framework and say every fault in it.

    Args:
        plan: The plan whose derived fields its conditions may ask for.
        lists: The lists whose fields it may ask for where there is no plan; else those of a plan
            beside the file, or Annex A.
        with_proofs: False for a framework that was proven when it was first used.
    """
    derived = frozenset(plan.population.fields) if plan is not None else None
    declared = plan.declared if plan is not None else lists
    is_plan_faulty = False
    if declared is None:
        declared, is_plan_faulty = _lists_beside(path)
    fields = fields_of(declared) if declared is not None else FIELDS
    loaded = load_framework(path, derived=derived, fields=fields, with_proofs=with_proofs)
    return _without_fields(loaded) if is_plan_faulty else loaded


def _lists_beside(path: Path) -> tuple[DeclaredLists | None, bool]:
    """The lists of the plan in a framework's folder, and whether it has one that is faulty."""
    try:
        loaded = load_plan(path.parent / PLAN_FILE)
    except UnreadableFileError:
        return None, False
    return (None, True) if loaded.plan is None else (loaded.plan.declared, False)


def _without_fields(loaded: LoadedFramework) -> LoadedFramework:
    """Without what is wrong only because the fields of the lists are not known."""
    kept = [one for one in loaded.problems if one.kind not in {"unknown-field", "prefill-type"}]
    kept.append(
        Problem(
            file=PLAN_FILE,
            kind="plan-faulty",
            severity=Severity.REFUSED,
            message="The plan has faults, so whether its lists give the fields that the framework "
            "names was not looked at.",
            remedy="Correct them first: `plan check` says which.",
        )
    )
    return replace(loaded, problems=tuple(kept))


def load_review(folder: Path) -> Review:
    """Read the plan and its framework.

    Raises:
        DocumentFaultyError: One of them has faults; they come with the error.
    """
    plan = load_plan(folder / PLAN_FILE)
    if plan.plan is None or _refused(plan.problems):
        raise DocumentFaultyError(
            f"{PLAN_FILE} has faults. Use `plan check` to see them.", problems=plan.problems
        )
    path = inside(folder, plan.plan.framework)
    framework = check_framework(path, plan=plan.plan, with_proofs=False)
    if framework.framework is None or _refused(framework.problems):
        raise faulty_framework(plan.plan.framework, framework.problems)
    return Review(
        plan=plan.plan,
        framework=framework.framework,
        plan_digest=plan.digest,
        framework_digest=framework.digest,
    )


def is_as_loaded(review: Review, folder: Path) -> bool:
    """Whether the plan and the framework in the folder are still the ones that were loaded."""
    try:
        now = load_review(folder)
    except (CheckFailedError, RefusedError, UnreadableFileError, UsageError):
        return False
    loaded = review.written_digest or review.framework_digest
    return (now.plan_digest, now.framework_digest) == (review.plan_digest, loaded)


def faulty_framework(file: str, problems: tuple[Problem, ...]) -> DocumentFaultyError:
    """The error for a framework that nothing can be done under."""
    return DocumentFaultyError(
        f"{file} has faults. Use `framework check` to see them.", problems=problems
    )


def _refused(problems: tuple[object, ...]) -> bool:
    return any(getattr(problem, "severity", None) is Severity.REFUSED for problem in problems)


def actor_of(plan: ReviewPlan, person: str) -> Actor:
    """Who acts: the person named, with what the plan says of them.

    Raises:
        UnknownPersonError: The plan's team has nobody of that id.
    """
    member = plan.member(person)
    if member is None:
        raise UnknownPersonError(person)
    return Actor(
        id=member.id,
        name=member.name,
        roles=frozenset(member.roles),
        not_for=frozenset(member.not_for),
    )


def start_review(
    folder: Path, *, templates: Path, framework: str | None = None, lists: str | None = None
) -> None:
    """Make a folder with a plan to fill in, a framework and a narrative to write.

    Args:
        framework: Its name; else that of the lists, or neglect.
        lists: Name of a folder of `templates/lists`: a plan with other lists than Annex A, and
            what goes with it.

    Raises:
        FolderInUseError: The folder has something in it, other than what a killed `new` left.
        UsageError: There is no framework, or there are no lists, of that name.
        NoRoomError: There is no room for it, and nothing of it stays.
    """
    check_can_start(folder)
    begun = folder / BEGUN
    own = _folder_of_lists(templates, lists)
    source = _framework_source(templates, own, framework)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        begun.touch(mode=0o600)
        shutil.copyfile(source, folder / "framework.yaml")
        copy_private(templates / "narrative", folder / "narrative")
        for page in sorted((own / "narrative").glob("*.md")):
            shutil.copyfile(page, folder / "narrative" / page.name)
        (folder / "reports").mkdir(exist_ok=True)
        # Last, and whole or not at all: with it the folder is a review.
        write_private_bytes(folder / PLAN_FILE, (own / "review.yaml").read_bytes())
        begun.unlink()
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        if error.errno in NO_ROOM:
            raise NoRoomError(folder) from error
        raise


def check_can_start(folder: Path) -> None:
    """Refuse a folder in which no review can be started.

    Raises:
        FolderInUseError: It has something in it, other than what a killed `new` left.
    """
    is_half_made = (folder / BEGUN).exists() and not (folder / PLAN_FILE).exists()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not is_half_made:
        raise FolderInUseError(folder)


def _folder_of_lists(templates: Path, lists: str | None) -> Path:
    """Where the plan to fill in is; that for Annex A stands with the other templates."""
    if lists is None:
        return templates
    folder = templates / "lists" / lists
    if not (folder / PLAN_FILE).is_file():
        known = ", ".join(sorted(path.name for path in folder.parent.iterdir() if path.is_dir()))
        raise UsageError(f"There are no lists called {lists}. There are: {known}.")
    return folder


def _framework_source(templates: Path, own: Path, framework: str | None) -> Path:
    if framework is None and own != templates:
        return own / "framework.yaml"
    source = templates / "frameworks" / f"{framework or 'neglect'}.yaml"
    if not source.is_file():
        known = ", ".join(sorted(path.stem for path in source.parent.glob("*.yaml")))
        raise UsageError(f"There is no framework called {framework}. There are: {known}.")
    return source
