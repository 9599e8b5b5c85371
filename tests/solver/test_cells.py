"""What monitors ask of the variables, where a change for speed could change an answer."""

from __future__ import annotations

from scheduler.problem import rules as r
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from tests.builders import lesson, problem, week


def test_a_structure_priced_anew_differs_only_in_what_may_deviate():
    times = week(1, 4)
    lessons = [lesson(f"A{number}", who=["path:3A"]) for number in range(2)]
    school = problem(
        times,
        lessons,
        r.Placed(id="placed", entry="H02", lessons=("A0", "A1")),
        r.NoClash(id="clash", entry="H01", resources=("path:3A",)),
    )
    indexed = index_problem(school)
    data = monitors(indexed)
    plain = Structure(indexed, data)
    broken = frozenset(number for number, one in enumerate(data.monitors) if one.rule == 1)
    fresh, copied = Structure(indexed, data, broken), plain.repriced(broken)
    assert (copied.reach, copied.signature) == (fresh.reach, fresh.signature)
    assert (copied.strict, copied.guards) == (fresh.strict, fresh.guards)
    assert plain.guards
    assert not copied.guards
