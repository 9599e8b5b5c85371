"""A set of rows that cannot hold together cut down to one of which every row is needed.

Rows are left out in halves, quarters and so on while the rest still cannot hold, at last one by one: whatever the
moment, what is left is a conflict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.evaluation.conflicts import Row
from scheduler.solver.explaining.asking import Asking


@dataclass
class Minimising:
    """The rows left so far, and whether all are proved to be needed.

    `lessons`: those of the model; when the rows are few, the lessons that they do not speak of are left out too.
    """

    asking: Asking
    lessons: frozenset[str]
    rows: tuple[Row, ...]
    minimal: bool = False

    def run(self, tell: Callable[[tuple[Row, ...]], None]) -> None:
        """Leaves out what can be; `tell` hears of each smaller set."""
        size = max(1, len(self.rows) // 2)
        while True:
            removed, unsure = self._pass(size, tell)
            if self.asking.clock.over:
                return
            if size == 1 and not removed:
                self.minimal = not unsure
                return
            if size == 1 and not unsure:
                self.minimal = True  # going through all once is enough: what was needed before stays needed
                return
            size = max(1, size // 2) if size > 1 else 1
            self._fewer_lessons()

    def _pass(self, size: int, tell: Callable[[tuple[Row, ...]], None]) -> tuple[bool, bool]:
        """Tries to leave out each stretch of so many rows: whether some were, and whether some answer is missing."""
        removed = unsure = False
        at = 0
        while at < len(self.rows) and not self.asking.clock.over:
            left = (*self.rows[:at], *self.rows[at + size :])
            answer = self.asking.possible(self.lessons, left)
            if answer is False:
                self.rows = left
                removed = True
                tell(left)
            else:
                unsure = unsure or answer is None
                at += size
        return removed, unsure

    def _fewer_lessons(self) -> None:
        """Leaves lessons that are not asked for out of the model, where the rows cannot hold without them either."""
        asked = {lesson for row in self.rows for lesson in row.lessons}
        fewer = frozenset(asked)
        if fewer and fewer != self.lessons and self.asking.possible(fewer, self.rows) is False:
            self.lessons = fewer
