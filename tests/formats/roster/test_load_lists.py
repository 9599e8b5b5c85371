"""Lists of lessons without times: who, what, and how many periods a week, under whatever heading a school writes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from scheduler.formats.roster import import_roster
from scheduler.formats.roster.records import Doubtful

HEADINGS = {
    "id": ["", "lesson", "les", "nr", "id", "Lesnummer"],
    "class": ["klas", "classes", "Klasse", "classe", "Class", "curso"],
    "subject": ["vak", "subject", "Fach", "matière", "materia", "Course"],
    "teacher": ["leraar", "teachers", "Lehrer", "professeur", "docente", "Lesgever", "Wie"],
    "hours": [
        "periods",
        "Hours",
        "uren",
        "aantal lestijden",
        "Wochenstunden",
        "heures",
        "ore",
        "lesuren per week",
        "Stunden",
        "u/w",
        "Std.",
        "horas",
        "Uren/week",
    ],
    "room": ["", "lokaal", "room", "Zaal"],
    "pupils": ["", "", "aantal lln", "leerlingen", "pupils"],
    "note": ["", "", "opmerking", "Memo"],
}
SUBJECTS = {"Wiskunde": 4, "Nederlands": 4, "Frans": 3, "LO": 2, "Geschiedenis": 1, "Engels": 2}
TEACHERS = ["JAN", "PIET", "An Maes", "KLA", "Claes", "VDB", "Els Peeters", "Smet"]


@pytest.mark.parametrize("seed", range(30))
def test_how_many_periods_is_read_under_any_heading(seed: int, tmp_path: Path):
    random = Random(seed)
    fields = {field: random.choice(words) for field, words in HEADINGS.items()}
    order = [field for field in fields if fields[field]]
    random.shuffle(order)
    truth: Counter[tuple[str, str, str]] = Counter()
    lines = [";".join(fields[field] for field in order)]
    for name in ["1A", "1B", "2A", "2B"][: random.randint(1, 4)]:
        for subject, usual in random.sample(sorted(SUBJECTS.items()), random.randint(3, 6)):
            row = {
                "id": f"L{len(lines)}" if random.random() < 0.5 else str(len(lines)),
                "class": name,
                "subject": subject,
                "teacher": random.choice(TEACHERS),
                "hours": str(random.choice([usual, 1, 2, 5])),
                "room": f"Lok {random.randint(1, 9)}",
                "pupils": str(random.randint(12, 28)),
                "note": random.choice(["", "", "graag in de voormiddag", "met twee"]),
            }
            truth[name, subject, row["teacher"]] += int(row["hours"])
            lines.append(";".join(row[field] for field in order))
    path = tmp_path / "lessen.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found: Counter[tuple[str, str, str]] = Counter()
    try:
        lessons = import_roster([path]).school.lessons
    except Doubtful as doubt:  # two columns of texts under unknown words: asked, not guessed
        assert fields["teacher"] in str(doubt) and fields["note"] in str(doubt)
        return
    for lesson in lessons:
        found[lesson.attendees[0], lesson.subject, lesson.teachers[0][0]] += int(lesson.periods)
    assert found == truth, lines[:3]
