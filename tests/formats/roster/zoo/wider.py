"""Further layouts for the zoo: two labels that share the days, lessons in several columns of a day, parallel and joint
lessons, lists with more than lessons.

Like those in `layouts` they know the truth and nothing of the importer.
"""

from __future__ import annotations

from dataclasses import replace

from tests.formats.roster.zoo.layouts import Cell, Layout, Rows, Writer, at_work, lessons_by_owner, parts_of, piece_of


def days_over_owners(w: Writer) -> Layout:
    """Days across, under each day all owners; periods down."""
    labels = w.random.choice(("repeated", "first", "merged"))
    days: list[Cell] = [None] * w.width
    names: list[Cell] = ["Uur", *[None] * (w.width - 1)]
    merges = []
    for d in range(w.school.days):
        if labels == "merged":
            merges.append((0, len(days), 0, len(days) + len(w.owners) - 1))
        days += [w.days[d] if labels == "repeated" or n == 0 else None for n in range(len(w.owners))]
        names += w.owners
    rows: Rows = [days, names]
    for p in w.periods:
        rows.append([*w.period(p), *(w.at(name, d, p) for d in range(w.school.days) for name in w.owners)])
    layout = w.done("days over owners", {"Rooster": rows}, labels=labels)
    layout.merges["Rooster"] = merges
    return layout


def owner_days(w: Writer) -> Layout:
    """Owners down, each with a row a day; periods across."""
    labels = w.random.choice(("repeated", "first", "merged"))
    rows: Rows = [["Naam", "Dag", *(w.period(p)[-1] for p in w.periods)]]
    merges = []
    for name in w.owners:
        if labels == "merged":
            merges.append((len(rows), 0, len(rows) + w.school.days - 1, 0))
        for d in range(w.school.days):
            first = name if labels == "repeated" or d == 0 else None
            rows.append([first, w.days[d], *(w.at(name, d, p) for p in w.periods)])
    layout = w.done("owner and day", {"Rooster": rows}, labels=labels)
    layout.merges["Rooster"] = merges
    return layout


def day_columns(w: Writer) -> Layout:
    """One sheet per owner; under each day two or three columns: subject, teacher, room."""
    parts = parts_of(w, w.random.choice((2, 3)))
    held = lessons_by_owner(w)
    merged = w.random.random() < 0.5
    sheets: dict[str, Rows] = {}
    merges: dict[str, list[tuple[int, int, int, int]]] = {}
    for name in w.owners:
        head: list[Cell] = ["Uur", *[None] * (w.width - 1)]
        found = []
        for d in range(w.school.days):
            if merged:
                found.append((0, len(head), 0, len(head) + len(parts) - 1))
            head += [w.days[d], *[None] * (len(parts) - 1)]
        rows: Rows = [head]
        for p in w.periods:
            cells = [piece_of(part, held.get((name, d, p))) for d in range(w.school.days) for part in parts]
            rows.append([*w.period(p), *cells])
        sheet = name.replace("/", "-")[:28]
        sheets[sheet], merges[sheet] = rows, found
    layout = w.done("day columns", sheets, merged=str(merged))
    layout.merges = merges
    return layout


def day_rows(w: Writer) -> Layout:
    """One sheet per owner; each period two or three rows: subject above teacher above room."""
    parts = parts_of(w, w.random.choice((2, 3)))
    held = lessons_by_owner(w)
    sheets: dict[str, Rows] = {}
    for name in w.owners:
        rows: Rows = [["Uur", *[None] * (w.width - 1), *w.days]]
        for p in w.periods:
            for n, part in enumerate(parts):
                label = w.period(p) if n == 0 else [None] * w.width
                rows.append([*label, *(piece_of(part, held.get((name, d, p))) for d in range(w.school.days))])
        sheets[name.replace("/", "-")[:28]] = rows
    return w.done("day rows", sheets)


