"""From boxes to sightings: the lessons of one family of grids, read with one learned grammar.

Where the boxes are is `boxes`, what one text means `texts` and `grammar`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from scheduler.formats.roster.combining.balance import LESSON, LOST, NO_LESSON, Marks
from scheduler.formats.roster.reading.boxes import Box
from scheduler.formats.roster.reading.moments import Moment
from scheduler.formats.roster.reading.positions import Lesson, lessons_of, periodicity
from scheduler.formats.roster.records import Choice, Part, Sighting, group_name, part_of_all
from scheduler.formats.roster.sheets.values import number_of
from scheduler.formats.roster.words import evidence
from scheduler.formats.roster.words.choosing import choices_of, labelled
from scheduler.formats.roster.words.evidence import Place, Row
from scheduler.formats.roster.words.grammar import Grammar, Sample
from scheduler.formats.roster.words.inside import day_list, is_no_lesson, lesson_number, peel_class, read_groups
from scheduler.formats.roster.words.labels import has_word, plain
from scheduler.formats.roster.words.patterns import classlike, skeleton, split_classes
from scheduler.formats.roster.words.roles import Assigned, assign_roles
from scheduler.formats.roster.words.separators import spaced
from scheduler.formats.roster.words.texts import mode_of, read_rooms, read_teachers, without_mode
from scheduler.formats.roster.words.vocabulary import Vocabulary
from scheduler.problem.modes import Mode

_DASHED = re.compile(r"(?<!\w)([^\W\d_]{2,6})-(\d{1,2}[^\W\d_]{1,3}\d?)(?!\w)")


FULL_WEEK, LEAST_SUBJECTS = 8, 5
"""Owners with fewer lessons, or schools with fewer subjects, say nothing of the variety of subjects."""
MOSTLY_PARTS = 0.9
"""The share of cells with several parts that makes a single letter a mark."""
VARIETY, HALF_OF_THEM = 1.5, 0.55
"""In drawn schools a class has 0.8 and more of all subjects, a teacher 0.2 to 0.4."""


class Reader:
    """Reads the lessons of one family of tables into sightings, with one learned grammar."""

    def __init__(
        self,
        owner: str,
        vocabulary: Vocabulary,
        free: Sequence[str] = (),
        marks: Marks | None = None,
        examples: Mapping[str, Mapping[str, str]] = {},
    ) -> None:
        self.marks = marks or Marks()
        self.owner = owner
        self.vocabulary = vocabulary
        self.free = tuple(free)
        self.skipped: Counter[str] = Counter()
        self.clashes: set[tuple[str, int | None, int | None]] = set()
        self.positions: dict[tuple[int, int], str] = {}
        self.grammar = Grammar(owner, vocabulary, examples=examples)
        self.choices: list[Choice] = []
        self.days_inside = False
        self.placed = 0.0
        self.assigned: Assigned | None = None  # the roles of rows and columns of one lesson
        self.reason = LOST
        self.duties: set[str] = set()
        self.class_names: set[str] = set()

    def read(self, boxes: Sequence[Box]) -> list[Sighting]:
        lessons, samples = self._learn([box for box in boxes if self._clean(box)])
        where = boxes[0].table.sheet.name if boxes else ""
        self.choices = [*self._placing(lessons, where), *choices_of(self.grammar, samples, where)]
        self._learn_marks(samples)
        self._learn_people(samples, lessons)
        self._learn_duties(samples)
        sightings: list[Sighting] = []
        for lesson in lessons:
            found = self._sight(lesson, lesson.several and self.owner == "class")
            self.marks.put(lesson.box.table.sheet, lesson.cells, LESSON if found else self.reason)
            sightings += found
        return sightings

    def weigh(self, boxes: Sequence[Box]) -> float:
        """How well these boxes are explained if they belong to owners of this kind (logarithm of odds)."""
        _, samples = self._learn([box for box in boxes if self._clean(box)])
        return self.placed + self.grammar.score() + self._variety(samples)

    def _variety(self, samples: Sequence[Sample]) -> float:
        """A class has most of the subjects, a room often so, a teacher few (logarithm of odds)."""
        held: dict[str, list[str]] = defaultdict(list)
        for sample in samples:
            for parts in self.grammar.read(sample.text):
                if parts.get("subject"):
                    held[sample.owner].append(parts["subject"])
        full = [subjects for subjects in held.values() if len(subjects) >= FULL_WEEK]
        everything = {subject for subjects in full for subject in subjects}
        if len(full) < 2 or len(everything) < LEAST_SUBJECTS:
            return 0.0
        share = sum(len(set(subjects)) / min(len(everything), len(subjects)) for subjects in full) / len(full)
        lean = max(-VARIETY, min(VARIETY, 4.0 * (share - HALF_OF_THEM)))
        return {"class": lean, "teacher": -lean}.get(self.owner, max(0.0, lean))

    def _learn(self, boxes: Sequence[Box]) -> tuple[list[Lesson], list[Sample]]:
        height, width = periodicity(boxes)
        lessons = lessons_of(boxes, height, width)
        places = sorted({position for lesson in lessons for position in lesson.parts})
        days_missing = bool(boxes) and all(box.moment.day is None for box in boxes)
        if len(places) > 1:
            self.positions = self._position_roles(lessons, places)
        main = [p for p in places if self.positions.get(p, "subject") == "subject"]
        self.grammar.beside = frozenset(self.positions.values()) & {"class", "teacher", "room"}
        samples = [
            Sample(lesson.parts[p], _time_key(lesson.box.moment), lesson.box.owner)
            for lesson in lessons
            for p in main
            if p in lesson.parts and not is_no_lesson(lesson.parts[p], self.free)
        ]
        if self.owner != "class":
            self._learn_dashed(samples)
        self.grammar.learn(samples, days_missing)
        self.days_inside = self.grammar.days_inside
        return lessons, samples

    def _learn_dashed(self, samples: Sequence[Sample]) -> None:
        """ "STEM-5A" is one class where other classes 5A run at the same time; "CT-6D" is a subject for the class
        6D.
        """
        rows = []
        for sample in samples:
            match = _DASHED.search(sample.text)
            if match:
                rows.append(Row(sample.time, sample.owner, (match[2], match[1])))
        if len(rows) < 5 or len(rows) < 0.5 * len(samples):
            return
        if any(self.vocabulary.find("class", row.values[0]) for row in rows):
            return
        heads = len({row.values[1] for row in rows})
        per_owner = evidence.told_by(rows, 1, [], True)
        if Place(rows, 0).apart < 0 or (heads > 1 and per_owner < 0.7):
            for row in rows:
                self.vocabulary.add("class", f"{row.values[1]}-{row.values[0]}")

    def _learn_people(self, samples: Sequence[Sample], lessons: Sequence[Lesson]) -> None:
        """Teachers named in their own place in some cells are known when they stand elsewhere in others."""
        named: Counter[str] = Counter()
        for sample in samples:
            for piece in self.grammar.lessons(sample.text):
                chunks = self.grammar.chunks(piece)
                roles = self.grammar.roles.get(tuple(marker for _, marker in chunks), ())
                for (chunk, _), role in zip(chunks, roles, strict=False):
                    if role == "teacher":
                        read_teachers(without_mode(chunk)[0], self.vocabulary)
                    elif role == "class" and chunk not in self.duties:
                        named[chunk] += 1
        for place, role in self.positions.items():
            if role == "class":
                named.update(lesson.parts[place] for lesson in lessons if place in lesson.parts)
        shaped = {name for name in named if all(classlike(piece) > 0 for piece in split_classes(name))}
        if len(shaped) < 0.5 * len(named):  # classes of another shape: all that recur in their place are classes
            shapes = {skeleton(name) for name, n in named.items() if n > 1}
            shaped = {name for name in named if skeleton(name) in shapes}
        self.class_names = shaped
        if self.owner == "class":
            return
        for name in sorted(shaped):  # known also where a cell holds it elsewhere ("Labo 302 Lokaal 8")
            said = self.vocabulary.read_classes(name) or self.vocabulary.read_year(name)
            if not said and not read_groups(name, self.vocabulary):
                for piece in split_classes(name):
                    self.vocabulary.add("class", piece)

    def _learn_marks(self, samples: Sequence[Sample]) -> None:
        """Marks among lessons: one letter ("x") where nearly all cells hold several parts."""
        texts = Counter(sample.text for sample in samples)
        marks = {text for text in texts if len(text) == 1}
        self.duties |= {text for text in marks if text in "xX" and all(len(t) > 1 for t in texts if t != text)}
        parts = {text: len(self.grammar.chunks(text)) for text in texts}
        if sum(n for text, n in texts.items() if parts[text] > 1 or text in marks) >= MOSTLY_PARTS * len(samples):
            self.duties |= marks

    def _learn_duties(self, samples: Sequence[Sample]) -> None:
        """Marks among lessons with teachers or rooms: one or two letters without a class ("P")."""
        texts = Counter(sample.text for sample in samples)
        if self.owner == "class" or not samples:
            return
        owners: dict[str, set[str]] = defaultdict(set)
        for sample in samples:
            owners[sample.text].add(sample.owner)
        with_class = sum(
            n for t, n in texts.items() if self.vocabulary.read_classes(t) or peel_class(t, self.vocabulary)
        )
        if with_class < 0.7 * sum(texts.values()):
            return
        for text in texts:
            if len(text) <= 2 and text.isalpha() and len(owners[text]) >= 2 and not self.vocabulary.read_classes(text):
                self.duties.add(text)

    def _clean(self, box: Box) -> bool:
        """Drops notes and empty words; notes clashes that the roster itself marks."""
        for position, text in list(box.cells.items()):
            lines = []
            for line in text.split("\n"):
                if line.strip().startswith("#"):
                    self.skipped[line.strip()] += 1
                    continue
                if has_word("clash", line) and len(plain(line)) < 40:
                    days = day_list(match[1]) if (match := re.search(r"[\[(]([\d,\s–-]+)[\])]", line)) else None
                    for day in days or (box.moment.day,):
                        self.clashes.add((box.owner, day, box.moment.period))
                    continue
                lines.append(line)
            text = "\n".join(lines).strip()
            if not text or not plain(text) or is_no_lesson(text, self.free):
                self.marks.put(box.table.sheet, [box.where[position]], NO_LESSON)
            if not text or not plain(text):
                del box.cells[position]
            elif is_no_lesson(text, self.free):
                self.skipped[text] += 1
                del box.cells[position]
            else:
                box.cells[position] = text
        return bool(box.cells)

    def _position_roles(
        self, lessons: Sequence[Lesson], places: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], str]:
        rows = [
            Row(_time_key(lesson.box.moment), lesson.box.owner, tuple(lesson.parts.get(place, "") for place in places))
            for lesson in lessons
        ]
        for values in zip(*(row.values for row in rows), strict=True):
            self.vocabulary.learn_commas(set(values) - {""})
        signature = tuple("" if number == 0 else "n" for number in range(len(places)))
        said = {
            number: next(iter(parts))
            for number in range(len(places))
            for text, parts in self.grammar.examples.items()
            if len(parts) == 1 and any(spaced(row.values[number]) == text for row in rows)
        }
        found = assign_roles(signature, rows, self.owner, self.vocabulary, said)
        self.placed = found.score
        self.assigned = found
        return dict(zip(places, found.roles, strict=True))

    def _placing(self, lessons: Sequence[Lesson], where: str) -> list[Choice]:
        """How sure the roles of the rows and columns of one lesson are."""
        if self.assigned is None or not self.assigned.other or not lessons:
            return []
        places = sorted(self.positions)
        fullest = max(lessons, key=lambda lesson: len(lesson.parts))
        chunks = [(fullest.parts.get(place, ""), "") for place in places]
        best, other = labelled(self.assigned.roles, chunks), labelled(self.assigned.other, chunks)
        first = next(spaced(text) for (text, _), a, b in zip(chunks, best, other, strict=True) if a != b)
        return [Choice("cells", where, first, best, other, self.assigned.margin, len(lessons))]

    def _sight(self, lesson: Lesson, numbered: bool) -> list[Sighting]:
        box = lesson.box
        found: dict[str, str] = {}
        subjects: list[str] = []
        for position in sorted(lesson.parts):
            role = self.positions.get(position, "subject")
            text = lesson.parts[position]
            if role == "subject":
                subjects.append(text)
            elif role in found:
                found[role] += f", {text}" if role != "note" else f" {text}"
            else:
                found[role] = text
        result = []
        parsed: list[dict[str, str]] = []
        for text in subjects[:1] or [""]:
            parsed += self.grammar.read(text) if text else [{}]
        for extra in subjects[1:]:
            parsed[0]["note"] = f"{parsed[0].get('note', '')} {extra}".strip()
        for parts in parsed:
            parts = {**parts, **{role: text for role, text in found.items() if text}}
            result += self._make(box, parts, lesson, numbered)
        return result

    def _make(self, box: Box, parts: dict[str, str], lesson: Lesson, numbered: bool) -> list[Sighting]:
        vocabulary = self.vocabulary
        marked = None
        for role, text in list(parts.items()):
            parts[role], found = without_mode(text)
            marked = marked or found
        subject = parts.get("subject", "").strip(" -–:;,\n").replace("\n", " ")
        self.reason = LOST
        mark = subject if "class" not in parts or subject else parts["class"].strip()
        alone = "class" not in parts or (not subject and not vocabulary.read_classes(mark))
        if mark and (is_no_lesson(mark, self.free) or (mark in self.duties and alone)):
            self.skipped[mark] += 1
            self.reason = NO_LESSON
            return []
        subject = subject or box.subject
        teachers = self._teachers(parts.get("teacher", ""))
        rooms, online = self._rooms(parts.get("room", ""))
        classes: tuple[str, ...] = ()
        parts_named: tuple[Part, ...] = ()
        if "class" in parts:
            classes = vocabulary.read_classes(parts["class"], pattern=True) or vocabulary.read_year(parts["class"])
            inside = read_groups(parts["class"], vocabulary) if not classes and self.owner != "class" else None
            if inside:
                classes = tuple(dict.fromkeys(name for name, _ in inside))
                parts_named = tuple(sorted({Part(name, mark) for name, mark in inside if mark}))
            elif not classes and self.owner != "class" and parts["class"] in self.class_names:
                classes = tuple(vocabulary.add("class", name) for name in split_classes(parts["class"]))
            elif not classes and self.owner != "class":
                subject = f"{parts['class']} {subject}".strip()  # a course or an activity, no class we know
        if self.owner == "class":
            owners = vocabulary.read_classes(box.owner) or (vocabulary.add("class", box.owner),)
            classes = tuple(dict.fromkeys((*owners, *(c for c in classes if "class" in parts and self.positions))))
            shared = tuple(vocabulary.add("class", other) for other in box.shared)
            classes = tuple(dict.fromkeys((*classes, *shared)))
        elif self.owner == "teacher":
            teachers = (vocabulary.find("teacher", box.owner) or vocabulary.add("teacher", box.owner), *teachers)
        elif self.owner == "room":
            rooms = (vocabulary.find("room", box.owner) or vocabulary.add("room", box.owner), *rooms)
        mode = marked if marked else Mode.SYNCHRONOUS if online else mode_of(subject) or mode_of(parts.get("note", ""))
        moment = box.moment
        number, tail = (lesson_number(parts["number"]) or ("", "")) if "number" in parts else ("", "")
        period = moment.period
        if "period" in parts and number_of(parts["period"]) is not None:
            period = int(number_of(parts["period"]) or 0)
        days: Sequence[int | None] = (moment.day,)
        if "days" in parts:
            days = day_list(parts["days"]) or days
        end = box.last.end if box.last is not None and box.last.end is not None else moment.end
        told = group_name(parts["group"].strip("() ")) if "group" in parts else ""
        parts_seen = parts_named or part_of_all(told or box.group or (f"{lesson.half + 1}" if numbered else ""))
        row, column = lesson.where
        if not (subject or teachers or rooms or (classes and self.owner != "class")):
            self.skipped[parts.get("note", "")] += 1  # "x": a mark, named as no lesson
            self.reason = NO_LESSON
            return []
        if self.owner == "teacher" and not classes and not rooms and not subject:
            return []
        return [
            Sighting(
                view=self.owner,
                where=(box.table.sheet.name, row, column),
                day=day,
                period=period,
                length=box.length,
                start=moment.start,
                end=end,
                week=moment.week,
                date=moment.date,
                classes=classes,
                parts=parts_seen,
                subject=subject,
                teachers=tuple(dict.fromkeys(teachers)),
                rooms=rooms,
                mode=mode,
                lesson=number,
                note=" ".join(filter(None, (parts.get("note", ""), tail))),
            )
            for day in days
        ]

    def _teachers(self, text: str) -> tuple[str, ...]:
        return read_teachers(text, self.vocabulary)

    def _rooms(self, text: str) -> tuple[tuple[str, ...], bool]:
        return read_rooms(text, self.vocabulary)


def _time_key(moment: Moment) -> tuple[object, ...]:
    return (moment.day, moment.period, moment.start, moment.week)
