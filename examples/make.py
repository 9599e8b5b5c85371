"""Writes the workbooks of the example schools: six classes, one per language, made of plain tables.

The English school is the Dutch one in other words, with a two-week cycle. Run: python examples/make.py
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from scheduler.formats.workbook import write_school
from scheduler.problem.modes import Mode
from scheduler.school.default_grid import default_grid
from scheduler.school.records import (
    Availability,
    Blocks,
    ClassGroup,
    Level,
    Meeting,
    Pin,
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
)

HERE = Path(__file__).resolve().parent

# class: (stage, programme, pupils, distance, asks for a place at school, without a device)
CLASSES = {
    "1A": ("1", "A-stroom", 22, False, 0, 0),
    "1B": ("1", "A-stroom", 21, False, 0, 0),
    "3EC": ("2", "Economische wetenschappen", 18, True, 4, 1),
    "3WE": ("2", "Natuurwetenschappen", 20, True, 3, 0),
    "5EC": ("3", "Economische wetenschappen", 16, True, 3, 1),
    "5WE": ("3", "Wetenschappen-wiskunde", 17, True, 2, 0),
}

# subject: (nl, en, room type, distance, material ready, demanding)
SUBJECTS = {
    "NED": ("Nederlands", "Dutch", "", True, False, False),
    "FRA": ("Frans", "French", "", False, False, True),
    "ENG": ("Engels", "English", "", True, True, False),
    "WIS": ("wiskunde", "mathematics", "", False, False, True),
    "AAR": ("aardrijkskunde", "geography", "", False, False, False),
    "GES": ("geschiedenis", "history", "", True, True, False),
    "NAT": ("natuurwetenschappen", "science", "labo", False, False, False),
    "FYS": ("fysica", "physics", "labo", False, False, True),
    "CHE": ("chemie", "chemistry", "labo", False, False, True),
    "BIO": ("biologie", "biology", "labo", False, False, False),
    "ECO": ("economie", "economics", "", True, True, False),
    "INF": ("informatica", "computing", "pc-klas", False, False, False),
    "TEC": ("techniek", "technology", "techniek", False, False, False),
    "MUZ": ("muziek", "music", "", False, False, False),
    "BEE": ("beeld", "art", "", False, False, False),
    "LO": ("lichamelijke opvoeding", "physical education", "sportzaal", False, False, False),
    "LEV": ("levensbeschouwing", "religion and ethics", "", False, False, False),
    "SEM": ("seminarie", "seminar", "", True, True, False),
}

# subject: {class: (periods, blocks)}, teacher per class
TABLE = {
    "NED": ({"1A": "5", "1B": "5", "3EC": "4", "3WE": "4", "5EC": "4", "5WE": "4"}, "JAN JAN JAN PEE PEE PEE"),
    "FRA": ({"1A": "4", "1B": "4", "3EC": "4", "3WE": "3", "5EC": "4", "5WE": "3"}, "CLA CLA CLA LEF LEF LEF"),
    "ENG": ({"1A": "2", "1B": "2", "3EC": "3", "3WE": "3", "5EC": "3", "5WE": "2"}, "WIL WIL WIL WIL WIL WIL"),
    "WIS": ({"1A": "5", "1B": "5", "3EC": "5", "3WE": "5", "5EC": "4", "5WE": "6"}, "MER MER MER DEV DEV DEV"),
    "AAR": ({"1A": "2", "1B": "2", "3EC": "1", "3WE": "1", "5EC": "1", "5WE": "1"}, "LAM LAM LAM LAM LAM LAM"),
    "GES": ({"1A": "2", "1B": "2", "3EC": "2", "3WE": "2", "5EC": "2", "5WE": "2"}, "VER VER VER VER VER VER"),
    "NAT": ({"1A": "3", "1B": "3", "3EC": "3", "5EC": "2"}, "MAE MAE MAE MAE"),
    "FYS": ({"3WE": "2+1", "5WE": "2+1"}, "WOU WOU"),
    "CHE": ({"3WE": "2", "5WE": "2+1"}, "WOU WOU"),
    "BIO": ({"3WE": "2", "5WE": "2"}, "MAE MAE"),
    "ECO": ({"3EC": "4", "5EC": "6"}, "BOG BOG"),
    "INF": ({"3EC": "1x2", "3WE": "1x2"}, "LAM LAM"),
    "TEC": ({"1A": "1x2", "1B": "1x2"}, "LAM LAM"),
    "MUZ": ({"1A": "1", "1B": "1", "3WE": "1"}, "CUY CUY CUY"),
    "BEE": ({"1A": "1x2", "1B": "1x2"}, "CUY CUY"),
    "LO": ({"1A": "1x2", "1B": "1x2", "3EC": "1x2", "3WE": "1x2", "5EC+5WE": "1x2"}, "SME SME SME SME SME"),
    "SEM": ({"5EC": "1x2", "5WE": "1x2"}, "BOG|VER WOU|DEV"),
}
"""Periods a week of each class; `1x2` is one block of two, `2+1` a block and a single period."""

# code: (name, assignment, department, distance, may teach from home)
TEACHERS = {
    "JAN": ("An Janssens", 14, "talen", True, False),
    "PEE": ("Bert Peeters", 12, "talen", True, True),
    "CLA": ("Chris Claes", 12, "talen", False, False),
    "LEF": ("Diane Lefevre", 10, "talen", False, False),
    "WIL": ("Emma Willems", 15, "talen", True, True),
    "MER": ("Farid Mertens", 15, "wetenschappen", False, False),
    "DEV": ("Greet De Vos", 16, "wetenschappen", True, False),
    "LAM": ("Hugo Lambrecht", 16, "mens", False, False),
    "VER": ("Iris Vermeulen", 14, "mens", True, True),
    "MAE": ("Jef Maes", 15, "wetenschappen", False, False),
    "WOU": ("Karen Wouters", 14, "wetenschappen", True, False),
    "BOG": ("Luc Bogaert", 12, "mens", True, True),
    "CUY": ("Mia Cuypers", 7, "mens", False, False),
    "SME": ("Nico Smets", 10, "", False, False),
    "GOD": ("Olga Goossens", 6, "", False, False),
    "ZED": ("Piet Zwart", 6, "", False, False),
}

DEPARTMENTS = {"talen": "languages", "wetenschappen": "sciences", "mens": "humanities"}
ROOM_TYPES = {"labo": "lab", "pc-klas": "computers", "techniek": "technology", "sportzaal": "gym", "klas": "classroom"}

# lesson: (at least, at most) periods a week at distance
DISTANCE = {
    "3EC-ECO": (1, 2),
    "3EC-GES": (0, 1),
    "3WE-NED": (1, 1),
    "3WE-ENG": (0, 1),
    "5EC-ECO": (2, 3),
    "5EC-NED": (1, 2),
    "5EC-ENG": (1, 1),
    "5WE-NED": (1, 2),
    "5WE-ENG": (0, 1),
    "5WE-GES": (1, 1),
}


def make_school(language: str) -> School:
    """The whole school in "nl" or "en"."""
    dutch = language == "nl"
    word = {**{nl: nl if dutch else en for nl, en in ROOM_TYPES.items()}, "": ""}
    return School(
        settings=Settings(
            school="Kleine school" if dutch else "Small school", language=language, cycle_weeks=1 if dutch else 2
        ),
        periods=default_grid(),
        classes=tuple(
            SchoolClass(
                code=code,
                stage=stage,
                programme=programme,
                pupils=pupils,
                distance_ok=distance,
                onsite_requests=asks,
                without_device=without,
            )
            for code, (stage, programme, pupils, distance, asks, without) in CLASSES.items()
        ),
        groups=tuple(_groups(dutch)),
        teachers=tuple(
            Teacher(
                code=code,
                name=name,
                assignment=Fraction(assignment),
                full_time=Fraction(20),
                plage_max=Fraction(2),
                distance_skill=frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS}) if distance else frozenset(),
                home_ok=home,
                department=department if dutch else DEPARTMENTS.get(department, ""),
            )
            for code, (name, assignment, department, distance, home) in TEACHERS.items()
        ),
        subjects=tuple(
            Subject(
                code=code,
                name=nl if dutch else en,
                distance_ok=distance,
                room_type=word[room],
                material_ready=ready,
                demanding=demanding,
            )
            for code, (nl, en, room, distance, ready, demanding) in SUBJECTS.items()
        ),
        lessons=tuple(_lessons(dutch)),
        rooms=(
            *(Room(code=f"A{door}", types=(word["klas"],), seats=30, quiet=door > 105) for door in range(101, 108)),
            Room(code="L1", types=(word["labo"],), seats=24),
            Room(code="L2", types=(word["labo"],), seats=24),
            Room(code="PC", types=(word["pc-klas"],), seats=24),
            Room(code="T1", types=(word["techniek"],), seats=24),
            Room(code="GYM", types=(word["sportzaal"],), seats=60),
            Room(code="OLC", types=("open leercentrum" if dutch else "study centre",), seats=16, onsite=True),
        ),
        pools=(
            Pool(code="laptopkar" if dutch else "laptops", kind=PoolKind.DEVICE, capacity=24),
            Pool(code="stroom" if dutch else "streams", kind=PoolKind.STREAM, capacity=3),
        ),
        availability=tuple(_availability(dutch)),
        pins=(Pin(lesson="LEV1-RK", part=1, day=0, period=1),),
        meetings=(
            Meeting(name="vakoverleg", members=("wetenschappen",))
            if dutch
            else Meeting(name="department meeting", members=("sciences",)),
        ),
        supervision=(Supervision(room="OLC", who="opvoeder" if dutch else "supervisor"),),
        rules=(
            RuleRow(
                rule="H11",
                who="graad 2" if dutch else "stage 2",
                level=Level.MUST,
                value="distance_per_day=3",
                source="schoolreglement" if dutch else "school regulations",
            ),
        ),
    )


def _groups(dutch: bool) -> list[ClassGroup]:
    division = "levensbeschouwing" if dutch else "religion"
    return [
        ClassGroup(f"{code}-{group}", code, division, pupils - pupils // 3 if group == "RK" else pupils // 3)
        for code, (_, _, pupils, *_) in CLASSES.items()
        for group in ("RK", "NCZ")
    ]


def _lessons(dutch: bool) -> list[SchoolLesson]:
    lessons = []
    for subject, (hours, teachers) in TABLE.items():
        for (who, written), teacher in zip(hours.items(), teachers.split(), strict=True):
            sizes = _sizes(written)
            identity = f"{who}-{subject}"
            least, most = DISTANCE.get(identity, (0, 0))
            lessons.append(
                SchoolLesson(
                    id=identity,
                    attendees=tuple(who.split("+")),
                    subject=subject,
                    teachers=(tuple(teacher.split("|")),),
                    periods=Fraction(sum(sizes)),
                    blocks=Blocks(sizes) if max(sizes) > 1 else None,
                    distance_min=Fraction(least),
                    distance_max=Fraction(most),
                    devices=((("laptopkar" if dutch else "laptops"), 24),) if identity == "1A-NED" else (),
                )
            )
    for stage, classes in (("1", "1A 1B"), ("2", "3EC 3WE"), ("3", "5EC 5WE")):
        for group, teacher in (("RK", "GOD"), ("NCZ", "ZED")):
            lessons.append(
                SchoolLesson(
                    id=f"LEV{stage}-{group}",
                    attendees=tuple(f"{code}-{group}" for code in classes.split()),
                    subject="LEV",
                    teachers=((teacher,),),
                    periods=Fraction(2),
                    band=f"LEV{stage}",
                )
            )
    return lessons if dutch else [_alternating(lesson) for lesson in lessons]


def _alternating(lesson: SchoolLesson) -> SchoolLesson:
    """In the two-week cycle year 5 has geography every other week."""
    if lesson.id not in ("5EC-AAR", "5WE-AAR"):
        return lesson
    return replace(lesson, periods=Fraction(1, 2), notes="every other week")


def _sizes(written: str) -> tuple[int, ...]:
    """ "4" is four single periods, "2+1" two blocks, "1x2" one block of two."""
    if "x" in written:
        count, size = written.split("x")
        return (int(size),) * int(count)
    return tuple(map(int, written.split("+"))) if "+" in written else (1,) * int(written)


def _availability(dutch: bool) -> list[Availability]:
    part_time = "deeltijds" if dutch else "part-time"
    other = "andere school" if dutch else "other school"
    free = [("CUY", (0, 2), part_time), ("LEF", (4,), part_time), ("GOD", (1, 3), other), ("ZED", (1, 3), other)]
    away = [Availability("teacher", code, day=day, reason=why) for code, days, why in free for day in days]
    early = "liefst in de voormiddag" if dutch else "rather in the morning"
    return [
        *away,
        Availability("teacher", "BOG", day=4, half_day="pm", level=Level.WISH, reason="trein" if dutch else "train"),
        Availability("subject", "WIS", half_day="am", level=Level.PREFERENCE, there=True, reason=early),
    ]


def write_examples(folder: Path = HERE) -> None:
    for language, name in (("nl", "kleine-school"), ("en", "small-school")):
        file = folder / name / ("school.xlsx")
        file.parent.mkdir(exist_ok=True)
        write_school(make_school(language), file, language, overwrite=True)


if __name__ == "__main__":
    write_examples()
