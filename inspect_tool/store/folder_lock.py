"""One process at a time in a folder, on systems that can lock one; which folders cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile


@contextmanager
def alone_in(folder: Path, *, wait: bool, where_no_locks: bool = True) -> Iterator[bool]:
    """Keep other processes that ask for the same folder out; whether nobody else is in it.

    The lock ends with its process, however that ends.

    Args:
        where_no_locks: The answer on Windows and on network folders without locks.
    """
    try:
        import fcntl
    except ImportError:
        yield where_no_locks
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_alone = True
        except BlockingIOError:
            is_alone = False
        except OSError:
            is_alone = where_no_locks
        yield is_alone
    finally:
        os.close(descriptor)


def has_locks(folder: Path) -> bool:
    """Whether the folder's file system can lock a file, as far as can be told.

    Tried on a new file, which nobody else can have locked.
    """
    try:
        import fcntl
    except ImportError:
        return True
    with suppress(OSError), TemporaryFile(dir=folder) as file:  # where nobody may write
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
