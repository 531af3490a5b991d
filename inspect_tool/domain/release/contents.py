"""What a release carries, by its edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.manifest import is_safe_name
from inspect_tool.errors import RefusedError

DISCLOSURE = "disclosure"
MADE_FROM = "made-from"
DRAW = "draw"
DOCUMENTS = "documents"
OPEN_DATA = "open-data"


class UnsettledDisclosureError(RefusedError):
    """A public release would leave without what was decided on disclosure."""

    def __init__(self) -> None:
        super().__init__(
            "A public release carries what was decided on disclosure, and there is nothing of "
            "that here. See `disclose check`. Nothing was sealed."
        )


class CaseLevelFileError(RefusedError):
    """A public release would carry what is for the team alone."""

    def __init__(self, name: str) -> None:
        super().__init__(f"A public release does not carry {name}. Nothing was sealed.")


class FileNameError(RefusedError):
    """A file has a name that not every system takes."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} cannot be in a release: give the file a name of letters without accents, "
            "digits, dots, hyphens and underscores. Nothing was sealed."
        )


@dataclass(frozen=True)
class ReleaseContents:
    """The files of a release, by what they are and then by name.

    Args:
        documents: What `report build` made, its manifest among them.
        tables: Tables, charts and sentences as data.
        draw: Certificate, public frame and commitment; empty where nothing was drawn.
        made_from: Framework; in an internal release also plan, narrative and own templates.
        disclosure: What was decided on disclosure; a public release has it.
        open_data: The tables as a Data Package, beside the documents.
        verifiers: Programs that check it.
    """

    edition: Edition
    documents: Mapping[str, bytes]
    tables: Mapping[str, bytes]
    draw: Mapping[str, bytes]
    made_from: Mapping[str, bytes]
    disclosure: Mapping[str, bytes] = field(default_factory=dict)
    open_data: Mapping[str, bytes] = field(default_factory=dict)
    verifiers: Mapping[str, bytes] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        """Every file by its place in the release.

        Raises:
            UnsettledDisclosureError: It is public, without decisions on disclosure.
            CaseLevelFileError: It is public, and has what is for the team alone.
            FileNameError: A name is not one for every system.
        """
        if self.edition is Edition.PUBLIC:
            if not self.disclosure:
                raise UnsettledDisclosureError
            for name in self.made_from:
                if name != "framework.yaml":
                    raise CaseLevelFileError(name)
        placed = {
            **{f"{DOCUMENTS}/{name}": held for name, held in self.documents.items()},
            **{f"{OPEN_DATA}/{name}": held for name, held in self.open_data.items()},
            **self.tables,
            **{f"{DRAW}/{name}": held for name, held in self.draw.items()},
            **{f"{MADE_FROM}/{name}": held for name, held in self.made_from.items()},
            **{f"{DISCLOSURE}/{name}": held for name, held in self.disclosure.items()},
            **self.verifiers,
        }
        for name in placed:
            if not is_safe_name(name):
                raise FileNameError(name)
        return placed
