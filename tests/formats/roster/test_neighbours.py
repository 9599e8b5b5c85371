"""Small rosters of our own, each one kind of layout in another language with other names: every lesson is read.

Class, day, period, subject, teacher and room are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from scheduler.formats.roster import Imported, ImportOptions, import_roster
from tests.formats.roster.seen import Held, bare, held
from tests.formats.roster.zoo.schools import Lesson

Rows = list[list[object]]
DAYS = {
    "it": ["Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì"],
    "fr": ["lu", "ma", "me", "je", "ve"],
    "de": ["Mo", "Di", "Mi", "Do", "Fr"],
    "es": ["Lunes", "Martes", "Miércoles", "Jueves", "Viernes"],
    "pt": ["Segunda", "Terça", "Quarta", "Quinta", "Sexta"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri"],
    "pl": ["Poniedziałek", "Wtorek", "Środa", "Czwartek", "Piątek"],
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"],
}


def lessons(
    classes: Sequence[str], subjects: Sequence[str], teachers: Sequence[str], rooms: Sequence[str]
) -> list[Lesson]:
    """A week of six periods in which nobody is at two places at once: who has which subject is fixed for each class."""
    found = []
    for day in range(5):
        for period in range(1, 7):
            taken: set[str] = set()
            for c, who in enumerate(classes):
                s = (2 * period + 3 * day + c + period * day) % len(subjects)
                teacher = teachers[(s + c // 2) % len(teachers)]
                if (period == 6 and (day + c) % 3 == 0) or teacher in taken:
                    continue
                taken.add(teacher)
                room = rooms[(c * 2 + s % 2) % len(rooms)]
                if room not in taken:
                    taken.add(room)
                    found.append(Lesson(who, day, period, subjects[s], teacher, room))
    return found


CLASSES = {"it": ("1AS", "1BS", "2AL", "3BL"), "de": ("5a", "5b", "6a", "7c"), "nl": ("3LA", "3WW", "4EM", "5TSO")}
SUBJECTS = {
    "it": ("Matematica", "Storia", "Inglese", "Fisica", "Latino", "Arte"),
    "de": ("Mathe", "Deutsch", "Englisch", "Erdkunde", "Kunst", "Sport"),
    "fr": ("Maths", "Français", "Histoire", "Anglais", "EPS", "SVT"),
    "nl": ("wis", "ned", "fra", "ges", "lo", "bio"),
    "codes": ("MAT", "LEN", "ING", "FIS", "MUS", "RED"),
}
SURNAMES = ("Rossi", "Bianchi", "Conti", "Gallo", "Ferrari", "Bruni", "Greco")
CODES = ("Hof", "Mül", "Wag", "Ber", "Sch", "Kra", "Lan")
ROOMS = ("B12", "B14", "C03", "C05", "D21", "D22", "E1", "E2")
NUMBERS = ("112", "114", "203", "205", "221", "222", "301", "302")


def grid(
    found: Sequence[Lesson], who: str, days: Sequence[str], cell: Callable[[Lesson], str], corner: str = ""
) -> Rows:
    """The week of one class: days across, periods down."""
    at = {(one.day, one.period): cell(one) for one in found if one.who == who}
    return [[corner, *days], *([p, *(at.get((d, p)) for d in range(5))] for p in range(1, 7))]


def by_class(found: Sequence[Lesson], days: Sequence[str], cell: Callable[[Lesson], str]) -> dict[str, Rows]:
    return {who: grid(found, who, days, cell) for who in dict.fromkeys(one.who for one in found)}


def row_of(one: Lesson, days: Sequence[object], times: Sequence[object] = ()) -> list[object]:
    return [one.who, one.subject, one.teacher, one.room, days[one.day], times[one.period - 1] if times else one.period]


CLOCKS = ("08:00", "08:50", "09:50", "10:40", "11:30", "12:20")


def three_lines(one: Lesson) -> str:
    return f"{one.subject}\n{one.teacher}\n{one.room}"


def _columns(found: list[Lesson]) -> dict[str, Rows]:
    classes = list(dict.fromkeys(one.who for one in found))
    at = {(one.who, one.day, one.period): f"{one.subject} - {one.teacher} ({one.room})" for one in found}
    rows: Rows = [["Giorno", "Ora", *classes[:2], "Giorno", "Ora", *classes[2:]]]
    for d in range(5):
        for p in range(1, 7):
            label = [DAYS["it"][d] if p == 1 else None, f"{p}ª"]
            rows.append(
                [*label, *(at.get((c, d, p)) for c in classes[:2]), *label, *(at.get((c, d, p)) for c in classes[2:])]
            )
    return {"Orario": rows}


def _teachers(found: list[Lesson]) -> dict[str, Rows]:
    at = {(one.teacher, one.day, one.period): f"{one.who} {one.room}" for one in found}
    rows: Rows = [["Professeur", *(DAYS["fr"][d] for d in range(5) for _ in range(6))]]
    rows.append([None, *(p for _ in range(5) for p in range(1, 7))])
    rows += [
        [t, *(at.get((t, d, p)) for d in range(5) for p in range(1, 7))] for t in sorted({one.teacher for one in found})
    ]
    return {"EDT": rows}


def _stacked_days(found: list[Lesson]) -> dict[str, Rows]:
    rows: Rows = [["Stundenplan 2026/27"], []]
    classes = list(dict.fromkeys(one.who for one in found))
    at = {(one.who, one.day, one.period): f"{one.subject} {one.teacher} {one.room}" for one in found}
    for d in range(5):
        rows += [[("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")[d], *classes]]
        rows += [[f"{p}. Std.", *(at.get((c, d, p)) for c in classes)] for p in range(1, 7)] + [[]]
    return {"Plan": rows}


def _rooms(found: list[Lesson]) -> dict[str, Rows]:
    sheets: dict[str, Rows] = {}
    rooms = sorted({one.room for one in found})
    at = {(one.room, one.day, one.period): f"{one.who}\n{one.subject}\n{one.teacher}" for one in found}
    for d in range(5):
        sheets[DAYS["pl"][d]] = [
            ["Sala", *range(1, 7)],
            *([r, *(at.get((r, d, p)) for p in range(1, 7))] for r in rooms),
        ]
    return sheets


def _split_rows(found: list[Lesson]) -> dict[str, Rows]:
    sheets: dict[str, Rows] = {}
    for who in dict.fromkeys(one.who for one in found):
        at = {(one.day, one.period): one for one in found if one.who == who}
        rows: Rows = [["Horário da turma " + who], [None, *DAYS["pt"]]]
        for p in range(1, 7):
            here = [at.get((d, p)) for d in range(5)]
            rows.append([f"{p}º tempo", *(one.subject if one else None for one in here)])
            rows.append([None, *(one.teacher if one else None for one in here)])
            rows.append([None, *(one.room if one else None for one in here)])
        sheets[who] = rows
    return sheets


def _glued(found: list[Lesson]) -> dict[str, Rows]:
    classes = list(dict.fromkeys(one.who for one in found))
    at = {(one.who, one.day, one.period): f"{one.subject}. {one.room}" for one in found}
    rows: Rows = [["Dag", "Uur", *classes]]
    rows += [
        [d if p == 1 else None, p, *(at.get((c, n, p)) for c in classes)]
        for n, d in enumerate(DAYS["nl"])
        for p in range(1, 7)
    ]
    return {"Rooster": rows}


def _day_columns(found: list[Lesson]) -> dict[str, Rows]:
    sheets: dict[str, Rows] = {}
    for who in dict.fromkeys(one.who for one in found):
        at = {(one.day, one.period): one for one in found if one.who == who}
        rows: Rows = [
            [None, *(x for d in DAYS["en"] for x in (d, None, None))],
            ["Lesson", *["Subject", "Staff", "Room"] * 5],
        ]
        for p in range(1, 7):
            here = [at.get((d, p)) for d in range(5)]
            rows.append(
                [p, *(x for one in here for x in ((one.subject, one.teacher, one.room) if one else (None,) * 3))]
            )
        sheets[who] = rows
    return sheets


def _no_teacher(found: list[Lesson]) -> list[Lesson]:
    return [Lesson(o.who, o.day, o.period, o.subject, "", o.room) for o in found]


def _no_subject(found: list[Lesson]) -> list[Lesson]:
    return [Lesson(o.who, o.day, o.period, "", o.teacher, o.room) for o in found]


IT = lessons(CLASSES["it"], SUBJECTS["it"], SURNAMES, ROOMS)
DE = lessons(CLASSES["de"], SUBJECTS["de"], CODES, NUMBERS)
NL = lessons(CLASSES["nl"], SUBJECTS["nl"], ("ADR", "BEL", "COR", "DUP", "EVE", "FRE", "GOE"), ROOMS)
FR = lessons(
    CLASSES["it"], SUBJECTS["fr"], ("M. Petit", "Mme Leroy", "M. Roux", "Mme Blanc", "M. Noir", "Mme Simon"), NUMBERS
)
ES = lessons(("1ºA", "1ºB", "2ºA", "2ºB"), SUBJECTS["codes"], SURNAMES, ROOMS)
COMMA = lessons(
    CLASSES["nl"],
    SUBJECTS["nl"],
    tuple(f"{s}, {n}" for s, n in zip(SURNAMES, ("An", "Bo", "Cas", "Dirk", "Els", "Fee", "Gil"), strict=True)),
    ROOMS,
)

GRIDS: Mapping[str, tuple[dict[str, Rows], list[Lesson]]] = {
    "three lines, surnames": (by_class(IT, DAYS["it"], three_lines), IT),
    "dashes, mixed codes": (by_class(DE, DAYS["de"], lambda o: f"{o.subject} - {o.teacher} - {o.room}"), DE),
    "blanks, mixed codes": (by_class(DE, DAYS["de"], lambda o: f"{o.subject} {o.teacher} {o.room}"), DE),
    "brackets, titles": (by_class(FR, DAYS["fr"], lambda o: f"{o.subject} ({o.teacher}) {o.room}"), FR),
    "subject and room": (by_class(NL, DAYS["nl"], lambda o: f"{o.subject} [{o.room}]"), _no_teacher(NL)),
    "columns of classes, labels again": (_columns(IT), IT),
    "rows of teachers": (_teachers(FR), _no_subject(FR)),
    "days stacked": (_stacked_days(DE), DE),
    "a sheet a day, rows of rooms": (_rooms(IT), IT),
    "three rows a period": (_split_rows(IT), IT),
    "glued": (_glued(NL), _no_teacher(NL)),
    "three columns a day": (_day_columns(DE), DE),
}
HEADS = {
    "es": ["Grupo", "Asignatura", "Profesorado", "Aula", "Día", "Hora"],
    "pl": ["Oddział", "Przedmiot", "Nauczyciel", "Sala", "Dzień", "Lekcja"],
    "en": ["Form", "Subject name", "Staff", "Location", "Day", "Period"],
    "none": [],
    "odd": ["grp_id", "vakcode", "doc", "lok", "dagnummer", "lesblok"],
}
LISTS: Mapping[str, tuple[list[str], list[list[object]], list[Lesson], str, str]] = {
    "spanish, latin-1": (HEADS["es"], [row_of(o, DAYS["es"]) for o in ES], ES, ";", "cp1252"),
    "polish, tabs, utf-16": (HEADS["pl"], [row_of(o, DAYS["pl"]) for o in IT], IT, "\t", "utf-16"),
    "clock times": (HEADS["en"], [row_of(o, DAYS["en"], CLOCKS) for o in IT], IT, ",", "utf-8"),
    "no headings": (HEADS["none"], [row_of(o, DAYS["nl"]) for o in NL], NL, ";", "utf-8"),
    "days as numbers": (HEADS["odd"], [row_of(o, range(1, 6)) for o in NL], NL, ";", "utf-8-sig"),
    "surname, first name": (HEADS["en"], [row_of(o, DAYS["en"]) for o in COMMA], COMMA, ";", "utf-8"),
    "day and period in one": (
        ["Class", "Subject", "Teacher", "Room", "When"],
        [[*row_of(o, DAYS["en"])[:4], f"{DAYS['en'][o.day]} {o.period}"] for o in IT],
        IT,
        ";",
        "utf-8",
    ),
}


def read(path: Path) -> Imported:
    return import_roster([path], ImportOptions(language="en"))


def differences(imported: Imported, truth: Sequence[Lesson]) -> tuple[list[Held], list[Held]]:
    wanted = Counter(
        Held(
            bare(o.who),
            o.day,
            o.period,
            "every",
            bare(o.subject),
            (bare(o.teacher),) if o.teacher else (),
            (bare(o.room),),
        )
        for o in truth
    )
    found = held(imported)
    return sorted((wanted - found).elements())[:3], sorted((found - wanted).elements())[:3]


@pytest.mark.parametrize("name", GRIDS)
def test_every_lesson_of_a_grid_is_read(name: str, book: Callable[..., Path]):
    sheets, truth = GRIDS[name]
    assert differences(read(book(sheets)), truth) == ([], [])


@pytest.mark.parametrize("name", LISTS)
def test_every_lesson_of_a_list_is_read(name: str, tmp_path: Path):
    head, rows, truth, mark, encoding = LISTS[name]
    lines = [mark.join(head)] if head else []
    lines += [mark.join(f'"{cell}"' if mark in str(cell) else str(cell) for cell in row) for row in rows]
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    assert differences(read(path), truth) == ([], [])


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("days", ["D{}", "J {}", "Zi{}", "d.{} "])
def test_marks_that_count_the_days_of_several_tables_are_read_and_told(
    days: str, turned: bool, book: Callable[..., Path]
):
    sheets = by_class(IT, [days.format(d) for d in range(1, 6)], three_lines)
    for rows in sheets.values():
        for number, row in enumerate(rows[1:], 1):
            row[0] = f"P{number}"
    if turned:
        sheets = {name: [list(column) for column in zip(*rows, strict=True)] for name, rows in sheets.items()}
    imported = read(book(sheets))
    assert differences(imported, IT) == ([], [])
    assert any("Monday, Tuesday" in str(notice) for notice in imported.notices)


def test_classes_that_are_numbered_alike_on_sheets_of_days_stay_classes(book: Callable[..., Path]):
    classes = [f"K{n}" for n in range(1, 6)]
    found = lessons(classes, SUBJECTS["it"], SURNAMES, ROOMS)
    at = {(o.who, o.day, o.period): three_lines(o) for o in found}
    sheets: dict[str, Rows] = {
        name: [["", *classes], *([f"P{p}", *(at.get((c, d, p)) for c in classes)] for p in range(1, 7))]
        for d, name in enumerate(DAYS["it"])
    }
    assert differences(read(book(sheets)), found) == ([], [])


@pytest.mark.parametrize("totals", [False, True])
def test_hours_of_teachers_by_class_are_loads_without_times(totals: bool, book: Callable[..., Path]):
    hours = Counter((o.teacher, o.subject, o.who) for o in IT)
    people = sorted({key[:2] for key in hours})
    rows: Rows = [["Docente", "Materia", *CLASSES["it"], *(["Totale"] if totals else [])]]
    for teacher, subject in people:
        row: list[object] = [hours.get((teacher, subject, who)) for who in CLASSES["it"]]
        rows.append([teacher, subject, *row, *([sum(int(str(n)) for n in row if n)] if totals else [])])
    imported = read(book({"Cattedre": rows}))
    found = {(t[0], s.subject, w): s.periods for s in imported.school.lessons for t in s.teachers for w in s.attendees}
    assert found == hours and not imported.school.roster
