"""Writes four example schools, each a story of blended teaching: rotation, mixed Latin, a distance Friday, terms.

Run: python examples/make_stories.py
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from scheduler.formats.workbook import write_school
from scheduler.problem.modes import Mode
from scheduler.school.default_grid import default_grid
from scheduler.school.records import (
    Availability,
    Blocks,
    CalendarEntry,
    Duty,
    Level,
    Pool,
    PoolKind,
    Room,
    RuleRow,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Supervision,
    Teacher,
    WeekKind,
)

HERE = Path(__file__).resolve().parent
BOTH = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})
IN_TURN = frozenset({Mode.CONTACT})

# subject: (name, at distance)
SUBJECTS = {
    "NED": ("Nederlands", True),
    "FRA": ("Frans", True),
    "ENG": ("Engels", True),
    "WIS": ("wiskunde", True),
    "GES": ("geschiedenis", True),
    "LAT": ("Latijn", True),
    "NAT": ("natuurwetenschappen", False),
    "AAR": ("aardrijkskunde", False),
    "KUN": ("kunst", False),
    "LO": ("lichamelijke opvoeding", False),
    "LEV": ("levensbeschouwing", False),
}
ROOMS = (
    Room("101", seats=24),
    Room("102", seats=24),
    Room("103", seats=12, camera=True),
    Room("GYM", types=("sportzaal",), seats=40),
    Room("OLC", types=("open leercentrum",), seats=12, onsite=True),
)


def school(name: str, classes: tuple[SchoolClass, ...], lessons: tuple[SchoolLesson, ...], **more: object) -> School:
    """What the three schools share: subjects, rooms, streams; teachers of the codes in the lessons."""
    teachers = dict.fromkeys(code for lesson in lessons for role in lesson.teachers for code in role)
    fields: dict[str, object] = {
        "settings": Settings(school=name, cycle_weeks=1),
        "periods": default_grid(),
        "classes": classes,
        "teachers": tuple(Teacher(code, distance_skill=BOTH, home_ok=True) for code in teachers),
        "subjects": tuple(
            Subject(code, said, distance_ok=distance, material_ready=distance, max_per_day=2)
            for code, (said, distance) in SUBJECTS.items()
        ),
        "lessons": lessons,
        "rooms": ROOMS,
        "pools": (Pool("laptops", PoolKind.DEVICE, 12), Pool("stroom", PoolKind.STREAM, 3)),
        "supervision": (Supervision("OLC", "opvoeder"),),
    }
    return School(**{**fields, **more})  # type: ignore[arg-type]


def lesson(of: str, subject: str, teacher: str, periods: int, **more: object) -> SchoolLesson:
    """A lesson of the classes in `of` ("5A+6A"), a week; of physical education one block."""
    fields: dict[str, object] = {"blocks": Blocks((periods,)), "room_type": "sportzaal"} if subject == "LO" else {}
    return SchoolLesson(
        f"{of}-{subject}",
        tuple(of.split("+")),
        subject,
        ((teacher,),),
        Fraction(periods),
        **{**fields, **more},  # type: ignore[arg-type]
    )


def rotation() -> School:
    """Two classes of the second stage in halves: each half is at home for half a day a week, in turn.

    The half at school sits in the small room with the camera; the other follows the same lesson online.
    """
    people = {
        "3A": "NED:JAN FRA:CLA WIS:MER GES:VER ENG:WIL NAT:MAE AAR:LAM KUN:CUY LO:SME LEV:GOD",
        "4A": "NED:PEE FRA:LEF WIS:DEV GES:VER ENG:WIL NAT:MAE AAR:LAM KUN:CUY LO:SME LEV:GOD",
    }
    periods = {"NED": 4, "FRA": 4, "WIS": 5, "GES": 2, "ENG": 2, "NAT": 4, "AAR": 3, "KUN": 3, "LO": 2, "LEV": 2}
    taking_turns = {"NED", "GES"}
    return school(
        "School met rotatie",
        tuple(
            SchoolClass(code, stage="2", pupils=22, distance_ok=True, onsite_requests=1, segments=2) for code in people
        ),
        tuple(
            lesson(
                code,
                subject,
                teacher,
                periods[subject],
                **({"mixed": True, "modes": IN_TURN} if subject in taking_turns else {}),
            )
            for code, told in people.items()
            for subject, _, teacher in (one.partition(":") for one in told.split())
        ),
        rules=(
            RuleRow("H21", "graad 2", Level.MUST, value="halve dag"),
            RuleRow("H11", "graad 2", Level.MUST, value="synchronous_in_row=3"),
        ),
    )


def latin() -> School:
    """Five pupils of year 6 and seven of year 5 have Latin together; year 6 follows half of it online, from home.

    Each class has the eighth hour on two days at most. Somebody is at the gate every morning and on the playground at
    noon; in each of the first six periods a colleague is at school and free to stand in.
    """
    together = "NED:JAN:4 FRA:CLA:4 ENG:WIL:3 GES:VER:2 LO:SME:2 LEV:GOD:2 KUN:CUY:2"
    apart = {"5LA": "WIS:DEV:4 NAT:MAE:3 AAR:LAM:2", "6LA": "WIS:MER:4 NAT:WOU:3 AAR:BOG:2"}
    told = [("5LA+6LA", one) for one in together.split()]
    told += [(code, one) for code, text in apart.items() for one in text.split()]
    shared = {"online": ("6LA",), "distance_min": Fraction(2), "distance_max": Fraction(2)}
    return school(
        "Kleine school met Latijn",
        (
            SchoolClass("5LA", stage="3", pupils=7, distance_ok=True, onsite_requests=0),
            SchoolClass("6LA", stage="3", pupils=5, distance_ok=True, onsite_requests=0),
        ),
        (
            lesson("5LA+6LA", "LAT", "ROM", 4, mixed=True, modes=IN_TURN, **shared),
            *(
                lesson(of, subject, teacher, int(periods))
                for of, (subject, teacher, periods) in ((of, one.split(":")) for of, one in told)
            ),
        ),
        duties=(
            Duty("poort", start=8 * 60 + 10, end=8 * 60 + 25, place="hoofdingang"),
            Duty("speelplaats", start=12 * 60, end=12 * 60 + 35),
        ),
        rules=(
            RuleRow("H26", "graad 3", Level.MUST, value="days=2; period=8"),
            RuleRow("H27", "all", Level.MUST, value="teachers=1; last=6"),
        ),
    )


def friday() -> School:
    """The third stage is at home on Friday, with seven distance lessons; two pupils of each class come to school."""
    people = {
        "5A": "NED:JAN FRA:CLA WIS:MER GES:VER ENG:WIL NAT:MAE AAR:LAM KUN:CUY LO:SME LEV:GOD",
        "6A": "NED:PEE FRA:LEF WIS:DEV GES:BOG ENG:ROM NAT:WOU AAR:LAM KUN:CUY LO:SME LEV:GOD",
    }
    periods = {"NED": 4, "FRA": 4, "WIS": 4, "GES": 3, "ENG": 4, "NAT": 4, "AAR": 2, "KUN": 2, "LO": 2, "LEV": 2}
    at_home = {"NED": 2, "FRA": 2, "ENG": 2, "GES": 1}
    return school(
        "School met een vrijdag op afstand",
        tuple(SchoolClass(code, stage="3", pupils=18, distance_ok=True, onsite_requests=2) for code in people),
        tuple(
            lesson(
                code,
                subject,
                teacher,
                periods[subject],
                distance_min=Fraction(at_home.get(subject, 0)),
                distance_max=Fraction(at_home.get(subject, 0)),
            )
            for code, told in people.items()
            for subject, _, teacher in (one.partition(":") for one in told.split())
        ),
        availability=tuple(
            Availability("class", code, day=day, place="school" if day == 4 else "home", reason="vrijdag op afstand")
            for code in people
            for day in range(5)
        ),
        rules=(RuleRow("H11", "graad 3", Level.MUST, value="distance_per_day=7"),),
    )


def internship() -> School:
    """A year in three timetables: contact weeks at the start, the rest of semester one, and semester two.

    In semester two year 6 is on internship for four weeks: its lessons of care are more in semester one, and in
    semester two both classes have two half days a week at distance; Mer then does not work on Friday.
    """
    people = {
        "5ZO": "NED:JAN FRA:CLA WIS:MER GES:VER ENG:WIL NAT:MAE AAR:LAM KUN:CUY LO:SME LEV:GOD",
        "6ZO": "NED:PEE FRA:LEF WIS:DEV GES:BOG ENG:ROM NAT:WOU AAR:LAM KUN:CUY LO:SME LEV:GOD",
    }
    periods = {"NED": 4, "FRA": 4, "WIS": 4, "GES": 3, "ENG": 4, "NAT": 4, "AAR": 2, "KUN": 2, "LO": 2, "LEV": 2}
    caught_up = {"NAT": (5, 3), "AAR": (3, 1)}
    at_home = {"NED": 2, "FRA": 2, "ENG": 2, "GES": 1}
    lessons = []
    for code, told in people.items():
        for subject, _, teacher in (one.partition(":") for one in told.split()):
            if code == "6ZO" and subject in caught_up:
                for number, amount in zip(("1", "2"), caught_up[subject], strict=True):
                    lessons.append(lesson(code, subject, teacher, amount, term=f"semester {number}"))
            elif subject in at_home:
                away = Fraction(at_home[subject])
                lessons.append(lesson(code, subject, teacher, periods[subject], term="semester 1"))
                bounds = {"distance_min": away, "distance_max": away}
                lessons.append(lesson(code, subject, teacher, periods[subject], term="semester 2", **bounds))
            else:
                lessons.append(lesson(code, subject, teacher, periods[subject]))
    return school(
        "School met stages",
        tuple(SchoolClass(code, stage="3", pupils=16, distance_ok=True, onsite_requests=2) for code in people),
        tuple(lessons),
        availability=(Availability("teacher", "MER", day=4, reason="deeltijds", term="semester 2"),),
        rules=(
            RuleRow("H10", "all", Level.MUST, value="contact", term="startweken"),
            RuleRow("S16", "graad 3", Level.WISH, value="10", term="semester 1"),
        ),
        calendar=(
            _days((2026, 9, 1), (2027, 6, 30), WeekKind.TEACHING),
            _days((2026, 9, 1), (2027, 1, 31), WeekKind.TERM, term="semester 1"),
            _days((2027, 2, 1), (2027, 6, 30), WeekKind.TERM, term="semester 2"),
            _days((2026, 9, 1), (2026, 9, 11), WeekKind.TERM, term="startweken"),
            _days((2026, 11, 2), (2026, 11, 8), WeekKind.HOLIDAY),
            _days((2026, 12, 7), (2026, 12, 18), WeekKind.EXAMS),
            _days((2026, 12, 21), (2027, 1, 3), WeekKind.HOLIDAY),
            _days((2027, 2, 8), (2027, 2, 14), WeekKind.HOLIDAY),
            _days((2027, 2, 15), (2027, 3, 14), WeekKind.INTERNSHIP, class_code="6ZO"),
            _days((2027, 3, 29), (2027, 4, 11), WeekKind.HOLIDAY),
            _days((2027, 6, 14), (2027, 6, 30), WeekKind.EXAMS),
        ),
    )


def _days(first: tuple[int, int, int], last: tuple[int, int, int], kind: WeekKind, **more: str) -> CalendarEntry:
    return CalendarEntry(date(*first), kind, last=date(*last), **more)


STORIES = {"internship": internship, "rotation": rotation, "latin": latin, "distance-friday": friday}
"""The folder of each, and how it is made."""


if __name__ == "__main__":
    for folder, make in STORIES.items():
        (HERE / folder).mkdir(exist_ok=True)
        write_school(make(), HERE / folder / "school.xlsx", overwrite=True)
