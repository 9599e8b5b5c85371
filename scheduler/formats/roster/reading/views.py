"""Whose timetables a family of grids holds, classes, teachers or rooms: each reading gets a score, the best one is
taken.

The score is a logarithm of odds: what headings and titles say, how the labels look, how busy their owners are, and
how well the cells are explained under each reading (`words.roles`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.formats.roster.reading.boxes import Box
from scheduler.formats.roster.reading.grids import Reader
from scheduler.formats.roster.reading.owners import WHO, Owner, view_word
from scheduler.formats.roster.records import Table
from scheduler.formats.roster.words.evidence import looks_class, looks_room, numbered_people
from scheduler.formats.roster.words.inside import is_no_lesson
from scheduler.formats.roster.words.labels import field_of
from scheduler.formats.roster.words.patterns import personlike, split_classes
from scheduler.formats.roster.words.roles import KNOWN
from scheduler.formats.roster.words.vocabulary import Vocabulary, known_share

PRIOR = {"class": 0.5, "teacher": 0.3, "room": -0.7}
"""Of 60 real rosters 31 were written by class, 24 by teacher, 5 by room."""
ALONE = {"class": 0.0, "teacher": 0.5, "room": 1.5}
"""A single timetable is hardly ever that of a room."""
NAMED, SAID, TITLED = 6.0, 4.0, 2.5
"""A title "Teacher: An Jans" names the kind; a heading over the labels does; a title or sheet name speaks of it."""
UNNUMBERED = 2.0
"""Hardly a class has a name without any number ("Cop")."""
MOST_BUSY = 2.0
"""What it says for classes that the owners have a lesson at nearly all times."""
MOST_BOXES = 1500


@dataclass(frozen=True)
class View:
    """The kind of owner, its lead over the next kind, and the score of each."""

    kind: str
    margin: float
    scores: dict[str, float]


def judge_view(
    members: Sequence[tuple[Table, Owner]], boxes: Sequence[Box], vocabulary: Vocabulary, free: Sequence[str]
) -> View:
    """The best reading of this family of grids."""
    labels = Counter(box.owner for box in boxes) if not any(owner.from_file for _, owner in members) else Counter()
    sampled = boxes[:MOST_BOXES]
    scores = {}
    for kind in WHO:
        prior = PRIOR[kind] - (ALONE[kind] if len(members) == 1 and members[0][1].place == "title" else 0.0)
        score = prior + _said(members, kind) + _labels(labels, kind, vocabulary) + _busy(boxes, kind, free)
        own = [replace(box, cells=dict(box.cells)) for box in sampled]
        scores[kind] = score + Reader(kind, vocabulary, free).weigh(own)
    order = sorted(scores, key=lambda kind: -scores[kind])
    return View(order[0], scores[order[0]] - scores[order[1]], scores)


def _said(members: Sequence[tuple[Table, Owner]], kind: str) -> float:
    headings = [owner.axis.heading for _, owner in members if owner.axis is not None and owner.axis.heading]
    said = sum(field_of(heading) == kind for heading in headings) / max(1, len(members))
    titled = sum(
        (view_word(table.sheet.name) or next((w for t in table.titles[:2] if (w := view_word(t))), "")) == kind
        for table, _ in members
    ) / len(members)
    named = sum(owner.place == "title" and owner.sure >= 0.95 and owner.kind == kind for _, owner in members)
    grouped = kind == "class" and any(owner.groups is not None for _, owner in members)
    return max(SAID * said, NAMED * named / len(members)) + TITLED * (titled + grouped)  # only classes have sub-groups


def _labels(labels: Counter[str], kind: str, vocabulary: Vocabulary) -> float:
    """How much the labels look like names of this kind."""
    texts = [bare for text in labels if (bare := re.sub(r"\s*\(.*\)\s*$", "", text))]
    if not texts:
        return 0.0
    n = len(texts)
    flat = dict.fromkeys(texts, 1)
    known = known_share(vocabulary, kind, flat) - max(known_share(vocabulary, k, flat) for k in WHO if k != kind)
    person = sum(personlike(text) for text in texts) / n
    klass = sum(min((looks_class(p) for p in split_classes(text)), default=0.0) for text in texts) / n
    room = sum(looks_room(text) for text in texts) / n
    digits = sum(any(c.isdigit() for c in text) for text in texts) / n
    plainly = sum(not any(c.isdigit() for c in text) and not looks_class(text) for text in texts) / n
    if numbered_people(texts):
        person, room, digits = 1.0, 0.0, 0.0
    looks = {
        "class": 2.5 * klass - 2.0 * person - UNNUMBERED * plainly,
        "teacher": 2.5 * person - 3.0 * max(digits, room) + (0.5 if digits == 0 else 0.0),
        "room": 2.0 * room - 2.0 * (1 - max(digits, room)) - 2.0 * person,
    }
    return looks[kind] + KNOWN * max(-1.0, known) * (abs(known) >= 0.4)


def _busy(boxes: Sequence[Box], kind: str, free: Sequence[str]) -> float:
    """Classes have a lesson nearly always, teachers and rooms do not."""
    if kind != "class":
        return 0.0
    times = defaultdict(set)
    for box in boxes:
        if not all(is_no_lesson(text, free) for text in box.cells.values()):
            times[box.owner].add((box.moment.day, box.moment.period, box.moment.start, box.moment.week))
    everything = set().union(*times.values()) if times else set()
    if len(times) < 2 or len(everything) < 5:
        return 0.0
    share = sum(map(len, times.values())) / len(times) / len(everything)
    return max(-1.0, min(MOST_BUSY, 6.0 * (share - 0.7)))
