"""Sentences of a planner who wonders "what if": "JAN vrij op vrijdag", "without rule S03 for JAN", as changed schools.

A small grammar in Dutch and English; what it does not understand is refused with the grammar, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scheduler.formats.files.faults import Report, near_name
from scheduler.formats.workbook.columns import meaning
from scheduler.formats.workbook.rule_rows import rule_row_faults, rule_row_notices
from scheduler.problem.text import say
from scheduler.school.catalogue import entry_id, fold
from scheduler.school.records import Availability, Level, RuleRow, School

MOST_LETTERS = 1000
"""Of a sentence; the time to see that a longer one has none of the forms grows faster than its length."""
SHOWN_LETTERS = 60
"""Of a sentence that is longer."""


class Unclear(ValueError):
    """A sentence that cannot be used. `key` names what is wrong in `data/texts/figures.toml`."""

    def __init__(self, sentence: str, key: str, report: Report | None = None, **values: object) -> None:
        super().__init__(key)
        self.sentence, self.key, self.report, self.values = sentence, key, report, values

    def text(self, language: str) -> str:
        """The sentence and what is wrong with it."""
        reason = {} if self.report is None else {"reason": self.report.text(language)}
        long = len(self.sentence) > MOST_LETTERS
        shown = f"{self.sentence[:SHOWN_LETTERS]}..." if long else self.sentence
        return say(language, "figures", self.key, sentence=shown, **self.values, **reason)


@dataclass(frozen=True)
class Question:
    """A sentence, and the school in which it holds."""

    sentence: str
    school: School


def asked(school: School, sentence: str) -> Question:
    """The school as the sentence would have it. Raises `Unclear`."""
    text = " ".join(sentence.split())
    if len(text) > MOST_LETTERS:
        raise Unclear(sentence, "too_long", count=len(text), most=MOST_LETTERS)
    for pattern, change in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            given = {name: value.strip() for name, value in found.groupdict().items() if value}
            return Question(sentence, change(school, sentence, given))
    raise Unclear(sentence, "unclear")


# -- who and when --


def _members(school: School) -> dict[str, tuple[str, str]]:
    """(kind, code) by code and by name."""
    known: dict[str, tuple[str, str]] = {}
    for kind, records in (("room", school.rooms), ("class", school.classes), ("teacher", school.teachers)):
        for record in records:
            known |= {fold(record.name): (kind, record.code)} if record.name else {}
            known[fold(record.code)] = (kind, record.code)
    return known


def _member(school: School, sentence: str, name: str) -> tuple[str, str]:
    """(kind, code) of whoever has this code or name."""
    known = _members(school)
    if fold(name) in known:
        return known[fold(name)]
    near = near_name(name, [code for _, code in known.values()])
    raise Unclear(sentence, "nobody_near" if near else "nobody", name=name, near=near)


def _whose(school: School, sentence: str, text: str) -> tuple[tuple[str, str], object]:
    """(kind, code) and the day, if one is named, of "JAN" or "JAN op vrijdag"; a name may be of several words."""
    dated = None if fold(text) in _members(school) else _DATED.fullmatch(text)
    if dated is None:
        return _member(school, sentence, text), None
    when = next(_when(sentence, {"day": dated["day"]}))
    return _member(school, sentence, dated["who"]), when["day"]


def _when(sentence: str, given: dict[str, str]) -> Iterator[dict[str, object]]:
    """The fields of a row of Beschikbaarheid, one row for each period."""
    when: dict[str, object] = {}
    if "day" in given:
        day = meaning("day", given["day"])
        if day is None:
            raise Unclear(sentence, "no_day", name=given["day"])
        when["day"] = int(day)
    if "half" in given:
        when["half_day"] = "am" if fold(given["half"]) in ("voormiddag", "ochtend", "morning") else "pm"
    if "week" in given:
        when["week"] = given["week"].upper()
    first = int(given["first"]) if "first" in given else None
    last = int(given["last"]) if "last" in given else first
    if first is None or last is None:
        yield when
    else:
        yield from ({**when, "period": period} for period in range(first, last + 1))


# -- what is changed --


def _free(school: School, sentence: str, given: dict[str, str]) -> School:
    kind, code = _member(school, sentence, given["who"])
    level = Level.WISH if "rather" in given else Level.MUST
    rows = tuple(Availability(kind, code, level=level, **when) for when in _when(sentence, given))  # type: ignore
    if not rows or not all(any(_in_grid(row, *moment) for moment in _grid(school)) for row in rows):
        raise Unclear(sentence, "no_period")
    return replace(school, availability=(*school.availability, *rows))


def _grid(school: School) -> set[tuple[int, int, str]]:
    return {(one.day, one.period, one.half_day) for one in school.periods}


def _in_grid(row: Availability, day: int, period: int, half: str) -> bool:
    """Whether a period of the grid is in what a row names."""
    return row.day in (None, day) and row.period in (None, period) and row.half_day in (None, half)


def _without_rows(hard: bool) -> Callable[[School, str, dict[str, str]], School]:
    """Leaves out the wishes, or the absences, of somebody; only those of a day where one is named."""

    def change(school: School, sentence: str, given: dict[str, str]) -> School:
        (kind, code), day = _whose(school, sentence, given["whose"])
        gone = [
            row
            for row in school.availability
            if (row.kind, fold(row.code)) == (kind, fold(code)) and (row.level is Level.MUST) is hard
            if day is None or row.day == day
        ]
        if not gone:
            raise Unclear(sentence, "no_absence" if hard else "no_wish", name=code)
        return replace(school, availability=tuple(row for row in school.availability if row not in gone))

    return change


def _without_pin(school: School, sentence: str, given: dict[str, str]) -> School:
    name = fold(given["lesson"])
    pinned = [pin.lesson for pin in school.pins] + [row.lesson for row in school.roster if row.pinned]
    if name not in map(fold, pinned):
        raise Unclear(sentence, "no_pin", name=given["lesson"])
    pins = tuple(pin for pin in school.pins if fold(pin.lesson) != name)
    roster = tuple(replace(row, pinned=False) if fold(row.lesson) == name else row for row in school.roster)
    return replace(school, pins=pins, roster=roster)


def _rule(school: School, sentence: str, given: dict[str, str], **fields: object) -> School:
    entry = entry_id(given["rule"])
    if entry is None:
        raise Unclear(sentence, "no_rule", name=given["rule"])
    who = given.get("who", "all")
    row = RuleRow(entry, who, **fields)  # type: ignore[arg-type]
    alone = replace(school, rules=(row,))
    for report in (*rule_row_faults(alone), *rule_row_notices(alone)):  # what changes nothing has no price
        raise Unclear(sentence, "rule_row", report)
    return replace(school, rules=(*school.rules, row))


def _without_rule(school: School, sentence: str, given: dict[str, str]) -> School:
    return _rule(school, sentence, given, level=Level.OFF)


def _weight(school: School, sentence: str, given: dict[str, str]) -> School:
    return _rule(school, sentence, given, weight=int(given["weight"]))


def _value(school: School, sentence: str, given: dict[str, str]) -> School:
    return _rule(school, sentence, given, value=given["value"])


def _level(school: School, sentence: str, given: dict[str, str]) -> School:
    level = meaning("level", given["level"])
    if level is None:
        raise Unclear(sentence, "no_level", name=given["level"])
    return _rule(school, sentence, given, level=Level(level))


_DAY = r"(?:(?:op|on)\s+)?(?P<day>[^\W\d_]+?)"
"""As little as can be, so that "vrijdagnamiddag" is a day and a half day."""
_DATED = re.compile(rf"(?P<who>.+?)\s+{_DAY}", re.IGNORECASE)
_HALF = r"(?P<half>voormiddag|namiddag|ochtend|morning|afternoon)"
_PERIODS = r"(?:(?:lesuur|lesuren|uur|period|periods)\s+)?(?P<first>\d{1,2})(?:\s*-\s*(?P<last>\d{1,2}))?"
_WEEK = r"(?:week\s+(?P<week>[AB]))"
_WHEN = rf"(?:{_DAY}(?:\s*{_HALF})?(?:\s+{_PERIODS})?(?:\s+{_WEEK})?)"
_FOR = r"(?:\s+(?:voor|for)\s+(?P<who>.+?))?"
_WITHOUT = r"(?:zonder|without)\s+"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[School, str, dict[str, str]], School]], ...] = tuple(
    (re.compile(form, re.IGNORECASE), change)
    for form, change in (
        (rf"{_WITHOUT}(?:regel|rule)\s+(?P<rule>\w+){_FOR}", _without_rule),
        (rf"{_WITHOUT}(?:vast|pin)\s+(?P<lesson>.+?)", _without_pin),
        (rf"{_WITHOUT}(?:wens|wensen|wish|wishes)\s+(?:van|of)\s+(?P<whose>.+?)", _without_rows(False)),
        (
            rf"{_WITHOUT}(?:afwezigheid|afwezigheden|absence|absences)\s+(?:van|of)\s+(?P<whose>.+?)",
            _without_rows(True),
        ),
        (rf"(?:regel|rule)\s+(?P<rule>\w+)\s+(?:gewicht|weight)\s+(?P<weight>\d{{1,5}}){_FOR}", _weight),
        (rf"(?:regel|rule)\s+(?P<rule>\w+)\s+(?P<value>\w+\s*=\s*\S+){_FOR}", _value),
        (rf"(?:regel|rule)\s+(?P<rule>\w+)\s+(?P<level>(?!voor\b|for\b)[^\W\d]+(?:\s[^\W\d]+)?){_FOR}", _level),
        (rf"(?P<who>.+?)\s+(?P<rather>liever|rather)\s+(?:vrij|free)\s+{_WHEN}", _free),
        (rf"(?P<who>.+?)\s+(?:vrij|free)\s+{_WHEN}", _free),
    )
)
"""Each form of a sentence, and what it changes; the first that fits is meant."""
