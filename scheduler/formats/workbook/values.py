"""Cells: what the planner typed becomes a value of a record, one reader per kind of value.

A cell that cannot be understood raises `Unreadable` with the key of its sentence; where the cell stands and what the
value refers to is known to others. Raw cells are text, numbers, truth values, dates and clock times as calamine gives
them, or text only when they come from a CSV file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from scheduler.formats.files.faults import Word as Told
from scheduler.formats.workbook.columns import Column, meaning, shown, words
from scheduler.formats.workbook.dates import date_of, days_of
from scheduler.formats.workbook.name_lists import split_names
from scheduler.formats.workbook.raw_cells import Unreadable, as_text
from scheduler.problem.modes import Mode, Presence
from scheduler.school.competences import LEVELS
from scheduler.school.records import EVERY_WEEK, Became, Blocks, Level, PoolKind, WeekKind

LONGEST_TEXT = 5_000
LONGEST_CODE = 100
MIXED = "mixed"
"""What the word for a lesson with some in the room and others online means."""


@dataclass(frozen=True)
class Clock:
    """A clock time where a period was asked; the grid decides which period it is."""

    minutes: int


@dataclass(frozen=True)
class Also:
    """The value of a column's own field, where the cell says that its further field (`Column.also`) is true."""

    value: Any


def _text(column: Column, raw: object) -> str:
    if isinstance(raw, (date, time, timedelta)):
        raise Unreadable("date_made")
    text = as_text(raw)
    if text.startswith("=") and len(text) > 1 and column.kind not in ("text", "plain"):
        raise Unreadable("formula_text")
    longest = LONGEST_CODE if column.kind == "code" else LONGEST_TEXT
    if len(text) > longest:
        raise Unreadable("too_long", most=longest)
    return text


def _plain(column: Column, raw: object) -> str:
    """Text that may be a date or a clock time (the value of a setting or of a rule)."""
    if isinstance(raw, time):
        return raw.strftime("%H:%M")
    if isinstance(raw, (date, timedelta)):
        return as_text(raw)
    return _text(column, raw)


def _codes(column: Column, raw: object) -> tuple[str, ...]:
    """A comma-separated list without doubles; a bar is no sign of such a list but part of a name."""
    pieces = split_names(_text(column, raw), column.whole)
    return tuple(dict.fromkeys(" | ".join(alternatives) for alternatives in pieces))


def _teachers(column: Column, raw: object) -> tuple[tuple[str, ...], ...]:
    """`A, B | C` is (("A",), ("B", "C")): one tuple of alternatives per teacher needed at once."""
    return tuple(split_names(_text(column, raw), column.whole))


_NUMBER = re.compile(r"[+-]?(\d{1,15}([.,]\d{0,12})?|[.,]\d{1,12})")


def _number_of(column: Column, raw: object, text: str) -> Fraction:
    if isinstance(raw, (date, time, timedelta)):
        raise Unreadable("date_made")
    if isinstance(raw, bool):
        raise Unreadable("not_number")
    if isinstance(raw, (int, float)):
        if abs(raw) > 1e12:
            raise Unreadable("too_large", most=column.most)
        number = Fraction(str(round(raw, 6)))
    else:
        text = text.strip().replace("\u00a0", "").replace(" ", "")
        if text.startswith("="):
            raise Unreadable("formula_text")
        if re.fullmatch(r"[+-]?\d{13,}", text) or re.fullmatch(r"[+-]?\d+([.,]\d+)?[eE]\+?\d{1,6}", text):
            raise Unreadable("too_large", most=column.most)
        if not _NUMBER.fullmatch(text):
            raise Unreadable("not_number")
        number = Fraction(text.replace(",", "."))
    if number < column.least:
        raise Unreadable("negative" if column.least == 0 else "too_small", least=column.least)
    if number > column.most:
        raise Unreadable("too_large", most=column.most)
    return number


def _number(column: Column, raw: object) -> Fraction:
    return _number_of(column, raw, as_text(raw))


def _count(column: Column, raw: object) -> int:
    number = _number(column, raw)
    if number.denominator != 1:
        raise Unreadable("not_whole")
    return int(number)


