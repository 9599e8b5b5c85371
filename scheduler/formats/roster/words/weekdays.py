"""The days that a whole run of headings names: one language for all, one day for one word, and the gaps told.

A single word may name several days ("ma": mardi, maandag); a run seldom does.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from scheduler.formats.roster.words.labels import day_words, days_of, plain

Run = tuple[int | None, ...]


def read_days(texts: Sequence[str]) -> Run:
    """One day (0 is Monday) for each text, None where a text names none.

    Of the readings in each language the one is taken that names most words, then the one whose days rise most evenly.
    A word that no language knows is the day between, where its neighbours are two days apart.
    """
    distinct = tuple(dict.fromkeys(texts))
    best = max(
        (_in_language(distinct, words) for words in day_words().values()),
        key=lambda run: (sum(day is not None for day in run), _evenness(run)),
        default=(),
    )
    found = dict(zip(distinct, _between(_completed(distinct, best)), strict=True))
    return tuple(found[text] for text in texts)


def _in_language(texts: Sequence[str], words: object) -> Run:
    assert isinstance(words, dict)
    return tuple(
        words.get(plain(text), words.get(plain(text).split(" ")[0]) if _dated(text) else None) for text in texts
    )


@cache
def _dated(text: str) -> bool:
    """A day with a date or a bracket behind it: "Lu 03/04", "Ma (5 mei)"."""
    first, _, rest = plain(text).partition(" ")
    dated = re.fullmatch(r"[\d ]+|\d+ \w+( \d+)?", rest) is not None
    return len(first) > 1 and (
        dated or (text.strip()[len(first) :].lstrip().startswith("(") and any(map(str.isdigit, rest)))
    )


def _evenness(run: Run) -> tuple[float, int]:
    """How many steps from one day to the next go up, best by one."""
    days = [day for day in run if day is not None]
    steps = [b - a for a, b in itertools.pairwise(days)]
    return sum((step == 1) + 0.5 * (step > 1) - (step <= 0) for step in steps), -days[0] if days else 0


def _completed(texts: Sequence[str], run: Run) -> Run:
    """Words that the language does not know, where another one or a beginning tells them without doubt."""
    result = list(run)
    taken = {day for day in run if day is not None}
    for place, text in enumerate(texts):
        if result[place] is None:
            options = [day for day in days_of(text) if day not in taken] if len(plain(text)) > 2 else []
            if len(options) == 1:
                result[place] = options[0]
                taken.add(options[0])
    return tuple(result)


def _between(run: Run) -> Run:
    result = list(run)
    known = sum(day is not None for day in run)
    for place in range(1, len(run) - 1):
        before, after = run[place - 1], run[place + 1]
        if run[place] is None and known >= 3 and before is not None and after is not None and after - before == 2:
            result[place] = before + 1
    return tuple(result)
