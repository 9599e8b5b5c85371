"""Layouts of several lessons, teachers or rooms in a cell, of numbers beside names, and of hours without a timetable.

Like those in `layouts` they know the truth and nothing of the importer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from tests.formats.roster.zoo.layouts import (
    BY_OWNER,
    CLOCKS,
    Cell,
    Layout,
    Rows,
    Writer,
    at_work,
    columns,
    day_sheets,
    own_sheets,
    owner_rows,
)
from tests.formats.roster.zoo.schools import Drawn

GROUPS = ("gr1", "gr. 1", "groep 1", "(groep 1)", "G1", "(gr 1)")
"""How the first of two groups is marked; the second one has a 2."""


def _of_classes(w: Writer, shapes: tuple[str, ...]) -> None:
    """Timetables of classes in one of these shapes."""
    w.owner, w.shape = "class", w.random.choice(shapes)
    w.features |= {"owner": "class", "cell": w.shape}
    w.retell()
    w.owners = [name for name in w.school.classes if any(one.who == name for one in w.lessons)]


def groups(w: Writer) -> Layout:
    """Some lessons are given to two groups at once, by two teachers in two rooms, a line each with its mark."""
    _of_classes(w, ("S T R", "S (T) R", "S - T - R"))
    mark, behind = w.random.choice(GROUPS), w.random.random() < 0.5
    busy = at_work(w)
    more = []
    for one in w.school.lessons:
        taken = busy[one.day, one.period]
        teachers = [name for name in w.school.teachers if name not in taken]
        rooms = [name for name in w.school.rooms if name not in taken]
        if one.room and teachers and rooms and w.random.random() < 0.15:
            taken |= {teachers[0], rooms[0]}
            same = w.random.random() < 0.5
            subject = one.subject if same else w.random.choice(w.school.subjects)
            beside = replace(one, teacher=teachers[0], room=rooms[0], subject=subject)
            more.append(beside)
            lines = []
            for half, label in ((one, mark), (beside, mark.replace("1", "2"))):
                text = w.written(half if behind else replace(half, subject=f"{half.subject} {label}"))
                lines.append(f"{text} {label}" if behind else text)
            w.cells[one.who, one.day, one.period] = "\n".join(lines)
    w.truth = [*w.truth, *more]
    layout = own_sheets(w)
    layout.features |= {"place": "groups", "mark": mark, "behind": str(behind)}
    return layout


def co_teaching(w: Writer) -> Layout:
    """Some lessons have two teachers."""
    _of_classes(w, ("S (T)", "S / T lines", "S (T) R", "S/T/R lines", "S - T - R"))
    between = w.random.choice(("/", " + ", " & ", ", ", "+"))
    if w.school.features["teachers"] == "comma":
        between = " + "
    busy = at_work(w)
    truth = []
    for one, shown in zip(w.lessons, w.truth, strict=True):
        taken = busy[one.day, one.period]
        free = [name for name in w.school.teachers if name not in taken]
        if free and w.random.random() < 0.15:
            taken.add(free[0])
            both = replace(one, teacher=f"{one.teacher}{between}{free[0]}")
            w.cells[one.who, one.day, one.period] = w.written(both)
            shown = replace(shown, also=free[0])
        truth.append(shown)
    w.truth = truth
    layout = w.random.choice((own_sheets, columns))(w)
    layout.features |= {"place": "co-teaching", "between": between}
    return layout


def second_rooms(w: Writer) -> Layout:
    """Some lessons take two rooms; a workbook of ours holds the first one of each period."""
    _of_classes(w, ("S (T) R", "S/T/R lines", "S - T - R", "S / R lines"))
    between = w.random.choice(("/", ", ", "+", " + ", " & "))
    busy = at_work(w)
    for one in w.lessons:
        taken = busy[one.day, one.period]
        free = [name for name in w.school.rooms if name not in taken]
        if one.room and free and w.random.random() < 0.15:
            taken.add(free[0])
            w.cells[one.who, one.day, one.period] = w.written(replace(one, room=f"{one.room}{between}{free[0]}"))
    layout = own_sheets(w)
    layout.features |= {"place": "second rooms", "between": between}
    return layout


def pupil_counts(w: Writer) -> Layout:
    """Numbers of pupils beside the names of classes: in the heading, below it, or in a column of their own."""
    _of_classes(w, tuple(BY_OWNER["class"]))
    style = w.random.choice(("bracket", "word", "column", "row"))
    pupils = {name: w.random.randint(12, 29) for name in w.owners}
    shown = {name: f"{name} ({n})" if style == "bracket" else f"{name} ({n} lln)" for name, n in pupils.items()}
    if style in ("bracket", "word"):
        w.cells = {(shown[name], d, p): text for (name, d, p), text in w.cells.items()}
        w.owners = [shown[name] for name in w.owners]
        layout = w.random.choice((columns, owner_rows, day_sheets))(w)
    elif style == "column":
        layout = owner_rows(w)
        rows = layout.sheets["Rooster"]
        head = next(r for r, row in enumerate(rows) if row and row[0] == "Naam")
        for r, row in enumerate(rows):
            if r >= head and row:
                row.insert(1, "Aantal leerlingen" if r == head else pupils.get(str(row[0])))
        layout.merges["Rooster"] = [(a, b + 1, c, d + 1) for a, b, c, d in layout.merges["Rooster"]]
    else:
        layout = columns(w)
        rows = layout.sheets["Rooster"]
        head = next(r for r, row in enumerate(rows) if row and row[0] == "Dag")
        labels: list[Cell] = ["Leerlingen", *[None] * w.width]
        rows.insert(head + 1, [*labels, *(pupils[name] for name in w.owners)])
        layout.merges["Rooster"] = [(a + 1, b, c + 1, d) for a, b, c, d in layout.merges["Rooster"]]
    layout.features |= {"place": "pupil counts", "pupils": style}
    return layout


def _hours(school: Drawn, teachers: bool) -> dict[tuple[str, str, str], int]:
    counted = Counter((o.who, o.subject, o.teacher if teachers else "") for o in school.lessons)
    return dict(counted)


def load_matrix(w: Writer) -> Layout:
    """Hours a week: classes across; subjects, teachers or both down; with or without sums."""
    school, sums = w.school, w.random.random() < 0.5
    named = w.random.choice(("subject", "teacher", "subject and teacher"))
    loads = _hours(school, named != "subject")
    if named == "teacher":
        loads = dict(Counter({(o.who, "", o.teacher): 0 for o in school.lessons}))
        for one in school.lessons:
            loads[one.who, "", one.teacher] += 1
    classes = [name for name in school.classes if any(who == name for who, *_ in loads)]
    down = sorted({(subject, teacher) for _, subject, teacher in loads})
    heading = {"subject": ["Vak"], "teacher": ["Leraar"], "subject and teacher": ["Vak", "Leraar"]}[named]
    rows: Rows = [*w.title("Lestijden 2025-2026"), [*heading, *classes, *(["Totaal"] if sums else [])]]
    for subject, teacher in down:
        hours: list[Cell] = [loads.get((name, subject, teacher)) for name in classes]
        label: list[Cell] = [text for text in (subject, teacher) if text]
        rows.append([*label, *hours, *([sum(int(h or 0) for h in hours)] if sums else [])])
    layout = w.done("load matrix", {"Lessentabel": rows}, named=named, sums=str(sums))
    layout.truth, layout.loads = [], loads
    return layout


LOADS = {
    "id": ["", "lesson", "les", "nr", "id", "Lesnummer"],
    "class": ["Klas", "classes", "Klasse", "classe", "Class", "curso"],
    "subject": ["Vak", "subject", "Fach", "matière", "materia", "Course"],
    "teacher": ["Leraar", "teachers", "Lehrer", "professeur", "docente", "Lesgever", "Wie"],
    "hours": ["Uren", "Lestijden", "Aantal uren", "periods", "Hours", "Wochenstunden", "heures", "ore", "u/w", "Std."],
    "room": ["", "", "lokaal", "room", "Zaal"],
    "pupils": ["", "", "aantal lln", "leerlingen", "pupils"],
    "note": ["", "", "opmerking", "Memo"],
}
"""Headings of the columns of a list of loads; "" where a list has no such column."""


def load_list(w: Writer) -> Layout:
    """Hours a week as a list: a row for each class, subject and teacher, under any headings in any order."""
    loads = _hours(w.school, True)
    fields = {field: w.random.choice(headings) for field, headings in LOADS.items()}
    columns = [field for field in fields if fields[field]]
    w.random.shuffle(columns)
    pupils = {name: w.random.randint(12, 28) for name in w.school.classes}
    order = list(loads)
    w.random.shuffle(order)
    rows: Rows = [[fields[field] for field in columns]]
    for number, (name, subject, teacher) in enumerate(order, 1):
        row: dict[str, Cell] = {"id": number, "class": name, "subject": subject, "teacher": teacher}
        row |= {"hours": loads[name, subject, teacher], "room": w.random.choice(w.school.rooms), "pupils": pupils[name]}
        row["note"] = w.random.choice((None, None, "graag in de voormiddag", "met twee"))
        rows.append([row[field] for field in columns])
    layout = w.done("load list", {"Opdrachten": rows}, hours=fields["hours"])
    layout.truth, layout.loads = [], loads
    return layout


def joined_times(w: Writer) -> Layout:
    """A list of lessons whose days and periods (or times) stand in one column."""
    between = w.random.choice((" ", ", ", " - ", ": "))
    heading = w.random.choice(("Tijd", "Moment", "When", "Date", "Horaire"))
    times = CLOCKS if w.random.random() < 0.5 else [str(p) for p in range(1, len(CLOCKS) + 1)]
    rows: Rows = [["Klas", "Vak", "Leraar", "Lokaal", heading]]
    for one in w.school.lessons:
        moment = f"{w.days[one.day]}{between}{times[one.period - 1]}"
        rows.append([one.who, one.subject, one.teacher, one.room or None, moment])
    order = list(range(len(rows[0])))
    w.random.shuffle(order)
    w.features |= {"owner": "list", "cell": "list", "periods": "clock list" if times is CLOCKS else "number list"}
    layout = w.done("joined times", {"Lijst": [[row[k] for k in order] for row in rows]}, between=between)
    layout.truth = list(w.school.lessons)
    return layout


def pupil_list(random: Random, school: Drawn) -> Layout:
    """A list of placed lessons with the number of pupils beside the class, or in its place."""
    w = Writer(random, school)
    pupils = {name: random.randint(12, 29) for name in school.classes}
    named = random.random() < 0.7
    heading = random.choice(("Aantal", "Leerlingen", "Students", "Aantal leerlingen", "lln"))
    head: list[Cell] = [*(["Klas"] if named else []), heading, "Dag", "Uur", "Vak", "Leraar", "Lokaal"]
    rows: Rows = [head]
    for one in school.lessons:
        who: list[Cell] = [one.who] if named else []
        rows.append([*who, pupils[one.who], w.days[one.day], one.period, one.subject, one.teacher, one.room or None])
    truth = list(school.lessons) if named else []  # a lesson of nobody stands in no timetable of ours
    layout = w.done("pupil list", {"Lijst": rows}, named=str(named), heading=heading)
    layout.features |= {"owner": "list", "cell": "list", "periods": "number list"}
    layout.truth = truth
    return layout


ABROAD = {
    "hu": ["osztály", "tantárgy", "tanár", "terem", "nap", "óra"],
    "tr": ["Sınıf", "Ders Adı", "Öğretim Üyesi", "Derslik", "Gün", "Ders Saati"],
    "pl": ["Klasa", "Przedmiot", "Nauczyciel", "Sala", "Dzień", "Lekcja"],
    "cs": ["Třída", "Předmět", "Vyučující", "Učebna", "Den", "Hodina"],
    "sv": ["Klass", "Ämne", "Lärare", "Sal", "Dag", "Lektion"],
    "id": ["Kelas", "Mata Pelajaran", "Guru", "Ruang", "Hari", "Jam ke"],
    "none": ["a1", "a2", "a3", "a4", "a5", "a6"],
}
"""Headings of class, subject, teacher, room, day and period."""
KINDS = (("Zorunlu", "Seçmeli"), ("verplicht", "keuze"), ("basis", "complementair", "differentiatie"), ("A", "B"))
"""What kind of lesson a lesson is: one of a few words, each of which stands with lessons at all times."""


def kind_list(w: Writer) -> Layout:
    """A list in another language, with a column that says what kind each lesson is; or whose classes are all the sets
    of pupils of one subject and teacher.
    """
    language = w.random.choice(list(ABROAD))
    kinds, sets = w.random.choice(KINDS), language != "none" and w.random.random() < 0.4
    named = [heading.upper() if w.random.random() < 0.5 else heading for heading in ABROAD[language]]
    lessons = (
        [replace(o, who=f"{o.subject} {o.who}/{o.teacher}") for o in w.school.lessons] if sets else w.school.lessons
    )
    rows: Rows = []
    for one in lessons:
        lesson: list[Cell] = [one.who, one.subject, one.teacher, one.room or None, w.days[one.day], one.period]
        rows.append([*lesson, *([] if sets else [w.random.choice(kinds)])])
    order = list(range(len(rows[0])))
    w.random.shuffle(order)
    rows.insert(0, [*named, *([] if sets else ["Durum"])])
    w.features |= {"owner": "list", "cell": "list", "periods": "number list"}
    layout = w.done("kind list", {"Lijst": [[row[k] for k in order] for row in rows]}, heading=language)
    layout.features["sets"] = str(sets)
    layout.truth = list(lessons)
    return layout


FURTHER: Mapping[str, Callable[[Writer], Layout]] = {
    "groups": groups,
    "co-teaching": co_teaching,
    "second rooms": second_rooms,
    "pupil counts": pupil_counts,
    "load matrix": load_matrix,
    "load list": load_list,
    "joined times": joined_times,
    "kind list": kind_list,
}


def draw_further(random: Random, school: Drawn) -> Layout:
    """Any of these layouts."""
    name = random.choice([*FURTHER, "pupil list"])
    return pupil_list(random, school) if name == "pupil list" else FURTHER[name](Writer(random, school))
