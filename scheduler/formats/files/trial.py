"""A first reading, in a process of its own, of workbooks whose size cannot be measured: binary Excel, OpenDocument.

Their parser may abort or take all memory, which no exception handler survives. The process has limits on memory and
time; a file that it survives is read again where its values are wanted.
"""

from __future__ import annotations

import subprocess
import sys

from scheduler.formats.files.opening import Refused
from scheduler.formats.files.worksheet import MOST_CELLS
from scheduler.isolation import isolated

MOST_MEMORY = 700 * 2**20
"""Bytes of address space; not limited on Windows."""

MOST_SECONDS = 60

TOO_MANY = 3
"""Exit code of a reading that found more cells than may be."""


def survived(content: bytes) -> None:
    """Reads all tabs beside us. Raises `Refused` where the parser dies of them, or they are too many cells."""
    try:
        ended = subprocess.run(
            isolated(__name__),
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        raise Refused("bomb") from None
    if ended == TOO_MANY:
        raise Refused("too_many_cells", most=MOST_CELLS)
    if ended:
        raise Refused("bomb")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Counts the cells of the workbook on standard input; mere damage is told by the reading that follows."""
    import io

    import python_calamine

    _limit_memory()
    cells = 0
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            cells += (sheet.total_height + 1) * (sheet.total_width + 1)  # both are the last index
            if cells > MOST_CELLS:
                sys.exit(TOO_MANY)
            sheet.to_python(skip_empty_area=False)
    except MemoryError:
        sys.exit(TOO_MANY)
    except Exception:
        return


if __name__ == "__main__":
    main()
