"""Where one text of several words falls apart into fields ("WIS Peeters A101"), told by what recurs in all texts
together.

A text is cut so that the fields' dictionaries and the references to them take the fewest bits (minimum description
length); a cut that saves little is not made. What the fields mean is left to `roles`.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from scheduler.formats.roster.words.labels import plain, words
from scheduler.formats.roster.words.patterns import YEAR, one_number, personlike

BITS_PER_LETTER = 4.0
"""What spelling one letter of a dictionary costs."""
WORTH, WORTH_MORE = 0.8, 0.95
"""A first cut, and each further one, must bring the bits below this share (in drawn schools true cuts lie at 0.2-0.7
and 0.6-0.9, cuts through names of two words at 1.0 and above)."""
MOST_FIELDS, MOST_WORDS, LEAST_TEXTS, ENOUGH_TEXTS = 4, 3, 5, 200
_ROUNDS, _TRIED = 4, 60


@dataclass(frozen=True)
class Fields:
    """A learned cut: for each field its values with their counts ("" where a text lacks the field)."""

    values: tuple[Mapping[str, float], ...]
    totals: tuple[float, ...] = field(default=())
    forward: bool = False

    def cut(self, text: str) -> tuple[str, ...]:
        """The values of the fields of one text, "" for one that is missing."""
        return self.of(atoms(text, self.forward))

    def cost(self, place: int, value: str) -> float:
        """Bits of one value in one field; an unknown value must be spelled."""
        seen = self.values[place].get(value, 0.0)
        total = self.totals[place] + 1.0
        if seen > 0:  # what a rare value costs to spell is shared by few
            return BITS_PER_LETTER * len(value) / max(1.0, seen) - math.log2(seen / total)
        return math.log2(total) + 3.0 + BITS_PER_LETTER * len(value) if value else math.log2(total) + 6.0

    def of(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        fields = len(self.values)
        if len(parts) > MOST_WORDS * fields:
            return (" ".join(parts), *[""] * (fields - 1))
        return min(cuts(parts, fields), key=lambda pieces: sum(self.cost(k, v) for k, v in enumerate(pieces)))


_MARK = re.compile(r"\d|[IVX]{1,3}|[A-Za-d]|\W+")
BIT = math.log(2)

_ROOM_MARK = re.compile(r"[^\W\d_]{0,2}\W?\d")
_ROMAN = re.compile(r"[IVX]{1,4}")
_LISTED = re.compile(r"[,/&+]")
GOES_ON = (",", "+", "&", "/")
_LEADS = re.compile(r"\d{1,2}|[IVX]{1,4}|[^\W\d_]\.")


def atoms(text: str, forward: bool = False) -> tuple[str, ...]:
    """The words of a text; titles, initials, words for rooms and commas stay with what follows, single marks with what
    precedes.

    Where `forward` is set, a number inside belongs to the word behind it ("GES 5 WeWi" and not "Duits 1 PEE").
    """
    result: list[str] = []
    found = text.split()
    glued = False
    for place, word in enumerate(found):
        inside = 0 < place < len(found) - 1 and YEAR.fullmatch(word) is not None
        joins = glued or (bool(result) and _MARK.fullmatch(word) is not None and not (inside and forward))
        if joins and result:
            result[-1] += f" {word}"
        else:
            result.append(word)
        last = _LISTED.split(word)[-1] or word  # "Willems/O. Thijs": of two people the second begins here
        bare = plain(last)
        follows = found[place + 1] if place + 1 < len(found) else ""
        leads = (
            _LEADS.fullmatch(last) is not None
            and (not joins or last != word)
            and not (word.isdigit() and _ROMAN.fullmatch(follows))  # "Wiskunde 1 IV A": only IV leads
            and (place == 0 or word.endswith(".") or (inside and forward))
        )
        rooms = bare in words("room_prefix") and _ROOM_MARK.match(follows) is not None  # "Labo 2" but not "Labo Maes"
        led = bare in words("particles") and not last.isupper() and _named(follows)
        glued = (len(bare) > 1 and (bare in words("titles") or rooms or led)) or leads or word.endswith(GOES_ON)
    return tuple(result)


def _named(word: str) -> bool:
    """Whether a particle before this word belongs to a name: "de Goos", "Van de", not "De" before a room."""
    return plain(word) in words("particles") or (len(word) > 2 and word.isalpha() and word[:1].isupper())


def cuts(parts: tuple[str, ...], fields: int, whole: bool = False) -> Iterator[tuple[str, ...]]:
    """All ways to cut the words into this many fields in order; the first is never empty, none with `whole`."""
    if fields == 1:
        yield (" ".join(parts),)
        return
    for size in range(1, min(len(parts), MOST_WORDS + 1) + 1):
        for rest in _rest(parts[size:], fields - 1, whole):
            yield (" ".join(parts[:size]), *rest)


def _rest(parts: tuple[str, ...], fields: int, whole: bool) -> Iterator[tuple[str, ...]]:
    if fields == 1:
        if len(parts) <= MOST_WORDS and (parts or not whole):
            yield (" ".join(parts),)
        return
    for size in range(1 if whole else 0, min(len(parts), MOST_WORDS) + 1):
        for rest in _rest(parts[size:], fields - 1, whole):
            yield (" ".join(parts[:size]), *rest)


def _counted(pieces: Iterable[tuple[tuple[str, ...], float]], fields: int) -> Fields:
    values: list[Counter[str]] = [Counter() for _ in range(fields)]
    for found, weight in pieces:
        for place, value in enumerate(found):
            values[place][value] += weight  # type: ignore[assignment]
    return Fields(tuple(values), tuple(float(sum(v.values())) for v in values))


def bits(model: Fields, texts: Iterable[str]) -> float:
    """What the dictionaries and all texts cost together."""
    return _cost_of([model.cut(text) for text in texts], len(model.values))


@dataclass(frozen=True)
class Rival:
    """The best cut of a text and the next one; `lead` is a natural logarithm of odds."""

    cut: tuple[str, ...]
    other: tuple[str, ...]
    lead: float


def rivals(model: Fields, texts: Iterable[str]) -> dict[str, Rival]:
    """For each text of several words how clear its cut is, told by what the other texts hold."""
    held = {text: model.cut(text) for text in texts}
    fields = len(model.values)
    used = [Counter(pieces[place] for pieces in held.values()) for place in range(fields)]
    shapes = [Counter(shape_of(value) for value in values if value) for values in used]
    found: dict[str, Rival] = {}
    for text, own in held.items():
        parts = atoms(text, model.forward)
        if not 1 < len(parts) <= MOST_WORDS * fields:
            continue
        costs = [
            (sum(_elsewhere(k, v, own[k], used[k], shapes[k], len(held)) for k, v in enumerate(cut)), cut)
            for cut in {own, *cuts(parts, fields)}
        ]
        mine = next(cost for cost, cut in costs if cut == own)
        second = min((item for item in costs if item[1] != own), default=None)
        if second is not None:
            found[text] = Rival(own, second[1], BIT * (second[0] - mine))
    return found


def _elsewhere(
    place: int, value: str, own: str, used: Counter[str], shapes: Counter[tuple[str, ...]], texts: int
) -> float:
    """Bits of one value in one field if only the other texts were known; `own` is what this text holds there."""
    seen = used[value] - (value == own)
    if seen > 0:
        return math.log2(texts / seen)
    if not value:
        return math.log2(texts) + MISSING
    alike = shapes[shape_of(value)] - (value == own)
    return math.log2(texts) + BITS_PER_LETTER * (len(value) + 1) + math.log2((len(used) + 1) / (alike + 0.5))


def learn_fields(texts: Iterable[str]) -> Fields | None:
    """The cut that explains the texts best; None where they are best left whole."""
    distinct = sorted(set(texts))
    return _learned(tuple(distinct[:: max(1, len(distinct) // ENOUGH_TEXTS)]))


@lru_cache(maxsize=256)
def _learned(distinct: tuple[str, ...]) -> Fields | None:
    whole = bits(_counted(((tuple([text]), 1.0) for text in distinct), 1), distinct)
    found = [best for forward in (False, True) if (best := _best(distinct, forward, whole)) is not None]
    if len(found) == 2:
        usual = 1.0 if one_number(distinct) else FORWARD
        del found[int(found[1][0] > usual * found[0][0])]
    if not found:
        return _codes(distinct) or _coded_ends(distinct) or _person_ends(distinct)
    return _evened(_finer(min(found, key=lambda item: item[0])[1], distinct), distinct)


EVEN, ODD = 0.6, 0.3
"""Where so many texts have fields of one look, those that have it under another cut are cut so; more than the second
share of them would say that there is no usual look."""


def _evened(model: Fields, distinct: tuple[str, ...]) -> Fields:
    """Texts whose fields look like those of nearly all others under another cut: "ges | Goos Nele", not "ges Goos |
    Nele" beside "ned | Hermans Veerle".
    """
    held = {text: model.cut(text) for text in distinct}
    usual, many = Counter(map(_looks, held.values())).most_common(1)[0]
    if many < EVEN * len(held):
        return model
    better = {}
    for text, pieces in held.items():
        parts = atoms(text, model.forward)
        if _looks(pieces) != usual and len(parts) <= MOST_WORDS * len(pieces):
            alike = [cut for cut in cuts(parts, len(pieces)) if _looks(cut) == usual]
            if len(alike) == 1:
                better[text] = alike[0]
    if not better or len(better) > ODD * len(held):
        return model
    return replace(
        _counted(((pieces, 1.0) for pieces in {**held, **better}.values()), len(usual)), forward=model.forward
    )


def _looks(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """How each field looks: capitals, a capital, small letters or digits of each word."""
    return tuple(" ".join(map(_look, value.split())) for value in pieces)


def _look(word: str) -> str:
    if any(c.isdigit() for c in word):
        return "9"
    return "C" if word.isupper() else "Cx" if word[:1].isupper() else "x"


def _person_ends(distinct: tuple[str, ...]) -> Fields | None:
    """Texts that end with the name of a person, however few they are ("muz S. Engelen")."""
    parts = [atoms(text) for text in distinct]
    named = sum(len(found) > 1 and personlike(found[-1]) >= 1 for found in parts)
    if named < 3 or named < len(parts):
        return None
    return _counted((((" ".join(found[:-1]), found[-1]), 1.0) for found in parts), 2)


def _finer(model: Fields, distinct: tuple[str, ...]) -> Fields:
    """Fields that hold several words which recur among themselves ("aar Die", "WIS JAN") are cut as well."""
    inner = [tuple(sorted(value for value in values if value)) for values in model.values]
    finer = [_codes(values) or _learned(values) for values in inner]
    if not any(finer):
        return model
    pieces = []
    for text in distinct:
        found: list[str] = []
        for value, cut in zip(model.cut(text), finer, strict=True):
            width = len(cut.values) if cut is not None else 1
            found += cut.cut(value) if cut is not None and value else [value, *[""] * (width - 1)]
        pieces.append((tuple(found), 1.0))
    if len(pieces[0][0]) > MOST_FIELDS:
        return model
    return replace(_counted(pieces, len(pieces[0][0])), forward=model.forward)


def _codes(distinct: tuple[str, ...]) -> Fields | None:
    """Few texts of as many codes each ("WIS JAN L12"), no code in two places: one field for each word."""
    parts = [atoms(text) for text in distinct]
    fields = len(parts[0]) if parts else 0
    if not 2 <= fields <= MOST_FIELDS or len(parts) < 3 or any(len(found) != fields for found in parts):
        return None
    columns = [set(column) for column in zip(*parts, strict=True)]
    coded = all(len(w) <= 8 and (w.isupper() or w[0].isdigit()) for column in columns for w in column) or (
        fields == 2  # "eng EN": codes of capitals behind words
        and all(w.isalpha() and w.isupper() and 2 <= len(w) <= 5 for w in columns[1])
        and not any(w.isupper() for w in columns[0])
    )
    apart = all(not a & b for a, b in itertools.combinations(columns, 2))
    return _counted(((found, 1.0) for found in parts), fields) if coded and apart else None


def _coded_ends(distinct: tuple[str, ...]) -> Fields | None:
    """Texts whose last word is a short code of one length and case, as no other word is ("Theorie hout WOUT")."""
    parts = [atoms(text) for text in distinct]
    if len(parts) < LEAST_TEXTS or any(len(found) < 2 for found in parts):
        return None
    ends = {shape_of(found[-1]) for found in parts}
    others = {shape_of(word) for found in parts for word in found[:-1]}
    recur = any(len(set(side)) < len(parts) for side in ([p[-1] for p in parts], [p[:-1] for p in parts]))
    lengths = {len(found[-1]) for found in parts}
    coded = recur and len(ends) == len(lengths) == 1 and not ends & others and lengths.pop() < 5
    coded = coded and all(found[-1].isalpha() for found in parts)
    return _counted((((" ".join(found[:-1]), found[-1]), 1.0) for found in parts), 2) if coded else None


def _best(distinct: tuple[str, ...], forward: bool, whole: float) -> tuple[float, Fields] | None:
    parts = [atoms(text, forward) for text in distinct]
    several = sum(len(found) > 1 for found in parts)
    if several < LEAST_TEXTS or several < 0.6 * len(distinct) or max(map(len, parts)) > 10:
        return None
    if forward and parts == [atoms(text) for text in distinct]:
        return None
    best = whole
    chosen: Fields | None = None
    for fields in range(2, MOST_FIELDS + 1):
        model = _fit(parts, fields)
        if model is None:
            break
        model = replace(model, forward=forward)
        cost = bits(model, distinct)
        if cost < (WORTH if chosen is None else WORTH_MORE) * best:
            best, chosen = cost, model
    return (best, chosen) if chosen is not None else None


def _fit(texts: list[tuple[str, ...]], fields: int) -> Fields | None:
    """Cuts and dictionaries found in turn, from all cuts counted alike; then single words are tried as values."""
    start: list[tuple[tuple[str, ...], float]] = []
    for parts in texts:
        found = list(cuts(parts, fields, whole=True)) if len(parts) >= fields else []
        start += [(pieces, 1.0 / len(found)) for pieces in found]
    if not start:
        return None
    model = _counted(start, fields)
    held: list[tuple[str, ...]] = []
    for _ in range(_ROUNDS):
        held = [model.of(parts) for parts in texts]
        model, before = _counted(((pieces, 1.0) for pieces in held), fields), model
        if model == before:
            break
    return _improved(texts, held, fields)


def _improved(texts: list[tuple[str, ...]], held: list[tuple[str, ...]], fields: int) -> Fields:
    """Cut all texts that allow it so that one word group is the value of one field, as long as that takes fewer bits.

    Counting and cutting in turn stays where a rare word was first taken together with its neighbour ("Labo Maes").
    """
    best = _cost_of(held, fields)
    for _ in range(_ROUNDS):
        before = best
        for place, value in _proposals(texts, held, fields):
            tried = _recut(texts, held, place, value, fields)
            if tried is not None and (cost := _cost_of(tried, fields)) < best:
                best, held = cost, tried
        for place, word, onward in _borders(held):
            tried = [_shifted(pieces, place, word, onward) for pieces in held]
            allowed = all(a == b or b in cuts(p, fields) for a, b, p in zip(held, tried, texts, strict=True))
            if allowed and (cost := _cost_of(tried, fields)) < best:
                best, held = cost, tried
        for place, value in _composed(held):
            tried = _without(texts, held, place, value, fields)
            if (cost := _cost_of(tried, fields)) < best:
                best, held = cost, tried
        best, held = _each_alone(texts, held, fields, best)
        if best == before:
            break
    return _counted(((pieces, 1.0) for pieces in held), fields)


def _each_alone(
    texts: list[tuple[str, ...]], held: list[tuple[str, ...]], fields: int, best: float
) -> tuple[float, list[tuple[str, ...]]]:
    """Other cuts of single texts that hold a value of their own, where they take fewer bits."""
    counts = [Counter(pieces[place] for pieces in held) for place in range(fields)]
    alone = [
        n
        for n, (parts, pieces) in enumerate(zip(texts, held, strict=True))
        if len(parts) > fields and any(counts[k][v] == 1 for k, v in enumerate(pieces))
    ]
    for n in alone[:_TRIED]:
        for cut in cuts(texts[n], fields):
            tried = [*held[:n], cut, *held[n + 1 :]]
            if (cost := _cost_of(tried, fields)) < best:
                best, held = cost, tried
    return best, held


def _proposals(texts: list[tuple[str, ...]], held: list[tuple[str, ...]], fields: int) -> list[tuple[int, str]]:
    """Word groups that begin or end several texts and are not the first or last value of some of them."""
    heads: Counter[str] = Counter()
    tails: Counter[str] = Counter()
    for parts in texts:
        for size in range(1, min(MOST_WORDS, len(parts) - 1) + 1):
            heads[" ".join(parts[:size])] += 1
            tails[" ".join(parts[-size:])] += 1
    firsts, lasts = Counter(p[0] for p in held), Counter(p[-1] for p in held)
    found = [(n, 0, v) for v, n in heads.items() if n > max(1, firsts[v])]
    found += [(n, fields - 1, v) for v, n in tails.items() if n > max(1, lasts[v])]
    return [(place, value) for _, place, value in sorted(found, key=lambda item: (-item[0], item[1:]))[:_TRIED]]


def _borders(held: list[tuple[str, ...]]) -> list[tuple[int, str, bool]]:
    """Words at the end of a value (and then whether they may go on to the next field) or at the beginning of one."""
    found: Counter[tuple[int, str, bool]] = Counter()
    for pieces in held:
        for place, value in enumerate(pieces):
            parts = value.split()
            if len(parts) > 1:
                if place + 1 < len(pieces):
                    found[place, parts[-1], True] += 1
                if place:
                    found[place, parts[0], False] += 1
    return [key for key, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_TRIED]]


def _shifted(pieces: tuple[str, ...], place: int, word: str, onward: bool) -> tuple[str, ...]:
    """The word at the end (or the beginning) of one value moved to its neighbour."""
    parts = pieces[place].split()
    if len(parts) < 2 or parts[-1 if onward else 0] != word:
        return pieces
    result = list(pieces)
    if onward:
        result[place], result[place + 1] = " ".join(parts[:-1]), f"{word} {pieces[place + 1]}".strip()
    else:
        result[place], result[place - 1] = " ".join(parts[1:]), f"{pieces[place - 1]} {word}".strip()
    return tuple(result)


def _composed(held: list[tuple[str, ...]]) -> list[tuple[int, str]]:
    """Values of several words, which may hold a word of the next field."""
    found = Counter((k, v) for pieces in held for k, v in enumerate(pieces) if " " in v)
    return [key for key, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_TRIED]]


def _without(
    texts: list[tuple[str, ...]], held: list[tuple[str, ...]], place: int, value: str, fields: int
) -> list[tuple[str, ...]]:
    """The cuts if this value did not exist; all its texts are cut by the other values known so far."""
    model = _counted(((pieces, 1.0) for pieces in held if pieces[place] != value), fields)
    result = []
    for parts, pieces in zip(texts, held, strict=True):
        if pieces[place] == value:
            options = [cut for cut in cuts(parts, fields) if cut[place] != value]
            pieces = min(options, key=lambda cut: sum(model.cost(k, v) for k, v in enumerate(cut)), default=pieces)
        result.append(pieces)
    return result


def _recut(
    texts: list[tuple[str, ...]], held: list[tuple[str, ...]], place: int, value: str, fields: int
) -> list[tuple[str, ...]] | None:
    """The cuts with this value where a text begins (or ends) with it; the rest is cut by the values known so far."""
    model = _counted(((pieces, 1.0) for pieces in held), fields)
    width = len(value.split())
    result = []
    changed = False
    for parts, pieces in zip(texts, held, strict=True):
        words_of = " ".join(parts).split()
        lead = words_of[:width] if place == 0 else words_of[len(words_of) - width :]
        if len(words_of) <= width or " ".join(lead) != value or pieces[place] == value:
            result.append(pieces)
            continue
        options = [cut for cut in cuts(parts, fields) if cut[place] == value]
        if not options:
            return None
        result.append(min(options, key=lambda cut: sum(model.cost(k, v) for k, v in enumerate(cut))))
        changed = True
    return result if changed else None


FORWARD = 0.93
"""A number belongs to the word before it unless that takes so much more ("Duits 1 PEE" against "GES 5 WeWi"); the one
year of all classes goes with the side that has fewer names, on which it takes less."""
MISSING = 4.0
"""Bits of a field that a text lacks, beside the reference."""
SHORT = 3
"""Words of small letters up to this length are told apart by it: codes; longer ones are words."""
SHAPE = 8.0
"""Bits of one more shape among the values of a field: names look alike."""


@lru_cache(maxsize=4096)
def shape_of(value: str) -> tuple[str, ...]:
    """Capitals, small letters or digits of each word, and its length while it is short: "Labo 2" -> (Cx4, 9)."""
    return tuple(_word_shape(word) for word in value.split())


def _word_shape(word: str) -> str:
    if any(c.isdigit() for c in word):
        return "9"
    if word.isupper():
        return f"C{min(len(word), 5)}"
    return f"{'Cx' if word[0].isupper() else 'x'}{'.' if word.endswith('.') else min(len(word), SHORT + 1)}"


def _cost_of(held: list[tuple[str, ...]], fields: int) -> float:
    """What the dictionaries and all cut texts cost together, in bits: letters, shapes, references."""
    total = 0.0
    for place in range(fields):
        used = Counter(pieces[place] for pieces in held)
        total += sum(BITS_PER_LETTER * (len(value) + 1) for value in used if value)
        shapes = Counter(shape_of(value) for value in used if value)
        total += MISSING * used[""] + SHAPE * len(shapes) + _entropy(shapes) + _entropy(used)
    return total


def _entropy(counts: Counter[Any]) -> float:
    """Bits to say for each one which of the values it is."""
    total = sum(counts.values())
    return -sum(n * math.log2(n / total) for n in counts.values())
