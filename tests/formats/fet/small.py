"""A school of six activities on three days of four hours, as FET text, for tests to add constraints to.

Year 1 has group A with the halves A1 and A2, and group B. Maths of A (1: two hours, 2: one hour, one lesson) and sports
of A2 (5) are Anna's; art of B (3), music of A1 (4) and the talk for all (6) are Bert's. Attic and Barn are rooms of
building North, Cave is in South.
"""

from __future__ import annotations

from pathlib import Path

from scheduler.evaluation import Evaluation, evaluate
from scheduler.formats.fet import FetFile, read_fet
from scheduler.problem.timetable import Placement, Timetable

ACTIVITIES = {
    1: ("Anna", "maths", "A", 2, 1, "hard"),
    2: ("Anna", "maths", "A", 1, 1, "hard"),
    3: ("Bert", "art", "B", 1, 0, "soft"),
    4: ("Bert", "music", "A1", 1, 0, "soft"),
    5: ("Anna", "sports", "A2", 1, 0, ""),
    6: ("Bert", "talk", "year", 1, 0, "soft"),
}

STUDENTS = """<Year><Name>year</Name><Number_of_Students>50</Number_of_Students>
<Group><Name>A</Name><Number_of_Students>30</Number_of_Students>
<Subgroup><Name>A1</Name><Number_of_Students>16</Number_of_Students></Subgroup>
<Subgroup><Name>A2</Name><Number_of_Students>14</Number_of_Students></Subgroup></Group>
<Group><Name>B</Name><Number_of_Students>20</Number_of_Students></Group></Year>"""

ROOMS = """<Room><Name>Attic</Name><Building>North</Building><Capacity>20</Capacity></Room>
<Room><Name>Barn</Name><Building>North</Building><Capacity>60</Capacity></Room>
<Room><Name>Cave</Name><Building>South</Building><Capacity>60</Capacity></Room>"""

DAYS = ("Monday", "Tuesday", "Wednesday")


def constraint(name: str, fields: str = "", weight: object = 100, active: str = "true") -> str:
    """`fields` as "Tag=value" parted by blanks; "[Tag]=Mo1,Tu2" is a list of slots, "{Tag}=1,2" one of activities.

    "(Tag)=Mo1,Tu2" is one element with slots inside.
    """
    inside = "".join(_field(one) for one in fields.split())
    head = f"<Weight_Percentage>{weight}</Weight_Percentage>"
    return f"<Constraint{name}>{head}{inside}<Active>{active}</Active><Comments></Comments></Constraint{name}>"


def _field(text: str) -> str:
    tag, _, value = text.partition("=")
    if tag.startswith("{"):
        inside = "".join(f"<Activity_Id>{one}</Activity_Id>" for one in value.split(","))
        return f"<{tag.strip('{}')}>{inside}</{tag.strip('{}')}>"
    if tag.startswith("("):
        inside = _field(f"[Time_Slot]={value}")
        return f"<{tag.strip('()')}>{inside}</{tag.strip('()')}>"
    if not tag.startswith("["):
        return f"<{tag}>{value}</{tag}>"
    tag = tag.strip("[]")
    prefix = {"Preferred_Starting_Time": "Preferred_Starting_", "Preferred_Time_Slot": "Preferred_"}.get(tag, "")
    if tag == "Selected_Time_Slot":
        prefix = "Selected_"
    slots = "".join(
        f"<{tag}><{prefix}Day>{day}</{prefix}Day><{prefix}Hour>{slot[-1]}</{prefix}Hour></{tag}>"
        for slot in value.split(",")
        for day in DAYS
        if day.startswith(slot[:-1])
    )
    return slots


