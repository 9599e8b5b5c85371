"""What a deviation costs, and over what something is counted: two words that every rule may use (`rules`)."""

from __future__ import annotations

from enum import StrEnum


class Shape(StrEnum):
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    STEP = "step"

    def cost(self, weight: int, deviation: int) -> int:
        if self is Shape.LINEAR:
            return weight * deviation
        if self is Shape.QUADRATIC:
            return weight * deviation * deviation
        return weight if deviation > 0 else 0


class Span(StrEnum):
    """Over what something is counted: the cycle, a whole school year, or the part of one that is stated."""

    CYCLE = "cycle"
    CALENDAR = "calendar"
    YEAR = "year"
