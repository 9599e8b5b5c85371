"""What every rule takes from its setting: id, catalogue entry, hard or weighted, cost shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.problem.catalogue import Setting
from scheduler.problem.rules import Shape
from scheduler.problem.school import LEVEL_POINTS, Level


class Weighing(Mapping[str, Any]):
    """Keyword arguments of a `Rule`. `level` (of a wish) decides hardness and points where it is given.

    The id is the entry, followed by what tells this rule apart from others of the same entry.
    """

    def __init__(
        self, entry: str, setting: Setting, suffix: str = "", level: Level | None = None, shape: Shape | None = None
    ) -> None:
        self._entry, self._setting, self._suffix, self._level, self._shape = entry, setting, suffix, level, shape
        hard, weight = setting.hard, setting.weight
        if level is not None:
            hard = level is Level.MUST and setting.hard
            weight = setting.weight * LEVEL_POINTS.get(level, 1)
        self._arguments: dict[str, Any] = {
            "id": f"{entry}/{suffix}" if suffix else entry,
            "entry": entry,
            "hard": hard,
            "weight": weight,
            "shape": shape or setting.shape,
        }

    def part(self, suffix: str) -> Weighing:
        """The same for one of several rules that together make one sentence."""
        return Weighing(self._entry, self._setting, f"{self._suffix} {suffix}", self._level, self._shape)

    def __getitem__(self, key: str) -> Any:
        return self._arguments[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arguments)

    def __len__(self) -> int:
        return len(self._arguments)