def content(
    time: str = "",
    space: str = "",
    *,
    activities: str | None = None,
    students: str = STUDENTS,
    rooms: str = ROOMS,
    head: str = "",
    version: str = "6.8.5",
    hours: tuple[str, ...] = ("1", "2", "3", "4"),
) -> str:
    teachers = "".join(f"<Teacher><Name>{name}</Name></Teacher>" for name in ("Anna", "Bert"))
    subjects = {one[1]: None for one in ACTIVITIES.values()}
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<fet version="{version}">{head}
<Institution_Name>Small</Institution_Name>
<Days_List><Number_of_Days>3</Number_of_Days>{"".join(f"<Day><Name>{day}</Name></Day>" for day in DAYS)}</Days_List>
<Hours_List><Number_of_Hours>{len(hours)}</Number_of_Hours>{
        "".join(f"<Hour><Name>{hour}</Name></Hour>" for hour in hours)
    }</Hours_List>
<Subjects_List>{"".join(f"<Subject><Name>{name}</Name></Subject>" for name in subjects)}</Subjects_List>
<Activity_Tags_List><Activity_Tag><Name>hard</Name></Activity_Tag>
<Activity_Tag><Name>soft</Name></Activity_Tag></Activity_Tags_List>
<Teachers_List>{teachers}</Teachers_List>
<Students_List>{students}</Students_List>
<Activities_List>{"".join(map(activity, ACTIVITIES)) if activities is None else activities}</Activities_List>
<Buildings_List><Building><Name>North</Name></Building><Building><Name>South</Name></Building></Buildings_List>
<Rooms_List>{rooms}</Rooms_List>
<Time_Constraints_List>{constraint("BasicCompulsoryTime")}{time}</Time_Constraints_List>
<Space_Constraints_List>{constraint("BasicCompulsorySpace")}{space}</Space_Constraints_List>
</fet>
"""


def activity(number: int, active: str = "true") -> str:
    teacher, subject, pupils, duration, group, tag = ACTIVITIES[number]
    total = sum(one[3] for one in ACTIVITIES.values() if group and one[4] == group) or duration
    tagged = f"<Activity_Tag>{tag}</Activity_Tag>" if tag else ""
    return f"""<Activity><Teacher>{teacher}</Teacher><Subject>{subject}</Subject>{tagged}<Students>{pupils}</Students>
<Duration>{duration}</Duration><Total_Duration>{total}</Total_Duration><Id>{number}</Id>
<Activity_Group_Id>{group}</Activity_Group_Id><Active>{active}</Active><Comments></Comments></Activity>"""


def written(folder: Path, text: str, name: str = "school.fet") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def school(folder: Path, time: str = "", space: str = "", **more: object) -> FetFile:
    return read_fet(written(folder, content(time, space, **more)))  # type: ignore[arg-type]


def placed(fet: FetFile, where: str) -> Timetable:
    """ "1@Mo2 3@Tu1:Attic": activity 1 from the second hour of Monday, 3 in the Attic; the others without a time."""
    starts = {time.id: time.index for time in fet.problem.times.times}
    found = []
    for one in where.split():
        number, _, rest = one.partition("@")
        slot, _, room = rest.partition(":")
        day = next(day for day in DAYS if day.startswith(slot[:-1]))
        lesson = fet.problem.lesson[number]
        option = _option(fet, number, room)
        roles = [demand.role for demand in lesson.option(option).demands if not demand.fixed]
        choices = ((roles[0], f"room:{room}"),) if roles and f"room:{room}" in fet.problem.resource else ()
        found.append(Placement(number, 1, lesson.duration, starts[f"{day} {slot[-1]}"], option, choices))
    return Timetable(tuple(sorted(found, key=lambda placement: placement.lesson)))


def _option(fet: FetFile, number: str, room: str) -> str:
    lesson = fet.problem.lesson[number]
    for option in lesson.options:
        if any(f"room:{room}" in demand.candidates for demand in option.demands):
            return option.id
    known = [option.id for option in lesson.options]
    return next((one for one in (f"virtual {room}", "no room") if one in known), known[0])


def judged(folder: Path, where: str, time: str = "", space: str = "", **more: object) -> Evaluation:
    fet = school(folder, time, space, **more)
    assert not fet.unread
    return evaluate(fet.problem, placed(fet, where))


def costs(evaluation: Evaluation, name: str) -> tuple[int, int]:
    """Hard deviation or FET's own count times 100 of one type of constraint."""
    cost = evaluation.by_entry[f"Constraint{name}"]
    return cost.hard, cost.soft
