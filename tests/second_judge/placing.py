"""Rows of Rooster as what takes place: each with its block of the lesson.

Rows that say nothing possible are left out, as `evaluate` tells and leaves them out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.second_judge.school import Lesson, Period, School
from tests.second_judge.sheets import Row, listed

HOME = {"leraar thuis", "teacher at home"}
AT_SCHOOL = {"op school", "at school"}
SUPERVISION = ("toezicht:", "supervision:")
MEETING = ("overleg:", "meeting:")


@dataclass
class Meet:
    """One row that fits."""

    id: str
    kind: str
    weeks: str
    day: str
    periods: list[Period]
    teachers: list[str]
    mode: str = "contact"
    room: str = ""
    home: bool = False
    whole: bool = False
    lesson: Lesson | None = None
    row: Row = field(default_factory=dict)

    @property
    def start(self) -> int:
        return self.periods[0].start

    @property
    def end(self) -> int:
        return self.periods[-1].end

    @property
    def distant(self) -> bool:
        return self.mode != "contact"

    @property
    def pieces(self) -> list[tuple[str, Period]]:
        return [(week, one) for week in self.weeks for one in self.periods]


class Placing:
    """`meets` of lessons, `openings` of rooms, `meetings`; `left`: periods of rows that have no place, by lesson."""

    def __init__(self, school: School, rows: list[Row]) -> None:
        self.school = school
        self.meets: list[Meet] = []
        self.openings: list[Meet] = []
        self.meetings: list[Meet] = []
        self.left: dict[str, int] = defaultdict(int)
        self._taken: dict[str, set[int]] = defaultdict(set)
        waiting = []
        for row in sorted(rows, key=lambda row: int(row.get("part") or 1)):
            if row["lesson"].startswith(SUPERVISION):
                self._open(row)
            elif row["lesson"].startswith(MEETING):
                self._meet(row)
            elif not self._place(row, own_part=True):
                waiting.append(row)
        for row in waiting:
            if not self._place(row, own_part=False):
                self.left[row["lesson"]] += int(row.get("duration") or 1)

    def of(self, lesson: str) -> list[Meet]:
        return [one for one in self.meets if one.id == lesson]

    def placed(self, lesson: str) -> int:
        return sum(len(one.pieces) for one in self.of(lesson))

    @property
    def everything(self) -> list[Meet]:
        return [*self.meets, *self.openings, *self.meetings]

    def _read(self, row: Row, kind: str) -> Meet | None:
        week, length = row.get("week") or "every", int(row.get("duration") or 1)
        periods = self.school.run(row["day"], int(row["period"]), length)
        words = {one.lower() for one in listed(row.get("pools", ""))}
        weeks = self.school.weeks if week == "every" else week
        if not periods or weeks not in ("A", "B", "AB") or len(weeks) > len(self.school.weeks):
            return None
        teachers = [one for one in listed(row.get("teachers", "")) if one != "?"]
        return Meet(
            row["lesson"], kind, weeks, row["day"], periods, list(dict.fromkeys(teachers)),
            row.get("mode") or "contact", row.get("room", ""), bool(words & HOME), bool(words & AT_SCHOOL), row=row,
        )  # fmt: skip

    def _open(self, row: Row) -> None:
        found = self._read(row, "opening")
        room = row["lesson"].split(":")[1]
        who = [
            one["who"]
            for one in self.school.sheets.get("Supervision", [])
            if one["room"] == room and one.get("day") in ("", row["day"]) and one.get("period") in ("", row["period"])
        ]
        if found is not None and (who or not self.school.sheets.get("Supervision")):
            found.room = room
            if who and all(one in self.school.teachers for one in who) and len(set(who)) == 1:
                found.teachers = who[:1]
            self.openings.append(found)

    def _meet(self, row: Row) -> None:
        found = self._read(row, "meeting")
        name = row["lesson"].split(":", 2)[2]
        stated = next((one for one in self.school.sheets.get("Meetings", []) if one["name"] == name), None)
        if found is None or stated is None or len(found.periods) != int(stated.get("periods") or 1):
            return
        members = listed(stated["members"])
        found.teachers = [
            code for code, of in self.school.teachers.items() if code in members or of.get("department") in members
        ]
        if not any(one.id == found.id for one in self.meetings):
            self.meetings.append(found)

    def _place(self, row: Row, own_part: bool) -> bool:
        lesson = self.school.lessons.get(row["lesson"])
        found = self._read(row, "lesson")
        if lesson is None or found is None or not self._possible(lesson, found):
            return False
        length, weeks = len(found.periods), found.weeks
        fitting = [
            number
            for number, (size, kind) in enumerate(lesson.blocks, start=1)
            if number not in self._taken[lesson.id]
            and size == length
            and (
                weeks == kind
                or (kind == "every" and weeks == self.school.weeks)
                or (kind == "either" and len(weeks) == 1)
            )
        ]
        part = int(row.get("part") or 0)
        if not fitting or (own_part and part not in fitting):
            return False
        self._taken[lesson.id].add(part if part in fitting else fitting[0])
        found.lesson = lesson
        self._seat(lesson, found)
        self.meets.append(found)
        return True

    def _possible(self, lesson: Lesson, meet: Meet) -> bool:
        """Whether the row says something that can be: people of the lesson, a place that its way of teaching has."""
        fit = self._able(lesson, meet)
        known = {one for position in fit for one in position}
        if set(meet.teachers) - known or len(meet.teachers) > len(lesson.positions):
            return False
        if meet.home and (meet.mode == "contact" or not lesson.positions):
            return False
        if (
            meet.home
            and meet.mode == "AS"
            and not all(
                any(self.school.teachers[one].get("home_ok") == "yes" for one in position)
                for position in lesson.positions
            )
        ):
            return False
        return not (meet.room and (meet.mode == "AA" or (meet.mode == "AS" and meet.home)))

    def _able(self, lesson: Lesson, meet: Meet) -> list[list[str]]:
        """Who may hold each position: at distance those with the skill, where anybody has it."""
        if not meet.distant:
            return lesson.positions
        found = []
        for position in lesson.positions:
            home = meet.home and meet.mode == "AS"
            there = [one for one in position if not home or self.school.teachers[one].get("home_ok") == "yes"]
            skilled = [one for one in there if self.school.teachers[one].get("distance_skill") in (meet.mode, "both")]
            found.append(skilled or there)
        return found

    def _seat(self, lesson: Lesson, meet: Meet) -> None:
        """A position for which only one is able is his, named or not; so is the only room that fits."""
        able = self._able(lesson, meet)
        sole = [position[0] for position in able if len(position) == 1]
        if len(meet.teachers) < len(able):
            meet.teachers += [one for one in dict.fromkeys(sole) if one not in meet.teachers]
        if not meet.room and meet.mode == "contact":
            fitting = [code for code in self.school.rooms if self.fits(lesson, code)]
            meet.room = fitting[0] if len(fitting) == 1 else ""

    def fits(self, lesson: Lesson, code: str) -> bool:
        """Whether a lesson may have a room: named, or of its type, large enough and on the campus of its classes."""
        row = self.school.rooms[code]
        if lesson.rooms:
            return code in lesson.rooms
        types = set(listed(row.get("type", "")))
        campuses = {self.school.classes[one].get("campus", "") for one in lesson.classes} - {""}
        wanted = lesson.room_type
        right = wanted in types or (
            wanted in GENERAL_TYPES and (bool(types & GENERAL_TYPES) or (not types and row.get("onsite") != "yes"))
        )
        return (
            right
            and self.large_enough(lesson, code)
            and (not row.get("campus") or not campuses or row["campus"] in campuses)
        )

    def large_enough(self, lesson: Lesson, code: str) -> bool:
        seats = self.school.rooms[code].get("seats", "")
        return not seats or sum(map(self.school.pupils, lesson.attendees)) <= int(seats)


GENERAL_TYPES = {"", "klaslokaal", "classroom"}