def _percent(column: Column, raw: object) -> Fraction:
    """Percent as 0..100. A bare number below 1 is what Excel keeps for a cell formatted as percentage; 1 means 1 %."""
    text = as_text(raw)
    try:
        number = _number_of(column, raw, text.removesuffix("%"))
    except Unreadable as wrong:
        raise Unreadable(
            "not_percent" if wrong.key in ("negative", "too_large") else wrong.key, **wrong.params
        ) from None
    if number < 1 and not text.endswith("%"):
        number *= 100
    if number > 100:
        raise Unreadable("not_percent")
    return number


def _choice(column: Column, raw: object) -> Any:
    text = _text(column, raw)
    found = meaning(column.choice, text)
    if found is None:
        raise Unreadable("not_choice", choices=Choices(column.choice))
    return CHOICE_TYPES.get(column.choice, str)(found)


def _colour(column: Column, raw: object) -> str:
    """A word, or a code of three or six hexadecimal digits, as #RRGGBB."""
    text = _text(column, raw)
    code = text.removeprefix("#")
    if re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", code):
        return "#" + (code if len(code) == 6 else "".join(2 * digit for digit in code)).upper()
    if (found := meaning(column.choice, text)) is None:
        raise Unreadable("not_colour", choices=Choices(column.choice))
    return found


def _week_kind(column: Column, raw: object) -> tuple[WeekKind, str]:
    """A kind of week, and of a term the name that follows the word."""
    word, _, name = re.sub(r"[:\s]+", " ", _text(column, raw)).strip().partition(" ")
    if meaning(column.choice, word) != WeekKind.TERM:
        return _choice(column, raw), ""
    if not name:
        raise Unreadable("no_term_name")
    return WeekKind.TERM, name


class Choices(Told):
    """The words of a choice as a parameter of a sentence, listed in the language of the sentence."""

    __slots__ = ()

    def told(self, language: str, catalogue_name: str) -> str:
        return ", ".join(shown(self, word.meaning, language) for word in words(str(self)))


def _sign(found: str) -> bool:
    return found == "plus"


def _meets_online(found: str) -> bool:
    return found == "online"


CHOICE_TYPES: Mapping[str, Callable[[str], Any]] = {
    "level": Level,
    "wish_level": Level,
    "pool_kind": PoolKind,
    "week_kind": WeekKind,
    "sign": _sign,
    "meeting_mode": _meets_online,
    "mode": Mode,
    "presence": Presence,
    "became": Became,
}


