"""The same lessons seen on several sheets become one lesson each; where sheets disagree, both places are reported.

Sheets that repeat a fuller sheet are read once; sheets that contradict each other throughout are alternatives, of which
one is taken. Views of classes, teachers and rooms complete each other: who, what, where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from scheduler.formats.roster.labels import plain
from scheduler.formats.roster.records import Assumption, Sighting
from scheduler.problem.school import EVERY_WEEK, WEEK_NAMES


@dataclass
class Reconciled:
    """Meets of one period each (length as merged), assumptions, contradictions."""

    meets: list[Sighting] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    notices: list[Assumption] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)  # sheets that repeat or contradict another


def owner_key(s: Sighting) -> tuple[str, Hashable]:
    if s.view == "class":
        return "class", (s.classes[:1], s.group)
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
        spread = {name: {(slot[1], slot[3]) for _, slot in contents[name]} for name in order}
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
            others = ", ".join(f"'{name}'" for name in group if name != best)
            result.assumptions.append(
                Assumption(
                    f"de bladen {others} en '{best}' zijn alternatieven van elkaar: '{best}' is gelezen (kies een ander met --sheet)",
                    f"sheets {others} and '{best}' are alternatives of one another: '{best}' was read (choose another with --sheet)",
                    0.6,
                    best,
                )
            )
    result.meets = kept
    return result


def _best_match(group: Sequence[str], sheets: dict[str, list[Sighting]], other: Sequence[Sighting]) -> str:
    """The alternative that agrees best with the chosen plan of another view."""
    known = {(s.day, s.period, c, t) for s in other for c in s.classes for t in s.teachers}

    def agreement(name: str) -> float:
        pairs = [(s.day, s.period, c, t) for s in sheets[name] for c in s.classes for t in s.teachers]
        return sum(pair in known for pair in pairs) / max(1, len(pairs)) + 1e-6 * len(pairs)

    return max(group, key=agreement)


def _report_repeat(
    result: Reconciled,
    name: str,
    masters: Sequence[str],
    contents: dict[str, dict[tuple[object, ...], set[tuple[object, ...]]]],
    sheets: dict[str, list[Sighting]],
) -> None:
    result.dropped.add(name)
    master = "', '".join(masters)
    result.assumptions.append(
        Assumption(
            f"blad '{name}' herhaalt '{master}': één keer gelezen",
            f"sheet '{name}' repeats '{master}': read once",
            0.9,
            name,
        )
    )
    where = {}
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
                text = f"{_cell(s)}: '{_said(s)}'"
                result.notices.append(
                    Assumption(
                        f"{text} zegt iets anders dan blad '{master}' op hetzelfde moment; '{master}' is gevolgd",
                        f"{text} differs from sheet '{master}' at the same time; '{master}' was followed",
                        0.5,
                        _cell(s),
                    )
                )
    if different > 20:
        result.notices.append(
            Assumption(
                f"blad '{name}': nog {different - 20} andere verschillen met '{master}'",
                f"sheet '{name}': {different - 20} more differences from '{master}'",
                0.5,
                name,
            )
        )


def _cell(s: Sighting) -> str:
    column, letters = s.where[2] + 1, ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{s.where[0]}!{letters}{s.where[1] + 1}"


def _said(s: Sighting) -> str:
    return " ".join(filter(None, (", ".join(s.classes), s.subject, ", ".join(s.teachers), ", ".join(s.rooms))))


# ---- one lesson out of several views


def join_views(sightings: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]) -> Reconciled:
    """Complete each view by the others, period by period."""
    result = Reconciled()
    buckets: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for s in sightings:
        for offset in range(max(1, s.length)):
            period = s.period + offset if s.period is not None else None
            buckets[s.date, s.day, period].append(
                replace(s, period=period, length=1, joint=f"{s.where}:{offset}" if s.length > 1 else "")
            )
    lonely = 0
    contradictions: list[tuple[Sighting, Sighting]] = []
    views = {s.view for s in sightings}
    views_class = "class" in views
    for bucket in buckets.values():
        base = [s for s in bucket if s.view in ("class", "list")]
        base, extra = (
            (base, [s for s in bucket if s.view == "teacher"])
            if base or "class" in views
            else (
                [s for s in bucket if s.view == "teacher"],
                [],
            )
        )
        rooms = [s for s in bucket if s.view == "room"]
        base = _together(base)
        extra = _own_views(extra)
        for s in extra:
            home = _home(base, s)
            if home is None:  # a second teacher of one lesson: the same class in the same room
                home = next(
                    (
                        i
                        for i, b in enumerate(base)
                        if set(b.classes) & set(s.classes)
                        and s.rooms
                        and set(b.rooms) & set(s.rooms)
                        and _week_meets(b, s)
                    ),
                    None,
                )
            if home is None:
                rival = next(
                    (
                        b
                        for b in base
                        if b.teachers and set(b.classes) & set(s.classes) and not set(b.teachers) & set(s.teachers)
                    ),
                    None,
                )
                confirmed = rival is not None and any(
                    set(o.teachers) & set(rival.teachers) and set(o.classes) & set(rival.classes)
                    for o in extra
                    if o is not s
                )
                if rival is not None and s.classes and _week_meets(rival, s) and not confirmed and views_class:
                    contradictions.append((s, rival))
                    continue
                if not _said_already(base, s):
                    lonely += 1
                    base.append(s)
            else:
                base[home] = _merged(base[home], s)
                for other in [i for i, b in enumerate(base) if i != home and _same_for(b, s)]:
                    base[other] = _merged(base[other], s)
        for s in rooms:
            home = _home(base, s)
            if home is not None:
                base[home] = _merged(base[home], s)
            elif (s.classes or s.teachers) and not _said_already(base, s):
                base.append(s)
        result.meets += base
    for s, rival in contradictions[:15]:
        result.notices.append(
            Assumption(
                f"{_cell(s)} '{_said(s)}' spreekt {_cell(rival)} '{_said(rival)}' tegen; het klassenrooster is gevolgd",
                f"{_cell(s)} '{_said(s)}' contradicts {_cell(rival)} '{_said(rival)}'; the class timetable was followed",
                0.5,
                _cell(s),
            )
        )
    if len(contradictions) > 15:
        result.notices.append(
            Assumption(
                f"nog {len(contradictions) - 15} cellen van leraren spreken de klassenroosters tegen",
                f"{len(contradictions) - 15} more teacher cells contradict the class timetables",
                0.5,
            )
        )
    if lonely and "class" in views:
        result.assumptions.append(
            Assumption(
                f"{lonely} lesuren staan alleen in de leraren- of lokalenroosters en zijn toegevoegd",
                f"{lonely} periods stand only in the timetables of teachers or rooms and were added",
                0.6,
            )
        )
    return result


def _own_views(found: Sequence[Sighting]) -> list[Sighting]:
    """One sheet says which class a teacher has, another in which room: together one sighting."""
    result: list[Sighting] = []
    for s in found:
        for index, other in enumerate(result):
            if (
                other.teachers == s.teachers
                and other.week == s.week
                and other.where[0] != s.where[0]
                and bool(other.classes) != bool(s.classes)
                and bool(other.rooms) != bool(s.rooms)
            ):
                result[index] = _merged(other, s)
                break
        else:
            result.append(s)
    return result


def _week_meets(a: Sighting, b: Sighting) -> bool:
    return EVERY_WEEK in (a.week, b.week) or a.week == b.week


def _together(found: Sequence[Sighting]) -> list[Sighting]:
    """Exact repeats inside one bucket once."""
    seen: dict[tuple[object, ...], Sighting] = {}
    for s in found:
        key = (s.classes, s.group, plain(s.subject), s.teachers, s.rooms, s.week, s.mode, s.lesson)
        seen.setdefault(key, s)
    return list(seen.values())


def _alike(a: str, b: str) -> bool:
    x, y = plain(a), plain(b)
    return not x or not y or x == y or x.startswith(y) or y.startswith(x)


def _home(base: Sequence[Sighting], s: Sighting) -> int | None:
    """The meet this sighting is about: shares a class (or teacher), contradicts in nothing."""
    best: tuple[float, int] | None = None
    for index, b in enumerate(base):
        if not _week_meets(b, s):
            continue
        score = 0.0
        shared_class = set(b.classes) & set(s.classes)
        shared_teacher = set(b.teachers) & set(s.teachers)
        shared_room = set(b.rooms) & set(s.rooms)
        if s.view == "teacher":
            if b.teachers and not shared_teacher:
                continue
            if s.classes and b.classes and not shared_class:
                continue
            if not (shared_class or shared_teacher) and (not shared_room or s.classes):
                continue
            if s.rooms and b.rooms and not shared_room and not shared_teacher:
                continue
            if not shared_teacher and s.subject and b.subject and not _alike(s.subject, b.subject):
                score -= 1.5
        else:
            if s.classes and not shared_class and b.classes:
                continue
            if s.teachers and not shared_teacher and b.teachers:
                continue
            if b.rooms and s.rooms and not shared_room:
                continue
            if not (shared_class or shared_teacher):
                continue
        score += (
            2 * bool(shared_teacher)
            + bool(shared_class)
            + 2 * bool(shared_room)
            + (0.5 if s.subject and _alike(s.subject, b.subject) else 0)
        )
        if b.lesson and b.lesson == s.lesson:
            score += 3
        if score > 0 and (best is None or score > best[0]):
            best = (score, index)
    return best[1] if best else None


def _same_for(b: Sighting, s: Sighting) -> bool:
    """Another class of one joint lesson: same teacher there, or same subject and room with none named."""
    if not set(b.classes) & set(s.classes) or not _week_meets(b, s):
        return False
    if b.teachers:
        return bool(set(b.teachers) & set(s.teachers))
    return bool(set(b.rooms) & set(s.rooms))


def _said_already(base: Sequence[Sighting], s: Sighting) -> bool:
    return any(
        set(s.teachers) <= set(b.teachers)
        and set(s.classes) <= set(b.classes)
        and set(s.rooms) <= set(b.rooms)
        and (s.teachers or s.rooms)
        and _week_meets(b, s)
        for b in base
    )


def _merged(a: Sighting, b: Sighting) -> Sighting:
    """`a` completed by `b`; what `a` says stands."""
    return replace(
        a,
        subject=a.subject or b.subject,
        teachers=tuple(dict.fromkeys((*a.teachers, *b.teachers))),
        rooms=a.rooms or b.rooms,
        classes=a.classes or b.classes,
        mode=a.mode or b.mode,
        lesson=a.lesson or b.lesson,
        note=a.note or b.note,
    )


# ---- weeks, groups and joint lessons


def fold(meets: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]) -> list[Sighting]:
    """Equal lessons of week A and B are weekly; equal lessons of all groups are the class's; equal lessons are joint."""
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
            s.group,
            plain(s.subject),
            s.teachers,
            s.rooms,
            s.mode,
            s.lesson,
        ),
        both,
    )


