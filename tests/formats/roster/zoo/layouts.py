"""Layouts for the zoo: how a school writes its week into sheets, and which parts of a lesson can then be read.

A layout is a set of sheets (rows of cells) with merged ranges; nothing here knows how the importer reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from tests.formats.roster.zoo.schools import Drawn, Lesson

Cell = str | int | None
Rows = list[list[Cell]]

DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
    "nl short": ["ma", "di", "wo", "do", "vr", "za"],
    "nl dotted": ["ma.", "di.", "wo.", "do.", "vr.", "za."],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    "en short": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
    "fr": ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi"],
    "fr short": ["lun", "mar", "mer", "jeu", "ven", "sam"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
    "de short": ["Mo", "Di", "Mi", "Do", "Fr", "Sa"],
    "it": ["Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì", "Sabato"],
    "it short": ["Lu", "Ma", "Me", "Gi", "Ve", "Sa"],
    "es": ["Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado"],
    "pt": ["Segunda", "Terça", "Quarta", "Quinta", "Sexta", "Sábado"],
    "pt feira": ["2ª feira", "3ª feira", "4ª feira", "5ª feira", "6ª feira", "Sábado"],
    "capitals": ["MAANDAG", "DINSDAG", "WOENSDAG", "DONDERDAG", "VRIJDAG", "ZATERDAG"],
    "pl": ["Poniedziałek", "Wtorek", "Środa", "Czwartek", "Piątek", "Sobota"],
    "ru": ["Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота"],
    "numbered": ["Dag 1", "Dag 2", "Dag 3", "Dag 4", "Dag 5", "Dag 6"],
    "dated": ["maandag 1/9", "dinsdag 2/9", "woensdag 3/9", "donderdag 4/9", "vrijdag 5/9", "zaterdag 6/9"],
}
CLOCKS = (
    "8:25-9:15",
    "9:15-10:05",
    "10:20-11:10",
    "11:10-12:00",
    "13:00-13:50",
    "13:50-14:40",
    "14:55-15:45",
    "15:45-16:35",
)

# what a cell shows, by the role of each part; owners are left out where they head the table
SHAPES = {
    "S": "{s}",
    "S/T/R lines": "{s}\n{t}\n{r}",
    "S T R": "{s} {t} {r}",
    "S T / R": "{s} {t}\n{r}",
    "S (T)": "{s} ({t})",
    "S (T) R": "{s} ({t}) {r}",
    "S - T - R": "{s} - {t} - {r}",
    "S, T, R": "{s}, {t}, {r}",
    "S / T lines": "{s}\n{t}",
    "S / R lines": "{s}\n{r}",
    "T / S / R lines": "{t}\n{s}\n{r}",
    "S / T / R slashes": "{s} / {t} / {r}",
    "C S": "{c} {s}",
    "C / S / R lines": "{c}\n{s}\n{r}",
    "S C R": "{s} {c} {r}",
    "C": "{c}",
    "C R": "{c} {r}",
    "S (C)": "{s} ({c})",
    "S / C / T lines": "{s}\n{c}\n{t}",
    "C / T lines": "{c}\n{t}",
    "C S T": "{c} {s} {t}",
}
BY_OWNER = {
    "class": [name for name in SHAPES if "C" not in name],
    "teacher": ["C S", "C / S / R lines", "S C R", "C", "C R", "S (C)"],
    "room": ["C S", "S (C)", "S / C / T lines", "C / T lines", "C S T", "C"],
}


@dataclass
class Layout:
    """Sheets by name, merged ranges per sheet (first and last row and column), the truth, and what was drawn."""

    sheets: dict[str, Rows]
    truth: list[Lesson]
    features: dict[str, str]
    merges: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    kind: str = "xlsx"
    loads: dict[tuple[str, str, str], int] | None = None
    """Of a file without a timetable: hours by class, subject and teacher ("" where it names none)."""


def _shown(lesson: Lesson, shape: str, owner: str) -> Lesson:
    """The lesson with only what the layout shows of it."""
    text = SHAPES[shape]
    return Lesson(
        lesson.who,
        lesson.day,
        lesson.period,
        lesson.subject if "{s}" in text else "",
        lesson.teacher if "{t}" in text or owner == "teacher" else "",
        lesson.room if "{r}" in text or owner == "room" else "",
        lesson.week,
    )


def _written(shape: str, one: Lesson) -> str:
    """The cell of a lesson; what is not known leaves no mark."""
    text = shape.format(s=one.subject, t=one.teacher, r=one.room, c=one.who)
    return text if one.room else text.rstrip(" -/,\n")


class Writer:
    """The common parts of all grid layouts."""

    STYLES = ("1", "1e", "1.", "P1", "uur 1", "1ste uur", "I", "clock", "clock u", "start", "1 clock", "clock column")

    def __init__(self, random: Random, school: Drawn) -> None:
        self.random = random
        self.school = school
        self.owner = random.choices(("class", "teacher", "room"), (5, 3, 1))[0]
        self.shape = random.choice(BY_OWNER[self.owner])
        self.language = random.choice(list(DAYS))
        self.days = DAYS[self.language][: school.days]
        self.noise = random.random() < 0.4
        self.breaks = random.random() < 0.25
        self.period_style = random.choice(("1", "1", *self.STYLES))
        self.nothing = random.choice((None, None, None, "-", "/", "x" if random.random() < 0.2 else "---"))
        self.retell()
        held = {name for name, _, _ in self.cells}
        everybody = {"class": school.classes, "teacher": school.teachers, "room": school.rooms}[self.owner]
        self.owners = [name for name in everybody if name in held]
        self.features = {
            **school.features,
            "owner": self.owner,
            "cell": self.shape,
            "days": self.language,
            "periods": self.period_style,
            "noise": str(self.noise),
            "breaks": str(self.breaks),
        }

    def retell(self) -> None:
        """The cells and the truth by owner and shape."""
        school = self.school
        self.cells: dict[tuple[str, int, int], str] = {}
        for one in school.lessons:
            name = {"class": one.who, "teacher": one.teacher, "room": one.room}[self.owner]
            if name:
                self.cells[name, one.day, one.period] = _written(SHAPES[self.shape], one)
        self.lessons = [one for one in school.lessons if one.room or self.owner != "room"]
        self.truth = [_shown(one, self.shape, self.owner) for one in self.lessons]

    def period(self, number: int) -> list[Cell]:
        """The labels of one period: one cell, or two where the clock has a column of its own."""
        return {
            "1": [number],
            "1e": [f"{number}e"],
            "1.": [f"{number}."],
            "P1": [f"P{number}"],
            "uur 1": [f"Uur {number}"],
            "1ste uur": [f"{number}{'ste' if number == 1 else 'de'} uur"],
            "I": [("I", "II", "III", "IV", "V", "VI", "VII", "VIII")[number - 1]],
            "clock": [CLOCKS[number - 1]],
            "clock u": [CLOCKS[number - 1].replace(":", "u")],
            "start": [CLOCKS[number - 1].split("-")[0]],
            "1 clock": [f"{number}\n{CLOCKS[number - 1]}"],
            "clock column": [number, CLOCKS[number - 1]],
        }[self.period_style]

    def written(self, one: Lesson) -> str:
        return _written(SHAPES[self.shape], one)

    @property
    def width(self) -> int:
        return len(self.period(1))

    @property
    def periods(self) -> range:
        return range(1, self.school.periods + 1)

    def at(self, name: str, day: int, period: int) -> Cell:
        return self.cells.get((name, day, period), self.nothing)

    def title(self, text: str) -> Rows:
        return [[text], []] if self.noise else []

    def notes(self) -> Rows:
        return [[], ["Voorlopig rooster, wijzigingen mogelijk"]] if self.noise else []

    def done(self, place: str, sheets: dict[str, Rows], **more: str) -> Layout:
        return Layout(sheets, self.truth, {**self.features, "place": place, **more})


def own_sheets(w: Writer) -> Layout:
    """One sheet per owner, days across or down."""
    turned = w.random.random() < 0.3
    sheets: dict[str, Rows] = {}
    for name in w.owners:
        sheets[name.replace("/", "-")[:28]] = w.title(name) + _one_grid(w, name, turned) + w.notes()
    return w.done("own sheets", sheets, turned=str(turned))


def _one_grid(w: Writer, name: str, turned: bool) -> Rows:
    if turned:
        head = [[None, *(w.period(p)[-1] for p in w.periods)]]
        return head + [[w.days[d], *(w.at(name, d, p) for p in w.periods)] for d in range(w.school.days)]
    rows: Rows = [["Uur", *[None] * (w.width - 1), *w.days]]
    for p in w.periods:
        rows.append([*w.period(p), *(w.at(name, d, p) for d in range(w.school.days))])
        if w.breaks and p == 2:
            rows.append([*([None] * w.width), *["PAUZE"] * w.school.days])
    return rows


def stacked(w: Writer) -> Layout:
    """All owners below one another on one sheet, each under its name."""
    rows: Rows = []
    for name in w.owners:
        rows += [[name], *_one_grid(w, name, False), []]
    return w.done("stacked", {"Rooster": rows})


def columns(w: Writer) -> Layout:
    """Owners across, days and periods as labels down."""
    labels = w.random.choice(("repeated", "first", "merged"))
    rows: Rows = [*w.title("Rooster 2025-2026"), ["Dag", "Uur", *[None] * (w.width - 1), *w.owners]]
    merges = []
    for d in range(w.school.days):
        if labels == "merged":
            merges.append((len(rows), 0, len(rows) + w.school.periods - 1, 0))
        for p in w.periods:
            day = w.days[d] if labels == "repeated" or p == 1 else None
            rows.append([day, *w.period(p), *(w.at(name, d, p) for name in w.owners)])
    layout = w.done("columns", {"Rooster": rows + w.notes()}, labels=labels)
    layout.merges["Rooster"] = merges
    return layout


def owner_rows(w: Writer) -> Layout:
    """Owners down, days over periods across."""
    labels = w.random.choice(("repeated", "first", "merged"))
    days: list[Cell] = ["Naam"]
    numbers: list[Cell] = [None]
    above = len(w.title(""))
    merges = []
    for d in range(w.school.days):
        if labels == "merged":
            merges.append((above, len(days), above, len(days) + w.school.periods - 1))
        for p in w.periods:
            days.append(w.days[d] if labels == "repeated" or p == 1 else None)
            numbers.append(w.period(p)[0])
    rows: Rows = [*w.title("Rooster 2025-2026"), days, numbers]
    total = w.random.random() < 0.3
    if total:
        days.append("Totaal")
    for name in w.owners:
        held: list[Cell] = [w.cells.get((name, d, p)) for d in range(w.school.days) for p in w.periods]
        rows.append([name, *held, *([sum(v is not None for v in held)] if total else [])])
    layout = w.done("rows", {"Rooster": rows + w.notes()}, labels=labels, total=str(total))
    layout.merges["Rooster"] = merges
    return layout


def day_sheets(w: Writer) -> Layout:
    """One sheet per day; owners across or down."""
    turned = w.random.random() < 0.4
    sheets: dict[str, Rows] = {}
    for d in range(w.school.days):
        if turned:
            rows: Rows = [[None, *(w.period(p)[0] for p in w.periods)]]
            rows += [[name, *(w.at(name, d, p) for p in w.periods)] for name in w.owners]
        else:
            rows = [[None, *[None] * (w.width - 1), *w.owners]]
            rows += [[*w.period(p), *(w.at(name, d, p) for name in w.owners)] for p in w.periods]
        sheets[w.days[d].replace("/", "-")] = w.title(w.days[d]) + rows
    return w.done("day sheets", sheets, turned=str(turned))


def day_blocks(w: Writer) -> Layout:
    """All days below one another on one sheet, each under its name and its own heading of owners."""
    rows: Rows = []
    for d in range(w.school.days):
        rows.append([w.days[d]])
        rows.append([None, *[None] * (w.width - 1), *w.owners])
        rows += [[*w.period(p), *(w.at(name, d, p) for name in w.owners)] for p in w.periods]
        rows.append([])
    return w.done("day blocks", {"Rooster": rows})


def parts_of(w: Writer, many: int) -> tuple[str, ...]:
    """Which parts of a lesson stand in cells of their own, in order; the truth shows no others."""
    kept = {"class": ("{s}", "{t}", "{r}"), "teacher": ("{s}", "{c}", "{r}"), "room": ("{s}", "{c}", "{t}")}[w.owner]
    chosen = kept[:many] if w.owner == "class" else ("{c}", *[p for p in kept if p != "{c}"])[:many]
    w.features["cell"] = "+".join(chosen)
    shown = "".join(chosen)
    w.truth = [
        Lesson(
            o.who, o.day, o.period, o.subject if "{s}" in shown else "",
            o.teacher if "{t}" in shown or w.owner == "teacher" else "",
            o.room if "{r}" in shown or w.owner == "room" else "", o.week,
        )
        for o in w.lessons
    ]  # fmt: skip
    return chosen


def at_work(w: Writer) -> dict[tuple[int, int], set[str]]:
    """The teachers and rooms that have a lesson, by day and period: whoever is added must be somebody else."""
    found: dict[tuple[int, int], set[str]] = {}
    for one in w.school.lessons:
        found.setdefault((one.day, one.period), set()).update((one.teacher, one.room))
    return found


def lessons_by_owner(w: Writer) -> dict[tuple[str, int, int], Lesson]:
    name = {"class": lambda o: o.who, "teacher": lambda o: o.teacher, "room": lambda o: o.room}[w.owner]
    return {(name(o), o.day, o.period): o for o in w.lessons}


def piece_of(part: str, one: Lesson | None) -> Cell:
    return part.format(s=one.subject, t=one.teacher, r=one.room, c=one.who) or None if one is not None else None


def split_rows(w: Writer) -> Layout:
    """Owners across, each lesson over two or three rows: subject above teacher above room."""
    parts = parts_of(w, w.random.choice((2, 3)))
    held = lessons_by_owner(w)
    merged = w.random.random() < 0.5
    rows: Rows = [["Dag", "Uur", *[None] * (w.width - 1), *w.owners]]
    merges: list[tuple[int, int, int, int]] = []
    for d in range(w.school.days):
        for p in w.periods:
            for number, part in enumerate(parts):
                first = number == 0
                label = w.period(p) if first else [None] * w.width
                day = w.days[d] if first and p == 1 else None
                rows.append([day, *label, *(piece_of(part, held.get((name, d, p))) for name in w.owners)])
            if merged:
                merges += [(len(rows) - len(parts), c, len(rows) - 1, c) for c in range(1, 1 + w.width)]
        if merged:
            merges.append((len(rows) - len(parts) * len(w.periods), 0, len(rows) - 1, 0))
    layout = w.done("split rows", {"Rooster": rows}, merged=str(merged))
    layout.merges["Rooster"] = merges
    return layout


def split_columns(w: Writer) -> Layout:
    """Owners across, each with two or three columns: subject, teacher, room."""
    parts = parts_of(w, w.random.choice((2, 3)))
    held = lessons_by_owner(w)
    heads: list[Cell] = ["Dag", "Uur", *[None] * (w.width - 1)]
    merges = []
    merged = w.random.random() < 0.5
    for name in w.owners:
        if merged:
            merges.append((0, len(heads), 0, len(heads) + len(parts) - 1))
        heads += [name, *[None] * (len(parts) - 1)]
    rows: Rows = [heads]
    for d in range(w.school.days):
        for p in w.periods:
            cells = [piece_of(part, held.get((name, d, p))) for name in w.owners for part in parts]
            rows.append([w.days[d] if p == 1 else None, *w.period(p), *cells])
    layout = w.done("split columns", {"Rooster": rows}, merged=str(merged))
    layout.merges["Rooster"] = merges
    return layout


def side_by_side(w: Writer) -> Layout:
    """Timetables beside one another on one sheet, two in a band, each under its name."""
    rows: Rows = []
    for n in range(0, len(w.owners), 2):
        left = _one_grid(w, w.owners[n], False)
        right = _one_grid(w, w.owners[n + 1], False) if n + 1 < len(w.owners) else []
        wide = len(left[0])
        band: Rows = [[w.owners[n], *[None] * wide, *([w.owners[n + 1]] if right else [])]]
        for k, line in enumerate(left):
            band.append([*line, *[None] * (wide - len(line)), None, *(right[k] if right else [])])
        rows += [*band, []]
    return w.done("side by side", {"Rooster": rows})


def doubles(w: Writer) -> Layout:
    """One sheet per owner; the same lesson twice in a row is one merged cell."""
    sheets: dict[str, Rows] = {}
    merges: dict[str, list[tuple[int, int, int, int]]] = {}
    for name in w.owners:
        rows = _one_grid(w, name, False)
        head = next(r for r, line in enumerate(rows) if line[w.width :] == w.days)
        found = []
        for d in range(w.school.days):
            p = 1
            while p < w.school.periods:
                here, after = w.at(name, d, p), w.at(name, d, p + 1)
                if here not in (None, w.nothing) and here == after and not w.breaks:
                    rows[head + p + 1][w.width + d] = None
                    found.append((head + p, w.width + d, head + p + 1, w.width + d))
                    p += 1
                p += 1
        sheet = name.replace("/", "-")[:28]
        sheets[sheet] = rows
        merges[sheet] = found
    layout = w.done("doubles", sheets)
    layout.merges = merges
    return layout


def two_weeks(w: Writer) -> Layout:
    """One sheet per owner and week; some lessons differ between the weeks."""
    named = w.random.choice(("week A", "wk A", "(A)"))
    other = {key for key in w.cells if w.random.random() < 0.1}
    sheets: dict[str, Rows] = {}
    for name in w.owners:
        for week in "AB":
            rows: Rows = [[f"{name} {named.replace('A', week)}"], ["Uur", *[None] * (w.width - 1), *w.days]]
            for p in w.periods:
                cells = [
                    None if week == "B" and (name, d, p) in other else w.at(name, d, p) for d in range(w.school.days)
                ]
                rows.append([*w.period(p), *cells])
            sheets[f"{name.replace('/', '-')[:20]} {named.replace('A', week)}"] = rows
    owner = {"class": "who", "teacher": "teacher", "room": "room"}[w.owner]
    gone = {(getattr(o, owner), o.day, o.period) for o in w.school.lessons} & other
    w.truth = [
        replace(shown, week="A") if (getattr(o, owner), o.day, o.period) in gone else shown
        for o, shown in zip(w.lessons, w.truth, strict=True)
    ]
    return w.done("two weeks", sheets, weeks=named)


def both_views(w: Writer) -> Layout:
    """Sheets of classes and sheets of teachers in one workbook: each lesson stands twice."""
    w.owner, w.shape, w.lessons = "class", "S / T lines", w.school.lessons
    teacher = {(o.teacher, o.day, o.period): f"{o.subject}\n{o.who}" for o in w.school.lessons}
    sheets: dict[str, Rows] = {}
    for names, cells in (
        (w.school.classes, {(o.who, o.day, o.period): f"{o.subject}\n{o.teacher}" for o in w.school.lessons}),
        (sorted({o.teacher for o in w.school.lessons}), teacher),
    ):
        w.cells = cells
        for name in names:
            sheets[name.replace("/", "-")[:28]] = _one_grid(w, name, False)
    w.truth = [replace(o, room="") for o in w.school.lessons]
    w.features |= {"owner": "both", "cell": "S / T lines"}
    return w.done("both views", sheets)


def with_legend(w: Writer) -> Layout:
    """Owners across, below them the teachers with their hours and a line to sign."""
    layout = columns(w)
    rows = layout.sheets["Rooster"]
    rows += [[], ["Leraar", "Uren"]]
    rows += [[name, sum(o.teacher == name for o in w.school.lessons)] for name in w.school.teachers]
    rows += [[], ["Gezien: de directie"]]
    layout.features["place"] = "legend"
    return layout


HEADINGS: dict[str, dict[str, list[str]]] = {
    "nl": {
        "c": ["Klas", "Klasgroep", "klascode"],
        "t": ["Leraar", "Lesgever", "Docent", "leraarcode"],
        "s": ["Vak", "vakcode"],
        "r": ["Lokaal", "lokaalcode"],
        "d": ["Dag", "dagnr", "weekdag"],
        "p": ["Lesuur", "uurnr", "Uur"],
        "b": ["Van", "Begintijd", "begin"],
        "e": ["Tot", "Eindtijd", "einde"],
    },
    "en": {
        "c": ["Class", "Form", "Group"],
        "t": ["Teacher", "Staff", "tchr"],
        "s": ["Subject", "Course"],
        "r": ["Room", "Loc"],
        "d": ["Day", "Weekday"],
        "p": ["Period", "Lesson"],
        "b": ["Start", "From"],
        "e": ["End", "To"],
    },
    "fr": {
        "c": ["Classe"],
        "t": ["Professeur", "Enseignant"],
        "s": ["Matière"],
        "r": ["Salle"],
        "d": ["Jour"],
        "p": ["Heure", "Créneau"],
        "b": ["Début"],
        "e": ["Fin"],
    },
    "de": {
        "c": ["Klasse"],
        "t": ["Lehrkraft", "Lehrer"],
        "s": ["Fach"],
        "r": ["Raum"],
        "d": ["Tag"],
        "p": ["Stunde"],
        "b": ["Von", "Beginn"],
        "e": ["Bis"],
    },
    "it": {
        "c": ["Classe"],
        "t": ["Docente"],
        "s": ["Materia"],
        "r": ["Aula"],
        "d": ["Giorno"],
        "p": ["Ora"],
        "b": ["OraInizio"],
        "e": ["OraFine"],
    },
    "es": {
        "c": ["Grupo", "Curso"],
        "t": ["Profesor"],
        "s": ["Asignatura"],
        "r": ["Aula"],
        "d": ["Día"],
        "p": ["Hora"],
        "b": ["Inicio"],
        "e": ["Fin"],
    },
    "pt": {
        "c": ["Turma"],
        "t": ["Professor", "nome"],
        "s": ["Disciplina"],
        "r": ["Sala"],
        "d": ["Dia"],
        "p": ["Tempo", "aula"],
        "b": ["Início"],
        "e": ["Fim"],
    },
    "odd": {
        "c": ["KL"],
        "t": ["wie"],
        "s": ["wat"],
        "r": ["waar"],
        "d": ["wanneer"],
        "p": ["nr"],
        "b": ["v"],
        "e": ["t"],
    },
    "none": {},
}


def listing(random: Random, school: Drawn) -> Layout:
    """A list: one lesson a row, columns in any order under any heading or none."""
    language = random.choice(list(HEADINGS))
    clock = random.random() < 0.4
    numbered = random.random() < 0.3
    roles = ["c", "s", "t", "d", *(["b", "e"] if clock else ["p"])]
    rooms = random.random() < 0.6
    if rooms:
        roles.append("r")
    random.shuffle(roles)
    language_of_days = random.choice(list(DAYS))
    days = DAYS[language_of_days]

    def value(role: str, one: Lesson) -> Cell:
        begin, _, end = CLOCKS[one.period - 1].partition("-")
        return {
            "c": one.who,
            "s": one.subject,
            "t": one.teacher,
            "r": one.room,
            "d": one.day + 1 if numbered else days[one.day],
            "p": one.period,
            "b": begin,
            "e": end,
        }[role]

    rows: Rows = [[random.choice(HEADINGS[language][role]) for role in roles]] if HEADINGS[language] else []
    if HEADINGS[language] and random.random() < 0.2:
        rows.insert(0, ["Export van 1 september"])
    lessons = list(school.lessons)
    if random.random() < 0.5:
        random.shuffle(lessons)
    weekly = bool(rows) and random.random() < 0.3
    if weekly:
        lessons = [replace(o, week=random.choice("AB")) if random.random() < 0.1 else o for o in lessons]
        rows[-1].append("Week")
    rows += [
        [*(value(role, one) for role in roles), *([one.week if one.week != "every" else None] if weekly else [])]
        for one in lessons
    ]
    truth = [Lesson(o.who, o.day, o.period, o.subject, o.teacher, o.room if rooms else "", o.week) for o in lessons]
    features = {
        **school.features,
        "place": "list",
        "heading": language,
        "days": "numbers" if numbered else language_of_days,
        "periods": "clock list" if clock else "number list",
        "weeks": str(weekly),
    }
    return Layout({"Lijst": rows}, truth, features, kind=random.choice(("csv", "xlsx")))


GRIDS: Mapping[str, Callable[[Writer], Layout]] = {
    "own sheets": own_sheets,
    "stacked": stacked,
    "columns": columns,
    "rows": owner_rows,
    "day sheets": day_sheets,
    "day blocks": day_blocks,
    "split rows": split_rows,
    "split columns": split_columns,
    "side by side": side_by_side,
    "doubles": doubles,
    "two weeks": two_weeks,
    "both views": both_views,
    "legend": with_legend,
}


def draw_layout(random: Random, school: Drawn) -> Layout:
    """Any of the layouts."""
    if random.random() < 0.2:
        return listing(random, school)
    from tests.formats.roster.zoo.wider import MORE

    grids = {**GRIDS, **MORE}
    return grids[random.choice(list(grids))](Writer(random, school))


def tally(pairs: Iterable[tuple[dict[str, str], str]]) -> dict[tuple[str, str], dict[str, int]]:
    """How each value of each feature was read."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for features, verdict in pairs:
        for feature in features.items():
            found[feature][verdict] += 1
    return found
