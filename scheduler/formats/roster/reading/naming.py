"""The names of classes, teachers and rooms: learned from labels, from bodies, from titles.

Sure axes first, doubtful ones last, so that a doubtful label can be told by a sure one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from scheduler.formats.roster.reading.owners import Owner, body_kind, body_texts, label_kind
from scheduler.formats.roster.reading.work import Work
from scheduler.formats.roster.records import Table
from scheduler.formats.roster.sheets.sheet_texts import is_word_total
from scheduler.formats.roster.sheets.values import number_of
from scheduler.formats.roster.words.inside import is_no_lesson
from scheduler.formats.roster.words.labels import field_of
from scheduler.formats.roster.words.patterns import class_key, classlike, personlike, skeleton, split_classes


def learn_axes(tables: Sequence[Table], matrices: Sequence[Table], work: Work) -> None:
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
    for least in (0.9, 0.8):
        for table in tables:
            for axis in table.axes:
                if axis.kind != "entity" or not axis.values:
                    continue
                kind, sure = label_kind(Counter(map(str, axis.values.values())), axis.heading, vocabulary)
                if kind in ("class", "teacher", "room") and sure >= least and len(axis.values) >= 2:
                    if kind == "class" and axis.across and not _owner_like(axis.values.values()):
                        continue
                    if kind == "class" and sure < 0.7 and body_kind(table, vocabulary) == "class":
                        continue  # "L1" over cells that name classes is a room or a teacher
                    coded = kind == "class" and _owner_like(axis.values.values())
                    for value in axis.values.values():
                        if (
                            not coded
                            or str(value)[:1].isdigit()
                            or any(classlike(piece) > 0 for piece in split_classes(str(value)))
                        ):
                            vocabulary.add(kind, label_of(kind, str(value)))


def _owner_like(values: object) -> bool:
    texts = [str(value) for value in values]  # type: ignore[attr-defined]
    return sum(any(classlike(piece) > 0 for piece in split_classes(text)) for text in texts) >= 0.5 * len(texts)


def label_of(kind: str, text: str) -> str:
    """The name in a label."""
    return clean_class(text) if kind == "class" else " ".join(text.split())


def clean_class(text: str) -> str:
    """`5 "А" класс` -> `5 А`: quotes and the word for class go, a programme in brackets stays."""
    bare = re.sub(r"[\"«»“”]", "", text)
    bare = re.sub(r"\b(?:класс|class|klas|klasse|classe)\b", "", bare, flags=re.IGNORECASE)
    return " ".join(bare.split()) or text.strip()


def note_owners(table: Table, owner: Owner, work: Work) -> None:
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
            known = vocabulary.add(owner.kind, label_of(owner.kind, name))
            _note_number(owner.kind, known, owner.title, work)
            work.owners[owner.kind].add(known)
            work.named_on[owner.kind, known].add(where)
        if owner.from_file:
            work.assume("class_from_file", 0.3, where, title=owner.title)
        return
    assert owner.axis is not None
    held = _held_rows(table) if owner.place == "rows" else None
    texts = [str(value) for value in owner.axis.values.values()]
    numbered = sum(any(c.isdigit() for c in text) for text in texts) >= 0.6 * len(texts)
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
            and not vocabulary.find("class", label_of("class", text))
        ):
            continue
        if held and place not in held:  # a heading between the rows, or somebody without lessons
            if numbered and not any(c.isdigit() for c in text):
                continue
            if owner.names is not None and place not in owner.names.values:
                continue
            if coded and not (classlike(text) or personlike(text)):
                continue
        name = vocabulary.add(owner.kind, label_of(owner.kind, text))
        work.owners[owner.kind].add(name)
        work.named_on[owner.kind, name].add(where)
        _note_number(owner.kind, name, text, work)
        if owner.load is not None and owner.kind == "teacher" and number_of(owner.load.values.get(place)):  # type: ignore[arg-type]
            work.listed.teachers.setdefault(name, {})["assignment"] = str(owner.load.values[place])
        if owner.names is not None and owner.kind == "teacher" and str(owner.names.values.get(place, "")).strip():
            vocabulary.teacher_names.setdefault(name, str(owner.names.values[place]).strip(" -"))
    work.assume(f"{owner.place}_are_{owner.kind}", owner.sure, where, sheet=where, count=len(owner.axis.values))


def _note_number(kind: str, name: str, label: str, work: Work) -> None:
    """The number behind a name in a heading: pupils of a class, seats of a room."""
    number = work.numbers_beside.get(label)
    if number is not None and kind == "class":
        work.listed.classes.setdefault(name, {}).setdefault("pupils", str(number))
    elif number is not None and kind == "room":
        work.listed.rooms.setdefault(name, {}).setdefault("seats", str(number))


def _held_rows(table: Table) -> set[int]:
    labels = {axis.index for axis in table.axes if not axis.across}
    first = max(labels, default=-1) + 1
    return {
        r
        for r in range(table.top, table.bottom + 1)
        if r < table.sheet.height and any(v is not None for v in table.sheet.rows[r][first : table.right + 1])
    }


def learn_bodies(order: Sequence[Sequence[tuple[Table, Owner]]], work: Work) -> None:
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
                    tokens = first.split()
                    heads = [tokens[0]] if len(tokens) > 1 and classlike(tokens[0]) >= 1 else []
                    for piece in (*split_classes(first), *heads):
                        if classlike(piece) >= 1 and any(c.isalpha() or c == "-" for c in piece):
                            found[piece] += n
        shapes = Counter(skeleton(name) for name in vocabulary.classes.values())
        usual = Counter(skeleton(piece) for piece in found)
        for piece, n in found.items():
            if sum(shapes.values()) >= 8 and skeleton(piece) not in shapes:
                continue
            longer = [
                name
                for name in vocabulary.classes.values()
                if name.startswith(piece) and len(name) > len(piece) + 2 and name[len(piece)].isalpha()
            ]
            if len(longer) == 1 and not vocabulary.find("class", piece):  # "10-8" for "10-8 boarding"
                vocabulary.classes[class_key(piece)] = longer[0]
                continue
            if n >= 2 or not vocabulary.classes or usual[skeleton(piece)] >= 0.6 * len(found):
                vocabulary.add("class", piece)
