"""Which sheets are read: one that repeats a fuller sheet is read once, of alternatives one is taken.

Differences are reported with both places. Completing one view by another is left to `joining`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from scheduler.formats.roster.records import Assumption, Sighting, told
from scheduler.formats.roster.words.labels import plain
from scheduler.school.records import EVERY_WEEK


@dataclass
class Reconciled:
    """Meets of one period each (length as merged), assumptions, contradictions."""

    meets: list[Sighting] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    notices: list[Assumption] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)  # sheets that repeat or contradict another
    alternatives: dict[str, int] = field(default_factory=dict)  # of those the contradicting ones, and their lessons


def owner_key(s: Sighting) -> tuple[str, Hashable]:
    if s.view == "class":
        return "class", (s.classes[:1], s.parts)
    if s.view == "teacher":
        return "teacher", s.teachers[:1]
    if s.view == "room":
        return "room", s.rooms[:1]
    return "list", (s.classes or s.teachers, s.start)


def _facets(found: Sequence[Sighting]) -> frozenset[str]:
    """Which sides of a lesson a sheet shows besides its owner; sheets that show different sides complete each other."""
    view = found[0].view
    sides = {
        "class": (
            ("what", lambda s: bool(s.subject or s.teachers)),
            ("where", lambda s: bool(s.rooms) and not s.subject and not s.teachers),
        ),
        "teacher": (
            ("who", lambda s: bool(s.classes or s.subject)),
            ("where", lambda s: bool(s.rooms) and not s.classes and not s.subject),
        ),
    }.get(view, ())
    shown = frozenset(name for name, test in sides if sum(map(test, found)) >= 0.7 * len(found))
    return shown


def _content(s: Sighting) -> tuple[object, ...]:
    if s.view == "class":
        return (plain(s.subject), frozenset(s.teachers))
    return (frozenset(s.classes), plain(s.subject))


def _periods(s: Sighting) -> Iterable[tuple[object, ...]]:
    """The times a sighting covers, by number, else by its clock."""
    if s.period is None:
        yield (s.date, s.day, -1 if s.start is None else s.start + 1000, s.week)
        return
    for offset in range(max(1, s.length)):
        yield (s.date, s.day, s.period + offset if s.period is not None else None, s.week)


def choose_sheets(sightings: Sequence[Sighting], chosen: Sequence[str] = ()) -> Reconciled:
    """Leave out sheets that repeat or contradict a fuller one."""
    result = Reconciled()
    by_view: dict[str, dict[str, list[Sighting]]] = defaultdict(lambda: defaultdict(list))
    for s in sightings:
        by_view[s.view][s.where[0]].append(s)
    kept: list[Sighting] = []
    alternatives: dict[str, list[list[str]]] = {}
    for view, sheets in by_view.items():
        order = sorted(sheets, key=lambda name: (name not in chosen, -len(sheets[name])))
        masters: list[str] = []
        contents: dict[str, dict[tuple[object, ...], set[tuple[object, ...]]]] = {}
        for name in order:
            table: dict[tuple[object, ...], set[tuple[object, ...]]] = defaultdict(set)
            for s in sheets[name]:
                for slot in _periods(s):
                    table[owner_key(s), slot].add(_content(s))
            contents[name] = table
        owners = {name: {key[0] for key in contents[name]} for name in order}
        facets = {name: _facets(sheets[name]) for name in order}
        spread = {name: {_day_and_week(slot) for _, slot in contents[name]} for name in order}
        said = {
            name: {(key[0], content) for key, found in contents[name].items() for content in found} for name in order
        }
        groups: list[list[str]] = []
        for name in order:
            home = None
            repeated: list[str] = []
            for master in masters:
                common = set(contents[name]) & set(contents[master])
                own = len(contents[name])
                same_owners = len(owners[name] & owners[master]) >= 0.5 * len(owners[name])
                if (
                    not own
                    or facets[name] != facets[master]
                    or len(spread[name] & spread[master]) < 0.5 * len(spread[name])
                ):
                    continue  # another side of the same lessons, or other days or weeks
                elsewhere = (
                    len(said[name] & said[master]) >= 0.5 * len(said[name])
                    and len(said[name]) >= 10
                    and same_owners
                    and view != "list"
                )
                if not common:
                    if elsewhere:
                        home = master
                        break
                    continue
                agree = sum(bool(contents[name][key] & contents[master][key]) for key in common)
                if len(common) >= 0.5 * own and agree >= 0.6 * len(common):
                    repeated.append(master)
                elif (
                    same_owners
                    and ((len(common) >= 0.3 * own and agree < 0.6 * len(common)) or elsewhere)
                    and view != "list"
                ):
                    home = master
                    break
            if home is not None:
                next(group for group in groups if home in group).append(name)
            elif (repeated and view != "list") or (
                repeated
                and all(len(set(contents[name]) & set(contents[m])) >= 0.9 * len(contents[name]) for m in repeated)
            ):
                _report_repeat(result, name, repeated, contents, sheets)
            else:
                masters.append(name)
                groups.append([name])
        alternatives[view] = [group for group in groups if len(group) > 1]
        kept += [s for master in masters for s in sheets[master]]
        by_view[view] = sheets
    for view, found in alternatives.items():
        for group in found:
            best = group[0]
            if view != "teacher" and "teacher" in alternatives and alternatives["teacher"]:
                best = _best_match(group, by_view[view], [s for s in kept if s.view == "teacher"])
                if best != group[0]:
                    kept = [s for s in kept if not (s.view == view and s.where[0] == group[0])] + by_view[view][best]
            result.dropped |= set(group) - {best}
            result.alternatives |= {name: len(by_view[view][name]) for name in group if name != best}
            others = ", ".join(f"'{name}'" for name in group if name != best)
            result.assumptions.append(told("alternatives", 0.6, best, others=others, best=best))
    result.meets = kept
    return result


def _best_match(group: Sequence[str], sheets: dict[str, list[Sighting]], other: Sequence[Sighting]) -> str:
    """The alternative that agrees best with the chosen plan of another view."""
    known = {(s.day, s.period, c, t) for s in other for c in s.classes for t in s.teachers}

    def agreement(name: str) -> float:
        pairs = [(s.day, s.period, c, t) for s in sheets[name] for c in s.classes for t in s.teachers]
        return sum(pair in known for pair in pairs) / max(1, len(pairs)) + 1e-6 * len(pairs)

    return max(group, key=agreement)


def _day_and_week(slot: object) -> tuple[object, object]:
    assert isinstance(slot, tuple)
    return slot[1], slot[3]


def _report_repeat(
    result: Reconciled,
    name: str,
    masters: Sequence[str],
    contents: dict[str, dict[tuple[object, ...], set[tuple[object, ...]]]],
    sheets: dict[str, list[Sighting]],
) -> None:
    result.dropped.add(name)
    master = "', '".join(masters)
    result.assumptions.append(told("repeats", 0.9, name, name=name, master=master))
    where: dict[tuple[object, ...], Sighting] = {}
    for s in sheets[name]:
        for slot in _periods(s):
            where[owner_key(s), slot] = s
    different = 0
    for key, here in contents[name].items():
        there = set().union(*(contents[m].get(key, set()) for m in masters))
        if there and not here & there:
            different += 1
            if different <= 20:
                s = where[key]
                text = f"'{in_words(s)}'"
                result.notices.append(told("differs", 0.5, cell_name(s), text=text, master=master))
    if different > 20:
        result.notices.append(told("more_differences", 0.5, name, name=name, more=different - 20, master=master))


def cell_name(s: Sighting) -> str:
    column, letters = s.where[2] + 1, ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{s.where[0]}!{letters}{s.where[1] + 1}"


def in_words(s: Sighting) -> str:
    return " ".join(filter(None, (", ".join(s.classes), s.subject, ", ".join(s.teachers), ", ".join(s.rooms))))


def week_meets(a: Sighting, b: Sighting) -> bool:
    return EVERY_WEEK in (a.week, b.week) or a.week == b.week
