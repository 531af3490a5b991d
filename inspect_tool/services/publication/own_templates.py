"""A review's own templates: copied from the tool's to be changed, used file by file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspect_tool.domain.language.faults import choose_from
from inspect_tool.errors import UsageError
from inspect_tool.store.private_files import check_not_there, write_private_set

# What documents are made with. Fonts come along when they are named: few change those.
COPIED: Final = ("report", "wording", "words")
FONTS: Final = "report/fonts"


@dataclass(frozen=True)
class CopiedTemplates:
    """What was copied, by its name below the folder."""

    folder: Path
    names: tuple[str, ...]


def copy_templates(shipped: Path, folder: Path, names: Sequence[str] = ()) -> CopiedTemplates:
    """Copy templates of the tool into a folder, to be changed there.

    Args:
        shipped: Those that come with the tool.
        names: Files or folders below it, such as `report/print.css`; all but the fonts where none
            is named.

    Raises:
        UsageError: The tool has no such template.
        FileIsThereError: One of them is there already; nothing was copied.
    """
    known = _known(shipped)
    chosen = [name for name in known if not name.startswith(f"{FONTS}/")]
    if names:
        wanted = [name.rstrip("/") for name in names]
        chosen = [one for one in known if any(_is_in(one, name) for name in wanted)]
        for name in wanted:
            if not any(_is_in(one, name) for one in known):
                raise UsageError(
                    f"The tool has no template {name}. {choose_from(name, [*COPIED, *known])}"
                )
    for name in chosen:
        check_not_there(folder / name)
    for parent in sorted({(folder / name).parent for name in chosen}):
        parent.mkdir(parents=True, exist_ok=True)
    write_private_set({folder / name: (shipped / name).read_bytes() for name in chosen})
    return CopiedTemplates(folder, tuple(chosen))


def _is_in(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}/")


def _known(shipped: Path) -> list[str]:
    files = (path for part in COPIED for path in (shipped / part).rglob("*") if path.is_file())
    return sorted(path.relative_to(shipped).as_posix() for path in files)
