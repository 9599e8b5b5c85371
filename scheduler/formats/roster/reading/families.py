"""Grids of one kind read together: who they belong to, which hold lessons, which days and weeks their titles give.

The reading of the single cells is left to `grids`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scheduler.formats.roster.combining.balance import LESSON, RECORD
from scheduler.formats.roster.reading.beside_names import counts_behind
from scheduler.formats.roster.reading.boxes import Box, boxes_of
from scheduler.formats.roster.reading.breaks import break_texts
from scheduler.formats.roster.reading.free_blocks import free_blocks
from scheduler.formats.roster.reading.grids import Reader
from scheduler.formats.roster.reading.moments import context_day
from scheduler.formats.roster.reading.naming import label_of, learn_bodies, note_owners
from scheduler.formats.roster.reading.owners import WHO, Owner, body_texts, owner_of, view_word
from scheduler.formats.roster.reading.side_tables import holds_numbers, read_availability
from scheduler.formats.roster.reading.varying_titles import with_varying_titles
from scheduler.formats.roster.reading.views import judge_view
from scheduler.formats.roster.reading.work import Work, note_slots
from scheduler.formats.roster.records import Sighting, Table
from scheduler.formats.roster.sheets.values import number_of, span_of, text_of
from scheduler.formats.roster.words.inside import is_no_lesson
from scheduler.formats.roster.words.labels import days_of, has_word, says_online, week_of
from scheduler.formats.roster.words.patterns import classlike, personlike
from scheduler.formats.roster.words.separators import spaced
from scheduler.problem.modes import Mode
from scheduler.school.records import EVERY_WEEK


def _shape(table: Table) -> tuple[object, ...]:
    """Which times run which way; remarks and dates beside them make no other shape."""
    return (
        table.kind,
        tuple(sorted({(axis.kind, axis.across) for axis in table.axes if axis.kind not in ("entity", "date")})),
    )


Members = list[tuple[Table, Owner]]


def read_grids(tables: Sequence[Table], work: Work) -> None:
    vocabulary, options = work.vocabulary, work.options
    work.breaks |= break_texts(tables)
    sheets_of_shape: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for table in tables:
        sheets_of_shape[_shape(table)].add(f"{table.sheet.file}!{table.sheet.name}")
    owners = [owner_of(table, vocabulary, len(sheets_of_shape[_shape(table)]), options) for table in tables]
    owners = with_varying_titles(tables, _by_majority(tables, owners), vocabulary)
    counted = counts_behind([owner.title for owner in owners if owner.place == "title"])
    work.numbers_beside.update(counted.values())
    owners = [replace(one, title=counted[one.title][0]) if one.title in counted else one for one in owners]
    kept: Members = []
    for table, owner in zip(tables, owners, strict=True):
        reason = _no_lessons(table, [one for one in tables if _shape(one) == _shape(table)])
        if reason == "" and _no_owners(table, owner, work):
            reason = "no owners"
        if reason == "" and holds_numbers(table, work):
            work.numbered.append(table)
            mark_all(table, work)
            work.tables.append(table.reread("lesson numbers"))
        elif reason == "availability":
            read_availability(table, owner, work)
            mark_all(table, work)
            work.tables.append(table.reread("availability"))
        elif reason:
            work.tables.append(table.reread(reason, "ignored"))
        else:
            kept.append((table, owner))
    families = [_judged(members, work) for members in sorted(_families(kept), key=lambda f: -_sureness(f))]
    for members in families:
        for table, owner in members:
            work.tables.append(table.reread(f"{owner.kind} ({owner.place})"))
    order = sorted(families, key=lambda members: {"teacher": 0, "room": 1, "class": 2}[members[0][1].kind])
    learn_bodies(order, work)
    for members in order:
        _read_family(members, work)


def mark_all(table: Table, work: Work) -> None:
    """Every cell of the table says something about the school."""
    rows, columns = range(table.top, table.bottom + 1), range(table.left, table.right + 1)
    work.marks.put(table.sheet, [(r, c) for r in rows for c in columns], RECORD)


def _families(kept: Members) -> list[Members]:
    """Grids of one shape with one way of naming their owners; by rows or columns also with mostly the same owners."""
    found: list[tuple[tuple[object, ...], Members]] = []
    for table, owner in kept:
        said = owner.kind if owner.sure >= 0.85 else "?"
        key = (owner.place, _shape(table), said)
        home = next((members for k, members in found if k == key and _alike(members[0], (table, owner))), None)
        if home is None:
            found.append((key, [(table, owner)]))
        else:
            home.append((table, owner))
    pooled: dict[tuple[object, ...], list[Members]] = defaultdict(list)
    for (place, shape, _), members in found:
        pooled[place, shape].append(members)
    families = []
    for parts in pooled.values():
        views = _two_views([one for members in parts for one in members])
        families += views if len(views) > 1 else parts
    return _with_strays(families)


MENTIONED, APART = 0.8, 0.9
"""In a file that shows each lesson twice, so many of the names of sheets stand in cells of others, and so many of these
mentions go across."""


def _two_views(members: Members) -> list[Members]:
    """Sheets of classes and sheets of teachers under names that look alike are told apart by whom their cells name."""
    if members[0][1].place != "title" or len(members) < 4:
        return [members]
    bodies = [f" {' '.join(_spoken(text) for text in body_texts(table))} " for table, _ in members]
    names = [_spoken(owner.title) for _, owner in members]
    links = {(i, j) for i, name in enumerate(names) for j, body in enumerate(bodies) if name and f" {name} " in body}
    if len({i for i, _ in links}) < MENTIONED * len(members):
        return [members]
    side: dict[int, int] = {}
    for start in range(len(members)):
        queue = [start] if start not in side and any(start in link for link in links) else []
        if queue:
            side[start] = 0
        while queue:
            here = queue.pop()
            for i, j in links:
                other = j if i == here else i if j == here else None
                if other is not None and other not in side:
                    side[other] = 1 - side[here]
                    queue.append(other)
    across = sum(side[i] != side[j] for i, j in links)
    if across < APART * len(links):
        return [members]
    parts = [[one for n, one in enumerate(members) if side.get(n, 0) == which] for which in (0, 1)]
    return [part for part in parts if part]


def _spoken(text: str) -> str:
    """The text with blanks for all that parts words, so that a name is found as a whole."""
    return " ".join(re.sub(r"[^\w.'-]+", " ", text.casefold()).split())


STRAY = 0.25
"""A family so much smaller than one of the same shape has a name that only looks like another kind ("VE": V, E)."""


def _with_strays(families: list[Members]) -> list[Members]:
    """Few sheets whose names alone look like another kind belong to the many sheets of the same shape."""
    result: list[Members] = []
    for members in sorted(families, key=len, reverse=True):
        table, owner = members[0]
        homes = [
            big
            for big in result
            if owner.place == big[0][1].place == "title"
            and all(one.sure < 0.95 for _, one in members)
            and _shape(table) == _shape(big[0][0])
            and len(members) < STRAY * len(big)
        ]
        home = max(homes, key=lambda big: _shared_words(members, big), default=None)
        if home is None:
            result.append(members)
        else:
            home += members
    return result


def _shared_words(members: Members, others: Members) -> float:
    """The share of the words of these tables that stand in the others."""
    ours, theirs = (
        {word for table, _ in some for text in body_texts(table, 500) for word in text.split()}
        for some in (members, others)
    )
    return len(ours & theirs) / max(1, len(ours))


def _alike(a: tuple[Table, Owner], b: tuple[Table, Owner]) -> bool:
    """Whether two grids have mostly the same owners and speak of the same things."""
    if a[1].axis is None or b[1].axis is None:
        return a[1].axis is b[1].axis
    ours, theirs = ({str(v).strip() for v in one.axis.values.values()} for _, one in (a, b) if one.axis is not None)
    if len(ours & theirs) < 0.5 * min(len(ours), len(theirs)):
        return False
    here, there = ({word for text in body_texts(table, 500) for word in text.split()} for table, _ in (a, b))
    return len(here & there) >= 0.3 * min(len(here), len(there))


def _sureness(members: Members) -> float:
    return sum(owner.sure for _, owner in members) / len(members)


def _judged(members: Members, work: Work) -> Members:
    """The family with the kind of owner that explains it best, and its names learned."""
    said = {work.options.section("sheets").get(table.sheet.name) for table, _ in members} & set(WHO)
    if not said and not (work.options.class_name or work.options.teacher):
        boxes = [
            box
            for table, owner in members
            if not _times_inside(table)
            for box in boxes_of(table, owner, context_day(table), _context_week(table))
        ]
        if boxes:
            view = judge_view(members, boxes, work.vocabulary, free_words(work))
            work.views.append((members[0][0].sheet.name, view))
            members = [(table, replace(owner, kind=view.kind)) for table, owner in members]
    for table, owner in members:
        note_owners(table, owner, work)
    return members


def free_words(work: Work) -> tuple[str, ...]:
    """Words for no lesson: the planner's own, and what stands in all cells of breaks."""
    found = work.options.section("words").get("free", ())
    return (*(map(str, found) if isinstance(found, list | tuple) else ()), *sorted(work.breaks))


