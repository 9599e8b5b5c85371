"""Which rows and columns of a sheet are headings that speak of time: days, periods, clock times, weeks, dates.

A heading is judged by its whole run ("Mo Di Mi", "1 2 3", "8:00-8:50 8:50-9:30"), never by one cell alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.formats.roster.records import Axis
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import EARLIEST
from scheduler.formats.roster.sheets.values import (
    Value,
    clock_of,
    date_of,
    day_period_of,
    number_beside_span,
    period_of,
    says_period,
    span_of,
    text_of,
)
from scheduler.formats.roster.words import labels
from scheduler.formats.roster.words.weekdays import read_days


@dataclass(frozen=True)
class TimeRow:
    """A row of headings: kind is days, dayperiods, periods, clocks or dates; `cells` maps columns to meanings."""

    row: int
    kind: str
    cells: dict[int, object]


def _texts(sheet: Sheet, row: int, left: int, right: int) -> list[tuple[int, Value]]:
    line = sheet.rows[row]
    return [(c, line[c]) for c in range(left, min(right + 1, len(line))) if line[c] is not None]


def _day_row(cells: Sequence[tuple[int, Value]]) -> dict[int, object]:
    """Days across; the names must belong to one language, for "CN" and "WT" are also codes."""
    texts = [(c, v) for c, v in cells if isinstance(v, str) and len(v) <= 30]
    if not any(labels.days_of(v) for _, v in texts):
        letters = [(c, v.strip().upper()) for c, v in texts if len(v.strip()) == 1]
        run = "".join(letter for _, letter in letters)
        return {c: day for day, (c, _) in enumerate(letters)} if run in labels.letter_weeks() else {}
    read = read_days([v for _, v in texts])
    found = [(c, day) for (c, _), day in zip(texts, read, strict=True) if day is not None]
    distinct = {day for _, day in found}
    rising = sum(1 for (_, a), (_, b) in itertools.pairwise(found) if b >= a)
    enough = len(distinct) >= 3 or (
        len(distinct) == 2
        and max(distinct) - min(distinct) == 1
        and found[0][1] == min(distinct)
        and len(found) >= 0.8 * (len(cells) - (cells[0][0] < found[0][0]))
    )
    short = all(len(v.strip(" .")) < SHORT for c, v in texts if c in dict(found) and labels.days_of(v))
    if short and len(found) < CODES * len(cells):
        return {}  # "Pee Mic Die" among other codes are people
    if short and len(distinct) == 2 < len(found):
        return {}  # "DIE DIE MER MER" in the last row of a table
    return dict(found) if enough and rising >= (len(found) - 1) * 0.5 else {}


SHORT, CODES = 4, 0.4
"""Names of days below so many letters are also codes of people: one alone names no day, and neither do some among
others where they are less than this share."""


def _day_week_row(cells: Sequence[tuple[int, Value]]) -> dict[int, object]:
    """Days with a week of the cycle: "Mon A", "Week B - dinsdag"."""
    found: dict[int, object] = {}
    texts = [(c, v) for c, v in cells if isinstance(v, str) and len(v) <= 30]
    for c, text in texts:
        hit = labels.day_and_week(text)
        if hit:
            found[c] = hit
    weeks = {hit[1] for hit in found.values() if isinstance(hit, tuple)}
    return found if len(found) >= 4 and weeks == {"A", "B"} and len(found) >= 0.7 * len(cells) else {}


def _day_period_row(cells: Sequence[tuple[int, Value]]) -> dict[int, object]:
    found: dict[int, object] = {}
    raw = [(c, day_period_of(v)) for c, v in cells if isinstance(v, str) and 3 <= len(v) <= 40]
    hits = [(c, hit) for c, hit in raw if hit]
    if len(hits) < 4 or len(hits) < 0.5 * len(cells) or len({hit[0] for _, hit in hits}) == len(hits):
        return {}
    if len({hit[1:] for _, hit in hits}) == 1:
        return {}  # "maandag 1/9, dinsdag 2/9" are dates of one month
    days: list[tuple[int, ...]] = []
    for _, hit in hits:
        days.append(hit[0])
    settled: list[int | None] = []
    previous = -1
    for options in days:
        later = [day for day in options if day >= previous]
        previous = later[0] if later else options[0]
        settled.append(previous)
    for (c, hit), day in zip(hits, settled, strict=True):
        found[c] = (day, hit[1], hit[2])
    return found


_ROMAN = {text: number for number, text in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], 1)}


def counted(value: Value) -> bool:
    """Whether a label numbers a period, in digits or as a Roman numeral."""
    return period_of(value) is not None or (isinstance(value, str) and value in _ROMAN)


def _numbers(cells: Sequence[tuple[int, Value]]) -> list[tuple[int, int]]:
    """The periods that the cells number, all in digits or all in Roman numerals from I on."""
    roman = [(place, _ROMAN[v]) for place, v in cells if isinstance(v, str) and v in _ROMAN]
    if len(roman) >= 0.6 * len(cells) and roman and roman[0][1] == 1:
        return roman
    return [(place, n) for place, v in cells if (n := period_of(v)) is not None]


def rising_run(numbers: Sequence[tuple[int, int]], sure: bool) -> bool:
    """Numbers that count 0 or 1, 2, 3, ... with restarts."""
    if len(numbers) < 3:
        return False
    steps = restarts = other = 0
    for (_, a), (_, b) in itertools.pairwise(numbers):
        if b == a + 1:
            steps += 1
        elif b <= 1 or (b == numbers[0][1] and b < a):
            restarts += 1
        else:
            other += 1
    return numbers[0][1] <= (3 if sure else 1) and steps >= 2 and steps >= 2 * restarts and other <= 0.1 * len(numbers)


def _like_class_labels(texts: Sequence[str]) -> bool:
    """ "1a 2a 3a" beside a plain number or another letter: a row of a body that runs through the classes."""
    lettered = [text for text in texts if re.fullmatch(r"\d{1,2}\s?[^\W\d_]", text)]
    letters = {text[-1] for text in lettered}
    return len(lettered) >= 3 and (len(letters) > 1 or (letters <= {"a", "A"} and len(lettered) < len(texts)))


def _period_row(cells: Sequence[tuple[int, Value]]) -> dict[int, object]:
    numbers = _numbers(cells)
    sure = any(says_period(v) for _, v in cells)
    if numbers and sure:  # "P1 P2 P3" beside plain numbers that mean something else
        named = [(c, n) for c, n in numbers if says_period(dict(cells)[c])]
        numbers = named if len(named) >= 3 else numbers
    if len(numbers) < 0.5 * len(cells) or _like_class_labels([text_of(v) for _, v in cells]):
        return {}
    spelled: dict[int, set[str]] = {}
    for c, n in numbers:
        spelled.setdefault(n, set()).add(labels.plain(text_of(dict(cells)[c])))
    if any(len(texts) > 1 for texts in spelled.values()):
        return {}  # "1A 1B 2A 2B": one period has one name
    return dict(numbers) if rising_run(numbers, sure) else {}


def _early(times: Sequence[object]) -> bool:
    """Whether single clock times begin in the night: "2.16, 1.12, 0.14" are rooms."""
    pairs = [time for time in times if isinstance(time, tuple)]
    return pairs[0][0] < EARLIEST and all(end is None for _, end in pairs)


def _clock_row(cells: Sequence[tuple[int, Value]]) -> dict[int, object]:
    spans: list[tuple[int, int, int | None]] = []
    for c, v in cells:
        span = span_of(v)
        clock = clock_of(v) if span is None else None
        if span:
            spans.append((c, span[0], span[1]))
        elif clock is not None:
            spans.append((c, clock, None))
    if len(spans) < 3 or len(spans) < 0.6 * len(cells):
        return {}
    if _early([(start, end) for _, start, end in spans]):
        return {}
    result: dict[int, object] = {}
    previous = -1
    rising = 0
    shift = 0
    for c, start, end in spans:
        if shift and start + shift - previous > 240:
            shift = 0
        if start + shift <= previous:
            shift = 720 if previous - (start + shift) > 0 and start + 720 > previous and start < 480 else 0
        if start + shift > previous:
            rising += 1
        previous = start + shift
        result[c] = (start + shift, end + shift if end is not None else None)
    return result if rising >= 0.6 * len(spans) else {}


def time_row(sheet: Sheet, row: int, left: int, right: int) -> TimeRow | None:
    """What a row says about time, if it is a heading."""
    cells = _texts(sheet, row, left, right)
    if len(cells) < 2:
        return None
    for kind, read in (
        ("dayweeks", _day_week_row),
        ("dayperiods", _day_period_row),
        ("days", _day_row),
        ("clocks", _clock_row),
        ("periods", _period_row),
    ):
        found = read(cells)
        if found:
            return TimeRow(row, kind, found)
    weeks = {c: w for c, v in cells if (w := week_mark(v)) is not None}
    if set(weeks.values()) == {"A", "B"} and len(weeks) >= len(cells) - 1:
        return TimeRow(row, "weeks", dict(weeks))
    dates = {c: d for c, v in cells if (d := date_of(v)) is not None}
    if len(dates) >= 3 and len(dates) >= 0.6 * len(cells) and len(set(dates.values())) >= 3:
        return TimeRow(row, "dates", dict(dates))
    return None


def week_mark(value: Value) -> str | None:
    """A or B, named as a week or as the bare letter."""
    if not isinstance(value, str):
        return None
    return labels.week_of(value) or (value.strip().upper() if value.strip().upper() in ("A", "B") else None)


def fill_down(found: dict[int, object], top: int, bottom: int) -> dict[int, object]:
    """Each label holds until the next one."""
    result: dict[int, object] = {}
    current: object = None
    for row in range(top, bottom + 1):
        current = found.get(row, current)
        if current is not None:
            result[row] = current
    return result


def _spelled_days(sheet: Sheet, column: int, top: int, bottom: int, breaks: Sequence[int]) -> dict[int, object]:
    """Days written letter by letter, one segment per restart of the period numbers."""
    if len(breaks) < 2:
        return {}
    result: dict[int, object] = {}
    edges = [*breaks, bottom + 1]
    for first, stop in itertools.pairwise(edges):
        letters = "".join(
            str(v) for r in range(first, stop) if isinstance(v := sheet.at(r, column), str) and len(v) == 1
        )
        day = labels.spelled_day(letters)
        if day is not None:
            result[first] = day
    return result if len(result) >= 2 else {}


def label_column(sheet: Sheet, column: int, top: int, bottom: int) -> Axis | None:
    """What a column of labels means; "entity" where it speaks of no time. None for an empty column."""
    found = [(r, v) for r in range(top, bottom + 1) if (v := sheet.at(r, column)) is not None]
    if not found:
        return None
    under = set(spans_below(dict(found)).values())
    found = [(r, v) for r, v in found if r not in under]
    total = len(found)

    texts = [(r, v) for r, v in found if isinstance(v, str) and len(v) <= 30]
    read = read_days([v for _, v in texts]) if any(labels.days_of(v) for _, v in texts) else (None,) * len(texts)
    hits = [(r, day) for (r, _), day in zip(texts, read, strict=True) if day is not None]
    dates = [(r, d) for r, v in found if (d := date_of(v)) is not None]
    many = len(hits) + (len(dates) if len(hits) > 1 else 0) >= 0.6 * total
    some = (
        len({day for _, day in hits}) >= 3
        and len(hits) >= 0.25 * total
        and min(len(text_of(sheet.at(r, column))) for r, _ in hits) >= 3
    )
    alone = len({day for _, day in hits}) == 1 and all(len(text_of(sheet.at(r, column))) < SHORT for r, _ in hits)
    if hits and (many or some) and not alone:
        return Axis("day", False, column, fill_down(dict(hits), hits[0][0], bottom), confidence=0.95)
    if len(dates) >= 0.7 * total and total >= 2:
        return Axis("date", False, column, fill_down(dict(dates), top, bottom))
    weeks = [(r, w) for r, v in found if isinstance(v, str) and (w := labels.week_of(v))]
    if len(weeks) >= 0.8 * total and len({w for _, w in weeks}) == 2:
        return Axis("week", False, column, dict(weeks))
    spans: dict[int, object] = {}
    for r, v in found:
        span = span_of(v)
        clock = clock_of(v) if span is None else None
        if span:
            spans[r] = span
        elif clock is not None:
            spans[r] = (clock, None)
    if len(spans) >= 0.6 * total and len(spans) >= 2 and not _early(list(spans.values())):
        return Axis("clock", False, column, _lift(spans))
    numbers = _numbers(found)
    if len(numbers) >= 0.6 * total and (rising_run(numbers, any(says_period(v) for _, v in found))):
        return Axis("period", False, column, dict(numbers))
    return Axis("entity", False, column, {r: text_of(v) for r, v in found})


def _lift(spans: dict[int, object]) -> dict[int, object]:
    """Times down a column: early hours after later ones are meant in the afternoon, others open a day."""
    result: dict[int, object] = {}
    previous = -1
    for row in sorted(spans):
        value = spans[row]
        assert isinstance(value, tuple)
        start, end = value
        if start <= previous and start < 420 and start + 720 > previous:
            start += 720
            end = end + 720 if end is not None else None
        result[row] = (start, end)
        previous = start
    return result


def restarts(axis: Axis) -> list[int]:
    """Rows where the numbers (or clock times) of a period axis begin again: the first row of each day."""
    rows = sorted(axis.values)
    result: list[int] = []
    previous: object = None
    for row in rows:
        value = axis.values[row]
        key = value[0] if isinstance(value, tuple) else value
        if previous is None or key < previous:  # type: ignore[operator]
            result.append(row)
        previous = key
    return result


def spans_below(cells: Mapping[int, Value]) -> dict[int, int]:
    """For each number of a period the row below it that holds its hours; {} where few have them."""
    below = {r: r + 1 for r, v in cells.items() if period_of(v) is not None and span_of(cells.get(r + 1)) is not None}
    numbers = sum(period_of(v) is not None for v in cells.values())
    return below if len(below) >= 2 and len(below) >= 0.8 * numbers else {}


def with_beside(sheet: Sheet, axis: Axis) -> list[Axis]:
    """A column of labels, and what else its cells say of the same periods: numbers in the cells of the hours, hours in
    the rows below the numbers.
    """
    cells = {r: sheet.at(r, axis.index) for r in range(min(axis.values, default=0), max(axis.values, default=0) + 2)}
    if axis.kind == "clock" and (numbers := numbers_beside(sheet, {r: cells[r] for r in axis.values})):
        return [axis, replace(axis, kind="period", values=numbers)]
    if axis.kind == "period" and (below := spans_below(cells)):
        spans: dict[int, object] = {r: span_of(cells[row]) for r, row in below.items() if r in axis.values}
        return [axis, replace(axis, kind="clock", values=_lift(spans))]
    return [axis]


def numbers_beside(sheet: Sheet, cells: dict[int, Value]) -> dict[int, object]:
    """Period numbers that stand in one cell with the hours: "1\\n8:25-9:15", "P2 (9:15-10:05)"."""
    found = {place: number_beside_span(value) for place, value in cells.items()}
    kept = {place: number for place, number in found.items() if number is not None}
    return dict(kept) if len(kept) >= 2 and len(kept) >= 0.6 * len(cells) else {}


def day_banners(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> dict[int, object]:
    """Rows that say nothing but one day: "ПОНЕДЕЛЬНИК" across the table."""
    found: dict[int, object] = {}
    long = False
    for row in range(top, bottom + 1):
        texts = {v for _, v in _texts(sheet, row, left, right)} if row < sheet.height else set()
        if len(texts) == 1:
            (value,) = texts
            options = labels.days_of(value) if isinstance(value, str) else ()
            if options:
                found[row] = options[0]
                long = long or len(text_of(value)) >= SHORT
    return found if long or len(set(found.values())) > 1 else {}  # a teacher "Die" without lessons is no day


def spelled_axis(sheet: Sheet, column: int, top: int, bottom: int, period: Axis) -> Axis | None:
    found = _spelled_days(sheet, column, top, bottom, restarts(period))
    return Axis("day", False, column, fill_down(found, top, bottom)) if found else None
