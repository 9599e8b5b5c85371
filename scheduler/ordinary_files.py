"""Reading a file that is an ordinary one, and no more of it than may be: no pipe is waited for, no device read on.

What is in the file, but for the grammar of TOML, and how a refusal is told, is left to those who ask for it.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, BinaryIO

MOST_PARTS = 30
"""Of a dotted key in TOML; the time and memory that the parser takes grow with their square."""

_PART = r"""(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*"""
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_PART}\.[ \t]*){{{MOST_PARTS}}}")


class NotOrdinary(OSError):
    """A pipe, a device or a socket, whatever links lead to it."""


class TooLarge(OSError):
    """More bytes than may be."""


def content_of(path: Path | str, most: int) -> bytes:
    """The bytes of an ordinary file of at most `most` bytes. Raises `NotOrdinary`, `TooLarge` or another `OSError`."""
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise TooLarge(f"{path} is larger than {most / 2**20:g} MB")
        content = file.read(size + 1)
        if len(content) > size:  # it grew meanwhile, or is one whose size is not known
            content += file.read(most + 1 - len(content))
    if len(content) > most:
        raise TooLarge(f"{path} is larger than {most / 2**20:g} MB")
    return content


def head_of(path: Path | str, most: int = 1 << 14) -> bytes:
    """The first bytes of an ordinary file, to tell its kind by; none of what is no such file or cannot be read."""
    try:
        with _opened(path) as file:
            return file.read(most)
    except (OSError, ValueError):
        return b""


def _opened(path: Path | str) -> BinaryIO:
    """The file, looked at when it is open, so that nobody can exchange it in between."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0), 0)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):  # what a socket, or a device without a machine, says
            raise NotOrdinary(f"{path} is not an ordinary file") from None
        raise
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise NotOrdinary(f"{path} is not an ordinary file")
    return file


def parsed_toml(text: str) -> dict[str, Any]:
    """As `tomllib.loads`; a `TOMLDecodeError` too: nested too deeply, in brackets or in a key; too long a number."""
    if _LONG_KEY.search(text):
        raise tomllib.TOMLDecodeError(f"a key has more than {MOST_PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deeply") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as wrong:
        raise tomllib.TOMLDecodeError(str(wrong)) from None