def parallel(w: Writer) -> Layout:
    """One sheet per class; some cells hold two lessons at once, a line each."""
    w.owner, w.shape = "class", w.random.choice(("S T R", "S (T) R", "S - T - R"))
    w.retell()
    w.owners = [name for name in w.school.classes if any(one.who == name for one in w.lessons)]
    busy = at_work(w)
    more = []
    for one in w.school.lessons:
        taken = busy[one.day, one.period]
        teachers = [t for t in w.school.teachers if t not in taken]
        rooms = [r for r in w.school.rooms if r not in taken]
        if teachers and rooms and w.random.random() < 0.12:
            taken |= {teachers[0], rooms[0]}
            beside = replace(one, teacher=teachers[0], room=rooms[0], subject=w.random.choice(w.school.subjects))
            more.append(beside)
            w.cells[one.who, one.day, one.period] = f"{w.cells[one.who, one.day, one.period]}\n{w.written(beside)}"
    w.truth = [*w.truth, *more]
    sheets: dict[str, Rows] = {}
    for name in w.owners:
        rows: Rows = [["Uur", *[None] * (w.width - 1), *w.days]]
        rows += [[*w.period(p), *(w.at(name, d, p) for d in range(w.school.days))] for p in w.periods]
        sheets[name.replace("/", "-")[:28]] = rows
    return w.done("parallel", sheets)


def joint(w: Writer) -> Layout:
    """One sheet per teacher; some lessons are given to two classes together, both named in the cell."""
    w.owner, w.shape = "teacher", w.random.choice(("C S", "C / S / R lines", "C", "C R", "S (C)"))
    between = w.random.choice((", ", " + ", "/", "+"))
    w.retell()
    w.owners = [name for name in w.school.teachers if any(one.teacher == name for one in w.lessons)]
    busy = {(one.who, one.day, one.period) for one in w.school.lessons}
    more = []
    for one, shown in zip(w.lessons, w.truth, strict=True):
        free = [name for name in w.school.classes if (name, one.day, one.period) not in busy]
        if free and w.random.random() < 0.5:
            busy.add((free[0], one.day, one.period))
            more.append(replace(shown, who=free[0]))
            w.cells[one.teacher, one.day, one.period] = w.written(replace(one, who=f"{one.who}{between}{free[0]}"))
    w.truth = [*w.truth, *more]
    sheets: dict[str, Rows] = {}
    for name in w.owners:
        rows: Rows = [["Uur", *[None] * (w.width - 1), *w.days]]
        rows += [[*w.period(p), *(w.at(name, d, p) for d in range(w.school.days))] for p in w.periods]
        sheets[name.replace("/", "-")[:28]] = rows
    return w.done("joint", sheets, between=between)


def full_list(w: Writer) -> Layout:
    """A list of all periods of all classes: free ones hold dashes, and names stand beside codes."""
    codes = {name: f"V{number:02}" for number, name in enumerate(w.school.subjects, 1)}
    twins, nothing = w.random.random() < 0.5, w.random.choice(("-", "/", "vrij", None))
    held = {(one.who, one.day, one.period): one for one in w.school.lessons}
    head: list[Cell] = ["Klas", "Dag", "Uur", *(["Vakcode"] if twins else []), "Vak", "Leraar", "Lokaal"]
    rows: Rows = [head]
    for name in w.school.classes:
        for d in range(w.school.days):
            for p in w.periods:
                one = held.get((name, d, p))
                code = [codes[one.subject] if one else nothing] if twins else []
                what: list[Cell] = [one.subject, one.teacher, one.room or None] if one else [nothing] * 3
                rows.append([name, w.days[d], p, *code, *what])
    # of a code and a name the code is kept, unless the heading is the very word for subjects
    w.truth = list(w.school.lessons)
    w.features |= {"owner": "list", "cell": "list", "periods": "number list"}
    return w.done("full list", {"Lijst": rows}, twins=str(twins), nothing=str(nothing))


MORE = {
    "joint": joint,
    "full list": full_list,
    "days over owners": days_over_owners,
    "owner and day": owner_days,
    "day columns": day_columns,
    "day rows": day_rows,
    "parallel": parallel,
}
