"""The whole way from files to a school: read cells, find tables, settle owners, read lessons, reconcile, assemble.

Every decision leaves an assumption; what cannot be decided and is essential raises `Faults` that ask for exactly that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from scheduler.formats.container import OLE_SIGNATURE
from scheduler.formats.faults import Fault, Faults
from scheduler.formats.roster import grids, lists
from scheduler.formats.roster.assembling import Assembled, assemble
from scheduler.formats.roster.cells import Sheet, decoded, text_sheet, workbook_sheets
from scheduler.formats.roster.clocking import Clocked, Slot, from_one, grid_records, number_periods
from scheduler.formats.roster.grammar import is_no_lesson
from scheduler.formats.roster.habits import rules_not_followed
from scheduler.formats.roster.labels import days_of, field_of, has_word, plain, week_of
from scheduler.formats.roster.opening import read_safely
from scheduler.formats.roster.owners import Owner, body_texts, label_kind, owner_of, view_word
from scheduler.formats.roster.patterns import class_key, classlike, personlike, split_classes
from scheduler.formats.roster.reconciling import choose_sheets, fold, join_views, parallel
from scheduler.formats.roster.records import Assumption, Exchange, Imported, ImportOptions, Load, Sighting, Table
from scheduler.formats.roster.schooling import school_of
from scheduler.formats.roster.tables import find_tables, is_word_total
from scheduler.formats.roster.values import number_of, span_in, span_of, text_of
from scheduler.formats.roster.vocabulary import Vocabulary
from scheduler.problem.school import EVERY_WEEK, Mode


@dataclass
class Work:
    """Everything gathered on the way."""

    options: ImportOptions
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    tables: list[Table] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    listed: lists.Listed = field(default_factory=lists.Listed)
    clashes: set[tuple[str, int | None, int | None]] = field(default_factory=set)
    assumptions: list[Assumption] = field(default_factory=list)
    notices: list[Assumption] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    free: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    home_rooms: dict[str, str] = field(default_factory=dict)
    numbered: list[Table] = field(default_factory=list)  # grids whose cells are the numbers of lessons
    named_on: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    supervision: list[tuple[str, str, int, int]] = field(default_factory=list)
    extra: dict[str, int] = field(default_factory=dict)

    def assume(self, nl: str, en: str, confidence: float = 0.9, where: str = "") -> None:
        self.assumptions.append(Assumption(nl, en, confidence, where))

    def notice(self, nl: str, en: str, where: str = "") -> None:
        self.notices.append(Assumption(nl, en, 0.5, where))


def import_roster(paths: Sequence[Path], options: ImportOptions | None = None) -> Imported:
    """Read rosters into one school. Raises `Faults` where a file cannot be opened or something essential is missing."""
    options = options or ImportOptions()
    work = Work(options)
    sheets: list[Sheet] = []
    for path in map(Path, paths):
        sheets += _sheets_of(path, work)
    if len(paths) == 1 and _is_school_workbook(sheets):
        return _school_workbook(Path(paths[0]))
    _read_sheets(_wanted(sheets, work), work)
    return _finish(work, [Path(path).name for path in paths])


def _is_school_workbook(sheets: Sequence[Sheet]) -> bool:
    """A workbook of our own contract holds the lessons and the grid (or the timetable) by their names."""
    names = {plain(sheet.name) for sheet in sheets}
    return (
        bool(names & {"lessen", "lessons"})
        and bool(names & {"tijdraster", "times"})
        and bool(names & {"klassen", "classes", "rooster", "timetable"})
    )


def _school_workbook(path: Path) -> Imported:
    """A school workbook needs no guessing; its own reader reads it."""
    from scheduler.formats.workbook import read_school

    school, notices = read_school(path)
    return Imported(
        school,
        (
            Assumption(
                f"'{path.name}' is een schoolwerkboek en is als zodanig gelezen",
                f"'{path.name}' is a school workbook and was read as one",
                1.0,
            ),
        ),
        tuple(Assumption(notice.text("nl"), notice.text("en"), 0.9) for notice in notices),
        counts={
            "classes": len(school.classes),
            "teachers": len(school.teachers),
            "lessons": len(school.lessons),
            "meets": len(school.roster),
        },
    )


# ---- files


def _sheets_of(path: Path, work: Work) -> list[Sheet]:
    from scheduler.formats import asc, untis

    content, found = read_safely(path)
    for notice in found:
        work.notice(notice.text("nl"), notice.text("en"), path.name)
    if content[:8] == OLE_SIGNATURE or content[:2] == b"PK":
        try:
            return list(workbook_sheets(content, path.name))
        except Faults:
            raise
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as wrong:  # the parser is compiled: its panics are no ordinary exceptions
            raise Faults([Fault(path.name, "", "damaged", {"reason": str(wrong)[:200]})]) from None
    if b"\0" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Faults([Fault(path.name, "", "not_workbook")])
    text = decoded(content)
    if text.lstrip().startswith("<"):
        document = untis.read_xml(content, path.name) or asc.read_xml(content, path.name)
        if document is None:
            raise Faults([Fault(path.name, "", "not_workbook")])
        _take_exchange(document, work)
        return []
    exchange = untis.read_text(text, path.name)
    if exchange is not None:
        _take_exchange(exchange, work)
        return []
    return [text_sheet(text, path.name)]


def _take_exchange(found: Exchange, work: Work) -> None:
    """What a file in a known exchange format says goes straight to sightings and loads."""
    work.sightings += found.sightings
    work.loads += found.loads
    work.slots += found.slots
    work.assumptions += found.assumptions
    work.notices += found.notices
    for kind, records in (
        ("class", found.classes),
        ("teacher", found.teachers),
        ("room", found.rooms),
        ("subject", found.subjects),
    ):
        target = {
            "class": work.listed.classes,
            "teacher": work.listed.teachers,
            "room": work.listed.rooms,
            "subject": work.listed.subjects,
        }[kind]
        for code, record in records.items():
            work.vocabulary.add(kind, code)
            target.setdefault(code, {}).update(record)
    work.free += found.free
    work.supervision += found.supervision
    work.extra.update(found.counts)
    for kind in ("class", "teacher", "room"):
        for s in found.sightings:
            for name in {"class": s.classes, "teacher": s.teachers, "room": s.rooms}[kind]:
                work.owners[kind].add(work.vocabulary.add(kind, name))


def _wanted(sheets: Sequence[Sheet], work: Work) -> list[Sheet]:
    """Visible sheets with cells, or the ones the planner named."""
    options = work.options
    said = options.section("sheets")
    result = []
    hidden = []
    for sheet in sheets:
        if said.get(sheet.name) == "skip" or not sheet.height:
            continue
        if options.sheets:
            if sheet.name.strip() in {name.strip() for name in options.sheets}:
                result.append(sheet)
            continue
        if sheet.hidden and not options.hidden and sheet.name not in said:
            hidden.append(sheet)
            continue
        result.append(sheet)
    if hidden and not result:
        return hidden
    if hidden:
        names = ", ".join(f"'{sheet.name}'" for sheet in hidden)
        work.assume(
            f"verborgen bladen {names} zijn overgeslagen (lees ze met --hidden)",
            f"hidden sheets {names} were skipped (read them with --hidden)",
            0.8,
        )
    return result


# ---- sheets


def _read_sheets(sheets: Sequence[Sheet], work: Work) -> None:
    tables = [table for sheet in sheets for table in find_tables(sheet)]
    listed = [table for table in tables if table.kind == "list"]
    work_lists = lists.read_lists(listed, work.vocabulary, work.options)
    _absorb(work_lists, work)
    readings = {key: value for key, value in work_lists.readings.items()}
    grid_tables = [
        table
        for table in tables
        if (table.kind == "grid" and table.top <= table.bottom) or (table.kind == "grid" and table.axes)
    ]
    _learn_axes(grid_tables, [t for t in tables if t.kind in ("matrix", "legend")], work)
    for table in tables:
        if table.kind == "list":
            work.tables.append(table.reread(readings.get((table.sheet.name, table.top), "")))
        elif table.kind == "matrix":
            work.tables.append(table)
            _read_matrix(table, work)
        elif table.kind == "legend":
            work.tables.append(table)
            _read_legend(table, work)
        elif table.kind == "ignored":
            work.tables.append(table.reread(_read_pairs(table, work)))
    _read_grids(grid_tables, work)


def _absorb(found: lists.Listed, work: Work) -> None:
    for kind in ("classes", "teachers", "rooms", "subjects"):
        for name, record in getattr(work.listed, kind).items():
            getattr(found, kind).setdefault(name, {}).update(record)
    work.listed = found
    work.sightings += found.sightings
    work.loads += found.loads
    for s in found.sightings:
        work.owners["class"].update(s.classes)
        work.owners["teacher"].update(s.teachers)
        work.owners["room"].update(s.rooms)
    for kind, code, day, period, _sign in found.free:
        work.free.append((kind, code, day, period, 9))
    for s in found.sightings:
        if s.start is not None or s.period is not None:
            work.slots.append((s.where[0], s.day, s.period, s.start, s.end))


def _learn_axes(tables: Sequence[Table], matrices: Sequence[Table], work: Work) -> None:
    """Names that stand as labels, from the surest axes to the doubtful ones."""
    vocabulary = work.vocabulary
    for table in matrices:
        for axis in table.axes:
            if axis.kind == "class":
                for value in axis.values.values():
                    vocabulary.add("class", str(value))
            elif axis.kind == "teacher":
                for value in axis.values.values():
                    if not is_word_total(str(value)):
                        vocabulary.add("teacher", str(value))
    for least in (0.9, 0.8, 0.6):
        for table in tables:
            for axis in table.axes:
                if axis.kind != "entity" or not axis.values:
                    continue
                kind, sure = label_kind(Counter(map(str, axis.values.values())), axis.heading, vocabulary)
                if kind in ("class", "teacher", "room") and sure >= least and len(axis.values) >= 2:
                    if kind == "class" and axis.across and not _owner_like(axis.values.values()):
                        continue
                    coded = kind == "class" and _owner_like(axis.values.values())
                    for value in axis.values.values():
                        if (
                            not coded
                            or str(value)[:1].isdigit()
                            or any(classlike(piece) > 0 for piece in split_classes(str(value)))
                        ):
                            vocabulary.add(kind, _label(kind, str(value)))


def _owner_like(values: object) -> bool:
    texts = [str(value) for value in values]  # type: ignore[attr-defined]
    return sum(any(classlike(piece) > 0 for piece in split_classes(text)) for text in texts) >= 0.5 * len(texts)


def _label(kind: str, text: str) -> str:
    return " ".join(text.split()) if kind != "class" else clean_class(text)


def clean_class(text: str) -> str:
    """`5 "А" класс` -> `5 А`: quotes and the word for class go, a programme in brackets stays."""
    bare = re.sub(r"[\"«»“”]", "", text)
    bare = re.sub(r"\b(?:класс|class|klas|klasse|classe)\b", "", bare, flags=re.IGNORECASE)
    return " ".join(bare.split()) or text.strip()


def _shape(table: Table) -> tuple[object, ...]:
    """Which times run which way; remarks and dates beside them make no other shape."""
    return (
        table.kind,
        tuple(sorted({(axis.kind, axis.across) for axis in table.axes if axis.kind not in ("entity", "date")})),
    )


def _read_grids(tables: Sequence[Table], work: Work) -> None:
    vocabulary, options = work.vocabulary, work.options
    sheets_of_shape: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for table in tables:
        sheets_of_shape[_shape(table)].add(f"{table.sheet.file}!{table.sheet.name}")
    families: dict[tuple[object, ...], list[tuple[Table, Owner]]] = defaultdict(list)
    owners = [owner_of(table, vocabulary, len(sheets_of_shape[_shape(table)]), options) for table in tables]
    owners = _by_majority(tables, owners)
    for table, owner in zip(tables, owners, strict=True):
        reason = _no_lessons(table)
        if reason == "" and _no_owners(table, owner, work):
            reason = "no owners"
        if reason == "" and _holds_numbers(table, work):
            work.numbered.append(table)
            work.tables.append(table.reread("lesson numbers"))
            continue
        if reason == "availability":
            _read_availability(table, owner, work)
            work.tables.append(table.reread("availability"))
            continue
        if reason:
            work.tables.append(table.reread(reason, "ignored"))
            continue
        work.tables.append(table.reread(f"{owner.kind} ({owner.place})"))
        key = (owner.kind, owner.place, _shape(table), table.sheet.name if owner.place != "title" else "")
        families[key].append((table, owner))
    for members in families.values():
        for table, owner in members:
            _note_owners(table, owner, work)
    order = sorted(families.values(), key=lambda members: {"teacher": 0, "room": 1, "class": 2}[members[0][1].kind])
    _learn_bodies(order, work)
    for members in order:
        _read_family(members, work)


def _no_owners(table: Table, owner: Owner, work: Work) -> bool:
    """A numbered list with headings that name nobody, and no day anywhere: statistics."""
    if owner.place != "columns" or owner.axis is None or any(axis.kind in ("day", "date") for axis in table.axes):
        return False
    if grids.context_day(table) is not None:
        return False
    values = [str(value) for value in owner.axis.values.values()]
    named = sum(
        classlike(v) > 0
        or personlike(v) > 0
        or any(work.vocabulary.find(kind, _label(kind, v)) for kind in ("class", "teacher", "room"))
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


def _no_lessons(table: Table) -> str:
    """Why a grid holds no lessons: only numbers (statistics, free time), or it says so in its name."""
    names = f"{table.sheet.name} {' '.join(table.titles[:2])}"
    if has_word("no_lessons", names):
        return "no lessons"
    texts = body_texts(table)
    total = sum(texts.values())
    if not total:
        return ""
    numbers = {text: number_of(text) for text in texts}
    numeric = sum(n for text, n in texts.items() if numbers[text] is not None)
    if numeric < 0.9 * total:
        return ""
    values = [value for value in numbers.values() if value is not None]
    if all(-3 <= value <= 3 for value in values) and any(value < 0 for value in values):
        return "availability"
    if all(abs(value) < 100 for value in values) and not any(value >= 20 for value in values):
        return "numbers"
    return ""


def _note_owners(table: Table, owner: Owner, work: Work) -> None:
    vocabulary = work.vocabulary
    where = table.sheet.name
    if owner.place == "title":
        names = (
            split_classes(owner.title)
            if owner.kind == "class" and len(split_classes(owner.title)) > 1
            else (owner.title,)
        )
        if owner.kind == "class" and not all(classlike(n) > 0 for n in names):
            names = (owner.title,)
        for name in names:
            known = vocabulary.add(owner.kind, _label(owner.kind, name))
            work.owners[owner.kind].add(known)
            work.named_on[owner.kind, known].add(where)
        if owner.from_file:
            work.assume(
                f"geen klasnaam gevonden: '{owner.title}' (de bestandsnaam) is gebruikt; geef een andere met --class NAAM",
                f"no class name found: '{owner.title}' (the file name) was used; give another with --class NAME",
                0.3,
                where,
            )
        return
    assert owner.axis is not None
    held = _held_rows(table) if owner.place == "rows" else None
    texts = [str(value) for value in owner.axis.values.values()]
    coded = sum(classlike(text) > 0 or personlike(text) > 0 for text in texts) >= 0.6 * len(texts)
    for place, value in owner.axis.values.items():
        text = str(value).strip()
        if not text or is_word_total(text) or is_no_lesson(text):
            continue
        if field_of(text) in ("period", "time", "day") and not any(c.isdigit() for c in text):
            continue
        if (
            owner.kind == "class"
            and coded
            and not classlike(text)
            and not vocabulary.find("class", _label("class", text))
        ):
            continue
        if held and place not in held:  # a heading between the rows, or somebody without lessons
            if owner.names is not None and place not in owner.names.values:
                continue
            if coded and not (classlike(text) or personlike(text)):
                continue
        name = vocabulary.add(owner.kind, _label(owner.kind, text))
        work.owners[owner.kind].add(name)
        work.named_on[owner.kind, name].add(where)
        if owner.load is not None and owner.kind == "teacher" and number_of(owner.load.values.get(place)):  # type: ignore[arg-type]
            work.listed.teachers.setdefault(name, {})["assignment"] = str(owner.load.values[place])
        if owner.names is not None and owner.kind == "teacher" and str(owner.names.values.get(place, "")).strip():
            vocabulary.teacher_names.setdefault(name, str(owner.names.values[place]).strip(" -"))
    kinds = {"class": ("klassen", "classes"), "teacher": ("leraren", "teachers"), "room": ("lokalen", "rooms")}[
        owner.kind
    ]
    place_words = ("rijen", "rows") if owner.place == "rows" else ("kolommen", "columns")
    work.assume(
        f"blad '{where}': de {place_words[0]} zijn {kinds[0]} ({len(owner.axis.values)})",
        f"sheet '{where}': the {place_words[1]} are {kinds[1]} ({len(owner.axis.values)})",
        owner.sure,
        where,
    )


def _held_rows(table: Table) -> set[int]:
    labels = {axis.index for axis in table.axes if not axis.across}
    first = max(labels, default=-1) + 1
    return {
        r
        for r in range(table.top, table.bottom + 1)
        if r < table.sheet.height and any(v is not None for v in table.sheet.rows[r][first : table.right + 1])
    }


def _learn_bodies(order: Sequence[Sequence[tuple[Table, Owner]]], work: Work) -> None:
    """Classes that stand only inside the cells of teachers or rooms."""
    vocabulary = work.vocabulary
    for members in order:
        if members[0][1].kind == "class":
            continue
        found: Counter[str] = Counter()
        for table, _ in members:
            for text, n in body_texts(table).items():
                for line in text.split("\n"):
                    first = line.split(" (")[0].strip()
                    for piece in split_classes(first):
                        if classlike(piece) >= 1 and any(c.isalpha() or c == "-" for c in piece):
                            found[piece] += n
        shapes = Counter(_skeleton(name) for name in vocabulary.classes.values())
        for piece, n in found.items():
            if sum(shapes.values()) >= 8 and _skeleton(piece) not in shapes:
                continue
            longer = [
                name
                for name in vocabulary.classes.values()
                if name.startswith(piece) and len(name) > len(piece) + 2 and name[len(piece)].isalpha()
            ]
            if len(longer) == 1 and not vocabulary.find("class", piece):  # "10-8" for "10-8 boarding"
                vocabulary.classes[class_key(piece)] = longer[0]
                continue
            if n >= 2 or not vocabulary.classes:
                vocabulary.add("class", piece)


def _skeleton(text: str) -> str:
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text))


def _read_family(members: Sequence[tuple[Table, Owner]], work: Work) -> None:
    options, vocabulary = work.options, work.vocabulary
    owner_kind = members[0][1].kind
    words = options.section("words").get("free", ())
    reader = grids.Reader(owner_kind, vocabulary, tuple(map(str, words)) if isinstance(words, list | tuple) else ())
    boxes: list[grids.Box] = []
    blocks: list[Sighting] = []
    stated = days_of(options.day) if options.day else ()
    for table, owner in members:
        owner = _with_label(owner)
        day = grids.context_day(table)
        if day is None and stated:
            day = stated[0]
        if _times_inside(table):
            blocks += grids.free_blocks(table, owner, vocabulary)
            continue
        found = grids.boxes_of(table, owner, day, _context_week(table))
        for box in found:
            box.owner = _label(owner_kind, box.owner) if owner_kind == "class" else " ".join(box.owner.split())
        if owner_kind == "class" and owner.place == "rows":
            found = [box for box in found if vocabulary.find("class", box.owner)]
        boxes += found
        _note_slots(table, day, work)
    _number_weeks(boxes, members, work)
    sightings = reader.read(boxes)
    work.skipped.update(reader.skipped)
    work.clashes |= reader.clashes
    sightings += blocks
    for s in blocks:
        work.slots.append((s.where[0], s.day, None, s.start, s.end))
    online = {
        table.sheet.name
        for table, _ in members
        if any(has_word("online", text) for text in (*table.titles[:3], table.sheet.name))
    }
    sightings = [replace(s, mode=Mode.SYNCHRONOUS) if s.mode is None and s.where[0] in online else s for s in sightings]
    if online:
        names = ", ".join(f"'{name}'" for name in sorted(online))
        work.assume(
            f"de titel van {names} zegt 'online': alle lessen zijn synchrone afstandslessen",
            f"the title of {names} says 'online': all lessons are synchronous distance lessons",
            0.8,
        )
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
    for text in (table.sheet.name, *table.titles[:3]):
        found = week_of(text) or next(
            (w for part in re.split(r"[_|,;()]+| - ", text) if len(part) > 3 and (w := week_of(part))), None
        )
        if found:
            return found
    return EVERY_WEEK


def _with_label(owner: Owner) -> Owner:
    return replace(owner, title=_label(owner.kind, owner.title)) if owner.place == "title" else owner


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


def _note_slots(table: Table, day: int | None, work: Work) -> None:
    times = grids.Times(table, day)
    seen: set[Slot] = set()
    columns = sorted(
        {
            c
            for axis in table.axes
            if axis.across and axis.kind in ("period", "clock", "dayperiod", "day")
            for c in axis.values
        }
    ) or [table.right]
    rows = sorted(
        {r for axis in table.axes if not axis.across and axis.kind in ("period", "clock") for r in axis.values}
    )
    rows = rows or sorted({r for axis in table.axes if not axis.across and axis.kind == "day" for r in axis.values})
    timed_across = any(axis.across and axis.kind in ("period", "clock", "dayperiod") for axis in table.axes)
    ruler = times.ruler is not None
    if ruler:
        return
    for r in rows or [table.top]:
        for c in columns if timed_across or not rows else columns[:7]:
            moment = times.at(r, c)
            if moment.period is not None or moment.start is not None:
                seen.add((table.sheet.name, moment.day, moment.period, moment.start, moment.end))
    work.slots += sorted(seen, key=str)


def _number_weeks(boxes: list[grids.Box], members: Sequence[tuple[Table, Owner]], work: Work) -> None:
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
    work.assume(
        f"lesuren zijn doorgenummerd 1-{last}: {last // per_day} dagen van {per_day} lesuren",
        f"periods are numbered through, 1-{last}: {last // per_day} days of {per_day} periods",
        best[0],
        members[0][0].sheet.name,
    )


# ---- tables that are no grids


def _read_matrix(table: Table, work: Work) -> None:
    rows = next(axis for axis in table.axes if not axis.across)
    heads = next(axis for axis in table.axes if axis.across)
    vocabulary = work.vocabulary
    count = 0
    merged = {
        (r, c): anchor
        for anchor, span in table.sheet.spans.items()
        for r in range(span[0], span[2] + 1)
        for c in range(span[1], span[3] + 1)
    }
    for r, label in rows.values.items():
        text = " ".join(str(label).split())
        if not text or is_word_total(text) or lists.field_of(text) == "form_teacher":
            continue
        for c, head in heads.values.items():
            anchor = merged.get((r, c), (r, c))
            value = table.sheet.at(*anchor)
            if value is None or plain(text_of(value)) == "":
                continue
            name = vocabulary.add("class", clean_class(str(head)))
            work.owners["class"].add(name)
            where = (table.sheet.name, r, c)
            if table.reading == "hours":
                hours = lists.fraction_of(value)
                if hours is None:
                    continue
                if rows.kind == "subject":
                    work.loads.append(Load((name,), text, hours, where=where))
                    count += 1
                elif hours > 0:
                    work.loads.append(Load((name,), "", hours, (vocabulary.add("teacher", text),), where=where))
                    count += 1
            else:
                teachers = grids.read_teachers(text_of(value), Vocabulary(teachers=vocabulary.teachers))
                work.loads.append(Load((name,), text, None, teachers, where=where))
                work.owners["teacher"].update(teachers)
                count += 1
    what = (
        ("uren per week", "hours a week")
        if table.reading == "hours"
        else ("wie welk vak geeft", "who teaches which subject")
    )
    work.assume(
        f"blad '{table.sheet.name}': matrix met {what[0]} ({count} vakken)",
        f"sheet '{table.sheet.name}': matrix of {what[1]} ({count} cells)",
        0.8,
        table.sheet.name,
    )


def _read_legend(table: Table, work: Work) -> None:
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


def _read_pairs(table: Table, work: Work) -> str:
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
        from scheduler.formats.roster.patterns import roomlike

        if sum(roomlike(b) >= 0.6 for _, b in known) >= 0.7 * len(known):
            for a, b in known:
                name = vocabulary.find("class", a) or a
                work.home_rooms[name] = vocabulary.add("room", b)
                work.owners["room"].add(work.home_rooms[name])
            work.assume(
                f"blad '{sheet.name}': vaste lokalen van klassen",
                f"sheet '{sheet.name}': home rooms of classes",
                0.8,
                sheet.name,
            )
            return "home rooms"
    return ""


def _read_availability(table: Table, owner: Owner, work: Work) -> None:
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
    times = grids.Times(table, grids.context_day(table))
    for r in range(table.top, table.bottom + 1):
        for axis in table.axes:
            if axis.across and axis.kind == "day":
                for c in axis.values:
                    value = number_of(table.sheet.at(r, c))
                    moment = times.at(r, c)
                    if value and moment.day is not None and moment.period is not None:
                        work.free.append((kind, code, moment.day, moment.period, int(value)))


# ---- the end


def _holds_numbers(table: Table, work: Work) -> bool:
    """Whether the cells are numbers of lessons in a list: "1033, 839"."""
    known = {load.lesson for load in work.loads if load.lesson}
    if not known:
        return False
    texts = body_texts(table)
    numbers = [number for text, n in texts.items() for number in re.split(r"[,;\s]+", text) if number for _ in range(n)]
    return len(numbers) >= 5 and sum(number in known for number in numbers) >= 0.7 * len(numbers)


def _slot_lessons(work: Work) -> None:
    """Read the fullest grid of lesson numbers, if no other timetable was found."""
    if not work.numbered or any(s.period is not None or s.start is not None for s in work.sightings):
        return
    by_number: dict[str, list[Load]] = defaultdict(list)
    for load in work.loads:
        if load.lesson and not load.ignored:
            by_number[load.lesson].append(load)
    plans: list[tuple[int, str, str, list[Sighting]]] = []
    for table in work.numbered:
        times = grids.Times(table, None)
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
        _note_slots(table, None, work)
        work.assume(
            f"blad '{best[1]}' noemt lesnummers per lesuur; kolom '{best[2]}' is als rooster gelezen ({len(plans) - 1} andere plannen niet)",
            f"sheet '{best[1]}' names numbers of lessons per period; column '{best[2]}' was read as the timetable ({len(plans) - 1} other plans not)",
            0.5,
            best[1],
        )


def _numbered_sighting(
    table: Table, row: int, column: int, number: str, subject: str, members: Sequence[Load], moment: grids.Moment
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


def _finish(work: Work, names: Sequence[str]) -> Imported:
    options = work.options
    _apply_names(work)
    _slot_lessons(work)
    if not (work.sightings or work.loads or work.owners["class"] or work.listed.classes or work.listed.teachers):
        raise Faults([Fault(", ".join(names), "", "nothing_found", catalogue="roster")])
    timeless = [s for s in work.sightings if s.day is None]
    if timeless and len(timeless) == len(work.sightings) and not work.loads:
        said = options.command if options.command != ImportOptions().command else f"{options.command} {' '.join(names)}"
        command = f"{said} --day maandag -o school.xlsx"
        raise Faults(
            [
                Fault(
                    timeless[0].where[0],
                    "",
                    "no_day",
                    {"command": command, "lessons": len(timeless)},
                    catalogue="roster",
                )
            ]
        )
    if timeless:
        work.notice(
            f"{len(timeless)} cellen zonder dag zijn niet overgenomen, bv. op blad '{timeless[0].where[0]}'",
            f"{len(timeless)} cells without a day were left out, e.g. on sheet '{timeless[0].where[0]}'",
        )
    placed = [s for s in work.sightings if s.day is not None and (s.period is not None or s.start is not None)]
    stated: dict[int, tuple[int, int]] = {}
    for key, value in options.section("periods").items():
        span = span_in(str(value))
        if span and str(key).isdigit():
            stated[int(key)] = span
    chosen = choose_sheets(placed, options.sheets)
    work.assumptions += chosen.assumptions
    work.notices += chosen.notices
    _forget(work, chosen.dropped)
    read = {s.where[0] for s in chosen.meets}
    slots = [slot for slot in work.slots if slot[0] not in chosen.dropped or slot[0] in read]
    clocked = number_periods(chosen.meets, slots, stated)
    for grid in clocked.grids:
        grid.days |= {day for _, _, day, _, _ in work.free}
    work.extra["first_period"] = 1
    if from_one(clocked):
        work.extra["first_period"] = 0
        work.clashes = {(owner, day, period + 1 if period is not None else None) for owner, day, period in work.clashes}
        work.free = [(kind, code, day, period + 1, value) for kind, code, day, period, value in work.free]
        work.assume(
            "het rooster telt vanaf lesuur 0: in het werkboek is dat lesuur 1",
            "the roster counts from period 0: in the workbook that is period 1",
            0.9,
        )
    joined = join_views(clocked.sightings, work.clashes)
    work.assumptions += joined.assumptions
    work.notices += joined.notices
    meets = fold(joined.meets, work.clashes)
    meets, dated = _weekly(meets, work)
    meets, split = parallel(meets, work.clashes) if not dated else (meets, 0)
    if split:
        work.assume(
            f"{split} keer heeft een klas verschillende lessen tegelijk: gelezen als groepen van de klas",
            f"{split} times a class has different lessons at once: read as groups of the class",
            0.6,
        )
    assembled = assemble(meets, _with_hours(_once(work.loads)), clocked.grids)
    _say(work, clocked, assembled, meets)
    school = school_of(work, clocked, assembled, grid_records(clocked.grids) if placed or work.slots else ())
    school = replace(school, rules=rules_not_followed(school))
    if school.rules:
        said = ", ".join(dict.fromkeys(rule.rule for rule in school.rules))
        work.assume(
            f"regels {said} staan uit (waar nodig per klas of leraar), want het rooster zelf volgt ze niet; zet ze weer aan in blad Regels",
            f"rules {said} are off (per class or teacher where that is enough), because the roster itself does not follow them; "
            "switch them on again in sheet Rules",
            0.7,
        )
    return Imported(
        school=school,
        assumptions=_distinct(work.assumptions),
        notices=_distinct(work.notices),
        tables=tuple(work.tables),
        sightings=tuple(work.sightings),
        loads=tuple(work.loads),
        counts=_counts(work, chosen.meets, meets, assembled, dated, school),
    )


def _forget(work: Work, dropped: set[str]) -> None:
    """Names that stand only on sheets that were not followed are no records; they are reported."""
    for kind, label in (("class", "klas"), ("teacher", "leraar"), ("room", "lokaal")):
        gone = {name for name in work.owners[kind] if (sheets := work.named_on.get((kind, name))) and sheets <= dropped}
        gone -= {
            name
            for s in work.sightings
            if s.where[0] not in dropped
            for name in {"class": s.classes, "teacher": s.teachers, "room": s.rooms}[kind]
        }
        work.owners[kind] -= gone
        if gone:
            names = ", ".join(sorted(gone)[:10])
            work.notice(
                f"{label} {names} staat alleen op een blad dat niet gevolgd is",
                f"{kind} {names} stands only on a sheet that was not followed",
            )


def _distinct(found: Sequence[Assumption]) -> tuple[Assumption, ...]:
    return tuple({(a.nl, a.where): a for a in found}.values())


def _apply_names(work: Work) -> None:
    """Old name = new name, as the planner maps them; codes of teachers told as names."""
    options = work.options
    aliases = {plain(k): v for k, v in work.listed.aliases.items()}
    renames = {
        kind: {plain(str(k)): str(v) for k, v in options.section(section).items()}
        for kind, section in (("class", "classes"), ("teacher", "teachers"), ("room", "rooms"), ("subject", "subjects"))
    }

    def teacher(name: str) -> str:
        name = aliases.get(plain(name), name)
        return renames["teacher"].get(plain(name), name)

    def rename(kind: str, name: str) -> str:
        return renames[kind].get(plain(name), name)

    if aliases or any(renames.values()):
        work.sightings = [
            replace(
                s,
                teachers=tuple(map(teacher, s.teachers)),
                classes=tuple(rename("class", c) for c in s.classes),
                rooms=tuple(rename("room", r) for r in s.rooms),
                subject=rename("subject", s.subject),
            )
            for s in work.sightings
        ]
        work.loads = [
            replace(
                load,
                teachers=tuple(map(teacher, load.teachers)),
                classes=tuple(rename("class", c) for c in load.classes),
                subject=rename("subject", load.subject),
            )
            for load in work.loads
        ]
        work.owners["teacher"] = {teacher(name) for name in work.owners["teacher"]}
        work.owners["class"] = {rename("class", name) for name in work.owners["class"]}
        work.owners["room"] = {rename("room", name) for name in work.owners["room"]}


def _once(loads: Sequence[Load]) -> list[Load]:
    """A load that another table repeats with its teacher is one load."""
    complete = {
        (load.classes, plain(load.subject), load.periods, load.week, load.lesson): load
        for load in loads
        if load.teachers
    }
    return [
        load
        for load in loads
        if load.teachers
        or load.lesson
        or complete.get((load.classes, plain(load.subject), load.periods, load.week, load.lesson)) is None
    ]


def _with_hours(loads: Sequence[Load]) -> list[Load]:
    """Hours given per year group count for its classes: "Jr. KG" for "Jr. KG A"."""
    hours: dict[str, list[Load]] = defaultdict(list)
    for load in loads:
        if load.periods is not None and len(load.classes) == 1 and not load.teachers:
            hours[plain(load.subject)].append(load)
    used: set[int] = set()
    result = []
    for load in loads:
        if load.periods is None and len(load.classes) == 1 and load.teachers:
            key = class_key(load.classes[0])
            fitting = [
                g
                for g in hours[plain(load.subject)]
                if 0 < len(key) - len(class_key(g.classes[0])) <= 2 and key.startswith(class_key(g.classes[0]))
            ]
            group = max(fitting, key=lambda g: len(g.classes[0]), default=None)
            if group is not None:
                used.add(id(group))
                load = replace(load, periods=group.periods)
        result.append(load)
    return [load for load in result if id(load) not in used]


def _weekly(meets: Sequence[Sighting], work: Work) -> tuple[list[Sighting], int]:
    """Dated lessons folded into the week they follow."""
    dated = [s for s in meets if s.date is not None]
    dates = {s.date for s in dated}
    if not dates or len({(d.isocalendar().year, d.isocalendar().week) for d in dates if d}) <= 1:
        return list(meets), len(dated)
    seen: dict[tuple[object, ...], Sighting] = {}
    for s in meets:
        key = (s.day, s.period, s.grid, s.classes, s.group, plain(s.subject), s.teachers, s.rooms, s.mode, s.week)
        seen.setdefault(key, s)
    weeks = len({(d.isocalendar().year, d.isocalendar().week) for d in dates if d})
    work.assume(
        f"{len(dated)} lesuren met een datum, verspreid over {weeks} weken, zijn samengevouwen tot één weekpatroon van {len(seen)} lesuren",
        f"{len(dated)} dated periods over {weeks} weeks were folded into one weekly pattern of {len(seen)} periods",
        0.5,
    )
    return list(seen.values()), len(dated)


def _say(work: Work, clocked: Clocked, assembled: Assembled, meets: Sequence[Sighting]) -> None:
    common = [f"'{text}' ({n})" for text, n in work.skipped.most_common(8) if plain(text)]
    if common:
        listed = ", ".join(common)
        work.assume(f"geen les: {listed}", f"no lesson: {listed}", 0.8)
    if clocked.invented and work.slots:
        work.assume(
            "geen begin- en einduren gevonden: lesuren van 50 minuten vanaf 8.25 uur zijn ingevuld (pas Tijdraster aan)",
            "no clock times found: periods of 50 minutes from 8:25 were filled in (change sheet Times)",
            0.3,
        )
    if len(clocked.grids) > 1:
        work.assume(
            f"{len(clocked.grids)} tijdrasters: de tijden van de bladen passen niet in één raster",
            f"{len(clocked.grids)} grids: the times of the sheets do not fit one grid",
            0.7,
        )
    if assembled.without_hours:
        work.notice(
            f"{assembled.without_hours} lessen zonder aantal uren: 1 lesuur ingevuld",
            f"{assembled.without_hours} lessons without hours: 1 period filled in",
        )
    nameless = sum(lesson.subject == "?" for lesson in assembled.lessons)
    if nameless:
        work.notice(
            f"{nameless} lessen zonder vak: '?' ingevuld", f"{nameless} lessons without a subject: '?' filled in"
        )
    if assembled.without_class:
        work.notice(
            f"{assembled.without_class} lesuren zonder klas: de leraar is dan niet beschikbaar",
            f"{assembled.without_class} periods without a class: the teacher is not available then",
        )
    if work.clashes:
        some = ", ".join(sorted({str(owner) for owner, _, _ in work.clashes})[:6])
        work.notice(
            f"het rooster meldt zelf {len(work.clashes)} botsingen ({some}); ze zijn behouden",
            f"the roster itself marks {len(work.clashes)} clashes ({some}); they were kept",
        )
    ignored = sum(load.ignored for load in work.loads)
    if ignored:
        work.assume(
            f"{ignored} lessen met het teken 'negeren' zijn overgeslagen",
            f"{ignored} lessons marked 'ignore' were skipped",
            0.9,
        )
    weeks = {
        name: record["internship"]
        for name, record in work.listed.classes.items()
        if number_of(record.get("internship", "").strip())
    }
    if weeks:
        said = ", ".join(f"{name} {text}" for name, text in weeks.items())
        work.notice(
            f"stageweken per klas (zet ze in het blad Kalender): {said}",
            f"internship weeks per class (put them in sheet Calendar): {said}",
        )
    if not assembled.roster:
        work.notice(
            "geen geplaatste lessen gevonden: er is geen blad Rooster",
            "no placed lessons found: there is no sheet Timetable",
        )


def _counts(
    work: Work, chosen: Sequence[Sighting], meets: Sequence[Sighting], assembled: Assembled, dated: int, school: object
) -> Mapping[str, int | Fraction]:
    from scheduler.problem.school import School

    assert isinstance(school, School)
    return {
        "classes": len(school.classes),
        "teachers": len(school.teachers),
        "rooms": len(school.rooms),
        "subjects": len(school.subjects),
        "lessons": len(school.lessons),
        "meets": len(school.roster),
        "periods": len(meets),
        "class_periods": sum(max(1, len(s.classes)) for s in meets),
        "teacher_periods": sum(max(1, len(s.teachers)) for s in meets),
        "weekly_hours": sum((lesson.periods for lesson in school.lessons), Fraction(0)),
        "cells": len(work.sightings),
        "cells_read": len(chosen),
        "dated_rows": len({s.where for s in chosen if s.date is not None}),
        "dated": dated,
        "loads": len(work.loads),
        "ignored": sum(load.ignored for load in work.loads),
        "free": len(work.free),
        "clashes": len(work.clashes),
        **work.extra,
    }
