"""The hard rules, one function each: whoever breaks it, by code of teacher, class, room or pool, or by lesson.

`broken` is a set of (rule, who): how often, and by how much, is not compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise, permutations

from tests.second_judge.placing import Meet, Placing
from tests.second_judge.school import DAYS, SHARES, Lesson, Period, School, amount
from tests.second_judge.sheets import Row, Sheets, listed

Broken = tuple[str, str]
Piece = tuple[int, int, Meet]
"""A period that somebody has, from when to when, and what it is."""
LUNCH, LUNCH_FROM, LUNCH_TO = 50, 11 * 60, 14 * 60 + 30
EARLIEST, LATEST, AFTERNOON_END = 8 * 60, 17 * 60, 15 * 60
FULL_WEEK = 28
"""Lessons a week from which a class keeps the half days and hours of a full timetable."""


def broken(sheets: Sheets, rows: Iterable[Row]) -> set[Broken]:
    """What the timetable of these rows breaks in the school of these sheets."""
    return set(Judge(sheets, list(rows)).everything())


class Judge:
    def __init__(self, sheets: Sheets, rows: list[Row]) -> None:
        self.school = School(sheets)
        self.placing = Placing(self.school, rows)
        self.pins = sheets.get("Pinned", [])
        self.availability = [row for row in sheets.get("Availability", []) if _must_be_away(row)]
        self.meetings = sheets.get("Meetings", [])
        self._by_path: dict[frozenset[str], list[Meet]] = {}

    def everything(self) -> Iterator[Broken]:
        rules = (
            self.h01, self.h02, self.h03, self.h04, self.h05, self.h06, self.h07, self.h08, self.h09, self.h10,
            self.h11, self.h12, self.h13, self.h14, self.h15, self.h16, self.h17, self.h18, self.h19, self.h20,
        )  # fmt: skip
        for rule in rules:
            yield from ((rule.__name__.upper(), who) for who in rule())

    # -- two places at once, and what is missing --

    def h01(self) -> Iterator[str]:
        held: dict[str, list[Meet]] = defaultdict(list)
        for meet in self.placing.everything:
            for one in meet.teachers:
                held[f"teacher {one}"].append(meet)
            if meet.room and meet.kind != "meeting":
                held[f"room {meet.room}"].append(meet)
        for number, (code, attended) in enumerate(self.school.paths):
            held[f"class {code} {number}"] = self._of_path(attended)
        for who, meets in held.items():
            if any(_overlap(a, b) for at, a in enumerate(meets) for b in meets[:at]):
                yield who.split()[1] if who.startswith("class") else who.partition(" ")[2]

    def h02(self) -> Iterator[str]:
        for lesson in self.school.lessons.values():
            placed, left = self.placing.placed(lesson.id), self.placing.left[lesson.id]
            nobody = any(not _all_seated(lesson, one.teachers) for one in self.placing.of(lesson.id))
            if nobody or placed < lesson.asked or (placed == lesson.asked and left):
                yield lesson.id
        held = {one.id.split(":", 2)[2] for one in self.placing.meetings}
        yield from (row["name"] for row in self.meetings if row["name"] not in held)

    def h16(self) -> Iterator[str]:
        bands: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in self.school.lessons.values():
            if lesson.band:
                bands[lesson.band].append(lesson)
        for band, lessons in bands.items():
            times = {
                frozenset(
                    (week, meet.day, one.start) for meet in self.placing.of(lesson.id) for week, one in meet.pieces
                )
                for lesson in lessons
            }
            if len(times) > 1:
                yield f"band {band}"
        for lesson in self.school.lessons.values():
            if not _same_people(lesson, [one.teachers for one in self.placing.of(lesson.id)]):
                yield lesson.id

    # -- distance --

    def h03(self) -> Iterator[str]:
        """Of what is planned in the year: what has no time yet counts as on the rarest day."""
        for code, attended in self.school.paths:
            row, days = self.school.classes[code], self.school.taught_days(code)
            own = [amount(row["distance_max_pct"])] if row.get("distance_max_pct") else []
            rarest = min(days.values()) if days else 1
            every = distant = Fraction(0)
            for meet in self._of_path(attended):
                times = sum(days.get((week, meet.day), 0) if days is not None else 1 for week, _ in meet.pieces)
                every, distant = every + times, distant + (times if meet.distant else 0)
            for lesson in self._lessons_of(attended):
                every += rarest * (lesson.asked - self.placing.placed(lesson.id))
            if 100 * distant > min([Fraction(SHARES[row["stage"]]), *own]) * every:
                yield code

    def h04(self) -> Iterator[str]:
        for code, attended in self.school.paths:
            asked: dict[str, Fraction] = defaultdict(Fraction)
            for lesson in self._lessons_of(attended):
                asked[lesson.subject] += lesson.asked
            distant: dict[str, int] = defaultdict(int)
            for meet in self._of_path(attended):
                assert meet.lesson is not None
                distant[meet.lesson.subject] += len(meet.pieces) if meet.distant else 0
            for subject, count in distant.items():
                cap = min(Fraction(50), amount(self.school.subjects[subject].get("distance_max_pct", "") or "50"))
                if count and (100 * count > cap * asked[subject] or asked[subject] - count < 1):
                    yield code
            if sum(asked.values()) and sum(asked.values()) - sum(distant.values()) < 1:
                yield code

    def h05(self) -> Iterator[str]:
        for meet in self.placing.meets:
            if meet.distant and (meet.start < EARLIEST or meet.end > LATEST):
                yield meet.id

    def h08(self) -> Iterator[str]:
        for week, day, at in self._moments():
            there = [one for one in self.placing.meets if one.distant and _at(one, week, day, at)]
            by_campus: dict[str, int] = defaultdict(int)
            for code in {code for one in there if one.lesson for code in one.lesson.classes}:
                whole, some = self._at_school(code, there)
                by_campus[self.school.classes[code].get("campus", "")] += whole + min(self.school.asking(code), some)
            for campus, needed in by_campus.items():
                seats = sum(
                    int(self.school.rooms[one.room].get("seats") or 0)
                    for one in self.placing.openings
                    if _at(one, week, day, at) and self.school.rooms[one.room].get("campus", "") in (campus, "")
                )
                if needed > seats:
                    yield f"seats {campus}".strip()

    def h09(self) -> Iterator[str]:
        for week, day, at in self._moments():
            there = [one for one in self.placing.meets if _at(one, week, day, at)]
            for code, pool in self.school.pools.items():
                if pool["kind"] == "device":
                    used = self._devices(code, pool.get("campus", ""), there)
                else:
                    online = [one for one in there if one.mode == "AS" and (pool["kind"] == "licence" or not one.home)]
                    used = len(online)
                if used > int(pool["capacity"] if "capacity" in pool else pool["periods"]):
                    yield code

    def h10(self) -> Iterator[str]:
        school = self.school
        for lesson in school.lessons.values():
            subject, meets = school.subjects[lesson.subject], self.placing.of(lesson.id)
            distant = [one for one in meets if one.distant]
            count = sum(len(one.pieces) for one in distant)
            weeks = len(school.weeks) if lesson.week == "every" else 1
            allowed = {"": ("AS", "AA"), "both": ("AS", "AA"), "contact": ()}.get(lesson.mode, (lesson.mode,))
            wrong = (
                any(one.mode not in allowed for one in distant)
                or (distant and any(school.classes[code].get("distance_ok") != "yes" for code in lesson.classes))
                or (distant and subject.get("distance_ok") != "yes")
                or any(one.mode == "AA" and subject.get("material_ready") != "yes" for one in distant)
                or any(
                    school.teachers[code].get("distance_skill") not in (one.mode, "both")
                    for one in distant
                    for code in one.teachers
                )
                or (lesson.mode in ("AS", "AA") and len(distant) < len(meets))
                or (lesson.least and count < amount(lesson.least) * weeks)
                or (lesson.most and count > amount(lesson.most) * weeks)
            )
            if wrong:
                yield lesson.id

    def h11(self) -> Iterator[str]:
        for code, _, pieces in self._days():
            distant = {(a, b) for a, b, meet in pieces if meet.distant}
            online = sorted({(a, b) for a, b, meet in pieces if meet.mode == "AS"})
            in_row = 3 if self.school.classes[code]["stage"] in ("3", "7") else 2
            if len(distant) > 4 or len(online) > 3 or self._longest(online) > in_row:
                yield code

    def h12(self) -> Iterator[str]:
        for code, _, pieces in self._days():
            switches = 0
            for before, after in pairwise(pieces):
                if _at_home(before[2]) != _at_home(after[2]) and after[0] >= before[1]:
                    switches += 1
                    if after[0] - before[1] < self.school.travel:
                        yield code
            if switches > 1:
                yield code

    def h13(self) -> Iterator[str]:
        for code, attended in self.school.paths:
            for week in self.school.weeks:
                days = 0
                for day in DAYS:
                    meets = [one for one in self._of_path(attended) if week in one.weeks and one.day == day]
                    halves = {one.half for one in self.school.grid if one.day == day}
                    days += bool(meets) and len(halves) == 2 and all(one.distant for one in meets)
                if days > 1:
                    yield code

    # -- the days of classes and teachers --

    def h06(self) -> Iterator[str]:
        halves: dict[tuple[str, int, str], set[tuple[str, str]]] = defaultdict(set)
        full = {
            code
            for code, attended in self.school.paths
            if sum(one.asked for one in self._lessons_of(attended)) >= FULL_WEEK * len(self.school.weeks)
        }
        for number, (code, attended) in enumerate(self.school.paths):
            for week in self.school.weeks if code in full else "":
                halves[code, number, week] = {
                    (meet.day, one.half) for meet in self._of_path(attended) for at, one in meet.pieces if at == week
                }
        yield from (code for (code, _, _), there in halves.items() if len(there) < 9)
        for code, _, pieces in self._days():
            first, last = pieces[0][0], max(one[1] for one in pieces)
            noon = next(one.start for one in self.school.grid if one.half == "pm")
            hours = first < EARLIEST or last > LATEST or (last > noon and last < AFTERNOON_END)
            if (code in full and hours) or not _has_lunch(pieces):
                yield code

    def h07(self) -> Iterator[str]:
        for code, (_, day), pieces in self._days():
            first, last = pieces[0][0], max(one[1] for one in pieces)
            of_day = sorted((one for one in self.school.grid if one.day == day), key=lambda one: one.start)
            free = [
                one
                for one in of_day
                if first <= one.start
                and one.end <= last
                and not any(a < one.end and one.start < b for a, b, _ in pieces)
            ]
            breaks = (after.start - before.end for before, after in pairwise(of_day))
            eaten = not any(gap >= LUNCH for gap in breaks) and any(
                one.start >= LUNCH_FROM - 1 and one.end <= LUNCH_TO for one in free
            )
            if len(free) > eaten:
                yield code

    def h14(self) -> Iterator[str]:
        places: dict[tuple[str, str, str, str], set[bool]] = defaultdict(set)
        for meet in self.placing.everything:
            classes = [*(meet.lesson.classes if meet.lesson else ()), *(meet.lesson.attendees if meet.lesson else ())]
            for week, one in meet.pieces:
                for code in meet.teachers:
                    if self._away("teacher", code, week, meet.day, one, meet):
                        yield code
                    if meet.mode != "AA" and meet.kind != "meeting":
                        places[code, week, meet.day, one.half].add(meet.home)
                for code in dict.fromkeys(classes):
                    if self._away("class", code, week, meet.day, one, meet):
                        yield self.school.class_of(code)
                if meet.room and self._away("room", meet.room, week, meet.day, one, meet):
                    yield meet.room
        yield from (code for (code, *_), there in places.items() if len(there) > 1)

    def h15(self) -> Iterator[str]:
        days: dict[tuple[str, str, str], list[Piece]] = defaultdict(list)
        for meet in self.placing.everything:
            for code in meet.teachers:
                for week, one in meet.pieces:
                    days[code, week, meet.day].append((one.start, one.end, meet))
        for (code, _, _), pieces in days.items():
            row = self.school.teachers[code]
            lessons = sorted({(a, b) for a, b, meet in pieces if meet.kind == "lesson"})
            if (
                len(lessons) > int(row.get("max_per_day") or 7)
                or self._longest(lessons) > int(row.get("max_consecutive") or 5)
                or not _has_lunch(sorted(pieces, key=lambda one: one[:2]))
            ):
                yield code

    def h20(self) -> Iterator[str]:
        load: dict[str, Fraction] = defaultdict(Fraction)
        fixed: dict[str, Fraction] = defaultdict(Fraction)
        for lesson in self.school.lessons.values():
            for position in lesson.positions:
                if len(position) == 1:
                    fixed[position[0]] += lesson.asked / len(self.school.weeks)
        for meet in self.placing.meets:
            for code in meet.teachers:
                load[code] += Fraction(len(meet.pieces), len(self.school.weeks))
        for code, count in load.items():
            row = self.school.teachers[code]
            if row.get("assignment") and count > max(
                amount(row["assignment"]) + amount(row.get("plage_max", "")), fixed[code]
            ):
                yield code

    # -- blocks, rooms, pins --

    def h17(self) -> Iterator[str]:
        yield from (one.id for one in self.placing.meets if len({period.half for period in one.periods}) > 1)

    def h18(self) -> Iterator[str]:
        for meet in self.placing.meets:
            assert meet.lesson is not None
            if self._in_wrong_room(meet, meet.lesson):
                yield meet.id
        stays: dict[tuple[str, str, str, int], list[tuple[int, int, str]]] = defaultdict(list)
        for meet in [*self.placing.meets, *self.placing.openings]:
            campus = self._campus(meet)
            for week in meet.weeks if campus else "":
                for code in meet.teachers:
                    stays[code, week, meet.day, -1].append((meet.start, meet.end, campus))
                for number, (code, attended) in enumerate(self.school.paths):
                    if meet.lesson and not meet.distant and _attends(attended, meet):
                        stays[code, week, meet.day, number].append((meet.start, meet.end, campus))
        for (code, *_), there in stays.items():
            if any(a[2] != b[2] and 0 <= b[0] - a[1] < 20 for a in there for b in there):
                yield code

    def h19(self) -> Iterator[str]:
        used: dict[str, set[int]] = defaultdict(set)
        for pin in self.pins:
            meets = [
                one for one in self.placing.of(pin["lesson"]) if pin.get("part", "") in ("", one.row.get("part", ""))
            ]
            kept = next((one for one in meets if id(one) not in used[one.id] and _keeps(one, pin)), None)
            whole = self.placing.placed(pin["lesson"]) >= self.school.lessons[pin["lesson"]].asked
            if kept is not None:
                used[kept.id].add(id(kept))
            elif meets and (whole or pin.get("part")):
                yield pin["lesson"]

    # -- what they share --

    def _of_path(self, attended: frozenset[str]) -> list[Meet]:
        if attended not in self._by_path:
            self._by_path[attended] = [one for one in self.placing.meets if _attends(attended, one)]
        return self._by_path[attended]

    def _lessons_of(self, attended: frozenset[str]) -> list[Lesson]:
        return [one for one in self.school.lessons.values() if attended & set(one.attendees)]

    def _days(self) -> Iterator[tuple[str, tuple[str, str], list[Piece]]]:
        """(class, (week, day), its periods in order) of every day on which a path has lessons."""
        for code, attended in self.school.paths:
            days: dict[tuple[str, str], list[Piece]] = defaultdict(list)
            for meet in self._of_path(attended):
                for week, one in meet.pieces:
                    days[week, meet.day].append((one.start, one.end, meet))
            for when, pieces in days.items():
                yield code, when, sorted(pieces, key=lambda one: one[:2])

    def _moments(self) -> list[tuple[str, str, int]]:
        found = {(one.day, one.start) for one in self.school.grid}
        return [(week, day, at) for week in self.school.weeks for day, at in sorted(found)]

    def _longest(self, spans: list[tuple[int, int]]) -> int:
        """The most lessons that follow each other: no other period fits between two, and no lunch break."""
        best: list[int] = []
        for at, (start, _) in enumerate(spans):
            before = [
                best[number]
                for number, (_, end) in enumerate(spans[:at])
                if 0 <= start - end < LUNCH
                and not any(one.start >= end and one.end <= start for one in self.school.grid)
            ]
            best.append(1 + max(before, default=0))
        return max(best, default=0)

    def _at_school(self, code: str, meets: list[Meet]) -> tuple[int, int]:
        """Pupils of a class in these distance lessons: in groups that are at school as a whole, and in the others."""
        whole = some = 0
        for meet in meets:
            assert meet.lesson is not None
            for one in meet.lesson.attendees:
                if self.school.class_of(one) == code and meet.whole:
                    whole += self.school.pupils(one)
                elif self.school.class_of(one) == code:
                    some += min(self.school.asking(code), self.school.pupils(one))
        return whole, some

    def _devices(self, pool: str, campus: str, meets: list[Meet]) -> int:
        used = sum(
            count
            for one in meets
            if one.lesson and not one.distant
            for name, count in one.lesson.devices
            if name == pool
        )
        distant = [one for one in meets if one.distant]
        for code in {code for one in distant if one.lesson for code in one.lesson.classes}:
            own = self.school.classes[code].get("campus", "")
            devices = (
                name
                for name, of in self.school.pools.items()
                if of["kind"] == "device" and of.get("campus", "") in ("", own)
            )
            if next(devices, None) == pool:
                whole, some = self._at_school(code, distant)
                used += min(
                    whole + min(some, self.school.asking(code)),
                    int(self.school.classes[code].get("without_device") or 0),
                )
        return used

    def _in_wrong_room(self, meet: Meet, lesson: Lesson) -> bool:
        if not meet.room:
            return meet.mode == "contact" or (meet.mode == "AS" and not meet.home)
        if meet.mode == "contact":
            return not (self.placing.fits(lesson, meet.room) and self.placing.large_enough(lesson, meet.room))
        return self.school.rooms[meet.room].get("quiet") != "yes"

    def _campus(self, meet: Meet) -> str:
        if meet.room:
            return self.school.rooms[meet.room].get("campus", "")
        if meet.lesson is None or meet.home or meet.mode == "AA":
            return ""
        campuses = {self.school.classes[code].get("campus", "") for code in meet.lesson.classes}
        return campuses.pop() if len(campuses) == 1 else ""

    def _away(self, kind: str, code: str, week: str, day: str, period: Period, meet: Meet) -> bool:
        """Whether somebody must not be there, or not where this is (somewhere, where it is told for one place)."""
        place = "" if meet.mode == "AA" or meet.kind == "meeting" else "home" if meet.home else "school"
        return any(
            row["kind"] == kind
            and row["code"] == code
            and row.get("week", "") in ("", "every", week)
            and row.get("day", "") in ("", day)
            and row.get("period", "") in ("", period.half, str(period.number))
            and row.get("place", "") in ("", place)
            for row in self.availability
        )


def _must_be_away(row: Row) -> bool:
    return row.get("level", "") in ("", "must") and row.get("sign", "") in ("", "-")


def _attends(attended: frozenset[str], meet: Meet) -> bool:
    return meet.lesson is not None and not attended.isdisjoint(meet.lesson.attendees)


def _overlap(a: Meet, b: Meet) -> bool:
    return (
        bool(set(a.weeks) & set(b.weeks))
        and a.day == b.day
        and any(one.start < other.end and other.start < one.end for one in a.periods for other in b.periods)
    )


def _at(meet: Meet, week: str, day: str, at: int) -> bool:
    return week in meet.weeks and meet.day == day and any(one.start <= at < one.end for one in meet.periods)


def _at_home(meet: Meet) -> bool:
    return meet.distant and not meet.whole


def _has_lunch(pieces: list[Piece]) -> bool:
    """Whether there is time to eat around midday between what is there, in order."""
    free, longest = LUNCH_FROM, 0
    for start, end, _ in pieces:
        if end > LUNCH_FROM and start < LUNCH_TO:
            longest, free = max(longest, min(start, LUNCH_TO) - free), max(free, end)
    return max(longest, LUNCH_TO - free) >= LUNCH


def _all_seated(lesson: Lesson, teachers: list[str]) -> bool:
    """Whether each position can have one of its people."""
    positions = lesson.positions
    if len(teachers) < len(positions):
        return False
    return any(
        all(one in position for one, position in zip(order, positions, strict=False))
        for order in permutations(teachers, len(positions))
    )


def _same_people(lesson: Lesson, rows: list[list[str]]) -> bool:
    """Whether each position can have one and the same person in all rows."""
    choices = lesson.positions
    possible = {tuple("" for _ in choices)}
    for teachers in rows:
        seated = set()
        for order in permutations([*teachers, *[""] * (len(choices) - len(teachers))], len(choices)):
            if all(not one or one in position for one, position in zip(order, choices, strict=True)):
                for before in possible:
                    if all(not a or not b or a == b for a, b in zip(before, order, strict=True)):
                        seated.add(tuple(a or b for a, b in zip(before, order, strict=True)))
        possible = seated
    return bool(possible)


def _keeps(meet: Meet, pin: Row) -> bool:
    return (
        pin.get("day", "") in ("", meet.day)
        and pin.get("period", "") in ("", str(meet.periods[0].number))
        and pin.get("week", "") in ("", "every", meet.row.get("week", ""))
        and pin.get("room", "") in ("", meet.room)
        and pin.get("mode", "") in ("", meet.mode)
        and set(listed(pin.get("teachers", ""))) <= set(meet.teachers)
    )
