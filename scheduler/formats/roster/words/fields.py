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

from scheduler.formats.roster.words.labels import plain, words

BITS_PER_LETTER = 4.0
"""What spelling one letter of a dictionary costs."""
WORTH, WORTH_MORE = 0.8, 0.95
"""A first cut, and each further one, must bring the bits below this share (in drawn schools true cuts lie at 0.2-0.7
and 0.6-0.9, cuts through names of two words at 1.0 and above)."""
MOST_FIELDS, MOST_WORDS, LEAST_TEXTS, ENOUGH_TEXTS = 4, 3, 5, 200
_ROUNDS = 4


@dataclass(frozen=True)
class Fields:
    """A learned cut: for each field its values with their counts ("" where a text lacks the field)."""

    values: tuple[Mapping[str, float], ...]
    totals: tuple[float, ...] = field(default=())
    forward: bool = False

    def cut(self, text: str) -> tuple[str, ...]:
        """The values of the fields of one text, "" for one that is missing."""
        return self.of(atoms(text, self.forward))

    def _cost(self, place: int, value: str) -> float:
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
        return min(cuts(parts, fields), key=lambda pieces: sum(self._cost(k, v) for k, v in enumerate(pieces)))


_YEAR = re.compile(r"\d{1,2}|[IVX]{1,4}")
_MARK = re.compile(r"\d|[IVX]{1,3}|[A-Z]|\W+")
_LEADS = re.compile(r"\d{1,2}|[IVX]{1,4}|[^\W\d_]\.")


def atoms(text: str, forward: bool = False) -> tuple[str, ...]:
    """The words of a text; titles, initials and words for rooms stay with what follows, single marks with what
    precedes.

    Where `forward` is set, a number inside belongs to the word behind it ("GES 5 WeWi" and not "Duits 1 PEE").
    """
    result: list[str] = []
    found = text.split()
    glued = False
    for place, word in enumerate(found):
        inside = 0 < place < len(found) - 1 and _YEAR.fullmatch(word) is not None
        joins = glued or (bool(result) and _MARK.fullmatch(word) is not None and not (inside and forward))
        if joins and result:
            result[-1] += f" {word}"
        else:
            result.append(word)
        bare = plain(word)
        leads = (
            _LEADS.fullmatch(word) is not None
            and not joins
            and (place == 0 or word.endswith(".") or (inside and forward))
        )
        glued = (len(bare) > 1 and (bare in words("titles") or bare in words("room_prefix"))) or leads
    return tuple(result)


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
    found = [model.cut(text) for text in texts]
    used = [Counter(pieces[place] for pieces in found) for place in range(len(model.values))]
    spelled = sum(BITS_PER_LETTER * (len(value) + 1) for values in used for value in values if value)
    referred = 0.0
    for values in used:
        total = sum(values.values())
        referred -= sum(n * math.log2(n / total) for n in values.values())
    return spelled + referred


def learn_fields(texts: Iterable[str]) -> Fields | None:
    """The cut that explains the texts best; None where they are best left whole."""
    distinct = sorted(set(texts))
    return _learned(tuple(distinct[:: max(1, len(distinct) // ENOUGH_TEXTS)]))


@lru_cache(maxsize=256)
def _learned(distinct: tuple[str, ...]) -> Fields | None:
    whole = bits(_counted(((tuple([text]), 1.0) for text in distinct), 1), distinct)
    found = [best for forward in (False, True) if (best := _best(distinct, forward, whole)) is not None]
    if not found:
        return _codes(distinct)
    return _finer(min(found, key=lambda item: item[0])[1], distinct)


def _finer(model: Fields, distinct: tuple[str, ...]) -> Fields:
    """Fields that hold codes side by side ("WIS JAN", always together) are cut as well."""
    finer = [_codes(tuple(sorted(value for value in values if value))) for values in model.values]
    if not any(finer):
        return model
    pieces = []
    for text in distinct:
        found: list[str] = []
        for value, inner in zip(model.cut(text), finer, strict=True):
            found += inner.cut(value) if inner is not None and value else [value] * (len(inner.values) if inner else 1)
        pieces.append((tuple(found), 1.0))
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
    """Cuts and dictionaries found in turn, from all cuts counted alike."""
    start: list[tuple[tuple[str, ...], float]] = []
    for parts in texts:
        found = list(cuts(parts, fields, whole=True)) if len(parts) >= fields else []
        start += [(pieces, 1.0 / len(found)) for pieces in found]
    if not start:
        return None
    model = _counted(start, fields)
    for _ in range(_ROUNDS):
        found_now = [(model.of(parts), 1.0) for parts in texts]
        model, before = _counted(found_now, fields), model
        if model == before:
            break
    return model
