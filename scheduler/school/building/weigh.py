"""What every rule takes from its setting: id, catalogue entry, hard or weighted, cost shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.problem.rules import Shape
from scheduler.school.catalogue import Setting
from scheduler.school.records import LEVEL_POINTS, Level


class Weighing(Mapping[str, Any]):
    """Keyword arguments of a `Rule`. `level` (of a wish) decides hardness and points where it is given.

    `aspect` is what of the entry the rule is about, `number` what tells it apart from others of that aspect; the id is
    made of all three.
    """

    def __init__(
        self,
        entry: str,
        setting: Setting,
        number: str | int = "",
        *,
        aspect: str = "",
        level: Level | None = None,
        shape: Shape | None = None,
    ) -> None:
        self._given: dict[str, Any] = {"aspect": aspect, "level": level, "shape": shape}
        self._entry, self._setting, self._number = entry, setting, str(number)
        hard, weight = setting.hard, setting.weight
        if level is not None:
            hard = level is Level.MUST and setting.hard
            weight = setting.weight * LEVEL_POINTS.get(level, 1)
        self._arguments: dict[str, Any] = {
            "id": "/".join(filter(None, (entry, " ".join(filter(None, (aspect, self._number)))))),
            "entry": entry,
            "aspect": aspect,
            "hard": hard,
            "weight": weight,
            "shape": shape or setting.shape,
        }

    def part(self, number: str | int) -> Weighing:
        """The same for one of several rules that together make one sentence."""
        return Weighing(self._entry, self._setting, f"{self._number} {number}".strip(), **self._given)

    def __getitem__(self, key: str) -> Any:
        return self._arguments[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arguments)

    def __len__(self) -> int:
        return len(self._arguments)
