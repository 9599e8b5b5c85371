"""Schools for the zoo: classes, teachers, subjects and rooms named in many styles, and a week of lessons without
clashes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

_SURNAMES = [
    "Peeters",
    "Janssens",
    "Maes",
    "Jacobs",
    "Mertens",
    "Willems",
    "Claes",
    "Goossens",
    "Wouters",
    "Smets",
    "Nys",
    "Daems",
    "Goos",
    "Verhoeven",
    "Lemmens",
    "Aerts",
    "Bosmans",
    "Coppens",
    "Dierckx",
    "Engelen",
    "Fransen",
    "Geerts",
    "Hermans",
    "Thys",
    "Luyten",
    "Michiels",
    "Pauwels",
    "Raes",
    "Segers",
    "Thijs",
    "Uytterhoeven",
    "Vos",
    "Wuyts",
]
_FIRST = [
    "An",
    "Bart",
    "Cleo",
    "Dirk",
    "Els",
    "Frank",
    "Greet",
    "Hans",
    "Ilse",
    "Jan",
    "Katrien",
    "Lut",
    "Mark",
    "Nele",
    "Omar",
    "Pieter",
    "Rita",
    "Sofie",
    "Tom",
    "Ursula",
    "Veerle",
    "Wim",
]

_SUBJECTS = {
    "codes": ["WIS", "NED", "FRA", "ENG", "BIO", "GES", "LO", "AAR", "CHE", "FYS", "MUZ", "GOD", "LAT", "TEC", "INF"],
    "lower": ["wis", "ned", "fra", "eng", "bio", "ges", "lo", "aar", "che", "fys", "muz", "god", "lat", "tec", "inf"],
    "dutch": [
        "Wiskunde",
        "Nederlands",
        "Frans",
        "Engels",
        "Biologie",
        "Geschiedenis",
        "Aardrijkskunde",
        "Chemie",
        "Fysica",
        "Muziek",
        "Godsdienst",
        "Latijn",
    ],
    "words": [
        "Wiskunde",
        "Nederlands",
        "Frans",
        "Engels",
        "Lichamelijke opvoeding",
        "Natuurwetenschappen",
        "Moderne talen",
        "Beeldende vorming",
        "Technische activiteiten",
        "Project algemene vakken",
        "Godsdienst",
        "Economie",
    ],
    "english": [
        "Maths",
        "English",
        "French",
        "History",
        "Geography",
        "Science",
        "Art",
        "Music",
        "PE",
        "Computing",
        "Drama",
        "Spanish",
    ],
    "german": [
        "Deutsch",
        "Mathe",
        "Englisch",
        "Physik",
        "Sport",
        "Kunst",
        "Musik",
        "Erdkunde",
        "Ethik",
        "Latein",
        "Bio",
    ],
    "numbered": [
        "Wiskunde 1",
        "Wiskunde 2",
        "Duits 1",
        "Duits 2",
        "Frans",
        "Praktijk hout",
        "Theorie hout",
        "Labo",
        "Engels",
    ],
    "dotted": ["wisk.", "ned.", "fr.", "eng.", "bio.", "gesch.", "l.o.", "aardr.", "che.", "fys.", "muz.", "godsd."],
}


def _codes(random: Random, names: list[str], make: Callable[[str], str]) -> list[str]:
    """One code for each name, all different."""
    found: list[str] = []
    for name in names:
        code = make(name)
        while code in found:
            code = code[:-1] + random.choice(
                "abcdefghijklmnopqrstuvwxyz" if code[-1].islower() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            )
        found.append(code)
    return found


TEACHERS: dict[str, Callable[[Random, list[str]], list[str]]] = {
    "two letters": lambda r, n: _codes(r, n, lambda name: name[:2].upper()),
    "three letters": lambda r, n: _codes(r, n, lambda name: name[:3].upper()),
    "four letters": lambda r, n: _codes(r, n, lambda name: (name + "XX")[:4].upper()),
    "mixed code": lambda r, n: _codes(r, n, lambda name: name[:3].capitalize()),
    "lower code": lambda r, n: _codes(r, n, lambda name: name[:3].lower()),
    "surname": lambda r, n: list(n),
    "first surname": lambda r, n: [f"{r.choice(_FIRST)} {name}" for name in n],
    "surname first": lambda r, n: [f"{name} {r.choice(_FIRST)}" for name in n],
    "initial": lambda r, n: [f"{r.choice(_FIRST)[0]}. {name}" for name in n],
    "titled": lambda r, n: [f"{r.choice(('Mevr.', 'Dhr.'))} {name}" for name in n],
    "capitals": lambda r, n: [name.upper() for name in n],
    "comma": lambda r, n: [f"{name}, {r.choice(_FIRST)}" for name in n],
    "particle": lambda r, n: [f"{r.choice(('Van', 'De', 'Vanden', 'Van de'))} {name}" for name in n],
    "code and digit": lambda r, n: [f"{name[:3].upper()}{r.randint(1, 3)}" for name in n],
}

CLASSES: dict[str, Callable[[Random, int], list[str]]] = {
    "1A": lambda r, n: [f"{k // 2 + 1}{'AB'[k % 2]}" for k in range(n)],
    "1a": lambda r, n: [f"{k + 1}a" for k in range(n)],
    "3LAT": lambda r, n: [f"{k // 3 + 3}{('LAT', 'WET', 'HW')[k % 3]}" for k in range(n)],
    "5 WeWi": lambda r, n: [f"{k // 3 + 4} {('WeWi', 'EcMt', 'Hum')[k % 3]}" for k in range(n)],
    "10-1": lambda r, n: [f"{k // 3 + 10}-{k % 3 + 1}" for k in range(n)],
    "VI B": lambda r, n: [f"{('IV', 'V', 'VI', 'VII')[k // 2]} {'AB'[k % 2]}" for k in range(n)],
    "4EMT1": lambda r, n: [f"{k // 2 + 3}{('EMT', 'HT')[k % 2]}1" for k in range(n)],
    "1Aa": lambda r, n: [f"{k // 3 + 1}A{'abc'[k % 3]}" for k in range(n)],
    "5/1": lambda r, n: [f"{k // 2 + 5}.{k % 2 + 1}" for k in range(n)],
    "101": lambda r, n: [f"{k // 3 + 1}0{k % 3 + 1}" for k in range(n)],
    "1 LAT a": lambda r, n: [f"{k // 4 + 1} {('LAT', 'MOD')[k // 2 % 2]} {'ab'[k % 2]}" for k in range(n)],
    "5WEWI/6EMT": lambda r, n: [f"{k // 4 + 3}{('WEWI', 'ECMT', 'HUWE', 'LAWE')[k % 4]}" for k in range(n)],
    "Latijn 3": lambda r, n: [f"{('Latijn', 'Sport', 'Handel')[k % 3]} {k // 3 + 3}" for k in range(n)],
    "STEM-5A": lambda r, n: [f"{('STEM', 'BSO', 'TSO')[k % 3]}-{k // 3 + 5}A" for k in range(n)],
}

ROOMS: dict[str, Callable[[Random, int], list[str]]] = {
    "A101": lambda r, n: [f"{'ABC'[k % 3]}{101 + k}" for k in range(n)],
    "101": lambda r, n: [f"{101 + 7 * k}" for k in range(n)],
    "L12": lambda r, n: [f"L{k + 1:02}" for k in range(n)],
    "B2.03": lambda r, n: [f"{'BD'[k % 2]}{k % 3}.{k + 1:02}" for k in range(n)],
    "1.12": lambda r, n: [f"{k % 3}.{k + 11}" for k in range(n)],
    "mixed": lambda r, n: (["Turnzaal", "Labo", "Refter", "Aula"] + [f"B{k + 11}" for k in range(n)])[:n],
    "Lokaal 3": lambda r, n: [f"Lokaal {k + 1}" for k in range(n)],
}


LARGE = ("3LAT", "10-1", "1Aa", "5WEWI/6EMT", "101")
"""Ways of naming that give many classes different names."""


@dataclass(frozen=True)
class Lesson:
    """One period of one class."""

    who: str
    day: int
    period: int
    subject: str
    teacher: str
    room: str
    week: str = "every"
    also: str = ""  # a second teacher


@dataclass(frozen=True)
class Drawn:
    """A school with its week; `features` say what was drawn."""

    classes: list[str]
    teachers: list[str]
    rooms: list[str]
    subjects: list[str]
    days: int
    periods: int
    lessons: list[Lesson]
    features: dict[str, str]


def draw_school(random: Random, **named: str) -> Drawn:
    """A school of 3 to 9 classes; every class has its own teacher for each subject and mostly the same rooms. `named`
    are ways of naming that are not drawn.
    """
    features = {
        "teachers": random.choice(list(TEACHERS)),
        "classes": random.choice(list(CLASSES)),
        "rooms": random.choice(list(ROOMS)),
        "subjects": random.choice(list(_SUBJECTS)),
    }
    many = random.choice((random.randint(3, 8), random.randint(3, 8), random.randint(9, 20)))
    if many > 8:
        features["classes"] = random.choice(LARGE)
    features |= named
    classes = CLASSES[features["classes"]](random, many)
    subjects = random.sample(_SUBJECTS[features["subjects"]], random.randint(6, 9))
    least = max(6, many)
    names = random.sample(_SURNAMES, random.randint(least, min(len(_SURNAMES), max(18, least), many + 8)))
    teachers = TEACHERS[features["teachers"]](random, names)
    rooms = ROOMS[features["rooms"]](random, many + 2)
    able = {subject: random.sample(teachers, max(2, len(teachers) // 4)) for subject in subjects}
    gives = {(c, s): random.choice(able[s]) for c in classes for s in subjects}
    weights = {(c, s): random.choice((1, 2, 2, 3, 4)) for c in classes for s in subjects}
    days, periods = random.choice((5, 5, 5, 5, 6)), random.randint(4, 8)
    vague = random.random() < 0.15
    lessons = []
    for day in range(days):
        for period in range(1, periods + 1):
            busy: set[str] = set()
            for name in classes:
                if random.random() < 0.06 or (day in (2, 5) and period > (periods + 1) // 2):
                    continue
                free = [s for s in subjects if gives[name, s] not in busy]
                if not free:
                    continue
                subject = random.choices(free, [weights[name, s] for s in free])[0]
                home = rooms[classes.index(name)]
                room = home if random.random() < 0.5 and home not in busy else None
                room = room or random.choice([one for one in rooms if one not in busy])
                busy |= {gives[name, subject], room}
                unknown = vague and random.random() < 0.05
                lessons.append(Lesson(name, day, period, subject, gives[name, subject], "" if unknown else room))
    return Drawn(classes, teachers, rooms, subjects, days, periods, lessons, features)
