"""Single texts of a cell: teachers, rooms, the way of teaching.

Names are taken from the vocabulary and added to it.
"""

from __future__ import annotations

import re

from scheduler.formats.roster.words.labels import has_word, is_word, plain, says_online
from scheduler.formats.roster.words.quoting import pieces
from scheduler.formats.roster.words.vocabulary import Vocabulary
from scheduler.problem.modes import Mode


def read_teachers(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = []
    for piece in vocabulary.people(text) if text else ():
        if is_word("unknown_teacher", piece) or is_nobody(piece):
            continue
        found.append(vocabulary.find("teacher", piece) or vocabulary.add("teacher", piece))
    return tuple(dict.fromkeys(found))


def is_nobody(text: str) -> bool:
    """Whether a text where a name stands is only signs: "?" says that there is nobody."""
    return not any(letter.isalnum() for letter in text)


_ONE_ROOM = re.compile(r"[^\W\d_]/[^\W\d_]")
"""Two single letters are one room: "м/з", the small gym."""


def read_rooms(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], bool]:
    """Rooms, and whether one of them is "online" (which is no room)."""
    found = []
    online = False
    whole = vocabulary.find("room", text) or (text if _ONE_ROOM.fullmatch(text) else None) if text else None
    for piece in (whole,) if whole else pieces(text) if text else ():
        if says_online(piece.replace("_", " ")):
            online = True
            continue
        if any(is_word("no_room", part) for part in (piece, piece.split(" of ")[0], piece.split(" or ")[0])):
            continue
        found.append(vocabulary.find("room", piece) or vocabulary.add("room", piece))
    return tuple(dict.fromkeys(found)), online


_MARK = re.compile(r"\s*[\[(]([^\[\]()]{1,14})[\])]")


def without_mode(text: str) -> tuple[str, Mode | None]:
    """A text without its mark of the way of teaching: "3EC [AS]" -> "3EC", synchronous."""
    for match in _MARK.finditer(text):
        if is_word("asynchronous", match[1]):
            return (text[: match.start()] + text[match.end() :]).strip(), Mode.ASYNCHRONOUS
        if is_word("online", match[1]):
            return (text[: match.start()] + text[match.end() :]).strip(), Mode.SYNCHRONOUS
    return text, None


def mode_of(text: str) -> Mode | None:
    """The mode a text names, None if it names none."""
    if not text:
        return None
    if is_word("asynchronous", text) or (
        len(text) > 3 and any(has_word("asynchronous", text) for _ in (0,)) and "asyn" in plain(text)
    ):
        return Mode.ASYNCHRONOUS
    if is_word("contact", text):
        return Mode.CONTACT
    if is_word("online", text) or (
        says_online(text) and any(w in plain(text) for w in ("online", "afstand", "distanc", "synchron"))
    ):
        return Mode.SYNCHRONOUS
    return None