def _yesno(column: Column, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    found = meaning("yesno", _text(column, raw))
    if found is None:
        raise Unreadable("not_choice", choices=Choices("yesno"))
    return found == "yes"


def _yesno_or_whom(column: Column, raw: object) -> tuple[bool, str]:
    """Yes or no; or for whom it is so."""
    if isinstance(raw, bool) or meaning("yesno", _text(column, raw)) is not None:
        return _yesno(column, raw), ""
    text = _text(column, raw)
    return True, "" if meaning("everyone", text) == "all" else text


def _levels(column: Column, raw: object) -> tuple[int, ...]:
    """`0:1, 1:4, 2:12, 3:7`: counts by level; a level left out has none."""
    found = dict.fromkeys(range(LEVELS), 0)
    for piece in re.split(r"[,;\n]", _text(column, raw)):
        told = re.fullmatch(r"\s*([0-3])\s*[:=]\s*(\d{1,4})\s*", piece)
        if not told or found[int(told[1])]:
            raise Unreadable("not_levels")
        found[int(told[1])] = int(told[2])
    return tuple(found.values())


def _day(column: Column, raw: object) -> int:
    found = meaning("day", _text(column, raw))
    if found is None:
        raise Unreadable("not_day")
    return int(found)


def _clock(column: Column, raw: object) -> int:
    """Minutes after midnight, out of 8:25, 8u25, 8.25, an Excel clock time or a fraction of a day."""
    if isinstance(raw, (time, datetime)):
        return round(raw.hour * 60 + raw.minute + (raw.second + raw.microsecond / 1e6) / 60)
    if isinstance(raw, timedelta):
        return _checked_minutes(round(raw.total_seconds() / 60))
    if isinstance(raw, (date, bool)):
        raise Unreadable("not_clock")
    if isinstance(raw, (int, float)) and 0 <= raw < 1:
        return _checked_minutes(round(raw * 24 * 60))
    found = re.fullmatch(r"(\d{1,2})(?:\s*[:.,uUhH]\s*(\d{1,2})?(?::\d\d)?)?", as_text(raw))
    if not found:
        raise Unreadable("not_clock")
    minutes = found[2] or "0"
    if isinstance(raw, float) and len(minutes) == 1:  # 8.5 as a number is what is left of 8.50
        minutes += "0"
    if int(minutes) > 59:
        raise Unreadable("not_clock")
    return _checked_minutes(int(found[1]) * 60 + int(minutes))


def _checked_minutes(minutes: int) -> int:
    if not 0 <= minutes <= 24 * 60:
        raise Unreadable("not_clock")
    return minutes


_PERIOD = re.compile(
    r"(?:(?:lesuur|lesblok|uur|period|hour|les|p|u)\s*)?(\d{1,3})\s*(?:e|ste|de|st|nd|rd|th|\.|°)?"
    r"(?:\s*(?:lesuur|lesblok|les|uur|period|hour|lesson))?",
    re.IGNORECASE,
)


def _period(column: Column, raw: object) -> int | Clock:
    if isinstance(raw, time) or (isinstance(raw, float) and 0 < raw < 1):
        return Clock(_clock(column, raw))
    text = _text(column, raw)
    found = _PERIOD.fullmatch(text)
    if found:
        number = int(found[1])
        if not 1 <= number <= 60:
            raise Unreadable("not_period")
        return number
    try:
        return Clock(_clock(column, raw if isinstance(raw, str) else text))
    except Unreadable:
        raise Unreadable("not_period") from None


def _labelled_period(column: Column, raw: object) -> tuple[int, str]:
    """Number of a period and what the planner calls it, "" where that is only the number."""
    number = _period(column, raw)
    if isinstance(number, Clock):
        raise Unreadable("not_period")
    text = as_text(raw)
    return number, "" if text == str(number) else text


def _period_or_half(column: Column, raw: object) -> tuple[int | Clock | None, str | None]:
    if isinstance(raw, str):
        half_day = meaning("half_day", raw)
        if half_day is not None:
            return None, half_day
    return _period(column, raw), None


def _any_week(column: Column, raw: object) -> str | None:
    found: str = _choice(column, raw)
    return None if found == "every" else found


def _modes(column: Column, raw: object) -> frozenset[Mode]:
    """Modes a lesson may take; a distance mode leaves contact open, and how much is at distance is for afstand_min."""
    return _named_modes(column, _text(column, raw)) | {Mode.CONTACT}


def _named_modes(column: Column, text: str) -> frozenset[Mode]:
    found: set[Mode] = set()
    whole = meaning(column.choice, text)
    for piece in [whole] if whole else [meaning(column.choice, part) for part in re.split(r"[,;+/]", text)]:
        if piece is None:
            raise Unreadable("not_choice", choices=Choices(column.choice))
        if piece == "both":
            found |= {Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS}
        elif piece != "none":
            found.add(Mode(piece))
    return frozenset(found)


def _mixed_modes(column: Column, raw: object) -> frozenset[Mode] | Also:
    """The modes of a lesson; it may be mixed also: some in the room, others online."""
    pieces = [one.strip() for one in re.split(r"[,;+/]", _text(column, raw)) if one.strip()]
    others = [one for one in pieces if meaning(column.choice, one) != MIXED]
    if len(others) == len(pieces):
        return _modes(column, raw)
    return Also(_modes(column, ", ".join(others)) if others else frozenset({Mode.CONTACT}))


def _mixed_mode(column: Column, raw: object) -> Mode | Also:
    """The mode of one meet; a mixed one is in contact."""
    found = _choice(column, raw)
    return Also(Mode.CONTACT) if found == MIXED else Mode(found)


def _lesson_week(column: Column, raw: object) -> str | Also:
    """The weeks of a lesson; each of them may be by itself also."""
    found: str = _choice(column, raw)
    return Also(EVERY_WEEK) if found == "apart" else found


def _online(column: Column, raw: object) -> tuple[tuple[str, ...], int | None]:
    """Who follows a lesson online: classes or groups, or a number of pupils."""
    text = as_text(raw)
    if re.fullmatch(r"\d{1,4}", text):
        return (), int(text)
    return _codes(column, raw), None


def _skill(column: Column, raw: object) -> frozenset[Mode]:
    return _named_modes(column, _text(column, raw))


def _blocks(column: Column, raw: object) -> Blocks:
    """2+1+1, 2x2, 4: fixed sizes; 1-2: any split into blocks of 1 to 2 periods."""
    text = re.sub(r"\s", "", _text(column, raw)).casefold()
    ranged = re.fullmatch(r"(\d{1,3})[-–](\d{1,3})", text)
    if ranged:
        smallest, largest = int(ranged[1]), int(ranged[2])
        if not 1 <= smallest <= largest <= 20:
            raise Unreadable("not_blocks")
        return Blocks(smallest=smallest, largest=largest)
    sizes: list[int] = []
    for piece in text.split("+"):
        found = re.fullmatch(r"(?:(\d{1,3})[x×*])?(\d{1,3})", piece)
        if not found or not 1 <= int(found[2]) <= 20 or not 1 <= int(found[1] or 1) <= 60:
            raise Unreadable("not_blocks")
        sizes += [int(found[2])] * int(found[1] or 1)
    return Blocks(sizes=tuple(sizes))


def _amounts(column: Column, raw: object) -> tuple[tuple[str, int], ...]:
    """`laptopkar:25, stroom:1`; an amount left out is 1."""
    amounts = []
    for piece in _codes(column, raw):
        code, colon, amount = piece.rpartition(":")
        if not colon:
            amounts.append((piece, 1))
        elif re.fullmatch(r"\s*\d{1,6}\s*", amount) and code.strip():
            amounts.append((code.strip(), int(amount)))
        else:
            raise Unreadable("not_amount")
    return tuple(amounts)


def _exempt(column: Column, raw: object) -> tuple[tuple[str, str], ...]:
    """`H05: reden; H08: reden`, or only ids with commas."""
    pairs = []
    text = _text(column, raw)
    for piece in re.split(r"[;\n]" if ":" in text else r"[,;\n]", text):
        rule, _, reason = piece.partition(":")
        if rule.strip():
            pairs.append((rule.strip(), reason.strip()))
    return tuple(pairs)


def _days(column: Column, raw: object) -> tuple[date, date | None]:
    return days_of(raw)


def _who(column: Column, raw: object) -> str:
    text = _text(column, raw)
    return "all" if meaning("everyone", text) == "all" else text


READERS: Mapping[str, Callable[[Column, object], Any]] = {
    "text": _text,
    "plain": _plain,
    "code": _text,
    "codes": _codes,
    "teachers": _teachers,
    "number": _number,
    "count": _count,
    "percent": _percent,
    "choice": _choice,
    "yesno": _yesno,
    "yesno_or_whom": _yesno_or_whom,
    "levels": _levels,
    "day": _day,
    "clock": _clock,
    "period": _period,
    "labelled_period": _labelled_period,
    "period_or_half": _period_or_half,
    "week": _choice,
    "pin_week": _choice,
    "cycle_week": _choice,
    "any_week": _any_week,
    "mode": _choice,
    "mixed_modes": _mixed_modes,
    "mixed_mode": _mixed_mode,
    "online": _online,
    "lesson_week": _lesson_week,
    "skill": _skill,
    "blocks": _blocks,
    "amounts": _amounts,
    "exempt": _exempt,
    "days": _days,
    "date": lambda column, raw: date_of(as_text(raw)),
    "week_kind": _week_kind,
    "colour": _colour,
    "who": _who,
}


def read_value(column: Column, raw: object) -> Any:
    """The value of a cell that is not blank; a tuple where the column fills several fields."""
    return READERS[column.kind](column, raw)
