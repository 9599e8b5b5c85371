"""One lesson out of several views: timetables of classes, teachers and rooms complete each other.

Where a teacher's cell contradicts the class timetable, the class timetable is followed and the cell reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from scheduler.formats.roster.combining.reconciling import Reconciled, cell_name, in_words, week_meets
from scheduler.formats.roster.records import Sighting, told
from scheduler.formats.roster.words.labels import plain


def join_views(sightings: Sequence[Sighting], clashes: set[tuple[str, int | None, int | None]]) -> Reconciled:
    """Complete each view by the others, period by period."""
    result = Reconciled()
    buckets: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for s in sightings:
        for offset in range(max(1, s.length)):
            period = s.period + offset if s.period is not None else None
            buckets[s.date, s.day, period].append(
                replace(s, period=period, length=1, cut_from=s.where if s.length > 1 else None)
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
                        and week_meets(b, s)
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
                if rival is not None and s.classes and week_meets(rival, s) and not confirmed and views_class:
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
            told(
                "contradicts",
                0.5,
                cell_name(s),
                s=cell_name(s),
                s2=in_words(s),
                rival=cell_name(rival),
                rival2=in_words(rival),
            )
        )
    if len(contradictions) > 15:
        result.notices.append(told("more_contradictions", 0.5, more=len(contradictions) - 15))
    if lonely and "class" in views:
        result.assumptions.append(told("lonely", 0.6, lonely=lonely))
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


def _together(found: Sequence[Sighting]) -> list[Sighting]:
    """Exact repeats inside one bucket once."""
    seen: dict[tuple[object, ...], Sighting] = {}
    for s in found:
        key = (s.classes, s.parts, plain(s.subject), s.teachers, s.rooms, s.week, s.mode, s.lesson)
        seen.setdefault(key, s)
    return list(seen.values())


def _alike(a: str, b: str) -> bool:
    x, y = plain(a), plain(b)
    return not x or not y or x == y or x.startswith(y) or y.startswith(x)


def _home(base: Sequence[Sighting], s: Sighting) -> int | None:
    """The meet this sighting is about: shares a class (or teacher), contradicts in nothing."""
    best: tuple[float, int] | None = None
    for index, b in enumerate(base):
        if not week_meets(b, s):
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
    if not set(b.classes) & set(s.classes) or not week_meets(b, s):
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
        and week_meets(b, s)
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
