"""Writing a file whole or not at all; what prevents it is told as a fault. How that is done: `whole_files`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler import whole_files
from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.opening import reason


@contextmanager
def written_whole(path: Path, overwrite: bool = False, lasting: bool = False) -> Iterator[Path]:
    """A temporary path that takes the place of `path` when the block ends well (see `whole_files.written`).

    Raises `Faults`: the file cannot be written, or is there already and may not be replaced unless `overwrite`.
    """
    try:
        if path.exists() and not overwrite:
            raise Faults([Fault(path.name, str(path), "file_exists")])
        with whole_files.written(path, lasting) as temporary:
            yield temporary
    except whole_files.ReadOnly:
        raise Faults([Fault(path.name, str(path), "read_only")]) from None
    except OSError as wrong:
        told = {"reason": wrong.strerror or reason(wrong)}
        raise Faults([Fault(path.name, str(path), "cannot_write", told)]) from None
