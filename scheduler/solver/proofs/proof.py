"""A proof that something cannot be: a need that is more than what there is, in a planner's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scheduler.problem.problem import Problem
from scheduler.problem.text import say

Words = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True, slots=True)
class Proof:
    """`key` names the sentence in `data/texts/solver.toml`, `values` fill it; `need` is more than `have`.

    Either `lessons` are those it is about, and one of them must give way; or `rule` (an id) breaks in any timetable
    with every lesson placed, and leaving out lessons is no cure. `who` and values may be `Words`.
    """

    key: str
    who: str | Words
    need: int
    have: int
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    cell: str = ""
    lessons: tuple[str, ...] = ()
    rule: str = ""

    def text(self, language: str) -> str:
        """The proof in Dutch or English, after the cell it is about where that is known."""
        given: dict[str, object] = {"who": self.who, "need": self.need, "have": self.have, **self.values}
        values = {name: value[language] if isinstance(value, Mapping) else value for name, value in given.items()}
        sentence = say(language, "solver", self.key, **values)
        return f"{self.cell}: {sentence}" if self.cell else sentence


def record_cell(problem: Problem, resource: str) -> str:
    """The row of a teacher, class, room or pool in the planner's sheets."""
    origin = problem.resource[resource].origin
    return origin.cell() if origin else ""
