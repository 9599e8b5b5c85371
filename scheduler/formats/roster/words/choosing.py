"""How sure the reading of cells is: each decision about cuts and roles with its second best, as `Choice`.

Taking the decisions is left to `grammar`, `fields` and `roles`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from scheduler.formats.roster.records import Choice
from scheduler.formats.roster.words.fields import Rival, rivals
from scheduler.formats.roster.words.grammar import Chunk, Grammar, Sample
from scheduler.formats.roster.words.separators import spaced

FEW_TEXTS = 4
"""A sketch of fewer different cells says nothing of their parts."""
FEW, RARE = 3, 0.02
"""Decisions about fewer cells, or a smaller share of all cells, are not told: real rosters hold a few odd cells."""

Labels = tuple[tuple[str, str], ...]


def choices_of(grammar: Grammar, samples: Sequence[Sample], where: str) -> list[Choice]:
    """The decisions about the cells of one family of tables."""
    pieces = Counter(piece for sample in samples for piece in grammar.lessons(sample.text))
    total = sum(pieces.values())
    return [*_roles(grammar, pieces, total, where), *_cuts(grammar, pieces, total, where)]


def _roles(grammar: Grammar, pieces: Counter[str], total: int, where: str) -> list[Choice]:
    shown: dict[tuple[str, ...], tuple[str, list[Chunk]]] = {}
    texts = Counter(tuple(marker for _, marker in grammar.chunks(piece)) for piece in pieces)
    for piece, _ in pieces.most_common():
        chunks = grammar.chunks(piece)
        shown.setdefault(tuple(marker for _, marker in chunks), (piece, chunks))
    return [
        Choice(
            "cells",
            where,
            spaced(shown[signature][0]),
            labelled(found.roles, shown[signature][1]),
            labelled(found.other, shown[signature][1]),
            found.margin,
            grammar.weights[signature],
        )
        for signature, found in grammar.assigned.items()
        if found.other and texts[signature] >= FEW_TEXTS and grammar.weights[signature] >= max(FEW, RARE * total)
    ]


def labelled(roles: Sequence[str], chunks: Sequence[Chunk]) -> Labels:
    return tuple((f"role_{role}", spaced(chunk)) for role, (chunk, _) in zip(roles, chunks, strict=True))


def _cuts(grammar: Grammar, pieces: Counter[str], total: int, where: str) -> list[Choice]:
    """The clearest of the least clear cuts: all cells up to it are more than a few odd ones."""
    texts: dict[tuple[tuple[str, ...], int], set[str]] = defaultdict(set)
    whole = {piece: grammar.whole(piece) for piece in pieces if spaced(piece) not in grammar.examples}
    for chunks in whole.values():
        signature = tuple(marker for _, marker in chunks)
        for place, (chunk, _) in enumerate(chunks):
            if (signature, place) in grammar.cuts:
                texts[signature, place].add(chunk)
    found = {key: rivals(grammar.cuts[key], chunks) for key, chunks in texts.items()}
    unclear: list[tuple[float, str, int, Rival]] = []
    for piece, chunks in whole.items():
        signature = tuple(marker for _, marker in chunks)
        here = [
            (rival.lead, place, rival)
            for place, (chunk, _) in enumerate(chunks)
            if (rival := found.get((signature, place), {}).get(chunk)) is not None
        ]
        if here:
            lead, place, rival = min(here, key=lambda item: item[:2])
            unclear.append((lead, piece, place, rival))
    passed = 0
    for lead, piece, place, rival in sorted(unclear, key=lambda item: item[:2]):
        passed += pieces[piece]
        if passed >= max(FEW, RARE * total):
            best, other = (grammar.cut(whole[piece], {place: cut}) for cut in (rival.cut, rival.other))
            return [
                Choice(
                    "cells",
                    where,
                    spaced(piece),
                    labelled(grammar.roles_of(best), best),
                    labelled(grammar.roles_of(other), other),
                    lead,
                    passed,
                )
            ]
    return []