def _fold_groups(meets: Sequence[Sighting]) -> list[Sighting]:
    groups: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for s in meets:
        if s.group:
            groups[s.classes].add(s.group)

    def whole(group: list[Sighting]) -> list[Sighting]:
        named = {s.group for s in group if s.group}
        if len(named) >= 2 and named >= groups[group[0].classes]:
            return [replace(group[0], group="")]
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
            not s.group,
        ),
        whole,
    )


def _fold_classes(meets: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]) -> list[Sighting]:
    """One teacher (or one room, where no teacher is known) with several classes and one subject teaches them together."""

    def key(s: Sighting) -> tuple[object, ...]:
        base = (s.date, s.day, s.period, s.grid, s.week)
        if any((t, s.day, s.period) in clashes for t in s.teachers):
            return (*base, id(s))
        if s.teachers:
            return (*base, s.teachers, plain(s.subject), s.mode)
        if s.rooms and len(s.rooms) == 1 and s.subject:
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
    named = {(c, s.group) for s in group for c in s.classes}
    whole = {c for c, g in named if not g}
    parts = "|".join(sorted(f"{c}~{g}" for c, g in named if g and c not in whole))
    first = max(group, key=lambda s: (bool(s.rooms), len(s.subject)))
    return [replace(first, classes=classes, group=parts if parts else "", rooms=first.rooms)]


