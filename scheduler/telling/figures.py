"""The figures of timetables side by side, in words: what each row is called, its values, and which is best.

The texts are in `data/texts/figures.toml`; the figures are those of `evaluation.figures`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.evaluation.figures import Figures
from scheduler.problem.text import say

POINTS = ("hard", "soft")
"""Figures that depend on the rules; those of other rules are not better or worse."""

LESS_IS_BETTER = ("unplaced", "hard", "soft", "teacher_gaps", "teacher_days", "pupil_gaps", "last_periods")
"""Figures of which the smallest is marked as best; of the others more or less is a matter of taste."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of several timetables, as text; `best`: the numbers of those that are better than another."""

    key: str
    name: str
    values: tuple[str, ...]
    best: frozenset[int] = frozenset()


def side_by_side(
    found: Sequence[Figures],
    moved: Sequence[int | None],
    names: Sequence[str],
    language: str,
    same_rules: bool = True,
    same_cycle: bool = True,
) -> tuple[Line, ...]:
    """Every figure; `moved`: blocks that are elsewhere than in the first, None where that cannot be said.

    Only what can be compared has a best: points where all have the same rules, numbers where all count as many weeks.
    """
    keys = ("unplaced", "hard", "soft", "teacher_gaps", "teacher_days", "pupil_gaps", "first_periods", "last_periods")
    lines = [
        _line(key, [getattr(one, key) for one in found], language, same_cycle and (same_rules or key not in POINTS))
        for key in keys
    ]
    shares = tuple(say(language, "figures", "percent", share=_share(one, language)) for one in found)
    lines.append(Line("distance_share", say(language, "figures", "distance_share"), shares))
    lines.append(_line("most_seats", [one.most_seats for one in found], language))
    met = tuple(say(language, "figures", "of", some=one.wishes_met, all=one.wishes) for one in found)
    most = max(one.wishes_met for one in found)
    same = same_cycle and len({one.wishes for one in found}) == 1 and len(set(met)) > 1
    best = frozenset(number for number, one in enumerate(found) if same and one.wishes_met == most)
    lines.append(Line("wishes_met", say(language, "figures", "wishes_met"), met, best))
    told = tuple("–" if one is None else str(one) for one in moved)
    return (*lines, Line("moved", say(language, "figures", "moved", first=names[0]), told))


def _share(one: Figures, language: str) -> str:
    """Of lessons at distance in percent, with the comma of Dutch."""
    share = f"{float(one.distance_share):.1f}"
    return share.replace(".", ",") if language == "nl" else share


def _line(key: str, values: list[int], language: str, comparable: bool = True) -> Line:
    apart = comparable and key in LESS_IS_BETTER and len(set(values)) > 1
    best = frozenset(number for number, value in enumerate(values) if apart and value == min(values))
    return Line(key, say(language, "figures", key), tuple(map(str, values)), best)
