"""What single words mean in a roster: days, headings, breaks, weeks, ways of teaching, in many languages.

The words themselves are data (`data/labels/*.toml`); this module compares without case, accents and punctuation.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from scheduler.problem.text import data_folder

_FOLD = str.maketrans({"і": "i", "ї": "i", "đ": "d", "ł": "l", "ø": "o", "’": "'", "ı": "i"})
_NOT_WORD = re.compile(r"[^\w№ª°']+|_+")


@cache
def plain(text: str) -> str:
    """`text` folded for comparison: "6ª  FEIRA:" and "6a feira" are the same."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_FOLD))
    folded = unicodedata.normalize("NFC", "".join(c for c in folded if not unicodedata.combining(c)))
    return _NOT_WORD.sub(" ", folded.translate(_FOLD)).strip()


@cache
def _table(name: str) -> dict[str, object]:
    with (data_folder() / "labels" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def words(kind: str) -> frozenset[str]:
    """All words of one kind in `words.toml`, folded."""
    listed = _table("words")[kind]
    assert isinstance(listed, list)
    return frozenset(plain(str(word)) for word in listed)


@cache
def day_words() -> Mapping[str, Mapping[str, int]]:
    """For each language the days (0 is Monday) by name, folded."""
    found: dict[str, dict[str, int]] = {}
    for code, language in _table("days").items():
        assert isinstance(language, dict)
        found[code] = {plain(name): day for day, names in enumerate(language["days"]) for name in names}
    return found


@cache
def _day_choices() -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for language in _table("days").values():
        assert isinstance(language, dict)
        for number, names in enumerate(language["days"]):
            for name in names:
                found.setdefault(plain(name), set()).add(number)
    return {name: tuple(sorted(numbers)) for name, numbers in found.items()}


@cache
def letter_weeks() -> frozenset[str]:
    """Weeks written as one letter a day: "LMXJV"."""
    return frozenset(
        letters
        for language in _table("days").values()
        if isinstance(language, dict)
        for letters in language.get("letters", [])
    )


@cache
def _day_beginnings() -> dict[str, tuple[int, ...]]:
    """Beginnings of names of days that can mean only one day: "donderd"."""
    found: dict[str, set[tuple[int, ...]]] = {}
    for name, days in _day_choices().items():
        for size in range(3, len(name)):
            found.setdefault(name[:size], set()).add(days)
    return {begun: next(iter(options)) for begun, options in found.items() if len(options) == 1}


_NUMBERED_DAY = re.compile(r"^(?:dag|day|tag|jour|dia|giorno|день)\s*(\d)$")


@cache
def days_of(text: str) -> tuple[int, ...]:
    """The days (0 is Monday) a text may name; several where languages quarrel ("ma": mardi, maandag)."""
    word = plain(text)
    if not word:
        return ()
    found = _day_choices().get(word)
    if found:
        return found
    if len(word) >= 4 or (len(word) == 3 and text.strip().endswith(".")):  # "Вторн.", "Donderd."
        begun = _day_beginnings().get(word)
        if begun:
            return begun
    match = _NUMBERED_DAY.match(word)
    if match and 1 <= int(match.group(1)) <= 7:
        return (int(match.group(1)) - 1,)
    # a day with a date or "week" behind it: "Lundi 03/04", "Monday, 5 May"
    first, _, rest = word.partition(" ")
    if rest and len(first) > 3 and re.fullmatch(r"[\d\s]+|\d+ \w+( \d+)?", rest):
        return _day_choices().get(first, ())
    return ()


@cache
def spelled_day(letters: str) -> int | None:
    """A day whose name is written letter by letter down a column: "MONDAY", "MONDA"."""
    word = plain(letters).replace(" ", "")
    if len(word) < 3:
        return None
    full = {name.replace(" ", ""): days for name, days in _day_choices().items() if len(days) == 1}
    if word in full:
        return full[word][0]
    near = {
        days[0] for name, days in full.items() if len(name) > 3 and (name.startswith(word) or word.startswith(name))
    }
    return near.pop() if len(near) == 1 else None


@cache
def _fields() -> dict[str, str]:
    phrases: dict[str, str] = {}
    for field, listed in _table("fields").items():
        assert isinstance(listed, list)
        for phrase in listed:
            phrases.setdefault(plain(str(phrase)), field)
    return phrases


@cache
def longest_field() -> int:
    """Letters of the longest phrase for a field: no longer piece of a heading can be one."""
    return max(map(len, _fields()))


@cache
def exact_field(heading: str) -> str | None:
    """The field whose phrase is the whole heading."""
    return _fields().get(plain(heading))


@cache
def _accented() -> dict[str, str]:
    """Short headings whose accents tell them from another word."""
    return {
        plain(str(phrase)): str(phrase)
        for listed in _table("fields").values()
        if isinstance(listed, list)
        for phrase in listed
        if len(str(phrase)) <= 3 and not str(phrase).isascii() and plain(str(phrase)).isascii()
    }


@cache
def field_of(heading: str) -> str | None:
    """The field a heading names, or None; the longest known phrase in it wins ("Giorno Settimana" is a day)."""
    word = plain(re.sub(r"['’]s\b", "", heading))  # "Teacher's name"
    if not word or len(word) > 60:
        return None
    phrases = _fields()
    if _accented().get(word, heading.strip().casefold()) != heading.strip().casefold():
        return None  # "Mon" is Monday, "Môn" a subject
    if word in phrases:
        return phrases[word]
    if word.endswith("s") and len(word) > 3 and word[:-1] in phrases:
        return phrases[word[:-1]]
    tokens = word.split()
    if len(tokens) > 6:
        return None
    best: tuple[int, int, str] | None = None
    for start in range(len(tokens)):
        for stop in range(start + 1, len(tokens) + 1):
            field = phrases.get(" ".join(tokens[start:stop]))
            size = len(" ".join(tokens[start:stop]))
            if field and size > 1 and (best is None or (size, -start) > best[:2]):
                best = (size, -start, field)
    if best and best[0] * 2 >= len(word):
        return best[2]
    return best[2] if best and best[0] >= 4 else None


@cache
def is_word(kind: str, text: str) -> bool:
    """Whether the whole text is a word of this kind."""
    return plain(text) in words(kind)


@cache
def has_word(kind: str, text: str) -> bool:
    """Whether the text contains a word (or phrase) of this kind as whole words."""
    padded = f" {plain(text)} "
    return any(f" {word} " in padded for word in words(kind))


@cache
def says_online(text: str) -> bool:
    """Whether a text says "online" in any language; short marks such as "AS" only count alone."""
    if is_word("online", text):
        return True
    padded = f" {plain(text)} "
    return any(f" {word} " in padded for word in words("online") if len(word) >= 5)


@cache
def is_break(text: str) -> bool:
    """A break or a lunch, whatever stands behind it in brackets: "Lunch Break (N/A)"."""
    word = plain(re.sub(r"\(.*?\)", "", text))
    if word in words("breaks"):
        return True
    tokens = word.split()
    return 1 < len(tokens) <= 5 and any(token in words("breaks") for token in tokens[:2]) and len(word) < 30


@cache
def day_and_week(text: str) -> tuple[int, str] | None:
    """A day and a week of the cycle in one heading."""
    tokens = plain(text).split()
    for cut in range(1, len(tokens)):
        for first, second in ((tokens[:cut], tokens[cut:]), (tokens[cut:], tokens[:cut])):
            days, mark = days_of(" ".join(first)), " ".join(second)
            week = week_of(mark) or (mark.upper() if mark in ("a", "b") else None)
            if days and week:
                return days[0], week
    return None


@cache
def week_of(text: str) -> str | None:
    """ "A" or "B" where a text names a week of a two-week cycle."""
    word = plain(text)
    if word in words("week_a"):
        return "A"
    if word in words("week_b"):
        return "B"
    return None


_PAIRS = (("a", "b"), ("1", "2"), ("i", "ii"))
"""How the two weeks of a cycle are told apart behind whatever word stands before: "WA" and "WB", "wk 1" and "wk 2"."""


def weeks_in(texts: Iterable[str]) -> dict[str, str]:
    """What each label of a column of weeks means, as `plain` writes it; {} where they are no two weeks of a cycle.

    Labels that name a week by themselves do; others only where there are two of them, with one word before.
    """
    found = {word for text in texts if (word := plain(text))}
    named = {word: week for word in found if (week := week_of(word) or (word.upper() if word in ("a", "b") else None))}
    if named or len(found) != 2:
        return named
    one, two = sorted(found, key=lambda word: (len(word), word))
    for first, second in _PAIRS:
        if one.endswith(first) and one[: -len(first)] + second == two and not one[: -len(first)].endswith(first):
            return {one: "A", two: "B"}
    return {}


@cache
def subject_word(text: str) -> float:
    """1 where the first word begins like a subject, else 0."""
    word = plain(text)
    if not word:
        return 0.0
    known = words("subject")
    first = word.split()[0]
    if word in known or first in known:
        return 1.0
    return 1.0 if len(first) > 4 and any(len(k) > 3 and first.startswith(k) for k in known) else 0.0
