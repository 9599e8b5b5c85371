"""The best timetable of each case as a workbook, from the first one on: a copy of that of its best run.

What is better is what the evaluator says: fewer periods without a time, then fewer hard points, then fewer soft ones.
"""

from __future__ import annotations

from pathlib import Path

from scheduler import whole_files
from scheduler.bench.rows import Row
from scheduler.bench.tables import Cost, cost_of


class Best:
    """Hears of every row; `rows` are the best so far by the title of their case.

    `unwritten`: why the workbook of a case could not be written (open in Excel, no space), by its path.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, Row] = {}
        self.unwritten: dict[Path, OSError] = {}

    def offer(self, row: Row) -> bool:
        """Whether this row is the best of its case so far; its workbook then becomes that of the case."""
        known = self.rows.get(row.task.title)
        if not row.solution or (known is not None and _rank(known) <= _rank(row)):
            return False
        self.rows[row.task.title] = row
        self._write(row)
        return True

    def write_again(self) -> None:
        """Once more what could not be written."""
        for row in self.rows.values():
            if self.file(row) in self.unwritten:
                self._write(row)

    def _write(self, row: Row) -> None:
        path = self.file(row)
        self.unwritten.pop(path, None)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            content = (self.folder / row.solution).read_bytes()
            with whole_files.written(path) as temporary:
                temporary.write_bytes(content)
        except OSError as wrong:  # no reason to end the night: the workbook of the run itself is there
            self.unwritten[path] = wrong

    def file(self, row: Row) -> Path:
        """The workbook of the case of a row."""
        return self.folder / "best" / f"{row.task.stem}.xlsx"


def _rank(row: Row) -> tuple[Cost, int]:
    """Of equal timetables that of the lowest seed, whichever came first."""
    cost = cost_of(row)
    assert cost is not None, "a row with a workbook has a cost"
    return cost, row.task.seed
