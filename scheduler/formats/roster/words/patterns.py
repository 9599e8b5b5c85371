"""What a short text looks like: the code of a class, a person, a room. Only hints; a vocabulary always weighs more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from scheduler.formats.roster.words.labels import is_word, plain, words

_CLASS = re.compile(
    r"^\d{1,2}\s?[-.°º]?\s?[\"«“]?[^\W\d_]{1,5}[\"»”]?\d{0,2}[a-z]?$|^\d{1,2}-\d{1,2}[a-z]?$|^[IVX]{1,4}[\s-]?[A-H]\d?$"
)
_CLASS_WEAK = re.compile(
    r"^[^\W\d_]{1,6}[\s.-]?\d{1,3}[^\W\d_]{0,4}$|^[^\W\d_]{1,4}-\d{2}-\d{1,2}$|^\d{1,2}[./]\d{1,2}$"
)
_NOT_CLASS = re.compile(r"^\d{1,2}(st|nd|rd|th|e|de|ste|ª|º|h\d*|u|uur|am|pm|AM|PM)$")
_CAPITAL = r"[^\W\d_a-zà-öø-ÿа-яґєії]"
_LOWER = r"[^\W\d_]"
_PERSON = re.compile(
    rf"^(?:{_CAPITAL}{_LOWER}+\s+(?:{_CAPITAL}\.\s?){{1,3}}|(?:{_CAPITAL}\.\s?){{1,3}}{_CAPITAL}{_LOWER}+(?:-{_CAPITAL}{_LOWER}+)?)$"
)
_NAMES = re.compile(
    rf"^{_CAPITAL}{_LOWER}+(?:[\s'-]+(?:de|den|der|van|von|le|la|el|da|di|do|dos|del|du|{_CAPITAL}{_LOWER}*\.?))+$"
)
_ROOM = re.compile(r"^[^\W\d_]{0,5}[.\-_\s]?\d{1,4}[.\-_]?\d{0,3}[a-zA-Z]?$")


@cache
def classlike(text: str) -> float:
    """1 for "6A", "10B1", "5-1", "9В"; 0.5 for "C2A", "M1tz"; 0 otherwise."""
    text = text.strip()
    if not text or len(text) > 14 or _NOT_CLASS.match(text):
        return 0.0
    first = plain(text).split(" ")[0]
    if len(first) > 2 and first in words("room_prefix"):
        return 0.0
    if _CLASS.match(text):
        return 1.0
    return 0.5 if _CLASS_WEAK.match(text) else 0.0


@cache
def personlike(text: str) -> float:
    """How much a text looks like the name of a person."""
    text = text.strip()
    first = plain(text).split(" ")[0] if plain(text) else ""
    if not text or any(c.isdigit() for c in text) or classlike(text) >= 1:
        return 0.0
    if len(first) > 2 and first in words("room_prefix") and re.fullmatch(r"\S+ [^\W\d_]", text):
        return 0.0  # "Room A"
    if _PERSON.match(text):
        return 1.0
    if first in words("titles") and len(plain(text).split()) > 1 and len(first) > 1:
        return 1.0
    if _NAMES.match(text) and len(text) < 40:
        return 0.7
    return 0.0


@cache
def roomlike(text: str) -> float:
    """How much a text looks like a room or a list of rooms: "42", "215/406", "L12", "Sp. zaal 1", "Salle I300"."""
    pieces = [piece.strip() for piece in re.split(r"[/,;+]", text) if piece.strip()]
    if not pieces:
        return 0.0
    score = 0.0
    for piece in pieces:
        if is_word("online", piece) or any(
            plain(piece).startswith(word) and len(word) > 2 for word in words("room_prefix")
        ):
            score += 1
        elif _ROOM.match(piece):
            score += 1.0 if re.fullmatch(r"\d{2,4}[a-zA-Z]?", piece) else 0.6
        elif any(token in words("room_prefix") and len(token) > 2 for token in plain(piece).split()):
            score += 0.8
    return score / len(pieces)


_SUFFIX = re.compile(r"^(.*?\d\s*[-.]?\s*)([^\W\d_]{1,3})$")


@cache
def class_key(text: str) -> str:
    """Spelling variants of one class share a key: "12 I" and "12I", `5 "А" класс` and 5А."""
    bare = re.sub(r"\b(класс|class|klas|klasse|classe|turma|lop|lớp)\b", "", text, flags=re.IGNORECASE)
    return re.sub(r"[\s\"«»“”'.]+", "", bare).upper()


@cache
def split_classes(text: str) -> tuple[str, ...]:
    """Several classes in one text: "10E+F" -> 10E, 10F; "05A,05B"; "7-1,7-2"; "12B/C"; one class stays one."""
    pieces = [piece.strip() for piece in re.split(r"\s*[,/+&;|]\s*|\s+(?:en|and|et|und|y|e)\s+", text) if piece.strip()]
    result: list[str] = []
    for piece in pieces:
        if result and not any(c.isdigit() for c in piece) and len(piece) <= 2:
            head = _SUFFIX.match(result[-1])
            piece = (head[1] + piece) if head else piece
        result.append(piece)
    return tuple(result)


def skeleton(text: str) -> str:
    """Letters and digits of a name as signs: names of one kind have one skeleton, "3LAT" and "6WET" both 9A."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text))


YEAR = re.compile(r"\d{1,2}|[IVX]{1,4}")


def one_number(texts: Sequence[str]) -> bool:
    """Whether all texts hold the same number inside: the one year of all classes, as it is no part of all subjects."""
    inside = [{word for word in text.split()[1:-1] if YEAR.fullmatch(word)} for text in texts]
    return len(set[str]().union(*inside)) == 1 and all(inside)
