"""What the columns of a list of lessons are, told by how their values behave; headings are one kind of evidence.

Times first (a column of days, then periods or clock times), then who and what: every way to give the roles class,
teacher, subject and room to the remaining columns has a score (`words.roles`), and the best one is taken. In a list
without times headings are believed, and what they leave open is told so.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from scheduler.formats.roster.records import Choice, Table
from scheduler.formats.roster.sheets.values import Value, clock_of, date_of, number_of, period_of, span_of, text_of
from scheduler.formats.roster.words import evidence
from scheduler.formats.roster.words.evidence import Place, Row
from scheduler.formats.roster.words.labels import days_of, exact_field, field_of, longest_field, plain
from scheduler.formats.roster.words.patterns import classlike
from scheduler.formats.roster.words.roles import MANY_LESSONS, fuller, place_scores
from scheduler.formats.roster.words.texts import mode_of
from scheduler.formats.roster.words.vocabulary import Vocabulary
from scheduler.formats.roster.words.weekdays import read_days

SAID, HINTED = 4.0, 1.5
"""A heading that is a known word for the role; one that begins or ends with such a word ("vakcode")."""
OTHERWISE = 2.0
"""What a known word for another role takes away."""
NOTE = -1.5
"""A column of names that recur is hardly ever a remark."""
CROWDED, MOST_AT_ONCE = 2.0, 2.5
"""What it says against a class that it has more than so many lessons at once, on average: kinds of lessons do."""
ROOMY, MOST_ROOMS = 3.0, 2
"""What it says against rooms (log odds) that they are e times more than so many for each teacher: groups are."""
THERE = {"class": 1.0, "teacher": 1.0, "subject": 3.0}
"""What it says for a reading that it has these roles."""
KINDS, MOST_KINDS = 2.5, 3
"""What it says against subjects or teachers under no word for them that they are so few: those are kinds of lessons."""
LIKELY, WIDE = 4, 5
"""So many roles are tried for a column besides a remark; one less where there are more columns than this."""
SAME_AS = 8.0
"""What it says against a room or a class that it says the same as the subject, and where no heading names it against a
class that says the same as the teacher, or a room as the class: that is its code. Few rows say little."""
LEAST_ROWS, MOST_ROWS, MOST_COLUMNS = 4, 1500, 7
"""Fewer rows show no times; more are not looked at, nor are more columns."""
WHO = ("class", "teacher", "subject", "room")


@dataclass(frozen=True)
class Column:
    """One column of a list after its meaning is settled; `days` maps its texts to days (0 is Monday)."""

    field: str
    index: int
    heading: str
    days: Mapping[str, int] = dataclasses.field(default_factory=dict)


def hint_of(heading: str) -> tuple[str, float]:
    """The role a heading speaks of and how much that weighs: the whole heading, a word in it, or its beginning or
    end.
    """
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", heading)
    found = exact_field(heading) or field_of(heading) or field_of(spaced)
    if found:
        return found, SAID
    word = plain(heading).replace(" ", "")
    for size in range(min(len(word) - 1, longest_field()), 2, -1):
        begun, ended = exact_field(word[:size]), exact_field(word[-size:])
        if begun or ended:
            return begun or ended or "", HINTED
    return "", 0.0


def numbered_days(values: Sequence[Value]) -> Mapping[str, int]:
    """Days written as numbers: 1-5, 0-4 or (Monday is 2) 2-6; {} where the numbers are no week."""
    numbers = {text_of(v): number_of(v) for v in values if v is not None}
    if not numbers or any(n is None or not float(n).is_integer() for n in numbers.values()):
        return {}
    found = sorted({int(n) for n in numbers.values() if n is not None})
    if not 3 <= len(found) <= 7 or found[0] < 0 or found[-1] > 7 or found[-1] - found[0] > 6:
        return {}
    first = 0 if found[0] == 0 else 2 if found[0] == 2 and len(found) >= 5 else 1
    return {text: int(n) - first for text, n in numbers.items() if n is not None and 0 <= int(n) - first <= 6}


def worded_days(values: Sequence[Value]) -> Mapping[str, int]:
    """Days written as words, one language for the whole column; {} where most values are no days."""
    texts = list(dict.fromkeys(text_of(v) for v in values if isinstance(v, str)))
    if not 1 <= len(texts) <= 14 or not any(days_of(text) for text in texts):
        return {}
    order = sorted(texts, key=lambda text: (days_of(text) or (9,))[0])
    read = {text: day for text, day in zip(order, read_days(order), strict=True) if day is not None}
    total = sum(v is not None for v in values)
    return read if sum(text_of(v) in read for v in values) >= 0.9 * total else {}


class _Columns:
    """The values of each column of a table, as far as they are looked at."""

    def __init__(self, table: Table, columns: Sequence[Column]) -> None:
        self.rows = [
            r
            for r in range(table.top, min(table.bottom + 1, table.top + MOST_ROWS))
            if r < table.sheet.height and any(v is not None for v in table.sheet.rows[r])
        ]
        self.values = {c.index: [table.sheet.at(r, c.index) for r in self.rows] for c in columns}
        self.hints = {c.index: ("pupils", SAID) if c.field == "pupils" else hint_of(c.heading) for c in columns}

    def filled(self, index: int) -> list[Value]:
        return [v for v in self.values[index] if v is not None]

    def share(self, index: int, test: object) -> float:
        assert callable(test)
        filled = self.filled(index)
        return sum(bool(test(v)) for v in filled) / max(1, len(filled))

    def said(self, index: int, role: str) -> float:
        """What the heading says for (or against) a role."""
        hint, weight = self.hints[index]
        if hint == role:
            return weight
        return -OTHERWISE if weight >= SAID and hint not in ("name", "code", "note") else 0.0


@dataclass(frozen=True)
class Settled:
    """The columns with their roles, and the decisions about them with their second best."""

    columns: list[Column]
    choices: tuple[Choice, ...] = ()


def settled(table: Table, columns: Sequence[Column], vocabulary: Vocabulary, said: Mapping[int, str] = {}) -> Settled:
    """The columns of a list of lessons; unchanged where it says no hours, and no column holds days or none holds times.
    The planner gave the roles in `said`.
    """
    held = _Columns(table, columns)
    if any(c.field.startswith("key:") for c in columns):
        return Settled(list(columns))
    if len(held.rows) < LEAST_ROWS:
        return _without_times(table, columns, held, vocabulary, said)
    open_ = [c for c in columns if c.index not in said]
    told = [c for c in columns if c.index in said]
    days = _day_columns([c for c in told if c.field == "day"] or open_, held)
    headed = any(c.field in ("date", "start") for c in columns)
    dated = [c for c in open_ if not headed and held.share(c.index, lambda v: date_of(v) is not None) >= 0.9]
    dates = [replace(c, field="date") for c in dated]
    if not days and not dates:
        return _without_times(table, columns, held, vocabulary, said)
    day = days[0][1] if days else dates[0]
    times = [c for c in told if c.field in ("period", "start", "end", "time")] or _time_columns(
        [c for c in open_ if c.index != day.index], held
    )
    if day not in dates and not _timely(day, times, held):
        return _without_times(table, columns, held, vocabulary, said)
    if not times:
        return Settled([day if c.index == day.index else c for c in columns])
    day, times, choices = _days_or_periods(table, day, days, times, held)
    known = {day.index: day, **{c.index: c for c in times}}
    rest = [c if c.index in said else _not_time(c, held) for c in columns if c.index not in known]
    known.update({c.index: c for c in rest})
    who, unsure = _who_columns(table, rest, {day.index: day, **{c.index: c for c in times}}, held, vocabulary, said)
    known.update(who)
    return Settled([known.get(c.index, c) for c in columns], (*choices, *unsure))


def _timely(day: Column, times: Sequence[Column], held: _Columns) -> bool:
    """Whether these can be the times of lessons: not where numbers under no word for days stand once each, beside no
    times, or beside numbers whose heading says that they are something else.
    """
    if held.hints[day.index][0] == "day" or worded_days(held.values[day.index]):
        return True
    numbers = held.filled(day.index)
    return len(set(map(text_of, numbers))) < len(numbers) and any(
        c.field != "period" or held.said(c.index, "period") >= 0 for c in times
    )


def _without_times(
    table: Table, columns: Sequence[Column], held: _Columns, vocabulary: Vocabulary, said: Mapping[int, str]
) -> Settled:
    """The columns of a list of lessons to place: those whose headings say nothing get the roles that no heading has."""
    kinds = {c.field for c in columns}
    open_ = [c for c in columns if c.index not in said and c.field == "note" and held.hints[c.index][1] < SAID]
    if "hours" not in kinds or not kinds & set(WHO) or not open_ or kinds >= {"class", "subject", "teacher"}:
        return Settled(list(columns))
    given = {c.index: c.field for c in columns if c.field in WHO}
    asked = [c for c in columns if c in open_ or c.index in given]
    found, choices = _who_columns(table, asked, {}, held, vocabulary, given)
    return Settled([found.get(c.index, c) for c in columns], tuple(choices))


def name_of(column: Column) -> str:
    """The heading of a column, or its letters where it has none."""
    return column.heading or letters(column.index)


def letters(index: int) -> str:
    """ "A" for 0, "AA" for 26."""
    index, found = index + 1, ""
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


def _days_or_periods(
    table: Table, day: Column, days: Sequence[tuple[float, Column]], times: list[Column], held: _Columns
) -> tuple[Column, list[Column], list[Choice]]:
    """Two columns of small numbers: the one that behaves as days do is taken for days.

    Every day holds its periods from the first one on, and lists run through the periods of a day before the next day.
    """
    period = next((c for c in times if c.field == "period"), None)
    swapped = next((c for _, c in days[1:] if period is not None and c.index == period.index), None)
    if period is None or swapped is None or any(isinstance(v, str) and days_of(v) for v in held.filled(day.index)):
        return day, times, []
    scores = {c.index: score for score, c in days}
    ahead = _runs_as_days(day.index, period.index, held) + scores[day.index] - scores[swapped.index]
    ahead += held.said(period.index, "period") - held.said(day.index, "period")
    ahead += HINTED * ((held.hints[day.index][0] == "day") - (held.hints[period.index][0] == "day"))
    if ahead < 0:
        day, period = swapped, replace(day, field="period", days={})
        times = [period if c.field == "period" else c for c in times]
        ahead = -ahead
    best = (("role_day", name_of(day)), ("role_period", name_of(period)))
    other = (("role_day", name_of(period)), ("role_period", name_of(day)))
    return day, times, [Choice("columns", table.sheet.name, name_of(period), best, other, ahead, len(held.rows))]


GAP, ORDER = 1.0, 2.0
"""What one gap among the periods of a day speaks against it (at most three count), and what rows that run through the
periods of one day before the next speak for it."""


def _runs_as_days(day: int, period: int, held: _Columns) -> float:
    """How much better one column of numbers are the days of the other one than the other way round (log odds)."""
    pairs = [(number_of(a), number_of(b)) for a, b in zip(held.values[day], held.values[period], strict=True)]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    on = sum(a == c and d == b + 1 for (a, b), (c, d) in itertools.pairwise(known))
    across = sum(b == d and c == a + 1 for (a, b), (c, d) in itertools.pairwise(known))
    gaps, others = _gaps(known), _gaps([(b, a) for a, b in known])
    return ORDER * (on - across) / max(1, on + across) - GAP * (min(3, gaps) - min(3, others))


def _gaps(pairs: Sequence[tuple[float, float]]) -> int:
    """How many days hold a late period but not all the earlier ones."""
    by_day: dict[float, set[float]] = {}
    for day, period in pairs:
        by_day.setdefault(day, set()).add(period)
    everything = {period for _, period in pairs}
    return sum(any(p not in found and p < max(found) for p in everything) for found in by_day.values())


LEAST_DAYS = 0.8
"""The score of four numbers that may be days under a heading that says nothing."""


def _not_time(column: Column, held: _Columns) -> Column:
    """A column whose heading speaks of time beside those that hold it: a date, the way of teaching, or a remark."""
    filled = held.filled(column.index)
    if filled and held.share(column.index, lambda v: date_of(v) is not None) >= 0.9:
        return replace(column, field="date")
    modes = {text_of(v) for v in filled}
    if column.field in ("category", "note") and len(modes) <= 6 and any(mode_of(text) for text in modes):
        return replace(column, field="online")
    return (
        replace(column, field="note") if column.field in ("start", "end", "day", "period", "time", "date") else column
    )


def _day_columns(columns: Sequence[Column], held: _Columns) -> list[tuple[float, Column]]:
    """The columns that may hold days, best first, with their scores."""
    ranked = []
    for column in columns:
        words = worded_days(held.values[column.index])
        numbers = {} if words else numbered_days(held.values[column.index])
        if words or numbers:
            score = (4.0 if words else 0.0) + 0.2 * len(words or numbers) + held.said(column.index, "day")
            ranked.append((score, -column.index, replace(column, field="day", days=words or numbers)))
    ranked.sort(key=lambda item: item[:2], reverse=True)
    return [(score, column) for score, _, column in ranked if score >= LEAST_DAYS]


def _time_columns(columns: Sequence[Column], held: _Columns) -> list[Column]:
    spans = [
        c for c in columns if held.share(c.index, lambda v: span_of(v) is not None) >= 0.9 and held.filled(c.index)
    ]
    clocks = [
        c
        for c in columns
        if held.filled(c.index)
        and held.share(c.index, lambda v: clock_of(v) is not None) >= 0.9
        and held.hints[c.index][0] != "duration"
    ]
    found = [replace(c, field="time") for c in spans[:1]]
    if clocks and not spans:
        order = sorted(clocks, key=lambda c: _usual_clock(held.filled(c.index)))
        found = [replace(order[0], field="start"), *(replace(c, field="end") for c in order[1:2])]
    ranked = []
    for column in columns:
        if column in (*spans, *clocks) or held.share(column.index, lambda v: period_of(v) is not None) < 0.95:
            continue
        numbers = [n for v in held.filled(column.index) if (n := period_of(v)) is not None]
        if numbers and max(numbers) <= 20 and len(set(numbers)) > 1 and len(set(numbers)) < len(numbers):
            hint = held.said(column.index, "period")
            classes = held.share(column.index, lambda v: isinstance(v, str) and classlike(v.strip()) >= 1)
            hint -= 2.0 * classes
            ranked.append((hint if hint > 0 or not found else hint - 1.0, -column.index, column))
    best = max(ranked, key=lambda item: item[:2], default=None)
    if best is not None and best[0] >= -OTHERWISE * (not found):
        found.append(replace(best[2], field="period"))
    return found


def _usual_clock(values: Sequence[Value]) -> float:
    times = [t for v in values if (t := clock_of(v)) is not None]
    return sum(times) / max(1, len(times))


def _who_columns(
    table: Table,
    columns: Sequence[Column],
    known: Mapping[int, Column],
    held: _Columns,
    vocabulary: Vocabulary,
    said: Mapping[int, str],
) -> tuple[dict[int, Column], list[Choice]]:
    """Class, teacher, subject and room among the remaining columns; the others keep what their headings say."""
    kept = {
        "week",
        "date",
        "mode",
        "online",
        "on_site",
        "hours",
        "duration",
        "pupils",
        "seats",
        "remark",
        "ignore",
        "group",
        "id",
        "start",
        "end",
    }
    open_ = [
        c
        for c in columns
        if held.filled(c.index) and not (held.hints[c.index][0] in kept and held.hints[c.index][1] >= SAID)
    ]
    open_ = [c for c in open_ if _categorical(held, c.index)][:MOST_COLUMNS]
    if not open_:
        return {}, []
    indices = list(known)
    rows = [
        Row(
            tuple(text_of(held.values[i][k]) for i in indices) or k,
            str(k),
            tuple(text_of(held.values[c.index][k]) for c in open_),
        )
        for k in range(len(held.rows))
    ]
    places = [Place(rows, k) for k in range(len(open_))]
    scores = [
        {
            role: score + held.said(c.index, role)
            for role, score in place_scores(place, "n", 1, "", vocabulary).items()
            if role in WHO
        }
        | {
            "note": 0.5
            if held.hints[c.index][1] >= SAID and held.hints[c.index][0] not in (*WHO, "name", "code")
            else NOTE
        }
        for c, place in zip(open_, places, strict=True)
    ]
    scores = [
        {role: 0.0} if (role := said.get(c.index, "")) in (*WHO, "note") else found
        for c, found in zip(open_, scores, strict=True)
    ]
    twins = _twins(rows, len(open_))
    headed = {held.hints[c.index][0] for c in open_}
    ranked: list[tuple[float, tuple[str, ...]]] = []
    likely = LIKELY - (len(open_) > WIDE)
    for roles in itertools.product(*(_tried(found, likely) for found in scores)):
        if any(roles.count(role) > 1 for role in WHO):
            continue
        total = sum(found[role] for found, role in zip(scores, roles, strict=True))
        ranked.append((total + _together(roles, rows, places, twins, headed), roles))
    ranked.sort(key=lambda item: -item[0])
    score, best = ranked[0]
    found = {
        c.index: replace(c, field=role if role != "note" or c.field not in WHO else "note")
        for c, role in zip(open_, best, strict=True)
        if role != "note" or c.field in WHO
    }
    choices = []
    rival = next((item for item in ranked[1:] if _content(item[1], twins) != _content(best, twins)), None)
    if rival is not None:
        changed = [k for k, (a, b) in enumerate(zip(best, rival[1], strict=True)) if a != b]
        names = [name_of(open_[k]) for k in changed]
        first, second = (
            tuple((f"role_{roles[k]}", name) for k, name in zip(changed, names, strict=True))
            for roles in (best, rival[1])
        )
        choices = [Choice("columns", table.sheet.name, names[0], first, second, score - rival[0], len(held.rows))]
    return found, choices


def _tried(scores: Mapping[str, float], most: int) -> list[str]:
    """The roles that are tried for a column: the most likely ones, and that it is a remark."""
    likely = sorted(set(scores) - {"note"}, key=lambda role: (-scores[role], role))[:most]
    return [*likely, "note"] if "note" in scores else likely


def _twins(rows: Sequence[Row], columns: int) -> list[int]:
    """For each column the first one that says the same (a code and its name)."""
    first: list[int] = []
    for k in range(columns):
        for other in range(k):
            pairs = {(row.values[other], row.values[k]) for row in rows}
            if len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}):
                break
        else:
            other = k
        first.append(other)
    return first


def _content(roles: Sequence[str], twins: Sequence[int]) -> set[tuple[str, int]]:
    """A reading as it is compared: which of two columns that say the same has the role does not matter."""
    return {(role, twin) for role, twin in zip(roles, twins, strict=True) if role != "note"}


def _categorical(held: _Columns, index: int) -> bool:
    """Texts that recur; numbers only under a heading that says so."""
    filled = held.filled(index)
    distinct = len({text_of(v) for v in filled})
    numeric = held.share(index, lambda v: number_of(v) is not None and not _pointed(v)) >= 0.9
    if numeric and held.hints[index][0] not in ("room", "class"):
        return distinct < len(filled) and held.hints[index][0] == "" and min(number_of(v) or 0 for v in filled) >= 30
    return distinct < 0.9 * len(filled) or len(filled) < 12


def _pointed(value: Value) -> bool:
    """ "5.1": the first class of the fifth year."""
    return isinstance(value, str) and classlike(value.strip()) > 0


def _together(
    roles: Sequence[str], rows: Sequence[Row], places: Sequence[Place], twins: Sequence[int], headed: Set[str]
) -> float:
    """A class has one teacher for a subject, a teacher has few subjects; a code of either is neither class nor room.
    `headed` are the roles that headings name.
    """
    at = {role: k for k, role in enumerate(roles)}
    total = sum(worth for role, worth in THERE.items() if role in at)
    enough = min(1.0, len(rows) / MANY_LESSONS)
    for one, other in (("room", "class"), ("class", "teacher")):
        if one in at:
            others = {"subject"} if one in headed else {"subject", other}
            total -= SAME_AS * enough * any(twins[at[o]] == twins[at[one]] for o in others & set(at))
    few = [role for role in ("subject", "teacher") if role in at and places[at[role]].distinct <= MOST_KINDS]
    total -= KINDS * enough * len(set(few) - headed)
    if {"class", "teacher", "subject"} <= set(at):
        told = evidence.told_by(rows, at["teacher"], [at["class"], at["subject"]], False)
        total += max(-0.5 - enough, (4.0 + 4.0 * enough) * (told - 0.75))
    if {"class", "room"} <= set(at):
        total += enough * fuller(rows, at["class"], at["room"])
    if {"teacher", "room"} <= set(at):
        rooms, teachers = places[at["room"]].distinct, places[at["teacher"]].distinct
        total -= ROOMY * max(0.0, math.log(rooms / (MOST_ROOMS * teachers)))
    if "class" in at:
        total -= CROWDED * max(0.0, places[at["class"]].at_once - MOST_AT_ONCE)
    if {"teacher", "subject"} <= set(at):
        here = evidence.several_each(rows, at["teacher"], at["subject"])
        total += 0.5 if here <= 2.5 else -min(0.5, 0.4 * (here - 2.5))
    return total
