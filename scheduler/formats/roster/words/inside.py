"""What one piece of text holds: days by number, groups behind their class, a class beside a subject, a lesson's number.

Also whether a text says that there is no lesson. Which text stands where in a cell is left to `grammar`.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import cache

from scheduler.formats.roster.words.evidence import Row, looks_room
from scheduler.formats.roster.words.labels import has_word, is_break, plain, words
from scheduler.formats.roster.words.patterns import classlike
from scheduler.formats.roster.words.vocabulary import Vocabulary

LESSON_NUMBER = re.compile(r"^(?:u\.?-?nr|unr|nr|les|lesson|id)\.?\s*:?\s*(\d+)\b\s*(.*)$", re.IGNORECASE)


def day_list(text: str) -> tuple[int, ...] | None:
    """Days named by number: "1-2" -> (0, 1); "1, 3-6" -> (0, 2, 3, 4, 5)."""
    result: list[int] = []
    for piece in text.split(","):
        match = re.fullmatch(r"\s*(\d)(?:\s*[-–]\s*(\d))?\s*", piece)
        if not match:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= 7:
            return None
        result += [day - 1 for day in range(first, last + 1)]
    return tuple(dict.fromkeys(result)) or None


def read_groups(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]] | None:
    """Groups behind their class: "1A-NCZ, 2A" -> [("1A", "NCZ"), ("2A", "")]."""
    result: list[tuple[str, str]] = []
    for piece in re.split(r"\s*[,;+]\s*", text):
        whole = vocabulary.find("class", piece)
        if whole:
            result.append((whole, ""))
            continue
        cuts = [match.start() for match in re.finditer(r"[-.\s(/]", piece)]
        known = [
            (name, piece[cut + 1 :].strip(" )")) for cut in cuts if (name := vocabulary.find("class", piece[:cut]))
        ]
        if not known or not known[-1][1]:
            return None
        result.append(known[-1])
    return result or None


NUMBERING, FEWEST_NUMBERED = 0.6, 3
"""Letters number the lines of a cell where they do in such a share of the cells of several lines, and in so many."""
_NUMBERED = re.compile(r"(?<!\w)([A-Za-z]{1,3})(\d)(?!\w)")


def line_marks(cells: Collection[Sequence[str]]) -> frozenset[str]:
    """Letters that number the lines of a cell, a mark of groups that no word announces: "WIS L4 G1", "FRA L2 G2"."""
    several = [lines for lines in cells if len(lines) > 1]
    counts = Counter(letters for lines in several for letters in _numbering(lines))
    alone = Counter(match[1] for lines in cells if len(lines) == 1 for match in _NUMBERED.finditer(lines[0]))
    least = max(FEWEST_NUMBERED, NUMBERING * len(several))
    return frozenset(letters for letters, n in counts.items() if n >= least and alone[letters] < n)


def _numbering(lines: Sequence[str]) -> set[str]:
    """The letters that stand with 1 on the first line, with 2 on the second, and so on."""
    found = [{match[1] for match in _NUMBERED.finditer(line) if int(match[2]) == n} for n, line in enumerate(lines, 1)]
    return set.intersection(*found)


@cache
def _group_mark(letters: frozenset[str]) -> re.Pattern[str]:
    named = "|".join(sorted((re.escape(word) for word in words("group") if len(word) > 1), key=len, reverse=True))
    numbered = "".join(rf"|{one}\d" for one in sorted(letters))
    return re.compile(rf"[(\[]?(?<!\w)((?i:{named})\.?\s*(?:\d{{1,2}}|[A-H]){numbered})(?!\w)[)\]]?")


def without_group(text: str, letters: frozenset[str] = frozenset()) -> tuple[str, str]:
    """The text without the mark of a group that a word announces, and the mark: "WIS gr. 1 JAN" -> "WIS JAN", "gr. 1".

    A text that is nothing else, or that names two groups, stays whole. `letters`: see `line_marks`.
    """
    marks = list(_group_mark(letters).finditer(text))
    if len(marks) != 1:
        return text, ""
    lines = (f"{text[: marks[0].start()]} {text[marks[0].end() :]}").split("\n")
    rest = "\n".join(filter(None, (re.sub(r" {2,}", " ", line).strip(" -–/;,") for line in lines)))
    return (rest, marks[0][1]) if rest else (text, "")


def peel_class(text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The class at the front or the back of a text, and what is left."""
    bare = re.sub(r"\s*\(([^()]*)\)\s*$", "", text)
    note = text[len(bare) :].strip()
    if bare != text and vocabulary.read_classes(bare):
        return bare, note
    tokens = text.split()
    for size in range(len(tokens) - 1, 0, -1):
        head, tail = " ".join(tokens[:size]), " ".join(tokens[size:])
        if vocabulary.read_classes(head, pattern=size == 1):
            return head, tail
        if vocabulary.read_classes(tail, pattern=len(tokens) - size == 1 and classlike(tail) >= 1):
            rest = head
            return tail, rest
    head, dash, tail = text.partition("-")
    if (
        dash
        and tail
        and vocabulary.read_classes(tail.strip(), pattern=True)
        and head
        and not any(c.isdigit() for c in head)
    ):
        return tail.strip(), head.strip()
    return None


def is_no_lesson(text: str, extra: Iterable[str] = ()) -> bool:
    """Cells that say nothing is taught: dashes, breaks, "vrij", "Lunch Break (N/A)"."""
    word = plain(text)
    if not word:
        return True
    if is_break(text) or word in {plain(item) for item in extra}:
        return True
    return len(word) > 1 and word in words("free") and not has_word("clash", text)


def lesson_number(text: str) -> tuple[str, str] | None:
    """ "UNr 1003    GK07" -> ("1003", "GK07")."""
    match = LESSON_NUMBER.match(text.strip())
    return (match[1], match[2].strip()) if match else None


ALWAYS, AT_ONCE = 0.9, 0.25
"""A word goes on with a subject where it follows it in such a share of its lessons, and where the subject is
abbreviated or the word stands with several owners at once in so many: a room is not."""


def rest_words(rows: Sequence[Row], roles: Sequence[str], signature: Sequence[str]) -> set[tuple[str, str]]:
    """Subjects and the word behind them that was taken for a room but is the rest of their name ("лит. чт." beside
    "муз. 214").
    """
    found: set[tuple[str, str]] = set()
    for k, (role, after) in enumerate(itertools.pairwise(roles)):
        if (role, after) != ("subject", "room") or not signature[k + 1].startswith("t"):
            continue
        follows: dict[str, Counter[str]] = defaultdict(Counter)
        owners: dict[tuple[str, Hashable], set[str]] = defaultdict(set)
        for row in rows:
            word = (row.values[k + 1].split() or [""])[0]
            follows[row.values[k]][word] += 1
            owners[word, row.time].add(row.owner)
        for subject, words_of in follows.items():
            word, times = words_of.most_common(1)[0]
            if any(c.isdigit() for c in word) or looks_room(word) or times < ALWAYS * words_of.total():
                continue
            held = [len(names) for (one, _), names in owners.items() if one == word]
            shared = sum(n for n in held if n > 1) >= AT_ONCE * sum(held)
            if word and times > 1 and (shared or subject.endswith(".")):
                found.add((subject, word))
    return found
