"""Returns with bytes changed at random, read one after the other under the limits of the reader.

`python -m tests.mutated_returns FIRST LAST` prints a line for each: `read`, `refused`, or the name
of an error that nobody should see. A process that dies is what the tool takes for a refusal, so
whoever runs this starts it again after the file at which it died.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.spreadsheet.answering import set_limits
from inspect_tool.readers.spreadsheet.guard import MEBIBYTE, ReadLimits
from tests.read_returns import FILES, read_return_to_frame

SOURCES = (
    "base.xlsx", "sheetjs.xlsx", "x-backslash.xlsx", "x-wbname.xlsx", "x-err-prefix.xlsx",
    "x-f-nocache-end.xlsx", "o-src-err.ods", "../old/base.xls", "../old/broken.xls",
    "csv-us-dates/List 6.csv", "csv-us-dates/List 7.csv",
)  # fmt: skip
LIMITS = ReadLimits(memory_bytes=1024 * MEBIBYTE, cpu_seconds=600)


def mutated(seed: int) -> tuple[str, bytes]:
    """Name and bytes of one changed file."""
    chance = random.Random(seed)  # noqa: S311
    source = FILES / chance.choice(SOURCES)
    content = source.read_bytes()
    if content.startswith(b"PK") and chance.random() < 0.7:
        return source.name, _with_a_changed_part(content, chance)
    return source.name, _changed(content, chance)


def _with_a_changed_part(content: bytes, chance: random.Random) -> bytes:
    """The zip packed again, so that checksums hold, with one part changed, left out or renamed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        entries = old.infolist()
        chosen = chance.choice(entries)
        for entry in entries:
            part = old.read(entry)
            name = entry.filename
            if entry is chosen:
                how = chance.random()
                if how < 0.1:
                    continue
                name = f"{name}x" if how < 0.15 else name
                part = _changed(part, chance) if how >= 0.15 else part
            new.writestr(name, part)
    return packed.getvalue()


def _changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        if not changed:
            break
        at = chance.randrange(len(changed))
        how = chance.randrange(5)
        if how == 0:
            changed[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            changed[at] = chance.randrange(256)
        elif how == 2:
            del changed[at : at + chance.choice([1, 3, 50])]
        elif how == 3:
            piece = changed[at : at + chance.choice([1, 20, 200])]
            changed[at:at] = piece
        else:
            changed[at : at + 4] = chance.choice([b"<!--", b"\0\0\0\0", b"9999", b'""""', b"]]>&"])
    return bytes(
        changed[: chance.randrange(len(changed) + 1)] if chance.random() < 0.1 else changed
    )


def outcome(seed: int) -> str:
    """What came of one file."""
    name, content = mutated(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            read_return_to_frame(path)
        except UnreadableFileError:
            return "refused"
        except MemoryError:
            return "stopped"
        # Whatever it is, somebody would see it as a traceback.
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        # calamine stops with an error of its own when it trips over itself.
        except BaseException as error:
            if type(error).__name__ == "PanicException":
                return "stopped"
            raise
    return "read"


def outcomes(first: int, last: int) -> Iterator[tuple[int, str]]:
    """What came of each, from processes that are started again where one dies."""
    while first < last:
        done = subprocess.run(
            [sys.executable, "-m", "tests.mutated_returns", str(first), str(last)],
            capture_output=True,
            text=True,
            check=False,
        )
        for line in done.stdout.splitlines():
            seed, _, said = line.partition(" ")
            first = int(seed) + 1
            yield int(seed), said
        if done.returncode and first < last:
            yield first, "stopped"
            first += 1


def main() -> None:
    """Read the files of the seeds that are named."""
    set_limits(LIMITS)
    sys.stderr = io.StringIO()
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        print(seed, outcome(seed), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
