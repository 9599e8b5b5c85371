"""Tables that are no timetable: matrices of loads, legends, home rooms, wishes, numbers of lessons per period.

Each adds to what the timetable says, or stands in for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from scheduler.formats.roster.reading.list_rows import fraction_of
from scheduler.formats.roster.reading.moments import Moment, Times, context_day
from scheduler.formats.roster.reading.naming import clean_class
from scheduler.formats.roster.reading.owners import Owner, body_texts
from scheduler.formats.roster.reading.work import Work, note_slots
from scheduler.formats.roster.records import Load, Sighting, Table
from scheduler.formats.roster.sheets.sheet_texts import is_word_total
from scheduler.formats.roster.sheets.values import Value, number_of, text_of
from scheduler.formats.roster.words.labels import field_of, plain
from scheduler.formats.roster.words.texts import read_teachers
from scheduler.formats.roster.words.vocabulary import Vocabulary
from scheduler.school.records import EVERY_WEEK


def read_matrix(table: Table, work: Work) -> None:
    labels = [axis for axis in table.axes if not axis.across]
    heads = next(axis for axis in table.axes if axis.across)
    vocabulary = work.vocabulary
    count = 0
    merged = {
        (r, c): anchor
        for anchor, span in table.sheet.spans.items()
        for r in range(span[0], span[2] + 1)
        for c in range(span[1], span[3] + 1)
    }
    for head in heads.values.values():
        work.owners["class"].add(vocabulary.add("class", clean_class(str(head))))
    for axis in labels:
        if axis.kind == "teacher":
            vocabulary.learn_commas({str(value) for value in axis.values.values()})
    for r in sorted(labels[0].values):
        said = {axis.kind: " ".join(str(axis.values.get(r, "")).split()) for axis in labels}
        text = said[labels[0].kind]
        if not text or is_word_total(text) or field_of(text) == "form_teacher":
            continue
        for c, head in heads.values.items():
            value = table.sheet.at(*merged.get((r, c), (r, c)))
            if value is None or plain(text_of(value)) == "":
                continue
            name = vocabulary.add("class", clean_class(str(head)))
            load = _matrix_load(table.reading, said, name, value, (table.sheet.name, r, c), vocabulary)
            if load is not None:
                work.loads.append(load)
                work.owners["teacher"].update(load.teachers)
                count += 1
    work.assume(f"matrix_{table.reading}", 0.8, table.sheet.name, sheet=table.sheet.name, count=count)


def _matrix_load(
    reading: str, said: Mapping[str, str], name: str, value: Value, where: tuple[str, int, int], vocabulary: Vocabulary
) -> Load | None:
    """One cell: hours of the subject or teacher of its row, teachers of a subject, or subjects of a teacher."""
    teachers = read_teachers(said.get("teacher", ""), vocabulary)
    if reading == "hours":
        hours = fraction_of(value)
        alone = set(said) == {"subject"}
        return (
            Load((name,), said.get("subject", ""), hours, teachers, where=where)
            if hours or (alone and hours is not None)
            else None
        )
    if reading == "subjects":
        return Load((name,), " ".join(text_of(value).split()), None, teachers, where=where)
    named = read_teachers(text_of(value), Vocabulary(teachers=vocabulary.teachers))
    return Load((name,), said.get("subject", ""), None, named, where=where)


def read_legend(table: Table, work: Work) -> None:
    """Code, course, teacher per class below a grid."""
    heads = next(axis for axis in table.axes if axis.across)
    for name in heads.values.values():
        work.owners["class"].add(work.vocabulary.add("class", str(name)))
    for r in range(table.top, table.bottom + 1):
        cells = [table.sheet.at(r, c) for c in range(table.left, table.right + 1)]
        texts = [text_of(v) for v in cells if v is not None]
        if len(texts) < 2:
            continue
        code = text_of(table.sheet.at(r, table.left))
        if code:
            full = next(
                (
                    text_of(table.sheet.at(r, c))
                    for c in range(table.left + 1, min(heads.values))
                    if table.sheet.at(r, c) is not None
                ),
                "",
            )
            work.vocabulary.subject_names[code] = full
            work.listed.subjects.setdefault(code, {})["name"] = full


def read_pairs(table: Table, work: Work) -> str:
    """Two columns: a class and its room."""
    vocabulary = work.vocabulary
    sheet = table.sheet
    filled = [
        (text_of(sheet.at(r, table.left)), text_of(sheet.at(r, table.left + 1)))
        for r in range(table.top, table.bottom + 1)
    ]
    pairs = [(a, b) for a, b in filled if a and b]
    known = [(a, b) for a, b in pairs if vocabulary.find("class", a)]
    if len(known) >= 3 and len(known) >= 0.6 * len(pairs) and all(len(b) <= 20 for _, b in known):
        from scheduler.formats.roster.words.patterns import roomlike

        if sum(roomlike(b) >= 0.6 for _, b in known) >= 0.7 * len(known):
            for a, b in known:
                name = vocabulary.find("class", a) or a
                work.home_rooms[name] = vocabulary.add("room", b)
                work.owners["room"].add(work.home_rooms[name])
            work.assume("home_rooms", 0.8, sheet.name, name=sheet.name)
            return "home rooms"
    return ""


def read_availability(table: Table, owner: Owner, work: Work) -> None:
    """Wishes from -3 to 3 per period."""
    code = work.vocabulary.find(owner.kind, owner.title) or ""
    kind = owner.kind
    if not code:
        for other in ("teacher", "class", "room"):
            found = work.vocabulary.find(other, owner.title)
            if found:
                kind, code = other, found
                break
    code = code or owner.title
    times = Times(table, context_day(table))
    for r in range(table.top, table.bottom + 1):
        for axis in table.axes:
            if axis.across and axis.kind == "day":
                for c in axis.values:
                    value = number_of(table.sheet.at(r, c))
                    moment = times.at(r, c)
                    if value and moment.day is not None and moment.period is not None:
                        work.free.append((kind, code, moment.day, moment.period, int(value)))


def holds_numbers(table: Table, work: Work) -> bool:
    """Whether the cells are numbers of lessons in a list: "1033, 839"."""
    known = {load.lesson for load in work.loads if load.lesson}
    if not known:
        return False
    texts = body_texts(table)
    numbers = [number for text, n in texts.items() for number in re.split(r"[,;\s]+", text) if number for _ in range(n)]
    return len(numbers) >= 5 and sum(number in known for number in numbers) >= 0.7 * len(numbers)


def slot_lessons(work: Work) -> None:
    """Read the fullest grid of lesson numbers, if no other timetable was found."""
    if not work.numbered or any(s.period is not None or s.start is not None for s in work.sightings):
        return
    by_number: dict[str, list[Load]] = defaultdict(list)
    for load in work.loads:
        if load.lesson and not load.ignored:
            by_number[load.lesson].append(load)
    plans: list[tuple[int, str, str, list[Sighting]]] = []
    for table in work.numbered:
        times = Times(table, None)
        labels = {axis.index for axis in table.axes if not axis.across}
        heads = sorted({c for axis in table.axes if axis.across for c in axis.values}) or [max(labels) + 1]
        for position, head in enumerate(heads):
            stop = heads[position + 1] - 1 if position + 1 < len(heads) else table.right
            found: list[Sighting] = []
            for r in range(table.top, table.bottom + 1):
                for c in range(head, stop + 1):
                    moment = times.at(r, c)
                    for number in re.split(r"[,;\s]+", text_of(table.sheet.at(r, c))):
                        for subject in dict.fromkeys(load.subject for load in by_number.get(number, ())):
                            members = [load for load in by_number[number] if load.subject == subject]
                            found.append(_numbered_sighting(table, r, c, number, subject, members, moment))
            title = next((str(axis.values[head]) for axis in table.axes if axis.across and head in axis.values), "")
            plans.append((len(found), table.sheet.name, title, found))
    best = max(plans, key=lambda plan: plan[0])
    if best[0]:
        work.sightings += best[3]
        table = next(t for t in work.numbered if t.sheet.name == best[1])
        note_slots(table, None, work)
        work.assume("numbers_of_lessons", 0.5, best[1], best=best[1], best2=best[2], more=len(plans) - 1)


def _numbered_sighting(
    table: Table, row: int, column: int, number: str, subject: str, members: Sequence[Load], moment: Moment
) -> Sighting:
    return Sighting(
        "list",
        (table.sheet.name, row, column),
        moment.day,
        moment.period,
        start=moment.start,
        end=moment.end,
        week=next((load.week for load in members if load.week != EVERY_WEEK), EVERY_WEEK),
        classes=tuple(dict.fromkeys(c for load in members for c in load.classes)),
        subject=subject,
        teachers=tuple(dict.fromkeys(t for load in members for t in load.teachers)),
        rooms=tuple(dict.fromkeys(r for load in members for r in load.rooms)),
        lesson=number,
    )