def parallel(meets: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]) -> tuple[list[Sighting], int]:
    """A class with several lessons at once: groups of the class, or one lesson of several teachers where no subject tells.

    A clash the roster itself marks stays a clash. Returns the meets and how many moments were read this way.
    """
    held: dict[tuple[object, ...], list[int]] = defaultdict(list)
    result: list[Sighting | None] = list(meets)
    for index, s in enumerate(meets):
        for name in s.classes:
            if not _part_only(s, name):
                held[s.day, s.period, s.grid, name].append(index)
    moments = 0
    for (_, _, _, name), indices in held.items():
        found = [(i, s) for i in indices if (s := result[i]) is not None]
        if len(found) < 2 or not any(_week_meets(a, b) for i, a in found for j, b in found if i < j):
            continue
        if any((t, s.day, s.period) in clashes for _, s in found for t in s.teachers):
            continue
        moments += 1
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
            result[i] = replace(current, group=_with_mark(current, name, label))
    return [s for s in result if s is not None], moments


def _part_only(s: Sighting, name: str) -> bool:
    """Whether only a group of this class attends."""
    if not s.group:
        return False
    if "~" not in s.group:
        return True
    return any(mark.startswith(f"{name}~") for mark in s.group.split("|"))


def _with_mark(s: Sighting, name: str, label: str) -> str:
    marks = set()
    if s.group:
        marks = set(s.group.split("|")) if "~" in s.group else {f"{c}~{s.group}" for c in s.classes}
    clean = label.replace("~", "-").replace("|", "/").replace(",", " ").replace(";", " ")
    return "|".join(sorted(marks | {f"{name}~{clean}"}))
