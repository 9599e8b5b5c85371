"""The presets of a walk: how hot it begins, how cold it ends, and what a broken hard rule costs on the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """Temperatures and prices of a walk. Which preset suits a school shows only when it is tried.

    `hot`: temperature at the start, in weights of the dearest soft rule; `cold`: the lowest at the end, in the same.
    `floor`: the lowest price of a hard point, in such weights; `per_degree`: the lowest price in temperatures. A low
    price lets a walk pass through broken hard rules, a high one keeps it among timetables that break none. `steady`: it
    stays the lowest, whatever the walk meets. `learning`: how much dearer a hard rule is that was always broken of
    late, in its own prices.
    """

    name: str
    hot: float
    floor: float
    per_degree: float = 0.0
    cold: float = 0.0
    steady: bool = False
    learning: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise TypeError(f"name of a preset: {self.name!r} is not a text")
        if not isinstance(self.steady, bool):
            raise TypeError(f"steady of preset {self.name}: {self.steady!r} is not true or false")
        for name in ("hot", "floor", "per_degree", "cold", "learning"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError(f"{name} of preset {self.name}: {value!r} is not a number")
            if not value >= 0 or (name == "hot" and value == 0):
                raise ValueError(f"{name} of preset {self.name}: {value!r} is too small")


# The first ones race where there is no time to try them all.
PRESETS = (
    Preset("open", hot=1.0, floor=3.0),
    Preset("wide", hot=10.0, floor=20.0),
    Preset("firm", hot=1.0, floor=15.0),
    Preset("mild", hot=0.25, floor=3.0),
    Preset("free", hot=1.0, floor=0.1, per_degree=3.0),
    Preset("cool", hot=0.1, floor=6.0),
)
HOT_PRESET = Preset("hot", hot=10.0, floor=20.0, cold=0.6)
"""For walks that look for few broken hard rules; the walks that start from their ends care for the soft ones."""
PLACING_PRESET = Preset("placing", hot=10.0, floor=3.0)
"""For walks by hard rules alone, from nothing: at first a broken rule costs less than chance brings."""
HURRIED_PRESETS = (Preset("seeking", hot=3.0, floor=6.0), Preset("loosening", hot=2.0, floor=3.0))
"""For walks by hard rules alone, from a timetable in which nearly everything has a place."""
STEADY_PRESETS = (
    Preset("steady", hot=0.25, floor=1.0, cold=0.2, steady=True, learning=20.0),
    Preset("calming", hot=0.35, floor=1.0, cold=0.15, steady=True, learning=20.0),
)
"""For walks by hard rules alone where those have left something: a little too much is broken at any moment, so that
everything stays in motion until nothing is, and what is always broken becomes dear enough to be looked after."""
SETTLING_PRESET = Preset("settling", hot=0.1, floor=6.0)
"""For short walks that repair a little and shall stay near where they begin."""
