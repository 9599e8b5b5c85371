"""Files that are written whole or not at all, keeping what they were: mode, owner, and the links that lead to them.

Each is written beside its target and then takes its place; what killed runs left there is swept away. What is written,
and what is said where that fails, is left to others.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl  # at once: the moment a file is locked may be one without memory for it

MARK = ".scheduler-part"
"""The end of the name of every temporary file of ours."""

_ANYBODY_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class ReadOnly(PermissionError):
    """The file that would be replaced is one that nobody may write."""


@contextmanager
def written(path: Path, lasting: bool = False) -> Iterator[Path]:
    """A temporary file that takes the place of `path` when the block ends well; otherwise nothing changes.

    A link is followed: the file it leads to is replaced. That file keeps its mode and, where the system allows it, its
    owner; another name of the same file (a hard link) keeps the content of before. `lasting`: it is on the disk when
    this ends, even if the power fails.

    Raises:
        ReadOnly: the file is there and read-only.
        OSError: it cannot be written for another reason, or is no ordinary file.
    """
    target, facts = target_of(path)
    sweep(target.parent)
    handle, temporary = _locked(target, 0o600 if facts else 0o666)
    name = os.fsencode(temporary)  # made while there is memory: removing the file then needs none
    try:
        yield temporary
        if lasting:
            os.fsync(handle)
        if facts:
            _made_like(temporary, facts)
        os.close(handle)  # Windows replaces nothing with a file that is open
        handle = -1
        os.replace(temporary, target)
    except BaseException:
        if handle >= 0:
            os.close(handle)
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def tried(path: Path, size: int) -> None:
    """Finds out whether `written` would succeed with so many bytes, without changing anything; raises as it does."""
    target, facts = target_of(path)
    if facts:
        with target.open("r+b"):  # Windows refuses a file that another program has open
            pass
    sweep(target.parent)
    handle, temporary = _locked(target, 0o600)
    try:
        left = size
        while left > 0:
            left -= os.write(handle, bytes(min(left, 1 << 16)))
    finally:
        os.close(handle)
        temporary.unlink(missing_ok=True)


def target_of(path: Path) -> tuple[Path, os.stat_result | None]:
    """The file that writing to `path` replaces, links followed, and what it is; raises as `written`."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return Path(os.path.realpath(path)), None
    if stat.S_ISDIR(facts.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(facts.st_mode):  # a device or a pipe would be gone
        raise OSError(errno.EINVAL, "no ordinary file", str(path))
    if not facts.st_mode & _ANYBODY_WRITES or not os.access(path, os.W_OK):  # the first also holds for root
        raise ReadOnly(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return Path(os.path.realpath(path)), facts


def sweep(folder: Path) -> None:
    """Removes the temporary files of runs that were killed; those of runs at work are locked, or open on Windows."""
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            if entry.name.startswith(".") and entry.name.endswith(MARK):
                with suppress(OSError):
                    _remove_abandoned(entry.path)


def _locked(target: Path, mode: int) -> tuple[int, Path]:
    """A new temporary file beside the target, open and held against sweeping."""
    while True:
        temporary = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(6)}{MARK}")
        name = os.fsencode(temporary)
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        try:
            if held(handle, patiently=True) is not False and os.fstat(handle).st_nlink:
                return handle, temporary
        except BaseException:
            os.close(handle)
            os.unlink(name)
            raise
        os.close(handle)  # another run has swept it away before it was locked


def _remove_abandoned(name: str) -> None:
    if sys.platform == "win32":
        os.unlink(name)  # refused while it is open
        return
    handle = os.open(name, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if held(handle, patiently=False):
            os.unlink(name)
    finally:
        os.close(handle)


def held(handle: int, patiently: bool) -> bool | None:
    """Whether the open file is locked for us alone from now on; None where the system has no such locks.

    The end of the process, however it dies, frees it. `patiently`: others are waited for.
    """
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if patiently else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # a network drive without locks
        return None
    return True


def _made_like(path: Path, facts: os.stat_result) -> None:
    """Gives a file the owner, as far as we may, and the mode of another."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.chown(path, facts.st_uid, facts.st_gid)
    path.chmod(stat.S_IMODE(facts.st_mode))
