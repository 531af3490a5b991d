"""Stage one as pages do it: files come from a browser and go back to it, and none stays."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import yaml

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.errors import UsageError
from inspect_tool.services.authorities.selection import (
    CommittedView,
    GivenChoices,
    SelectionRequest,
    commit_authorities,
    select_authorities,
)
from inspect_tool.services.sampling.uploaded import UploadedFile, in_a_folder
from inspect_tool.store.archive import NO_MOMENT

if TYPE_CHECKING:
    from inspect_tool.domain.people import Actor
    from inspect_tool.services.authorities.views import SelectionView

COMMITMENT: Final = "authorities-commitment.json"
CERTIFICATE: Final = "authorities-certificate.json"
AUTHORITIES: Final = "authorities.csv"
COLUMNS: Final = ("by", "order_by")
WORDS: Final = ("size_column", "method", "draw_id")
NUMBERS: Final = {"size": "size", "minimum": "minimum_per_stratum"}


class NoListError(UsageError):
    """A form without the list of authorities, or without what was committed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Choose the file of {what} first. Nothing was chosen.")


@dataclass(frozen=True)
class CommittedFile:
    """What is to be published before the seed exists."""

    view: CommittedView
    content: bytes


@dataclass(frozen=True)
class DrawnFiles:
    """A choice of authorities.

    Args:
        plan_lines: The chosen ones as the plan writes them, with their chances.
        archive: A ZIP of the list for a plan, the certificate and what verifies it.
    """

    view: SelectionView
    plan_lines: str
    archive: bytes


def choices_typed(typed: Mapping[str, str]) -> GivenChoices:
    """The choices of a form; what was left empty is what the commitment or the default says.

    Raises:
        UsageError: A number is none.
    """
    said: dict[str, object] = {}
    for name, choice in NUMBERS.items():
        number = typed.get(name, "").strip()
        if number and not (number.isascii() and number.isdigit() and len(number) < 5):
            raise UsageError(f"{number[:20]} is no number. Type it in digits. Nothing was chosen.")
        said[choice] = int(number) if number else None
    for name in COLUMNS:
        columns = tuple(one.strip() for one in typed.get(name, "").split(",") if one.strip())
        said[name] = columns or None
    if typed.get("whole"):
        said["by"] = ()
    said |= {name: typed.get(name, "").strip() or None for name in WORDS}
    return GivenChoices(equal=bool(typed.get("equal")) or None, **said)  # type: ignore[arg-type]


def commit_on_page(
    actor: Actor, files: Mapping[str, UploadedFile], typed: Mapping[str, str]
) -> CommittedFile:
    """Fix the list and the choices before the seed exists.

    Args:
        files: `list` alone.

    Raises:
        NotYourRoleError: The actor is no lead.
        NoListError, UsageError, CheckFailedError, UnreadableFileError: See `commit_authorities`.
    """
    check_can(actor, Action.WRITE_PLAN)
    if "list" not in files:
        raise NoListError("the list of authorities")
    with in_a_folder([files["list"]]) as (path,), TemporaryDirectory() as folder:
        view = commit_authorities(
            path,
            choices_typed(typed),
            output=Path(folder) / COMMITMENT,
            committed_at=typed.get("at", "").strip(),
        )
        return CommittedFile(view, view.file.read_bytes())


def draw_on_page(
    actor: Actor, files: Mapping[str, UploadedFile], typed: Mapping[str, str], templates: Path
) -> DrawnFiles:
    """Choose the authorities as committed.

    Args:
        files: `list` and `commitment`.
        templates: Where the verifiers come from that go beside the certificate.

    Raises:
        NotYourRoleError: The actor is no lead.
        NoListError, UsageError, CheckFailedError, UnreadableFileError,
            AuthorityCommitmentBrokenError: See `select_authorities`.
    """
    check_can(actor, Action.WRITE_PLAN)
    for name, what in (("list", "the list of authorities"), ("commitment", "the commitment")):
        if name not in files:
            raise NoListError(what)
    with (
        in_a_folder([files["list"]]) as (path,),
        in_a_folder([files["commitment"]]) as (committed,),
        TemporaryDirectory() as made,
    ):
        folder = Path(made)
        request = SelectionRequest(
            file=path,
            given=GivenChoices(),
            seed=typed.get("seed", "").strip(),
            seed_source=typed.get("source", "").strip(),
            seeded_at=typed.get("at", "").strip(),
            commitment=committed,
            replaced=_replaced(typed.get("replaced", "")),
        )
        view = select_authorities(
            request,
            output=folder / AUTHORITIES,
            certificate=folder / CERTIFICATE,
            templates=templates,
        )
        chosen = (folder / AUTHORITIES).read_text(encoding="utf-8")
        return DrawnFiles(view, _plan_lines(chosen), _archive(folder))


def _replaced(typed: str) -> dict[str, str]:
    """Authorities that cannot take part, a line each: code, then why.

    Raises:
        UsageError: A line has no reason.
    """
    found = {}
    for line in typed.splitlines():
        code, _, reason = line.strip().partition(" ")
        if code and not reason.strip():
            raise UsageError(f"Say why {code[:20]} cannot take part, behind its code.")
        if code:
            found[code.rstrip(":")] = reason.strip()
    return found


def _plan_lines(chosen: str) -> str:
    rows = [
        {name: value for name, value in row.items() if value}
        for row in csv.DictReader(io.StringIO(chosen))
    ]
    lines = yaml.safe_dump({"authorities": rows}, allow_unicode=True, sort_keys=False, width=200)
    return str(lines)


def _archive(folder: Path) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.iterdir()):
            file.writestr(zipfile.ZipInfo(path.name, NO_MOMENT), path.read_bytes())
    return written.getvalue()