def examples(work: Work) -> dict[str, dict[str, str]]:
    """Cells as the planner reads them: role -> text."""
    return {
        spaced(str(text)): {str(role): str(part) for role, part in parts.items()}
        for text, parts in work.options.section("cells").items()
        if isinstance(parts, Mapping)
    }


def _no_owners(table: Table, owner: Owner, work: Work) -> bool:
    """A numbered list with headings that name nobody, and no day anywhere: statistics."""
    if owner.place != "columns" or owner.axis is None or any(axis.kind in ("day", "date") for axis in table.axes):
        return False
    if context_day(table) is not None:
        return False
    values = [str(value) for value in owner.axis.values.values()]
    named = sum(
        classlike(v) > 0
        or personlike(v) > 0
        or any(work.vocabulary.find(kind, label_of(kind, v)) for kind in ("class", "teacher", "room"))
        for v in values
    )
    return named < 0.3 * len(values)


def _by_majority(tables: Sequence[Table], owners: Sequence[Owner]) -> list[Owner]:
    """A doubtful sheet among many of one shape holds what they hold."""
    votes: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
    for table, owner in zip(tables, owners, strict=True):
        if owner.sure >= 0.9:
            votes[_shape(table), owner.place][owner.kind] += 1
    result = []
    for table, owner in zip(tables, owners, strict=True):
        found = votes[_shape(table), owner.place].most_common(1)
        if (
            owner.sure < 0.9
            and found
            and found[0][1] >= 3
            and found[0][0] != owner.kind
            and not view_word(table.sheet.name)
        ):
            owner = replace(owner, kind=found[0][0])
        result.append(owner)
    return result


