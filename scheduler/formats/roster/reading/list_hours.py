"""Which column of a list without days says how many periods a week a lesson has, under whatever heading.

What a list of lessons with times is made of is for `list_roles`.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scheduler.formats.roster.layout.list_tables import MOST_HOURS
from scheduler.formats.roster.reading.list_roles import Column
from scheduler.formats.roster.records import Table
from scheduler.formats.roster.sheets.values import Value, number_of, text_of
from scheduler.formats.roster.words.labels import has_word


def hours_without_times(columns: list[Column], values: Mapping[int, Sequence[Value]]) -> list[Column]:
    """Without a column of days, numbers under a word for periods or times are no times of lessons: they count the rows
    ("SR NO"), or say how many periods a lesson has ("Hours"). So do numbers under an unknown word ("u/w"), where no
    other column can. Numbers that a class has as often each ("Period No.": 1 to 7) stay what they are: moments of a
    day that is not known.
    """
    kinds = {c.field for c in columns}
    lessons = "class" in kinds and bool(kinds & {"subject", "teacher"}) and not kinds & {"hours", "start", "seats"}
    result = []
    for column in columns:
        numbers = [number_of(v) for v in values[column.index] if v is not None]
        if column.field == "period" and _counts_rows(numbers):
            column = replace(column, field="id")
        result.append(column)
    if not lessons:
        return result
    for fields in (("period", "time"), ("note",)):
        counts = [c for c in result if c.field in fields and _few([v for v in values[c.index] if v is not None])]
        if any(_ordinal(c, result, values) for c in counts):
            return result
        if len(counts) == 1:
            return [replace(c, field="hours") if c is counts[0] else c for c in result]
    return result


def _counts_rows(numbers: Sequence[float | None]) -> bool:
    """Whether each number is the next one; without any number there is nothing to count with either."""
    known = [n for n in numbers if n is not None]
    return not known or (len(known) > 1 and all(b == a + 1 for a, b in itertools.pairwise(known)))


EVEN = 5
"""So many numbers from 1 on, each as often as the others in a class: too even for hours of subjects."""


def _ordinal(column: Column, columns: Sequence[Column], values: Mapping[int, Sequence[Value]]) -> bool:
    """Whether numbers rather say when than how many: by their heading, or as each class has all of them as often."""
    if has_word("ordinal", column.heading):
        return True
    name = next(c for c in columns if c.field == "class")
    of_class: dict[str, Counter[float]] = defaultdict(Counter)
    for who, value in zip(values[name.index], values[column.index], strict=True):
        if (number := number_of(value)) is not None:
            of_class[text_of(who)][number] += 1
    most = max(max(found) for found in of_class.values())
    return most >= EVEN and all(
        set(found) == set(range(1, int(most) + 1)) and max(found.values()) - min(found.values()) <= 1
        for found in of_class.values()
    )


def _few(values: Sequence[Value]) -> bool:
    """Whether these can be so many periods a week each."""
    numbers = [number_of(v) for v in values]
    return bool(numbers) and all(n is not None and 0 <= n <= MOST_HOURS for n in numbers) and not _counts_rows(numbers)


def coded_hours(table: Table, columns: list[Column]) -> list[Column]:
    """A lesson table "code ... hours" without a word for class or subject: the code is the class, and the subject is
    the text that differs from row to row of one code.
    """
    kinds = {column.field for column in columns}
    if kinds & {"class", "subject", "teacher", "name", "day", "period"} or not {"code", "hours"} <= kinds:
        return columns
    code = next(c for c in columns if c.field == "code")
    rows = range(table.top, table.bottom + 1)

    def pairs(column: Column) -> int:
        texts = [(text_of(table.sheet.at(r, code.index)), table.sheet.at(r, column.index)) for r in rows]
        return len({pair for pair in texts if isinstance(pair[1], str) and number_of(pair[1]) is None})

    subject = max((c for c in columns if c.field == "note"), key=pairs, default=None)
    if subject is None or pairs(subject) < 0.9 * len(rows):
        return columns
    said = {code.index: "class", subject.index: "subject"}
    return [replace(c, field=said.get(c.index, c.field)) for c in columns]
