"""Cases of FET files: small right ones, damaged ones, bombs of entities, huge sizes, and groups in a ring."""

from __future__ import annotations

import re
from random import Random

from tests.formats.fet.small import STUDENTS, constraint, content
from tests.fuzz.damage import damaged_bytes, damaged_text, encoded
from tests.fuzz.drawn import Case
from tests.fuzz.texts import HOSTILE, NUMBERS

TIME = (
    ("ConstraintTeacherMaxDaysPerWeek", "Teacher_Name=Anna Max_Days_Per_Week=2"),
    ("ConstraintMinDaysBetweenActivities", "Consecutive_If_Same_Day=true MinDays=1 Number_of_Activities=2 {x}=1,2"),
    (
        "ConstraintActivityPreferredStartingTime",
        "Activity_Id=1 Preferred_Day=Monday Preferred_Hour=1 Permanently_Locked=true",
    ),
    ("ConstraintActivitiesSameStartingTime", "Number_of_Activities=2 {x}=4,5"),
    ("ConstraintTwoActivitiesOrdered", "First_Activity_Id=1 Second_Activity_Id=2"),
    ("ConstraintStudentsSetMaxGapsPerWeek", "Students=A Max_Gaps=0"),
    ("ConstraintTeachersMaxHoursDaily", "Maximum_Hours_Daily=3"),
    ("ConstraintUnheardOf", "Teacher_Name=Anna"),
)
SPACE = (
    ("ConstraintActivityPreferredRoom", "Activity_Id=1 Room=Barn Permanently_Locked=true"),
    ("ConstraintTeacherHomeRoom", "Teacher=Anna Room=Attic"),
    ("ConstraintStudentsSetMaxBuildingChangesPerDay", "Students=A Max_Building_Changes_Per_Day=0"),
    ("ConstraintRoomMaxActivityTagsPerDaySet", "Room=Barn"),
)
BOMB = (
    '<!DOCTYPE fet [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
VIRTUAL = "<Room><Name>{}</Name><Building></Building><Capacity>60</Capacity><Virtual>true</Virtual>{}</Room>"


def text(rng: Random) -> str:
    """A right file with some constraints."""
    times, spaces = rng.sample(TIME, rng.randint(0, 4)), rng.sample(SPACE, rng.randint(0, 2))
    made = []
    for chosen in (times, spaces):
        weights = (100, 100, 95, 50, 0)
        made.append("".join(_constraint(name, fields, rng.choice(weights)) for name, fields in chosen))
    right = content(made[0], made[1], version=rng.choice(("6.8.5", "5.40.0", "7.0.0", "=1+1")))
    for name in rng.sample(("Anna", "Bert", "maths", "A1", "Attic", "Monday", "year"), rng.randint(0, 2)):
        new = _escaped(rng.choice(HOSTILE))
        right = re.sub(rf">{name}<", lambda _, new=new: f">{new}<", right)  # type: ignore[misc]
    return right


def _constraint(name: str, fields: str, weight: int) -> str:
    numbered = fields.replace("{x}=", "")
    found = re.search(r"\{x\}=(\S+)", fields)
    ids = "".join(f"<Activity_Id>{one}</Activity_Id>" for one in found[1].split(",")) if found else ""
    plain = " ".join(one for one in numbered.split() if "=" in one)
    made = constraint(name.removeprefix("Constraint"), plain, weight)
    return made.replace("<Active>", f"{ids}<Active>", 1)


def _escaped(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isprintable())
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _huge(rng: Random) -> str:
    """Numbers and amounts far beyond any school."""
    how = rng.randrange(5)
    if how == 0:
        tag = rng.choice(
            ("Duration", "Number_of_Days", "Number_of_Hours", "Capacity", "Number_of_Students", "Id", "Max_Gaps")
        )
        return re.sub(rf"<{tag}>\d+<", f"<{tag}>{rng.choice(NUMBERS)}<", text(rng), count=rng.choice((0, 1)))
    if how == 1:
        return content(hours=tuple(str(number) for number in range(rng.choice((100, 2000, 20_000)))))
    if how == 2:
        many = "".join(f"<Group><Name>g{number}</Name></Group>" for number in range(20_000))
        return content(students=STUDENTS.replace("</Year>", f"{many}</Year>"))
    if how == 3:
        deep = rng.choice((100, 5000, 100_000))
        return content(students="<Year><Name>x</Name>" + "<Group>" * deep + "</Group>" * deep + "</Year>")
    return content(_constraint(*TIME[1], 95) * rng.choice((500, 5000)))


def _ring(rng: Random) -> str:
    """What holds itself: virtual rooms of each other, a group in itself, orders in a circle."""
    how = rng.randrange(4)
    if how == 0:
        sets = "<Number_of_Sets_of_Real_Rooms>1</Number_of_Sets_of_Real_Rooms><Set_of_Real_Rooms>"
        sets += "<Number_of_Real_Rooms>1</Number_of_Real_Rooms><Real_Room>{}</Real_Room></Set_of_Real_Rooms>"
        rooms = VIRTUAL.format("V", sets.format("W")) + VIRTUAL.format("W", sets.format(rng.choice("VW")))
        return content(rooms=rooms)
    if how == 1:
        return content(students=STUDENTS.replace("<Name>A1<", rng.choice(("<Name>A<", "<Name>year<", "<Name>B<"))))
    if how == 2:
        orders = ((1, 2), (2, rng.choice((1, 2, 3))), (3, 1))
        fields = (f"First_Activity_Id={one} Second_Activity_Id={two}" for one, two in orders)
        return content("".join(_constraint("ConstraintTwoActivitiesOrdered", field, 100) for field in fields))
    return re.sub(r"<Id>\d<", "<Id>1<", text(rng))


def fet(rng: Random) -> Case:
    """A FET file, and every verb that reads one."""
    how = rng.random()
    right = text(rng)
    sure = 0.45 <= how < 0.55
    if how < 0.35:
        made = right.encode()
    elif how < 0.45:
        made = encoded(damaged_text(right, rng), rng)
    elif sure:
        head, _, rest = right.partition("?>")
        made = f"{head}?>{BOMB}{rest.replace('Small', '&i;', 1)}".encode()
    elif how < 0.65:
        made = _huge(rng).encode()
    elif how < 0.75:
        made = _ring(rng).encode()
    else:
        made = (
            damaged_bytes(right.encode(), rng)
            if how < 0.8
            else encoded(damaged_text(damaged_text(right, rng), rng), rng)
        )
    words, outputs = _verb(rng, rng.choice(("school.fet", "school.fet", "school.xml", "school")))
    return Case("fet", words, {words[1]: made}, outputs, sure)


def _verb(rng: Random, name: str) -> tuple[list[str], tuple[str, ...]]:
    search = ["--time", "1s", "--workers", "1"]
    beside = "school_data_and_timetable.fet"
    return rng.choice(
        (
            (["check", name], ()),
            (["check", name], ()),
            (["evaluate", name], ()),
            (["explain", name, *search], ()),
            (["convert", name, "uit.xlsx"], ("uit.xlsx",)),
            (["convert", name, "uit"], ("uit",)),
            (["convert", name, "uit.fet"], ("uit.fet",)),
            (["solve", name, "-o", "uit.fet", *search], ("uit.fet", "uit_activities.xml", "uit.fet.checkpoint")),
            (["solve", name, "-o", "uit.xml", *search], ("uit.xml", "uit.xml.checkpoint")),
            (["solve", name, *search], (beside, "school_activities.xml", f"{beside}.checkpoint")),
        )
    )
