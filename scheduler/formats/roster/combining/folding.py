"""Equal lessons become one: weeks A and B, all groups of a class, several classes with one teacher.

A class with several lessons at once gets groups; a clash the roster itself marks stays a clash.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from scheduler.formats.roster.combining.reconciling import week_meets
from scheduler.formats.roster.records import Part, Sighting, group_name
from scheduler.formats.roster.words.labels import plain
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.records import EVERY_WEEK


def fold(meets: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]) -> list[Sighting]:
    """Equal lessons of weeks A and B, of all groups of a class, of several classes become one."""
    found = _fold_weeks(meets)
    found = _fold_groups(found)
    return _fold_classes(found, clashes)


def _fold_by(
    meets: Sequence[Sighting],
    key: Callable[[Sighting], tuple[object, ...]],
    fold: Callable[[list[Sighting]], list[Sighting]],
) -> list[Sighting]:
    groups: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for s in meets:
        groups[key(s)].append(s)
    return [s for group in groups.values() for s in (fold(group) if len(group) > 1 else group)]


def _fold_weeks(meets: Sequence[Sighting]) -> list[Sighting]:
    def both(group: list[Sighting]) -> list[Sighting]:
        weeks = {s.week for s in group}
        return [replace(group[0], week=EVERY_WEEK)] if set(WEEK_NAMES) <= weeks or EVERY_WEEK in weeks else group[:1]

    return _fold_by(
        meets,
        lambda s: (
            s.date,
            s.day,
            s.period,
            s.grid,
            s.classes,
            s.parts,
            plain(s.subject),
            s.teachers,
            s.rooms,
            s.mode,
            s.lesson,
        ),
        both,
    )


def _fold_groups(meets: Sequence[Sighting]) -> list[Sighting]:
    groups: dict[tuple[str, ...], set[tuple[Part, ...]]] = defaultdict(set)
    for s in meets:
        if s.parts:
            groups[s.classes].add(s.parts)

    def whole(group: list[Sighting]) -> list[Sighting]:
        named = {s.parts for s in group if s.parts}
        if len(named) >= 2 and named >= groups[group[0].classes]:
            return [replace(group[0], parts=())]
        return group

    return _fold_by(
        meets,
        lambda s: (
            s.date,
            s.day,
            s.period,
            s.grid,
            s.week,
            s.classes,
            plain(s.subject),
            s.teachers,
            s.rooms,
            s.mode,
            not s.parts,
        ),
        whole,
    )


def _fold_classes(meets: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]) -> list[Sighting]:
    """One teacher (or room, where no teacher is known) with one subject teaches several classes together."""

    def key(s: Sighting) -> tuple[object, ...]:
        base = (s.date, s.day, s.period, s.grid, s.week)
        if any((t, s.day, s.period) in clashes for t in s.teachers):
            return (*base, id(s))
        if s.teachers:
            return (*base, s.teachers, plain(s.subject), s.mode)
        if s.rooms and s.subject:  # one room, or the same list of rooms: sets of several classes
            return (*base, s.rooms, plain(s.subject), s.mode)
        return (*base, id(s))

    def joint(group: list[Sighting]) -> list[Sighting]:
        rooms = Counter(s.rooms for s in group if s.rooms)
        if len(rooms) > 1:
            parts: dict[tuple[str, ...], list[Sighting]] = defaultdict(list)
            for s in group:
                parts[s.rooms].append(s)
            return [one for part in parts.values() for one in (_union(part) if len(part) > 1 else part)]
        return _union(group)

    return _fold_by(meets, key, joint)


def _union(group: list[Sighting]) -> list[Sighting]:
    """One lesson for all classes; groups of classes are kept by name beside them."""
    classes = tuple(dict.fromkeys(c for s in group for c in s.classes))
    whole = {c for s in group for c in s.classes if not s.parts_of(c)}
    parts = {Part(c, name) for s in group for c in s.classes if c not in whole for name in s.parts_of(c)}
    first = max(group, key=lambda s: (bool(s.rooms), len(s.subject)))
    return [replace(first, classes=classes, parts=tuple(sorted(parts)), rooms=first.rooms)]


def parallel(
    meets: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]
) -> tuple[list[Sighting], int, int]:
    """A class with several lessons at once: groups, or one lesson of several teachers where no subject tells.

    A clash the roster itself marks stays a clash. Returns the meets, how many moments were read this way, and in how
    many of them two lessons are for this class alone (sets of several classes run side by side by intention).
    """
    held: dict[tuple[int | None, int | None, str, str], list[int]] = defaultdict(list)
    result: list[Sighting | None] = list(meets)
    for index, s in enumerate(meets):
        for name in s.classes:
            if not s.parts_of(name):
                held[s.day, s.period, s.grid, name].append(index)
    moments = alone = 0
    for (_, _, _, name), indices in held.items():
        found = [(i, here) for i in indices if (here := result[i]) is not None]
        if len(found) < 2 or not any(week_meets(a, b) for i, a in found for j, b in found if i < j):
            continue
        if any((t, s.day, s.period) in clashes for _, s in found for t in s.teachers):
            continue
        moments += 1
        alone += sum(len(s.classes) == 1 for _, s in found) > 1
        silent = [(i, s) for i, s in found if not s.subject and s.classes == (name,)]
        if len(silent) == len(found) and len({s.week for _, s in found}) == 1:
            first, joined = silent[0]
            result[first] = replace(joined, teachers=tuple(sorted({t for _, s in found for t in s.teachers})))
            for i, _ in silent[1:]:
                result[i] = None
            continue
        taken: set[str] = set()
        for i, s in found:
            label = (s.subject or next(iter(s.teachers), "") or "?")[:40].strip()
            if label in taken:
                label = " ".join(filter(None, (label, next(iter(s.teachers), "") or next(iter(s.rooms), ""))))
            if label in taken:
                label = f"{label} {len(taken) + 1}"
            taken.add(label)
            current = result[i]
            assert current is not None
            result[i] = replace(current, parts=_with_part(current, name, label))
    return [s for s in result if s is not None], moments, alone


def _with_part(s: Sighting, class_name: str, label: str) -> tuple[Part, ...]:
    """Its parts, each of its own class, and one more."""
    named = {Part(c, name) for c in s.classes for name in s.parts_of(c)}
    return tuple(sorted(named | {Part(class_name, group_name(label))}))
