"""A part of the problem on its own: some lessons with the rules that speak of them alone, everything else left out.

What it costs at least, the whole problem costs at least too, since leaving rules and lessons out only makes room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from scheduler.solver.cpsat.model import Model
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.kinds import Capacity, Peak
from scheduler.solver.monitors.meets import Usable


class Relaxation(Model):
    """The model of whole `lessons` (numbers), with the hard monitors that stay true without the others.

    Only the soft monitors in `priced` are paid for; each must depend on these lessons alone. `meets` are those that
    each monitor depends on (`meets_of_monitors`).
    """

    def __init__(
        self,
        structure: Structure,
        lessons: Collection[int],
        priced: Iterable[int],
        meets: Sequence[frozenset[int]],
    ) -> None:
        indexed = structure.indexed
        usable: dict[int, Usable] = {
            meet: indexed.meets[meet].usable for lesson in lessons for meet in indexed.of_lesson[lesson]
        }
        inside = {*usable, *(indexed.rest_of[lesson] for lesson in lessons)}
        near = {number for meet in usable for number in structure.reach[meet] if structure.strict[number]}
        strict = {number for number in near if _holds(structure, number, meets[number] <= inside)}
        super().__init__(structure, indexed.empty(), usable, Plan(only=frozenset((*strict, *priced))))


def _holds(structure: Structure, number: int, alone: bool) -> bool:
    """Whether the hard monitor holds for the lessons chosen whatever other lessons do."""
    monitor = structure.data.monitors[number]
    if isinstance(monitor, Capacity):  # others only add to the load
        return alone or all(load.amount >= 0 for load in structure.data.rows[monitor.row].terms)
    return alone and not isinstance(monitor, Peak)
