"""What stands in a cell and in which order, learned from all cells of one kind of table together.

A cell is cut into chunks (lines, brackets, dashes, semicolons); each place gets a role (subject, teacher, room, class,
days, number) by how its values recur: known names first, looks second, clashes between neighbours last.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from scheduler.formats.roster.words.evidence import Row, filling, told_by
from scheduler.formats.roster.words.fields import Fields, learn_fields
from scheduler.formats.roster.words.inside import (
    LESSON_NUMBER,
    day_list,
    line_marks,
    peel_class,
    rest_words,
    without_group,
)
from scheduler.formats.roster.words.labels import is_word, plain
from scheduler.formats.roster.words.patterns import personlike, roomlike
from scheduler.formats.roster.words.roles import Assigned, assign_roles
from scheduler.formats.roster.words.separators import (
    at_commas,
    comma_names,
    lines_of,
    mostly,
    one_by_one,
    spaced,
    tight_mark,
)
from scheduler.formats.roster.words.vocabulary import LEAST_NAMES, Vocabulary, known_share

LEAST_ROWS = 8
"""From so many cells on it says something that one text always follows another."""

SAME_VALUES = 0.8
"""Such a share of the values of shorter cells stand in the same places of the usual ones."""
MOST_LINES, ALIKE_LINES = 4, 0.7
"""A lesson takes so many lines at most; more of them are lessons each, where such a share is built alike."""

TEAM = 0.6
"""So many of the values of a further line must be teachers of the usual cells to be second teachers."""
MARKED_LINES = 0.6
"""Where so many of the cells of several lines name a group in each of them, lines are lessons."""

SEVERAL = 5
"""Of so many different words on either side of a comma one may stand on both."""

Chunk = tuple[str, str]  # (text, marker): "" first, "n" new line, ";" "-" "/" "(" "d" for a list of days, "t" token

_DAYS = re.compile(r"\(\s*(\d(?:\s*[-–]\s*\d)?(?:\s*,\s*\d(?:\s*[-–]\s*\d)?)*)\s*\)")
_BRACKET = re.compile(r"(?:^|(?<=\s))(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[([^\[\]]*)\])")
_INNER = re.compile(r";|\s[-–—·•]\s|\s\([^()]+\)")


@dataclass
class Sample:
    """One text with the time and the owner (row or column entity) it stands under."""

    text: str
    time: Hashable = None
    owner: str = ""


@dataclass
class Grammar:
    """The learned cell grammar of one kind of table."""

    owner: str  # class, teacher, room: what the table's entities are
    vocabulary: Vocabulary
    lines_are_lessons: bool = False
    days_inside: bool = False
    slashes: bool = False
    commas: bool = False
    tight: str = ""  # a separator without blanks around it: "WIS-JANS-L12"
    cuts: dict[tuple[tuple[str, ...], int], Fields] = field(default_factory=dict)
    usual_cuts: dict[tuple[int, str], Fields] = field(default_factory=dict)  # of the most frequent cells, by place
    assigned: dict[tuple[str, ...], Assigned] = field(default_factory=dict)
    weights: dict[tuple[str, ...], int] = field(default_factory=dict)
    roles: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    plain_first: bool = False  # the first of several lines usually holds one field
    examples: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # cell -> role -> text, as the planner says
    marks: frozenset[str] = frozenset()  # letters that number the groups of a cell
    rests: set[tuple[str, str]] = field(default_factory=set)  # subjects and the rest of their names
    beside: Set[str] = frozenset()  # roles that other rows and columns of the same lessons hold

    # ---- learning

    def learn(self, samples: Sequence[Sample], days_missing: bool) -> Grammar:
        texts = Counter(sample.text for sample in samples)
        if not texts:
            return self
        self.days_inside = days_missing and sum(n for t, n in texts.items() if _DAYS.search(t)) >= 0.5 * sum(
            texts.values()
        )
        self.marks = line_marks([lines_of(text) for text in texts])
        self.vocabulary.learn_commas({name for text in texts for name in comma_names(text)})
        self.lines_are_lessons = self._lines_are_lessons(texts)
        several = [(lines_of(text), n) for text, n in texts.items() if len(lines_of(text)) > 1]
        plain_first = sum(
            n for lines, n in several if not _INNER.search(lines[0]) and any(_INNER.search(line) for line in lines[1:])
        )
        self.plain_first = bool(several) and plain_first >= 0.5 * sum(n for _, n in several)
        lines = Counter[str]()
        for text, n in texts.items():
            for piece in self.lessons(text):
                lines[self._grouped(piece)[0]] += n
        total = sum(lines.values())
        slashed = [t.count(" / ") for t, n in lines.items() for _ in range(min(n, 5))]
        self.slashes = bool(slashed) and mostly(slashed)
        commas = [len(at_commas(t)) - 1 for t, n in lines.items() for _ in range(min(n, 5)) if "\n" not in t]
        self.commas = bool(commas) and len(commas) >= 0.5 * total and mostly(commas) and self._commas_differ(lines)
        often = max(set(commas), key=commas.count, default=0)
        self.commas &= not self.vocabulary.comma_names or often > 1
        self.tight = next((mark for mark in "-/|_" if self._is_tight(mark, lines)), "")
        self._learn_cuts(samples)
        rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for sample in samples:
            for piece in self.lessons(sample.text):
                chunks = self.chunks(piece)
                if len(chunks) > 1 and any(is_word("unknown_teacher", chunk) for chunk, _ in chunks[1:]):
                    continue  # "(TBD)" stands with everybody and would hide that teachers do not
                values = tuple(chunk for chunk, _ in chunks)
                rows[tuple(marker for _, marker in chunks)].append(Row(sample.time, sample.owner, values))
        for found in rows.values():
            for values in zip(*(row.values for row in found), strict=True):
                self.vocabulary.learn_commas(set(values))
        usual = max(rows, key=lambda signature: len(rows[signature]), default=())
        owners = filling((sample.time, sample.owner) for sample in samples)
        for signature, found in sorted(rows.items(), key=lambda item: item[0] != usual):
            said = self._said(signature) or self._team(signature, found, usual, rows)
            self.assigned[signature] = assign_roles(
                signature, found, self.owner, self.vocabulary, said, self.beside, owners
            )
        self.weights = {signature: len(found) for signature, found in rows.items()}
        self._agree(rows)
        for signature, found in rows.items():
            self.rests |= rest_words(found, self.assigned[signature].roles, signature)
        self._join_names(rows)
        self.roles = {signature: found.roles for signature, found in self.assigned.items()}
        return self

    def _team(
        self,
        signature: tuple[str, ...],
        found: Sequence[Row],
        usual: tuple[str, ...],
        rows: Mapping[tuple[str, ...], Sequence[Row]],
    ) -> dict[int, str]:
        """Two lines that hold the names which the usual cells have as their teacher: a lesson of two teachers."""
        roles = self.assigned[usual].roles if usual in self.assigned else ()
        if signature == usual or "teacher" not in roles:
            return {}
        people = {row.values[roles.index("teacher")] for row in rows[usual]}
        lines = [k for k, marker in enumerate(signature) if marker in ("", "n")]
        named = [k for k in lines if sum(row.values[k] in people for row in found) >= TEAM * len(found)]
        return dict.fromkeys(named, "teacher") if len(named) > 1 else {}

    def _said(self, signature: tuple[str, ...]) -> dict[int, str]:
        """The roles of the places that an example of the planner gives for cells of this signature."""
        for text, parts in self.examples.items():
            chunks = self.chunks(text)
            if tuple(marker for _, marker in chunks) == signature:
                roles = {spaced(value): role for role, value in parts.items()}
                return {k: roles.pop(spaced(chunk)) for k, (chunk, _) in enumerate(chunks) if spaced(chunk) in roles}
        return {}

    def roles_of(self, chunks: Sequence[Chunk]) -> tuple[str, ...]:
        """The role of each place of one lesson."""
        signature = tuple(marker for _, marker in chunks)
        row = Row(None, "", tuple(chunk for chunk, _ in chunks))
        known = self.roles.get(signature)
        return known or assign_roles(signature, [row], self.owner, self.vocabulary, held=self.beside).roles

    def _learn_cuts(self, samples: Sequence[Sample]) -> None:
        """Texts of several words that are several fields ("WIS Peeters A101"), place by place."""
        if self.owner == "" or self.days_inside:
            return
        texts: dict[tuple[tuple[str, ...], int], list[str]] = defaultdict(list)
        for sample in samples:
            for piece in self.lessons(sample.text):
                chunks = self.chunks(piece)
                signature = tuple(marker for _, marker in chunks)
                for place, (chunk, _) in enumerate(chunks):
                    texts[signature, place].append(chunk)
        self.cuts = {
            key: cut
            for key, every in texts.items()
            if (found := one_by_one(every))
            and key[0][key[1]] != "d"
            and not all(LESSON_NUMBER.match(text) for text in found)
            and not self._one_name(found)
            and (cut := learn_fields(found)) is not None
        }
        usual = Counter({signature: len(found) for (signature, _), found in texts.items()}).most_common(1)
        learned = {signature for signature, _ in self.cuts}
        self.usual_cuts = {
            (place, signature[place]): cut
            for (signature, place), cut in self.cuts.items()
            if usual and signature == usual[0][0] and len(learned) == 1
        }

    def _one_name(self, texts: Sequence[str]) -> bool:
        """Whether the texts are mostly whole names that are known, or names of people."""
        counts = Counter(texts)
        known = max(known_share(self.vocabulary, kind, counts) for kind in ("class", "teacher", "room", "subject"))
        people = sum(personlike(text) >= 1 for text in counts)
        return known >= 0.5 or people >= 0.6 * len(counts)

    def _agree(self, rows: Mapping[tuple[str, ...], Sequence[Row]]) -> None:
        """A rare signature follows the usual one: the same markers or, where those do not tell, the same values, some
        missing.
        """
        if not rows:
            return
        usual = max(rows, key=lambda signature: len(rows[signature]))
        roles = dict(zip(usual, self.assigned[usual].roles, strict=True))
        for signature, found in rows.items():
            if signature == usual or len(found) >= 0.3 * len(rows[usual]):
                continue
            if len(set(usual)) == len(usual) and len(set(signature)) == len(signature):
                if set(signature) <= set(usual) and signature[0] == "":
                    self.assigned[signature] = Assigned(tuple(roles[marker] for marker in signature))
            elif places := _places_of(found, rows[usual]):
                self.assigned[signature] = Assigned(tuple(self.assigned[usual].roles[place] for place in places))

    def _join_names(self, rows: Mapping[tuple[str, ...], Sequence[Row]]) -> None:
        """A remark behind the teacher that is always the same for one teacher is the rest of the name."""
        for signature, found in rows.items():
            roles = list(self.assigned[signature].roles)
            if "teacher" not in roles or len(found) < LEAST_ROWS:
                continue
            rest = roles.index("teacher") + 1
            if roles[rest : rest + 1] != ["note"] or told_by(found, rest, [rest - 1], False) < 1.0:
                continue
            values = {row.values[rest] for row in found}
            if len(values) >= LEAST_NAMES and not any(c.isdigit() for value in values for c in value):
                roles[rest] = "teacher"
                self.assigned[signature] = replace(self.assigned[signature], roles=tuple(roles))
                self.vocabulary.comma_names |= self.commas

    def _lines_are_lessons(self, texts: Mapping[str, int]) -> bool:
        counts = Counter[int]()
        for text, n in texts.items():
            counts[len(lines_of(text))] += n
        if len(counts) < 2:
            return False
        usual, times = counts.most_common(1)[0]
        if self.days_inside or (max(counts) > MOST_LINES and self._one_shape(texts)):
            return True
        if usual > 1 and times >= 0.7 * sum(counts.values()):
            return False
        several = [text for text in texts if len(lines_of(text)) > 1]
        if sum(self._marked(text) for text in several) >= MARKED_LINES * len(several):
            return True
        single = Counter(self._shape(text) for text in texts if len(lines_of(text)) == 1)
        if not single:
            return False
        alike = sum(all(self._shape(line) in single for line in lines_of(text)) for text in several)
        vocabulary = {line for text in texts if len(lines_of(text)) == 1 for line in [text]}
        known = sum(any(line in vocabulary for line in lines_of(text)) for text in several)
        return alike >= 0.6 * len(several) and (known >= 0.3 * len(several) or max(len(shape) for shape in single) > 1)

    def _marked(self, text: str) -> bool:
        """Whether each line names a group of its own, and something else."""
        groups = [self._grouped(line)[1] for line in lines_of(text)]
        return all(groups) and len(set(groups)) == len(groups)

    def _grouped(self, text: str) -> tuple[str, str]:
        """The text of a lesson of a class without the mark of the group, and the mark."""
        return without_group(text, self.marks) if self.owner == "class" else (text, "")

    def _one_shape(self, texts: Mapping[str, int]) -> bool:
        """Whether nearly all lines hold several parts in the same order, as whole lessons do."""
        shapes = Counter(self._shape(line)[:-1] for text in texts for line in lines_of(text))
        shape, times = shapes.most_common(1)[0]
        return bool(shape) and times >= ALIKE_LINES * sum(shapes.values())

    @staticmethod
    def _shape(text: str) -> tuple[str, ...]:
        return (*tuple(re.findall(r"[(;]|\s-\s", text)), str(min(3, len(text.split()))))

    def _commas_differ(self, lines: Mapping[str, int]) -> bool:
        """A comma parts fields ("WIS, JANS, L12") and not a list of equals ("Jan, Piet")."""
        first = {plain(line.split(",")[0]) for line in lines if "," in line}
        last = {plain(line.split(",")[-1]) for line in lines if "," in line}
        few = min(len(first), len(last))
        return bool(first) and len(first & last) <= max(few >= SEVERAL, 0.1 * few)  # "Labo" may be a subject and a room

    def _is_tight(self, mark: str, lines: Mapping[str, int]) -> bool:
        """The mark stands equally often in nearly every cell, between words of different vocabularies."""
        counts = Counter[int]()
        for line, n in lines.items():
            counts[len(re.findall(tight_mark(mark), line))] += n
        usual, times = counts.most_common(1)[0]
        if usual not in (1, 2, 3) or times < 0.85 * sum(counts.values()) or len(lines) < 3:
            return False
        if any(re.search(r"[\n;(]|\s[-–—·/]\s", line) for line in lines):
            return False
        columns = [set[str]() for _ in range(usual + 1)]
        for line in lines:
            parts = re.split(tight_mark(mark), line)
            if len(parts) == usual + 1:
                for column, part in zip(columns, parts, strict=True):
                    column.add(part.strip())
        apart = all(not a & b for n, a in enumerate(columns) for b in columns[n + 1 :])
        names = sum(any(mark in w and self.vocabulary.find("class", w) for w in line.split()) for line in lines)
        return apart and names < 0.5 * len(lines)  # "STEM-5A" is one name

    def score(self) -> float:
        """How well the roles explain the cells (logarithm of odds): the average over the cells of all signatures."""
        total = sum(self.weights.values())
        return sum(self.assigned[s].score * n for s, n in self.weights.items()) / total if total else 0.0

    # ---- cutting

    def lessons(self, text: str) -> list[str]:
        """The texts of the separate lessons in one cell."""
        lines = lines_of(text)
        if self.lines_are_lessons:
            return lines
        if self.plain_first and len(lines) > 1 and all(_INNER.search(line) for line in lines):
            return lines  # usually the subject stands alone on its line; here each line is a lesson of its own
        return [text]

    def chunks(self, text: str) -> list[Chunk]:
        """The places of one lesson, with what parts each from the one before."""
        whole = self.whole(text)
        return whole if any(marker == "d" for _, marker in whole) else self.cut(whole)

    def whole(self, text: str) -> list[Chunk]:
        """The places as separators part them, not yet cut into fields; the mark of a group is none of them."""
        text, _ = self._grouped(text)
        result: list[Chunk] = []
        if self.days_inside:
            match = _DAYS.search(text)
            if match and day_list(match[1]):
                before, after = text[: match.start()].strip(), text[match.end() :].strip()
                return [part for part in ((before, ""), (match[1], "d"), (after, "t")) if part[0]]
        for number, line in enumerate(lines_of(text)):
            marker = "n" if number else ""
            for piece_number, piece in enumerate(re.split(r"\s*;\s*", line)):
                if piece_number:
                    marker = ";"
                for dash_number, dashed in enumerate(re.split(r"\s+[-–—·•]\s+|\s+[-–—]$|^[-–—]\s+", piece)):
                    if dash_number:
                        marker = "-"
                    parts = dashed.split(" / ") if self.slashes else [dashed]
                    if self.tight:
                        parts = [cut for part in parts for cut in re.split(tight_mark(self.tight), part)]
                    if self.commas:
                        parts = [cut for part in parts for cut in at_commas(part)]
                    for part_number, part in enumerate(parts):
                        if part_number:
                            marker = "/"
                        result += self._brackets(part.strip(), marker)
        return result or [(text, "")]

    def cut(self, chunks: Sequence[Chunk], by: Mapping[int, tuple[str, ...]] = {}) -> list[Chunk]:
        """Places that are several fields, cut; the marker of a later field says which one it is. `by` are other cuts
        of some places.
        """
        signature = tuple(marker for _, marker in chunks)
        result: list[Chunk] = []
        for place, (chunk, marker) in enumerate(chunks):
            cut = self.cuts.get((signature, place)) or self.usual_cuts.get((place, marker))
            pieces = by.get(place) or (cut.cut(chunk) if cut is not None else (chunk,))
            for k, (piece, (word, *more)) in enumerate([(a, b.split() or [""]) for a, b in itertools.pairwise(pieces)]):
                if (piece, word) in self.rests:
                    pieces = (*pieces[:k], f"{piece} {word}", " ".join(more), *pieces[k + 2 :])
            result += [
                (piece, marker if number == 0 else f"t{place}{number}") for number, piece in enumerate(pieces) if piece
            ]
        return result

    @staticmethod
    def _brackets(text: str, marker: str) -> list[Chunk]:
        result: list[Chunk] = []
        position = 0
        for match in _BRACKET.finditer(text):
            before = text[position : match.start()].strip()
            if before:
                result.append((before, marker if not result else "t"))
            if inside := (match[1] or match[2] or "").strip():
                result.append((inside, "("))
            position = match.end()
        rest = text[position:].strip()
        if rest:
            result.append((rest, marker if not result else "t"))
        return result

    # ---- reading

    def read(self, text: str) -> list[dict[str, str]]:
        """For each lesson in the cell the texts by role; {} for a cell that is no lesson."""
        result = []
        for piece in self.lessons(text):
            said = self.examples.get(spaced(piece))
            if said is not None:
                result.append(dict(said))
                continue
            chunks = self.chunks(piece)
            found: dict[str, str] = {}
            for (chunk, marker), role in zip(chunks, self.roles_of(chunks), strict=True):
                role = self._corrected(role, chunk)
                if role == "teacher" and role in found and marker == "n":
                    found[role] += f"; {chunk}"
                elif role in found and role in ("subject", "note", "teacher"):
                    found[role] += f", {chunk}" if role == "teacher" and self.commas else f" {chunk}"
                else:
                    found.setdefault(role, chunk)
            self._peel(found)
            if group := self._grouped(piece)[1]:
                found["group"] = group
            result.append(found)
        return result

    def _corrected(self, role: str, chunk: str) -> str:
        """A place usually held by one kind may hold another once: a room where teachers stand; "#1W4" is no name."""
        if role == "teacher" and chunk.startswith("#"):
            return "note"
        year = role == "subject" and self.vocabulary.read_year(chunk)
        if role in ("subject", "note") and self.owner != "class" and (year or self.vocabulary.read_classes(chunk)):
            return "class"
        if role == "note" and self.vocabulary.read_people(chunk) and self.owner != "teacher":
            return "teacher"
        if (
            role == "teacher"
            and self.owner == "class"
            and not self.vocabulary.read_people(chunk)
            and self.vocabulary.read_rooms(chunk)
        ):
            return "room"
        return role

    def _like_codes(self, text: str) -> bool:
        """Whether a text looks like the codes of the teachers known so far (capitals, of the usual length)."""
        known = list(self.vocabulary.teachers.values())
        codes = [name for name in known if name.isalpha() and name.isupper()]
        if not self.plain_first or len(known) < 5 or len(codes) < 0.8 * len(known) or not text.isalpha():
            return False
        return min(map(len, codes)) <= len(text) <= max(map(len, codes)) and len(text) > 1

    def _peel(self, found: dict[str, str]) -> None:
        """Names that stand inside the text of the subject: "8D ENGLISH", "CT-6D", "9E GEO", "WIS JAN"."""
        text = found.get("subject", "")
        if not text:
            return
        if self.owner != "class" and "class" not in found:
            taken = peel_class(text, self.vocabulary)
            if taken is not None:
                found["class"], rest = taken
                found["subject"] = rest
                text = rest
        tokens = text.split()
        while len(tokens) > 1 and "\n" not in text:
            last = tokens[-1]
            if "room" not in found and self.owner != "room" and self.vocabulary.read_rooms(last) and roomlike(last):
                found["room"] = last
            elif (
                "teacher" not in found
                and self.owner != "teacher"
                and last.isupper()
                and (self.vocabulary.read_people(last) or self._like_codes(last))
            ):
                found["teacher"] = last
            else:
                break
            tokens.pop()
            found["subject"] = " ".join(tokens)


def _places_of(rows: Sequence[Row], usual: Sequence[Row]) -> tuple[int, ...]:
    """Which places of the usual cells hold the values of these shorter ones, in order; () where few of them do."""
    held = [set(column) for column in zip(*(row.values for row in usual), strict=True)]
    width = len(rows[0].values)
    if width >= len(held):
        return ()

    def seen(places: tuple[int, ...]) -> int:
        return sum(row.values[k] in held[place] for row in rows for k, place in enumerate(places))

    best = max(itertools.combinations(range(len(held)), width), key=seen)
    return best if seen(best) >= SAME_VALUES * width * len(rows) else ()
