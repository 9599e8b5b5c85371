"""The balance of an import: what each filled cell became, and what was not understood, so that nothing is lost in
silence.

The readers mark cells as they use them; what they leave is judged here: titles, notes, sheets without lessons, the
rest.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scheduler.formats.roster.records import Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import only_times
from scheduler.formats.roster.sheets.values import clock_of, date_of, number_of, span_of, text_of
from scheduler.formats.roster.words.inside import is_no_lesson
from scheduler.formats.roster.words.labels import field_of
from scheduler.formats.roster.words.vocabulary import Vocabulary

LESSON, LABEL, RECORD, NO_LESSON, REMARK, ASIDE, LOST = (
    "lesson", "label", "record", "no lesson", "remark", "aside", "lost",
)  # fmt: skip
LIKE_LESSONS = 0.4
"""A table that was not read looks like lessons where so many of its texts hold a word that the lessons of the school
hold, or name a class or a teacher."""
LEAST_TEXTS = 8

_TALLY = re.compile(r"^(?:\w{1,5}:\s*\d+\s*,?\s*){2,}")
"""Counts of what stands elsewhere: "AG: 3, CS: 4"."""

Cell = tuple[int, int]


@dataclass
class Marks:
    """What each cell of each sheet was used for; the first use counts."""

    cells: dict[tuple[str, str], dict[Cell, str]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, sheet: Sheet, places: Iterable[Cell], use: str) -> None:
        held = self.cells[sheet.file, sheet.name]
        for place in places:
            if held.get(place, LOST) == LOST:
                held[place] = use


@dataclass(frozen=True)
class Balance:
    """Filled cells by use; `lost` holds the first places that were not understood, `aside` tables left out by name."""

    counts: Counter[str]
    lost: tuple[tuple[Sheet, Cell], ...] = ()
    aside: tuple[tuple[str, int, str], ...] = ()

    @property
    def filled(self) -> int:
        return sum(self.counts.values())

    @property
    def understood(self) -> float:
        """The share of the filled cells that was understood; cells of tables that hold no lessons do not count."""
        judged = self.filled - self.counts[ASIDE]
        return 1 - self.counts[LOST] / judged if judged else 1.0


def balance_of(sheets: Sequence[Sheet], tables: Sequence[Table], marks: Marks, vocabulary: Vocabulary) -> Balance:
    """Account for every filled cell of the sheets that were read."""
    by_sheet: dict[tuple[str, str], list[Table]] = defaultdict(list)
    for table in tables:
        by_sheet[table.sheet.file, table.sheet.name].append(table)
    said = _lesson_words(sheets, marks) | {
        name.casefold() for name in (*vocabulary.classes.values(), *vocabulary.teachers.values())
    }
    counts: Counter[str] = Counter()
    lost: list[tuple[Sheet, Cell]] = []
    aside: list[tuple[str, int, str]] = []
    for sheet in sheets:
        here = by_sheet[sheet.file, sheet.name]
        for table in here:
            _mark_labels(table, marks)
        ignored = {id(t): 0 for t in here if t.kind == "ignored"}
        whole = {id(t): _like_lessons(t, said) for t in here if t.kind == "ignored"}
        held = marks.cells[sheet.file, sheet.name]
        beside = _Beside(sheet, here)
        for r, row in enumerate(sheet.rows):
            uses = [held.get((r, c)) for c in range(len(row))]
            free = LESSON not in uses and uses.count(NO_LESSON) >= FREE_CELLS
            for c, value in enumerate(row):
                if value is None:
                    continue
                use = held.get((r, c)) or (NO_LESSON if free and beside.inside(r, c) else None)
                if use is None:
                    out = next((t for t in here if t.kind == "ignored" and _inside(t, r, c, HEADS)), None)
                    if out is not None and not whole[id(out)]:
                        ignored[id(out)] += 1
                        use = ASIDE
                    else:
                        use = beside.use(r, c)
                counts[use] += 1
                if use == LOST:
                    lost.append((sheet, (r, c)))
        aside += [(sheet.name, ignored[id(t)], t.reading) for t in here if ignored.get(id(t))]
    return Balance(counts, tuple(lost[:1000]), tuple(aside))


def _mark_labels(table: Table, marks: Marks) -> None:
    """Headings, labels, titles and the texts around a table."""
    sheet = table.sheet
    if table.kind == "ignored":
        return
    for axis in table.axes:
        places = [(axis.index, c) for c in axis.values] if axis.across else [(r, axis.index) for r in axis.values]
        if axis.across:
            places += [(axis.index, c) for c in range(table.left)]
        else:
            places += [(r, axis.index) for r in range(max(0, table.top - 4), table.top)]
        marks.put(sheet, places, LABEL)
    if table.kind in ("matrix", "legend"):
        marks.put(sheet, _area(table), RECORD)
        marks.put(sheet, [(table.top - 1, c) for c in range(sheet.width)], LABEL)
        marks.put(sheet, [(r, c) for r in range(table.top, table.bottom + 1) for c in range(sheet.width)], REMARK)
    titles = set(table.titles)
    for r in range(max(0, table.top - 9), table.top):
        for c, value in enumerate(sheet.rows[r] if r < sheet.height else ()):
            if value is not None and text_of(value) in titles:
                marks.put(sheet, [(r, c)], LABEL)


def _area(table: Table) -> list[Cell]:
    return [(r, c) for r in range(table.top, table.bottom + 1) for c in range(table.left, table.right + 1)]


FIELDS = {"class", "teacher", "room", "subject", "period", "time", "day", "start", "end", "group"}
MOSTLY_FIELDS = 0.6
FREE_CELLS = 2
"""A row with so many cells that say no lesson, and none with a lesson, is a break, whatever its label says."""
HEADS = 2
"""Rows above a table that was left out which belong to it: its headings."""


def _inside(table: Table, row: int, column: int, above: int = 0) -> bool:
    return table.top - above <= row <= table.bottom and table.left <= column <= table.right


class _Beside:
    """Judges the cells of one sheet that no reader used."""

    def __init__(self, sheet: Sheet, tables: Sequence[Table]) -> None:
        self.sheet = sheet
        self.read = [t for t in tables if t.kind != "ignored"]
        self.first = min((t.top for t in self.read), default=0)
        self.labels = [_labels(t) for t in self.read]
        self.timely: dict[tuple[int, int], bool] = {}
        self.summed: dict[int, bool] = {}
        self.fields: dict[int, bool] = {}

    def use(self, row: int, column: int) -> str:
        """A title above everything, a label said again, a sum or number beside, a remark alone in its row, or lost."""
        sheet = self.sheet
        text = text_of(sheet.at(row, column))
        if is_no_lesson(text):
            return NO_LESSON
        value = sheet.at(row, column)
        if clock_of(value) is not None or span_of(value) is not None or date_of(value) is not None:
            return LABEL  # a time alone is never a lesson
        if self._summed(column) or _TALLY.match(text):
            return REMARK
        inside = [n for n, t in enumerate(self.read) if _inside(t, row, column)]
        headed = [
            n for n, t in enumerate(self.read) if row < t.top and any(a.across and a.index == row for a in t.axes)
        ]
        if any(self._only_times(n, column) for n in (*inside, *headed)) or any(text in self.labels[n] for n in inside):
            return LABEL
        filled = sum(v is not None for v in sheet.rows[row])
        if self._fields(row):
            return LABEL
        if not self.read or row < self.first:
            return LABEL if filled <= 3 else LOST
        if not inside and number_of(sheet.at(row, column)) is not None:
            return REMARK
        if filled <= 2 and all(row > _last_label(self.read[n]) for n in inside):
            return REMARK
        return LOST

    def inside(self, row: int, column: int) -> bool:
        """Whether a table that was read has this cell."""
        return any(_inside(table, row, column) for table in self.read)

    def _fields(self, row: int) -> bool:
        """Whether a row holds words for what stands below them ("Subject | Staff | Room", each day)."""
        if row not in self.fields:
            texts = {text_of(v) for v in self.sheet.rows[row] if v is not None}
            named = sum(field_of(text) in FIELDS for text in texts)
            self.fields[row] = named >= max(FREE_CELLS, MOSTLY_FIELDS * len(texts))
        return self.fields[row]

    def _summed(self, column: int) -> bool:
        """Whether the column stands under a word for sums, remarks or hours."""
        if column not in self.summed:
            head = next((v for r in range(self.sheet.height) if isinstance(v := self.sheet.at(r, column), str)), "")
            self.summed[column] = field_of(head) in ("total", "remark", "hours", "assignment")
        return self.summed[column]

    def _only_times(self, number: int, column: int) -> bool:
        table = self.read[number]
        if (number, column) not in self.timely:
            self.timely[number, column] = only_times(self.sheet, column, table.top, table.bottom, self.labels[number])
        return self.timely[number, column]


def _labels(table: Table) -> frozenset[str]:
    """The labels of the rows of a table."""
    down = [axis for axis in table.axes if not axis.across and axis.kind in ("day", "period", "clock")]
    return frozenset(text_of(table.sheet.at(r, axis.index)) for axis in down for r in axis.values) - {""}


def _last_label(table: Table) -> int:
    """The last row of a table that has a label of its own."""
    return max((r for axis in table.axes if not axis.across for r in axis.values), default=table.bottom)


def _lesson_words(sheets: Sequence[Sheet], marks: Marks) -> set[str]:
    """The words of all cells that were read as lessons."""
    found: set[str] = set()
    for sheet in sheets:
        for (r, c), use in marks.cells[sheet.file, sheet.name].items():
            if use == LESSON:
                found.update(text_of(sheet.at(r, c)).casefold().split())
    return {word for word in found if len(word) > 1 and not word.isdigit()}


def _like_lessons(table: Table, said: set[str]) -> bool:
    if table.reading in ("numbers", "no lessons", "availability", "home rooms", "lesson numbers"):
        return False
    texts = [(c, text_of(v).casefold()) for r, c in _area(table) if isinstance(v := table.sheet.at(r, c), str)]
    if len(texts) < LEAST_TEXTS:
        return False
    named = [c for c, text in texts if text in said or any(word in said for word in text.split()[:4])]
    columns = Counter(named)
    spread = sum(n >= 0.1 * len(named) for n in columns.values())  # names in one column are a list of people
    return len(named) >= LIKE_LESSONS * len(texts) and spread > 1
