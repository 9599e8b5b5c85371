"""Which role each place of a cell has (subject, teacher, room, class, days, number), from all values that stand there.

Known names go first, looks second, clashes between neighbours last; cutting cells into places is left to `grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scheduler.formats.roster.words.inside import LESSON_NUMBER, peel_class
from scheduler.formats.roster.words.labels import plain, says_online
from scheduler.formats.roster.words.vocabulary import Vocabulary, known_share, looks_share


def assign_roles(
    signature: Sequence[str],
    values: Sequence[Mapping[str, int]],
    shared: Sequence[float],
    owner: str,
    vocabulary: Vocabulary,
) -> tuple[str, ...]:
    """A role for each place. `shared` is how often a value stands at one time under several owners."""
    count = len(signature)
    roles = [""] * count
    counters = [dict(v) for v in values]
    for place, marker in enumerate(signature):
        if marker == "d":
            roles[place] = "days"
        elif all(LESSON_NUMBER.match(v) for v in counters[place]):
            roles[place] = "number"
    strong: list[tuple[float, str, int]] = []
    for place in range(count):
        if roles[place]:
            continue
        for kind in ("class", "teacher", "room"):
            share = known_share(vocabulary, kind, counters[place])
            if kind == owner:
                share -= 0.15
            if share >= 0.55:
                strong.append((share, kind, place))
    if owner in ("teacher", "room") and count == 1 and not roles[0]:
        inside = sum(n for v, n in counters[0].items() if vocabulary.read_classes(v) or peel_class(v, vocabulary))
        if inside >= 0.5 * sum(counters[0].values()):
            return ("subject",)
    used: set[str] = set()
    for _, kind, place in sorted(strong, key=lambda item: (-item[0], item[2])):
        if roles[place] or kind in used:
            continue
        if kind == owner and kind != "class":
            continue
        roles[place] = kind
        used.add(kind)
    open_places = [place for place in range(count) if not roles[place]]
    weak: list[tuple[float, str, int]] = []
    for place in open_places:
        numeric = all(re.fullmatch(r"\d{1,2}", v) for v in counters[place])
        if numeric and count > 1 and max(map(int, counters[place])) <= 15 and len(counters[place]) > 3:
            roles[place] = "period"
            continue
        for kind in ("class", "teacher", "room"):
            if kind == owner or kind in used:
                continue
            if kind == "class" and owner == "class":
                continue
            share = looks_share(kind, counters[place])
            if signature[place] == "(" and kind == "teacher":
                share += 0.15
            if share >= (0.5 if kind == "room" and place else 0.6):
                weak.append((share, kind, place))
    subject_needed = "subject" not in roles
    for _, kind, place in sorted(weak, key=lambda item: (-item[0], -item[2])):
        if roles[place] or kind in used:
            continue
        left = [p for p in range(count) if not roles[p]]
        if subject_needed and owner == "class" and len(left) == 1 and kind != "room":
            break
        if (
            subject_needed
            and owner == "class"
            and kind == "teacher"
            and place == min(left)
            and len(left) > 1
            and signature[place] != "("
        ):
            continue
        roles[place] = kind
        used.add(kind)
    left = [place for place in range(count) if not roles[place]]
    if left and owner in ("class", "room") and len(left) > 1 and "teacher" not in used:
        # the subject is what neighbours have at the same time, a teacher is not
        first = left[0]
        for place in left[1:]:
            marked = signature[place] in ("(", "-", "n", ";", "t", "/")
            apart = (shared[place] <= 0.1 and (shared[first] > shared[place] or marked)) or owner == "room"
            texts = counters[place]
            short = sum(n for v, n in texts.items() if len(v) <= 30) >= 0.9 * sum(texts.values())
            wordy = sum(n for v, n in texts.items() if _type_word(v)) >= 0.3 * sum(texts.values())
            digits = sum(n for v, n in texts.items() if any(ch.isdigit() for ch in v)) / sum(texts.values())
            somewhere = any(says_online(v.replace(".", " ")) for v in texts) or (
                digits >= 0.6 and len(texts) < len(counters[first])
            )
            if marked and short and not wordy and somewhere and "room" not in used and owner != "room":
                roles[place] = "room"
                used.add("room")
                continue
            coded = sum(n for v, n in texts.items() if v.isupper() and v.isalpha() and 2 <= len(v) <= 5)
            if coded >= 0.8 * sum(texts.values()) and len(texts) >= 3 and shared[place] <= shared[first]:
                apart = True  # a code of capitals behind the subject names a person, even one who is twice at once
            if apart and short and marked and not wordy and len(texts) > 1:
                kind = "room" if digits >= 0.6 else "teacher"
                if kind in used:
                    continue
                roles[place] = kind
                used.add(kind)
                break
    left = [place for place in range(count) if not roles[place]]
    for number, place in enumerate(left):
        roles[place] = "subject" if number == 0 else "note"
    return tuple(roles)


def _type_word(text: str) -> bool:
    """Short marks of the kind of lesson: "(T)", "(лк.)", "Lab"."""
    name = len(text) == 2 and text[0].isupper() and text[1].islower()
    return (len(plain(text)) <= 2 and not name) or plain(text) in ("lab", "tut", "lec")
