"""Which role each place of a cell has (subject, teacher, room, class, group, days, number), from all values that
stand there.

Each role has a score for each place, in natural logarithms of odds: known names, looks, how the values recur in time
(`evidence`), and how one place follows from another. The assignment with the highest sum is taken; its lead over the
next one is the margin. Cutting cells into places is left to `grammar`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from scheduler.formats.roster.words import evidence
from scheduler.formats.roster.words.evidence import Place, Row
from scheduler.formats.roster.words.inside import LESSON_NUMBER, peel_class
from scheduler.formats.roster.words.labels import is_word, plain, says_online, subject_word
from scheduler.formats.roster.words.patterns import split_classes
from scheduler.formats.roster.words.vocabulary import Vocabulary, known_share, pieces

KNOWN = 5.0
"""Values that other tables name: they outweigh any look and any habit (148 to 1)."""
LEAST_APART = -0.5
"""A person who is at two places at once speaks little against a person: teams, joint lessons and sketches do so too."""
MANY = 4
"""So many different values that recur are no remarks; those are few, or long."""
BUSIER, MOST_BUSY, LESS_BUSY, LEAST_BUSY, MANY_LESSONS = 24.0, 6.0, 16.0, 4.0, 100
"""What it says for a class to have a lesson more often than the owners of the tables (share of all times), and at most;
what it says against one to have lessons less often (joint lessons hide some), and at most; from how many lessons on.
Half as much from a few."""
UNNAMED = {"teacher": 2.0, "room": 3.5, "": 2.0}
"""What it says against a timetable of a teacher or a room that it names no class."""
NUMBERED, ROOMLIKE = 1.5, 3.0
"""What speaks against a class: a bare number as its name ("101"), the look of a room ("Lokaal 3")."""
ONCE, LEAST_ONCE = 2.0, 6
"""What speaks against a class that all of so many values stand once only: a class has many lessons."""
NARROW, MANY_SUBJECTS = 3.0, 2.5
"""What it says against classes that they have so few subjects each on average, for each subject less: teachers do
(whose own timetables name no teacher in their cells)."""
ROAMING, RECUR = 5.0, 0.4
"""What it says against rooms that more than such a share of their values are different ones: a school has few rooms."""
RUNS_ON = -0.5
"""At most what a further word is worth as the end of the subject before it."""
_CANDIDATES, BEAM = 4, 256
"""Roles tried per place: the best ones; and how many assignments are followed from place to place: cells of ten parts
would have millions."""


@dataclass(frozen=True)
class Assigned:
    """Roles by place, and by how much (logarithm of odds) they beat the best other assignment."""

    roles: tuple[str, ...]
    margin: float = evidence.SURE
    other: tuple[str, ...] = ()
    score: float = 0.0


def assign_roles(
    signature: Sequence[str],
    rows: Sequence[Row],
    owner: str,
    vocabulary: Vocabulary,
    said: Mapping[int, str] = {},
    held: Set[str] = frozenset(),
    owners: float | None = None,
) -> Assigned:
    """A role for each place of the cells with this signature (markers, see `grammar`); the planner gave those in
    `said`, and cells beside these hold the roles in `held`. `owners`: how busy those of all cells are.
    """
    places = [Place(rows, index, owners) for index in range(len(signature))]
    fixed = {k: role for k, place in enumerate(places) if (role := _fixed(signature[k], place, len(signature)))}
    fixed.update(said)
    twice = max(1, list(said.values()).count("teacher"))
    if owner in ("teacher", "room") and len(places) == 1 and not fixed and "class" not in held:
        counts = places[0].counts
        inside = sum(n for v, n in counts.items() if vocabulary.read_classes(v) or peel_class(v, vocabulary))
        if inside >= 0.5 * places[0].total:
            return Assigned(("subject",), score=KNOWN * inside / places[0].total)
    scores = [
        {fixed[k]: evidence.SURE} if k in fixed else place_scores(place, signature[k], k, owner, vocabulary)
        for k, place in enumerate(places)
    ]
    scores = [{role: score for role, score in found.items() if role not in held} for found in scores]
    ranked = [
        (total + _together(roles, rows, owner, held), roles) for total, roles in _likely(scores, signature, twice)
    ]
    ranked.sort(key=lambda item: -item[0])
    best = ranked[0]
    other = next((item for item in ranked if _main(item[1]) != _main(best[1])), None)
    margin = best[0] - other[0] if other else evidence.SURE
    return Assigned(best[1], margin, other[1] if other else (), best[0])


def _likely(
    scores: Sequence[Mapping[str, float]], signature: Sequence[str], teachers: int
) -> list[tuple[float, tuple[str, ...]]]:
    """The assignments with the highest sums, place by place (a beam search; of up to four places all there are)."""
    found: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for held in scores:
        options = sorted(held, key=lambda role: -held[role])[:_CANDIDATES]
        further = [
            (total + (min(held[role], RUNS_ON) if role == "subject" and role in roles else held[role]), (*roles, role))
            for total, roles in found
            for role in options
            if _allowed((*roles, role), signature, teachers)
        ]
        found = further if len(further) <= BEAM else sorted(further, key=lambda item: -item[0])[:BEAM]
    return found


def _main(roles: Sequence[str]) -> tuple[str, ...]:
    return tuple(role if role in ("subject", "teacher", "room", "class") else "" for role in roles)


def _fixed(marker: str, place: Place, count: int) -> str:
    """Roles that the shape alone decides."""
    if marker == "d":
        return "days"
    if not place.counts:
        return "note"
    if all(LESSON_NUMBER.match(v) for v in place.counts):
        return "number"
    numeric = all(re.fullmatch(r"\d{1,2}", v) for v in place.counts)
    if numeric and count > 1 and len(place.counts) > 3 and max(map(int, place.counts)) <= 15:
        return "period"
    return ""


def _allowed(roles: Sequence[str], signature: Sequence[str], teachers: int) -> bool:
    """Each role once, and `teachers` of them; a subject may run on over words that only a blank parts."""
    for role in ("teacher", "room", "class", "group"):
        if roles.count(role) > (teachers if role == "teacher" else 1):
            return False
    held = [k for k, role in enumerate(roles) if role == "subject"]
    return all(b == a + 1 and signature[b].startswith("t") for a, b in itertools.pairwise(held))


def place_scores(place: Place, marker: str, index: int, owner: str, vocabulary: Vocabulary) -> dict[str, float]:
    """The score of each role for one place, whatever the other places are; `owner` "" where no table heads it."""
    values = dict(place.counts)
    known = {kind: known_share(vocabulary, kind, values) for kind in ("class", "teacher", "room")}
    person = place.share(lambda v: min((evidence.looks_person(p) for p in vocabulary.people(v)), default=0.0))
    room = place.share(lambda v: min((evidence.looks_room(p) for p in pieces(v)), default=0.0))
    classes = place.share(lambda v: min((evidence.looks_class(p) for p in split_classes(v)), default=0.0))
    subject = place.share(subject_word)
    kinds = place.share(_type_word)
    online = sum(n for v, n in values.items() if says_online(v.replace(".", " "))) / max(1, place.total)
    wordy = place.share(lambda v: len(v) > 30)
    numbers = all(map(str.isdigit, place.counts))
    numbered = evidence.numbered_people(name for text in place.counts for name in vocabulary.people(text))
    code = 1.0 if numbered else evidence.codelike(place)
    apart = max(LEAST_APART, place.apart)
    enough = 0.5 + 0.5 * min(1.0, place.total / MANY_LESSONS)
    busier = enough * max(-LEAST_BUSY, min(MOST_BUSY, (BUSIER if place.busier > 0 else LESS_BUSY) * place.busier))
    strange = {kind: max((known[k] for k in known if k != kind), default=0.0) for kind in known}
    found = {
        "subject": 1.0
        + (0.5 if index == 0 else 0.0)
        + 2.0 * subject
        - 0.5 * place.apart
        - 2.0 * person
        - 1.5 * max(0.0, place.digits - 0.5)
        - 1.5 * room * (owner == "class" or numbered)
        - (2.0 * (classes >= 0.9) + 1.0 * (0.5 <= classes < 0.9)) * (owner == "class")
        - (2.5 if len(place.counts) < 2 and place.total > 10 else 0.0)
        - KNOWN * max((known[k] for k in known if k != owner), default=0.0) * (max(known.values()) >= 0.5),
        "note": 0.2
        + 1.0 * kinds
        + (0.5 if len(place.counts) <= 2 and place.total > 10 else 0.0)
        + 1.5 * (wordy >= 0.5 and index > 0)
        - (0.7 if marker.startswith("t") or (len(place.counts) >= MANY and not wordy and not kinds) else 0.0),
        "group": -1.0 + 4.0 * place.share(evidence.looks_group),
    }
    if owner != "teacher":
        found["teacher"] = (
            (KNOWN * known["teacher"] if known["teacher"] >= 0.4 else 0.0)
            - (KNOWN * strange["teacher"] if strange["teacher"] >= 0.5 else 0.0)
            + apart
            + 2.0 * person
            + 1.0 * code
            + (0.7 if marker == "(" else 0.0)
            - 4.0 * place.digits * (not numbered)
            - 2.0 * subject
            - 3.0 * kinds
            - 3.0 * online
            - 2.0 * wordy
            - (1.5 if len(place.counts) < 2 and place.total > 10 and not code else 0.0)
        )
    if owner != "room":
        found["room"] = (
            -0.3
            + (KNOWN * known["room"] if known["room"] >= 0.4 else 0.0)
            - (KNOWN * strange["room"] if strange["room"] >= 0.5 else 0.0)
            + apart
            + (3.5 if owner == "class" else 2.5) * room * (not numbered)
            - 1.5 * (1 - place.digits) * (1 - online)
            + 3.0 * online
            - 2.0 * person
            - (1.0 if owner != "class" else 2.0) * (classes >= 0.9)
            - 2.0 * wordy
            - 2.0 * kinds
            - (1.0 if index == 0 else 0.0)
            - max(0.0, busier) * (owner == "class")
            - ROAMING * (2 * enough - 1) * max(0.0, len(place.counts) / max(1, place.total) - RECUR)
        )
    if owner != "class":
        found["class"] = (
            -0.3
            + (KNOWN * known["class"] if known["class"] >= 0.4 else 0.0)
            - (KNOWN * strange["class"] if strange["class"] >= 0.5 else 0.0)
            + apart
            + 2.5 * classes
            + (1.0 if place.filling >= 0.6 else 0.0)
            - (ONCE if len(place.counts) == place.total >= LEAST_ONCE else 0.0)
            - ((NUMBERED if numbers else ROOMLIKE) if room >= 0.9 and classes == 0 else 0.0)
            + busier * (owner != "")
            - 2.0 * person
            - 2.0 * subject
        )
    elif known["class"] >= 0.6:
        found["class"] = KNOWN * known["class"] - 2.0
    return found


def _together(roles: Sequence[str], rows: Sequence[Row], owner: str, held: Set[str]) -> float:
    """What the places say of each other: a class has one teacher for a subject, a teacher few subjects."""
    total = 0.0
    if owner != "class" and "class" not in roles and "class" not in held:
        total -= UNNAMED[owner]
    if "subject" not in roles:
        total -= 2.0 if owner == "class" else 0.5 + 0.8 * ("note" in roles)
    if "class" in roles and "room" in roles:
        total += fuller(rows, roles.index("class"), roles.index("room"))
    if owner != "teacher" and "class" in roles and "subject" in roles:
        fan = evidence.several_each(rows, roles.index("class"), roles.index("subject"))
        total -= NARROW * min(1.0, len(rows) / MANY_LESSONS) * max(0.0, MANY_SUBJECTS - fan)
    if owner == "teacher" and "class" in roles and "subject" in roles and len(rows) >= MANY_LESSONS:
        owned_rows = [replace(row, values=(*row.values, row.owner)) for row in rows]
        by = [roles.index("class"), roles.index("subject")]
        total += 8.0 * (
            evidence.told_by(owned_rows, len(roles), by, False) - 0.75
        )  # a class has one teacher for a subject
    if "teacher" in roles and "subject" in roles and len(rows) >= 4:
        teacher, subject = roles.index("teacher"), roles.index("subject")
        owned = owner == "class"
        by = [subject] if owned else [subject, *([roles.index("class")] if "class" in roles else [])]
        total += 4.0 * (evidence.told_by(rows, teacher, by, owned) - 0.75)
        fan = evidence.several_each(rows, teacher, subject)
        total += 0.5 if fan <= 2.5 or len({row.values[teacher] for row in rows}) == 1 else -min(1.5, 0.4 * (fan - 2.5))
    return total


def fuller(rows: Sequence[Row], klass: int, room: int) -> float:
    """What it says that classes have a lesson nearly always and rooms do not (log odds)."""
    enough = min(1.0, len(rows) / MANY_LESSONS)
    lead = Place(rows, klass).filling - Place(rows, room).filling
    most = 1.0 + 2.0 * enough
    return max(-most, min(most, (4.0 + 16.0 * enough) * lead))


def _type_word(text: str) -> bool:
    """Short marks of the kind of lesson: "(T)", "(лк.)", "Lab"."""
    return len(plain(text)) < 2 or plain(text) in ("lab", "tut", "lec", "лк", "пр", "лаб") or is_word("contact", text)
