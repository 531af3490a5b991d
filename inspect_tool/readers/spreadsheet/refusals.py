"""Why a file is not opened, each in one sentence with a way out."""

from __future__ import annotations

from inspect_tool.errors import UnreadableFileError


class MissingFileError(UnreadableFileError):
    """There is no such file, or it is not a plain file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not there or is not a file: check the name and the folder.")


WAY_OUT = (
    "save the lists as an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or CSV, and "
    "send that"
)


class UnknownFormatError(UnreadableFileError):
    """Neither text nor a workbook of a kind that is read here.

    Args:
        way_out: What to do instead.
    """

    def __init__(self, name: str, kind: str, way_out: str = WAY_OUT) -> None:
        super().__init__(f"{name} is {kind}: {way_out}.")


class PasswordProtectedFileError(UnreadableFileError):
    """The workbook is encrypted."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is protected by a password: open it, remove the password under File, Info, "
            "Protect Workbook, and save it again."
        )


class MacroWorkbookError(UnreadableFileError):
    """The workbook carries programs."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} contains macros, which are programs and are never run or read here: save it "
            "as an Excel workbook without macros (.xlsx) and send that."
        )


class DamagedFileError(UnreadableFileError):
    """The file is cut short or otherwise broken."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} is damaged ({what}): open it in Excel, save it under a new name, or ask for "
            "it again."
        )


class OversizedFileError(UnreadableFileError):
    """The file, or what it unpacks to, is larger than any honest return."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} {what}: send the lists alone, without other sheets, pictures or empty rows "
            "and columns."
        )


class UnsafeFileError(UnreadableFileError):
    """The file holds something that a spreadsheet program never writes."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} {what}, which no spreadsheet program writes and which can be used for an "
            "attack: do not open it, and ask the sender for a new file."
        )