def _no_lessons(table: Table, alike: Sequence[Table]) -> str:
    """Why a grid holds no lessons: only numbers (statistics, free time), or it says so in its name; `alike` are the
    tables of its shape.
    """
    names = f"{table.sheet.name} {' '.join(table.titles[:2])}"
    if has_word("no_lessons", names):
        return "no lessons"
    texts = body_texts(table)
    total = sum(texts.values())
    if not total:
        return ""
    numbers = {text: number_of(text) for text in texts}
    if _pointed(texts):
        return ""
    numeric = sum(n for text, n in texts.items() if numbers[text] is not None)
    if numeric < 0.9 * total:
        return ""
    values = [value for value in numbers.values() if value is not None]
    if all(-3 <= value <= 3 for value in values) and any(value < 0 for value in values):
        return "availability"
    if all(abs(value) < 100 for value in values) and not any(value >= 20 for value in values) and not _apart(alike):
        return "numbers"
    return ""


def _pointed(texts: Mapping[str, int]) -> bool:
    """ "5.1", "6.2": a year and the number of its class; hours have halves and quarters."""
    found = [re.fullmatch(r"\d{1,2}\.(\d)", text) for text in texts if not is_no_lesson(text)]
    return all(found) and not {match[1] for match in found if match} <= {"0", "5"}


LEAST_NUMBERS = 20


def _apart(tables: Sequence[Table]) -> bool:
    """Whether the numbers stand as names do: few different ones, none twice in a row (or none twice in a column)."""
    rows: dict[tuple[int, int], list[str]] = defaultdict(list)
    columns: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number, table in enumerate(tables):
        first = max((axis.index for axis in table.axes if not axis.across), default=table.left - 1) + 1
        for r in range(table.top, table.bottom + 1):
            for c in range(first, table.right + 1):
                if (value := table.sheet.at(r, c)) is not None:
                    rows[number, r].append(text_of(value))
                    columns[number, c].append(text_of(value))
    total = sum(map(len, rows.values()))
    distinct = {text for found in rows.values() for text in found}
    if total < LEAST_NUMBERS or total < 3 * len(distinct) or len(distinct) < 2:
        return False
    return any(all(len(set(found)) == len(found) for found in lines.values()) for lines in (rows, columns))


