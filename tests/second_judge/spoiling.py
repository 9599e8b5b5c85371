"""Ways to spoil a timetable: one change of its rows each, drawn where the kind can be."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.second_judge.school import School
from tests.second_judge.sheets import Row, listed

Rows = list[Row]
WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def spoiled(school: School, rows: Rows, kind: str, random: Random) -> Rows:
    """The rows with one change of this kind; unchanged where nothing of the kind is there to be spoiled."""
    found = [dict(row) for row in rows]
    lessons = [row for row in found if row["lesson"] in school.lessons]
    KINDS[kind](school, found, lessons, random)
    return found


def _moved(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    _to(school, random.choice(lessons), random)


def _to(school: School, row: Row, random: Random) -> None:
    """To another moment at which a block of its length can begin."""
    length = int(row.get("duration") or 1)
    moments = [one for one in school.grid if school.run(one.day, one.number, length)]
    chosen = random.choice(moments)
    row["day"], row["period"] = chosen.day, str(chosen.number)


def _together(of: Callable[[School, Row], set[str]]) -> Callable[[School, Rows, Rows, Random], None]:
    """Two lessons that have somebody or something in common, at one moment."""

    def spoil(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
        for _ in range(200):
            one, other = random.sample(lessons, 2)
            if of(school, one) & of(school, other) and one["lesson"] != other["lesson"]:
                one["day"], one["period"], one["week"] = other["day"], other["period"], one["week"]
                return

    return spoil


def _teachers(school: School, row: Row) -> set[str]:
    return set(listed(row["teachers"]))


def _classes(school: School, row: Row) -> set[str]:
    return set(school.lessons[row["lesson"]].classes)


def _rooms(school: School, row: Row) -> set[str]:
    return {row["room"]} - {""}


def _whole_day(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    """All lessons of a teacher on one day: too many, or no lunch."""
    who = random.choice(sorted({one for row in lessons for one in listed(row["teachers"])}))
    day = random.choice(WORKDAYS)
    for row in lessons:
        if who in listed(row["teachers"]):
            row["day"] = day


def _absent(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    """A lesson to a moment at which its teacher is away."""
    away = [row for row in school.sheets["Availability"] if row["kind"] == "teacher" and row["level"] in ("", "must")]
    random.shuffle(away)
    for one in away:
        own = [row for row in lessons if one["code"] in listed(row["teachers"])]
        moments = [
            period
            for period in school.grid
            if one["day"] in ("", period.day) and one.get("period", "") in ("", period.half, str(period.number))
        ]
        if own and moments:
            chosen, row = random.choice(moments), random.choice(own)
            row["day"], row["period"] = chosen.day, str(chosen.number)
            return


def _room(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    row = random.choice([row for row in lessons if row["mode"] == "contact"])
    row["room"] = random.choice(sorted(school.rooms))


def _small_room(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    row = random.choice([row for row in lessons if row["mode"] == "contact"])
    row["room"] = min(school.rooms, key=lambda code: int(school.rooms[code].get("seats") or 999))


def _no_room(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    random.choice([row for row in lessons if row["room"]])["room"] = ""


def _online(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    row = random.choice(lessons)
    row["mode"] = random.choice(("AS", "AA"))
    row["room"], row["pools"] = "", "teacher at home" if row["mode"] == "AS" else ""


def _online_from_school(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    row = random.choice(lessons)
    row["mode"], row["pools"] = "AS", "teacher at school"
    row["room"] = random.choice([*(code for code, of in school.rooms.items() if of.get("quiet") == "yes"), row["room"]])


def _all_online(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    """Every lesson of a class on a day asynchronous: shares, days and seats."""
    code = random.choice(sorted(school.classes))
    days = random.sample(WORKDAYS, random.randint(1, 4))
    for row in lessons:
        if code in school.lessons[row["lesson"]].classes and row["day"] in days:
            row["mode"], row["room"], row["pools"] = "AA", "", ""


def _in_contact(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    distant = [row for row in lessons if row["mode"] != "contact"]
    if distant:
        row = random.choice(distant)
        row["mode"], row["pools"] = "contact", ""
        row["room"] = random.choice(sorted(school.rooms))


def _missing(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    rows.remove(random.choice(lessons))


def _too_many(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    row = dict(random.choice(lessons))
    row["part"] = str(random.randint(1, 9))
    _to(school, row, random)
    rows.append(row)


def _nobody(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    choice = [row for row in lessons if any(len(one) > 1 for one in school.lessons[row["lesson"]].positions)]
    random.choice(choice or lessons)["teachers"] = ""


def _another_teacher(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    choice = [row for row in lessons if any(len(one) > 1 for one in school.lessons[row["lesson"]].positions)]
    row = random.choice(choice or lessons)
    row["teachers"] = random.choice([one for position in school.lessons[row["lesson"]].positions for one in position])


def _closed(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    """A room that is open for pupils, closed."""
    opened = [row for row in rows if row["lesson"].startswith(("toezicht:", "supervision:"))]
    if opened:
        rows.remove(random.choice(opened))


def _broken_block(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    """A block over noon, or with another length."""
    row = random.choice([row for row in lessons if int(row.get("duration") or 1) > 1])
    if random.random() < 0.3:
        row["duration"] = "1"
        return
    length = int(row["duration"])
    runs = [run for one in school.grid if (run := school.run(one.day, one.number, length))]
    over = [run for run in runs if len({one.half for one in run}) > 1]
    if over:
        chosen = random.choice(over)
        row["day"], row["period"] = chosen[0].day, str(chosen[0].number)


def _band(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    _to(school, random.choice([row for row in lessons if school.lessons[row["lesson"]].band]), random)


def _pinned(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    pins = {row["lesson"] for row in school.sheets.get("Pinned", [])}
    own = [row for row in lessons if row["lesson"] in pins]
    if own:
        _to(school, random.choice(own), random)


def _week(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    row = random.choice([row for row in lessons if row["week"] in ("A", "B")] or lessons)
    row["week"] = {"A": "B", "B": "A"}.get(row["week"], row["week"])


def _no_meeting(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    meetings = [row for row in rows if row["lesson"].startswith(("overleg:", "meeting:"))]
    if meetings:
        row = random.choice(meetings)
        _to(school, row, random) if random.random() < 0.7 else rows.remove(row)


def _early_end(school: School, rows: Rows, lessons: Rows, random: Random) -> None:
    """The last lessons of a class on a day go to another: half days, gaps, ends."""
    code, day = random.choice(sorted(school.classes)), random.choice(WORKDAYS)
    for row in lessons:
        late = any(one.half == "pm" and one.number == int(row["period"]) for one in school.grid)
        if row["day"] == day and late and code in school.lessons[row["lesson"]].classes:
            row["day"] = random.choice(WORKDAYS)


KINDS: dict[str, Callable[[School, Rows, Rows, Random], None]] = {
    "moved": _moved,
    "teacher twice": _together(_teachers),
    "class twice": _together(_classes),
    "room twice": _together(_rooms),
    "whole day": _whole_day,
    "teacher away": _absent,
    "another room": _room,
    "room too small": _small_room,
    "no room": _no_room,
    "online": _online,
    "online from school": _online_from_school,
    "a class online": _all_online,
    "in contact": _in_contact,
    "missing": _missing,
    "too many": _too_many,
    "nobody": _nobody,
    "another teacher": _another_teacher,
    "room closed": _closed,
    "block": _broken_block,
    "band": _band,
    "pin": _pinned,
    "week": _week,
    "meeting": _no_meeting,
    "early end": _early_end,
}
