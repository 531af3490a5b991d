"""What the list of contents of an Office file says about its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

_WORKBOOKS = ("spreadsheetml.sheet.main", "spreadsheetml.template.main", "ms-excel.sheet.macro"
              "enabled.main", "ms-excel.template.macroenabled.main")  # fmt: skip


class UnreadableTypesError(ValueError):
    """The list of contents is no XML."""


def plain_name(name: str) -> str:
    """The name of a part with slashes, as it has to be; some programs write backslashes."""
    return name.replace("\\", "/")


@dataclass(frozen=True)
class ContentTypes:
    """The types of the parts that a file really has.

    A type that is given to an ending of which there is no part says nothing: SheetJS lists
    macros among the endings of every workbook.

    Args:
        by_part: In lower case, by name of the part.
        named: Types that a single part is said to have, whether it is there or not.
    """

    by_part: Mapping[str, str]
    named: frozenset[str] = frozenset()

    @classmethod
    def read(cls, content: bytes, parts: Iterable[str]) -> ContentTypes:
        """From the part `[Content_Types].xml`.

        Raises:
            UnreadableTypesError: It is no XML, or has declarations.
        """
        if b"<!" in content.replace(b"<!--", b""):
            raise UnreadableTypesError
        try:
            root = ElementTree.fromstring(content)  # noqa: S314 - it has no declarations
        except ElementTree.ParseError:
            raise UnreadableTypesError from None
        endings: dict[str, str] = {}
        named: dict[str, str] = {}
        for element in root:
            kind = element.get("ContentType", "").lower()
            if element.tag.endswith("Override"):
                named[plain_name(element.get("PartName", "")).lstrip("/").lower()] = kind
            else:
                endings[element.get("Extension", "").lower()] = kind
        return cls(
            {
                part: named.get(part.lower(), endings.get(part.rpartition(".")[2].lower(), ""))
                for part in parts
            },
            frozenset(named.values()),
        )

    @property
    def workbook(self) -> str:
        """The part that is the workbook; empty where there is none."""
        for part, kind in self.by_part.items():
            if any(name in kind for name in _WORKBOOKS):
                return part
        return ""

    @property
    def has_macros(self) -> bool:
        """Whether a part is a program, or the workbook is of the kind that carries them."""
        kinds = self.by_part.values()
        return "macroenabled" in self.by_part.get(self.workbook, "") or any(
            "vbaproject" in kind for kind in kinds
        )

    @property
    def is_binary_workbook(self) -> bool:
        """Whether the workbook is in Excel's binary format."""
        kinds = {*self.by_part.values(), *self.named}
        return not self.workbook and any("sheet.binary" in kind for kind in kinds)
