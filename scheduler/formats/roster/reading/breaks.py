"""What a file writes in its breaks ("Pauze leraren", "Receso 15 minutos"), told by the rows it stands in and not by the
word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scheduler.formats.roster.records import Table
from scheduler.formats.roster.sheets.values import text_of

LEAST_CELLS, LEAST_ROWS = 3, 2
"""A text fills so many cells of a row, of so many rows, and stands nowhere else."""


def break_texts(tables: Iterable[Table]) -> set[str]:
    """Texts that fill rows without the number of a period, between rows that have one, and no other cell."""
    rows_of, elsewhere = Counter[str](), set[str]()
    for table in tables:
        down = {axis.kind: axis for axis in table.axes if not axis.across}
        labels = {axis.index for axis in table.axes if not axis.across}
        if table.kind != "grid" or "period" not in down:
            continue
        period = down["period"]
        first = max(labels, default=-1) + 1
        for r in range(table.top, table.bottom + 1):
            line = table.sheet.rows[r] if r < table.sheet.height else ()
            texts = [text_of(v) for v in line[first : table.right + 1] if v is not None]
            named = isinstance(table.sheet.at(r, period.index), str) and r not in period.values
            if named and len(texts) >= LEAST_CELLS and len(set(texts)) == 1:
                rows_of[texts[0]] += 1
            else:
                elsewhere.update(texts)
    return {text for text, n in rows_of.items() if n >= LEAST_ROWS and text not in elsewhere}
