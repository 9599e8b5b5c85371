"""An analysis like one in a notebook: solve the small school, then what each teacher gets, as a table.

Run it from this folder; its argument is how much work the search may count (4 by default).
"""

import sys
from pathlib import Path

import scheduler as s
from scheduler.problem.lessons import HOME
from scheduler.problem.modes import DISTANCE_MODES

# %% read the school, and find a timetable

problem = s.read_school(Path(__file__).parent.parent / "small-school" / "school.xlsx")
for notice in problem.notices:
    print(notice.text("en"))
work = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
result = s.solve(problem, stop=s.Stop(work=work), seed=1, workers=1)
judged = s.evaluate(problem, result.timetable)
print(f"{problem.name}: {result.status}, {judged.soft} soft points, {sum(judged.unplaced.values())} periods unplaced")

# %% when each teacher is busy, and how much of it is at a distance

busy: dict[str, set[int]] = {teacher.id: set() for teacher in problem.resources_of("teacher")}
away: dict[str, set[int]] = {teacher: set() for teacher in busy}
at_home: dict[str, set[int]] = {teacher: set() for teacher in busy}
for meet in result.timetable.placements:
    option = problem.lesson[meet.lesson].option(meet.option)
    times = problem.occupied(meet)
    for _, held in problem.held(meet):
        if held in busy:
            busy[held].update(times)
            if option.mode in DISTANCE_MODES:
                away[held].update(times)
            if option.teacher_place == HOME:
                at_home[held].update(times)

# %% gaps: periods between the first and the last lesson of a day in which there is none

days = [[time for time in day if problem.times[time].open] for day in problem.times.days()]


def gaps(times: set[int]) -> int:
    total = 0
    for day in days:
        held = [place for place, time in enumerate(day) if time in times]
        total += held[-1] - held[0] + 1 - len(held) if held else 0
    return total


# %% the table; everything is counted over the two weeks of the cycle

print(f"\n{'teacher':<10} {'periods':>7} {'days':>5} {'gaps':>5} {'distance':>9} {'from home':>10}")
for teacher in sorted(busy, key=lambda teacher: -len(busy[teacher])):
    periods = len(busy[teacher])
    present = sum(any(time in busy[teacher] for time in day) for day in days)
    share = f"{100 * len(away[teacher]) / periods:.0f}%" if periods else "-"
    code = problem.resource[teacher].code
    print(f"{code:<10} {periods:>7} {present:>5} {gaps(busy[teacher]):>5} {share:>9} {len(at_home[teacher]):>10}")

# %% which rules cost most

print("\nrule   points")
costs = {entry: cost.hard + cost.soft for entry, cost in judged.by_entry.items()}
for entry in sorted((entry for entry in costs if costs[entry]), key=lambda entry: -costs[entry])[:5]:
    print(f"{entry:<6} {costs[entry]:>6}")
