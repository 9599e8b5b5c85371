"""Values of records as they are written into cells, one writer per kind of value: the way back from `values`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from scheduler.formats.workbook.columns import Column, shown, words
from scheduler.formats.workbook.values import MIXED
from scheduler.problem.modes import Mode
from scheduler.school.made_lessons import shown_row
from scheduler.school.records import EVERY_WEEK, Blocks, RosterRow
from scheduler.school.roster import PLACE_WORDS

Shown = str | int | float


def show_row(columns: Iterable[Column], row: Any, language: str) -> list[Shown]:
    """What stands in the cells of one record's row."""
    shown = shown_row(row, language) if isinstance(row, RosterRow) else row
    return [show_value(column, tuple(getattr(shown, name) for name in column.stored), language) for column in columns]


def show_value(column: Column, values: tuple[Any, ...], language: str) -> Shown:
    """How the fields of a column are written; "" for what is not stated."""
    value = values[0]
    if column.kind == "period_or_half":
        return value if value is not None else ("" if values[1] is None else shown("half_day", values[1], language))
    if column.kind == "labelled_period":
        return values[1] or value
    if column.kind == "week_kind":
        return " ".join(filter(None, (shown(column.choice, str(value), language), values[1])))
    also = bool(column.also) and values[-1] is True
    if column.kind == "lesson_week" and also:
        return shown(column.choice, "apart", language)
    if column.kind == "mixed_mode" and also:
        return shown(column.choice, MIXED, language)
    if column.kind == "mixed_modes" and also:
        others = value - {Mode.CONTACT} if value else ()
        beside = [shown(column.choice, str(mode), language) for mode in sorted(others)]
        return ", ".join([*beside, shown(column.choice, MIXED, language)])
    if column.kind == "yesno_or_whom" and values[1]:
        return str(values[1])
    if column.kind == "online" and values[1] is not None:
        return int(values[1])
    if column.kind == "days":
        return _show_days(value, values[1], language)
    if value is None or value == "" or (column.quiet and value in (0, EVERY_WEEK)):
        return ""
    writer = WRITERS.get(column.kind)
    return writer(column, value, language) if writer else value


def _show_number(column: Column, value: Fraction, language: str) -> Shown:
    return int(value) if value == int(value) else float(value)


def _show_percent(column: Column, value: Fraction, language: str) -> Shown:
    return f"{_show_number(column, value, language)}%" if value < 1 else _show_number(column, value, language)


def _show_choice(column: Column, value: Any, language: str) -> Shown:
    if isinstance(value, bool):
        found = {"sign": ("minus", "plus"), "meeting_mode": ("school", "online"), "yesno": ("no", "yes")}[column.choice]
        return shown(column.choice, found[value], language)
    return shown(column.choice, str(value), language)


def _show_mode_set(column: Column, value: frozenset[Mode], language: str) -> Shown:
    distance = value - {Mode.CONTACT}
    if column.kind == "skill":
        return _show_modes(column, distance, language) if distance else shown("skill", "none", language)
    return _show_modes(column, distance or value, language)


def _show_modes(column: Column, value: frozenset[Mode], language: str) -> str:
    return shown(column.choice, "both" if len(value) == 2 else str(next(iter(value))), language)


def _show_clock(column: Column, value: int, language: str) -> Shown:
    return f"{value // 60}:{value % 60:02}"


def _show_blocks(column: Column, value: Blocks, language: str) -> Shown:
    return "+".join(map(str, value.sizes)) if value.fixed else f"{value.smallest}-{value.largest}"


def _show_exempt(column: Column, value: tuple[tuple[str, str], ...], language: str) -> Shown:
    return "; ".join(f"{rule}: {reason}" if reason else f"{rule}:" for rule, reason in value)


def _show_codes(column: Column, value: tuple[str, ...], language: str) -> Shown:
    if column.ref == "pools":
        value = tuple(PLACE_WORDS[code][language] if code in PLACE_WORDS else code for code in value)
    return ", ".join(value)


def _show_days(first: date, last: date | None, language: str) -> Shown:
    """A whole week as 2026-W36, a day as 2026-09-02, else from - to."""
    if last is None:
        return first.isoformat()
    if first.weekday() == 0 and last - first == timedelta(days=6):
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    return f"{first.isoformat()} {'tot' if language == 'nl' else 'to'} {last.isoformat()}"


def _show_colour(column: Column, value: str, language: str) -> Shown:
    named = {word.meaning for word in words(column.choice)}
    return shown(column.choice, value, language) if value in named else value


def _show_who(column: Column, value: str, language: str) -> Shown:
    return shown("everyone", "all", language) if value == "all" else value


WRITERS: Mapping[str, Callable[[Column, Any, str], Shown]] = {
    "codes": _show_codes,
    "teachers": lambda column, value, language: ", ".join(" | ".join(one) for one in value),
    "amounts": lambda column, value, language: ", ".join(f"{code}:{amount}" for code, amount in value),
    "number": _show_number,
    "percent": _show_percent,
    "choice": _show_choice,
    "yesno": _show_choice,
    "yesno_or_whom": _show_choice,
    "levels": lambda column, value, language: ", ".join(f"{level}:{count}" for level, count in enumerate(value)),
    "day": _show_choice,
    "week": _show_choice,
    "lesson_week": _show_choice,
    "pin_week": _show_choice,
    "any_week": _show_choice,
    "cycle_week": _show_choice,
    "mode": _show_choice,
    "mixed_modes": _show_mode_set,
    "mixed_mode": _show_choice,
    "online": _show_codes,
    "skill": _show_mode_set,
    "clock": _show_clock,
    "blocks": _show_blocks,
    "exempt": _show_exempt,
    "who": _show_who,
    "date": lambda column, value, language: value.isoformat(),
    "colour": _show_colour,
}
