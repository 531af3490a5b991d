"""A review as its folder has it: the plan, the framework, and where things are."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.people import KEEPER, Actor
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.errors import CheckFailedError, RefusedError, Severity, UsageError

if TYPE_CHECKING:
    from inspect_tool.readers.documents.framework import LoadedFramework
    from inspect_tool.readers.documents.plan import LoadedPlan
    from inspect_tool.store.database import UnitOfWork

PLAN_FILE = "review.yaml"
DATABASE_FILE = "review.db"


class NoReviewError(UsageError):
    """There is no review here."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no {PLAN_FILE} in {folder} or above it. "
            "Go to the review's folder, name it with --review, or start one with `new FOLDER`."
        )


class DocumentFaultyError(CheckFailedError):
    """The plan or the framework has faults, so nothing can be done under it."""


class FolderInUseError(RefusedError):
    """A new review was asked for where something is already."""

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


@dataclass(frozen=True)
class Review:
    """The two documents of a review, checked, and its folder.

    Args:
        plan_digest: SHA-256 of the plan in canonical form.
        framework_digest: SHA-256 of the framework in canonical form.
    """

    folder: Path
    plan: ReviewPlan
    framework: Framework
    plan_digest: str
    framework_digest: str

    @property
    def reports(self) -> Path:
        """Where reports are written."""
        return self.folder / "reports"

    @property
    def narrative(self) -> Path:
        """Where the words of the report are."""
        return self.folder / "narrative"


def find_folder(start: Path) -> Path:
    """The nearest folder upwards that has a plan.

    Raises:
        NoReviewError: There is none.
    """
    for folder in (start, *start.parents):
        if (folder / PLAN_FILE).is_file():
            return folder
    raise NoReviewError(start)


def check_plan_file(path: Path) -> LoadedPlan:
    """Read a plan and say every fault in it."""
    from inspect_tool.readers.documents.plan import load_plan

    return load_plan(path)


def framework_path(folder: Path) -> Path:
    """The framework that the plan of a folder names; `framework.yaml` if the plan is faulty."""
    plan = check_plan_file(folder / PLAN_FILE).plan
    return inside(folder, plan.framework if plan is not None else "framework.yaml")


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


def plan_schema() -> dict[str, object]:
    """JSON Schema of the plan."""
    from inspect_tool.domain.checks.schema import plan_schema

    return plan_schema()


def framework_schema() -> dict[str, object]:
    """JSON Schema of a framework."""
    from inspect_tool.domain.checks.schema import framework_schema

    return framework_schema()


def check_framework(
    path: Path, *, plan: ReviewPlan | None = None, with_proofs: bool = True
) -> LoadedFramework:
    """Read a framework and say every fault in it.

    Args:
        plan: The plan whose derived fields its conditions may ask for.
        with_proofs: False for a framework that was proven when it was first used.
    """
    from inspect_tool.readers.documents.framework import load_framework

    derived = frozenset(plan.population.fields) if plan is not None else None
    return load_framework(path, derived=derived, with_proofs=with_proofs)


def load_review(folder: Path) -> Review:
    """Read the plan and its framework.

    Raises:
        DocumentFaultyError: One of them has faults; they come with the error.
    """
    plan = check_plan_file(folder / PLAN_FILE)
    if plan.plan is None or _refused(plan.problems):
        raise DocumentFaultyError(
            f"{PLAN_FILE} has faults. Use `plan check` to see them.", problems=plan.problems
        )
    path = inside(folder, plan.plan.framework)
    framework = check_framework(path, plan=plan.plan, with_proofs=False)
    if framework.framework is None or _refused(framework.problems):
        raise _faulty_framework(plan.plan, framework)
    return Review(
        folder=folder,
        plan=plan.plan,
        framework=framework.framework,
        plan_digest=plan.digest,
        framework_digest=framework.digest,
    )


def _faulty_framework(plan: ReviewPlan, loaded: LoadedFramework) -> DocumentFaultyError:
    return DocumentFaultyError(
        f"{plan.framework} has faults. Use `framework check` to see them.",
        problems=loaded.problems,
    )


def _refused(problems: tuple[object, ...]) -> bool:
    return any(getattr(one, "severity", None) is Severity.REFUSED for one in problems)


def actor_of(plan: ReviewPlan, person: str | None) -> Actor:
    """Who acts: the person named, with the plan's roles, or the keeper of the folder.

    Raises:
        UnknownPersonError: The plan's team has nobody of that id.
    """
    if person is None:
        return KEEPER
    member = plan.member(person)
    if member is None:
        raise UnknownPersonError(person)
    return Actor(id=member.id, name=member.name, roles=frozenset(member.roles))


def start_review(folder: Path, *, templates: Path, framework: str = "neglect") -> None:
    """Make a folder with a plan to fill in, a framework and a narrative to write.

    Raises:
        FolderInUseError: The folder has something in it.
        UsageError: There is no framework of that name.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUseError(folder)
    source = templates / "frameworks" / f"{framework}.yaml"
    if not source.is_file():
        known = ", ".join(sorted(one.stem for one in source.parent.glob("*.yaml")))
        raise UsageError(f"There is no framework called {framework}. There are: {known}.")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / "framework.yaml")
    shutil.copyfile(templates / "review.yaml", folder / PLAN_FILE)
    shutil.copytree(templates / "narrative", folder / "narrative")
    (folder / "reports").mkdir()


class VersionChangedError(RefusedError):
    """A version of the framework was edited after answers were given under it."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Answers were given under version {version} of the framework, and the file now says "
            "something else under that number. Put it back as it was; a used version never changes."
        )


def _check_version_is_new(work: UnitOfWork, review: Review) -> None:
    from inspect_tool.store import queries

    used = queries.framework_versions(work)
    if review.framework.version in used and queries.has_revisions(work):
        raise VersionChangedError(review.framework.version)


def remember_documents(work: UnitOfWork, review: Review) -> None:
    """Keep the plan and the framework as they stand when something is first done under them.

    Raises:
        DocumentFaultyError: The framework's proofs, which are made now, do not hold.
    """
    from inspect_tool.store.tables import DocumentVersion

    if work.get(DocumentVersion, "framework", review.framework_digest) is None:
        _check_version_is_new(work, review)
        path = inside(review.folder, review.plan.framework)
        proven = check_framework(path, plan=review.plan)
        if _refused(proven.problems):
            raise _faulty_framework(review.plan, proven)
    documents = (
        ("plan", review.plan_digest, "", review.plan),
        ("framework", review.framework_digest, review.framework.version, review.framework),
    )
    for kind, digest, version, document in documents:
        if work.get(DocumentVersion, kind, digest) is None:
            work.add(
                DocumentVersion(
                    kind=kind,
                    digest=digest,
                    version=version,
                    first_used_at=work.now,
                    content=document.model_dump_json(by_alias=True, exclude_defaults=True),
                )
            )
