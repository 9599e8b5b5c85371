"""A planner's week: a teacher becomes ill on Monday; what changes, where a lesson can go, why not, and what it costs.

Run it from this folder; its argument is how much work each search may count (2 by default).
"""

import sys
from dataclasses import replace

import scheduler as s
from scheduler.problem import rules

stop = s.Stop(work=float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)

school = s.Model(days=2, periods=4, name="Two classes")
ann, bob = school.add_teacher("Ann"), school.add_teacher("Bob")
for code in ("1A", "1B"):
    pupils = school.add_class(code)
    school.add_lesson(f"maths {code}", [1, 1], [pupils, ann])
    school.add_lesson(f"science {code}", [1, 1], [pupils, bob])
school.add_rule(rules.LimitIdle, hard=False, weight=5, resources=[ann, bob], groups=school.days)
problem = school.problem()
before = s.solve(problem, stop=stop, seed=1, workers=1).timetable


def with_rule(one: rules.Rule) -> s.Problem:
    return replace(problem, rules=(*problem.rules, one))


# %% Ann is ill on Monday: the nearest timetable, and how many lessons must move at least

monday, tuesday = (frozenset(day) for day in school.days)
ill = rules.Unavailable(id="ill", entry="H14", resources=(ann.id,), times=tuple(sorted(monday)))
changed = with_rule(ill)
found = s.replan(changed, before, stop=stop, seed=1, workers=1)
print(f"replan: {found.moved} moved, at least {found.least} must; {found.evaluation.hard} hard points")

# %% what differs, from where to where

differs = s.difference(changed, before, found.timetable)
for one in differs.changes:
    if one.old and one.new:
        print(f"  {one.lesson}: {problem.times[one.old.times[0]].id} -> {problem.times[one.new.times[0]].id}")
assert differs == found.difference

# %% where a lesson of Bob can go

answer = s.moves(changed, found.timetable, "science 1A")
free = [problem.times[spot.start].id for spot in answer.spots if spot.free and not spot.now]
print(f"science 1A can go to: {', '.join(free) or 'nowhere'}; {len(answer.chains)} chains")

# %% why Ann cannot stay away on Tuesday too

away = rules.Unavailable(id="away", entry="H14", resources=(ann.id,), times=tuple(sorted(monday | tuesday)))
why = s.explain(with_rule(away), stop=stop, seed=1, workers=1)
rows = [", ".join(row.about) for row in why.conflicts[0].rows]
print(f"explain: {why.verdict}, for these cannot hold together: {'; '.join(rows)}")

# %% what it costs in points that Ann is away on Monday, and on Tuesday

late = rules.Unavailable(id="late", entry="H14", resources=(ann.id,), times=tuple(sorted(tuesday)))
nothing, *costs = s.price(problem, before, [changed, with_rule(late)], stop=stop, seed=1)
for day, one in zip(("Monday", "Tuesday"), costs, strict=True):
    print(f"price: {day} costs {nothing.gain - one.gain} points and moves {one.moved}")
