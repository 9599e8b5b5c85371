"""Changes in words: which lesson, what became of it, from where to where, as a row for whoever shows it.

The words are the same on a sheet, on a page and in the terminal; how much of it is shown is for them to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.evaluation.difference import Aspect, Change, Difference, Fate, For, Standing
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.telling import naming


@dataclass(frozen=True, slots=True)
class Told:
    """One change: the lesson, what differs, where it was and is ("" where it was or is nowhere)."""

    lesson: str
    what: str
    before: str
    after: str


def told(difference: Difference, change: Change, language: str) -> Told:
    """The change in words."""
    home = difference.new if change.lesson in difference.new.lesson else difference.old
    aspects = (say(language, "changes", f"aspect_{aspect}") for aspect in change.differs)
    fate = say(language, "changes", f"fate_{change.fate}")
    return Told(
        lesson=naming.lesson_name(home, change.lesson, language),
        what=fate if change.fate is not Fate.CHANGED else ", ".join(aspects),
        before=standing(difference.old, change.old, language, change.differs),
        after=standing(difference.new, change.new, language, change.differs),
    )


def standing(problem: Problem, one: Standing | None, language: str, differs: tuple[Aspect, ...] = ()) -> str:
    """ "Monday period 3-4, room 101, teacher JANS"; pupils and mode are told where they differ."""
    if one is None:
        return ""
    pieces = [naming.moments(problem, one.times, language), *sorted(one.rooms), *sorted(one.teachers)]
    if Aspect.PUPILS in differs:
        pieces.append(", ".join(sorted(one.pupils)))
    if Aspect.MODE in differs or one.mode is not Mode.CONTACT:
        pieces.append(_mode(one, language))
    if Aspect.OTHER in differs:
        pieces += sorted(one.others)
    return " · ".join(piece for piece in pieces if piece)


def _mode(one: Standing, language: str) -> str:
    home = [key for key, at_home in (("pupils", one.pupils_home), ("teacher", one.teacher_home)) if at_home]
    words = [
        say(language, "evaluation", f"mode_{one.mode}"),
        *(say(language, "changes", f"home_{key}") for key in home),
    ]
    return ", ".join(words)


def counted(difference: Difference, language: str) -> str:
    """What changed in one sentence of counts; that nothing did, where nothing did."""
    if not difference.changes and not difference.added and not difference.removed:
        return say(language, "changes", "nothing", same=difference.same)
    other_than_time = Counter(
        aspect for change in difference.of_lessons if not change.moved for aspect in change.differs
    )
    fates = difference.fates
    numbers: Iterable[tuple[str, int]] = (
        ("moved", difference.moved),
        *((f"only_{aspect}", other_than_time[aspect]) for aspect in Aspect if aspect is not Aspect.TIME),
        *((f"many_{fate}", fates[fate]) for fate in Fate if fate is not Fate.CHANGED),
        ("openings", len(difference.changes) - len(difference.of_lessons)),
    )
    pieces = [say(language, "changes", key, count=count) for key, count in numbers if count]
    text = say(language, "changes", "counted", counts="; ".join(pieces), same=difference.same)
    return text[:1].upper() + text[1:]


def least_told(moved: int, least: int, for_wishes: int, language: str) -> str:
    """ "11 blocks moved, at least 9 must"; that fewer is impossible, where proved; how many moved for wishes."""
    key = "least_reached" if moved == least else "least_known" if least else "least_unknown"
    told = say(language, "changes", key, moved=moved, least=least)
    return f"{told} {say(language, 'changes', 'for_wishes', count=for_wishes)}" if for_wishes else told


def lessons_of_one_only(difference: Difference, language: str) -> list[str]:
    """Lessons that only one of the two problems has."""
    pairs = (("added", difference.new, difference.added), ("removed", difference.old, difference.removed))
    return [
        say(language, "changes", f"lessons_{key}", count=len(ids), lessons=_named(problem, ids, language))
        for key, problem, ids in pairs
        if ids
    ]


def concerned(difference: Difference, kind: For, language: str) -> str:
    """ "7 classes: 1A 4, 2B 3"; "" where nobody is concerned."""
    found = difference.of(kind)
    if not found:
        return ""
    names = naming.listed((f"{code} ({len(changes)})" for code, changes in found.items()), language)
    return say(language, "changes", f"concerned_{kind}", count=len(found), names=names)


def _named(problem: Problem, ids: Iterable[str], language: str) -> str:
    return naming.listed((naming.lesson_name(problem, lesson, language) for lesson in ids), language)