def _read_family(members: Sequence[tuple[Table, Owner]], work: Work) -> None:
    options, vocabulary = work.options, work.vocabulary
    owner_kind = members[0][1].kind
    reader = Reader(owner_kind, vocabulary, free_words(work), work.marks, examples(work))
    boxes: list[Box] = []
    blocks: list[Sighting] = []
    stated = days_of(options.day) if options.day else ()
    for table, owner in members:
        owner = _with_label(owner)
        day = context_day(table)
        if day is None and stated:
            day = stated[0]
        if _times_inside(table):
            blocks += free_blocks(table, owner, vocabulary)
            days = {c for axis in table.axes if axis.across and axis.kind in ("day", "date") for c in axis.values}
            work.marks.put(table.sheet, [(r, c) for r in range(table.top, table.bottom + 1) for c in days], LESSON)
            continue
        found = boxes_of(table, owner, day, _context_week(table))
        for box in found:
            box.owner = label_of(owner_kind, box.owner)
        if owner_kind == "class" and owner.place == "rows":
            found = [box for box in found if vocabulary.find("class", box.owner)]
        boxes += found
        note_slots(table, day, work)
    _number_weeks(boxes, members, work)
    sightings = reader.read(boxes)
    work.choices += reader.choices
    work.skipped.update(reader.skipped)
    work.clashes |= reader.clashes
    sightings += blocks
    for s in blocks:
        work.slots.append((s.where[0], s.day, None, s.start, s.end))
    online = {
        table.sheet.name
        for table, _ in members
        if any(says_online(text) for text in (*table.titles[:3], table.sheet.name))
    }
    sightings = [replace(s, mode=Mode.SYNCHRONOUS) if s.mode is None and s.where[0] in online else s for s in sightings]
    if online:
        names = ", ".join(f"'{name}'" for name in sorted(online))
        work.assume("online_title", 0.8, names=names)
    for table, owner in members:
        if owner.place == "title" and owner.kind == "class":
            pieces = [vocabulary.read_classes(owner.title)]
            if pieces[0] and len(pieces[0]) > 1:
                names_all = pieces[0]
                sightings = [
                    replace(s, classes=names_all)
                    if s.classes[:1] == names_all[:1] and s.where[0] == table.sheet.name
                    else s
                    for s in sightings
                ]
    work.sightings += sightings
    for s in sightings:
        for kind, names_found in (("class", s.classes), ("teacher", s.teachers), ("room", s.rooms)):
            work.owners[kind].update(names_found)
            for name in names_found:
                work.named_on[kind, name].add(s.where[0])


def _context_week(table: Table) -> str:
    """The week of a two-week cycle in the name of the sheet or in a title."""
    if table.week:
        return table.week
    for text in (table.sheet.name, *table.titles[:3]):
        found = week_of(text) or next(
            (w for part in re.split(r"[_|,;()]+| - ", text) if len(part) > 3 and (w := week_of(part))), None
        )
        if found:
            return found
    return EVERY_WEEK


def _with_label(owner: Owner) -> Owner:
    return replace(owner, title=label_of(owner.kind, owner.title)) if owner.place == "title" else owner


def _times_inside(table: Table) -> bool:
    """Days across, no periods, and spans of time inside the body."""
    if any(axis.kind == "period" for axis in table.axes) or any(
        axis.kind in ("clock", "dayperiod") and axis.across for axis in table.axes
    ):
        return False
    days = next((axis for axis in table.axes if axis.kind in ("day", "date") and axis.across), None)
    if days is None:
        return False
    down = next((axis for axis in table.axes if axis.kind == "clock" and not axis.across), None)
    spans = sum(
        1 for r in range(table.top, table.bottom + 1) for c in days.values if span_of(table.sheet.at(r, c)) is not None
    )
    return spans >= 2 and (down is None or len(down.values) < 0.25 * (table.bottom - table.top + 1))


def _number_weeks(boxes: list[Box], members: Sequence[tuple[Table, Owner]], work: Work) -> None:
    """Periods numbered through the whole week (1..60): the day is told from the regular gaps."""
    numbers = [box.moment.period for box in boxes if box.moment.period is not None and box.moment.day is None]
    named = {
        p
        for table, _ in members
        for axis in table.axes
        if axis.kind == "period"
        for p in axis.values.values()
        if isinstance(p, int)
    }
    if not numbers or max(named, default=0) <= 16 or any(box.moment.day is not None for box in boxes):
        return
    last = max(named)
    filled = Counter(box.moment.period for box in boxes if any(not is_no_lesson(text) for text in box.cells.values()))
    best: tuple[float, int] | None = None
    for per_day in range(4, 16):
        if last % per_day or last // per_day not in (4, 5, 6, 7):
            continue
        days = last // per_day
        even = 0.0
        for place in range(per_day):
            share = sum(filled.get(day * per_day + place + 1, 0) > 0 for day in range(days)) / days
            even += max(share, 1 - share)
        score = even / per_day
        if best is None or score > best[0] + 1e-9:
            best = (score, per_day)
    if best is None:
        return
    per_day = best[1]
    for box in boxes:
        number = box.moment.period
        if number is not None:
            box.moment = replace(box.moment, day=(number - 1) // per_day, period=(number - 1) % per_day + 1)
    work.slots = [
        slot
        if slot[1] is not None or slot[2] is None
        else (slot[0], (slot[2] - 1) // per_day, (slot[2] - 1) % per_day + 1, slot[3], slot[4])
        for slot in work.slots
    ]
    work.assume("numbered_through", best[0], members[0][0].sheet.name, last=last, days=last // per_day, per_day=per_day)
