"""Commands whose system refuses them something: rights to a folder, or locks."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import subprocess
import sys
from pathlib import Path

from inspect_tool.cli.main import main
from tests.interfaces.copied_process import run_copied

# The number of the machine for filters, and of its calls `fcntl` and `flock`.
CALLS = {"x86_64": (0xC000003E, 72, 73), "aarch64": (0xC00000B7, 25, 32)}
CAN_REFUSE_LOCKS = sys.platform == "linux" and platform.machine() in CALLS
SET_LOCK, SET_LOCK_AND_WAIT = 6, 7
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
REFUSED, ALLOWED = 0x00050000, 0x7FFF0000
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
CAPABILITIES_3 = 0x20080522


def refuse_locks(error: int) -> None:
    """Have the kernel refuse every lock on a file from now on, as a network folder does.

    A filter of system calls (seccomp(2)): `fcntl` that sets a lock, and `flock`.
    """
    machine, fcntl, flock = CALLS[platform.machine()]
    program = [
        (LOAD, 0, 0, 4),
        (IF_EQUAL, 0, 7, machine),
        (LOAD, 0, 0, 0),
        (IF_EQUAL, 4, 0, flock),
        (IF_EQUAL, 0, 4, fcntl),
        (LOAD, 0, 0, 24),  # its second word: what is asked
        (IF_EQUAL, 1, 0, SET_LOCK),
        (IF_EQUAL, 0, 1, SET_LOCK_AND_WAIT),
        (RETURN, 0, 0, REFUSED | error),
        (RETURN, 0, 0, ALLOWED),
    ]
    steps = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    listed = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program), ctypes.addressof(steps))
    )
    system = ctypes.CDLL(None)
    assert system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    assert system.prctl(SECCOMP, FILTER, listed, 0, 0) == 0


def give_up_rights() -> None:
    """Be held to the rights of files, also as root (capset(2))."""
    nothing = ctypes.create_string_buffer(bytes(24))
    header = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITIES_3, 0))
    assert ctypes.CDLL(None).capset(header, nothing) == 0


def run_locked_out(code: str, *words: str) -> None:
    refuse_locks(int(code))
    sys.argv = ["inspect-tool", *words]
    main()


def run_held_to_rights(*words: str) -> None:
    give_up_rights()
    sys.argv = ["inspect-tool", *words]
    main()


def without_locks(
    *words: str | Path, error: int = errno.EOPNOTSUPP
) -> subprocess.CompletedProcess[str]:
    """Run a command whose system gives out no locks, in a process of its own."""
    return run_copied("tests.interfaces.trouble:run_locked_out", error, *words)


def without_rights(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that the rights of files hold for, in a process of its own."""
    return run_copied("tests.interfaces.trouble:run_held_to_rights", *words)
