"""A first reading, in a process of its own, of workbooks whose size cannot be measured: binary Excel, OpenDocument.

Their parser may abort or take all memory, which no exception handler survives. The process has limits on memory and
time; a file that it survives is read again where its values are wanted.
"""

from __future__ import annotations

import subprocess
import sys

from scheduler.formats.files.amounts import MOST_CELLS, MOST_MERGED_AREA, MOST_TEXT, Amounts
from scheduler.formats.files.opening import Refused
from scheduler.isolation import isolated

MOST_MEMORY = 500 * 2**20
"""Bytes of address space. Windows has no such limit: there the time limit and the count of cells are what holds."""

MOST_SECONDS = 60

CODES = {3: ("too_many_cells", MOST_CELLS), 4: ("too_much_text", MOST_TEXT), 5: ("too_many_merged", MOST_MERGED_AREA)}
"""What a reading found too many of, by its exit code."""


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
    if ended in CODES:
        key, most = CODES[ended]
        raise Refused(key, most=most)
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
    amounts = Amounts()
    cells = 0
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            cells += (sheet.total_height + 1) * (sheet.total_width + 1)  # both are the last index
            if cells > MOST_CELLS:
                raise Refused("too_many_cells")
            for row in sheet.to_python(skip_empty_area=False):
                for cell in row:
                    if isinstance(cell, str):
                        amounts.text(len(cell))
            for first, last in sheet.merged_cell_ranges or ():
                amounts.merged(first, last)
    except Refused as refused:
        sys.exit(next(code for code, (key, _) in CODES.items() if key == refused.key))
    except MemoryError:
        sys.exit(3)
    except Exception:
        return


if __name__ == "__main__":
    main()
